//! Heat maps: a cell for each series and period, the darker the greater; below zero in another hue. A cell without a
//! figure is crossed out, since on dark paper it would look like one of the lowest class.

use std::collections::BTreeSet;

use crate::chart::calendar::Calendar;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::notation::Word;
use crate::chart::page::Page;
use crate::chart::period_axis::{PeriodAxis, Place};
use crate::chart::remark;
use crate::chart::scale::{Linear, Zero};
use crate::chart::scene::{Anchor, Finish, Geometry, Role, Tone};
use crate::chart::value_axis::finest;
use crate::chart::{Chart, ChartError, Point, Series};

/// Height of a cell, in px.
const CELL: f64 = 28.0;
/// Widest cell, in px.
const WIDEST: f64 = 76.0;
/// Between cells, in px.
const HAIRLINE: f64 = 1.5;
/// From a name to its cells, in px.
const GAP: f64 = 10.0;
/// The largest part of the width that names may take.
const MOST_NAMES: f64 = 0.36;
/// About how many classes the figures fall into.
const CLASSES: usize = 5;
/// Size of a swatch in the key, in px.
const SWATCH: (f64, f64) = (34.0, 10.0);

/// Cells by series and period.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Heat map",
    series: 1..=usize::MAX,
    heeds: &[Key::Labels],
    stacks: &[],
    signs: Signs {
        derived: "Cells with a dashed rim are derived from reported figures.",
        odd: "Hatched",
        spread: None,
    },
    sum_up,
    lay_out,
};

/// Where the cells lie.
struct Grid {
    left: f64,
    top: f64,
    pitch: f64,
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let unit = chart.data.series.first().map(|series| &series.unit);
    let classes =
        Linear::nice(chart.data.values(), Zero::IfNear, CLASSES, finest(unit)).ok_or(ChartError::Empty)?;
    let series = &chart.data.series;
    let cells = cells(series, &calendar);
    let empty = empty(&cells, series.len(), calendar.slots.len());
    draw_key(page, &classes, !empty.is_empty());
    let font = Role::Category.font();
    let most = page.width() * MOST_NAMES;
    let broken = series.iter().flat_map(|series| font.wrap(&series.label, most, 2));
    let names = (broken.map(|line| font.width(&line)).fold(0.0, f64::max) + GAP).ceil();
    let left = page.left + names;
    let pitch = ((page.right - left) / calendar.slots.len() as f64).min(WIDEST);
    let grid = Grid { left, top: page.y, pitch };
    for (row, column) in empty {
        cross_out(page, grid.cell(row, column));
    }
    for tone in tones(&cells, &classes) {
        page.pen.group(Role::Cell, Some(tone), || {
            for (row, column, series, point, _) in
                cells.iter().filter(|(_, _, _, _, value)| shade(&classes, *value) == tone)
            {
                page.pen.mark(chart.finish(&calendar, point), || chart.mark_title(series, point));
                page.pen.shape(grid.cell(*row, *column));
            }
        });
    }
    let figures = Role::Value.font();
    let fit = cells.iter().all(|(_, _, _, point, _)| figures.width(&point.label) <= pitch - 6.0);
    if fit && chart.spec.labels != Some(false) {
        page.pen.group(Role::Value, None, || {
            for (row, column, _, point, _) in &cells {
                let (x, y) = grid.middle(*row, *column);
                page.pen.text(x, y + figures.centring(), Anchor::Middle, point.label.clone());
            }
        });
    }
    page.pen.group(Role::Category, None, || {
        for (row, series) in series.iter().enumerate() {
            let lines = font.wrap(&series.label, names - GAP, 2);
            let first = grid.middle(row, 0).1 - (lines.len() as f64 - 1.0) / 2.0 * font.size;
            for (at, line) in lines.iter().enumerate() {
                let middle = first + at as f64 * font.leading().min(CELL / 2.0);
                page.pen.text(page.left, middle + font.centring(), Anchor::Start, line.clone());
            }
        }
    });
    let foot = grid.top + CELL * series.len() as f64 - HAIRLINE;
    page.pen.group(Role::Rule, None, || {
        for remark in remark::breaks(chart, &calendar) {
            let x = grid.left + remark.slot as f64 * pitch - HAIRLINE / 2.0;
            page.pen.next(Finish::Hatched, None);
            page.pen.line((x, grid.top), (x, foot));
        }
    });
    page.y = draw_periods(page, &grid, &calendar, grid.top + CELL * series.len() as f64);
    Ok(())
}

