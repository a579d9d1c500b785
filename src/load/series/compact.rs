//! The short forms of many observations of one source: `values:`, and a `table:` that the source publishes.

use std::sync::Arc;

use super::super::places::List;
use super::super::yaml::Step;
use super::table::{self, Asked, Cell, Table, Taken};
use super::{Defaults, Lowering, compact};
use crate::diag::Diagnostic;
use crate::model::{Digits, Observation, Papers, Period, Quantity, SourceId, Unit, Value};

impl Defaults<'_> {
    /// A figure of a compact form.
    fn observation(&self, period: Period, digits: Digits, source: &SourceId) -> Observation {
        let raw = self.raw;
        let papers = raw
            .locator
            .as_deref()
            .map(|locator| Box::new(Papers { locator: Some(locator.into()), ..Papers::default() }));
        Observation {
            period,
            value: Value::Number(digits.0),
            unit: raw.unit,
            scale: raw.scale,
            qualifier: raw.qualifier.unwrap_or_default(),
            status: raw.status.unwrap_or_default(),
            source: source.clone(),
            papers,
        }
    }
}

impl Lowering<'_> {
    /// The observations of the compact form.
    pub(super) fn compact(&mut self, defaults: &Defaults<'_>, level: &Quantity) {
        let raw = defaults.raw;
        let values = &raw.values.0;
        if values.is_empty() {
            return;
        }
        let Some(source) = self.shared_source(defaults, "values") else { return };
        let mut seen: Vec<(Period, usize)> = values.iter().enumerate().map(|(i, (p, _))| (*p, i)).collect();
        seen.sort();
        for pair in seen.windows(2) {
            if pair[0].0 == pair[1].0 {
                let (first, second) = (pair[0].1, pair[1].1);
                let path = |i: usize| [Step::Index(defaults.index), Step::Key("values"), Step::Index(i)];
                self.diagnostics.push(
                    Diagnostic::error(
                        "duplicate-period",
                        defaults.document.key(&path(second)),
                        format!("there are two values for {}", pair[0].0),
                    )
                    .hint("two reports of one figure are written out under `observations:`, each with its source")
                    .related(defaults.document.key(&path(first)), "the first is here"),
                );
            }
        }
        let observations = values.iter().enumerate().map(|(at, (period, digits))| {
            (defaults.observation(*period, *digits, &source), defaults.entry(List::Values, at))
        });
        self.reports.entry(level.clone()).or_default().extend(observations);
    }

    /// The observations that a table holds.
    pub(super) fn table(&mut self, defaults: &Defaults<'_>, level: &Quantity) {
        let Some(raw) = &defaults.raw.table else { return };
        let Some(source) = self.shared_source(defaults, "table") else { return };
        let place = |key: &'static str| {
            defaults.document.value(&[Step::Index(defaults.index), Step::Key("table"), Step::Key(key)])
        };
        let path: Arc<str> = format!("data/{}", raw.file).into();
        let there = self.files.texts.get_key_value(&path).filter(|_| table::is_table(&path));
        let taken = match there.map(|(path, text)| self.opened.lines(path, text, table::head(raw))).as_deref()
        {
            Some(Ok(lines)) => {
                let in_percent = defaults.raw.unit.is_rate();
                Asked { raw, path: &path, in_percent, place: &place }.of(lines, &mut self.diagnostics)
            }
            Some(Err(unread)) => {
                self.diagnostics.push((**unread).clone());
                Taken::default()
            }
            None => {
                self.diagnostics.push(table::missing(place("file"), &path, self.files));
                Taken::default()
            }
        };
        let entry = |at: usize| defaults.entry(List::Table, at);
        let figure = |cell: &Cell| {
            let observation = defaults.observation(cell.period, cell.digits, &source);
            Observation { status: cell.status.unwrap_or(observation.status), ..observation }
        };
        let values = taken.values.iter().enumerate().map(|(at, cell)| (figure(cell), entry(at)));
        self.reports.entry(level.clone()).or_default().extend(values);
        let in_percent = |cell: &Cell| Observation {
            unit: Unit::Percent,
            scale: Default::default(),
            // That of the series hedges its values.
            qualifier: Default::default(),
            ..figure(cell)
        };
        let growth =
            (taken.values.len()..).zip(&taken.growth).map(|(at, cell)| (in_percent(cell), entry(at)));
        if !taken.growth.is_empty() {
            self.reports.entry(Quantity::growth(level.clone())).or_default().extend(growth);
        }
        self.tables.push(Table {
            series: compact(defaults.index),
            path,
            text: there.map(|(_, text)| text.clone()),
            cells: taken.values.into_iter().chain(taken.growth).map(|cell| cell.range).collect(),
        });
    }

    /// The source that all figures of a compact form share.
    fn shared_source(&mut self, defaults: &Defaults<'_>, form: &'static str) -> Option<SourceId> {
        let here = |key: &'static str| [Step::Index(defaults.index), Step::Key(key)];
        let Some(source) = defaults.raw.source.clone() else {
            let (message, hint) = match form {
                "table" => ("this table has no source", "say `source:` beside `table:`"),
                _ => ("these values have no source", "say `source:` beside `values:`, for all of them"),
            };
            self.error_with_hint(defaults.document, &here(form), "missing-source", message, hint);
            return None;
        };
        self.check_source(defaults.document, &here("source"), &source);
        Some(source)
    }
}
