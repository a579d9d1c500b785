//! Stated choices between sources that disagree: the key `preferred` of a series.

use std::collections::BTreeMap;

use super::super::yaml::{Document, Step};
use super::{Defaults, Lowering, names};
use crate::diag::Diagnostic;
use crate::model::{Choice, Period, Quantity};

impl Lowering<'_> {
    /// The choices under `preferred`.
    pub(super) fn choices(
        &mut self,
        defaults: &Defaults<'_>,
        level: &Quantity,
    ) -> BTreeMap<(Quantity, Period), Choice> {
        let mut choices = BTreeMap::new();
        let here = [Step::Index(defaults.index), Step::Key("preferred")];
        for (period, choice) in &defaults.raw.preferred.levels {
            let written = period.to_string();
            self.check_choice(
                defaults.document,
                &[here[0], here[1], Step::Key(&written)],
                level,
                *period,
                choice,
            );
            choices.insert((level.clone(), *period), choice.clone());
        }
        for (name, by_period) in &defaults.raw.preferred.derived {
            let here = [here[0], here[1], Step::Key(name)];
            let Some(quantity) = self.preferred_quantity(defaults.document, &here, level, name) else {
                continue;
            };
            for (period, choice) in by_period {
                let written = period.to_string();
                let path = [here[0], here[1], here[2], Step::Key(&written)];
                self.check_choice(defaults.document, &path, &quantity, *period, choice);
                choices.insert((quantity.clone(), *period), choice.clone());
            }
        }
        choices
    }

    /// What a key under `preferred` that is no period names.
    fn preferred_quantity(
        &mut self,
        document: &Document,
        here: &[Step<'_>],
        level: &Quantity,
        name: &str,
    ) -> Option<Quantity> {
        const HINT: &str = "a key here is a period, `growth`, or a quantity";
        if name == "growth" {
            return Some(Quantity::growth(level.clone()));
        }
        let message = match name.parse::<Quantity>() {
            Ok(quantity) if self.known.keys().any(|id| names(&quantity, id)) => return Some(quantity),
            Ok(_) => format!("`{name}` is neither a period nor a quantity"),
            Err(bad) => bad.to_string().split("; ").next().unwrap_or_default().to_owned(),
        };
        self.diagnostics.push(Diagnostic::error("bad-value", document.key(here), message).hint(HINT));
        None
    }

    fn check_choice(
        &mut self,
        document: &Document,
        path: &[Step<'_>],
        quantity: &Quantity,
        period: Period,
        choice: &Choice,
    ) {
        if !self.sources.contains_key(&choice.source) {
            let path: Vec<Step<'_>> = path.iter().copied().chain([Step::Key("source")]).collect();
            return self.check_source(document, &path, &choice.source);
        }
        let reports = self.reports.get(quantity).map_or(&[][..], Vec::as_slice);
        if !reports.iter().any(|(o, _)| o.period == period && o.source == choice.source) {
            let message = format!("`{}` reports no {quantity} for {period}", choice.source);
            self.diagnostics.push(
                Diagnostic::error("bad-choice", document.key(path), message)
                    .hint("the preferred figure must be one of those reported"),
            );
        }
    }
}
