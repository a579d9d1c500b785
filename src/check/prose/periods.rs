//! The periods that a text names: "2025", "June 2025", "the first half of 2025", "January–September 2025".

use std::ops::Range;

use super::conventions::is_year;
use super::english::Term;
use super::passage::{Gap, Passage};
use crate::model::Period;

/// A period in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub period: Period,
}

/// The periods that are named with their year among the tokens of a range, in reading order.
pub(super) fn mentions(passage: &Passage<'_>, within: Range<usize>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for at in within.clone() {
        let word = passage.word(at);
        if !is_year(word) || word.len() != 4 {
            continue;
        }
        let Ok(year) = word.parse::<i16>() else { continue };
        let named = part(passage, at, year)
            .or_else(|| months(passage, at, year))
            .or_else(|| iso(passage, at))
            .or_else(|| Some(Mention { tokens: at..at + 1, period: Period::year(year)? }));
        found.extend(named.filter(|mention| mention.tokens.start >= within.start));
    }
    found
}

/// "first half of 2025", "third quarter of 2025", "first nine months of 2025", "H1 2025".
fn part(passage: &Passage<'_>, at: usize, year: i16) -> Option<Mention> {
    let word = |back: usize| at.checked_sub(back).map_or("", |at| passage.word(at));
    let mention =
        |back: usize, period: Option<Period>| Some(Mention { tokens: at - back..at + 1, period: period? });
    let numbered = |letter: char| {
        let digit = word(1).strip_prefix(letter)?.parse::<i8>().ok()?;
        Some((digit - 1).clamp(0, 3))
    };
    if let Some(half) = numbered('H') {
        return mention(1, Period::months(year, half * 6 + 1, 6));
    }
    if let Some(quarter) = numbered('Q') {
        return mention(1, Period::months(year, quarter * 3 + 1, 3));
    }
    if word(1) != "of" {
        return None;
    }
    let place = match word(3).to_lowercase().as_str() {
        "first" => 0,
        "second" => 1,
        "third" => 2,
        "fourth" | "last" => 3,
        _ => -1,
    };
    match word(2) {
        "half" if (0..2).contains(&place) => mention(3, Period::months(year, place * 6 + 1, 6)),
        "quarter" if place >= 0 => mention(3, Period::months(year, place * 3 + 1, 3)),
        unit @ ("months" | "quarters") if word(4).eq_ignore_ascii_case("first") => {
            let count = match passage.term(at - 3) {
                Some(Term::Cardinal(count)) => count,
                _ => word(3).parse().ok()?,
            };
            mention(4, Period::months(year, 1, if unit == "quarters" { count * 3 } else { count }))
        }
        // Some part of the year that is not known by its words.
        "half" | "quarter" | "months" | "quarters" | "weeks" | "end" | "beginning" | "start" => {
            mention(2, Period::year(year))
        }
        _ => None,
    }
}

/// "June 2025", "20 July 2025", "January–September 2025", "January to September 2025".
fn months(passage: &Passage<'_>, at: usize, year: i16) -> Option<Mention> {
    let month = |back: usize| match passage.term(at.checked_sub(back)?)? {
        Term::Month(month) => Some(month),
        _ => None,
    };
    let last = month(1)?;
    let joined = passage.gap(at - 1) == Gap::Range;
    let first = if joined {
        month(2)
    } else if at >= 3 && matches!(passage.word(at - 2), "to" | "and" | "through") {
        month(3)
    } else {
        None
    };
    let back = match first {
        None => 1,
        Some(_) if joined => 2,
        Some(_) => 3,
    };
    let first = first.unwrap_or(last);
    let length = u16::try_from(last - first + 1).ok()?;
    Some(Mention { tokens: at - back..at + 1, period: Period::months(year, first, length)? })
}

/// "2025-07-26".
fn iso(passage: &Passage<'_>, at: usize) -> Option<Mention> {
    let part = |on: usize| (passage.gap(at + on) == Gap::Hyphen).then(|| passage.word(at + on));
    let text = format!("{}-{}-{}", passage.word(at), part(1)?, part(2)?);
    Some(Mention { tokens: at..at + 3, period: text.parse().ok()? })
}
