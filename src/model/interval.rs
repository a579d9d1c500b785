//! What a printed figure can mean: an interval.
//!
//! A figure rounded to its last printed digit stands for half a unit of that digit to either side, as in
//! XBRL Calculations 1.1; its qualifier shifts or opens the ends. Everything that compares figures compares
//! intervals: two figures agree when their intervals meet.

use std::fmt;

use rust_decimal::Decimal;

/// How a source hedges a figure.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    schemars::JsonSchema,
    serde::Deserialize,
    serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Qualifier {
    /// As printed, to its last digit.
    #[default]
    Exact,
    /// "about", "around", "approximately".
    About,
    /// "over", "more than", "topped".
    Over,
    /// "at least".
    AtLeast,
    /// "almost", "nearly".
    Almost,
    /// "under", "less than".
    Under,
    /// "up to".
    UpTo,
}

impl Qualifier {
    /// The hedge that says the same beside a number with its sign, and the other way round: a fall of "over 5 %" is under −5 %.
    #[must_use]
    pub fn signed(self, value: Decimal) -> Self {
        match self {
            _ if !value.is_sign_negative() || value.is_zero() => self,
            Qualifier::Over => Qualifier::Under,
            Qualifier::Under => Qualifier::Over,
            Qualifier::AtLeast => Qualifier::UpTo,
            Qualifier::UpTo => Qualifier::AtLeast,
            same => same,
        }
    }

    /// The word that YAML and CSV use.
    pub fn as_str(self) -> &'static str {
        match self {
            Qualifier::Exact => "exact",
            Qualifier::About => "about",
            Qualifier::Over => "over",
            Qualifier::AtLeast => "at-least",
            Qualifier::Almost => "almost",
            Qualifier::Under => "under",
            Qualifier::UpTo => "up-to",
        }
    }
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The end belongs to the interval.
    Closed(Decimal),
    /// The end does not belong to it.
    Open(Decimal),
    /// There is no end.
    Unbounded,
}

impl Bound {
    /// The number at the end.
    pub fn value(self) -> Option<Decimal> {
        match self {
            Bound::Closed(v) | Bound::Open(v) => Some(v),
            Bound::Unbounded => None,
        }
    }

    /// True if it is a number below zero.
    fn is_negative(self) -> bool {
        self.value().is_some_and(|value| value.is_sign_negative() && !value.is_zero())
    }

    /// The same kind of end at another number; unbounded if the number does not fit a decimal.
    fn map(self, f: impl FnOnce(Decimal) -> Option<Decimal>) -> Self {
        match self {
            Bound::Closed(v) => f(v).map_or(Bound::Unbounded, Bound::Closed),
            Bound::Open(v) => f(v).map_or(Bound::Unbounded, Bound::Open),
            Bound::Unbounded => Bound::Unbounded,
        }
    }

    /// The end that two ends combine to: open if either is.
    fn with(self, other: Bound, f: impl FnOnce(Decimal, Decimal) -> Option<Decimal>) -> Self {
        match (self, other) {
            (Bound::Closed(a), Bound::Closed(b)) => f(a, b).map_or(Bound::Unbounded, Bound::Closed),
            _ => match (self.value(), other.value()) {
                (Some(a), Some(b)) => f(a, b).map_or(Bound::Unbounded, Bound::Open),
                _ => Bound::Unbounded,
            },
        }
    }
}

/// The numbers between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The lower end.
    pub low: Bound,
    /// The upper end.
    pub high: Bound,
}

