//! Exchange rates, settled before the parts of the ledger are audited one by one.
//!
//! Conversions between the same two currencies in the same period are peers: one rate holds for all. The rate
//! that most of them allow is taken; each that does not allow it is an outlier, reported once against the
//! majority instead of against each of them, and says nothing of the rate. A reference band counts before any
//! peer.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use indexmap::IndexMap;
use indexmap::map::Entry;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHasher};

use super::bounds::Bounds;
use super::implied::{Implied, Known, Pair};
use super::network::{Evidence, index};
use super::rates::Rates;
use crate::model::{Interval, Period};

/// A conversion that disagrees with what else is known of the rate in its period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlier {
    /// The currencies.
    pub pair: Pair,
    /// What it implies.
    pub implied: Implied,
    /// What the others allow.
    pub allowed: Bounds,
    /// What they rest on.
    pub evidence: Evidence,
}

/// What is known of a rate in a period.
#[derive(Debug, Default)]
struct Settled {
    implied: Vec<Implied>,
    /// The rate, end by end, each with what it rests on; none if there is nothing to compare.
    ends: Vec<(Bounds, Evidence)>,
    outliers: Vec<Outlier>,
    digest: u64,
    /// Stands for ends and outliers: each part that converts in the period asks for it.
    stamp: u64,
}

/// All exchange rates of a ledger.
#[derive(Debug, Default)]
pub(super) struct Peers {
    rates: IndexMap<(Pair, Period), Settled, FxBuildHasher>,
    /// Stands for all implied rates and bands.
    pub digest: u64,
    hulls: OnceLock<BTreeMap<Pair, Bounds>>,
}

impl Peers {
    /// Settles what conversions imply; what is as it was before is not settled again.
    pub fn new(implied: &Known, bands: &Rates, before: &Peers) -> Self {
        let mut rates: IndexMap<(Pair, Period), Settled, FxBuildHasher> = IndexMap::default();
        // Quantities are converted in the same periods as each other, mostly, and in the same order: the next one is
        // looked for where the last one was followed, before it is by its hash.
        let mut next = 0;
        for (pair, all) in implied.values() {
            for implied in all.iter() {
                let key = (*pair, implied.period);
                if rates.get_index(next).is_none_or(|(known, _)| *known != key) {
                    let room = || before.rates.get(&key).map_or(1, |settled| settled.implied.len() + 1);
                    next = match rates.entry(key) {
                        Entry::Occupied(entry) => entry.index(),
                        Entry::Vacant(entry) => {
                            let at = entry.index();
                            entry.insert(Settled {
                                implied: Vec::with_capacity(room()),
                                ..Settled::default()
                            });
                            at
                        }
                    };
                }
                rates[next].implied.push(*implied);
                next = if next + 1 < rates.len() { next + 1 } else { 0 };
            }
        }
        let mut bands_digest = FxHasher::default();
        bands.hash(&mut bands_digest);
        let bands_digest = bands_digest.finish();
        let mut all: Vec<_> = rates.iter_mut().collect();
        all.par_iter_mut().for_each(|(key, settled)| {
            settled.digest = digest(&settled.implied, bands_digest);
            match before.rates.get(*key) {
                Some(same) if same.digest == settled.digest => {
                    settled.ends.clone_from(&same.ends);
                    settled.outliers.clone_from(&same.outliers);
                    settled.stamp = same.stamp;
                }
                _ => {
                    settle(key.0, key.1, settled, bands);
                    settled.stamp = stamp(settled);
                }
            }
        });
        let mut digest = FxHasher::default();
        bands_digest.hash(&mut digest);
        rates.values().for_each(|settled| settled.digest.hash(&mut digest));
        Peers { rates, digest: digest.finish(), hulls: OnceLock::new() }
    }

    /// What is known of a rate in a period, if it does not contradict one of these reports.
    pub fn evidence(&self, pair: Pair, period: Period, reports: &[u32]) -> &[(Bounds, Evidence)] {
        let Some(settled) = self.rates.get(&(pair, period)) else { return &[] };
        let own = |outlier: &Outlier| reports.binary_search(&outlier.implied.of[1].report).is_ok();
        if settled.outliers.iter().any(own) { &[] } else { &settled.ends }
    }

    /// Hashes what is known of a rate in a period.
    pub fn hash_of(&self, pair: Pair, period: Period, state: &mut FxHasher) {
        if let Some(settled) = self.rates.get(&(pair, period)) {
            state.write_u64(settled.stamp);
        }
    }

    /// What disagrees with its peers or with a band.
    pub fn outliers(&self) -> impl Iterator<Item = &Outlier> {
        self.rates.values().flat_map(|settled| &settled.outliers)
    }

    /// How many implied rates had a peer or a band to be held against.
    pub fn checked(&self) -> usize {
        let compared = self.rates.values().filter(|settled| !settled.ends.is_empty());
        compared.map(|settled| settled.implied.len()).sum()
    }

    /// True if another conversion of the same period allows the same rate.
    pub fn is_shared(&self, pair: Pair, implied: &Implied) -> bool {
        let settled = self.rates.get(&(pair, implied.period));
        let shares = |other: &Implied| other.of != implied.of && other.rate.meets(implied.rate);
        settled.is_some_and(|settled| settled.implied.iter().any(shares))
    }

    /// The pairs of currencies, in order.
    pub fn pairs(&self) -> BTreeSet<Pair> {
        self.rates.keys().map(|(pair, _)| *pair).collect()
    }

