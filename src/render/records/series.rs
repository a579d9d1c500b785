//! The page of a series: what it measures and all that is reported of it.

use serde::Serialize;

use super::super::charts::{self, Prepared};
use super::super::context::{Card, PageContext, RowGroup, TitleLink};
use super::super::mentions;
use super::super::wording;
use super::super::world::World;
use super::super::writer::Writer;
use super::{Record, figures_in, row, title};
use crate::chart::spec::Mark;
use crate::document::escape;
use crate::model::{Quantity, Series, SeriesId};

#[derive(Serialize)]
pub(super) struct SeriesRecord {
    id: String,
    title: String,
    label: String,
    unit: String,
    kind: &'static str,
    definition_html: Option<String>,
    entities: Vec<EntityLink>,
    groups: Vec<RowGroup>,
    chart_html: Option<String>,
    csv_url: String,
    json_url: String,
    mentions: Vec<TitleLink>,
}

#[derive(Serialize)]
struct EntityLink {
    name: String,
    url: String,
}

/// What the page of a series shows.
pub(super) fn record(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(series) = SeriesId::new(id).and_then(|id| world.series(&id)) else { return Record::Missing {} };
    title(page, &series.title);
    page.summary = series.definition.as_ref().map(|d| d.to_string());
    let address = world.record_address("series", id).map(|a| a.to_string()).unwrap_or_default();
    let quantity = Quantity::Series(series.id.clone());
    let groups = world.reports_of(&series.id).map(|(quantity, reports)| RowGroup {
        title: group_title(&world, quantity),
        rows: reports.iter().map(|o| row(&world, &writer.urls, quantity, o)).collect(),
    });
    let unit = world.measure(&quantity).map(|m| world.formatter().unit(m)).unwrap_or_default();
    Record::Series(SeriesRecord {
        id: id.to_owned(),
        title: series.title.to_string(),
        label: series.label.to_string(),
        unit: if unit.is_empty() { "count".to_owned() } else { unit },
        kind: wording::series_kind(series.kind),
        definition_html: series.definition.as_ref().map(|d| escape::escaped(d).into_owned()),
        entities: series
            .entities
            .iter()
            .filter_map(|id| {
                let (name, kind) = world.entity_name(id)?;
                let url = writer.urls.page(world.record_address(kind, id)?);
                Some(EntityLink { name: name.to_string(), url })
            })
            .collect(),
        groups: groups.collect(),
        chart_html: drawing(&world, &quantity),
        csv_url: writer.urls.file(&format!("{address}/{id}.csv")),
        json_url: writer.urls.file(&format!("{address}/{id}.json")),
        mentions: mentions::of_series(&world, &writer.urls, &series.id),
    })
}

/// A series in a list.
pub(super) fn card(writer: &Writer<'_>, id: &str, url: String) -> Card {
    let world = writer.world;
    let Some(series) = SeriesId::new(id).and_then(|id| world.series(&id)) else { return Card::default() };
    let html = |text: &str| escape::escaped(text).into_owned();
    Card {
        title_html: html(&series.title),
        url,
        summary_html: Some(html(&coverage(&world, series))),
        ..Card::default()
    }
}

/// How much is reported of a series and what follows from it: "CNY billion; 12 figures, 2023 to 2025".
fn coverage(world: &World<'_>, series: &Series) -> String {
    let periods =
        world.reports_of(&series.id).flat_map(|(_, observations)| observations.iter().map(|o| o.period));
    let figures = figures_in(world, periods);
    let level = Quantity::Series(series.id.clone());
    let (mut levels, mut others) = (false, false);
    for (quantity, _) in world.reports_of(&series.id) {
        levels |= *quantity == level;
        others |= *quantity != level;
    }
    match world.measure(&level).map(|m| world.formatter().unit(m)).filter(|unit| !unit.is_empty()) {
        Some(unit) if levels => format!("{unit}; {figures}"),
        // Its unit would say that there are amounts.
        _ if others && !levels => format!("rates or shares only; {figures}"),
        _ => figures,
    }
}

/// The course of a quantity, where there is one.
fn drawing(world: &World<'_>, quantity: &Quantity) -> Option<String> {
    let prepared = Prepared::of_quantity(world, quantity, Mark::Bar, None)?;
    let mut html = String::from("<figure class=\"chart\">");
    charts::write_drawings(&prepared, &format!("series-{}", quantity.principal()), &mut html);
    html.push_str("</figure>");
    Some(html)
}

/// What a group of reports is about, on the page of its series.
fn group_title(world: &World<'_>, quantity: &Quantity) -> String {
    match quantity {
        Quantity::Series(_) => "Levels".to_owned(),
        Quantity::Growth(of) if of.as_series().is_some() => "Growth on a year earlier".to_owned(),
        Quantity::Share { whole, .. } => format!("Share of “{}”", wording::quantity(world, whole)),
        Quantity::Conversion { to, .. } => format!("In {to}"),
        other => wording::quantity(world, other),
    }
}
