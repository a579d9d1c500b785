//! Clashes in words: from a minimal set of statements to a finding.

use super::conflict::{Clash, Failed};
use super::culprit::Culprit;
use super::figures::{Figured, Span};
use super::network::{Evidence, Term};
use super::reading::reading;
use super::rules::Rule;
use super::{Case, Disagreement, Finding, Member, StatementRef};
use crate::model::{Quantity, Scale};

/// The finding of a rule that a clash is.
pub(super) fn finding(case: &Case<'_>, rule: &Rule, at: usize) -> Finding {
    let (clash, Culprit { subject, of: culprit }) = (&case.clashes[at], case.culprits[at]);
    let reading = reading(case, clash).map(|(_, words)| words);
    Finding { reading, culprit, ..finding_about(case, rule, clash, subject) }
}

/// The finding that a clash is, told about one of its statements, by its place in it.
pub(super) fn finding_about(case: &Case<'_>, rule: &Rule, clash: &Clash, subject: usize) -> Finding {
    let message = match clash.failed {
        Failed::Domain => impossible(case, clash),
        Failed::Statements => different(case, clash, subject),
        Failed::Identity(_) => unfitting(case, clash, subject),
    };
    let between = clash.between.map(|bounds| case.span(clash.variable, bounds));
    let variable = &case.network.variables[clash.variable as usize];
    let place = match &case.network.terms[variable.term as usize].term {
        Term::Quantity(quantity) => quantity.to_string(),
        Term::Rate(a, b) => format!("{a} for one {b}"),
        // Nothing is ever found out about an amount that is given.
        Term::Amount(_) => String::new(),
    };
    Finding {
        disagreement: Some(Disagreement { quantity: place, period: variable.period, between }),
        ..Finding::new(rule, members(case, clash, subject), message)
    }
}

/// The figures of a set, the one that the message is about first.
fn members(case: &Case<'_>, clash: &Clash, subject: usize) -> Vec<Member> {
    let mut order: Vec<usize> = (0..clash.statements.len()).collect();
    order.retain(|at| *at != subject);
    order.insert(0, subject);
    let mut members: Vec<Member> = Vec::new();
    let mut add = |statement: StatementRef, implied| {
        if !members.iter().any(|member: &Member| member.statement == statement) {
            members.push(Member { statement, implied });
        }
    };
    for at in &order {
        let statement = &case.network.statements[clash.statements[*at] as usize];
        if let Evidence::Observation(of) = statement.evidence {
            let implied = clash.implied[*at];
            let says_something = implied != case.network.variables[statement.variable as usize].domain;
            add(of, says_something.then(|| case.span(statement.variable, implied)));
        }
    }
    for at in order {
        if let Evidence::Peer(both) = case.network.statements[clash.statements[at] as usize].evidence {
            both.into_iter().for_each(|of| add(of, None));
        }
    }
    members
}

/// The member that a message is about if no other clash is known: the one that a reading is of; else one whose source stands against the
/// others; else a level; else the one that is known least well.
pub(super) fn subject(case: &Case<'_>, clash: &Clash, read: Option<usize>) -> usize {
    let observations = |at: &usize| match case.network.statements[clash.statements[*at] as usize].evidence {
        Evidence::Observation(of) => case.observation(of),
        _ => None,
    };
    let all: Vec<usize> = (0..clash.statements.len()).filter(|at| observations(at).is_some()).collect();
    let of_source = |at: &usize| {
        let source = observations(at).map(|observation| &observation.source);
        all.iter().filter(|other| observations(other).map(|o| &o.source) == source).count()
    };
    let rank = |at: &usize| {
        let statement = &case.network.statements[clash.statements[*at] as usize];
        let variable = &case.network.variables[statement.variable as usize];
        let term = &case.network.terms[variable.term as usize].term;
        let level = matches!(term, Term::Quantity(Quantity::Series(_)));
        let bounds = statement.bounds;
        let width = (bounds.high - bounds.low) / bounds.middle().unwrap_or(1.0).abs().max(f64::MIN_POSITIVE);
        let certainty = if width.is_finite() { -width } else { f64::NEG_INFINITY };
        let says_little = !clash.implied[*at].is_bounded();
        (Some(*at) != read, says_little, of_source(at), !level, certainty)
    };
    let first = all.iter().min_by(|a, b| {
        let (a, b) = (rank(a), rank(b));
        (a.0, a.1, a.2, a.3).cmp(&(b.0, b.1, b.2, b.3)).then(a.4.total_cmp(&b.4))
    });
    first.copied().unwrap_or(0)
}

fn impossible(case: &Case<'_>, clash: &Clash) -> String {
    let range = case.span(clash.variable, clash.implied[0]);
    format!("{}, out of the range that it can have: {range}", said(case, clash, 0))
}

fn different(case: &Case<'_>, clash: &Clash, subject: usize) -> String {
    let others: Vec<String> = (0..clash.statements.len())
        .filter(|at| *at != subject)
        .filter_map(|at| match case.network.statements[clash.statements[at] as usize].evidence {
            Evidence::Observation(of) => case.observation(of),
            _ => None,
        })
        .map(|other| format!("{} in {}", Figured(other), other.source))
        .collect();
    format!("{}, but {}", said(case, clash, subject), others.join(" and "))
}

fn unfitting(case: &Case<'_>, clash: &Clash, subject: usize) -> String {
    let variable = case.network.statements[clash.statements[subject] as usize].variable;
    let implied = case.span(variable, clash.implied[subject]);
    let follows = match members(case, clash, subject).len() {
        0..=2 => "another figure".to_owned(),
        n => format!("{} other figures", n - 1),
    };
    format!("{}, but {implied} follows from {follows}", said(case, clash, subject))
}

/// "trade.total in 2024-S1 is 200 billion CNY in half-year-2024".
fn said(case: &Case<'_>, clash: &Clash, at: usize) -> String {
    let Evidence::Observation(of) = case.network.statements[clash.statements[at] as usize].evidence else {
        return String::new();
    };
    case.said(of)
}

impl Case<'_> {
    /// Bounds on a variable as they are shown: in the multiple of its unit that its series has.
    pub(super) fn span(&self, variable: u32, bounds: super::bounds::Bounds) -> Span {
        let term = &self.network.terms[self.network.variables[variable as usize].term as usize];
        let scale = match &term.term {
            Term::Quantity(quantity) => self.ledger.measure(quantity).map_or(Scale::One, |m| m.scale),
            Term::Rate(..) | Term::Amount(_) => Scale::One,
        };
        Span::of(
            bounds,
            term.unit,
            if term.unit.is_some_and(|unit| unit.is_rate()) { Scale::One } else { scale },
        )
    }

    /// A statement in words: "trade.total in 2024-S1 is 200 billion CNY in half-year-2024".
    pub(super) fn said(&self, of: StatementRef) -> String {
        super::said_of(self.ledger, of)
    }
}
