//! The state of each part of a site as a number, so that two editions of it can be compared of which one is long gone:
//! another process made it.
//!
//! What [`Changes`](super::changes::Changes) tells of two editions that are both at hand, this tells of one and the numbers
//! of the other: a topic that differs has another number.

use std::hash::Hash;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::changes::thread;
use super::edition::Edition;
use super::fingerprint::{self, hashed};
use super::topic::Topic;
use crate::load::Site;
use crate::model::{Observation, Quantity, SeriesId};

/// The number of what is not there.
const NOTHING: u64 = 0;

/// The states of all topics of an edition, by their [names](name).
#[derive(Debug)]
pub(super) struct States(FxHashMap<u64, u64>);

/// A topic as a number, the same in every process.
pub(super) fn name(topic: &Topic) -> u64 {
    hashed(|state| topic.hash(state))
}

impl States {
    /// The states of an edition.
    pub fn of(edition: &Edition) -> Self {
        let (mut all, mut texts) = (Collected::default(), Collected::default());
        // What is on all cores in one is on one in the other.
        rayon::join(|| all.ledger(&edition.plan.checked.site), || texts.texts(edition));
        all.states.extend(texts.states);
        join(&mut all.words, texts.words);
        all.of_the_whole(edition);
        States(all.states)
    }

    /// The state of a topic, by its name.
    pub fn get(&self, name: u64) -> u64 {
        self.0.get(&name).copied().unwrap_or(NOTHING)
    }
}

#[derive(Default)]
struct Collected {
    states: FxHashMap<u64, u64>,
    words: u64,
}

/// Reports of one quantity, as numbers.
struct Reports<'a> {
    quantity: &'a Quantity,
    state: u64,
    /// For each source what it reports, and for which periods.
    by_source: Vec<(&'a Arc<str>, u64, u64)>,
}

impl<'a> Reports<'a> {
    fn of((quantity, all): (&'a Quantity, &'a [Observation])) -> Self {
        let mut by_source: Vec<(&Arc<str>, Vec<&Observation>)> = Vec::new();
        for observation in all {
            match by_source.iter_mut().find(|(source, _)| **source == observation.source) {
                Some((_, own)) => own.push(observation),
                None => by_source.push((&observation.source, vec![observation])),
            }
        }
        let state = hashed(|state| {
            quantity.hash(state);
            fingerprint::observations(all, state);
        });
        let of_source = |(source, own): (&'a Arc<str>, Vec<&Observation>)| {
            // Mostly one source reports all.
            let reported = match own.len() == all.len() {
                true => state,
                false => hashed(|state| own.iter().for_each(|one| fingerprint::observation(one, state))),
            };
            (source, reported, hashed(|state| own.iter().for_each(|one| one.period.hash(state))))
        };
        Reports { quantity, state, by_source: by_source.into_iter().map(of_source).collect() }
    }
}

impl Collected {
    /// Adds the state of a topic, also to that of all words.
    fn add(&mut self, topic: &Topic, state: u64) {
        let name = name(topic);
        self.states.insert(name, state);
        if topic.says_something() {
            join(&mut self.words, (name, state));
        }
    }

    /// Adds many of a kind, and the state of them all.
    fn add_each(&mut self, all: Vec<(Topic, u64)>, any: Topic) {
        self.add(
            &any,
            hashed(|state| all.iter().for_each(|(topic, of_it)| (name(topic), of_it).hash(state))),
        );
        all.iter().for_each(|(topic, state)| self.add(topic, *state));
    }

