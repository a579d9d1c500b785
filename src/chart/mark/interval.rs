//! Intervals: from the least to the greatest that a figure can be, with the preferred one marked.
//!
//! Where sources differ the interval spans what they print; elsewhere it is what the print can mean.

use super::bound::{self, Arrow};
use super::rows::{BEFORE_FIGURE, ROWS, Rows, Wants};
use crate::chart::describe::{MOST, more};
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::notation::decimals_of;
use crate::chart::page::Page;
use crate::chart::plane::Marker;
use crate::chart::scale::Zero;
use crate::chart::scene::{Finish, Geometry, Role, Tone};
use crate::chart::{Beyond, Chart, ChartError, Point, Series};

/// Thickness of an interval, in px.
const THICK: f64 = 9.0;
/// Radius of the preferred figure, in px.
const RADIUS: f64 = 4.5;
/// From an end to its figure, in px.
const TO_FIGURE: f64 = 10.0;

/// Intervals by name, by period or by both.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Chart of intervals",
    series: 1..=usize::MAX,
    heeds: &[Key::Facet, Key::Zero, Key::Highlight],
    stacks: &[],
    signs: Signs {
        spread: Some("A pale bar spans what the figure can be; where sources differ, what they print."),
        ..ROWS
    },
    sum_up,
    lay_out,
};

/// A figure with what it can be.
struct Row<'a> {
    series: &'a Series,
    point: &'a Point,
    tone: Tone,
    finish: Finish,
    value: f64,
    low: f64,
    high: f64,
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let figures = rows(chart)?;
    let names = names(chart, &figures);
    let zero = match chart.spec.y.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    };
    let font = Role::Value.font();
    let ends = |row: &Row<'_>| row.ends(chart);
    let widths = |row: &Row<'_>| {
        let (low, high) = ends(row);
        let before = if row.low < row.high { font.width(&low) + TO_FIGURE } else { 0.0 };
        (before, font.width(&high).max(font.width(&row.point.label)) + TO_FIGURE)
    };
    let room = figures.iter().map(widths).fold((RADIUS, RADIUS), |(a, b), (c, d)| (a.max(c), b.max(d)));
    let wants = Wants {
        names: &names,
        values: figures.iter().flat_map(|row| [row.low, row.high]).chain(chart.data.values()).collect(),
        zero,
        height: 16.0,
        figures: Some(room),
    };
    let rows = Rows::set(page, &wants)?;
    rows.draw_guides(page, |at| {
        let row = figures.get(at)?;
        let (x, _) = rows.at(at, row.low);
        Some(if row.low < row.high { x - TO_FIGURE - font.width(&ends(row).0) - BEFORE_FIGURE } else { x })
    });
    if zero == Zero::Always {
        rows.draw_zero(page);
    }
    for (at, row) in figures.iter().enumerate() {
        draw_row(page, &rows, at, row);
    }
    page.pen.group(Role::Value, None, || {
        for (at, row) in figures.iter().enumerate() {
            let (low, high) = ends(row);
            let wide = row.low < row.high;
            if wide {
                rows.figure(page, rows.at(at, row.low), TO_FIGURE, true, &low);
            }
            let last = if wide { &high } else { &row.point.label };
            let off =
                if row.point.beyond == Some(Beyond::Above) { TO_FIGURE + bound::LENGTH } else { TO_FIGURE };
            rows.figure(page, rows.at(at, row.high), off, false, last);
        }
    });
    rows.close(page);
    Ok(())
}

impl Row<'_> {
    /// Both ends, written. What follows from other figures has more digits than it is worth: two that differ are enough.
    fn ends(&self, chart: &Chart<'_>) -> (String, String) {
        let telling = (-(self.high - self.low).log10()).ceil().clamp(-1.0, 8.0) as i32 + 1;
        let end = |value: f64| {
            let decimals = decimals_of(value).min(usize::try_from(telling).unwrap_or(0));
            chart.notation.number(value, decimals)
        };
        (end(self.low), end(self.high))
    }
}

/// "Khorgos 61.2, from 52 to 66; …"
fn sum_up(chart: &Chart<'_>) -> String {
    let Ok(rows) = rows(chart) else { return String::new() };
    let names = names(chart, &rows);
    let said = rows.iter().zip(names).take(MOST).map(|(row, name)| {
        let (low, high) = row.ends(chart);
        match row.low < row.high {
            true => format!("{name} {}, from {low} to {high}", row.point.label),
            false => format!("{name} {}", row.point.label),
        }
    });
    format!("{}{}.", said.collect::<Vec<_>>().join("; "), more(rows.len()))
}

fn rows<'a>(chart: &Chart<'a>) -> Result<Vec<Row<'a>>, ChartError> {
    let calendar = chart.calendar()?;
    let mut rows = Vec::new();
    for (index, series) in chart.data.series.iter().enumerate() {
        let tone = if chart.tone(index) == Tone::Quiet { Tone::Quiet } else { Tone::Hue(0) };
        for (point, value) in series.by_period().into_values() {
            let (low, high) = point.spread().or(point.interval).unwrap_or((value, value));
            let finish = chart.finish(&calendar, point);
            rows.push(Row { series, point, tone, finish, value, low: low.min(value), high: high.max(value) });
        }
    }
    Ok(rows)
}

/// What tells the rows apart: the series, the period or both.
fn names(chart: &Chart<'_>, rows: &[Row<'_>]) -> Vec<String> {
    let one_series = chart.data.series.len() == 1;
    let one_period = chart.data.periods().len() == 1;
    let name = |row: &Row<'_>| match (one_series, one_period) {
        (true, _) => chart.notation.period(row.point.period),
        (false, true) => row.series.label.clone(),
        (false, false) => format!("{}, {}", row.series.label, chart.notation.period(row.point.period)),
    };
    rows.iter().map(name).collect()
}

fn draw_row(page: &Page<'_>, rows: &Rows, at: usize, row: &Row<'_>) {
    let (from, to) = (rows.at(at, row.low), rows.at(at, row.high));
    if row.low < row.high {
        // Pale, as all that is not one printed figure.
        page.pen.group(Role::Bar, Some(row.tone), || {
            page.pen.next(Finish::Hollow, None);
            page.pen.shape(Geometry::Rect {
                x: from.0,
                y: from.1 - THICK / 2.0,
                width: to.0 - from.0,
                height: THICK,
            });
        });
    }
    let arrow = row.point.beyond.map(|beyond| Arrow::level(beyond, rows.at(at, row.value), RADIUS));
    bound::draw(&page.pen, None, arrow.into_iter());
    page.pen.group(Role::Dot, Some(row.tone), || {
        page.pen.mark(row.finish, || page.chart.mark_title(row.series, row.point));
        let marker = if row.finish == Finish::Hatched { Marker::Square } else { Marker::Circle };
        page.pen.shape(marker.geometry(rows.at(at, row.value), RADIUS));
    });
}
