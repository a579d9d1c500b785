//! The contradictions in the documents of the first site, each by its name, from the figures alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};
use waybill::audit::{Audit, Finding, Rates, ReadAs, audit};
use waybill::diag::Diagnostics;
use waybill::load::{self, LoadOptions};
use waybill::model::Ledger;
use waybill::source;

use super::listed;
use crate::site::Site;

/// The series of the first site, by file.
fn series() -> BTreeMap<Arc<str>, Value> {
    let (files, _) = source::read_site(env!("CARGO_MANIFEST_DIR").as_ref());
    let of_series = files.texts.into_iter().filter(|(path, _)| path.starts_with("data/series/"));
    of_series.map(|(path, text)| (path, serde_yaml::from_str(&text).unwrap())).collect()
}

/// Takes away all that a person made of the figures: readings, notes, choices. A dollar sign is a dollar.
fn without_hints(series: &mut Value) {
    for (_, series) in series.as_mapping_mut().unwrap() {
        let series = series.as_mapping_mut().unwrap();
        for key in ["preferred", "entities", "definition"] {
            series.remove(key);
        }
        let is_yuan = series["unit"] == "CNY";
        for (key, list) in series.iter_mut() {
            let of_series = key == "observations";
            for report in list.as_sequence_mut().into_iter().flatten().filter_map(Value::as_mapping_mut) {
                let in_dollars = |report: &Mapping| {
                    report.get("printed").is_some_and(|print| print.as_str().unwrap().starts_with('$'))
                };
                if of_series && is_yuan && in_dollars(report) {
                    report.insert("unit".into(), "USD".into());
                }
                report.remove("reading");
                report.remove("note");
            }
        }
    }
}

fn site() -> Site {
    let site = Site::empty();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    site.write("site.yaml", "title: The documents\n");
    site.write("data/sources.yaml", std::fs::read_to_string(root.join("data/sources.yaml")).unwrap());
    for (path, mut series) in series() {
        without_hints(&mut series);
        site.write(&path, serde_yaml::to_string(&series).unwrap());
    }
    site
}

fn audited(site: &Site) -> (Ledger, Audit) {
    let (files, _) = source::read_site(&site.path(""));
    let mut found = Diagnostics::new();
    let site = load::load(&files, LoadOptions::default(), &mut found).unwrap();
    assert!(found.is_empty(), "{found:?}");
    let audit = audit(&site.ledger, &Rates::default());
    (std::sync::Arc::unwrap_or_clone(site.ledger), audit)
}

/// The figures of a finding, in order: "trade.total 2024-S1 = 200".
fn figures(ledger: &Ledger, finding: &Finding) -> Vec<String> {
    let figure = |(quantity, observation): (&_, &waybill::model::Observation)| {
        format!("{quantity} {} = {} {}", observation.period, observation.value, observation.unit)
    };
    let mut figures: Vec<String> =
        finding.members.iter().filter_map(|member| member.statement.of(ledger)).map(figure).collect();
    figures.sort();
    figures
}

