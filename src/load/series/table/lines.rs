//! The lines of a table and their cells, each with its place in the text.
//!
//! What is called CSV differs a lot; this reads what spreadsheets read. A cell whose first character is a quotation mark goes
//! to the next single one, over ends of lines if need be, and two in it stand for one. A mark within a cell is text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::bad;
use crate::diag::{Diagnostic, Place};

/// The tables of a site that were opened so far, each with the line of its head: many series may stand in one.
#[derive(Default)]
pub(in crate::load::series) struct OpenedTables<'t>(Mutex<BTreeMap<(Arc<str>, u64), Opened<'t>>>);

/// The lines of a table, or what keeps it from being read.
pub(in crate::load::series) type Opened<'t> = Arc<Result<Lines<'t>, Box<Diagnostic>>>;

impl<'t> OpenedTables<'t> {
    /// The lines of a table whose head stands on a line, counted from one.
    pub(in crate::load::series) fn lines(&self, path: &Arc<str>, text: &'t str, head: u64) -> Opened<'t> {
        let key = (path.clone(), head);
        let known = |tables: &BTreeMap<_, Opened<'t>>| tables.get(&key).cloned();
        if let Some(known) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        // Two that ask at once may both read it, rather than wait for each other.
        let lines = Arc::new(Lines::of(path, text, head));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(lines).clone()
    }
}

/// A table's lines that hold anything.
pub(in crate::load::series) struct Lines<'t> {
    lines: Vec<Line<'t>>,
    head: u64,
    /// What divides the columns.
    pub(super) divider: char,
}

/// A line, with its place in the text.
pub(super) struct Line<'t> {
    text: &'t str,
    /// Counted from one.
    pub number: u64,
    /// Where each cell stands, its quotation marks included; files have less than 4 GiB.
    cells: Box<[Range<u32>]>,
}

impl<'t> Lines<'t> {
    fn of(path: &Arc<str>, text: &'t str, head: u64) -> Result<Self, Box<Diagnostic>> {
        let divider = divider(path, text, head);
        let mut lines = Vec::new();
        let (mut at, mut number) = (0, 1);
        while at < text.len() {
            let record = Record::read(text, at, divider);
            if let Some(quote) = record.unclosed {
                let place = Place::new(path.clone(), quote..quote + 1);
                return Err(Box::new(bad(place, "nothing closes this quotation mark".to_owned()).hint(
                    "close it before the cell ends; within a quoted cell, a quotation mark is written twice",
                )));
            }
            if !(record.cells.len() == 1 && record.cells.iter().all(Range::is_empty)) {
                lines.push(Line { text, number, cells: record.cells.into() });
            }
            number += text.get(at..record.end).unwrap_or_default().matches('\n').count() as u64;
            at = record.end;
        }
        Ok(Lines { lines, head, divider })
    }

    /// The head, and the lines below it.
    pub(super) fn below_head(&self) -> Option<(&Line<'t>, &[Line<'t>])> {
        let at = self.lines.iter().position(|line| line.number >= self.head)?;
        let (above, below) = self.lines.split_at(at + 1);
        Some((above.last()?, below))
    }
}

impl<'t> Line<'t> {
    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// What its cells hold.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cow<'t, str>> {
        (0..self.cells.len()).map(|at| self.cell(at).unwrap_or_default())
    }

    /// What a cell holds, without spaces around it.
    pub(super) fn cell(&self, at: usize) -> Option<Cow<'t, str>> {
        let range = self.cells.get(at)?;
        self.text.get(range.start as usize..range.end as usize).map(unquoted)
    }

    /// Where a cell stands: at the end of the line, if it has none there.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        match self.cells.get(at) {
            Some(range) => range.start as usize..range.end as usize,
            None => self.whole().end..self.whole().end,
        }
    }

    pub(super) fn whole(&self) -> Range<usize> {
        let of = |cell: Option<&Range<u32>>| cell.cloned().unwrap_or_default();
        of(self.cells.first()).start as usize..of(self.cells.last()).end as usize
    }
}

/// One line as it is divided, which may go over several of the file.
struct Record {
    cells: Vec<Range<u32>>,
    /// Where the next one begins.
    end: usize,
    /// A quotation mark that nothing closes.
    unclosed: Option<usize>,
}

impl Record {
    fn read(text: &str, start: usize, divider: char) -> Self {
        let mut record = Record { cells: Vec::new(), end: text.len(), unclosed: None };
        let mut from = start;
        loop {
            let rest = text.get(from..).unwrap_or_default();
            let indent = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
            let mut end = from;
            if rest[indent..].starts_with('"') {
                let quote = from + indent;
                let after = closing(text, quote + 1);
                let follows = text.get(after.unwrap_or(text.len())..).unwrap_or_default();
                let is_over = follows.trim_start_matches([' ', '\u{a0}']);
                let is_over = is_over.is_empty() || is_over.starts_with([divider, '\n', '\r']);
                // One that is closed in another line, and in the midst of a cell, was not meant to be open till there.
                let is_torn = after.is_some_and(|after| !is_over && text[quote..after].contains('\n'));
                if after.is_none() || is_torn {
                    record.unclosed = Some(quote);
                    return record;
                }
                end = after.unwrap_or(end);
            }
            let rest = text.get(end..).unwrap_or_default();
            let stop = rest.find([divider, '\n', '\r']);
            end += stop.unwrap_or(rest.len());
            record.cells.push(trimmed(text, from..end));
            match text.get(end..).and_then(|rest| rest.chars().next()) {
                Some(mark) if mark == divider => from = end + mark.len_utf8(),
                Some(_) => {
                    let windows = text.get(end..).is_some_and(|rest| rest.starts_with("\r\n"));
                    record.end = end + if windows { 2 } else { 1 };
                    return record;
                }
                None => return record,
            }
        }
    }
}

