//! Figures of one quantity that sources print in several multiples, and in another unit.

use crate::site::{Site, words};

fn site() -> Site {
    let series = "\
goods:
  title: Goods
  unit: t
  scale: thousand
  kind: flow
  source: office
  observations:
    - { period: 2021, value: 4100 }
    - { period: 2022, value: 4.3, scale: million }
    - { period: 2023, value: 12, unit: km, scale: one }
    - { period: 2024, range: [4.7, 4.9], scale: million, qualifier: about }
others:
  title: Others
  unit: t
  scale: million
  kind: flow
  source: office
  observations:
    - { period: 2021, value: 1.25 }
    - { period: 2022, value: 1300, scale: thousand }
";
    let chart =
        "title: Goods\nsubtitle: Thousand tonnes\nmark: bar\nseries: [goods]\nperiods: annual\nalt: Bars.\n";
    let quoted = |call: &str| format!("{{{{ {call} }}}}");
    let texts = [
        "value(of=\"goods\", at=\"2022\")",
        "sum(of=[\"goods\", \"others\"], at=\"2021\")",
        "sum(of=[\"others\", \"goods\"], at=\"2022\")",
        "difference(of=\"goods\", from=\"others\", at=\"2022\")",
        "growth(of=\"goods\", at=\"2022\")",
    ];
    let page = format!(
        "---\ntitle: A page\nprint: true\n---\n{}.\n\n{}\n\n{}\n",
        texts.map(quoted).join("; "),
        quoted("table(of=[\"goods\", \"others\", \"sum(goods, others)\"])"),
        quoted("chart(id=\"goods\")"),
    );
    Site::new()
        .file("site.yaml", "title: A small site\nrecords: [{ of: charts, path: charts, title: Charts }]\n")
        .file("data/series/goods.yaml", series)
        .file("data/charts/goods.yaml", chart)
        .file(
            "data/sources.yaml",
            "office: { title: Tables, publisher: Office, published: 2026-01-05, kind: official }\n",
        )
        .file("content/page.md", page)
}

#[test]
fn a_table_and_a_chart_show_all_in_the_multiple_that_they_name() {
    let site = site();
    assert_eq!(site.build().stderr, "");
    let page = site.read("public/page/index.html").unwrap();
    assert_eq!(
        words(&page, "<table class=\"figures\"", "</table>"),
        "|  |  |  |  | 2021 | 2022 | 2023 | 2024\n \
         |  |  | Goods thousand tonnes | 4,100 | 4,300 | 12 km | about 4,700 to 4,900\n \
         |  | Others million tonnes | 1.25 | 1.300 | – | –\n \
         |  | “Goods” plus “Others” thousand tonnes | 5,350† | 5,600† | – | –"
    );
    assert_eq!(
        words(&page, "<p>", "</p>"),
        "4.3 million tonnes; 5.35 million tonnes; 5.6 million tonnes; 3.0 million tonnes; 5\u{202f}%."
    );
}

#[test]
fn a_figure_in_another_unit_has_no_place_on_an_axis_and_names_it_in_a_table() {
    let site = site();
    assert_eq!(site.build().stderr, "");
    let drawing = site.read("public/charts/goods/goods.svg").unwrap();
    let labels = ["4,100", "4,300", "about 4,700 to 4,900"];
    assert!(labels.iter().all(|label| drawing.contains(label)), "{drawing}");
    let json: serde_json::Value =
        serde_json::from_str(&site.read("public/charts/goods/goods.json").unwrap()).unwrap();
    let series = &json["series"][0];
    assert_eq!((&series["unit"], &series["scale"]), (&"t".into(), &"thousand".into()));
    let points = series["observations"].as_array().unwrap().iter();
    let points: Vec<_> = points.map(|o| [&o["period"], &o["value"], &o["low"], &o["high"]]).collect();
    let points: Vec<_> = points.iter().map(|point| point.map(|v| v.as_str().unwrap())).collect();
    assert_eq!(
        points,
        [
            ["2021", "4100", "4099.5", "4100.5"],
            ["2022", "4300", "4250", "4350"],
            ["2024", "4700..4900", "4650", "4950"]
        ]
    );
    assert!(site.run(&["check"]).stderr.contains("warning[unit]"));
}
