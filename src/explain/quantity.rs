//! The papers of a quantity: what is reported of it and what follows, period by period, and where on the site it
//! stands.

use std::collections::BTreeSet;

use serde::Serialize;

use super::lineage::{self, Derived, Part, Report};
use super::mentions::{self, Mention, Named};
use super::{At, Scope, Unexplained, definitions};
use crate::chart::spec::Periods;
use crate::document::{Node, TableOf};
use crate::load::Chart;
use crate::model::{Figure, Period, Quantity};
use crate::render::{charts, tables, wording, writer};

/// All that is known of a quantity.
#[derive(Debug, Serialize)]
pub struct QuantityPapers {
    /// Its expression.
    pub quantity: String,
    /// What it is called in full.
    pub title: String,
    /// What is counted, if it is a series that says so.
    pub definition: Option<String>,
    /// The unit that it is shown in.
    pub unit: String,
    /// How it behaves over time, if it is a series.
    pub kind: Option<&'static str>,
    /// The series that it is made of and where each is defined; itself, if it is one.
    pub series: Vec<SeriesAt>,
    /// What else is reported under its series.
    pub also_reported: Vec<String>,
    /// Its figures by period.
    pub periods: Vec<PeriodPapers>,
    /// The texts that quote it, or what follows from it.
    pub quoted: Vec<Quotation>,
    /// The charts that show it, or what follows from it.
    pub charts: Vec<ChartUse>,
    /// The tables that show it, or what follows from it, and the headlines beside which its course stands.
    pub shown: Vec<Showing>,
}

/// A series and where it is defined.
#[derive(Debug, Serialize)]
pub struct SeriesAt {
    /// Its id.
    pub id: String,
    /// What it is called in full.
    pub title: String,
    /// Where it is defined.
    pub at: Option<At>,
}

/// A figure with its papers.
#[derive(Debug, Serialize)]
pub struct PeriodPapers {
    /// The period as data files write it.
    pub period: String,
    /// The period in words.
    pub name: String,
    /// The figure.
    pub text: String,
    /// What it can mean.
    pub interval: String,
    /// True if some reports of it cannot both be true.
    pub differs: bool,
    /// What sources report, the preferred one first.
    pub reports: Vec<Report>,
    /// What it follows from, if no source reports it.
    pub derived: Option<Derived>,
}

/// A figure in a text.
#[derive(Debug, Serialize)]
pub struct Quotation {
    /// Where.
    pub at: At,
    /// What is quoted.
    pub quantity: String,
    /// Of which period.
    pub period: String,
    /// As it stands there.
    pub text: String,
    /// Whether it is the quantity or follows from it.
    pub part: Part,
}

/// A chart.
#[derive(Debug, Serialize)]
pub struct ChartUse {
    /// Its id.
    pub id: String,
    /// Where it is specified.
    pub at: At,
    /// The periods of which it shows the quantity, or what follows from it.
    pub periods: Vec<String>,
    /// Whether it shows the quantity or only what follows from it.
    pub part: Part,
    /// Where texts show the chart.
    pub on: Vec<At>,
}

/// A table or a headline.
#[derive(Debug, Serialize)]
pub struct Showing {
    /// Where.
    pub at: At,
    /// What: `table` or `headline`.
    pub what: &'static str,
    /// The periods of which it shows the quantity, or what follows from it.
    pub periods: Vec<String>,
}

