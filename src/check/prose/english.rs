//! The English words that a number in prose is made of, and those that give a figure a direction, a unit or a
//! month. A language is added by adding a table.
//!
//! Nearly every word of a text is none of these, and most are refused by a few of their letters.

use crate::model::Scale;

/// What a word can be part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// "two", "twenty".
    Cardinal(u16),
    /// "hundred".
    Hundred,
    /// "thousand", "billion".
    Scale(Scale),
    /// "dozen", "thousands": an amount without a number.
    Many,
    /// "half".
    Half,
    /// "third", "quarter": a part, a place in an order or a period.
    Part,
    /// "thirds", "quarters".
    Parts,
    /// "doubled", "threefold": a change without a number.
    Multiple,
    /// "double", "twice": one if what is multiplied follows.
    Multiplier,
    /// "percent", "kilometres".
    Unit(UnitWord),
    /// "months", "years": units of time that also name periods.
    Time,
    /// A month by its number, from 1.
    Month(i8),
    /// "rose", "fewer".
    Direction(Direction),
}

impl Term {
    /// True for what is a number by itself or in some company.
    pub fn is_numeric(self) -> bool {
        !matches!(self, Term::Direction(_) | Term::Unit(_) | Term::Time | Term::Month(_))
    }
}

/// A unit as a text spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitWord {
    /// "%", "percent".
    Percent,
    /// "percentage", which "points" follows.
    Percentage,
    /// "points".
    Points,
    /// "yuan", "USD": an ISO 4217 code.
    Money(&'static str),
    /// "tonnes".
    Tonne,
    /// "kilometres".
    Kilometre,
    /// "minutes".
    Minute,
    /// "hours".
    Hour,
    /// "days".
    Day,
    /// "times", "fold".
    Times,
    /// A unit that no series can have: "metres", "degrees".
    Other,
}

/// Which way a figure is said to have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// "rose", "up".
    Up,
    /// "fell", "down".
    Down,
    /// "more", "higher": after a figure, or before "by".
    Above,
    /// "less", "lower".
    Below,
}

impl Direction {
    /// True for what a rise is told with.
    pub fn is_up(self) -> bool {
        matches!(self, Direction::Up | Direction::Above)
    }
}

/// What a word is, whatever its case; months are capitalised.
pub(super) fn term(word: &str) -> Option<Term> {
    let bytes = word.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    let mut slot = first_slot(bytes);
    while let Some(at) = usize::from(FOUND_AT[slot]).checked_sub(1) {
        let (known, term) = TERMS[at];
        if known.eq_ignore_ascii_case(word) {
            let is_month = matches!(term, Term::Month(_));
            return (!is_month || bytes[0].is_ascii_uppercase()).then_some(term);
        }
        slot = (slot + 1) % SLOTS;
    }
    None
}

/// Six times as many as there are words, so that most others meet an empty one first.
const SLOTS: usize = 1024;

/// For each slot the place of its word in the table, counted from one; zero if it is empty. A word whose slot is taken is in
/// the next that is free.
static FOUND_AT: [u8; SLOTS] = found_at();

