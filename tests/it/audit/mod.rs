//! The audit of ledgers: what is found, what is not, and how it is told.

mod documents;
mod generated;
mod orderings;
mod revisions;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use waybill::audit::{Audit, Auditor, Finding, Rates, ReferenceBand, Subject, audit};
use waybill::diag::Diagnostics;
use waybill::load::{self, LoadOptions};
use waybill::model::Ledger;
use waybill::source::Files;

use crate::site::Site;
use generated::Reports;

/// The ledger of series files, each a text.
fn ledger(series: &str) -> Ledger {
    let texts: BTreeMap<Arc<str>, Arc<str>> =
        [("site.yaml", "title: A ledger\n"), ("data/sources.yaml", SOURCES), ("data/series/a.yaml", series)]
            .into_iter()
            .map(|(path, text)| (path.into(), text.into()))
            .collect();
    let mut found = Diagnostics::new();
    let site = load::load(&Files { texts, ..Files::default() }, LoadOptions::default(), &mut found).unwrap();
    assert!(found.is_empty(), "{found:?}");
    std::sync::Arc::unwrap_or_clone(site.ledger)
}

const SOURCES: &str = "a: { title: A, kind: official }\nb: { title: B, kind: news }\n";

/// Findings as a reader would list them.
fn listed(ledger: &Ledger, audit: &Audit) -> String {
    let mut text = String::new();
    for Finding { rule, severity, members, message, reading, .. } in &audit.findings {
        let _ = writeln!(text, "{rule} ({}): {message}", severity.as_str());
        for member in members {
            let (quantity, observation) = member.statement.of(ledger).unwrap();
            let _ = write!(
                text,
                "  - {quantity} {} = {} {} {}",
                observation.period,
                observation.value,
                observation.source,
                observation.locator().unwrap_or("")
            );
            let _ = match member.implied {
                Some(implied) => writeln!(text, "; the others: {implied}"),
                None => writeln!(text),
            };
        }
        if let Some(reading) = reading {
            let _ = writeln!(text, "  reading: {reading}");
        }
    }
    text
}

/// What is found in series files without anything but the ledger.
fn found(series: &str) -> String {
    let ledger = ledger(series);
    let mut audit = audit(&ledger, &Rates::default());
    // Small ledgers do not cite every source.
    audit.findings.retain(|finding| !matches!(finding.subject, Some(Subject::Source(_))));
    listed(&ledger, &audit)
}

/// As the Office for National Statistics printed them in May 2012 (UK Trade, March 2012): rounded one by one, the
/// figures seem to contradict each other by a tenth, and do not.
#[test]
fn what_rounding_explains_is_no_contradiction() {
    let uk = "\
uk.goods: { title: Trade in goods, unit: GBP, scale: billion, kind: flow, source: a, \
            values: { 2012-Q1: -8.4 }, sum: [ { of: [uk.goods, uk.services], period: 2012-Q1, value: -2.7 } ] }
uk.services: { title: Trade in services, unit: GBP, scale: billion, kind: flow, source: a, values: { 2012-Q1: 5.6 } }
uk.exports: { title: Exports, unit: GBP, scale: billion, kind: flow, source: a, \
              values: { 2011-02: 23.8, 2012-02: 25.7 }, growth: [ { period: 2012-02, value: 7.8 } ] }
";
    assert_eq!(found(uk), "");
    // A tenth more is one.
    assert_eq!(found(&uk.replace("value: -2.7", "value: -2.6")).matches("sum (query)").count(), 1);
    assert_eq!(found(&uk.replace("value: 7.8", "value: 7.4")).matches("growth (query)").count(), 1);
}

