//! What a published site carries beside its pages: lists, feeds, former addresses, search, packages of data.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::site::Site;

fn narrative(front: &str, body: &str) -> String {
    format!("---\n{front}\n---\n\n{body}\n")
}

const NAMES: [&str; 5] = ["Aare", "Bega", "Cher", "Dee", "Elbe"];

/// A site with a section of dated notes.
fn notes(count: usize, section: &str) -> Site {
    let mut site =
        Site::new().file("content/notes/_index.md", narrative(&format!("title: Notes\n{section}"), ""));
    for (number, name) in (1..=count).zip(NAMES) {
        let front = format!("title: {name}\ndate: 2025-01-{number:02}\ntags: [Rivers, \"n{number}\"]");
        site = site.file(&format!("content/notes/n{number}.md"), narrative(&front, "Water under bridges."));
    }
    site
}

fn links(html: &str, class: &str) -> Vec<String> {
    let start = html.find(&format!("class=\"{class}\"")).unwrap_or_else(|| panic!("no {class} in {html}"));
    let end = html[start..].find("</nav>").map_or(html.len(), |end| start + end);
    html[start..end].split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_long_section_is_divided() {
    let site = notes(5, "paginate: 2");
    assert_eq!(site.build().stderr, "");
    let titles = |path: &str| {
        let html = site.read(path).unwrap();
        NAMES.into_iter().filter(|name| html.contains(&format!(">{name}</a>"))).collect::<Vec<_>>()
    };
    assert_eq!(titles("public/notes/index.html"), ["Dee", "Elbe"]);
    assert_eq!(titles("public/notes/page/2/index.html"), ["Bega", "Cher"]);
    assert_eq!(titles("public/notes/page/3/index.html"), ["Aare"]);
    let last = site.read("public/notes/page/3/index.html").unwrap();
    assert_eq!(
        links(&last, "pagination"),
        ["../../../notes/index.html", "../../../notes/page/2/index.html", "../../../notes/page/3/index.html"]
    );
    assert!(!site.path("public/notes/page/4").exists());
}

#[test]
fn a_tag_of_several_narratives_has_a_page_and_a_feed() {
    let site = notes(2, "");
    let run = site.run(&["build", "--base-url", "https://example.org/x/"]);
    assert_eq!(run.stderr, "");
    let page = site.read("public/tags/rivers/index.html").unwrap();
    assert!(page.contains("Aare") && page.contains("Bega"));
    // What one narrative alone has makes no page.
    assert!(!site.path("public/tags/n1").exists());
    let feed = site.read("public/tags/rivers/atom.xml").unwrap();
    assert!(feed.contains("<id>https://example.org/x/tags/rivers/</id>"), "{feed}");
    assert_eq!(feed.matches("<entry>").count(), 2);
    assert!(page.contains("href=\"../../tags/rivers/atom.xml\""));
    assert_eq!(site.read("public/notes/atom.xml").unwrap().matches("<entry>").count(), 2);
}

#[test]
fn a_former_address_leads_to_the_page() {
    let site = Site::new().file(
        "content/new.md",
        narrative("title: The page\naliases: [/old/name/, archive/2019.html]", "Text."),
    );
    assert_eq!(site.build().stderr, "");
    assert!(site.read("public/old/name/index.html").unwrap().contains("url=../../new/index.html"));
    assert!(site.read("public/archive/2019.html").unwrap().contains("url=../new/index.html"));
    site.run(&["build", "--base-url", "https://example.org/"]);
    let sitemap = site.read("public/sitemap.xml").unwrap();
    assert!(sitemap.contains("/new/") && !sitemap.contains("old"), "{sitemap}");
}

#[test]
fn a_page_shows_its_updates_and_what_it_replaces() {
    let site = Site::new()
        .file("content/a.md", narrative("title: First edition\nsuperseded_by: b", "Text."))
        .file(
            "content/b.md",
            narrative(
                "title: Second edition\ndate: 2025-02-01\nupdates:\n  - { date: 2025-03-01, text: A unit was wrong. }\n  - { date: 2025-04-01, text: Figures of *March* added. }",
                "Text.",
            ),
        );
    assert_eq!(site.build().stderr, "");
    let page = site.read("public/b/index.html").unwrap();
    let newest = page.find("Figures of <em>March</em> added").unwrap();
    assert!(newest < page.find("A unit was wrong").unwrap());
    assert!(page.contains("It replaces <a href=\"../a/index.html\">First edition</a>"));
    assert!(site.read("public/a/index.html").unwrap().contains("Second edition"));
}

/// The pages that hold a term, by title, as a reader's browser finds them.
fn found(site: &Site, term: &str) -> Vec<String> {
    let form = site.read("public/search/index.html").unwrap();
    let parts: usize =
        form.split("data-parts=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    let mut units = term.encode_utf16();
    let mut next = || units.next().map_or(0, usize::from);
    let part = (next() * 31 + next()) % parts;
    let terms = site.read(&format!("public/search/terms-{part}.json")).unwrap();
    let terms: BTreeMap<String, Vec<usize>> = serde_json::from_str(&terms).unwrap();
    let mut pages = Vec::new();
    let mut at = 0;
    while let Some(run) = site.read(&format!("public/search/pages-{at}.json")) {
        pages.extend(serde_json::from_str::<Vec<[String; 4]>>(&run).unwrap());
        at += 1;
    }
    let mut page = 0;
    let places = terms.get(term).map_or(&[][..], Vec::as_slice);
    let titles = places.chunks_exact(2).map(|place| {
        page += place[0];
        pages[page][1].clone()
    });
    titles.collect()
}

#[test]
fn the_search_finds_texts_figures_and_records() {
    let site = Site::small();
    assert_eq!(site.build().stderr, "");
    assert!(found(&site, "train").contains(&"Fewer trains".to_owned()), "{:?}", found(&site, "train"));
    assert!(
        found(&site, "140.5")
            .contains(&"Trade reached CNY\u{a0}140.5\u{202f}billion".replace('\u{202f}', "\u{a0}"))
    );
    assert!(found(&site, "trade.total").is_empty());
    assert!(found(&site, "nothing-of-that-sort").is_empty());
}

#[test]
fn the_search_index_stays_when_nothing_in_it_changes() {
    let site = Site::small();
    site.build();
    let before = site.read("public/search/terms-0.json").unwrap();
    let style = site.read("site.yaml").unwrap();
    site.write("site.yaml", style.replace("name: The publisher", "name: Another publisher"));
    site.build();
    assert_eq!(site.read("public/search/terms-0.json").unwrap(), before);
}

#[test]
fn the_package_describes_the_data_files_as_they_are() {
    let site = Site::small();
    site.build();
    let package: Value = serde_json::from_str(&site.read("public/data/datapackage.json").unwrap()).unwrap();
    let mut tables = 0;
    for resource in package["resources"].as_array().unwrap() {
        let path = format!("public/data/{}", resource["path"].as_str().unwrap());
        let text = site.read(&path).unwrap_or_else(|| panic!("no {path}"));
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names.join(","), text.lines().next().unwrap());
        tables += 1;
    }
    assert_eq!(tables, 3);
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
}

#[test]
fn observations_are_there_as_sdmx() {
    let site = Site::small();
    site.build();
    insta::assert_snapshot!(site.read("public/data/observations-sdmx.csv").unwrap());
}

#[test]
fn every_quoted_figure_is_in_the_index_with_its_page() {
    let site = Site::small();
    site.build();
    let index = site.read("public/figures/index.html").unwrap();
    assert!(index.contains("href=\"../briefings/first/index.html\">Trade reached"), "{index}");
}

#[test]
fn what_is_cited_stays_where_it_was_when_the_next_edition_comes() {
    let edition = |title: &str, date: &str, more: &str| {
        narrative(&format!("title: {title}\ndate: {date}\ntemplate: briefing.html\n{more}"), "Text.")
    };
    let site = Site::new().file("content/notes/trade.md", edition("First edition", "2025-03-01", ""));
    let build = || {
        let run = site.run(&["build", "--base-url", "https://example.org/b/"]);
        assert_eq!((run.status, &*run.stderr), (Some(0), ""));
    };
    let leads = |from: &str, to: &str| {
        let html = site.read(&format!("public/{from}/index.html")).unwrap();
        assert!(html.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">")), "{html}");
        assert!(html.contains("noindex"), "{html}");
    };
    build();
    let html = site.read("public/notes/trade/index.html").unwrap();
    let (_, cite) = html.split_once("<section class=\"cite\"").unwrap();
    let (cite, _) = cite.split_once("</section>").unwrap();
    insta::assert_snapshot!(cite);
    leads("notes/trade/2025-03-01", "../../../notes/trade/index.html");
    assert!(!site.read("public/sitemap.xml").unwrap().contains("2025-03-01/"));

    // The next edition takes the name of the first, which keeps the address that it is cited by.
    site.write("content/notes/trade.md", edition("Second edition", "2025-09-01", ""));
    let kept = "superseded_by: notes/trade\naliases: [/notes/trade/2025-03-01/]";
    site.write("content/notes/trade-2025-03.md", edition("First edition", "2025-03-01", kept));
    build();
    leads("notes/trade/2025-03-01", "../../../notes/trade-2025-03/index.html");
    leads("notes/trade/2025-09-01", "../../../notes/trade/index.html");
    assert!(site.read("public/notes/trade/index.html").unwrap().contains("Second edition"));
    let old = site.read("public/notes/trade-2025-03/index.html").unwrap();
    assert!(old.contains("Superseded."), "{old}");

    // Or it moves below it, to the very address.
    site.remove("content/notes/trade-2025-03.md");
    let kept = "superseded_by: notes/trade";
    site.write("content/notes/trade/2025-03-01.md", edition("First edition", "2025-03-01", kept));
    build();
    let old = site.read("public/notes/trade/2025-03-01/index.html").unwrap();
    assert!(
        old.contains("Superseded.") && old.contains(", https://example.org/b/notes/trade/2025-03-01/."),
        "{old}"
    );
    assert!(!site.path("public/notes/trade/2025-03-01/2025-03-01").exists());
}

