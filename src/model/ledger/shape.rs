//! How a derived figure is written: with which digits, and with which hedge.

use rust_decimal::Decimal;

use super::derive::Derivation;
use super::{Figure, Origin};
use crate::model::interval::{Bound, Interval, Qualifier};
use crate::model::observation::Value;
use crate::model::period::Period;
use crate::model::quantity::Quantity;
use crate::model::rounding::{rounded, rounded_down, rounded_up};
use crate::model::unit::{Scale, Unit};

/// Its unit and the most decimals that it may have.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub unit: Unit,
    pub scale: Scale,
    pub decimals: u32,
}

/// Derived percentages have one decimal, as official releases give them.
pub(super) const PERCENT: Shape = Shape { unit: Unit::Percent, scale: Scale::One, decimals: 1 };

/// What a figure comes out as, before it is written: its best estimate, and all that it can be.
#[derive(Clone, Copy)]
pub(super) struct Outcome {
    pub middle: Decimal,
    pub interval: Interval,
    /// Where the interval would end whatever the figures were: a part of a whole at 0.
    pub floor: Option<Decimal>,
}

impl Shape {
    /// That of the figure whose last digit stands for most: what is made of several is no finer.
    pub fn of_coarsest<'f, 'a: 'f>(figures: impl Iterator<Item = &'f Figure<'a>>) -> Option<Self> {
        let last_digit =
            |figure: &&Figure<'_>| i64::from(figure.value.decimals()) - i64::from(figure.scale.exponent());
        let Figure { unit, scale, value, .. } = figures.min_by_key(last_digit)?;
        Some(Shape { unit: *unit, scale: *scale, decimals: value.decimals() })
    }

    /// A figure in percent or a level, rounded to the digits that its interval leaves certain.
    pub fn figure<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        outcome: Outcome,
        by: Derivation,
        from: Vec<Figure<'a>>,
    ) -> Option<Figure<'a>> {
        let (value, qualifier) = self.written(outcome, &from)?;
        self.derived(quantity, period, value, qualifier, outcome, by, from)
    }

    /// A sum, from which the parts at some places are taken away instead; none unless all are in one unit. It has as many
    /// decimals as its parts: that is how releases print totals, and a reader who adds the printed parts up finds the printed
    /// total. Its interval says how far off it may be.
    pub fn sum<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        by: Derivation,
        parts: Vec<Figure<'a>>,
        taken: &[usize],
    ) -> Option<Figure<'a>> {
        let unit = parts.first()?.unit;
        let (mut interval, mut middle) = (Interval::point(Decimal::ZERO), Decimal::ZERO);
        for (at, part) in parts.iter().enumerate() {
            if part.unit != unit {
                return None;
            }
            (interval, middle) = if taken.contains(&at) {
                (interval.minus(part.base()), middle.checked_sub(part.estimate()?)?)
            } else {
                (interval.plus(part.base()), middle.checked_add(part.estimate()?)?)
            };
        }
        let unscale = Decimal::ONE / self.scale.factor();
        let middle = middle.checked_mul(unscale)?;
        let outcome = Outcome { middle, interval: interval.scale(unscale), floor: None };
        if outcome.interval.width().is_none() || parts.iter().any(is_range) {
            return self.figure(quantity, period, outcome, by, parts);
        }
        let hedged = parts.iter().any(|part| part.qualifier != Qualifier::Exact);
        let qualifier = if hedged { Qualifier::About } else { Qualifier::Exact };
        // Derived parts may have fewer digits than the difference of their estimates needs.
        let holds = |decimals: &u32| outcome.interval.contains(rounded(middle, *decimals));
        let decimals = (self.decimals..=self.decimals + 1).find(holds).unwrap_or(self.decimals);
        let value = Value::Number(with_decimals(rounded(middle, decimals), decimals));
        self.derived(quantity, period, value, qualifier, outcome, by, parts)
    }

    /// The value with its hedge, given what it is made of.
    fn written(&self, outcome: Outcome, from: &[Figure<'_>]) -> Option<(Value, Qualifier)> {
        let Outcome { middle, interval, floor } = outcome;
        let one_sided = from.iter().any(|part| part.interval.width().is_none());
        let (value, qualifier) = match (interval.low, interval.high) {
            (Bound::Unbounded, Bound::Unbounded) => return None,
            (low, Bound::Unbounded) => self.above(low)?,
            (Bound::Unbounded, high) => self.below(high)?,
            // A part of what has no upper end can be next to nothing, so that only the upper end of it says something.
            (low, high) if one_sided && low.value() == floor => self.below(high)?,
            (low, high) if from.iter().any(is_range) => {
                return Some(self.range(low.value()?, high.value()?));
            }
            (low, high) => self.round(middle, low.value()?, high.value()?),
        };
        Some((Value::Number(value), qualifier))
    }

    /// "Over" or "at least" a lower end, and no more than is known.
    fn above(&self, low: Bound) -> Option<(Decimal, Qualifier)> {
        let (end, decimals) = self.end(low)?;
        let value = with_decimals(rounded_down(end, decimals), decimals);
        let closed = matches!(low, Bound::Closed(_)) && value == end;
        let hedge = if closed { Qualifier::AtLeast } else { Qualifier::Over };
        Some((value, hedge.signed(value)))
    }

    /// "Under" or "up to" an upper end.
    fn below(&self, high: Bound) -> Option<(Decimal, Qualifier)> {
        let (end, decimals) = self.end(high)?;
        let value = with_decimals(rounded_up(end, decimals), decimals);
        let closed = matches!(high, Bound::Closed(_)) && value == end;
        let hedge = if closed { Qualifier::UpTo } else { Qualifier::Under };
        Some((value, hedge.signed(value)))
    }

    /// The number at an end, of an amount with a digit more than others have if that is all it needs: 149.5 is half a unit
    /// above 149.
    fn end(&self, bound: Bound) -> Option<(Decimal, u32)> {
        let end = bound.value()?.normalize();
        let has_half = !self.unit.is_rate() && end.scale() == self.decimals + 1;
        Some((end, if has_half { end.scale() } else { self.decimals }))
    }

    /// From one end to the other, where a source prints a range: its middle is nobody's figure.
    fn range(&self, low: Decimal, high: Decimal) -> (Value, Qualifier) {
        let fine = high.checked_sub(low).is_some_and(|width| width < Decimal::TEN);
        let decimals = if fine { self.decimals } else { 0 };
        let (low, high) = (rounded_down(low, decimals), rounded_up(high, decimals));
        (Value::Range(with_decimals(low, decimals), with_decimals(high, decimals)), Qualifier::Exact)
    }

    /// The middle with as many decimals as leave its last digit right to within one, whichever number of the interval is
    /// rounded in its place: [21.40, 21.51] is 21.5, [15.7, 16.7] is 16. It lies in the interval, unless it has all the
    /// decimals that there may be. "About" if even a whole number promises more than is known.
    fn round(&self, middle: Decimal, low: Decimal, high: Decimal) -> (Decimal, Qualifier) {
        let lies_within = |decimals: &u32| {
            let value = rounded(middle, *decimals);
            low <= value && value <= high
        };
        let fits = |decimals: &u32| {
            let value = rounded(middle, *decimals);
            let unit = Decimal::new(1, *decimals);
            let near = |end: Decimal| {
                rounded(end, *decimals).checked_sub(value).is_some_and(|off| off.abs() <= unit)
            };
            near(low) && near(high) && (*decimals == self.decimals || lies_within(decimals))
        };
        if let Some(decimals) = (0..=self.decimals).rev().find(fits) {
            return (with_decimals(rounded(middle, decimals), decimals), Qualifier::Exact);
        }
        let decimals = (0..self.decimals).find(lies_within).unwrap_or(self.decimals);
        (with_decimals(rounded(middle, decimals), decimals), Qualifier::About)
    }

    #[expect(clippy::too_many_arguments, reason = "all that a derived figure has")]
    fn derived<'a>(
        &self,
        quantity: &Quantity,
        period: Period,
        value: Value,
        qualifier: Qualifier,
        outcome: Outcome,
        by: Derivation,
        from: Vec<Figure<'a>>,
    ) -> Option<Figure<'a>> {
        let Shape { unit, scale, .. } = *self;
        let noun = from.first().and_then(|part| part.noun).filter(|_| unit == Unit::Count);
        let estimate = outcome.middle.checked_mul(scale.factor())?;
        let origin = Origin::Derived { by, from, estimate };
        let (quantity, interval) = (quantity.clone(), outcome.interval);
        Some(Figure { quantity, period, value, unit, scale, qualifier, interval, noun, origin })
    }
}

