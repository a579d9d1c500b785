//! What questions are about, coarsely: the parts of a site that differ between two editions, or do not.
//!
//! A fact is asked again only if one of its topics is among those that differ; most jobs have none of them.

use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::changes::Changes;
use super::fact::Fact;
use crate::model::SeriesId;

/// A part of a site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    /// A series: its definition, or reports of it or of what is made of it.
    Series(SeriesId),
    /// Some series.
    AnySeries,
    /// The reports of a source.
    ReportsIn(Arc<str>),
    /// Which quantities a source reports, for which periods.
    PeriodsIn(Arc<str>),
    /// What documents there are, and what is said of them.
    Sources,
    /// The reference bands of exchange rates, and what somebody lets stand of the audit.
    Rates,
    /// Which figures the audit finds not to fit, of those that are looked up under a series.
    Doubts(SeriesId),
    /// A narrative.
    Page(Arc<str>),
    /// What lists and links say of a narrative.
    Front(Arc<str>),
    /// Some narrative.
    AnyPage,
    /// The order of narratives, and what ties them together: days, weights, tags, what they mention.
    Threads,
    /// A chart.
    Chart(Arc<str>),
    /// Some chart.
    AnyChart,
    /// What maps are drawn on.
    BaseMap(Arc<str>),
    /// An entity.
    Entity(Arc<str>),
    /// Some entity.
    AnyEntity,
    /// Where things are: pages, records, files to copy.
    Addresses,
    /// A template with all that it extends, includes and uses.
    Template(Arc<str>),
    /// Some picture that is printed.
    Pictures,
    /// Anything that a page may say: what it looks like, and what is printed, is not part of that.
    Words,
    /// Anything at all.
    Anything,
}

impl Topic {
    /// False for what pages look like, and what is printed.
    pub fn says_something(&self) -> bool {
        !matches!(self, Topic::Template(_) | Topic::Pictures)
    }
}

impl Fact {
    /// The topics of the question: if none of them differs, neither does the answer.
    pub(super) fn each_topic(&self, visit: &mut impl FnMut(Topic)) {
        match self {
            Fact::Figure(quantity, ..)
            | Fact::Reported(quantity)
            | Fact::Observations(quantity)
            | Fact::Periods(quantity)
            | Fact::Measure(quantity) => {
                visit(Topic::Sources);
                quantity.each_series(&mut |id| visit(Topic::Series(id.clone())));
            }
            Fact::Series(id) => visit(Topic::Series(id.clone())),
            Fact::ReportsOf(id) => {
                visit(Topic::Sources);
                visit(Topic::Series(id.clone()));
            }
            Fact::Doubts(quantity, _) => visit(Topic::Doubts(quantity.principal().clone())),
            Fact::ReportsIn(source) => visit(Topic::ReportsIn(source.clone())),
            Fact::PeriodsIn(source) => visit(Topic::PeriodsIn(source.clone())),
            Fact::SeriesAbout(_) => visit(Topic::AnySeries),
            Fact::Source(_) => visit(Topic::Sources),
            Fact::Entity(id) | Fact::EntityName(id) => visit(Topic::Entity(id.clone())),
            Fact::Chart(id) | Fact::ChartTitle(id) => visit(Topic::Chart(id.clone())),
            Fact::BaseMap(path) => visit(Topic::BaseMap(path.clone())),
            Fact::Page(path) => visit(Topic::Page(path.clone())),
            Fact::Front(path, _) => visit(Topic::Front(path.clone())),
            Fact::EntitiesNaming(_) => visit(Topic::AnyEntity),
            Fact::ChartsShowing(_) | Fact::ChartsCrediting(_) => {
                [Topic::AnyChart, Topic::AnyEntity].into_iter().for_each(visit);
            }
            Fact::Children(_)
            | Fact::Neighbours(_)
            | Fact::Newest(..)
            | Fact::Mentions(_)
            | Fact::Related(_)
            | Fact::Tag(_)
            | Fact::Tags
            | Fact::QuotedBy => visit(Topic::Threads),
            Fact::SearchLayout
            | Fact::At(_)
            | Fact::Address(_)
            | Fact::RecordAddress(..)
            | Fact::Records(_)
            | Fact::Link(..)
            | Fact::Scaled(_) => visit(Topic::Addresses),
            Fact::Sitemap => [Topic::Addresses, Topic::AnyPage].into_iter().for_each(visit),
            Fact::PrintedPicture(_) => visit(Topic::Pictures),
            Fact::Template(name) => visit(Topic::Template(name.clone())),
            Fact::Ledger => [Topic::AnySeries, Topic::Sources, Topic::Rates].into_iter().for_each(visit),
            Fact::Quoted => {
                [Topic::AnyPage, Topic::AnyChart, Topic::AnyEntity].into_iter().for_each(visit);
            }
            Fact::Everything => visit(Topic::Words),
        }
    }

    /// The topics of many questions, each once.
    pub(super) fn topics(facts: &[Fact]) -> Vec<Topic> {
        let mut topics: IndexSet<Topic, FxBuildHasher> = IndexSet::default();
        facts.iter().for_each(|fact| {
            fact.each_topic(&mut |topic| {
                topics.insert(topic);
            });
        });
        topics.into_iter().collect()
    }
}

/// Numbers for topics, so that thousands of jobs can be compared with what differs in no time.
#[derive(Debug, Default)]
pub(super) struct Numbers(IndexSet<Topic, FxBuildHasher>);

impl Numbers {
    /// The numbers of topics, each the same whenever it is asked for.
    pub fn of(&mut self, topics: Vec<Topic>) -> Box<[u32]> {
        let number = |topic| u32::try_from(self.0.insert_full(topic).0).unwrap_or(u32::MAX);
        topics.into_iter().map(number).collect()
    }

    /// Which of the topics that have numbers differ.
    pub fn touched(&self, changes: &Changes) -> Touched {
        let topics = changes.topics();
        let anything = topics.contains(&Topic::Anything);
        let mut by_number = vec![false; self.0.len()];
        for number in topics.iter().filter_map(|topic| self.0.get_index_of(topic)) {
            by_number[number] = true;
        }
        Touched { by_number, anything }
    }
}

/// Which topics differ.
#[derive(Debug)]
pub(super) struct Touched {
    by_number: Vec<bool>,
    anything: bool,
}

impl Touched {
    /// True if one of these differs.
    pub fn any(&self, numbers: &[u32]) -> bool {
        let touched = |number: &u32| self.by_number.get(*number as usize).copied().unwrap_or(true);
        self.anything && numbers.iter().any(touched)
    }
}

/// Topics that differ.
pub(super) type Topics = FxHashSet<Topic>;
