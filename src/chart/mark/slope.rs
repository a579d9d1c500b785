//! Slopes: a line for each series from one period to the next, with its figures at both ends.
//!
//! Periods stand as far apart as they are in time; there is no value axis, since the figures stand at the lines.

use super::bound::{self, Arrow};
use super::{check_tones, plot_height, whisker};
use crate::chart::calendar::middle;
use crate::chart::describe;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::label::{self, EndLabel, Value};
use crate::chart::notation::short;
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scale::{Linear, Zero};
use crate::chart::scene::{Anchor, Bounds, Finish, Role};
use crate::chart::{Chart, ChartError, Point, Series};
use crate::model::Period;

/// Radius of a point, in px.
const RADIUS: f64 = 4.0;
/// From a period to the plot under it, in px.
const UNDER_PERIOD: f64 = 10.0;
/// Most periods: past this a line chart shows the course better.
const MOST_PERIODS: usize = 5;
/// The largest part of the width that names at the ends take, wide and narrow.
const MOST_NAMES: [f64; 2] = [0.3, 0.36];

/// Between the names of two periods, in px.
const BETWEEN: f64 = 8.0;

/// Lines between periods.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Slope chart",
    series: 1..=usize::MAX,
    heeds: &[Key::Facet, Key::Zero, Key::Height, Key::Highlight],
    stacks: &[],
    signs: Signs::POINTS,
    sum_up: describe::courses,
    lay_out,
};

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let periods = chart.data.periods();
    if !(2..=MOST_PERIODS).contains(&periods.len()) {
        return Err(ChartError::Periods { given: periods.len(), least: 2, most: MOST_PERIODS });
    }
    let calendar = chart.calendar()?;
    if let Some(odd) = periods.iter().find(|period| !calendar.compares(**period)) {
        return Err(ChartError::Unlike { period: *odd });
    }
    check_tones((0..chart.data.series.len()).map(|index| chart.tone(index)))?;
    let zero = match chart.spec.y.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    };
    let scale = Linear::tight(chart.data.values().chain(page.reach.iter().copied()), zero);
    let scale = scale.ok_or(ChartError::Empty)?;
    // Labels that do not fit the height need a taller plot: here every name must stand.
    let most = page.width() * MOST_NAMES[usize::from(page.layout.is_narrow())];
    let mut after = labels(chart, &periods, most, End::Last);
    let mut before = labels(chart, &periods, most, End::First);
    let needed = |labels: &[EndLabel]| labels.iter().map(EndLabel::height).sum::<f64>();
    let height = plot_height(page).max(needed(&after)).max(needed(&before));

    // A per cent sign stands behind the first figure of each side.
    if page.says_unit && !chart.unit().trim_end_matches('%').is_empty() {
        page.paragraph(Role::Unit, chart.unit());
        page.skip(4.0);
    }
    let first_row = page.baseline(Role::Tick);
    page.skip(Role::Tick.font().leading() + UNDER_PERIOD);
    let on_page = |label: &mut EndLabel, x: f64| {
        label.end = (x, height * (scale.max - label.end.1) / (scale.max - scale.min));
    };
    let widest = |labels: &[EndLabel]| labels.iter().map(EndLabel::width).fold(0.0, f64::max).ceil();
    after.iter_mut().for_each(|label| on_page(label, 0.0));
    before.iter_mut().for_each(|label| on_page(label, 0.0));
    let gaps = [label::gap(&mut before, 0.0, height), label::gap(&mut after, 0.0, height)];
    let left = page.left + widest(&before) + gaps[0];
    let right = page.right - widest(&after) - gaps[1];
    let bounds = Bounds { left, top: page.y, right, bottom: page.y + height };
    let (first, last) = (middle(periods[0]), middle(periods[periods.len() - 1]));
    let plane = Plane::new(&page.pen, bounds, first..last, scale.min..scale.max);

    draw_periods(page, &plane, &periods, first_row);
    for (index, series) in chart.data.series.iter().enumerate() {
        draw_series(page, &plane, &periods, index, series)?;
    }
    let place = |label: &mut EndLabel, x: f64| label.end = (x, bounds.top + label.end.1);
    after.iter_mut().for_each(|label| place(label, right));
    before.iter_mut().for_each(|label| place(label, left));
    label::draw_after(&page.pen, &mut after, right + gaps[1], bounds.top, bounds.bottom);
    label::draw_before(&page.pen, &mut before, left - gaps[0], bounds.top, bounds.bottom);
    // Labels may reach half a line below the plot.
    page.y = bounds.bottom + Role::Label.font().leading() / 2.0;
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// Figures at an end of the lines, at the last with names; their ends are values yet.
fn labels(chart: &Chart<'_>, periods: &[Period], most: f64, end: End) -> Vec<EndLabel> {
    let at = if end == End::First { periods.first() } else { periods.last() };
    let label = |(index, series): (usize, &Series)| {
        let (point, value) = *series.by_period().get(at?)?;
        let named = end == End::Last && chart.data.series.len() > 1;
        let name = if named { Role::Label.font().wrap(&series.label, most, 3) } else { Vec::new() };
        let sign = if index == 0 && chart.unit() == "%" && !point.label.ends_with('%') { "%" } else { "" };
        let figure = Role::Value.font().cut(&format!("{}{sign}", point.label), most);
        let label =
            EndLabel { tone: chart.tone(index), name, value: Value::Beside(figure), end: (0.0, value) };
        Some(label.within(most))
    };
    chart.data.series.iter().enumerate().filter_map(label).collect()
}

