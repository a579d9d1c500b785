//! Data files: observations and quantities as CSV, charts as CSV and JSON. Figures stand in them as numbers, with
//! a point and without grouping, whatever the language of the pages.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use serde::Serialize;

use super::charts::{self, Prepared};
use super::maps;
use super::world::World;
use crate::load::Named;
use crate::model::{
    Bound, Figure, Interval, Observation, Origin, Period, Quantity, Scale, SeriesId, Unit, Value, rounded,
    write_plain,
};

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

/// The columns of places on a map.
const PLACE: [&str; 7] = ["entity", "name", "kind", "longitude", "latitude", "approximate", "source"];

/// Every observation, those of derived quantities under their expression.
pub fn observations(world: &World<'_>) -> String {
    let reports: Vec<_> = world.reports().collect();
    in_parallel(&OBSERVATION, &reports, |(quantity, all), table| {
        observation_rows(world, quantity, all, table)
    })
}

/// The observations of one series and of what is derived from it.
pub fn series(world: &World<'_>, id: &str) -> String {
    let mut table = Table::new(&OBSERVATION);
    for (quantity, all) in SeriesId::new(id).iter().flat_map(|id| world.reports_of(id)) {
        observation_rows(world, quantity, all, &mut table);
    }
    table.text()
}

fn observation_rows<'a>(world: &World<'a>, quantity: &Quantity, all: &'a [Observation], table: &mut Table) {
    let name = escaped(&quantity.to_string());
    // Reports of one document mostly follow each other.
    let mut document: Option<(&str, String)> = None;
    for same_period in all.chunk_by(|a, b| a.period == b.period) {
        let shown = shown(world, quantity, same_period);
        for observation in same_period {
            let source = &*observation.source;
            let (_, document) = match &mut document {
                Some(known) if known.0 == source => known,
                other => other.insert((source, source_fields(world, source))),
            };
            table.escaped(&name);
            table.display(observation.period);
            table.value(observation.value);
            table.field(observation.unit.code());
            table.escaped(observation.scale.as_str());
            table.escaped(observation.qualifier.as_str());
            table.escaped(observation.status.as_str());
            table.escaped(document);
            table.field(observation.locator().unwrap_or_default());
            table.field(observation.printed().unwrap_or_default());
            let preferred = shown.is_some_and(|shown| std::ptr::eq(shown, observation));
            table.escaped(if preferred { "true" } else { "false" });
            table.field(observation.reading().unwrap_or_default());
            table.end_row();
        }
    }
}

/// Two fields: the id of a document and the day that it was published.
fn source_fields(world: &World<'_>, id: &str) -> String {
    let published = world.source(id).and_then(|source| source.published);
    let day = published.map(|day| day.to_string()).unwrap_or_default();
    format!("{},{day}", escaped(id))
}

/// Every quantity that is reported, and every one that the pages derive, once for each period.
pub fn quantities(world: &World<'_>) -> String {
    let mut derived: IndexMap<Quantity, BTreeMap<Period, Figure<'_>>, FxBuildHasher> = IndexMap::default();
    let quoted = world.calls().into_par_iter().filter(|call| !world.is_reported(&call.quantity, call.at));
    let quoted: Vec<_> = quoted.filter_map(|call| world.figure(call)).collect();
    let charts: Vec<_> = world.charts().collect();
    let drawn = charts.par_iter().flat_map_iter(|chart| {
        let periods = chart.spec.periods.as_ref();
        chart.quantities.iter().flat_map(move |quantity| charts::derived_figures(world, quantity, periods))
    });
    let drawn: Vec<_> = drawn.collect();
    for figure in quoted.into_iter().chain(drawn) {
        let of_quantity = match derived.get_index_of(&figure.quantity) {
            Some(at) => &mut derived[at],
            None => derived.entry(figure.quantity.clone()).or_default(),
        };
        of_quantity.insert(figure.period, figure);
    }
    let mut names: Vec<&Quantity> =
        world.reports().map(|(quantity, _)| quantity).chain(derived.keys()).collect();
    names.sort();
    names.dedup();
    in_parallel(&QUANTITY, &names, |quantity, table| {
        let name = escaped(&quantity.to_string());
        let mut others = derived.get(*quantity).into_iter().flatten().peekable();
        for same_period in world.observations(quantity).chunk_by(|a, b| a.period == b.period) {
            let period = same_period[0].period;
            while let Some((_, figure)) = others.next_if(|(other, _)| **other < period) {
                derived_row(&name, figure, table);
            }
            if let Some(shown) = shown(world, quantity, same_period) {
                reported_row(&name, shown, table);
            }
        }
        others.for_each(|(_, figure)| derived_row(&name, figure, table));
    })
}

/// Which of the reports of one quantity and period is shown.
fn shown<'a>(
    world: &World<'a>,
    quantity: &Quantity,
    same_period: &'a [Observation],
) -> Option<&'a Observation> {
    match same_period {
        [only] => Some(only),
        several => world.figure_at(quantity, several.first()?.period)?.observation(),
    }
}

