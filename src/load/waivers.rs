//! Lowers `data/waivers.yaml`: findings of the audit that somebody lets stand.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::places::Places;
use super::series::{unknown, unknown_series};
use super::yaml::{Document, Step};
use crate::audit::rules::RULES;
use crate::audit::{Waived, Waiver};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::series::optional_date;
use crate::model::{Ledger, Period, Quantity, SourceId};
use crate::source::Files;

/// One waiver, as it is written:
/// `{ rule: growth, quantity: trade.total, period: 2024-S1, reason: …, by: …, until: 2026-12-31 }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["quantity"] }, { "required": ["source"] }]))]
pub(super) struct RawWaiver {
    /// The rule whose finding stands.
    rule: Arc<str>,
    /// The quantity that it is about.
    quantity: Option<Quantity>,
    /// The period that it is about; every one if none is named.
    period: Option<Period>,
    /// The source that it is about, instead of a quantity.
    source: Option<SourceId>,
    /// Why it may stand.
    reason: Arc<str>,
    /// Who says so.
    by: Arc<str>,
    /// The last day on which it may.
    #[serde(default, deserialize_with = "optional_date")]
    until: Option<Date>,
}

/// The waivers of a site, those with mistakes left out; none if it has no such file. `as_of` is the day that the
/// site speaks of, which an end is compared with.
pub(super) fn read(
    files: &Files,
    ledger: &Ledger,
    as_of: Option<Date>,
    places: &mut Places,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Waiver>> {
    let Some((path, text)) = files.texts.get_key_value("data/waivers.yaml") else { return Vec::new() };
    let mut document = Document::file(path.clone(), text.clone());
    let raw = document.decode::<Option<Vec<RawWaiver>>>(diagnostics).flatten().unwrap_or_default();
    let mut waivers = Vec::with_capacity(raw.len());
    let mut entries = Vec::with_capacity(raw.len());
    for (at, raw) in raw.into_iter().enumerate() {
        match lower(&document, at, raw, ledger, as_of) {
            Ok(waiver) => {
                waivers.push(Arc::new(waiver));
                entries.push(at);
            }
            Err(found) => diagnostics.push(*found),
        }
    }
    places.waivers = Some((document, entries));
    waivers
}

fn lower(
    document: &Document,
    at: usize,
    raw: RawWaiver,
    ledger: &Ledger,
    as_of: Option<Date>,
) -> Result<Waiver, Box<Diagnostic>> {
    let RawWaiver { rule, quantity, period, source, reason, by, until } = raw;
    let place = |key: &'static str| document.value(&[Step::Index(at), Step::Key(key)]);
    let Some(known) = RULES.into_iter().find(|known| known.name == &*rule) else {
        let names = RULES.into_iter().map(|rule| rule.name);
        return Err(Box::new(unknown("edit rule", place("rule"), &rule, names)));
    };
    if until.is_some() && as_of.is_none() {
        let message = "a waiver ends on a day, and the site does not say which day it speaks of";
        let found = Diagnostic::error("missing-key", place("until"), message);
        return Err(Box::new(found.hint("say `as_of: 2026-01-31` in site.yaml, or leave `until` out")));
    }
    let of = match (quantity, source) {
        (Some(quantity), None) => {
            let mut missing = None;
            quantity.each_series(&mut |id| {
                if missing.is_none() && ledger.series(id).is_none() {
                    let known = ledger.each_series().map(|series| &series.id);
                    missing = Some(unknown_series(place("quantity"), id, known));
                }
            });
            match missing {
                Some(found) => return Err(Box::new(found)),
                None => Waived::Quantity(quantity, period),
            }
        }
        (None, Some(source)) if ledger.source(&source).is_none() => {
            let known = ledger.each_source().map(|(id, _)| &**id);
            return Err(Box::new(unknown("source", place("source"), &source, known)));
        }
        (None, Some(source)) => Waived::Source(source),
        _ => {
            let place = document.value(&[Step::Index(at)]);
            let message = "a waiver is about a quantity or about a source";
            let found = Diagnostic::error("missing-key", place, message);
            return Err(Box::new(found.hint("name one of them: `quantity: trade.total`, as `check` does")));
        }
    };
    Ok(Waiver { rule: known.name, of, reason, by, until })
}
