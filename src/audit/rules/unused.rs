//! Sources that no figure comes from, and series that no figure is of.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::{Rule, Severity, nothing_apart};
use crate::audit::{Finding, Outcome, Subject, Whole};
use crate::model::SeriesId;

pub(super) static RULE: Rule = Rule {
    name: "unused",
    severity: Severity::Information,
    summary: "Every source and every series has figures.",
    documentation: "A source that no figure comes from was perhaps forgotten, or its figures were filed under another. A series \
                    that has no figure and is in no share, sum, difference or conversion says nothing.",
    example: "data/sources.yaml lists a report, and no observation names it.",
    part: nothing_apart,
    whole,
};

fn whole(rule: &'static Rule, whole: &Whole<'_>, outcome: &mut Outcome) {
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    // Asked for each quantity: found by hash, and never listed.
    let mut series: IndexSet<SeriesId, FxBuildHasher> = IndexSet::default();
    for (quantity, all) in whole.ledger.reports() {
        let mut last = "";
        for observation in all.iter().filter(|observation| !observation.source.is_empty()) {
            if *last != *observation.source {
                last = &observation.source;
                sources.insert(last);
            }
        }
        quantity.each_series(&mut |id| {
            if !series.contains(id) {
                series.insert(id.clone());
            }
        });
    }
    sources.extend(whole.rates.0.iter().map(|band| &*band.source));
    let mut add = |subject, message| {
        let finding = Finding::new(rule, Vec::new(), message);
        outcome.findings.push(Finding { subject: Some(subject), ..finding });
    };
    for (id, _) in whole.ledger.each_source() {
        outcome.checked += 1;
        if !sources.contains(&**id) {
            add(Subject::Source(id.clone()), format!("no figure comes from the source {id}"));
        }
    }
    for one in whole.ledger.each_series() {
        outcome.checked += 1;
        if !series.contains(&one.id) {
            add(Subject::Series(one.id.clone()), format!("no figure is of the series {}", one.id));
        }
    }
}