fn reported_row(name: &str, observation: &Observation, table: &mut Table) {
    reported_fields(name, observation, table);
    table.end_row();
}

fn derived_row(name: &str, figure: &Figure<'_>, table: &mut Table) {
    derived_fields(name, figure, table);
    table.end_row();
}

fn quantity_fields(figure: &Figure<'_>, table: &mut Table) {
    let name = escaped(&figure.quantity.to_string());
    match figure.observation() {
        Some(observation) => reported_fields(&name, observation, table),
        None => derived_fields(&name, figure, table),
    }
}

fn reported_fields(name: &str, observation: &Observation, table: &mut Table) {
    let o = observation;
    measured(name, o.period, (o.value, o.interval(), o.unit, o.scale), table);
    table.escaped("reported");
    table.field(&o.source);
    table.escaped("");
}

fn derived_fields(name: &str, figure: &Figure<'_>, table: &mut Table) {
    measured(name, figure.period, (figure.value, figure.interval, figure.unit, figure.scale), table);
    table.escaped("derived");
    table.escaped("");
    let from = match &figure.origin {
        Origin::Derived { from, .. } => from.as_slice(),
        Origin::Reported { .. } => &[],
    };
    let from: Vec<String> = from.iter().map(|f| format!("{} @ {}", f.quantity, f.period)).collect();
    table.field(&from.join("; "));
}

/// The name is escaped already: it is the same for all rows of a quantity.
fn measured(name: &str, period: Period, measure: (Value, Interval, Unit, Scale), table: &mut Table) {
    let (value, interval, unit, scale) = measure;
    table.escaped(name);
    table.display(period);
    table.value(value);
    table.bound(interval.low);
    table.bound(interval.high);
    table.field(unit.code());
    table.escaped(scale.as_str());
}

/// Writes an end of an interval, to twelve decimals and without trailing zeros; nothing where there is no end.
fn write_bound(out: &mut String, bound: Bound) {
    let Some(value) = bound.value() else { return };
    write_plain(out, if value.scale() > 12 { rounded(value, 12) } else { value });
    if value.scale() > 0 {
        let digits = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(digits);
    }
}

/// The same by itself, if there is an end.
fn bound_text(bound: Bound) -> Option<String> {
    let mut text = String::new();
    write_bound(&mut text, bound);
    Some(text).filter(|text| !text.is_empty())
}

/// The figures of a chart with their papers; the places of a map that shows no figure.
pub fn chart_csv(world: &World<'_>, id: &str, prepared: &Prepared<'_>) -> String {
    let places = world.chart(id).map(|chart| maps::place_data(world, chart)).unwrap_or_default();
    if prepared.rows.is_empty() && !places.is_empty() {
        let mut table = Table::new(&PLACE);
        places.iter().for_each(|place| place.write_row(&mut table));
        return table.text();
    }
    let mut columns = QUANTITY.to_vec();
    columns.extend(["locator", "printed"]);
    let mut table = Table::new(&columns);
    for figure in prepared.rows.iter().flat_map(|(_, figures)| figures) {
        quantity_fields(figure, &mut table);
        table.field(figure.observation().and_then(Observation::locator).unwrap_or_default());
        table.field(figure.observation().and_then(Observation::printed).unwrap_or_default());
        table.end_row();
    }
    table.text()
}

#[derive(Serialize)]
struct ChartJson<'a> {
    id: &'a str,
    title: &'a str,
    description: String,
    licence: Option<&'a Named>,
    sources: Vec<SourceJson<'a>>,
    series: Vec<SeriesJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<maps::PlaceData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<maps::RouteData<'a>>,
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

/// What a chart shows, with units, sources and intervals. A figure in another unit than its series is not drawn.
pub fn chart_json(world: &World<'_>, id: &str, prepared: &Prepared<'_>) -> String {
    let point = |figure: &Figure<'_>| PointJson {
        period: figure.period.to_string(),
        value: figure.value.to_string(),
        low: bound_text(figure.interval.low),
        high: bound_text(figure.interval.high),
        origin: if figure.is_derived() { "derived" } else { "reported" },
        sources_differ: figure.differs(),
    };
    let series = prepared.rows.iter().filter_map(|(quantity, figures)| {
        let measure = world.measure(quantity)?;
        Some(SeriesJson {
            quantity: quantity.to_string(),
            unit: measure.unit.to_string(),
            scale: measure.scale.as_str(),
            observations: figures.iter().filter(|figure| figure.is_in_unit_of(measure)).map(point).collect(),
        })
    });
    let sources = prepared.source_ids().into_iter().filter_map(|id| {
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
        licence: world.config().licence.as_ref(),
        sources: sources.collect(),
        series: series.collect(),
        places: world.chart(id).map(|chart| maps::place_data(world, chart)).unwrap_or_default(),
        routes: world.chart(id).map(|chart| maps::route_data(world, chart)).unwrap_or_default(),
    };
    let mut json = serde_json::to_string_pretty(&chart).unwrap_or_default();
    json.push('\n');
    json
}

