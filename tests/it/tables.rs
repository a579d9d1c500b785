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
