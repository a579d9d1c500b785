//! Figures that no source prints but that follow from figures that are printed.
//!
//! The identities: growth = x(t) ÷ x(t − 1 year) − 1; share = part ÷ whole; sum and difference; and for a level
//! itself, x(t) = x(t + 1 year) ÷ (1 + growth(t + 1 year)) and x(t) = x(t − 1 year) × (1 + growth(t)). The
//! interval of the result encloses every result that the intervals of what it is derived from allow. A level is
//! derived from printed figures only, so that no derivation goes round in a circle.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Figure, Ledger, Origin};
use crate::model::interval::{Bound, Interval, Qualifier};
use crate::model::observation::Value;
use crate::model::period::Period;
use crate::model::quantity::Quantity;
use crate::model::unit::{Scale, Unit};

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
    /// x(t + 1 year) ÷ (1 + growth).
    FromLaterGrowth,
    /// x(t − 1 year) × (1 + growth).
    FromGrowth,
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
        Quantity::Share { part, whole } => {
            share(quantity, ledger.figure(part, period)?, ledger.figure(whole, period)?)
        }
        Quantity::Sum(parts) => {
            let figures = parts.iter().map(|part| ledger.figure(part, period)).collect::<Option<Vec<_>>>()?;
            total(quantity, period, figures)
        }
        Quantity::Difference { of, from } => {
            difference(ledger, quantity, ledger.figure(of, period)?, ledger.figure(from, period)?)
        }
        // An exchange rate is nothing that follows; and what is first among all that is known need not be first.
        Quantity::Conversion { .. } | Quantity::Rank { .. } | Quantity::TimesOver { .. } => None,
    }
}

fn level<'a>(ledger: &'a Ledger, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
    let growth = Quantity::growth(quantity.clone());
    let later = period.year_after().and_then(|after| {
        let (level, rate) =
            (ledger.reported_figure(quantity, after)?, ledger.reported_figure(&growth, after)?);
        by_rate(quantity, period, level, rate, Derivation::FromLaterGrowth)
    });
    let earlier = period.year_before().and_then(|before| {
        let (level, rate) =
            (ledger.reported_figure(quantity, before)?, ledger.reported_figure(&growth, period)?);
        by_rate(quantity, period, level, rate, Derivation::FromGrowth)
    });
    match (later, earlier) {
        (Some(a), Some(b)) if width(&b) < width(&a) => Some(b),
        (a, b) => a.or(b),
    }
}

/// The width that decides which of two derivations is tighter; none ranks last.
fn width(figure: &Figure<'_>) -> Decimal {
    figure.interval.width().unwrap_or(Decimal::MAX)
}

/// A level from the level a year away and the growth between the two.
fn by_rate<'a>(
    quantity: &Quantity,
    period: Period,
    level: Figure<'a>,
    rate: Figure<'a>,
    by: Derivation,
) -> Option<Figure<'a>> {
    let hundred = Decimal::ONE_HUNDRED;
    let factor = rate.interval.plus(Interval::point(hundred)).scale(Decimal::ONE / hundred);
    let middle = Decimal::ONE.checked_add(rate.value.middle().checked_div(hundred)?)?;
    let (interval, middle) = match by {
        Derivation::FromLaterGrowth => {
            (level.interval.ratio(factor), level.value.middle().checked_div(middle)?)
        }
        _ => (level.interval.times(factor), level.value.middle().checked_mul(middle)?),
    };
    let shape = Shape { unit: level.unit, scale: level.scale, decimals: level.value.decimals() };
    shape.figure(quantity, period, middle, interval, by, vec![level, rate])
}

fn growth<'a>(quantity: &Quantity, later: Figure<'a>, earlier: Figure<'a>) -> Option<Figure<'a>> {
    if later.unit != earlier.unit || later.unit.is_rate() {
        return None;
    }
    let hundred = Decimal::ONE_HUNDRED;
    let interval = base(&later).ratio(base(&earlier)).scale(hundred).minus(Interval::point(hundred));
    let middle = base_middle(&later)?.checked_div(base_middle(&earlier)?)?.checked_mul(hundred)? - hundred;
    let period = later.period;
    PERCENT.figure(quantity, period, middle, interval, Derivation::Growth, vec![later, earlier])
}