impl Interval {
    /// Its ends, drawn in to the first and the last whole number in it; as they are, if it holds none.
    pub fn whole_numbers(self) -> Interval {
        let least = match self.low {
            Bound::Closed(low) => Bound::Closed(low.ceil()),
            Bound::Open(low) => Bound::Closed(low.floor() + Decimal::ONE),
            Bound::Unbounded => Bound::Unbounded,
        };
        let most = match self.high {
            Bound::Closed(high) => Bound::Closed(high.floor()),
            Bound::Open(high) => Bound::Closed(high.ceil() - Decimal::ONE),
            Bound::Unbounded => Bound::Unbounded,
        };
        match (least, most) {
            (Bound::Closed(least), Bound::Closed(most)) if least > most => self,
            // "over 100" is no more readable as "at least 101".
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => self,
            (low, high) => Interval { low, high },
        }
    }

    /// Every number.
    pub const ALL: Interval = Interval { low: Bound::Unbounded, high: Bound::Unbounded };

    /// One number.
    pub fn point(value: Decimal) -> Self {
        Interval { low: Bound::Closed(value), high: Bound::Closed(value) }
    }

    /// Both ends and what is between them.
    pub fn closed(low: Decimal, high: Decimal) -> Self {
        Interval { low: Bound::Closed(low), high: Bound::Closed(high) }
    }

    /// What a printed figure can mean.
    ///
    /// With u the unit of the last printed digit of v: exact is [v − u/2, v + u/2]; over is (v, ∞); at-least
    /// [v, ∞); almost [v − u, v); under (−∞, v); up-to (−∞, v]. About takes half a unit of the last digit that
    /// is not a trailing zero, and at least u: "about 400,000" is [350,000, 450,000], "about 39.3" is
    /// [39.2, 39.4]. Hedges are about sizes: what "fell by over 5" is less than −5.
    pub fn of_printed(value: Decimal, qualifier: Qualifier) -> Self {
        let unit = Decimal::new(1, value.scale());
        // Half a unit; a decimal of the finest scale has none, and stands for itself.
        let half = if value.scale() < Decimal::MAX_SCALE {
            Decimal::new(5, value.scale() + 1)
        } else {
            Decimal::ZERO
        };
        if qualifier == Qualifier::Exact
            && let Some(interval) = Self::of_short(value)
        {
            return interval;
        }
        if value.is_sign_negative() && !matches!(qualifier, Qualifier::Exact | Qualifier::About) {
            return Self::of_printed(-value, qualifier).negated();
        }
        let around = |d: Decimal| Interval {
            low: Bound::Closed(value).map(|v| v.checked_sub(d)),
            high: Bound::Closed(value).map(|v| v.checked_add(d)),
        };
        match qualifier {
            Qualifier::Exact => around(half),
            Qualifier::About => around(unit.max(last_significant_unit(value) / Decimal::TWO)),
            Qualifier::Over => Interval { low: Bound::Open(value), high: Bound::Unbounded },
            Qualifier::AtLeast => Interval { low: Bound::Closed(value), high: Bound::Unbounded },
            Qualifier::Almost => {
                Interval { low: Bound::Closed(value).map(|v| v.checked_sub(unit)), high: Bound::Open(value) }
            }
            Qualifier::Under => Interval { low: Bound::Unbounded, high: Bound::Open(value) },
            Qualifier::UpTo => Interval { low: Bound::Unbounded, high: Bound::Closed(value) },
        }
    }

    /// Half a unit of the last digit to either side, of a number that has room for one digit more in 64 bits, as
    /// nearly all have; a site asks for millions of them.
    fn of_short(value: Decimal) -> Option<Self> {
        let scale = value.scale().checked_add(1).filter(|scale| *scale <= Decimal::MAX_SCALE)?;
        let tenths = i64::try_from(value.mantissa()).ok()?.checked_mul(10)?;
        Some(Interval {
            low: Bound::Closed(Decimal::new(tenths.checked_sub(5)?, scale)),
            high: Bound::Closed(Decimal::new(tenths.checked_add(5)?, scale)),
        })
    }

