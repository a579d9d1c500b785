//! Lowers `data/rates.yaml`: reference bands of exchange rates, each with its source.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::series::unknown;
use super::yaml::{Document, Step};
use crate::audit::{Rates, ReferenceBand};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Currency, Digits, Period, Source, SourceId};
use crate::source::Files;

/// One band, as it is written: `{ of: CNY, per: USD, period: 2023, low: 6.7, high: 7.35, source: … }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBand {
    /// The currency that is priced.
    of: Currency,
    /// The currency that it is priced for.
    per: Currency,
    /// When.
    period: Period,
    /// The least that the rate was.
    low: Digits,
    /// The most that it was.
    high: Digits,
    /// Who says so.
    source: Arc<str>,
    /// Where in the source.
    locator: Option<Arc<str>>,
}

/// The bands of a site; none if it has no such file.
pub(super) fn read(
    files: &Files,
    sources: &BTreeMap<SourceId, Source>,
    diagnostics: &mut Diagnostics,
) -> Rates {
    let Some((path, text)) = files.texts.get_key_value("data/rates.yaml") else { return Rates::default() };
    let mut document = Document::file(path.clone(), text.clone());
    let bands = document.decode::<Option<Vec<RawBand>>>(diagnostics).flatten().unwrap_or_default();
    let mut rates = Vec::new();
    for (at, raw) in bands.into_iter().enumerate() {
        let place = |key: &'static str| document.value(&[Step::Index(at), Step::Key(key)]);
        if !sources.contains_key(&raw.source) {
            let known = sources.keys().map(|id| &**id);
            diagnostics.push(unknown("source", place("source"), &raw.source, known));
        }
        let wrong = match () {
            () if raw.of == raw.per => Some(("per", "a rate is between two currencies")),
            () if raw.low.0 <= rust_decimal::Decimal::ZERO => Some(("low", "a rate is more than nothing")),
            () if raw.low > raw.high => Some(("high", "the band ends before it begins")),
            () => None,
        };
        if let Some((key, message)) = wrong {
            diagnostics.push(Diagnostic::error("bad-value", place(key), message));
            continue;
        }
        let RawBand { of, per, period, low, high, source, locator } = raw;
        rates.push(ReferenceBand { of, per, period, low: low.0, high: high.0, source, locator });
    }
    Rates(rates)
}
