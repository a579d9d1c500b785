//! What lies over and under marks, logarithmic axes, and scatters. The figures are made up.

use super::{Case, case, differing, monthly, origin, series, some, yearly};
use waybill::chart::{Origin, Series};

/// Every case.
pub fn all() -> Vec<Case> {
    [over_marks(), logarithmic(), scatters()].into_iter().flatten().collect()
}

fn trade() -> Series {
    yearly(
        "trade",
        "Foreign trade",
        "CNY billion",
        2017,
        &[139.0, 132.7, 164.1, 148.4, 156.9, 246.4, 357.3, 435.1, 520.1],
    )
}

fn exports() -> Series {
    yearly(
        "exports",
        "Exports alone",
        "CNY billion",
        2017,
        &[119.0, 109.0, 125.0, 109.0, 127.0, 209.0, 302.0, 380.0, 450.0],
    )
}

fn with_layers(mut case: Case, layers: Vec<Series>) -> Case {
    case.data.layers = layers;
    case
}

fn over_marks() -> Vec<Case> {
    vec![
        with_layers(
            case(
                "layers-line-over-bars",
                "title: Exports carry the growth\nsubtitle: CNY billion\nmark: bar\nseries: [trade]\nlayers: [{ mark: line, series: [exports] }]",
                vec![trade()],
            ),
            vec![origin(exports(), "2024", Origin::Derived)],
        ),
        with_layers(
            case(
                "layers-stacked-two-lines",
                "title: Two lines over a stack\nmark: bar\nstack: stacked\nseries: [a, b]\nlayers: [{ mark: line, series: [c, d] }]",
                vec![
                    yearly("a", "Goods", "t", 2019, &[12.0, 14.0, -5.0, 22.0]),
                    yearly("b", "Services", "t", 2019, &[-8.0, -4.0, -6.0, -9.0]),
                ],
            ),
            vec![
                yearly("c", "Balance", "t", 2019, &[4.0, 10.0, -11.0, 13.0]),
                series(
                    "d",
                    "Платёжный баланс",
                    "t",
                    &[("2019", Some(3.0)), ("2020", None), ("2021", Some(-9.0)), ("2022", Some(13.5))],
                ),
            ],
        ),
        with_layers(
            case(
                "layers-dots-over-bars",
                "title: The target was missed twice\nsubtitle: CNY billion\nmark: bar\nseries: [trade]\nlayers: [{ mark: dot, series: [t] }]",
                vec![trade()],
            ),
            vec![yearly(
                "t",
                "Target of the plan",
                "CNY billion",
                2021,
                &[180.0, 240.0, 320.0, 440.0, 500.0],
            )],
        ),
        with_layers(
            case(
                "layers-intervals-over-bars",
                "title: Two sources, and a range\nmark: bar\nseries: [trade]\nlayers: [{ mark: interval, series: [r] }, { mark: line, series: [exports] }]",
                vec![trade()],
            ),
            vec![
                differing(
                    differing(
                        yearly(
                            "r",
                            "Range of forecasts 预测范围",
                            "CNY billion",
                            2023,
                            &[340.0, 450.0, 560.0],
                        ),
                        "2024",
                        400.0,
                        480.0,
                    ),
                    "2025",
                    470.0,
                    640.0,
                ),
                exports(),
            ],
        ),
        with_layers(
            case(
                "layers-over-lines",
                "title: Dots and intervals over lines\nsubtitle: CNY billion\nmark: line\nseries: [trade, exports]\nlayers: [{ mark: interval, series: [r] }, { mark: dot, series: [t] }]",
                vec![trade(), exports()],
            ),
            vec![
                differing(
                    yearly("r", "Прогноз министерства экономики", "CNY billion", 2025, &[600.0]),
                    "2025",
                    540.0,
                    680.0,
                ),
                yearly("t", "Target", "CNY billion", 2021, &[180.0, 240.0, 320.0]),
            ],
        ),
        case(
            "notes-of-each-kind-line",
            "title: A band, a rule, a mark and a period\nsubtitle: CNY billion\nmark: line\nseries: [trade, exports]\nannotations:\n\
             - { at: 2020, to: 2021, text: Borders closed }\n- { value: 300, text: Target of the plan }\n\
             - { at: 2023, series: trade, text: Pilot free trade zone opens }\n- { at: 2018, text: New customs code }",
            vec![trade(), exports()],
        ),
        case(
            "notes-of-each-kind-bars",
            "title: The same over bars\nsubtitle: CNY billion\nmark: bar\nseries: [trade]\nannotations:\n\
             - { at: 2020, to: 2021, text: Borders closed }\n- { value: 400, text: Target of the plan }\n- { at: 2023, text: Zone opens }",
            vec![trade()],
        ),
        case(
            "notes-of-each-kind-area",
            "title: The same over an area\nmark: area\nseries: [trade]\nannotations:\n\
             - { at: 2020, to: 2021, text: Borders closed }\n- { value: 400, text: Цель пятилетнего плана развития }",
            vec![trade()],
        ),
        case(
            "rules-many",
            "title: Five rules at nearly one height\nmark: line\nseries: [trade]\nannotations:\n- { value: 300, text: One }\n\
             - { value: 301, text: Two }\n- { value: 302, text: Three }\n- { value: 303, text: Four }\n- { value: 900, text: Far above all }",
            vec![trade()],
        ),
        case(
            "band-over-months",
            "title: A band over some of forty months\nmark: bar\nseries: [m]\nannotations: [{ at: 2001-11, to: 2002-03, text: Winter pause }]",
            vec![monthly("m", "Trade", 40, 1.0)],
        ),
    ]
}

