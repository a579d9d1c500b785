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
