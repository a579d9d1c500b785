//! Rebuilding a site for a preview after one edit: `cargo bench --bench rebuild -- FOLDER…`, each the folder of a site that
//! `examples/generate` made. Prints the median over edits of an observation, a body and a title, and of none.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench that prints what it measures")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use waybill::build::{Builder, CheckOptions, Told};
use waybill::diag::Diagnostics;
use waybill::source::{self, Files};

/// How often each edit is made.
const TIMES: usize = 9;

fn main() {
    for folder in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        measure(&PathBuf::from(folder));
    }
}

fn measure(root: &Path) {
    let (mut files, _) = source::read_site(root);
    let options = CheckOptions { root: root.to_owned(), base_url: None, drafts: false, print: false };
    let mut builder = Builder::preview(options);
    println!("{}", root.display());
    let started = Instant::now();
    let first = builder.make(files.clone(), Diagnostics::new(), Told::Grave);
    assert!(!first.artefacts.is_empty(), "the site has errors");
    row("from nothing", &mut [started.elapsed()], first.rendered.len());
    for (name, file, from) in [
        ("nothing", "site.yaml", ""),
        ("observation", "data/series/s000.yaml", "2024-05: "),
        ("body", "content/s000/p0003.md", ". "),
        ("title", "content/s000/p0003.md", "title: "),
    ] {
        let mut times = Vec::new();
        let mut rendered = 0;
        for time in 0..TIMES {
            edit(&mut files, file, from, time);
            let started = Instant::now();
            let made = builder.make(files.clone(), Diagnostics::new(), Told::Grave);
            times.push(started.elapsed());
            assert!(!made.artefacts.is_empty(), "{name} broke the site");
            rendered = made.rendered.len();
        }
        row(name, &mut times, rendered);
    }
}

/// Puts a digit or a letter behind the last place of a text in a file; nothing if the text is empty.
fn edit(files: &mut Files, file: &str, after: &str, time: usize) {
    if after.is_empty() {
        return;
    }
    let text = files.texts[file].to_string();
    let at = text.find(after).unwrap() + after.len();
    let more = if file.starts_with("data/") { (time % 9 + 1).to_string() } else { format!("W{time}") };
    files.texts.insert(file.into(), Arc::from(format!("{}{more}{}", &text[..at], &text[at..])));
}

fn row(name: &str, times: &mut [Duration], rendered: usize) {
    times.sort();
    let median = times[times.len() / 2];
    println!("  {name:12} {:8.1} ms  {rendered:6} rendered", median.as_secs_f64() * 1000.0);
}
