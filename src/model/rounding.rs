//! Rounding of decimals, as statistical offices and their readers do it by hand: a half goes away from zero.

use rust_decimal::{Decimal, RoundingStrategy};

/// The nearest number with so many decimals at most; of two that are as near, the one farther from zero.
pub fn rounded(number: Decimal, decimals: u32) -> Decimal {
    if number.scale() <= decimals && !number.is_zero() {
        return number;
    }
    let rounded = number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    // Zero has no sign.
    if rounded.is_zero() { rounded.abs() } else { rounded }
}

/// The greatest number with so many decimals at most that is not above.
pub fn rounded_down(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::ToNegativeInfinity)
}

/// The least number with so many decimals at most that is not below.
pub fn rounded_up(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::ToPositiveInfinity)
}
