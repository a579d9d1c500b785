//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

mod builder;
mod start;
mod unread;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::check::{self, Tally};
use crate::diag::{Diagnostic, Diagnostics, ExternalLink, Place, Severity, Texts};
use crate::explain::{self, Explanation, Unexplained};
use crate::external::{self, Answer};
use crate::load::{self, LoadOptions};
use crate::render::{Cache, Edition, Progress, Sink};
use crate::revision::{self, Changes};
use crate::source::{self, Files};
use crate::write::{self, Artefact, Kept, Output, Receipt, Stage, Written};

pub use crate::load::schema::KINDS as SCHEMAS;
pub use crate::write::Cleared;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pages, those of records included.
    pub pages: usize,
    /// What was checked.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Builds the site into the output folder, unless a finding forbids it.
pub fn build(options: &BuildOptions) -> Built {
    build_telling(options, None)
}

/// The same, where somebody may be told how far it is.
pub fn build_telling(options: &BuildOptions, progress: Option<Arc<dyn Progress>>) -> Built {
    // A refused folder is known before the work is done, and reported beside what the work finds.
    let output = Output::check(&options.check.root, &options.out);
    let stage = output.as_ref().map_err(Diagnostics::clone).and_then(Stage::open);
    let sink: &dyn Sink = match &stage {
        Ok(stage) => stage,
        Err(_) => &Nowhere,
    };
    let (files, found) = source::read_site(&options.check.root);
    let made_by = made_by(&options.check);
    let made_of = fingerprint(&files, &made_by);
    let cache = options.check.root.join(CACHE);
    if found.is_empty()
        && let Ok(stage) = &stage
        && let Some((note, unchanged)) = stage.unchanged(&cache, &made_of)
        && let Ok(counts) = serde_json::from_value(note)
    {
        let written = Some(Written { unchanged, ..Written::default() });
        return Built { written, counts: Some(counts), ..Built::default() };
    }
    let traces = stage.as_ref().ok().and_then(|stage| stage.traces(&cache, &made_by));
    let traces = traces.and_then(|text| serde_json::from_str(&text).ok());
    let mut builder = Builder::written(options.check.clone(), traces).caching(kept(&options.check.root));
    if let Some(progress) = progress {
        builder = builder.telling(progress);
    }
    let (copied, mut built) = make(builder, files, found, sink, Told::Grave);
    let traces = built.builder.as_mut().and_then(Builder::traces);
    let traces = traces.and_then(|traces| serde_json::to_string(&traces).ok());
    let traces = traces.map(|text| write::Traces { made_by, text });
    // Findings are told each time, so what has some is made each time.
    let note = built.counts.filter(|_| built.diagnostics.is_empty()).map(|counts| json!(counts));
    let receipt = note.map(|note| Receipt::new(made_of, note));
    match stage {
        Ok(_) if fails(&built.diagnostics, options.strict) => {}
        Ok(stage) => match stage.write(copied, Some((&cache, receipt, traces))) {
            Ok(written) => built.written = Some(written),
            Err(found) => built.diagnostics.extend(found),
        },
        Err(refused) => built.diagnostics.extend(refused),
    }
    built
}

/// Where a site keeps what the next build may use.
const CACHE: &str = ".waybill-cache";

/// What tells this program from others.
const COMPILED_FROM: &str = env!("WAYBILL_COMPILED_FROM");

/// The most bytes of PDFs and pictures that it keeps: those of some thousand briefings.
const MOST_KEPT: u64 = 512 << 20;

/// Where a site keeps what takes long to make.
pub(crate) fn kept(root: &Path) -> Arc<dyn Cache> {
    Arc::new(Kept::of(root.join(CACHE), COMPILED_FROM, MOST_KEPT))
}

/// Removes what builds and previews left for later ones.
///
/// # Errors
///
/// `unwritable-file` if the disk refuses.
pub fn clean(root: &Path) -> Result<Cleared, Diagnostics> {
    write::clear(&root.join(CACHE)).map_err(|error| {
        let message = format!("cannot clear {CACHE}: {error}");
        Diagnostic::error("unwritable-file", Place::file(CACHE), message).into()
    })
}

/// A fingerprint of this program and of what it is told, apart from a site's files.
fn made_by(options: &CheckOptions) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(COMPILED_FROM.as_bytes());
    hasher.update(&[options.drafts.into(), options.print.into(), options.base_url.is_some().into()]);
    hasher.update(options.base_url.as_deref().unwrap_or_default().as_bytes());
    hasher.finalize().to_string()
}

/// A fingerprint of all that a site is made of: its files, and [what makes it](made_by).
fn fingerprint(files: &Files, made_by: &str) -> String {
    let texts: Vec<(&Arc<str>, &Arc<str>)> = files.texts.iter().chain(&files.undecoded).collect();
    let texts: Vec<_> = texts.par_iter().map(|(path, text)| (path, blake3::hash(text.as_bytes()))).collect();
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &[u8]| {
        hasher.update(&part.len().to_le_bytes()).update(part);
    };
    add(made_by.as_bytes());
    for (path, hash) in texts {
        add(path.as_bytes());
        add(hash.as_bytes());
    }
    add(b"");
    for (path, binary) in &files.binaries {
        add(path.as_bytes());
        add(binary.hash.as_bytes());
    }
    add(b"");
    for (path, bytes) in &files.beside_templates {
        add(path.as_bytes());
        add(bytes);
    }
    hasher.finalize().to_string()
}

/// Does all that a build does and writes nothing. What an earlier build made without a fault, and would make again, is not made
/// again. Addresses outside the site are listed, and asked if `external` says so.
pub fn check(options: &CheckOptions, external: bool) -> Built {
    let (files, found) = source::read_site(&options.root);
    let traces = write::traces(&options.root.join(CACHE), &made_by(options));
    let builder = match traces.and_then(|text| serde_json::from_str(&text).ok()) {
        Some(traces) => Builder::written(options.clone(), Some(traces)),
        None => Builder::once(options.clone()),
    };
    let builder = builder.caching(Arc::new(Kept::read_only(options.root.join(CACHE), COMPILED_FROM)));
    let mut built = make(builder, files, found, &Nowhere, Told::Everything).1;
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

    fn retake(&self, path: &Arc<str>) -> bool {
        self.retake(path)
    }
}

impl Cache for Kept {
    fn get(&self, key: &blake3::Hash) -> Option<Vec<u8>> {
        self.get(key)
    }

    fn keep(&self, key: &blake3::Hash, bytes: &[u8]) {
        self.keep(key, bytes);
    }
}

/// Where files go that nobody wants: it is only asked whether they can be made.
struct Nowhere;

impl Sink for Nowhere {
    fn take(&self, _: &Arc<str>, _: Vec<u8>) {}

    fn retake(&self, _: &Arc<str>) -> bool {
        true
    }
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

/// Makes a site once of its files. What is copied is returned; a sink takes the rest.
fn make(
    mut builder: Builder,
    files: Files,
    found: Diagnostics,
    sink: &dyn Sink,
    told: Told,
) -> (Vec<Artefact>, Built) {
    let made = builder.make_into(Some(sink), files, found, told);
    (made.artefacts, Built { builder: Some(builder), ..made.built })
}
