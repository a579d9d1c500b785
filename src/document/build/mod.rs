//! Builds the tree from the parser's events: a stack of what is open, each with what it has gathered.
//!
//! Depth is bounded: a text that nests deeper than [`MAX_DEPTH`] loses its deeper markup, not its words, so that
//! every walk over a tree may recurse.

mod footnotes;
mod leaves;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::Diagnostics;

use super::node::Node;
use super::place::{SourceMap, Span};
use super::tree::{
    Block, BlockKind, Callout, Cell, Code, Footnote, Heading, Inline, InlineKind, Item, Link, List, Table,
};

/// How many elements may be open at once.
pub(super) const MAX_DEPTH: usize = 96;

/// What is open, with what of it is known when it opens.
#[derive(Debug)]
pub(super) enum Open {
    /// The document.
    Root,
    Paragraph,
    Heading {
        level: u8,
        id: Option<String>,
        classes: Vec<String>,
    },
    Quote(Option<Callout>),
    Code {
        info: String,
        text: String,
        range: Option<Range<usize>>,
    },
    Html,
    List(List),
    Item(Option<bool>),
    Footnote(String),
    Table(Table),
    Row {
        head: bool,
        cells: Vec<Cell>,
    },
    Cell,
    Emphasis,
    Strong,
    Strikethrough,
    Link(Link),
    Image(Link),
    /// Markup of no meaning here.
    Ignored,
}

impl Open {
    /// True where blocks may stand.
    fn holds_blocks(&self) -> bool {
        matches!(self, Open::Root | Open::Quote(_) | Open::Item(_) | Open::Footnote(_))
    }
}

#[derive(Debug)]
struct Frame {
    open: Open,
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

/// See the module.
pub(super) struct Builder<'a> {
    map: &'a SourceMap,
    nodes: &'a [Option<Node>],
    file: &'a Arc<str>,
    diagnostics: &'a mut Diagnostics,
    stack: Vec<Frame>,
    /// Elements open beyond [`MAX_DEPTH`].
    too_deep: usize,
    /// Labels of footnotes in the order of their first reference, in lower case, with the number of references.
    references: Vec<(String, usize)>,
    footnotes: Vec<Footnote>,
}

impl<'a> Builder<'a> {
    /// A builder for a text whose envelopes may name the given nodes.
    pub(super) fn new(
        map: &'a SourceMap,
        nodes: &'a [Option<Node>],
        file: &'a Arc<str>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let root = Frame { open: Open::Root, span: Span::default(), blocks: Vec::new(), inlines: Vec::new() };
        Builder {
            map,
            nodes,
            file,
            diagnostics,
            stack: vec![root],
            too_deep: 0,
            references: Vec::new(),
            footnotes: Vec::new(),
        }
    }

    /// Opens an element.
    pub(super) fn open(&mut self, open: Open, range: Range<usize>) {
        let span = self.map.span(range);
        if self.stack.len() >= MAX_DEPTH || self.too_deep > 0 {
            if self.too_deep == 0 && self.stack.len() == MAX_DEPTH {
                let message = "markup nests too deep; what is inside is taken as text";
                self.report("nesting-too-deep", span, message, "");
            }
            self.too_deep += 1;
            return;
        }
        if open.is_block() {
            self.flush();
        }
        self.stack.push(Frame { open, span, blocks: Vec::new(), inlines: Vec::new() });
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.stack.len() < 2 {
            return;
        }
        self.flush();
        let Some(frame) = self.stack.pop() else { return };
        let Frame { open, span, blocks, inlines } = frame;
        match open {
            Open::Paragraph => self.push_text_block(inlines, Some(span)),
            Open::Heading { level, id, classes } => {
                let id = id.unwrap_or_default();
                self.block(span, BlockKind::Heading(Heading { level, id, classes, content: inlines }));
            }
            Open::Quote(None) => self.block(span, BlockKind::Quote(blocks)),
            Open::Quote(Some(kind)) => self.block(span, BlockKind::Callout(kind, blocks)),
            Open::Code { info, text, range } => {
                let inside = range.map_or(span, |range| self.map.span(range));
                self.block(span, BlockKind::Code(Code { info, text, span: inside }));
            }
            Open::Html => self.block(span, BlockKind::Html(inlines)),
            Open::List(list) => self.block(span, BlockKind::List(list)),
            Open::Item(task) => {
                if let Some(Open::List(list)) = self.stack.last_mut().map(|frame| &mut frame.open) {
                    list.items.push(Item { span, task, blocks });
                }
            }
            Open::Footnote(label) => self.footnotes.push(Footnote { span, label, references: 0, blocks }),
            Open::Table(table) => self.block(span, BlockKind::Table(table)),
            Open::Row { head, cells } => {
                if let Some(Open::Table(table)) = self.stack.last_mut().map(|frame| &mut frame.open) {
                    if head {
                        table.head = cells;
                    } else {
                        table.rows.push(cells);
                    }
                }
            }
            Open::Cell => {
                if let Some(Open::Row { cells, .. }) = self.stack.last_mut().map(|frame| &mut frame.open) {
                    cells.push(Cell { span, content: inlines });
                }
            }
            Open::Emphasis => self.push(span, InlineKind::Emphasis(inlines)),
            Open::Strong => self.push(span, InlineKind::Strong(inlines)),
            Open::Strikethrough => self.push(span, InlineKind::Strikethrough(inlines)),
            Open::Link(link) => {
                self.push(span, InlineKind::Link(Box::new(Link { content: inlines, ..link })))
            }
            Open::Image(link) => {
                self.push(span, InlineKind::Image(Box::new(Link { content: inlines, ..link })))
            }
            Open::Root | Open::Ignored => {
                if let Some(top) = self.stack.last_mut() {
                    top.blocks.extend(blocks);
                    top.inlines.extend(inlines);
                }
            }
        }
    }

