//! Readings: another way to read one figure of a minimal set under which the set would be consistent.
//!
//! Tried on each member, in this order: the amount is in another currency; in another multiple of its unit; a
//! round figure stands for "over" or "almost" it; the figure covers a shorter period, one for which the same
//! source prints others. A reading is a suggestion: nothing is changed by it.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use super::bounds::Bounds;
use super::conflict::Clash;
use super::figures::Figured;
use super::network::{Evidence, Term};
use super::{Case, StatementRef};
use crate::model::interval::last_significant_unit;
use crate::model::{Currency, Interval, Observation, Period, Qualifier, Quantity, Unit, Value};

/// The powers of ten that figures slip by: a digit, thousands, 万 and 亿.
pub(super) const SLIPS: [i32; 8] = [1, -1, 3, -3, 4, -4, 8, -8];

/// How else a figure may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAs {
    /// As an amount in this currency.
    Currency(Currency),
    /// As so many times as much: a power of ten.
    Power(i32),
    /// As a round figure that stands for more than it says.
    Over,
    /// As a round figure that stands for slightly less than it says.
    Almost,
    /// As a figure of this period, for which its source prints others.
    Period(Period),
    /// As it is read here already, with the reason that stands beside it, and not as it is printed.
    AsGiven,
}

/// A way to read one figure of a finding under which all agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The figure.
    pub of: StatementRef,
    /// How to read it.
    pub read_as: ReadAs,
    /// The same in words, as messages have it.
    words: String,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// The first reading of a member, by its place in the clash, that reconciles the set.
