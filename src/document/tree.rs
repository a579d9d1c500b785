//! The document tree: what a narrative is once its templates and its Markdown are read.
//!
//! HTML and print are writers over it. Nothing in it is markup: texts are as the reader reads them, links are as
//! the author wrote them, nodes are not looked up yet.

use std::sync::Arc;

use crate::diag::Place;

use super::node::Node;
use super::place::Span;

/// A narrative.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Document {
    /// The file it was read from; spans count in it.
    pub file: Arc<str>,
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
    /// Its footnotes in the order in which the text first refers to them; those it never refers to come last.
    pub footnotes: Vec<Footnote>,
}

impl Document {
    /// A span of it as a place for a diagnostic.
    pub fn place(&self, span: Span) -> Place {
        Place::new(Arc::clone(&self.file), span.range())
    }
}

/// A line of text with inline markup: a title, a summary, a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The file it was read from; spans count in it.
    pub file: Arc<str>,
    /// Its content.
    pub content: Vec<Inline>,
}

impl Line {
    /// A span of it as a place for a diagnostic.
    pub fn place(&self, span: Span) -> Place {
        Place::new(Arc::clone(&self.file), span.range())
    }
}

/// A block with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// Where it is in the file.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text of a list item whose list has no blank lines: a paragraph without its margins.
    Plain(Vec<Inline>),
    /// A heading.
    Heading(Heading),
    /// A list.
    List(List),
    /// A quotation.
    Quote(Vec<Block>),
    /// A callout: a quotation that begins with `[!NOTE]` or another of the five kinds.
    Callout(Callout, Vec<Block>),
    /// A block of code.
    Code(Code),
    /// A table written in Markdown.
    Table(Table),
    /// A thematic break.
    Rule,
    /// Raw HTML, cut at the nodes in it.
    Html(Vec<Inline>),
    /// A chart, a map or a table of observations.
    Node(Node),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the document: the author's `{#id}`, or made from the words.
    pub id: String,
    /// The author's `{.class}`es.
    pub classes: Vec<String>,
    /// Its text.
    pub content: Vec<Inline>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct List {
    /// The first number of an ordered list; none for a bullet list.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Where it is in the file.
    pub span: Span,
    /// Whether it is done, if it is a task.
    pub task: Option<bool>,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// The five callouts of GitHub's Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Callout {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl Callout {
    /// Its name in lower case, as classes use it.
    pub fn as_str(self) -> &'static str {
        match self {
            Callout::Note => "note",
            Callout::Tip => "tip",
            Callout::Important => "important",
            Callout::Warning => "warning",
            Callout::Caution => "caution",
        }
    }
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// What follows the fence; empty without one.
    pub info: String,
    /// The code with its line ends.
    pub text: String,
    /// Where the code itself is in the file, without its fences.
    pub span: Span,
}

impl Code {
    /// The first word of the info string: the language.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }
}

/// A table written in Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// One for each column.
    pub alignments: Vec<Alignment>,
    /// The cells of the head.
    pub head: Vec<Cell>,
    /// The rows of the body.
    pub rows: Vec<Vec<Cell>>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// As the style sheet says.
    #[default]
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Where it is in the file.
    pub span: Span,
    /// Its text.
    pub content: Vec<Inline>,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Footnote {
    /// Where it is defined.
    pub span: Span,
    /// The author's label.
    pub label: String,
    /// How many references the text has to it.
    pub references: usize,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// A stretch of text with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inline {
    /// Where it is in the file.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// The kinds of inline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InlineKind {
    /// Text.
    Text(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Text struck through.
    Strikethrough(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link; boxed, so that a stretch of text takes half the room.
    Link(Box<Link>),
    /// An image.
    Image(Box<Link>),
    /// A line end that is a space.
    SoftBreak,
    /// A line end that the author wants.
    HardBreak,
    /// A raw HTML tag or comment.
    Html(String),
    /// A reference to a footnote.
    FootnoteReference(FootnoteReference),
    /// A figure, a source, a reference or an entity.
    Node(Node),
}

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Where it leads, as the author wrote it.
    pub destination: String,
    /// Its title; mostly empty.
    pub title: String,
    /// Its text; of an image, the alternative text.
    pub content: Vec<Inline>,
}

/// A reference to a footnote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FootnoteReference {
    /// The footnote's index in [`Document::footnotes`].
    pub footnote: usize,
    /// Which reference to that footnote this is, from 1.
    pub occurrence: usize,
}
