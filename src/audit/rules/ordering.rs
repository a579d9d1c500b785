//! Places, records and first times against the figures that they are among.

use super::{Failed, Kind, Rule, Severity, domains, explain, nothing_more, quantity};
use crate::audit::network::index;
use crate::audit::{Case, Outcome};
use crate::model::Quantity;

pub(super) static RULE: Rule = Rule {
    name: "ordering",
    severity: Severity::Query,
    summary: "What is called the largest, a record or a first is one.",
    why: "A place among others is one more than the number of those that come before: a record is no smaller than \
          any earlier figure and has not fallen on the year before, the largest of several no smaller than each of \
          the others, in amount and in its share of one whole. What is above an amount for the first time was not \
          above it before. Periods and others without figures may come before too. Each figure is taken as the range \
          that its printed digits and its qualifier allow, and may itself follow from others.",
    example: "280.8 billion are called a record for a first half-year, two years after 300 billion.",
    remedy: "Check among what the source means it: in yuan or in dollars, for this half of the year or for any. Say \
             it in `among`.",
    part,
    whole: nothing_more,
};

fn part(rule: &'static Rule, case: &Case<'_>, outcome: &mut Outcome) {
    let is_order = |kind: Kind| matches!(kind, Kind::Rank { .. } | Kind::Above);
    domains(rule, case, outcome, |network, variable, _| {
        matches!(quantity(network, variable), Some(Quantity::Rank { .. } | Quantity::TimesOver { .. }))
    });
    // Counted above: each place that is printed, whether or not there is something to hold it against.
    let known =
        |variable: u32| case.bounds[variable as usize] != case.network.variables[variable as usize].domain;
    for (at, identity) in case.network.identities.iter().enumerate() {
        let [_, of, others @ ..] = case.network.operands(index(at)) else { continue };
        let compared = known(*of) && others.iter().any(|other| known(*other));
        outcome.checked += usize::from(is_order(identity.kind) && compared);
    }
    for (at, clash) in case.clashes.iter().enumerate() {
        if matches!(clash.failed, Failed::Identity(kind) if is_order(kind)) {
            outcome.findings.push(explain::finding(case, rule, at));
        }
    }
}
