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

/// What is remembered of an edition once it is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Every artefact and what it rests on, for the next edition.
    #[default]
    Traces,
    /// Nothing: no edition follows.
    Nothing,
}

/// Takes the files of a site as they are rendered, in any order and from several threads.
pub trait Sink: Sync {
    /// Takes a file: its path in the output folder, and its bytes.
    fn take(&self, path: &Arc<str>, bytes: Vec<u8>);
}

/// Renders editions and remembers what they were made from.
#[derive(Debug, Default)]
pub struct Renderer {
    memory: Memory,
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
    /// A renderer that has not rendered any edition.
    pub fn new(memory: Memory) -> Self {
        Renderer { memory, ..Renderer::default() }
    }

    /// Renders every job of an edition that what is kept does not answer for. What fails is reported and left out, and
    /// then nothing is kept of this edition: the last one without a fault stays the one to compare with.
    ///
    /// If no edition follows, a sink takes each file as it is rendered; of the outcome's artefacts there are then those
    /// alone that are copied.
    pub fn render(
        &mut self,
        edition: &Arc<Edition>,
        sink: Option<&dyn Sink>,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        let changes = self.edition.as_ref().map(|before| Changes::between(before, edition));
        let jobs = &edition.plan.jobs;
        let sink = sink.filter(|_| self.memory == Memory::Nothing);
        self.prepare(edition, changes.as_ref());
        let done: Vec<(Made, Option<Reason>)> = jobs
            .par_iter()
            .map(|job| match self.reason(job, edition, changes.as_ref()) {
                Ok(kept) => (Ok(kept.clone()), None),
                Err(reason) => (self.make(job, edition, sink), Some(reason)),
            })
            .collect();
        let mut outcome = Outcome::default();
        let mut kept = BTreeMap::new();
        let mut failed = false;
        for (job, (result, reason)) in jobs.iter().zip(done) {
            match result {
                Ok(Kept { rendered: Rendered::Taken, .. }) => {}
                Ok(made) => {
                    outcome.artefacts.push((job.path.clone(), made.rendered.clone()));
                    outcome.rendered.extend(reason.map(|reason| (job.path.clone(), reason)));
                    if self.memory == Memory::Traces {
                        kept.insert(job.path.clone(), made);
                    }
                }
                Err(diagnostic) => {
                    failed = true;
                    diagnostics.push(*diagnostic);
                }
            }
        }
        if !failed && self.memory == Memory::Traces {
            self.edition = Some(Arc::clone(edition));
            self.kept = kept;
        }
        outcome
    }

    /// Makes the search index if a file of it will be rendered. Two jobs that ask for it at once would leave one core
    /// to make it and the others waiting; and a job that makes it on all cores may, while it waits for them, be given
    /// another that asks for it too, and wait for itself.
    fn prepare(&self, edition: &Edition, changes: Option<&Changes>) {
        let of_search = |job: &&Job| matches!(job.kind, JobKind::SearchTerms(_) | JobKind::SearchPages(_));
        let first = edition.plan.jobs.iter().find(of_search);
        if first.is_some_and(|job| self.reason(job, edition, changes).is_err()) {
            edition.world().search();
        }
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

    /// Renders a job and, if there is to be a trace of it, notes what it reads.
    fn make(&self, job: &Job, edition: &Edition, sink: Option<&dyn Sink>) -> Made {
        let recorder = Recorder::default();
        let world = match self.memory {
            Memory::Traces => edition.world().recorded_by(&recorder),
            Memory::Nothing => edition.world(),
        };
        // A defect in the program must not take a server down with it, nor hide what else is wrong.
        let rendered = panic::catch_unwind(AssertUnwindSafe(|| render_job(world, &edition.templates, job)))
            .unwrap_or_else(|panic| Err(Box::new(defect(job, &*panic))))?;
        let rendered = match (rendered, sink) {
            (Rendered::Bytes(bytes), Some(sink)) => {
                sink.take(&job.path, Arc::unwrap_or_clone(bytes));
                Rendered::Taken
            }
            (Rendered::Bytes(mut bytes), None) => {
                // A text grows by doubling; what it has too much would be kept until all are written.
                Arc::make_mut(&mut bytes).shrink_to_fit();
                Rendered::Bytes(bytes)
            }
            (rendered, _) => rendered,
        };
        Ok(Kept { kind: job.kind.clone(), rendered, facts: recorder.into_facts() })
    }
}

/// A panic as a diagnostic.
fn defect(job: &Job, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let message = format!("Waybill failed while it rendered {}: {text}", job.path);
    Diagnostic::error("defect", Place::file(job.path.clone()), message)
        .hint("this is a defect of the program, not of the site: report it with the files that lead to it")
}
