//! Readings: another way to read one figure of a minimal set under which the set would be consistent.
//!
//! Tried on each member, in this order: the amount is in another currency; in another multiple of its unit; a
//! round figure stands for "over" or "almost" it; the figure covers a shorter period, one for which the same
//! source prints others. A reading is a suggestion: nothing is changed by it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Case;
use super::bounds::Bounds;
use super::conflict::Clash;
use super::figures::Figured;
use super::network::{Evidence, Term};
use crate::model::interval::last_significant_unit;
use crate::model::{Interval, Observation, Period, Qualifier, Quantity, Unit, Value};

/// The powers of ten that figures slip by: a digit, thousands, 万 and 亿.
pub(super) const SLIPS: [i32; 8] = [1, -1, 3, -3, 4, -4, 8, -8];

/// The first reading of a member, by its place in the clash, that reconciles the set, in words.
pub(super) fn reading(case: &Case<'_>, clash: &Clash) -> Option<(usize, String)> {
    let members: Vec<(usize, Member<'_>)> =
        (0..clash.statements.len()).filter_map(|at| Some((at, Member::of(case, clash, at)?))).collect();
    let tries: [fn(&Member<'_>) -> Option<String>; 4] = [
        |member| member.other_currency(),
        |member| member.other_scale(),
        |member| member.rounded(),
        |member| member.shorter_period(),
    ];
    tries.into_iter().find_map(|reads| members.iter().find_map(|(at, member)| Some((*at, reads(member)?))))
}

/// A figure of the set and what the others imply for it.
struct Member<'a> {
    case: &'a Case<'a>,
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
        Some(Member { case, observation, quantity, bounds: statement.bounds, implied: clash.implied[at] })
    }

    fn agrees(&self, with: Bounds) -> bool {
        with.meets(self.implied)
    }

    /// True if the others leave a range: a bound alone is met by almost any size.
    fn is_pinned(&self) -> bool {
        self.implied.is_bounded() && self.implied.low > 0.0
    }

    fn other_currency(&self) -> Option<String> {
        let Unit::Currency(unit) = self.observation.unit else { return None };
        let hulls = self.case.peers.hulls();
        let mut of_unit = hulls.iter().filter_map(|((a, b), hull)| match unit {
            unit if unit == *a => Some((b, self.bounds.times(*hull))),
            unit if unit == *b => Some((a, self.bounds.over(*hull))),
            _ => None,
        });
        let found = of_unit.find(|(_, in_unit)| self.is_pinned() && self.agrees(*in_unit));
        let (other, _) = found?;
        Some(format!("the figures agree if {} is an amount in {other}", self.figure()))
    }

    fn other_scale(&self) -> Option<String> {
        if self.observation.unit.is_rate() || !self.is_pinned() {
            return None;
        }
        let slip = SLIPS.into_iter().find(|power| {
            let factor = 10f64.powi(*power);
            self.agrees(self.bounds.times(Bounds::closed(factor, factor)))
        })?;
        let times = 10u32.pow(slip.unsigned_abs());
        let direction = if slip > 0 { "small" } else { "large" };
        Some(format!("the figures agree if {} is {times} times too {direction}", self.figure()))
    }

    fn rounded(&self) -> Option<String> {
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
        let over = self.agrees(between(value, value.checked_add(unit)?));
        let almost = self.agrees(between(value.checked_sub(unit)?, value));
        let hedge = match (over, almost) {
            (true, _) => "over",
            (_, true) => "almost",
            _ => return None,
        };
        let figure = self.figure();
        Some(format!("the figures agree if {figure} is rounded and stands for \"{hedge} {figure}\""))
    }

    fn shorter_period(&self) -> Option<String> {
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
        let (shorter, _) = shorter.max_by_key(|(other, count)| (*count, *other))?;
        let (figure, source) = (self.figure(), &self.observation.source);
        Some(format!(
            "the figures agree if {figure} is for {shorter}, a period for which {source} prints others"
        ))
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
