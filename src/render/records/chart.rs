//! The page of a chart: the drawing with its table, and what can be taken from it.

use serde::Serialize;

use super::super::charts::{self, Prepared};
use super::super::context::{Card, PageContext, TitleLink};
use super::super::mentions;
use super::super::tables;
use super::super::writer::Writer;
use super::Record;

#[derive(Serialize)]
pub(super) struct ChartRecord {
    id: String,
    title_html: String,
    chart_html: String,
    description: String,
    svg_url: String,
    csv_url: String,
    json_url: String,
    table_html: String,
    used_on: Vec<TitleLink>,
}

/// What the page of a chart shows.
pub(super) fn record(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(chart) = world.chart(id) else { return Record::Missing {} };
    let prepared = Prepared::new(&world, chart);
    page.title = prepared.title().to_owned();
    page.title_html = writer.line_in_heading(&chart.texts.title);
    page.summary = Some(prepared.description());
    let address = world.record_address("charts", id).map(|a| a.to_string()).unwrap_or_default();
    let mut chart_html = String::new();
    charts::write_on_own_page(writer, id, &mut chart_html);
    let mut table_html = String::new();
    tables::write_rows(&world, &writer.urls, &prepared.rows, prepared.title(), &mut table_html);
    let file = |extension: &str| writer.urls.file(&format!("{address}/{id}.{extension}"));
    Record::Chart(ChartRecord {
        id: id.to_owned(),
        title_html: page.title_html.clone(),
        chart_html,
        description: prepared.description(),
        svg_url: file("svg"),
        csv_url: file("csv"),
        json_url: file("json"),
        table_html,
        used_on: mentions::of_chart(&world, &writer.urls, id),
    })
}

/// A chart in a list.
pub(super) fn card(writer: &mut Writer<'_>, id: &str, url: String) -> Card {
    let Some(chart) = writer.world.chart(id) else { return Card::default() };
    Card {
        title_html: writer.line_in_heading(&chart.texts.title),
        summary_html: Some(writer.line_in_heading(&chart.texts.subtitle)),
        url,
        ..Card::default()
    }
}
