//! Charts: the figures that a specification asks for, the drawing, and the `<figure>` around it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use rayon::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::edition::Edition;
use super::maps;
use super::papers;
use super::tables;
use super::urls::Urls;
use super::wording;
use super::world::World;
use super::writer::{Writer, plain};
use crate::chart::palette::LIGHT;
use crate::chart::spec::{Mark, Periods, Spec};
use crate::chart::{self, ChartError, Data, Layout, Notation, Point, Svg, Texts};
use crate::check::{asked, is_sound};
use crate::diag::Diagnostic;
use crate::document::escape;
use crate::load::Chart;
use crate::model::ledger::Measure;
use crate::model::{
    Figure, Formatter, Frequency, Interval, Origin, Period, Qualifier, Quantity, Scale, Sign, Style, Unit,
    Value,
};

/// A chart with its figures looked up and its texts written.
#[derive(Debug)]
pub struct Prepared<'a> {
    spec: Cow<'a, Spec>,
    texts: Texts,
    data: Data,
    /// Every figure that it shows, by series.
    pub rows: Vec<(Quantity, Vec<Figure<'a>>)>,
    /// The sources of a map beside those of its figures.
    credits: Vec<&'a str>,
    notation: AxisNotation<'a>,
}

impl<'a> Prepared<'a> {
    /// Looks up what a chart shows that stands alone.
    pub fn new(world: &World<'a>, chart: &'a Chart) -> Self {
        Prepared::shown(world, chart, None, None)
    }

    /// Looks up what a chart shows: in a page, whose links a map has, or alone; a map may be asked to show an entity.
    pub fn shown(world: &World<'a>, chart: &'a Chart, urls: Option<&Urls>, focus: Option<&str>) -> Self {
        let rows: Vec<(Quantity, Vec<Figure<'a>>)> = chart
            .quantities
            .iter()
            .map(|quantity| (quantity.clone(), figures(world, quantity, chart.spec.periods.as_ref())))
            .collect();
        let mut all = rows
            .iter()
            .zip(chart.spec.shown())
            .map(|((quantity, figures), id)| {
                let mut series = series(world, quantity, figures, id);
                series.label = match chart.spec.names.get(id) {
                    Some(name) => name.clone(),
                    None => wording::label_among(world, quantity, &chart.quantities),
                };
                series
            })
            .collect::<Vec<_>>()
            .into_iter();
        let series = all.by_ref().take(chart.spec.own().count()).collect();
        let against = all.by_ref().take(chart.spec.against.len()).collect();
        let nodes = nodes(world, &chart.spec);
        let data = Data { series, against, nodes, layers: all.collect(), ..Data::default() };
        let text = &chart.texts;
        let texts = Texts {
            title: plain(world, &text.title),
            subtitle: plain(world, &text.subtitle),
            alt: text.alt.as_ref().map(|alt| plain(world, alt)),
            note: text.note.as_ref().map(|note| plain(world, note)),
            annotations: text.annotations.iter().map(|text| plain(world, text)).collect(),
            source: None,
        };
        let geography = maps::geography(world, chart, &rows, urls, focus);
        let credits = maps::sources(world, chart);
        let mut prepared = Prepared {
            spec: Cow::Borrowed(&chart.spec),
            texts,
            data: Data { geography, ..data },
            rows,
            credits,
            notation: AxisNotation(world.formatter()),
        };
        prepared.texts.source = Some(source_line(world, &prepared.source_ids()));
        prepared
    }

    /// A chart of one quantity that nobody specified, over periods of one length: those of `like`, or else the
    /// length that it has most of. With `like` it ends there.
    ///
    /// Only figures that are more than a bound count, and there must be three of them: two points are a
    /// comparison, not a course.
    pub fn of_quantity(
        world: &World<'a>,
        quantity: &Quantity,
        mark: Mark,
        like: Option<Period>,
    ) -> Option<Self> {
        let lengths = [
            (Frequency::Month, Periods::Month),
            (Frequency::Quarter, Periods::Quarter),
            (Frequency::HalfYear, Periods::HalfYear),
            (Frequency::Annual, Periods::Annual),
        ];
        let (periods, figures) = lengths
            .into_iter()
            .filter(|(frequency, _)| like.is_none_or(|period| period.frequency() == *frequency))
            .map(|(_, periods)| {
                let mut figures = figures(world, quantity, Some(&periods));
                figures.retain(|figure| figure.interval.width().is_some());
                // A course beside a figure leads to it.
                figures.retain(|figure| like.is_none_or(|last| figure.period <= last));
                (periods, figures)
            })
            .max_by_key(|(_, figures)| figures.len())
            .filter(|(_, figures)| figures.len() >= 3)?;
        let spec = Spec::plain(mark, quantity.to_string(), periods);
        let rows = vec![(quantity.clone(), figures)];
        let series = rows.iter().map(|(q, figures)| series(world, q, figures, &spec.series[0])).collect();
        let texts = Texts {
            title: wording::quantity(world, quantity),
            source: Some(source_line(world, &source_ids(&rows))),
            ..Texts::default()
        };
        let notation = AxisNotation(world.formatter());
        Some(Prepared {
            spec: Cow::Owned(spec),
            texts,
            data: Data { series, ..Data::default() },
            rows,
            credits: Vec::new(),
            notation,
        })
    }

    /// The documents that it rests on, each once, those of its figures first.
    pub fn source_ids(&self) -> Vec<&str> {
        let mut ids = source_ids(&self.rows);
        for id in &self.credits {
            if !ids.contains(id) {
                ids.push(id);
            }
        }
        ids
    }

    fn chart(&self) -> chart::Chart<'_> {
        chart::Chart { spec: &self.spec, texts: &self.texts, data: &self.data, notation: &self.notation }
    }

