//! Figures as tables write them: their digits, and the marks of offices behind them.

use std::collections::BTreeMap;

use super::super::super::raw::{DecimalMark, Mark, Meaning};
use crate::model::period::BadPeriod;
use crate::model::{Digits, Period, Status};

/// What tables write where there is no figure.
const NO_FIGURE: [&str; 12] = ["", "-", "–", "—", "..", "...", "…", ":", "na", "n/a", "n.a.", "none"];

/// The mark of a figure in brackets.
const BRACKETS: &str = "()";

/// How a table writes what it holds.
pub(super) struct Notation<'r> {
    pub decimal: DecimalMark,
    /// What the marks behind figures and periods say.
    pub marks: &'r BTreeMap<Mark, Meaning>,
    /// A sign of percent says nothing more.
    pub in_percent: bool,
}

/// Something with what the marks behind it say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marked<T> {
    pub bare: T,
    pub status: Option<Status>,
}

/// Why a cell holds no figure, or a name of a column no period, although it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong<Form> {
    /// Nobody has said what this mark means.
    Mark(String),
    /// It has another form.
    Form(Form),
}

/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It has another form.
    Form,
    /// It has more digits than can be counted with.
    Digits(String),
}

impl Notation<'_> {
    /// The figure that a cell holds; none if it says that there is none.
    pub(super) fn figure(&self, text: &str) -> Result<Option<Marked<Digits>>, Wrong<NoNumber>> {
        if NO_FIGURE.contains(&&*text.to_ascii_lowercase()) {
            return Ok(None);
        }
        let read = |text: &str| number(text.trim_end(), self.decimal);
        let wrong = match read(text) {
            Ok(bare) => return Ok(Some(Marked { bare, status: None })),
            Err(wrong) => Wrong::Form(wrong),
        };
        let in_brackets = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        if let Some(bare) = in_brackets.and_then(|inner| number(inner.trim(), self.decimal).ok()) {
            return match self.marks.get(BRACKETS) {
                Some(meaning) => Ok(Some(Marked { bare, status: meaning.0 })),
                None => Err(Wrong::Mark(BRACKETS.to_owned())),
            };
        }
        match self.without_marks(text, |text| read(text).ok()) {
            Some(Ok(marked)) => Ok(Some(marked)),
            Some(Err(mark)) => Err(Wrong::Mark(mark)),
            // A mark alone stands where there is no figure.
            None if self.meaning(text).is_ok() => Ok(None),
            None => Err(wrong),
        }
    }

    /// The period that a cell names.
    pub(super) fn period(&self, text: &str) -> Result<Marked<Period>, Wrong<BadPeriod>> {
        let read = |text: &str| Period::spelt(text.trim_end());
        let wrong = match read(text) {
            Ok(bare) => return Ok(Marked { bare, status: None }),
            Err(wrong) => Wrong::Form(wrong),
        };
        match self.without_marks(text, |text| read(text).ok()) {
            Some(Ok(marked)) => Ok(marked),
            Some(Err(mark)) => Err(Wrong::Mark(mark)),
            None => Err(wrong),
        }
    }

    /// What stands before marks, as long as can be, or the first mark that nobody has named. None if nothing of it can be
    /// read, or if what follows looks like no mark.
    fn without_marks<T>(
        &self,
        text: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<Result<Marked<T>, String>> {
        let ends = text.char_indices().rev().map(|(at, _)| text.split_at(at));
        let (bare, marks) = ends.into_iter().find_map(|(bare, marks)| Some((read(bare)?, marks)))?;
        match self.meaning(marks) {
            Ok(status) => Some(Ok(Marked { bare, status })),
            Err(word) => as_mark(marks, word).map(Err),
        }
    }

    /// What marks say that stand side by side, apart or in brackets: of two statuses the one further from normal. Or the first
    /// word of them that nobody has named.
    fn meaning(&self, text: &str) -> Result<Option<Status>, String> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']');
        let (mut rest, mut word, mut status) = (text, text, None);
        while let Some(first) = rest.chars().next() {
            let begins = |(mark, _): &(&Mark, &Meaning)| rest.starts_with(&*mark.0);
            match self.marks.iter().filter(begins).max_by_key(|(mark, _)| mark.0.len()) {
                Some((mark, meaning)) => {
                    status = status.max(meaning.0);
                    rest = rest.strip_prefix(&*mark.0).unwrap_or_default();
                }
                None if is_between(first) || (first == '%' && self.in_percent) => {
                    rest = rest.strip_prefix(first).unwrap_or_default();
                    word = rest;
                }
                None => return Err(word.split(is_between).next().unwrap_or(word).to_owned()),
            }
        }
        Ok(status)
    }
}

