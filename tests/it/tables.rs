//! Figures that series take from tables, as authorities publish them.

use waybill::build::{Builder, CheckOptions, Told};

use crate::site::Site;

/// A table with a period to a line, one with periods across its head below some lines about it, and one that is written
/// as in most of Europe.
fn site() -> Site {
    let by_month = "month,partner,total,remark\n2024-01,Northland,\"1,020.50\",\n2024-01,Southland,7,\n\
                    2025-01,Northland,\"1,204.0\",first estimate\n2025-02,Northland,..,\n\
                    2025-01,Southland,n/a,\nSource: Statistics Office,,,\n";
    let by_country = "Data Source,World Tables\n\nLast Updated,2026-01-05\n\n\
                      Country,Code,2022,2023,2024,\n\"Northland, Rep.\",NOR,10.25,11.50,,\nSouthland,SOU,1,2,3,\n";
    let semicolons = "Jahr;Güter;Land\n2023;1.234,5;7\n2024;1.300,0;7\n2024;1;8\n";
    let series = "\
northland:
  title: Trade with Northland
  unit: CNY
  scale: million
  kind: flow
  source: office
  locator: table 3
  table: { file: tables/by-month.csv, period: month, value: total, where: { partner: Northland } }
northland.output:
  title: Output of Northland
  unit: CNY
  kind: flow
  source: office
  table: { file: tables/by-country.csv, head: 5, where: { Code: NOR } }
goods:
  title: Goods
  unit: t
  kind: flow
  source: office
  table: { file: tables/semicolons.csv, period: Jahr, value: Güter, decimal: comma, where: { Land: 7 } }
";
    Site::new()
        .file("data/tables/by-month.csv", by_month)
        .file("data/tables/by-country.csv", by_country)
        .file("data/tables/semicolons.csv", format!("\u{feff}{semicolons}"))
        .file("data/series/tables.yaml", series)
        .file(
            "data/sources.yaml",
            "office:\n  title: Tables\n  publisher: Statistics Office\n  published: 2026-01-05\n  kind: official\n",
        )
        .file(
            "content/page.md",
            "---\ntitle: A page\n---\nTrade came to {{ value(of=\"northland\", at=\"2025-01\") }}, up \
             {{ growth(of=\"northland\", at=\"2025-01\") }}.\n",
        )
}

#[test]
fn every_figure_of_a_table_is_an_observation_with_its_digits() {
    let site = site();
    assert_eq!(site.build().stderr, "");
    insta::assert_snapshot!(site.read("public/data/observations.csv").unwrap());
    let page = site.read("public/page/index.html").unwrap();
    assert!(page.contains("1,204.0") && page.contains("table 3"), "{page}");
}

#[test]
fn a_contradiction_points_at_the_cell_of_the_table() {
    let site = site();
    let total = "\
total:
  title: Trade with both
  unit: CNY
  scale: million
  kind: flow
  source: office
  values: { 2024-01: 1028.5 }
  sum:
    - { period: 2024-01, of: [northland, southland], value: 1099.5 }
southland:
  title: Trade with Southland
  unit: CNY
  scale: million
  kind: flow
  source: office
  table: { file: tables/by-month.csv, period: month, value: total, where: { partner: Southland } }
";
    site.write("data/series/total.yaml", total);
    insta::assert_snapshot!(site.run(&["check"]).stderr);
}

#[test]
fn printed_growth_is_held_against_the_levels_beside_it() {
    let table = "year,trade,change\n2022,100.0,\n2023,110.0,10.0%\n2024,121.0,+12.0 %\n";
    let series = "trade:\n  title: Trade\n  unit: CNY\n  scale: million\n  kind: flow\n  source: office\n  table: { file: \
                  tables/years.csv, period: year, value: trade, growth: change }\n";
    let site = site().file("data/tables/years.csv", table).file("data/series/years.yaml", series);
    insta::assert_snapshot!(site.run(&["check"]).stderr);
    assert_eq!(site.build().stderr, "");
    let quantities = site.read("public/data/quantities.csv").unwrap();
    assert!(
        quantities.contains("growth(trade),2023,10.0,9.95,10.05,percent,one,reported,office"),
        "{quantities}"
    );
}

#[test]
fn a_preview_follows_a_table() {
    let site = site();
    let options = CheckOptions { root: site.path("."), base_url: None, drafts: false, print: false };
    let mut builder = Builder::new(options);
    let mut make = || {
        let (files, found) = waybill::source::read_site(&site.path("."));
        let made = builder.make(files, found, Told::Grave);
        assert!(!made.built.diagnostics.has_errors(), "{:?}", made.built.diagnostics);
        made.rendered.iter().any(|(path, _)| &**path == "page/index.html")
    };
    assert!(make());
    assert!(!make());
    let table = site.read("data/tables/by-month.csv").unwrap();
    site.write("data/tables/by-month.csv", table.replace("7,\n", "8,\n"));
    assert!(!make(), "no figure of the page is on that line");
    site.write("data/tables/by-month.csv", table.replace("1,204.0", "1,204.5"));
    assert!(make());
}

#[test]
fn a_file_is_explained_by_the_series_that_stand_in_it() {
    insta::assert_snapshot!(site().run(&["explain", "data/tables/by-month.csv"]).stdout);
}

/// A site whose series `a`, in tonnes, stands in one table.
fn one_table(text: &str, spec: &str) -> Site {
    let series = format!(
        "a:\n  {{ title: Output, unit: t, kind: flow, source: office, table: {{ file: t/a.csv, {spec} }} }}\n"
    );
    let source = "office: { title: Tables, publisher: Office, published: 2026-01-05, kind: official }\n";
    Site::new()
        .file("data/t/a.csv", text)
        .file("data/series/a.yaml", series)
        .file("data/sources.yaml", source)
}

