//! The tree as HTML.
//!
//! The writer knows the shape of a page's text and nothing of the site: what a node looks like and where a link
//! leads is asked of an [`Embed`]. Everything is escaped for the place it comes to.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::escape;
use super::node::Node;
use super::place::Span;
use super::tree::{
    Alignment, Block, BlockKind, Callout, Cell, Code, Document, FootnoteReference, Heading, Inline,
    InlineKind, Link, List, Table,
};
use super::walk;

/// What the writer asks of the site.
pub trait Embed {
    /// Writes a node as HTML.
    fn node(&mut self, node: &Node, span: Span, around: Around, out: &mut String);

    /// Writes a node as plain text, unescaped: for attributes, titles and feeds.
    fn plain(&mut self, node: &Node, span: Span, out: &mut String);

    /// The address that a link leads to.
    fn link<'a>(&mut self, destination: &'a str, _span: Span) -> Cow<'a, str> {
        Cow::Borrowed(destination)
    }

    /// The address of an image.
    fn image<'a>(&mut self, destination: &'a str, _span: Span) -> Cow<'a, str> {
        Cow::Borrowed(destination)
    }

    /// Writes a block of code that is more than code (a chart's specification); false if it is not.
    fn code(&mut self, _code: &Code, _span: Span, _out: &mut String) -> bool {
        false
    }
}

/// What a node stands in. A node in a link or a heading should not be a link or a control itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Inside a link.
    pub link: bool,
    /// Inside a heading.
    pub heading: bool,
}

/// What becomes of HTML in Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// It is HTML.
    Allow,
    /// It is shown as the text that it is; comments are left out.
    Escape,
}

/// How to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// What becomes of HTML in Markdown.
    pub raw_html: RawHtml,
    /// Levels to add to those of headings, for a text below a page's title.
    pub heading_shift: u8,
    /// Put before every id, where several texts stand in one page.
    pub id_prefix: String,
    /// The words that the writer adds; none for HTML as the CommonMark specification shows it.
    pub words: Option<Words>,
}

/// The words that the writer adds, in the language of the page.
#[derive(Clone, Debug)]
pub struct Words {
    /// Before the columns' names in the label of a table's region.
    pub table: String,
    /// The label of the footnotes.
    pub notes: String,
    /// The label of a footnote's link back.
    pub back: String,
    /// The label of a heading's link to itself.
    pub section_link: String,
    /// The titles of callouts, from note to caution.
    pub callouts: [String; 5],
    /// The labels of the boxes of tasks: done, and to do.
    pub tasks: [String; 2],
}

impl Default for Words {
    fn default() -> Self {
        Words {
            table: "Table".into(),
            notes: "Notes".into(),
            back: "Back to the text".into(),
            section_link: "Link to this section".into(),
            callouts: ["Note", "Tip", "Important", "Warning", "Caution"].map(String::from),
            tasks: ["Done", "To do"].map(String::from),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            raw_html: RawHtml::Escape,
            heading_shift: 0,
            id_prefix: String::new(),
            words: Some(Words::default()),
        }
    }
}

impl Options {
    /// HTML as the CommonMark specification shows it.
    pub fn commonmark() -> Self {
        Options { raw_html: RawHtml::Allow, words: None, ..Options::default() }
    }
}

/// Writes a document, its footnotes last.
pub fn write_html(document: &Document, out: &mut String, embed: &mut impl Embed, options: &Options) {
    let mut writer = Writer { start: out.len(), out, embed, options, around: Around::default() };
    writer.blocks(&document.blocks);
    writer.footnotes(document);
}

/// Writes a line of text with its markup, without a paragraph round it.
pub fn write_line(content: &[Inline], out: &mut String, embed: &mut impl Embed, options: &Options) {
    let mut writer = Writer { start: out.len(), out, embed, options, around: Around::default() };
    writer.inlines(content);
}

/// Writes a line of text without its markup: for titles, alternative texts and feeds. Nothing is escaped.
pub fn write_plain(content: &[Inline], out: &mut String, embed: &mut impl Embed) {
    for inline in content {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content) => {
                write_plain(content, out, embed);
            }
            InlineKind::Link(link) | InlineKind::Image(link) => write_plain(&link.content, out, embed),
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            InlineKind::Node(node) => embed.plain(node, inline.span, out),
            InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
        }
    }
}

struct Writer<'a, E> {
    /// Length of `out` before this text.
    start: usize,
    out: &'a mut String,
    embed: &'a mut E,
    options: &'a Options,
    around: Around,
}

impl<E: Embed> Writer<'_, E> {
    /// Begins a new line unless at the start of one.
    fn line(&mut self) {
        if self.out.len() > self.start && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape::text(text, self.out);
    }

    fn blocks(&mut self, blocks: &[Block]) {
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

    fn inlines(&mut self, content: &[Inline]) {
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

    fn footnotes(&mut self, document: &Document) {
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

/// What tells the second and later references to a footnote apart.
fn again(occurrence: usize) -> String {
    if occurrence > 1 { format!("-{occurrence}") } else { String::new() }
}
