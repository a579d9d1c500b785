//! Figures against their own prints.

use super::{Rule, Severity, nothing_more};
use crate::audit::network::index;
use crate::audit::{Finding, Member, StatementRef};
use crate::model::Print;

pub(super) static RULE: Rule = Rule {
    name: "print",
    severity: Severity::Query,
    summary: "A figure is what its source prints, or says why it is not.",
    why: "`printed` holds the figure as it stands in the source. A value, a multiple or a currency that is not in it was \
          mistyped, or is a reading that does not say so. Numbers in words are passed over.",
    example: "value: 280.8 beside printed: \"208.8 billion yuan\"; or unit: CNY beside \"$520.37 billion\".",
    remedy: "Correct the figure; or, if the source is in error, say in `reading` how you read it and why.",
    part: |rule, case, outcome| {
        for report in case.reports {
            let Some((_, all)) = case.ledger.report(*report as usize) else { continue };
            for (at, observation) in all.iter().enumerate() {
                let unread = observation.printed().is_some() && observation.reading().is_none();
                let Some(print) = unread.then(|| Print::of(observation)).flatten() else { continue };
                outcome.checked += 1;
                if print == Print::Same {
                    continue;
                }
                let statement = StatementRef { report: *report, at: index(at) };
                let printed = observation.printed().unwrap_or_default();
                let message = format!("{}, but printed as \u{201c}{printed}\u{201d}", case.said(statement));
                outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
            }
        }
    },
    whole: nothing_more,
};
