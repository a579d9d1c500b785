//! Waterfalls: what leads from one amount to another, step by step.
//!
//! Several series are the parts of an amount: their sum in the first period, the change of each, their sum in the
//! last. One series is its own amount: its first figure, each change from period to period, its last figure. A period
//! without a figure keeps its place, and the step after it says from which period it comes.

use super::plot_height;
use super::rows::{Rows, Wants};
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::legend::{self, Sample};
use crate::chart::notation::{Word, common_decimals, decimals_of, short, signed};
use crate::chart::page::Page;
use crate::chart::plane::Plane;
use crate::chart::scale::Zero;
use crate::chart::scene::{Anchor, Bounds, Finish, Geometry, Role, Tone};
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Chart, ChartError, Origin, Series};
use crate::model::Period;

/// How much of a step's room its bar takes.
const FILL: f64 = 0.7;
/// Widest room of a step, in px.
const WIDEST_PITCH: f64 = 150.0;
/// Thickness of a bar in a row, in px.
const THICK: f64 = 18.0;
/// Room for a figure over or under a bar, in px.
const FIGURE: f64 = 18.0;
/// Most lines of a name under its bar.
const NAME_LINES: usize = 3;

/// Steps from amount to amount.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Waterfall chart",
    series: 1..=usize::MAX,
    heeds: &[Key::Facet, Key::Orientation, Key::Height],
    stacks: &[],
    signs: Signs {
        derived: "Pale steps rest on figures that are derived from reported ones.",
        odd: "Hatched",
        spread: None,
    },
    sum_up,
    lay_out,
};

/// A bar from one amount to another, or the place of one that nobody knows.
struct Step {
    name: String,
    is_gap: bool,
    from: f64,
    to: f64,
    figure: String,
    tone: Tone,
    finish: Finish,
}

impl Step {
    fn low(&self) -> f64 {
        self.from.min(self.to)
    }

    fn high(&self) -> f64 {
        self.from.max(self.to)
    }
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let steps = steps(chart)?;
    let changes = || steps[1..steps.len().saturating_sub(1)].iter().filter(|step| !step.is_gap);
    let mut keys = Vec::new();
    for (tone, name) in [(UP, Word::Increase), (DOWN, Word::Decrease)] {
        if changes().any(|step| step.tone == tone) {
            keys.push(legend::Key { name: chart.notation.word(name).to_owned(), tone, sample: Sample::Bar });
        }
    }
    // A sign before each figure says which way it goes; colours of one kind need no key.
    if keys.len() > 1 {
        legend::set(page, &keys);
    }
    use crate::chart::spec::Orientation::{Horizontal, Vertical};
    let level = match chart.spec.orientation {
        Some(Vertical) => false,
        Some(Horizontal) => true,
        None => page.layout.is_narrow() || !names_fit(page, &steps),
    };
    if level { lay_out_rows(page, &steps) } else { lay_out_columns(page, &steps) }
}

/// "From 435.1 (2024) to 520.1 (2025); the largest steps are Kyrgyzstan +39.2 and Kazakhstan +0.4."
fn sum_up(chart: &Chart<'_>) -> String {
    let Ok(steps) = steps(chart) else { return String::new() };
    let [first, changes @ .., last] = steps.as_slice() else { return String::new() };
    let mut largest: Vec<&Step> = changes.iter().filter(|step| !step.is_gap).collect();
    largest.sort_by(|a, b| (b.to - b.from).abs().total_cmp(&(a.to - a.from).abs()));
    let said = largest.iter().take(2).map(|step| format!("{} {}", step.name, step.figure));
    let said = said.collect::<Vec<_>>().join(" and ");
    let which = if largest.len() == 1 { "the step is" } else { "the largest steps are" };
    format!("From {} ({}) to {} ({}); {which} {said}.", first.figure, first.name, last.figure, last.name)
}

fn steps(chart: &Chart<'_>) -> Result<Vec<Step>, ChartError> {
    match chart.data.series.as_slice() {
        [only] => through(chart, only),
        parts => between(chart, parts, &chart.data.periods()),
    }
}

const UP: Tone = Tone::Hue(0);
const DOWN: Tone = Tone::Hue(1);

