//! Intervals in binary floating point, for the arithmetic of a whole ledger.
//!
//! What a figure can mean is a decimal interval ([`crate::model::Interval`]). Propagation multiplies and divides
//! hundreds of thousands of them, which binary numbers do some fifty times faster. Nothing is lost by it: an end
//! is converted to the nearest binary number, which keeps the order of ends, and the result of each operation is
//! widened by more than what conversion and operation can be off together. So every true value stays inside, and
//! no contradiction is found that rounding of the arithmetic made.

use rust_decimal::Decimal;

use crate::model::{Bound, Digits, Interval};

/// The relative error that a result is widened by: half a unit in the last place for each of two operands and
/// for the operation, and as much again.
const SLACK: f64 = 4.0 * f64::EPSILON;

/// The numbers between two ends, in the unit itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    /// The lower end; negative infinity if there is none.
    pub low: f64,
    /// The upper end; infinity if there is none.
    pub high: f64,
    /// The lower end does not belong to it.
    pub low_open: bool,
    /// The upper end does not belong to it.
    pub high_open: bool,
}

impl Bounds {
    /// Every number.
    pub const ALL: Bounds = Bounds::closed(f64::NEG_INFINITY, f64::INFINITY);
    /// Zero and what is above it.
    pub const NOT_NEGATIVE: Bounds = Bounds::closed(0.0, f64::INFINITY);

    /// Both ends and what is between them.
    pub const fn closed(low: f64, high: f64) -> Self {
        Bounds { low, high, low_open: false, high_open: false }
    }

    /// A decimal interval times a power of ten.
    pub fn of(interval: Interval, exponent: u32) -> Self {
        let end = |bound: Bound, none: f64| match bound {
            Bound::Closed(v) => (binary(v, exponent), false),
            Bound::Open(v) => (binary(v, exponent), true),
            Bound::Unbounded => (none, false),
        };
        let (low, low_open) = end(interval.low, f64::NEG_INFINITY);
        let (high, high_open) = end(interval.high, f64::INFINITY);
        Bounds { low, high, low_open, high_open }
    }

    /// One decimal times a power of ten.
    pub fn point(value: Digits, exponent: u32) -> Self {
        let value = binary(value.0, exponent);
        Bounds::closed(value, value)
    }

    /// True if no number is in it.
    pub fn is_empty(self) -> bool {
        self.low > self.high || (self.low == self.high && (self.low_open || self.high_open))
    }

    /// True if it has both ends.
    pub fn is_bounded(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// The numbers in both.
    pub fn intersection(self, other: Bounds) -> Bounds {
        let (low, low_open) = match () {
            () if self.low > other.low => (self.low, self.low_open),
            () if self.low < other.low => (other.low, other.low_open),
            () => (self.low, self.low_open || other.low_open),
        };
        let (high, high_open) = match () {
            () if self.high < other.high => (self.high, self.high_open),
            () if self.high > other.high => (other.high, other.high_open),
            () => (self.high, self.high_open || other.high_open),
        };
        Bounds { low, high, low_open, high_open }
    }

    /// The smallest bounds around both.
    pub fn hull(self, other: Bounds) -> Bounds {
        Bounds::closed(self.low.min(other.low), self.high.max(other.high))
    }

    /// True if each of its numbers is smaller than each of the other.
    pub fn is_below(self, other: Bounds) -> bool {
        self.high < other.low || (self.high == other.low && (self.high_open || other.low_open))
    }

    /// What is no greater than some number of it.
    pub fn up_to(of: Bounds) -> Self {
        Bounds { low: f64::NEG_INFINITY, low_open: false, ..of }
    }

    /// What is no smaller than some number of it.
    pub fn from(of: Bounds) -> Self {
        Bounds { high: f64::INFINITY, high_open: false, ..of }
    }

    /// What is greater than some number of it.
    pub fn above(of: Bounds) -> Self {
        Bounds { low_open: true, ..Bounds::from(of) }
    }

    /// What is smaller than some number of it.
    pub fn below(of: Bounds) -> Self {
        Bounds { high_open: true, ..Bounds::up_to(of) }
    }

    /// True if some number is in both.
    pub fn meets(self, other: Bounds) -> bool {
        !self.intersection(other).is_empty()
    }

    /// Sums of a number of each.
    pub fn plus(self, other: Bounds) -> Bounds {
        widened(
            (self.low + other.low, self.low.abs() + other.low.abs()),
            (self.high + other.high, self.high.abs() + other.high.abs()),
        )
    }

    /// Differences of a number of each.
    pub fn minus(self, other: Bounds) -> Bounds {
        self.plus(other.negated())
    }

    /// Products of a number of each.
    pub fn times(self, other: Bounds) -> Bounds {
        let ends = if self.low >= 0.0 && other.low >= 0.0 {
            (product(self.low, other.low), product(self.high, other.high))
        } else {
            let all = [
                product(self.low, other.low),
                product(self.low, other.high),
                product(self.high, other.low),
                product(self.high, other.high),
            ];
            (all.into_iter().fold(f64::INFINITY, f64::min), all.into_iter().fold(f64::NEG_INFINITY, f64::max))
        };
        widened((ends.0, ends.0.abs()), (ends.1, ends.1.abs()))
    }

    /// Quotients of a number of each; all numbers if the divisor may have either sign.
    pub fn over(self, other: Bounds) -> Bounds {
        if other.low < 0.0 {
            return if other.high < 0.0 { self.negated().over(other.negated()) } else { Bounds::ALL };
        }
        let low = self.low / if self.low >= 0.0 { other.high } else { other.low };
        let high = self.high / if self.high >= 0.0 { other.low } else { other.high };
        widened((low, low.abs()), (high, high.abs()))
    }

    /// Each number plus a constant, then times another that is positive.
    pub fn shifted(self, offset: f64, factor: f64) -> Bounds {
        self.plus(Bounds::closed(offset, offset)).times(Bounds::closed(factor, factor))
    }

    /// Each number with the other sign.
    pub fn negated(self) -> Bounds {
        Bounds { low: -self.high, high: -self.low, low_open: self.high_open, high_open: self.low_open }
    }

    /// A number in the middle, for comparisons by size; the one end that there is, or none.
    pub fn middle(self) -> Option<f64> {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => Some(self.low / 2.0 + self.high / 2.0),
            (true, false) => Some(self.low),
            (false, true) => Some(self.high),
            (false, false) => None,
        }
    }
}

