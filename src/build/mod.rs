//! Drives the phases: source, load, check, plan, render, write.
//!
//! How its results are shown, and what the process returns, is left to `cli`.

mod builder;

use std::path::PathBuf;

use crate::diag::{Diagnostics, Severity, Texts};
use crate::source;
use crate::write::{self, Artefact, Output, Written};

pub use builder::{Builder, Made, Told};

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

/// Reads a site and makes it once.
fn make(options: &CheckOptions, told: Told) -> (Vec<Artefact>, Built) {
    let (files, found) = source::read_site(&options.root);
    let made = Builder::new(options.clone()).make(files, found, told);
    (made.artefacts, made.built)
}
