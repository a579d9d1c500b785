//! The shapes of a site's YAML files, as serde decodes them: keys and forms are checked here, names and
//! meanings where each shape is lowered.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer, de};

use super::geography::{Location, Route};
use crate::model::series::optional_months;
use crate::model::{
    Among, Choice, Currency, Digits, Kind, Noun, Order, Period, Qualifier, Quantity, Scale, Status, Unit,
};

/// Entries of a mapping in the order of the file, repeated keys included, which a map would drop in silence.
#[derive(Clone, Debug)]
pub(super) struct Entries<K, V>(pub Vec<(K, V)>);

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Entries(Vec::new())
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> de::Visitor<'de> for Each<K, V> {
            type Value = Entries<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            // An empty file is an empty mapping.
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Entries(Vec::new()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0));
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Each(PhantomData))
    }
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<K, V>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<K, V>::json_schema(generator)
    }
}

/// One series in a file of `data/series`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSeries {
    /// What it is called in full.
    pub title: Arc<str>,
    /// What it is called where room is short.
    pub label: Option<Arc<str>>,
    /// What is counted and what is unclear about that.
    pub definition: Option<Arc<str>>,
    /// The unit of its observations.
    pub unit: Unit,
    /// What printed values are multiples of.
    #[serde(default)]
    pub scale: Scale,
    /// How it behaves over time, which decides what can be done with it.
    pub kind: Kind,
    /// What is counted: `{ one: train, other: trains }`.
    pub noun: Option<Noun>,
    /// The entities that it is about.
    #[serde(default)]
    pub entities: Vec<Arc<str>>,
    /// The source of all observations that name no other.
    pub source: Option<Arc<str>>,
    /// Where in the source, for figures of that source that do not say.
    pub locator: Option<Arc<str>>,
    /// How its observations are hedged, unless one says otherwise; growth, shares, places and the like are not.
    pub qualifier: Option<Qualifier>,
    /// The status of its figures, unless one says otherwise.
    pub status: Option<Status>,
    /// What sources print, one by one.
    #[serde(default)]
    pub observations: Vec<RawReport>,
    /// What the shared source prints, by period.
    #[serde(default)]
    pub values: Entries<Period, Digits>,
    /// The table that the shared source publishes them in.
    pub table: Option<RawTable>,
    /// Growth on the same period a year before, as sources print it.
    #[serde(default)]
    pub growth: Vec<RawReport>,
    /// Shares of a whole, as sources print them.
    #[serde(default)]
    pub share: Vec<RawReport>,
    /// Amounts in another currency, as sources print them.
    #[serde(default)]
    pub conversion: Vec<RawReport>,
    /// Differences, as sources print them.
    #[serde(default)]
    pub difference: Vec<RawReport>,
    /// Sums, as sources print them.
    #[serde(default)]
    pub sum: Vec<RawReport>,
    /// Places by size, as sources state them: 1 is the first.
    #[serde(default)]
    pub rank: Vec<RawReport>,
    /// How many times the figure has been above an amount, as sources state it.
    #[serde(default)]
    pub times_over: Vec<RawReport>,
    /// The periods from which on its figures do not compare with those before, each with what changed.
    #[serde(default)]
    pub breaks: Entries<Period, Arc<str>>,
    /// How long after its last period the next figure should have followed: `P18M`.
    #[serde(default, deserialize_with = "optional_months")]
    #[schemars(with = "Option<String>", regex(pattern = "^P[0-9]+[MY]$"))]
    pub stale_after: Option<u16>,
    /// Which figure is used where sources disagree, and why.
    #[serde(default)]
    pub preferred: Preferred,
}

/// Figures of a series in a CSV or TSV file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    /// The file, below `data/`: `tables/trade.csv`.
    pub file: Arc<str>,
    /// The line that the names of the columns stand on, if not the first.
    pub head: Option<u64>,
    /// The column of the periods. If neither this nor `value` is given, periods are the names of columns. Of two columns of one
    /// name, `Total#2` is the second.
    pub period: Option<Arc<str>>,
    /// The column of the values.
    pub value: Option<Arc<str>>,
    /// The column of their growth on the same period a year before, in percent, where the table prints it.
    pub growth: Option<Arc<str>>,
    /// What other columns hold in the lines of this series: `{ partner: Kazakhstan }`.
    #[serde(default, rename = "where")]
    pub lines: BTreeMap<Arc<str>, Written>,
    /// What stands before the decimals: a point, unless it is said.
    pub decimal: Option<DecimalMark>,
    /// What the marks mean that stand behind figures and periods: `{ p: provisional, "*": estimated, r: "" }`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Meaning>")]
    pub marks: BTreeMap<Mark, Meaning>,
    /// Columns that are no periods, though they hold figures, where periods are the names of columns.
    #[serde(default)]
    pub except: Vec<Arc<str>>,
}

