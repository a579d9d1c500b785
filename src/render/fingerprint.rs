//! Fingerprints of what render jobs are answered: equal only if every byte that a page could show of it is equal.
//!
//! Decimals count with the digits that are printed: 50.4 and 50.40 are equal numbers and different figures. Each
//! type is taken apart by name, so that a new field cannot be forgotten.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::{FixedState, FoldHasher};
use rust_decimal::Decimal;

use crate::load::{Chart, Entity, FieldValue, Scalar, Text};
use crate::model::{Bound, Figure, Interval, Observation, Origin, Papers, Value};

/// What fingerprints are taken with: the same in every process of the same program.
pub(super) type Print = FoldHasher<'static>;

/// A fingerprint that nothing was put into.
pub(super) fn blank() -> Print {
    FixedState::with_seed(0).build_hasher()
}

/// The fingerprint of what is put into it.
pub(super) fn hashed(hash: impl FnOnce(&mut Print)) -> u64 {
    let mut print = blank();
    hash(&mut print);
    print.finish()
}

/// A figure, with all that it rests on.
pub(super) fn figure(figure: Option<&Figure<'_>>, state: &mut Print) {
    let Some(figure) = figure else { return state.write_u8(0) };
    let Figure { quantity, period, value, unit, scale, qualifier, interval, noun, origin } = figure;
    (quantity, period, unit, scale, qualifier, noun).hash(state);
    self::value(*value, state);
    self::interval(*interval, state);
    match origin {
        Origin::Reported { observation, preference, others, superseded } => {
            state.write_u8(1);
            self::observation(observation, state);
            preference.hash(state);
            for reports in [others, superseded] {
                state.write_usize(reports.len());
                reports.iter().for_each(|other| self::observation(other, state));
            }
        }
        // What it comes to follows from these.
        Origin::Derived { by, from, estimate: _ } => {
            state.write_u8(2);
            by.hash(state);
            from.iter().for_each(|input| self::figure(Some(input), state));
        }
    }
}

/// Observations in their order.
pub(super) fn observations(all: &[Observation], state: &mut Print) {
    all.iter().for_each(|one| observation(one, state));
    state.write_usize(all.len());
}

/// An observation with its papers.
pub(super) fn observation(observation: &Observation, state: &mut Print) {
    let Observation { period, value, unit, scale, qualifier, status, source, papers } = observation;
    (period, unit, scale, qualifier, status, source).hash(state);
    self::value(*value, state);
    match papers.as_deref() {
        Some(Papers { locator, printed, reading, note }) => (locator, printed, reading, note).hash(state),
        None => state.write_u8(0),
    }
}

fn value(value: Value, state: &mut Print) {
    match value {
        Value::Number(number) => decimal(number, state),
        Value::Range(low, high) => {
            decimal(low, state);
            decimal(high, state);
            state.write_u8(1);
        }
    }
}

fn interval(interval: Interval, state: &mut Print) {
    for bound in [interval.low, interval.high] {
        std::mem::discriminant(&bound).hash(state);
        match bound {
            Bound::Closed(end) | Bound::Open(end) => decimal(end, state),
            Bound::Unbounded => {}
        }
    }
}

fn decimal(number: Decimal, state: &mut Print) {
    number.serialize().hash(state);
}

/// A chart as specified.
pub(super) fn chart(chart: Option<&Chart>, state: &mut Print) {
    let Some(chart) = chart else { return state.write_u8(0) };
    let Chart { id, spec, quantities, inline, .. } = chart;
    (id, quantities, inline).hash(state);
    // Heights are floating-point numbers, which have no hash; their shortest text tells them apart.
    format!("{spec:?}").hash(state);
    chart.each_text().for_each(|line| text(line, state));
}

/// An entity.
pub(super) fn entity(entity: Option<&Entity>, state: &mut Print) {
    let Some(entity) = entity else { return state.write_u8(0) };
    let Entity { id, kind, name, slug, spellings, summary, body, fields, location, routes, .. } = entity;
    (id, kind, name, slug, spellings, body).hash(state);
    // Degrees are floating-point numbers, which have no hash.
    format!("{location:?} {routes:?}").hash(state);
    summary.iter().for_each(|line| text(line, state));
    for FieldValue { name, label, values } in fields {
        (name, label).hash(state);
        for value in values {
            std::mem::discriminant(value).hash(state);
            match value {
                Scalar::Text(line) => text(line, state),
                Scalar::Date(date) => date.hash(state),
                Scalar::Number(number) => number.0.serialize().hash(state),
                Scalar::Url(name) | Scalar::Entity(name) => name.hash(state),
            }
        }
    }
}

/// What a text says; where it stands in its file is for diagnostics alone.
pub(super) fn text(text: &Text, state: &mut Print) {
    text.line.content.hash(state);
}