    /// The drawing; what cannot be drawn says why in its place.
    pub fn draw(&self, layout: Layout, prefix: &str) -> Result<Svg, ChartError> {
        self.chart().draw(layout, prefix)
    }

    /// The drawing for renderers without style sheets, on white paper.
    pub fn draw_resolved(&self, layout: Layout, prefix: &str) -> Result<Svg, String> {
        self.chart().draw_resolved(layout, prefix, &LIGHT).map_err(|error| error.to_string())
    }

    /// The same chart with a plot as near to this height in px as its mark can have.
    pub fn with_height(mut self, height: f64) -> Self {
        if let Some(bounds) = self.spec.heights() {
            self.spec.to_mut().height = Some(height.clamp(*bounds.start(), *bounds.end()));
        }
        self
    }

    /// What readers must be told of it.
    pub fn notes(&self) -> Vec<String> {
        self.chart().notes()
    }

    /// The description for those who do not see it.
    pub fn description(&self) -> String {
        self.chart().alt()
    }

    /// The title without markup.
    pub fn title(&self) -> &str {
        &self.texts.title
    }
}

/// What the nodes of a Sankey diagram are called: as its author says, or else as their entities are.
fn nodes(world: &World<'_>, spec: &Spec) -> BTreeMap<String, String> {
    let named = |id: &String| {
        let own = spec.names.get(id).cloned();
        Some((id.clone(), own.or_else(|| world.entity_name(id).map(|(name, _)| name.to_string()))?))
    };
    spec.nodes().filter_map(named).collect()
}

/// Says where a chart is specified that cannot be drawn, and what to do about it.
pub fn undrawable(chart: &Chart, error: &ChartError) -> Diagnostic {
    let message = format!("the chart `{}` cannot be drawn: {error}", chart.id);
    let place = match error.part() {
        Some((path, item)) => chart.place_of(path, item),
        None => chart.place(),
    };
    Diagnostic::error("undrawable-chart", place, message).hint(error.hint())
}

/// What cannot be drawn of a site that has errors elsewhere, so that nothing is rendered of it. A chart with series that are not
/// as their author meant them is left out, and what a check says of a chart is not said again.
pub fn undrawable_beside_errors(edition: &Edition) -> Vec<Diagnostic> {
    let world = edition.world();
    let site = &edition.plan.checked.site;
    let is_whole = |chart: &&Arc<Chart>| {
        chart.spec.map.is_none()
            && !site.faulty.contains(&chart.id)
            && chart.quantities.iter().all(|quantity| is_sound(site, quantity))
    };
    let charts: Vec<&Arc<Chart>> = site.charts.values().filter(is_whole).collect();
    let undrawn = |chart: &&Arc<Chart>| {
        let prepared = Prepared::new(&world, chart);
        let error =
            [Layout::WIDE, Layout::NARROW].into_iter().find_map(|layout| prepared.draw(layout, "c").err())?;
        let is_said = matches!(error, ChartError::Refused(_) | ChartError::Units { .. } | ChartError::Empty);
        (!is_said).then(|| undrawable(chart, &error))
    };
    charts.par_iter().filter_map(undrawn).collect()
}

