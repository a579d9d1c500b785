//! Signs: what cannot be negative, and single negative figures in a series that is positive.

use super::{Rule, Severity, domains, nothing_more, quantity};
use crate::audit::bounds::Bounds;
use crate::audit::network::index;
use crate::audit::{Case, Finding, Member, Outcome, StatementRef};
use crate::model::{Observation, Quantity};

pub(super) static RULE: Rule = Rule {
    name: "sign",
    severity: Severity::Query,
    summary: "Figures have the sign that their quantity can have.",
    why: "Numbers of things, weights, distances and times are never negative. Money can be: a balance of trade is. \
          But a single negative amount among many positive ones of its own size is more likely a dash that was read \
          as a minus.",
    example: "−23 trains; or 50.4, 51.2, −52.8, 53.1 and 52.9 billion in five months.",
    remedy: "Look at the source. If it was a dash, correct the value; if the amount is negative, say in its \
             `note` why, such as \"a net flow\": the series may then be negative.",
    part: |rule, case, outcome| {
        domains(rule, case, outcome, |network, variable, _| {
            let level = !matches!(
                quantity(network, variable),
                None | Some(Quantity::Growth(_) | Quantity::Share { .. } | Quantity::Difference { .. })
            );
            level && variable.domain == Bounds::NOT_NEGATIVE
        });
        lone_minus(rule, case, outcome);
    },
    whole: nothing_more,
};

/// How many figures a series must have before one of another sign is strange.
const ENOUGH: usize = 5;

fn lone_minus(rule: &'static Rule, case: &Case<'_>, outcome: &mut Outcome) {
    for (id, report, all) in case.levels() {
        let money = case.ledger.series(id).is_some_and(|series| series.unit.code().len() == 3);
        if !money || all.len() < ENOUGH {
            continue;
        }
        let is_negative =
            |o: &&Observation| o.value.middle().is_sign_negative() && !o.value.middle().is_zero();
        let (negative, positive): (Vec<&Observation>, Vec<&Observation>) = all.iter().partition(is_negative);
        let [lone] = negative[..] else { continue };
        if lone.note().is_some() {
            continue;
        }
        let size = lone.value.middle().abs();
        let sizes = || positive.iter().filter(|o| o.scale == lone.scale).map(|o| o.value.middle());
        if sizes().min().is_some_and(|least| least <= size) && sizes().max().is_some_and(|most| size <= most)
        {
            let at = all.iter().position(|o| std::ptr::eq(o, lone)).unwrap_or_default();
            let statement = StatementRef { report, at: index(at) };
            let message = format!("{}, the only negative one of {} figures", case.said(statement), all.len());
            outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
        }
    }
}
