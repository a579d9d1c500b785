//! Files that a preview renders when somebody asks for them: what no page shows, and what takes long.

use std::sync::{Arc, Mutex, PoisonError};

use super::Faults;
use super::Rendered;
use super::changes::Changes;
use super::edition::Edition;
use super::fact::Fact;
use super::renderer::{Trace, trace};
use crate::plan::{Job, JobKind};

/// A file of one edition that is rendered when it is asked for first. Whoever asks meanwhile waits; nobody sees half
/// of it, or that of another edition.
#[derive(Debug)]
pub struct Late {
    job: Job,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// Nobody has asked.
    Waiting(Arc<Edition>),
    Made(Result<Trace, Faults>),
}

impl Late {
    pub(super) fn new(job: &Job, edition: &Arc<Edition>) -> Self {
        Late { job: job.clone(), state: Mutex::new(State::Waiting(Arc::clone(edition))) }
    }

    /// The file, rendered if it was not asked for before.
    ///
    /// # Errors
    ///
    /// What the typesetter refuses, and a defect of the program.
    pub fn get(&self) -> Result<Rendered, Faults> {
        let shown = |made: &Result<Trace, Faults>| match made {
            Ok(trace) => Ok(trace.rendered.clone()),
            Err(found) => Err(found.clone()),
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let made = match &*state {
            State::Made(made) => return shown(made),
            State::Waiting(edition) => trace(&self.job, edition),
        };
        let answer = shown(&made);
        *state = State::Made(made);
        answer
    }

    /// The path of the file.
    pub fn path(&self) -> &Arc<str> {
        &self.job.path
    }

    /// True if rendering it may find a mistake of the site: then somebody should ask for it.
    pub fn may_fail(&self) -> bool {
        matches!(self.job.kind, JobKind::Pdf(..) | JobKind::Bound(..))
    }

    /// True if it was rendered, and would be the same after these changes.
    pub(super) fn holds(&self, job: &Job, changes: &Changes, before: &Edition, now: &Edition) -> bool {
        let (before, now) = (before.world(), now.world());
        let holds = |fact: &Fact| fact.holds(changes, before, now);
        // One that is being rendered is not waited for.
        let Ok(state) = self.state.try_lock() else { return false };
        match &*state {
            State::Made(Ok(trace)) => self.job.kind == job.kind && trace.facts.iter().all(holds),
            State::Made(Err(_)) | State::Waiting(_) => false,
        }
    }
}

impl JobKind {
    /// True for what no page shows, or what takes long.
    pub(super) fn is_late(&self) -> bool {
        match self {
            JobKind::Pdf(..)
            | JobKind::Bound(..)
            | JobKind::ChartPng(_)
            | JobKind::Card(_)
            | JobKind::ChartCsv(_)
            | JobKind::ChartJson(_)
            | JobKind::SeriesCsv(_)
            | JobKind::SeriesJson(_)
            | JobKind::Observations
            | JobKind::Quantities
            | JobKind::Audit
            | JobKind::Sitemap
            | JobKind::Feed(_)
            | JobKind::DataPackage
            | JobKind::SdmxCsv
            | JobKind::SearchTerms(_)
            | JobKind::SearchPages(_)
            | JobKind::Rendition(..) => true,
            JobKind::Page(..)
            | JobKind::NotFound
            | JobKind::ChartSvg(_)
            | JobKind::ChartEmbed(..)
            | JobKind::Robots
            | JobKind::Redirect(..)
            | JobKind::Asset(_)
            | JobKind::Static(_) => false,
        }
    }
}
