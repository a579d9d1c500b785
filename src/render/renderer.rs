//! Renders editions one after another and keeps, between them, every artefact whose facts still hold.
//!
//! A job that was rendered before is looked at in two steps: [`Changes`] says which parts of the site differ, and
//! of the facts that its artefact rests on only those about such a part are asked again. If all answers are the same,
//! so is the artefact (a verifying trace). The first edition, and every later one, goes this one way.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use rayon::prelude::*;

use super::changes::Changes;
use super::edition::Edition;
use super::fact::{Fact, Recorder};
use super::{Rendered, render_job};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::plan::{Job, JobKind};

/// Renders editions and remembers what they were made from.
#[derive(Debug, Default)]
pub struct Renderer {
    /// The edition that the traces of all that is kept hold in.
    edition: Option<Arc<Edition>>,
    kept: BTreeMap<Arc<str>, Kept>,
}

/// An artefact and what it rests on.
#[derive(Clone, Debug)]
struct Kept {
    kind: JobKind,
    rendered: Rendered,
    facts: Box<[Fact]>,
}

/// An artefact, or what is wrong with it.
type Made = Result<Kept, Box<Diagnostic>>;

/// Why an artefact was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was not there before.
    New,
    /// Something that every page shows has changed.
    Settings,
    /// The answer to this question has changed.
    Changed(Fact),
}

/// What came of rendering an edition.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every artefact, in the order of the plan.
    pub artefacts: Vec<(Arc<str>, Rendered)>,
    /// Those that were rendered anew, and why.
    pub rendered: Vec<(Arc<str>, Reason)>,
}

impl Renderer {
    /// Renders every job of an edition that what is kept does not answer for. What fails is reported and left out, and
    /// then nothing is kept of this edition: the last one without a fault stays the one to compare with.
    pub fn render(&mut self, edition: &Arc<Edition>, diagnostics: &mut Diagnostics) -> Outcome {
        let changes = self.edition.as_ref().map(|before| Changes::between(before, edition));
        let jobs = &edition.plan.jobs;
        let done: Vec<(Made, Option<Reason>)> = jobs
            .par_iter()
            .map(|job| match self.reason(job, edition, changes.as_ref()) {
                Ok(kept) => (Ok(kept.clone()), None),
                Err(reason) => (make(job, edition), Some(reason)),
            })
            .collect();
        let mut outcome = Outcome::default();
        let mut kept = BTreeMap::new();
        let mut failed = false;
        for (job, (result, reason)) in jobs.iter().zip(done) {
            match result {
                Ok(made) => {
                    outcome.artefacts.push((job.path.clone(), made.rendered.clone()));
                    outcome.rendered.extend(reason.map(|reason| (job.path.clone(), reason)));
                    kept.insert(job.path.clone(), made);
                }
                Err(diagnostic) => {
                    failed = true;
                    diagnostics.push(*diagnostic);
                }
            }
        }
        if !failed {
            self.edition = Some(Arc::clone(edition));
            self.kept = kept;
        }
        outcome
    }

    /// What is kept of a job if it still holds, or why it does not.
    fn reason(&self, job: &Job, now: &Edition, changes: Option<&Changes>) -> Result<&Kept, Reason> {
        let (Some(before), Some(changes)) = (&self.edition, changes) else { return Err(Reason::New) };
        let kept = self.kept.get(&job.path).filter(|kept| kept.kind == job.kind).ok_or(Reason::New)?;
        if changes.settings {
            return Err(Reason::Settings);
        }
        let (before, now) = (before.world(), now.world());
        match kept.facts.iter().find(|fact| !fact.holds(changes, before, now)) {
            Some(fact) => Err(Reason::Changed(fact.clone())),
            None => Ok(kept),
        }
    }
}

/// Renders a job and notes what it reads.
fn make(job: &Job, edition: &Edition) -> Made {
    let recorder = Recorder::default();
    let world = edition.world().recorded_by(&recorder);
    // A defect in the program must not take a server down with it, nor hide what else is wrong.
    let rendered = panic::catch_unwind(AssertUnwindSafe(|| render_job(world, &edition.templates, job)))
        .unwrap_or_else(|panic| Err(Box::new(defect(job, &*panic))))?;
    Ok(Kept { kind: job.kind.clone(), rendered, facts: recorder.into_facts() })
}

/// A panic as a diagnostic.
fn defect(job: &Job, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let message = format!("Waybill failed while it rendered {}: {text}", job.path);
    Diagnostic::error("defect", Place::file(job.path.clone()), message)
        .hint("this is a defect of the program, not of the site: report it with the files that lead to it")
}
