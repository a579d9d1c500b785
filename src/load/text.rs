//! Texts that stand in YAML: titles, summaries, alt texts. They hold calls and inline Markdown like a narrative.
//!
//! Where such a text is in its file is looked up only when a diagnostic needs it.

use std::ops::Range;
use std::sync::Arc;

use super::reader::Reader;
use super::yaml::{self, Step};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{Line, Span};

/// Where a text stands: the document and the path of keys and indices to it.
#[derive(Clone, Debug)]
pub struct Origin {
    document: yaml::Document,
    path: Arc<[OwnedStep]>,
}

#[derive(Clone, Debug)]
enum OwnedStep {
    Key(Arc<str>),
    Index(usize),
}

impl OwnedStep {
    fn of(step: &Step<'_>) -> Self {
        match step {
            Step::Key(key) => OwnedStep::Key((*key).into()),
            Step::Index(index) => OwnedStep::Index(*index),
        }
    }
}

impl Origin {
    /// The value at the end of a path of a document.
    pub(super) fn new(document: &yaml::Document, path: &[Step<'_>]) -> Self {
        Origin { document: document.clone(), path: path.iter().map(OwnedStep::of).collect() }
    }

    /// A value below this one.
    pub(super) fn below(&self, path: &[Step<'_>]) -> Self {
        let path = self.path.iter().cloned().chain(path.iter().map(OwnedStep::of)).collect();
        Origin { document: self.document.clone(), path }
    }

    /// Its place in the file.
    pub fn place(&self) -> Place {
        let path: Vec<Step<'_>> = self
            .path
            .iter()
            .map(|step| match step {
                OwnedStep::Key(key) => Step::Key(key),
                OwnedStep::Index(index) => Step::Index(*index),
            })
            .collect();
        self.document.value(&path)
    }
}

/// A text with inline markup and its origin.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it says.
    pub line: Line,
    origin: Origin,
}

impl Text {
    /// Reads a text; its mistakes are reported at their place in the YAML file.
    pub(super) fn read(reader: &Reader, text: &str, origin: Origin, diagnostics: &mut Diagnostics) -> Self {
        let mut found = Diagnostics::new();
        let line = reader.line(origin.document.path(), text, &mut found);
        let read = Text { line, origin };
        for diagnostic in found {
            let range = diagnostic.place.start..diagnostic.place.end;
            let place = read.place_of(range);
            diagnostics.push(Diagnostic { place, ..diagnostic });
        }
        read
    }

    /// The place of a stretch of it.
    pub fn place(&self, span: Span) -> Place {
        self.place_of(span.range())
    }

    /// A stretch of the decoded text as a place in the file: exact where YAML writes the text as it is, the
    /// whole value where it folds or escapes it.
    fn place_of(&self, range: Range<usize>) -> Place {
        let whole = self.origin.place();
        let file = self.origin.document.source();
        let written = file.get(whole.start..whole.end).unwrap_or_default();
        let inset = match written.as_bytes().first() {
            Some(b'"' | b'\'') => 1,
            Some(b'|' | b'>') => return whole,
            _ => 0,
        };
        if written.contains('\n') || written.contains('\\') || written.contains("''") {
            return whole;
        }
        let start = whole.start + inset + range.start;
        Place {
            end: (whole.start + inset + range.end).min(whole.end).max(start.min(whole.end)),
            start: start.min(whole.end),
            ..whole
        }
    }
}
