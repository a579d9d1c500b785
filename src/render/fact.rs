//! What render jobs ask of the world, one question each.
//!
//! An artefact is made from the answers to the questions that its job asked, and from nothing else. While all of
//! them are answered as before, it is what a new rendering would give. That something does not exist is an answer
//! too.

use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::changes::Changes;
use super::fingerprint;
use super::mentions::Mentioned;
use super::topic::Topic;
use super::world::World;
use crate::check::Destination;
use crate::model::{Period, Quantity, SeriesId};

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The figure of a quantity in a period: of a source, or else the preferred one.
    Figure(Quantity, Period, Option<Arc<str>>),
    /// The preferred reports of a quantity, by period.
    Reported(Quantity),
    /// All observations of a quantity.
    Observations(Quantity),
    /// The periods in which a quantity is reported.
    Periods(Quantity),
    /// The unit that a quantity is shown in.
    Measure(Quantity),
    /// A series, without its observations.
    Series(SeriesId),
    /// What should hold of a figure and does not.
    Doubts(Quantity, Period),
    /// The reported quantities that are looked up under a series, with their observations.
    ReportsOf(SeriesId),
    /// The reported quantities that a source prints, with its observations.
    ReportsIn(Arc<str>),
    /// Which quantities a source prints, for which periods.
    PeriodsIn(Arc<str>),
    /// The series that are about an entity.
    SeriesAbout(Arc<str>),
    /// A source.
    Source(Arc<str>),
    /// An entity.
    Entity(Arc<str>),
    /// The name and kind of an entity.
    EntityName(Arc<str>),
    /// A chart.
    Chart(Arc<str>),
    /// What a map is drawn on, by its path.
    BaseMap(Arc<str>),
    /// The title of a chart.
    ChartTitle(Arc<str>),
    /// A narrative.
    Page(Arc<str>),
    /// One thing that a narrative says of itself.
    Front(Arc<str>, Front),
    /// What lies directly below a section, in order.
    Children(Arc<str>),
    /// The narratives before and after one.
    Neighbours(Arc<str>),
    /// The newest narratives below a path, so many.
    Newest(Box<str>, usize),
    /// The narratives that have most in common with one.
    Related(Arc<str>),
    /// A tag with its narratives.
    Tag(Arc<str>),
    /// All tags, with how many narratives have them.
    Tags,
    /// Every figure that a narrative quotes, with those that quote it.
    QuotedBy,
    /// Which narratives mention something.
    Mentions(Mentioned),
    /// Which entities name an entity.
    EntitiesNaming(Arc<str>),
    /// Which maps show an entity.
    ChartsShowing(Arc<str>),
    /// Which maps rest on a source.
    ChartsCrediting(Arc<str>),
    /// What is at an address.
    At(Arc<str>),
    /// How the search index is divided.
    SearchLayout,
    /// The address of something.
    Address(Destination),
    /// The address of a record, by its sort and id.
    RecordAddress(Arc<str>, Arc<str>),
    /// The records of an entry of `site.yaml`, with their addresses.
    Records(usize),
    /// Where a link in a file leads.
    Link(Arc<str>, Box<str>),
    /// Every address, with what the sitemap says of it.
    Sitemap,
    /// A template with all that it extends, includes and uses.
    Template(Arc<str>),
    /// Which smaller versions a picture has, by the path that it gets, and what shows it.
    Scaled(Arc<str>),
    /// A picture that a printed narrative shows, by the path that it gets.
    PrintedPicture(Arc<str>),
    /// All observations, series and sources, and what the audit found in them.
    Ledger,
    /// Every figure that a text or a chart of the site quotes.
    Quoted,
    /// Everything that any page says.
    Everything,
}

/// What lists and links say of a narrative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Front {
    /// Its title.
    Title,
    /// Its summary.
    Summary,
    /// Its days.
    Days,
    /// That it is one, and whether a section.
    Sort,
    /// The template for the pages below it.
    PageTemplate,
    /// How its list is divided.
    Paginate,
}

impl Fact {
    /// True if the answer may be another one after these changes. Cheap; wrong in one direction only.
    fn may_change(&self, by: &Changes) -> bool {
        let mut touched = false;
        self.each_topic(&mut |topic| touched |= by.topics().contains(&topic));
        touched
    }

    /// True if the answer is the same in two worlds that differ by these changes.
    pub(super) fn holds(&self, by: &Changes, before: World<'_>, now: World<'_>) -> bool {
        !self.may_change(by) || self.answer(before).is_some_and(|answer| self.answer(now) == Some(answer))
    }

