//! Reads the narratives of a site, all with the same settings and the same context.

use std::ops::Range;
use std::sync::Arc;

use tera::Context;

use super::config::Config;
use crate::diag::Diagnostics;
use crate::document::{Document, Line, Narratives, Source};

/// Reads bodies and lines.
#[derive(Debug)]
pub(super) struct Reader {
    narratives: Narratives,
    context: Context,
}

impl Reader {
    /// A reader whose texts may name `site.title`, `site.description` and `site.language`.
    pub fn new(config: &Config) -> Self {
        let mut context = Context::new();
        let site = [
            ("title", &*config.title),
            ("description", &*config.description),
            ("language", &*config.language),
        ];
        context.insert("site", &std::collections::BTreeMap::from(site));
        Reader { narratives: Narratives::new(config.markdown.smart_punctuation), context }
    }

    /// Reads a body that stands in a text at these bytes.
    pub fn document(
        &self,
        file: &Arc<str>,
        text: &str,
        range: Range<usize>,
        diagnostics: &mut Diagnostics,
    ) -> Document {
        let source = Source::verbatim(file.clone(), &text[range.clone()], range.start);
        let (document, found) = self.narratives.document(&source, &self.context);
        diagnostics.extend(found);
        document
    }

    /// Reads a line; places count in the text itself.
    pub fn line(&self, file: &Arc<str>, text: &str, diagnostics: &mut Diagnostics) -> Line {
        let (line, found) = self.narratives.line(&Source::verbatim(file.clone(), text, 0), &self.context);
        diagnostics.extend(found);
        line
    }
}
