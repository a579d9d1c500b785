//! Series and sources: what observations belong to and where they come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::address::optional_web_address;
use super::observation::SourceId;
use super::period::Period;
use super::quantity::{Quantity, SeriesId};
use super::unit::{Scale, Unit};

/// How a series behaves over time, which decides what can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Adds up over time: a year is the sum of its months.
    Flow,
    /// Holds at a moment.
    Stock,
    /// A rate or a share: neither adds up over time nor over parts.
    Ratio,
    /// A number of things, at a moment or over a period.
    Count,
}

/// What is counted, in the plural forms of the site's language (CLDR categories).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Noun {
    /// "train".
    pub one: Arc<str>,
    /// "trains".
    pub other: Arc<str>,
}

/// What a figure without a unit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted<'a> {
    /// How many there are of these.
    Things(&'a Noun),
    /// Which one it is in an order by size, not how many.
    Places,
}

/// What a series measures, without its observations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Series {
    /// Its name.
    pub id: SeriesId,
    /// What it is called in full.
    pub title: Arc<str>,
    /// What it is called where room is short.
    pub label: Arc<str>,
    /// What is counted and what is unclear about that.
    pub definition: Option<Arc<str>>,
    /// The unit of its observations.
    pub unit: Unit,
    /// The multiplier of its observations.
    pub scale: Scale,
    /// How it behaves over time.
    pub kind: Kind,
    /// What is counted.
    pub noun: Option<Noun>,
    /// The entities it is about.
    pub entities: Vec<Arc<str>>,
    /// The periods from which on its figures do not compare with those before, each with what changed: time series breaks.
    pub breaks: BTreeMap<Period, Arc<str>>,
    /// How many months after the end of its last period a figure should have followed, if the site says so.
    pub stale_after: Option<u16>,
    /// Choices between observations that disagree.
    pub preferred: BTreeMap<(Quantity, Period), Choice>,
}

/// A stated choice between what sources say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The source whose figure is used.
    pub source: SourceId,
    /// Why.
    pub reason: Arc<str>,
}

/// What sort of document a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A statistics office, customs or another public body.
    Official,
    /// A data set.
    Dataset,
    /// A work of reference.
    Reference,
    /// A news report.
    News,
    /// A think tank's or a scholar's text.
    Analysis,
}

/// A document that figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title, as printed.
    pub title: Arc<str>,
    /// Who published it, if the document says so.
    #[serde(default)]
    pub publisher: Option<Arc<str>>,
    /// Whose figures it passes on.
    #[serde(default)]
    pub authority: Option<Arc<str>>,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<Arc<str>>,
    /// When, if the document says so.
    #[serde(default, deserialize_with = "optional_date")]
    pub published: Option<Date>,
    /// What sort of document it is.
    pub kind: SourceKind,
    /// The language it is written in.
    #[serde(default)]
    pub language: Option<Arc<str>>,
    /// Where it can be read.
    #[serde(default, deserialize_with = "optional_web_address")]
    #[schemars(regex(pattern = "^https?://"))]
    pub url: Option<Arc<str>>,
    /// What a reader must know of it.
    #[serde(default)]
    pub note: Option<Arc<str>>,
}

/// A day that must be there.
pub fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    use serde::de::Error as _;
    optional_date(deserializer)?.ok_or_else(|| D::Error::custom("a date is missing"))
}

/// A duration in months or years, written as ISO 8601 does: `P18M`, `P2Y`; in months.
pub fn optional_months<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    struct Text;
    impl serde::de::Visitor<'_> for Text {
        type Value = Option<u16>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a duration such as P18M")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<u16>, E> {
            let number = |digits: &str| {
                digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u16>().ok()).flatten()
            };
            let months = text.strip_prefix('P').and_then(|rest| {
                match rest.split_at_checked(rest.len().checked_sub(1)?)? {
                    (digits, "M") => number(digits),
                    (digits, "Y") => number(digits)?.checked_mul(12),
                    _ => None,
                }
            });
            let bad = || E::custom(format!("`{text}` is no number of months; write one such as P18M or P2Y"));
            months.filter(|months| *months > 0).map(Some).ok_or_else(bad)
        }
    }
    deserializer.deserialize_str(Text)
}

/// A calendar date written `2025-07-26`, or nothing.
pub fn optional_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    struct Text;
    impl serde::de::Visitor<'_> for Text {
        type Value = Option<Date>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a date such as 2025-07-26")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<Date>, E> {
            let day = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
            day.map(Some)
                .ok_or_else(|| E::custom(format!("`{text}` is no date; write one such as 2025-07-26")))
        }
    }
    deserializer.deserialize_str(Text)
}
