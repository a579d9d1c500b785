//! Setting a briefing: `cargo bench --bench print -- SITE PDF`, a site's folder and the path of one of its PDFs in the
//! output folder. Prints the pages of the PDF and medians in milliseconds as JSON:
//!
//! - `first`: the first PDF that a process sets, fonts and templates included;
//! - `warm`: the same PDF where others are set between, as in a build of the whole site;
//! - `again`: the same, where nothing was set between;
//! - `changed`: after a digit of one of its figures changed, as in a preview.
//!
//! With `--once OUT` it loads the site, sets the PDF, writes it and ends: what a new process costs is for the caller to
//! measure.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench that prints what it measures")]
#![allow(clippy::disallowed_methods, reason = "and writes what a new process sets")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use waybill::build::{Builder, CheckOptions};
use waybill::diag::Diagnostics;
use waybill::plan::JobKind;
use waybill::print::{Composition, Press, set};
use waybill::render::{Edition, composition};
use waybill::source::{self, Files};

/// The one that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIMES: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [root, pdf, rest @ ..] = arguments.as_slice() else { return };
    let root = Path::new(root);
    let (files, _) = source::read_site(root);
    let edition = edition(root, &files);
    let press = edition.world().press();
    let own = composition(edition.world(), pdf).unwrap();
    let started = Instant::now();
    let bytes = pages(press, &own);
    let first = started.elapsed().as_secs_f64() * 1000.0;
    if let [flag, out] = rest
        && flag == "--once"
    {
        std::fs::write(out, bytes).unwrap();
        return;
    }
    let others: Vec<Composition> = edition
        .plan()
        .jobs
        .iter()
        .filter(|job| matches!(job.kind, JobKind::Pdf(..)) && *job.path != **pdf)
        .filter_map(|job| composition(edition.world(), &job.path))
        .collect();
    let warm = median(|_| {
        others.iter().for_each(|other| drop(pages(press, other)));
        let started = Instant::now();
        pages(press, &own);
        started
    });
    let again = median(|_| {
        let started = Instant::now();
        pages(press, &own);
        started
    });
    let changed = median(|time| {
        let changed = changed(root, &files, pdf, &own, time);
        // As it was before the change, each time.
        pages(press, &own);
        let started = Instant::now();
        pages(press, &changed);
        started
    });
    println!(r#"{{"first": {first:.1}, "warm": {warm:.1}, "again": {again:.1}, "changed": {changed:.1}}}"#);
}

fn edition(root: &Path, files: &Files) -> Edition {
    let base_url = Some("https://example.org/".to_owned());
    let options = CheckOptions { root: root.to_owned(), base_url, drafts: false, print: true };
    let (plan, url) = Builder::once(options).plan(files, &mut Diagnostics::new()).unwrap();
    Edition::new(plan, url, None, &mut Diagnostics::new()).unwrap()
}

fn pages(press: &Press, composition: &Composition) -> Vec<u8> {
    let (bytes, found) = set(press, composition, &|_, _| Vec::new());
    bytes.unwrap_or_else(|| panic!("{found:?}"))
}

/// The composition after a digit was put behind the first observation that changes it.
fn changed(root: &Path, files: &Files, pdf: &str, own: &Composition, time: usize) -> Composition {
    let series = files.texts.iter().filter(|(path, _)| path.starts_with("data/series/"));
    for (path, text) in series {
        for (at, _) in text.match_indices("value: ") {
            let digits = text[at + 7..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
            let mut edited = files.clone();
            let end = at + 7 + digits;
            let text = format!("{}{}{}", &text[..end], time % 9 + 1, &text[end..]);
            edited.texts.insert(path.clone(), Arc::from(text));
            if let Some(changed) = composition(self::edition(root, &edited).world(), pdf)
                && scripts(&changed) != scripts(own)
            {
                return changed;
            }
        }
    }
    panic!("no observation changes {pdf}");
}

fn scripts(composition: &Composition) -> Vec<&str> {
    composition.scripts.values().map(|script| script.source()).collect()
}

fn median(run: impl Fn(usize) -> Instant) -> f64 {
    let mut times: Vec<f64> = (0..TIMES).map(|time| run(time).elapsed().as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    times[TIMES / 2]
}
