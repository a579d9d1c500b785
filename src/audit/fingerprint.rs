//! Fingerprints of parts of a ledger: equal while everything that an audit of the part reads is equal.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::peers::Peers;
use crate::model::{Ledger, Observation, Quantity, Unit, Value};

/// Two independent hashes of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint([u64; 2]);

/// The fingerprint of some reported quantities, by their places.
pub(super) fn of_part(ledger: &Ledger, reports: &[u32], peers: &Peers) -> Fingerprint {
    Fingerprint([hash(1, ledger, reports, peers), hash(2, ledger, reports, peers)])
}

fn hash(seed: u64, ledger: &Ledger, reports: &[u32], peers: &Peers) -> u64 {
    let mut state = FxHasher::default();
    seed.hash(&mut state);
    // Findings name figures by their places.
    reports.hash(&mut state);
    for report in reports {
        let Some((quantity, observations)) = ledger.report(*report as usize) else { continue };
        quantity.hash(&mut state);
        quantity.each_series(&mut |id| {
            if let Some(series) = ledger.series(id) {
                (series.unit, series.scale, series.kind, series.preferred.len()).hash(&mut state);
                for (key, choice) in &series.preferred {
                    (key, &choice.source).hash(&mut state);
                }
            }
        });
        observations.iter().for_each(|observation| figure(observation, &mut state));
        rates(ledger, quantity, observations, peers, &mut state);
    }
    state.finish()
}

/// What the audit reads of exchange rates.
fn rates(
    ledger: &Ledger,
    quantity: &Quantity,
    observations: &[Observation],
    peers: &Peers,
    state: &mut FxHasher,
) {
    let unit = |quantity: &Quantity| ledger.measure(quantity).map(|measure| measure.unit);
    let own = unit(quantity);
    let foreign = match quantity {
        Quantity::Share { part, whole } => unit(part) != unit(whole),
        Quantity::Conversion { of, to } => {
            if let Some(Unit::Currency(from)) = unit(of) {
                observations.chunk_by(|a, b| a.period == b.period).for_each(|same| {
                    peers.hash_of((from.min(*to), from.max(*to)), same[0].period, state);
                });
            }
            false
        }
        _ => false,
    };
    // Rates come in where nothing is said to be a conversion.
    if foreign || observations.iter().any(|o| Some(o.unit) != own && !o.unit.is_rate()) {
        peers.digest.hash(state);
    }
}

/// What the audit reads of an observation; what is printed beside it changes nothing.
fn figure(observation: &Observation, state: &mut FxHasher) {
    let Observation { period, value, unit, scale, qualifier, status, source, papers: _ } = observation;
    match value {
        Value::Number(number) => (number.mantissa(), number.scale()).hash(state),
        Value::Range(low, high) => {
            (low.mantissa(), low.scale(), high.mantissa(), high.scale()).hash(state);
        }
    }
    (period, unit, scale, qualifier, status, source).hash(state);
}
