//! The network of a ledger's figures: variables, the statements that bound them and the identities that tie them.
//!
//! A variable is a quantity in a period. A statement says that a variable lies within bounds. An identity holds
//! between variables whatever anybody prints. How a ledger becomes a network is left to [`super::assembly`], what
//! follows from it to [`super::propagation`].

use super::StatementRef;
use super::bounds::Bounds;
use crate::model::{Currency, Period, Quantity, Unit};

/// What a variable measures, apart from when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// A quantity of the ledger.
    Quantity(Quantity),
    /// An exchange rate that nobody prints and all conversions of one period share: units of the first currency
    /// for one of the second, which is later in the alphabet.
    Rate(Currency, Currency),
    /// An amount that others are held against, in the unit itself; its bits.
    Amount(u64),
}

/// A quantity in a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable {
    /// What, by its index in [`Network::terms`].
    pub term: u32,
    /// When.
    pub period: Period,
    /// Where it lies whatever is printed.
    pub domain: Bounds,
}

/// A term and the unit that bounds on it are in.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// What.
    pub term: Term,
    /// Of what unit; a rate has none.
    pub unit: Option<Unit>,
}

/// That a variable lies within bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    /// Which variable.
    pub variable: u32,
    /// Where it lies.
    pub bounds: Bounds,
    /// Who says so.
    pub evidence: Evidence,
}

/// What a statement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Evidence {
    /// An observation.
    Observation(StatementRef),
    /// The rate between an amount and its conversion elsewhere in the ledger.
    Peer([StatementRef; 2]),
    /// A reference band, by its index.
    Band(u32),
}

/// Which identity it is, for those who explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// x(t) = x(t − 1 year) × (100 + growth) ÷ 100.
    Growth,
    /// Part = whole × share ÷ 100.
    Share,
    /// Amount = conversion × rate.
    Conversion,
    /// Sum = a + b + ….
    Sum,
    /// First = second + difference.
    Difference,
    /// A flow in a period = what flowed in the periods that it consists of.
    Periods,
    /// A flow in a period ≥ what flowed in periods within it.
    WithinPeriod,
    /// Place = one more than how many of the others come before the second.
    Rank {
        /// There are others beside them.
        and_more: bool,
        /// The smallest comes first.
        ascending: bool,
    },
    /// What has been above an amount so many times is above it: number of times, quantity, amount.
    Above,
}

/// How an identity computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// First = second × (third + offset) ÷ divisor.
    Product { offset: f64, divisor: f64 },
    /// First = the sum of the others.
    Sum,
    /// First ≥ the sum of the others.
    AtLeast,
    /// First = one more than how many of the others are greater than the second, or smaller; or that and more.
    Rank { and_more: bool, ascending: bool },
    /// If the first has an upper end: second > third.
    Above,
}

impl Kind {
    /// How it computes.
    pub fn form(self) -> Form {
        match self {
            Kind::Growth => Form::Product { offset: 100.0, divisor: 100.0 },
            Kind::Share => Form::Product { offset: 0.0, divisor: 100.0 },
            Kind::Conversion => Form::Product { offset: 0.0, divisor: 1.0 },
            Kind::Sum | Kind::Difference | Kind::Periods => Form::Sum,
            Kind::WithinPeriod => Form::AtLeast,
            Kind::Rank { and_more, ascending } => Form::Rank { and_more, ascending },
            Kind::Above => Form::Above,
        }
    }
}

/// An identity between variables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    /// Which.
    pub kind: Kind,
    /// Where its variables begin in [`Network::operands`].
    start: u32,
    /// Where they end.
    end: u32,
}

/// Variables, statements and identities; all by index.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    /// What variables measure.
    pub terms: Vec<Measured>,
    /// The variables.
    pub variables: Vec<Variable>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// The identities.
    pub identities: Vec<Identity>,
    operands: Vec<u32>,
    /// Where the identities of each variable begin in `watched`; one more than there are variables.
    watch: Vec<u32>,
    watched: Vec<u32>,
}

impl Network {
    /// Adds an identity; its result or total comes first.
    pub fn tie(&mut self, kind: Kind, operands: &[u32]) {
        let start = index(self.operands.len());
        self.operands.extend_from_slice(operands);
        self.identities.push(Identity { kind, start, end: index(self.operands.len()) });
    }

    /// The variables of an identity.
    pub fn operands(&self, identity: u32) -> &[u32] {
        let Identity { start, end, .. } = self.identities[identity as usize];
        &self.operands[start as usize..end as usize]
    }

    /// The identities that a variable is in.
    pub fn identities_of(&self, variable: u32) -> &[u32] {
        let at = variable as usize;
        &self.watched[self.watch[at] as usize..self.watch[at + 1] as usize]
    }

    /// Finds the identities of each variable; to be called once all of both are there.
    pub fn finish(mut self) -> Self {
        let mut counts = vec![0u32; self.variables.len() + 1];
        for operand in &self.operands {
            counts[*operand as usize + 1] += 1;
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        let mut next = counts.clone();
        let mut watched = vec![0; self.operands.len()];
        for identity in 0..index(self.identities.len()) {
            for operand in self.operands(identity) {
                let at = &mut next[*operand as usize];
                watched[*at as usize] = identity;
                *at += 1;
            }
        }
        self.watch = counts;
        self.watched = watched;
        self
    }

    /// The part of the network with these variables, which must be in order: their statements, and those
    /// identities all of whose variables are among them. Also gives the original index of each statement.
    pub fn part(&self, variables: &[u32], statements_of: &[Vec<u32>]) -> (Network, Vec<u32>) {
        let local = |variable: &u32| variables.binary_search(variable).ok().map(index);
        let mut part = Network { terms: self.terms.clone(), ..Network::default() };
        part.variables = variables.iter().map(|v| self.variables[*v as usize]).collect();
        let mut identities: Vec<u32> =
            variables.iter().flat_map(|v| self.identities_of(*v)).copied().collect();
        identities.sort_unstable();
        identities.dedup();
        for identity in identities {
            let operands: Option<Vec<u32>> = self.operands(identity).iter().map(local).collect();
            if let Some(operands) = operands {
                part.tie(self.identities[identity as usize].kind, &operands);
            }
        }
        let mut originals = Vec::new();
        for (at, list) in statements_of.iter().enumerate() {
            for statement in list {
                originals.push(*statement);
                part.statements
                    .push(Statement { variable: index(at), ..self.statements[*statement as usize] });
            }
        }
        (part.finish(), originals)
    }
}

/// An index as it is stored; a ledger of four billion figures does not fit into memory.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