/// A number with so many decimals.
fn rounded(value: f64, decimals: usize) -> Decimal {
    let decimals = u32::try_from(decimals).unwrap_or(0);
    let mut rounded = Decimal::from_f64_retain(value).unwrap_or_default().round_dp(decimals);
    rounded.rescale(decimals);
    rounded
}

/// Writes numbers and periods on axes through the one formatter.
#[derive(Debug)]
struct AxisNotation<'a>(&'a Formatter);

impl Notation for AxisNotation<'_> {
    fn number(&self, value: f64, decimals: usize) -> String {
        self.0.number(rounded(value, decimals), Sign::Auto)
    }

    fn is_singular(&self, value: f64, decimals: usize) -> bool {
        self.0.is_singular(rounded(value, decimals), Scale::One)
    }

    fn period(&self, period: Period) -> String {
        self.0.period(period)
    }
}

/// The figures of a quantity in the periods that are asked for; what is neither reported nor follows is a gap. They are in
/// the multiple that the quantity is measured in, whatever a source prints; one in another unit stays as it is.
pub fn figures<'a>(world: &World<'a>, quantity: &Quantity, periods: Option<&Periods>) -> Vec<Figure<'a>> {
    let mut reported = world.reported_figures(quantity).into_iter().peekable();
    let periods = periods_of(world, quantity, periods);
    // Both are in order, unless the author lists periods in another.
    let figure = |period: Period| {
        while reported.next_if(|figure| figure.period < period).is_some() {}
        reported.next_if(|figure| figure.period == period).or_else(|| world.figure_at(quantity, period))
    };
    let measure = world.measure(quantity);
    let shown = |figure: Figure<'a>| match measure {
        Some(measure) if figure.is_in_unit_of(measure) => figure.in_scale(measure.scale),
        _ => figure,
    };
    periods.into_iter().filter_map(figure).map(shown).collect()
}

/// The figures of a quantity that no source prints, in the periods that are asked for.
pub fn derived_figures<'a>(
    world: &World<'a>,
    quantity: &Quantity,
    periods: Option<&Periods>,
) -> Vec<Figure<'a>> {
    let mut asked = periods_of(world, quantity, periods);
    let reported = world.periods(quantity);
    asked.retain(|period| reported.binary_search(period).is_err());
    asked.into_iter().filter_map(|period| world.figure_at(quantity, period)).collect()
}

fn periods_of(world: &World<'_>, quantity: &Quantity, asked: Option<&Periods>) -> Vec<Period> {
    if let Some(Periods::List(list)) = asked {
        return list.clone();
    }
    let frequency = asked.and_then(asked::frequency);
    // What is derived has the periods of what it is made of.
    let mut known = world.periods(quantity);
    if quantity.as_series().is_none() {
        quantity.each_series(&mut |id| known.extend(world.periods(&Quantity::Series(id.clone()))));
        known.sort();
        known.dedup();
    }
    known.retain(|period| frequency.is_none_or(|f| period.frequency() == f));
    let (Some(_), Some(first), Some(last)) = (frequency, known.first(), known.last()) else { return known };
    // Between the first and the last there may be some that follow from others.
    std::iter::successors(Some(*first), |period| period.next()).take_while(|period| period <= last).collect()
}

/// Past this many figures no mark has a title of its own, and none is written out in full.
const TITLED: usize = 48;

fn series(world: &World<'_>, quantity: &Quantity, figures: &[Figure<'_>], id: &str) -> chart::Series {
    let measure = world.measure(quantity);
    // One in another unit has no place on the axis. The audit says that it is there.
    let in_unit = |figure: &&Figure<'_>| measure.is_none_or(|measure| figure.is_in_unit_of(measure));
    chart::Series {
        id: id.to_owned(),
        label: wording::label(world, quantity),
        unit: measure.map(|measure| unit(world.formatter(), measure)).unwrap_or_default(),
        points: figures
            .iter()
            .filter(in_unit)
            .map(|figure| Point {
                over_break: over_break(world, quantity, figure.period),
                ..point(world, figure, figures.len() <= TITLED)
            })
            .collect(),
        breaks: breaks(world, quantity),
    }
}

