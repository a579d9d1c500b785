//! Observations: what a source prints about a quantity, with its papers.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::interval::{Interval, Qualifier};
use super::period::Period;
use super::quantity::Quantity;
use super::schema::schema_of_text;
use super::unit::{Scale, Unit};

/// The name of a source: the key of its record in data/sources.yaml.
pub type SourceId = Arc<str>;

/// A decimal number with the digits that were printed: `50.40` keeps its zero. It has at most [`Digits::MOST`], so that sums and
/// multiples of figures fit a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits(pub Decimal);

impl Digits {
    /// How many digits a figure may have: a [`Decimal`] has 28, and no source prints so many.
    pub const MOST: usize = 20;
}

impl FromStr for Digits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'_'));
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if plain && digits > Self::MOST {
            return Err(format!(
                "`{text}` has more than {} digits; round it, or write it in another multiple",
                Self::MOST
            ));
        }
        plain
            .then(|| Decimal::from_str_exact(text).ok())
            .flatten()
            .map(Digits)
            .ok_or_else(|| format!("`{text}` is no decimal number; write digits with a point, such as 280.8"))
    }
}

schema_of_text!(
    Digits,
    "Digits",
    "A decimal number with the digits that the source prints, such as 280.8.",
    "^[-+0-9._]+$",
    or { "type": "number" }
);

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl de::Visitor<'_> for Number {
            type Value = Digits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number such as 280.8")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digits, E> {
                text.parse().map_err(E::custom)
            }
        }
        // Asked for a string, the YAML decoder hands over the digits as they stand in the file.
        deserializer.deserialize_str(Number)
    }
}

/// A value as printed: one number, or a range such as "7 to 10".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// One number.
    Number(Decimal),
    /// From the first to the second.
    Range(Decimal, Decimal),
}

impl Value {
    /// The number, or the middle of the range.
    pub fn middle(self) -> Decimal {
        match self {
            Value::Number(v) => v,
            Value::Range(a, b) => (a + b) / Decimal::TWO,
        }
    }

    /// How many digits are printed after the point.
    pub fn decimals(self) -> u32 {
        match self {
            Value::Number(v) => v.scale(),
            Value::Range(a, b) => a.scale().max(b.scale()),
        }
    }

    /// True if it is the same down to the digits: 50.4 and 50.40 are equal numbers.
    pub fn is_printed_as(self, other: Value) -> bool {
        let digits = |value: Value| match value {
            Value::Number(number) => [number.serialize(); 2],
            Value::Range(low, high) => [low.serialize(), high.serialize()],
        };
        self == other && digits(self) == digits(other)
    }

    /// The same in another multiple.
    #[must_use]
    pub fn converted(self, from: Scale, to: Scale) -> Self {
        match self {
            Value::Number(v) => Value::Number(from.converted(v, to)),
            Value::Range(a, b) => Value::Range(from.converted(a, to), from.converted(b, to)),
        }
    }

    /// What it can mean, given how it is hedged.
    pub fn interval(self, qualifier: Qualifier) -> Interval {
        match self {
            Value::Number(v) => Interval::of_printed(v, qualifier),
            Value::Range(a, b) => Interval {
                low: Interval::of_printed(a, Qualifier::Exact).low,
                high: Interval::of_printed(b, Qualifier::Exact).high,
            },
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(v) => write!(f, "{v}"),
            Value::Range(a, b) => write!(f, "{a}..{b}"),
        }
    }
}

/// SDMX's observation status, as far as printed sources tell it, from the most to the least settled.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing said.
    #[default]
    Normal,
    /// The source calls it provisional.
    Provisional,
    /// The source calls it an estimate.
    Estimated,
    /// A forecast or a target.
    Forecast,
}

impl Status {
    /// The word that YAML and CSV use.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Normal => "normal",
            Status::Estimated => "estimated",
            Status::Provisional => "provisional",
            Status::Forecast => "forecast",
        }
    }
}

/// The papers of an observation that most observations of a regular series do not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Where in the source it stands.
    pub locator: Option<Box<str>>,
    /// The figure as the source prints it.
    pub printed: Option<Box<str>>,
    /// Why the value, unit or period differs from the print.
    pub reading: Option<Box<str>>,
    /// What else a reader must know.
    pub note: Option<Box<str>>,
}

/// What one source says of one quantity in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When.
    pub period: Period,
    /// How much, in `scale` times `unit`.
    pub value: Value,
    /// Of what.
    pub unit: Unit,
    /// Times what.
    pub scale: Scale,
    /// How it is hedged.
    pub qualifier: Qualifier,
    /// What its source calls it.
    pub status: Status,
    /// Who prints it.
    pub source: SourceId,
    /// Its other papers, if it has any.
    pub papers: Option<Box<Papers>>,
}

impl Observation {
    /// True if it is the same in every respect, down to the digits that are printed: 50.4 and 50.40 are equal numbers.
    pub fn is_printed_as(&self, other: &Observation) -> bool {
        self == other && self.value.is_printed_as(other.value)
    }

    /// True if two lists hold the same in the same order, in this sense.
    pub fn all_printed_as(all: &[Observation], others: &[Observation]) -> bool {
        std::ptr::eq(all, others)
            || (all.len() == others.len() && all.iter().zip(others).all(|(a, b)| a.is_printed_as(b)))
    }

    /// What it can mean, in `scale` times `unit`.
    pub fn interval(&self) -> Interval {
        self.value.interval(self.qualifier)
    }

    /// What it can mean as a report of a quantity: a share printed as "over" ends at 100 %.
    pub fn interval_of(&self, quantity: &Quantity) -> Interval {
        let interval = self.interval();
        let whole = Interval::closed(Decimal::ZERO, Decimal::ONE_HUNDRED);
        // One that is printed outside stays as it is printed; the audit asks about it.
        match quantity {
            Quantity::Share { .. } if interval.meets(whole) => interval.intersection(whole),
            _ => interval,
        }
    }

    /// Where in the source it stands.
    pub fn locator(&self) -> Option<&str> {
        self.papers.as_ref()?.locator.as_deref()
    }

    /// The figure as printed.
    pub fn printed(&self) -> Option<&str> {
        self.papers.as_ref()?.printed.as_deref()
    }

    /// Why the value, unit or period differs from the print.
    pub fn reading(&self) -> Option<&str> {
        self.papers.as_ref()?.reading.as_deref()
    }

    /// What else a reader must know.
    pub fn note(&self) -> Option<&str> {
        self.papers.as_ref()?.note.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_keep_their_trailing_zeros_and_refuse_what_is_no_number() {
        assert_eq!("50.40".parse::<Digits>().unwrap().0.to_string(), "50.40");
        let longest = "1".repeat(Digits::MOST);
        assert_eq!(longest.parse::<Digits>().unwrap().0.to_string(), longest);
        for text in ["", "1e3", "12,5", "NaN", "1.2.3", "1".repeat(40).as_str(), &format!("{longest}.1")] {
            assert!(text.parse::<Digits>().is_err(), "{text}");
        }
    }
}