#[test]
fn a_page_without_a_day_or_that_is_no_briefing_has_no_dated_address() {
    let site = Site::new()
        .file("content/plain.md", narrative("title: A page\ndate: 2025-03-01", "Text."))
        .file("content/undated.md", narrative("title: A briefing\ntemplate: briefing.html", "Text."));
    site.build();
    let files = crate::site::files_below(&site.path("public"));
    assert!(!files.keys().any(|path| path.contains("2025-03-01")), "{:?}", files.keys());
    assert!(!site.read("public/undated/index.html").unwrap().contains("bookmark"));
}

/// The beginning of a PNG of a size, which is all that says it.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &size[..], b"\x08\0\0\0\0"].concat()
}

#[test]
fn a_picture_keeps_its_place_before_it_comes() {
    let text = narrative("title: A page", "![A port](port.png) ![A sign](/signs/sign.svg)");
    let site = Site::new()
        .file("content/notes/page.md", text)
        .file("content/notes/port.png", picture(320, 180))
        .file("static/signs/sign.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(site.build().stderr, "");
    let html = site.read("public/notes/page/index.html").unwrap();
    let image = "alt=\"A port\" width=\"320\" height=\"180\" loading=\"lazy\" decoding=\"async\">";
    assert!(html.contains(image), "{html}");
    assert!(html.contains("alt=\"A sign\" loading"), "{html}");
    assert!(site.path("public/notes/port.png").exists());
}

#[test]
fn style_sheets_are_short_and_named_by_what_they_hold() {
    let site = Site::small();
    site.build();
    let styles: Vec<(String, Vec<u8>)> = crate::site::files_below(&site.path("public/assets"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".css"))
        .collect();
    assert_eq!(styles.len(), 2);
    for (path, bytes) in styles {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("/*") && !text.contains('\n') && !text.contains("  "), "{path}");
        assert!(path.contains(&blake3::hash(text.as_bytes()).to_hex()[..10]), "{path}");
    }
}

