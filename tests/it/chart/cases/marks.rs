//! Charts of each further mark, hard ones among them. The figures are made up.

use super::{Case, case, differing, monthly, named, origin, series, some, yearly};
use waybill::chart::{Origin, Series};

/// Every case.
pub fn all() -> Vec<Case> {
    [areas(), shares(), dots(), pairs(), slopes(), intervals(), waterfalls(), heat(), tables()]
        .into_iter()
        .flatten()
        .collect()
}

fn partners() -> Vec<Series> {
    vec![
        yearly("kz", "Kazakhstan", "CNY billion", 2019, &[62.0, 60.1, 81.4, 120.2, 160.5, 170.9, 171.3]),
        yearly("kg", "Kyrgyzstan", "CNY billion", 2019, &[40.2, 15.3, 43.3, 90.1, 120.4, 128.8, 168.0]),
        yearly("tj", "Tajikistan", "CNY billion", 2019, &[11.0, 5.2, 9.6, 14.0, 25.9, 26.4, 30.2]),
        yearly("uz", "Uzbekistan", "CNY billion", 2019, &[6.0, 7.7, 9.1, 13.3, 21.0, 24.0, 29.8]),
    ]
}

/// The figures of two years.
fn two(from: i16, rows: &[(&str, f64, f64)], unit: &str) -> Vec<Series> {
    let row = |(at, (name, a, b)): (usize, &(&str, f64, f64))| {
        yearly(&format!("s{at}"), name, unit, from, &[*a, *b])
    };
    rows.iter().enumerate().map(row).collect()
}

const LONG: [&str; 4] = [
    "Machinery, electrical apparatus and their parts, including photovoltaic cells and lithium batteries",
    "Сельскохозяйственная продукция и продовольственные товары народного потребления",
    "新疆维吾尔自治区霍尔果斯口岸进出口货物总值",
    "Textiles",
];

fn areas() -> Vec<Case> {
    vec![
        case(
            "area-one",
            "title: Trade has more than tripled in five years\nsubtitle: Imports plus exports, CNY billion\nmark: area\nseries: [trade]\nannotations: [{ at: 2020, text: Borders close }]",
            vec![yearly(
                "trade",
                "Trade",
                "CNY billion",
                2017,
                &[139.0, 132.7, 164.1, 148.4, 156.9, 246.4, 357.3, 435.1, 520.1],
            )],
        ),
        case(
            "area-stacked",
            "title: Kyrgyzstan makes up a growing part\nsubtitle: Trade by partner, CNY billion\nmark: area\nstack: stacked\nseries: [kz, kg, tj, uz]",
            partners(),
        ),
        case(
            "area-share",
            "title: Kazakhstan's part of the four has shrunk\nsubtitle: Share in the trade with four partners, per cent\nmark: area\nstack: share\nseries: [kz, kg, tj, uz]",
            partners(),
        ),
        case(
            "area-gap",
            "title: A year is missing, and 2025 has nine months\nmark: area\nstack: stacked\nseries: [x, m]",
            vec![
                series(
                    "x",
                    "Exports",
                    "CNY billion",
                    &some([
                        ("2019", 125.0),
                        ("2020", 109.0),
                        ("2021", 127.0),
                        ("2023", 302.0),
                        ("2024", 380.0),
                        ("2025-01/P9M", 331.0),
                    ]),
                ),
                series(
                    "m",
                    "Imports",
                    "CNY billion",
                    &some([
                        ("2019", 39.0),
                        ("2020", 39.0),
                        ("2021", 30.0),
                        ("2023", 55.0),
                        ("2024", 55.0),
                        ("2025-01/P9M", 48.0),
                    ]),
                ),
            ],
        ),
        case(
            "area-months-300",
            "title: Areas of three hundred months\nmark: area\nstack: stacked\nseries: [m, n]",
            vec![monthly("m", "Trade", 300, 1.0), monthly("n", "Exports", 300, 0.6)],
        ),
        case(
            "area-one-point",
            "title: One point\nmark: area\nseries: [a]",
            vec![yearly("a", "A", "t", 2025, &[5.0])],
        ),
        case(
            "area-facets",
            "title: An area each\nsubtitle: CNY billion\nmark: area\nseries: [kz, kg, tj, uz]\nencoding: { facet: series }",
            partners(),
        ),
    ]
}

