//! Bars that grow upwards from a row of categories.

use super::{draw_bars, keys};
use crate::chart::label::{self, EndLabel, Value};
use crate::chart::legend;
use crate::chart::mark::bound::{self, Arrow};
use crate::chart::mark::table::{Dimension, Span, Table};
use crate::chart::mark::{layers, overlay, plot_height, set_above_plot, whisker};
use crate::chart::page::Page;
use crate::chart::period_axis::{PeriodAxis, Place};
use crate::chart::plane::Plane;
use crate::chart::remark::{self, Remark, Remarks};
use crate::chart::scale::Zero;
use crate::chart::scene::{Anchor, Bounds, Finish, Role};
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Beyond, Chart, ChartError};

/// How much of a category its bars take.
const FILL: f64 = 0.74;
/// Widest bar, in px.
const WIDEST: f64 = 100.0;
/// Widest category, in px: few bars stand together instead of drifting apart.
const WIDEST_PITCH: f64 = 165.0;
/// Room for a figure over or under a bar, in px.
const FIGURE: f64 = 18.0;

/// About the width of the numbers of an axis, in px.
const NUMBERS: f64 = 40.0;
/// Most lines of a name under its bar.
const NAME_LINES: usize = 4;
/// Most lines of a name on a phone: bars by longer ones grow to the right.
const FEW_LINES: usize = 2;

/// How bars share the width.
struct Bands {
    left: f64,
    pitch: f64,
    bar: f64,
    abreast: usize,
}

impl Bands {
    fn over(left: f64, right: f64, table: &Table<'_>) -> Self {
        let pitch = ((right - left) / table.categories.len().max(1) as f64).min(WIDEST_PITCH);
        let abreast = table.abreast();
        Bands { left, pitch, bar: (pitch * FILL / abreast as f64).min(WIDEST), abreast }
    }

    fn centre(&self, category: usize) -> f64 {
        self.left + (category as f64 + 0.5) * self.pitch
    }

    /// The left edge of a bar.
    fn bar_left(&self, category: usize, key: usize) -> f64 {
        let key = if self.abreast == 1 { 0 } else { key };
        self.centre(category) + (key as f64 - self.abreast as f64 / 2.0) * self.bar
    }

    fn bar_centre(&self, category: usize, key: usize) -> f64 {
        self.bar_left(category, key) + self.bar / 2.0
    }

    /// Between neighbours of one category where there is room for it, in px.
    fn hairline(&self) -> f64 {
        if self.abreast > 1 && self.bar > 6.0 { 1.0 } else { 0.0 }
    }
}

