//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

use std::path::PathBuf;

use crate::diag::{Diagnostics, Severity, Texts};
use crate::source::{self, Files};
use crate::write::{self, Artefact, Content, Output, Written};

/// What a build is told.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Takes the place of `base_url` in `site.yaml`.
    pub base_url: Option<String>,
    /// Drafts are built too.
    pub drafts: bool,
    /// Warnings stop the build from writing, as errors do.
    pub strict: bool,
}

/// What a check is told.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// Drafts are checked too.
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
    let output = Output::check(&options.root, &options.out);
    let (artefacts, mut built) = make(&CheckOptions { root: options.root.clone(), drafts: options.drafts });
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
    make(options).1
}

/// True if findings are bad enough to stop a build.
pub fn fails(diagnostics: &Diagnostics, strict: bool) -> bool {
    diagnostics.has_errors() || (strict && diagnostics.count(Severity::Warning) > 0)
}

fn make(options: &CheckOptions) -> (Vec<Artefact>, Built) {
    let (files, diagnostics) = source::read_site(&options.root);
    let artefacts = static_files(&files);
    let texts = files.texts.into_iter().chain(files.undecoded).collect();
    (artefacts, Built { diagnostics, texts, ..Built::default() })
}

/// `static/` as it is.
fn static_files(files: &Files) -> Vec<Artefact> {
    let copied = files.binaries.iter().filter_map(|(path, binary)| {
        let path = path.strip_prefix("static/")?;
        let content =
            Content::Copy { from: binary.on_disk.clone(), length: binary.length, hash: binary.hash };
        Some(Artefact { path: path.into(), content })
    });
    copied.collect()
}