/// The papers of a quantity, of one period or of all.
pub(super) fn papers(
    scope: &Scope<'_>,
    quantity: &Quantity,
    period: Option<Period>,
) -> Result<QuantityPapers, Unexplained> {
    let world = &scope.world;
    let mentions = mentions::all(&scope.plan.checked.site);
    let periods = match period {
        Some(period) => vec![period],
        None => known_periods(scope, quantity, &mentions).into_iter().collect(),
    };
    let figures: Vec<Figure<'_>> = periods.iter().filter_map(|at| world.figure_at(quantity, *at)).collect();
    if let (Some(period), true) = (period, figures.is_empty()) {
        return Err(nothing_known(scope, quantity, period, &mentions));
    }
    let series = quantity.as_series().and_then(|id| world.series(id));
    let unit = world.measure(quantity).map(|measure| world.formatter().unit(measure)).unwrap_or_default();
    Ok(QuantityPapers {
        quantity: quantity.to_string(),
        title: wording::quantity(world, quantity),
        definition: series.and_then(|series| series.definition.as_ref()).map(|text| text.trim().to_owned()),
        unit: if unit.is_empty() { "count".to_owned() } else { lineage::plain(&unit) },
        kind: series.map(|series| wording::series_kind(series.kind)),
        series: made_of(scope, quantity),
        also_reported: world
            .reports_of(quantity.principal())
            .filter(|(other, _)| *other != quantity)
            .map(|(other, _)| other.to_string())
            .collect(),
        periods: figures.iter().map(|figure| period_papers(scope, figure)).collect(),
        quoted: quotations(scope, quantity, period, &mentions),
        charts: chart_uses(scope, quantity, period, &mentions),
        shown: showings(scope, quantity, period, &mentions),
    })
}

fn nothing_known(
    scope: &Scope<'_>,
    quantity: &Quantity,
    period: Period,
    mentions: &[Mention<'_>],
) -> Unexplained {
    let world = &scope.world;
    let known = known_periods(scope, quantity, mentions);
    let known: Vec<String> = known
        .into_iter()
        .filter(|period| world.figure_at(quantity, *period).is_some())
        .map(|period| period.to_string())
        .collect();
    let hint = match known.is_empty() {
        true => scope.plan.checked.site.ledger.why_unknown(quantity, period),
        false => format!("there are figures for: {}", known.join(", ")),
    };
    Unexplained { message: format!("nothing is known of {quantity} for {period}"), hint: Some(hint) }
}

fn made_of(scope: &Scope<'_>, quantity: &Quantity) -> Vec<SeriesAt> {
    let mut series: Vec<SeriesAt> = Vec::new();
    quantity.each_series(&mut |id| {
        if series.iter().all(|known| known.id != id.as_str()) {
            let title = scope.world.series(id).map(|series| series.title.to_string()).unwrap_or_default();
            series.push(SeriesAt { id: id.to_string(), title, at: definitions::series(scope, id) });
        }
    });
    series
}

/// The periods that there may be a figure for: those reported of it or of what it is made of, those between them,
/// a year to either side, and those that texts quote.
fn known_periods(scope: &Scope<'_>, quantity: &Quantity, mentions: &[Mention<'_>]) -> BTreeSet<Period> {
    let world = &scope.world;
    let mut known: BTreeSet<Period> = world.periods(quantity).into_iter().collect();
    quantity.each_series(&mut |id| known.extend(world.periods(&Quantity::Series(id.clone()))));
    for length in [Periods::Annual, Periods::HalfYear, Periods::Quarter, Periods::Month] {
        known.extend(charts::figures(world, quantity, Some(&length)).iter().map(|figure| figure.period));
    }
    let beside: Vec<Period> =
        known.iter().flat_map(|period| [period.year_before(), period.year_after()]).flatten().collect();
    known.extend(beside);
    known.extend(mentions.iter().filter_map(|mention| match mention.what {
        Named::Node(Node::Figure(call)) if call.quantity == *quantity => Some(call.at),
        _ => None,
    }));
    known
}

fn period_papers(scope: &Scope<'_>, figure: &Figure<'_>) -> PeriodPapers {
    PeriodPapers {
        period: figure.period.to_string(),
        name: scope.world.formatter().period(figure.period),
        text: lineage::text(scope, figure),
        interval: lineage::interval(scope, figure),
        differs: figure.differs(),
        reports: lineage::reports(scope, figure),
        derived: lineage::derived(scope, figure),
    }
}

