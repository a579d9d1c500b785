//! Status: an estimate, a provisional figure or a forecast is shown though a normal one is there.

use super::{Rule, Severity, nothing_more};
use crate::audit::network::index;
use crate::audit::{Finding, Member, StatementRef};
use crate::model::Status;

pub(super) static RULE: Rule = Rule {
    name: "status",
    severity: Severity::Query,
    summary: "A final figure is shown where there is one.",
    why: "Of several reports of one figure, the one that is shown is a forecast, an estimate or provisional, though \
          another is none of these.",
    example: "A provisional total is preferred by choice, and the final one was published since.",
    remedy: "Leave the choice to the stated policy, or say in the `reason` of the choice why.",
    part: |rule, case, outcome| {
        for report in case.reports {
            let Some((quantity, all)) = case.ledger.report(*report as usize) else { continue };
            for same in all.chunk_by(|a, b| a.period == b.period) {
                if !same.iter().any(|o| o.status != Status::Normal) {
                    continue;
                }
                outcome.checked += 1;
                let shown = case.ledger.figure(quantity, same[0].period).and_then(|f| f.observation());
                let (Some(shown), Some(normal)) = (shown, same.iter().find(|o| o.status == Status::Normal))
                else {
                    continue;
                };
                if shown.status == Status::Normal {
                    continue;
                }
                let member = |observation| {
                    let at = all.iter().position(|o| std::ptr::eq(o, observation)).unwrap_or_default();
                    Member { statement: StatementRef { report: *report, at: index(at) }, implied: None }
                };
                let members = vec![member(shown), member(normal)];
                let (said, status) = (case.said(members[0].statement), shown.status.as_str());
                let message = format!(
                    "{said}, which is {status} and shown although {} has one that is not",
                    normal.source
                );
                outcome.findings.push(Finding::new(rule, members, message));
            }
        }
    },
    whole: nothing_more,
};