fn shares() -> Vec<Case> {
    vec![
        case(
            "bars-share-stacked",
            "title: The mix hardly moved\nsubtitle: Share in trade, per cent\nmark: bar\nstack: share\nseries: [x, m]",
            vec![
                yearly("x", "Exports", "CNY billion", 2019, &[125.0, 109.0, 127.0, 209.0, 302.0]),
                yearly("m", "Imports", "CNY billion", 2019, &[39.0, 39.0, 30.0, 37.0, 55.0]),
            ],
        ),
        case(
            "rows-share-stacked",
            "title: Shares in rows\nmark: bar\nstack: share\norientation: horizontal\nseries: [x, m]",
            vec![
                yearly("x", "Exports", "CNY billion", 2022, &[209.0, 302.0, 380.0]),
                yearly("m", "Imports", "CNY billion", 2022, &[37.0, 55.0, 0.0]),
            ],
        ),
    ]
}

fn dots() -> Vec<Case> {
    let cities = || {
        named(
            &["Urumqi", "Kashgar", "Ili", "Changji", "Altay", "Tacheng", "Bortala"],
            &[182.4, 91.0, 77.7, 40.5, 12.0, 30.1, 8.2],
        )
    };
    vec![
        case(
            "dots-one",
            "title: Urumqi trades twice as much as Kashgar\nsubtitle: Trade in 2025, CNY billion\nmark: dot\nseries: [a, b, c, d, e, f, g]",
            cities(),
        ),
        case(
            "dots-three-years",
            "title: Three years by partner\nsubtitle: Trade, CNY billion\nmark: dot\nencoding: { y: series }\nseries: [a, b, c]",
            vec![
                yearly("a", "Kazakhstan", "CNY billion", 2023, &[160.5, 170.9, 171.3]),
                yearly("b", "Kyrgyzstan", "CNY billion", 2023, &[120.4, 128.8, 168.0]),
                yearly("c", "Tajikistan", "CNY billion", 2023, &[25.9, 26.4, 30.2]),
            ],
        ),
        case(
            "dots-long-names",
            "title: Dots by long names\nmark: dot\nseries: [a, b, c, d]",
            named(&LONG, &[188.2, 91.0, 40.5, 12.0]),
        ),
        case(
            "dots-derived-differing",
            "title: One is derived, on one sources differ\nmark: dot\nseries: [a, b, c]",
            vec![
                differing(yearly("a", "Khorgos", "CNY billion", 2025, &[61.2]), "2025", 52.0, 66.0),
                origin(yearly("b", "Alashankou", "CNY billion", 2025, &[48.8]), "2025", Origin::Derived),
                yearly("c", "Baketu", "CNY billion", 2025, &[12.1]),
            ],
        ),
        case(
            "lollipop-cities",
            "title: Urumqi leads\nsubtitle: Trade in 2025, CNY billion\nmark: lollipop\nhighlight: [s0]\nseries: [a, b, c, d, e, f, g]",
            cities(),
        ),
        case(
            "lollipop-negative",
            "title: Change by port\nsubtitle: Per cent\nmark: lollipop\nseries: [a, b, c, d]",
            vec![
                yearly("a", "Khorgos", "%", 2025, &[12.4]),
                yearly("b", "Alashankou", "%", 2025, &[-8.8]),
                yearly("c", "Baketu", "%", 2025, &[3.1]),
                yearly("d", "Kashgar", "%", 2025, &[-0.4]),
            ],
        ),
        case(
            "lollipop-years",
            "title: A stem for each year\nmark: lollipop\nseries: [a]",
            vec![yearly("a", "Trade", "t", 2016, &[1.0, 2.0, 0.0, 4.0, 3.0, 6.0])],
        ),
        case(
            "lollipop-huge",
            "title: From billionths to trillions\nmark: lollipop\nseries: [a, b]",
            named(&["Least", "Greatest"], &[1e-9, 1e12]),
        ),
    ]
}