/// Lays out and draws bars that grow upwards.
pub(super) fn lay_out(page: &mut Page<'_>, table: &Table<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let height = plot_height(page);
    let mut names = segment_names(page, table);
    let on_bars = names.len();
    let rules = overlay::rules(chart);
    let widest = page.width() * if page.layout.is_narrow() { 0.3 } else { 0.24 };
    let mut keys = if names.is_empty() { keys(table, !chart.data.layers.is_empty()) } else { Vec::new() };
    let (narrow, under) = (page.layout.is_narrow(), table.keys.len());
    keys.extend(layers::keys(chart, under, narrow));
    if !narrow {
        names.extend(layers::names(chart, under, widest));
    }
    let on_lines = names.len() - on_bars;
    // Heights are values here until the plot has its place.
    let mut said = overlay::rule_labels(&rules, widest, |value| (0.0, value));
    if names.iter().chain(&said).map(EndLabel::height).sum::<f64>() <= height {
        names.append(&mut said);
    } else {
        keys.extend(overlay::rule_keys(&rules));
    }
    legend::set(page, &keys);
    let names_width = names.iter().map(EndLabel::width).fold(0.0, f64::max).ceil();
    // Names stand a little off the plot: the last stack has room beside it already.
    let right = page.right - if names.is_empty() { 0.0 } else { names_width + 4.0 };

    let carried = carries_figures(chart, table, &Bands::over(page.left, right, table));
    let over = layers::values(chart).chain(rules.iter().map(|(value, _)| *value));
    let reach = table.values().chain(over).collect::<Vec<_>>().into_iter();
    let axis = if table.shares {
        Some(ValueAxis::shares(page, height))
    } else if carried {
        ValueAxis::bare(page, reach, Zero::Always)
    } else {
        ValueAxis::new(page, reach, Zero::Always, height)
    };
    let axis = axis.ok_or(ChartError::Empty)?;
    let left = page.left + axis.width();
    let bands = Bands::over(left, right, table);
    let right = left + bands.pitch * table.categories.len() as f64;
    let remarks = remark::of(chart, &table.calendar)?;
    let remarks: Vec<_> = match table.categories_are {
        Dimension::Period => remarks.iter().map(|remark| remark.item(about(&bands, remark))).collect(),
        Dimension::Series => Vec::new(),
    };
    let remarks = Remarks::arrange(&remarks, (page.left, page.right));
    let foot = set_above_plot(page, &axis, &remarks);

    let below = if carried && axis.scale.min < 0.0 { FIGURE } else { 0.0 };
    let above = if carried { FIGURE - 8.0 } else { 0.0 };
    let top = page.y + above;
    let bounds = Bounds { left, top, right, bottom: top + height };
    let plane = Plane::new(&page.pen, bounds, left..right, axis.scale.min..axis.scale.max);
    overlay::draw_bands(page, &plane, |from, to| {
        let (first, last) = (table.calendar.slot_of(from)?, table.calendar.last_slot_of(to)?);
        Some((bands.left + first as f64 * bands.pitch, bands.left + (last + 1) as f64 * bands.pitch))
    })?;
    axis.draw_across(&page.pen, &plane);
    draw_bars(page, &plane, table, |span| {
        let left = bands.bar_left(span.category, span.key);
        [(left, span.from), (left + bands.bar - bands.hairline(), span.to)]
    })?;
    axis.draw_zero(&page.pen, plane.at(left, 0.0), plane.at(right, 0.0));
    overlay::draw_rules(page, &plane, &rules);
    draw_whiskers(page, &plane, table, &bands, carried);
    layers::draw(page, &plane, &table.calendar, under, |slot| bands.centre(slot))?;
    if carried {
        draw_figures(page, &plane, table, &bands);
    }
    let figure = if carried { FIGURE } else { 4.0 };
    remarks.draw(&page.pen, foot, |x| {
        let across = (x - left) / bands.pitch;
        if across.fract() < 0.01 {
            // The edge of a band.
            return bounds.bottom;
        }
        let category = across as usize;
        let tops = table.spans.iter().filter(|span| span.category == category).map(|span| table.reach(span));
        plane.at(left, tops.fold(0.0, f64::max)).1 - figure
    });
    let last = bands.centre(table.categories.len().saturating_sub(1));
    for (at, name) in names.iter_mut().enumerate() {
        let end = match at {
            // A name of a line stands beside the last bar too, not on it.
            _ if at < on_bars + on_lines => last + bands.bar / 2.0,
            // Of a rule, which ends with the plot; a name that is alone follows its end.
            _ => right - 5.0,
        };
        name.end = (end, plane.at(left, name.end.1).1);
    }
    label::draw_after(&page.pen, &mut names, right + 4.0, bounds.top, bounds.bottom);
    page.y = draw_categories(page, table, &bands, bounds.bottom + below);
    Ok(())
}

/// Where a remark stands: over its bars, or at the edge of a stretch of time.
fn about(bands: &Bands, remark: &Remark<'_>) -> f64 {
    let centre = bands.centre(remark.slot);
    if remark.span { centre - bands.pitch / 2.0 } else { centre }
}

/// Whether every bar has room for its figure over or under it.
fn carries_figures(chart: &Chart<'_>, table: &Table<'_>, bands: &Bands) -> bool {
    let room = if bands.abreast == 1 { bands.pitch - 6.0 } else { bands.bar - 2.0 };
    let font = Role::Value.font();
    !table.stacked
        && chart.data.layers.is_empty()
        && chart.spec.labels != Some(false)
        && table.spans.iter().all(|span| font.width(&span.figure) <= room)
}

fn draw_figures(page: &Page<'_>, plane: &Plane, table: &Table<'_>, bands: &Bands) {
    let font = Role::Value.font();
    page.pen.group(Role::Value, None, || {
        for span in &table.spans {
            let (y, _) = figure_at(plane, table, span);
            let baseline = if span.is_below() { y + 3.0 + font.ascent() } else { y - 5.0 };
            let x = bands.bar_centre(span.category, span.key);
            page.pen.text(x, baseline, Anchor::Middle, span.figure.clone());
        }
    });
}

fn draw_whiskers(page: &Page<'_>, plane: &Plane, table: &Table<'_>, bands: &Bands, carried: bool) {
    let ends = |span: &Span<'_>| {
        let (low, high) = span.spread().filter(|_| !table.stacked)?;
        let x = bands.bar_centre(span.category, span.key);
        let gap = if carried { figure_at(plane, table, span).1 } else { None };
        Some(((plane.at(x, low), plane.at(x, high)), gap))
    };
    whisker::draw_parted(&page.pen, table.spans.iter().filter_map(ends));
    draw_bounds(page, plane, table, bands);
}

