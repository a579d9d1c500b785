//! Shares over a hundred per cent, and below nothing.

use super::{Rule, Severity, domains, nothing_more, quantity};
use crate::model::Quantity;

pub(super) static RULE: Rule = Rule {
    name: "share-range",
    severity: Severity::Fatal,
    summary: "A share is between 0 and 100 %.",
    why: "A part is never more than its whole, unless one of the two can be negative, as a balance can. A share \
          outside 0 to 100 % is a misprint, a growth or an index that was taken for a share, or a share of another \
          whole.",
    example: "share(trade.private, trade.total) of 104 %.",
    remedy: "Check what the source prints, and of which whole; report growth as `growth`.",
    part: |rule, case, outcome| {
        domains(rule, case, outcome, |network, variable, _| {
            variable.domain.high == 100.0
                && matches!(quantity(network, variable), Some(Quantity::Share { .. }))
        });
    },
    whole: nothing_more,
};
