//! How long a chart takes from its figures to its SVG: `cargo bench --bench chart`.

#[path = "../tests/it/chart/cases/mod.rs"]
mod cases;

use divan::Bencher;
use waybill::chart::{Chart, English, Layout};

fn main() {
    divan::main();
}

/// A usual chart of each mark, and one of three hundred months.
const CHARTS: [&str; 21] = [
    "area-stacked",
    "bars-annual",
    "bars-grouped",
    "bars-mirrored",
    "break-line",
    "dots-one",
    "dumbbell-years",
    "heat-growth",
    "interval-differing",
    "layers-line-over-bars",
    "line-four",
    "line-one",
    "lollipop-cities",
    "months-24-three",
    "months-300",
    "rows-partners",
    "sankey-corridors",
    "scatter-partners",
    "slope-three-periods",
    "spark",
    "table-partners",
];

#[divan::bench(args = CHARTS)]
fn draw(bencher: Bencher<'_, '_>, name: &str) {
    let case = cases::find(name);
    let chart = Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English };
    bencher.bench_local(|| chart.draw(Layout::WIDE, "c"));
}
