//! A number as a text spells it: digits or words, with its multiplier and its unit.

use std::ops::Range;

use rust_decimal::Decimal;

use super::english::{Term, UnitWord};
use super::passage::{Gap, Kind, Passage};
use crate::model::Scale;

/// A number in a passage.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// The tokens of the number itself, without its unit.
    pub tokens: Range<usize>,
    /// The bytes of the number with its unit and the sign of its currency.
    pub range: Range<usize>,
    /// How much, in `scale` times the unit; none for "dozens", "doubled", "half of".
    pub value: Option<Decimal>,
    /// Times what.
    pub scale: Scale,
    /// Of what.
    pub unit: Option<UnitWord>,
    /// True for words, false for digits.
    pub in_words: bool,
    /// Letters that follow digits directly and are no unit: "th", "s".
    pub suffix: Range<usize>,
}

impl Number {
    /// The number in units.
    pub fn base(&self) -> Option<Decimal> {
        self.value?.checked_mul(self.scale.factor())
    }
}

/// The number that begins at a token, if one does.
pub(super) fn read(passage: &Passage<'_>, at: usize) -> Option<Number> {
    let token = passage.tokens.get(at)?;
    let mut number = match token.kind {
        Kind::Digits => digits(passage, at),
        Kind::Word(Some(term)) => words(passage, at, term)?,
        _ => return None,
    };
    if number.scale == Scale::One
        && let Some(Term::Scale(scale)) = passage.term(number.tokens.end)
        && is_beside(passage, number.tokens.end)
    {
        number.scale = scale;
        number.tokens.end += 1;
        number.range.end = passage.tokens[number.tokens.end - 1].end;
    }
    unit(passage, &mut number);
    Some(number)
}

/// True if only a space or a hyphen is before a token.
fn is_beside(passage: &Passage<'_>, at: usize) -> bool {
    matches!(passage.gap(at), Gap::Space | Gap::Hyphen | Gap::None)
}

fn digits(passage: &Passage<'_>, at: usize) -> Number {
    let token = passage.tokens[at];
    let word = passage.word(at);
    let length = word.find(char::is_alphabetic).unwrap_or(word.len());
    let end = groups(passage, at);
    let token_end = passage.tokens[end - 1].end;
    let digits = &passage.text[token.start..if end > at + 1 { token_end } else { token.start + length }];
    let is_known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}');
    let written: String = digits.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut number = Number {
        tokens: at..end,
        range: token.start..token_end,
        value: Decimal::from_str_exact(&written).ok().filter(|_| digits.chars().all(is_known)),
        scale: Scale::One,
        unit: None,
        in_words: false,
        suffix: (token.start + length).min(token.end)..token.end,
    };
    let (scale, unit) = match &word[length..] {
        "k" => (Scale::Thousand, None),
        "m" | "mn" => (Scale::Million, None),
        "bn" => (Scale::Billion, None),
        "trn" => (Scale::Trillion, None),
        "km" => (Scale::One, Some(UnitWord::Kilometre)),
        "t" => (Scale::One, Some(UnitWord::Tonne)),
        "h" => (Scale::One, Some(UnitWord::Hour)),
        "min" => (Scale::One, Some(UnitWord::Minute)),
        "pp" => (Scale::One, Some(UnitWord::Points)),
        "x" => (Scale::One, Some(UnitWord::Times)),
        "kg" | "ha" => (Scale::One, Some(UnitWord::Other)),
        _ => return number,
    };
    (number.scale, number.unit, number.suffix) = (scale, unit, token.end..token.end);
    number
}

/// The token after the groups of three digits that plain spaces separate: "12 000 000".
fn groups(passage: &Passage<'_>, at: usize) -> usize {
    let is_digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let mut end = at + 1;
    if is_digits(passage.word(at)) && passage.word(at).len() <= 3 {
        while passage.between(end) == " " && passage.word(end).len() == 3 && is_digits(passage.word(end)) {
            end += 1;
        }
    }
    end
}

/// A number in words; none for a word that is one only in other company.
fn words(passage: &Passage<'_>, at: usize, term: Term) -> Option<Number> {
    let after = |at: usize| passage.word(at);
    let before = at.checked_sub(1).map_or("", |before| passage.word(before));
    let one = |tokens: Range<usize>, value: Option<i64>| {
        let mut range = passage.tokens[tokens.start].start..passage.tokens[tokens.end - 1].end;
        if matches!(before, "a" | "A") && passage.gap(at) == Gap::Space {
            range.start = passage.tokens[at - 1].start;
        }
        let suffix = range.end..range.end;
        let value = value.map(Decimal::from);
        Some(Number { tokens, range, value, scale: Scale::One, unit: None, in_words: true, suffix })
    };
    match term {
        Term::Cardinal(first) => {
            let (end, value) = cardinal(passage, at, first);
            let fraction = matches!(passage.term(end), Some(Term::Part | Term::Parts));
            if fraction && is_fraction(passage, end) && is_beside(passage, end) {
                return one(at..end + 1, None);
            }
            one(at..end, Some(value))
        }
        Term::Hundred | Term::Scale(_) if matches!(before, "a" | "A") => {
            let value = if term == Term::Hundred { 100 } else { 1 };
            let mut number = one(at..at + 1, Some(value))?;
            if let Term::Scale(scale) = term {
                number.scale = scale;
            }
            Some(number)
        }
        Term::Many | Term::Multiple => one(at..at + 1, None),
        Term::Multiplier if matches!(after(at + 1), "the" | "that" | "as" | "its" | "their" | "what") => {
            one(at..at + 1, None)
        }
        Term::Half | Term::Part if is_fraction(passage, at) => one(at..at + 1, None),
        _ => None,
    }
}

