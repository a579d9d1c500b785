//! Lines: one through the observations of each series, broken where a period is missing.
//!
//! A line carries its name at its end; a legend stands in where the names would not fit. A period of another
//! length than the rest is no point of the line: it is a broken stroke over its own days.

use std::ops::Range;

use super::bound::{self, Arrow};
use super::{check_tones, layers, overlay, plot_height, set_above_plot, whisker};
use crate::chart::calendar::{Calendar, end_day, first_day, middle};
use crate::chart::describe;
use crate::chart::kind::{Key as Heeded, Kind, Signs};
use crate::chart::label::{self, EndLabel, Value};
use crate::chart::legend::{self, Key, Sample};
use crate::chart::page::Page;
use crate::chart::period_axis::{PeriodAxis, Place};
use crate::chart::plane::{Marker, Plane};
use crate::chart::remark::{self, Remark, Remarks};
use crate::chart::scale::Zero;
use crate::chart::scene::{Bounds, Finish, Role, Tone};
use crate::chart::value_axis::ValueAxis;
use crate::chart::{Chart, ChartError, Point, Series};

/// Radius of a point, in px.
const RADIUS: f64 = 3.2;
/// Room of a point: where there is less, only some are drawn. In px.
const POINT_PITCH: f64 = 18.0;
/// Past this many points a line shows its course better without a mark on each.
const MARKED: usize = 16;
/// Where not all points are drawn, those that are lie about so many px apart.
const SPARSE_PITCH: f64 = 70.0;
/// Past this many points a line is restless, and markers on some of them look like spikes.
const CALM: usize = 60;

/// Lines over time.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Line chart",
    series: 1..=usize::MAX,
    heeds: &[
        Heeded::Facet,
        Heeded::Position,
        Heeded::Annotations,
        Heeded::Labels,
        Heeded::Zero,
        Heeded::Log,
        Heeded::Layers,
        Heeded::Height,
        Heeded::Highlight,
    ],
    stacks: &[],
    signs: Signs::POINTS,
    sum_up: describe::courses,
    lay_out,
};

