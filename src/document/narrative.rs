//! Reads narratives: a body or a line of Markdown with calls → the tree, and what is wrong with it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use tera::{Context, Delimiters, Tera};

use crate::diag::{Diagnostic, Diagnostics, Place};

use super::envelope;
use super::functions;
use super::node::Node;
use super::parse;
use super::place::{SourceMap, Span};
use super::scan;
use super::template::{self, Fault};
use super::tree::{Document, Line};

/// A text to read, and where it stands.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
    span: Span,
    verbatim: bool,
}

impl<'a> Source<'a> {
    /// A text that stands in the file byte for byte, from `start` on: the body below the front matter.
    pub fn verbatim(file: impl Into<Arc<str>>, text: &'a str, start: usize) -> Self {
        // A file may begin with a byte order mark, which is no text.
        let (text, start) = match text.strip_prefix('\u{feff}') {
            Some(rest) if start == 0 => (rest, '\u{feff}'.len_utf8()),
            _ => (text, start),
        };
        Source { file: file.into(), text, span: Span { start, end: start + text.len() }, verbatim: true }
    }

    /// A text that a decoder has taken out of the file at a place, quotes, escapes and folds undone: a string of
    /// the front matter. All that is in it is placed there.
    pub fn decoded(place: &Place, text: &'a str) -> Self {
        let span = Span { start: place.start, end: place.end };
        Source { file: Arc::clone(&place.file), text, span, verbatim: false }
    }
}

impl Source<'_> {
    /// Without white space at its ends.
    fn trimmed(&self) -> Self {
        let text = self.text.trim_start();
        let start = self.span.start + if self.verbatim { self.text.len() - text.len() } else { 0 };
        Source {
            file: Arc::clone(&self.file),
            text: text.trim_end(),
            span: Span { start, ..self.span },
            ..*self
        }
    }
}

/// Reads narratives. One for a site, shared by all its pages and threads.
#[derive(Clone)]
pub struct Narratives {
    tera: Tera,
    options: pulldown_cmark::Options,
}

impl fmt::Debug for Narratives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Narratives").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Narratives {
    /// A reader; `smart_punctuation` makes quotes, dashes and ellipses of their ASCII stand-ins.
    pub fn new(smart_punctuation: bool) -> Self {
        let mut tera = Tera::default();
        let delimiters = Delimiters {
            comment_start: envelope::COMMENT_START.into(),
            comment_end: envelope::COMMENT_END.into(),
            ..Delimiters::default()
        };
        // The delimiters are well formed and no templates are there yet.
        let set = tera.set_delimiters(delimiters);
        debug_assert!(set.is_ok());
        tera.set_escape_fn(envelope::escape);
        functions::register(&mut tera);
        Narratives { tera, options: parse::extensions(smart_punctuation) }
    }

    /// Reads a body. The context is what its tags may name: the page, the site.
    pub fn document(&self, source: &Source<'_>, context: &Context) -> (Document, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let clean = envelope::sanitise(source.text);
        let (text, map, nodes) = self.template_pass(&clean, source, context, &mut diagnostics);
        let document = parse::document(&text, &map, &nodes, &source.file, self.options, &mut diagnostics);
        (document, diagnostics)
    }

    /// Reads a line: a title, a summary, a caption. It holds inline Markdown, whatever it looks like.
    pub fn line(&self, source: &Source<'_>, context: &Context) -> (Line, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let source = &source.trimmed();
        let clean = envelope::sanitise(source.text);
        let (text, map, nodes) = self.template_pass(&clean, source, context, &mut diagnostics);
        let line = parse::line(&text, &map, &nodes, &source.file, self.options, &mut diagnostics);
        (line, diagnostics)
    }

    fn template_pass<'t>(
        &self,
        body: &'t str,
        source: &Source<'_>,
        context: &Context,
        diagnostics: &mut Diagnostics,
    ) -> (Cow<'t, str>, SourceMap, Vec<Option<Node>>) {
        let fixed = || SourceMap::fixed(source.span);
        let Some(pieces) = scan::scan(body) else {
            let map =
                if source.verbatim { SourceMap::verbatim(source.span.start, body.len()) } else { fixed() };
            return (Cow::Borrowed(body), map, Vec::new());
        };
        let rendered = template::render(&self.tera, context, body, source.span.start, &pieces);
        diagnostics.extend(rendered.faults.into_iter().map(|fault| diagnostic(fault, source)));
        let map = if source.verbatim { rendered.map } else { fixed() };
        (Cow::Owned(rendered.text), map, rendered.nodes)
    }
}

fn diagnostic(fault: Fault, source: &Source<'_>) -> Diagnostic {
    let start = source.span.start;
    let range = if source.verbatim {
        start + fault.range.start..start + fault.range.end
    } else {
        source.span.range()
    };
    let diagnostic =
        Diagnostic::error(fault.rule, Place::new(Arc::clone(&source.file), range), fault.message);
    match fault.hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}
