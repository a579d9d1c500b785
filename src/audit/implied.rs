//! The exchange rates that amounts and their conversions imply.

use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::StatementRef;
use super::assembly::bounds;
use super::bounds::Bounds;
use super::network::index;
use crate::model::{Currency, Ledger, Observation, Period, Quantity, Status, Unit};

/// Two currencies in the order of the alphabet. A rate of them is in units of the first for one of the second.
pub(super) type Pair = (Currency, Currency);

/// A rate that an amount and its conversion imply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Implied {
    /// The amount and its conversion.
    pub of: [StatementRef; 2],
    /// When.
    pub period: Period,
    /// The rate.
    pub rate: Bounds,
}

/// What the conversions of one quantity imply.
pub(super) type OfQuantity = (Pair, Arc<[Implied]>);

/// The fingerprints of amounts and conversions, and the currency of the latter.
type Key = (u64, u64, Currency);

/// What is remembered of quantities.
pub(super) type Known = IndexMap<Key, OfQuantity, FxBuildHasher>;

/// A reported quantity, by its place, that is a conversion to a currency, or has amounts in it that are.
pub(super) type Converted = (u32, Currency);

/// All conversions of a ledger, in the order of the quantities. What is known of a ledger with the same quantities in the
/// same places, by its fingerprints, is not sought again.
pub(super) fn conversions(
    ledger: &Ledger,
    fingerprints: &[u64],
    before: Option<(&[u64], &[Converted])>,
) -> Vec<Converted> {
    let mut conversions = Vec::new();
    let mut known = before.map(|(_, known)| known.iter().copied().peekable());
    for (report, (quantity, all)) in ledger.reports().enumerate() {
        let at = index(report);
        if let Some((before, _)) = before
            && let Some(known) = &mut known
        {
            let of_then = std::iter::from_fn(|| known.next_if(|(report, _)| *report == at));
            if before.get(report) == fingerprints.get(report) {
                conversions.extend(of_then);
                continue;
            }
            of_then.for_each(drop);
        }
        if let Quantity::Conversion { to, .. } = quantity {
            conversions.push((at, *to));
        } else if let Some(Unit::Currency(own)) = ledger.measure(quantity).map(|measure| measure.unit) {
            // An amount in another currency than its quantity's is a conversion too.
            let first = conversions.len();
            for observation in all {
                if let Unit::Currency(to) = observation.unit
                    && to != own
                    && !conversions[first..].contains(&(at, to))
                {
                    conversions.push((at, to));
                }
            }
        }
    }
    conversions
}

/// All rates that a ledger's conversions imply, by quantity. The fingerprints are those of its reported
/// quantities; what is known is not worked out again.
pub(super) fn implied(
    ledger: &Ledger,
    fingerprints: &[u64],
    conversions: &[Converted],
    known: &Known,
) -> Known {
    let one = |&(report, to): &Converted| {
        let (quantity, all) = ledger.report(report as usize)?;
        let of = if let Quantity::Conversion { of, .. } = quantity { of } else { quantity };
        let amounts = ledger.report_of(of)?;
        let key = (fingerprints[amounts], fingerprints[report as usize], to);
        if let Some(known) = known.get(&key) {
            return Some((key, known.clone()));
        }
        let Unit::Currency(from) = ledger.measure(of)?.unit else { return None };
        let conversion = Conversion { ledger, of, from, to, amounts: index(amounts), report };
        (from != to).then(|| (key, (pair(from, to), conversion.rates(all).into())))
    };
    let all: Vec<Option<(Key, OfQuantity)>> = conversions.par_iter().map(one).collect();
    all.into_iter().flatten().collect()
}

/// Two currencies in order.
pub(super) fn pair(a: Currency, b: Currency) -> Pair {
    (a.min(b), a.max(b))
}

/// A quantity whose conversions are reported.
struct Conversion<'l> {
    ledger: &'l Ledger,
    of: &'l Quantity,
    from: Currency,
    to: Currency,
    /// The place of its amounts among the ledger's reports, and that of its conversions.
    amounts: u32,
    report: u32,
}

impl Conversion<'_> {
    fn rates(&self, conversions: &[Observation]) -> Vec<Implied> {
        let levels = self.ledger.observations(self.of);
        let mut rates = Vec::with_capacity(conversions.len());
        for (at, conversion) in conversions.iter().enumerate() {
            let start = levels.partition_point(|o| o.period < conversion.period);
            let same = || {
                let from = levels.iter().enumerate().skip(start);
                let same = from.take_while(|(_, o)| o.period == conversion.period);
                same.filter(|(_, o)| o.unit == Unit::Currency(self.from) && is_fact(o))
            };
            let stands = |all: &[Observation], at: usize| !self.ledger.is_superseded(all, at);
            if conversion.unit != Unit::Currency(self.to) || !is_fact(conversion) || !stands(conversions, at)
            {
                continue;
            }
            // The amount beside it in the same source is the one that was converted, even if it was revised since.
            let own = same().filter(|(_, o)| o.source == conversion.source);
            let own = own.min_by(|(_, a), (_, b)| width(a).total_cmp(&width(b)));
            let others = same().filter(|(at, _)| own.is_none() && stands(levels, *at));
            for (level_at, level) in own.into_iter().chain(others) {
                let (amount, converted) = (bounds(level), bounds(conversion));
                let first = self.from < self.to;
                let rate = if first { amount.over(converted) } else { converted.over(amount) };
                let amount = StatementRef { report: self.amounts, at: index(level_at) };
                let converted = StatementRef { report: self.report, at: index(at) };
                rates.push(Implied { of: [amount, converted], period: level.period, rate });
            }
        }
        rates
    }
}

/// A forecast of an amount is converted at a rate that nobody knows yet.
fn is_fact(observation: &Observation) -> bool {
    observation.status != Status::Forecast
}

fn width(observation: &Observation) -> f64 {
    let bounds = bounds(observation);
    bounds.high - bounds.low
}
