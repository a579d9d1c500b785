//! Series that break. The figures are made up.

use super::{Case, case, monthly, parsed, yearly};
use waybill::chart::{Break, Series};

const NOTE: &str = "counted by the place of the firm, before by that of the customs office";

/// Every case.
pub fn all() -> Vec<Case> {
    vec![
        case(
            "break-line",
            "title: Of two series one breaks\nsubtitle: CNY billion\nmark: line\nseries: [x, m]\nannotations: [{ at: 2023, text: Pilot free trade zone opens }]",
            vec![broken(exports(), "2021"), imports()],
        ),
        case(
            "break-line-two-remarks",
            "title: A break between two remarks\nmark: line\nseries: [x, m]\nannotations: [{ at: 2020, text: The border was closed for months }, { at: 2023, text: Pilot free trade zone opens }]",
            vec![broken(exports(), "2022"), imports()],
        ),
        case(
            "break-line-remarks-near-it",
            "title: Remarks next to a break\nmark: line\nseries: [x]\nannotations: [{ at: 2021, text: The border was closed for months }, { at: 2024, text: A second track to the border opens }]",
            vec![broken(exports(), "2022")],
        ),
        case("break-line-alone", "title: A break\nmark: line\nseries: [x]", vec![broken(exports(), "2021")]),
        case(
            "break-months-300",
            "title: A break among three hundred months\nmark: line\nseries: [m]",
            vec![broken(monthly("m", "Trade", 300, 1.0), "2014-01")],
        ),
        case(
            "break-bars",
            "title: A break between bars\nmark: bar\nseries: [x]",
            vec![broken(exports(), "2021")],
        ),
        case(
            "break-rows",
            "title: A break between rows\nmark: bar\norientation: horizontal\nseries: [x]",
            vec![broken(exports(), "2021")],
        ),
        case(
            "break-area",
            "title: A stack breaks as a whole\nmark: area\nstack: stacked\nseries: [x, m]",
            vec![broken(exports(), "2022"), broken(imports(), "2022")],
        ),
        case(
            "break-slope",
            "title: From one side of a break to the other\nmark: slope\nperiods: [2019, 2025]\nseries: [x, m]",
            vec![ends(broken(exports(), "2021")), ends(imports())],
        ),
        case(
            "break-dumbbell",
            "title: Two years on two sides of a break\nmark: dumbbell\nseries: [x, m]",
            vec![ends(broken(exports(), "2021")), ends(imports())],
        ),
        case(
            "break-waterfall",
            "title: A step over a break\nmark: waterfall\nseries: [x]",
            vec![broken(exports(), "2021")],
        ),
        case(
            "break-heat",
            "title: A break in a heat map\nmark: heat\nseries: [x, m]",
            vec![broken(exports(), "2021"), imports()],
        ),
        case("break-growth-bars", "title: Growth over a break\nmark: bar\nseries: [g]", vec![growth()]),
        case("break-growth-line", "title: Growth over a break\nmark: line\nseries: [g]", vec![growth()]),
        case(
            "break-table",
            "title: No change over a break\nmark: table\nseries: [x, m]",
            vec![printed(broken(exports(), "2021")), printed(imports())],
        ),
    ]
}

fn exports() -> Series {
    yearly("x", "Exports", "CNY billion", 2019, &[125.0, 109.0, 167.0, 209.0, 302.0, 380.0, 450.0])
}

fn imports() -> Series {
    yearly("m", "Imports", "CNY billion", 2019, &[39.0, 39.0, 30.0, 37.0, 55.0, 55.0, 70.0])
}

/// With what figures can mean, rounding considered.
fn printed(mut series: Series) -> Series {
    series
        .points
        .iter_mut()
        .for_each(|point| point.interval = point.value.map(|value| (value - 0.5, value + 0.5)));
    series
}

fn broken(mut series: Series, at: &str) -> Series {
    series.breaks.push(Break { at: parsed(at), note: NOTE.to_owned() });
    series
}

/// The first and the last figure.
fn ends(mut series: Series) -> Series {
    series.points.drain(1..series.points.len() - 1);
    series
}

fn growth() -> Series {
    let mut growth = yearly("g", "Growth", "%", 2018, &[-4.5, 23.7, -9.6, 5.8, 57.0, 45.0, 21.8, 19.5]);
    growth.points[3].over_break = Some(NOTE.to_owned());
    growth
}
