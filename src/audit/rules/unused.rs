//! Sources that no figure comes from, and series that no figure is of.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::{Rule, Severity, nothing_apart};
use crate::audit::{Finding, Outcome, Subject, Whole};
use crate::model::{Quantity, SeriesId, SourceKind};

pub(super) static RULE: Rule = Rule {
    name: "unused",
    severity: Severity::Information,
    summary: "Every source and every series has figures.",
    why: "A source that no figure comes from was perhaps forgotten, or its figures were filed under another. A \
          series that has no figure and is in no share, sum, difference or conversion says nothing.",
    example: "data/sources.yaml lists a report, and no observation names it.",
    remedy: "File the figures under it, or remove it.",
    part: nothing_apart,
    whole,
};

fn whole(rule: &'static Rule, whole: &Whole<'_>, outcome: &mut Outcome) {
    // Most have reports of their own. What the others are in is sought for all of them at once, if there are some.
    let has_own = |id: &SeriesId| whole.ledger.reports_of(id).next().is_some();
    let compounds = LazyCell::new(|| {
        let mut series = BTreeSet::new();
        for (quantity, _) in whole.ledger.reports().filter(|(of, _)| !matches!(of, Quantity::Series(_))) {
            quantity.each_series(&mut |id| {
                series.insert(id.clone());
            });
        }
        series
    });
    let of_band = |id: &str| whole.rates.0.iter().any(|band| &*band.source == id);
    let mut add = |subject, message| {
        let finding = Finding::new(rule, Vec::new(), message);
        outcome.findings.push(Finding { subject: Some(subject), ..finding });
    };
    // Works of reference are there for other things than figures: for the places on maps.
    let documents = whole.ledger.each_source().filter(|(_, source)| source.kind != SourceKind::Reference);
    for (id, _) in documents {
        outcome.checked += 1;
        if !whole.sources.contains(id) && !of_band(id) {
            add(Subject::Source(id.clone()), format!("no figure comes from the source {id}"));
        }
    }
    for one in whole.ledger.each_series() {
        outcome.checked += 1;
        if !has_own(&one.id) && !compounds.contains(&one.id) {
            add(Subject::Series(one.id.clone()), format!("no figure is of the series {}", one.id));
        }
    }
}