    /// The fingerprint of the answer; none of what is too much to be compared.
    fn answer(&self, world: World<'_>) -> Option<u64> {
        let mut state = fingerprint::blank();
        let into = &mut state;
        match self {
            Fact::Figure(quantity, period, source) => {
                fingerprint::figure(world.figure_by(quantity, *period, source.as_deref()).as_ref(), into);
            }
            Fact::Reported(quantity) => {
                world.reported_figures(quantity).iter().for_each(|f| fingerprint::figure(Some(f), into));
            }
            Fact::Observations(quantity) => fingerprint::observations(world.observations(quantity), into),
            Fact::Periods(quantity) => world.periods(quantity).hash(into),
            Fact::Measure(quantity) => world.measure(quantity).hash(into),
            Fact::Series(id) => world.series(id).hash(into),
            Fact::Doubts(quantity, period) => world.doubts(quantity, *period).hash(into),
            Fact::ReportsOf(id) => {
                for (quantity, all) in world.reports_of(id) {
                    quantity.hash(into);
                    fingerprint::observations(all, into);
                }
            }
            Fact::SeriesAbout(id) => world.series_about(id).for_each(|series| series.id.hash(into)),
            Fact::Source(id) => world.source(id).hash(into),
            Fact::Entity(id) => fingerprint::entity(world.entity(id), into),
            Fact::EntityName(id) => world.entity_name(id).hash(into),
            Fact::Chart(id) => fingerprint::chart(world.chart(id), into),
            Fact::ChartTitle(id) => world.chart_title(id).map(|title| &title.line.content).hash(into),
            Fact::Page(path) => world.page(path).map(|page| (&page.file, page.source())).hash(into),
            Fact::Front(path, of) => world.answer_front(path, *of, into),
            Fact::Children(path) => world.children(path).for_each(|child| child.path().hash(into)),
            Fact::Neighbours(path) => {
                world.neighbours(path).map(|neighbour| neighbour.map(|page| page.path().clone())).hash(into);
            }
            Fact::Newest(below, count) => {
                world.newest(below, *count).iter().for_each(|page| page.path().hash(into))
            }
            Fact::Mentions(of) => world.mentions(of).for_each(|path| path.hash(into)),
            Fact::Related(path) => {
                let related = world.page(path).map(|page| world.related(page)).unwrap_or_default();
                related.iter().for_each(|page| page.path().hash(into));
            }
            Fact::Tag(slug) => world.tag(slug).map(|tag| (tag.name, tag.paths)).hash(into),
            Fact::Tags => world.tags().for_each(|tag| (tag.name, tag.slug, tag.pages).hash(into)),
            Fact::QuotedBy => world.quoted().hash(into),
            Fact::EntitiesNaming(id) => world.entities_naming(id).for_each(|id| id.hash(into)),
            Fact::ChartsShowing(id) => world.charts_showing(id).for_each(|id| id.hash(into)),
            Fact::ChartsCrediting(id) => world.charts_crediting(id).for_each(|id| id.hash(into)),
            Fact::At(address) => world.destination(address).hash(into),
            Fact::SearchLayout => (world.search_layout().parts, world.search_layout().runs).hash(into),
            Fact::Address(of) => world.address(of).hash(into),
            Fact::RecordAddress(of, id) => world.record_address(of, id).hash(into),
            Fact::Records(index) => world.records(*index).for_each(|record| record.hash(into)),
            Fact::Link(file, to) => {
                let picture = world.picture(file, to).map(|(picture, scaled)| (picture.pixels, scaled));
                (world.link(file, to), picture).hash(into);
            }
            Fact::Scaled(path) => world.scaled(path).hash(into),
            Fact::Sitemap => world.sitemap().for_each(|entry| entry.hash(into)),
            Fact::Template(name) => world.template(name).hash(into),
            Fact::PrintedPicture(path) => world.printed_picture(path).hash(into),
            // All that is known is not worth asking twice.
            Fact::Ledger | Fact::Everything | Fact::BaseMap(_) | Fact::ReportsIn(_) | Fact::PeriodsIn(_) => {
                return None;
            }
            Fact::Quoted => {
                world.calls().iter().for_each(|call| call.hash(into));
                world.charts().for_each(|chart| fingerprint::chart(Some(chart), into));
            }
        }
        Some(state.finish())
    }
}

/// Notes what one job asks.
pub(super) trait Note: Debug + Sync {
    /// Notes a question.
    fn note(&self, fact: Fact);
}

/// What one job asked about, each thing once, in the order in which it was asked about first: questions, or their topics.
#[derive(Debug)]
pub(super) struct Recorder<T>(Mutex<IndexSet<T, FxBuildHasher>>);

impl<T> Default for Recorder<T> {
    fn default() -> Self {
        Recorder(Mutex::default())
    }
}

impl Note for Recorder<Fact> {
    fn note(&self, fact: Fact) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(fact);
    }
}

impl Note for Recorder<Topic> {
    fn note(&self, fact: Fact) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fact.each_topic(&mut |topic| {
            noted.insert(topic);
        });
    }
}

impl<T> Recorder<T> {
    /// What was noted.
    pub fn into_noted(self) -> IndexSet<T, FxBuildHasher> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
