//! Bars: from zero to each figure, upwards or to the right, side by side or on top of one another.
//!
//! [`table`](super::table) says which bar stands where, `vertical` and `horizontal` lay them out.

mod horizontal;
mod vertical;

use super::check_tones;
use super::table::{self, Dimension, Span, Table};
use crate::chart::ChartError;
use crate::chart::describe;
use crate::chart::kind::{Key as Heeded, Kind, Signs};
use crate::chart::legend::{Key, Sample};
use crate::chart::page::Page;
use crate::chart::plane::Plane;
use crate::chart::scene::Role;
use crate::chart::spec::{Channel, Orientation, Stack};

/// Bars by period or by name.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Bar chart",
    series: 1..=usize::MAX,
    heeds: &[
        Heeded::Orientation,
        Heeded::Stack,
        Heeded::Facet,
        Heeded::Position,
        Heeded::Annotations,
        Heeded::Labels,
        Heeded::Layers,
        Heeded::Height,
        Heeded::Highlight,
    ],
    stacks: &[Stack::Grouped, Stack::Stacked, Stack::Share, Stack::Mirrored],
    signs: Signs::FILLED,
    sum_up: describe::courses,
    lay_out,
};

/// Lays out and draws a bar chart.
fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let table = Table::of(page.chart)?;
    check_tones(table.keys.iter().map(|key| key.tone))?;
    let spec = page.chart.spec;
    if spec.stack == Stack::Mirrored && table.keys.len() != 2 {
        let (series, periods) = (page.chart.data.series.len(), page.chart.data.periods().len());
        return Err(ChartError::Mirrored { series, periods });
    }
    if !page.chart.data.layers.is_empty() {
        let table = Table::along(page.chart, Dimension::Period)?;
        return vertical::lay_out(page, &table);
    }
    let upwards = match (spec.orientation, spec.encoding.x, spec.encoding.y) {
        (Some(orientation), _, _) => orientation == Orientation::Vertical,
        (None, _, Some(Channel::Value)) => true,
        (None, Some(Channel::Value), _) | (None, _, Some(_)) => false,
        (None, Some(_), None) => true,
        // Names of things need a line each; years do not.
        (None, None, None) => table.categories_are == Dimension::Period,
    };
    // Rules at values and stretches of time lie under upright bars only.
    let upwards = upwards && (!spec.annotations.is_empty() || vertical::names_fit(page, &table));
    if upwards { vertical::lay_out(page, &table) } else { horizontal::lay_out(page, &table) }
}

/// Keys of the bars: of several kinds, or of one under layers (`under`), which have names of their own.
fn keys(table: &Table<'_>, under: bool) -> Vec<Key> {
    let key = |key: &table::Key| Key { name: key.name.clone(), tone: key.tone, sample: Sample::Bar };
    if table.keys.len() > 1 || under { table.keys.iter().map(key).collect() } else { Vec::new() }
}

/// Draws every bar, the bars of one colour together; `corners` says where a bar lies.
fn draw_bars(
    page: &Page<'_>,
    plane: &Plane,
    table: &Table<'_>,
    corners: impl Fn(&Span<'_>) -> [(f64, f64); 2],
) -> Result<(), ChartError> {
    for tone in table.tones() {
        page.pen.group(Role::Bar, Some(tone), || {
            let drawn = |span: &&Span<'_>| span.tone == tone && (table.stacked || span.is_certain());
            for span in table.spans.iter().filter(drawn) {
                page.pen.mark(span.finish, || page.chart.mark_title(span.series, span.point));
                let [from, to] = corners(span);
                plane.bar(from, to)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
