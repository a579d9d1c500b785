//! A figure for a period that had not begun when its source was published.

use super::{Rule, Severity, nothing_more};
use crate::audit::network::index;
use crate::audit::{Finding, Member, StatementRef};
use crate::model::Status;

pub(super) static RULE: Rule = Rule {
    name: "future-period",
    severity: Severity::Query,
    summary: "What a source prints of a time to come is a forecast.",
    why: "The period of a figure begins after the day on which its source was published, and its status does not say \
          that it is a forecast or a target. Nobody can have counted it. A period that was not over on that day is no finding.",
    example: "2052-09 for 2025-09, in a bulletin of October 2025.",
    remedy: "Correct the period, or the day of the source; say `status: forecast` if it is one.",
    part: |rule, case, outcome| {
        for report in case.reports {
            let Some((_, all)) = case.ledger.report(*report as usize) else { continue };
            for (at, observation) in all.iter().enumerate().filter(|(_, o)| o.status != Status::Forecast) {
                outcome.checked += 1;
                if !case.ledger.is_ahead(observation) {
                    continue;
                }
                let statement = StatementRef { report: *report, at: index(at) };
                let source = case.ledger.source(&observation.source);
                let day = source.and_then(|source| source.published).map(|day| format!(" of {day}"));
                let message = format!(
                    "{}{}, which cannot have counted it yet",
                    case.said(statement),
                    day.unwrap_or_default()
                );
                outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
            }
        }
    },
    whole: nothing_more,
};
