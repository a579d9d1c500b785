//! Units of measure and unit multipliers.

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::quantity::Currency;

/// What a figure counts. Codes as in a series file's `unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Money, by ISO 4217 code.
    Currency(Currency),
    /// Things, named by the series' noun.
    Count,
    /// A level relative to that of a base period or place, which the series' definition names: 115.1 where 2020 is 100.
    Index,
    /// Parts of a hundred.
    Percent,
    /// Difference of two percentages.
    PercentagePoint,
    /// Metric tonnes.
    Tonne,
    /// Kilometres.
    Kilometre,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Years.
    Year,
}

/// The codes that are no currency.
const CODES: [(&str, Unit); 10] = [
    ("count", Unit::Count),
    ("index", Unit::Index),
    ("percent", Unit::Percent),
    ("pp", Unit::PercentagePoint),
    ("t", Unit::Tonne),
    ("km", Unit::Kilometre),
    ("min", Unit::Minute),
    ("h", Unit::Hour),
    ("d", Unit::Day),
    ("a", Unit::Year),
];

impl Unit {
    /// The unit of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        CODES
            .iter()
            .find(|(c, _)| *c == code)
            .map(|(_, unit)| *unit)
            .or_else(|| Currency::new(code).map(Unit::Currency))
    }

    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Unit::Currency(currency) => currency.as_str(),
            other => CODES.iter().find(|(_, unit)| unit == other).map_or("", |(code, _)| code),
        }
    }

    /// The codes that are no currency, for hints.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.iter().map(|(code, _)| *code)
    }

    /// True for rates, whose growth is a difference in percentage points.
    pub fn is_rate(self) -> bool {
        matches!(self, Unit::Percent | Unit::PercentagePoint)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl JsonSchema for Unit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Unit".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<_> = Unit::codes().collect();
        schemars::json_schema!({
            "description": "The unit: a currency code, or count, percent, pp, t, km, min, h, d, a.",
            "anyOf": [{ "enum": codes }, generator.subschema_for::<Currency>()],
        })
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;
        impl de::Visitor<'_> for Code {
            type Value = Unit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a unit such as CNY, count or percent")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Unit, E> {
                Unit::from_code(code).ok_or_else(|| {
                    let hint = match crate::diag::near_miss(code, Unit::codes()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            let codes: Vec<_> = Unit::codes().collect();
                            format!("write a currency code such as CNY, or one of {}", codes.join(", "))
                        }
                    };
                    E::custom(format!("there is no unit `{code}`; {hint}"))
                })
            }
        }
        deserializer.deserialize_str(Code)
    }
}

/// What a printed number is a multiple of: SDMX's unit multiplier.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The unit itself.
    #[default]
    One,
    /// 10³.
    Thousand,
    /// 10⁴, 万.
    #[serde(rename = "10-thousand")]
    TenThousand,
    /// 10⁶.
    Million,
    /// 10⁸, 亿.
    #[serde(rename = "100-million")]
    HundredMillion,
    /// 10⁹.
    Billion,
    /// 10¹².
    Trillion,
}

impl Scale {
    /// All of them, from small to large.
    pub const EACH: [Scale; 7] = [
        Scale::One,
        Scale::Thousand,
        Scale::TenThousand,
        Scale::Million,
        Scale::HundredMillion,
        Scale::Billion,
        Scale::Trillion,
    ];

    /// The power of ten.
    pub fn exponent(self) -> u32 {
        match self {
            Scale::One => 0,
            Scale::Thousand => 3,
            Scale::TenThousand => 4,
            Scale::Million => 6,
            Scale::HundredMillion => 8,
            Scale::Billion => 9,
            Scale::Trillion => 12,
        }
    }

    /// The number that a printed value is multiplied by.
    pub fn factor(self) -> Decimal {
        Decimal::from(10u64.pow(self.exponent()))
    }

    /// So many of this multiple as a number of another: the same significant digits, with the point moved.
    pub fn converted(self, number: Decimal, to: Scale) -> Decimal {
        let moved = i64::from(number.scale()) + i64::from(to.exponent()) - i64::from(self.exponent());
        let mut digits = number;
        // `set_scale` keeps the digits and moves the point.
        if digits.set_scale(u32::try_from(moved).unwrap_or(0)).is_err() {
            return number;
        }
        let zeros = 10u64.checked_pow(u32::try_from(-moved).unwrap_or(0)).unwrap_or(1);
        digits.checked_mul(Decimal::from(zeros)).unwrap_or(number)
    }

    /// The word that YAML and CSV use.
    pub fn as_str(self) -> &'static str {
        match self {
            Scale::One => "one",
            Scale::Thousand => "thousand",
            Scale::TenThousand => "10-thousand",
            Scale::Million => "million",
            Scale::HundredMillion => "100-million",
            Scale::Billion => "billion",
            Scale::Trillion => "trillion",
        }
    }

    /// The scale of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Scale::EACH.into_iter().find(|scale| scale.as_str() == word)
    }
}
