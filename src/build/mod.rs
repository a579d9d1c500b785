//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

mod builder;
mod start;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::check::{self, Tally};
use crate::diag::{Diagnostic, Diagnostics, ExternalLink, Severity, Texts};
use crate::explain::{self, Explanation, Unexplained};
use crate::external::{self, Answer};
use crate::load::{self, LoadOptions};
use crate::render::{Edition, Sink};
use crate::revision::{self, Changes};
use crate::source::{self, Files};
use crate::write::{Artefact, Output, Stage, Written};

pub use crate::load::schema::KINDS as SCHEMAS;
pub use builder::{Builder, Made, Told};
pub use start::{SCHEMA_FOLDER, init, schema_of, write_schemas};

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
#[derive(Debug, Default)]
pub struct Built {
    /// What all phases found.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics' places point into.
    pub texts: Texts,
    /// What was written; none if findings forbade it, or if nothing was to be written.
    pub written: Option<Written>,
    /// What the site has; none if there is no site.
    pub counts: Option<Counts>,
    /// The addresses outside the site that it leads to, if it was checked and holds.
    pub external: Option<Vec<ExternalLink>>,
    /// What it was made by, which holds the site, to be let go by whoever made it build. Taking a large site apart takes a twentieth of
    /// the time of building it, which a process that is about to end can save itself.
    pub builder: Option<Builder>,
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
    let stage = output.as_ref().map_err(Diagnostics::clone).and_then(Stage::open);
    let sink: &dyn Sink = match &stage {
        Ok(stage) => stage,
        Err(_) => &Nowhere,
    };
    let (copied, mut built) = make(&options.check, sink, Told::Grave);
    match stage {
        Ok(_) if fails(&built.diagnostics, options.strict) => {}
        Ok(stage) => match stage.write(copied) {
            Ok(written) => built.written = Some(written),
            Err(found) => built.diagnostics.extend(found),
        },
        Err(refused) => built.diagnostics.extend(refused),
    }
    built
}

/// Does all that a build does and writes nothing. Addresses outside the site are listed, and asked if `external` says so.
pub fn check(options: &CheckOptions, external: bool) -> Built {
    let mut built = make(options, &Nowhere, Told::Everything).1;
    let site = built.builder.as_ref().and_then(Builder::site);
    let links = site.map(|site| check::external_links(site).into_iter());
    built.external = links
        .map(|links| links.map(|(address, places)| ExternalLink { address, places, answer: None }).collect());
    if external && let Some(links) = &mut built.external {
        ask(links, &mut built.diagnostics);
    }
    built
}

/// Asks addresses outside the site whether they answer.
fn ask(links: &mut [ExternalLink], diagnostics: &mut Diagnostics) {
    let addresses: Vec<_> = links.iter().map(|link| link.address.clone()).collect();
    for (link, answer) in links.iter_mut().zip(external::ask(&addresses)) {
        link.answer = Some(answer.word());
        let places = || link.places.iter().cloned();
        match answer {
            Answer::There => {}
            Answer::Gone(how) => diagnostics.extend(places().map(|place| {
                let message = format!("`{}` leads nowhere: {how}", link.address);
                let found = Diagnostic::warning("dead-link", place, message);
                found.hint("find where it went, or link to an archived copy")
            })),
            Answer::Unknown(why) => diagnostics.extend(places().map(|place| {
                let message = format!("`{}` does not say whether something is there: {why}", link.address);
                Diagnostic::information("unanswered-link", place, message).hint("open it in a browser")
            })),
        }
    }
}

impl Sink for Stage<'_> {
    fn take(&self, path: &Arc<str>, bytes: Vec<u8>) {
        self.take(path, bytes);
    }
}

/// Where files go that nobody wants: it is only asked whether they can be made.
struct Nowhere;

impl Sink for Nowhere {
    fn take(&self, _: &Arc<str>, _: Vec<u8>) {}
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
    let planned = Builder::once(check.clone()).plan(&files, &mut diagnostics);
    // What is wrong with page templates is for a check to say.
    let edition = planned.and_then(|(plan, url)| Edition::new(plan, url, None, &mut Diagnostics::new()));
    let answer = edition.map(|edition| explain::explain(&edition, &files, what, period.as_deref()));
    Explained { site: Built { diagnostics, texts: files.texts, ..Built::default() }, answer }
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// The site whose revisions are meant.
    pub check: CheckOptions,
    /// The older state: a site's folder, a data folder, or a revision of the site in Git.
    pub old: String,
    /// The newer state; the site as it is, if none is named.
    pub new: Option<String>,
}

/// What came of comparing.
#[derive(Debug)]
pub enum Compared {
    /// What changed; and what is wrong with the states, which is left out.
    Changes(Box<Changes>, Built),
    /// A state holds no site that could be compared, for these reasons.
    Broken(Built),
    /// A state was named that is not there.
    Unknown(String),
}

/// Compares two states of a site's data.
pub fn diff(options: &DiffOptions) -> Compared {
    let DiffOptions { check, old, new } = options;
    let mut states = Vec::new();
    let mut built = Built::default();
    for name in [Some(old.as_str()), new.as_deref()] {
        let (files, mut diagnostics) = match state(check, name) {
            Ok(state) => state,
            Err(why) => return Compared::Unknown(why),
        };
        let site = load::load(&files, LoadOptions { drafts: check.drafts }, &mut diagnostics);
        let Some(site) = site else {
            return Compared::Broken(Built { diagnostics, texts: files.texts, ..Built::default() });
        };
        // Of the older state nothing but the data may be there: what its pages name is no matter.
        built.diagnostics.extend(diagnostics);
        states.push(check::check(site, &mut Diagnostics::new()));
    }
    let names = [old.as_str(), new.as_deref().unwrap_or("the site as it is")];
    let (new, old) = (states.pop(), states.pop());
    let changes = old.zip(new).and_then(|(old, new)| revision::compare(old, new, names));
    match changes {
        Some(changes) => Compared::Changes(Box::new(changes), built),
        None => Compared::Broken(built),
    }
}

/// The files of a state: of a folder if there is one of that name, else of a revision.
fn state(check: &CheckOptions, name: Option<&str>) -> Result<(Files, Diagnostics), String> {
    let Some(name) = name else { return Ok(source::read_folder(&check.root, &check.root)) };
    let folder = Path::new(name);
    if folder.is_dir() {
        return Ok(source::read_folder(folder, &check.root));
    }
    source::read_revision(&check.root, name).map(|files| (files, Diagnostics::new()))
}

/// True if findings are bad enough to stop a build.
pub fn fails(diagnostics: &Diagnostics, strict: bool) -> bool {
    diagnostics.has_errors() || (strict && diagnostics.count(Severity::Warning) > 0)
}

/// Reads a site and makes it once. What is copied is returned; a sink takes the rest.
fn make(options: &CheckOptions, sink: &dyn Sink, told: Told) -> (Vec<Artefact>, Built) {
    let (files, found) = source::read_site(&options.root);
    let mut builder = Builder::once(options.clone());
    let made = builder.make_into(Some(sink), files, found, told);
    (made.artefacts, Built { builder: Some(builder), ..made.built })
}