/// True if the figure is a range that a source prints, or follows from one.
fn is_range(figure: &Figure<'_>) -> bool {
    matches!(figure.value, Value::Range(..))
}

/// The number with zeros up to so many decimals.
fn with_decimals(mut number: Decimal, decimals: u32) -> Decimal {
    number.rescale(decimals);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_has_one_end_says_no_more_than_is_known() {
        let above = |low| PERCENT.above(low).map(|(value, hedge)| format!("{} {value}", hedge.as_str()));
        let below = |high| PERCENT.below(high).map(|(value, hedge)| format!("{} {value}", hedge.as_str()));
        assert_eq!(above(Bound::Open(d("33.167"))).unwrap(), "over 33.1");
        assert_eq!(above(Bound::Closed(d("33.167"))).unwrap(), "over 33.1");
        assert_eq!(above(Bound::Closed(d("50"))).unwrap(), "at-least 50.0");
        let money = Shape { unit: Unit::Tonne, scale: Scale::Billion, decimals: 0 };
        assert_eq!(money.above(Bound::Open(d("149.5"))).unwrap(), (d("149.5"), Qualifier::Over));
        assert_eq!(below(Bound::Open(d("21.7095"))).unwrap(), "under 21.8");
        assert_eq!(below(Bound::Closed(d("0"))).unwrap(), "up-to 0.0");
        // Hedges are about sizes: more than −2.5 is a fall of less.
        assert_eq!(above(Bound::Open(d("-2.5"))).unwrap(), "under -2.5");
    }

    #[test]
    fn a_derived_figure_has_the_digits_that_its_interval_leaves_right_to_within_one() {
        let shown = |middle: &str, low: &str, high: &str| {
            let (value, qualifier) = PERCENT.round(d(middle), d(low), d(high));
            format!("{} {value}", qualifier.as_str())
        };
        for (middle, low, high, expected) in [
            ("21.455", "21.40", "21.51", "exact 21.5"),
            ("16.36", "16.18", "16.54", "about 16.4"),
            ("16.2", "15.7", "16.7", "exact 16"),
            ("24.98", "24.938", "25.027", "exact 25.0"),
            ("12.25", "12.24", "12.26", "exact 12.3"),
            ("3.4", "3.2985", "3.5018", "exact 3.4"),
            ("-0.328", "-0.437", "-0.219", "exact -0.3"),
            ("0.3", "0.12", "0.48", "about 0.3"),
            ("39.05", "38.2", "39.9", "exact 39"),
            ("13", "11.5", "14.5", "about 13"),
            ("-0.04", "-0.05", "-0.03", "exact 0.0"),
        ] {
            assert_eq!(shown(middle, low, high), expected, "[{low}, {high}]");
        }
    }
}