fn unit(formatter: &Formatter, measure: Measure<'_>) -> chart::Unit {
    chart::Unit {
        label: formatter.unit(measure),
        one: formatter.unit_of_one(measure),
        is_whole: measure.unit == Unit::Count && measure.scale == Scale::One,
        is_rate: measure.unit.is_rate(),
    }
}

/// Where the amounts that a quantity is made of break. Rates of change have no level that could: see [`over_break`].
fn breaks(world: &World<'_>, quantity: &Quantity) -> Vec<chart::Break> {
    if matches!(quantity, Quantity::Growth(_)) {
        return Vec::new();
    }
    let mut all = Vec::new();
    quantity.each_series(&mut |id| {
        let breaks = world.series(id).into_iter().flat_map(|series| &series.breaks);
        all.extend(breaks.map(|(at, note)| chart::Break { at: *at, note: note.to_string() }));
    });
    all.sort();
    all.dedup();
    all
}

/// What changed between a period and the one a year before, if the figure of a rate of change holds both against each other.
pub(super) fn over_break(world: &World<'_>, quantity: &Quantity, period: Period) -> Option<String> {
    let Quantity::Growth(of) = quantity else { return None };
    let before = period.year_before()?;
    let between = |brk: &chart::Break| before.start() < brk.at.start() && brk.at.start() <= period.start();
    breaks(world, of).into_iter().find(between).map(|brk| brk.note)
}

fn point(world: &World<'_>, figure: &Figure<'_>, titled: bool) -> Point {
    let formatter = world.formatter();
    let beyond = beyond(figure.qualifier);
    Point {
        period: figure.period,
        value: figure.value.middle().to_f64(),
        label: formatter.figure(figure, Style { qualifier: true, ..Style::CELL }),
        text: match titled || formatter.is_of_one(figure) {
            true => formatter.figure(figure, Style::default()),
            false => String::new(),
        },
        origin: if figure.is_derived() { chart::Origin::Derived } else { chart::Origin::Reported },
        interval: ends(figure.possible()),
        differs: differing(figure),
        range: Some(figure)
            .filter(|_| beyond.is_none())
            .filter(|figure| rests_on_range(figure))
            .and_then(range),
        beyond,
        over_break: None,
    }
}

/// Both ends of an interval; none if it has but one.
fn ends(interval: Interval) -> Option<(f64, f64)> {
    Some((interval.low.value()?.to_f64()?, interval.high.value()?.to_f64()?))
}

/// On which side of a figure the true one lies, if the figure is but a bound.
fn beyond(qualifier: Qualifier) -> Option<chart::Beyond> {
    match qualifier {
        Qualifier::Over | Qualifier::AtLeast => Some(chart::Beyond::Above),
        Qualifier::Under | Qualifier::UpTo => Some(chart::Beyond::Below),
        Qualifier::Exact | Qualifier::About | Qualifier::Almost => None,
    }
}

/// True if it is printed as a range, or follows from a figure that is.
fn rests_on_range(figure: &Figure<'_>) -> bool {
    matches!(figure.value, Value::Range(..)) || figure.inputs().iter().any(rests_on_range)
}

/// Both ends of a range as they are printed, or of what follows from one.
fn range(figure: &Figure<'_>) -> Option<(f64, f64)> {
    match figure.value {
        Value::Range(low, high) => Some((low.to_f64()?, high.to_f64()?)),
        Value::Number(_) => ends(figure.possible()),
    }
}

/// The least and the greatest that sources print, where they cannot agree.
fn differing(figure: &Figure<'_>) -> Option<(f64, f64)> {
    let Origin::Reported { others, .. } = &figure.origin else { return None };
    if !figure.differs() {
        return None;
    }
    let own = figure.scale.factor();
    let same_unit = others.iter().filter(|other| other.unit == figure.unit);
    let own_value = |other: &crate::model::Observation| {
        let ends = match other.value {
            Value::Number(value) => [value, value],
            Value::Range(low, high) => [low, high],
        };
        ends.map(|end| end.checked_mul(other.scale.factor())?.checked_div(own)?.to_f64())
    };
    let values: Vec<f64> = same_unit
        .flat_map(|other| own_value(other))
        .flatten()
        .chain(figure.value.middle().to_f64())
        .collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low < high).then_some((low, high))
}

/// "Xinhua, 26 July 2025; …": the documents of all figures, each once, in order.
pub fn source_line(world: &World<'_>, ids: &[&str]) -> String {
    sources_in_words(world, ids).join("; ")
}

