//! The lines of a table, each with its place in the text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use csv::StringRecord;

use super::bad;
use crate::diag::{Diagnostic, Place};

/// The tables of a site that were opened so far: many series may stand in one.
#[derive(Default)]
pub(in crate::load::series) struct OpenedTables<'t>(Mutex<BTreeMap<Arc<str>, Opened<'t>>>);

/// The lines of a table, or what keeps it from being read.
pub(in crate::load::series) type Opened<'t> = Arc<Result<Lines<'t>, Box<Diagnostic>>>;

impl<'t> OpenedTables<'t> {
    pub(in crate::load::series) fn lines(&self, path: &Arc<str>, text: &'t str) -> Opened<'t> {
        let known = |tables: &BTreeMap<_, Opened<'t>>| tables.get(path).cloned();
        if let Some(known) = known(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        // Two that ask at once may both read it, rather than wait for each other.
        let lines = Arc::new(Lines::of(path, text));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(path.clone()).or_insert(lines).clone()
    }
}

/// A table's lines that hold anything.
pub(in crate::load::series) struct Lines<'t> {
    lines: Vec<Line<'t>>,
}

/// A line, with its place in the text.
pub(super) struct Line<'t> {
    pub record: StringRecord,
    /// Counted from one.
    pub number: u64,
    start: usize,
    text: &'t str,
    delimiter: u8,
}

impl<'t> Lines<'t> {
    fn of(path: &Arc<str>, text: &'t str) -> Result<Self, Box<Diagnostic>> {
        let delimiter = delimiter(path, text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut lines = Vec::new();
        let (mut number, mut before) = (1, 0);
        for record in reader.records() {
            let record =
                record.map_err(|error| Box::new(bad(Place::file(path.clone()), error.to_string())))?;
            let Some(at) = record.position().map(|at| at.byte() as usize) else { continue };
            let rest = text.get(at..).unwrap_or_default();
            // Blank lines before a record count as its own.
            let start = at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
            number += text.get(before..start).unwrap_or_default().matches('\n').count() as u64;
            before = start;
            let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
            lines.push(Line { record, number, start, text: line, delimiter });
        }
        Ok(Lines { lines })
    }

    /// The head, which stands on a line counted from one, and the lines below it.
    pub(super) fn below(&self, head: u64) -> Option<(&Line<'t>, &[Line<'t>])> {
        let at = self.lines.iter().position(|line| line.number >= head)?;
        let (above, below) = self.lines.split_at(at + 1);
        Some((above.last()?, below))
    }
}

impl Line<'_> {
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.record.iter()
    }

    /// Where a field stands. Of a line with quotation marks, in which delimiters may be text, it is the whole line.
    pub(super) fn range(&self, field: usize) -> Range<usize> {
        if self.text.contains('"') {
            return self.whole();
        }
        let mut at = self.start;
        for (number, written) in self.text.split(char::from(self.delimiter)).enumerate() {
            if number == field {
                let inset = written.len() - written.trim_start().len();
                return at + inset..at + inset + written.trim().len();
            }
            at += written.len() + 1;
        }
        self.whole()
    }

    pub(super) fn whole(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// What divides the columns: tabs in TSV; in CSV what the first line has most of, commas or semicolons.
fn delimiter(path: &str, text: &str) -> u8 {
    if path.ends_with(".tsv") {
        return b'\t';
    }
    let count = |mark: u8| text.bytes().take(1 << 16).filter(|byte| *byte == mark).count();
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let in_first = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    match (in_first(b','), in_first(b';')) {
        // A line above the head may have neither.
        (0, 0) if count(b';') > count(b',') => b';',
        (commas, semicolons) if semicolons > commas => b';',
        _ => b',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_the_columns_is_seen_in_the_table() {
        assert_eq!(delimiter("a.tsv", "a,b"), b'\t');
        assert_eq!(delimiter("a.csv", "period;total\n2025;1,5\n"), b';');
        assert_eq!(delimiter("a.csv", "period,total\n"), b',');
        assert_eq!(delimiter("a.csv", "Table 3\n\nperiod;total\n"), b';');
    }
}
