//! Units: every figure of a series is in the unit of the series.

use super::{Rule, Severity, nothing_more};
use crate::audit::network::index;
use crate::audit::{Finding, Member, StatementRef};

pub(super) static RULE: Rule = Rule {
    name: "unit",
    severity: Severity::Query,
    summary: "The figures of a series are in one unit.",
    why: "A figure in another unit than its quantity has cannot be compared with the others. An amount in another \
          currency is compared as a conversion; anything else is left out of every comparison.",
    example: "A series in tonnes with one figure in count.",
    remedy: "Report it under `conversion`, or as a series of its own.",
    part: |rule, case, outcome| {
        for report in case.reports {
            let Some((quantity, all)) = case.ledger.report(*report as usize) else { continue };
            let Some(unit) = case.ledger.measure(quantity).map(|measure| measure.unit) else { continue };
            outcome.checked += all.len();
            for (at, observation) in all.iter().enumerate() {
                if observation.unit == unit || (observation.unit.is_rate() && unit.is_rate()) {
                    continue;
                }
                let statement = StatementRef { report: *report, at: index(at) };
                let message = format!("{}, but is measured in {unit}", case.said(statement));
                outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
            }
        }
    },
    whole: nothing_more,
};
