//! Diagnostics as data: what is wrong, where, and what to do next.
//!
//! Every phase adds to a [`Diagnostics`]; layout and colour happen at the edge, in [`text`], [`json`] and [`sarif`].
//! What the rules mean stands in [`rules`].
//! A place is a byte range in a named file; line and column are worked out only when one is shown.

mod json;
mod near;
pub mod rules;
mod sarif;
mod text;

pub use json::{ExternalLink, to_json};
pub use near::near_miss;
pub use sarif::to_sarif;
pub use text::to_text;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// How bad a finding is. Errors stop the build from writing; warnings do so with `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a build.
    Information,
    /// Probably wrong; fails with `--strict`.
    Warning,
    /// Wrong; the output folder stays as it was.
    Error,
}

impl Severity {
    /// The word that text and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A byte range in a file of the site. The path is relative to the site's root, with `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path from the site's root.
    pub file: Arc<str>,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Place {
    /// A range of a file.
    pub fn new(file: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        Place { file: file.into(), start: range.start, end: range.end.max(range.start) }
    }

    /// The file as a whole: shown without an excerpt.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Place { file: file.into(), start: 0, end: 0 }
    }
}

/// Another place that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, in kebab case: `unknown-key`, `bad-period`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// What else speaks for it, each in one sentence.
    pub notes: Vec<String>,
    /// Other places it speaks of.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// A finding of severity error.
    pub fn error(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, place, message)
    }

    /// A finding of severity warning.
    pub fn warning(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, place, message)
    }

    /// A finding of severity information.
    pub fn information(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Information, place, message)
    }

    fn new(rule: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            severity,
            place,
            message: message.into(),
            hint: None,
            notes: Vec::new(),
            related: Vec::new(),
        }
    }

    /// The same finding with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding with another note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same finding with another place.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

/// What a phase found, in the order it found it; [`Diagnostics::sorted`] puts it in reading order.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all findings of another phase.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// True if nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The findings as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// How many have the severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// True if a build must not write.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The findings by file, then place, then rule, each once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.0.iter().collect();
        all.sort_by(|a, b| {
            (&a.place, a.rule, &a.message, a.severity).cmp(&(&b.place, b.rule, &b.message, b.severity))
        });
        all.dedup();
        all
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(only: Diagnostic) -> Self {
        Diagnostics(vec![only])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        Diagnostics(found.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The texts that places point into, by path: what an excerpt is cut from.
pub type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// A place as a reader counts: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The line and column of a byte offset; an offset past the end counts as the end.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    LineColumn {
        line: before.bytes().filter(|b| *b == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}
