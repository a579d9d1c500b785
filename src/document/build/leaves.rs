//! What stands in the open elements: texts, code, raw HTML and nodes. Here envelopes are opened.

use std::ops::Range;
use std::sync::Arc;

use super::{Builder, Frame, Open};
use crate::diag::{Diagnostic, Place};
use crate::document::envelope::{self, Content, Part};
use crate::document::escape;
use crate::document::functions;
use crate::document::node::Node;
use crate::document::place::Span;
use crate::document::tree::{Inline, InlineKind};

impl Builder<'_> {
    /// Text, in which envelopes may stand.
    pub(in crate::document) fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(Open::Code { .. }) = self.stack.last().map(|frame| &frame.open) {
            let text = self.flat(text, &range);
            if let Some(Open::Code { text: code, range: inside, .. }) =
                self.stack.last_mut().map(|f| &mut f.open)
            {
                code.push_str(&text);
                let start = inside.as_ref().map_or(range.start, |inside| inside.start);
                *inside = Some(start..range.end);
            }
            return;
        }
        if envelope::find(text).is_none() {
            let span = self.map.span(range);
            return self.push_text(span, text);
        }
        // Where the parser has changed nothing, each part has a place of its own.
        let verbatim = text.len() == range.len();
        for (part_range, part) in envelope::parts(text) {
            let part_range = range.start + part_range.start..range.start + part_range.end;
            let span = self.map.span(if verbatim { part_range } else { range.clone() });
            match part {
                Part::Plain(plain) => self.push_text(span, plain),
                Part::Envelope(Content::Text(text)) => self.push_text(span, &text),
                Part::Envelope(Content::Node(call)) => self.node(functions::decode(&call), span),
                Part::Envelope(Content::Tag(tag)) => self.node(self.kept(tag), span),
                Part::Broken => self.broken(span),
            }
        }
    }

    /// A code span.
    pub(in crate::document) fn code(&mut self, code: &str, range: Range<usize>) {
        let code = self.flat(code, &range);
        self.inline(InlineKind::Code(code), range);
    }

    /// Raw HTML: a tag in a sentence, or a line of a block. What templates put into it is not HTML: their texts
    /// stay texts, so that writers escape them, and a node may stand between tags. In a comment it is nothing.
    pub(in crate::document) fn html(&mut self, html: &str, range: Range<usize>) {
        if envelope::find(html).is_none() {
            let span = self.map.span(range);
            return self.push_html(span, html);
        }
        let mut before = self.html_before();
        let verbatim = html.len() == range.len();
        for (part_range, part) in envelope::parts(html) {
            let part_range = range.start + part_range.start..range.start + part_range.end;
            let span = self.map.span(if verbatim { part_range } else { range.clone() });
            let in_comment = before.rfind("<!--") > before.rfind("-->");
            match part {
                Part::Plain(plain) => {
                    before.push_str(plain);
                    self.push_html(span, plain);
                }
                _ if in_comment => {}
                Part::Envelope(Content::Text(text)) => self.push(span, InlineKind::Text(text)),
                Part::Envelope(Content::Node(_) | Content::Tag(_))
                    if before.rfind('<') > before.rfind('>') =>
                {
                    self.misplaced(span, "an HTML tag", "put the call between tags, or use Markdown");
                }
                Part::Envelope(Content::Node(call)) => self.node(functions::decode(&call), span),
                Part::Envelope(Content::Tag(tag)) => self.node(self.kept(tag), span),
                Part::Broken => self.broken(span),
            }
        }
    }

    /// The HTML that stands before in the same block.
    fn html_before(&self) -> String {
        let Some(Frame { open: Open::Html, inlines, .. }) = self.stack.last() else { return String::new() };
        let html = inlines.iter().filter_map(|inline| match &inline.kind {
            InlineKind::Html(html) => Some(html.as_str()),
            _ => None,
        });
        html.collect()
    }

    /// An inline without content.
    pub(in crate::document) fn inline(&mut self, kind: InlineKind, range: Range<usize>) {
        let span = self.map.span(range);
        self.push(span, kind);
    }

    /// A text where no node can stand (a link's destination, code), its envelopes opened.
    pub(in crate::document) fn flat(&mut self, text: &str, range: &Range<usize>) -> String {
        if envelope::find(text).is_none() {
            return text.to_owned();
        }
        let mut out = String::new();
        for (_, part) in envelope::parts(text) {
            match part {
                Part::Plain(plain) => out.push_str(plain),
                Part::Envelope(Content::Text(text)) => out.push_str(&text),
                Part::Envelope(Content::Node(_) | Content::Tag(_)) => {
                    let span = self.map.span(range.clone());
                    self.misplaced(
                        span,
                        "code, an attribute or a link's address",
                        "put the call into the text",
                    );
                }
                Part::Broken => {
                    let span = self.map.span(range.clone());
                    self.broken(span);
                }
            }
        }
        out
    }

    /// Reports an address that runs a script; writers leave the link out.
    pub(in crate::document) fn check_address(&mut self, address: &str, picture: bool, range: &Range<usize>) {
        if !escape::is_safe_address(address, picture) {
            let span = self.map.span(range.clone());
            self.report("unsafe-link", span, "the address would run a script", "link to a page or a file");
        }
    }

    fn push_text(&mut self, span: Span, text: &str) {
        let Some(top) = self.stack.last_mut() else { return };
        if let Some(Inline { span: before, kind: InlineKind::Text(last) }) = top.inlines.last_mut() {
            last.push_str(text);
            *before = before.to(span);
        } else {
            top.inlines.push(Inline { span, kind: InlineKind::Text(text.to_owned()) });
        }
    }

    fn push_html(&mut self, span: Span, html: &str) {
        let Some(top) = self.stack.last_mut() else { return };
        match top.inlines.last_mut() {
            Some(Inline { span: before, kind: InlineKind::Html(last) })
                if matches!(top.open, Open::Html) || last.rfind("<!--") > last.rfind("-->") =>
            {
                last.push_str(html);
                *before = before.to(span);
            }
            _ => top.inlines.push(Inline { span, kind: InlineKind::Html(html.to_owned()) }),
        }
    }

    pub(super) fn push(&mut self, span: Span, kind: InlineKind) {
        if let Some(top) = self.stack.last_mut() {
            top.inlines.push(Inline { span, kind });
        }
    }

    fn kept(&self, tag: usize) -> Option<Node> {
        self.nodes.get(tag).cloned().flatten()
    }

    fn node(&mut self, node: Option<Node>, span: Span) {
        let Some(node) = node else { return self.broken(span) };
        let top = self.stack.last().map(|frame| &frame.open);
        let among_blocks =
            top.is_some_and(|open| open.holds_blocks() || matches!(open, Open::Paragraph | Open::Html));
        if node.is_block() && !among_blocks {
            let message = format!("{} cannot stand inside a line of text", node.kind());
            self.report("node-place", span, &message, "give it a paragraph of its own");
        } else {
            self.push(span, InlineKind::Node(node));
        }
    }

    fn misplaced(&mut self, span: Span, place: &str, hint: &str) {
        self.report("node-place", span, &format!("a function's result cannot stand in {place}"), hint);
    }

    fn broken(&mut self, span: Span) {
        self.report(
            "node-changed",
            span,
            "a filter has changed what a function yields",
            "functions yield figures and charts, not text: use their arguments instead of filters",
        );
    }

    pub(super) fn report(&mut self, rule: &'static str, span: Span, message: &str, hint: &str) {
        let place = Place::new(Arc::clone(self.file), span.range());
        let diagnostic = match rule {
            "nesting-too-deep" | "unused-footnote" | "undefined-footnote" => {
                Diagnostic::warning(rule, place, message)
            }
            _ => Diagnostic::error(rule, place, message),
        };
        self.diagnostics.push(if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) });
    }
}
