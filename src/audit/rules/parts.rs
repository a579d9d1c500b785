//! Parts against their sum.

use super::{Kind, Rule, Severity, identities, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "sum",
    severity: Severity::Query,
    summary: "A printed sum is the sum of its parts.",
    why: "A reported sum lies within the sums that its parts allow, each rounded on its own: three figures to one \
          decimal may differ from their printed sum by two tenths.",
    example: "Goods of 8.4 billion and services of 5.6 billion are printed with a total of 15 billion.",
    remedy: "Check whether a part is missing or counted twice.",
    part: |rule, case, outcome| identities(rule, &[Kind::Sum], case, outcome),
    whole: nothing_more,
};