/// What stands behind a figure or a period: a letter, a sign, or `()` for brackets around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(pub Arc<str>);

impl Borrow<str> for Mark {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // What is made of digits alone is a part of the figure.
        let is_mark = text.contains(|c: char| !c.is_whitespace() && !c.is_ascii_digit());
        is_mark.then(|| Mark(text.trim().into())).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is no mark; write what stands behind the figures, such as p, * or 1)"
            ))
        })
    }
}

/// What a mark says of its figure: a status, or nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning(pub Option<Status>);

impl JsonSchema for Meaning {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Meaning".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<Status>(), { "const": "" }, { "type": "null" }] })
    }
}

impl<'de> Deserialize<'de> for Meaning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;
        impl de::Visitor<'_> for Word {
            type Value = Meaning;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a status such as provisional, or \"\" for a mark that says nothing of it")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Meaning, E> {
                let status = |text: &str| Status::deserialize(text.into_deserializer());
                (!text.is_empty()).then(|| status(text)).transpose().map(Meaning)
            }
        }
        deserializer.deserialize_str(Word)
    }
}

/// What a cell holds, as it is written there; numbers need no quotation marks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written(pub String);

impl JsonSchema for Written {
    fn schema_name() -> Cow<'static, str> {
        "Written".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match RawField::deserialize(deserializer)? {
            RawField::One(text) => Ok(Written(text)),
            RawField::Many(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &"a text or a number")),
            RawField::Mapping => Err(de::Error::invalid_type(de::Unexpected::Map, &"a text or a number")),
        }
    }
}

/// What stands before the decimals of a number.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DecimalMark {
    /// `280.8`
    #[default]
    Point,
    /// `280,8`
    Comma,
}

/// What a source reports: an observation, or a growth, share, conversion, difference, sum, place or number of times.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReport {
    /// What it is for.
    pub period: Period,
    /// The value, in the unit and scale of the series.
    pub value: Option<Digits>,
    /// The least and the greatest value, where the source prints both.
    pub range: Option<[Digits; 2]>,
    /// Who prints it.
    pub source: Option<Arc<str>>,
    /// Where in the source.
    pub locator: Option<Box<str>>,
    /// The figure as the source prints it.
    pub printed: Option<Box<str>>,
    /// How the source hedges it.
    pub qualifier: Option<Qualifier>,
    /// Whether it is estimated, provisional or a forecast.
    pub status: Option<Status>,
    /// Why our reading differs from what is printed.
    pub reading: Option<Box<str>>,
    /// What a reader must know.
    pub note: Option<Box<str>>,
    /// Its unit, if not that of the series.
    pub unit: Option<Unit>,
    /// Its scale, if not that of the series.
    pub scale: Option<Scale>,
    /// The whole of a share.
    #[serde(rename = "in")]
    pub whole: Option<Quantity>,
    /// The currency of a conversion.
    pub to: Option<Currency>,
    /// What a difference is taken of, the parts of a sum, or what has a place or was above.
    pub of: Option<OneOrMany>,
    /// What a difference takes away.
    pub from: Option<Quantity>,
    /// Among what a place is.
    pub among: Option<RawAmong>,
    /// From which end a place is counted.
    pub order: Option<Order>,
    /// The amount that was passed.
    pub over: Option<Digits>,
}

/// Among what something has its place: one word, or a list of quantities.
#[derive(Debug)]
pub(super) struct RawAmong(pub Among);

