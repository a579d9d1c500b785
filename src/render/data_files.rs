//! Data files: observations and quantities as CSV, charts as CSV and JSON. Figures stand in them as numbers, with
//! a point and without grouping, whatever the language of the pages.

use rust_decimal::Decimal;
use serde::Serialize;

use super::charts::{self, Prepared};
use super::world::World;
use crate::model::{Bound, Figure, Interval, Observation, Origin, Quantity, SeriesId};

/// The columns of observations.
const OBSERVATION: [&str; 13] = [
    "series",
    "period",
    "value",
    "unit",
    "scale",
    "qualifier",
    "status",
    "source",
    "published",
    "locator",
    "printed",
    "preferred",
    "reading",
];

/// The columns of quantities.
const QUANTITY: [&str; 10] =
    ["quantity", "period", "value", "low", "high", "unit", "scale", "origin", "source", "from"];

/// Every observation, those of derived quantities under their expression.
pub fn observations(world: &World<'_>) -> String {
    table(&OBSERVATION, world.reports().flat_map(|(quantity, all)| observation_rows(world, quantity, all)))
}

/// The observations of one series and of what is derived from it.
pub fn series(world: &World<'_>, id: &str) -> String {
    let id = SeriesId::new(id);
    let own = world.reports().filter(|(quantity, _)| Some(quantity.principal()) == id.as_ref());
    table(&OBSERVATION, own.flat_map(|(quantity, all)| observation_rows(world, quantity, all)))
}

fn observation_rows<'r>(
    world: &'r World<'_>,
    quantity: &'r Quantity,
    all: &'r [Observation],
) -> impl Iterator<Item = Vec<String>> + 'r {
    all.iter().map(move |observation| {
        let preferred = world.figure_at(quantity, observation.period).is_some_and(|f| f.shows(observation));
        let published = world.source(&observation.source).and_then(|source| source.published);
        vec![
            quantity.to_string(),
            observation.period.to_string(),
            observation.value.to_string(),
            observation.unit.to_string(),
            observation.scale.as_str().to_owned(),
            observation.qualifier.as_str().to_owned(),
            observation.status.as_str().to_owned(),
            observation.source.to_string(),
            published.map(|day| day.to_string()).unwrap_or_default(),
            observation.locator().unwrap_or_default().to_owned(),
            observation.printed().unwrap_or_default().to_owned(),
            preferred.to_string(),
            observation.reading().unwrap_or_default().to_owned(),
        ]
    })
}

/// Every quantity that is reported, and every one that the pages derive, once for each period.
pub fn quantities(world: &World<'_>) -> String {
    let mut figures: Vec<Figure<'_>> = Vec::new();
    for (quantity, all) in world.reports() {
        let mut periods: Vec<_> = all.iter().map(|o| o.period).collect();
        periods.dedup();
        figures.extend(periods.into_iter().filter_map(|period| world.figure_at(quantity, period)));
    }
    for call in world.calls() {
        if call.source.is_none() {
            figures.extend(world.figure(call).filter(Figure::is_derived));
        }
    }
    for chart in world.charts() {
        let rows = chart.quantities.iter();
        figures.extend(
            rows.flat_map(|quantity| charts::figures(world, quantity, chart.spec.periods.as_ref()))
                .filter(Figure::is_derived),
        );
    }
    figures.sort_by(|a, b| (&a.quantity, a.period).cmp(&(&b.quantity, b.period)));
    figures.dedup_by(|a, b| (&a.quantity, a.period) == (&b.quantity, b.period));
    table(&QUANTITY, figures.iter().map(quantity_row))
}

