//! Scatters: a dot for each two figures of one period that are held against each other.
//!
//! `series` go upwards, `against` to the right: one for each series, or one for all. A name stands at each dot where
//! one of the four sides is free; a dot whose name finds no room has it as its title.

use super::{check_tones, plot_height};
use crate::chart::kind::{Key as Heeded, Kind, Signs};
use crate::chart::legend::{self, Key, Sample};
use crate::chart::notation::short;
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scale::Zero;
use crate::chart::scene::{Anchor, Bounds, Finish, Role, Text, Tone};
use crate::chart::spec::ValueAxis as Asked;
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Chart, ChartError, Origin, Point, Series};

/// Radius of a dot, in px.
const RADIUS: f64 = 4.2;
/// From the middle of a dot to its name, in px.
const TO_NAME: f64 = 8.0;

/// Dots on two axes.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Scatter plot",
    series: 1..=usize::MAX,
    heeds: &[
        Heeded::Facet,
        Heeded::Against,
        Heeded::Labels,
        Heeded::Zero,
        Heeded::Log,
        Heeded::Height,
        Heeded::Highlight,
    ],
    stacks: &[],
    signs: Signs { spread: None, ..Signs::POINTS },
    sum_up,
    lay_out,
};

/// A dot.
struct Dot<'a> {
    name: String,
    title: String,
    tone: Tone,
    marker: Marker,
    finish: Finish,
    x: f64,
    y: f64,
    series: &'a Series,
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let by_period = chart.data.periods().len() > 1 && chart.data.series.len() > 1;
    let dots = dots(chart)?;
    check_tones((0..chart.data.series.len()).filter(|_| by_period).map(|index| chart.tone(index)))?;
    if by_period {
        let key = |(index, series): (usize, &Series)| Key {
            name: series.label.clone(),
            tone: chart.tone(index),
            sample: Sample::Dot(Marker::of(index)),
        };
        legend::set(page, &chart.data.series.iter().enumerate().map(key).collect::<Vec<_>>());
    }
    let height = plot_height(page);
    let up =
        ValueAxis::of(page, dots.iter().map(|dot| dot.y), zero(chart.spec.y), chart.spec.y.scale, height)?;
    let along = ValueAxis::of_unit(
        page,
        chart.data.against.first().map(|series| &series.unit),
        dots.iter().map(|dot| dot.x).chain(page.reach_across.iter().copied()),
        zero(chart.spec.x),
        chart.spec.x.scale,
        page.width() * 0.7,
    )?;
    up.set_unit(page);
    let (left, right) = (page.left + up.width(), page.right - along.overhang().max(RADIUS));
    let bounds = Bounds { left, top: page.y, right, bottom: page.y + height };
    let plane = Plane::spaced(&page.pen, bounds, &along.scale, &up.scale);
    up.draw_across(&page.pen, &plane);
    along.draw_under(&page.pen, &plane, (page.left, page.right));
    page.y = bounds.bottom + 8.0 + Role::Tick.font().leading();
    if let Some(against) = chart.data.against.first() {
        let name = match along.unit_word() {
            "" => against.label.clone(),
            unit => format!("{}, {unit}", against.label),
        };
        let single = chart.data.against.len() == 1;
        let name = if single { name } else { along.unit_word().to_owned() };
        let lines = Role::Unit.font().wrap(&name, page.width(), 2);
        page.skip(3.0);
        let first = page.baseline(Role::Unit);
        page.pen.group(Role::Unit, None, || {
            for (row, line) in lines.iter().enumerate() {
                let baseline = first + row as f64 * Role::Unit.font().leading();
                page.pen.text(page.right, baseline, Anchor::End, line.clone());
            }
        });
        page.skip(lines.len() as f64 * Role::Unit.font().leading());
    }
    draw_dots(page, &plane, &dots);
    if chart.spec.labels != Some(false) {
        draw_names(page, &plane, &dots);
    }
    Ok(())
}

fn zero(asked: Asked) -> Zero {
    match asked.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    }
}

/// "Of 7 dots the highest is Kyrgyzstan, 2025: 30.4%; Share in trade: 33.6%; the lowest …"
fn sum_up(chart: &Chart<'_>) -> String {
    let Ok(dots) = dots(chart) else { return String::new() };
    let (highest, lowest) = dots.iter().fold((&dots[0], &dots[0]), |(high, low), dot| {
        (if dot.y > high.y { dot } else { high }, if dot.y < low.y { dot } else { low })
    });
    match dots.as_slice() {
        [only] => format!("{}.", only.title),
        _ => format!(
            "Of {} dots the highest is {}. The lowest is {}.",
            dots.len(),
            highest.title,
            lowest.title
        ),
    }
}

