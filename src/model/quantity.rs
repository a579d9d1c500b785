//! Quantities: what a figure measures, apart from when.
//!
//! A base quantity is a series. The others are derived from quantities by growth on the same period a year
//! before, by taking a share of a whole, by conversion into another currency, by sum, by difference and by order:
//! the place among others ([`Among`]), and how often an amount has been passed. A source may report any of them. In
//! text a quantity is an expression: `share(trade.private, trade.total)`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::observation::Digits;
use super::ordering::{Among, Order};
use super::schema::schema_of_text;

/// The name of a series: lower-case words of letters, digits and hyphens, joined by dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(Arc<str>);

impl SeriesId {
    /// The name, if it is well formed.
    pub fn new(text: &str) -> Option<Self> {
        let word = |w: &str| {
            !w.is_empty()
                && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !w.starts_with('-')
        };
        text.split('.').all(word).then(|| SeriesId(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An ISO 4217 alphabetic code. Well-formedness is checked, not membership of the list in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code, if it is three capital letters.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Currency(bytes))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII capitals get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a figure measures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// A series.
    Series(SeriesId),
    /// The change on the same period a year before, relative to that period, in percent.
    Growth(Arc<Quantity>),
    /// A part as a percentage of its whole.
    Share {
        /// The part.
        part: Arc<Quantity>,
        /// The whole.
        whole: Arc<Quantity>,
    },
    /// An amount of money in another currency.
    Conversion {
        /// The amount.
        of: Arc<Quantity>,
        /// The currency it is given in.
        to: Currency,
    },
    /// The sum of quantities in one unit.
    Sum(Vec<Quantity>),
    /// One quantity less another; of two rates, in percentage points.
    Difference {
        /// What is taken from.
        of: Arc<Quantity>,
        /// What is taken away.
        from: Arc<Quantity>,
    },
    /// The place of a quantity by size: 1 is the first. Equals share a place.
    Rank {
        /// What is ranked.
        of: Arc<Quantity>,
        /// Among what.
        among: Among,
        /// From which end.
        order: Order,
    },
    /// How many times a quantity has been above an amount, in periods of the same length up to one in which it is:
    /// 1 is the first time.
    TimesOver {
        /// What is above.
        of: Arc<Quantity>,
        /// The amount, in the unit and multiple of the quantity.
        over: Decimal,
    },
}

impl Quantity {
    /// Growth of a quantity.
    pub fn growth(of: Quantity) -> Self {
        Quantity::Growth(Arc::new(of))
    }

    /// The share of a part in a whole.
    pub fn share(part: Quantity, whole: Quantity) -> Self {
        Quantity::Share { part: Arc::new(part), whole: Arc::new(whole) }
    }

    /// An amount in another currency.
    pub fn conversion(of: Quantity, to: Currency) -> Self {
        Quantity::Conversion { of: Arc::new(of), to }
    }

    /// One quantity less another.
    pub fn difference(of: Quantity, from: Quantity) -> Self {
        Quantity::Difference { of: Arc::new(of), from: Arc::new(from) }
    }

    /// The series it is, if it is a base quantity.
    pub fn as_series(&self) -> Option<&SeriesId> {
        match self {
            Quantity::Series(id) => Some(id),
            _ => None,
        }
    }

    /// The series that a reader would look it up under: the first one it is made of.
    pub fn principal(&self) -> &SeriesId {
        match self {
            Quantity::Series(id) => id,
            Quantity::Growth(of)
            | Quantity::Conversion { of, .. }
            | Quantity::Difference { of, .. }
            | Quantity::Rank { of, .. }
            | Quantity::TimesOver { of, .. } => of.principal(),
            Quantity::Share { part, .. } => part.principal(),
            Quantity::Sum(parts) => parts[0].principal(),
        }
    }

    /// Calls `visit` with each series it is made of, in reading order.
    pub fn each_series(&self, visit: &mut (impl FnMut(&SeriesId) + ?Sized)) {
        match self {
            Quantity::Series(id) => visit(id),
            Quantity::Growth(of) | Quantity::Conversion { of, .. } | Quantity::TimesOver { of, .. } => {
                of.each_series(visit);
            }
            Quantity::Share { part: a, whole: b } | Quantity::Difference { of: a, from: b } => {
                a.each_series(visit);
                b.each_series(visit);
            }
            Quantity::Sum(parts) => parts.iter().for_each(|part| part.each_series(visit)),
            Quantity::Rank { of, among, .. } => {
                of.each_series(visit);
                among.others().iter().for_each(|other| other.each_series(visit));
            }
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Series(id) => write!(f, "{id}"),
            Quantity::Growth(of) => write!(f, "growth({of})"),
            Quantity::Share { part, whole } => write!(f, "share({part}, {whole})"),
            Quantity::Conversion { of, to } => write!(f, "conversion({of}, {to})"),
            Quantity::Difference { of, from } => write!(f, "difference({of}, {from})"),
            Quantity::Sum(parts) => {
                f.write_str("sum(")?;
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{part}")?;
                }
                f.write_str(")")
            }
            Quantity::Rank { of, among, order } => write!(f, "rank({of}, {among}{})", order.suffix()),
            Quantity::TimesOver { of, over } => write!(f, "times_over({of}, {over})"),
        }
    }
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadQuantity(String);

impl fmt::Display for BadQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no quantity; write a series such as trade.total, or growth(a), share(a, b), \
             conversion(a, USD), sum(a, b), difference(a, b), rank(a, years), times_over(a, 500)",
            self.0
        )
    }
}

