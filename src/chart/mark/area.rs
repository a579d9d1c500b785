//! Areas: under the line of one series, or on top of one another, as amounts or as shares of their sum.
//!
//! A stack is drawn where all its series have a figure. A period of another length than the rest is a hatched
//! block over its own days.

use super::{check_tones, overlay, plot_height, set_above_plot};
use crate::chart::calendar::{Calendar, end_day, first_day, middle};
use crate::chart::describe;
use crate::chart::kind::{Key as Heeded, Kind, Signs};
use crate::chart::label::{self, EndLabel, Value};
use crate::chart::legend::{self, Key, Sample};
use crate::chart::mark::line::{domain, period_axis};
use crate::chart::page::Page;
use crate::chart::parts;
use crate::chart::plane::{Marker, Plane};
use crate::chart::remark::{self, Remark, Remarks};
use crate::chart::scale::Zero;
use crate::chart::scene::{Bounds, Finish, Geometry, Role};
use crate::chart::spec::Stack;
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Chart, ChartError};
use crate::model::Period;

/// Past this many periods points on the edges would be a fringe.
const MOST_POINTS: usize = 60;
/// The largest part of the width that names beside the plot take.
const MOST_NAMES: f64 = 0.24;

/// Areas over time.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Area chart",
    series: 1..=usize::MAX,
    heeds: &[Heeded::Stack, Heeded::Facet, Heeded::Annotations, Heeded::Height, Heeded::Highlight],
    stacks: &[Stack::Stacked, Stack::Share],
    signs: Signs {
        derived: "Hollow points stand over what is derived from reported figures.",
        odd: "Hatched",
        spread: None,
    },
    sum_up: describe::courses,
    lay_out,
};

/// The levels of a stack in one period: the foot of the first series, and the top of each.
struct Level {
    period: Period,
    tops: Vec<f64>,
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let count = chart.data.series.len();
    check_tones((0..count).map(|index| chart.tone(index)))?;
    let shares = chart.spec.stack == Stack::Share;
    let levels = levels(chart, shares)?;
    let height = plot_height(page);
    let rules = overlay::rules(chart);
    let reach = levels.iter().flat_map(|level| level.tops.iter().copied());
    let reach = reach.chain(rules.iter().map(|(value, _)| *value));
    let axis = if shares {
        ValueAxis::shares(page, height)
    } else {
        ValueAxis::new(page, reach, Zero::Always, height).ok_or(ChartError::Empty)?
    };
    let domain = domain(&calendar);
    let mut names = names(page, &levels, &axis, height);
    let mut keys = if names.is_empty() && count > 1 { keys(chart) } else { Vec::new() };
    let most = page.width() * if page.layout.is_narrow() { 0.3 } else { MOST_NAMES };
    let mut said =
        overlay::rule_labels(&rules, most, |value| (0.0, height * (1.0 - axis.scale.share(value))));
    if names.iter().chain(&said).map(EndLabel::height).sum::<f64>() <= height {
        names.append(&mut said);
    } else {
        keys.extend(overlay::rule_keys(&rules));
    }
    legend::set(page, &keys);
    let width = names.iter().map(EndLabel::width).fold(0.0, f64::max).ceil();
    let gap = label::gap(&mut names, 0.0, height);
    let left = page.left + axis.width();
    let right = page.right - if names.is_empty() { 6.0 } else { width + gap };
    let across = |day: f64| left + (day - domain.start) / (domain.end - domain.start) * (right - left);
    let remarks = remark::of(chart, &calendar)?;
    let on_axis = |day: f64| across(day.clamp(domain.start, domain.end));
    let day = |remark: &Remark<'_>| if remark.span { first_day(remark.at) } else { middle(remark.at) };
    let items: Vec<_> = remarks.iter().map(|remark| remark.item(on_axis(day(remark)))).collect();
    let remarks = Remarks::arrange(&items, (page.left, page.right));
    let foot = set_above_plot(page, &axis, &remarks);

    let bounds = Bounds { left, top: page.y, right, bottom: page.y + height };
    let plane = Plane::new(&page.pen, bounds, domain.clone(), axis.scale.min..axis.scale.max);
    axis.draw_across(&page.pen, &plane);
    overlay::draw_bands(page, &plane, |from, to| Some((on_axis(first_day(from)), on_axis(end_day(to)))))?;
    draw_areas(page, &plane, &calendar, &levels);
    axis.draw_zero(&page.pen, plane.at(domain.start, 0.0), plane.at(domain.end, 0.0));
    overlay::draw_rules(page, &plane, &rules);
    draw_derived(page, &plane, &calendar, &levels)?;
    // Over the areas a rule would cut them: it ends at their top.
    let broken = |x: f64| items.iter().any(|item| item.dashed && item.x == x);
    remarks.draw(&page.pen, foot, |x| if broken(x) { bounds.bottom } else { bounds.top });
    for name in &mut names {
        name.end = (right, bounds.top + name.end.1);
    }
    label::draw_after(&page.pen, &mut names, right + gap, bounds.top, bounds.bottom);
    page.y = period_axis(page, &calendar, across, &domain).draw(&page.pen, bounds.bottom);
    Ok(())
}