/// A contradiction: its name, the figures that cannot all be true, and what would reconcile them.
type Named = (&'static str, &'static [&'static str], Option<fn(ReadAs) -> bool>);

#[test]
fn every_contradiction_is_found_from_the_figures_alone() {
    let to_yuan: fn(ReadAs) -> bool =
        |read_as| matches!(read_as, ReadAs::Currency(currency) if currency.as_str() == "CNY");
    let to_nine_months: fn(ReadAs) -> bool =
        |read_as| matches!(read_as, ReadAs::Period(period) if period.to_string() == "2025-01/P9M");
    let over: fn(ReadAs) -> bool = |read_as| read_as == ReadAs::Over;
    let contradictions: [Named; 11] = [
        (
            "a dollar sign on the total in yuan",
            &[
                "conversion(trade.belt-and-road, USD) 2025 = 48 USD",
                "growth(trade.total) 2025 = 19.9 percent",
                "times_over(trade.total, 500) 2025 = 1 count",
                "trade.belt-and-road 2025 = 341.5 CNY",
                "trade.total 2025 = 520.37 USD",
            ],
            Some(to_yuan),
        ),
        (
            "a dollar sign on the partners' amount in yuan",
            &[
                "trade.belt-and-road 2025 = 341.5 CNY",
                "trade.belt-and-road 2025 = 458.37 USD",
                "trade.total 2025 = 500 CNY",
                "trade.total 2025 = 520.37 USD",
            ],
            Some(to_yuan),
        ),
        (
            "two amounts in dollars for the same partners",
            &["conversion(trade.belt-and-road, USD) 2025 = 48 USD", "trade.belt-and-road 2025 = 458.37 USD"],
            Some(to_nine_months),
        ),
        (
            "an exchange rate that nobody had",
            &["conversion(trade.total, USD) 2023 = 55.72 USD", "trade.total 2023 = 357.33 CNY"],
            None,
        ),
        (
            "a rounded total against the share of the bonded zones",
            &[
                "share(trade.bonded-zones, trade.total) 2024-S1 = 43.2 percent",
                "trade.bonded-zones 2024-S1 = 95.39 CNY",
                "trade.total 2024-S1 = 200 CNY",
            ],
            Some(over),
        ),
        (
            "a rounded total against the share of the free trade zones",
            &[
                "share(trade.free-trade-zones, trade.total) 2024-S1 = 33 percent",
                "trade.free-trade-zones 2024-S1 = 72.82 CNY",
                "trade.total 2024-S1 = 200 CNY",
            ],
            Some(over),
        ),
        (
            "a rounded total against a later level and its growth",
            &[
                "growth(trade.total) 2025-S1 = 28 percent",
                "trade.total 2024-S1 = 200 CNY",
                "trade.total 2025-S1 = 280.8 CNY",
            ],
            Some(over),
        ),
        (
            "a rounded total against the growth of private enterprises",
            &[
                "growth(trade.private) 2025-S1 = 29.5 percent",
                "share(trade.private, trade.total) 2025-S1 = 94.3 percent",
                "trade.total 2024-S1 = 200 CNY",
                "trade.total 2025-S1 = 280.8 CNY",
            ],
            Some(over),
        ),
        (
            "the share of the bonded zones against later growth, by a hair",
            &[
                "growth(trade.total) 2025-S1 = 28 percent",
                "share(trade.bonded-zones, trade.total) 2024-S1 = 43.2 percent",
                "trade.bonded-zones 2024-S1 = 95.39 CNY",
                "trade.total 2025-S1 = 280.8 CNY",
            ],
            None,
        ),
        (
            "one label for two periods",
            &["growth(trade.total) 2025 = 19.9 percent", "growth(trade.total) 2025 = 22 percent"],
            Some(to_nine_months),
        ),
        (
            "two shares that differ",
            &[
                "share(trade.central-asia, china.trade.central-asia) 2025 = 36.4 percent",
                "share(trade.central-asia, china.trade.central-asia) 2025 = 40 percent",
            ],
            Some(to_nine_months),
        ),
    ];
    let (ledger, audit) = audited(&site());
    for (name, expected, reading) in contradictions {
        let found = audit.findings.iter().find(|finding| figures(&ledger, finding) == expected);
        let Some(found) = found else { panic!("{name} is not found:\n{}", listed(&ledger, &audit)) };
        let read_as = found.reading.as_ref().map(|reading| reading.read_as);
        match reading {
            Some(reconciles) => assert!(read_as.is_some_and(reconciles), "{name}: {read_as:?}"),
            None => assert_eq!(read_as, None, "{name}"),
        }
    }
}

#[test]
fn nothing_else_is_found_and_what_has_one_cause_is_told_once() {
    let run = site().run(&["check"]);
    let of_figures = |line: &&str| {
        let code = line.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(code, _)| code);
        line.starts_with("warning[") && code != Some("unused")
    };
    let told: Vec<&str> = run.stderr.lines().filter(of_figures).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Read as the first site reads the documents, with what is let stand.
#[test]
fn the_first_sites_contradictions_are_found() {
    let (files, _) = source::read_site(env!("CARGO_MANIFEST_DIR").as_ref());
    let site = load::load(&files, LoadOptions::default(), &mut Diagnostics::new()).unwrap();
    let audit = audit(&site.ledger, &Rates::default());
    insta::assert_snapshot!(listed(&site.ledger, &audit));
}
