//! The binding to write for a number that is typed: figures of the ledger with the same value and unit.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::english::UnitWord;
use super::number::Number;
use super::passage::{Gap, Passage};
use super::periods;
use crate::load::Site;
use crate::model::{Counted, Currency, Period, Quantity, Unit};

/// How many bindings are named at most.
const SHOWN: usize = 2;
/// How many figures below a number are looked at: one wide interval must not make a search of the whole ledger.
const SEARCHED: usize = 1000;

/// Every reported figure, found by unit and value.
#[derive(Debug)]
pub(super) struct Suggestions<'a> {
    /// By unit, then by lower end.
    figures: Vec<Known<'a>>,
    /// The units of figures that a sentence may leave to the reader.
    unspoken: Vec<Unit>,
}

#[derive(Debug)]
struct Known<'a> {
    unit: Unit,
    /// Both ends, in units.
    low: Decimal,
    high: Decimal,
    /// The greatest upper end of the figures in the same unit up to here: where a search may stop.
    reach: Decimal,
    /// As it is printed, in units.
    printed: Decimal,
    quantity: &'a Quantity,
    period: Period,
    noun: Option<&'a str>,
}

impl<'a> Suggestions<'a> {
    /// All that sources report. A figure without both ends is known by its printed value alone.
    pub fn of(site: &'a Site) -> Self {
        let mut figures = Vec::new();
        for (quantity, observations) in site.ledger.reports() {
            let noun = site.ledger.measure(quantity).and_then(|measure| measure.noun);
            for observation in observations {
                let ends = observation.interval();
                let printed = observation.value.middle();
                let (low, high) = match (ends.low.value(), ends.high.value()) {
                    (Some(low), Some(high)) => (low, high),
                    _ => (printed, printed),
                };
                let factor = observation.scale.factor();
                let in_units = |value: Decimal| value.checked_mul(factor);
                let (Some(low), Some(high), Some(printed)) =
                    (in_units(low), in_units(high), in_units(printed))
                else {
                    continue;
                };
                figures.push(Known {
                    unit: observation.unit,
                    low,
                    high,
                    reach: high,
                    printed,
                    quantity,
                    period: observation.period,
                    noun: match noun {
                        Some(Counted::Things(noun)) => Some(&noun.other),
                        Some(Counted::Places) | None => None,
                    },
                });
            }
        }
        figures.sort_by_key(|known| (known.unit, known.low));
        for at in 1..figures.len() {
            if figures[at].unit == figures[at - 1].unit {
                figures[at].reach = figures[at].reach.max(figures[at - 1].reach);
            }
        }
        let mut unspoken: Vec<Unit> =
            figures.iter().map(|known| known.unit).filter(|unit| is_unspoken(*unit)).collect();
        unspoken.dedup();
        Suggestions { figures, unspoken }
    }

    /// What to do about a number: the bindings that give it, or where else to turn.
    pub fn hint(&self, passage: &Passage<'_>, number: &Number) -> String {
        let mut matching = self.matching(number);
        let sentence = passage.stretch(number.tokens.start, Gap::Sentence);
        let named = periods::mentions(passage, sentence);
        let is_named = |known: &&&Known<'_>| named.iter().any(|mention| mention.period == known.period);
        let of_named: Vec<_> = matching.iter().filter(is_named).copied().collect();
        if !of_named.is_empty() {
            matching = of_named;
        }
        let next = passage.word(number.tokens.end).to_lowercase();
        let is_counted = |known: &&&Known<'_>| known.noun.is_some_and(|noun| noun.to_lowercase() == next);
        let counted: Vec<_> = matching.iter().filter(is_counted).copied().collect();
        if !counted.is_empty() {
            matching = counted;
        }
        // What is printed as the number before what only may be it, and the more precise before the less; a place among
        // others last, since it is mostly told in an ordinal.
        let is_place =
            |known: &Known<'_>| matches!(known.quantity, Quantity::Rank { .. } | Quantity::TimesOver { .. });
        matching.sort_by_cached_key(|known| {
            let other = number.base() != Some(known.printed);
            (is_place(known), other, known.high - known.low, call(known.quantity, known.period))
        });
        let mut calls: Vec<String> =
            matching.iter().map(|known| call(known.quantity, known.period)).collect();
        calls.dedup();
        if calls.is_empty() {
            return "bind it with a call such as `value`, say it without a number, or name it and your reason \
                    under `conventions` in site.yaml"
                .to_owned();
        }
        let mut hint = "write ".to_owned();
        for (index, call) in calls.iter().take(SHOWN).enumerate() {
            // Writing to a string does not fail.
            let _ = write!(hint, "{}`{call}`", if index == 0 { "" } else { " or " });
        }
        hint
    }

    fn matching(&self, number: &Number) -> Vec<&Known<'a>> {
        let Some(value) = number.base() else { return Vec::new() };
        let spoken = number.unit.map(unit_of);
        let units = match &spoken {
            None => &*self.unspoken,
            Some(unit) => unit.as_slice(),
        };
        let mut found = Vec::new();
        for unit in units {
            let end = self.figures.partition_point(|known| (&known.unit, known.low) <= (unit, value));
            let candidates = self.figures[..end].iter().rev().take(SEARCHED);
            let near = candidates.take_while(|known| known.unit == *unit && known.reach >= value);
            found.extend(near.filter(|known| value <= known.high));
        }
        found
    }
}

/// True for units that a sentence may leave to the reader.
fn is_unspoken(unit: Unit) -> bool {
    matches!(unit, Unit::Count | Unit::Index | Unit::Currency(_))
}

/// The unit that a word spells; none for what no series is measured in.
pub(super) fn unit_of(word: UnitWord) -> Option<Unit> {
    match word {
        UnitWord::Percent => Some(Unit::Percent),
        UnitWord::Percentage | UnitWord::Points => Some(Unit::PercentagePoint),
        UnitWord::Money(code) => Currency::new(code).map(Unit::Currency),
        UnitWord::Tonne => Some(Unit::Tonne),
        UnitWord::Kilometre => Some(Unit::Kilometre),
        UnitWord::Minute => Some(Unit::Minute),
        UnitWord::Hour => Some(Unit::Hour),
        UnitWord::Day => Some(Unit::Day),
        UnitWord::Times | UnitWord::Other => None,
    }
}

/// The call that binds a quantity at a period.
fn call(quantity: &Quantity, period: Period) -> String {
    let simple = |quantity: &Quantity| quantity.as_series().is_some();
    match quantity {
        Quantity::Series(id) => format!("{{{{ value(of=\"{id}\", at=\"{period}\") }}}}"),
        Quantity::Growth(of) if simple(of) => format!("{{{{ growth(of=\"{of}\", at=\"{period}\") }}}}"),
        Quantity::Share { part, whole } if simple(part) && simple(whole) => {
            format!("{{{{ share(of=\"{part}\", in=\"{whole}\", at=\"{period}\") }}}}")
        }
        Quantity::Conversion { of, to } if simple(of) => {
            format!("{{{{ conversion(of=\"{of}\", to=\"{to}\", at=\"{period}\") }}}}")
        }
        quantity => format!("{{{{ figure(q=\"{quantity}\", at=\"{period}\") }}}}"),
    }
}
