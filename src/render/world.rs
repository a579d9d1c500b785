//! What a render job may read: the one narrow, read-only view of the site.
//!
//! Jobs get nothing else. What goes through here is all that a job's artefact depends on, and every question is noted
//! as a [`Fact`] before it is answered. A new accessor notes one too: without it, pages would go stale in silence.
//! Only what [`Changes`](super::changes::Changes) calls settings is not noted, since a change there renders everything.

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;

use super::edition::Edition;
use super::fact::{self, Fact, Note};
use super::fingerprint::{Print, hashed};
use super::mentions::{Drawn, Figures, Mentioned, Naming, Tagged};
use super::related;
use super::renditions::Waiting;
use super::search::SearchIndex;
#[cfg(feature = "print")]
use super::templates::PRINT;
use crate::audit::{Audit, StatementRef};
use crate::chart::map::Topology;
use crate::check::{self, Addresses, Destination, Link};
use crate::diag::Diagnostic;
#[cfg(feature = "print")]
use crate::diag::Place;
use crate::document::{FigureRef, Node};
use crate::load::{Chart, Config, Entity, Page, Site, Text, folders};
use crate::model::ledger::Measure;
use crate::model::{Figure, Formatter, Observation, Period, Quantity, Series, SeriesId, Source};
#[cfg(feature = "print")]
use crate::plan::Job;
use crate::plan::{self, Scaled, SearchLayout};
#[cfg(feature = "print")]
use crate::print::{Composition, Press};
use crate::source::Picture;

/// The site as render jobs see it.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    edition: &'a Edition,
    site: &'a Site,
    addresses: &'a Addresses,
    recorder: Option<&'a dyn Note>,
}

impl<'a> World<'a> {
    pub(super) fn of(edition: &'a Edition) -> Self {
        let checked = &edition.plan.checked;
        World { edition, site: &checked.site, addresses: &checked.addresses, recorder: None }
    }

    /// The same, with every question noted.
    pub(super) fn recorded_by(self, recorder: &'a dyn Note) -> Self {
        World { recorder: Some(recorder), ..self }
    }

    /// For files that are made of the whole ledger: what they read in it is one fact, not a million.
    pub fn whole_ledger(self) -> Self {
        self.note(|| Fact::Ledger);
        World { recorder: None, ..self }
    }

    /// The same for those that are also made of every figure that is quoted or drawn.
    pub fn whole_site(self) -> Self {
        self.note(|| Fact::Quoted);
        self.whole_ledger()
    }

    fn note(&self, fact: impl FnOnce() -> Fact) {
        if let Some(recorder) = self.recorder {
            recorder.note(fact());
        }
    }

