//! Everything that the texts and settings of a site name, and where: figures, charts, tables, links, sources.
//!
//! The place of a text in YAML is looked up when it is asked for, since most are never shown.

use std::sync::Arc;

use crate::diag::Place;
use crate::document::{self, Node, References, Span};
use crate::load::{Entity, Page, Scalar, Site, Text};
use crate::model::SeriesId;

/// A name in a text or a setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention<'a> {
    /// What is named.
    pub what: Named<'a>,
    /// The file that it stands in.
    pub file: &'a Arc<str>,
    /// What it is a text of.
    pub owner: Owner<'a>,
    spot: Spot<'a>,
}

/// What has a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner<'a> {
    /// A narrative, by its file.
    Page(&'a Arc<str>),
    /// An entity, by its id.
    Entity(&'a Arc<str>),
    /// A chart, by its id.
    Chart(&'a Arc<str>),
}

/// What is named.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named<'a> {
    /// What a call asks for.
    Node(&'a Node),
    /// Where a link or an image leads, as written.
    Link(&'a str),
    /// The chart that stands for a page.
    Chart(&'a str),
    /// The series that a headline shows the course of.
    Series(&'a SeriesId),
    /// A page that a headline or a superseded page leads to.
    Page(&'a str),
}

#[derive(Clone, Copy, Debug)]
enum Spot<'a> {
    Text(&'a Text, Span),
    Body(&'a document::Document, Span),
    Entity(&'a Entity, Span),
    Front(&'a Page, &'static str),
    Headline(&'a Page, usize, &'static str),
}

impl Mention<'_> {
    /// Where it stands.
    pub fn place(&self) -> Place {
        match self.spot {
            Spot::Text(text, span) => text.place(span),
            Spot::Body(body, span) => body.place(span),
            Spot::Entity(entity, span) => entity.body_place(span),
            Spot::Front(page, key) => page.front_place(key),
            Spot::Headline(page, index, key) => page.headline_place(index, key),
        }
    }
}

/// Everything that is named, in the order of narratives, entities and charts.
pub(super) fn all(site: &Site) -> Vec<Mention<'_>> {
    let mut mentions = Vec::new();
    for page in site.pages.values() {
        let mut of = Gatherer { owner: Owner::Page(&page.file), mentions: &mut mentions };
        page.each_line().for_each(|line| of.text(line));
        of.front(page);
        of.body(&page.body, |span| Spot::Body(&page.body, span));
    }
    for entity in site.entities.values() {
        let mut of = Gatherer { owner: Owner::Entity(&entity.id), mentions: &mut mentions };
        entity.summary.iter().for_each(|summary| of.text(summary));
        if let Some(document) = &entity.body {
            of.body(document, |span| Spot::Entity(entity, span));
        }
        for value in entity.fields.iter().flat_map(|field| &field.values) {
            if let Scalar::Text(value) = value {
                of.text(value);
            }
        }
    }
    for chart in site.charts.values() {
        let mut of = Gatherer { owner: Owner::Chart(&chart.id), mentions: &mut mentions };
        chart.each_text().for_each(|line| of.text(line));
    }
    mentions
}

/// Gathers what the texts of one owner name.
struct Gatherer<'m, 'a> {
    owner: Owner<'a>,
    mentions: &'m mut Vec<Mention<'a>>,
}

impl<'a> Gatherer<'_, 'a> {
    fn push(&mut self, file: &'a Arc<str>, what: Named<'a>, spot: Spot<'a>) {
        self.mentions.push(Mention { what, file, owner: self.owner, spot });
    }

    fn text(&mut self, text: &'a Text) {
        let file = &text.line.file;
        for (node, span) in text.line.nodes() {
            self.push(file, Named::Node(node), Spot::Text(text, span));
        }
        for (link, span) in text.line.links() {
            self.push(file, Named::Link(&link.destination), Spot::Text(text, span));
        }
    }

    fn body(&mut self, document: &'a document::Document, spot: impl Fn(Span) -> Spot<'a>) {
        let file = &document.file;
        let References { nodes, links, images, .. } = document.references();
        for (node, span) in nodes {
            self.push(file, Named::Node(node), spot(span));
        }
        for (link, span) in links.into_iter().chain(images) {
            self.push(file, Named::Link(&link.destination), spot(span));
        }
    }

    fn front(&mut self, page: &'a Page) {
        let file = &page.file;
        if let Some(chart) = &page.front.chart {
            self.push(file, Named::Chart(chart), Spot::Front(page, "chart"));
        }
        if let Some(path) = &page.front.superseded_by {
            self.push(file, Named::Page(path), Spot::Front(page, "superseded_by"));
        }
        for (index, headline) in page.front.headlines.iter().enumerate() {
            if let Some(series) = &headline.series {
                self.push(file, Named::Series(series), Spot::Headline(page, index, "series"));
            }
            if let Some(path) = &headline.page {
                self.push(file, Named::Page(path), Spot::Headline(page, index, "page"));
            }
        }
    }
}
