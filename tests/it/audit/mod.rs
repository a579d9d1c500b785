//! The audit of ledgers: what is found, what is not, and how it is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use waybill::audit::{Audit, Finding, Rates, audit};
use waybill::diag::Diagnostics;
use waybill::load::{self, LoadOptions};
use waybill::model::Ledger;
use waybill::source::{self, Files};

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
    site.ledger
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

#[test]
fn the_first_sites_contradictions_are_found() {
    let (files, _) = source::read_site(env!("CARGO_MANIFEST_DIR").as_ref());
    let site = load::load(&files, LoadOptions::default(), &mut Diagnostics::new()).unwrap();
    let audit = audit(&site.ledger, &Rates::default());
    insta::assert_snapshot!(listed(&site.ledger, &audit));
}
