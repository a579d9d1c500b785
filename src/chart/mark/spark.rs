//! Sparks: a line as small as a word, for tables and running text. No axes; the last point is marked.

use super::asked_height;
use crate::chart::calendar::{Calendar, middle};
use crate::chart::describe;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scene::{Bounds, Role, Tone};
use crate::chart::{ChartError, Point, Series};

/// Width of a spark, in px.
pub(in crate::chart) const WIDTH: f64 = 100.0;
/// A spark beside a figure.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Line chart",
    series: 1..=1,
    heeds: &[Key::Height],
    stacks: &[],
    signs: Signs { odd: "Left out", spread: None, ..Signs::POINTS },
    sum_up: describe::courses,
    lay_out,
};

/// Radius of the last point, in px.
const RADIUS: f64 = 2.4;
/// Radius of a point that stands alone, in px.
const ALONE: f64 = 1.6;
const HEIGHT: f64 = 24.0;
/// Room for the last point, in px.
const PADDING: f64 = 4.0;

/// Lays out and draws a spark of the first series.
fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let series = chart.data.series.first().ok_or(ChartError::Empty)?;
    let height = asked_height(chart).unwrap_or(HEIGHT);
    let bounds =
        Bounds { left: PADDING, top: PADDING, right: page.right - PADDING, bottom: height - PADDING };
    draw(page, series, chart.tone(0), &calendar, bounds)?;
    page.y = height;
    Ok(())
}

/// Draws the course of a series within bounds, over the days that the calendar spans.
pub(super) fn draw(
    page: &Page<'_>,
    series: &Series,
    tone: Tone,
    calendar: &Calendar,
    bounds: Bounds,
) -> Result<(), ChartError> {
    let points: Vec<(&Point, f64)> =
        series.by_period().into_values().filter(|(point, _)| calendar.compares(point.period)).collect();
    let values = || points.iter().map(|(_, value)| *value);
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low > high {
        return Ok(());
    }
    // A flat line runs through the middle.
    let spread = if high > low { 0.0 } else { 1.0 + high.abs() };
    let days = || calendar.slots.iter().filter(|slot| calendar.compares(**slot)).map(|slot| middle(*slot));
    let (first, last) = (days().fold(f64::INFINITY, f64::min), days().fold(f64::NEG_INFINITY, f64::max));
    let (first, last) = if first < last { (first, last) } else { (first - 1.0, last + 1.0) };
    let plane = Plane::new(&page.pen, bounds, first..last, (low - spread)..(high + spread));
    let runs: Vec<&[(&Point, f64)]> = points
        .chunk_by(|(a, _), (b, _)| {
            calendar.adjoin(a.period, b.period) && !series.breaks_between(a.period, b.period)
        })
        .collect();
    let at = |(point, value): &(&Point, f64)| (middle(point.period), *value);
    page.pen.group(Role::Line, Some(tone), || {
        runs.iter().try_for_each(|run| plane.line(run.iter().map(at).collect()))
    })?;
    page.pen.group(Role::Dot, Some(tone), || {
        for run in &runs {
            // A point between two gaps is no line.
            if let [alone] = run {
                plane.dot(Marker::Circle, at(alone), ALONE)?;
            }
        }
        let Some(last) = points.last() else { return Ok(()) };
        page.pen.next(page.chart.finish(calendar, last.0), Some(page.chart.mark_title(series, last.0)));
        plane.dot(Marker::Circle, at(last), RADIUS)
    })
}