impl JsonSchema for RawAmong {
    fn schema_name() -> Cow<'static, str> {
        "Among".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // `years`, `periods` and `others` have the form of a quantity.
        OneOrMany::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for RawAmong {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Words {
            fn read<E: de::Error>(words: &[String]) -> Result<RawAmong, E> {
                let mut bad = None;
                let among = Among::of(words, |word| word.parse().map_err(|e| bad = Some(e)).ok());
                match (among, bad) {
                    (Some(among), _) => Ok(RawAmong(among)),
                    (None, Some(bad)) => Err(E::custom(bad)),
                    (None, None) => Err(E::invalid_length(0, &Words)),
                }
            }
        }
        impl<'de> de::Visitor<'de> for Words {
            type Value = RawAmong;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`years`, `periods` or a list of quantities, the last of which may be `others`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawAmong, E> {
                Words::read(&[text.to_owned()])
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<RawAmong, A::Error> {
                let mut words: Vec<String> = Vec::new();
                while let Some(word) = items.next_element()? {
                    words.push(word);
                }
                Words::read(&words)
            }
        }
        deserializer.deserialize_any(Words)
    }
}

/// One quantity, or a list of them.
#[derive(Debug)]
pub(super) struct OneOrMany(pub Vec<Quantity>);

impl JsonSchema for OneOrMany {
    fn schema_name() -> Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [generator.subschema_for::<Quantity>(), generator.subschema_for::<Vec<Quantity>>()],
        })
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a quantity or a list of quantities")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                text.parse().map(|quantity| OneOrMany(vec![quantity])).map_err(E::custom)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany, A::Error> {
                let mut list = Vec::new();
                while let Some(quantity) = items.next_element()? {
                    list.push(quantity);
                }
                Ok(OneOrMany(list))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Stated choices: by period for the series itself, by quantity and period for what is derived from it.
#[derive(Debug, Default)]
pub(super) struct Preferred {
    /// Each with its place among the keys.
    pub levels: Vec<(usize, Period, Choice)>,
    /// `growth` stands for the growth of the series; anything else is a quantity expression.
    pub derived: Vec<(usize, String, Entries<Period, Choice>)>,
}

impl JsonSchema for Preferred {
    fn schema_name() -> Cow<'static, str> {
        "Preferred".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // The keys of the choices for a quantity, and those of the series itself, are periods.
        let by_period = BTreeMap::<Period, Choice>::json_schema(generator);
        let mut schema = by_period.clone();
        schema.insert("additionalProperties".to_owned(), by_period.into());
        schema
    }
}

impl<'de> Deserialize<'de> for Preferred {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> de::Visitor<'de> for Keys {
            type Value = Preferred;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a mapping from periods, or from quantities and periods, to a source and a reason",
                )
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Preferred, A::Error> {
                let mut preferred = Preferred::default();
                let mut at = 0;
                while let Some(key) = map.next_key::<String>()? {
                    match key.parse::<Period>() {
                        Ok(period) => preferred.levels.push((at, period, map.next_value()?)),
                        Err(_) => preferred.derived.push((at, key, map.next_value()?)),
                    }
                    at += 1;
                }
                Ok(preferred)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// One record in a file of `data/entities`: the known keys, and the fields of its kind as they come.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RawEntity {
    /// One of the kinds that site.yaml declares.
    pub kind: Arc<str>,
    /// What readers call it.
    pub name: Arc<str>,
    /// The last part of its page's address, if not its id.
    pub slug: Option<Arc<str>>,
    /// Its other names and spellings, which the search finds.
    #[serde(default)]
    pub spellings: Vec<Arc<str>>,
    /// What it is, in a sentence or two.
    pub summary: Option<Arc<str>>,
    /// What else is to say of it, in Markdown.
    pub body: Option<Arc<str>>,
    /// Where it lies.
    pub location: Option<Location>,
    /// The ways that it takes from place to place.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The fields of its kind.
    #[serde(flatten)]
    pub fields: BTreeMap<String, RawField>,
}

/// The value of a field: a text or several.
#[derive(Debug, Clone)]
pub(super) enum RawField {
    One(String),
    Many(Vec<String>),
    /// What no field takes; refused where its place is known.
    Mapping,
}

impl JsonSchema for RawField {
    fn schema_name() -> Cow<'static, str> {
        "FieldValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let scalar = json_schema!({ "type": ["string", "number", "boolean"] });
        json_schema!({ "anyOf": [scalar, { "type": "array", "items": scalar }] })
    }
}

impl<'de> Deserialize<'de> for RawField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = RawField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawField, E> {
                Ok(RawField::One(text.to_owned()))
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<RawField, E> {
                Ok(RawField::One(flag.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<RawField, E> {
                Ok(RawField::One(number.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<RawField, E> {
                Ok(RawField::One(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<RawField, E> {
                Ok(RawField::One(number.to_string()))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<RawField, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element::<String>()? {
                    list.push(item);
                }
                Ok(RawField::Many(list))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<RawField, A::Error> {
                while map.next_entry::<de::IgnoredAny, de::IgnoredAny>()?.is_some() {}
                Ok(RawField::Mapping)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
