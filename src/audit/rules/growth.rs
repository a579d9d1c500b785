//! Growth against levels.

use super::{Kind, Rule, Severity, identities, nothing_more};

pub(super) static RULE: Rule = Rule {
    name: "growth",
    severity: Severity::Query,
    summary: "A printed growth fits the levels of the two periods.",
    why: "The level of a period is that of the same period a year before times one plus its growth. Each of the \
          three is taken as the range that its printed digits and its qualifier allow, and may itself follow from \
          other figures. A finding lists the smallest set of figures that cannot all be true.",
    example: "A total of 200 billion is printed for one half-year; a year later 280.8 billion with a growth of 28 %, from which 219 billion follows.",
    remedy: "Check the period of the growth, a later revision of the earlier level, and whether both levels cover \
             the same.",
    part: |rule, case, outcome| identities(rule, &[Kind::Growth], case, outcome),
    whole: nothing_more,
};