    /// A thematic break.
    pub(super) fn rule(&mut self, range: Range<usize>) {
        self.flush();
        let span = self.map.span(range);
        self.block(span, BlockKind::Rule);
    }

    /// The box of a task.
    pub(super) fn task(&mut self, done: bool) {
        let item = self.stack.iter_mut().rev().find_map(|frame| match &mut frame.open {
            Open::Item(task) => Some(task),
            _ => None,
        });
        if let Some(task) = item {
            *task = Some(done);
        }
    }

    /// The blocks and the footnotes in order.
    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<Footnote>) {
        while self.stack.len() > 1 {
            self.close();
        }
        self.flush();
        let blocks = self.stack.pop().map(|root| root.blocks).unwrap_or_default();
        let footnotes = self.ordered_footnotes();
        (blocks, footnotes)
    }

    /// The content of a text that was read as one line.
    pub(super) fn finish_line(self) -> Vec<Inline> {
        let (blocks, _) = self.finish();
        let mut content = Vec::new();
        for block in blocks {
            match block.kind {
                BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => content.extend(inlines),
                BlockKind::Node(node) => {
                    content.push(Inline { span: block.span, kind: InlineKind::Node(node) })
                }
                _ => {}
            }
        }
        content
    }

    fn block(&mut self, span: Span, kind: BlockKind) {
        if let Some(top) = self.stack.last_mut() {
            top.blocks.push(Block { span, kind });
        }
    }

    /// Makes a block of the text that has gathered where blocks stand: the text of a tight item.
    fn flush(&mut self) {
        let holds_text = |top: &&mut Frame| top.open.holds_blocks() && !top.inlines.is_empty();
        if let Some(top) = self.stack.last_mut().filter(holds_text) {
            let inlines = std::mem::take(&mut top.inlines);
            self.push_text_block(inlines, None);
        }
    }

    /// A paragraph, or without a span the text of a tight item. Charts, maps and tables alone in it become
    /// blocks; beside words they are out of place.
    fn push_text_block(&mut self, inlines: Vec<Inline>, paragraph: Option<Span>) {
        let is_block = |inline: &Inline| matches!(&inline.kind, InlineKind::Node(node) if node.is_block());
        let (nodes, mut words) = match inlines.iter().any(is_block) {
            true => inlines.into_iter().partition(is_block),
            false => (Vec::new(), inlines),
        };
        // Documents are kept until the site is built, and a list grows to twice what it needs.
        words.shrink_to_fit();
        let blank = words.iter().all(|inline| match &inline.kind {
            InlineKind::Text(text) => text.trim().is_empty(),
            InlineKind::SoftBreak | InlineKind::HardBreak => true,
            _ => false,
        });
        if let (Some(first), Some(last)) = (words.first(), words.last())
            && (!blank || nodes.is_empty())
        {
            let span = paragraph.unwrap_or(first.span.to(last.span));
            let kind =
                if paragraph.is_some() { BlockKind::Paragraph(words) } else { BlockKind::Plain(words) };
            self.block(span, kind);
        }
        for Inline { span, kind } in nodes {
            let InlineKind::Node(node) = kind else { continue };
            if !blank {
                let message = format!("{} cannot stand inside a paragraph", node.kind());
                self.report("node-place", span, &message, "put blank lines before and after it");
            }
            self.block(span, BlockKind::Node(node));
        }
    }
}

impl Open {
    fn is_block(&self) -> bool {
        !matches!(
            self,
            Open::Emphasis
                | Open::Strong
                | Open::Strikethrough
                | Open::Link(_)
                | Open::Image(_)
                | Open::Ignored
        )
    }
}
