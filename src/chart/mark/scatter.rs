//! Scatters: a dot for each two figures of one period that are held against each other.
//!
//! `series` go upwards, `against` to the right: one for each series, or one for all. Periods of one series that follow
//! one another are joined to a course. A name stands at a dot where some side is free of dots, names and courses; of a long
//! course the first dot, the last and those farthest out have theirs. Every dot has its name as its title.

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
use crate::model::Period;

/// Radius of a dot, in px.
const RADIUS: f64 = 4.2;
/// From the middle of a dot to its name, in px.
const TO_NAME: f64 = 8.0;
/// The same towards the corners, across and up.
const TO_CORNER: f64 = 6.0;
/// Past this many dots a course shows its shape better without a name at each.
const NAMED: usize = 8;
/// From the name of the upright axis to its topmost number, in px.
const UNDER_NAME: f64 = 12.0;

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
        Heeded::ZeroAcross,
        Heeded::LogAcross,
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
    period: Period,
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
    set_name_above(page, &up);
    let (left, right) = (page.left + up.width(), page.right - along.overhang().max(RADIUS));
    let bounds = Bounds { left, top: page.y, right, bottom: page.y + height };
    let plane = Plane::spaced(&page.pen, bounds, &along.scale, &up.scale);
    up.draw_across(&page.pen, &plane);
    along.draw_under(&page.pen, &plane, (page.left, page.right));
    page.y = bounds.bottom + 8.0 + Role::Tick.font().leading();
    if !chart.data.against.is_empty() {
        let name = axis_name(&chart.data.against, along.unit_word());
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
    let courses = courses(chart, &dots)?;
    draw_dots(page, &plane, &dots, &courses);
    if chart.spec.labels != Some(false) {
        draw_names(page, &plane, &dots, &courses);
    }
    Ok(())
}

/// What an axis shows: its series, if it is one, and the unit that is still to be said.
fn axis_name(series: &[Series], unit: &str) -> String {
    match (series, unit) {
        ([only], "") => only.label.clone(),
        ([only], unit) => format!("{}, {unit}", only.label),
        (_, unit) => unit.to_owned(),
    }
}

/// Sets the name of the upright axis over it; a small chart has one already.
fn set_name_above(page: &mut Page<'_>, up: &ValueAxis) {
    let series = page.chart.data.series.as_slice();
    if page.is_panel || series.len() > 1 {
        return up.set_unit(page);
    }
    page.paragraph(Role::Unit, &axis_name(series, up.unit_word()));
    page.skip(UNDER_NAME);
}