fn pairs() -> Vec<Case> {
    vec![
        case(
            "dumbbell-years",
            "title: Kyrgyzstan gained most between two half-years\nsubtitle: Trade, CNY billion\nmark: dumbbell\nseries: [a, b, c, d]",
            two(
                2024,
                &[
                    ("Kazakhstan", 170.9, 171.3),
                    ("Kyrgyzstan", 128.8, 168.0),
                    ("Tajikistan", 26.4, 30.2),
                    ("Uzbekistan", 29.8, 24.0),
                ],
                "CNY billion",
            ),
        ),
        case(
            "dumbbell-two-series",
            "title: Exports and imports drift apart\nsubtitle: CNY billion\nmark: dumbbell\nseries: [x, m]",
            vec![
                yearly("x", "Exports", "CNY billion", 2020, &[109.0, 127.0, 209.0, 302.0, 380.0]),
                yearly("m", "Imports", "CNY billion", 2020, &[39.0, 30.0, 37.0, 55.0, 55.0]),
            ],
        ),
        case(
            "dumbbell-long",
            "title: Pairs with long names\nmark: dumbbell\nseries: [a, b, c, d]",
            two(
                2024,
                &[(LONG[0], 1.0, 2.5), (LONG[1], 3.0, 2.0), (LONG[2], 4.0, 4.0), (LONG[3], 0.5, 0.25)],
                "t",
            ),
        ),
        case(
            "dumbbell-missing",
            "title: One of a pair is missing\nmark: dumbbell\nseries: [a, b]",
            vec![
                yearly("a", "Both", "t", 2024, &[1.0, 2.0]),
                series("b", "Only one", "t", &[("2024", None), ("2025", Some(1.5))]),
            ],
        ),
    ]
}

fn slopes() -> Vec<Case> {
    vec![
        case(
            "slope-two",
            "title: Kyrgyzstan nearly caught up\nsubtitle: Trade, CNY billion\nmark: slope\nhighlight: [s1]\nseries: [a, b, c, d]",
            two(
                2024,
                &[
                    ("Kazakhstan", 170.9, 171.3),
                    ("Kyrgyzstan", 128.8, 168.0),
                    ("Tajikistan", 26.4, 30.2),
                    ("Uzbekistan", 24.0, 29.8),
                ],
                "CNY billion",
            ),
        ),
        case(
            "slope-crowded",
            "title: Seven that end together\nmark: slope\nseries: [a, b, c, d, e, f, g]",
            two(
                2024,
                &[
                    ("Urumqi", 40.0, 50.0),
                    ("Kashgar", 41.0, 50.4),
                    ("Khorgos", 42.0, 49.8),
                    ("Alashankou", 43.0, 50.1),
                    ("Tacheng", 44.0, 50.2),
                    ("Hotan", 45.0, 49.9),
                    ("Республика Каракалпакстан", 10.0, 50.3),
                ],
                "t",
            ),
        ),
        case(
            "slope-three-periods",
            "title: Three half-years, one with a gap\nmark: slope\nseries: [a, b]",
            vec![
                series(
                    "a",
                    "Total",
                    "CNY billion",
                    &some([("2023-S1", 145.5), ("2024-S1", 219.9), ("2025-S1", 280.8)]),
                ),
                series(
                    "b",
                    "Private firms",
                    "CNY billion",
                    &[("2023-S1", Some(130.1)), ("2024-S1", None), ("2025-S1", Some(251.7))],
                ),
            ],
        ),
        case(
            "slope-derived-differing",
            "title: A derived end, and one on which sources differ\nmark: slope\nseries: [a]",
            vec![differing(
                origin(yearly("a", "Trade", "CNY billion", 2024, &[435.0, 520.1]), "2025", Origin::Derived),
                "2024",
                410.0,
                448.0,
            )],
        ),
    ]
}

