//! Parts of a whole: which stacks lack one, and what share of its stack each part is.
//!
//! A stack without one of its parts would be no whole: its sum seems to fall, and the shares of the others to rise. It is
//! left out, and the notes say so.

use super::spec::{Channel, Mark, Spec, Stack};
use super::{Chart, ChartError, Data, Point, Series, Unit};
use crate::model::Period;

/// Decimals of a share, in per cent.
const DECIMALS: usize = 1;

/// What some stacks lack.
pub(super) struct Lacking {
    /// The stacks: periods, or names of series.
    pub stacks: Vec<String>,
    /// Their parts that have no figure.
    pub parts: Vec<String>,
}

/// Whether figures of several series, or periods, stand on one another.
pub(super) fn is_stacked(spec: &Spec) -> bool {
    matches!(spec.stack, Stack::Stacked | Stack::Share)
}

/// Whether each stack is of one series, and its parts are periods.
fn by_series(spec: &Spec) -> bool {
    let along = |channel| channel == Some(Channel::Series);
    spec.mark == Mark::Bar && (along(spec.encoding.x) || along(spec.encoding.y))
}

/// The stacks that lack a part, those together that lack the same.
pub(super) fn lacking(chart: &Chart<'_>) -> Vec<Lacking> {
    if !is_stacked(chart.spec) || chart.spec.encoding.facet == Some(Channel::Series) {
        return Vec::new();
    }
    let periods = chart.data.periods();
    let has = |series: &Series, period: Period| series.known().any(|(point, _)| point.period == period);
    let mut found: Vec<Lacking> = Vec::new();
    let mut add =
        |stack: String, parts: Vec<String>| match found.iter_mut().find(|other| other.parts == parts) {
            _ if parts.is_empty() => {}
            Some(other) => other.stacks.push(stack),
            None => found.push(Lacking { stacks: vec![stack], parts }),
        };
    let written = |period: &Period| chart.notation.period(*period);
    if by_series(chart.spec) {
        for series in chart.data.series.iter().filter(|series| series.known().next().is_some()) {
            let parts = periods.iter().filter(|period| !has(series, **period)).map(written).collect();
            add(series.label.clone(), parts);
        }
    } else {
        let some = |period: &Period| chart.data.series.iter().any(|series| has(series, *period));
        for period in periods.into_iter().filter(some) {
            let parts = chart.data.series.iter().filter(|series| !has(series, period));
            add(written(&period), parts.map(|series| series.label.clone()).collect());
        }
    }
    found
}

/// Why no stack is whole.
pub(super) fn none_is_whole(chart: &Chart<'_>) -> ChartError {
    let lacks = |series: &&Series| chart.data.periods().len() > series.by_period().len();
    match chart.data.series.iter().find(lacks) {
        Some(series) => ChartError::Incomplete { series: series.label.clone() },
        None => ChartError::Empty,
    }
}

/// The same data with shares, in per cent of the sum of all series in each period, in place of amounts; only of those
/// periods in which all have one.
pub(super) fn shares(chart: &Chart<'_>) -> Data {
    let known: Vec<_> = chart.data.series.iter().map(Series::by_period).collect();
    let whole = |period: Period| -> Option<f64> {
        let sum = known.iter().map(|of| Some(of.get(&period)?.1)).sum::<Option<f64>>()?;
        (sum > 0.0).then_some(sum)
    };
    let share = |point: &Point| {
        let value = point.value? * 100.0 / whole(point.period)?;
        let label = chart.notation.number(value, DECIMALS);
        Some(Point { value: Some(value), label, text: String::new(), interval: None, ..point.clone() })
    };
    let of = |series: &Series| Series {
        points: series.points.iter().filter_map(share).collect(),
        unit: Unit::from("% of their sum"),
        ..series.clone()
    };
    Data { series: chart.data.series.iter().map(of).collect(), ..Data::default() }
}
