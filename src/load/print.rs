//! `print:` in `site.yaml`: whether briefings are printed, and on what.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// How the PDFs of a site are set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrintSettings {
    /// The paper.
    pub paper: Paper,
    /// Columns of text: one or two.
    #[serde(deserialize_with = "one_or_two")]
    #[schemars(range(min = 1, max = 2))]
    pub columns: u8,
    /// The part of PDF/A that they conform to, beside PDF/UA-1.
    pub archive: Option<Archive>,
    /// Whether all that is printed is also bound into one PDF, beside the front page. A section is bound if its own
    /// front matter says `print: true`.
    pub bind: bool,
    /// The site's own fonts, which lie beside the print templates.
    pub fonts: Families,
}

/// Families of fonts that take the place of the built-in ones; these set what the former lack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Families {
    /// Of text and titles.
    pub serif: Option<Arc<str>>,
    /// Of tables, notes and labels.
    pub sans: Option<Arc<str>>,
    /// Of code.
    pub mono: Option<Arc<str>>,
}

impl Families {
    /// Those that are named, by their keys.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Arc<str>)> {
        let Families { serif, sans, mono } = self;
        let all = [("serif", serif), ("sans", sans), ("mono", mono)];
        all.into_iter().filter_map(|(key, family)| Some((key, family.as_ref()?)))
    }
}

impl Default for PrintSettings {
    fn default() -> Self {
        PrintSettings { paper: Paper::A4, columns: 1, archive: None, bind: false, fonts: Families::default() }
    }
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 in.
    UsLetter,
}

/// A part of PDF/A that goes together with PDF/UA-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
pub enum Archive {
    /// PDF/A-2a.
    #[serde(rename = "a-2a")]
    A2a,
    /// PDF/A-3a.
    #[serde(rename = "a-3a")]
    A3a,
}

impl Archive {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Archive::A2a => "a-2a",
            Archive::A3a => "a-3a",
        }
    }
}

fn one_or_two<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        columns @ (1 | 2) => Ok(columns),
        other => Err(D::Error::custom(format!("a page has 1 or 2 columns, not {other}"))),
    }
}

/// What may stand under `print:`, for its schema. It is read by [`settings`], which says what is wrong in it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub(super) enum Printing {
    /// Whether briefings are printed.
    Whether(bool),
    /// How they are.
    How(PrintSettings),
}

/// `print: false`, or settings.
pub(super) fn settings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PrintSettings>, D::Error> {
    struct Either;

    impl<'de> Visitor<'de> for Either {
        type Value = Option<PrintSettings>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true, false, or how to print")
        }

        fn visit_bool<E>(self, whether: bool) -> Result<Self::Value, E> {
            Ok(whether.then(PrintSettings::default))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            PrintSettings::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }

    deserializer.deserialize_any(Either)
}

/// What a site prints that says nothing of it.
pub(super) fn by_default() -> Option<PrintSettings> {
    Some(PrintSettings::default())
}
