//! Exchange rates that conversions imply, settled before the parts of the ledger are audited one by one.
//!
//! An amount and its conversion imply a rate. Conversions between the same two currencies in the same period are
//! peers: one rate holds for all. The rate that most of them allow is taken; each that does not allow it is an
//! outlier, reported once against the majority instead of against each of them, and says nothing of the rate.
//! A reference band counts before any peer.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHasher};

use super::StatementRef;
use super::assembly::bounds;
use super::bounds::Bounds;
use super::network::{Evidence, index};
use super::rates::Rates;
use crate::model::{Currency, Ledger, Observation, Period, Quantity, Status, Unit};

/// A rate that an amount and its conversion imply, in units of the earlier currency of the alphabet for one of
/// the later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Implied {
    /// The amount and its conversion.
    pub of: [StatementRef; 2],
    /// When.
    pub period: Period,
    /// The rate.
    pub rate: Bounds,
}

/// A conversion that disagrees with what else is known of the rate in its period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlier {
    /// The currencies.
    pub pair: (Currency, Currency),
    /// What it implies.
    pub implied: Implied,
    /// What the others allow.
    pub allowed: Bounds,
    /// What they rest on.
    pub evidence: Evidence,
}

/// The rate of a period, end by end, each with what it rests on.
type Settled = Vec<(Bounds, Evidence)>;

/// All conversions of a ledger.
#[derive(Debug, Default)]
pub(super) struct Peers {
    /// Every implied rate of a pair of currencies by period.
    pub implied: BTreeMap<(Currency, Currency), Vec<Implied>>,
    /// What disagrees with its peers or with a band.
    pub outliers: Vec<Outlier>,
    settled: IndexMap<(Currency, Currency, Period), Settled, FxBuildHasher>,
    /// Stands for all implied rates and bands.
    pub digest: u64,
    /// How many implied rates had a peer or a band to be held against.
    pub checked: usize,
}

impl Peers {
    /// Settles the rates of a ledger.
    pub fn of(ledger: &Ledger, rates: &Rates) -> Self {
        let mut peers = Peers::default();
        for (report, (quantity, conversions)) in ledger.reports().enumerate() {
            if let Quantity::Conversion { of, to } = quantity {
                peers.collect(ledger, index(report), of, *to, conversions);
            }
        }
        for (pair, all) in &mut peers.implied {
            all.sort_by_key(|implied| (implied.period, implied.of));
            for same in all.chunk_by(|a, b| a.period == b.period) {
                let band = band(rates, *pair, same[0].period);
                let (settled, outliers) = settle(*pair, same, band);
                if same.len() > 1 || band.is_some() {
                    peers.checked += same.len();
                    peers.settled.insert((pair.0, pair.1, same[0].period), settled);
                }
                peers.outliers.extend(outliers);
            }
        }
        let mut digest = FxHasher::default();
        rates.hash(&mut digest);
        for implied in peers.implied.values().flatten() {
            (implied.of, implied.rate.low.to_bits(), implied.rate.high.to_bits()).hash(&mut digest);
        }
        peers.digest = digest.finish();
        peers
    }

    /// Hashes what is known of the rate of a pair in a period.
    pub fn hash_of(&self, pair: (Currency, Currency), period: Period, state: &mut FxHasher) {
        for (bounds, evidence) in self.evidence(pair.0, pair.1, period) {
            (bounds.low.to_bits(), bounds.high.to_bits(), evidence).hash(state);
        }
    }

    /// What is known of a rate in a period.
    pub fn evidence(
        &self,
        a: Currency,
        b: Currency,
        period: Period,
    ) -> impl Iterator<Item = (Bounds, Evidence)> {
        self.settled.get(&(a, b, period)).into_iter().flatten().copied()
    }