/// Which dots, by their places, a line joins: those of one series whose periods follow one another, as lines are drawn.
fn courses(chart: &Chart<'_>, dots: &[Dot<'_>]) -> Result<Vec<(usize, usize)>, ChartError> {
    let calendar = chart.calendar()?;
    let joins = |(a, b): (&Dot<'_>, &Dot<'_>)| {
        a.series.id == b.series.id
            && calendar.compares(a.period)
            && calendar.compares(b.period)
            && calendar.adjoin(a.period, b.period)
            && !a.series.breaks_between(a.period, b.period)
    };
    let pairs = dots.iter().zip(dots.iter().skip(1)).enumerate();
    Ok(pairs.filter(|(_, pair)| joins(*pair)).map(|(at, _)| (at, at + 1)).collect())
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
                period,
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

fn draw_dots(page: &Page<'_>, plane: &Plane, dots: &[Dot<'_>], courses: &[(usize, usize)]) {
    let mut tones: Vec<Tone> = dots.iter().map(|dot| dot.tone).collect();
    tones.sort();
    tones.dedup();
    let at = |dot: usize| plane.at(dots[dot].x, dots[dot].y);
    for course in courses.chunk_by(|a, b| dots[a.0].series.id == dots[b.0].series.id) {
        page.pen.group(Role::Leader, Some(dots[course[0].0].tone), || {
            course.iter().for_each(|(from, to)| page.pen.line(at(*from), at(*to)));
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

/// Sets names where they meet neither dots nor courses nor other names, within the plot.
fn draw_names(page: &Page<'_>, plane: &Plane, dots: &[Dot<'_>], courses: &[(usize, usize)]) {
    let font = Role::Value.font();
    let places: Vec<(f64, f64)> = dots.iter().map(|dot| plane.at(dot.x, dot.y)).collect();
    let mut set: Vec<Text> = Vec::new();
    for at in to_be_named(page.chart, dots) {
        let (x, y) = places[at];
        let (level, under) = (y + font.centring(), y + font.ascent() * 0.8);
        let ways = [
            (x + TO_NAME, level, Anchor::Start),
            (x - TO_NAME, level, Anchor::End),
            (x, y - TO_NAME, Anchor::Middle),
            (x, under + TO_NAME, Anchor::Middle),
            (x + TO_CORNER, y - TO_CORNER, Anchor::Start),
            (x + TO_CORNER, under + TO_NAME, Anchor::Start),
            (x - TO_CORNER, y - TO_CORNER, Anchor::End),
            (x - TO_CORNER, under + TO_NAME, Anchor::End),
        ];
        let text = |(x, y, anchor)| Text { x, y, anchor, font, content: dots[at].name.clone() };
        let free = |text: &Text, over_courses: bool| {
            let room = text.bounds();
            let dot =
                |(x, y): (f64, f64)| Bounds { left: x, top: y, right: x, bottom: y }.grown(RADIUS + 1.0);
            room.left >= plane.bounds.left + 2.0
                && room.right <= page.right
                && room.top >= plane.bounds.top
                && room.bottom <= plane.bounds.bottom
                && !places.iter().enumerate().any(|(other, place)| other != at && room.meets(&dot(*place)))
                && (over_courses
                    || !courses.iter().any(|(from, to)| room.is_crossed(places[*from], places[*to])))
                && !set.iter().any(|other| room.grown(2.0).meets(&other.bounds()))
        };
        // Where a course begins and ends is worth a name that it crosses.
        let is_end = |other: Option<usize>| {
            other.and_then(|other| dots.get(other)).is_none_or(|other| other.series.id != dots[at].series.id)
        };
        let may_cross = is_end(at.checked_sub(1)) || is_end(Some(at + 1));
        let found = ways.into_iter().map(text).find(|text| free(text, false));
        let found = found.or_else(|| ways.into_iter().map(text).find(|text| may_cross && free(text, true)));
        if let Some(text) = found {
            set.push(text);
        }
    }
    page.pen.group(Role::Value, None, || {
        for text in set {
            page.pen.text(text.x, text.y, text.anchor, text.content);
        }
    });
}

/// The dots that have names, by their places, those first that must have theirs: all, or of a long course its ends and
/// those farthest out. The quiet ones yield to those that matter.
fn to_be_named(chart: &Chart<'_>, dots: &[Dot<'_>]) -> Vec<usize> {
    let mut order = Vec::new();
    let all: Vec<usize> = (0..dots.len()).collect();
    for course in all.chunk_by(|a, b| dots[*a].series.id == dots[*b].series.id) {
        let (Some(first), Some(last)) = (course.first(), course.last()) else { continue };
        let farthest = |by: fn(&Dot<'_>) -> f64| {
            course.iter().copied().max_by(|a, b| by(&dots[*a]).total_cmp(&by(&dots[*b]))).unwrap_or(*first)
        };
        let mut named = vec![*last, *first];
        named.extend([
            farthest(|dot| dot.y),
            farthest(|dot| -dot.y),
            farthest(|dot| dot.x),
            farthest(|dot| -dot.x),
        ]);
        if course.len() <= NAMED || chart.spec.labels == Some(true) {
            named.extend(course);
        }
        for at in named {
            if !order.contains(&at) {
                order.push(at);
            }
        }
    }
    order.sort_by_key(|at| dots[*at].tone == Tone::Quiet);
    order
}
