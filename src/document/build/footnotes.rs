//! Footnotes: references to them, and their order.

use std::ops::Range;

use super::{Builder, Frame, Open};
use crate::document::tree::{Footnote, FootnoteReference, InlineKind};

impl Builder<'_> {
    /// A reference to a footnote.
    pub(in crate::document) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let label = label.to_lowercase();
        let footnote = self.references.iter().position(|(l, _)| *l == label).unwrap_or_else(|| {
            self.references.push((label, 0));
            self.references.len() - 1
        });
        self.references[footnote].1 += 1;
        let occurrence = self.references[footnote].1;
        self.inline(InlineKind::FootnoteReference(FootnoteReference { footnote, occurrence }), range);
    }

    /// Reports a reference to a footnote that is not there.
    pub(in crate::document) fn undefined_footnote(&mut self, label: &str, at: usize) {
        if matches!(self.stack.last(), Some(Frame { open: Open::Code { .. }, .. })) {
            return;
        }
        let span = self.map.span(at..at + label.len() + "[^]".len());
        let message = format!("there is no footnote `{label}`");
        self.report(
            "undefined-footnote",
            span,
            &message,
            &format!("add a line that begins with [^{label}]:"),
        );
    }

    /// The footnotes in the order of their first references; those without any come last, and are reported.
    pub(super) fn ordered_footnotes(&mut self) -> Vec<Footnote> {
        let mut defined = std::mem::take(&mut self.footnotes);
        let mut ordered = Vec::with_capacity(defined.len());
        for (label, references) in std::mem::take(&mut self.references) {
            if let Some(index) = defined.iter().position(|footnote| footnote.label.to_lowercase() == label) {
                ordered.push(Footnote { references, ..defined.remove(index) });
            }
        }
        for unused in &defined {
            self.report(
                "unused-footnote",
                unused.span,
                &format!("nothing refers to the footnote `{}`", unused.label),
                &format!("refer to it with [^{}], or remove it", unused.label),
            );
        }
        ordered.extend(defined);
        ordered
    }
}