/// The mark that nobody has named, if what stands behind a figure or a period may be one: a sign, a superscript, a letter or three, or
/// the number of a footnote with its bracket.
fn as_mark(written: &str, word: String) -> Option<String> {
    let number = written.trim().trim_start_matches('(').strip_suffix(')');
    if number.is_some_and(|number| number == word && number.parse::<u8>().is_ok()) {
        return Some(format!("{word})"));
    }
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    (word.chars().count() <= 3 && !word.contains(is_of_number)).then_some(word)
}

/// A number as a table writes it, with its digits: thousands may be set apart, if all of them are, and in one way.
fn number(text: &str, mark: DecimalMark) -> Result<Digits, NoNumber> {
    let (decimal, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (sign, unsigned) = match text.strip_prefix(['-', '\u{2212}', '–']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_group = |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let between = whole.chars().find(|c| is_group(*c)).unwrap_or(group);
    let mut groups = whole.split(between);
    let first = groups.next().filter(|first| is_digits(first)).ok_or(NoNumber::Form)?;
    let rest: Vec<&str> = groups.collect();
    // No number of thousands begins with a zero: `0,125` has a decimal comma.
    let grouped = rest.iter().all(|group| group.len() == 3 && is_digits(group))
        && (rest.is_empty() || (first.len() <= 3 && !first.starts_with('0')));
    if !grouped || !fraction.is_none_or(is_digits) {
        return Err(NoNumber::Form);
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{first}{}{fraction}", rest.concat()).parse().map_err(NoNumber::Digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str, mark: DecimalMark) -> Option<String> {
        number(text, mark).ok().map(|digits| digits.0.to_string())
    }

    #[test]
    fn a_number_keeps_its_digits_whatever_sets_its_thousands_apart() {
        use DecimalMark::{Comma, Point};
        for (text, mark, expected) in [
            ("280.80", Point, "280.80"),
            ("1,234,567.5", Point, "1234567.5"),
            ("1 234", Point, "1234"),
            ("\u{2212}5", Point, "-5"),
            ("–5,2", Comma, "-5.2"),
            ("+5", Point, "5"),
            ("280,8", Comma, "280.8"),
            ("1.234.567,50", Comma, "1234567.50"),
            ("1\u{202f}234,5", Comma, "1234.5"),
            ("12’345", Point, "12345"),
            ("0.125", Point, "0.125"),
        ] {
            assert_eq!(read_as(text, mark).as_deref(), Some(expected), "{text}");
        }
        for (text, mark) in [
            ("280,8", Point),
            ("0,125", Point),
            ("1,2345", Point),
            ("1234,567", Point),
            ("1,234 567", Point),
            ("1.5", Comma),
            ("0.125", Comma),
            ("1e3", Point),
            ("5 p", Point),
            (".5", Point),
        ] {
            assert_eq!(read_as(text, mark), None, "{text}");
        }
    }

    #[test]
    fn marks_are_read_as_they_are_named() {
        let marks: BTreeMap<Mark, Meaning> = serde_yaml::from_str(
            "{ p: provisional, '*': estimated, '¹': '', '1)': '', '()': forecast, x: '' }",
        )
        .unwrap();
        let notation = Notation { decimal: DecimalMark::Point, marks: &marks, in_percent: false };
        let figure = |text: &str| {
            notation.figure(text).map(|cell| cell.map(|cell| (cell.bare.0.to_string(), cell.status)))
        };
        for (text, number, status) in [
            ("5p", "5", Some(Status::Provisional)),
            ("5.2 (p)", "5.2", Some(Status::Provisional)),
            ("6*", "6", Some(Status::Estimated)),
            ("1,234 p,*", "1234", Some(Status::Estimated)),
            ("7¹", "7", None),
            ("7 1)", "7", None),
            ("(7)", "7", Some(Status::Forecast)),
            ("8", "8", None),
        ] {
            assert_eq!(figure(text), Ok(Some((number.to_owned(), status))), "{text}");
        }
        for text in ["x", "p", "..", "n/a", "–"] {
            assert_eq!(figure(text), Ok(None), "{text}");
        }
        for (text, mark) in [("5r", "r"), ("5 (e)", "e"), ("5pr", "pr"), ("5%", "%"), ("5 2)", "2)")] {
            assert_eq!(figure(text), Err(Wrong::Mark(mark.to_owned())), "{text}");
        }
        for text in ["5e3", "1,5", "1.2.3", "5 million", "provisional", "5-7"] {
            assert_eq!(figure(text), Err(Wrong::Form(NoNumber::Form)), "{text}");
        }
        let period = |text: &str| notation.period(text).map(|read| (read.bare.to_string(), read.status));
        assert_eq!(period("2025-09*"), Ok(("2025-09".to_owned(), Some(Status::Estimated))));
        assert_eq!(period("2024 (p)"), Ok(("2024".to_owned(), Some(Status::Provisional))));
        assert_eq!(period("2024r"), Err(Wrong::Mark("r".to_owned())));
        for text in ["2025-1", "Total", "2024 total", "2025-2026"] {
            assert!(matches!(period(text), Err(Wrong::Form(_))), "{text}");
        }
    }
}
