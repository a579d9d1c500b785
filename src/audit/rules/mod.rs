//! The edit rules, one per file: each an object with its name, its severity, what it means and an example.
//!
//! A rule looks at one part of the ledger at a time (`part`), at the whole of it (`whole`), or at both. Rules of
//! identities report the clashes that [`super::conflict`] found; the others compare figures on their own. No rule
//! knows a series by name: what is checked follows from the data.

mod conversion;
mod difference;
mod duplicates;
mod future_period;
mod growth;
pub(super) mod history;
mod impossible;
mod jump;
mod misprint;
mod ordering;
mod parts;
mod periods;
mod print;
mod scale;
mod share;
mod share_over_100;
mod sign;
mod stale;
mod status;
mod unit;
mod unused;

use super::conflict::Failed;
use super::network::{Kind, Network, Term, Variable};
use super::{Case, Outcome, Whole, explain};
use crate::model::Quantity;

/// How bad a finding is, in the words of statistical editing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Information,
    /// A figure may be wrong, or mean something else than it seems to: somebody should look.
    Query,
    /// A figure cannot be right as it stands.
    Fatal,
}

impl Severity {
    /// The word that data files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Information => "information",
            Severity::Query => "query",
            Severity::Fatal => "fatal",
        }
    }
}

/// An edit rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What holds if it finds nothing, in one sentence.
    pub summary: &'static str,
    /// What it checks, and why.
    pub why: &'static str,
    /// Figures that it finds fault with.
    pub example: &'static str,
    /// What to do about a finding.
    pub remedy: &'static str,
    pub(super) part: fn(&'static Rule, &Case<'_>, &mut Outcome),
    pub(super) whole: fn(&'static Rule, &Whole<'_>, &mut Outcome),
}

/// All rules, in the order in which they are shown.
pub static RULES: [&Rule; 20] = [
    &impossible::RULE,
    &share_over_100::RULE,
    &sign::RULE,
    &unit::RULE,
    &print::RULE,
    &misprint::RULE,
    &duplicates::RULE,
    &growth::RULE,
    &share::RULE,
    &parts::RULE,
    &difference::RULE,
    &periods::RULE,
    &ordering::RULE,
    &conversion::RULE,
    &scale::RULE,
    &jump::RULE,
    &status::RULE,
    &future_period::RULE,
    &stale::RULE,
    &unused::RULE,
];

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.name == name)
}

/// For a rule that looks at one part at a time only.
fn nothing_more(_: &'static Rule, _: &Whole<'_>, _: &mut Outcome) {}

/// For a rule that looks at the whole ledger only.
fn nothing_apart(_: &'static Rule, _: &Case<'_>, _: &mut Outcome) {}

/// Reports the clashes at which an identity of these kinds failed. Checked is each identity of which every
/// quantity is known at all.
fn identities(rule: &'static Rule, kinds: &[Kind], case: &Case<'_>, outcome: &mut Outcome) {
    let known =
        |variable: &u32| case.bounds[*variable as usize] != case.network.variables[*variable as usize].domain;
    for (at, identity) in case.network.identities.iter().enumerate() {
        let of_kind = kinds.contains(&identity.kind);
        if of_kind && case.network.operands(super::network::index(at)).iter().all(known) {
            outcome.checked += 1;
        }
    }
    for (at, clash) in case.clashes.iter().enumerate() {
        if matches!(clash.failed, Failed::Identity(kind) if kinds.contains(&kind)) {
            outcome.findings.push(explain::finding(case, rule, at));
        }
    }
}

/// Reports statements that lie where their variables never can. Checked is each statement on such a variable.
fn domains(
    rule: &'static Rule,
    case: &Case<'_>,
    outcome: &mut Outcome,
    concerns: impl Fn(&Network, &Variable, super::bounds::Bounds) -> bool,
) {
    for statement in &case.network.statements {
        let variable = &case.network.variables[statement.variable as usize];
        outcome.checked += usize::from(concerns(case.network, variable, variable.domain));
    }
    for (at, clash) in case.clashes.iter().enumerate().filter(|(_, clash)| clash.failed == Failed::Domain) {
        let variable = &case.network.variables[clash.variable as usize];
        let [_, stated] = clash.between;
        if concerns(case.network, variable, stated) {
            outcome.findings.push(explain::finding(case, rule, at));
        }
    }
}

/// The quantity of a variable, if it is one.
fn quantity<'n>(network: &'n Network, variable: &Variable) -> Option<&'n Quantity> {
    match &network.terms[variable.term as usize].term {
        Term::Quantity(quantity) => Some(quantity),
        Term::Rate(..) | Term::Amount(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_a_name_of_its_own_and_explains_itself() {
        for (at, one) in RULES.iter().enumerate() {
            assert!(RULES[..at].iter().all(|other| other.name != one.name), "{}", one.name);
            for sentence in [one.summary, one.why, one.remedy] {
                assert!(sentence.ends_with('.') && !sentence.contains("  "), "{}: {sentence}", one.name);
            }
            assert!(!one.example.is_empty(), "{}", one.name);
        }
        assert!(rule("growth").is_some() && rule("grwoth").is_none());
    }
}
