//! The page of a chart: the drawing with its table, and what can be taken from it.

use serde::Serialize;

use super::super::charts::{self, Prepared};
use super::super::context::{Card, PageContext, TitleLink};
use super::super::mentions;
use super::super::writer::Writer;
use super::{Record, embed};
use crate::plan;

#[derive(Serialize)]
pub(super) struct ChartRecord {
    id: String,
    title_html: String,
    chart_html: String,
    description: String,
    svg_url: String,
    png_url: String,
    embed_url: String,
    /// The markup that puts it into another page, if the site has an address on the web.
    embed_code: Option<String>,
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
    charts::write_tables(&world, &writer.urls, &prepared, id, &mut table_html);
    let file = |extension: &str| writer.urls.file(&format!("{address}/{id}.{extension}"));
    Record::Chart(ChartRecord {
        id: id.to_owned(),
        title_html: page.title_html.clone(),
        chart_html,
        description: prepared.description(),
        svg_url: file("svg"),
        png_url: file("png"),
        embed_url: writer.urls.file(&format!("{address}/{}", plan::EMBED)),
        embed_code: world.base_url().and_then(|base| embed::code(&world, base, &address, chart, &prepared)),
        csv_url: file("csv"),
        json_url: file("json"),
        table_html,
        used_on: mentions::of_chart(&world, &writer.urls, id),
    })
}

/// What a chart by itself shows.
#[derive(Serialize)]
pub(super) struct EmbeddedChart {
    chart_html: String,
}

/// A chart for a frame in another page.
pub(super) fn embedded(writer: &Writer<'_>, page: &mut PageContext, id: &str) -> EmbeddedChart {
    let (world, mut chart_html) = (writer.world, String::new());
    if let Some(chart) = world.chart(id) {
        let prepared = Prepared::shown(&world, chart, Some(&writer.urls), None);
        page.title = prepared.title().to_owned();
        charts::write_embedded(&world, &writer.urls, &prepared, id, &mut chart_html);
    }
    EmbeddedChart { chart_html }
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