    /// The numbers with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        let negated = |end: Bound| end.map(|v| Some(-v));
        Interval { low: negated(self.high), high: negated(self.low) }
    }

    /// True if the number is in it.
    pub fn contains(self, value: Decimal) -> bool {
        !self.intersection(Interval::point(value)).is_empty()
    }

    /// True if no number is in it.
    pub fn is_empty(self) -> bool {
        match (self.low, self.high) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Closed(a), Bound::Closed(b)) => a > b,
            (Bound::Closed(a) | Bound::Open(a), Bound::Closed(b) | Bound::Open(b)) => a >= b,
        }
    }

    /// The numbers in both.
    #[must_use]
    pub fn intersection(self, other: Interval) -> Self {
        Interval { low: tighter(self.low, other.low, true), high: tighter(self.high, other.high, false) }
    }

    /// True if some number is in both.
    pub fn meets(self, other: Interval) -> bool {
        !self.intersection(other).is_empty()
    }

    /// The length, if both ends are there.
    pub fn width(self) -> Option<Decimal> {
        self.high.value()?.checked_sub(self.low.value()?)
    }

    /// Each number times a positive factor.
    #[must_use]
    pub fn scale(self, factor: Decimal) -> Self {
        Interval {
            low: self.low.map(|v| v.checked_mul(factor)),
            high: self.high.map(|v| v.checked_mul(factor)),
        }
    }

    /// Sums of a number of each.
    #[must_use]
    pub fn plus(self, other: Interval) -> Self {
        Interval {
            low: self.low.with(other.low, Decimal::checked_add),
            high: self.high.with(other.high, Decimal::checked_add),
        }
    }

    /// Differences of a number of each.
    #[must_use]
    pub fn minus(self, other: Interval) -> Self {
        Interval {
            low: self.low.with(other.high, Decimal::checked_sub),
            high: self.high.with(other.low, Decimal::checked_sub),
        }
    }

    /// Products of a number of each; those of the other are not negative.
    #[must_use]
    pub fn times(self, other: Interval) -> Self {
        let other = other.not_negative();
        let product = |end: Bound, by: Bound| match end.value() {
            // Nothing times what has no end is nothing.
            Some(zero) if zero.is_zero() => end,
            _ => end.with(by, Decimal::checked_mul),
        };
        let low = product(self.low, if self.low.is_negative() { other.high } else { other.low });
        let high = product(self.high, if self.high.is_negative() { other.low } else { other.high });
        Interval { low, high }
    }

    /// Quotients of a number of each; those of the other are above zero.
    ///
    /// A divisor that reaches down to zero leaves the quotient without an end on the side away from zero, one without an
    /// upper end leaves it open towards zero.
    #[must_use]
    pub fn ratio(self, other: Interval) -> Self {
        let divide = |a: Decimal, b: Decimal| if b > Decimal::ZERO { a.checked_div(b) } else { None };
        let by_low = |end: Bound| match end.value() {
            Some(zero) if zero.is_zero() => end,
            _ => end.with(other.low, divide),
        };
        let by_high = |end: Bound| match (end.value(), other.high) {
            (Some(zero), _) if zero.is_zero() => end,
            (_, Bound::Unbounded) => Bound::Open(Decimal::ZERO),
            _ => end.with(other.high, divide),
        };
        // An end that is not there lies on its own side of zero.
        let low = match self.low {
            Bound::Unbounded => Bound::Unbounded,
            low if low.is_negative() => by_low(low),
            low => by_high(low),
        };
        let high = match self.high {
            Bound::Unbounded => Bound::Unbounded,
            high if high.is_negative() => by_high(high),
            high => by_low(high),
        };
        Interval { low, high }
    }

    /// The numbers in it that are not negative.
    fn not_negative(self) -> Self {
        self.intersection(Interval { low: Bound::Closed(Decimal::ZERO), high: Bound::Unbounded })
    }
}

/// The unit of the last digit that is not a trailing zero: 400,000 has 100,000, 39.30 has 0.1.
pub fn last_significant_unit(value: Decimal) -> Decimal {
    let plain = value.normalize();
    let mut unit = Decimal::new(1, plain.scale());
    if plain.scale() == 0 && !plain.is_zero() {
        let mut rest = plain;
        while (rest % Decimal::TEN).is_zero() {
            rest /= Decimal::TEN;
            unit *= Decimal::TEN;
        }
    }
    unit
}

