//! What only a whole site shows of charts: that files of data reach drawings, tables and other outputs.

use crate::site::Site;

fn drawing(site: &Site, id: &str) -> String {
    let drawn = site.read(&format!("public/charts/{id}/{id}.svg"));
    drawn.unwrap_or_else(|| panic!("no drawing of {id}")).replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn a_break_parts_the_line_marks_growth_and_is_a_status() {
    let site = Site::small();
    let series = site.read("data/series/trade.yaml").unwrap();
    let broken = series.replacen(
        "trade.rail:\n",
        "trade.rail:\n  breaks: { 2024: \"From here on with transit.\" }\n",
        1,
    );
    let chart = |mark: &str, series: &str| {
        format!("title: T\nmark: {mark}\nperiods: annual\nseries: [{series}]\nalt: A drawing.\n")
    };
    let site = site
        .file("data/series/trade.yaml", broken)
        .file("data/charts/course.yaml", chart("line", "trade.rail"))
        .file("data/charts/rate.yaml", chart("bar", "growth(trade.rail)"));
    site.build();
    let course = drawing(&site, "course");
    assert!(course.contains(">Break in series</text>"), "{course}");
    assert!(course.contains("Break in series, 2024: From here on with transit."), "{course}");
    // One line from 2023 to 2024 would have one path of two points.
    assert!(!course.contains("class=\"line s0\""), "two points on two sides are no line: {course}");
    let rate = drawing(&site, "rate");
    assert!(rate.contains("Hatched: ") && rate.contains(", over a break in the series: "), "{rate}");
    let sdmx = site.read("public/data/observations-sdmx.csv").unwrap();
    let status = |period: &str| {
        let row =
            sdmx.lines().find(|row| row.contains(",trade.rail,") && row.contains(&format!(",{period},")));
        row.and_then(|row| row.split(',').nth(10))
            .unwrap_or_else(|| panic!("no {period} in {sdmx}"))
            .to_owned()
    };
    assert_eq!(["2023", "2024", "2025-S1"].map(status), ["A", "B", "B"]);
}

#[test]
fn a_sankey_diagram_has_the_names_of_entities_and_all_outputs() {
    let site = Site::small().file(
        "data/charts/flows.yaml",
        "title: What passes\nmark: sankey\nperiods: [2024]\nnames: { rest: All other means }\nflows:\n\
         - { from: Xinjiang, to: northgate, series: trade.rail }\n\
         - { from: Xinjiang, to: rest, series: \"difference(trade.total, trade.rail)\" }\n",
    );
    let run = site.run(&["build"]);
    assert!(run.stderr.contains("missing-alt"), "{}", run.stderr);
    let drawn = drawing(&site, "flows");
    for text in ["Northgate", "All other means", "Xinjiang"] {
        assert!(drawn.contains(&format!(">{text}</text>")), "{text}: {drawn}");
    }
    assert!(drawn.contains("Sankey diagram, 2024, in CNY billion: Xinjiang to "), "{drawn}");
    assert!(drawn.contains("Pale flows are derived from reported figures."), "{drawn}");
    let csv = site.read("public/charts/flows/flows.csv").unwrap();
    assert!(csv.contains("trade.rail,2024,60.5"), "{csv}");
    let page = site.read("public/charts/flows/index.html").unwrap();
    assert!(page.contains("<table") && page.contains("60.5"), "{page}");
    assert!(!site.path("public/charts/flows/flows.png").metadata().unwrap().len().eq(&0));
}

#[test]
fn rows_of_a_table_may_be_in_different_units() {
    let site = Site::small().file(
        "data/charts/rows.yaml",
        "title: In brief\nmark: table\nperiods: annual\nseries: [trade.total, \"share(trade.rail, trade.total)\"]\nalt: Rows.\n",
    );
    site.build();
    let drawn = drawing(&site, "rows");
    assert!(drawn.contains(">over CNY 250 billion</text>"), "{drawn}");
    assert!(drawn.contains(">under 24.3 %</text>"), "{drawn}");
    // The last figure of one row is a bound, and that of the other lies anywhere below the first.
    assert_eq!(drawn.matches(">–</text>").count(), 2, "{drawn}");
}

#[test]
fn a_table_with_sparks_tells_changes_of_percentage_points_in_them() {
    let site = Site::small();
    let series = site.read("data/series/trade.yaml").unwrap();
    let spread = "\nspread:\n  title: Spread\n  unit: pp\n  kind: ratio\n  source: bulletin-2025\n  values: { 2023: 2.00, 2024: 3.00 }\n";
    let site = site.file("data/series/trade.yaml", series + spread).file(
        "data/charts/spread.yaml",
        "title: The spread\nmark: table\nseries: [spread]\nalt: It has risen.\n",
    );
    site.build();
    let drawn = drawing(&site, "spread");
    assert!(drawn.contains(">+1.00 pp</text>"), "{drawn}");
}

#[test]
fn the_spark_of_a_headline_leads_to_its_period_and_ends_there() {
    let series = "long:\n  title: A long course\n  unit: t\n  kind: flow\n  source: bulletin-2025\n  \
                  values: { 2020: 10, 2021: 20, 2022: 30, 2023: 40, 2024: 55, 2025: 65 }\n";
    let headline =
        "{ label: Output, value: '{{ value(of=\"long\", at=\"2023\") }}', series: long, period: 2023 }";
    let page = format!("---\ntitle: Front\nheadlines:\n  - {headline}\n---\nText.\n");
    let site = Site::small().file("data/series/long.yaml", series).file("content/_index.md", page);
    assert_eq!(site.build().stderr, "");
    let page = site.read("public/index.html").unwrap();
    let (_, after) = page.split_once("id=\"spark-long").unwrap_or_else(|| panic!("no spark: {page}"));
    let (spark, _) = after.split_once("</svg>").unwrap();
    assert!(spark.contains("2020") && spark.contains("2023"), "{spark}");
    assert!(!spark.contains("2024") && !spark.contains("2025"), "{spark}");
}