/// A series with its runs of points that follow one another.
struct Trace<'a> {
    series: &'a Series,
    tone: Tone,
    marker: Marker,
    runs: Vec<Vec<(&'a Point, f64)>>,
    /// Points of periods that do not compare with the rest.
    apart: Vec<(&'a Point, f64)>,
}

/// Lays out and draws a line chart.
fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let traces = traces(chart, &calendar);
    check_tones(traces.iter().map(|trace| trace.tone))?;
    let height = plot_height(page);
    let zero = match chart.spec.y.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    };
    let rules = overlay::rules(chart);
    let reach = chart.data.values().chain(layers::values(chart)).chain(rules.iter().map(|(value, _)| *value));
    let axis = ValueAxis::of(page, reach, zero, chart.spec.y.scale, height)?;
    let domain = domain(&calendar);
    let (quiet, loud): (Vec<&Trace<'_>>, Vec<_>) = traces.iter().partition(|trace| trace.tone == Tone::Quiet);
    let all: Vec<&Trace<'_>> = traces.iter().collect();
    let mut labels = end_labels(page, &all, traces.len() > 1, &axis, height);
    // One line needs no name, unless others lie over it.
    let mut keys = if labels.is_empty() && quiet.len() > Marker::ALL.len() {
        // The legend cannot tell so many grey lines apart. Those that matter may still have their names beside them.
        labels = end_labels(page, &loud, true, &axis, height);
        keys(if labels.is_empty() { &all } else { &quiet })
    } else if (labels.is_empty() && traces.len() > 1) || (traces.len() == 1 && !chart.data.layers.is_empty())
    {
        keys(&all)
    } else {
        Vec::new()
    };
    let widest = page.width() * if page.layout.is_narrow() { 0.3 } else { 0.24 };
    let mut said =
        overlay::rule_labels(&rules, widest, |value| (domain.end, height * (1.0 - axis.scale.share(value))));
    if labels.iter().chain(&said).map(EndLabel::height).sum::<f64>() <= height {
        labels.append(&mut said);
    } else {
        keys.extend(overlay::rule_keys(&rules));
    }
    keys.extend(layers::keys(chart, traces.len(), true));
    legend::set(page, &keys);
    let names = labels.iter().map(EndLabel::width).fold(0.0, f64::max).ceil();
    let gap = label::gap(&mut labels, 0.0, height);
    let left = page.left + axis.width();
    let right = page.right - if labels.is_empty() { 6.0 } else { names + gap };
    let across = |day: f64| left + (day - domain.start) / (domain.end - domain.start) * (right - left);

    let remarks = remark::of(chart, &calendar)?;
    let on_axis = |day: f64| across(day.clamp(domain.start, domain.end));
    let day = |remark: &Remark<'_>| if remark.span { first_day(remark.at) } else { middle(remark.at) };
    let about = |remark: &Remark<'_>| (on_axis(day(remark)), remark.figure);
    let marked: Vec<_> = remarks.iter().map(about).collect();
    let remarks: Vec<_> = remarks.iter().map(|remark| remark.item(on_axis(day(remark)))).collect();
    let remarks = Remarks::arrange(&remarks, (page.left, page.right));
    let foot = set_above_plot(page, &axis, &remarks);

    let bounds = Bounds { left, top: page.y, right, bottom: page.y + height };
    let plane = Plane::of_days(&page.pen, bounds, domain.clone(), &axis.scale);
    overlay::draw_bands(page, &plane, |from, to| Some((on_axis(first_day(from)), on_axis(end_day(to)))))?;
    axis.draw_across(&page.pen, &plane);
    if !axis.scale.logarithmic {
        axis.draw_zero(&page.pen, plane.at(domain.start, 0.0), plane.at(domain.end, 0.0));
    }
    overlay::draw_rules(page, &plane, &rules);
    // To the mark that is meant, or down to the axis.
    remarks.draw(&page.pen, foot, |x| {
        let mark = marked.iter().find(|(at, figure)| *at == x && figure.is_some());
        mark.and_then(|(_, figure)| *figure).map_or(bounds.bottom, |figure| plane.up(figure) - RADIUS - 2.0)
    });
    // The quiet ones first, so that those that matter lie over them.
    let quiet_first = traces.iter().filter(|t| t.tone == Tone::Quiet);
    for trace in quiet_first.chain(traces.iter().filter(|t| t.tone != Tone::Quiet)) {
        // Where a legend names the lines, their markers tell them apart; so they do where lines are calm.
        let marked = traces.len() > 1 && (labels.is_empty() || trace.count() <= CALM);
        trace.draw(page, &plane, marked)?;
    }
    layers::draw(page, &plane, &calendar, traces.len(), |slot| middle(calendar.slots[slot]))?;
    for label in &mut labels {
        label.end = (across(label.end.0), bounds.top + label.end.1);
    }
    label::draw_after(&page.pen, &mut labels, right + gap, bounds.top, bounds.bottom);
    page.y = period_axis(page, &calendar, across, &domain).draw(&page.pen, bounds.bottom);
    Ok(())
}

