//! Bounds as decimals that a reader is shown, and figures in words for messages.

use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, RoundingStrategy};

use super::bounds::Bounds;
use crate::model::{Observation, Qualifier, Scale, Unit, Value};

/// What a quantity lies between, in a multiple of its unit, rounded outwards to what its width leaves certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The lower end, if there is one.
    pub low: Option<Decimal>,
    /// The upper end, if there is one.
    pub high: Option<Decimal>,
    /// The unit; none for exchange rates.
    pub unit: Option<Unit>,
    /// The multiplier.
    pub scale: Scale,
}

/// How many digits of a width are worth showing.
const DIGITS: i32 = 2;
/// How many digits of a number are shown if no width says how many.
const DIGITS_ALONE: i32 = 6;

impl Span {
    /// Bounds in the unit itself, shown as multiples of a scale.
    pub(super) fn of(bounds: Bounds, unit: Option<Unit>, scale: Scale) -> Self {
        let factor = 10f64.powi(i32::try_from(scale.exponent()).unwrap_or(0));
        let (low, high) = (bounds.low / factor, bounds.high / factor);
        let width = high - low;
        let size = low.abs().max(high.abs());
        let digits = if width.is_finite() && width > size * 1e-9 {
            (width, DIGITS)
        } else {
            (end(low, high), DIGITS_ALONE)
        };
        let places = u32::try_from(digits.1 - 1 - exponent(digits.0)).unwrap_or(0).min(12);
        let shown = |end: f64, up: bool| {
            let strategy =
                if up { RoundingStrategy::ToPositiveInfinity } else { RoundingStrategy::ToNegativeInfinity };
            // What arithmetic was widened by is no digit of the figure.
            let settled = Decimal::from_f64(end)?.round_dp(places + 6);
            Some(settled.round_dp_with_strategy(places, strategy).normalize())
        };
        Span { low: shown(low, false), high: shown(high, true), unit, scale }
    }
}

/// The end that is there.
fn end(low: f64, high: f64) -> f64 {
    if low.is_finite() { low } else { high }
}

/// The power of ten of the first digit.
#[allow(clippy::cast_possible_truncation, reason = "exponents of finite numbers are small")]
fn exponent(number: f64) -> i32 {
    if number == 0.0 || !number.is_finite() { 0 } else { number.abs().log10().floor() as i32 }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "{low}")?,
            (Some(low), Some(high)) => write!(f, "{low} to {high}")?,
            (Some(low), None) => write!(f, "at least {low}")?,
            (None, Some(high)) => write!(f, "at most {high}")?,
            (None, None) => return f.write_str("anything"),
        }
        self.unit.map_or(Ok(()), |unit| measure(unit, self.scale, f))
    }
}

/// An observation's figure in words: "over 500 billion CNY".
pub(super) struct Figured<'a>(pub &'a Observation);

impl fmt::Display for Figured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = match self.0.value {
            Value::Number(number) => number,
            Value::Range(low, _) => low,
        };
        let hedge = match self.0.qualifier.signed(number) {
            Qualifier::Exact => "",
            Qualifier::About => "about ",
            Qualifier::Over => "over ",
            Qualifier::AtLeast => "at least ",
            Qualifier::Almost => "almost ",
            Qualifier::Under => "under ",
            Qualifier::UpTo => "up to ",
        };
        match self.0.value {
            Value::Number(number) => write!(f, "{hedge}{number}")?,
            Value::Range(low, high) => write!(f, "{hedge}{low} to {high}")?,
        }
        measure(self.0.unit, self.0.scale, f)
    }
}

fn measure(unit: Unit, scale: Scale, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match scale {
        Scale::One => {}
        Scale::TenThousand => f.write_str(" ten thousand")?,
        Scale::HundredMillion => f.write_str(" hundred million")?,
        scale => write!(f, " {}", scale.as_str())?,
    }
    match unit {
        Unit::Percent => f.write_str(" %"),
        Unit::PercentagePoint => f.write_str(" percentage points"),
        Unit::Count => Ok(()),
        unit => write!(f, " {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_rounded_outwards_to_what_its_width_leaves_certain() {
        let cny = Unit::from_code("CNY");
        let shown = |low, high| Span::of(Bounds::closed(low, high), cny, Scale::Billion).to_string();
        assert_eq!(shown(218.521_400e9, 220.274_5e9), "218.5 to 220.3 billion CNY");
        assert_eq!(shown(433.84e9, 434.14e9), "433.84 to 434.14 billion CNY");
        assert_eq!(shown(f64::NEG_INFINITY, 1_000_000.0), "at most 0.001 billion CNY");
        let rate = Span::of(Bounds::closed(9.351_2, 9.755), None, Scale::One);
        assert_eq!(rate.to_string(), "9.35 to 9.76");
    }
}