fn logarithmic() -> Vec<Case> {
    vec![
        case(
            "log-four",
            "title: All grew at about one rate\nsubtitle: CNY billion, logarithmic\nmark: line\nseries: [a, b, c]\ny: { scale: log }",
            vec![
                yearly("a", "Kazakhstan", "CNY billion", 2019, &[62.0, 60.1, 81.4, 120.2, 160.5]),
                yearly("b", "Tajikistan", "CNY billion", 2019, &[1.1, 0.5, 0.9, 1.4, 2.5]),
                yearly("c", "Afghanistan", "CNY billion", 2019, &[0.06, 0.02, 0.01, 0.04, 0.1]),
            ],
        ),
        case(
            "log-near",
            "title: Within one power of ten\nmark: line\nseries: [a]\ny: { scale: log }\nannotations: [{ value: 30, text: A rule }]",
            vec![yearly("a", "Trade", "t", 2019, &[21.0, 33.0, 29.0, 48.0])],
        ),
        case(
            "log-huge",
            "title: From billionths to trillions\nmark: line\nseries: [a]\ny: { scale: log }",
            vec![yearly("a", "A", "t", 2019, &[1e-9, 1.0, 1e12])],
        ),
    ]
}

fn scatters() -> Vec<Case> {
    let against = |mut case: Case, against: Vec<Series>| {
        case.data.against = against;
        case
    };
    let names = ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Россия", "Pakistan", "Germany"];
    let at = |values: [f64; 7], unit: &str| -> Vec<Series> {
        let one = |(at, value): (usize, f64)| yearly(&format!("s{at}"), names[at], unit, 2025, &[value]);
        values.into_iter().enumerate().map(one).collect()
    };
    vec![
        against(
            case(
                "scatter-partners",
                "title: The largest partners grew least\nsubtitle: Growth in 2025, per cent, against share in trade\nmark: scatter\nhighlight: [s1]\nseries: [s0, s1, s2, s3, s4, s5, s6]\nagainst: [t]",
                at([0.2, 30.4, 14.4, 24.2, -5.1, 12.0, 2.2], "%"),
            ),
            {
                let mut shares = at([34.2, 33.6, 6.0, 5.9, 5.0, 1.9, 1.1], "% of trade");
                shares.iter_mut().for_each(|series| series.label = "Share in trade".to_owned());
                shares
            },
        ),
        against(
            case(
                "scatter-course",
                "title: A course over nine years\nmark: scatter\nseries: [exports]\nagainst: [trade]\nx: { scale: log }\ny: { scale: log }",
                vec![exports()],
            ),
            vec![trade()],
        ),
        against(
            case(
                "scatter-two-courses",
                "title: Two courses\nmark: scatter\nseries: [a, b]\nagainst: [trade]",
                vec![
                    exports(),
                    yearly(
                        "b",
                        "Imports",
                        "CNY billion",
                        2017,
                        &[20.0, 23.7, 39.1, 39.4, 29.9, 37.4, 55.3, 55.1, 70.1],
                    ),
                ],
            ),
            vec![trade()],
        ),
        against(
            case(
                "scatter-months",
                "title: A month is missing\nmark: scatter\nseries: [a]\nagainst: [b]",
                vec![{
                    let mut rates = monthly("a", "Rate of unemployment", 20, 0.1);
                    rates.unit = "%".into();
                    rates.points.remove(6);
                    rates
                }],
            ),
            vec![monthly("b", "Vacancies", 20, 3.0)],
        ),
        against(
            case(
                "scatter-facets",
                "title: Two years, a plane each\nmark: scatter\nseries: [s0, s1, s2]\nagainst: [t0, t1, t2]\nencoding: { facet: period }",
                vec![
                    yearly("s0", "Kazakhstan", "%", 2024, &[45.8, 0.2]),
                    yearly("s1", "Kyrgyzstan", "%", 2024, &[8.7, 30.4]),
                    yearly("s2", "Таджикистан", "%", 2024, &[20.0, -14.4]),
                ],
            ),
            vec![
                yearly("t0", "Trade", "CNY billion", 2024, &[170.0, 171.0]),
                yearly("t1", "Trade", "CNY billion", 2024, &[128.0, 168.0]),
                yearly("t2", "Trade", "CNY billion", 2024, &[26.0, 30.0]),
            ],
        ),
        against(
            case(
                "scatter-one",
                "title: One dot\nmark: scatter\nseries: [a]\nagainst: [b]",
                vec![yearly("a", "A", "t", 2025, &[5.0])],
            ),
            vec![series("b", "B", "km", &some([("2025", 7.0)]))],
        ),
        against(
            case(
                "scatter-crowd",
                "title: All in one place\nmark: scatter\nseries: [s0, s1, s2, s3, s4, s5, s6]\nagainst: [t]",
                at([5.0, 5.01, 5.02, 5.03, 5.04, 5.05, 9.0], "%"),
            ),
            vec![yearly(
                "t",
                "An index with a long name that needs more than one line on a phone",
                "points",
                2025,
                &[10.0],
            )],
        ),
    ]
}