const fn found_at() -> [u8; SLOTS] {
    assert!(TERMS.len() < u8::MAX as usize);
    let mut found_at = [0; SLOTS];
    let mut at = 0;
    while at < TERMS.len() {
        let mut slot = first_slot(TERMS[at].0.as_bytes());
        while found_at[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        at += 1;
        found_at[slot] = at as u8;
    }
    found_at
}

/// The slot that a word is looked for in first, by its length and three of its letters in lower case: every word of a site
/// is looked up, and nearly all are refused by this. The factors are such that few words of the table share a slot.
const fn first_slot(word: &[u8]) -> usize {
    let (first, middle, last) = (word[0] | 0x20, word[word.len() / 2] | 0x20, word[word.len() - 1] | 0x20);
    (first as usize * 909 + middle as usize * 979 + last as usize * 961 + word.len() * 811) % SLOTS
}

use Direction::{Above, Below, Down, Up};
use Term::{Cardinal, Half, Hundred, Many, Month, Multiple, Multiplier, Part, Parts, Time};

const fn go(direction: Direction) -> Term {
    Term::Direction(direction)
}

const fn unit(word: UnitWord) -> Term {
    Term::Unit(word)
}

const fn money(code: &'static str) -> Term {
    Term::Unit(UnitWord::Money(code))
}

/// In the order of the words.
#[rustfmt::skip]
static TERMS: [(&str, Term); 173] = [
    ("april", Month(4)), ("august", Month(8)),
    ("billion", Term::Scale(Scale::Billion)), ("billions", Many),
    ("climbed", go(Up)), ("cny", money("CNY")), ("contracted", go(Down)),
    ("day", unit(UnitWord::Day)), ("days", unit(UnitWord::Day)), ("decades", Time), ("december", Month(12)),
    ("decline", go(Down)), ("declined", go(Down)), ("declines", go(Down)), ("decrease", go(Down)),
    ("decreased", go(Down)), ("decreases", go(Down)), ("degrees", unit(UnitWord::Other)),
    ("dollar", money("USD")), ("dollars", money("USD")), ("double", Multiplier), ("doubled", Multiple),
    ("doubles", Multiple), ("doubling", Multiple), ("down", go(Down)), ("dozen", Many), ("dozens", Many),
    ("drop", go(Down)), ("dropped", go(Down)), ("drops", go(Down)),
    ("eight", Cardinal(8)), ("eighteen", Cardinal(18)), ("eighth", Part), ("eighths", Parts),
    ("eighty", Cardinal(80)), ("eleven", Cardinal(11)), ("eur", money("EUR")), ("euro", money("EUR")),
    ("euros", money("EUR")), ("expanded", go(Up)),
    ("fall", go(Down)), ("fallen", go(Down)), ("falling", go(Down)), ("falls", go(Down)), ("february", Month(2)),
    ("fell", go(Down)), ("fewer", go(Below)), ("fifteen", Cardinal(15)), ("fifth", Part), ("fifths", Parts),
    ("fifty", Cardinal(50)), ("five", Cardinal(5)), ("fivefold", Multiple), ("fold", unit(UnitWord::Times)),
    ("forty", Cardinal(40)), ("four", Cardinal(4)), ("fourfold", Multiple), ("fourteen", Cardinal(14)),
    ("gained", go(Up)), ("grew", go(Up)), ("grow", go(Up)), ("growing", go(Up)), ("grown", go(Up)), ("grows", go(Up)),
    ("half", Half), ("halved", Multiple), ("hectares", unit(UnitWord::Other)), ("higher", go(Above)),
    ("hour", unit(UnitWord::Hour)), ("hours", unit(UnitWord::Hour)), ("hundred", Hundred), ("hundreds", Many),
    ("increase", go(Up)), ("increased", go(Up)), ("increases", go(Up)), ("increasing", go(Up)),
    ("january", Month(1)), ("july", Month(7)), ("jumped", go(Up)), ("june", Month(6)),
    ("kilometre", unit(UnitWord::Kilometre)), ("kilometres", unit(UnitWord::Kilometre)), ("km", unit(UnitWord::Kilometre)),
    ("larger", go(Above)), ("less", go(Below)), ("lower", go(Below)),
    ("march", Month(3)), ("may", Month(5)), ("metre", unit(UnitWord::Other)), ("metres", unit(UnitWord::Other)),
    ("million", Term::Scale(Scale::Million)), ("millions", Many),
    ("minute", unit(UnitWord::Minute)), ("minutes", unit(UnitWord::Minute)), ("month", Time), ("months", Time), ("more", go(Above)),
    ("nine", Cardinal(9)), ("nineteen", Cardinal(19)), ("ninety", Cardinal(90)), ("ninth", Part), ("ninths", Parts),
    ("november", Month(11)),
    ("october", Month(10)), ("one", Cardinal(1)),
    ("percent", unit(UnitWord::Percent)), ("percentage", unit(UnitWord::Percentage)), ("plunged", go(Down)),
    ("point", unit(UnitWord::Points)), ("points", unit(UnitWord::Points)),
    ("quadrupled", Multiple), ("quarter", Part), ("quarters", Parts),
    ("rise", go(Up)), ("risen", go(Up)), ("rises", go(Up)), ("rising", go(Up)), ("rmb", money("CNY")), ("rose", go(Up)),
    ("rouble", money("RUB")), ("roubles", money("RUB")),
    ("september", Month(9)), ("seven", Cardinal(7)), ("seventeen", Cardinal(17)), ("seventh", Part), ("sevenths", Parts), ("seventy", Cardinal(70)), ("shrank", go(Down)), ("shrinks", go(Down)),
    ("shrunk", go(Down)), ("six", Cardinal(6)), ("sixteen", Cardinal(16)), ("sixth", Part), ("sixths", Parts),
    ("sixty", Cardinal(60)), ("slipped", go(Down)), ("smaller", go(Below)), ("soared", go(Up)), ("surged", go(Up)),
    ("ten", Cardinal(10)), ("tenfold", Multiple), ("tenth", Part), ("tenths", Parts), ("teu", unit(UnitWord::Other)),
    ("third", Part), ("thirds", Parts), ("thirteen", Cardinal(13)), ("thirty", Cardinal(30)),
    ("thousand", Term::Scale(Scale::Thousand)), ("thousands", Many), ("three", Cardinal(3)), ("threefold", Multiple),
    ("times", unit(UnitWord::Times)), ("ton", unit(UnitWord::Tonne)), ("tonne", unit(UnitWord::Tonne)),
    ("tonnes", unit(UnitWord::Tonne)), ("tons", unit(UnitWord::Tonne)), ("trillion", Term::Scale(Scale::Trillion)),
    ("trillions", Many), ("tripled", Multiple), ("twelve", Cardinal(12)), ("twenty", Cardinal(20)), ("twice", Multiplier),
    ("two", Cardinal(2)), ("twofold", Multiple),
    ("up", go(Up)), ("usd", money("USD")),
    ("week", Time), ("weeks", Time),
    ("year", Time), ("years", Time), ("yuan", money("CNY")),
    ("zero", Cardinal(0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_word_is_found() {
        assert!(TERMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (word, expected) in TERMS {
            let mut capital = word.to_owned();
            capital[..1].make_ascii_uppercase();
            assert_eq!(term(&capital), Some(expected), "{word}");
        }
    }

    #[test]
    fn other_words_are_none_of_them() {
        for word in ["", "trade", "may", "march", "twentieth-century", "Über", "三"] {
            assert_eq!(term(word), None, "{word}");
        }
    }
}