pub(super) fn reading(case: &Case<'_>, clash: &Clash) -> Option<(usize, Reading)> {
    let members: Vec<(usize, Member<'_>)> =
        (0..clash.statements.len()).filter_map(|at| Some((at, Member::of(case, clash, at)?))).collect();
    let tries: [fn(&Member<'_>) -> Option<ReadAs>; 4] = [
        |member| member.other_currency(),
        |member| member.other_scale(),
        |member| member.rounded(),
        |member| member.shorter_period(),
    ];
    let read = |(at, member): &(usize, Member<'_>), read_as| {
        let words = format!("the figures agree if {} {}", member.figure(), member.words(read_as));
        (*at, Reading { of: member.of, read_as, words })
    };
    tries
        .into_iter()
        .find_map(|reads| members.iter().find_map(|member| Some(read(member, reads(&member.1)?))))
}

impl Reading {
    /// The reading that a figure has been given already, in place of what is printed.
    pub(super) fn as_given(of: StatementRef, observation: &Observation) -> Self {
        let words = format!("the figures agree if it is read as {}, as it is here", Figured(observation));
        Reading { of, read_as: ReadAs::AsGiven, words }
    }
}

/// A figure of the set and what the others imply for it.
struct Member<'a> {
    case: &'a Case<'a>,
    of: StatementRef,
    observation: &'a Observation,
    quantity: &'a Quantity,
    bounds: Bounds,
    implied: Bounds,
}

impl<'a> Member<'a> {
    fn of(case: &'a Case<'_>, clash: &Clash, at: usize) -> Option<Self> {
        let statement = &case.network.statements[clash.statements[at] as usize];
        let Evidence::Observation(of) = statement.evidence else { return None };
        let variable = &case.network.variables[statement.variable as usize];
        let Term::Quantity(quantity) = &case.network.terms[variable.term as usize].term else { return None };
        let observation = case.observation(of)?;
        Some(Member { case, of, observation, quantity, bounds: statement.bounds, implied: clash.implied[at] })
    }

    fn agrees(&self, with: Bounds) -> bool {
        with.meets(self.implied)
    }

    /// True if the others leave a range: a bound alone is met by almost any size.
    fn is_pinned(&self) -> bool {
        self.implied.is_bounded() && self.implied.low > 0.0
    }

    fn other_currency(&self) -> Option<ReadAs> {
        let Unit::Currency(unit) = self.observation.unit else { return None };
        let hulls = self.case.peers.hulls();
        let mut of_unit = hulls.iter().filter_map(|((a, b), hull)| match unit {
            unit if unit == *a => Some((b, self.bounds.times(*hull))),
            unit if unit == *b => Some((a, self.bounds.over(*hull))),
            _ => None,
        });
        // A bound alone is met by almost any size; but the currency of the series itself is near at hand.
        let own = match self.quantity {
            Quantity::Conversion { of, .. } => self.case.ledger.measure(of).map(|measure| measure.unit),
            _ => None,
        };
        let is_near = |other: Currency| self.is_pinned() || own == Some(Unit::Currency(other));
        let found = of_unit.find(|(other, in_unit)| is_near(**other) && self.agrees(*in_unit));
        found.map(|(other, _)| ReadAs::Currency(*other))
    }

    fn other_scale(&self) -> Option<ReadAs> {
        if self.observation.unit.is_rate() || !self.is_pinned() {
            return None;
        }
        let slip = SLIPS.into_iter().find(|power| {
            let factor = 10f64.powi(*power);
            self.agrees(self.bounds.times(Bounds::closed(factor, factor)))
        });
        slip.map(ReadAs::Power)
    }

    fn rounded(&self) -> Option<ReadAs> {
        let Value::Number(value) = self.observation.value else { return None };
        if !matches!(self.observation.qualifier, Qualifier::Exact | Qualifier::About) {
            return None;
        }
        // Digits after the point, zeros too, are printed by somebody who did not round so far.
        let unit = last_significant_unit(value);
        if value.scale() > 0 || unit <= Decimal::ONE {
            return None;
        }
        let exponent = self.observation.scale.exponent();
        let between = |low, high| Bounds::of(Interval::closed(low, high), exponent);
        let above = self.agrees(between(value, value.checked_add(unit)?));
        let below = self.agrees(between(value.checked_sub(unit)?, value));
        let (over, almost) = if value.is_sign_negative() { (below, above) } else { (above, below) };
        match (over, almost) {
            (true, _) => Some(ReadAs::Over),
            (_, true) => Some(ReadAs::Almost),
            _ => None,
        }
    }

    fn shorter_period(&self) -> Option<ReadAs> {
        let period = self.observation.period;
        let level = matches!(self.quantity, Quantity::Series(_) | Quantity::Conversion { .. });
        // What flowed in a part of the period is no more than what flowed in the whole of it.
        if level && (self.bounds.low > self.implied.high || !self.case.is_flow(self.quantity)) {
            return None;
        }
        let shorter = self
            .periods_of_source()
            .into_iter()
            .filter(|(other, _)| other.start() == period.start() && other.end() < period.end());
        shorter.max_by_key(|(other, count)| (*count, *other)).map(|(other, _)| ReadAs::Period(other))
    }

    /// The rest of "the figures agree if over 200 billion CNY …".
    fn words(&self, read_as: ReadAs) -> String {
        let (figure, source) = (self.figure(), &self.observation.source);
        match read_as {
            ReadAs::Currency(other) => format!("is an amount in {other}"),
            ReadAs::Power(power) => {
                let direction = if power > 0 { "small" } else { "large" };
                format!("is {} times too {direction}", 10u32.pow(power.unsigned_abs()))
            }
            ReadAs::AsGiven => format!("is read as {figure}"),
            ReadAs::Over => format!("is rounded and stands for \"over {figure}\""),
            ReadAs::Almost => format!("is rounded and stands for \"almost {figure}\""),
            ReadAs::Period(period) => format!("is for {period}, a period for which {source} prints others"),
        }
    }

    /// The periods that its source prints figures of, with their number.
    fn periods_of_source(&self) -> BTreeMap<Period, usize> {
        let mut periods = BTreeMap::new();
        let all = self.case.reports.iter().filter_map(|report| self.case.ledger.report(*report as usize));
        for observation in all.flat_map(|(_, observations)| observations) {
            if observation.source == self.observation.source {
                *periods.entry(observation.period).or_insert(0) += 1;
            }
        }
        periods
    }

    fn figure(&self) -> String {
        Figured(self.observation).to_string()
    }
}
