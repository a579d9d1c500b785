//! Reports of one quantity in one period that differ.

use super::{Failed, Rule, Severity, explain, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "duplicates",
    severity: Severity::Query,
    summary: "Reports of one figure agree.",
    why: "Two sources, or two places in one, print the same quantity for the same period, and what rounding and \
          hedges allow for one has nothing in common with what they allow for the other.",
    example: "341.5 and 458.37 billion are printed for the same partners in the same year.",
    remedy: "Check the period first: a year to date is often printed as the year. Both reports stay; say which is \
             preferred and why, or waive the finding with its reason.",
    part: |rule, case, outcome| {
        for report in case.reports {
            let Some((_, all)) = case.ledger.report(*report as usize) else { continue };
            outcome.checked +=
                all.chunk_by(|a, b| a.period == b.period).filter(|same| same.len() > 1).count();
        }
        for at in (0..case.clashes.len()).filter(|at| case.clashes[*at].failed == Failed::Statements) {
            outcome.findings.push(explain::finding(case, rule, at));
        }
    },
    whole: nothing_more,
};
