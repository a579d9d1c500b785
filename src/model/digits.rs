//! How a language groups digits and marks decimals, learnt from ICU4X once and then applied.
//!
//! A table has hundreds of numbers, and ICU4X builds each through a general pattern. What it does to ordinary
//! numbers can be seen from a few samples: which digits, which separators, groups of which sizes. The pattern is
//! used only if it reproduces every sample; otherwise each number goes through ICU4X.

use rust_decimal::Decimal;

/// The digits and separators of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DigitPattern {
    zero: char,
    decimal: char,
    group: char,
    /// Digits in the last group before the decimal mark, and in those before it.
    sizes: (usize, usize),
    /// Fewer digits than this before the decimal mark are not grouped.
    grouped_from: usize,
}

/// Numbers as data files write them: ASCII digits, a point, no groups.
static PLAIN: DigitPattern =
    DigitPattern { zero: '0', decimal: '.', group: ',', sizes: (3, 3), grouped_from: usize::MAX };

/// Writes a number for a machine: `-1234.50`.
pub fn write_plain(out: &mut String, number: Decimal) {
    if number.is_sign_negative() && !number.is_zero() {
        out.push('-');
    }
    PLAIN.write(out, number);
}

/// From few digits to many, so that the first separator and the sizes of groups show.
const SAMPLES: [i64; 8] = [7, 45, 987, 1_234, 12_345, 987_654, 1_234_567, 12_345_678_901];

impl DigitPattern {
    /// The pattern behind a function that writes numbers; none if there is no such simple one.
    pub fn of(write: impl Fn(Decimal) -> String) -> Option<Self> {
        let zero = single(&write(Decimal::ZERO))?;
        let decimal = write(Decimal::new(15, 1)).chars().find(|c| !is_digit(*c, zero))?;
        let long = write(Decimal::from(SAMPLES[7]));
        let group = long.chars().find(|c| !is_digit(*c, zero))?;
        let groups: Vec<usize> = long.split(group).map(|g| g.chars().count()).collect();
        let sizes = (*groups.last()?, *groups.get(groups.len().checked_sub(2)?)?);
        let grouped = |sample: &&i64| write(Decimal::from(**sample)).contains(group);
        let grouped_from = SAMPLES.iter().find(grouped)?.to_string().len();
        let pattern = DigitPattern { zero, decimal, group, sizes, grouped_from };
        let same = |number: Decimal| {
            let mut out = String::new();
            pattern.write(&mut out, number);
            out == write(number)
        };
        let decimals = [Decimal::new(123_450, 2), Decimal::new(5, 3), Decimal::new(12_345_678, 4)];
        SAMPLES.iter().map(|n| Decimal::from(*n)).chain(decimals).all(same).then_some(pattern)
    }

    /// Writes the digits of a number, without its sign.
    pub fn write(&self, out: &mut String, number: Decimal) {
        let mut mantissa = number.mantissa().unsigned_abs();
        let scale = number.scale() as usize;
        if let Ok(mantissa) = u64::try_from(mantissa)
            && self.write_short(out, mantissa, scale)
        {
            return;
        }
        // A decimal has at most 29 digits, and at least as many as its scale and one.
        let mut digits = [0u8; 40];
        let mut count = 0;
        // Dividing 128 bits is slow, and few numbers need them.
        while mantissa > u128::from(u64::MAX) {
            digits[count] = (mantissa % 10) as u8;
            mantissa /= 10;
            count += 1;
        }
        let mut mantissa = mantissa as u64;
        while mantissa > 0 || count <= scale {
            digits[count] = (mantissa % 10) as u8;
            mantissa /= 10;
            count += 1;
        }
        let whole = count - scale;
        for at in (0..count).rev() {
            let digit = u32::from(digits[at]);
            out.push(char::from_u32(u32::from(self.zero) + digit).unwrap_or(self.zero));
            if at == scale && scale > 0 {
                out.push(self.decimal);
            } else if at > scale && whole >= self.grouped_from && self.ends_group(at - scale) {
                out.push(self.group);
            }
        }
    }

    /// Writes a number that is a few ASCII characters without groups, as nearly all are; false if it is none.
    fn write_short(&self, out: &mut String, mut mantissa: u64, scale: usize) -> bool {
        let plain = self.zero == '0' && self.decimal.is_ascii();
        // At most twenty digits and the decimal mark, from the end.
        let mut text = [0; 21];
        let (mut at, mut digits) = (text.len(), 0);
        while plain && at > 1 && (mantissa > 0 || digits <= scale) {
            if digits == scale && scale > 0 {
                at -= 1;
                text[at] = self.decimal as u8;
            }
            at -= 1;
            text[at] = b'0' + (mantissa % 10) as u8;
            mantissa /= 10;
            digits += 1;
        }
        let fits = plain && mantissa == 0 && digits > scale && digits - scale < self.grouped_from;
        if fits {
            for byte in &text[at..] {
                out.push(char::from(*byte));
            }
        }
        fits
    }

    /// True if a separator follows the digit that has so many whole digits after it.
    fn ends_group(&self, after: usize) -> bool {
        let (last, others) = self.sizes;
        after >= last && (after - last).is_multiple_of(others)
    }
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn is_digit(c: char, zero: char) -> bool {
    (u32::from(zero)..u32::from(zero) + 10).contains(&u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixed_decimal::Decimal as IcuDecimal;
    use icu_decimal::DecimalFormatter;
    use icu_locale_core::Locale;
    use proptest::prelude::*;

    fn icu(language: &str) -> impl Fn(Decimal) -> String {
        let locale: Locale = language.parse().unwrap();
        let formatter = DecimalFormatter::try_new((&locale).into(), Default::default()).unwrap();
        move |number| {
            let mut icu = IcuDecimal::from(number.mantissa().unsigned_abs());
            icu.multiply_pow10(-(number.scale() as i16));
            formatter.format_to_string(&icu)
        }
    }

    #[test]
    fn a_number_for_a_machine_is_what_decimal_writes() {
        for text in
            ["0", "0.05", "-1234.50", "79228162514264337593543950335", "0.0000000000000000000000000001"]
        {
            let mut out = String::new();
            write_plain(&mut out, text.parse().unwrap());
            assert_eq!(out, text);
        }
    }

    proptest! {
        #[test]
        fn the_pattern_writes_what_icu_writes(mantissa in any::<i64>(), scale in 0u32..12) {
            let number = Decimal::new(mantissa, scale);
            for language in ["en-GB", "de", "ru", "hi", "pl", "es", "zh", "ar-EG", "kk"] {
                let write = icu(language);
                let Some(pattern) = DigitPattern::of(&write) else { continue };
                let mut out = String::new();
                pattern.write(&mut out, number);
                prop_assert_eq!(out, write(number), "{}", language);
            }
        }
    }

    #[test]
    fn the_languages_of_the_region_have_a_pattern() {
        for language in ["en-GB", "ru", "kk", "zh", "hi"] {
            assert!(DigitPattern::of(icu(language)).is_some(), "{language}");
        }
    }
}
