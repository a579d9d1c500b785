//! The words around figures: scales, units, hedges, halves and quarters. One table per language.
//!
//! ICU4X writes digits, plurals and dates; what it has no stable interface for stands here. A language is added
//! by adding a table.

use icu_plurals::PluralCategory;

use super::interval::Qualifier;
use super::unit::{Scale, Unit};

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// Between the ends of a range, with its spaces.
    pub to: &'static str,
    /// Between two of which it is one, with its spaces.
    pub or: &'static str,
    /// An interval without ends.
    pub any_number: &'static str,
    scales: [&'static str; 7],
    units: [(Unit, (&'static str, &'static str)); 8],
    hedges: [&'static str; 7],
    ordinals: [&'static str; 4],
    /// After the digits of an ordinal number, by its plural category.
    endings: fn(PluralCategory) -> &'static str,
}

static ENGLISH: Words = Words {
    to: " to ",
    or: " or ",
    any_number: "any number",
    scales: ["", "thousand", "× 10,000", "million", "× 100 million", "billion", "trillion"],
    units: [
        (Unit::Index, ("index", "index")),
        (Unit::PercentagePoint, ("percentage point", "percentage points")),
        (Unit::Tonne, ("tonne", "tonnes")),
        (Unit::Kilometre, ("km", "km")),
        (Unit::Minute, ("minute", "minutes")),
        (Unit::Hour, ("hour", "hours")),
        (Unit::Day, ("day", "days")),
        (Unit::Year, ("year", "years")),
    ],
    hedges: ["", "about ", "over ", "at least ", "almost ", "under ", "up to "],
    ordinals: ["first", "second", "third", "fourth"],
    endings: |category| match category {
        PluralCategory::One => "st",
        PluralCategory::Two => "nd",
        PluralCategory::Few => "rd",
        _ => "th",
    },
};

impl Words {
    /// The words of a language by its ISO 639 code.
    pub fn of(language: &str) -> Option<&'static Words> {
        (language == "en").then_some(&ENGLISH)
    }

    /// The languages that have words.
    pub fn languages() -> &'static [&'static str] {
        &["en"]
    }

    /// The word for a multiplier; empty for one.
    pub fn scale(&self, scale: Scale) -> &'static str {
        self.scales[scale as usize]
    }

    /// Singular and plural of a unit that is no currency, count or percent.
    pub fn unit(&self, unit: Unit) -> (&'static str, &'static str) {
        self.units.iter().find(|(u, _)| *u == unit).map_or(("", ""), |(_, words)| *words)
    }

    /// The word before a hedged figure, with its space.
    pub fn hedge(&self, qualifier: Qualifier) -> &'static str {
        self.hedges[qualifier as usize]
    }

    /// What follows the digits of an ordinal number: "st" of 1st.
    pub fn ending(&self, category: PluralCategory) -> &'static str {
        (self.endings)(category)
    }

    /// A half-year or a quarter by its index from 0: "first half of 2025", "H1 2025".
    pub fn part(&self, part: &str, index: i8, year: i16, short: bool) -> String {
        let index = usize::from(index.unsigned_abs()).min(3);
        if short {
            let letter = if part == "half" { 'H' } else { 'Q' };
            format!("{letter}{} {year}", index + 1)
        } else if part == "half" {
            format!("{} half of {year}", self.ordinals[index])
        } else {
            format!("{} quarter of {year}", self.ordinals[index])
        }
    }
}