fn quantity_row(figure: &Figure<'_>) -> Vec<String> {
    let (origin, source, from) = match &figure.origin {
        Origin::Reported { observation, .. } => ("reported", observation.source.to_string(), String::new()),
        Origin::Derived { from, .. } => {
            let from: Vec<String> = from.iter().map(|f| format!("{} @ {}", f.quantity, f.period)).collect();
            ("derived", String::new(), from.join("; "))
        }
    };
    let Interval { low, high } = figure.interval;
    vec![
        figure.quantity.to_string(),
        figure.period.to_string(),
        figure.value.to_string(),
        bound(low),
        bound(high),
        figure.unit.to_string(),
        figure.scale.as_str().to_owned(),
        origin.to_owned(),
        source,
        from,
    ]
}

/// An end of an interval to twelve decimals; empty where there is none.
fn bound(bound: Bound) -> String {
    bound.value().map(|value: Decimal| value.round_dp(12).normalize().to_string()).unwrap_or_default()
}

/// The figures of a chart with their papers.
pub fn chart_csv(prepared: &Prepared<'_>) -> String {
    let columns = [
        "quantity", "period", "value", "low", "high", "unit", "scale", "origin", "source", "from", "locator",
        "printed",
    ];
    let rows = prepared.rows.iter().flat_map(|(_, figures)| figures).map(|figure| {
        let mut row = quantity_row(figure);
        let observation = match &figure.origin {
            Origin::Reported { observation, .. } => Some(*observation),
            Origin::Derived { .. } => None,
        };
        row.push(observation.and_then(Observation::locator).unwrap_or_default().to_owned());
        row.push(observation.and_then(Observation::printed).unwrap_or_default().to_owned());
        row
    });
    table(&columns, rows)
}

#[derive(Serialize)]
struct ChartJson<'a> {
    id: &'a str,
    title: &'a str,
    description: String,
    sources: Vec<SourceJson<'a>>,
    series: Vec<SeriesJson>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    id: &'a str,
    title: &'a str,
    publisher: Option<&'a str>,
    published: Option<String>,
}

#[derive(Serialize)]
struct SeriesJson {
    quantity: String,
    unit: String,
    scale: &'static str,
    observations: Vec<PointJson>,
}

#[derive(Serialize)]
struct PointJson {
    period: String,
    /// A decimal as text, so that its digits survive.
    value: String,
    low: Option<String>,
    high: Option<String>,
    origin: &'static str,
    sources_differ: bool,
}

/// What a chart shows, with units, sources and intervals.
pub fn chart_json(world: &World<'_>, id: &str, prepared: &Prepared<'_>) -> String {
    let point = |figure: &Figure<'_>| PointJson {
        period: figure.period.to_string(),
        value: figure.value.to_string(),
        low: Some(bound(figure.interval.low)).filter(|end| !end.is_empty()),
        high: Some(bound(figure.interval.high)).filter(|end| !end.is_empty()),
        origin: if figure.is_derived() { "derived" } else { "reported" },
        sources_differ: figure.differs(),
    };
    let series = prepared.rows.iter().filter_map(|(quantity, figures)| {
        let measure = world.measure(quantity)?;
        Some(SeriesJson {
            quantity: quantity.to_string(),
            unit: measure.unit.to_string(),
            scale: measure.scale.as_str(),
            observations: figures.iter().map(point).collect(),
        })
    });
    let sources = charts::source_ids(&prepared.rows).into_iter().filter_map(|id| {
        let source = world.source(id)?;
        Some(SourceJson {
            id,
            title: &source.title,
            publisher: source.publisher.as_deref(),
            published: source.published.map(|day| day.to_string()),
        })
    });
    let chart = ChartJson {
        id,
        title: prepared.title(),
        description: prepared.description(),
        sources: sources.collect(),
        series: series.collect(),
    };
    let mut json = serde_json::to_string_pretty(&chart).unwrap_or_default();
    json.push('\n');
    json
}

/// A table as CSV (RFC 4180, with line feeds).
fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every row has as many fields as the head.
    let mut failed = writer.write_record(columns).is_err();
    for row in rows {
        failed |= writer.write_record(&row).is_err();
    }
    debug_assert!(!failed);
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