fn traces<'a>(chart: &Chart<'a>, calendar: &Calendar) -> Vec<Trace<'a>> {
    // Of more grey lines than there are markers these tell none apart.
    let quiet = (0..chart.data.series.len()).filter(|index| chart.tone(*index) == Tone::Quiet);
    let many = quiet.count() > Marker::ALL.len();
    let trace = |(index, series): (usize, &'a Series)| {
        let mut sorted: Vec<&Point> = series.points.iter().collect();
        sorted.sort_by_key(|point| point.period);
        sorted.dedup_by_key(|point| point.period);
        let mut runs: Vec<Vec<(&Point, f64)>> = Vec::new();
        let mut apart = Vec::new();
        let mut previous = None;
        for point in sorted {
            match point.value.filter(|value| value.is_finite()) {
                Some(value) if !calendar.compares(point.period) => apart.push((point, value)),
                Some(value) => {
                    let follows = previous.is_some_and(|last| {
                        calendar.adjoin(last, point.period) && !series.breaks_between(last, point.period)
                    });
                    match runs.last_mut() {
                        Some(run) if follows => run.push((point, value)),
                        _ => runs.push(vec![(point, value)]),
                    }
                    previous = Some(point.period);
                }
                None => previous = None,
            }
        }
        let tone = chart.tone(index);
        let marker = if tone == Tone::Quiet && many { Marker::Circle } else { Marker::of(index) };
        Trace { series, tone, marker, runs, apart }
    };
    chart.data.series.iter().enumerate().map(trace).collect()
}

impl Trace<'_> {
    /// The point that the line ends with, its figure, and the day on which it is drawn.
    fn last(&self) -> Option<(&Point, f64, f64)> {
        let run = self.runs.last().and_then(|run| run.last());
        let run = run.map(|(point, value)| (*point, *value, middle(point.period)));
        let apart = self.apart.last().map(|(point, value)| (*point, *value, end_day(point.period)));
        run.into_iter().chain(apart).max_by(|a, b| a.2.total_cmp(&b.2))
    }

    fn draw(&self, page: &Page<'_>, plane: &Plane, marked: bool) -> Result<(), ChartError> {
        let pen = &page.pen;
        pen.group(Role::Line, Some(self.tone), || {
            for run in &self.runs {
                if !pen.titles_marks() && !page.layout.is_narrow() {
                    pen.next(Finish::Solid, Some(self.series.label.clone()));
                }
                plane.line(run.iter().map(|(point, value)| (middle(point.period), *value)).collect())?;
            }
            for (point, value) in &self.apart {
                pen.mark(Finish::Hatched, || page.chart.mark_title(self.series, point));
                plane.line(vec![(first_day(point.period), *value), (end_day(point.period), *value)])?;
            }
            Ok(())
        })?;
        self.draw_whiskers(page, plane);
        let count = self.count();
        let room = plane.bounds.right - plane.bounds.left;
        let all = count <= MARKED && count as f64 * POINT_PITCH <= room;
        let every = ((count as f64 * SPARSE_PITCH / room).ceil() as usize).max(1);
        let mut shown = Vec::new();
        let mut unseen = Vec::new();
        for run in &self.runs {
            for (at, (point, value)) in run.iter().enumerate() {
                let from_end = run.len() - 1 - at;
                // What is derived, a bound or the middle of a range is hollow wherever marks have room at all.
                let hollow = point.finish() == Finish::Hollow && count <= CALM;
                let broken = point.over_break.is_some();
                let marks = all || hollow || broken || from_end == 0 || (marked && from_end % every == 0);
                if marks { &mut shown } else { &mut unseen }.push((*point, *value));
            }
        }
        pen.group(Role::Dot, Some(self.tone), || {
            for (point, value) in shown {
                pen.mark(point.finish(), || page.chart.mark_title(self.series, point));
                plane.dot(self.marker, (middle(point.period), value), RADIUS)?;
            }
            Ok(())
        })?;
        pen.group(Role::Target, None, || {
            for (point, value) in unseen.into_iter().filter(|_| pen.titles_marks()) {
                pen.mark(Finish::Solid, || page.chart.mark_title(self.series, point));
                plane.dot(Marker::Circle, (middle(point.period), value), 5.0)?;
            }
            Ok(())
        })
    }

    fn count(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }

    fn draw_whiskers(&self, page: &Page<'_>, plane: &Plane) {
        let ends = |(point, _): &(&Point, f64)| {
            let (low, high) = point.spread()?;
            let day = middle(point.period);
            Some((plane.at(day, low), plane.at(day, high)))
        };
        let points = self.runs.iter().flatten().chain(&self.apart);
        whisker::draw(&page.pen, Some(self.tone), points.clone().filter_map(ends));
        let arrow = |(point, value): &(&Point, f64)| {
            Some(Arrow::upright(point.beyond?, plane.at(middle(point.period), *value), RADIUS))
        };
        bound::draw(&page.pen, Some(self.tone), points.filter_map(arrow));
    }
}

