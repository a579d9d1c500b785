//! Numbers that need no binding, each kind with its name and its reason.
//!
//! A convention is an object, so that the list can be shown to an author as it is applied. A site adds its own in
//! `site.yaml`: plain words that stand about the number, and why.

use super::english::{self, Term, UnitWord};
use super::number::{self, Number};
use super::passage::{Gap, Kind, Passage};
use crate::diag::{Diagnostic, Diagnostics};
use crate::load::Site;
use crate::model::Scale;

/// A kind of number that is no figure.
#[derive(Debug)]
pub struct Convention {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// Why such a number needs no papers.
    pub reason: &'static str,
    covers: fn(&Case<'_>) -> bool,
}

/// The conventions of every site, in the order in which they are tried.
pub static CONVENTIONS: [Convention; 11] = [
    Convention { name: "year", reason: "a year is the name of a time, not a measure", covers: year },
    Convention { name: "date", reason: "a day of a month is the name of a time", covers: date },
    Convention { name: "time-of-day", reason: "a time of day is a name", covers: time_of_day },
    Convention {
        name: "period", reason: "“the first nine months” is the name of a period", covers: period
    },
    Convention { name: "ordinal", reason: "an ordinal is a place in an order: “14th”", covers: ordinal },
    Convention {
        name: "numbered",
        reason: "what is numbered is called by its number: “Figure 2”, “paragraph 1”",
        covers: numbered,
    },
    Convention {
        name: "version", reason: "a version is a name: “1.4.2”, “CC BY 4.0”", covers: version
    },
    Convention {
        name: "name",
        reason: "the number is part of a name: “5G”, “E-40”, “ISO 4217”",
        covers: name,
    },
    Convention {
        name: "list-number",
        reason: "the number counts the author’s own points",
        covers: list_number,
    },
    Convention { name: "pronoun", reason: "“one” stands for a thing, not for how many", covers: pronoun },
    Convention {
        name: "small-count",
        reason: "up to ten, in words, of what no series counts: the text itself shows how many",
        covers: small_count,
    },
];

/// What a convention decides about.
pub(super) struct Case<'p> {
    passage: &'p Passage<'p>,
    number: &'p Number,
    /// True if what a series counts follows.
    counts: bool,
    /// True if a unit or a multiplier follows, to this number or to the other end of its range.
    measures: bool,
}

impl<'p> Case<'p> {
    /// A number in its passage; the nouns are those that series count.
    pub fn new(passage: &'p Passage<'p>, number: &'p Number, nouns: &[Vec<String>]) -> Self {
        let end = number.tokens.end;
        let is_at = |at: usize| {
            let stands = |noun: &Vec<String>| {
                noun.iter().zip(at..).all(|(word, at)| passage.word(at).eq_ignore_ascii_case(word))
            };
            passage.gap(at) <= Gap::Space && nouns.iter().any(stands)
        };
        // A word may describe what is counted: "ten loaded trains".
        let counts = is_at(end) || (passage.gap(end) <= Gap::Space && is_at(end + 1));
        let measures = is_measured(passage, number)
            || other_end(passage, number).is_some_and(|o| is_measured(passage, &o));
        Case { passage, number, counts, measures }
    }

    /// True if some convention of every site covers the number.
    pub fn is_conventional(&self) -> bool {
        CONVENTIONS.iter().any(|convention| (convention.covers)(self))
    }

    fn word(&self) -> &str {
        self.passage.word(self.number.tokens.start)
    }

    fn before(&self, back: usize) -> &str {
        self.number.tokens.start.checked_sub(back).map_or("", |at| self.passage.word(at))
    }

    fn after(&self) -> &str {
        self.passage.word(self.number.tokens.end)
    }

