//! The page of a source: what it is and what it reports.

use std::sync::Arc;

use serde::Serialize;

use super::super::context::{Card, PageContext, Row, TitleLink};
use super::super::mentions;
use super::super::papers::capitalised;
use super::super::wording;
use super::super::writer::Writer;
use super::{Record, figures_in, quantity_url, row, series_order, title};
use crate::document::escape;
use crate::model::{Period, Quantity};

/// More observations than this are not listed one by one on the page of their source: it would load slowly, and
/// nobody reads it. The data file has them all.
const LISTED: usize = 300;

#[derive(Serialize)]
pub(super) struct SourceRecord {
    id: String,
    title: String,
    publisher: String,
    author: Option<String>,
    authority: Option<String>,
    published: Option<String>,
    kind: &'static str,
    language: Option<String>,
    note_html: Option<String>,
    external_url: Option<String>,
    observations: Vec<Row>,
    /// In place of observations that are too many for a page: how much there is of each quantity.
    coverage: Vec<Coverage>,
    /// How many quantities more there are than the page lists.
    more: usize,
    data_url: String,
    /// The maps that rest on it.
    drawn_on: Vec<TitleLink>,
    mentions: Vec<TitleLink>,
}

#[derive(Serialize)]
struct Coverage {
    quantity_html: String,
    quantity_url: Option<String>,
    text: String,
}

/// What the page of a source shows.
pub(super) fn record(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(source) = world.source(id) else { return Record::Missing {} };
    title(page, &source.title);
    let mut own: Vec<(&Quantity, Vec<Period>)> = world.periods_in(id).collect();
    own.sort_by_key(|(quantity, _)| series_order(&world, quantity.principal()));
    let count: usize = own.iter().map(|(_, periods)| periods.len()).sum();
    let (mut observations, mut coverage, mut more) = (Vec::new(), Vec::new(), 0);
    if count <= LISTED {
        let mut reports: Vec<_> = world.reports_in(id).collect();
        reports.sort_by_key(|(quantity, _)| series_order(&world, quantity.principal()));
        let rows =
            reports.into_iter().flat_map(|(quantity, all)| all.into_iter().map(move |o| (quantity, o)));
        observations.extend(rows.map(|(quantity, o)| row(&world, &writer.urls, quantity, o)));
    } else {
        coverage.extend(own.iter().take(LISTED).map(|(quantity, periods)| Coverage {
            quantity_html: escape::escaped(&wording::quantity(&world, quantity)).into_owned(),
            quantity_url: quantity_url(&world, &writer.urls, quantity),
            text: figures_in(&world, periods.iter().copied()),
        }));
        more = own.len().saturating_sub(LISTED);
    }
    let text = |text: &Option<Arc<str>>| text.as_ref().map(|t| t.to_string());
    let note = source.note.as_ref().map(|note| format!("<p>{}</p>", escape::escaped(note)));
    page.summary = source.note.as_ref().map(|note| note.to_string());
    Record::Source(SourceRecord {
        id: id.to_owned(),
        title: source.title.to_string(),
        publisher: source.publisher.as_deref().unwrap_or("not stated").to_owned(),
        author: text(&source.author),
        authority: text(&source.authority),
        published: source.published.map(|day| world.formatter().date(day)),
        kind: wording::source_kind(source.kind),
        language: text(&source.language),
        note_html: note,
        external_url: text(&source.url),
        observations,
        coverage,
        more,
        data_url: writer.urls.file("data/observations.csv"),
        drawn_on: mentions::drawn_source(&world, &writer.urls, id),
        mentions: mentions::of_source(&world, &writer.urls, id),
    })
}

/// A source in a list.
pub(super) fn card(writer: &Writer<'_>, id: &str, url: String) -> Card {
    let world = writer.world;
    let html = |text: &str| escape::escaped(text).into_owned();
    let Some(source) = world.source(id) else { return Card::default() };
    let publisher = source.publisher.as_deref().unwrap_or("publisher not stated");
    let what = format!("{}, {publisher}.", capitalised(wording::source_kind(source.kind)));
    Card {
        title_html: html(&source.title),
        url,
        date: source.published.map(|day| world.formatter().date(day)),
        date_iso: source.published.map(|day| day.to_string()),
        summary_html: Some(html(&match &source.note {
            Some(note) => format!("{what} {note}"),
            None => what,
        })),
        ..Card::default()
    }
}
