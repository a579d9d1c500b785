//! What each file of an edition rests on, written down for the next process: a verifying trace as in Mokhov, Mitchell and
//! Peyton Jones, Build systems à la carte (2018), with topics in the place of single answers.
//!
//! A job asked its questions about some [topics](Topic). While the states of all of them are the same, so are the answers,
//! and the file that it made is the one that it would make again.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::edition::Edition;
use super::fingerprint::hashed;
use super::state::{self, States};
use super::topic::Topic;
use crate::plan::Job;

/// What the files of an edition rest on. They stand for that edition made by the same program with the same options, and for
/// no other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traces {
    /// A fingerprint of what every page shows: if it differs, all does.
    settings: u64,
    /// Topics by their names, with their states.
    topics: Vec<(u64, u64)>,
    /// By path: which job made the file, and the places of its topics.
    files: BTreeMap<Arc<str>, (u64, Box<[u32]>)>,
}

/// An edition beside the traces of one before.
#[derive(Debug)]
pub(super) struct Retraced {
    now: States,
    settings: u64,
    before: Traces,
    /// For each topic of the traces whether its state is what it was.
    same: Vec<bool>,
}

impl Retraced {
    /// Compares an edition with traces.
    pub fn of(edition: &Edition, before: Traces) -> Self {
        let now = States::of(edition);
        let same = before.topics.iter().map(|(name, state)| now.get(*name) == *state).collect();
        Retraced { now, settings: settings(edition), before, same }
    }

    /// The names of the topics of the file that a job made, if it would make the same now.
    pub fn holds(&self, job: &Job) -> Option<Vec<u64>> {
        let (kind, topics) = self.before.files.get(&job.path)?;
        let is_same = |at: &u32| self.same.get(*at as usize).copied().unwrap_or(false);
        if self.settings != self.before.settings || *kind != name(job) || !topics.iter().all(is_same) {
            return None;
        }
        let name_of = |at: &u32| self.before.topics.get(*at as usize).map(|(name, _)| *name);
        topics.iter().map(name_of).collect()
    }

    /// The traces of the edition: of each file its job, and the names of its topics.
    pub fn into_traces<'j>(self, files: impl Iterator<Item = (&'j Job, Vec<u64>)>) -> Traces {
        let mut names: IndexSet<u64, FxBuildHasher> = IndexSet::default();
        let mut place = |name| u32::try_from(names.insert_full(name).0).unwrap_or(u32::MAX);
        let trace = |(job, topics): (&Job, Vec<u64>)| {
            (job.path.clone(), (name(job), topics.into_iter().map(&mut place).collect()))
        };
        let files = files.map(trace).collect();
        let topics = names.into_iter().map(|name| (name, self.now.get(name))).collect();
        Traces { settings: self.settings, topics, files }
    }
}

/// The names of topics.
pub(super) fn names<'t>(topics: impl IntoIterator<Item = &'t Topic>) -> Vec<u64> {
    topics.into_iter().map(state::name).collect()
}

fn settings(edition: &Edition) -> u64 {
    let config = &edition.plan.checked.site.config_file;
    hashed(|state| (&edition.base_url, config.source()).hash(state))
}

fn name(job: &Job) -> u64 {
    hashed(|state| job.kind.hash(state))
}
