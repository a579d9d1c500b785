//! The prose of this repository's own site is bound to its papers: `waybill check` finds nothing to say of it, and
//! would if there were.

use std::path::Path;
use std::process::Command;

use crate::site::{Site, files_below};

#[test]
fn every_figure_in_prose_is_bound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_waybill"));
    let output = command.args(["check", "--drafts", "--strict"]).current_dir(root).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_figure_typed_into_any_page_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut site = Site::new();
    for folder in ["content", "data"] {
        for (path, bytes) in files_below(&root.join(folder)) {
            site = site.file(&format!("{folder}/{path}"), bytes);
        }
    }
    site.write("site.yaml", std::fs::read(root.join("site.yaml")).unwrap());
    let pages: Vec<String> =
        files_below(&root.join("content")).into_keys().filter(|path| path.ends_with(".md")).collect();
    for page in &pages {
        let path = format!("content/{page}");
        let text = site.read(&path).unwrap();
        site.write(&path, format!("{text}\n\nIt rose by 5 percent.\n"));
    }
    let run = site.run(&["check", "--drafts", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let found: Vec<(&str, &str)> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        // What sources contradict each other in is information, and not what is typed.
        .filter(|finding| finding["severity"] != "information")
        .map(|finding| (finding["file"].as_str().unwrap(), finding["rule"].as_str().unwrap()))
        .collect();
    let mut expected: Vec<String> = pages.iter().map(|page| format!("content/{page}")).collect();
    expected.sort();
    let expected: Vec<(&str, &str)> = expected.iter().map(|file| (&**file, "unbound-number")).collect();
    assert_eq!(found, expected);
}
