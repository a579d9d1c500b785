//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

use std::path::PathBuf;

use crate::check;
use crate::diag::{Diagnostics, Severity, Texts};
use crate::load::{self, LoadOptions};
use crate::plan::{self, JobKind};
use crate::render::{self, Rendered};
use crate::source::{self, Files};
use crate::theme;
use crate::write::{self, Artefact, Content, Output, Written};

/// What a build is told.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// What is built.
    pub check: CheckOptions,
    /// The output folder.
    pub out: PathBuf,
    /// Warnings stop the build from writing, as errors do.
    pub strict: bool,
}

/// What a check is told.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// Takes the place of `base_url` in `site.yaml`.
    pub base_url: Option<String>,
    /// Drafts count too.
    pub drafts: bool,
}

/// What came of a build or a check.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// What all phases found.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics' places point into.
    pub texts: Texts,
    /// What was written; none if findings forbade it, or if nothing was to be written.
    pub written: Option<Written>,
    /// What the site has.
    pub counts: Counts,
}

/// How much of what a site has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages, those of records included.
    pub pages: usize,
    /// Charts.
    pub charts: usize,
}

/// Builds the site into the output folder, unless a finding forbids it.
pub fn build(options: &BuildOptions) -> Built {
    // A refused folder is known before the work is done, and reported beside what the work finds.
    let output = Output::check(&options.check.root, &options.out);
    let (artefacts, mut built) = make(&options.check, Told::Grave);
    let output = match output {
        Ok(output) => output,
        Err(refused) => {
            built.diagnostics.extend(refused);
            return built;
        }
    };
    if fails(&built.diagnostics, options.strict) {
        return built;
    }
    match write::write(&output, artefacts) {
        Ok(written) => built.written = Some(written),
        Err(found) => built.diagnostics.extend(found),
    }
    built
}

/// Does all that a build does and writes nothing.
pub fn check(options: &CheckOptions) -> Built {
    make(options, Told::Everything).1
}

/// True if findings are bad enough to stop a build.
pub fn fails(diagnostics: &Diagnostics, strict: bool) -> bool {
    diagnostics.has_errors() || (strict && diagnostics.count(Severity::Warning) > 0)
}

/// Which findings of the audit are told. A site may have to live with sources that contradict each other: its
/// pages and data files show it, a check lists it, and a build says nothing of it each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Grave,
    Everything,
}

/// All phases up to the bytes; nothing is rendered from a site that has errors.
fn make(options: &CheckOptions, told: Told) -> (Vec<Artefact>, Built) {
    let (files, mut diagnostics) = source::read_site(&options.root);
    let mut counts = Counts::default();
    let artefacts = artefacts(&files, options, told, &mut diagnostics, &mut counts);
    let mut texts: Texts = files.texts.into_iter().chain(files.undecoded).collect();
    for (name, text) in theme::TEMPLATES {
        // So that a finding in a built-in template shows its line too.
        texts.entry(format!("templates/{name}").into()).or_insert_with(|| (*text).into());
    }
    (artefacts, Built { diagnostics, texts, written: None, counts })
}

fn artefacts(
    files: &Files,
    options: &CheckOptions,
    told: Told,
    diagnostics: &mut Diagnostics,
    counts: &mut Counts,
) -> Vec<Artefact> {
    let Some(site) = load::load(files, LoadOptions { drafts: options.drafts }, diagnostics) else {
        return Vec::new();
    };
    let checked = check::check(site, diagnostics);
    let base_url = options.base_url.as_deref().or(checked.site.config.base_url.as_deref());
    let base_url = base_url.map(|url| format!("{}/", url.trim_end_matches('/')));
    let plan = plan::plan(checked, base_url.as_deref(), diagnostics);
    *counts = Counts {
        pages: plan.jobs.iter().filter(|job| matches!(job.kind, JobKind::Page(..))).count(),
        charts: plan.checked.site.charts.len(),
    };
    if diagnostics.has_errors() {
        // What is left of a ledger after mistakes is not worth an audit.
        return Vec::new();
    }
    let least = if told == Told::Everything { Severity::Information } else { Severity::Warning };
    diagnostics.extend(check::findings(&plan.checked, least));
    let rendered = render::render(&plan, base_url.as_deref(), diagnostics);
    let statics = &plan.checked.site.statics;
    let content = |rendered| match rendered {
        Rendered::Bytes(bytes) => Some(Content::from(bytes)),
        Rendered::Copied(path) => statics.get(&path).map(|file| Content::Copy {
            from: file.on_disk.clone(),
            length: file.length,
            hash: file.hash,
        }),
    };
    let artefact = |(path, rendered)| Some(Artefact { path, content: content(rendered)? });
    rendered.into_iter().filter_map(artefact).collect()
}
