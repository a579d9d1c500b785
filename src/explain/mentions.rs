//! Everything that the texts and settings of a site name, and where: figures, charts, tables, links, sources.
//!
//! The place of a text in YAML is looked up when it is asked for, since most are never shown.

use std::sync::Arc;

use crate::diag::Place;
use crate::document::{self, Node, Span};
use crate::load::{Entity, Page, Scalar, Site, Text};
use crate::model::SeriesId;

/// A name in a text or a setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention<'a> {
    /// What is named.
    pub what: Named<'a>,
    /// The file that it stands in.
    pub file: &'a Arc<str>,
    spot: Spot<'a>,
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
        page.each_line().for_each(|line| text(line, &mut mentions));
        front(page, &mut mentions);
        body(&page.body, |span| Spot::Body(&page.body, span), &mut mentions);
    }
    for entity in site.entities.values() {
        entity.summary.iter().for_each(|summary| text(summary, &mut mentions));
        if let Some(document) = &entity.body {
            body(document, |span| Spot::Entity(entity, span), &mut mentions);
        }
        for value in entity.fields.iter().flat_map(|field| &field.values) {
            if let Scalar::Text(value) = value {
                text(value, &mut mentions);
            }
        }
    }
    for chart in site.charts.values() {
        chart.each_text().for_each(|line| text(line, &mut mentions));
    }
    mentions
}

fn text<'a>(text: &'a Text, mentions: &mut Vec<Mention<'a>>) {
    let file = &text.line.file;
    for (node, span) in text.line.nodes() {
        mentions.push(Mention { what: Named::Node(node), file, spot: Spot::Text(text, span) });
    }
    for (link, span) in text.line.links() {
        mentions.push(Mention { what: Named::Link(&link.destination), file, spot: Spot::Text(text, span) });
    }
}

fn body<'a>(
    document: &'a document::Document,
    spot: impl Fn(Span) -> Spot<'a>,
    mentions: &mut Vec<Mention<'a>>,
) {
    let file = &document.file;
    for (node, span) in document.nodes() {
        mentions.push(Mention { what: Named::Node(node), file, spot: spot(span) });
    }
    for (link, span) in document.links().into_iter().chain(document.images()) {
        mentions.push(Mention { what: Named::Link(&link.destination), file, spot: spot(span) });
    }
}

fn front<'a>(page: &'a Page, mentions: &mut Vec<Mention<'a>>) {
    let file = &page.file;
    let mut push = |what, spot| mentions.push(Mention { what, file, spot });
    if let Some(chart) = &page.front.chart {
        push(Named::Chart(chart), Spot::Front(page, "chart"));
    }
    if let Some(path) = &page.front.superseded_by {
        push(Named::Page(path), Spot::Front(page, "superseded_by"));
    }
    for (index, headline) in page.front.headlines.iter().enumerate() {
        if let Some(series) = &headline.series {
            push(Named::Series(series), Spot::Headline(page, index, "series"));
        }
        if let Some(path) = &headline.page {
            push(Named::Page(path), Spot::Headline(page, index, "page"));
        }
    }
}