/// Names at the ends of the lines, with the last figures if there is room; none if the names have no room.
/// Their ends are a day and a distance from the top of the plot.
fn end_labels(
    page: &Page<'_>,
    traces: &[&Trace<'_>],
    named: bool,
    axis: &ValueAxis,
    height: f64,
) -> Vec<EndLabel> {
    let widest = page.width() * if page.layout.is_narrow() { 0.3 } else { 0.24 };
    let scale = &axis.scale;
    let label = |trace: &Trace<'_>, value_at: fn(String) -> Value| {
        let (point, value, day) = trace.last()?;
        let name = match named {
            true => Role::Label.font().wrap(&trace.series.label, widest, 3),
            false => Vec::new(),
        };
        let mut label = EndLabel {
            tone: trace.tone,
            name,
            value: Value::None,
            end: (day, height * (1.0 - scale.share(value))),
        };
        label.value = value_at(Role::Value.font().cut(&point.label, widest));
        Some(label)
    };
    // All figures stand alike: beside the names, else under them, else nowhere.
    let wanted = page.chart.spec.labels != Some(false);
    let places: [fn(String) -> Value; 3] = [Value::Beside, Value::Under, |_| Value::None];
    for place in &places[if wanted { 0 } else { 2 }..] {
        let labels: Vec<_> = traces.iter().filter_map(|trace| label(trace, *place)).collect();
        let needed = labels.iter().map(EndLabel::height).sum::<f64>();
        let cut = labels.iter().flat_map(|label| &label.name).any(|line| line.ends_with('…'));
        let beside = |label: &EndLabel| matches!(label.value, Value::Beside(_));
        let spills = |label: &EndLabel| label.name.len() != 1 || label.width() > widest;
        let uneven = labels.iter().any(|label| beside(label) && spills(label));
        if needed > 0.0 && needed <= height && !cut && !uneven {
            return labels;
        }
    }
    Vec::new()
}

fn keys(traces: &[&Trace<'_>]) -> Vec<Key> {
    let key = |trace: &&Trace<'_>| Key {
        name: trace.series.label.clone(),
        tone: trace.tone,
        sample: Sample::Line(trace.marker),
    };
    traces.iter().map(key).collect()
}

/// The days that the axis spans: from the first point to the last, and all of what does not compare.
pub(super) fn domain(calendar: &Calendar) -> Range<f64> {
    let ends = |compares: bool, period| {
        if compares { (middle(period), middle(period)) } else { (first_day(period), end_day(period)) }
    };
    let spans = || calendar.slots.iter().map(|period| ends(calendar.compares(*period), *period));
    let start = spans().map(|(start, _)| start).fold(f64::INFINITY, f64::min);
    let end = spans().map(|(_, end)| end).fold(f64::NEG_INFINITY, f64::max);
    match calendar.slots.first() {
        Some(only) if start >= end => first_day(*only)..end_day(*only),
        _ => start..end,
    }
}

pub(super) fn period_axis<'a>(
    page: &Page<'a>,
    calendar: &'a Calendar,
    across: impl Fn(f64) -> f64,
    domain: &Range<f64>,
) -> PeriodAxis<'a> {
    let place = |period: &crate::model::Period| {
        let (start, end) = (first_day(*period).max(domain.start), end_day(*period).min(domain.end));
        Place { period: *period, left: across(start), right: across(end), centre: across(middle(*period)) }
    };
    PeriodAxis {
        notation: page.chart.notation,
        calendar,
        places: calendar.slots.iter().map(place).collect(),
        limits: (page.left, page.right),
    }
}