/// The foot, or the top, of the figure of a bar, and the gap in its whisker that it stands in.
fn figure_at(plane: &Plane, table: &Table<'_>, span: &Span<'_>) -> (f64, Option<(f64, f64)>) {
    let height = |value: f64| plane.at(plane.bounds.left, value).1;
    let (end, far) = (height(span.to), height(table.reach(span)));
    // Its own distance from the bar is in its baseline.
    let (y, gap) = whisker::beside(end, far, 0.0, FIGURE);
    let y = if gap.is_none() { far } else { y };
    match (span.beyond(), span.is_below()) {
        (Some(Beyond::Above), false) => (y - bound::LENGTH, gap),
        (Some(Beyond::Below), true) => (y + bound::LENGTH, gap),
        _ => (y, gap),
    }
}

/// Draws an arrow at each bar that is but a bound, and a stroke in place of one of which no length is certain.
fn draw_bounds(page: &Page<'_>, plane: &Plane, table: &Table<'_>, bands: &Bands) {
    let bounds = || table.spans.iter().filter(|span| !table.stacked && span.beyond().is_some());
    page.pen.group(Role::Whisker, None, || {
        for span in bounds().filter(|span| !span.is_certain()) {
            let left = bands.bar_left(span.category, span.key);
            let y = plane.at(left, span.to).1;
            page.pen.mark(Finish::Solid, || page.chart.mark_title(span.series, span.point));
            page.pen.line((left, y), (left + bands.bar - bands.hairline(), y));
        }
    });
    let arrow = |span: &Span<'_>| {
        let x = bands.bar_centre(span.category, span.key);
        Some(Arrow::upright(span.beyond()?, plane.at(x, span.to), 0.0))
    };
    bound::draw(&page.pen, None, bounds().filter_map(arrow));
}

/// Names beside the segments of the last stack, which spare a legend; none if they have no room there.
fn segment_names(page: &Page<'_>, table: &Table<'_>) -> Vec<EndLabel> {
    let last = table.categories.len().saturating_sub(1);
    let segments: Vec<_> = table.spans.iter().filter(|span| span.category == last).collect();
    if !table.stacked || table.keys.len() < 2 || segments.len() < table.keys.len() || page.layout.is_narrow()
    {
        return Vec::new();
    }
    let widest = page.width() * 0.24;
    let name = |span: &&Span<'_>| {
        let key = table.keys.get(span.key)?;
        let name = Role::Label.font().wrap(&key.name, widest, 3);
        // Where the segment's middle is, in figures: its height on the page is not yet known.
        Some(EndLabel { tone: key.tone, name, value: Value::None, end: (0.0, (span.from + span.to) / 2.0) })
    };
    let names: Vec<EndLabel> = segments.iter().filter_map(name).collect();
    let fits = names.iter().map(EndLabel::height).sum::<f64>() <= plot_height(page);
    if fits { names } else { Vec::new() }
}

/// Whether the names of things have room under their bars, in few lines and with all words whole; periods have an axis that
/// sees to itself.
pub(super) fn names_fit(page: &Page<'_>, table: &Table<'_>) -> bool {
    if table.categories_are == Dimension::Period {
        return true;
    }
    let bands = Bands::over(page.left, page.right, table);
    let numbers = if carries_figures(page.chart, table, &bands) { 0.0 } else { NUMBERS };
    let pitch = Bands::over(page.left + numbers, page.right, table).pitch;
    let most = if page.layout.is_narrow() { FEW_LINES } else { NAME_LINES };
    table.categories.iter().all(|name| Role::Category.font().fits(name, pitch - 6.0, most))
}

/// Sets the categories under the plot and gives their lower edge.
fn draw_categories(page: &Page<'_>, table: &Table<'_>, bands: &Bands, top: f64) -> f64 {
    if table.categories_are == Dimension::Period {
        let half = bands.pitch / 2.0;
        let place = |(at, period): (usize, &crate::model::Period)| {
            let centre = bands.centre(at);
            Place { period: *period, left: centre - half, right: centre + half, centre }
        };
        let axis = PeriodAxis {
            notation: page.chart.notation,
            calendar: &table.calendar,
            places: table.calendar.slots.iter().enumerate().map(place).collect(),
            limits: (page.left, page.right),
        };
        return axis.draw(&page.pen, top);
    }
    let font = Role::Category.font();
    let mut bottom = top;
    page.pen.group(Role::Category, None, || {
        for (at, name) in table.categories.iter().enumerate() {
            let lines = font.wrap(name, bands.pitch - 6.0, NAME_LINES);
            for (row, line) in lines.iter().enumerate() {
                let baseline = top + 5.0 + font.ascent() + row as f64 * font.leading();
                page.pen.text(bands.centre(at), baseline, Anchor::Middle, line.clone());
            }
            bottom = bottom.max(top + 5.0 + lines.len() as f64 * font.leading());
        }
    });
    bottom
}