impl std::error::Error for BadQuantity {}

impl FromStr for Quantity {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        parse(text.trim(), NESTING).ok_or_else(|| BadQuantity(text.to_owned()))
    }
}

/// How deep an expression may nest: more than any sensible one, less than the stack.
const NESTING: usize = 16;

fn parse(text: &str, depth: usize) -> Option<Quantity> {
    let Some((function, rest)) = text.split_once('(') else {
        return SeriesId::new(text).map(Quantity::Series);
    };
    let depth = depth.checked_sub(1)?;
    let arguments = split_arguments(rest.strip_suffix(')')?)?;
    match (function, arguments.as_slice()) {
        ("growth", [of]) => Some(Quantity::growth(parse(of, depth)?)),
        ("share", [part, whole]) => Some(Quantity::share(parse(part, depth)?, parse(whole, depth)?)),
        ("conversion", [of, to]) => Some(Quantity::conversion(parse(of, depth)?, Currency::new(to)?)),
        ("difference", [of, from]) => Some(Quantity::difference(parse(of, depth)?, parse(from, depth)?)),
        ("sum", [_, _, ..]) => {
            arguments.iter().map(|part| parse(part, depth)).collect::<Option<_>>().map(Quantity::Sum)
        }
        ("rank", [of, among @ ..]) => {
            let (order, among) = Order::of(among);
            let among = Among::of(among, |other| parse(other, depth))?;
            Some(Quantity::Rank { of: Arc::new(parse(of, depth)?), among, order })
        }
        ("times_over", [of, over]) => {
            let over = over.parse::<Digits>().ok()?.0.normalize();
            Some(Quantity::TimesOver { of: Arc::new(parse(of, depth)?), over })
        }
        _ => None,
    }
}

/// The arguments between commas that stand in no inner parentheses, trimmed.
fn split_arguments(text: &str) -> Option<Vec<&str>> {
    let mut arguments = Vec::new();
    let (mut open, mut start) = (0usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' => open = open.checked_sub(1)?,
            b',' if open == 0 => {
                arguments.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    arguments.push(text[start..].trim());
    (open == 0).then_some(arguments)
}

/// Serde through `Display` and `FromStr`, as every id in a site's files is written.
macro_rules! serde_as_text {
    ($type:ty, $expected:literal, $parse:expr) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl de::Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        let parse: fn(&str) -> Result<$type, String> = $parse;
                        parse(text).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    };
}

schema_of_text!(
    Quantity,
    "Quantity",
    "A series, such as trade.total, or growth(a), share(a, b), conversion(a, USD), sum(a, b), difference(a, b), rank(a, years) \
     or times_over(a, 500) of quantities.",
    r"^\s*[a-z0-9][a-z0-9.,()\sA-Z_-]*$"
);
schema_of_text!(
    SeriesId,
    "SeriesId",
    "The id of a series, such as trade.total.",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)*$"
);
schema_of_text!(Currency, "Currency", "A currency code of ISO 4217, such as CNY.", "^[A-Z]{3}$");

serde_as_text!(Quantity, "a quantity such as trade.total or growth(trade.total)", |text| {
    text.parse().map_err(|e: BadQuantity| e.to_string())
});
serde_as_text!(SeriesId, "a series id such as trade.total", |text| {
    SeriesId::new(text).ok_or_else(|| {
        format!("`{text}` is no series id; use lower-case letters, digits and hyphens, joined by dots")
    })
});
serde_as_text!(Currency, "a currency code such as CNY", |text| {
    Currency::new(text)
        .ok_or_else(|| format!("`{text}` is no currency code; write three capitals, such as CNY"))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_reads_back_as_it_is_written() {
        for text in [
            "trade.total",
            "growth(trade.total)",
            "share(trade.private, trade.total)",
            "conversion(sum(a, b.c-2), USD)",
            "difference(growth(trade.total), growth(china.trade.total))",
            "rank(trade.total, years)",
            "rank(growth(a), periods, ascending)",
            "rank(a, b, c.d, others)",
            "rank(a, others)",
            "times_over(trade.total, 500)",
        ] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        let deep = format!("{}a{}", "growth(".repeat(5_000), ")".repeat(5_000));
        for text in [
            "",
            "Trade",
            "a..b",
            "growth(a, b)",
            "sum(a)",
            "share(a, b",
            "conversion(a, usd)",
            "f(a)",
            "rank(a)",
            "rank(a, ascending)",
            "times_over(a)",
            "times_over(a, b)",
            &deep,
        ] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }
}
