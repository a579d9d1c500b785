//! Charts that are hard to lay out, by name. The figures are made up.

mod breaks;
mod flows;
mod hedges;
mod layers;
mod marks;

use waybill::chart::{Data, English, Notation as _, Origin, Point, Series, Spec, Texts};
use waybill::model::Period;

/// A chart to draw.
pub struct Case {
    pub name: &'static str,
    pub spec: Spec,
    pub texts: Texts,
    pub data: Data,
}

fn case(name: &'static str, spec: &str, data: Vec<Series>) -> Case {
    let spec: Spec = serde_yaml::from_str(spec).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut texts = Texts::verbatim(&spec);
    texts.source = Some("Source: customs statistics, 2025.".to_owned());
    Case { name, spec, texts, data: Data { series: data, ..Data::default() } }
}

/// A series of a period and a figure each; `None` is a gap.
pub fn series(id: &str, label: &str, unit: &str, points: &[(&str, Option<f64>)]) -> Series {
    let point = |(period, value): &(&str, Option<f64>)| point(parsed(period), *value);
    Series {
        id: id.to_owned(),
        label: label.to_owned(),
        unit: unit.into(),
        points: points.iter().map(point).collect(),
        breaks: Vec::new(),
    }
}

fn parsed(period: &str) -> Period {
    period.parse().unwrap_or_else(|e| panic!("{e}"))
}

fn point(period: Period, value: Option<f64>) -> Point {
    let label = value.map(|value| English.number(value, decimals(value))).unwrap_or_default();
    Point {
        period,
        value,
        label,
        text: String::new(),
        origin: Origin::Reported,
        interval: None,
        differs: None,
        range: None,
        beyond: None,
        over_break: None,
    }
}