#[test]
fn each_identity_fails_by_its_rule_with_the_smallest_set() {
    insta::assert_snapshot!(found(
        "\
part: { title: Part, unit: CNY, scale: billion, kind: flow, source: a, values: { 2024: 40, 2025: 50 }, \
        share: [ { in: whole, period: 2025, value: 30 } ], growth: [ { period: 2025, value: 25 } ], \
        difference: [ { of: growth(part), from: growth(whole), period: 2025, value: 7, unit: pp } ] }
whole: { title: Whole, unit: CNY, scale: billion, kind: flow, source: a, values: { 2025: 100 }, \
         growth: [ { period: 2025, value: 12, source: b } ] }
parts: { title: Parts, unit: CNY, scale: billion, kind: flow, source: a, \
         values: { 2025: 10.0, 2025-S1: 6.0, 2025-03: 4.0, 2025-Q2: 2.5 } }
wagons: { title: Wagons, unit: count, kind: flow, source: a, values: { 2024: 12, 2025: -5 }, \
          growth: [ { period: 2024, value: -120 } ], share: [ { in: trains, period: 2023, value: 104 } ] }
trains: { title: Trains, unit: count, kind: flow, source: a, values: { 2024: 10 } }
"
    ));
}

#[test]
fn a_reading_that_reconciles_is_tried_on_each_figure() {
    insta::assert_snapshot!(found(
        "\
scale: { title: Wrong scale, unit: CNY, scale: 100-million, kind: flow, source: a, \
         observations: [ { period: 2025, value: 341.5 }, { period: 2025, value: 34.1, source: b } ] }
round: { title: Rounded, unit: count, kind: flow, source: a, \
         observations: [ { period: 2025, value: 400000 }, { period: 2025, value: 412345, source: b } ] }
shorter: { title: Year to date, unit: CNY, scale: billion, kind: flow, source: a, \
           observations: [ { period: 2025, value: 341.5 }, { period: 2025, value: 458.4, source: b }, \
                           { period: 2025-01/P9M, value: 341.5 } ] }
currency: { title: Other currency, unit: CNY, scale: billion, kind: flow, source: a, \
            values: { 2024: 71.3 }, conversion: [ { to: USD, period: 2024, value: 10.0 } ], \
            observations: [ { period: 2025, value: 71.5, source: b }, { period: 2025, value: 10.0 } ] }
"
    ));
}

#[test]
fn conversions_are_held_against_their_peers_and_a_band() {
    let trade = |name: &str, amount: &str, dollars: &str| {
        format!(
            "{name}: {{ title: Trade, unit: CNY, scale: billion, kind: flow, source: a, values: {{ 2024: {amount} }}, \
             conversion: [ {{ to: USD, period: 2024, value: {dollars} }} ] }}\n"
        )
    };
    let peers = [("a", "71.3", "10.02"), ("b", "35.6", "5.00"), ("c", "142.5", "20.02")];
    let peers: String = peers.iter().map(|(name, amount, dollars)| trade(name, amount, dollars)).collect();
    assert_eq!(found(&peers), "");
    let with_outlier = ledger(&(peers.clone() + &trade("d", "64.1", "10.00")));
    let without_unused = |rates: Rates| {
        let mut audit = audit(&with_outlier, &rates);
        audit.findings.retain(|finding| finding.subject.is_none());
        audit
    };
    let of_peers = without_unused(Rates::default());
    assert_eq!(of_peers.findings.len(), 1, "{}", listed(&with_outlier, &of_peers));
    insta::assert_snapshot!(of_peers.findings[0].message, @"d in 2024 is 64.1 billion CNY in a and conversion(d, USD) in 2024 is 10.00 billion USD in a, which makes 6.401 to 6.419 CNY for one USD, but 7.1136 to 7.1222 follows from a conversion in a");

    let band = ReferenceBand {
        of: waybill::model::Currency::new("CNY").unwrap(),
        per: waybill::model::Currency::new("USD").unwrap(),
        period: "2024".parse().unwrap(),
        low: "6.3".parse().unwrap(),
        high: "6.5".parse().unwrap(),
        source: "b".into(),
        locator: None,
    };
    // The band counts before the majority.
    let of_band = without_unused(Rates(vec![band]));
    let messages: Vec<&str> = of_band.findings.iter().map(|finding| &*finding.message).collect();
    assert_eq!(messages.len(), 3, "{messages:#?}");
    assert!(
        messages.iter().all(|message| message.ends_with("the rate was 6.3 to 6.5 by b")),
        "{messages:#?}"
    );
}