fn share<'a>(quantity: &Quantity, part: Figure<'a>, whole: Figure<'a>) -> Option<Figure<'a>> {
    if part.unit != whole.unit {
        return None;
    }
    let hundred = Decimal::ONE_HUNDRED;
    let interval = base(&part).ratio(base(&whole)).scale(hundred);
    let middle = base_middle(&part)?.checked_div(base_middle(&whole)?)?.checked_mul(hundred)?;
    let period = part.period;
    PERCENT.figure(quantity, period, middle, interval, Derivation::Share, vec![part, whole])
}

fn total<'a>(quantity: &Quantity, period: Period, parts: Vec<Figure<'a>>) -> Option<Figure<'a>> {
    let shape = Shape::of_coarsest(parts.iter())?;
    let mut interval = Interval::point(Decimal::ZERO);
    let mut middle = Decimal::ZERO;
    for part in &parts {
        if part.unit != shape.unit {
            return None;
        }
        interval = interval.plus(base(part));
        middle = middle.checked_add(base_middle(part)?)?;
    }
    let unscale = Decimal::ONE / shape.scale.factor();
    shape.combined(quantity, period, middle * unscale, interval.scale(unscale), Derivation::Sum, parts)
}

fn difference<'a>(
    ledger: &Ledger,
    quantity: &Quantity,
    of: Figure<'a>,
    from: Figure<'a>,
) -> Option<Figure<'a>> {
    if of.unit != from.unit {
        return None;
    }
    let shape =
        Shape { unit: ledger.measure(quantity)?.unit, ..Shape::of_coarsest([&of, &from].into_iter())? };
    let unscale = Decimal::ONE / shape.scale.factor();
    let interval = base(&of).minus(base(&from)).scale(unscale);
    let middle = base_middle(&of)?.checked_sub(base_middle(&from)?)?.checked_mul(unscale)?;
    let period = of.period;
    shape.combined(quantity, period, middle, interval, Derivation::Difference, vec![of, from])
}

/// The interval in the unit itself.
fn base(figure: &Figure<'_>) -> Interval {
    figure.possible().scale(figure.scale.factor())
}

fn base_middle(figure: &Figure<'_>) -> Option<Decimal> {
    figure.value.middle().checked_mul(figure.scale.factor())
}

/// How a derived figure is written: its unit and the most decimals that it may have.
struct Shape {
    unit: Unit,
    scale: Scale,
    decimals: u32,
}

/// Derived percentages have one decimal, as official releases give them.
const PERCENT: Shape = Shape { unit: Unit::Percent, scale: Scale::One, decimals: 1 };

