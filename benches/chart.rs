//! How long a chart takes from its figures to its SVG: `cargo bench --bench chart`.

#[path = "../tests/it/chart/cases/mod.rs"]
mod cases;

use divan::Bencher;
use waybill::chart::{Chart, English, Layout};

fn main() {
    divan::main();
}

#[divan::bench(args = ["bars-annual", "bars-grouped", "line-one", "line-four", "rows-partners", "months-300", "spark"])]
fn draw(bencher: Bencher<'_, '_>, name: &str) {
    let case = cases::find(name);
    let chart = Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English };
    bencher.bench_local(|| chart.draw(Layout::WIDE, "c"));
}