/// The cardinal that begins at a token, and the token after it: "two", "twenty-two", "two hundred and five".
fn cardinal(passage: &Passage<'_>, at: usize, first: u16) -> (usize, i64) {
    let (mut end, mut value, mut last) = (at + 1, i64::from(first), first);
    loop {
        match passage.term(end) {
            Some(Term::Cardinal(unit)) if last >= 20 && unit < 10 && passage.gap(end) <= Gap::Space => {
                value += i64::from(unit);
                (end, last) = (end + 1, unit);
            }
            Some(Term::Hundred) if value < 100 && passage.gap(end) == Gap::Space => {
                value *= 100;
                (end, last) = (end + 1, 100);
            }
            _ if last == 100 && passage.word(end) == "and" => match passage.term(end + 1) {
                Some(Term::Cardinal(rest)) => {
                    value += i64::from(rest);
                    (end, last) = (end + 2, rest);
                }
                _ => return (end, value),
            },
            _ => return (end, value),
        }
    }
}

/// True for "half of the trade", "a third of it", "by a quarter", "two thirds", not for "the first half of 2025",
/// "a third country", "three quarters of 2025".
fn is_fraction(passage: &Passage<'_>, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |before| passage.word(before));
    if passage.gap(at + 1) == Gap::Hyphen {
        return false;
    }
    let next = passage.word(at + 1);
    let of_year = next == "of" && passage.word(at + 2).starts_with(|c: char| c.is_ascii_digit());
    let of_the_year = next == "of" && passage.word(at + 2) == "the" && passage.word(at + 3) == "year";
    match passage.term(at) {
        Some(Term::Half) => {
            let is_period =
                matches!(before(1), "first" | "First" | "second" | "Second" | "last" | "latter" | "this")
                    || passage.gap(at) == Gap::Hyphen;
            !is_period && !of_year && matches!(next, "of" | "a" | "the" | "as" | "that" | "its" | "their")
        }
        Some(Term::Part) => {
            let one = matches!(before(1), "a" | "A" | "one" | "One");
            let ends = passage.gap(at + 1) >= Gap::Comma;
            let compares = matches!(next, "more" | "less" | "higher" | "lower" | "larger" | "smaller");
            one && !of_year && !of_the_year && (next == "of" || compares || (ends && before(2) == "by"))
        }
        Some(Term::Parts) => {
            // A period is counted from one end: "the first three quarters".
            let is_period =
                matches!(before(2), "first" | "last" | "next" | "past" | "these" | "those" | "other");
            let quarters = passage.word(at) == "quarters" && !(next == "of" && !of_year && !of_the_year);
            !is_period && !quarters
        }
        _ => false,
    }
}

/// Adds the unit that is written about a number.
fn unit(passage: &Passage<'_>, number: &mut Number) {
    let end = number.tokens.end;
    let following = &passage.text[passage.tokens[end - 1].end..];
    let spaces = following.len() - following.trim_start().len();
    if following[spaces..].starts_with('%') {
        number.unit = Some(UnitWord::Percent);
        number.range.end += spaces + 1;
        return;
    }
    let preceding = &passage.text[..number.range.start];
    for (sign, code) in [("US$", "USD"), ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "CNY")] {
        if preceding.ends_with(sign) {
            number.unit = Some(UnitWord::Money(code));
            number.range.start -= sign.len();
            return;
        }
    }
    if let Some(before) = number.tokens.start.checked_sub(1)
        && let Some(Term::Unit(money @ UnitWord::Money(_))) = passage.term(before)
        && passage.gap(number.tokens.start) == Gap::Space
        && passage.word(before).bytes().all(|b| b.is_ascii_uppercase())
    {
        number.unit = Some(money);
        number.range.start = passage.tokens[before].start;
        return;
    }
    if let Some((unit, after)) = unit_at(passage, end)
        && is_beside(passage, end)
    {
        number.unit = Some(unit);
        number.range.end = passage.tokens[after - 1].end;
    }
}

/// The unit that is spelt at a token, and the token after it.
pub(super) fn unit_at(passage: &Passage<'_>, at: usize) -> Option<(UnitWord, usize)> {
    match passage.term(at) {
        Some(Term::Unit(UnitWord::Percentage)) => match passage.term(at + 1) {
            Some(Term::Unit(UnitWord::Points)) => Some((UnitWord::Points, at + 2)),
            _ => None,
        },
        Some(Term::Unit(unit)) => Some((unit, at + 1)),
        _ if passage.word(at) == "per" && passage.word(at + 1) == "cent" => Some((UnitWord::Percent, at + 2)),
        _ => None,
    }
}
