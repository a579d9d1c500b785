//! A figure that is written out: what it is about, and in what it is counted.

use std::sync::Arc;

use super::super::places::List;
use super::super::raw::{RawReport, RawSeries};
use super::super::yaml::{Document, Step};
use super::{Defaults, Lowering};
use crate::diag::Diagnostic;
use crate::model::{Observation, Papers, Quantity, SeriesId, Unit, Value};

impl Lowering<'_> {
    pub(super) fn report(
        &mut self,
        defaults: &Defaults<'_>,
        level: &Quantity,
        of: List,
        at: usize,
        raw: RawReport,
    ) {
        let (document, list) = (defaults.document, of.key());
        let here = [Step::Index(defaults.index), Step::Key(list), Step::Index(at)];
        let with = |key: &'static str| [here[0], here[1], here[2], Step::Key(key)];
        let Some(quantity) = self.quantity(document, &here, level, list, &raw) else { return };
        let value = match (raw.value, raw.range) {
            (Some(digits), None) => Value::Number(digits.0),
            (None, Some([low, high])) if low <= high => Value::Range(low.0, high.0),
            (None, Some(_)) => {
                return self.error(document, &with("range"), "bad-value", "the range ends before it begins");
            }
            (Some(_), Some(_)) => {
                let place = document.key(&with("range"));
                let message = "`value` and `range` exclude each other";
                self.diagnostics.push(Diagnostic::error("misplaced-key", place, message));
                return;
            }
            // It had one, which has been reported.
            (None, None) if !document.is_whole(&here) => return,
            (None, None) => {
                return self.error_with_hint(
                    document,
                    &here,
                    "missing-key",
                    "this report has no figure",
                    "write `value: 280.8`, or `range: [7, 10]` for \"7 to 10\"",
                );
            }
        };
        let source = raw.source.or_else(|| defaults.raw.source.clone());
        let Some(source) = source else {
            if !document.is_whole(&here) {
                return;
            }
            return self.error_with_hint(
                document,
                &here,
                "missing-source",
                "this report has no source",
                "every figure travels with its papers: say `source:` here or once for the series",
            );
        };
        let (unit, scale) = self.unit(document, &with("unit"), defaults.raw, &quantity, &raw.unit, raw.scale);
        self.check_source(document, &with("source"), &source);
        // Where in its own source the series stands says nothing of another document.
        let is_of_series = defaults.raw.source.as_ref() == Some(&source);
        let shared =
            defaults.raw.locator.as_deref().filter(|_| is_of_series || defaults.raw.source.is_none());
        let locator = raw.locator.or_else(|| shared.map(Into::into));
        // "Over 500" does not make the growth, the share or the place of it one that is over something.
        let hedged = defaults.raw.qualifier.filter(|_| of == List::Observations);
        let papers = Papers { locator, printed: raw.printed, reading: raw.reading, note: raw.note };
        let observation = Observation {
            period: raw.period,
            value,
            unit,
            scale,
            qualifier: raw.qualifier.or(hedged).unwrap_or_default(),
            status: raw.status.or(defaults.raw.status).unwrap_or_default(),
            source,
            papers: (papers != Papers::default()).then(|| Box::new(papers)),
        };
        self.reports.entry(quantity).or_default().push((observation, defaults.entry(of, at)));
    }

    /// What a report is about, from the list that it stands in and the keys that belong there.
    fn quantity(
        &mut self,
        document: &Document,
        here: &[Step<'_>],
        level: &Quantity,
        list: &'static str,
        raw: &RawReport,
    ) -> Option<Quantity> {
        let allowed: &[&str] = match list {
            "share" => &["in"],
            "conversion" => &["to"],
            "difference" => &["of", "from"],
            "sum" => &["of"],
            "rank" => &["of", "among", "order"],
            "times_over" => &["of", "over"],
            _ => &[],
        };
        let given = [
            ("in", raw.whole.is_some()),
            ("to", raw.to.is_some()),
            ("of", raw.of.is_some()),
            ("from", raw.from.is_some()),
            ("among", raw.among.is_some()),
            ("order", raw.order.is_some()),
            ("over", raw.over.is_some()),
        ];
        // What a report is of is the series itself, unless it says otherwise; a sum has to.
        let may_lack = |key: &str| key == "order" || (key == "of" && list != "sum");
        for (key, there) in given {
            let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key(key)]).collect();
            if there && !allowed.contains(&key) {
                let message = format!("`{key}` has no meaning under `{list}`");
                self.diagnostics.push(Diagnostic::error("misplaced-key", document.key(&path), message));
            } else if !there && allowed.contains(&key) && !may_lack(key) {
                if document.is_whole(here) {
                    let message = format!("the key `{key}` is missing");
                    self.diagnostics.push(
                        Diagnostic::error("missing-key", document.value(here), message)
                            .hint(format!("add `{key}:`")),
                    );
                }
                return None;
            }
        }
        let of = raw.of.as_ref().map(|many| many.0.as_slice());
        let quantity = match (list, of) {
            ("growth", _) => Quantity::growth(level.clone()),
            ("share", _) => Quantity::share(level.clone(), raw.whole.clone()?),
            ("conversion", _) => Quantity::conversion(level.clone(), raw.to?),
            ("difference", None) => Quantity::difference(level.clone(), raw.from.clone()?),
            ("difference", Some([of])) => Quantity::difference(of.clone(), raw.from.clone()?),
            ("sum", Some(parts)) if parts.len() > 1 => Quantity::Sum(parts.to_vec()),
            ("rank" | "times_over", None | Some([_])) => {
                let of = Arc::new(of.and_then(<[_]>::first).unwrap_or(level).clone());
                match (&raw.among, raw.over) {
                    (Some(among), _) => {
                        Quantity::Rank { of, among: among.0.clone(), order: raw.order.unwrap_or_default() }
                    }
                    (None, Some(over)) => Quantity::TimesOver { of, over: over.0.normalize() },
                    (None, None) => return None,
                }
            }
            ("difference" | "sum" | "rank" | "times_over", _) => {
                let message = match list {
                    "sum" => "a sum has two parts or more",
                    "difference" => "a difference is of one quantity",
                    _ => "a place, or a number of times, is of one quantity",
                };
                let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key("of")]).collect();
                self.error(document, &path, "bad-value", message);
                return None;
            }
            _ => level.clone(),
        };
        let mut unknown = Vec::new();
        quantity.each_series(&mut |id| {
            if !self.known.contains_key(id) {
                unknown.push(id.clone());
            } else if quantity != *level && !self.leans_on.series.contains(id) {
                self.leans_on.series.insert(id.clone());
            }
        });
        for id in &unknown {
            let named = |quantities: &[Quantity]| quantities.iter().any(|quantity| names(quantity, id));
            let among = raw.among.as_ref().map_or(&[][..], |among| among.0.others());
            let key = match (&raw.whole, &raw.from) {
                (Some(whole), _) if names(whole, id) => "in",
                (_, Some(from)) if names(from, id) => "from",
                _ if of.is_some_and(named) => "of",
                _ if named(among) => "among",
                _ => "period",
            };
            let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key(key)]).collect();
            self.unknown_series(document.value(&path), id);
        }
        unknown.is_empty().then_some(quantity)
    }

    /// The unit and multiplier of a report: what its quantity implies, unless it says otherwise.
    fn unit(
        &mut self,
        document: &Document,
        place: &[Step<'_>],
        series: &RawSeries,
        quantity: &Quantity,
        unit: &Option<Unit>,
        scale: Option<crate::model::Scale>,
    ) -> (Unit, crate::model::Scale) {
        let is_percent = |quantity: &Quantity| match quantity {
            Quantity::Growth(_) | Quantity::Share { .. } => true,
            Quantity::Series(_) => series.unit == Unit::Percent,
            _ => false,
        };
        let implied = match quantity {
            Quantity::Growth(_) | Quantity::Share { .. } => Unit::Percent,
            Quantity::Conversion { to, .. } => Unit::Currency(*to),
            Quantity::Difference { of, .. } if is_percent(of) => Unit::PercentagePoint,
            Quantity::Sum(parts) if parts.iter().all(is_percent) => Unit::Percent,
            Quantity::Rank { .. } | Quantity::TimesOver { .. } => Unit::Count,
            _ => series.unit,
        };
        let message = match (quantity, unit) {
            (Quantity::Rank { .. } | Quantity::TimesOver { .. }, Some(unit)) if *unit != Unit::Count => {
                Some("a place, or a number of times, has no unit")
            }
            (Quantity::Growth(_) | Quantity::Share { .. }, Some(unit)) if !unit.is_rate() => {
                Some("growth and shares are in percent")
            }
            (Quantity::Growth(_), Some(Unit::PercentagePoint)) if !series.unit.is_rate() => {
                Some("growth of an amount is in percent; percentage points are between two rates")
            }
            (Quantity::Share { .. }, Some(Unit::PercentagePoint)) => Some(
                "a share is in percent; percentage points are between two of them: report a `difference`",
            ),
            _ => None,
        };
        if let Some(message) = message {
            self.error(document, place, "bad-value", message);
        }
        let unit = unit.unwrap_or(implied);
        let is_of_one = unit.is_rate()
            || matches!(
                quantity,
                Quantity::Growth(_)
                    | Quantity::Share { .. }
                    | Quantity::Rank { .. }
                    | Quantity::TimesOver { .. }
            );
        let scale = scale.unwrap_or(if is_of_one { Default::default() } else { series.scale });
        (unit, scale)
    }
}

/// True if a quantity is, or is made of, a series.
pub(super) fn names(quantity: &Quantity, series: &SeriesId) -> bool {
    let mut found = false;
    quantity.each_series(&mut |id| found |= id == series);
    found
}
