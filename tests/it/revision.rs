//! What changed between two states of the data, as `waybill diff` tells it.

use std::path::Path;
use std::process::Command;

use crate::site::{Run, Site};

/// The small site with figures corrected, revised, added and withdrawn, beside the small site itself.
fn changed() -> (Site, Site) {
    let (old, new) = (Site::small(), Site::small());
    let trade = new.read("data/series/trade.yaml").unwrap();
    let trade = trade
        .replace("value: 200.0,", "value: 210.0,") // the same place of the yearbook: our record was wrong
        .replace("{ 2023: 50.0, 2024: 60.5,", "{ 2023: 50.0,") // withdrawn
        .replace(
            "  growth:\n",
            "    - { period: 2025-S1, value: 142.5, source: bulletin-2026, locator: table 2 }\n    \
             - { period: 2025, value: 301, source: bulletin-2026, locator: table 2 }\n  growth:\n",
        );
    new.write("data/series/trade.yaml", trade);
    let sources = new.read("data/sources.yaml").unwrap();
    let later = "bulletin-2026:\n  title: Bulletin of 2026\n  publisher: The office\n  published: 2026-07-01\n  kind: official\n";
    new.write("data/sources.yaml", sources + later);
    (old, new)
}

fn diff(site: &Site, arguments: &[&str]) -> String {
    let Run { status, stdout, stderr } = site.run(&[&["diff"], arguments].concat());
    assert_eq!((status, &*stderr), (Some(0), ""), "{arguments:?}");
    stdout
}

fn named(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn revisions_are_kept_apart_from_corrections() {
    let (old, new) = changed();
    let old_path = old.path("");
    insta::assert_snapshot!("text", diff(&new, &[named(&old_path)]));
    insta::assert_snapshot!("note", diff(&new, &[named(&old_path), "--format", "markdown"]));
    let json: serde_json::Value =
        serde_json::from_str(&diff(&new, &[named(&old_path), "--format", "json"])).unwrap();
    let count = |list: &str| json[list].as_array().unwrap().len();
    assert_eq!(["corrected", "revised", "added", "withdrawn"].map(count), [1, 1, 1, 1]);
    assert_eq!(json["revised"][0]["shown"], true);
    assert_eq!(diff(&new, &[named(&new.path(""))]).lines().count(), 1, "a state is like itself");
}

#[test]
fn data_folders_are_compared_without_their_sites() {
    let (old, new) = changed();
    let (old, folder) = (old.path("data"), new.path("data"));
    let text = diff(&new, &[named(&old), named(&folder)]);
    assert!(
        text.contains("Revised") && text.contains("Withdrawn") && text.contains("No page shows"),
        "{text}"
    );
}

#[test]
fn a_revision_in_git_is_compared_with_the_working_tree() {
    let (old, new) = changed();
    let git = |arguments: &[&str]| {
        let identity =
            ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        let run =
            Command::new("git").current_dir(old.path("")).args(identity).args(arguments).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "first"]);
    for file in ["data/series/trade.yaml", "data/sources.yaml"] {
        old.write(file, new.read(file).unwrap());
    }
    let (before, after) = (Site::small(), &new);
    let expected = diff(after, &[named(&before.path(""))]);
    let shown = |text: String| text.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(shown(diff(&old, &["HEAD"])), shown(expected));
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "second"]);
    assert!(diff(&old, &["HEAD~1", "HEAD"]).contains("Revised"));
    assert_eq!(diff(&old, &["HEAD"]).lines().count(), 1);
}

/// A site of one series and a page that quotes its figure of August 2025. A release is its id, its day and its figures.
fn released(releases: &[(&str, &str, &str)]) -> Site {
    let source = |(id, day, _): &(&str, &str, &str)| {
        format!(
            "{id}:\n  title: Release {id}\n  publisher: The office\n  published: {day}\n  kind: official\n"
        )
    };
    let figures = |(id, _, figures): &(&str, &str, &str)| {
        let entry = |figure: &str| {
            let (period, value) = figure.split_once(' ').unwrap();
            format!("    - {{ period: {period}, value: {value}, source: {id} }}\n")
        };
        figures.split(", ").map(entry).collect::<String>()
    };
    let series = "index:\n  title: Index of output\n  unit: percent\n  kind: ratio\n  observations:\n";
    Site::new()
        .file("data/sources.yaml", releases.iter().map(source).collect::<String>())
        .file("data/series/index.yaml", series.to_owned() + &releases.iter().map(figures).collect::<String>())
        .file("content/page.md", "---\ntitle: Page\n---\n{{ value(of=\"index\", at=\"2025-08\") }}\n")
}

fn told(old: &Site, new: &Site) -> [String; 2] {
    let old = old.path("");
    [diff(new, &[named(&old)]), diff(new, &[named(&old), "--format", "markdown"])]
}

#[test]
fn a_release_that_is_older_revises_nothing() {
    let october = ("october", "2025-10-14", "2025-08 114.7");
    let old = released(&[october]);
    let new = released(&[october, ("september", "2025-09-14", "2025-08 114.5")]);
    insta::assert_snapshot!("older-release", told(&old, &new)[0]);
}

#[test]
fn what_a_release_prints_again_is_counted() {
    let first = ("s8", "2025-09-14", "2024-08 100.0, 2025-07 104.0, 2025-08 104.5");
    let again = ("s9", "2025-10-14", "2024-08 100.0, 2025-07 104.2, 2025-08 104.5, 2025-09 105.0");
    let old = released(&[first]);
    // Beside the first release, or in its place.
    for new in [released(&[first, again]), released(&[again])] {
        let [text, note] = told(&old, &new);
        insta::assert_snapshot!("printed-again", text);
        insta::assert_snapshot!("printed-again-note", note);
        let json: serde_json::Value =
            serde_json::from_str(&diff(&new, &[named(&old.path("")), "--format", "json"])).unwrap();
        assert_eq!(json["reprinted"], 2);
    }
    let nothing_else = ("s9", "2025-10-14", "2025-08 104.5");
    let [text, _] = told(&old, &released(&[first, nothing_else]));
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        matches!(&*lines, [first, second] if first.starts_with("No figure differs") && second.contains(" 1 figure as it was")),
        "{text}"
    );
}

#[test]
fn another_printed_precision_is_another_figure() {
    let release = |figure| released(&[("s8", "2025-09-14", figure)]);
    let (old, new) = (release("2025-08 8980.0"), release("2025-08 8980"));
    insta::assert_snapshot!("other-precision", told(&old, &new)[0]);
    assert_eq!(told(&old, &old)[0].lines().count(), 1);
}

#[test]
fn what_is_not_there_is_a_wrong_call() {
    let site = Site::small();
    for name in ["nowhere", "--upload-pack=x", "HEAD"] {
        let run = site.run(&["diff", "--", name]);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{name}");
        assert!(
            run.stderr.starts_with("error: ") && run.stderr.contains("neither a folder"),
            "{}",
            run.stderr
        );
    }
    let broken = Site::empty();
    broken.write("site.yaml", "titel: Misspelt\n");
    let run = site.run(&["diff", named(&broken.path(""))]);
    assert_eq!((run.status, &*run.stdout), (Some(1), ""));
    assert!(run.stderr.contains("unknown-key") || run.stderr.contains("missing-key"), "{}", run.stderr);
}