fn intervals() -> Vec<Case> {
    let mut hedged = yearly("g", "Growth", "%", 2022, &[57.0, 45.9, 21.8, 20.0]);
    for (point, (low, high)) in
        hedged.points.iter_mut().zip([(56.95, 57.05), (45.0, 46.0), (21.75, 21.85), (20.0, 25.0)])
    {
        point.interval = Some((low, high));
    }
    vec![
        case(
            "interval-differing",
            "title: Sources differ most on Alashankou\nsubtitle: Trains in 2025\nmark: interval\nseries: [a, b, c]",
            vec![
                differing(yearly("a", "Khorgos", "trains", 2025, &[9100.0]), "2025", 8800.0, 9200.0),
                differing(yearly("b", "Alashankou", "trains", 2025, &[7600.0]), "2025", 6300.0, 7800.0),
                yearly("c", "Both together", "trains", 2025, &[16400.0]),
            ],
        ),
        case(
            "interval-hedged",
            "title: What the prints can mean\nsubtitle: Growth, per cent\nmark: interval\nseries: [g]",
            vec![hedged],
        ),
        case(
            "interval-both",
            "title: Two series in two years\nmark: interval\nseries: [a, b]",
            vec![
                differing(
                    yearly(
                        "a",
                        "Exports, as both customs offices print them",
                        "CNY billion",
                        2024,
                        &[380.0, 450.0],
                    ),
                    "2025",
                    431.0,
                    450.0,
                ),
                differing(yearly("b", "Imports", "CNY billion", 2024, &[55.0, 70.0]), "2024", 50.0, 55.0),
            ],
        ),
    ]
}

fn waterfalls() -> Vec<Case> {
    vec![
        case(
            "waterfall-parts",
            "title: Central Asia added most of the growth\nsubtitle: Trade, CNY billion\nmark: waterfall\nseries: [a, b, c, d]\nperiods: [2023, 2025]",
            two(
                2024,
                &[
                    ("Kazakhstan", 160.5, 171.3),
                    ("Kyrgyzstan", 120.4, 168.0),
                    ("Tajikistan", 25.9, 30.2),
                    ("All other countries", 50.5, 40.1),
                ],
                "CNY billion",
            ),
        ),
        case(
            "waterfall-years",
            "title: Most was added in 2022 and 2023\nsubtitle: Trade, CNY billion\nmark: waterfall\nseries: [trade]",
            vec![yearly("trade", "Trade", "CNY billion", 2020, &[148.4, 156.9, 246.4, 357.3, 435.1, 520.1])],
        ),
        case(
            "waterfall-missing",
            "title: A quarter is missing\nmark: waterfall\nseries: [a]",
            vec![series(
                "a",
                "Containers",
                "CNY million",
                &some([("2024-Q1", 10.0), ("2024-Q2", 15.0), ("2024-Q4", 40.5), ("2025-Q1", 50.0)]),
            )],
        ),
        case(
            "waterfall-facets",
            "title: Steps of each partner\nsubtitle: CNY billion\nmark: waterfall\nseries: [kz, kg]\nencoding: { facet: series }",
            partners().into_iter().take(2).collect(),
        ),
        case(
            "waterfall-below-zero",
            "title: Through zero and back\nmark: waterfall\nseries: [a]",
            vec![yearly("a", "Balance", "CNY billion", 2020, &[12.0, -8.0, -20.5, -3.0, 6.0])],
        ),
        case(
            "waterfall-long",
            "title: Parts with long names\nmark: waterfall\nseries: [a, b, c, d]",
            two(
                2024,
                &[(LONG[0], 10.0, 14.0), (LONG[1], 9.0, 8.0), (LONG[2], 4.0, 4.5), (LONG[3], 3.0, 1.0)],
                "t",
            ),
        ),
        case(
            "waterfall-derived",
            "title: One step rests on a derived figure\nmark: waterfall\nseries: [a]",
            vec![origin(
                yearly("a", "Trade", "CNY billion", 2022, &[246.4, 357.3, 435.0]),
                "2024",
                Origin::Derived,
            )],
        ),
    ]
}

