//! Diagnostics as a SARIF 2.1.0 log, for code scanning and editors.
//!
//! Paths are relative to the site's root, which the log leaves unnamed (`%SRCROOT%`): no path of the machine that
//! wrote it stands in it. The rules are those that something was found of, with their documentation.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::rules::Rule;
use super::{Diagnostic, Diagnostics, Place, Severity, Texts, line_column};

/// What SARIF calls the folder that paths are relative to; code scanning services know the name.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
}

/// The findings as a SARIF log with one run, pretty-printed, with a line end. The rules that something was found of
/// are described as they are documented.
pub fn to_sarif(
    diagnostics: &Diagnostics,
    texts: &Texts,
    documentation: impl Fn(&str) -> Option<Rule>,
) -> String {
    let sorted = diagnostics.sorted();
    let mut found: Vec<&'static str> = sorted.iter().map(|diagnostic| diagnostic.rule).collect();
    found.sort_unstable();
    found.dedup();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Waybill",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": found.iter().map(|name| documented(name, documentation(name))).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The folder that holds site.yaml." } } },
            "results": sorted.iter().map(|diagnostic| finding(diagnostic, &found, texts)).collect::<Vec<_>>(),
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn documented(name: &str, rule: Option<Rule>) -> Value {
    let Some(rule) = rule else { return json!({ "id": name }) };
    let Rule { severity, summary, why, example, remedy, .. } = rule;
    json!({
        "id": name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": format!("{summary} {why}") },
        "help": {
            "text": format!("{why}\n\nExample: {example}\n\n{remedy}"),
            "markdown": format!("{why}\n\nExample:\n\n```text\n{example}\n```\n\n{remedy}\n"),
        },
        "defaultConfiguration": { "level": level(severity) },
    })
}

fn finding(diagnostic: &Diagnostic, rules: &[&str], texts: &Texts) -> Finding {
    let mut message = diagnostic.message.clone();
    let notes = diagnostic.notes.iter().map(|note| ("note", note));
    for (what, text) in notes.chain(diagnostic.hint.iter().map(|hint| ("help", hint))) {
        let _ = write!(message, "\n{what}: {text}");
    }
    let related = diagnostic.related.iter().enumerate().map(|(index, related)| {
        json!({
            "id": index + 1,
            "physicalLocation": location(&related.place, texts),
            "message": { "text": related.message },
        })
    });
    Finding {
        rule_id: diagnostic.rule,
        rule_index: rules.binary_search(&diagnostic.rule).unwrap_or_default(),
        level: level(diagnostic.severity),
        message: json!({ "text": message }),
        locations: [json!({ "physicalLocation": location(&diagnostic.place, texts) })],
        related_locations: related.collect(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

/// The file with lines and columns; the end column is that of the character after the last, as SARIF has it too. What is
/// about a file as a whole stands at its first line: services that show results beside the lines drop those without a
/// region.
fn location(place: &Place, texts: &Texts) -> Value {
    let artifact = json!({ "uri": uri(&place.file), "uriBaseId": ROOT });
    let Some(text) = texts.get(&place.file).filter(|text| place.end > 0 && !text.is_empty()) else {
        return json!({ "artifactLocation": artifact, "region": { "startLine": 1 } });
    };
    let (start, end) = (line_column(text, place.start), line_column(text, place.end));
    json!({
        "artifactLocation": artifact,
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// A path as a relative reference (RFC 3986): everything but unreserved characters and slashes is escaped.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => {
                out.push('%');
                out.extend(
                    [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
                );
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::rules::rule;
    use super::*;

    #[test]
    fn a_finding_has_its_rule_its_region_and_its_related_places() {
        let texts = Texts::from([("content/é a.md".into(), "---\ntitle: Ä {{ x }}\n---\n".into())]);
        let mut found = Diagnostics::new();
        found.push(
            Diagnostic::warning(
                "missing-alt",
                Place::file("data/charts/a.yaml"),
                "the chart `a` has no `alt`",
            )
            .hint("write it"),
        );
        found.push(
            Diagnostic::error("no-figure", Place::new("content/é a.md", 14..21), "nothing is known of x")
                .related(Place::new("content/é a.md", 4..9), "here"),
        );
        let log: Value = serde_json::from_str(&to_sarif(&found, &texts, |name| rule(name).copied())).unwrap();
        let run = &log["runs"][0];
        let rules: Vec<_> = run["tool"]["driver"]["rules"].as_array().unwrap().iter().collect();
        for result in run["results"].as_array().unwrap() {
            let rule = rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(
                (&rule["id"], &rule["defaultConfiguration"]["level"]),
                (&result["ruleId"], &result["level"])
            );
            assert!(rule["help"]["text"].is_string(), "{rule}");
        }
        let (first, second) = (&run["results"][0], &run["results"][1]);
        assert_eq!(
            first["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": { "uri": "content/%C3%A9%20a.md", "uriBaseId": ROOT },
                "region": { "startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 17 },
            })
        );
        assert_eq!(first["relatedLocations"][0]["message"]["text"], "here");
        assert_eq!(second["message"]["text"], "the chart `a` has no `alt`\nhelp: write it");
        assert_eq!(second["locations"][0]["physicalLocation"]["region"], json!({ "startLine": 1 }));
    }
}