    /// What the audit found.
    pub fn audit(&self) -> &'a Audit {
        self.note(|| Fact::Ledger);
        &self.edition.plan.checked.audit
    }

    /// What should hold of a figure and does not.
    pub fn doubts(&self, quantity: &Quantity, period: Period) -> &'a [&'static str] {
        self.note(|| Fact::Doubts(quantity.clone(), period));
        self.edition.doubts().about(quantity, period)
    }

    /// The quantity and the observation of a statement.
    pub fn statement(&self, of: StatementRef) -> Option<(&'a Quantity, &'a Observation)> {
        self.note(|| Fact::Ledger);
        of.of(&self.site.ledger)
    }

    /// The paths of the narratives that mention something, in order.
    pub fn mentions(&self, of: &Mentioned) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.note(|| Fact::Mentions(of.clone()));
        self.edition.mentions().of_thing(of)
    }

    /// The entities that name one in their fields or on their routes, by their ids, in order.
    pub fn entities_naming(&self, id: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.note(|| Fact::EntitiesNaming(id.into()));
        self.edition.naming.get_or_init(|| Naming::of(self.site)).of_entity(id)
    }

    /// The ids of the maps that show an entity.
    pub fn charts_showing(&self, entity: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.note(|| Fact::ChartsShowing(entity.into()));
        self.edition.drawn.get_or_init(|| Drawn::of(self.site)).of_entity(entity)
    }

    /// The ids of the maps that rest on a source.
    pub fn charts_crediting(&self, source: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.note(|| Fact::ChartsCrediting(source.into()));
        self.edition.drawn.get_or_init(|| Drawn::of(self.site)).of_source(source)
    }

    /// A tag by its slug.
    pub fn tag(&self, slug: &str) -> Option<Tagged<'a>> {
        self.note(|| Fact::Tag(slug.into()));
        self.edition.mentions().tag(slug)
    }

    /// All tags by their slugs.
    pub fn tags(&self) -> impl Iterator<Item = Tagged<'a>> + use<'a> {
        self.note(|| Fact::Tags);
        self.edition.mentions().tags()
    }

    /// Every figure that a narrative quotes, with the narratives that quote it.
    pub fn quoted(&self) -> &'a Figures {
        self.note(|| Fact::QuotedBy);
        self.edition.mentions().figures()
    }

    /// The narratives that have most in common with one, nearest first.
    pub fn related(&self, page: &Page) -> Vec<Listed<'a>> {
        self.note(|| Fact::Related(page.path.clone()));
        let nearest = related::related(self.site, self.edition.mentions(), page);
        nearest.into_iter().map(|page| self.listing(page)).collect()
    }

    /// How the search index is divided.
    pub fn search_layout(&self) -> SearchLayout {
        self.note(|| Fact::SearchLayout);
        SearchLayout::of(&self.edition.plan.checked)
    }

    /// The search index, which is made of every page.
    pub fn search(&self) -> &'a SearchIndex {
        self.note(|| Fact::Everything);
        self.edition.search.get_or_init(|| {
            SearchIndex::of(&World::of(self.edition), SearchLayout::of(&self.edition.plan.checked))
        })
    }

    /// The pages that a search finds, in the order of their addresses; drafts are among them if they are built.
    pub fn searched(&self) -> impl Iterator<Item = (&'a Arc<str>, &'a Destination)> + use<'a> {
        self.note(|| Fact::Everything);
        self.addresses.iter().filter(|(_, destination)| destination.is_searched())
    }

    /// What PDFs are set with. All print templates are one template of the facts.
    #[cfg(feature = "print")]
    pub fn press(&self) -> &'a Press {
        self.note(|| Fact::Template(PRINT.into()));
        let Site { templates, beside_templates, .. } = self.site;
        self.edition.press.get_or_init(|| Press::new(templates, beside_templates))
    }

    /// The bytes of a picture that a printed narrative shows, by the path that it gets.
    pub fn printed_picture(&self, path: &str) -> Option<&'a [u8]> {
        self.note(|| Fact::PrintedPicture(path.into()));
        self.edition.pictures.get(path).map(|(_, bytes)| &**bytes)
    }

    /// The bytes of a key, if they are kept. Not noted: they are those that would be made of what the key stands for.
    pub(super) fn kept(&self, key: &blake3::Hash) -> Option<Vec<u8>> {
        self.edition.cache()?.get(key)
    }

    /// Keeps the bytes of a key, if there is a place for them.
    pub(super) fn keep(&self, key: &blake3::Hash, bytes: &[u8]) {
        if let Some(cache) = self.edition.cache().filter(|_| !bytes.is_empty()) {
            cache.keep(key, bytes);
        }
    }

    /// The job that makes a file. Not noted: no job asks it.
    #[cfg(feature = "print")]
    pub(super) fn job(&self, path: &str) -> Option<&'a Job> {
        self.edition.plan.jobs.iter().find(|job| &*job.path == path)
    }

    /// Where the PDF of a narrative lies, if there is one.
    pub fn pdf(&self, address: &str, page: &Page) -> Option<String> {
        if let Some(section) = self.section(&page.path) {
            section.page_template();
        }
        plan::pdf_path(self.site, address, page).filter(|_| self.edition.plan.print)
    }

    /// The fingerprint of a template with all that it extends, includes and uses; none if there is none.
    pub fn template(&self, name: &str) -> Option<u64> {
        self.note(|| Fact::Template(name.into()));
        self.edition.templates.fingerprint(name)
    }

    /// The site's settings.
    pub fn config(&self) -> &'a Config {
        &self.site.config
    }

    /// Writes figures and dates.
    pub fn formatter(&self) -> &'a Formatter {
        &self.edition.formatter
    }

    /// Where the site will be published, ending in a slash.
    pub fn base_url(&self) -> Option<&'a str> {
        self.edition.base_url.as_deref()
    }

    /// Where it will lie on its host, between slashes.
    pub fn root(&self) -> &'a str {
        self.base_url().map_or("/", super::urls::root)
    }

    /// What is wrong with a call in a page template, which only rendering shows; its place is the caller's to say.
    /// Not noted: a page with a fault is not kept, and of one without, whatever the call names is read when it is
    /// written.
    pub fn fault_of(&self, node: &Node) -> Option<Diagnostic> {
        check::check_node(self.site, self.addresses, node)
    }

    /// The figure that a call asks for.
    pub fn figure(&self, call: &FigureRef) -> Option<Figure<'a>> {
        self.figure_by(&call.quantity, call.at, call.source.as_deref())
    }

    /// A quantity in a period.
    pub fn figure_at(&self, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
        self.figure_by(quantity, period, None)
    }

    /// What a source prints of a quantity in a period; without one, what is shown of it.
    pub fn figure_by(&self, quantity: &Quantity, period: Period, source: Option<&str>) -> Option<Figure<'a>> {
        self.note(|| Fact::Figure(quantity.clone(), period, source.map(Arc::from)));
        match source {
            Some(source) => self.site.ledger.figure_of_source(quantity, period, source),
            None => self.site.ledger.figure(quantity, period),
        }
    }

    /// The preferred reports of a quantity, by period.
    pub fn reported_figures(&self, quantity: &Quantity) -> Vec<Figure<'a>> {
        self.note(|| Fact::Reported(quantity.clone()));
        self.site.ledger.reported_figures(quantity)
    }

    /// All observations of a quantity by period.
    pub fn observations(&self, quantity: &Quantity) -> &'a [Observation] {
        self.note(|| Fact::Observations(quantity.clone()));
        self.site.ledger.observations(quantity)
    }

    /// True if some source prints a quantity for a period.
    pub fn is_reported(&self, quantity: &Quantity, period: Period) -> bool {
        self.note(|| Fact::Figure(quantity.clone(), period, None));
        !self.site.ledger.reported(quantity, period).is_empty()
    }

    /// The periods in which a quantity is reported.
    pub fn periods(&self, quantity: &Quantity) -> Vec<Period> {
        self.note(|| Fact::Periods(quantity.clone()));
        self.site.ledger.periods(quantity)
    }

    /// The unit that a quantity is shown in.
    pub fn measure(&self, quantity: &Quantity) -> Option<Measure<'a>> {
        self.note(|| Fact::Measure(quantity.clone()));
        self.site.ledger.measure(quantity)
    }

    /// A series.
    pub fn series(&self, id: &SeriesId) -> Option<&'a Series> {
        self.note(|| Fact::Series(id.clone()));
        self.site.ledger.series(id)
    }

    /// The series that are about an entity.
    pub fn series_about(&self, entity: &str) -> impl Iterator<Item = &'a Series> + use<'a> {
        self.note(|| Fact::SeriesAbout(entity.into()));
        let entity: Arc<str> = entity.into();
        self.site.ledger.each_series().filter(move |series| series.entities.contains(&entity))
    }

    /// Every reported quantity with its observations.
    pub fn reports(&self) -> impl Iterator<Item = (&'a Quantity, &'a [Observation])> + use<'a> {
        self.note(|| Fact::Ledger);
        self.site.ledger.reports()
    }

    /// The reported quantities that a source prints, with its observations.
    pub fn reports_in(
        &self,
        source: &str,
    ) -> impl Iterator<Item = (&'a Quantity, Vec<&'a Observation>)> + use<'a> {
        self.note(|| Fact::ReportsIn(source.into()));
        let source: Arc<str> = source.into();
        let own = self.site.ledger.reports().map(move |(quantity, all)| {
            (quantity, all.iter().filter(|o| o.source == source).collect::<Vec<_>>())
        });
        own.filter(|(_, all)| !all.is_empty())
    }

    /// The reported quantities that a source prints, with the periods that it prints them for.
    pub fn periods_in(&self, source: &str) -> impl Iterator<Item = (&'a Quantity, Vec<Period>)> + use<'a> {
        self.note(|| Fact::PeriodsIn(source.into()));
        let unnoted = World { recorder: None, ..*self };
        let periods = |all: Vec<&Observation>| all.into_iter().map(|o| o.period).collect();
        unnoted.reports_in(source).map(move |(quantity, all)| (quantity, periods(all)))
    }

    /// The reported quantities that are looked up under a series, with their observations.
    pub fn reports_of(
        &self,
        id: &SeriesId,
    ) -> impl Iterator<Item = (&'a Quantity, &'a [Observation])> + use<'a> {
        self.note(|| Fact::ReportsOf(id.clone()));
        self.site.ledger.reports_of(id)
    }

    /// All sources by their ids.
    pub fn sources(&self) -> impl Iterator<Item = (&'a Arc<str>, &'a Source)> + use<'a> {
        self.note(|| Fact::Ledger);
        self.site.ledger.each_source()
    }

    /// A source.
    pub fn source(&self, id: &str) -> Option<&'a Source> {
        self.note(|| Fact::Source(id.into()));
        self.site.ledger.source(id)
    }

    /// An entity.
    pub fn entity(&self, id: &str) -> Option<&'a Entity> {
        self.note(|| Fact::Entity(id.into()));
        self.site.entities.get(id).map(|entity| &**entity)
    }

    /// The name of an entity and its kind.
    pub fn entity_name(&self, id: &str) -> Option<(&'a Arc<str>, &'a Arc<str>)> {
        self.note(|| Fact::EntityName(id.into()));
        self.site.entities.get(id).map(|entity| (&entity.name, &entity.kind))
    }

    /// Where the data says a word of a PDF that is said to come from a place: every text that stands in the PDF whole,
    /// or if there is none, every text that has the word. Nothing if it stands at the place itself.
    #[cfg(feature = "print")]
    pub fn written(&self, word: &str, place: &Place, composition: &Composition) -> Vec<Place> {
        self.note(|| Fact::Ledger);
        self.note(|| Fact::Quoted);
        if self.site.narrative_holds(place, word) {
            return Vec::new();
        }
        let texts = self.site.texts_with(word);
        let mut whole = composition.having(&texts);
        if whole.is_empty() {
            whole = texts.iter().map(|(_, place)| place).collect();
        }
        whole.into_iter().cloned().collect()
    }

    /// A chart's specification.
    pub fn chart(&self, id: &str) -> Option<&'a Chart> {
        self.note(|| Fact::Chart(id.into()));
        self.site.charts.get(id).map(|chart| &**chart)
    }

    /// The title of a chart.
    pub fn chart_title(&self, id: &str) -> Option<&'a Text> {
        self.note(|| Fact::ChartTitle(id.into()));
        self.site.charts.get(id).map(|chart| &chart.texts.title)
    }

    /// What a map is drawn on, by its path below `data/`.
    pub fn base_map(&self, path: &str) -> Option<&'a Arc<Topology>> {
        self.note(|| Fact::BaseMap(path.into()));
        self.site.base_maps.get(path)
    }

    /// All charts, those in narratives included.
    pub fn charts(&self) -> impl Iterator<Item = &'a Chart> + use<'a> {
        self.note(|| Fact::Quoted);
        self.site.charts.values().map(|chart| &**chart)
    }

    /// Every figure that a text of the site quotes, in the order of the texts.
    pub fn calls(&self) -> Vec<&'a FigureRef> {
        self.note(|| Fact::Quoted);
        self.site.calls()
    }

    /// A narrative, for its own page. What others show of it is in [`World::listed`].
    pub fn page(&self, path: &str) -> Option<&'a Page> {
        self.note(|| Fact::Page(path.into()));
        self.site.pages.get(path).map(|page| &**page)
    }

    /// A narrative as lists and links show it.
    pub fn listed(&self, path: &str) -> Option<Listed<'a>> {
        self.note(|| Fact::Front(path.into(), fact::Front::Sort));
        Some(Listed { world: *self, page: self.site.pages.get(path)? })
    }

    /// A narrative that is at hand, as lists and links show it.
    pub fn listing(&self, page: &'a Page) -> Listed<'a> {
        Listed { world: *self, page }
    }

    /// The section that a narrative lies in.
    pub fn section(&self, path: &str) -> Option<Listed<'a>> {
        folders(path).find_map(|folder| self.listed(folder).filter(Listed::is_section))
    }

    /// What lies directly below a section, in order.
    pub fn children(&self, section: &str) -> impl Iterator<Item = Listed<'a>> + use<'a> {
        self.note(|| Fact::Children(section.into()));
        let world = *self;
        self.edition.outline.children(section).iter().filter_map(move |path| world.listed(path))
    }

    /// The narratives before and after one in its section.
    pub fn neighbours(&self, path: &str) -> [Option<Listed<'a>>; 2] {
        self.note(|| Fact::Neighbours(path.into()));
        self.edition.outline.neighbours(path).map(|path| self.listed(path?))
    }

    /// The dated narratives that were changed last, so many, of those whose path begins with this.
    pub fn newest(&self, prefix: &str, count: usize) -> Vec<Listed<'a>> {
        self.note(|| Fact::Newest(prefix.into(), count));
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let all = self.site.pages.range::<str, _>(from).map(|(_, page)| page);
        let all = all.take_while(|page| page.path.starts_with(prefix));
        let dated = all.filter(|page| page.front.date.is_some() && !page.is_section);
        let mut pages: Vec<&'a Page> = dated.map(|page| &**page).collect();
        let changed = |page: &Page| Days::of(page).changed();
        pages.sort_by(|a, b| changed(b).cmp(&changed(a)).then(a.path.cmp(&b.path)));
        pages.truncate(count);
        pages.into_iter().map(|page| self.listing(page)).collect()
    }

    /// The records of a kind, with the addresses of their pages.
    pub fn records(&self, collection: usize) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)> + use<'a> {
        self.note(|| Fact::Records(collection));
        self.addresses.iter().filter_map(move |(address, destination)| match destination {
            Destination::Record(index, id) if *index == collection => Some((id, address)),
            _ => None,
        })
    }

    /// Every address that search engines may be told of, with the days of the narrative that is there, if it is one.
    pub fn sitemap(&self) -> impl Iterator<Item = (&'a Arc<str>, Option<Days>)> + use<'a> {
        self.note(|| Fact::Sitemap);
        let pages = &self.site.pages;
        self.addresses.iter().filter_map(move |(address, destination)| match destination {
            Destination::Page(path) => match pages.get(path) {
                Some(page) if page.front.draft => None,
                page => Some((address, page.map(|page| Days::of(page)))),
            },
            // The search and pages that only lead on are none that readers are sent to.
            Destination::Search | Destination::Alias(_) | Destination::Permalink(_) => None,
            _ => Some((address, None)),
        })
    }

    /// What is at an address.
    pub fn destination(&self, address: &str) -> Option<&'a Destination> {
        self.note(|| Fact::At(address.into()));
        self.addresses.at(address)
    }

    /// The address of something.
    pub fn address(&self, destination: &Destination) -> Option<&'a Arc<str>> {
        self.note(|| Fact::Address(destination.clone()));
        self.addresses.of_destination(destination)
    }

    /// The address of a narrative.
    pub fn page_address(&self, path: &str) -> Option<&'a Arc<str>> {
        self.address(&Destination::Page(path.into()))
    }

    /// The address of a record's page: of `sources`, `series`, `charts` or a kind of entity.
    pub fn record_address(&self, of: &str, id: &str) -> Option<&'a Arc<str>> {
        self.note(|| Fact::RecordAddress(of.into(), id.into()));
        self.addresses.of_record(self.site, of, id)
    }

    /// Where a link in a file leads.
    pub fn link<'l>(&self, file: &str, destination: &'l str) -> Link<'l>
    where
        'a: 'l,
    {
        self.note(|| Fact::Link(file.into(), destination.into()));
        self.addresses.resolve(self.site, file, destination)
    }

    /// The picture that a link in a file leads to: what it shows, and its smaller versions, if it has some.
    pub fn picture(&self, file: &str, destination: &str) -> Option<(Picture, Option<&'a Scaled>)> {
        match self.link(file, destination) {
            Link::File(path, _) => {
                Some((self.site.statics.get(path)?.picture?, self.edition.plan.renditions.get(path)))
            }
            _ => None,
        }
    }

    /// A picture that has smaller versions, by the path that it gets.
    pub fn scaled(&self, path: &str) -> Option<&'a Scaled> {
        self.note(|| Fact::Scaled(path.into()));
        self.edition.plan.renditions.get(path)
    }

    /// The bytes of a file that is copied. Not noted: whoever asks knows their hash.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(super) fn original(&self, path: &Arc<str>) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        match (self.edition.read_picture, self.site.statics.get(path)) {
            (Some(read), Some(file)) => read(path, file),
            _ => Ok(Arc::default()),
        }
    }

    /// The smaller versions of pictures that were made and not asked for yet.
    pub(super) fn waiting(&self) -> &'a Waiting {
        &self.edition.waiting
    }

    /// A fingerprint of all that lists and links say of a narrative.
    pub(super) fn front(&self, path: &str) -> u64 {
        use fact::Front::{Days, PageTemplate, Paginate, Sort, Summary, Title};
        let all = [Title, Summary, Days, Sort, PageTemplate, Paginate];
        hashed(|print| all.into_iter().for_each(|of| self.answer_front(path, of, print)))
    }

    /// Puts what a narrative says of itself into a fingerprint.
    pub(super) fn answer_front(&self, path: &str, of: fact::Front, state: &mut Print) {
        let Some(page) = self.listed(path) else { return };
        match of {
            fact::Front::Sort => (page.is_section(), page.is_implied()).hash(state),
            fact::Front::Title => page.title().line.content.hash(state),
            fact::Front::Summary => page.summary().map(|summary| &summary.line.content).hash(state),
            fact::Front::Days => page.days().hash(state),
            fact::Front::PageTemplate => page.page_template().hash(state),
            fact::Front::Paginate => page.paginate().hash(state),
        }
        true.hash(state);
    }
}

