//! Figures in tables: CSV and TSV files of `data/`, as authorities publish them, from which a series takes its
//! observations.
//!
//! 1. [`lines`] divides a table into lines and cells.
//! 2. [`Asked`] finds in it the columns and lines that a series names: a table has a period to a line, with a column for the values, or
//!    its periods across the head and a line for the series. Which lines are the series' is said by what other columns hold.
//! 3. [`reader`] takes the figures out of them, each with its digits and its place; [`figures`] reads a cell.

mod figures;
mod lines;
mod reader;

use std::ops::Range;
use std::sync::Arc;

use self::lines::Line;
use self::reader::Reader;
use super::super::raw::RawTable;
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::model::{Digits, Period, Status};
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
    /// What marks say of it, if they do.
    pub status: Option<Status>,
    pub range: Range<usize>,
}

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

/// The line of a table that its columns are named on.
pub(super) fn head(raw: &RawTable) -> u64 {
    raw.head.unwrap_or(1)
}

impl Asked<'_> {
    /// Takes the figures out of the table. What is wrong in it is reported at its place there; what does not answer to
    /// the question, at the place of the question.
    pub(super) fn of(&self, lines: &Lines<'_>, diagnostics: &mut Diagnostics) -> Taken {
        let raw = self.raw;
        let divider = lines.divider;
        let Some((head, lines)) = lines.below_head() else {
            let message = format!("{} has no line {}", self.path, self::head(raw));
            let hint = "say on which line the names of the columns stand";
            diagnostics.push(bad((self.place)("head"), message).hint(hint));
            return Taken::default();
        };
        let mut named = |name: &Arc<str>, key: &'static str| self.column(head, name, key, diagnostics);
        let filters: Vec<_> = raw.lines.keys().map(|name| named(name, "where")).collect();
        let except: Vec<_> = raw.except.iter().map(|name| named(name, "except")).collect();
        let columns = [(&raw.period, "period"), (&raw.value, "value"), (&raw.growth, "growth")]
            .map(|(name, key)| name.as_ref().map(|name| named(name, key)));
        if filters.contains(&None) || except.contains(&None) || columns.contains(&Some(None)) {
            return Taken::default();
        }
        let columns = columns.map(Option::flatten);
        let holds = |line: &&Line<'_>| {
            let held = filters.iter().flatten().zip(raw.lines.values());
            held.into_iter().all(|(at, held)| line.cell(*at).as_deref() == Some(&*held.0))
        };
        let own: Vec<&Line<'_>> = lines.iter().filter(holds).collect();
        if own.is_empty() {
            let message = format!("no line of {} holds what the series asks for", self.path);
            let place = (self.place)(if filters.is_empty() { "file" } else { "where" });
            diagnostics.push(bad(place, message).hint("compare `where:` with the table, letter by letter"));
            return Taken::default();
        }
        if !except.is_empty() && columns != [None; 3] {
            let message = "`except` has no meaning where the columns of the periods and values are named";
            let place = (self.place)("except");
            diagnostics.push(Diagnostic::error("misplaced-key", place, message).hint("remove it"));
        }
        let mut reader = Reader::new(self, head, divider);
        let taken = match columns {
            [Some(period), Some(value), growth] => {
                let values = reader.down(&own, period, value, self.in_percent);
                let growth = growth.map(|growth| reader.down(&own, period, growth, true));
                Taken { values, growth: growth.unwrap_or_default() }
            }
            [None, None, None] => {
                let named: Vec<usize> = filters.into_iter().chain(except).flatten().collect();
                Taken { values: reader.across(&own, &named), growth: Vec::new() }
            }
            [period, ..] => {
                let lacking = if period.is_none() { "period" } else { "value" };
                let given = if raw.value.is_some() { "value" } else { "growth" };
                let given = if period.is_some() { "period" } else { given };
                let message = format!("the column of the {lacking}s is not named");
                let hint =
                    format!("add `{lacking}:`, or take `{given}:` away if periods stand across the head");
                diagnostics.push(bad((self.place)(given), message).hint(hint));
                return Taken::default();
            }
        };
        diagnostics.extend(reader.found());
        taken
    }

    /// The column of a name, which the series says under a key. Of several of one name, `Total#2` is the second.
    fn column(
        &self,
        head: &Line<'_>,
        name: &str,
        key: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        let called = |name: &str| -> Vec<usize> {
            head.cells().enumerate().filter(|(_, cell)| cell == name).map(|(at, _)| at).collect()
        };
        let found = called(name);
        let place = |at: usize| Place::new(self.path.clone(), head.range(at));
        match *found {
            [one] => return Some(one),
            [first, second, ..] => {
                let message = format!("{} has {} columns `{name}`", self.path, found.len());
                let diagnostic = bad((self.place)(key), message)
                    .hint(format!("say which: `{name}#1` is the first, `{name}#2` the second"));
                diagnostics.push(
                    diagnostic
                        .related(place(first), "the first is here")
                        .related(place(second), "the second is here"),
                );
                return None;
            }
            [] => {}
        }
        let nth =
            name.rsplit_once('#').and_then(|(name, nth)| Some((called(name), nth.parse::<usize>().ok()?)));
        if let Some(at) = nth.and_then(|(places, nth)| places.get(nth.checked_sub(1)?).copied()) {
            return Some(at);
        }
        let columns: Vec<_> = head.cells().filter(|cell| !cell.is_empty()).collect();
        let hint = match near_miss(name, columns.iter().map(|column| &**column)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its columns on line {} are {}", head.number, listed(&columns)),
        };
        let message = format!("{} has no column `{name}`", self.path);
        diagnostics.push(bad((self.place)(key), message).hint(hint));
        None
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

fn bad(place: Place, message: String) -> Diagnostic {
    Diagnostic::error("bad-table", place, message)
}

/// Names in a row, so many as anybody reads.
fn listed(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", name.as_ref())).collect();
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
            let yaml = if across { "{ file: a, where: { a: b }, marks: { '%': estimated } }" } else { "{ file: a, period: a, value: b, growth: c }" };
            let raw: RawTable = serde_yaml::from_str(yaml).unwrap();
            let mut found = Diagnostics::new();
            let opened = OpenedTables::default();
            let lines = opened.lines(&path, &text, 1);
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
}
