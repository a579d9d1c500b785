//! Sparks: a line as small as a word, for tables and running text. No axes; the last point is marked.

use super::asked_height;
use crate::chart::calendar::middle;
use crate::chart::describe;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scene::{Bounds, Finish, Role};
use crate::chart::{ChartError, Point};

/// Width of a spark, in px.
pub(in crate::chart) const WIDTH: f64 = 100.0;
/// A spark beside a figure.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Line chart",
    series: 1..=1,
    heeds: &[Key::Height],
    stacks: &[],
    signs: Signs { spread: None, ..Signs::POINTS },
    sum_up: describe::courses,
    lay_out,
};

const HEIGHT: f64 = 24.0;
/// Room for the last point, in px.
const PADDING: f64 = 4.0;

/// Lays out and draws a spark of the first series.
fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let series = chart.data.series.first().ok_or(ChartError::Empty)?;
    let height = asked_height(chart).map_or(HEIGHT, |height| height.min(100.0));
    let points: Vec<(&Point, f64)> =
        series.by_period().into_values().filter(|(point, _)| calendar.compares(point.period)).collect();
    let values = || points.iter().map(|(_, value)| *value);
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    // A flat line runs through the middle.
    let spread = if high > low { 0.0 } else { 1.0 + high.abs() };
    let days = || points.iter().map(|(point, _)| middle(point.period));
    let (first, last) = (days().fold(f64::INFINITY, f64::min), days().fold(f64::NEG_INFINITY, f64::max));
    let (first, last) = if first < last { (first, last) } else { (first - 1.0, last + 1.0) };

    let bounds =
        Bounds { left: PADDING, top: PADDING, right: page.right - PADDING, bottom: height - PADDING };
    let plane = Plane::new(&page.pen, bounds, first..last, (low - spread)..(high + spread));
    let tone = Some(chart.tone(0));
    page.pen.group(Role::Line, tone, || {
        let mut run: Vec<(f64, f64)> = Vec::new();
        let mut previous = None;
        for (point, value) in &points {
            if previous.is_some_and(|last| !calendar.adjoin(last, point.period)) {
                plane.line(std::mem::take(&mut run))?;
            }
            run.push((middle(point.period), *value));
            previous = Some(point.period);
        }
        plane.line(run)
    })?;
    page.pen.group(Role::Dot, tone, || match points.last() {
        Some((point, value)) => {
            page.pen.next(Finish::Solid, Some(chart.mark_title(series, point)));
            plane.dot(Marker::Circle, (middle(point.period), *value), 2.4)
        }
        None => Ok(()),
    })?;
    page.y = height;
    Ok(())
}