/// A narrative as lists and links show it: each thing that they show of it is a fact of its own.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    world: World<'a>,
    page: &'a Page,
}

impl<'a> Listed<'a> {
    fn note(&self, of: fact::Front) {
        self.world.note(|| Fact::Front(Arc::clone(&self.page.path), of));
    }

    /// Its path.
    pub fn path(&self) -> &'a Arc<str> {
        &self.page.path
    }

    /// True for an `_index.md`.
    pub fn is_section(&self) -> bool {
        self.note(fact::Front::Sort);
        self.page.is_section
    }

    /// True for a front page that no narrative stands for.
    pub fn is_implied(&self) -> bool {
        self.note(fact::Front::Sort);
        self.page.is_implied()
    }

    /// Its title.
    pub fn title(&self) -> &'a Text {
        self.note(fact::Front::Title);
        &self.page.front.title
    }

    /// What it says in a sentence or two.
    pub fn summary(&self) -> Option<&'a Text> {
        self.note(fact::Front::Summary);
        self.page.front.summary.as_ref()
    }

    /// Its days.
    pub fn days(&self) -> Days {
        self.note(fact::Front::Days);
        Days::of(self.page)
    }

    /// How many pages a part of its list has, if it is divided.
    pub fn paginate(&self) -> Option<NonZeroUsize> {
        self.note(fact::Front::Paginate);
        self.page.front.paginate
    }

    /// The template that it names for the pages below it.
    pub fn page_template(&self) -> Option<&'a str> {
        self.note(fact::Front::PageTemplate);
        self.page.front.page_template.as_deref()
    }
}

/// The days of a narrative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    /// When it was published.
    pub date: Option<Date>,
    /// The day up to which its figures hold.
    pub as_of: Option<Date>,
    /// When it was last changed, if it says so.
    pub updated: Option<Date>,
}

impl Days {
    fn of(page: &Page) -> Self {
        Days { date: page.front.date, as_of: page.front.as_of, updated: page.front.updated }
    }

    /// When it was last changed, as far as it says.
    pub fn changed(self) -> Option<Date> {
        self.updated.or(self.date)
    }
}