#[derive(Serialize)]
struct SeriesFile<'a> {
    id: &'a str,
    title: &'a str,
    definition: Option<&'a str>,
    unit: String,
    scale: &'static str,
    licence: Option<&'a Named>,
    observations: Vec<ReportJson<'a>>,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    quantity: String,
    period: String,
    /// A decimal as text, so that its digits survive.
    value: String,
    unit: String,
    scale: &'static str,
    qualifier: &'static str,
    status: &'static str,
    source: &'a str,
    locator: Option<&'a str>,
    printed: Option<&'a str>,
    reading: Option<&'a str>,
    preferred: bool,
}

/// A series with its observations and those of what is derived from it.
pub fn series_json(world: &World<'_>, id: &str) -> String {
    let Some(series) = SeriesId::new(id).and_then(|id| world.series(&id)) else { return String::new() };
    let mut observations = Vec::new();
    for (quantity, all) in world.reports_of(&series.id) {
        for same_period in all.chunk_by(|a, b| a.period == b.period) {
            let shown = shown(world, quantity, same_period);
            observations.extend(same_period.iter().map(|o| ReportJson {
                quantity: quantity.to_string(),
                period: o.period.to_string(),
                value: o.value.to_string(),
                unit: o.unit.to_string(),
                scale: o.scale.as_str(),
                qualifier: o.qualifier.as_str(),
                status: o.status.as_str(),
                source: &o.source,
                locator: o.locator(),
                printed: o.printed(),
                reading: o.reading(),
                preferred: shown.is_some_and(|shown| std::ptr::eq(shown, o)),
            }));
        }
    }
    let file = SeriesFile {
        id,
        title: &series.title,
        definition: series.definition.as_deref(),
        unit: series.unit.to_string(),
        scale: series.scale.as_str(),
        licence: world.config().licence.as_ref(),
        observations,
    };
    let mut json = serde_json::to_string_pretty(&file).unwrap_or_default();
    json.push('\n');
    json
}

/// A table as CSV (RFC 4180, with line feeds), field by field. Hardly any needs quotes, and a call into a crate for
/// each was a third of the time that a large site's data files took.
pub(super) struct Table {
    text: String,
}

impl Table {
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut table = Table::headless();
        columns.iter().for_each(|column| table.field(column));
        table.end_row();
        table
    }

    fn headless() -> Self {
        Table { text: String::new() }
    }

    pub(super) fn field(&mut self, text: &str) {
        write_field(text, &mut self.text);
    }

    /// What [`escaped`] made of a text, or a text that it leaves as it is, such as the code of a code list.
    pub(super) fn escaped(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push(',');
    }

    /// Numbers and periods, which are written without commas and quotation marks.
    pub(super) fn display(&mut self, value: impl fmt::Display) {
        let _ = write!(self.text, "{value},");
    }

    pub(super) fn value(&mut self, value: Value) {
        // Digits need no quotes.
        let out = &mut self.text;
        match value {
            Value::Number(number) => write_plain(out, number),
            Value::Range(low, high) => {
                write_plain(out, low);
                out.push_str("..");
                write_plain(out, high);
            }
        }
        out.push(',');
    }

    fn bound(&mut self, bound: Bound) {
        // Digits again.
        write_bound(&mut self.text, bound);
        self.text.push(',');
    }

    pub(super) fn end_row(&mut self) {
        // In place of the comma after the last field.
        self.text.pop();
        self.text.push('\n');
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// A text as a field holds it.
pub(super) fn escaped(text: &str) -> String {
    let mut field = String::new();
    write_field(text, &mut field);
    field.pop();
    field
}

/// Writes a field and a comma.
fn write_field(text: &str, out: &mut String) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.push('"');
        for (index, part) in text.split('"').enumerate() {
            out.push_str(if index > 0 { "\"\"" } else { "" });
            out.push_str(part);
        }
        out.push('"');
    } else {
        out.push_str(text);
    }
    out.push(',');
}

/// How many items one task writes: enough that its table is worth a buffer.
const CHUNK: usize = 256;

/// A table whose rows are written on all cores, in the order of the items.
pub(super) fn in_parallel<I: Sync>(
    columns: &[&str],
    items: &[I],
    rows: impl Fn(&I, &mut Table) + Sync,
) -> String {
    let chunks: Vec<String> = items
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut table = Table::headless();
            chunk.iter().for_each(|item| rows(item, &mut table));
            table.text()
        })
        .collect();
    let mut text = Table::new(columns).text();
    text.reserve_exact(chunks.iter().map(String::len).sum());
    // Each is let go as soon as it is copied: the largest files have as many bytes as all pages of a section.
    chunks.into_iter().for_each(|chunk| text.push_str(&chunk));
    text
}
