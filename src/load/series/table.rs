//! Figures in tables: CSV and TSV files of `data/`, as authorities publish them, from which a series takes its
//! observations.
//!
//! A table has a period to a line, with a column for the values, or its periods across the head and a line for the
//! series. Which lines are the series' is said by what other columns hold. Every figure keeps its digits and its place.

mod lines;
mod periods;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use self::lines::Line;
use super::super::raw::{DecimalMark, RawTable};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::model::{Digits, Period};
use crate::source::Files;

pub(super) use lines::{Lines, OpenedTables};

/// A table that a series takes observations from.
#[derive(Debug)]
pub(in crate::load) struct Table {
    /// The series, by its place in its file.
    pub series: u32,
    /// The table's file.
    pub path: Arc<str>,
    /// Its text; none if there is none.
    pub text: Option<Arc<str>>,
    /// Where in it the figures stand, in the order in which they were taken.
    pub cells: Box<[Range<usize>]>,
}

/// A figure of a table, and where it stands.
pub(super) struct Cell {
    pub period: Period,
    pub digits: Digits,
    pub range: Range<usize>,
}

/// What tables write where there is no figure.
const NO_FIGURE: [&str; 12] = ["", "-", "–", "—", "..", "...", "…", ":", "na", "n/a", "n.a.", "none"];

/// What a series takes out of a table.
#[derive(Default)]
pub(super) struct Taken {
    pub values: Vec<Cell>,
    pub growth: Vec<Cell>,
}

/// What a series asks of a table, and where it says so.
pub(super) struct Asked<'r> {
    pub raw: &'r RawTable,
    pub path: &'r Arc<str>,
    /// Its values are rates, behind which a sign of percent may stand.
    pub in_percent: bool,
    /// The place of a key of what it asks.
    pub place: &'r dyn Fn(&'static str) -> Place,
}

impl Asked<'_> {
    /// Takes the figures out of the table. What is wrong in it is reported at its place there; what does not answer to
    /// the question, at the place of the question.
    pub(super) fn of(&self, lines: &Lines<'_>, diagnostics: &mut Diagnostics) -> Taken {
        let raw = self.raw;
        let head = raw.head.unwrap_or(1);
        let Some((head, lines)) = lines.below(head) else {
            let message = format!("{} has no line {head}", self.path);
            let hint = "say on which line the names of the columns stand";
            diagnostics.push(bad((self.place)("head"), message).hint(hint));
            return Taken::default();
        };
        let filters: Vec<_> =
            raw.lines.keys().map(|name| self.column(head, name, "where", diagnostics)).collect();
        let mut named = |name: &Option<Arc<str>>, key: &'static str| {
            name.as_ref().map(|name| self.column(head, name, key, diagnostics))
        };
        let columns =
            [named(&raw.period, "period"), named(&raw.value, "value"), named(&raw.growth, "growth")];
        if filters.contains(&None) || columns.contains(&Some(None)) {
            return Taken::default();
        }
        let columns = columns.map(Option::flatten);
        let holds = |line: &&Line<'_>| {
            let held = filters.iter().flatten().zip(raw.lines.values());
            held.into_iter().all(|(at, held)| line.record.get(*at) == Some(&*held.0))
        };
        let own: Vec<&Line<'_>> = lines.iter().filter(holds).collect();
        if own.is_empty() {
            let message = format!("no line of {} holds what the series asks for", self.path);
            let place = (self.place)(if filters.is_empty() { "file" } else { "where" });
            diagnostics.push(bad(place, message).hint("compare `where:` with the table, letter by letter"));
            return Taken::default();
        }
        let mut reader =
            Reader { path: self.path, mark: raw.decimal, in_percent: self.in_percent, diagnostics };
        match columns {
            [Some(period), Some(value), growth] => {
                let values = reader.down(&own, period, value);
                reader.in_percent = true;
                let growth = growth.map(|growth| reader.down(&own, period, growth)).unwrap_or_default();
                Taken { values, growth }
            }
            [None, None, None] => Taken { values: reader.across(head, &own, self.place), growth: Vec::new() },
            [period, ..] => {
                let lacking = if period.is_none() { "period" } else { "value" };
                let given = if raw.value.is_some() { "value" } else { "growth" };
                let given = if period.is_some() { "period" } else { given };
                let message = format!("the column of the {lacking}s is not named");
                let hint =
                    format!("add `{lacking}:`, or take `{given}:` away if periods stand across the head");
                reader.diagnostics.push(bad((self.place)(given), message).hint(hint));
                Taken::default()
            }
        }
    }

    /// The column of a name, which the series says under a key.
    fn column(
        &self,
        head: &Line<'_>,
        name: &str,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        let found = head.fields().position(|field| field == name);
        if found.is_none() {
            let columns: Vec<&str> = head.fields().filter(|field| !field.is_empty()).collect();
            let hint = match near_miss(name, columns.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its columns on line {} are {}", head.number, listed(&columns)),
            };
            let message = format!("{} has no column `{name}`", self.path);
            diagnostics.push(bad((self.place)(key), message).hint(hint));
        }
        found
    }
}