/// "Highest 57 (Trade, 2022), lowest −9.6 (Trade, 2020)."
fn sum_up(chart: &Chart<'_>) -> String {
    type Known<'a> = (&'a Series, (&'a Point, f64));
    let all = || chart.data.series.iter().flat_map(|series| series.known().map(move |known| (series, known)));
    let said = |word: &str, found: Option<Known<'_>>| {
        let (series, (point, _)) = found?;
        Some(format!("{word} {} ({}, {})", point.label, series.label, chart.notation.period(point.period)))
    };
    // Of equal ones the first.
    let higher = |a: Known<'_>, b: Known<'_>| b.1.1 > a.1.1;
    let highest = all().reduce(|best, next| if higher(best, next) { next } else { best });
    let lowest = all().reduce(|best, next| if higher(next, best) { next } else { best });
    let ends = [said("Highest", highest), said("lowest", lowest)];
    format!("{}.", ends.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

type Cell<'a> = (usize, usize, &'a Series, &'a Point, f64);

fn cells<'a>(all: &'a [Series], calendar: &Calendar) -> Vec<Cell<'a>> {
    let mut cells = Vec::new();
    for (row, series) in all.iter().enumerate() {
        for (period, (point, value)) in series.by_period() {
            if let Ok(column) = calendar.slots.binary_search(&period) {
                cells.push((row, column, series, point, value));
            }
        }
    }
    cells
}

