//! PDFs: which narratives have one, that they are the same in every build, and what the settings do.

use crate::site::Site;

fn pdf(site: &Site, path: &str) -> Option<Vec<u8>> {
    std::fs::read(site.path(path)).ok()
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

#[test]
fn every_briefing_has_a_tagged_pdf_that_is_the_same_in_every_build() {
    let (one, other) = (Site::small_printed("true"), Site::small_printed("true"));
    one.build();
    other.build();
    for path in ["public/briefings/first/first.pdf", "public/briefings/second/second.pdf"] {
        let bytes = pdf(&one, path).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"), "{path}");
        assert!(holds(&bytes, "<pdfuaid:part>1</pdfuaid:part>"), "{path}");
        assert!(Some(bytes) == pdf(&other, path), "{path} differs");
    }
}

#[test]
fn a_narrative_or_a_site_can_do_without() {
    let narrative = "---\ntitle: Unprinted\nprint: false\n---\n\nText.\n";
    let site = Site::small_printed("true").file("content/briefings/second.md", narrative);
    site.build();
    assert!(pdf(&site, "public/briefings/second/second.pdf").is_none());
    assert!(!site.read("public/briefings/second/index.html").unwrap().contains("second.pdf"));

    let site = Site::small();
    site.build();
    assert!(pdf(&site, "public/briefings/first/first.pdf").is_none());
}

#[test]
fn the_settings_say_what_a_pdf_is_set_on_and_conforms_to() {
    let site = Site::small_printed("{ paper: us-letter, columns: 2, archive: a-2a }");
    let run = site.build();
    assert_eq!(run.stderr, "");
    let bytes = pdf(&site, "public/briefings/first/first.pdf").unwrap();
    assert!(holds(&bytes, "<pdfaid:part>2</pdfaid:part>"));
    assert!(holds(&bytes, "<pdfuaid:part>1</pdfuaid:part>"));
}

/// The small site with a section of its own beside the briefings, bound.
fn bound() -> Site {
    let note = "---\ntitle: A note on Northgate\nprint: true\n---\n\nSee [the first](../briefings/first.md), \
                [its end](../briefings/first.md#the-first-half), [the ports](/ports/) and {{ ref(chart=\"totals\") }}.\n";
    Site::small_printed("{ bind: true }")
        .file("content/notes/_index.md", "---\ntitle: Notes\nprint: true\n---\n")
        .file("content/notes/northgate.md", note)
}

/// What the program says a composition is made of: the scripts of a PDF of a site.
fn scripts(site: &Site, pdf: &str) -> String {
    use waybill::build::{Builder, CheckOptions};
    use waybill::diag::Diagnostics;
    let (files, _) = waybill::source::read_site(&site.path("."));
    let base_url = Some("https://example.org/".to_owned());
    let options = CheckOptions { root: site.path("."), base_url, drafts: false, print: true };
    let (plan, url) = Builder::once(options).plan(&files, &mut Diagnostics::new()).unwrap();
    let edition = waybill::render::Edition::new(plan, url, None, &mut Diagnostics::new()).unwrap();
    let read = |path: &std::sync::Arc<str>| {
        let binary = &edition.plan().checked.site.statics[path];
        (path.clone(), (binary.hash, waybill::source::read_picture(path, binary).unwrap()))
    };
    let pictures = waybill::plan::printed_pictures(edition.plan()).into_iter().map(read).collect();
    let edition = edition.picturing(pictures);
    let composition = waybill::render::composition(edition.world(), pdf).unwrap();
    composition.scripts.values().map(|script| script.source()).collect()
}

#[test]
fn a_section_and_the_site_are_bound_with_links_that_stay_inside() {
    let site = bound();
    let run = site.build();
    assert_eq!(run.stderr, "");
    let whole = pdf(&site, "public/a-small-site.pdf").unwrap();
    let section = pdf(&site, "public/notes/notes.pdf").unwrap();
    assert!(holds(&whole, "<pdfuaid:part>1</pdfuaid:part>"));
    assert!(whole.len() > section.len());
    assert!(pdf(&site, "public/briefings/briefings.pdf").is_none(), "nobody asked for it");
    assert!(site.read("public/notes/index.html").unwrap().contains("notes.pdf"));
    assert!(site.read("public/index.html").unwrap().contains("a-small-site.pdf"));

    let inside = scripts(&site, "a-small-site.pdf");
    for link in
        ["#within(\"c1-chapter\")", "#within(\"c1-h-the-first-half\")", "#within(\"c1-chart-totals\")"]
    {
        assert!(inside.contains(link), "{link}");
    }
    let alone = scripts(&site, "notes/northgate/northgate.pdf");
    for link in ["#web(\"https://example.org/briefings/first/\")", "#web(\"https://example.org/ports/\")"] {
        assert!(alone.contains(link), "{link}");
    }
}

#[test]
fn a_bound_pdf_says_what_its_sections_say() {
    let quoted = "{{ value(of=\"trade.total\", at=\"2025-S1\") }}";
    let notes = format!(
        "---\ntitle: Notes\nprint: true\nsummary: In short.\nnotes: [Of the section.]\n---\n\n\
         They are short, of {quoted}.\n\n## How to read them\n\nSee [the front page](/) and [all notes](/notes/).\n"
    );
    let whole =
        "---\ntitle: A small site\n---\n\nAs [Notes](/notes/) say.\n\n{{ chart(id=\"totals\") }}\n\n## Why\n";
    let site = bound().file("content/notes/_index.md", notes).file("content/_index.md", whole);
    assert_eq!(site.build().stderr, "", "it conforms to PDF/UA, which lets no level of headings be left out");

    // In the whole, the front page introduces it all, and the section begins a part.
    let script = scripts(&site, "a-small-site.pdf");
    for text in [
        "introduction: (body: ",
        "label: \"chapter\"",
        "label: \"p2-chapter\"",
        "#within(\"p2-chapter\")",
        "#within(\"chapter\")",
        "#heading(level: 2)[#\"How to read them\";]",
        "Of the section.",
    ] {
        assert!(script.contains(text), "{text} is not in {script}");
    }
    // In its own PDF, the section is what introduces, and what it says stands there once.
    let script = scripts(&site, "notes/notes.pdf");
    assert!(script.contains("introduction: (body: ") && script.contains("part: none"));
    assert_eq!(script.matches("They are short").count(), 1);
    assert!(script.contains("#web(\"https://example.org/\")") && script.contains("#within(\"chapter\")"));
}

#[test]
fn a_bound_pdf_follows_its_chapters() {
    let site = bound();
    site.build();
    let before = pdf(&site, "public/a-small-site.pdf");
    let text = site.read("content/notes/northgate.md").unwrap() + "\nA sentence more.\n";
    site.write("content/notes/northgate.md", text);
    site.build();
    assert!(pdf(&site, "public/a-small-site.pdf") != before);
}

/// A picture of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0h9v9z\"/></svg>";

#[test]
fn figures_shown_large_and_periods_of_a_table_are_set() {
    let months: Vec<String> = (1..=9).map(|month| format!("2025-0{month}: {month}00.5")).collect();
    let page = "---\ntitle: A page\nprint: true\nheadlines:\n  \
                - { label: Shown large, value: '{{ value(of=\"goods\", at=\"2025-09\") }}', period: 2025-09, note: as printed }\n\
                ---\n{{ table(of=[\"goods\"]) }}\n";
    let series = format!(
        "goods: {{ title: Goods, unit: t, kind: flow, source: bulletin-2025, values: {{ {} }} }}\n",
        months.join(", ")
    );
    let site =
        Site::small_printed("true").file("data/series/goods.yaml", series).file("content/page.md", page);
    let script = scripts(&site, "page/page.pdf");
    for set in ["Shown large", "period: \"September 2025\"", "as printed", "widths: (auto, 1fr, ), "] {
        assert!(script.contains(set), "{set} is not in {script}");
    }
    assert_eq!(site.build().stderr, "");
    assert!(pdf(&site, "public/page/page.pdf").is_some());
}

#[test]
fn a_table_of_many_quantities_over_many_periods_is_set_in_parts() {
    let values: String = (2010..2020).map(|year| format!("{year}: {year}, ")).collect();
    let one = |number| {
        format!(
            "s{number}: {{ title: A port, unit: t, kind: flow, source: bulletin-2025, values: {{ {values} }} }}\n"
        )
    };
    let ids: String = (0..13).map(|number| format!("\"s{number}\", ")).collect();
    let site =
        Site::small_printed("true").file("data/series/many.yaml", (0..13).map(one).collect::<String>()).file(
            "content/page.md",
            format!("---\ntitle: A page\nprint: true\n---\n{{{{ table(of=[{ids}]) }}}}\n"),
        );
    let script = scripts(&site, "page/page.pdf");
    assert_eq!((script.matches("#figures(").count(), script.matches("source: [").count()), (3, 1));
    assert_eq!(site.build().stderr, "");
}

#[test]
fn pictures_of_a_narrative_are_in_its_pdf_with_their_alternative_texts() {
    let text =
        "---\ntitle: A port\n---\n\n![The port](port.gif)\n\n![Its plan](/plan.svg) ![A film](film.mp4)\n";
    let site = Site::small_printed("true")
        .file("content/briefings/second.md", text)
        .file("content/briefings/port.gif", PIXEL)
        .file("content/briefings/film.mp4", "a film")
        .file("static/plan.svg", SVG);
    assert_eq!(site.build().stderr, "");
    let first = pdf(&site, "public/briefings/second/second.pdf").unwrap();
    let script = scripts(&site, "briefings/second/second.pdf");
    for picture in [
        "#picture(image(\"/picture-1.gif\", alt: \"The port\"));",
        "#picture(image(\"/picture-2.svg\", alt: \"Its plan\"));",
        "#\"A film\";",
    ] {
        assert!(script.contains(picture), "{picture} is not in {script}");
    }
    let site = site.file("static/plan.svg", SVG.replace("v9", "v5"));
    site.build();
    assert!(
        pdf(&site, "public/briefings/second/second.pdf").unwrap() != first,
        "another picture, the same PDF"
    );
}

#[test]
fn a_preview_sets_a_pdf_again_when_a_picture_or_what_lies_beside_the_templates_changes() {
    use waybill::build::{Builder, CheckOptions, Told};
    let site = Site::small_printed("true")
        .file("content/briefings/second.md", "---\ntitle: A port\n---\n\n![The port](port.svg)\n")
        .file("content/briefings/port.svg", SVG);
    let options = CheckOptions { root: site.path("."), base_url: None, drafts: false, print: true };
    let mut builder = Builder::new(options);
    let mut make = || {
        let (files, found) = waybill::source::read_site(&site.path("."));
        let made = builder.make(files, found, Told::Grave);
        assert!(!made.built.diagnostics.has_errors(), "{:?}", made.built.diagnostics);
        let pdfs = made.rendered.iter().filter(|(path, _)| path.ends_with(".pdf"));
        pdfs.map(|(path, _)| path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(make(), ["briefings/first/first.pdf", "briefings/second/second.pdf"]);
    assert_eq!(make(), [""; 0]);
    site.write("content/briefings/port.svg", SVG.replace("v9", "v5"));
    assert_eq!(make(), ["briefings/second/second.pdf"]);
    site.write("templates/print/logo.svg", SVG);
    assert_eq!(make(), ["briefings/first/first.pdf", "briefings/second/second.pdf"]);
}

#[test]
fn a_site_is_set_in_its_own_fonts() {
    let font = include_bytes!("../../theme/print/fonts/SourceCodePro-Regular.otf");
    let site =
        Site::small_printed("{ fonts: { serif: Source Code Pro } }").file("templates/print/house.otf", font);
    assert_eq!(site.build().stderr, "");
    let own = pdf(&site, "public/briefings/first/first.pdf").unwrap();
    assert!(holds(&own, "+SourceCodePro-Regular") && !holds(&own, "+SourceSerif4-Regular"));
}