#[test]
fn reference_bands_are_read_and_their_mistakes_shown() {
    let site = Site::new().file("data/sources.yaml", SOURCES).file(
        "data/series/a.yaml",
        "d: { title: Trade, unit: CNY, scale: billion, kind: flow, source: a, values: { 2024: 64.1 }, \
         conversion: [ { to: USD, period: 2024, value: 10.00 } ] }\n",
    );
    let band = |high: &str, source: &str| {
        let band =
            format!("- {{ of: USD, per: CNY, period: 2024, low: 0.13, high: {high}, source: {source} }}\n");
        site.write("data/rates.yaml", band);
        site.run(&["check"]).stderr
    };
    // The band may be stated either way round: 0.13 to 0.15 dollars are 6.7 to 7.7 yuan.
    assert!(band("0.15", "b").contains("but the rate was 6.6 to 7.7 by b"), "{}", band("0.15", "b"));
    assert!(!band("0.16", "b").contains("[conversion]"));
    assert!(band("0.12", "b").contains("the band ends before it begins"));
    assert!(band("0.15", "bb").contains("did you mean `b`?"));
}

#[test]
fn figures_are_held_against_their_own_series_and_papers() {
    insta::assert_snapshot!(found("\
slip: { title: A slip, unit: CNY, scale: billion, kind: flow, source: a, \
        values: { 2025-01: 50.4, 2025-02: 51.2, 2025-03: 531.0, 2025-04: 52.9, 2025-05: 53.3 } }
minus: { title: A dash, unit: CNY, scale: billion, kind: flow, source: a, \
         values: { 2025-01: 50.4, 2025-02: 51.2, 2025-03: -52.8, 2025-04: 53.1, 2025-05: 52.9 } }
unit: { title: A unit, unit: t, scale: million, kind: flow, source: a, \
        observations: [ { period: 2025, value: 3, unit: km } ] }
status: { title: A target, unit: CNY, scale: billion, kind: flow, \
          observations: [ { period: 2025, value: 5, source: a, status: provisional }, { period: 2025, value: 5.0, source: b } ], \
          preferred: { \"2025\": { source: a, reason: It was first. } } }
mistyped: { title: Mistyped, unit: CNY, scale: billion, kind: flow, source: a, \
            observations: [ { period: 2025, value: 280.8, printed: \"208.8 billion yuan\" }, \
                            { period: 2024, value: 219.4, printed: \"$219.4 billion\" }, \
                            { period: 2023, value: 180, printed: \"180\" } ] }
misread: { title: Misread, unit: CNY, scale: billion, kind: flow, source: a, \
           observations: [ { period: 2024, value: 50 }, \
                           { period: 2025, value: 52, printed: \"52 million\", reading: A slip. } ], \
           growth: [ { period: 2025, value: 4 } ] }
empty: { title: Nothing, unit: CNY, kind: flow }
"));
}

#[test]
fn what_follows_is_derived_with_what_it_follows_from() {
    let ledger = ledger(
        "\
total: { title: Total, unit: CNY, scale: billion, kind: flow, source: a, values: { 2025: 520.37 }, \
         growth: [ { period: 2025, value: 19.9 }, { period: 2024, value: 21 } ] }
partners: { title: Partners, unit: CNY, scale: billion, kind: flow, \
            observations: [ { period: 2025, value: 341.5, source: b }, { period: 2025, value: 458.37, source: a } ], \
            conversion: [ { to: USD, period: 2025, value: 48.0, source: b } ], share: [ { in: china, period: 2025, value: 36.4, source: a } ], \
            preferred: { \"2025\": { source: a, reason: It is for the whole year. } } }
china: { title: China, unit: USD, scale: billion, kind: flow }
",
    );
    let audit = audit(&ledger, &Rates::default());
    let derived: Vec<String> = audit
        .derived
        .iter()
        .flat_map(|part| part.iter())
        .map(|d| {
            let from: Vec<String> =
                d.from.iter().map(|(quantity, period)| format!("{quantity} {period}")).collect();
            format!("{} {}: {}, from {}", d.quantity, d.period, d.span, from.join(" and "))
        })
        .collect();
    insta::assert_snapshot!(derived.join("\n"), @r"
    total 2024: 433.81 to 434.19 billion CNY, from total 2025 and growth(total) 2025
    total 2023: 357 to 360.4 billion CNY, from total 2024 and growth(total) 2024
    ");
}

#[test]
fn a_check_tells_contradictions_with_their_places_and_a_build_writes_them() {
    let site = Site::new().file("data/sources.yaml", SOURCES).file(
        "data/series/a.yaml",
        "\
total:
  title: Total
  unit: CNY
  scale: billion
  kind: flow
  observations:
    - { period: 2024, value: 200, source: a, locator: page 1, printed: \"200 billion\" }
    - { period: 2025, value: 280.8, source: b }
  growth:
    - { period: 2025, value: 28, source: b }
",
    );
    insta::assert_snapshot!(site.run(&["check"]).whole());
    let run = site.build();
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(site.read("public/data/audit.json").unwrap());

    site.write(
        "data/series/b.yaml",
        "\
part: { title: Part, unit: count, kind: flow, share: [ { in: part, period: 2025, value: 104, source: a } ] }
",
    );
    let run = site.run(&["build", "--strict"]);
    assert_eq!(run.status, Some(1), "a fatal finding stops a strict build: {run:?}");
}

#[test]
fn a_large_consistent_ledger_is_silent() {
    let ledger = Reports::consistent(641, 3, true, 1).ledger();
    let levels = ledger.reports().filter(|(quantity, _)| quantity.as_series().is_some());
    assert!(levels.map(|(_, all)| all.len()).sum::<usize>() >= 99_000);
    let audit = audit(&ledger, &Rates::default());
    assert!(audit.findings.is_empty(), "{}", listed(&ledger, &audit));
    assert!(audit.rules.iter().find(|summary| summary.rule == "growth").unwrap().held > 60_000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn consistent_ledgers_are_silent_and_a_broken_figure_is_in_every_set(
        seed in 0u64..1_000_000, groups in 1usize..4, years in 2i16..4, hedged: bool, choice in 0usize..100_000,
    ) {
        let mut reports = Reports::consistent(groups, years, hedged, seed);
        let ledger = reports.ledger();
        let mut auditor = Auditor::default();
        let silent = auditor.audit(&ledger, &Rates::default());
        prop_assert!(silent.findings.is_empty(), "{}", listed(&ledger, &silent));

        let broken = reports.break_one(choice);
        let ledger = reports.ledger();
        let again = auditor.audit(&ledger, &Rates::default());
        let sets: Vec<&Finding> = again.findings.iter().filter(|f| f.disagreement.is_some()).collect();
        prop_assert!(!sets.is_empty(), "nothing found of {:?}", broken.of(&ledger));
        let holds = |finding: &&Finding| finding.members.iter().any(|member| member.statement == broken);
        prop_assert!(sets.iter().all(holds), "{:?}\n{}", broken.of(&ledger), listed(&ledger, &again));

        // What was remembered of the parts that stayed the same changes nothing.
        let afresh = audit(&ledger, &Rates::default());
        prop_assert_eq!(afresh.findings, again.findings);
        prop_assert_eq!(afresh.rules, again.rules);
    }
}

#[test]
fn a_waiver_covers_a_finding_until_its_last_day() {
    let broken = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/broken/waivers");
    let site = Site::small().overlaid(&broken);
    let waiver = "- { rule: growth, quantity: growth(toll), period: 2024, reason: Another crossing., by: The editors, until: 2025-12-31 }\n";
    site.write("data/waivers.yaml", waiver);
    let run = site.run(&["check", "--stage", "publish"]);
    assert_eq!((run.status, &*run.stderr), (Some(0), ""));
    assert!(run.stdout.contains("0 errors, 0 warnings; 1 finding waived; "), "{}", run.stdout);
    assert_eq!(site.run(&["build"]).status, Some(0));
    let audit: serde_json::Value =
        serde_json::from_str(&site.read("public/data/audit.json").unwrap()).unwrap();
    let waived =
        serde_json::json!({ "reason": "Another crossing.", "by": "The editors", "until": "2025-12-31" });
    assert_eq!(audit["findings"][0]["waived"], waived);

    // A day later nobody has decided, and what is to be published is stopped; a draft is not.
    site.write("data/waivers.yaml", waiver.replace("2025-12-31", "2025-12-30"));
    let run = site.run(&["check", "--stage", "publish"]);
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr.contains("warning[expired-waiver]") && run.stderr.contains("warning[growth]"),
        "{}",
        run.stderr
    );
    assert_eq!(site.run(&["check"]).status, Some(0));
}

#[test]
fn a_page_tells_readers_what_the_audit_found_and_what_was_decided() {
    let broken = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/broken/waivers");
    let site = Site::small().overlaid(&broken);
    site.write("content/quality.md", "---\ntitle: Quality\n---\n\n{{ audit() }}\n");
    let html = |site: &Site| {
        assert_eq!(site.run(&["build"]).status, Some(0));
        let page = site.read("public/quality/index.html").unwrap();
        let start = page.find("<div class=\"audit\">").unwrap();
        page[start..page[start..].find("</div></div>").map_or(page.len(), |end| start + end)]
            .replace("><", ">\n<")
            .replace(['\u{a0}', '\u{202f}'], " ")
    };
    let waived = html(&site);
    insta::assert_snapshot!("quality", waived.split("What was checked").next().unwrap());
    site.write("data/waivers.yaml", "[]\n");
    let open = html(&site);
    assert!(
        open.contains("Nobody has decided about this yet.") && open.contains("class=\"undecided\""),
        "{open}"
    );
    site.remove("data/series/disputed.yaml");
    let clean = html(&site);
    assert!(clean.contains("No rule finds fault with any of them.") && !clean.contains("doubt"), "{clean}");
}

#[test]
fn a_series_that_should_have_gone_on_is_stale() {
    let site = Site::empty();
    site.write("data/sources.yaml", "a: { title: A, kind: official }\n");
    let stale = |as_of: &str, after: &str| {
        site.write("site.yaml", format!("title: A\n{as_of}\n"));
        let series = format!(
            "toll: {{ title: Toll, unit: CNY, kind: flow, source: a, stale_after: {after},\n  values: {{ 2025-06: 5.1, 2025-05: 4.9 }} }}\n"
        );
        site.write("data/series/a.yaml", series);
        site.run(&["check"]).stderr
    };
    assert_eq!(stale("as_of: 2025-10-31", "P4M"), "", "four months after June");
    insta::assert_snapshot!("stale", stale("as_of: 2025-11-01", "P4M"));
    assert_eq!(stale("as_of: 2026-06-30", "P1Y"), "");
    assert!(stale("as_of: 2026-07-01", "P1Y").contains("warning[stale]"));
    assert_eq!(stale("", "P1M"), "", "without a day nothing is late");
    for wrong in ["P", "P0M", "4", "P4W", "P-1M", "PéM", "P99999Y"] {
        assert!(stale("", wrong).contains("is no number of months"), "{wrong}");
    }
}

#[test]
fn a_figure_of_a_time_to_come_is_a_forecast() {
    let site = Site::empty();
    site.write("site.yaml", "title: A\n");
    let source = |published: &str| format!("a: {{ title: A, kind: official, published: {published} }}\n");
    let said = |values: &str, status: &str| {
        let series = format!(
            "toll:\n  {{ title: Toll, unit: CNY, kind: flow, source: a{status},\n    values: {{ {values} }} }}\n"
        );
        site.write("data/series/a.yaml", series);
        site.run(&["check"]).stderr
    };
    site.write("data/sources.yaml", source("2025-10-14"));
    insta::assert_snapshot!("future-period", said("2025-08: 5.1, 2052-09: 4.9, 2025-10: 2", ""));
    assert_eq!(said("2026: 5", ", status: forecast"), "");
    assert_eq!(
        said("2025: 5, 2025-10-14: 1", ""),
        "",
        "a period that is not over has been counted up to that day"
    );
    assert!(said("2026: 5", "").contains("warning[future-period]"));
    site.write("data/sources.yaml", source("2026-01-01"));
    assert_eq!(said("2026: 5", ""), "");
}
