//! The page of a series: what it measures and all that is reported of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::super::charts::{self, Prepared};
use super::super::context::{Card, PageContext, RowGroup, TitleLink};
use super::super::mentions;
use super::super::papers::capitalised;
use super::super::urls::Urls;
use super::super::wording;
use super::super::world::World;
use super::super::writer::Writer;
use super::in_short::{InShort, in_short, last, part_of_series};
use super::{Record, figures_in, row, title};
use crate::chart::spec::Mark;
use crate::document::escape;
use crate::model::{Period, Quantity, Series, SeriesId};

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
    /// Of a series of which nothing is reported: what is reported of others in relation to it.
    beside: Vec<InShort>,
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
    let coverage = capitalised(&coverage(&world, series));
    page.summary = Some(match &series.definition {
        Some(definition) => format!("{coverage}. {definition}"),
        None => format!("{coverage}."),
    });
    let address = world.record_address("series", id).map(|a| a.to_string()).unwrap_or_default();
    let quantity = Quantity::Series(series.id.clone());
    let groups = world.reports_of(&series.id).map(|(quantity, reports)| RowGroup {
        title: part_of_series(&world, series, quantity),
        rows: reports.iter().map(|o| row(&world, &writer.urls, quantity, o)).collect(),
    });
    let groups: Vec<RowGroup> = groups.collect();
    let beside = if groups.is_empty() { beside(&world, &writer.urls, &series.id) } else { Vec::new() };
    let unit = world.measure(&quantity).map(|m| world.formatter().unit(m)).unwrap_or_default();
    Record::Series(SeriesRecord {
        id: id.to_owned(),
        title: series.title.to_string(),
        label: series.label.to_string(),
        unit: match () {
            () if unit.is_empty() => "count".to_owned(),
            () if world.observations(&quantity).is_empty() => {
                format!("{unit}, of which no figure is reported")
            }
            () => unit,
        },
        kind: wording::series_kind(series.kind),
        definition_html: match &series.definition {
            Some(definition) => Some(escape::escaped(definition).into_owned()),
            None if groups.is_empty() => None,
            None => page.summary.as_deref().map(|summary| escape::escaped(summary).into_owned()),
        },
        entities: series
            .entities
            .iter()
            .filter_map(|id| {
                let (name, kind) = world.entity_name(id)?;
                let url = writer.urls.page(world.record_address(kind, id)?);
                Some(EntityLink { name: name.to_string(), url })
            })
            .collect(),
        groups,
        beside,
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
        summary_html: Some(html(&capitalised(&coverage(&world, series)))),
        ..Card::default()
    }
}

/// The last figure of a series and how many there are: "CNY 520.37 billion, 2025; 24 figures, 2023 to 2025".
fn coverage(world: &World<'_>, series: &Series) -> String {
    let periods =
        world.reports_of(&series.id).flat_map(|(_, observations)| observations.iter().map(|o| o.period));
    let periods: Vec<Period> = periods.collect();
    let level = Quantity::Series(series.id.clone());
    let of_level = world.reports_of(&series.id).find(|(quantity, _)| **quantity == level);
    let first = of_level.or_else(|| world.reports_of(&series.id).next());
    let shown = first.and_then(|(quantity, all)| Some((quantity, last(world, quantity, all)?)));
    let Some((quantity, observation)) = shown else { return figures_in(world, periods.into_iter()) };
    let text = wording::reported(world, quantity, observation);
    let what = match quantity {
        Quantity::Series(_) => text,
        Quantity::Growth(_) => format!("growth of {text}"),
        Quantity::Share { whole, .. } => format!("{text} of “{}”", wording::quantity(world, whole)),
        other => format!("{}: {text}", part_of_series(world, series, other)),
    };
    let period = world.formatter().period_short(observation.period);
    let status = wording::status(observation.status).map(|status| format!(" ({status})")).unwrap_or_default();
    match periods.len() {
        1 => format!("{what}, {period}{status}; the only figure"),
        _ => format!("{what}, {period}{status}; {}", figures_in(world, periods.into_iter())),
    }
}

/// What is reported of other series in relation to one: its parts as shares of it, and what is measured against it.
fn beside(world: &World<'_>, urls: &Urls, id: &SeriesId) -> Vec<InShort> {
    let involves = |quantity: &Quantity| {
        let mut found = false;
        quantity.each_series(&mut |other| found |= other == id);
        found
    };
    let all = world.reports().map(|(quantity, _)| quantity);
    let principals: BTreeSet<&SeriesId> = all.filter(|q| involves(q)).map(Quantity::principal).collect();
    principals.into_iter().filter_map(|other| in_short(world, urls, other, involves)).collect()
}

/// The course of a quantity, where there is one.
fn drawing(world: &World<'_>, quantity: &Quantity) -> Option<String> {
    let prepared = Prepared::of_quantity(world, quantity, Mark::Bar, None)?;
    let mut html = String::from("<figure class=\"chart\">");
    charts::write_drawings(&prepared, &format!("series-{}", quantity.principal()), &mut html);
    let notes = prepared.notes();
    if !notes.is_empty() {
        let notes = escape::escaped(&notes.join(" ")).into_owned();
        let _ = write!(html, "<p class=\"chart-note\">{notes}</p>");
    }
    html.push_str("</figure>");
    Some(html)
}
