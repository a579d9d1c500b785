//! Lines over bars: the series of the layers, from the middle of one band to the next.

use crate::chart::ChartError;
use crate::chart::label::{EndLabel, Value};
use crate::chart::legend::{Key, Sample};
use crate::chart::mark::table::Table;
use crate::chart::page::Page;
use crate::chart::plane::{Marker, Plane};
use crate::chart::scene::{Finish, Role, Tone};
use crate::chart::{Chart, Origin, Series};

/// Radius of a point, in px.
const RADIUS: f64 = 3.2;

/// What the axis must hold for the lines.
pub(super) fn values<'c>(chart: &Chart<'c>) -> impl Iterator<Item = f64> + use<'c> {
    chart.data.layers.iter().flat_map(Series::known).map(|(_, value)| value)
}

/// Names at the ends of the lines; their heights are values yet.
pub(super) fn names(chart: &Chart<'_>, table: &Table<'_>, widest: f64) -> Vec<EndLabel> {
    let name = |(index, series): (usize, &Series)| {
        let (_, (_, last)) = series.by_period().into_iter().next_back()?;
        let name = Role::Label.font().wrap(&series.label, widest, 3);
        Some(EndLabel { tone: tone(table, index), name, value: Value::None, end: (0.0, last) })
    };
    chart.data.layers.iter().enumerate().filter_map(name).collect()
}

/// Keys of bars and lines, where names have no room.
pub(super) fn keys(chart: &Chart<'_>, table: &Table<'_>) -> Vec<Key> {
    let key = |(index, series): (usize, &Series)| Key {
        name: series.label.clone(),
        tone: tone(table, index),
        sample: Sample::Line(Marker::of(index)),
    };
    chart.data.layers.iter().enumerate().map(key).collect()
}

/// Draws the lines; `centre` is the middle of a band.
pub(super) fn draw(
    page: &Page<'_>,
    plane: &Plane,
    table: &Table<'_>,
    centre: impl Fn(usize) -> f64,
) -> Result<(), ChartError> {
    for (index, series) in page.chart.data.layers.iter().enumerate() {
        let known = series.by_period();
        let slots = table.calendar.slots.iter().enumerate();
        let points: Vec<_> =
            slots.map(|(slot, period)| known.get(period).map(|found| (centre(slot), *found))).collect();
        for (role, tone) in [(Role::Rim, None), (Role::Line, Some(tone(table, index)))] {
            page.pen.group(role, tone, || {
                let runs = points.split(Option::is_none);
                runs.map(|run| run.iter().flatten().map(|(x, (_, value))| (*x, *value)).collect::<Vec<_>>())
                    .try_for_each(|run| plane.line(run))
            })?;
        }
        page.pen.group(Role::Dot, Some(tone(table, index)), || {
            for (x, (point, value)) in points.iter().flatten() {
                let derived = point.origin == Origin::Derived;
                let finish = if derived { Finish::Hollow } else { Finish::Solid };
                page.pen.mark(finish, || page.chart.mark_title(series, point));
                plane.dot(Marker::of(index), (*x, *value), RADIUS)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The colours after those of the bars.
fn tone(table: &Table<'_>, index: usize) -> Tone {
    Tone::Hue(table.keys.len() + index)
}