/// The first figure of a series, its changes and its last figure.
fn through(chart: &Chart<'_>, series: &Series) -> Result<Vec<Step>, ChartError> {
    let points: Vec<_> = series.by_period().into_values().collect();
    if points.len() < 2 {
        return Err(ChartError::Periods { given: points.len(), least: 2, most: usize::MAX });
    }
    let calendar = chart.calendar()?;
    let decimals = common_decimals(points.iter().copied());
    if let Some((odd, _)) = points.iter().find(|(point, _)| !calendar.compares(point.period)) {
        return Err(ChartError::Unlike { period: odd.period });
    }
    let total = |(point, value): &(&crate::chart::Point, f64)| Step {
        name: short(chart.notation, point.period),
        is_gap: false,
        from: 0.0,
        to: *value,
        figure: point.label.clone(),
        tone: Tone::Quiet,
        finish: chart.finish(&calendar, point),
    };
    let mut steps = vec![total(&points[0])];
    for pair in points.windows(2) {
        let ((before, from), (after, to)) = (pair[0], pair[1]);
        let between = |period: &&Period| before.period < **period && **period < after.period;
        steps.extend(calendar.slots.iter().filter(between).map(|period| Step {
            name: format!("in {}", short(chart.notation, *period)),
            is_gap: true,
            from,
            to: from,
            figure: "–".to_owned(),
            tone: Tone::Quiet,
            finish: Finish::Solid,
        }));
        let [since, until] = [before, after].map(|point| short(chart.notation, point.period));
        let name = match calendar.follows(before.period, after.period) {
            true => format!("in {until}"),
            // Broken between the two, not within one.
            false => format!("from {since} to {until}", since = unbroken(&since), until = unbroken(&until)),
        };
        steps.push(change(chart, decimals, name, (from, to), series, [pair[0], pair[1]]));
    }
    steps.push(total(&points[points.len() - 1]));
    Ok(steps)
}

/// The sum of parts in the first period, the change of each, and their sum in the last.
fn between(chart: &Chart<'_>, parts: &[Series], periods: &[Period]) -> Result<Vec<Step>, ChartError> {
    let [first, last] = periods else {
        return Err(ChartError::Periods { given: periods.len(), least: 2, most: 2 });
    };
    let mut pairs = Vec::new();
    for part in parts {
        let known = part.by_period();
        let (Some(before), Some(after)) = (known.get(first), known.get(last)) else {
            return Err(ChartError::Incomplete { series: part.label.clone() });
        };
        pairs.push((part, *before, *after));
    }
    if first.frequency() != last.frequency() {
        return Err(ChartError::Unlike { period: *last });
    }
    let from: f64 = pairs.iter().map(|(_, before, _)| before.1).sum();
    let to: f64 = pairs.iter().map(|(_, _, after)| after.1).sum();
    let decimals = common_decimals(pairs.iter().flat_map(|(_, before, after)| [*before, *after]));
    let total = |period: &Period, to: f64| Step {
        name: short(chart.notation, *period),
        is_gap: false,
        from: 0.0,
        to,
        figure: chart.notation.number(to, decimals),
        tone: Tone::Quiet,
        finish: Finish::Solid,
    };
    let mut steps = vec![total(first, from)];
    let mut level = from;
    for (part, before, after) in &pairs {
        let by = after.1 - before.1;
        let name = part.label.clone();
        steps.push(change(chart, decimals, name, (level, level + by), part, [*before, *after]));
        level += by;
    }
    steps.push(total(last, to));
    Ok(steps)
}

/// The step from one amount to another, by the difference of two figures.
fn change(
    chart: &Chart<'_>,
    decimals: usize,
    name: String,
    (from, to): (f64, f64),
    series: &Series,
    figures: [(&crate::chart::Point, f64); 2],
) -> Step {
    let by = figures[1].1 - figures[0].1;
    let derived = figures.iter().any(|(point, _)| point.origin == Origin::Derived);
    Step {
        name,
        is_gap: false,
        from,
        to,
        figure: signed(chart.notation, by, decimals),
        tone: if by < 0.0 { DOWN } else { UP },
        finish: match derived {
            _ if series.breaks_between(figures[0].0.period, figures[1].0.period) => Finish::Hatched,
            true => Finish::Hollow,
            false => Finish::Solid,
        },
    }
}

fn unbroken(period: &str) -> String {
    period.replace(' ', "\u{a0}")
}

fn title(page: &Page<'_>, step: &Step) -> String {
    let by = step.to - step.from;
    let unit = page.chart.unit_after(by, decimals_of(by));
    let space = if unit == "%" || unit.is_empty() { "" } else { " " };
    format!("{}: {}{space}{unit}", step.name, step.figure)
}

fn names_fit(page: &Page<'_>, steps: &[Step]) -> bool {
    let pitch = (page.width() / steps.len() as f64).min(WIDEST_PITCH);
    let (names, figures) = (Role::Category.font(), Role::Value.font());
    steps.iter().all(|step| {
        names.fits(&step.name, pitch - 8.0, NAME_LINES) && figures.width(&step.figure) <= pitch - 4.0
    })
}

