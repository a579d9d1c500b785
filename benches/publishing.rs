//! What the publishing layer costs: `cargo bench --bench publishing -- FOLDER…`, each the folder of a site that
//! `examples/generate` made. Prints the median time of a whole build into memory and onto the disk with it and without it, and
//! the ratio of the two.
//!
//! Without it, a site is its pages, lists and records with their charts as SVG, the data as CSV, and the audit. With it come
//! the search index, feeds, sitemap, pages of tags and figures, redirects, JSON-LD and canonical addresses, cards and charts as
//! PNG, charts to embed, JSON of charts and series, the data package, SDMX and smaller versions of pictures.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench that prints what it measures")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use waybill::check::{self, Destination};
use waybill::diag::Diagnostics;
use waybill::load::{self, LoadOptions};
use waybill::plan::{self, JobKind};
use waybill::render::{Edition, File, Memory, Rendered, Renderer};
use waybill::source;
use waybill::write::{self, Artefact, Content, Output};

/// How often each is built.
const TIMES: usize = 5;

fn main() {
    for folder in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let root = PathBuf::from(folder);
        let mut times = [Vec::new(), Vec::new()];
        let mut files = [0, 0];
        for _ in 0..TIMES {
            for whole in [true, false] {
                let (time, count) = build(&root, whole);
                times[usize::from(whole)].push(time);
                files[usize::from(whole)] = count;
            }
        }
        times.iter_mut().for_each(|times| times.sort());
        let [without, with] = times.map(|times| times[TIMES / 2].as_secs_f64());
        println!("{}", root.display());
        println!("  without {without:7.3} s  {:6} files", files[0]);
        println!("  with    {with:7.3} s  {:6} files", files[1]);
        println!("  ratio   {:7.2}", with / without);
    }
}

/// Builds a site from nothing, and says how long it took and how many files came of it.
fn build(root: &Path, whole: bool) -> (Duration, usize) {
    let out = tempfile::tempdir_in(root).unwrap();
    let base_url = whole.then(|| "https://example.org/".to_owned());
    let started = Instant::now();
    let mut found = Diagnostics::new();
    let (files, _) = source::read_site(root);
    let site = load::load(&files, LoadOptions::default(), &mut found).unwrap();
    let mut plan = plan::plan(check::check(site, &mut found), base_url.as_deref(), false, None, &mut found);
    plan.jobs = plan.jobs.iter().filter(|job| whole || !is_of_publishing(&job.kind)).cloned().collect();
    let edition = std::sync::Arc::new(Edition::new(plan, base_url, None, &mut found).unwrap());
    let outcome = Renderer::new(Memory::Nothing).render(&edition, None, &mut found);
    assert!(!found.has_errors(), "the site has errors");
    let rendered = |(path, file)| match file {
        File::Rendered(Rendered::Bytes(bytes)) => Some(Artefact { path, content: Content::Bytes(bytes) }),
        _ => None,
    };
    let artefacts: Vec<Artefact> = outcome.files.into_iter().filter_map(rendered).collect();
    let count = artefacts.len();
    write::write(&Output::check(root, &out.path().join("public")).unwrap(), artefacts).unwrap();
    (started.elapsed(), count)
}

fn is_of_publishing(kind: &JobKind) -> bool {
    match kind {
        JobKind::Page(_, Destination::Page(_) | Destination::Collection(_) | Destination::Record(..)) => {
            false
        }
        JobKind::Page(..) => true,
        JobKind::NotFound
        | JobKind::Pdf(..)
        | JobKind::Bound(..)
        | JobKind::ChartSvg(_)
        | JobKind::ChartCsv(_)
        | JobKind::SeriesCsv(_)
        | JobKind::Observations
        | JobKind::Quantities
        | JobKind::Audit
        | JobKind::Asset(_)
        | JobKind::Static(_) => false,
        JobKind::ChartPng(_)
        | JobKind::ChartEmbed(..)
        | JobKind::Card(_)
        | JobKind::ChartJson(_)
        | JobKind::SeriesJson(_)
        | JobKind::Sitemap
        | JobKind::Robots
        | JobKind::Feed(_)
        | JobKind::DataPackage
        | JobKind::SdmxCsv
        | JobKind::Redirect(..)
        | JobKind::SearchTerms(_)
        | JobKind::SearchPages(_)
        | JobKind::Rendition(..) => true,
    }
}
