//! Dumbbells: for each name the figures of two periods or, for each period, those of two series, joined.

use super::dot::{Tie, lay_out_dots};
use super::rows::ROWS;
use super::table::{Dimension, Table};
use crate::chart::ChartError;
use crate::chart::describe;
use crate::chart::kind::{Key, Kind};
use crate::chart::page::Page;
use crate::chart::scale::Zero;

/// Two dots a row, joined.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Dumbbell chart",
    series: 1..=usize::MAX,
    heeds: &[Key::Facet, Key::Labels, Key::Zero],
    stacks: &[],
    signs: ROWS,
    sum_up: describe::courses,
    lay_out,
};

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let (series, periods) = (chart.data.series.len(), chart.data.periods().len());
    let along = match (series, periods) {
        (_, 2) => Dimension::Series,
        (2, _) => Dimension::Period,
        _ => return Err(ChartError::Pairs { series, periods }),
    };
    let table = Table::along(chart, along)?;
    let zero = match chart.spec.y.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    };
    lay_out_dots(page, &table, Tie::Bar, zero)
}