    /// Every implied rate of a pair.
    pub fn implied_of(&self, pair: Pair) -> impl Iterator<Item = &Implied> {
        let of_pair = self.rates.iter().filter(move |((of, _), _)| *of == pair);
        of_pair.flat_map(|(_, settled)| &settled.implied)
    }

    /// What the rates of each pair lay between, without those that disagree with their peers; worked out when a
    /// contradiction asks for it.
    pub fn hulls(&self) -> &BTreeMap<Pair, Bounds> {
        self.hulls.get_or_init(|| {
            let mut hulls: BTreeMap<Pair, Bounds> = BTreeMap::new();
            for ((pair, _), settled) in &self.rates {
                let disagrees =
                    |implied: &Implied| settled.outliers.iter().any(|o| o.implied.of == implied.of);
                let agreed = settled.implied.iter().filter(|one| one.rate.is_bounded() && !disagrees(one));
                for Implied { rate, .. } in agreed {
                    let hull = hulls.entry(*pair).or_insert(*rate);
                    *hull = hull.hull(*rate);
                }
            }
            hulls
        })
    }
}

/// Stands for what is known of a rate.
fn stamp(settled: &Settled) -> u64 {
    let mut stamp = FxHasher::default();
    for (bounds, evidence) in &settled.ends {
        (bounds.low.to_bits(), bounds.high.to_bits(), evidence).hash(&mut stamp);
    }
    settled.outliers.iter().for_each(|outlier| outlier.implied.of.hash(&mut stamp));
    stamp.finish()
}

/// Stands for implied rates and the bands that they are held against.
fn digest(implied: &[Implied], bands: u64) -> u64 {
    let mut digest = FxHasher::default();
    bands.hash(&mut digest);
    for implied in implied {
        (implied.of, implied.rate.low.to_bits(), implied.rate.high.to_bits()).hash(&mut digest);
    }
    digest.finish()
}

/// Finds the rate that most conversions of a period allow, and those that do not allow it.
fn settle(pair: Pair, period: Period, settled: &mut Settled, bands: &Rates) {
    let band = band(bands, pair, period);
    if settled.implied.len() < 2 && band.is_none() {
        return;
    }
    let all = std::mem::take(&mut settled.implied);
    let start = band.map_or(Bounds::NOT_NEGATIVE, |(bounds, _)| bounds);
    let (inside, outside): (Vec<&Implied>, Vec<&Implied>) = all.iter().partition(|i| i.rate.meets(start));
    if let Some((allowed, at)) = band {
        let evidence = Evidence::Band(at);
        settled.ends.push((allowed, evidence));
        let outlier = |implied: &Implied| Outlier { pair, implied: *implied, allowed, evidence };
        settled.outliers.extend(outside.into_iter().map(outlier));
    }
    if let Some(best) = most_allowed(&inside) {
        let (most, others): (Vec<&Implied>, Vec<&Implied>) =
            inside.into_iter().partition(|i| i.rate.low <= best && best <= i.rate.high);
        let lowest = most.iter().max_by(|a, b| a.rate.low.total_cmp(&b.rate.low));
        let highest = most.iter().min_by(|a, b| a.rate.high.total_cmp(&b.rate.high));
        if let (Some(low), Some(high)) = (lowest, highest) {
            let (below, above) =
                (Bounds::closed(low.rate.low, f64::INFINITY), Bounds::closed(0.0, high.rate.high));
            settled.ends.extend([(below, Evidence::Peer(low.of)), (above, Evidence::Peer(high.of))]);
            settled.outliers.extend(others.into_iter().map(|implied| {
                let end = if implied.rate.high < low.rate.low { low } else { high };
                let evidence = Evidence::Peer(end.of);
                Outlier { pair, implied: *implied, allowed: end.rate, evidence }
            }));
        }
    }
    settled.implied = all;
}

/// The band of a pair in a period, and its place.
fn band(rates: &Rates, pair: Pair, period: Period) -> Option<(Bounds, u32)> {
    let of_pair = |at: &usize| {
        let band = &rates.0[*at];
        let same = (band.of, band.per) == pair || (band.per, band.of) == pair;
        same && band.period.contains(period)
    };
    // The shortest period says most.
    let days = |period: Period| (period.end() - period.start()).get_days();
    let at = (0..rates.0.len()).filter(of_pair).min_by_key(|at| days(rates.0[*at].period))?;
    let band = &rates.0[at];
    let bounds = Bounds::of(Interval::closed(band.low, band.high), 0);
    let one = Bounds::closed(1.0, 1.0);
    Some((if band.of == pair.0 { bounds } else { one.over(bounds) }, index(at)))
}

/// The lowest rate that most of some implied rates allow. It is the lower end of one of them.
fn most_allowed(rates: &[&Implied]) -> Option<f64> {
    let mut lows: Vec<f64> = rates.iter().map(|implied| implied.rate.low).collect();
    let mut highs: Vec<f64> = rates.iter().map(|implied| implied.rate.high).collect();
    lows.sort_unstable_by(f64::total_cmp);
    highs.sort_unstable_by(f64::total_cmp);
    let mut best = (0, *lows.first()?);
    let mut ended = 0;
    for (begun, low) in lows.iter().enumerate() {
        while highs[ended] < *low {
            ended += 1;
        }
        let allow = begun + 1 - ended;
        if allow > best.0 {
            best = (allow, *low);
        }
    }
    Some(best.1)
}
