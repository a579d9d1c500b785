//! What follows from printed figures, as a page, its papers and a data file tell it.

use crate::site::Site;

fn series(id: &str, rest: &str) -> String {
    format!("{id}:\n  title: {id}\n  source: office\n  {}\n", rest.trim().replace('\n', "\n  "))
}

/// A site whose page says what calls say, a line for each.
fn site(series: &[String], calls: &[&str]) -> Site {
    let lines: Vec<String> = calls.iter().map(|call| format!("- {{{{ {call} }}}}\n")).collect();
    Site::new()
        .file("site.yaml", "title: A small site\n")
        .file(
            "data/sources.yaml",
            "office: { title: Tables, publisher: Office, published: 2026-01-05, kind: official }\n\
             wires: { title: News, publisher: Wires, published: 2026-01-06, kind: news }\n",
        )
        .file("data/series/all.yaml", series.concat())
        .file("content/page.md", format!("---\ntitle: A page\n---\n{}", lines.concat()))
}

/// What the page says, and the lines of data/quantities.csv about what is derived.
fn told(series: &[String], calls: &[&str]) -> String {
    let site = site(series, calls);
    let run = site.run(&["build"]);
    let page = site.read("public/page/index.html").unwrap_or_default();
    let items = page.split("<li>").skip(2).filter_map(|item| item.split_once("</li>"));
    let mut out = String::new();
    for (call, (item, _)) in calls.iter().zip(items) {
        let plain: String =
            item.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
        out.push_str(&format!("{call} → {}\n", plain.replace(['\u{a0}', '\u{202f}'], " ")));
    }
    let csv = site.read("public/data/quantities.csv").unwrap_or_default();
    for line in csv.lines().filter(|line| line.contains(",derived,")) {
        out.push_str(&format!("{line}\n"));
    }
    out + &run.stderr
}

#[test]
fn a_derived_figure_lies_in_its_interval_and_what_follows_from_it_is_made_of_what_was_not_rounded() {
    let index = |id: &str, from: &str, to: &str| {
        series(id, &format!("unit: count\nkind: ratio\nvalues: {{ 2024-02: {from}, 2025-02: {to} }}"))
    };
    let all = [
        index("a", "100.0", "103.4"),
        index("b", "100.0", "103.6"),
        index("c", "91.4", "91.1"),
        index("d", "8000.0", "8980.0"),
    ];
    insta::assert_snapshot!(told(
        &all,
        &[
            "growth(of=\"a\", at=\"2025-02\")",
            "growth(of=\"c\", at=\"2025-02\")",
            "growth(of=\"d\", at=\"2025-02\")",
            "difference(of=\"growth(b)\", from=\"growth(a)\", at=\"2025-02\")",
        ],
    ));
}

#[test]
fn what_follows_from_a_range_is_a_range_and_from_a_bound_a_bound() {
    let all = [
        series(
            "boxes",
            "unit: count\nkind: flow\nobservations:\n\
             \x20 - { period: 2022, value: 100, qualifier: up-to }\n\
             \x20 - { period: 2023, range: [10, 190] }\n\
             \x20 - { period: 2024, value: 100, qualifier: over }\n\
             \x20 - { period: 2025, value: 100 }",
        ),
        series("other", "unit: count\nkind: flow\nvalues: { 2021: 50, 2022: 50, 2023: 50, 2024: 50 }"),
    ];
    insta::assert_snapshot!(told(
        &all,
        &[
            "difference(of=\"boxes\", from=\"other\", at=\"2023\")",
            "sum(of=[\"boxes\", \"other\"], at=\"2023\")",
            "share(of=\"other\", in=\"boxes\", at=\"2023\")",
            "sum(of=[\"boxes\", \"other\"], at=\"2022\")",
            "share(of=\"other\", in=\"boxes\", at=\"2022\")",
            "share(of=\"other\", in=\"boxes\", at=\"2024\")",
            "growth(of=\"boxes\", at=\"2025\")",
        ],
    ));
}

#[test]
fn a_flow_follows_from_the_periods_within_and_from_what_is_left_of_a_longer_one() {
    let all = [
        series(
            "quarters",
            "unit: t\nkind: flow\nvalues: { 2024: 90, 2025-Q1: 10, 2025-Q2: 20, 2025-Q3: 30, 2025-Q4: 40 }",
        ),
        series(
            "todate",
            "unit: t\nkind: flow\nvalues: { 2025-01/P2M: 5, 2025-Q1: 9, 2025-01/P4M: 15, 2025: 50, 2025-S1: 22 }",
        ),
        series("stock", "unit: t\nkind: stock\nvalues: { 2025-S1: 10, 2025-S2: 20 }"),
        series(
            "broken",
            "unit: t\nkind: flow\nbreaks: { 2025-S2: Others are counted }\nvalues: { 2025-S1: 10, 2025-S2: 20 }",
        ),
    ];
    let calls = [
        "value(of=\"quarters\", at=\"2025\")",
        "value(of=\"quarters\", at=\"2025-S2\")",
        "growth(of=\"quarters\", at=\"2025\")",
        "value(of=\"todate\", at=\"2025-03\")",
        "value(of=\"todate\", at=\"2025-04\")",
        "value(of=\"todate\", at=\"2025-S2\")",
    ];
    insta::assert_snapshot!(told(&all, &calls));
    insta::assert_snapshot!(told(
        &all,
        &["value(of=\"stock\", at=\"2025\")", "value(of=\"broken\", at=\"2025\")"]
    ));
}

