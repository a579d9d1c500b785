//! Takes the figures of a series out of the lines and columns that it asks for, and says what is odd about them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::super::super::raw::DecimalMark;
use super::figures::{Marked, NoNumber, Notation, Wrong};
use super::lines::Line;
use super::{Asked, Cell, bad};
use crate::diag::{Diagnostic, Place};
use crate::model::Period;

/// How periods are written, where a hint has to say it.
const PERIODS: &str = "periods are written as 2025, 2025-Q3, 2025-06, Q3 2025, Jan 2025 or Jan-Sep 2025";

/// Reads the cells of a table.
pub(super) struct Reader<'r> {
    asked: &'r Asked<'r>,
    head: &'r Line<'r>,
    /// What divides the columns.
    divider: char,
    found: Vec<Found>,
    commas: Commas,
}

/// A finding, and how many more there are with the same cause and cure.
struct Found {
    cause: Option<String>,
    diagnostic: Diagnostic,
    more: usize,
}

/// What the commas of the figures tell of the decimal mark.
#[derive(Default)]
struct Commas {
    /// The first figure with one.
    first: Option<(Range<usize>, String)>,
    /// Some figure has a point, or two commas: then they divide thousands.
    settled: bool,
}

/// The figures of a column, or of a line, so far.
#[derive(Default)]
struct Cells {
    cells: Vec<Cell>,
    /// Where each period stands.
    seen: BTreeMap<Period, Range<usize>>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(asked: &'r Asked<'r>, head: &'r Line<'r>, divider: char) -> Self {
        Reader { asked, head, divider, found: Vec::new(), commas: Commas::default() }
    }

    /// What is wrong with what was read.
    pub(super) fn found(mut self) -> impl Iterator<Item = Diagnostic> {
        let is_unsaid = self.asked.raw.decimal.is_none() && self.divider != ',' && !self.commas.settled;
        if let Some((range, figure)) = self.commas.first.take().filter(|_| is_unsaid) {
            let message = format!("`{figure}` is read as thousands, though the comma may be a decimal mark");
            let diagnostic = Diagnostic::warning("unclear-decimal", self.place(range), message).hint(
                "no figure of the series tells: say `decimal: point` or `decimal: comma` beside `file:`",
            );
            self.say(None, diagnostic);
        }
        self.found.into_iter().map(|Found { diagnostic, more, .. }| match more {
            0 => diagnostic,
            1 => diagnostic.note("one more place is like it"),
            more => diagnostic.note(format!("{more} more places are like it")),
        })
    }