/// Names the periods over upright lines.
fn draw_periods(page: &Page<'_>, plane: &Plane, periods: &[Period], baseline: f64) {
    let font = Role::Tick.font();
    let across = |period: &Period| plane.at(middle(*period), 0.0).0;
    let most = page.width() / periods.len() as f64 - BETWEEN;
    let names: Vec<String> =
        periods.iter().map(|period| font.cut(&short(page.chart.notation, *period), most)).collect();
    let wanted: Vec<(f64, f64)> = periods
        .iter()
        .zip(&names)
        .map(|(period, name)| (across(period), font.width(name) + BETWEEN))
        .collect();
    let (left, right) = (page.left - BETWEEN / 2.0, page.right + BETWEEN / 2.0);
    let centres = label::dodge(&wanted, left, right).unwrap_or_default();
    page.pen.group(Role::Rule, None, || {
        for (period, centre) in periods.iter().zip(&centres) {
            let (x, top) = (across(period), plane.bounds.top - 4.0);
            page.pen.line((x, top), (x, plane.bounds.bottom));
            // A name that had to make room for its neighbour is led to.
            if (centre - x).abs() > 1.0 {
                page.pen.line((*centre, top - 4.0), (x, top));
            }
        }
    });
    page.pen.group(Role::Tick, None, || {
        for (name, centre) in names.iter().zip(&centres) {
            page.pen.text(*centre, baseline, Anchor::Middle, name.clone());
        }
    });
}

fn draw_series(
    page: &Page<'_>,
    plane: &Plane,
    periods: &[Period],
    index: usize,
    series: &Series,
) -> Result<(), ChartError> {
    let chart = page.chart;
    let tone = Some(chart.tone(index));
    let known = series.by_period();
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut points: Vec<(f64, &Point, f64)> = Vec::new();
    for period in periods {
        let at = middle(*period);
        match known.get(period) {
            Some((point, value)) => {
                points.push((at, point, *value));
                if let Some(run) = runs.last_mut() {
                    run.push((at, *value));
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    page.pen.group(Role::Line, tone, || {
        for pair in runs.iter().flat_map(|run| run.windows(2)) {
            // Each end has its own period; a line from one side of a break to the other is dashed.
            let of = |day: f64| periods.iter().copied().find(|period| middle(*period) == day);
            let ends = of(pair[0].0).zip(of(pair[1].0));
            if ends.is_some_and(|(from, to)| series.breaks_between(from, to)) {
                page.pen.next(Finish::Hatched, None);
            }
            plane.line(pair.to_vec())?;
        }
        Ok(())
    })?;
    let spread = |(at, point, _): &(f64, &Point, f64)| {
        let (low, high) = point.spread()?;
        Some((plane.at(*at, low), plane.at(*at, high)))
    };
    whisker::draw(&page.pen, tone, points.iter().filter_map(spread));
    let arrow = |(at, point, value): &(f64, &Point, f64)| {
        Some(Arrow::upright(point.beyond?, plane.at(*at, *value), RADIUS))
    };
    bound::draw(&page.pen, tone, points.iter().filter_map(arrow));
    page.pen.group(Role::Dot, tone, || {
        for (at, point, value) in &points {
            page.pen.mark(point.finish(), || chart.mark_title(series, point));
            plane.dot(Marker::of(index), (*at, *value), RADIUS)?;
        }
        Ok(())
    })
}
