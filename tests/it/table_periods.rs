//! In which order a table shows the periods of its figures.

use crate::site::{Site, words};

fn page(table: &str, observations: &str) -> String {
    let series = format!(
        "goods:\n  {{ title: Goods, unit: t, kind: flow, source: office, observations: [{observations}] }}\n"
    );
    let site = Site::new()
        .file("site.yaml", "title: A small site\n")
        .file(
            "data/sources.yaml",
            "office: { title: Tables, publisher: Office, published: 2026-01-05, kind: official }\n",
        )
        .file("data/series/goods.yaml", series)
        .file("content/page.md", format!("---\ntitle: A page\n---\n{{{{ {table} }}}}\n"));
    assert_eq!(site.build().stderr, "");
    words(&site.read("public/page/index.html").unwrap(), "<table class=\"figures\"", "</table>")
}

#[test]
fn what_is_to_date_stands_after_what_it_sums_up() {
    let observations = "{ period: 2024, value: 70 }, { period: 2025-01, value: 1 }, { period: 2025-01/P2M, value: 3 }, \
         { period: 2025-02, value: 2 }, { period: 2025-03, value: 3 }, { period: 2025-Q1, value: 6 }, \
         { period: 2025-01/P4M, value: 10 }, { period: 2025-04, value: 4 }, { period: 2025, value: 90 }";
    insta::assert_snapshot!(page("table(of=[\"goods\"])", observations));
}

#[test]
fn periods_that_an_author_lists_in_any_order_are_all_there() {
    let observations = "{ period: 2023, value: 3 }, { period: 2024, value: 4 }, { period: 2025, value: 5 }";
    let table = "table(of=[\"goods\"], periods=[\"2025\", \"2023\", \"2024\", \"2023\"])";
    insta::assert_snapshot!(page(table, observations));
}
