//! Reads narratives: a body or a line of Markdown with calls → the tree, and what is wrong with it.

use std::fmt;
use std::sync::Arc;

use tera::{Context, Delimiters, Tera};

use crate::diag::{Diagnostic, Diagnostics, Place};

use super::envelope;
use super::functions;
use super::parse;
use super::scan;
use super::template::{self, Fault, Rendered};
use super::tree::{Document, Line};

/// A text to read, and where it stands.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    file: Arc<str>,
    text: &'a str,
    start: usize,
}

impl<'a> Source<'a> {
    /// A text that stands in the file byte for byte, from `start` on: the body below the front matter.
    pub fn verbatim(file: impl Into<Arc<str>>, text: &'a str, start: usize) -> Self {
        // A file may begin with a byte order mark, which is no text.
        let (text, start) = match text.strip_prefix('\u{feff}') {
            Some(rest) if start == 0 => (rest, '\u{feff}'.len_utf8()),
            _ => (text, start),
        };
        Source { file: file.into(), text, start }
    }
}

impl Source<'_> {
    /// Without white space at its ends.
    fn trimmed(&self) -> Self {
        let text = self.text.trim_start();
        let start = self.start + self.text.len() - text.len();
        Source { file: Arc::clone(&self.file), text: text.trim_end(), start }
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
        let rendered = self.template_pass(&clean, source, context, &mut diagnostics);
        let document = parse::document(&rendered, &source.file, self.options, &mut diagnostics);
        (document, diagnostics)
    }

    /// Reads a line: a title, a summary, a caption. It holds inline Markdown, whatever it looks like.
    pub fn line(&self, source: &Source<'_>, context: &Context) -> (Line, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let source = &source.trimmed();
        let clean = envelope::sanitise(source.text);
        let rendered = self.template_pass(&clean, source, context, &mut diagnostics);
        let line = parse::line(&rendered, &source.file, self.options, &mut diagnostics);
        (line, diagnostics)
    }

    fn template_pass<'t>(
        &self,
        body: &'t str,
        source: &Source<'_>,
        context: &Context,
        diagnostics: &mut Diagnostics,
    ) -> Rendered<'t> {
        let Some(pieces) = scan::scan(body) else {
            return Rendered::unchanged(body, source.start);
        };
        let (rendered, faults) = template::render(&self.tera, context, body, source.start, &pieces);
        diagnostics.extend(faults.into_iter().map(|fault| diagnostic(fault, source)));
        rendered
    }
}

fn diagnostic(fault: Fault, source: &Source<'_>) -> Diagnostic {
    let range = source.start + fault.range.start..source.start + fault.range.end;
    let diagnostic =
        Diagnostic::error(fault.rule, Place::new(Arc::clone(&source.file), range), fault.message);
    match fault.hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}
