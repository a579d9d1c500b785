//! Texts that stand in YAML: titles, summaries, alt texts. They hold calls and inline Markdown like a narrative.
//!
//! Where such a text is in its file is looked up only when a diagnostic needs it.

use std::ops::Range;
use std::sync::Arc;

use super::reader::Reader;
use super::yaml::{self, Step};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{Inline, InlineKind, Line, Span};

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

    fn borrowed(&self) -> Step<'_> {
        match self {
            OwnedStep::Key(key) => Step::Key(key),
            OwnedStep::Index(index) => Step::Index(*index),
        }
    }
}

impl Origin {
    /// The value at the end of a path of a document.
    pub(super) fn new(document: &yaml::Document, path: &[Step<'_>]) -> Self {
        Origin { document: document.clone(), path: path.iter().map(OwnedStep::of).collect() }
    }

    /// The document that it stands in.
    pub(super) fn document(&self) -> &yaml::Document {
        &self.document
    }

    /// A value below this one.
    pub(super) fn below(&self, path: &[Step<'_>]) -> Self {
        let path = self.path.iter().cloned().chain(path.iter().map(OwnedStep::of)).collect();
        Origin { document: self.document.clone(), path }
    }

    /// Its place in the file.
    pub fn place(&self) -> Place {
        self.document.value(&self.steps())
    }

    /// The place of the key that it is the value of.
    pub(super) fn key_place(&self) -> Place {
        self.document.key(&self.steps())
    }

    /// The decoded text.
    pub(super) fn decoded(&self) -> String {
        self.document.scalar(&self.steps()).unwrap_or_default()
    }

    /// A stretch of the decoded text as a place in the file.
    ///
    /// YAML folds lines and takes indentation away, but leaves everything else as it is, so that the place is
    /// found by counting what is not white space; in a text with escapes it is the whole value.
    pub(super) fn stretch(&self, range: Range<usize>) -> Place {
        let whole = self.place();
        let written = self.document.source().get(whole.start..whole.end).unwrap_or_default();
        let decoded = self.document.scalar(&self.steps()).unwrap_or_default();
        let inset = match written.as_bytes().first() {
            Some(b'"' | b'\'') => 1,
            Some(b'|' | b'>') => written.find('\n').unwrap_or(0),
            _ => 0,
        };
        let content = written[inset..].trim_end_matches(if inset == 1 { &['"', '\''][..] } else { &[] });
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        if solid(content) != solid(&decoded) {
            return whole;
        }
        let at = |offset: usize| {
            let before = solid(decoded.get(..offset).unwrap_or(&decoded));
            let found = content.char_indices().filter(|(_, c)| !c.is_whitespace()).nth(before);
            whole.start + inset + found.map_or(content.len(), |(at, _)| at)
        };
        let start = at(range.start);
        // The end is that of the last character, not the beginning of the next word.
        let last = decoded.get(..range.end).unwrap_or(&decoded).trim_end().char_indices().next_back();
        let end =
            last.filter(|(last, _)| *last >= range.start).map_or(start, |(last, c)| at(last) + c.len_utf8());
        Place { start, end: end.max(start), ..whole }
    }

    fn steps(&self) -> Vec<Step<'_>> {
        self.path.iter().map(OwnedStep::borrowed).collect()
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
    /// A text in which nothing is markup.
    pub(super) fn literal(text: &str, origin: Origin) -> Self {
        let content = vec![Inline { span: Span::default(), kind: InlineKind::Text(text.to_owned()) }];
        Text { line: Line { file: origin.document.path().clone(), content }, origin }
    }

    /// Reads a text; its mistakes are reported at their place in the YAML file.
    pub(super) fn read(reader: &Reader, text: &str, origin: Origin, diagnostics: &mut Diagnostics) -> Self {
        let mut found = Diagnostics::new();
        let line = reader.line(origin.document.path(), text, &mut found);
        let read = Text { line, origin };
        for diagnostic in found {
            let range = diagnostic.place.start..diagnostic.place.end;
            let place = read.origin.stretch(range);
            diagnostics.push(Diagnostic { place, ..diagnostic });
        }
        read
    }

    /// The place of a stretch of it.
    pub fn place(&self, span: Span) -> Place {
        self.origin.stretch(span.range())
    }

    /// The text as YAML decodes it, which the spans of its line count in.
    pub fn source(&self) -> String {
        self.origin.decoded()
    }
}
