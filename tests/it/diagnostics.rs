//! What the program says of broken sites.
//!
//! Each folder of `tests/fixtures/broken` lies over `tests/fixtures/small-site`: its files take the place of
//! the small site's or stand beside them. What a build says of the two is the snapshot beside the folder, so a
//! new case is a new folder. Read a snapshot as someone who wants to know what is wrong, where, and what next.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use waybill::diag::rules::{each_rule, rule};

use crate::site::{Run, Site};

/// The folder of the broken sites.
fn broken() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/broken")
}

/// The names of the broken sites.
fn names() -> Vec<String> {
    let folders = fs::read_dir(broken()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 30, "the fixtures are not there");
    names
}

fn site(name: &str) -> Site {
    Site::small().overlaid(&broken().join(name))
}

/// Compares with the snapshot `NAME.snap` or `NAME.json.snap` beside the folder of the fixture.
fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(broken());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Runs a test on each name, so that one run shows every difference.
fn for_each(names: &[String], test: impl Fn(&str) + Sync) {
    let failed: Vec<&String> =
        names.par_iter().filter(|name| catch_unwind(AssertUnwindSafe(|| test(name))).is_err()).collect();
    assert!(failed.is_empty(), "these fail: {failed:?}");
}

#[test]
fn every_mistake_is_explained_where_it_is() {
    for_each(&names(), |name| {
        let site = site(name);
        let Run { status, stdout, stderr } = site.run(&["build"]);
        assert_snapshot(name, &stderr);
        assert!(stderr.contains("error[") || stderr.contains("warning["), "nothing is wrong in {name}");
        if stderr.contains("error[") {
            assert_eq!((status, &*stdout), (Some(1), ""), "{name}");
            assert!(!site.path("public").exists(), "{name} was written");
        } else {
            assert_eq!(status, Some(0), "{name}: warnings alone do not fail");
            let strict = site.run(&["build", "--strict", "--out", "strict"]);
            assert_eq!((strict.status, &strict.stderr), (Some(1), &stderr), "{name}");
            assert!(!site.path("strict").exists(), "{name} was written");
        }
        assert!(site.run(&["check"]).stderr == stderr, "{name}: a check says the same");
    });
}

#[test]
fn the_machine_form_says_the_same() {
    let named = ["bom", "crlf", "duplicate-id", "multi-byte", "nesting-too-deep"].map(str::to_owned);
    for_each(&named, |name| {
        let run = site(name).run(&["build", "--format", "json"]);
        assert_eq!(run.stderr, "", "{name}");
        assert_snapshot(&format!("{name}.json"), &run.stdout);
    });
    for_each(&names(), |name| {
        let site = site(name);
        let run = site.run(&["check", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let found = json["diagnostics"].as_array().unwrap();
        let text = site.run(&["check"]).stderr;
        let headings = text.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
        assert_eq!(headings.count(), found.len(), "{name}");
        for diagnostic in found {
            let at = |key: &str| diagnostic[key].as_u64().unwrap();
            assert!(at("line") >= 1 && at("column") >= 1, "{name}: {diagnostic}");
            assert!((at("line"), at("column")) <= (at("end_line"), at("end_column")), "{name}: {diagnostic}");
            let message = diagnostic["message"].as_str().unwrap();
            assert!(!message.is_empty() && !message.ends_with('.'), "{name}: {message}");
            assert_ne!(diagnostic["hint"].as_str(), Some(""), "{name}: {message}");
            let file = diagnostic["file"].as_str().unwrap();
            assert!(site.path(file).exists(), "{name}: {file}");
        }
    });
}

/// Rules that no site on its own can break, each with the test that shows it.
const SHOWN_ELSEWHERE: [(&str, &str); 14] = [
    ("bad-file-name", "a name that is not UTF-8 cannot be in a repository: tests/it/diagnostics.rs"),
    ("bad-manifest", "about the output folder: tests/it/write.rs"),
    ("bad-output-path", "guards the write phase against the ones before: tests/it/write.rs"),
    ("dead-link", "asks servers: tests/it/external.rs"),
    ("file-too-large", "32 MiB: src/source/tests.rs"),
    ("foreign-file", "about the output folder: tests/it/write.rs"),
    ("link-loop", "symbolic links: src/source/tests.rs"),
    ("link-outside-site", "symbolic links: src/source/tests.rs"),
    ("no-site", "needs a folder without site.yaml: tests/it/cli.rs"),
    ("program-defect", "a panic: src/render/renderer.rs"),
    ("refused-output", "about the output folder: tests/it/write.rs"),
    ("unanswered-link", "asks servers: tests/it/external.rs"),
    ("unreadable-file", "a disk that fails: src/source/tests.rs"),
    ("unwritable-file", "a disk that fails: tests/it/write.rs"),
];

#[test]
fn every_rule_has_a_fixture_that_breaks_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = shipped_rules();
    let shown: BTreeSet<String> = shown_rules().into_iter().map(|(rule, _)| rule).collect();
    let unknown: Vec<_> = shown.iter().filter(|rule| !rules.contains_key(&**rule)).collect();
    assert!(unknown.is_empty(), "this test does not see these rules in src/: {unknown:?}");
    let unshown: Vec<_> = rules
        .iter()
        .filter(|(rule, _)| {
            !shown.contains(*rule) && !SHOWN_ELSEWHERE.iter().any(|(other, _)| other == *rule)
        })
        .collect();
    assert!(unshown.is_empty(), "no folder in tests/fixtures/broken shows these: {unshown:#?}");

    for (rule, why) in SHOWN_ELSEWHERE {
        assert!(rules.contains_key(rule), "{rule} is no rule any more");
        assert!(!shown.contains(rule), "{rule} has a fixture");
        let file = why.rsplit(": ").next().unwrap();
        assert!(fs::read_to_string(root.join(file)).unwrap().contains(rule), "{file} does not show {rule}");
    }
}

#[test]
fn every_rule_is_documented() {
    let documented: BTreeSet<String> = each_rule().map(|rule| rule.name.to_owned()).collect();
    let shipped: BTreeSet<String> = shipped_rules().into_keys().collect();
    assert_eq!(documented, shipped, "src/diag/rules says what each rule of src/ means, and of no other");
    for (name, severity) in shown_rules() {
        assert_eq!(rule(&name).unwrap().severity.as_str(), severity, "{name}");
    }
}

/// The rules that the program reports, each with a file that does.
fn shipped_rules() -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |path, text| {
        let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for rule in rules_in(shipped) {
            rules.entry(rule).or_insert_with(|| path.display().to_string());
        }
    });
    assert!(rules.len() > 30, "the rules are not found: {rules:?}");
    rules
}