fn lay_out_columns(page: &mut Page<'_>, steps: &[Step]) -> Result<(), ChartError> {
    let height = plot_height(page);
    let reach = steps.iter().flat_map(|step| [step.from, step.to]);
    let axis = ValueAxis::bare(page, reach, Zero::Always).ok_or(ChartError::Empty)?;
    axis.set_unit(page);
    let pitch = (page.width() / steps.len() as f64).min(WIDEST_PITCH);
    let (left, top) = (page.left, page.y + FIGURE - 8.0);
    let right = left + pitch * steps.len() as f64;
    let bounds = Bounds { left, top, right, bottom: top + height };
    let plane = Plane::new(&page.pen, bounds, left..right, axis.scale.min..axis.scale.max);
    let bar = pitch * FILL;
    let bar_left = |at: usize| left + at as f64 * pitch + (pitch - bar) / 2.0;
    let level = |value: f64| plane.at(left, value).1;

    page.pen.group(Role::Rule, None, || {
        for (at, step) in steps.iter().enumerate().take(steps.len() - 1) {
            // Through the place of what is missing the line runs on.
            let end = if steps[at + 1].is_gap { bar_left(at + 1) + bar } else { bar_left(at + 1) };
            page.pen.line((bar_left(at) + bar, level(step.to)), (end, level(step.to)));
        }
    });
    draw_bars(page, steps, |at, step| {
        let (top, bottom) = (level(step.high()), level(step.low()));
        Geometry::Rect { x: bar_left(at), y: top, width: bar, height: bottom - top }
    });
    axis.draw_zero(&page.pen, plane.at(left, 0.0), plane.at(right, 0.0));
    let font = Role::Value.font();
    page.pen.group(Role::Value, None, || {
        for (at, step) in steps.iter().enumerate() {
            let under = step.high() <= 0.0 && step.low() < 0.0;
            let y = if under { level(step.low()) + 3.0 + font.ascent() } else { level(step.high()) - 5.0 };
            page.pen.text(bar_left(at) + bar / 2.0, y, Anchor::Middle, step.figure.clone());
        }
    });
    let below = if axis.scale.min < 0.0 { FIGURE } else { 0.0 };
    draw_names(page, steps, pitch, bounds.bottom + below);
    Ok(())
}

fn draw_bars(page: &Page<'_>, steps: &[Step], outline: impl Fn(usize, &Step) -> Geometry) {
    for tone in [Tone::Quiet, UP, DOWN] {
        page.pen.group(Role::Bar, Some(tone), || {
            let of_tone = |(_, step): &(usize, &Step)| step.tone == tone && !step.is_gap;
            for (at, step) in steps.iter().enumerate().filter(of_tone) {
                page.pen.mark(step.finish, || title(page, step));
                page.pen.shape(outline(at, step));
            }
        });
    }
}

fn draw_names(page: &mut Page<'_>, steps: &[Step], pitch: f64, top: f64) {
    let font = Role::Category.font();
    let mut bottom = top;
    let (left, pen) = (page.left, page.pen.clone());
    pen.group(Role::Category, None, || {
        for (at, step) in steps.iter().enumerate() {
            let lines = font.wrap(&step.name, pitch - 8.0, NAME_LINES);
            for (row, line) in lines.iter().enumerate() {
                let baseline = top + 5.0 + font.ascent() + row as f64 * font.leading();
                pen.text(left + (at as f64 + 0.5) * pitch, baseline, Anchor::Middle, line.clone());
            }
            bottom = bottom.max(top + 5.0 + lines.len() as f64 * font.leading());
        }
    });
    page.y = bottom;
}

fn lay_out_rows(page: &mut Page<'_>, steps: &[Step]) -> Result<(), ChartError> {
    let font = Role::Value.font();
    let widest = |under: bool| {
        let side = steps.iter().filter(|step| (step.high() <= 0.0 && step.low() < 0.0) == under);
        side.map(|step| font.width(&step.figure)).fold(0.0, f64::max)
    };
    let names: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
    let wants = Wants {
        names: &names,
        values: steps.iter().flat_map(|step| [step.from, step.to]).collect(),
        zero: Zero::Always,
        height: THICK,
        figures: Some((widest(true), widest(false))),
    };
    let rows = Rows::set(page, &wants)?;
    page.pen.group(Role::Rule, None, || {
        let joints = if rows.over { 0 } else { steps.len() - 1 };
        for (at, step) in steps.iter().enumerate().take(joints) {
            let ((x, from), (_, to)) = (rows.at(at, step.to), rows.at(at + 1, step.to));
            let half = if steps[at + 1].is_gap { -THICK / 2.0 } else { THICK / 2.0 };
            page.pen.line((x, from + THICK / 2.0), (x, to - half));
        }
    });
    draw_bars(page, steps, |at, step| {
        let ((left, y), (right, _)) = (rows.at(at, step.low()), rows.at(at, step.high()));
        Geometry::Rect { x: left, y: y - THICK / 2.0, width: right - left, height: THICK }
    });
    rows.draw_zero(page);
    page.pen.group(Role::Value, None, || {
        for (at, step) in steps.iter().enumerate() {
            let under = step.high() <= 0.0 && step.low() < 0.0;
            let end = rows.at(at, if under { step.low() } else { step.high() });
            rows.figure(page, end, 6.0, under, &step.figure);
        }
    });
    rows.close(page);
    Ok(())
}
