//! What a render job may read: the one narrow, read-only view of the site.
//!
//! Jobs get nothing else. What goes through here is all that a job's artefact depends on, so this is the place
//! where reads can be recorded.

use std::sync::Arc;

use super::mentions::Mentions;
use super::search::SearchIndex;
use crate::audit::{Audit, StatementRef};
use crate::check::{self, Addresses, Checked, Destination, Link};
use crate::diag::Diagnostic;
use crate::document::{FigureRef, Node};
use crate::load::{Chart, Config, Entity, Page, Site};
use crate::model::ledger::Measure;
use crate::model::{Figure, Formatter, Observation, Period, Quantity, Series, SeriesId, Source};
use crate::plan;

/// The site as render jobs see it.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    site: &'a Site,
    addresses: &'a Addresses,
    audit: &'a Audit,
    formatter: &'a Formatter,
    base_url: Option<&'a str>,
    assets: &'a [(&'static str, String)],
    mentions: &'a Mentions,
    search: Option<&'a SearchIndex>,
    print: bool,
}

impl<'a> World<'a> {
    /// A view of a checked site that will be published at `base_url`, with the files of its theme.
    pub fn new(
        checked: &'a Checked,
        formatter: &'a Formatter,
        base_url: Option<&'a str>,
        assets: &'a [(&'static str, String)],
        mentions: &'a Mentions,
    ) -> Self {
        let Checked { site, addresses, audit, .. } = checked;
        World { site, addresses, audit, formatter, base_url, assets, mentions, search: None, print: false }
    }

    /// The same view with the search index, which is made from what the view shows.
    pub fn with_search(self, index: &'a SearchIndex) -> Self {
        World { search: Some(index), ..self }
    }

    /// The same view of a site whose narratives are printed.
    pub fn with_print(self, print: bool) -> Self {
        World { print, ..self }
    }

    /// Where the PDF of the narrative at an address lies, if there is one.
    pub fn pdf(&self, address: &str, page: &Page) -> Option<String> {
        plan::pdf_path(self.site, address, page).filter(|_| self.print)
    }

    /// The search index.
    pub fn search(&self) -> Option<&'a SearchIndex> {
        self.search
    }

    /// The pages that a search finds, in the order of their addresses; drafts are among them if they are built.
    pub fn searched(&self) -> impl Iterator<Item = (&'a Arc<str>, &'a Destination)> + use<'a> {
        self.addresses.iter().filter(|(_, destination)| destination.is_searched())
    }

    /// The files of the theme: name and path in the output folder.
    pub fn assets(&self) -> &'a [(&'static str, String)] {
        self.assets
    }

    /// What the audit found.
    pub fn audit(&self) -> &'a Audit {
        self.audit
    }

    /// The quantity and the observation of a statement.
    pub fn statement(&self, of: StatementRef) -> Option<(&'a Quantity, &'a Observation)> {
        of.of(&self.site.ledger)
    }

    /// Which narratives mention what.
    pub fn mentions(&self) -> &'a Mentions {
        self.mentions
    }

    /// The site's settings.
    pub fn config(&self) -> &'a Config {
        &self.site.config
    }

    /// Writes figures and dates.
    pub fn formatter(&self) -> &'a Formatter {
        self.formatter
    }

    /// Where the site will be published, ending in a slash.
    pub fn base_url(&self) -> Option<&'a str> {
        self.base_url
    }

    /// What is wrong with a call in a page template, which only rendering shows; its place is the caller's to say.
    pub fn fault_of(&self, node: &Node) -> Option<Diagnostic> {
        check::check_node(self.site, self.addresses, node)
    }

    /// The figure that a call asks for.
    pub fn figure(&self, call: &FigureRef) -> Option<Figure<'a>> {
        match &call.source {
            Some(source) => self.site.ledger.figure_of_source(&call.quantity, call.at, source),
            None => self.site.ledger.figure(&call.quantity, call.at),
        }
    }

    /// A quantity in a period.
    pub fn figure_at(&self, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
        self.site.ledger.figure(quantity, period)
    }

    /// The preferred reports of a quantity, by period.
    pub fn reported_figures(&self, quantity: &Quantity) -> Vec<Figure<'a>> {
        self.site.ledger.reported_figures(quantity)
    }

    /// What a source prints of a quantity in a period.
    pub fn figure_of_source(&self, quantity: &Quantity, period: Period, source: &str) -> Option<Figure<'a>> {
        self.site.ledger.figure_of_source(quantity, period, source)
    }

    /// All observations of a quantity by period.
    pub fn observations(&self, quantity: &Quantity) -> &'a [Observation] {
        self.site.ledger.observations(quantity)
    }

    /// True if some source prints a quantity for a period.
    pub fn is_reported(&self, quantity: &Quantity, period: Period) -> bool {
        !self.site.ledger.reported(quantity, period).is_empty()
    }

    /// The periods in which a quantity is reported.
    pub fn periods(&self, quantity: &Quantity) -> Vec<Period> {
        self.site.ledger.periods(quantity)
    }

    /// The unit that a quantity is shown in.
    pub fn measure(&self, quantity: &Quantity) -> Option<Measure<'a>> {
        self.site.ledger.measure(quantity)
    }

    /// A series.
    pub fn series(&self, id: &SeriesId) -> Option<&'a Series> {
        self.site.ledger.series(id)
    }

    /// All series.
    pub fn each_series(&self) -> impl Iterator<Item = &'a Series> + use<'a> {
        self.site.ledger.each_series()
    }

    /// Every reported quantity with its observations.
    pub fn reports(&self) -> impl Iterator<Item = (&'a Quantity, &'a [Observation])> + use<'a> {
        self.site.ledger.reports()
    }

    /// The reported quantities that are looked up under a series, with their observations.
    pub fn reports_of(
        &self,
        id: &SeriesId,
    ) -> impl Iterator<Item = (&'a Quantity, &'a [Observation])> + use<'a> {
        self.site.ledger.reports_of(id)
    }

    /// All sources by their ids.
    pub fn sources(&self) -> impl Iterator<Item = (&'a Arc<str>, &'a Source)> + use<'a> {
        self.site.ledger.each_source()
    }

    /// A source.
    pub fn source(&self, id: &str) -> Option<&'a Source> {
        self.site.ledger.source(id)
    }

    /// An entity.
    pub fn entity(&self, id: &str) -> Option<&'a Entity> {
        self.site.entities.get(id)
    }

    /// A chart's specification.
    pub fn chart(&self, id: &str) -> Option<&'a Chart> {
        self.site.charts.get(id)
    }

    /// All charts, those in narratives included.
    pub fn charts(&self) -> impl Iterator<Item = &'a Chart> + use<'a> {
        self.site.charts.values()
    }

    /// Every figure that a text of the site quotes, in the order of the texts.
    pub fn calls(&self) -> Vec<&'a FigureRef> {
        self.site.calls()
    }

    /// A narrative.
    pub fn page(&self, path: &str) -> Option<&'a Page> {
        self.site.pages.get(path)
    }

    /// All narratives by path.
    pub fn pages(&self) -> impl Iterator<Item = &'a Page> + use<'a> {
        self.site.pages.values()
    }

    /// The narratives whose path begins with this.
    pub fn pages_below<'p>(&self, prefix: &'p str) -> impl Iterator<Item = &'a Page> + use<'a, 'p> {
        let from = (std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded);
        let below = self.site.pages.range::<str, _>(from);
        below.take_while(move |(path, _)| path.starts_with(prefix)).map(|(_, page)| page)
    }

    /// The records of a kind, with the addresses of their pages.
    pub fn records(&self, collection: usize) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)> + use<'a> {
        self.addresses.iter().filter_map(move |(address, destination)| match destination {
            Destination::Record(index, id) if *index == collection => Some((id, address)),
            _ => None,
        })
    }

    /// The address of every page, with the narrative that is there, if it is one. The search and pages that only lead
    /// on are none that readers are sent to.
    pub fn addresses(&self) -> impl Iterator<Item = (&'a Arc<str>, Option<&'a Page>)> + use<'a> {
        let pages = &self.site.pages;
        self.addresses.iter().filter_map(move |(address, destination)| match destination {
            Destination::Page(path) => Some((address, pages.get(path))),
            Destination::Search | Destination::Alias(_) => None,
            _ => Some((address, None)),
        })
    }

    /// What is at an address.
    pub fn destination(&self, address: &str) -> Option<&'a Destination> {
        self.addresses.at(address)
    }

    /// The address of something.
    pub fn address(&self, destination: &Destination) -> Option<&'a Arc<str>> {
        self.addresses.of_destination(destination)
    }

    /// The address of a narrative.
    pub fn page_address(&self, path: &str) -> Option<&'a Arc<str>> {
        self.addresses.of_page(path)
    }

    /// The address of a record's page: of `sources`, `series`, `charts` or a kind of entity.
    pub fn record_address(&self, of: &str, id: &str) -> Option<&'a Arc<str>> {
        self.addresses.of_record(self.site, of, id)
    }

    /// Where a link in a file leads.
    pub fn link<'l>(&self, file: &str, destination: &'l str) -> Link<'l>
    where
        'a: 'l,
    {
        self.addresses.resolve(self.site, file, destination)
    }
}