/// The rules that the broken sites break, with the severity that is shown.
fn shown_rules() -> BTreeSet<(String, String)> {
    let mut shown = BTreeSet::new();
    for name in names() {
        let snapshot = fs::read_to_string(broken().join(format!("{name}.snap"))).unwrap_or_default();
        shown.extend(snapshot.lines().filter_map(|line| {
            let (severity, rest) = line.split_once('[')?;
            let rule = rest.split(']').next().unwrap_or(rest);
            matches!(severity, "error" | "warning").then(|| (rule.to_owned(), severity.to_owned()))
        }));
    }
    shown
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_no_text_is_explained() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::small();
    fs::write(site.path("content").join(std::ffi::OsStr::from_bytes(b"caf\xE9.md")), "").unwrap();
    insta::assert_snapshot!(site.run(&["build"]).stderr, @r"
    error[bad-file-name]: the name of content/caf�.md is not UTF-8
    --> content/caf�.md
     = help: rename the file

    1 error
    ");
}

fn rust_files(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            visit(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// The rules that a source file names: texts in kebab case within what makes a diagnostic.
///
/// A rule's name comes within the first lines of a call or a table whose head is one of these.
fn rules_in(source: &str) -> BTreeSet<String> {
    const HEADS: [&str; 11] = [
        "Diagnostic::information(",
        "Diagnostic::error(",
        "Diagnostic::warning(",
        ".report(",
        "self.fault(",
        "self.error(",
        "self.error_with_hint(",
        "rule: ",
        "let rule = match",
        "let (rule, hint) = match",
        "return self.error",
    ];
    let mut rules = BTreeSet::new();
    for head in HEADS {
        for (at, _) in source.match_indices(head) {
            let rest = &source[at + head.len()..];
            let end = if head.ends_with("match") { rest.find("};") } else { rest.find(';') };
            let text = &rest[..end.unwrap_or(rest.len())];
            rules.extend(text.split('"').skip(1).step_by(2).filter(|text| is_rule(text)).map(str::to_owned));
        }
    }
    rules
}

fn is_rule(text: &str) -> bool {
    text.contains('-')
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'8'))
}

#[test]
fn rules_are_found_in_source_code() {
    let found = rules_in(
        "self.push(Diagnostic::error(\"one-rule\", place, \"no-message here\"));\n\
         let rule = match what {\n    \"series\" => \"two-rule\",\n    _ => \"three\",\n};\n\
         let other = \"not-a-rule\";",
    );
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["one-rule", "two-rule"]);
}