fn quotations(
    scope: &Scope<'_>,
    quantity: &Quantity,
    period: Option<Period>,
    mentions: &[Mention<'_>],
) -> Vec<Quotation> {
    let mut quotations: Vec<Quotation> = mentions
        .iter()
        .filter_map(|mention| {
            let Named::Node(Node::Figure(call)) = mention.what else { return None };
            let figure = scope.world.figure(call)?;
            Some(Quotation {
                part: lineage::part(&figure, quantity, period)?,
                at: scope.at(&mention.place()),
                quantity: figure.quantity.to_string(),
                period: figure.period.to_string(),
                text: lineage::plain(&scope.world.formatter().figure(&figure, call.style)),
            })
        })
        .collect();
    quotations.sort_by(|a, b| (a.part, &a.at).cmp(&(b.part, &b.at)));
    quotations
}

fn chart_uses(
    scope: &Scope<'_>,
    quantity: &Quantity,
    period: Option<Period>,
    mentions: &[Mention<'_>],
) -> Vec<ChartUse> {
    let shown = |chart: &Chart| {
        let periods = chart.spec.periods.as_ref();
        let of = |asked: &Quantity| charts::figures(&scope.world, asked, periods);
        parts(chart.quantities.iter().map(of), quantity, period)
    };
    let uses = scope.world.charts().filter_map(|chart| {
        let (part, periods) = shown(chart)?;
        let mut on: Vec<At> = mentions
            .iter()
            .filter(|mention| matches!(mention.what, Named::Node(Node::Chart(id) | Node::Map(id)) if **id == *chart.id))
            .map(|mention| scope.at(&mention.place()))
            .collect();
        on.sort();
        Some(ChartUse { id: chart.id.to_string(), at: scope.at(&chart.place()), periods, part, on })
    });
    uses.collect()
}

fn showings(
    scope: &Scope<'_>,
    quantity: &Quantity,
    period: Option<Period>,
    mentions: &[Mention<'_>],
) -> Vec<Showing> {
    let mut showings: Vec<Showing> = mentions
        .iter()
        .filter_map(|mention| {
            let (what, periods) = match mention.what {
                // A table of a chart shows what the chart does.
                Named::Node(Node::Table(table)) => {
                    let rows = tables::rows(&scope.world, table)?;
                    ("table", parts(rows.into_iter().map(|(_, figures)| figures), quantity, period)?.1)
                }
                Named::Series(id) if quantity.as_series() == Some(id) => ("headline", Vec::new()),
                _ => return None,
            };
            Some(Showing { at: scope.at(&mention.place()), what, periods })
        })
        .collect();
    showings.sort_by(|a, b| a.at.cmp(&b.at));
    showings
}

/// The periods of the figures in rows that are a quantity or follow from it; none if no figure is or does.
fn parts<'f>(
    rows: impl Iterator<Item = Vec<Figure<'f>>>,
    quantity: &Quantity,
    period: Option<Period>,
) -> Option<(Part, Vec<String>)> {
    let found: Vec<(Part, Period)> = rows
        .flatten()
        .filter_map(|figure| Some((lineage::part(&figure, quantity, period)?, figure.period)))
        .collect();
    let best = found.iter().map(|(part, _)| *part).min()?;
    let periods: BTreeSet<Period> =
        found.iter().filter(|(part, _)| *part == best).map(|(_, period)| *period).collect();
    Some((best, periods.iter().map(Period::to_string).collect()))
}

/// True if a table or a chart in a text shows a quantity for which the test holds, by what it asks for.
pub(super) fn asks_for(scope: &Scope<'_>, node: &Node, test: &dyn Fn(&Quantity) -> bool) -> bool {
    let by_chart = |id: &str| scope.world.chart(id).is_some_and(|chart| chart.quantities.iter().any(test));
    match node {
        Node::Figure(call) => test(&call.quantity),
        Node::Chart(id) => by_chart(id),
        Node::Table(table) => match &table.of {
            TableOf::Chart(id) => by_chart(id),
            TableOf::Quantities(quantities) => quantities.iter().any(test),
        },
        _ => false,
    }
}

/// The title of a chart without markup.
pub(super) fn chart_title(scope: &Scope<'_>, chart: &Chart) -> String {
    lineage::plain(&writer::plain(&scope.world, &chart.texts.title))
}