/// The YAML of `docs/publishing.md`.
pub fn documented_yaml() -> [String; 3] {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/publishing.md");
    let docs = std::fs::read_to_string(path).unwrap();
    let blocks = docs.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn the_workflow_of_the_documentation_is_one() {
    let [workflow, schedule, _] = documented_yaml();
    serde_yaml::from_str::<serde_yaml::Value>(&schedule).unwrap();
    let workflow: serde_yaml::Value = serde_yaml::from_str(&workflow).unwrap();
    let jobs = workflow["jobs"].as_mapping().unwrap();
    let steps: Vec<&serde_yaml::Value> =
        jobs.values().flat_map(|job| job["steps"].as_sequence().unwrap()).collect();
    for action in steps.iter().filter_map(|step| step["uses"].as_str()) {
        let (name, version) = action.split_once("@v").unwrap();
        assert!(name.starts_with("actions/") && version.parse::<u32>().is_ok(), "{action}");
    }
    assert_eq!(jobs["publish"]["needs"].as_str(), Some("build"));
    // Each command is one that the program knows, on a site that holds.
    let site = Site::small();
    let commands = steps.iter().filter_map(|step| step["run"].as_str()?.strip_prefix("waybill "));
    let commands: Vec<String> = commands
        .map(|c| c.replace("\"${{ steps.pages.outputs.base_url }}\"", "https://example.org/x"))
        .collect();
    assert_eq!(commands.len(), 2);
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        assert_eq!(site.run(&arguments).status, Some(0), "{command}");
    }
    assert!(site.path("public/sitemap.xml").exists());
}

#[test]
fn readers_are_told_when_the_next_release_comes_and_whom_to_ask() {
    let contact =
        "contact: { name: \"Desk <a> & b\", email: desk+x@example.org, url: \"https://example.org/desk\" }\n";
    let site = Site::small_printed("true");
    let (settings, first) =
        (site.read("site.yaml").unwrap(), site.read("content/briefings/first.md").unwrap());
    let site = site.file("site.yaml", settings + contact).file(
        "content/briefings/first.md",
        first.replacen("\nas_of:", "\nnext_release: 2026-02-01\nas_of:", 1),
    );
    assert_eq!(site.build().stderr, "");
    let page = site.read("public/briefings/first/index.html").unwrap();
    for told in [
        "<li>Next release <time datetime=\"2026-02-01\">",
        "<a href=\"https://example.org/desk\">Desk &lt;a&gt; &amp; b</a>",
        "desk+x@example.org</a>",
    ] {
        assert!(page.contains(told), "{told} is not in {page}");
    }
    let package: Value = serde_json::from_str(&site.read("public/data/datapackage.json").unwrap()).unwrap();
    let asked = package["contributors"].as_array().unwrap().last().unwrap();
    assert_eq!(asked["roles"], serde_json::json!(["contact"]));
    assert_eq!(asked["email"], "desk+x@example.org");
}
