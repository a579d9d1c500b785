//! Figures that are bounds, ranges or in dispute, and stacks that lack a part. The figures are made up.

use super::{Case, case, yearly};
use waybill::chart::{Beyond, Series};

/// Every case.
pub fn all() -> Vec<Case> {
    let of = |name, keys: &str, data| case(name, &format!("title: Boxes that were counted\n{keys}"), data);
    vec![
        of("hedged-line", "mark: line\nseries: [a]", vec![hedged()]),
        of("hedged-lines", "mark: line\nseries: [a, b]", vec![hedged(), plain()]),
        of("hedged-area", "mark: area\nseries: [a]", vec![hedged()]),
        of("hedged-bars", "mark: bar\nseries: [a]", vec![hedged()]),
        of("hedged-bars-grouped", "mark: bar\nseries: [a, b]", vec![hedged(), plain()]),
        of("hedged-bars-stacked", "mark: bar\nstack: stacked\nseries: [a, b]", vec![hedged(), plain()]),
        of("hedged-rows", "mark: bar\norientation: horizontal\nseries: [a]", vec![hedged()]),
        of("hedged-dots", "mark: dot\nseries: [a]", vec![hedged()]),
        of("hedged-lollipop", "mark: lollipop\nseries: [a]", vec![hedged()]),
        of(
            "hedged-slope",
            "mark: slope\nseries: [a, b]\nperiods: [2021, 2022, 2025]",
            vec![hedged(), plain()],
        ),
        of("hedged-interval", "mark: interval\nseries: [a]", vec![hedged()]),
        of("stacked-lacking", "mark: bar\nstack: share\nseries: [a, b]", vec![lacking(), plain()]),
    ]
}

fn plain() -> Series {
    yearly("b", "Barrels", "boxes", 2021, &[60.0, 90.0, 110.0, 95.0, 120.0])
}

/// Exact, an upper bound, a range, a lower bound, and one on which sources differ.
fn hedged() -> Series {
    let mut series = yearly("a", "Boxes", "boxes", 2021, &[100.0; 5]);
    if let [_, most, range, least, differing] = series.points.as_mut_slice() {
        (most.beyond, most.label) = (Some(Beyond::Below), "up to 100".to_owned());
        (range.range, range.label) = (Some((10.0, 190.0)), "10 to 190".to_owned());
        (least.beyond, least.label) = (Some(Beyond::Above), "over 100".to_owned());
        differing.differs = Some((100.0, 300.0));
    }
    series
}

fn lacking() -> Series {
    let mut series = yearly("a", "Boxes", "boxes", 2021, &[100.0; 5]);
    series.points.remove(2);
    series
}