/// As many decimals as the figure is written with.
fn decimals(value: f64) -> usize {
    value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

fn some<const N: usize>(points: [(&'static str, f64); N]) -> Vec<(&'static str, Option<f64>)> {
    points.into_iter().map(|(period, value)| (period, Some(value))).collect()
}

/// Years from `from` on, with these figures.
fn yearly(id: &str, label: &str, unit: &str, from: i16, values: &[f64]) -> Series {
    let years = (from..).filter_map(Period::year);
    let points = years.zip(values).map(|(year, value)| point(year, Some(*value))).collect();
    Series { id: id.to_owned(), label: label.to_owned(), unit: unit.into(), points, breaks: Vec::new() }
}

/// `count` months from January 2001 on, of a wave that is the same on every machine.
fn monthly(id: &str, label: &str, count: usize, scale: f64) -> Series {
    let mut period = Period::month(2001, 1);
    let mut points = Vec::new();
    let mut state = 7_u32;
    while let Some(month) = period.filter(|_| points.len() < count) {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        let noise = f64::from(state >> 16 & 0xFF) / 255.0;
        let value = scale * (20.0 + points.len() as f64 * 0.3 + 12.0 * noise);
        points.push(point(month, Some((value * 100.0).round() / 100.0)));
        period = month.next();
    }
    Series {
        id: id.to_owned(),
        label: label.to_owned(),
        unit: "CNY billion".into(),
        points,
        breaks: Vec::new(),
    }
}

fn origin(mut series: Series, from: &str, origin: Origin) -> Series {
    let from = parsed(from);
    series.points.iter_mut().filter(|p| p.period >= from).for_each(|p| p.origin = origin);
    series
}

fn differing(mut series: Series, at: &str, low: f64, high: f64) -> Series {
    let at = parsed(at);
    series.points.iter_mut().filter(|p| p.period == at).for_each(|p| p.differs = Some((low, high)));
    series
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

/// Every case.
pub fn all() -> Vec<Case> {
    [
        lines(),
        time(),
        bars(),
        rows(),
        marks::all(),
        layers::all(),
        flows::all(),
        breaks::all(),
        hedges::all(),
        extremes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The case of this name.
#[allow(dead_code, reason = "the example that shares this file draws all")]
pub fn find(name: &str) -> Case {
    all().into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case `{name}`"))
}

fn lines() -> Vec<Case> {
    let many = two_of_many();
    let partners = || {
        vec![
            yearly("kz", "Kazakhstan", "CNY billion", 2019, &[62.0, 60.1, 81.4, 120.2, 160.5, 170.9, 171.3]),
            yearly("kg", "Kyrgyzstan", "CNY billion", 2019, &[40.2, 15.3, 43.3, 90.1, 120.4, 128.8, 168.0]),
            yearly("tj", "Tajikistan", "CNY billion", 2019, &[11.0, 5.2, 9.6, 14.0, 25.9, 26.4, 30.2]),
            yearly("uz", "Uzbekistan", "CNY billion", 2019, &[6.0, 7.7, 9.1, 13.3, 21.0, 24.0, 29.8]),
        ]
    };
    vec![
        many,
        case(
            "line-one",
            "title: Trade has tripled since 2020\nsubtitle: Imports plus exports, CNY billion\nmark: line\nseries: [trade]\n\
             annotations: [{ at: 2020, text: Borders close }, { at: 2023, text: Pilot free trade zone opens }]",
            vec![trade()],
        ),
        case(
            "line-four",
            "title: Kyrgyzstan has caught up with Kazakhstan as a market\nsubtitle: Trade by partner, CNY billion\nmark: line\nseries: [kz, kg, tj, uz]",
            partners(),
        ),
        case(
            "line-facets",
            "title: Four partners, four courses\nsubtitle: Trade by partner, CNY billion\nmark: line\nseries: [kz, kg, tj, uz]\nencoding: { facet: series }",
            partners(),
        ),
        case(
            "bars-facets",
            "title: Partners by year\nmark: bar\nseries: [kz, kg, tj, uz]\nencoding: { facet: period }\nlabels: true",
            partners(),
        ),
        case(
            "line-highlight",
            "title: One line matters here\nsubtitle: Trade by partner, CNY billion\nmark: line\nseries: [kz, kg, tj, uz]\nhighlight: [kg]",
            partners(),
        ),
        case(
            "line-gaps-derived-differing",
            "title: Growth slowed, and sources differ on 2024\nsubtitle: On the year before, per cent\nmark: line\nseries: [a, b]\nnote: Figures before 2020 are not comparable.",
            vec![
                differing(
                    origin(
                        yearly(
                            "a",
                            "Exports",
                            "%",
                            2017,
                            &[12.0, 9.5, 14.1, -8.4, 16.9, 46.4, 37.3, 31.1, 20.1],
                        ),
                        "2023",
                        Origin::Derived,
                    ),
                    "2024",
                    24.0,
                    35.5,
                ),
                series(
                    "b",
                    "Imports, including those of processing trade",
                    "%",
                    &[
                        ("2017", Some(5.0)),
                        ("2018", Some(7.0)),
                        ("2019", None),
                        ("2020", Some(-12.5)),
                        ("2021", None),
                        ("2022", Some(3.0)),
                        ("2023", Some(4.5)),
                        ("2024", Some(21.0)),
                        ("2025", Some(19.7)),
                    ],
                ),
            ],
        ),
        case(
            "line-scripts",
            "title: Торговля с Казахстаном 与哈萨克斯坦的贸易 выросла вдвое\nsubtitle: Млрд юаней 十亿元\nmark: line\nseries: [a, b, c]",
            vec![
                yearly("a", "Республика Казахстан", "млрд юаней", 2019, &[62.0, 60.1, 81.4, 120.2, 160.5]),
                yearly("b", "霍尔果斯口岸进出口总值", "млрд юаней", 2019, &[40.0, 58.0, 80.0, 118.0, 158.0]),
                yearly(
                    "c",
                    "Liechtensteinisch-Österreichischer Außenhandel",
                    "млрд юаней",
                    2019,
                    &[42.0, 59.0, 79.0, 117.0, 157.0],
                ),
            ],
        ),
        case(
            "line-eight",
            "title: Eight lines that end together\nmark: line\nseries: [a, b, c, d, e, f, g, h]",
            (0..8_u8)
                .map(|n| {
                    let base = f64::from(n);
                    yearly(
                        &String::from(char::from(b'a' + n)),
                        ["Urumqi", "Kashgar", "Khorgos", "Alashankou", "Tacheng", "Hotan", "Aksu", "Turpan"]
                            [usize::from(n)],
                        "thousand t",
                        2018,
                        &[
                            10.0 + base * 9.0,
                            14.0 + base * 7.0,
                            30.0 + base * 4.0,
                            38.0 + base,
                            40.0 + base * 0.4,
                        ],
                    )
                })
                .collect(),
        ),
    ]
}

/// Fifteen lines of which two matter.
fn two_of_many() -> Case {
    let values = |at: usize| [40.0 - at as f64, 42.0 + at as f64, 45.0 + (at * 7 % 15) as f64];
    let line = |(at, name): (usize, &&str)| yearly(&format!("s{at}"), name, "CNY billion", 2023, &values(at));
    case(
        "lines-two-of-many",
        "title: Two lines matter\nmark: line\nseries: [a]\nhighlight: [s0, s6]",
        NEIGHBOURS.iter().enumerate().map(line).collect(),
    )
}

fn time() -> Vec<Case> {
    vec![
        case(
            "months-14",
            "title: A month each\nsubtitle: CNY billion\nmark: line\nseries: [m]\nannotations: [{ at: 2001-02, text: A remark near the left edge }]",
            vec![monthly("m", "Trade", 14, 1.0)],
        ),
        case(
            "months-24-three",
            "title: Three courses over two years\nsubtitle: CNY billion\nmark: line\nseries: [m, n, o]",
            vec![
                monthly("m", "Machinery", 24, 1.0),
                monthly("n", "Textiles", 24, 0.6),
                monthly("o", "Fruit and vegetables", 24, 0.3),
            ],
        ),
        case(
            "months-300",
            "title: Twenty-five years by month\nsubtitle: CNY billion\nmark: line\nseries: [m, n]",
            vec![monthly("m", "Trade", 300, 1.0), monthly("n", "Exports", 300, 0.6)],
        ),
        case(
            "months-bars-30",
            "title: Thirty months as bars\nmark: bar\nseries: [m]",
            vec![monthly("m", "Trade", 30, 1.0)],
        ),
        case(
            "months-bars-300",
            "title: Three hundred bars\nmark: bar\nseries: [m]",
            vec![monthly("m", "Trade", 300, 1.0)],
        ),
        case(
            "quarters",
            "title: Quarters with a gap\nmark: bar\nseries: [q]",
            vec![series(
                "q",
                "Trade",
                "CNY billion",
                &some([
                    ("2023-Q1", 50.2),
                    ("2023-Q2", 61.0),
                    ("2023-Q3", 70.9),
                    ("2024-Q1", 80.4),
                    ("2024-Q2", 92.0),
                ]),
            )],
        ),
        case(
            "year-to-date-bars",
            "title: Nine months of 2025 against full years\nsubtitle: Imports plus exports, CNY billion\nmark: bar\nseries: [t]",
            vec![series(
                "t",
                "Foreign trade",
                "CNY billion",
                &some([
                    ("2021", 156.9),
                    ("2022", 246.4),
                    ("2023", 357.3),
                    ("2024", 435.1),
                    ("2025-01/P9M", 403.8),
                ]),
            )],
        ),
        case(
            "year-to-date-line",
            "title: Nine months of 2025 beside full years\nmark: line\nseries: [t]\ny: { zero: true }",
            vec![series(
                "t",
                "Foreign trade",
                "CNY billion",
                &some([
                    ("2021", 156.9),
                    ("2022", 246.4),
                    ("2023", 357.3),
                    ("2024", 435.1),
                    ("2025-01/P9M", 403.8),
                ]),
            )],
        ),
        case(
            "first-halves",
            "title: First halves only\nmark: bar\nseries: [t]\nstack: grouped",
            vec![
                series(
                    "t",
                    "Total",
                    "CNY billion",
                    &some([("2023-S1", 145.5), ("2024-S1", 219.9), ("2025-S1", 280.8)]),
                ),
                series(
                    "p",
                    "Private firms",
                    "CNY billion",
                    &some([("2023-S1", 130.1), ("2024-S1", 195.0), ("2025-S1", 251.7)]),
                ),
            ],
        ),
        case(
            "listed-periods",
            "title: Years that the author chose\nmark: line\nseries: [t]\nperiods: [2010, 2015, 2020, 2025]",
            vec![series(
                "t",
                "Trade",
                "CNY billion",
                &some([("2010", 116.0), ("2015", 122.0), ("2020", 148.4), ("2025", 520.1)]),
            )],
        ),
        case("spark", "mark: spark\nseries: [trade]", vec![trade()]),
    ]
}

fn bars() -> Vec<Case> {
    let half = |id: &str, label: &str, values: &[f64]| yearly(id, label, "CNY billion", 2019, values);
    vec![
        case(
            "bars-annual",
            "title: Xinjiang's trade passed 500 billion yuan in 2025\nsubtitle: Imports plus exports, CNY billion\nmark: bar\nseries: [trade]\n\
             annotations: [{ at: 2023, text: Pilot free trade zone opens }]",
            vec![differing(origin(trade(), "2025", Origin::Derived), "2022", 240.0, 252.0)],
        ),
        case(
            "bars-grouped",
            "title: Exports outgrew imports\nsubtitle: CNY billion\nmark: bar\nseries: [x, m]\nstack: grouped",
            vec![
                half("x", "Exports", &[125.0, 109.0, 127.0, 209.0, 302.0, 380.0, 450.0]),
                half("m", "Imports", &[39.0, 39.0, 30.0, 37.0, 55.0, 55.0, 70.0]),
            ],
        ),
        case(
            "bars-stacked",
            "title: Exports make up most of the trade\nsubtitle: CNY billion\nmark: bar\nseries: [x, m, o]\nstack: stacked",
            vec![
                half("x", "Exports", &[125.0, 109.0, 127.0, 209.0, 302.0, 380.0, 450.0]),
                half("m", "Imports", &[39.0, 39.0, 30.0, 37.0, 55.0, 55.0, 70.0]),
                half("o", "Other flows through bonded zones", &[3.0, 3.0, 3.0, 3.0, 5.0, 5.0, 7.0]),
            ],
        ),
        case(
            "bars-negative",
            "title: Growth on the year before\nsubtitle: Per cent\nmark: bar\nseries: [g]",
            vec![yearly("g", "Growth", "%", 2018, &[-4.5, 23.7, -9.6, 5.8, 57.0, 45.0, 21.8, 19.5])],
        ),
        case(
            "bars-stacked-negative",
            "title: Balance by kind\nmark: bar\nseries: [a, b, c]\nstack: stacked",
            vec![
                half("a", "Goods", &[12.0, 14.0, -5.0, 22.0]),
                half("b", "Services", &[-8.0, -4.0, -6.0, -9.0]),
                half("c", "Income", &[3.0, -2.0, 4.0, 5.0]),
            ],
        ),
        case(
            "bars-mirrored",
            "title: Exports grew, imports hardly\nsubtitle: CNY billion\nmark: bar\nseries: [x, m]\nstack: mirrored\nannotations: [{ at: 2023, text: Zone opens }]",
            vec![
                differing(
                    half("x", "Exports", &[125.0, 109.0, 127.0, 209.0, 302.0, 380.0, 450.0]),
                    "2024",
                    350.0,
                    390.0,
                ),
                origin(
                    differing(
                        half("m", "Imports", &[39.0, 0.0, 30.0, 37.0, 55.0, 55.0, 70.0]),
                        "2024",
                        50.0,
                        68.0,
                    ),
                    "2025",
                    Origin::Derived,
                ),
            ],
        ),
        case(
            "bars-mirrored-months",
            "title: Two years by month, back to back\nmark: bar\nseries: [x, m]\nstack: mirrored",
            vec![monthly("x", "Exports", 24, 1.0), monthly("m", "Imports", 24, 0.6)],
        ),
        case(
            "rows-mirrored",
            "title: Экспорт и импорт 进出口 по годам\nsubtitle: CNY billion\nmark: bar\norientation: horizontal\nseries: [x, m]\nstack: mirrored",
            vec![
                half(
                    "x",
                    "Экспорт товаров народного потребления",
                    &[125.0, 109.0, 127.0, 209.0, 302.0, 380.0, 450.0],
                ),
                half("m", "进口总值", &[39.0, 0.0, 30.0, 37.0, 55.0, 55.0, 70.0]),
            ],
        ),
        case(
            "bars-names-upright",
            "title: Names under bars\nmark: bar\norientation: vertical\nseries: [a, b, c, d]\nencoding: { x: series }",
            named(
                &["Machinery and electrical goods", "Textiles", "霍尔果斯", "Сельскохозяйственная продукция"],
                &[188.2, 91.0, 40.5, 12.0],
            ),
        ),
        case(
            "bars-names-that-have-no-room",
            "title: Fifteen names, asked to stand upright\nmark: bar\norientation: vertical\nseries: [a]",
            named(&NEIGHBOURS, &[90., 61., 48., 44., 40., 33., 31., 28., 22., 20., 17., 12., 9., 6., 2.]),
        ),
    ]
}

const NEIGHBOURS: [&str; 15] = [
    "Kazakhstan",
    "Kyrgyzstan",
    "Tajikistan",
    "Uzbekistan",
    "Turkmenistan",
    "Russian Federation",
    "Mongolia",
    "Pakistan",
    "Azerbaijan",
    "Georgia",
    "Belarus",
    "Afghanistan",
    "Germany",
    "Netherlands",
    "Poland",
];

fn named(names: &[&str], values: &[f64]) -> Vec<Series> {
    let one = |(at, (name, value)): (usize, (&&str, &f64))| {
        yearly(&format!("s{at}"), name, "CNY billion", 2025, &[*value])
    };
    names.iter().zip(values).enumerate().map(one).collect()
}

fn rows() -> Vec<Case> {
    vec![
        case(
            "rows-partners",
            "title: Kazakhstan is the first partner\nsubtitle: Trade by partner in 2025, CNY billion\nmark: bar\norientation: horizontal\nseries: [a, b, c, d, e, f]\nhighlight: [s0]",
            named(
                &["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Russia", "Pakistan"],
                &[171.3, 168.0, 30.2, 29.8, 25.1, 9.4],
            ),
        ),
        case(
            "rows-long-names",
            "title: Names that need several lines\nmark: bar\norientation: horizontal\nseries: [a, b, c, d]",
            named(
                &[
                    "Machinery, electrical apparatus and their parts, including photovoltaic cells and lithium batteries",
                    "Сельскохозяйственная продукция и продовольственные товары народного потребления",
                    "新疆维吾尔自治区霍尔果斯口岸进出口货物总值",
                    "Textiles",
                ],
                &[188.2, 91.0, 40.5, 12.0],
            ),
        ),
        case(
            "rows-negative",
            "title: Change by port\nmark: bar\norientation: horizontal\nseries: [a, b, c, d]",
            named(&["Khorgos", "Alashankou", "Baketu", "Kashgar"], &[12.4, -8.8, 3.1, -0.4]),
        ),
        case(
            "rows-groups",
            "title: Two years by partner\nmark: bar\norientation: horizontal\nseries: [a, b, c]\nencoding: { y: series }",
            vec![
                yearly("a", "Kazakhstan", "CNY billion", 2024, &[170.9, 171.3]),
                yearly("b", "Kyrgyzstan", "CNY billion", 2024, &[128.8, 168.0]),
                yearly("c", "Tajikistan", "CNY billion", 2024, &[26.4, 30.2]),
            ],
        ),
        case(
            "rows-stacked",
            "title: Stacked rows\nmark: bar\norientation: horizontal\nseries: [x, m]\nstack: stacked\nannotations: [{ at: 2023, text: Pilot free trade zone opens in November of this year }]",
            vec![
                yearly("x", "Exports", "CNY billion", 2022, &[209.0, 302.0, 380.0]),
                yearly("m", "Imports", "CNY billion", 2022, &[37.0, 55.0, 55.0]),
            ],
        ),
    ]
}

fn extremes() -> Vec<Case> {
    vec![
        case(
            "one-point-line",
            "title: One point\nmark: line\nseries: [a]",
            vec![yearly("a", "A", "CNY billion", 2025, &[5.0])],
        ),
        case(
            "one-point-bar",
            "title: One bar\nmark: bar\nseries: [a]",
            vec![yearly("a", "A", "CNY billion", 2025, &[5.0])],
        ),
        case(
            "all-equal",
            "title: All equal\nmark: line\nseries: [a]",
            vec![yearly("a", "A", "t", 2019, &[7.0; 6])],
        ),
        case(
            "all-zero",
            "title: All zero\nmark: bar\nseries: [a]",
            vec![yearly("a", "A", "t", 2019, &[0.0; 6])],
        ),
        case(
            "huge",
            "title: Trillions\nmark: bar\nseries: [a]\nlabels: false",
            vec![yearly("a", "A", "CNY", 2019, &[1.2e12, 2.9e12, 3.4e12, 0.8e12])],
        ),
        case(
            "huge-labels",
            "title: Trillions, written out\nmark: bar\nseries: [a]",
            vec![yearly("a", "A", "CNY", 2019, &[1.2e12, 2.9e12, 3.4e12, 0.8e12])],
        ),
        case(
            "tiny",
            "title: Billionths\nmark: line\nseries: [a]",
            vec![yearly("a", "A", "t", 2019, &[1.1e-9, 2.5e-9, 0.4e-9])],
        ),
        case(
            "far-from-zero",
            "title: Far from zero\nmark: line\nseries: [a]",
            vec![yearly("a", "Index", "points", 2016, &[1012.0, 1013.5, 1011.2, 1015.9, 1016.0, 1018.4])],
        ),
        case(
            "crowded-remarks",
            "title: Remarks that crowd\nmark: line\nseries: [trade]\nannotations:\n\
             - { at: 2017, text: The first of many remarks }\n- { at: 2018, text: Pilot free trade zone opens }\n\
             - { at: 2019, text: Railway to the border }\n- { at: 2019, text: Another in the same year with a long text }\n\
             - { at: 2024, text: A remark near the right edge }\n- { at: 2025, text: The last period }\n",
            vec![trade()],
        ),
        case(
            "long-texts",
            "title: A title that is far too long for one line on any screen that a reader may hold in one hand while walking to the railway station\nsubtitle: A subtitle with as many words as the title, which says the measure, the unit, the base period and the adjustment\nmark: bar\nseries: [trade]\nnote: A note that goes on and on about what a reader must know of the figures before making any use of them at all.",
            vec![trade()],
        ),
    ]
}
