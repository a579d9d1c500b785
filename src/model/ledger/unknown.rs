//! Why nothing is known of a quantity, in words for whoever asked for it.

use super::{Figure, Ledger};
use crate::model::period::Period;
use crate::model::quantity::Quantity;

/// The most periods that are listed.
const SHOWN: usize = 12;

impl Ledger {
    /// Why there is no figure of a quantity in a period, and for which periods there are reports; of nothing that
    /// [`Ledger::figure`] knows.
    pub fn why_unknown(&self, quantity: &Quantity, period: Period) -> String {
        let reported = self.reported_for(quantity);
        let reason = match quantity {
            Quantity::Series(_) => None,
            Quantity::Growth(of) => Some(self.why_no_growth(of, period)),
            Quantity::Share { part, whole } => self.why_not_of(&[part, whole], period, true).or_else(|| {
                let whole = self.figure(whole, period)?;
                Some(format!("a share of {} says nothing, for it is not above zero", said(&whole)))
            }),
            Quantity::Sum(parts) => self.why_not_of(&parts.iter().collect::<Vec<_>>(), period, true),
            Quantity::Difference { of, from } => self.why_not_of(&[of, from], period, false),
            Quantity::Conversion { .. } => {
                Some("a conversion is what a source prints: no exchange rate is assumed".into())
            }
            Quantity::Rank { .. } | Quantity::TimesOver { .. } => Some(
                "places and counts so far are what a source prints: what is not known here might come before"
                    .into(),
            ),
        };
        match (reason, reported) {
            (Some(reason), Some(reported)) => format!("{reason}; it is reported for: {reported}"),
            (Some(reason), None) => reason,
            (None, Some(reported)) => format!("it is reported for: {reported}"),
            (None, None) => "no source reports it".to_owned(),
        }
    }

    fn why_no_growth(&self, of: &Quantity, period: Period) -> String {
        let Some(before) = period.year_before() else { return "there is no year before".to_owned() };
        if self.measure(of).is_some_and(|measure| measure.unit.is_rate()) {
            return format!(
                "{of} is a rate, which changes by percentage points: give both figures, or report a `difference`"
            );
        }
        let missing = [before, period].into_iter().find(|at| self.figure(of, *at).is_none());
        if let Some(at) = missing {
            return format!("it follows from {of} in {period} and {before}, and {}", self.nothing_of(of, at));
        }
        let sign = |at: Period| {
            let figure = self.figure(of, at)?;
            let estimate = figure.estimate()?;
            let is_base = at == before;
            let says_nothing = estimate.is_sign_negative() || (is_base && estimate.is_zero());
            says_nothing.then(|| {
                format!("growth says nothing where {} is not above zero: give both figures", said(&figure))
            })
        };
        let units = || format!("{of} is in different units in {before} and {period}");
        sign(before).or_else(|| sign(period)).unwrap_or_else(units)
    }

    /// Why nothing follows from several quantities: one of them does not add up, if it has to, or is unknown, or two are in
    /// different units.
    fn why_not_of(&self, parts: &[&Quantity], period: Period, adds_up: bool) -> Option<String> {
        if let Some(part) = parts.iter().find(|part| adds_up && !self.adds_up(part)) {
            return Some(format!("{part} is an index, a price or a growth rate, which do not add up"));
        }
        if let Some(part) = parts.iter().find(|part| self.figure(part, period).is_none()) {
            return Some(format!("it follows from others, of which {}", self.nothing_of(part, period)));
        }
        let figures: Vec<Figure<'_>> = parts.iter().filter_map(|part| self.figure(part, period)).collect();
        let first = figures.first()?;
        let other = figures.iter().find(|figure| figure.unit != first.unit)?;
        let unit = |figure: &Figure<'_>| format!("{} is in {}", figure.quantity, figure.unit);
        Some(format!("{}, {}: they do not go together", unit(first), unit(other)))
    }

    fn nothing_of(&self, quantity: &Quantity, period: Period) -> String {
        let reported = self.reported_for(quantity).map(|periods| format!(" (it is reported for: {periods})"));
        format!("nothing is known of {quantity} for {period}{}", reported.unwrap_or_default())
    }

    /// The last periods in which a quantity is reported; none if it is in none.
    fn reported_for(&self, quantity: &Quantity) -> Option<String> {
        let periods = self.periods(quantity);
        let first = periods.len().saturating_sub(SHOWN);
        let shown: Vec<String> = periods[first..].iter().map(Period::to_string).collect();
        let more = if first > 0 { "…, " } else { "" };
        (!periods.is_empty()).then(|| format!("{more}{}", shown.join(", ")))
    }
}

/// "trade.balance in 2024".
fn said(figure: &Figure<'_>) -> String {
    format!("{} in {}", figure.quantity, figure.period)
}
