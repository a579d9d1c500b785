//! Figures that no source prints but that follow from figures that are printed.
//!
//! The identities: growth = x(t) ÷ x(t − 1 year) − 1; share = part ÷ whole; sum and difference; and for a level
//! itself, x(t) = x(t + 1 year) ÷ (1 + growth(t + 1 year)) and x(t) = x(t − 1 year) × (1 + growth(t)), or for a rate,
//! whose growth is in percentage points, x(t + 1 year) − growth(t + 1 year) and x(t − 1 year) + growth(t); and for what
//! flows in a period, the sum over the periods that it consists of, or what is left of a longer one. The interval of the
//! result encloses every result that the intervals of what it is derived from allow. A level is derived from printed
//! figures only, so that no derivation goes round in a circle, and over no break in its series.

use rust_decimal::Decimal;

use super::shape::{Outcome, PERCENT, Shape};
use super::{Figure, Ledger, parts};
use crate::model::interval::Interval;
use crate::model::period::Period;
use crate::model::quantity::Quantity;
use crate::model::series::Kind;
use crate::model::unit::Unit;

/// The identity that a derived figure comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Derivation {
    /// x(t) ÷ x(t − 1 year) − 1.
    Growth,
    /// Part ÷ whole.
    Share,
    /// a + b + ….
    Sum,
    /// a − b.
    Difference,
    /// x(t + 1 year) ÷ (1 + growth), or x(t + 1 year) − growth.
    FromLaterGrowth,
    /// x(t − 1 year) × (1 + growth), or x(t − 1 year) + growth.
    FromGrowth,
    /// x(t₁) + x(t₂) + …, where t consists of these.
    FromParts,
    /// x(T) − x(t₁) − …, where T consists of t and these.
    FromRest,
}

impl Derivation {
    /// The identity in words that can follow "derived".
    pub fn describe(self) -> &'static str {
        match self {
            Derivation::Growth => "from the levels of the two periods",
            Derivation::Share => "as part divided by whole",
            Derivation::Sum => "as a sum",
            Derivation::Difference => "as a difference",
            Derivation::FromLaterGrowth => "from the level a year later and its growth",
            Derivation::FromGrowth => "from the level a year before and its growth",
            Derivation::FromParts => "as the sum over the periods that it consists of",
            Derivation::FromRest => "as what is left of a longer period",
        }
    }
}

/// What follows for a quantity that no source prints in a period.
pub(super) fn derive<'a>(ledger: &'a Ledger, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
    match quantity {
        Quantity::Series(_) => level(ledger, quantity, period),
        Quantity::Growth(of) => {
            let later = ledger.figure(of, period)?;
            let earlier = ledger.figure(of, period.year_before()?)?;
            growth(quantity, later, earlier)
        }
        Quantity::Share { part, whole } if ledger.adds_up(part) && ledger.adds_up(whole) => {
            share(quantity, ledger.figure(part, period)?, ledger.figure(whole, period)?)
        }
        Quantity::Sum(of) if of.iter().all(|part| ledger.adds_up(part)) => {
            let parts = of.iter().map(|part| ledger.figure(part, period)).collect::<Option<Vec<_>>>()?;
            Shape::of_coarsest(parts.iter())?.sum(quantity, period, Derivation::Sum, parts, &[])
        }
        Quantity::Difference { of, from } => {
            let parts = vec![ledger.figure(of, period)?, ledger.figure(from, period)?];
            let unit = ledger.measure(quantity)?.unit;
            let shape = Shape { unit, ..Shape::of_coarsest(parts.iter())? };
            shape.sum(quantity, period, Derivation::Difference, parts, &[1])
        }
        // What does not add up has no sum, and is no part of anything.
        Quantity::Share { .. } | Quantity::Sum(_) => None,
        // An exchange rate is nothing that follows; and what is first among all that is known need not be first.
        Quantity::Conversion { .. } | Quantity::Rank { .. } | Quantity::TimesOver { .. } => None,
    }
}

