//! Shares against part and whole.

use super::{Kind, Rule, Severity, identities, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "share",
    severity: Severity::Query,
    summary: "A printed share fits its part and its whole.",
    why: "A part is its whole times its share, and never more than its whole. Each is taken as the range that its \
          printed digits and its qualifier allow, and may itself follow from other figures. Amounts in two \
          currencies are compared through the exchange rate that conversions of the same period imply.",
    example: "A part of 72.82 billion and a whole of 200 billion are printed with a share of 33 %; they make 36.4 %.",
    remedy: "Check which whole the share is of, and whether one of the amounts is rounded.",
    part: |rule, case, outcome| identities(rule, &[Kind::Share], case, outcome),
    whole: nothing_more,
};
