//! How numbers and periods are written on axes and in descriptions.
//!
//! A trait, so that the formatter that writes figures in prose and tables also writes them here.

use super::{Origin, Point};
use crate::model::Period;
use crate::model::period::Frequency;

/// Writes numbers and periods as the page's language does.
pub trait Notation {
    /// A number with this many decimals.
    fn number(&self, value: f64, decimals: usize) -> String;

    /// True if what is counted is in the singular after a number with this many decimals.
    fn is_singular(&self, value: f64, decimals: usize) -> bool {
        decimals == 0 && value.abs().round() == 1.0
    }

    /// A period in full: "first half of 2025", "January–September 2025".
    fn period(&self, period: Period) -> String;

    /// A month, 1 to 12, as short as an axis wants it.
    fn month(&self, month: i8) -> String {
        let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
        name.map_or_else(|| month.to_string(), |name| (*name).to_owned())
    }

    /// A half-year, 1 or 2.
    fn half(&self, half: i8) -> String {
        format!("H{half}")
    }

    /// A quarter, 1 to 4.
    fn quarter(&self, quarter: i8) -> String {
        format!("Q{quarter}")
    }

    /// A word that a drawing says by itself.
    fn word(&self, word: Word) -> &'static str {
        match word {
            Word::Increase => "Increase",
            Word::Decrease => "Decrease",
            Word::Change => "Change",
            Word::Break => "Break in series",
            Word::Absent => "No figure",
            Word::Others => "Others",
        }
    }

    /// The unit of an axis whose numbers are divided by a power of ten, a multiple of three.
    fn multiple(&self, unit: &str, power: i32) -> String {
        let name = match power {
            3 => "thousands",
            6 => "millions",
            9 => "billions",
            12 => "trillions",
            -3 => "thousandths",
            -6 => "millionths",
            -9 => "billionths",
            -12 => "trillionths",
            _ => return unit.to_owned(),
        };
        if unit.is_empty() { name.to_owned() } else { format!("{unit}, {name}") }
    }
}

/// What a drawing says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Of a step upwards.
    Increase,
    /// Of a step downwards.
    Decrease,
    /// Over how figures changed.
    Change,
    /// Where figures cease to compare with those before.
    Break,
    /// Of a place that a figure would have.
    Absent,
    /// What is not highlighted.
    Others,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A period on an axis: what is particular to it, and the year if that is not all.
pub(super) fn axis_label(notation: &dyn Notation, period: Period) -> (String, String) {
    let (year, month) = (period.start().year(), period.start().month());
    let last = period.end().yesterday().unwrap_or(period.end());
    match period.frequency() {
        Frequency::Annual => (year.to_string(), String::new()),
        Frequency::HalfYear => (notation.half((month - 1) / 6 + 1), year.to_string()),
        Frequency::Quarter => (notation.quarter((month - 1) / 3 + 1), year.to_string()),
        Frequency::Month => (notation.month(month), year.to_string()),
        Frequency::Day => (format!("{} {}", period.start().day(), notation.month(month)), year.to_string()),
        Frequency::Months(n) if n % 12 == 0 => (format!("{year}–{:02}", last.year() % 100), String::new()),
        _ if last.year() != year => (
            format!("{} {year}–", notation.month(month)),
            format!("{} {}", notation.month(last.month()), last.year()),
        ),
        Frequency::Months(_) => {
            (format!("{}–{}", notation.month(month), notation.month(last.month())), year.to_string())
        }
        Frequency::Days(_) => (
            format!(
                "{} {}–{} {}",
                period.start().day(),
                notation.month(month),
                last.day(),
                notation.month(last.month())
            ),
            year.to_string(),
        ),
    }
}

/// A period in one short line.
pub(super) fn short(notation: &dyn Notation, period: Period) -> String {
    match axis_label(notation, period) {
        (year, none) if none.is_empty() => year,
        (part, rest) if part.ends_with('–') => part + &rest,
        (part, year) => format!("{part} {year}"),
    }
}

/// The decimals that a figure was written with, at most nine: what binary fractions add is no digit.
pub(super) fn decimals_of(value: f64) -> usize {
    let exact = |decimals: &usize| {
        let over = value * 10_f64.powi(i32::try_from(*decimals).unwrap_or(0));
        (over - over.round()).abs() <= 1e-7 * over.abs().max(1e-9)
    };
    (0..9).find(exact).unwrap_or(9)
}

/// The decimals to which what is taken of figures is known: those of the least exact of them, where it is known how
/// exact they are; else as many as any is written with. What is printed keeps its zeros: 140.0 has one.
pub(super) fn common_decimals<'p>(points: impl Iterator<Item = (&'p Point, f64)> + Clone) -> usize {
    let written = points.clone().map(|(_, value)| decimals_of(value)).max().unwrap_or(0);
    let known = points.map(|(point, _)| {
        let (low, high) = point.interval?;
        let digits = -(high - low).log10();
        let digits = if digits.is_finite() { digits.round().clamp(0.0, 9.0) as usize } else { 0 };
        // What is derived may be narrower than the digits that it is written with.
        Some(if point.origin == Origin::Derived { digits.min(written) } else { digits })
    });
    known.collect::<Option<Vec<usize>>>().and_then(|all| all.into_iter().min()).unwrap_or(written)
}

/// A figure with the decimals that it was written with.
pub(super) fn written(notation: &dyn Notation, value: f64) -> String {
    notation.number(value, decimals_of(value))
}

/// A change, with its sign.
pub(super) fn signed(notation: &dyn Notation, value: f64, decimals: usize) -> String {
    let text = notation.number(value, decimals);
    if value > 0.0 && text.chars().any(|c| c.is_numeric() && c != '0') { format!("+{text}") } else { text }
}

/// English, with a comma between thousands and a true minus.
#[derive(Clone, Copy, Debug, Default)]
pub struct English;

impl Notation for English {
    fn number(&self, value: f64, decimals: usize) -> String {
        let plain = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            text.push('−');
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(fraction);
        }
        text
    }

    fn period(&self, period: Period) -> String {
        short(self, period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_and_a_true_minus_but_no_minus_zero() {
        assert_eq!(English.number(-1234567.891, 1), "−1,234,567.9");
        assert_eq!(English.number(-0.04, 1), "0.0");
        assert_eq!(English.number(999.0, 0), "999");
    }

    #[test]
    fn every_period_has_a_short_label() {
        let label = |text: &str| axis_label(&English, text.parse().unwrap());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(label("2025"), pair("2025", ""));
        assert_eq!(label("2025-S2"), pair("H2", "2025"));
        assert_eq!(label("2025-Q3"), pair("Q3", "2025"));
        assert_eq!(label("2025-01/P9M"), pair("Jan–Sep", "2025"));
        assert_eq!(label("2021-01/P5Y"), pair("2021–25", ""));
        assert_eq!(label("2024-11/P4M"), pair("Nov 2024–", "Feb 2025"));
        assert_eq!(label("2025-06-30"), pair("30 Jun", "2025"));
        assert_eq!(English.period("2025-01/P9M".parse().unwrap()), "Jan–Sep 2025");
        assert_eq!(English.period("2024-11/P4M".parse().unwrap()), "Nov 2024–Feb 2025");
    }
}