#[test]
fn hedges_are_about_sizes_and_negative_amounts_have_their_intervals() {
    let all = [
        series(
            "level",
            "unit: CNY\nkind: flow\nobservations:\n\
             \x20 - { period: 2023, value: 100.00 }\n\
             \x20 - { period: 2024, value: 94.50 }\n\
             \x20 - { period: 2025, value: 89.96 }\n\
             growth:\n\
             \x20 - { period: 2024, value: -5, qualifier: over }\n\
             \x20 - { period: 2025, value: -5, qualifier: almost }",
        ),
        series(
            "balance",
            "unit: CNY\nkind: flow\nvalues: { 2024: -10 }\ngrowth: [ { period: 2025, value: 20 } ]",
        ),
    ];
    insta::assert_snapshot!(told(
        &all,
        &[
            "growth(of=\"level\", at=\"2024\")",
            "growth(of=\"level\", at=\"2024\", sign=\"never\")",
            "growth(of=\"level\", at=\"2025\", sign=\"never\")",
            "value(of=\"balance\", at=\"2025\")",
        ],
    ));
}

#[test]
fn a_rate_grows_by_percentage_points_and_what_has_no_growth_says_why() {
    let all = [
        series(
            "rate",
            "unit: percent\nkind: ratio\nvalues: { 2024: 10.0 }\ngrowth: [ { period: 2025, value: 1.5, unit: pp } ]",
        ),
        series("profit", "unit: CNY\nkind: flow\nvalues: { 2022: 120, 2023: -340, 2024: -60, 2025: -15 }"),
        series("weight", "unit: t\nkind: flow\nvalues: { 2025: 4 }"),
        series("prices", "unit: index\nkind: ratio\nvalues: { 2024: 112.8, 2025: 115.1 }"),
    ];
    let calls = [
        "value(of=\"rate\", at=\"2025\")",
        "value(of=\"prices\", at=\"2025\")",
        "growth(of=\"prices\", at=\"2025\")",
    ];
    insta::assert_snapshot!(told(&all, &calls));
    let calls = [
        "growth(of=\"rate\", at=\"2025\")",
        "growth(of=\"rate\", at=\"2024\")",
        "growth(of=\"profit\", at=\"2023\")",
        "growth(of=\"profit\", at=\"2025\")",
        "growth(of=\"weight\", at=\"2025\")",
        "sum(of=[\"weight\", \"profit\"], at=\"2025\")",
        "share(of=\"weight\", in=\"profit\", at=\"2025\")",
        "sum(of=[\"prices\", \"prices\"], at=\"2025\")",
    ];
    insta::assert_snapshot!(told(&all, &calls));
}

#[test]
fn a_difference_of_shares_and_growth_is_in_percentage_points_wherever_it_stands() {
    let all = [
        series("a", "unit: CNY\nscale: billion\nkind: flow\nvalues: { 2024: 10 }"),
        series(
            "b",
            "unit: CNY\nscale: billion\nkind: flow\ndifference:\n\
             \x20 - { of: growth(b), from: growth(a), period: 2025, value: 3.1 }\n\
             \x20 - { from: a, period: 2025, value: 4 }",
        ),
    ];
    insta::assert_snapshot!(told(
        &all,
        &[
            "difference(of=\"growth(b)\", from=\"growth(a)\", at=\"2025\")",
            "difference(of=\"b\", from=\"a\", at=\"2025\")",
        ],
    ));
}

#[test]
fn a_report_in_the_unit_of_its_series_is_shown_and_growth_over_a_break_says_so() {
    let all = [series(
        "trade",
        "unit: CNY\nscale: billion\nkind: flow\nbreaks: { 2025: Others are counted from here on }\nobservations:\n\
         \x20 - { period: 2024, value: 100 }\n\
         \x20 - { period: 2025, value: 110 }\n\
         \x20 - { period: 2025, value: 15.7, unit: USD, source: wires }",
    )];
    let calls = ["value(of=\"trade\", at=\"2025\")", "growth(of=\"trade\", at=\"2025\")"];
    let site = site(&all, &calls);
    assert_eq!(site.build().stderr, "");
    let page = site.read("public/page/index.html").unwrap();
    for text in [
        "CNY\u{a0}110\u{a0}billion",
        "Others are counted from here on",
        "the other reports are in another unit",
    ] {
        assert!(page.to_lowercase().contains(&text.to_lowercase()), "{text}: {page}");
    }
    insta::assert_snapshot!(told(&all, &calls));
}
