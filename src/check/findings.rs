//! What the audit found, as diagnostics: each figure at its place in its file.
//!
//! What cannot be right as it stands (fatal) and what somebody should look at (query) are warnings, which stop what
//! is to be published; the rest is information. What a waiver covers somebody has looked at, and is not told.

use std::collections::BTreeMap;

use super::Checked;
use crate::audit::rules::{Severity as Grade, rule};
use crate::audit::{Finding, StatementRef, Subject};
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
    told.into_iter().map(|finding| diagnostic(checked, finding, &places)).collect()
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