impl Shape {
    /// That of the figure whose last digit stands for most: what is made of several is no finer.
    fn of_coarsest<'f, 'a: 'f>(figures: impl Iterator<Item = &'f Figure<'a>>) -> Option<Self> {
        let last_digit =
            |figure: &&Figure<'_>| i64::from(figure.value.decimals()) - i64::from(figure.scale.exponent());
        let Figure { unit, scale, value, .. } = figures.min_by_key(last_digit)?;
        Some(Shape { unit: *unit, scale: *scale, decimals: value.decimals() })
    }

    /// The figure, rounded to the digits that its interval leaves certain.
    fn figure<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        middle: Decimal,
        interval: Interval,
        by: Derivation,
        from: Vec<Figure<'a>>,
    ) -> Option<Figure<'a>> {
        let one_sided = from.iter().any(|part| part.interval.width().is_none());
        let (value, qualifier) = self.written(middle, interval, one_sided)?;
        Some(self.derived(quantity, period, value, qualifier, interval, Origin::Derived { by, from }))
    }

    /// The value with its hedge; `one_sided` if something that it is made of has only one end.
    fn written(&self, middle: Decimal, interval: Interval, one_sided: bool) -> Option<(Decimal, Qualifier)> {
        Some(match (interval.low, interval.high) {
            (Bound::Unbounded, Bound::Unbounded) => return None,
            (low, Bound::Unbounded) => (low.value()?.round_dp(self.decimals), Qualifier::Over),
            (Bound::Unbounded, high) => (high.value()?.round_dp(self.decimals), Qualifier::Under),
            // A part of what has no upper end can be next to nothing, so that only the upper end of it says something.
            (low, high) if one_sided && low.value()?.is_zero() => {
                let up = RoundingStrategy::ToPositiveInfinity;
                (high.value()?.round_dp_with_strategy(self.decimals, up), Qualifier::Under)
            }
            (low, high) => self.round(middle, low.value()?, high.value()?),
        })
    }

    /// A sum or difference, with as many decimals as its parts: that is how releases print totals, and a reader
    /// who adds the printed parts up finds the printed total. Its interval says how far off it may be.
    fn combined<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        middle: Decimal,
        interval: Interval,
        by: Derivation,
        from: Vec<Figure<'a>>,
    ) -> Option<Figure<'a>> {
        if interval.width().is_none() {
            return self.figure(quantity, period, middle, interval, by, from);
        }
        let hedged = from.iter().any(|part| part.qualifier != Qualifier::Exact);
        let qualifier = if hedged { Qualifier::About } else { Qualifier::Exact };
        let mut value = middle.round_dp(self.decimals);
        value.rescale(self.decimals);
        Some(self.derived(quantity, period, value, qualifier, interval, Origin::Derived { by, from }))
    }

    fn derived<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        value: Decimal,
        qualifier: Qualifier,
        interval: Interval,
        origin: Origin<'a>,
    ) -> Figure<'a> {
        let noun = match &origin {
            Origin::Derived { from, .. } if self.unit == Unit::Count => {
                from.first().and_then(|part| part.noun)
            }
            _ => None,
        };
        let (unit, scale) = (self.unit, self.scale);
        let quantity = quantity.clone();
        Figure {
            quantity,
            period,
            value: Value::Number(value),
            unit,
            scale,
            qualifier,
            interval,
            noun,
            origin,
        }
    }

    /// The middle with as many decimals as leave its last digit right to within one, for every number of the
    /// interval: [21.40, 21.51] is 21.5, [16.18, 16.54] is 16. "About" if even a whole number promises more than is
    /// known.
    fn round(&self, middle: Decimal, low: Decimal, high: Decimal) -> (Decimal, Qualifier) {
        let fits = |decimals: &u32| {
            let (value, unit) = (middle.round_dp(*decimals), Decimal::new(1, *decimals));
            value.checked_sub(low).is_some_and(|below| below <= unit)
                && high.checked_sub(value).is_some_and(|above| above <= unit)
        };
        let decimals = (0..=self.decimals).rev().find(fits);
        let qualifier = if decimals.is_some() { Qualifier::Exact } else { Qualifier::About };
        let mut value = middle.round_dp(decimals.unwrap_or(0));
        value.rescale(decimals.unwrap_or(0));
        (value, qualifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_what_is_only_known_to_be_more_is_less_than_its_upper_end() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let interval = Interval { low: Bound::Open(d("0")), high: Bound::Open(d("21.7095")) };
        assert_eq!(PERCENT.written(d("21.7"), interval, true), Some((d("21.8"), Qualifier::Under)));
        let known = Interval { low: Bound::Closed(d("0")), high: Bound::Closed(d("0.1")) };
        assert_eq!(PERCENT.written(d("0.05"), known, false), Some((d("0.0"), Qualifier::Exact)));
    }

    #[test]
    fn a_derived_figure_has_the_digits_that_its_interval_leaves_right_to_within_one() {
        let shown = |middle: &str, low: &str, high: &str| {
            let d = |text: &str| text.parse::<Decimal>().unwrap();
            let (value, qualifier) = PERCENT.round(d(middle), d(low), d(high));
            format!("{} {value}", qualifier.as_str())
        };
        for (middle, low, high, expected) in [
            ("21.455", "21.40", "21.51", "exact 21.5"),
            ("16.36", "16.18", "16.54", "exact 16"),
            ("24.98", "24.938", "25.027", "exact 25.0"),
            ("39.05", "38.2", "39.9", "exact 39"),
            ("13", "11.5", "14.5", "about 13"),
            ("-0.04", "-0.05", "-0.03", "exact 0.0"),
        ] {
            assert_eq!(shown(middle, low, high), expected, "[{low}, {high}]");
        }
    }
}