    /// A period to a line.
    pub(super) fn down(
        &mut self,
        lines: &[&Line<'_>],
        period: usize,
        column: usize,
        in_percent: bool,
    ) -> Vec<Cell> {
        let notation = self.notation(in_percent);
        let mut cells = Cells::default();
        for line in lines {
            let (Some(written), Some(figure)) = (line.cell(period), line.cell(column)) else { continue };
            // A note below the table has no figure.
            if matches!(notation.figure(&figure), Ok(None)) {
                continue;
            }
            match notation.period(&written) {
                Ok(_) if self.is_torn(line) => {}
                Ok(period) => self.cell(&notation, line, period, column, &mut cells),
                Err(Wrong::Mark(mark)) => self.unknown_mark(&written, &mark, line.range(period)),
                Err(Wrong::Form(wrong)) => {
                    let place = self.place(line.range(period));
                    self.say(None, Diagnostic::error("bad-value", place, wrong.to_string()));
                }
            }
        }
        cells.cells
    }

    /// Periods across the head, and one line. Columns that the series names for something else are none.
    pub(super) fn across(&mut self, lines: &[&Line<'_>], named: &[usize]) -> Vec<Cell> {
        let notation = self.notation(self.asked.in_percent);
        let (mut periods, mut others) = (Vec::new(), Vec::new());
        for (at, name) in self.head.cells().enumerate().filter(|(at, _)| !named.contains(at)) {
            match notation.period(&name) {
                Ok(period) => periods.push((at, period)),
                Err(Wrong::Mark(mark)) => others.push((at, name, Some(mark))),
                Err(Wrong::Form(_)) => others.push((at, name, None)),
            }
        }
        if periods.is_empty() {
            let message = format!("no column of {} is named after a period", self.asked.path);
            let marked = others.iter().find_map(|(_, name, mark)| Some((name, mark.as_ref()?)));
            let hint = match marked {
                Some((name, mark)) => format!("`{name}` has the mark `{mark}`: {}", naming(mark)),
                None => {
                    "name the columns of the periods and of the values: `period:` and `value:`".to_owned()
                }
            };
            self.say(None, bad((self.asked.place)("file"), message).hint(hint));
            return Vec::new();
        }
        if let [first, second, ..] = lines {
            let message = format!("more than one line of {} holds what the series asks for", self.asked.path);
            let diagnostic = bad((self.asked.place)("where"), message)
                .hint("say under `where:` what only one line holds")
                .related(self.place(first.whole()), "this is one")
                .related(self.place(second.whole()), "this is another");
            self.say(None, diagnostic);
            return Vec::new();
        }
        let mut cells = Cells::default();
        for line in lines {
            if self.is_torn(line) {
                continue;
            }
            for (at, period) in &periods {
                self.cell(&notation, line, *period, *at, &mut cells);
            }
            for (at, name, mark) in &others {
                if matches!(notation.figure(&line.cell(*at).unwrap_or_default()), Ok(Some(_))) {
                    self.unread_column(*at, name, mark.as_deref());
                }
            }
        }
        cells.cells
    }

    fn notation(&self, in_percent: bool) -> Notation<'r> {
        let raw = self.asked.raw;
        Notation { decimal: raw.decimal.unwrap_or_default(), marks: &raw.marks, in_percent }
    }

    fn cell(
        &mut self,
        notation: &Notation<'_>,
        line: &Line<'_>,
        period: Marked<Period>,
        column: usize,
        cells: &mut Cells,
    ) {
        let figure = line.cell(column).unwrap_or_default();
        let read = notation.figure(&figure);
        if matches!(read, Ok(None)) {
            return;
        }
        let range = line.range(column);
        match cells.seen.entry(period.bare) {
            Entry::Vacant(entry) => drop(entry.insert(range.clone())),
            Entry::Occupied(first) => {
                let message = format!("there are two values for {}", period.bare);
                let hint = if self.asked.raw.period.is_some() {
                    "say under `where:` which lines are those of the series"
                } else {
                    "name the column that is not the series' under `except:`; of two of one name, `2025#2` is the second"
                };
                let first = self.place(first.get().clone());
                let diagnostic = Diagnostic::error("duplicate-period", self.place(range), message);
                self.say(None, diagnostic.hint(hint).related(first, "the first is here"));
                return;
            }
        }
        match read {
            Ok(None) => {}
            Ok(Some(Marked { bare: digits, status })) => {
                self.commas.see(&figure, &range);
                let status = status.max(period.status);
                cells.cells.push(Cell { period: period.bare, digits, status, range });
            }
            Err(Wrong::Mark(mark)) => self.unknown_mark(&figure, &mark, range),
            Err(Wrong::Form(wrong)) => self.no_number(&figure, wrong, range),
        }
    }

    /// Says that a line has more cells than there are columns; false if it has not.
    fn is_torn(&mut self, line: &Line<'_>) -> bool {
        let width = self.head.width();
        let named = (0..width).rev().find(|at| self.head.cell(*at).is_some_and(|name| !name.is_empty()));
        // A column without a name may hold notes, but no figures.
        let is_surplus = |at: &usize| {
            let cell = line.cell(*at).unwrap_or_default();
            !cell.is_empty() && (*at >= width || cell.starts_with(|c: char| c.is_ascii_digit()))
        };
        let Some(surplus) = (named.map_or(0, |last| last + 1)..line.width()).find(is_surplus) else {
            return false;
        };
        let hint = match self.divider {
            ',' => {
                "commas divide the columns: a number with commas between its thousands stands in quotation marks, as in \"1,234\""
            }
            ';' => "semicolons divide the columns: a cell with one in it stands in quotation marks",
            _ => "tabs divide the columns: a cell with one in it stands in quotation marks",
        };
        let place = self.place(line.range(surplus));
        let diagnostic = bad(place, "this line has more cells than the table has columns".to_owned())
            .hint(hint)
            .related(self.place(self.head.whole()), "the columns are named here");
        self.say(Some("torn".to_owned()), diagnostic);
        true
    }

    fn unread_column(&mut self, column: usize, name: &str, mark: Option<&str>) {
        let name = if name.is_empty() { "without a name".to_owned() } else { format!("`{name}`") };
        let message = format!("the column {name} holds figures, but is no period");
        let hint = match mark {
            Some(mark) => format!("it has the mark `{mark}`: {}", naming(mark)),
            None => format!("{PERIODS}; if it is none, name it under `except:`"),
        };
        let diagnostic = Diagnostic::warning("unread-column", self.place(self.head.range(column)), message);
        self.say(None, diagnostic.hint(hint));
    }

    fn unknown_mark(&mut self, written: &str, mark: &str, range: Range<usize>) {
        let message = match mark {
            "()" => format!("`{written}` stands in brackets, and nothing says what they mean"),
            _ => format!("`{written}` has the mark `{mark}`, and nothing says what it means"),
        };
        let diagnostic = Diagnostic::error("bad-value", self.place(range), message).hint(naming(mark));
        self.say(Some(format!("mark {mark}")), diagnostic);
    }

    fn no_number(&mut self, figure: &str, wrong: NoNumber, range: Range<usize>) {
        // Where figures are wrong, what the others may mean is not worth a warning.
        self.commas.settled = true;
        let (message, hint) = match wrong {
            NoNumber::Digits(wrong) => match wrong.split_once("; ") {
                Some((message, hint)) => (message.to_owned(), hint.to_owned()),
                None => (wrong, String::new()),
            },
            NoNumber::Form => {
                let has_digits = figure.contains(|c: char| c.is_ascii_digit());
                let hint = match self.asked.raw.decimal.unwrap_or_default() {
                    _ if figure.contains(['\n', '\r']) => {
                        "the quotation mark before it is closed in another line only".to_owned()
                    }
                    _ if !has_digits => {
                        format!("if it stands where there is no figure, say `marks: {{ {}: \"\" }}`", key(figure))
                    }
                    DecimalMark::Point => {
                        "digits have a point, and commas between thousands; if a comma is the decimal mark, say \
                         `decimal: comma`"
                            .to_owned()
                    }
                    DecimalMark::Comma => {
                        "digits have a decimal comma, and points or spaces between thousands; if a point is the \
                         decimal mark, say `decimal: point`"
                            .to_owned()
                    }
                };
                (format!("`{}` is no decimal number", figure.replace(['\n', '\r'], " ")), hint)
            }
        };
        let diagnostic = Diagnostic::error("bad-value", self.place(range), message);
        self.say(None, if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) });
    }

    fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.asked.path.clone(), range)
    }

    /// Adds a finding; of those with one cause the first alone.
    fn say(&mut self, cause: Option<String>, diagnostic: Diagnostic) {
        let same = |found: &&mut Found| cause.is_some() && found.cause == cause;
        match self.found.iter_mut().find(same) {
            Some(found) => found.more += usize::from(found.diagnostic.place != diagnostic.place),
            None => self.found.push(Found { cause, diagnostic, more: 0 }),
        }
    }
}

impl Commas {
    fn see(&mut self, figure: &str, range: &Range<usize>) {
        match figure.matches(',').count() {
            0 => self.settled |= figure.contains('.'),
            1 => {
                self.settled |= figure.contains('.');
                self.first.get_or_insert_with(|| (range.clone(), figure.to_owned()));
            }
            _ => self.settled = true,
        }
    }
}

/// How the meaning of a mark is said.
fn naming(mark: &str) -> String {
    let key = key(mark);
    format!(
        "say what it means beside `file:`, `marks: {{ {key}: provisional }}`, or estimated or forecast, or \"\" if it says \
         nothing of the status"
    )
}

/// A mark as a key of YAML.
fn key(mark: &str) -> String {
    let is_plain = mark.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_plain { mark.to_owned() } else { format!("\"{}\"", mark.replace(['\\', '"'], "")) }
}
