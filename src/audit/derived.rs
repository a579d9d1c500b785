//! What no source prints and follows from what they print, with its tightest range and what it follows from.
//!
//! Where two reports of one figure differ, the preferred one counts. What rests on figures that cannot all be
//! true in another way is left out: it would be a matter of which of them came first.

use std::collections::BTreeSet;

use super::StatementRef;
use super::conflict::{Clash, Failed};
use super::figures::Span;
use super::network::{Evidence, Network, Term, index};
use super::propagation::{Cause, Propagation, Stop};
use crate::model::{Ledger, Period, Quantity, Scale};

/// A quantity in a period that no source prints.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// What.
    pub quantity: Quantity,
    /// When.
    pub period: Period,
    /// Between what it lies.
    pub span: Span,
    /// What it follows from.
    pub from: Vec<(Quantity, Period)>,
}

/// Everything that follows in a propagated network.
pub(super) fn derived(
    ledger: &Ledger,
    network: &Network,
    run: &Propagation<'_>,
    clashes: &[Clash],
) -> Vec<Derived> {
    if clashes.is_empty() {
        return read_off(ledger, network, run, &BTreeSet::new());
    }
    let mut passed_over: BTreeSet<u32> = clashes
        .iter()
        .filter(|clash| clash.failed == Failed::Statements)
        .flat_map(|clash| &clash.statements)
        .copied()
        .filter(|statement| !is_preferred(ledger, network, *statement))
        .collect();
    passed_over.extend(converted(ledger, network, &passed_over));
    let doubtful: BTreeSet<u32> = clashes
        .iter()
        .filter(|clash| !clash.statements.iter().any(|statement| passed_over.contains(statement)))
        .flat_map(|clash| &clash.statements)
        .copied()
        .collect();
    let run = Propagation::run(network, Stop::AtRest, |at| !passed_over.contains(&at));
    read_off(ledger, network, &run, &doubtful)
}

/// The conversions of amounts that are passed over: a source converts what it prints itself.
fn converted(ledger: &Ledger, network: &Network, amounts: &BTreeSet<u32>) -> Vec<u32> {
    let of = |statement: u32| match network.statements[statement as usize].evidence {
        Evidence::Observation(of) => of.of(ledger),
        _ => None,
    };
    let amounts: Vec<_> = amounts.iter().filter_map(|statement| of(*statement)).collect();
    let is_converted = |statement: &u32| {
        let Some((Quantity::Conversion { of, .. }, conversion)) = of(*statement) else { return false };
        amounts.iter().any(|(quantity, amount)| {
            *quantity == &**of && amount.period == conversion.period && amount.source == conversion.source
        })
    };
    (0..index(network.statements.len())).filter(is_converted).collect()
}

fn is_preferred(ledger: &Ledger, network: &Network, statement: u32) -> bool {
    let Evidence::Observation(of) = network.statements[statement as usize].evidence else { return true };
    of.of(ledger).is_none_or(|(quantity, observation)| {
        ledger.figure(quantity, observation.period).is_some_and(|figure| figure.shows(observation))
    })
}

fn read_off(
    ledger: &Ledger,
    network: &Network,
    run: &Propagation<'_>,
    doubtful: &BTreeSet<u32>,
) -> Vec<Derived> {
    let mut stated = vec![false; network.variables.len()];
    for statement in &network.statements {
        stated[statement.variable as usize] |=
            matches!(statement.evidence, Evidence::Observation(StatementRef { .. }));
    }
    let mut all = Vec::new();
    for (at, variable) in network.variables.iter().enumerate() {
        let (bounds, at) = (run.bounds[at], index(at));
        let term = &network.terms[variable.term as usize];
        let Term::Quantity(quantity) = &term.term else { continue };
        if stated[at as usize] || !bounds.is_bounded() || bounds == variable.domain {
            continue;
        }
        if !doubtful.is_empty() && run.cone_of(at).statements.iter().any(|s| doubtful.contains(s)) {
            continue;
        }
        let rate = term.unit.is_some_and(|unit| unit.is_rate());
        let scale = ledger.measure(quantity).filter(|_| !rate).map_or(Scale::One, |m| m.scale);
        let span = Span::of(bounds, term.unit, scale);
        let from = from(network, run, at);
        all.push(Derived { quantity: quantity.clone(), period: variable.period, span, from });
    }
    all
}

/// The quantities beside a variable in the identities that gave it its ends; for a rate, the amounts that gave it.
fn from(network: &Network, run: &Propagation<'_>, variable: u32) -> Vec<(Quantity, Period)> {
    let mut from = Vec::new();
    let beside = |variable: u32| {
        let identities = run.causes(variable).into_iter().filter_map(|cause| match cause {
            Cause::Identity(identity) => Some(network.operands(identity)),
            Cause::Statement(_) => None,
        });
        identities.flatten().copied().filter(move |operand| *operand != variable)
    };
    let is_rate = |variable: &u32| {
        let variable = &network.variables[*variable as usize];
        matches!(network.terms[variable.term as usize].term, Term::Rate(..))
    };
    let (rates, others): (Vec<u32>, Vec<u32>) = beside(variable).partition(is_rate);
    let through_rates = rates.into_iter().flat_map(beside).filter(|other| *other != variable);
    for other in others.into_iter().chain(through_rates) {
        let other = &network.variables[other as usize];
        if let Term::Quantity(quantity) = &network.terms[other.term as usize].term {
            let other = (quantity.clone(), other.period);
            if !from.contains(&other) {
                from.push(other);
            }
        }
    }
    from
}