/// Two ends, each with the magnitude that its error is relative to, moved outwards. What overflowed or is no
/// number is no end.
fn widened(low: (f64, f64), high: (f64, f64)) -> Bounds {
    let (low, high) = (low.0 - SLACK * low.1, high.0 + SLACK * high.1);
    Bounds::closed(
        if low.is_finite() { low } else { f64::NEG_INFINITY },
        if high.is_finite() { high } else { f64::INFINITY },
    )
}

/// A product in which zero times an absent end is zero: the end stands for numbers, all of them finite.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// The powers of ten that binary numbers hold exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// A decimal times a power of ten as the nearest binary number, so that equal decimals stay equal.
#[allow(clippy::cast_precision_loss, reason = "the loss is what operations are widened by")]
fn binary(value: Decimal, exponent: u32) -> f64 {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    if exponent >= scale {
        let whole = mantissa.checked_mul(10i128.pow(exponent - scale));
        return whole
            .map_or_else(|| mantissa as f64 * TENS[(exponent - scale) as usize], |whole| whole as f64);
    }
    let places = (scale - exponent) as usize;
    TENS.get(places).map_or_else(
        || mantissa as f64 / TENS[22] / TENS[(places - 22).min(22)],
        |power| mantissa as f64 / power,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Qualifier;
    use proptest::prelude::*;

    fn printed(text: &str) -> Bounds {
        Bounds::of(Interval::of_printed(text.parse().unwrap(), Qualifier::Exact), 9)
    }

    #[test]
    fn equal_decimals_stay_equal_and_open_ends_open() {
        assert_eq!(printed("280.8"), Bounds::closed(280.75e9, 280.85e9));
        let of = |qualifier| Bounds::of(Interval::of_printed("48.4".parse().unwrap(), qualifier), 0);
        assert!(!of(Qualifier::Over).meets(of(Qualifier::UpTo)));
        assert!(of(Qualifier::AtLeast).meets(of(Qualifier::UpTo)));
    }

    #[test]
    fn what_has_no_end_or_either_sign_leaves_all_open() {
        let either = Bounds::closed(-1.0, 1.0);
        assert_eq!(printed("5").over(either), Bounds::ALL);
        assert_eq!(Bounds::NOT_NEGATIVE.times(Bounds::closed(0.0, 0.0)).high, 0.0);
        assert_eq!(printed("5").over(Bounds::NOT_NEGATIVE).high, f64::INFINITY);
        assert_eq!(printed("-8").over(printed("-4")), printed("8").over(printed("4")));
    }

    proptest! {
        #[test]
        fn operations_enclose_what_decimals_give(a in -100_000i64..100_000, b in 1i64..100_000, s in 0u32..6, t in 0u32..6) {
            let (x, y) = (Decimal::new(a, s), Decimal::new(b, t));
            let (i, j) = (Bounds::of(Interval::point(x), 0), Bounds::of(Interval::point(y), 0));
            let holds = |bounds: Bounds, value: Decimal| bounds.meets(Bounds::of(Interval::point(value), 0));
            prop_assert!(holds(i.plus(j), x + y));
            prop_assert!(holds(i.minus(j), x - y));
            prop_assert!(holds(i.times(j), x * y));
            prop_assert!(holds(i.over(j), x / y));
            prop_assert!(holds(j.minus(i).plus(i), y));
        }
    }
}
