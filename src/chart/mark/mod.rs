//! The marks: each lays its page out and draws itself. A new mark is a file here
//! and a line in `kind`.

pub(super) mod area;
pub(super) mod bar;
mod bound;
pub(super) mod dot;
pub(super) mod dumbbell;
pub(super) mod heat;
pub(super) mod interval;
mod layers;
pub(super) mod line;
pub(super) mod lollipop;
pub(super) mod map;
mod overlay;
mod rows;
pub(super) mod sankey;
pub(super) mod scatter;
pub(super) mod slope;
pub(super) mod spark;
pub(super) mod spark_table;
mod table;
pub(super) mod waterfall;
mod whisker;

use super::page::Page;
use super::palette::LIGHT;
use super::remark::Remarks;
use super::scene::Tone;
use super::value_axis::ValueAxis;
use super::{Chart, ChartError};

/// Leaves room over the plot for remarks and sets the unit; gives the foot of the remarks.
fn set_above_plot(page: &mut Page<'_>, axis: &ValueAxis, remarks: &Remarks) -> f64 {
    // A rule near the left edge would pass through the unit: then the unit stands over the remarks.
    if axis.unit_row().is_some_and(|unit| remarks.cross(page.left + unit + 6.0)) {
        axis.set_unit(page);
        remarks.reserve(page)
    } else {
        let foot = remarks.reserve(page);
        axis.set_unit(page);
        foot
    }
}

/// Refuses more series than the palette can tell apart.
fn check_tones(tones: impl Iterator<Item = Tone>) -> Result<(), ChartError> {
    let (most, series) = (LIGHT.hues.len(), tones.filter(|tone| *tone != Tone::Quiet).count());
    if series > most { Err(ChartError::TooMany { series, most }) } else { Ok(()) }
}

/// Height of the plot in px: the author's, or one that suits the width.
fn plot_height(page: &Page<'_>) -> f64 {
    let narrow = page.layout.is_narrow();
    match asked_height(page.chart) {
        Some(asked) if narrow => asked.min(280.0),
        Some(asked) => asked,
        None if page.width() < 300.0 => 140.0,
        None if narrow => 210.0,
        None => 300.0,
    }
}

/// The author's height; one that no plot can have is refused before.
fn asked_height(chart: &Chart<'_>) -> Option<f64> {
    chart.spec.height
}