fn heat() -> Vec<Case> {
    let grown = vec![
        yearly("kz", "Kazakhstan", "%", 2018, &[-4.5, 23.7, -9.6, 35.8, 57.0, 33.5, 6.5]),
        yearly("kg", "Kyrgyzstan", "%", 2018, &[8.0, 3.7, -61.9, 83.0, 98.1, 33.6, 7.0]),
        series(
            "tj",
            "Tajikistan",
            "%",
            &[
                ("2018", Some(-1.0)),
                ("2019", None),
                ("2020", Some(-52.7)),
                ("2021", Some(84.6)),
                ("2022", Some(45.8)),
                ("2023", Some(85.0)),
                ("2024", Some(1.9)),
            ],
        ),
    ];
    vec![
        case(
            "heat-amounts",
            "title: Every partner grew after 2021\nsubtitle: Trade, CNY billion\nmark: heat\nseries: [kz, kg, tj, uz]",
            partners(),
        ),
        case(
            "heat-growth",
            "title: All fell in 2020\nsubtitle: Change on the year before, per cent\nmark: heat\nseries: [kz, kg, tj]",
            grown,
        ),
        case(
            "heat-gap-wide-key",
            "title: A key of wide figures\nmark: heat\nseries: [a]",
            vec![series(
                "a",
                "A",
                "%",
                &[("2019", Some(-1950.5)), ("2020", None), ("2021", Some(2900.5)), ("2022", Some(100.0))],
            )],
        ),
        case(
            "heat-months",
            "title: Five years by month\nmark: heat\nseries: [m, n]",
            vec![
                monthly("m", "Trade through Khorgos and Alashankou", 60, 1.0),
                monthly("n", "Exports", 60, 0.6),
            ],
        ),
        case(
            "heat-long-names",
            "title: A heat map of one year\nmark: heat\nseries: [a, b, c, d]",
            named(&LONG, &[188.2, 91.0, 40.5, 12.0]),
        ),
        case(
            "heat-all-equal",
            "title: All equal\nmark: heat\nseries: [a]",
            vec![yearly("a", "A", "t", 2019, &[7.0; 6])],
        ),
        case(
            "heat-huge",
            "title: Trillions\nmark: heat\nseries: [a]\nlabels: false",
            vec![yearly("a", "A", "CNY", 2019, &[1.2e12, 2.9e12, -3.4e12, 0.8e12])],
        ),
    ]
}

fn tables() -> Vec<Case> {
    let mut cases = vec![
        case(
            "table-partners",
            "title: Kyrgyzstan grew fourfold\nsubtitle: Trade by partner, CNY billion\nmark: table\nhighlight: [kg]\nseries: [kz, kg, tj, uz]",
            partners(),
        ),
        case(
            "table-units",
            "title: A row in each unit\nmark: table\nseries: [a, b, c, d, e]",
            vec![
                differing(
                    yearly(
                        "a",
                        "Foreign trade",
                        "CNY billion",
                        2019,
                        &[164.1, 148.4, 156.9, 246.4, 357.3, 435.1],
                    ),
                    "2023",
                    350.0,
                    360.0,
                ),
                origin(
                    yearly("b", "Growth", "%", 2019, &[23.7, -9.6, 5.8, 57.0, 45.0, 21.8]),
                    "2024",
                    Origin::Derived,
                ),
                series(
                    "c",
                    "Trains",
                    "trains",
                    &[
                        ("2019", Some(6200.0)),
                        ("2020", None),
                        ("2021", Some(12210.0)),
                        ("2023", Some(14300.0)),
                    ],
                ),
                series(
                    "d",
                    "Goods to Europe, ten months of 2024",
                    "t",
                    &some([("2022", 1.5), ("2023", 1.9), ("2024-01/P10M", 1.8)]),
                ),
                series("e", "Nothing known", "km", &[("2019", None), ("2024", None)]),
            ],
        ),
        case(
            "table-long",
            "title: Long names 长名称 и длинные названия\nmark: table\nseries: [a, b, c, d]",
            LONG.iter()
                .enumerate()
                .map(|(at, name)| {
                    yearly(&format!("s{at}"), name, "CNY billion", 2019, &[1e-9, 5.0, 3.0, 1e12])
                })
                .collect(),
        ),
        case(
            "table-one-point",
            "title: One row, one point\nmark: table\nseries: [a]",
            vec![yearly("a", "A", "t", 2025, &[5.0])],
        ),
        case(
            "table-months-300",
            "title: Twenty-five years by month\nmark: table\nseries: [m, n]",
            vec![monthly("m", "Trade", 300, 1.0), monthly("n", "Exports", 300, 0.6)],
        ),
    ];
    for point in cases.iter_mut().flat_map(|case| &mut case.data.series).flat_map(|series| &mut series.points)
    {
        point.interval = point.value.map(|value| (value * 0.9995, value * 1.0005));
    }
    cases
}
