//! Files that could not be read, and what is found for no other reason.

use crate::diag::{Diagnostic, Diagnostics};

/// Rules by which a file is reported that nothing could be read of.
const UNREAD: [&str; 4] = ["unreadable-file", "not-utf8", "file-too-large", "link-outside-site"];

/// Where names are defined, and the rules by which a name is reported that is defined nowhere.
const DEFINED_IN: [(&str, &[&str]); 7] = [
    ("data/series", &["unknown-series", "no-figure"]),
    ("data/sources.yaml", &["unknown-source"]),
    ("data/entities", &["unknown-entity", "unknown-name"]),
    ("data/charts", &["unknown-chart"]),
    ("data", &["bad-table", "bad-map"]),
    ("content", &["unknown-page", "unknown-chart", "broken-link", "broken-anchor"]),
    ("templates", &["unknown-template"]),
];

/// Leaves out what is found because a file could not be read: whoever names what is defined there made no mistake.
pub(super) fn without_what_follows(diagnostics: &mut Diagnostics) {
    let unread: Vec<_> = diagnostics
        .iter()
        .filter(|found| UNREAD.contains(&found.rule))
        .map(|found| found.place.file.clone())
        .collect();
    if unread.is_empty() {
        return;
    }
    let concerns = |folder: &str, file: &str| is_below(file, folder) || is_below(folder, file);
    let follows = |found: &Diagnostic| {
        let of_rule = DEFINED_IN.iter().filter(|(_, rules)| rules.contains(&found.rule));
        of_rule.into_iter().any(|(folder, _)| unread.iter().any(|file| concerns(folder, file)))
    };
    *diagnostics = std::mem::take(diagnostics).into_iter().filter(|found| !follows(found)).collect();
}

/// True for a path itself, and for what lies in it.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    #[test]
    fn who_names_what_cannot_be_read_made_no_mistake() {
        let found = |rule, file: &str| Diagnostic::error(rule, Place::file(file), "");
        let left = |unread: &str| {
            let mut all: Diagnostics = [
                found("unreadable-file", unread),
                found("unknown-series", "content/a.md"),
                found("broken-link", "content/a.md"),
                found("bad-value", "data/series/a.yaml"),
            ]
            .into_iter()
            .collect();
            without_what_follows(&mut all);
            all.iter().map(|found| found.rule).collect::<Vec<_>>()
        };
        assert_eq!(left("data/series/b.yaml"), ["unreadable-file", "broken-link", "bad-value"]);
        assert_eq!(left("data"), ["unreadable-file", "broken-link", "bad-value"]);
        assert_eq!(left("content/b.md"), ["unreadable-file", "unknown-series", "bad-value"]);
        assert_eq!(left("static/b.png"), ["unreadable-file", "unknown-series", "broken-link", "bad-value"]);
    }
}