/// Documents by publisher and day, and by title too where several have those in common.
fn sources_in_words(world: &World<'_>, ids: &[&str]) -> Vec<String> {
    let words = |id: &&str, name: String| match world.source(id).and_then(|source| source.published) {
        Some(day) => format!("{name}, {}", world.formatter().date(day)),
        None => name,
    };
    let short: Vec<String> = ids.iter().map(|id| words(id, papers::source_name(world, id))).collect();
    let is_shared = |name: &String| short.iter().filter(|other| *other == name).count() > 1;
    let in_full = |(id, name): (&&str, &String)| match is_shared(name) {
        true => words(id, papers::source_name_and_title(world, id)),
        false => name.clone(),
    };
    ids.iter().zip(&short).map(in_full).collect()
}

/// "Source: Xinhua, 26 July 2025", without links.
pub fn source_words_of(world: &World<'_>, ids: &[&str]) -> String {
    let label = if ids.len() == 1 { "Source" } else { "Sources" };
    format!("{label}: {}", source_line(world, ids))
}

/// The documents of figures, each once, in order; also those that differ from a figure, which is marked for it.
pub fn source_ids<'f>(rows: &'f [(Quantity, Vec<Figure<'_>>)]) -> Vec<&'f str> {
    let mut ids = Vec::new();
    for figure in rows.iter().flat_map(|(_, figures)| figures) {
        gather(figure, &mut ids);
        if let Origin::Reported { others, .. } = &figure.origin {
            for other in others.iter().filter(|other| !figure.agrees_with(other)) {
                if !ids.contains(&&*other.source) {
                    ids.push(&other.source);
                }
            }
        }
    }
    ids
}

fn gather<'f>(figure: &'f Figure<'_>, ids: &mut Vec<&'f str>) {
    match &figure.origin {
        Origin::Reported { observation, .. } => {
            if !ids.contains(&&*observation.source) {
                ids.push(&observation.source);
            }
        }
        Origin::Derived { from, .. } => from.iter().for_each(|input| gather(input, ids)),
    }
}

/// "Source: " and the documents, linked to their pages.
pub fn write_sources(world: &World<'_>, urls: &Urls, rows: &[(Quantity, Vec<Figure<'_>>)], out: &mut String) {
    write_source_ids(world, urls, &source_ids(rows), out);
}

/// The same of these documents.
fn write_source_ids(world: &World<'_>, urls: &Urls, ids: &[&str], out: &mut String) {
    out.push_str(if ids.len() == 1 { "Source: " } else { "Sources: " });
    for (index, (id, words)) in ids.iter().copied().zip(sources_in_words(world, ids)).enumerate() {
        if index > 0 {
            out.push_str("; ");
        }
        match world.record_address("sources", id) {
            Some(address) => {
                out.push_str("<a href=\"");
                escape::address(&urls.page(address), out);
                out.push_str("\">");
                escape::text(&words, out);
                out.push_str("</a>");
            }
            None => escape::text(&words, out),
        }
    }
}

/// Writes a chart with its head, notes, source, data table and links.
pub fn write_figure(writer: &mut Writer<'_>, id: &str, out: &mut String) {
    let world = writer.world;
    let Some(prepared) = write_head_to_source(writer, id, out) else { return };
    out.push_str("<details class=\"chart-data\"><summary>Data table</summary>");
    write_tables(&world, &writer.urls, &prepared, id, out);
    out.push_str("</details>");
    if let Some(address) = world.record_address("charts", id) {
        let (page, file) =
            (writer.urls.page(address), |ext| writer.urls.file(&format!("{address}/{id}.{ext}")));
        let _ = write!(
            out,
            "<p class=\"chart-links\"><a href=\"{page}\">Chart page</a> <a href=\"{}\" download>SVG</a> \
             <a href=\"{}\" download>CSV</a></p>",
            file("svg"),
            file("csv")
        );
    }
    out.push_str("</figure>");
}

/// Writes the figures of a chart as a table, and the places and routes of a map.
pub fn write_tables(world: &World<'_>, urls: &Urls, prepared: &Prepared<'_>, id: &str, out: &mut String) {
    if !prepared.rows.is_empty() {
        let spec = &prepared.spec;
        let names: Vec<Option<&str>> =
            spec.shown().map(|id| spec.names.get(id).map(String::as_str)).collect();
        tables::write_rows(world, urls, &prepared.rows, &names, prepared.title(), out);
    }
    if let Some(chart) = world.chart(id) {
        maps::write_tables(world, urls, chart, out);
    }
}

