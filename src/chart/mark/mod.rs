//! The marks: each lays its page out and draws itself. A new mark is a file here and a name in the spec.

pub(super) mod bar;
pub(super) mod line;
pub(super) mod spark;

use super::Chart;
use super::page::Page;

/// Height of the plot in px: the author's, or one that suits the width.
fn plot_height(page: &Page<'_>) -> f64 {
    let narrow = page.layout.is_narrow();
    match asked_height(page.chart) {
        Some(asked) if narrow => asked.min(280.0),
        Some(asked) => asked,
        None if narrow => 210.0,
        None => 300.0,
    }
}

/// The author's height, kept within what a page can hold.
fn asked_height(chart: &Chart<'_>) -> Option<f64> {
    chart.spec.height.filter(|height| height.is_finite()).map(|height| height.clamp(60.0, 2000.0))
}
