//! What can never be: a fall by more than everything.

use super::{Rule, Severity, domains, nothing_more, quantity};
use crate::model::Quantity;

pub(super) static RULE: Rule = Rule {
    name: "growth-below-100",
    severity: Severity::Fatal,
    summary: "Nothing that cannot be negative falls by more than all of it.",
    why: "The growth of an amount, a weight, a time or a number of things is at least −100 %. Less than that is a \
          misprint, a figure in another unit, or the growth of a balance, which can change its sign.",
    example: "growth(trains) of −120 %.",
    remedy: "Check the sign and the unit; growth in percentage points is a `difference`.",
    part: |rule, case, outcome| {
        domains(rule, case, outcome, |network, variable, stated| {
            let growth = matches!(quantity(network, variable), Some(Quantity::Growth(_)));
            growth && variable.domain.low.is_finite() && (stated == variable.domain || stated.high < -100.0)
        });
    },
    whole: nothing_more,
};
