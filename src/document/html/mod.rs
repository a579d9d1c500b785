//! The tree as HTML.
//!
//! The writer knows the shape of a page's text and nothing of the site: what a node looks like and where a link
//! leads is asked of an [`Embed`]. Everything is escaped for the place it comes to.

mod blocks;
mod inlines;

use std::borrow::Cow;

use super::escape;
use super::node::Node;
use super::place::Span;
use super::tree::{Code, Document, Inline, InlineKind};

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

    /// What is known of an image, where anything is.
    fn picture(&mut self, _destination: &str, _span: Span) -> Option<Picture> {
        None
    }

    /// Writes a block of code that is more than code (a chart's specification); false if it is not.
    fn code(&mut self, _code: &Code, _span: Span, _out: &mut String) -> bool {
        false
    }
}

/// What is known of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Width and height in pixels. Known before the picture comes, they keep its place.
    pub pixels: [u32; 2],
    /// Addresses of the same picture in several widths, each with its width in pixels, from which a browser chooses.
    pub candidates: Vec<(String, u32)>,
    /// How wide it is shown, as the attribute `sizes` says it.
    pub sizes: String,
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
}
