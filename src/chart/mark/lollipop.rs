//! Lollipops: dots on stems from zero, for many names where bars would be a wall.

use super::dot::{Tie, lay_out_dots};
use super::rows::ROWS;
use super::table::Table;
use crate::chart::ChartError;
use crate::chart::describe;
use crate::chart::kind::{Key, Kind};
use crate::chart::page::Page;
use crate::chart::scale::Zero;

/// Dots on stems, by name.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Lollipop chart",
    series: 1..=usize::MAX,
    heeds: &[Key::Facet, Key::Position, Key::Labels, Key::Highlight],
    stacks: &[],
    signs: ROWS,
    sum_up: describe::courses,
    lay_out,
};

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let table = Table::of(page.chart)?;
    if table.keys.len() > 1 {
        let (series, periods) = (page.chart.data.series.len(), page.chart.data.periods().len());
        return Err(ChartError::Stems { series, periods });
    }
    // The length of a stem is the figure, as that of a bar.
    lay_out_dots(page, &table, Tie::Stem, Zero::Always)
}