/// True for the name of a file that is a table.
pub(super) fn is_table(path: &str) -> bool {
    path.ends_with(".csv") || path.ends_with(".tsv")
}

/// A table that is not there.
pub(super) fn missing(asked: Place, path: &str, files: &Files) -> Diagnostic {
    let tables: Vec<&str> = files.texts.keys().map(|path| &**path).filter(|path| is_table(path)).collect();
    let below = |path: &str| path.strip_prefix("data/").unwrap_or(path).to_owned();
    let diagnostic = bad(asked, format!("there is no table {path}"));
    match near_miss(path, tables.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{}`?", below(near))),
        None if is_table(path) => diagnostic.hint("name a file below data/, such as tables/trade.csv"),
        None => diagnostic.hint("a table is a file whose name ends in .csv or .tsv"),
    }
}

/// Reads the cells of a table.
struct Reader<'r> {
    path: &'r Arc<str>,
    mark: DecimalMark,
    in_percent: bool,
    diagnostics: &'r mut Diagnostics,
}

/// The figures of a column, or of a line, so far.
#[derive(Default)]
struct Cells {
    cells: Vec<Cell>,
    /// Where each period stands.
    seen: BTreeMap<Period, Range<usize>>,
}

impl Reader<'_> {
    /// A period to a line.
    fn down(&mut self, lines: &[&Line<'_>], period: usize, column: usize) -> Vec<Cell> {
        let mut cells = Cells::default();
        for line in lines {
            let (Some(written), Some(figure)) = (line.record.get(period), line.record.get(column)) else {
                continue;
            };
            // A note below the table has no figure.
            if is_no_figure(figure) {
                continue;
            }
            match periods::read(written) {
                Ok(period) => self.cell(line, period, column, figure, &mut cells),
                Err(wrong) => {
                    let place = Place::new(self.path.clone(), line.range(period));
                    self.diagnostics.push(Diagnostic::error("bad-value", place, wrong.to_string()));
                }
            }
        }
        cells.cells
    }

    /// Periods across the head, and one line.
    fn across(
        &mut self,
        head: &Line<'_>,
        lines: &[&Line<'_>],
        asked: &dyn Fn(&'static str) -> Place,
    ) -> Vec<Cell> {
        let periods: Vec<(usize, Period)> = head
            .fields()
            .enumerate()
            .filter_map(|(at, name)| Some((at, periods::read(name).ok()?)))
            .collect();
        if periods.is_empty() {
            let message = format!("no column of {} is named after a period", self.path);
            let hint = "name the columns of the periods and of the values: `period:` and `value:`";
            self.diagnostics.push(bad(asked("file"), message).hint(hint));
            return Vec::new();
        }
        if let [first, second, ..] = lines {
            let place = |line: &Line<'_>| Place::new(self.path.clone(), line.whole());
            let message = format!("more than one line of {} holds what the series asks for", self.path);
            self.diagnostics.push(
                bad(asked("where"), message)
                    .hint("say under `where:` what only one line holds")
                    .related(place(first), "this is one")
                    .related(place(second), "this is another"),
            );
            return Vec::new();
        }
        let mut cells = Cells::default();
        for line in lines {
            for (at, period) in &periods {
                let figure = line.record.get(*at).unwrap_or_default();
                if !is_no_figure(figure) {
                    self.cell(line, *period, *at, figure, &mut cells);
                }
            }
        }
        cells.cells
    }

    fn cell(&mut self, line: &Line<'_>, period: Period, field: usize, figure: &str, cells: &mut Cells) {
        let range = line.range(field);
        let place = |range: &Range<usize>| Place::new(self.path.clone(), range.clone());
        match cells.seen.entry(period) {
            Entry::Vacant(entry) => drop(entry.insert(range.clone())),
            Entry::Occupied(first) => {
                let message = format!("there are two values for {period}");
                self.diagnostics.push(
                    Diagnostic::error("duplicate-period", place(&range), message)
                        .hint("say under `where:` which lines are those of the series")
                        .related(place(first.get()), "the first is here"),
                );
                return;
            }
        }
        let bare = figure.strip_suffix('%').filter(|_| self.in_percent).map_or(figure, str::trim_end);
        match digits(bare, self.mark) {
            Some(digits) => cells.cells.push(Cell { period, digits, range }),
            None => {
                let hint = match self.mark {
                    DecimalMark::Point => {
                        "digits have a point, and commas between thousands; if a comma is the decimal mark, say \
                         `decimal: comma`"
                    }
                    DecimalMark::Comma => {
                        "digits have a decimal comma, and points or spaces between thousands"
                    }
                };
                let message = format!("`{figure}` is no decimal number");
                self.diagnostics.push(Diagnostic::error("bad-value", place(&range), message).hint(hint));
            }
        }
    }
}

fn is_no_figure(text: &str) -> bool {
    NO_FIGURE.contains(&&*text.to_ascii_lowercase())
}

/// A number as a table writes it, with its digits: thousands may be set apart, if all of them are.
fn digits(text: &str, mark: DecimalMark) -> Option<Digits> {
    let (decimal, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (sign, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_group = |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let mut groups = whole.split(is_group);
    let first = groups.next().filter(|first| is_digits(first))?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3 && is_digits(group))
        && (rest.is_empty() || first.len() <= 3);
    if !grouped || !fraction.is_none_or(is_digits) {
        return None;
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{first}{}{fraction}", rest.concat()).parse().ok()
}

fn bad(place: Place, message: String) -> Diagnostic {
    Diagnostic::error("bad-table", place, message)
}

/// Names in a row, so many as anybody reads.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    match more {
        0 => shown.join(", "),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Whatever a file holds: every place is a stretch of it.
        #[test]
        fn no_text_is_too_odd_to_be_read(
            text in "([a-c\",;\t é%.]|\r?\n|2025|2025-0[1-3]|[0-9],[0-9]{3}){0,60}",
            (across, tabs) in (proptest::bool::ANY, proptest::bool::ANY),
        ) {
            let path: Arc<str> = if tabs { "data/a.tsv" } else { "data/a.csv" }.into();
            let yaml = if across { "{ file: a, where: { a: b } }" } else { "{ file: a, period: a, value: b, growth: c }" };
            let raw: RawTable = serde_yaml::from_str(yaml).unwrap();
            let mut found = Diagnostics::new();
            let opened = OpenedTables::default();
            let lines = opened.lines(&path, &text);
            let Ok(lines) = &*lines else { return Ok(()) };
            let place = |_| Place::file("data/series/a.yaml");
            let taken = Asked { raw: &raw, path: &path, in_percent: true, place: &place }.of(lines, &mut found);
            for cell in taken.values.iter().chain(&taken.growth) {
                proptest::prop_assert!(text.get(cell.range.clone()).is_some(), "{text:?}");
            }
            for found in found.iter().filter(|found| found.place.file == path) {
                proptest::prop_assert!(text.get(found.place.start..found.place.end).is_some(), "{text:?}");
            }
        }
    }

    fn read_as(text: &str, mark: DecimalMark) -> Option<String> {
        digits(text, mark).map(|digits| digits.0.to_string())
    }

    #[test]
    fn a_number_keeps_its_digits_whatever_sets_its_thousands_apart() {
        use DecimalMark::{Comma, Point};
        for (text, mark, expected) in [
            ("280.80", Point, "280.80"),
            ("1,234,567.5", Point, "1234567.5"),
            ("1 234", Point, "1234"),
            ("−5", Point, "-5"),
            ("+5", Point, "5"),
            ("280,8", Comma, "280.8"),
            ("1.234.567,50", Comma, "1234567.50"),
            ("1\u{202f}234,5", Comma, "1234.5"),
            ("12’345", Point, "12345"),
        ] {
            assert_eq!(read_as(text, mark).as_deref(), Some(expected), "{text}");
        }
        for (text, mark) in [
            ("280,8", Point),
            ("1,2345", Point),
            ("1234,567", Point),
            ("1.5", Comma),
            ("1e3", Point),
            ("5 p", Point),
            (".5", Point),
        ] {
            assert_eq!(read_as(text, mark), None, "{text}");
        }
    }
}