/// Where the text behind a quoted cell begins, of which the first character stands at a place.
fn closing(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text.get(at..)?;
        at += rest.find('"')? + 1;
        if !text.get(at..)?.starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

/// A stretch of a text without the spaces at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<u32> {
    let of = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let written = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (written.len() - written.trim_start().len());
    of(start)..of(start + written.trim().len())
}

/// What a cell holds.
fn unquoted(written: &str) -> Cow<'_, str> {
    let Some(quoted) = written.strip_prefix('"') else { return Cow::Borrowed(written) };
    match quoted.strip_suffix('"') {
        Some(plain) if !plain.contains('"') => Cow::Borrowed(plain.trim()),
        _ => {
            let end = closing(written, 1).unwrap_or(written.len());
            let (quoted, rest) = written.split_at(end);
            let quoted = quoted.get(1..end.saturating_sub(1)).unwrap_or_default();
            Cow::Owned(format!("{}{rest}", quoted.replace("\"\"", "\"")).trim().to_owned())
        }
    }
}

/// What divides the columns: tabs in TSV; in CSV what the line of the head has most of, commas or semicolons, outside
/// quotation marks.
fn divider(path: &str, text: &str, head: u64) -> char {
    if path.ends_with(".tsv") {
        return '\t';
    }
    let above = usize::try_from(head).unwrap_or(usize::MAX).saturating_sub(1);
    let line = text.lines().skip(above).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let unquoted: Vec<&str> = line.split('"').step_by(2).collect();
    let in_line = |mark: char| unquoted.iter().map(|part| part.matches(mark).count()).sum::<usize>();
    let in_all = |mark: char| text.chars().take(1 << 16).filter(|c| *c == mark).count();
    match (in_line(','), in_line(';')) {
        // A line above the head may have neither.
        (0, 0) if in_all(';') > in_all(',') => ';',
        (commas, semicolons) if semicolons > commas => ';',
        _ => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_the_columns_is_seen_in_the_head() {
        assert_eq!(divider("a.tsv", "a,b", 1), '\t');
        assert_eq!(divider("a.csv", "period;total\n2025;1,5\n", 1), ';');
        assert_eq!(divider("a.csv", "period,total\n", 1), ',');
        assert_eq!(divider("a.csv", "Table 3\n\nperiod;total\n", 1), ';');
        assert_eq!(divider("a.csv", "Output, by branch, 2020 = 100\nB;2024;2025\n", 2), ';');
        assert_eq!(divider("a.csv", "period,\"total; in t; net\"\n", 1), ',');
    }

    fn cells(text: &str) -> Result<Vec<Vec<String>>, usize> {
        let lines = Lines::of(&"a.csv".into(), text, 1).map_err(|bad| bad.place.start)?;
        Ok(lines.lines.iter().map(|line| line.cells().map(Cow::into_owned).collect()).collect())
    }

    #[test]
    fn a_quoted_cell_goes_to_its_closing_mark() {
        let of = |lines: &[&[&str]]| -> Result<Vec<Vec<String>>, usize> {
            Ok(lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect())
        };
        assert_eq!(
            cells("a, \"1,2\" ,c\r\n\r\n\"d\"\"e\",\"\",f\n"),
            of(&[&["a", "1,2", "c"], &["d\"e", "", "f"]])
        );
        assert_eq!(cells("\"a\nb\",c\nd,3\" e\n"), of(&[&["a\nb", "c"], &["d", "3\" e"]]));
        assert_eq!(cells("\"a\" b,c\n"), of(&[&["a b", "c"]]));
        assert_eq!(cells("a,b\n1,\"2\n3,4\n"), Err(6));
        assert_eq!(cells("a,b\n1,2\n3,\"4"), Err(10));
        assert_eq!(cells("a,b\n1,\"2\n3,\"4\"\n"), Err(6));
    }

    proptest::proptest! {
        /// What another reader of the same form finds is found here.
        #[test]
        fn cells_are_those_that_others_read(
            rows in proptest::collection::vec(proptest::collection::vec("[a-c1 ,;\"\n]{0,6}", 2..5), 0..5),
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            writer.write_record(["a", "b", "c", "d", "e"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let lines = Lines::of(&"a.csv".into(), &text, 1).unwrap();
            let read: Vec<Vec<String>> =
                lines.lines.iter().skip(1).map(|line| line.cells().map(Cow::into_owned).collect()).collect();
            let expected: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect())
                .collect();
            proptest::prop_assert_eq!(read, expected);
        }
    }
}
