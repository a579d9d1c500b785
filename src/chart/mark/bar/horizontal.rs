//! Bars that grow to the right from a column of names.

use super::{draw_bars, keys};
use crate::chart::annotation::About;
use crate::chart::legend;
use crate::chart::mark::bound::{self, Arrow};
use crate::chart::mark::table::{Dimension, Span, Table};
use crate::chart::mark::whisker;
use crate::chart::page::Page;
use crate::chart::plane::Plane;
use crate::chart::remark::{self, Remark};
use crate::chart::scale::Zero;
use crate::chart::scene::{Anchor, Bounds, Finish, Role};
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Beyond, ChartError};

/// From a name or a figure to its bar, in px.
const GAP: f64 = 8.0;
/// From the end of a bar to its figure, in px.
const TO_FIGURE: f64 = 6.0;
/// Between two rows, in px.
const BETWEEN_ROWS: f64 = 9.0;
/// The largest part of the width that figures may take from the bars.
const MOST_FIGURES: f64 = 0.34;

/// A category with its place on the page.
struct Row {
    name: Vec<String>,
    remark: Vec<String>,
    /// Upper edge of its bars.
    bars: f64,
    top: f64,
    height: f64,
}

/// The measures of a chart of this kind.
struct Plan {
    /// Names stand over their bars, not beside them.
    over: bool,
    names: f64,
    bar: f64,
    carried: bool,
}

/// Lays out and draws bars that grow to the right.
pub(super) fn lay_out(page: &mut Page<'_>, table: &Table<'_>) -> Result<(), ChartError> {
    let upright = |about: &About| matches!(about, About::Value(_) | About::Span(..));
    if let Some(index) = page.chart.spec.annotations.iter().position(|annotation| upright(&annotation.about))
    {
        return Err(ChartError::Upright { index });
    }
    legend::set(page, &keys(table, false));
    let plan = plan(page, table);
    let axis = if table.shares {
        Some(ValueAxis::shares(page, page.width() * 0.6))
    } else if plan.carried {
        ValueAxis::bare(page, table.values(), Zero::Always)
    } else {
        ValueAxis::new(page, table.values(), Zero::Always, page.width() * 0.6)
    };
    let axis = axis.ok_or(ChartError::Empty)?;
    let font = Role::Value.font();
    let widest = |negative: bool| {
        let side = table.spans.iter().filter(|span| span.is_below() == negative);
        side.map(|span| font.width(&span.figure) + GAP).fold(0.0, f64::max).ceil()
    };
    let (before, after) = if plan.carried { (widest(true), widest(false)) } else { (0.0, axis.overhang()) };
    let left = page.left + plan.names + before;
    let right = page.right - after;
    let bars_begin = page.left + plan.names;
    axis.set_unit_at(page, bars_begin);
    if !plan.carried {
        page.skip(Role::Tick.font().leading());
    }

    let rows = rows(page, table, &plan, right)?;
    let bottom = rows.last().map_or(page.y, |row| row.top + row.height);
    let bounds = Bounds { left, top: page.y, right, bottom };
    // Downwards on the page is upwards on the plane: rows are placed in px from its foot.
    let plane = Plane::new(&page.pen, bounds, axis.scale.min..axis.scale.max, 0.0..(bottom - page.y));
    if !plan.carried {
        axis.draw_down(&page.pen, &plane, (page.left, page.right));
    }
    let upper = |span: &Span<'_>| {
        let key = if table.abreast() == 1 { 0 } else { span.key };
        rows.get(span.category).map_or(0.0, |row| row.bars) + key as f64 * plan.bar
    };
    let hairline = if table.abreast() > 1 { 1.0 } else { 0.0 };
    draw_bars(page, &plane, table, |span| {
        let top = upper(span);
        [(span.from, bottom - top), (span.to, bottom - top - plan.bar + hairline)]
    })?;
    if plan.over {
        for row in &rows {
            let (top, foot) = (row.bars - 2.0, row.bars + plan.bar * table.abreast() as f64 + 1.0);
            axis.draw_zero(&page.pen, plane.at(0.0, bottom - foot), plane.at(0.0, bottom - top));
        }
    } else {
        axis.draw_zero(&page.pen, plane.at(0.0, 0.0), plane.at(0.0, bottom - page.y));
    }
    let middle = |span: &Span<'_>| upper(span) + plan.bar / 2.0;
    draw_whiskers(page, &plane, table, plan.carried, middle);
    draw_bounds(page, &plane, table, plan.bar, middle);
    if plan.carried {
        draw_figures(page, &plane, table, middle);
    }
    draw_names(page, &rows, &plan);
    page.y = bottom;
    Ok(())
}

fn plan(page: &Page<'_>, table: &Table<'_>) -> Plan {
    let font = Role::Category.font();
    let widest = table.categories.iter().map(|name| font.width(name)).fold(0.0, f64::max);
    let narrow = page.layout.is_narrow();
    let most = page.width() * if narrow { 0.36 } else { 0.32 };
    let over = narrow && widest > most;
    let lines = table.categories.iter().flat_map(|name| font.wrap(name, most, 3));
    let broken = lines.map(|line| font.width(&line)).fold(0.0, f64::max);
    let names = if over { 0.0 } else { (broken + GAP).ceil() };
    let bar = match (table.abreast(), table.categories.len()) {
        (1, ..=40) => 21.0,
        (1, _) => 14.0,
        (2..=4, _) => 16.0,
        _ => 14.0,
    };
    let figures = table.spans.iter().map(|span| Role::Value.font().width(&span.figure));
    let carried = !table.stacked
        && page.chart.spec.labels != Some(false)
        && figures.fold(0.0, f64::max) <= page.width() * MOST_FIGURES;
    Plan { over, names, bar, carried }
}

