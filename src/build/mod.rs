//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::audit::rules::Severity as Grade;
use crate::check::{self, Checked, Tally};
use crate::diag::{Diagnostics, Severity, Texts};
use crate::explain::{self, Explanation, Unexplained};
use crate::load::{self, LoadOptions};
use crate::plan::{self, JobKind, Plan};
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
    /// PDFs are made too.
    pub print: bool,
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
    /// What the site has; none if there is no site.
    pub counts: Option<Counts>,
}

/// How much of what a site has, and how much of that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Pages, those of records included.
    pub pages: usize,
    /// What was checked.
    #[serde(flatten)]
    pub tally: Tally,
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

/// What is asked of `explain`.
#[derive(Clone, Debug)]
pub struct ExplainOptions {
    /// The site; for a rule there need not be one.
    pub check: CheckOptions,
    /// A rule, a path of the site, or a quantity.
    pub what: String,
    /// The period of the quantity.
    pub period: Option<String>,
}

/// What came of asking.
#[derive(Debug)]
pub struct Explained {
    /// What is wrong with the site: what it is about may be missing in the answer.
    pub site: Built,
    /// The answer; none if there is no site to ask.
    pub answer: Option<Result<Explanation, Unexplained>>,
}

/// Explains a rule, or a file or a quantity of a site as far as it can be loaded.
pub fn explain(options: &ExplainOptions) -> Explained {
    let ExplainOptions { check, what, period } = options;
    if let Some(rule) = explain::rule(what).filter(|_| period.is_none()) {
        return Explained { site: Built::default(), answer: Some(Ok(rule)) };
    }
    // A path may be given as a shell completes it: from the current folder.
    let below = Path::new(what).strip_prefix(&check.root).ok().and_then(Path::to_str);
    let what = below.unwrap_or(what);
    let (files, mut diagnostics) = source::read_site(&check.root);
    let answer = planned(&files, check, &mut diagnostics)
        .map(|plan| explain::explain(&plan, &files, what, period.as_deref()));
    Explained { site: Built { diagnostics, texts: files.texts, ..Built::default() }, answer }
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
    let mut counts = None;
    let artefacts = artefacts(&files, options, told, &mut diagnostics, &mut counts);
    let mut texts: Texts = files.texts.into_iter().chain(files.undecoded).collect();
    for (name, text) in theme::TEMPLATES.iter().chain(theme::PRINT_TEMPLATES) {
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
    counts: &mut Option<Counts>,
) -> Vec<Artefact> {
    let Some(plan) = planned(files, options, diagnostics) else { return Vec::new() };
    *counts = Some(Counts {
        pages: plan.jobs.iter().filter(|job| matches!(job.kind, JobKind::Page(..))).count(),
        tally: plan.checked.tally,
    });
    if diagnostics.has_errors() {
        // What is left of a ledger after mistakes is not worth an audit.
        return Vec::new();
    }
    let least = if told == Told::Everything { Grade::Information } else { Grade::Fatal };
    diagnostics.extend(check::findings(&plan.checked, least));
    let rendered = render::render(&plan, base_url(options, &plan.checked).as_deref(), diagnostics);
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

/// The phases up to the plan; none if there is no site.
fn planned(files: &Files, options: &CheckOptions, diagnostics: &mut Diagnostics) -> Option<Plan> {
    let site = load::load(files, LoadOptions { drafts: options.drafts }, diagnostics)?;
    let checked = check::check(site, diagnostics);
    let base_url = base_url(options, &checked);
    Some(plan::plan(checked, base_url.as_deref(), options.print, diagnostics))
}

/// Where the site will be published, with a slash at the end.
fn base_url(options: &CheckOptions, checked: &Checked) -> Option<String> {
    let url = options.base_url.as_deref().or(checked.site.config.base_url.as_deref());
    url.map(|url| format!("{}/", url.trim_end_matches('/')))
}
