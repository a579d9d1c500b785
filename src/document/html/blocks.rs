//! Blocks as HTML, and the footnotes after them.

use std::fmt::Write as _;

use super::inlines::again;
use super::{Embed, RawHtml, Writer, write_plain};
use crate::document::escape;
use crate::document::place::Span;
use crate::document::tree::{
    Alignment, Block, BlockKind, Callout, Cell, Code, Document, Heading, Inline, InlineKind, List, Table,
};
use crate::document::walk;

impl<E: Embed> Writer<'_, E> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            if let BlockKind::Plain(content) = &block.kind {
                self.inlines(content);
                continue;
            }
            self.line();
            self.block(block);
            self.line();
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(content) => {
                self.push("<p>");
                self.inlines(content);
                self.push("</p>");
            }
            BlockKind::Plain(content) => self.inlines(content),
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::List(list) => self.list(list),
            BlockKind::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.blocks(blocks);
                self.push("</blockquote>");
            }
            BlockKind::Callout(kind, blocks) => self.callout(*kind, blocks),
            BlockKind::Code(code) => self.code(code, block.span),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Rule => self.push(if self.options.words.is_some() { "<hr>" } else { "<hr />" }),
            BlockKind::Html(content) => self.html_block(content),
            BlockKind::Node(node) => self.embed.node(node, block.span, self.around, self.out),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = heading.level.saturating_add(self.options.heading_shift).clamp(1, 6);
        let _ = write!(self.out, "<h{level}");
        let words = self.options.words.as_ref();
        if words.is_some() {
            self.push(" id=\"");
            self.id(&heading.id);
            self.push("\"");
            if !heading.classes.is_empty() {
                self.push(" class=\"");
                self.text(&heading.classes.join(" "));
                self.push("\"");
            }
        }
        self.push(">");
        self.around.heading = true;
        self.inlines(&heading.content);
        self.around.heading = false;
        if let Some(words) = words {
            self.push(" <a class=\"anchor\" href=\"#");
            escape::address(&self.options.id_prefix, self.out);
            escape::address(&heading.id, self.out);
            self.push("\" aria-label=\"");
            self.text(&words.section_link);
            self.push("\">#</a>");
        }
        let _ = write!(self.out, "</h{level}>");
    }

    fn id(&mut self, id: &str) {
        self.text(&self.options.id_prefix);
        self.text(id);
    }

    fn list(&mut self, list: &List) {
        let tag = match list.start {
            None => "ul",
            Some(_) => "ol",
        };
        match list.start {
            None | Some(1) => {
                let _ = writeln!(self.out, "<{tag}>");
            }
            Some(start) => {
                let _ = writeln!(self.out, "<{tag} start=\"{start}\">");
            }
        }
        for item in &list.items {
            self.line();
            match (item.task, &self.options.words) {
                (Some(done), Some(words)) => {
                    self.push("<li class=\"task\"><input type=\"checkbox\" disabled");
                    self.push(if done { " checked aria-label=\"" } else { " aria-label=\"" });
                    self.text(&words.tasks[usize::from(!done)]);
                    self.push("\"> ");
                }
                _ => self.push("<li>"),
            }
            self.blocks(&item.blocks);
            self.push("</li>");
        }
        self.line();
        let _ = write!(self.out, "</{tag}>");
    }

    fn callout(&mut self, kind: Callout, blocks: &[Block]) {
        let Some(words) = &self.options.words else {
            self.push("<blockquote>\n");
            self.blocks(blocks);
            return self.push("</blockquote>");
        };
        let title = escape::escaped(&words.callouts[kind as usize]);
        let name = kind.as_str();
        let _ = write!(self.out, "<aside class=\"callout callout-{name}\" aria-label=\"{title}\">");
        let _ = writeln!(self.out, "<p class=\"callout-title\" aria-hidden=\"true\">{title}</p>");
        self.blocks(blocks);
        self.push("</aside>");
    }

    fn code(&mut self, code: &Code, span: Span) {
        if self.embed.code(code, span, self.out) {
            return;
        }
        self.push(if self.options.words.is_some() { "<pre tabindex=\"0\"><code" } else { "<pre><code" });
        if !code.language().is_empty() {
            self.push(" class=\"language-");
            self.text(code.language());
            self.push("\"");
        }
        self.push(">");
        self.text(&code.text);
        self.push("</code></pre>");
    }

    /// A wide table scrolls in a region of its own, which the keyboard can reach and which says what it holds.
    fn table(&mut self, table: &Table) {
        if let Some(words) = &self.options.words {
            let mut label = words.table.clone();
            let mut separator = ": ";
            for cell in &table.head {
                let before = label.len();
                label.push_str(separator);
                let named = label.len();
                write_plain(&cell.content, &mut label, self.embed);
                if label[named..].trim().is_empty() {
                    label.truncate(before);
                } else {
                    separator = ", ";
                }
            }
            self.push("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
            self.text(&label);
            self.push("\">\n");
        }
        self.push("<table>\n<thead>\n");
        self.row(&table.head, &table.alignments, true);
        self.push("</thead>\n");
        if !table.rows.is_empty() {
            self.push("<tbody>\n");
            for row in &table.rows {
                self.row(row, &table.alignments, false);
            }
            self.push("</tbody>\n");
        }
        self.push("</table>");
        if self.options.words.is_some() {
            self.push("\n</div>");
        }
    }

    fn row(&mut self, cells: &[Cell], alignments: &[Alignment], head: bool) {
        self.push("<tr>\n");
        for (column, cell) in cells.iter().enumerate() {
            self.push(if head { "<th" } else { "<td" });
            if head && self.options.words.is_some() {
                self.push(" scope=\"col\"");
            }
            let class = match alignments.get(column).copied().unwrap_or_default() {
                Alignment::None => None,
                Alignment::Left => Some("left"),
                Alignment::Center => Some("center"),
                Alignment::Right => Some("right"),
            };
            // A class, not a style: pages hold no inline styles, so that a strict policy can forbid them.
            match (class, &self.options.words) {
                (None, _) => {}
                (Some(class), Some(_)) => {
                    let _ = write!(self.out, " class=\"align-{class}\"");
                }
                (Some(class), None) => {
                    let _ = write!(self.out, " align=\"{class}\"");
                }
            }
            self.push(">");
            self.inlines(&cell.content);
            self.push(if head { "</th>\n" } else { "</td>\n" });
        }
        self.push("</tr>\n");
    }

    fn html_block(&mut self, content: &[Inline]) {
        let escape = self.options.raw_html == RawHtml::Escape;
        let says_nothing =
            |inline: &Inline| matches!(&inline.kind, InlineKind::Html(html) if walk::is_comment(html));
        if escape && content.iter().all(says_nothing) {
            return;
        }
        if escape {
            self.push("<p>");
        }
        self.inlines(content);
        if escape {
            self.out.truncate(self.out.trim_end().len());
            self.push("</p>");
        }
    }

    pub(super) fn footnotes(&mut self, document: &Document) {
        if document.footnotes.is_empty() {
            return;
        }
        let words = self.options.words.clone().unwrap_or_default();
        let prefix = escape::escaped(&self.options.id_prefix);
        self.line();
        let _ = writeln!(
            self.out,
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{}\">\n<ol>",
            escape::escaped(&words.notes)
        );
        for (index, footnote) in document.footnotes.iter().enumerate() {
            let number = index + 1;
            let _ = writeln!(self.out, "<li id=\"{prefix}fn-{number}\">");
            self.blocks(&footnote.blocks);
            let in_paragraph = self.out.ends_with("</p>\n");
            if in_paragraph {
                self.out.truncate(self.out.len() - "</p>\n".len());
            }
            for occurrence in 1..=footnote.references {
                let _ = write!(
                    self.out,
                    " <a href=\"#{prefix}fnref-{number}{}\" role=\"doc-backlink\" aria-label=\"{}\">↩</a>",
                    again(occurrence),
                    escape::escaped(&words.back)
                );
            }
            self.push(if in_paragraph { "</p>\n</li>\n" } else { "\n</li>\n" });
        }
        self.push("</ol>\n</section>\n");
    }
}
