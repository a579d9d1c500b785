//! What the audit found, as diagnostics: each figure at its place in its file.
//!
//! What cannot be right as it stands (fatal) and what somebody should look at (query) are warnings, which stop what
//! is to be published; the rest is information. What a waiver covers somebody has looked at, and is not told. Sets of
//! figures that have the most probable culprit in common are one diagnostic, about it: the smallest set with all its
//! places, the others as notes.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Checked;
use crate::audit::rules::{Severity as Grade, rule};
use crate::audit::{Finding, Member, StatementRef, Subject};
use crate::diag::{Diagnostic, Place, Severity};

/// The findings of the audit that are at least so bad and that no waiver covers.
pub fn findings(checked: &Checked, least: Grade) -> Vec<Diagnostic> {
    let told = |finding: &&Finding| finding.severity >= least && finding.waiver.is_none();
    let told: Vec<&Finding> = checked.audit.findings.iter().filter(told).collect();
    let mut wanted: Vec<StatementRef> =
        told.iter().flat_map(|finding| &finding.members).map(|member| member.statement).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let places = checked.site.places.of_observations(&checked.site.ledger, &wanted);
    let mut by_culprit: IndexMap<(Option<StatementRef>, Severity), Vec<&Finding>> = IndexMap::new();
    let mut diagnostics = Vec::new();
    for finding in told {
        match finding.disagreement {
            Some(_) => {
                by_culprit.entry((finding.culprit, severity(finding.severity))).or_default().push(finding);
            }
            None => diagnostics.push(diagnostic(checked, finding, &places)),
        }
    }
    for mut sets in by_culprit.into_values() {
        // Those about the culprit itself before those about a conversion of it, then the smaller; what is equal stays
        // in the order of the rules.
        let of_itself = |set: &Finding| set.members.first().map(|member| member.statement) == set.culprit;
        sets.sort_by_key(|set| (!of_itself(set), set.members.len()));
        if let Some((first, others)) = sets.split_first() {
            diagnostics.push(grouped(checked, first, others, &places));
        }
    }
    diagnostics
}

/// One diagnostic of sets with one culprit.
fn grouped(
    checked: &Checked,
    first: &Finding,
    others: &[&Finding],
    places: &BTreeMap<StatementRef, Place>,
) -> Diagnostic {
    let told = diagnostic(checked, first, places);
    if others.is_empty() {
        return told;
    }
    let all = others.len() + 1;
    let told = told.note(format!("it is in {all} sets of figures that cannot all be true; the others:"));
    others.iter().fold(told, |told, set| {
        let words = in_words(checked, set);
        told.note(match &set.reading {
            Some(reading) if set.reading != first.reading => format!("{words}; {reading}"),
            _ => words,
        })
    })
}

/// A set as a note: "share: 220.54 to 221.08 billion CNY, by trade.bonded-zones in 2024-S1 and …".
fn in_words(checked: &Checked, set: &Finding) -> String {
    let named = |member: &Member| {
        let (quantity, observation) = member.statement.of(&checked.site.ledger)?;
        Some(format!("{quantity} in {}", observation.period))
    };
    let Some((subject, others)) = set.members.split_first() else { return set.message.clone() };
    let others: Vec<String> = others.iter().filter_map(named).collect();
    let (Some(implied), [first @ .., last]) = (subject.implied, others.as_slice()) else {
        return format!("{}: {}", set.rule, set.message);
    };
    let by = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let of = named(subject).filter(|_| Some(subject.statement) != set.culprit);
    let of = of.map(|of| format!("{of} would be ")).unwrap_or_default();
    format!("{}: {of}{implied}, by {by}", set.rule)
}

/// How a finding of the audit is told.
pub fn severity(grade: Grade) -> Severity {
    match grade {
        Grade::Fatal | Grade::Query => Severity::Warning,
        Grade::Information => Severity::Information,
    }
}

fn diagnostic(checked: &Checked, finding: &Finding, places: &BTreeMap<StatementRef, Place>) -> Diagnostic {
    let of_member = |at: usize| places.get(&finding.members.get(at)?.statement).cloned();
    let of_subject = || match finding.subject.as_ref()? {
        Subject::Source(id) => checked.site.places.of_source(id),
        Subject::Series(id) => checked.site.places.of_series(id),
    };
    let place = of_member(0).or_else(of_subject).unwrap_or_else(|| Place::file("data"));
    let mut diagnostic = match severity(finding.severity) {
        Severity::Information => Diagnostic::information(finding.rule, place, &*finding.message),
        _ => Diagnostic::warning(finding.rule, place, &*finding.message),
    };
    for (at, member) in finding.members.iter().enumerate().skip(1) {
        let Some(place) = of_member(at) else { continue };
        let message = match member.implied {
            Some(implied) => format!("the others imply {implied}"),
            None => "this is one of the figures".to_owned(),
        };
        diagnostic = diagnostic.related(place, message);
    }
    match (&finding.reading, rule(finding.rule)) {
        (Some(reading), _) => diagnostic.hint(reading.to_string()),
        (None, Some(rule)) => diagnostic.hint(format!("what should hold: {}", rule.summary)),
        (None, None) => diagnostic,
    }
}