    /// The digits as a whole number, if they are one without separators.
    fn digits(&self) -> Option<u32> {
        let word = self.word();
        (!self.number.in_words && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
    }
}

pub(super) fn is_measured(passage: &Passage<'_>, number: &Number) -> bool {
    // "Two points to make" are no percentage points.
    let makes_points = number.in_words
        && number.unit == Some(UnitWord::Points)
        && matches!(passage.word(number.tokens.end), "point" | "points");
    (number.unit.is_some() && !makes_points) || number.scale != Scale::One
}

/// The upper end of a range of which this is the lower: "7 to 10 days".
pub(super) fn other_end(passage: &Passage<'_>, number: &Number) -> Option<Number> {
    let next = number.tokens.end;
    match passage.gap(next) {
        Gap::Range | Gap::Hyphen => number::read(passage, next),
        Gap::Space if matches!(passage.word(next), "to" | "or" | "and") => number::read(passage, next + 1),
        _ => None,
    }
}

/// True for four digits that can be a year, and for "1990s".
pub(super) fn is_year(word: &str) -> bool {
    let digits = word.strip_suffix('s').unwrap_or(word);
    digits.len() == 4 && digits.parse().is_ok_and(|year: u16| (1900..=2100).contains(&year))
}

fn year(case: &Case<'_>) -> bool {
    const TIMES: [&str; 17] = [
        "in", "since", "by", "of", "until", "from", "to", "before", "after", "during", "for", "and", "than",
        "on", "between", "In", "Since",
    ];
    let is_named = !case.counts || TIMES.contains(&case.before(1));
    // The short second year of "2024/25".
    let shortened = case.word().len() == 2
        && is_year(case.before(1))
        && matches!(case.passage.between(case.number.tokens.start), "/" | "–" | "-");
    !case.number.in_words && !case.measures && ((is_year(case.word()) && is_named) || shortened)
}

fn date(case: &Case<'_>) -> bool {
    if !case.digits().is_some_and(|day| (1..=31).contains(&day)) {
        return false;
    }
    let (passage, tokens) = (case.passage, &case.number.tokens);
    let is_month = |at: usize| matches!(passage.term(at), Some(Term::Month(_)));
    let within = |at: usize| passage.gap(at) <= Gap::Range;
    let after_month = tokens.start.checked_sub(1).is_some_and(is_month) && within(tokens.start);
    let other = other_end(passage, case.number).filter(|other| !other.in_words);
    let before_month =
        is_month(tokens.end) && within(tokens.end) || other.is_some_and(|other| is_month(other.tokens.end));
    // 2025-07-26
    let hyphens = (1..=2).take_while(|back| {
        tokens.start.checked_sub(back - 1).is_some_and(|at| passage.gap(at) == Gap::Hyphen)
    });
    let of_iso = hyphens.last().is_some_and(|back| is_year(case.before(back)));
    after_month || before_month || (of_iso && case.word().len() == 2)
}

fn time_of_day(case: &Case<'_>) -> bool {
    let tokens = &case.number.tokens;
    let is_part =
        |at: usize| matches!(case.passage.tokens.get(at).map(|token| token.kind), Some(Kind::Digits));
    case.digits().is_some_and(|part| part < 60)
        && ((case.passage.between(tokens.start) == ":" && tokens.start.checked_sub(1).is_some_and(is_part))
            || (case.passage.between(tokens.end) == ":" && is_part(tokens.end)))
}

fn period(case: &Case<'_>) -> bool {
    const ENDS: [&str; 9] =
        ["first", "First", "last", "next", "past", "previous", "final", "following", "these"];
    let follows = case.passage.term(case.number.tokens.end);
    let is_time = matches!(follows, Some(Term::Time | Term::Unit(UnitWord::Day | UnitWord::Hour)))
        || case.after() == "quarters";
    ENDS.contains(&case.before(1)) && is_time && case.number.value.is_some()
}

fn ordinal(case: &Case<'_>) -> bool {
    matches!(&case.passage.text[case.number.suffix.clone()], "st" | "nd" | "rd" | "th")
}

fn numbered(case: &Case<'_>) -> bool {
    const NUMBERED: [&str; 26] = [
        "figure",
        "figures",
        "table",
        "tables",
        "chart",
        "charts",
        "paragraph",
        "paragraphs",
        "section",
        "sections",
        "page",
        "pages",
        "p",
        "pp",
        "chapter",
        "chapters",
        "article",
        "articles",
        "clause",
        "version",
        "no",
        "number",
        "volume",
        "line",
        "lines",
        "part",
    ];
    let is_numbered = |word: &str| NUMBERED.iter().any(|known| known.eq_ignore_ascii_case(word));
    let (passage, tokens) = (case.passage, &case.number.tokens);
    let before = &passage.text[..passage.tokens[tokens.start].start];
    // "pages 4–6", "paragraphs 3 and 4"
    let of_range = match case.before(1) {
        "and" | "to" | "or" => is_numbered(case.before(3)),
        _ => {
            matches!(passage.gap(tokens.start), Gap::Range | Gap::Hyphen | Gap::Comma)
                && is_numbered(case.before(2))
        }
    };
    !case.number.in_words
        && !case.measures
        && !case.counts
        && (is_numbered(case.before(1)) || of_range || before.trim_end().ends_with(['§', '№', '#', '¶']))
}

fn version(case: &Case<'_>) -> bool {
    let points = case.word().bytes().filter(|b| *b == b'.').count();
    !case.number.in_words && !case.measures && points >= 2
}

fn name(case: &Case<'_>) -> bool {
    let tokens = &case.number.tokens;
    let before = case.before(1);
    let is_code = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    let is_joined = match case.passage.gap(tokens.start) {
        // Beside a node: what the node is decides.
        Gap::None => tokens.start > 0,
        Gap::Hyphen => before.starts_with(char::is_uppercase),
        Gap::Space => is_code(before),
        _ => false,
    };
    !case.number.in_words
        && !case.measures
        && (is_joined || (!case.number.suffix.is_empty() && !ordinal(case)))
}

fn list_number(case: &Case<'_>) -> bool {
    let (passage, tokens) = (case.passage, &case.number.tokens);
    let between = passage.between(tokens.start);
    let rest = &passage.text[passage.tokens[tokens.start].end..];
    let in_brackets = between.ends_with('(') && rest.starts_with(')');
    let leads = tokens.start == 0 && between.trim().is_empty() && passage.tokens.len() > 1;
    case.digits().is_some_and(|number| number < 100)
        && (in_brackets || (leads && rest.starts_with(['.', ')'])))
}

fn pronoun(case: &Case<'_>) -> bool {
    let idiom = matches!(case.number.unit, Some(UnitWord::Day | UnitWord::Hour | UnitWord::Points));
    let is_one = case.word().eq_ignore_ascii_case("one") && case.number.tokens.len() == 1;
    is_one && case.number.value.is_some() && (!(case.measures || case.counts) || idiom)
}

fn small_count(case: &Case<'_>) -> bool {
    case.number.in_words
        && case.number.value.is_some_and(|value| value <= rust_decimal::Decimal::TEN)
        && !case.measures
        && !case.counts
}

/// What a site adds: words that stand together, a number among them.
#[derive(Debug)]
pub(super) struct Pattern {
    words: Vec<String>,
}

impl Pattern {
    /// The patterns of a site; one that no number can be part of is reported.
    pub fn of_site(site: &Site, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let mut patterns = Vec::new();
        for (index, convention) in site.config.conventions.iter().enumerate() {
            let words: Vec<String> = cut(&convention.pattern);
            if words.iter().any(|word| is_number_word(word)) {
                patterns.push(Pattern { words });
                continue;
            }
            let place = || site.config_file.value(&["conventions".into(), index.into(), "pattern".into()]);
            let message = format!("there is no number in `{}`", convention.pattern);
            diagnostics.push(Diagnostic::warning("bad-convention", place(), message).hint(
                "write the number with the words about it as they stand in the text; `#` is any number",
            ));
        }
        patterns
    }

    /// True if the number stands where the pattern says.
    pub fn covers(&self, passage: &Passage<'_>, number: &Number) -> bool {
        let tokens = &number.tokens;
        (0..self.words.len()).any(|offset| {
            let Some(start) = tokens.start.checked_sub(offset) else { return false };
            start + self.words.len() >= tokens.end
                && self.words.iter().zip(start..).all(|(word, at)| match &**word {
                    "#" => at >= tokens.start && at < tokens.end,
                    word => passage.word(at).to_lowercase() == word,
                })
        })
    }
}

fn cut(pattern: &str) -> Vec<String> {
    let trimmed = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#').to_lowercase();
    pattern.split([' ', '-', '–']).map(trimmed).filter(|word| !word.is_empty()).collect()
}

fn is_number_word(word: &str) -> bool {
    word == "#" || word.starts_with(char::is_numeric) || english::term(word).is_some_and(Term::is_numeric)
}
