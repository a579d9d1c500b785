//! Differences against both quantities.

use super::{Kind, Rule, Severity, identities, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "difference",
    severity: Severity::Query,
    summary: "A printed difference fits the two quantities that it is between.",
    why: "A reported difference, in percentage points if it is one of rates, lies within the differences that both \
          quantities allow.",
    example: "Growth of 12 % is printed as 3 percentage points above a growth of 7 %.",
    remedy: "Check whether percent stands where percentage points are meant.",
    part: |rule, case, outcome| identities(rule, &[Kind::Difference], case, outcome),
    whole: nothing_more,
};