fn rows(page: &Page<'_>, table: &Table<'_>, plan: &Plan, right: f64) -> Result<Vec<Row>, ChartError> {
    let font = Role::Category.font();
    let mut remarks = remark::of(page.chart, &table.calendar)?;
    if table.categories_are == Dimension::Series {
        remarks.clear();
    }
    let mut y = page.y;
    let mut rows = Vec::with_capacity(table.categories.len());
    for (category, name) in table.categories.iter().enumerate() {
        let width = if plan.over { page.width() } else { plan.names - GAP };
        let name = font.wrap(name, width, 3);
        // A break lies between its row and the one before.
        let row_of = |remark: &Remark<'_>| if remark.breaks { remark.slot - 1 } else { remark.slot };
        let here = remarks.iter().filter(|remark| row_of(remark) == category);
        let room = right - page.left - plan.names - GAP;
        let remark: Vec<_> =
            here.flat_map(|remark| Role::Remark.font().wrap(&remark.text, room, 4)).collect();
        let names = name.len() as f64 * font.leading();
        let bars = plan.bar * table.abreast() as f64;
        let said = remark.len() as f64 * Role::Remark.font().leading();
        let (bars_at, height) = if plan.over {
            (y + names + 2.0, names + 2.0 + bars + said + BETWEEN_ROWS + 3.0)
        } else {
            (y + BETWEEN_ROWS / 2.0 + ((names - bars) / 2.0).max(0.0), names.max(bars) + said + BETWEEN_ROWS)
        };
        rows.push(Row { name, remark, bars: bars_at, top: y, height });
        y += height;
    }
    Ok(rows)
}

fn draw_figures(page: &Page<'_>, plane: &Plane, table: &Table<'_>, middle: impl Fn(&Span<'_>) -> f64) {
    let font = Role::Value.font();
    page.pen.group(Role::Value, None, || {
        for span in &table.spans {
            let (x, _) = figure_at(plane, table, span);
            let anchor = if span.is_below() { Anchor::End } else { Anchor::Start };
            page.pen.text(x, middle(span) + font.centring(), anchor, span.figure.clone());
        }
    });
}

fn draw_whiskers(
    page: &Page<'_>,
    plane: &Plane,
    table: &Table<'_>,
    carried: bool,
    middle: impl Fn(&Span<'_>) -> f64,
) {
    let ends = |span: &Span<'_>| {
        let (low, high) = span.spread().filter(|_| !table.stacked)?;
        let y = middle(span);
        let gap = if carried { figure_at(plane, table, span).1 } else { None };
        Some((((plane.at(low, 0.0).0, y), (plane.at(high, 0.0).0, y)), gap))
    };
    whisker::draw_parted(&page.pen, table.spans.iter().filter_map(ends));
}

/// Where the figure of a bar begins, and the gap in its whisker that it stands in.
fn figure_at(plane: &Plane, table: &Table<'_>, span: &Span<'_>) -> (f64, Option<(f64, f64)>) {
    let across = |value: f64| plane.at(value, 0.0).0;
    let (end, far) = (across(span.to), across(table.reach(span)));
    let way = if span.is_below() { -1.0 } else { 1.0 };
    let off = match (span.beyond(), span.is_below()) {
        (Some(Beyond::Above), false) | (Some(Beyond::Below), true) => TO_FIGURE + bound::LENGTH,
        _ => TO_FIGURE,
    };
    if (far - end).abs() < 0.1 {
        return (end + way * off, None);
    }
    whisker::beside(end, far, off, Role::Value.font().width(&span.figure))
}

/// Draws an arrow at each bar that is but a bound, and a stroke in place of one of which no length is certain.
fn draw_bounds(
    page: &Page<'_>,
    plane: &Plane,
    table: &Table<'_>,
    bar: f64,
    middle: impl Fn(&Span<'_>) -> f64,
) {
    let bounds = || table.spans.iter().filter(|span| !table.stacked && span.beyond().is_some());
    let end = |span: &Span<'_>| (plane.at(span.to, 0.0).0, middle(span));
    page.pen.group(Role::Whisker, None, || {
        for span in bounds().filter(|span| !span.is_certain()) {
            let (x, y) = end(span);
            page.pen.mark(Finish::Solid, || page.chart.mark_title(span.series, span.point));
            page.pen.line((x, y - bar / 2.0), (x, y + bar / 2.0));
        }
    });
    bound::draw(
        &page.pen,
        None,
        bounds().filter_map(|span| Some(Arrow::level(span.beyond()?, end(span), 0.0))),
    );
}

fn draw_names(page: &Page<'_>, rows: &[Row], plan: &Plan) {
    let font = Role::Category.font();
    page.pen.group(Role::Category, None, || {
        for row in rows {
            let names = row.name.len() as f64 * font.leading();
            let said = row.remark.len() as f64 * font.leading();
            let top = if plan.over { row.top } else { row.top + (row.height - said - names) / 2.0 };
            for (at, line) in row.name.iter().enumerate() {
                let middle = top + (at as f64 + 0.5) * font.leading();
                page.pen.text(page.left, middle + font.centring(), Anchor::Start, line.clone());
            }
        }
    });
    page.pen.group(Role::Remark, None, || {
        for row in rows {
            let said = row.remark.len() as f64 * font.leading();
            let foot = row.top + row.height - BETWEEN_ROWS / 2.0;
            for (at, line) in row.remark.iter().enumerate() {
                let baseline = foot - said + font.ascent() + at as f64 * font.leading();
                page.pen.text(page.left + plan.names + 6.0, baseline, Anchor::Start, line.clone());
            }
        }
    });
}
