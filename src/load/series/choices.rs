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
        let raw = &defaults.raw.preferred;
        let own = raw
            .levels
            .iter()
            .map(|(at, period, choice)| (vec![here[0], here[1], (*at).into()], *period, choice));
        self.choices_for(defaults, level, own, &mut choices);
        for (at, name, by_period) in &raw.derived {
            let of_name = [here[0], here[1], Step::Index(*at)];
            let Some(quantity) = self.preferred_quantity(defaults.document, &of_name, level, name) else {
                continue;
            };
            let by_period = by_period.0.iter().enumerate().map(|(at, (period, choice))| {
                (of_name.iter().copied().chain([at.into()]).collect(), *period, choice)
            });
            self.choices_for(defaults, &quantity, by_period, &mut choices);
        }
        choices
    }

    /// The choices for one quantity, each with the path of its key.
    fn choices_for<'p>(
        &mut self,
        defaults: &Defaults<'_>,
        quantity: &Quantity,
        by_period: impl Iterator<Item = (Vec<Step<'p>>, Period, &'p Choice)>,
        choices: &mut BTreeMap<(Quantity, Period), Choice>,
    ) {
        let mut seen: BTreeMap<Period, Vec<Step<'p>>> = BTreeMap::new();
        for (path, period, choice) in by_period {
            if let Some(first) = seen.get(&period) {
                let place = defaults.document.key(&path);
                let message = format!("there are two choices for {quantity} in {period}");
                self.diagnostics.push(
                    Diagnostic::error("duplicate-period", place, message)
                        .hint("keep the one that holds")
                        .related(defaults.document.key(first), "the first is here"),
                );
                continue;
            }
            self.check_choice(defaults.document, &path, quantity, period, choice);
            choices.insert((quantity.clone(), period), choice.clone());
            seen.insert(period, path);
        }
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
            // It is looked up under the series that a figure counts as one of.
            Ok(quantity)
                if *quantity.principal() != *level.principal()
                    && self.known.contains_key(quantity.principal()) =>
            {
                let message = format!("a choice for {quantity} has no effect under {level}");
                let hint = format!(
                    "say it under `{}`, the series that the quantity is first made of",
                    quantity.principal()
                );
                self.diagnostics
                    .push(Diagnostic::error("misplaced-key", document.key(here), message).hint(hint));
                return None;
            }
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