/// Writes a chart on its own page, which has table and links beside it.
pub fn write_on_own_page(writer: &mut Writer<'_>, id: &str, out: &mut String) {
    if write_head_to_source(writer, id, out).is_some() {
        out.push_str("</figure>");
    }
}

/// Writes a chart by itself, where there are no papers that its figures could lead to.
pub fn write_embedded(world: &World<'_>, urls: &Urls, prepared: &Prepared<'_>, id: &str, out: &mut String) {
    let texts = &prepared.texts;
    let paragraph = |class: &str, text: &str, out: &mut String| {
        if !text.is_empty() {
            let _ = write!(out, "<p class=\"{class}\">{}</p>", escape::escaped(text));
        }
    };
    out.push_str("<figure class=\"chart\"><figcaption class=\"chart-head\">");
    paragraph("chart-title", &texts.title, out);
    paragraph("chart-subtitle", &texts.subtitle, out);
    out.push_str("</figcaption>");
    write_drawings(prepared, &format!("chart-{id}"), out);
    let notes = texts.note.iter().cloned().chain(prepared.chart().notes());
    paragraph("chart-note", &notes.collect::<Vec<_>>().join(" "), out);
    out.push_str("<p class=\"chart-source\">");
    write_source_ids(world, urls, &prepared.source_ids(), out);
    out.push_str("</p></figure>");
}

/// Writes the beginning of a chart's `<figure>`, up to its source line.
fn write_head_to_source<'a>(writer: &mut Writer<'a>, id: &str, out: &mut String) -> Option<Prepared<'a>> {
    let world = writer.world;
    let chart = world.chart(id)?;
    let prepared = Prepared::shown(&world, chart, Some(&writer.urls), None);
    let repeated = writer.show_chart(id);
    // A chart that stands on a page twice has two ids.
    let anchor = if repeated == 0 { format!("chart-{id}") } else { format!("chart-{id}-{}", repeated + 1) };
    let _ = write!(out, "<figure class=\"chart\" id=\"{anchor}\"><figcaption class=\"chart-head\">");
    if let Some(number) = writer.chart_number(id) {
        let _ = write!(out, "<span class=\"chart-number\">Figure\u{a0}{number}</span>");
    }
    let _ = write!(out, "<p class=\"chart-title\">{}</p>", writer.line(&chart.texts.title));
    let subtitle = writer.line(&chart.texts.subtitle);
    if !subtitle.is_empty() {
        let _ = write!(out, "<p class=\"chart-subtitle\">{subtitle}</p>");
    }
    out.push_str("</figcaption>");
    // Where a chart has a page, the job of its file reports it.
    let pageless = world.record_address("charts", id).is_none();
    if let (Some(error), true) = (write_drawings(&prepared, &anchor, out), pageless) {
        writer.faults.push(undrawable(chart, &error));
    }
    let mut notes: Vec<String> = chart.texts.note.iter().map(|note| writer.line(note)).collect();
    notes.extend(prepared.chart().notes().iter().map(|note| escape::escaped(note).into_owned()));
    if !notes.is_empty() {
        let _ = write!(out, "<p class=\"chart-note\">{}</p>", notes.join(" "));
    }
    out.push_str("<p class=\"chart-source\">");
    write_source_ids(&world, &writer.urls, &prepared.source_ids(), out);
    out.push_str("</p>");
    Some(prepared)
}

/// The two layouts, of which the style sheet shows one; what cannot be drawn says why in its place.
pub fn write_drawings(prepared: &Prepared<'_>, prefix: &str, out: &mut String) -> Option<ChartError> {
    let mut fault = None;
    for (class, layout, suffix) in [("chart-wide", Layout::WIDE, "w"), ("chart-narrow", Layout::NARROW, "n")]
    {
        match prepared.draw(layout, &format!("{prefix}-{suffix}")) {
            Ok(svg) => {
                let _ = write!(out, "<div class=\"{class}\">{}</div>", svg.markup);
            }
            Err(why) => {
                // Said once, not once for each layout.
                if suffix == "w" {
                    let _ = write!(out, "<p class=\"chart-note\">{}</p>", escape::escaped(&why.to_string()));
                }
                fault.get_or_insert(why);
            }
        }
    }
    fault
}
