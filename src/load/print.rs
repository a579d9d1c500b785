//! `print:` in `site.yaml`: whether briefings are printed, and on what.

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// How the PDFs of a site are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
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
}

impl Default for PrintSettings {
    fn default() -> Self {
        PrintSettings { paper: Paper::A4, columns: 1, archive: None }
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

/// What may stand under `print:`.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
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
    Ok(match Printing::deserialize(deserializer)? {
        Printing::Whether(false) => None,
        Printing::Whether(true) => Some(PrintSettings::default()),
        Printing::How(settings) => Some(settings),
    })
}

/// What a site prints that says nothing of it.
pub(super) fn by_default() -> Option<PrintSettings> {
    Some(PrintSettings::default())
}