/// The end that leaves less: the greater of two lower ends, the smaller of two upper ends.
fn tighter(a: Bound, b: Bound, lower: bool) -> Bound {
    let (Some(x), Some(y)) = (a.value(), b.value()) else {
        return if a == Bound::Unbounded { b } else { a };
    };
    if x == y {
        return if matches!(a, Bound::Open(_)) { a } else { b };
    }
    if (x > y) == lower { a } else { b }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.low {
            Bound::Closed(v) => write!(f, "[{}, ", v.normalize())?,
            Bound::Open(v) => write!(f, "({}, ", v.normalize())?,
            Bound::Unbounded => f.write_str("(−∞, ")?,
        }
        match self.high {
            Bound::Closed(v) => write!(f, "{}]", v.normalize()),
            Bound::Open(v) => write!(f, "{})", v.normalize()),
            Bound::Unbounded => f.write_str("∞)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_printed_figure_is_as_wide_as_its_last_digit_and_qualifier_say() {
        use Qualifier::*;
        for (value, qualifier, shown) in [
            ("280.8", Exact, "[280.75, 280.85]"),
            ("80", Over, "(80, ∞)"),
            ("46", Almost, "[45, 46)"),
            ("39.3", About, "[39.2, 39.4]"),
            ("400000", About, "[350000, 450000]"),
            ("5", UpTo, "(−∞, 5]"),
            ("-5", Over, "(−∞, -5)"),
            ("-5", AtLeast, "(−∞, -5]"),
            ("-5", Almost, "(-5, -4]"),
            ("-5", Under, "(-5, ∞)"),
        ] {
            assert_eq!(Interval::of_printed(d(value), qualifier).to_string(), shown);
        }
    }

    #[test]
    fn the_printed_digits_count_and_not_only_the_number() {
        let coarse = Interval::of_printed(d("280"), Qualifier::Exact);
        let fine = Interval::of_printed(d("280.0"), Qualifier::Exact);
        assert!(fine.width() < coarse.width());
    }

    #[test]
    fn open_ends_do_not_meet() {
        let over = Interval::of_printed(d("80"), Qualifier::Over);
        assert!(!over.meets(Interval::point(d("80"))) && over.meets(Interval::point(d("80.1"))));
    }

    proptest! {
        #[test]
        fn an_exact_figure_is_half_a_unit_to_either_side(mantissa in any::<i64>(), scale in 0u32..28) {
            let value = Decimal::new(mantissa, scale);
            let half = Decimal::new(5, scale + 1);
            let (low, high) = (value.checked_sub(half), value.checked_add(half));
            let interval = Interval::of_printed(value, Qualifier::Exact);
            prop_assert_eq!((interval.low.value(), interval.high.value()), (low, high));
        }

        #[test]
        fn arithmetic_encloses_the_numbers(a in -10_000i64..10_000, b in 1i64..10_000, s in 0u32..3, t in 0u32..3) {
            let (x, y) = (Decimal::new(a, s), Decimal::new(b, t));
            let (i, j) = (Interval::of_printed(x, Qualifier::Exact), Interval::of_printed(y, Qualifier::Exact));
            prop_assert!(i.plus(j).contains(x + y));
            prop_assert!(i.minus(j).contains(x - y));
            for x in [Some(x), i.low.value(), i.high.value()].into_iter().flatten() {
                for y in [Some(y), j.low.value(), j.high.value()].into_iter().flatten() {
                    prop_assert!(i.times(j).contains(x * y));
                    prop_assert!(y.is_zero() || i.ratio(j).contains(x / y));
                }
            }
            prop_assert!(i.meets(j) == j.meets(i));
        }
    }
}
