//! Flows in a period against those in the periods within it.

use super::{Kind, Rule, Severity, identities, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "periods",
    severity: Severity::Query,
    summary: "A flow in a period is what flowed in the periods within it.",
    why: "What flows in a year is the sum of what flows in its halves, quarters or months. If some of them are not \
          known, the rest is at most the whole, unless the amounts can be negative. Only series of kind flow are \
          checked.",
    example: "Four months with over 50 billion each are printed in a half-year of 180 billion.",
    remedy: "Check whether a figure is for the year to date, and whether months were revised later.",
    part: |rule, case, outcome| identities(rule, &[Kind::Periods, Kind::WithinPeriod], case, outcome),
    whole: nothing_more,
};