/// The tightest of the levels that follow.
fn level<'a>(ledger: &'a Ledger, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
    let rate = Quantity::growth(quantity.clone());
    let by_growth = |year: Option<Period>, of: Option<Period>, by| {
        let (year, of) = (year?, of?);
        let (first, last) = if year < period { (year, period) } else { (period, year) };
        if ledger.breaks_between(quantity, first, last) {
            return None;
        }
        let (level, rate) = (ledger.reported_figure(quantity, year)?, ledger.reported_figure(&rate, of)?);
        by_rate(quantity, period, level, rate, by)
    };
    let (before, after) = (period.year_before(), period.year_after());
    let series = ledger.series(quantity.principal())?;
    let adds_up = series.kind == Kind::Flow && !series.unit.is_rate();
    let ways = [
        adds_up.then(|| parts::figure(ledger, quantity, period)).flatten(),
        by_growth(after, after, Derivation::FromLaterGrowth),
        by_growth(before, Some(period), Derivation::FromGrowth),
    ];
    // Of two as tight, the first.
    let width = |figure: &Figure<'_>| figure.base().width().unwrap_or(Decimal::MAX);
    ways.into_iter().flatten().min_by_key(width)
}

/// A level from the level a year away and the growth between the two.
fn by_rate<'a>(
    quantity: &Quantity,
    period: Period,
    level: Figure<'a>,
    rate: Figure<'a>,
    by: Derivation,
) -> Option<Figure<'a>> {
    let (hundred, later) = (Decimal::ONE_HUNDRED, by == Derivation::FromLaterGrowth);
    let (of, change) = (level.value.middle(), rate.value.middle());
    let (interval, middle) = match (level.unit.is_rate(), rate.unit) {
        (true, Unit::PercentagePoint) if later => {
            (level.interval.minus(rate.interval), of.checked_sub(change)?)
        }
        (true, Unit::PercentagePoint) => (level.interval.plus(rate.interval), of.checked_add(change)?),
        (false, Unit::Percent) => {
            let factor = rate.interval.plus(Interval::point(hundred)).scale(Decimal::ONE / hundred);
            let middle = Decimal::ONE.checked_add(change.checked_div(hundred)?)?;
            if later {
                (level.interval.ratio(factor), of.checked_div(middle)?)
            } else {
                (level.interval.times(factor), of.checked_mul(middle)?)
            }
        }
        _ => return None,
    };
    let shape = Shape { unit: level.unit, scale: level.scale, decimals: level.value.decimals() };
    shape.figure(quantity, period, Outcome { middle, interval, floor: None }, by, vec![level, rate])
}

/// Growth of what was above zero and has not fallen below it: on anything else a percentage says nothing.
fn growth<'a>(quantity: &Quantity, later: Figure<'a>, earlier: Figure<'a>) -> Option<Figure<'a>> {
    if later.unit != earlier.unit || later.unit.is_rate() {
        return None;
    }
    let (to, from) = (later.estimate()?, earlier.estimate()?);
    if to < Decimal::ZERO || from <= Decimal::ZERO {
        return None;
    }
    let hundred = Decimal::ONE_HUNDRED;
    let interval = later.base().ratio(earlier.base()).scale(hundred).minus(Interval::point(hundred));
    let middle = to.checked_div(from)?.checked_mul(hundred)?.checked_sub(hundred)?;
    let period = later.period;
    let outcome = Outcome { middle, interval, floor: Some(-hundred) };
    PERCENT.figure(quantity, period, outcome, Derivation::Growth, vec![later, earlier])
}

fn share<'a>(quantity: &Quantity, part: Figure<'a>, whole: Figure<'a>) -> Option<Figure<'a>> {
    let (of, all) = (part.estimate()?, whole.estimate()?);
    if part.unit != whole.unit || all <= Decimal::ZERO {
        return None;
    }
    let hundred = Decimal::ONE_HUNDRED;
    let interval = part.base().ratio(whole.base()).scale(hundred);
    let middle = of.checked_div(all)?.checked_mul(hundred)?;
    let period = part.period;
    let outcome = Outcome { middle, interval, floor: Some(Decimal::ZERO) };
    PERCENT.figure(quantity, period, outcome, Derivation::Share, vec![part, whole])
}
