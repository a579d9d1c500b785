//! Fingerprints of parts of a ledger: equal while everything that an audit of the part reads is equal.

use std::hash::{Hash, Hasher};

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::implied::pair;
use super::network::index;
use super::peers::Peers;
use crate::model::{Ledger, Observation, Quantity, Unit, Value};

/// The fingerprint of each reported quantity: its name and place, its observations, and what its series say.
///
/// What is shared with a ledger `before` that it can be compared with has the fingerprints of then.
pub(super) fn of_reports(ledger: &Ledger, before: Option<(&Ledger, &[u64])>) -> Vec<u64> {
    let reports: Vec<(&Quantity, &[Observation])> = ledger.reports().collect();
    let one = |(at, (quantity, observations)): (usize, &(&Quantity, &[Observation]))| {
        if let Some((before, known)) = before
            && let Some((_, same)) = before.report(at)
            && std::ptr::eq(same, *observations)
        {
            return known[at];
        }
        let mut state = FxHasher::default();
        // Findings name figures by their places.
        (at, quantity).hash(&mut state);
        quantity.each_series(&mut |id| {
            if let Some(series) = ledger.series(id) {
                (series.unit, series.scale, series.kind, series.preferred.len()).hash(&mut state);
                for (key, choice) in &series.preferred {
                    (key, &choice.source).hash(&mut state);
                }
            }
        });
        for (at, observation) in observations.iter().enumerate() {
            figure(observation, &mut state);
            // Depends on the date of its document.
            ledger.is_ahead(observation).hash(&mut state);
            // This depends on the dates of several, and is asked only of what is not the only one of its period.
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let is_same = |other: usize| {
                observations.get(other).is_some_and(|other| other.period == observation.period)
            };
            if beside.into_iter().any(is_same) {
                ledger.is_superseded(observations, at).hash(&mut state);
            }
        }
        state.finish()
    };
    reports.par_iter().enumerate().map(one).collect()
}

/// True if two ledgers have the same quantities in the same places, the same sources, and share their series: then
/// they differ in observations alone.
pub(super) fn are_comparable(a: &Ledger, b: &Ledger) -> bool {
    let same_names = a.is_made_of(b)
        || (a.reports().count() == b.reports().count()
            && a.each_series().count() == b.each_series().count()
            && a.reports().zip(b.reports()).all(|((a, _), (b, _))| a == b)
            && a.each_source().eq(b.each_source()));
    same_names && a.each_series().zip(b.each_series()).all(|(a, b)| std::ptr::eq(a, b))
}

/// The fingerprint of a part: of its reported quantities, by their places, and of the rates that it uses.
pub(super) fn of_part(ledger: &Ledger, reports: &[u32], of_reports: &[u64], peers: &Peers) -> u64 {
    let mut state = FxHasher::default();
    for report in reports {
        of_reports[*report as usize].hash(&mut state);
        if let Some((quantity, observations)) = ledger.report(*report as usize) {
            rates(ledger, quantity, observations, peers, &mut state);
        }
    }
    index(reports.len()).hash(&mut state);
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
                    peers.hash_of(pair(from, *to), same[0].period, state);
                });
            }
            false
        }
        _ => false,
    };
    // Rates come in where nothing is said to be a conversion: also where a print may be in another currency.
    let may_convert = |o: &Observation| {
        (Some(o.unit) != own && !o.unit.is_rate()) || (o.reading().is_some() && o.printed().is_some())
    };
    if foreign || observations.iter().any(may_convert) {
        peers.digest.hash(state);
    }
}

/// What the audit reads of an observation. Packed, since it is done for
/// every figure of the ledger each time.
fn figure(observation: &Observation, state: &mut FxHasher) {
    let Observation { period, value, unit, scale, qualifier, status, source, papers } = observation;
    match value {
        Value::Number(number) => state.write_u128(u128::from_le_bytes(number.serialize())),
        Value::Range(low, high) => {
            state.write_u128(u128::from_le_bytes(low.serialize()));
            state.write_u128(u128::from_le_bytes(high.serialize()));
        }
    }
    let day = |date: Date| {
        let [month, day] = [date.month(), date.day()].map(|part| u64::from(part.unsigned_abs()));
        (u64::from(date.year().unsigned_abs()) << 16) | (month << 8) | day
    };
    state.write_u64((day(period.start()) << 32) | day(period.end()));
    state.write_u32(
        (u32::from(*scale as u8) << 16) | (u32::from(*qualifier as u8) << 8) | u32::from(*status as u8),
    );
    unit.hash(state);
    source.hash(state);
    if let Some(papers) = papers {
        (&papers.printed, papers.reading.is_some()).hash(state);
    }
}