    fn ledger(&mut self, site: &Site) {
        let ledger = &site.ledger;
        // A report may be of a series that nothing defines.
        let mut series: IndexMap<SeriesId, u64, FxBuildHasher> = IndexMap::default();
        for one in ledger.each_series() {
            join(series.entry(one.id.clone()).or_default(), one);
        }
        let mut sources: IndexMap<&Arc<str>, [u64; 2], FxBuildHasher> = IndexMap::default();
        let reports: Vec<_> = ledger.reports().collect();
        let reports: Vec<Reports<'_>> = reports.into_par_iter().map(Reports::of).collect();
        for Reports { quantity, state, by_source } in &reports {
            quantity.each_series(&mut |id| join(series.entry(id.clone()).or_default(), state));
            for (source, reported, periods) in by_source {
                let [all_reported, all_periods] = sources.entry(source).or_default();
                join(all_reported, (quantity, reported));
                join(all_periods, (quantity, periods));
            }
        }
        let series = series.into_iter().map(|(id, state)| (Topic::Series(id), state));
        self.add_each(series.collect(), Topic::AnySeries);
        for (source, [reported, periods]) in &sources {
            self.add(&Topic::ReportsIn(Arc::clone(source)), *reported);
            self.add(&Topic::PeriodsIn(Arc::clone(source)), *periods);
        }
        self.add(&Topic::Sources, hashed(|state| ledger.each_source().for_each(|one| one.hash(state))));
    }

    fn texts(&mut self, edition: &Edition) {
        let (site, world) = (&edition.plan.checked.site, edition.world());
        let pages: Vec<_> = site.pages.iter().collect();
        let pages = pages.into_par_iter().map(|(path, page)| {
            let text = hashed(|state| (&page.file, page.source()).hash(state));
            (path, text, world.front(path), thread(page))
        });
        let pages: Vec<(&Arc<str>, u64, u64, u64)> = pages.collect();
        let threads = hashed(|state| pages.iter().for_each(|(page, .., thread)| (page, thread).hash(state)));
        self.add(&Topic::Threads, threads);
        pages.iter().for_each(|(page, _, front, _)| self.add(&Topic::Front(Arc::clone(page)), *front));
        let texts = pages.into_iter().map(|(page, text, ..)| (Topic::Page(page.clone()), text));
        self.add_each(texts.collect(), Topic::AnyPage);
        let charts: Vec<_> = site.charts.iter().collect();
        let charts = charts.into_par_iter().map(|(id, chart)| {
            (Topic::Chart(id.clone()), hashed(|state| fingerprint::chart(Some(chart), state)))
        });
        self.add_each(charts.collect(), Topic::AnyChart);
        let entities = site.entities.iter().map(|(id, entity)| {
            (Topic::Entity(id.clone()), hashed(|state| fingerprint::entity(Some(entity), state)))
        });
        self.add_each(entities.collect(), Topic::AnyEntity);
        for (path, map) in &site.base_maps {
            self.add(&Topic::BaseMap(path.clone()), hashed(|state| map.hash(state)));
        }
    }

    fn of_the_whole(&mut self, edition: &Edition) {
        let checked = &edition.plan.checked;
        let site = &checked.site;
        let mut doubts: IndexMap<&SeriesId, u64, FxBuildHasher> = IndexMap::default();
        for (figure, doubt) in edition.doubts().by_figure() {
            join(doubts.entry(figure.0.principal()).or_default(), (figure, doubt));
        }
        for (id, state) in doubts {
            self.add(&Topic::Doubts(id.clone()), state);
        }
        let addresses = hashed(|state| {
            checked.addresses.hash(state);
            site.statics.iter().for_each(|(path, file)| (path, file.picture).hash(state));
            edition.plan.renditions.hash(state);
        });
        for (name, state) in edition.templates.fingerprints() {
            self.add(&Topic::Template(name.clone()), *state);
        }
        let pictures = hashed(|state| {
            edition.pictures.iter().for_each(|(path, (hash, _))| (path, hash).hash(state));
        });
        for (topic, state) in [
            (Topic::Rates, hashed(|state| (&site.rates, &site.waivers).hash(state))),
            (Topic::Addresses, addresses),
            (Topic::Pictures, pictures),
        ] {
            self.add(&topic, state);
        }
        self.states.insert(name(&Topic::Words), self.words);
    }
}

/// Brings one more thing into a state.
fn join(state: &mut u64, other: impl Hash) {
    *state = hashed(|print| (*state, other).hash(print));
}
