//! What is drawn over bars and lines in the same unit: the series of the layers, as lines, dots or intervals.

use super::bound::{self, Arrow};
use super::whisker;
use crate::chart::ChartError;
use crate::chart::calendar::Calendar;
use crate::chart::label::{EndLabel, Value};
use crate::chart::legend::{Key, Sample};
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scene::{Role, Tone};
use crate::chart::spec::LayerMark;
use crate::chart::{Chart, Point, Series};

/// Radius of a point on a line, in px.
const ON_LINE: f64 = 3.2;
/// Radius of a dot by itself, in px.
const ALONE: f64 = 4.6;

/// A series of a layer.
struct Over<'a> {
    mark: LayerMark,
    series: &'a Series,
    tone: Tone,
    marker: Marker,
}

/// The series of all layers; their colours come after those of `under` others.
fn all<'a>(chart: &Chart<'a>, under: usize) -> Vec<Over<'a>> {
    let marks = chart.spec.layers.iter().flat_map(|layer| layer.series.iter().map(|_| layer.mark));
    let over = |(index, (mark, series))| Over {
        mark,
        series,
        tone: Tone::Hue(under + index),
        marker: Marker::of(index + usize::from(under > 0)),
    };
    marks.zip(&chart.data.layers).enumerate().map(over).collect()
}

/// What the axis must hold.
pub(super) fn values<'c>(chart: &Chart<'c>) -> impl Iterator<Item = f64> + use<'c> {
    let ends = |over: Over<'c>| {
        let known = over.series.known().map(|(point, value)| (value, over.span(point)));
        known
            .flat_map(|(value, span)| span.map_or([value, value], |(low, high)| [low, high]))
            .collect::<Vec<_>>()
    };
    all(chart, 0).into_iter().flat_map(ends)
}

/// Names at the ends of lines; their heights are values yet. Other marks have keys.
pub(super) fn names(chart: &Chart<'_>, under: usize, widest: f64) -> Vec<EndLabel> {
    let name = |over: &Over<'_>| {
        let (_, (_, last)) = over.series.by_period().into_iter().next_back()?;
        let name = Role::Label.font().wrap(&over.series.label, widest, 3);
        Some(EndLabel { tone: over.tone, name, value: Value::None, end: (0.0, last) })
    };
    all(chart, under).iter().filter(|over| over.mark == LayerMark::Line).filter_map(name).collect()
}

/// Keys of layers: of all, or of those alone that are no lines.
pub(super) fn keys(chart: &Chart<'_>, under: usize, lines: bool) -> Vec<Key> {
    let key = |over: &Over<'_>| Key {
        name: over.series.label.clone(),
        tone: over.tone,
        sample: match over.mark {
            LayerMark::Line => Sample::Line(over.marker),
            LayerMark::Dot | LayerMark::Interval => Sample::Dot(over.marker),
        },
    };
    all(chart, under).iter().filter(|over| lines || over.mark != LayerMark::Line).map(key).collect()
}

/// Draws the layers; `across` is where a period lies on the plane.
pub(super) fn draw(
    page: &Page<'_>,
    plane: &Plane,
    calendar: &Calendar,
    under: usize,
    across: impl Fn(usize) -> f64,
) -> Result<(), ChartError> {
    for over in all(page.chart, under) {
        let known = over.series.by_period();
        let slots = calendar.slots.iter().enumerate();
        let points: Vec<Option<(f64, (&Point, f64))>> =
            slots.map(|(slot, period)| known.get(period).map(|found| (across(slot), *found))).collect();
        match over.mark {
            LayerMark::Line => over.draw_line(page, plane, &points)?,
            LayerMark::Dot | LayerMark::Interval => {}
        }
        let ends = |(x, (point, _)): &(f64, (&Point, f64))| {
            let (low, high) = over.span(point)?;
            Some((plane.at(*x, low), plane.at(*x, high)))
        };
        whisker::draw(&page.pen, Some(over.tone), points.iter().flatten().filter_map(ends));
        let arrow = |(x, (point, value)): &(f64, (&Point, f64))| {
            Some(Arrow::upright(point.beyond?, plane.at(*x, *value), ON_LINE))
        };
        bound::draw(&page.pen, Some(over.tone), points.iter().flatten().filter_map(arrow));
        let radius = if over.mark == LayerMark::Line { ON_LINE } else { ALONE };
        page.pen.group(Role::Dot, Some(over.tone), || {
            for (x, (point, value)) in points.iter().flatten() {
                page.pen.mark(point.finish(), || page.chart.mark_title(over.series, point));
                plane.dot(over.marker, (*x, *value), radius)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

impl Over<'_> {
    /// What is printed where that is not one figure; as an interval, else what its print can mean.
    fn span(&self, point: &Point) -> Option<(f64, f64)> {
        let meant = point.interval.filter(|_| self.mark == LayerMark::Interval);
        point.spread().or(meant).filter(|(low, high)| low < high)
    }

    /// A line from one period to the next, interrupted where one is missing, with a rim that sets it off from bars.
    fn draw_line(
        &self,
        page: &Page<'_>,
        plane: &Plane,
        points: &[Option<(f64, (&Point, f64))>],
    ) -> Result<(), ChartError> {
        for (role, tone) in [(Role::Rim, None), (Role::Line, Some(self.tone))] {
            page.pen.group(role, tone, || {
                let runs = points.split(Option::is_none);
                runs.map(|run| run.iter().flatten().map(|(x, (_, value))| (*x, *value)).collect::<Vec<_>>())
                    .try_for_each(|run| plane.line(run))
            })?;
        }
        Ok(())
    }
}