/// The levels by period, of those in which every series has a figure.
fn levels(chart: &Chart<'_>, shares: bool) -> Result<Vec<Level>, ChartError> {
    let known: Vec<_> = chart.data.series.iter().map(|series| series.by_period()).collect();
    let mut levels = Vec::new();
    for period in chart.data.periods() {
        let values: Option<Vec<f64>> = known.iter().map(|of| Some(of.get(&period)?.1)).collect();
        let Some(values) = values else { continue };
        if let Some(at) = values.iter().position(|value| *value < 0.0).filter(|_| values.len() > 1) {
            return Err(ChartError::Negative { series: chart.data.series[at].label.clone(), period });
        }
        let sum: f64 = values.iter().sum();
        if shares && sum <= 0.0 {
            continue;
        }
        let whole = if shares { sum / 100.0 } else { 1.0 };
        let mut tops = vec![0.0];
        for value in values {
            tops.push(tops[tops.len() - 1] + value / whole);
        }
        levels.push(Level { period, tops });
    }
    if levels.is_empty() { Err(parts::none_is_whole(chart)) } else { Ok(levels) }
}

fn draw_areas(page: &Page<'_>, plane: &Plane, calendar: &Calendar, levels: &[Level]) {
    let chart = page.chart;
    let follows = |period: Period| {
        move |last: Period| {
            let breaks = chart.data.series.iter().any(|series| series.breaks_between(last, period));
            calendar.adjoin(last, period) && !breaks
        }
    };
    let mut runs: Vec<Vec<&Level>> = Vec::new();
    let mut previous = None;
    for level in levels.iter().filter(|level| calendar.compares(level.period)) {
        match runs.last_mut() {
            Some(run) if previous.is_some_and(follows(level.period)) => run.push(level),
            _ => runs.push(vec![level]),
        }
        previous = Some(level.period);
    }
    for (index, series) in chart.data.series.iter().enumerate() {
        page.pen.group(Role::Area, Some(chart.tone(index)), || {
            for run in &runs {
                let edge = |level: &&Level, at: usize| plane.at(middle(level.period), level.tops[at]);
                let upper = run.iter().map(|level| edge(level, index + 1));
                let lower = run.iter().rev().map(|level| edge(level, index));
                let mut points: Vec<(f64, f64)> = upper.chain(lower).collect();
                if let [only] = run.as_slice() {
                    points = block(plane, only, index);
                }
                page.pen.mark(Finish::Solid, || series.label.clone());
                page.pen.shape(Geometry::Path { points, closed: true });
            }
        });
        page.pen.group(Role::Bar, Some(chart.tone(index)), || {
            for level in levels.iter().filter(|level| !calendar.compares(level.period)) {
                let title = || format!("{}, {}", series.label, chart.notation.period(level.period));
                page.pen.mark(Finish::Hatched, title);
                page.pen.shape(Geometry::Path { points: block(plane, level, index), closed: true });
            }
        });
    }
}

/// Hollow points on the upper edges of what is derived, a bound or the middle of a range.
fn draw_derived(
    page: &Page<'_>,
    plane: &Plane,
    calendar: &Calendar,
    levels: &[Level],
) -> Result<(), ChartError> {
    if levels.len() > MOST_POINTS {
        return Ok(());
    }
    for (index, series) in page.chart.data.series.iter().enumerate() {
        let known = series.by_period();
        page.pen.group(Role::Dot, Some(page.chart.tone(index)), || {
            for level in levels.iter().filter(|level| calendar.compares(level.period)) {
                let Some((point, _)) = known.get(&level.period) else { continue };
                if point.finish() == Finish::Hollow {
                    page.pen.mark(Finish::Hollow, || page.chart.mark_title(series, point));
                    plane.dot(Marker::of(index), (middle(level.period), level.tops[index + 1]), 3.2)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The corners of a level over the days of its period, within the plot.
fn block(plane: &Plane, level: &Level, index: usize) -> Vec<(f64, f64)> {
    let inside = |(x, y): (f64, f64)| (x.clamp(plane.bounds.left, plane.bounds.right), y);
    let (start, end) = (first_day(level.period), end_day(level.period));
    [(start, index + 1), (end, index + 1), (end, index), (start, index)]
        .map(|(day, at)| inside(plane.at(day, level.tops[at])))
        .to_vec()
}

/// Names beside the last period, where the axis ends with it; none if they have no room there.
fn names(page: &Page<'_>, levels: &[Level], axis: &ValueAxis, height: f64) -> Vec<EndLabel> {
    let chart = page.chart;
    let (Some(last), true) = (levels.last(), chart.data.series.len() > 1) else { return Vec::new() };
    if chart.data.periods().last() != Some(&last.period) {
        return Vec::new();
    }
    let most = page.width() * if page.layout.is_narrow() { 0.3 } else { MOST_NAMES };
    let scale = &axis.scale;
    let name = |(index, series): (usize, &crate::chart::Series)| {
        let middle = (last.tops[index] + last.tops[index + 1]) / 2.0;
        let name = Role::Label.font().wrap(&series.label, most, 3);
        let end = (0.0, height * (scale.max - middle) / (scale.max - scale.min));
        EndLabel { tone: chart.tone(index), name, value: Value::None, end }
    };
    let names: Vec<EndLabel> = chart.data.series.iter().enumerate().map(name).collect();
    let cut = names.iter().flat_map(|name| &name.name).any(|line| line.ends_with('…'));
    let fits = names.iter().map(EndLabel::height).sum::<f64>() <= height;
    if fits && !cut { names } else { Vec::new() }
}

fn keys(chart: &Chart<'_>) -> Vec<Key> {
    let key = |(index, series): (usize, &crate::chart::Series)| Key {
        name: series.label.clone(),
        tone: chart.tone(index),
        sample: Sample::Bar,
    };
    chart.data.series.iter().enumerate().map(key).collect()
}
