//! A text is never markup, wherever it comes from and wherever it comes out.

use std::panic::catch_unwind;

use crate::site::Site;
use crate::site_build::built;

/// Breaks out of text, of attributes of both kinds, of comments and of CDATA.
const HOSTILE: &str = "<script>\"&' x=y ]]></title>--><b>";

#[test]
fn texts_are_escaped_wherever_they_come_out() {
    let yaml = format!("'{}'", HOSTILE.replace('\'', "''"));
    let site = Site::small()
        .file("data/series/hostile.yaml", format!(
            "hostile:\n  title: {yaml}\n  label: {yaml}\n  definition: {yaml}\n  unit: CNY\n  scale: billion\n  kind: flow\n  \
             observations:\n    - {{ period: 2023, value: 1, source: hostile, locator: {yaml}, printed: {yaml}, \
             reading: {yaml}, note: {yaml} }}\n    - {{ period: 2024, value: 2, source: hostile }}\n"
        ))
        .file("data/charts/hostile.yaml", format!(
            "title: {yaml}\nsubtitle: {yaml}\nmark: line\nseries: [hostile, trade.total]\nperiods: annual\nalt: {yaml}\n\
             note: {yaml}\nannotations: [ {{ at: 2024, text: {yaml} }} ]\n"
        ))
        .file("data/entities/hostile.yaml", format!(
            "hostile:\n  kind: port\n  name: {yaml}\n  spellings: [{yaml}]\n  summary: {yaml}\n  remark: {yaml}\n"
        ))
        .file("content/briefings/hostile.md", format!(
            "---\ntitle: {yaml}\nsummary: {yaml}\nkey_points: [{yaml}]\nnotes: [{yaml}]\ntags: [{yaml}]\ndate: 2025-09-01\n\
             headlines: [ {{ label: {yaml}, value: {yaml}, change: {yaml}, note: {yaml} }} ]\n---\n\n## {HOSTILE}\n\n\
             {HOSTILE}\n\n`{HOSTILE}`\n\n```{HOSTILE}\n{HOSTILE}\n```\n\n\
             {{{{ chart(id=\"hostile\") }}}}\n\n{{{{ table(of=[\"hostile\"]) }}}}\n\n\
             {{{{ value(of=\"hostile\", at=\"2023\") }}}} {{{{ source(id=\"hostile\") }}}} {{{{ entity(id=\"hostile\") }}}}\n\
             {{{{ ref(page=\"briefings/hostile\") }}}} {{{{ ref(chart=\"hostile\") }}}} \
             ![{HOSTILE}](/humans.txt) [a](https://example.org/?\"&'<>)\n"
        ));
    let sources = site.read("data/sources.yaml").unwrap();
    site.write("data/sources.yaml", format!(
        "{sources}hostile:\n  title: {yaml}\n  publisher: {yaml}\n  authority: {yaml}\n  author: {yaml}\n  kind: news\n  \
         language: en\n  note: {yaml}\n"
    ));
    let config = site.read("site.yaml").unwrap();
    site.write(
        "site.yaml",
        config
            .replace("title: A small site", &format!("title: {yaml}"))
            .replace("description: Everything that a site can have, once.", &format!("description: {yaml}"))
            .replace("name: The publisher", &format!("name: {yaml}"))
            .replace("title: Briefings", &format!("title: {yaml}")),
    );
    let run = site.run(&["build", "--base-url", "https://example.org/"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    let (mut seen, mut data_blocks) = (0, 0);
    for (path, bytes) in built(&site) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match path.rsplit('.').next().unwrap() {
            "html" | "svg" | "xml" => {
                seen += text.matches("&lt;script&gt;").count();
                assert_well_formed(&path, &text);
                for block in text.split("<script type=\"application/ld+json\">").skip(1) {
                    let data = block.split("</script>").next().unwrap();
                    data_blocks += 1;
                    drop(serde_json::from_str::<serde_json::Value>(data).unwrap());
                }
            }
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
            "csv" => {
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
                let fields: Vec<&str> = records.iter().flatten().collect();
                if path == "data/observations.csv" {
                    assert_eq!(fields.iter().filter(|field| **field == HOSTILE).count(), 3, "{fields:?}");
                }
            }
            _ => {}
        }
    }
    assert!(data_blocks > 5, "{data_blocks} blocks of data for machines");
    assert!(seen > 100, "the text is hardly there: {seen}");
}

/// Fails where a text has become markup: an unknown element, a broken attribute, a bare `&` or a CDATA end.
fn assert_well_formed(path: &str, text: &str) {
    assert!(!text.contains("]]>"), "{path}: a bare CDATA end: {}", around(text, text.find("]]>")));
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        let end = if tag.starts_with("<!--") { tag.find("-->").map(|end| end + 3) } else { tag_end(tag) };
        let end = end.unwrap_or_else(|| panic!("{path}: no end of {}", around(tag, Some(0))));
        let name = tag[1..].trim_start_matches('/').split(|c: char| !c.is_alphanumeric()).next().unwrap();
        let is_script = name == "script"
            && !tag.starts_with("<script src=\"")
            && !tag.starts_with("<script type=\"application/ld+json\">")
            && !tag.starts_with("</script>");
        assert!(!is_script && name != "b", "{path}: {}", around(text, Some(text.len() - tag.len())));
        rest = &tag[end..];
    }
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap();
        let is_entity =
            entity.len() < 12 && entity.trim_start_matches('#').chars().all(char::is_alphanumeric);
        assert!(is_entity, "{path}: a bare &: {}", around(text, Some(at)));
    }
}

/// The bytes of a tag, with `>` in attributes passed over; none if an attribute is broken.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_quote = false;
    for (at, c) in tag.char_indices().skip(1) {
        match quote {
            Some(open) if c == open => (quote, after_quote) = (None, true),
            Some(_) => {}
            None if c == '>' => return Some(at + 1),
            None if c == '<' || (after_quote && !matches!(c, ' ' | '/' | '\n' | '?')) => return None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None => after_quote = false,
        }
    }
    None
}

fn around(text: &str, at: Option<usize>) -> String {
    let at = at.unwrap_or_default();
    text[at..].chars().take(120).collect()
}

#[test]
fn the_check_for_markup_finds_it() {
    let broken = [
        "<p title=\"a\"b\">",
        "<script>",
        "<p>a & b</p>",
        "<p>]]></p>",
        "<p><b>",
        "<p title='a'\"'>",
        "<a href=\"x",
    ];
    for text in broken {
        assert!(catch_unwind(|| assert_well_formed("", text)).is_err(), "{text}");
    }
    assert_well_formed(
        "",
        "<?xml version=\"1.0\"?><p title=\"a>b&quot;\" hidden>&lt;b&gt; &amp; \"quoted\" &#39;</p><br/>",
    );
}
