//! Inlines as HTML.

use std::fmt::Write as _;

use super::{Embed, Picture, RawHtml, Writer, write_plain};
use crate::document::escape;
use crate::document::place::Span;
use crate::document::tree::{FootnoteReference, Inline, InlineKind, Link};
use crate::document::walk;

impl<E: Embed> Writer<'_, E> {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match &inline.kind {
            InlineKind::Text(text) => self.text(text),
            InlineKind::Emphasis(content) => self.wrapped("em", content),
            InlineKind::Strong(content) => self.wrapped("strong", content),
            InlineKind::Strikethrough(content) => self.wrapped("del", content),
            InlineKind::Code(code) => {
                self.push("<code>");
                self.text(code);
                self.push("</code>");
            }
            InlineKind::Link(link) => self.link(link, inline.span),
            InlineKind::Image(image) => self.image(image, inline.span),
            InlineKind::SoftBreak => self.push("\n"),
            InlineKind::HardBreak => {
                self.push(if self.options.words.is_some() { "<br>\n" } else { "<br />\n" })
            }
            InlineKind::Html(html) => match self.options.raw_html {
                RawHtml::Allow => self.push(html),
                RawHtml::Escape if walk::is_comment(html) => {}
                RawHtml::Escape => self.text(html),
            },
            InlineKind::FootnoteReference(reference) => self.footnote_reference(reference),
            InlineKind::Node(node) => self.embed.node(node, inline.span, self.around, self.out),
        }
    }

    fn wrapped(&mut self, tag: &str, content: &[Inline]) {
        let _ = write!(self.out, "<{tag}>");
        self.inlines(content);
        let _ = write!(self.out, "</{tag}>");
    }

    fn link(&mut self, link: &Link, span: Span) {
        let address = self.embed.link(&link.destination, span);
        // A link in a link is none: no browser has one.
        if self.around.link || !escape::is_safe_address(&address, false) {
            return self.inlines(&link.content);
        }
        self.push("<a href=\"");
        escape::address(&address, self.out);
        self.title(&link.title);
        self.push("\">");
        self.around.link = true;
        self.inlines(&link.content);
        self.around.link = false;
        self.push("</a>");
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push("\" title=\"");
            self.text(title);
        }
    }

    fn image(&mut self, image: &Link, span: Span) {
        let address = self.embed.image(&image.destination, span);
        let mut alternative = String::new();
        write_plain(&image.content, &mut alternative, self.embed);
        if !escape::is_safe_address(&address, true) {
            return self.text(&alternative);
        }
        self.push("<img src=\"");
        escape::address(&address, self.out);
        self.push("\" alt=\"");
        self.text(&alternative);
        self.title(&image.title);
        if let Some(Picture { pixels: [width, height], candidates, sizes }) =
            self.embed.picture(&image.destination, span)
        {
            for (at, (address, width)) in candidates.iter().enumerate() {
                self.push(if at == 0 { "\" srcset=\"" } else { ", " });
                escape::address(address, self.out);
                let _ = write!(self.out, " {width}w");
            }
            if !candidates.is_empty() {
                self.push("\" sizes=\"");
                self.text(&sizes);
            }
            let _ = write!(self.out, "\" width=\"{width}\" height=\"{height}");
        }
        self.push(if self.options.words.is_some() {
            "\" loading=\"lazy\" decoding=\"async\">"
        } else {
            "\" />"
        });
    }

    fn footnote_reference(&mut self, reference: &FootnoteReference) {
        let number = reference.footnote + 1;
        let prefix = escape::escaped(&self.options.id_prefix);
        let again = again(reference.occurrence);
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\"><a href=\"#{prefix}fn-{number}\" id=\"{prefix}fnref-{number}{again}\" \
             role=\"doc-noteref\">{number}</a></sup>"
        );
    }
}

/// What tells the second and later references to a footnote apart.
pub(super) fn again(occurrence: usize) -> String {
    if occurrence > 1 { format!("-{occurrence}") } else { String::new() }
}