fn dots<'a>(chart: &Chart<'a>) -> Result<Vec<Dot<'a>>, ChartError> {
    let mut dots = Vec::new();
    let one_period = chart.data.periods().len() == 1;
    for (index, series) in chart.data.series.iter().enumerate() {
        let Some(against) = chart.data.against.get(index).or(chart.data.against.first()) else { continue };
        let across = against.by_period();
        for (period, (point, y)) in series.by_period() {
            let Some((other, x)) = across.get(&period) else { continue };
            let when = short(chart.notation, period);
            let name = if one_period { series.label.clone() } else { when };
            let derived = [point, *other].iter().any(|point: &&Point| point.origin == Origin::Derived);
            dots.push(Dot {
                name,
                title: format!(
                    "{}; {}: {}",
                    chart.mark_title(series, point),
                    against.label,
                    against.exact(other)
                ),
                tone: if one_period && chart.tone(index) != Tone::Quiet {
                    Tone::Hue(0)
                } else {
                    chart.tone(index)
                },
                marker: if one_period { Marker::Circle } else { Marker::of(index) },
                finish: if derived { Finish::Hollow } else { Finish::Solid },
                x: *x,
                y,
                series,
            });
        }
    }
    if dots.is_empty() { Err(ChartError::Empty) } else { Ok(dots) }
}

fn draw_dots(page: &Page<'_>, plane: &Plane, dots: &[Dot<'_>]) {
    let mut tones: Vec<Tone> = dots.iter().map(|dot| dot.tone).collect();
    tones.sort();
    tones.dedup();
    // Periods of one series are joined in their order: a course through the plane.
    let joined: Vec<&[Dot<'_>]> = dots.chunk_by(|a, b| a.series.id == b.series.id).collect();
    for course in joined.iter().filter(|course| course.len() > 1) {
        page.pen.group(Role::Leader, Some(course[0].tone), || {
            for pair in course.windows(2) {
                page.pen.line(plane.at(pair[0].x, pair[0].y), plane.at(pair[1].x, pair[1].y));
            }
        });
    }
    for tone in tones {
        page.pen.group(Role::Dot, Some(tone), || {
            for dot in dots.iter().filter(|dot| dot.tone == tone) {
                page.pen.mark(dot.finish, || dot.title.clone());
                page.pen.shape(dot.marker.geometry(plane.at(dot.x, dot.y), RADIUS));
            }
        });
    }
}

/// Sets names where they meet neither dots nor other names, within the plot: right, left, over or under.
fn draw_names(page: &Page<'_>, plane: &Plane, dots: &[Dot<'_>]) {
    let font = Role::Value.font();
    let places: Vec<(f64, f64)> = dots.iter().map(|dot| plane.at(dot.x, dot.y)).collect();
    let mut set: Vec<Text> = Vec::new();
    // The quiet ones yield to those that matter.
    let mut order: Vec<usize> = (0..dots.len()).collect();
    order.sort_by_key(|at| (dots[*at].tone == Tone::Quiet, *at));
    for at in order {
        let (x, y) = places[at];
        let level = y + font.centring();
        let ways = [
            (x + TO_NAME, level, Anchor::Start),
            (x - TO_NAME, level, Anchor::End),
            (x, y - TO_NAME, Anchor::Middle),
            (x, y + TO_NAME + font.ascent() * 0.8, Anchor::Middle),
        ];
        let text = |(x, y, anchor)| Text { x, y, anchor, font, content: dots[at].name.clone() };
        let free = |text: &Text| {
            let room = text.bounds();
            let dot =
                |(x, y): (f64, f64)| Bounds { left: x, top: y, right: x, bottom: y }.grown(RADIUS + 1.0);
            room.left >= plane.bounds.left + 2.0
                && room.right <= page.right
                && room.top >= plane.bounds.top
                && room.bottom <= plane.bounds.bottom
                && !places.iter().enumerate().any(|(other, place)| other != at && room.meets(&dot(*place)))
                && !set.iter().any(|other| room.grown(2.0).meets(&other.bounds()))
        };
        if let Some(text) = ways.into_iter().map(text).find(free) {
            set.push(text);
        }
    }
    page.pen.group(Role::Value, None, || {
        for text in set {
            page.pen.text(text.x, text.y, text.anchor, text.content);
        }
    });
}