/// What a check says of a table.
fn said_of(text: &str, spec: &str) -> String {
    one_table(text, spec).run(&["check"]).stderr
}

/// The figures of the series `a`: period, value and status.
fn figures(text: &str, spec: &str) -> String {
    let site = one_table(text, spec);
    assert_eq!(site.run(&["build", "--strict"]).stderr, "");
    let observations = site.read("public/data/observations.csv").unwrap();
    let columns: Vec<&str> = observations.lines().next().unwrap().split(',').collect();
    let wanted =
        ["period", "value", "status"].map(|name| columns.iter().position(|column| *column == name).unwrap());
    let lines = observations.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    lines.map(|line| wanted.map(|at| line[at]).join(" ") + "\n").collect()
}

const DOWN: &str = "period: Period, value: V";

#[test]
fn a_cell_too_many_is_told() {
    insta::assert_snapshot!(said_of("Period,V\n2025-01,1,234\n2025-02,2,345\n2025-03,7,,\n", DOWN));
    insta::assert_snapshot!(said_of("B,2024,2025\nx,1,234,5\n", "where: { B: x }"));
    // A column without a name may hold marks.
    let table = "Period,V,\n2025-01,12,p\n2025-02,13,,,\n";
    assert_eq!(figures(table, DOWN), "2025-01 12 normal\n2025-02 13 normal\n");
}

#[test]
fn a_column_that_is_no_period_is_told() {
    let table = "B;2024;2025-1;2025-02;Change\nx;10;1;2;5\n";
    insta::assert_snapshot!(said_of(table, "where: { B: x }"));
    let rest = "2024 10 normal\n2025-02 2 normal\n";
    assert_eq!(figures(table, "where: { B: x }, except: [2025-1, Change]"), rest);
    let marked = "B;2024-09p;2025-09*\nx;10;11\n";
    insta::assert_snapshot!(said_of(marked, "where: { B: x }"));
    let marks = "where: { B: x }, marks: { p: provisional, \"*\": estimated }";
    assert_eq!(figures(marked, marks), "2024-09 10 provisional\n2025-09 11 estimated\n");
}

#[test]
fn a_comma_is_not_taken_for_thousands_without_a_word() {
    insta::assert_snapshot!(said_of("Period;V\n2025-01;7,259\n2025-02;0,125\n2025-03;12,500\n", DOWN));
    let unclear = "Period;V\n2025-01;7,259\n2025-03;12,500\n";
    insta::assert_snapshot!(said_of(unclear, DOWN));
    let thousands = "2025-01 7259 normal\n2025-03 12500 normal\n";
    assert_eq!(figures(unclear, &format!("{DOWN}, decimal: point")), thousands);
    let decimals = "2025-01 7.259 normal\n2025-03 12.500 normal\n";
    assert_eq!(figures(unclear, &format!("{DOWN}, decimal: comma")), decimals);
    // A point or a second comma settles it; commas that divide columns are no decimal marks.
    figures(&format!("{unclear}2025-04;1.5\n"), DOWN);
    figures(&format!("{unclear}2025-04;1,234,567\n"), DOWN);
    figures("Period,V\n2025-01,\"7,259\"\n", DOWN);
}

#[test]
fn of_two_columns_of_one_name_the_series_says_which() {
    let table = "Period;V;V\n2025-01;1;2\n";
    insta::assert_snapshot!(said_of(table, DOWN));
    assert_eq!(figures(table, "period: Period, value: V#2"), "2025-01 2 normal\n");
}

#[test]
fn columns_are_divided_as_in_the_line_of_the_head() {
    let table = "Industrial output, by branch, 2020 = 100\nB;2024-09;2025-09\nx;10;1,5\n";
    let spec = "head: 2, where: { B: x }, decimal: comma";
    assert_eq!(figures(table, spec), "2024-09 10 normal\n2025-09 1.5 normal\n");
}

#[test]
fn marks_of_offices_become_statuses() {
    let table = "Period;V\n2025-01;5p\n2025-02;6*\n2025-03;5 (p)\n2025-04;7¹\n2025-05;(7)\n2025-06;\u{2212}5.2\n\
                 2025-07;–5.3\n2025-08;x\n2025-09;8p\n";
    insta::assert_snapshot!(said_of(table, DOWN));
    let marks = r#"marks: { p: provisional, "*": estimated, "¹": "", "()": estimated, x: "" }"#;
    insta::assert_snapshot!(figures(table, &format!("{DOWN}, {marks}")));
    insta::assert_snapshot!(said_of(table, &format!("{DOWN}, marks: {{ p: provisonal, 7: estimated }}")));
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_told() {
    insta::assert_snapshot!(said_of("Period,V\n2025-01,1\n2025-02,\"2\n2025-03,3\n", DOWN));
    insta::assert_snapshot!(said_of("Period,V\n2025-01,\"1\"\n2025-02,\"2", DOWN));
    insta::assert_snapshot!(said_of("Period,V\n2025-01,\"1\n2025-02,\"2,000\"\n", DOWN));
}

#[test]
fn a_period_is_asked_for_as_an_office_writes_it() {
    let table = "Period;V\nQ3/2025;5\nJan-Sep 2025;15\n";
    let site = one_table(table, DOWN);
    let asked = site.run(&["explain", "a", "2025Q3"]);
    assert_eq!((asked.status, asked.stdout), (Some(0), site.run(&["explain", "a", "2025-Q3"]).stdout));
    assert_eq!(figures(table, DOWN), "2025-01/P9M 15 normal\n2025-Q3 5 normal\n");
}
