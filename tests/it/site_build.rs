//! What a build makes of a site: whole outputs of the small site, and what they have in common.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::site::{Site, files_below};

/// The main part of a page, with its drawings taken out: charts have tests of their own.
pub fn main_part(html: &str) -> String {
    let start = html.find("<main").unwrap();
    let end = html.find("</main>").unwrap();
    let mut out = String::new();
    let mut rest = &html[start..end];
    while let Some(at) = rest.find("<svg") {
        out.push_str(&rest[..at]);
        out.push_str("<svg/>");
        rest = &rest[at + rest[at..].find("</svg>").unwrap() + "</svg>".len()..];
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The values of an attribute in a page, in order.
fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let head = format!(" {name}=\"");
    html.match_indices(&head).map(|(at, _)| html[at + head.len()..].split('"').next().unwrap()).collect()
}

pub fn built(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files_below(&site.path("public"))
}

#[test]
fn a_page_shows_figures_with_their_papers() {
    let site = Site::small_printed("true");
    let run = site.build();
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(main_part(&site.read("public/briefings/first/index.html").unwrap()));
}

#[test]
fn a_narrative_without_figures_has_footnotes_and_links() {
    let site = Site::small_printed("true");
    site.build();
    insta::assert_snapshot!(main_part(&site.read("public/briefings/second/index.html").unwrap()));
}

#[test]
fn data_files_hold_every_figure() {
    let site = Site::small();
    site.build();
    insta::assert_snapshot!(site.read("public/data/observations.csv").unwrap());
    insta::assert_snapshot!(site.read("public/data/quantities.csv").unwrap());
    insta::assert_snapshot!(site.read("public/charts/totals/totals.csv").unwrap());
    let json = site.read("public/charts/totals/totals.json").unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn every_record_has_a_page() {
    let site = Site::small();
    site.build();
    for page in [
        "sources",
        "sources/bulletin-2025",
        "sources/yearbook-2024",
        "data",
        "data/trade.total",
        "data/trade.rail",
        "data/trains",
        "charts",
        "charts/totals",
        "ports",
        "ports/northgate",
        "ports/southgate",
    ] {
        assert!(site.path(&format!("public/{page}/index.html")).exists(), "{page}");
    }
    insta::assert_snapshot!(main_part(&site.read("public/ports/northgate/index.html").unwrap()));
    insta::assert_snapshot!(main_part(&site.read("public/ports/southgate/index.html").unwrap()));
    insta::assert_snapshot!(main_part(&site.read("public/data/trade.total/index.html").unwrap()));

    let ports = site.read("data/entities/ports.yaml").unwrap();
    site.write(
        "data/entities/ports.yaml",
        ports.replace("name: Northgate", "name: Northgate\n  slug: north"),
    );
    site.build();
    assert!(site.path("public/ports/north/index.html").exists());
    assert!(!site.path("public/ports/northgate").exists(), "the old address is gone");
    let linking = site.read("public/ports/southgate/index.html").unwrap();
    assert!(attributes(&linking, "href").contains(&"../../ports/north/index.html"));
}

#[test]
fn papers_tell_what_agrees_from_what_does_not_and_a_series_without_figures_what_is_measured_by_it() {
    let site = Site::small()
        .file(
            "data/series/exports.yaml",
            "exports.total: { title: Exports, unit: CNY, scale: billion, kind: flow }\n\
             exports.cars:\n  title: Exports of cars\n  unit: CNY\n  scale: billion\n  kind: flow\n  share:\n    \
             - { in: exports.total, period: 2024, value: 12, source: bulletin-2025, printed: 12 % }\n    \
             - { in: exports.total, period: 2024, value: 12.1, source: yearbook-2024, printed: 12.1 % }\n    \
             - { in: exports.total, period: 2024, value: 30, source: yearbook-2024, locator: table 9, printed: 30 % }\n  \
             preferred: { \"share(exports.cars, exports.total)\": { 2024: { source: bulletin-2025, reason: It is official. } } }\n",
        )
        .file(
            "content/cars.md",
            "---\ntitle: Cars\n---\n\n{{ share(of=\"exports.cars\", in=\"exports.total\", at=\"2024\") }} or \
             {{ share(of=\"exports.cars\", in=\"exports.total\", at=\"2024\", source=\"yearbook-2024\") }}.\n",
        );
    site.build();
    let cars = main_part(&site.read("public/cars/index.html").unwrap());
    insta::assert_snapshot!(
        &cars[cars.find("papers-1\" data-origin").unwrap()..cars.find("<section class=\"sources").unwrap()]
    );
    insta::assert_snapshot!(main_part(&site.read("public/data/exports.total/index.html").unwrap()));
}

#[test]
fn every_link_leads_to_a_file_and_a_place_on_it() {
    let site = Site::small();
    for style in ["portable", "clean"] {
        let config =
            site.read("site.yaml").unwrap().replace("links: clean\n", "").replace("links: portable\n", "");
        site.write("site.yaml", format!("{config}links: {style}\n"));
        site.build();
        let pages = built(&site);
        let mut followed = 0;
        for (path, bytes) in pages.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
            let html = String::from_utf8(bytes.clone()).unwrap();
            for link in attributes(&html, "href").into_iter().chain(attributes(&html, "src")) {
                if link.contains(':') {
                    continue;
                }
                assert!(style == "portable" || !link.contains("index.html"), "{path}: {link}");
                let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
                let target = if target.is_empty() { path.clone() } else { joined(path, target) };
                let found = pages.get(&target).or_else(|| {
                    // Only a server shows a folder's page.
                    assert!(style == "clean", "{path}: {link}");
                    pages.get(format!("{target}/index.html").trim_start_matches('/'))
                });
                let found = found.unwrap_or_else(|| panic!("{path}: {link} leads nowhere"));
                let found = String::from_utf8_lossy(found);
                let id = format!(" id=\"{fragment}\"");
                assert!(fragment.is_empty() || found.contains(&id), "{path}: {link}: there is no such place");
                followed += 1;
            }
        }
        assert!(followed > 100, "{followed}");
    }
}

/// A relative link from a file, as a path from the root.
fn joined(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => assert!(parts.pop().is_some(), "{from}: {link} leads out of the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn an_own_component_takes_the_place_of_a_built_in_one() {
    let own = "{% component key_points(points) %}<p>My points: {{ points | length }}</p>{% endcomponent key_points %}";
    let page = "---\ntitle: A page\nkey_points: [One thing, Another]\n---\n";
    for file in ["templates/components.html", "templates/own/points.html"] {
        let site = Site::small().file(file, own).file("content/page.md", page);
        assert_eq!(site.build().stderr, "", "{file}");
        let html = site.read("public/page/index.html").unwrap();
        assert!(html.contains("<p>My points: 2</p>") && !html.contains("One thing"), "{html}");
    }
}

#[test]
fn an_own_template_takes_the_place_of_a_built_in_one() {
    let site = Site::small()
        .file("content/page.md", "---\ntitle: A “page”\n---\n\nText with {{ value(of=\"trains\", at=\"2025-06\") }}.\n")
        .file(
            "templates/page.html",
            "<!doctype html>\n<title>{{ page.title }}: {{ value(of=\"trade.total\", at=\"2024\") }}</title>\n\
             <p title='{{ value(of=\"trade.total\", at=\"2024\") }}'>{{ growth(of=\"trade.total\", at=\"2025-S1\") }}</p>\n\
             {{ page.body_html | safe }}\n\
             <ol>{% for paper in page.papers %}<li id=\"{{ paper.id }}\">{{ paper.text }}, {{ paper.origin_text }}{% endfor %}</ol>\n",
        );
    site.build();
    insta::assert_snapshot!(site.read("public/page/index.html").unwrap());
    let briefing = site.read("public/briefings/first/index.html").unwrap();
    assert!(briefing.contains("colophon"), "other templates are the built-in ones");
}

#[test]
fn the_front_page_shows_the_first_pages_of_each_section_and_the_way_to_all() {
    let mut site = Site::small();
    for (index, day) in (10..=18).enumerate() {
        let page = format!("---\ntitle: A note\ndate: 2026-03-{day}\n---\n\nText.\n");
        site = site.file(&format!("content/notes/note-{index}.md"), page);
    }
    let site = site.file("content/notes/_index.md", "---\ntitle: Notes\n---\n");
    assert_eq!(site.build().stderr, "");
    let front = site.read("public/index.html").unwrap();
    assert!(front.contains("<a href=\"notes/index.html\">All 9 pages</a>"), "{front}");
    let named = |index: usize| front.contains(&format!("notes/note-{index}/"));
    assert!((1..9).all(named) && !named(0), "the oldest is left out: {front}");
    assert!(!front.contains("briefings/index.html\">All"), "a short section is there as a whole: {front}");
    let section = site.read("public/notes/index.html").unwrap();
    assert!((0..9).all(|index| section.contains(&format!("note-{index}/"))), "{section}");
}

#[test]
fn a_front_page_of_many_sections_shows_the_pages_of_the_first_of_them() {
    let mut site = Site::small();
    for section in 'a'..='p' {
        site = site
            .file(&format!("content/{section}/_index.md"), format!("---\ntitle: Section {section}\n---\n"))
            .file(
                &format!("content/{section}/note.md"),
                format!("---\ntitle: A note in {section}\n---\n\nText.\n"),
            );
    }
    assert_eq!(site.build().stderr, "");
    let front = site.read("public/index.html").unwrap();
    assert!(front.contains("A note in a") && front.contains("A note in k"), "{front}");
    assert!(!front.contains("A note in p"), "{front}");
    assert!(front.contains("<a href=\"p/index.html\">1 page</a>"), "{front}");
}

#[test]
fn drafts_are_built_when_asked_for() {
    let site =
        Site::small().file("content/briefings/third.md", "---\ntitle: Not yet\ndraft: true\n---\n\nText.\n");
    site.build();
    assert!(!site.path("public/briefings/third").exists());
    let everything = built(&site);
    let said = everything.iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Not yet"));
    assert_eq!(said.count(), 0, "a draft is named nowhere");
    let run = site.run(&["build", "--drafts"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    let page = site.read("public/briefings/third/index.html").unwrap();
    assert!(page.contains("noindex") && page.contains("Not yet"));
    assert!(site.read("public/briefings/index.html").unwrap().contains("Not yet"));
    site.build();
    assert!(!site.path("public/briefings/third").exists(), "and go when they are not");
}

#[test]
fn an_issue_is_shown_beside_the_date_and_cited() {
    let page = "---\ntitle: A page\ndate: 2025-09-01\nissue: 2025/9\n---\nText.\n";
    let site = Site::small().file("content/briefings/page.md", page);
    site.build();
    let html = site.read("public/briefings/page/index.html").unwrap();
    for shown in [
        "<li>Issue 2025/9</li>",
        "“A page”, issue 2025/9",
        "number = {2025/9}",
        "&quot;issue&quot;:&quot;2025/9&quot;",
    ] {
        assert!(html.contains(shown), "{shown} is not in {html}");
    }
}

#[test]
fn a_note_says_that_a_series_may_be_negative() {
    let series = |note: &str| {
        format!(
            "net: {{ title: Moves, unit: count, kind: flow, observations: [{{ period: 2021, value: -20, source: bulletin-2025{note} }}] }}\n"
        )
    };
    let site = Site::small().file("data/series/net.yaml", series(""));
    assert!(site.run(&["check"]).stderr.contains("[sign]"));
    let site = site.file("data/series/net.yaml", series(", note: a net flow"));
    assert_eq!(site.build().stderr, "");
}

#[test]
fn papers_of_a_derived_figure_tell_rounding_from_what_is_printed_less_exactly() {
    let series = |share: &str| {
        format!(
            "whole: {{ title: All, unit: t, kind: flow, source: bulletin-2025, values: {{ 2021: 1000 }} }}\n\
                 part: {{ title: Part, unit: t, kind: flow, observations: [{{ period: 2021, {share}, source: bulletin-2025 }}] }}\n"
        )
    };
    let page = "---\ntitle: A page\n---\n{{ share(of=\"part\", in=\"whole\", at=\"2021\") }}\n";
    let site =
        Site::small().file("content/page.md", page).file("data/series/parts.yaml", series("value: 810"));
    site.build();
    let html = |site: &Site| site.read("public/page/index.html").unwrap();
    assert!(html(&site).contains("Given their rounding it is "), "{}", html(&site));
    let site = site.file("data/series/parts.yaml", series("range: [10, 190]"));
    site.build();
    assert!(html(&site).contains("Given what the sources print it is "), "{}", html(&site));
    assert!(!html(&site).contains("Given their rounding"));
}

#[test]
fn a_text_may_link_to_every_file_that_the_build_writes() {
    let site = Site::small_printed("true");
    site.run(&["build", "--base-url", "https://example.org/b/"]);
    let written: Vec<String> = files_below(&site.path("public"))
        .into_keys()
        .filter(|path| !path.starts_with("assets/") && !path.starts_with("search/") && !path.starts_with('.'))
        .collect();
    assert!(written.len() > 20 && written.iter().any(|path| path.ends_with("first.pdf")), "{written:?}");
    let links: String = written.iter().map(|path| format!("- [to it](/{path})\n")).collect();
    let site = site.file("content/links.md", format!("---\ntitle: Links\n---\n{links}"));
    let run = site.run(&["build", "--base-url", "https://example.org/b/"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    let html = site.read("public/links/index.html").unwrap();
    for file in ["charts/totals/totals.csv", "data/observations.csv", "atom.xml", "briefings/first/first.pdf"]
    {
        assert!(html.contains(&format!("<a href=\"../{file}\">to it</a>")), "{file}: {html}");
    }
    // A feed consists of addresses on the web.
    let run = site.run(&["check"]);
    assert!(run.stderr.contains("there is no `/atom.xml`"), "{}", run.stderr);
    assert!(!run.stderr.contains("observations.csv"), "{}", run.stderr);
}

#[test]
fn a_base_url_makes_links_absolute_where_they_must_be() {
    let site = Site::small();
    let run = site.run(&["build", "--base-url", "https://example.org/trade"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    let page = site.read("public/briefings/first/index.html").unwrap();
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://example.org/trade/briefings/first/\">"),
        "{page}"
    );
    insta::assert_snapshot!(site.read("public/sitemap.xml").unwrap());
    insta::assert_snapshot!(site.read("public/robots.txt").unwrap());
    insta::assert_snapshot!(site.read("public/atom.xml").unwrap());
    site.build();
    assert!(!site.path("public/atom.xml").exists(), "without an address there is no feed");
}

#[test]
fn html_in_a_narrative_passes_only_where_it_may() {
    let page = "---\ntitle: HTML\n---\n\nA <b class=\"x\">word</b>.\n\n<section>\nBlock\n</section>\n";
    let site = Site::small().file("content/html.md", page);
    site.build();
    let shown = main_part(&site.read("public/html/index.html").unwrap());
    assert!(!shown.contains("<b ") && shown.contains("&lt;b class="), "{shown}");
    let config = site.read("site.yaml").unwrap();
    site.write("site.yaml", format!("{config}markdown: {{ raw_html: true }}\n"));
    assert_eq!(site.build().stderr, "");
    let passed = main_part(&site.read("public/html/index.html").unwrap());
    assert!(passed.contains("A <b class=\"x\">word</b>.") && passed.contains("<section>\nBlock"), "{passed}");
}

#[test]
fn the_same_site_gives_the_same_bytes_anywhere() {
    let site = Site::small();
    site.build();
    let first = built(&site);
    assert!(first.len() > 40, "{:?}", first.keys());
    let other = Site::small();
    let elsewhere = other.path("../elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let out = other.path("../out");
    let arguments = ["build", "--root", other.path("").to_str().unwrap(), "--out", out.to_str().unwrap()]
        .map(str::to_owned);
    for (variables, folder) in [
        (
            &[("TZ", "Asia/Shanghai"), ("LC_ALL", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", "1")][..],
            other.path("content"),
        ),
        (&[("TZ", "America/New_York"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "8")], elsewhere),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let run =
            other.command(&arguments).current_dir(folder).envs(variables.iter().copied()).output().unwrap();
        assert!(run.status.success(), "{run:?}");
        let second = files_below(&out);
        assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
        let differing: Vec<_> = first.iter().filter(|(path, bytes)| second[*path] != **bytes).collect();
        assert!(differing.is_empty(), "{:?}", differing.iter().map(|(path, _)| path).collect::<Vec<_>>());
        fs::remove_dir_all(&out).unwrap();
    }
}

/// Every file of a folder with its time.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let paths = files_below(folder).into_keys();
    paths.map(|path| (path.clone(), fs::metadata(folder.join(path)).unwrap().modified().unwrap())).collect()
}

#[test]
fn a_build_that_fails_leaves_the_output_as_it_was() {
    let site = Site::small();
    site.build();
    let before = (built(&site), times(&site.path("public")));
    let page = site.read("content/briefings/first.md").unwrap();
    // In each phase: decoding, checking, planning, rendering.
    for (path, text) in [
        ("content/briefings/first.md", page.replace("title:", "titel:")),
        ("content/briefings/first.md", page.replace("bulletin-2025", "bulletin-2026")),
        ("static/index.html", "in the way".to_owned()),
        ("templates/briefing.html", "{{ page.titel }}".to_owned()),
    ] {
        let old = site.read(path);
        site.write(path, text);
        let run = site.run(&["build"]);
        assert_eq!((run.status, &*run.stdout), (Some(1), ""), "{path}: {run:?}");
        assert!((built(&site), times(&site.path("public"))) == before, "{path}: the output was touched");
        match old {
            Some(old) => site.write(path, old),
            None => site.remove(path),
        }
    }
    let run = site.build();
    assert!(run.stdout.contains(": 0 written, "), "{run:?}");
}

#[test]
fn one_thing_is_in_the_singular_and_counts_have_no_halves() {
    let trains = "trains:
  title: Trains
  unit: count
  noun: { one: train, other: trains }
  kind: count
  source: bulletin-2025
  values: { 2022: 0, 2023: 1, 2024: 2, 2025: 2 }
";
    let charts = [("bars", "bar"), ("steps", "waterfall"), ("line", "line"), ("cells", "heat")];
    let site = charts.iter().fold(Site::small(), |site, (id, mark)| {
        let spec = format!("title: Trains\nmark: {mark}\nseries: [trains]\nperiods: annual\nalt: Trains.\n");
        site.file(&format!("data/charts/{id}.yaml"), spec)
    });
    let series = site.read("data/series/trade.yaml").unwrap();
    let (others, _) = series.split_once("trains:\n").unwrap();
    site.write("data/series/trade.yaml", format!("{others}{trains}"));
    for path in ["content/briefings/second.md", "data/entities/ports.yaml"] {
        let text = site.read(path).unwrap();
        site.write(path, text.replace("at=\"2025-06\"", "at=\"2025\""));
    }
    site.build();
    let drawing =
        |id: &str| site.read(&format!("public/charts/{id}/{id}.svg")).unwrap().replace('\u{a0}', " ");
    assert!(drawing("bars").contains("2023: 1 train<") && drawing("bars").contains("2024: 2 trains<"));
    let steps = drawing("steps");
    assert!(steps.contains("in 2023: +1 train<") && steps.contains("in 2025: 0 trains<"), "{steps}");
    for id in ["line", "cells"] {
        let drawing = drawing(id);
        let ticks = drawing.split_once("class=\"tick\"").unwrap().1.split_once("</g>").unwrap().0;
        let numbers = ticks.split('>').filter_map(|part| part.split_once("</text").map(|(text, _)| text));
        assert_eq!(numbers.collect::<Vec<_>>(), ["0", "1", "2"], "{id}");
    }
}

#[test]
fn places_are_ordinals_wherever_people_read_them_and_numbers_in_data() {
    let series = "trade.total:
  title: Trade
  unit: CNY
  scale: billion
  kind: flow
  source: bulletin-2025
  values: { 2023: 200, 2024: 250, 2025: 240 }
  rank:
    - { among: years, period: 2024, value: 1, source: bulletin-2025 }
    - { among: [trade.south, others], period: 2025, range: [2, 3], source: bulletin-2025 }
trade.south: { title: South, unit: CNY, scale: billion, kind: flow, source: bulletin-2025, values: { 2025: 300 } }
";
    let page = "---
title: Trade was the {{ value(of=\"rank(trade.total, years)\", at=\"2024\") }} highest
template: briefing.html
print: true
---
In 2025 it came {{ value(of=\"rank(trade.total, trade.south, others)\", at=\"2025\") }}.

{{ table(of=[\"trade.total\", \"rank(trade.total, years)\"]) }}
";
    let records = "title: Places
records:
  - { of: series, path: data, title: Data, template: series.html }
";
    let source =
        "bulletin-2025: { title: Bulletin, publisher: Authority, published: 2026-01-01, kind: official }\n";
    let site = Site::empty()
        .file("site.yaml", records)
        .file("data/sources.yaml", source)
        .file("data/series/trade.yaml", series)
        .file("content/places.md", page);
    assert_eq!(site.build().stderr, "");
    let html = site.read("public/places/index.html").unwrap();
    let text = main_part(&html);
    assert!(html.contains("<title>Trade was the 1st highest – Places</title>"), "{html}");
    assert!(text.contains(">2nd or 3rd</a>"), "{text}");
    assert!(text.contains(">1st</td>") || text.contains(">1st</a></td>"), "{text}");
    let page = site.read("public/data/trade.total/index.html").unwrap();
    assert!(page.contains(">1st</span>") && page.contains(">2nd or 3rd</span>"), "{page}");
    let data = site.read("public/data/observations.csv").unwrap();
    assert!(data.contains("\"rank(trade.total, years)\",2024,1,count,"), "{data}");
}

#[test]
fn this_repository_s_own_site_builds_without_a_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::empty().file("site.yaml", fs::read(root.join("site.yaml")).unwrap());
    for folder in ["content", "data", "static", "templates"].map(|name| root.join(name)) {
        if folder.is_dir() {
            let name = folder.file_name().unwrap().to_str().unwrap();
            files_below(&folder)
                .iter()
                .for_each(|(path, bytes)| site.write(&format!("{name}/{path}"), bytes));
        }
    }
    let run = site.run(&["build", "--strict"]);
    assert_eq!((run.status, &*run.stderr), (Some(0), ""), "{}", run.stderr);
    for (path, bytes) in built(&site) {
        if path.ends_with(".html") {
            let html = String::from_utf8(bytes).unwrap();
            assert!(!html.contains("{{") && !html.contains("{%"), "{path} shows a tag");
            assert!(
                !html.chars().any(|c| ('\u{fdd0}'..='\u{fdef}').contains(&c)),
                "{path} shows an envelope"
            );
        }
    }
}

#[test]
fn every_kind_of_page_shows_what_its_front_matter_says() {
    let front = "summary: Said shortly.\nkey_points: [Found first.]\nnotes: [Known before.]\n\
                 headlines:\n  - { label: Shown large, value: '{{ value(of=\"trade.total\", at=\"2024\") }}', period: 2024, note: as printed }\n";
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\n{more}{front}---\nText.\n");
    let site = Site::small()
        .file("content/bulletins/_index.md", page("Bulletins", ""))
        .file("content/bulletins/plain.md", page("Plain", ""))
        .file("content/bulletins/briefing.md", page("Briefing", "template: briefing.html\n"))
        .file("content/_index.md", page("Front", ""));
    assert_eq!(site.build().stderr, "");
    for path in ["", "bulletins/", "bulletins/plain/", "bulletins/briefing/"] {
        let page = site.read(&format!("public/{path}index.html")).unwrap();
        for said in ["Found first.", "Shown large", "2024. as printed", "Said shortly.", "Known before."] {
            assert!(page.contains(said), "{path} lacks {said}: {page}");
        }
        // Every figure among the papers is on the page, at the place that they lead back to.
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{link}\"")), "{path} has no {link}");
        }
    }
}

#[test]
fn what_hedges_a_series_does_not_hedge_what_follows_from_it() {
    let series = "a:
  title: Output
  unit: t
  kind: flow
  source: office
  locator: table 3
  qualifier: over
  values: { 2024: 5 }
  growth: [{ period: 2024, value: 5 }]
  rank: [{ period: 2024, value: 1, among: years, source: bulletin }]
";
    let sources = "office: { title: Tables, kind: official }\nbulletin: { title: Bulletin, kind: news }\n";
    let site = Site::new().file("data/sources.yaml", sources).file("data/series/a.yaml", series);
    site.build();
    let observations = site.read("public/data/observations.csv").unwrap();
    let wanted = ["series", "qualifier", "locator"];
    let columns: Vec<&str> = observations.lines().next().unwrap().split(',').collect();
    let at = wanted.map(|name| columns.iter().position(|column| *column == name).unwrap());
    let lines = observations.lines().skip(1).filter(|line| !line.starts_with('"'));
    let shown: Vec<String> =
        lines.map(|line| at.map(|at| line.split(',').nth(at).unwrap()).join(" ")).collect();
    assert_eq!(shown, ["a over table 3", "growth(a) exact table 3"]);
    assert!(
        observations.lines().any(|line| line.starts_with("\"rank(a, years)\"") && !line.contains("table 3"))
    );
}

#[test]
fn sources_of_one_publisher_and_day_are_told_apart_by_their_titles() {
    let site = Site::small();
    let source = |id: &str, title: &str, day: &str| {
        format!("{id}:\n  title: {title}\n  publisher: The office\n  published: {day}\n  kind: official\n")
    };
    let sources = site.read("data/sources.yaml").unwrap()
        + &source("exports", "Exports in May", "2025-07-14")
        + &source("imports", "Imports in May", "2025-07-14")
        + &source("stocks", "Stocks in May", "2025-08-14");
    let series = |id: &str| {
        format!("{id}:\n  title: T\n  unit: t\n  kind: flow\n  source: {id}\n  values: {{ 2025-05: 2 }}\n")
    };
    let site = site
        .file("data/sources.yaml", sources)
        .file("data/series/more.yaml", ["exports", "imports", "stocks"].map(series).concat())
        .file(
            "content/page.md",
            "---\ntitle: Page\n---\n{{ table(of=[\"exports\", \"imports\", \"stocks\"]) }}\n",
        );
    site.build();
    let page = site.read("public/page/index.html").unwrap();
    let credit = crate::site::words(&page, "<figcaption class=\"table-source\">", "</figcaption>");
    assert_eq!(
        credit,
        "Sources: The office, “Exports in May”, 14 July 2025; The office, “Imports in May”, 14 July 2025; \
         The office, 14 August 2025"
    );
}

#[test]
fn numbers_of_entities_are_grouped_and_years_are_not() {
    let site = Site::small();
    let ports = site.read("data/entities/ports.yaml").unwrap();
    for (written, shown) in [("120345.5", "120,345.5"), ("1992", "1992"), ("-20000", "−20,000")] {
        let site = Site::small().file("data/entities/ports.yaml", ports.replace("12.5", written));
        site.build();
        let page = site.read("public/ports/northgate/index.html").unwrap();
        assert!(page.contains(&format!(">{shown}<")), "{written}: {page}");
    }
}

#[test]
fn neighbours_in_order_of_days_are_the_earlier_and_the_later() {
    let site =
        Site::small().file("content/briefings/third.md", "---\ntitle: Third\ndate: 2025-07-20\n---\nText.\n");
    site.build();
    let beside = |page: &str| {
        let page = site.read(&format!("public/briefings/{page}/index.html")).unwrap();
        crate::site::words(&page, "<nav class=\"neighbours\"", "</nav>")
    };
    let third = beside("third");
    assert!(third.find("Earlier Fewer trains") < third.find("Later Trade reached"), "{third}");
    assert!(beside("first").contains("Earlier Third"));
    // Of one day, neither is.
    site.write("content/briefings/third.md", "---\ntitle: Third\ndate: 2025-07-01\n---\nText.\n");
    site.build();
    assert!(beside("third").contains("Previous Fewer trains"));
}