/// The rows and columns that have no figure.
fn empty(cells: &[Cell<'_>], rows: usize, columns: usize) -> Vec<(usize, usize)> {
    let known: BTreeSet<(usize, usize)> = cells.iter().map(|(row, column, ..)| (*row, *column)).collect();
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    all.filter(|cell| !known.contains(cell)).collect()
}

/// Draws a cell that has no figure: its rim and a line across it.
fn cross_out(page: &Page<'_>, cell: Geometry) {
    let Geometry::Rect { x, y, width, height } = cell else { return };
    let (left, top, right, bottom) = (x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5);
    let rim = vec![(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom), (right, top)];
    page.pen.group(Role::Leader, Some(Tone::Quiet), || {
        page.pen.shape(Geometry::Path { points: rim, closed: false });
    });
}

/// The shade of a class: away from zero, or from the least where zero is not among the classes.
fn shade(classes: &Linear, value: f64) -> Tone {
    let steps = classes.ticks.len().saturating_sub(1).max(1);
    let class = classes.ticks.iter().skip(1).take(steps - 1).filter(|tick| value >= **tick).count();
    let zero = classes.ticks.iter().position(|tick| *tick == 0.0).unwrap_or(0);
    let strongest = zero.max(steps - zero) as f64;
    let level = |nth: usize| ((nth as f64 / strongest * 6.0).ceil() as u8).clamp(1, 6);
    if class >= zero { Tone::Shade(level(class - zero + 1)) } else { Tone::Counter(level(zero - class)) }
}

fn tones(cells: &[Cell<'_>], classes: &Linear) -> Vec<Tone> {
    let mut tones: Vec<Tone> = cells.iter().map(|(_, _, _, _, value)| shade(classes, *value)).collect();
    tones.sort();
    tones.dedup();
    tones
}

/// A swatch for each class, with the figures between classes under it, and one for cells without a figure if there are any.
fn draw_key(page: &mut Page<'_>, classes: &Linear, has_empty: bool) {
    let font = Role::Tick.font();
    let power = classes.power();
    let (ticks, decimals) = classes.ticks_over(power);
    let notation = page.chart.notation;
    let texts: Vec<String> = ticks.iter().map(|tick| notation.number(*tick, decimals)).collect();
    let steps = classes.ticks.len().saturating_sub(1);
    let widest = texts.iter().map(|text| font.width(text)).fold(0.0, f64::max);
    let swatch = SWATCH.0.max(widest + 8.0).min(page.width() / (steps as f64 + 1.0));
    let left = page.left + font.width(&texts[0]) / 2.0;
    // A word beside the swatches is higher than they are.
    page.y += if has_empty { 2.0 } else { 0.0 };
    let top = page.y;
    for at in 0..steps {
        let middle = (classes.ticks[at] + classes.ticks[at + 1]) / 2.0;
        page.pen.group(Role::Cell, Some(shade(classes, middle)), || {
            let x = left + at as f64 * swatch;
            page.pen.shape(Geometry::Rect { x, y: top, width: swatch - HAIRLINE, height: SWATCH.1 });
        });
    }
    let baseline = top + SWATCH.1 + 3.0 + font.ascent();
    let end = left + steps as f64 * swatch + widest / 2.0 + 8.0;
    page.pen.group(Role::Tick, None, || {
        let mut free = f64::NEG_INFINITY;
        for (at, text) in texts.iter().enumerate() {
            let x = left + at as f64 * swatch;
            if x - font.width(text) / 2.0 >= free {
                page.pen.text(x, baseline, Anchor::Middle, text.clone());
                free = x + font.width(text) / 2.0 + 4.0;
            }
        }
    });
    let unit = match power {
        0 if page.says_unit => page.chart.unit().to_owned(),
        0 => String::new(),
        _ => notation.multiple(page.chart.unit(), power),
    };
    if !unit.is_empty() && end + Role::Unit.font().width(&unit) <= page.right {
        page.pen.group(Role::Unit, None, || page.pen.text(end, baseline, Anchor::Start, unit));
    }
    page.y += SWATCH.1 + font.leading() + 14.0;
    if has_empty {
        let word = notation.word(Word::Absent);
        let whole = SWATCH.0 + 6.0 + font.width(word);
        let beside = left + steps as f64 * swatch + 14.0;
        let fits = beside + whole <= page.right;
        // Beside the classes, or in a row of its own.
        let (x, y) = if fits { (beside, top) } else { (left, page.y - 6.0) };
        cross_out(page, Geometry::Rect { x, y, width: SWATCH.0, height: SWATCH.1 });
        page.pen.group(Role::Tick, None, || {
            page.pen.text(x + SWATCH.0 + 6.0, y + SWATCH.1 / 2.0 + font.centring(), Anchor::Start, word);
        });
        page.y += if fits { 0.0 } else { SWATCH.1 + 10.0 };
    }
}

fn draw_periods(page: &Page<'_>, grid: &Grid, calendar: &Calendar, top: f64) -> f64 {
    let place = |(at, period): (usize, &crate::model::Period)| {
        let left = grid.left + at as f64 * grid.pitch;
        Place { period: *period, left, right: left + grid.pitch, centre: left + grid.pitch / 2.0 }
    };
    let axis = PeriodAxis {
        notation: page.chart.notation,
        calendar,
        places: calendar.slots.iter().enumerate().map(place).collect(),
        limits: (page.left, page.right),
    };
    axis.draw(&page.pen, top - 2.0)
}

impl Grid {
    fn cell(&self, row: usize, column: usize) -> Geometry {
        Geometry::Rect {
            x: self.left + column as f64 * self.pitch,
            y: self.top + row as f64 * CELL,
            width: (self.pitch - HAIRLINE).max(self.pitch * 0.7),
            height: CELL - HAIRLINE,
        }
    }

    fn middle(&self, row: usize, column: usize) -> (f64, f64) {
        let x = self.left + (column as f64 + 0.5) * self.pitch - HAIRLINE / 2.0;
        (x, self.top + (row as f64 + 0.5) * CELL - HAIRLINE / 2.0)
    }
}