    fn collect(
        &mut self,
        ledger: &Ledger,
        report: u32,
        of: &Quantity,
        to: Currency,
        conversions: &[Observation],
    ) {
        let (Some(measure), Some(amounts)) = (ledger.measure(of), ledger.report_of(of)) else { return };
        let Unit::Currency(from) = measure.unit else { return };
        if from == to {
            return;
        }
        let levels = ledger.observations(of);
        let fact = |o: &&Observation| o.status != Status::Forecast;
        for (at, conversion) in conversions.iter().enumerate().filter(|(_, o)| fact(o)) {
            let start = levels.partition_point(|o| o.period < conversion.period);
            let same =
                || levels.iter().enumerate().skip(start).take_while(|(_, o)| o.period == conversion.period);
            let same = || same().filter(|(_, o)| fact(o) && o.unit == Unit::Currency(from));
            // The amount beside it in the same source is the one that was converted.
            let own = same().filter(|(_, o)| o.source == conversion.source).min_by(|a, b| narrower(a.1, b.1));
            let others = same().filter(|_| own.is_none());
            for (level_at, level) in own.into_iter().chain(others) {
                let (amount, converted) = (bounds(level), bounds(conversion));
                let (pair, rate) = if from < to {
                    ((from, to), amount.over(converted))
                } else {
                    ((to, from), converted.over(amount))
                };
                let of = [
                    StatementRef { report: index(amounts), at: index(level_at) },
                    StatementRef { report, at: index(at) },
                ];
                self.implied.entry(pair).or_default().push(Implied { of, period: level.period, rate });
            }
        }
    }
}

fn narrower(a: &Observation, b: &Observation) -> std::cmp::Ordering {
    let width = |o: &Observation| {
        let bounds = bounds(o);
        bounds.high - bounds.low
    };
    width(a).total_cmp(&width(b))
}

/// The band of a pair in a period, in units of the first currency for one of the second.
fn band(rates: &Rates, pair: (Currency, Currency), period: Period) -> Option<(Bounds, u32)> {
    let of_pair = |at: &usize| {
        let band = &rates.0[*at];
        (band.of == pair.0 && band.per == pair.1 || band.of == pair.1 && band.per == pair.0)
            && band.period.contains(period)
    };
    // The shortest period says most.
    let at = (0..rates.0.len()).filter(of_pair).min_by_key(|at| {
        let period = rates.0[*at].period;
        (period.end() - period.start()).get_days()
    })?;
    let band = &rates.0[at];
    let bounds = Bounds::of(crate::model::Interval::closed(band.low, band.high), 0);
    let one = Bounds::closed(1.0, 1.0);
    Some((if band.of == pair.0 { bounds } else { one.over(bounds) }, index(at)))
}

/// The rate that most conversions of a period allow, and those that do not allow it.
fn settle(
    pair: (Currency, Currency),
    all: &[Implied],
    band: Option<(Bounds, u32)>,
) -> (Settled, Vec<Outlier>) {
    let mut settled: Settled = Vec::new();
    let mut outliers = Vec::new();
    let start = band.map_or(Bounds::NOT_NEGATIVE, |(bounds, _)| bounds);
    let (inside, outside): (Vec<&Implied>, Vec<&Implied>) = all.iter().partition(|i| i.rate.meets(start));
    if let Some((allowed, at)) = band {
        let evidence = Evidence::Band(at);
        settled.push((allowed, evidence));
        outliers.extend(outside.into_iter().map(|implied| Outlier {
            pair,
            implied: *implied,
            allowed,
            evidence,
        }));
    }
    // The most overlaid rate begins where some implied rate begins.
    let coverage = |at: f64| inside.iter().filter(|i| i.rate.low <= at && at <= i.rate.high).count();
    let best = inside.iter().map(|i| i.rate.low).max_by(|a, b| {
        // The lower one of two that are alike: what comes first in the order of numbers.
        coverage(*a).cmp(&coverage(*b)).then(b.total_cmp(a))
    });
    let Some(best) = best else { return (settled, outliers) };
    let (most, others): (Vec<&Implied>, Vec<&Implied>) =
        inside.into_iter().partition(|i| i.rate.low <= best && best <= i.rate.high);
    let lowest = most.iter().max_by(|a, b| a.rate.low.total_cmp(&b.rate.low));
    let highest = most.iter().min_by(|a, b| a.rate.high.total_cmp(&b.rate.high));
    if let (Some(low), Some(high)) = (lowest, highest) {
        let below = Bounds::closed(low.rate.low, f64::INFINITY);
        let above = Bounds::closed(0.0, high.rate.high);
        settled.push((below, Evidence::Peer(low.of)));
        settled.push((above, Evidence::Peer(high.of)));
        outliers.extend(others.into_iter().map(|implied| {
            let end = if implied.rate.high < low.rate.low { low } else { high };
            let evidence = Evidence::Peer(end.of);
            Outlier { pair, implied: *implied, allowed: end.rate, evidence }
        }));
    }
    (settled, outliers)
}
