//! Walks over the tree, in reading order; footnotes come after the blocks.

use super::headings::{self, Section};
use super::node::Node;
use super::place::Span;
use super::tree::{Block, BlockKind, Code, Document, Inline, InlineKind, Line, Link};

/// What a walk comes by.
#[derive(Clone, Copy, Debug)]
pub enum Visit<'a> {
    /// A block, before what is in it.
    Block(&'a Block),
    /// An inline, before what is in it.
    Inline(&'a Inline),
}

/// What a text has that leads somewhere, each with its place and in the order of the text.
#[derive(Debug, Default)]
pub struct References<'a> {
    /// Its nodes.
    pub nodes: Vec<(&'a Node, Span)>,
    /// Its links.
    pub links: Vec<(&'a Link, Span)>,
    /// Its images.
    pub images: Vec<(&'a Link, Span)>,
    /// The places of its raw HTML, comments excepted.
    pub raw_html: Vec<Span>,
}

impl Document {
    /// All of these, in one walk.
    pub fn references(&self) -> References<'_> {
        let mut found = References::default();
        self.walk(&mut |visit| match visit {
            Visit::Block(Block { span, kind: BlockKind::Node(node) })
            | Visit::Inline(Inline { span, kind: InlineKind::Node(node) }) => found.nodes.push((node, *span)),
            Visit::Inline(Inline { span, kind: InlineKind::Link(link) }) => found.links.push((link, *span)),
            Visit::Inline(Inline { span, kind: InlineKind::Image(image) }) => {
                found.images.push((image, *span))
            }
            Visit::Inline(Inline { span, kind: InlineKind::Html(html) }) if !is_comment(html) => {
                found.raw_html.push(*span);
            }
            _ => {}
        });
        found
    }

    /// Calls `visit` with every block and inline.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(Visit<'a>)) {
        blocks(&self.blocks, visit);
        for footnote in &self.footnotes {
            blocks(&footnote.blocks, visit);
        }
    }

    /// Its nodes with their places.
    pub fn nodes(&self) -> Vec<(&Node, Span)> {
        let mut found = Vec::new();
        self.walk(&mut |visit| found.extend(node(visit)));
        found
    }

    /// Its images with their places.
    pub fn images(&self) -> Vec<(&Link, Span)> {
        let mut found = Vec::new();
        self.walk(&mut |visit| {
            if let Visit::Inline(Inline { span, kind: InlineKind::Image(image) }) = visit {
                found.push((&**image, *span));
            }
        });
        found
    }

    /// Its blocks of code in a language: a `chart` block holds a chart's specification.
    pub fn code(&self, language: &str) -> Vec<&Code> {
        let mut found = Vec::new();
        self.walk(&mut |visit| {
            if let Visit::Block(Block { kind: BlockKind::Code(code), .. }) = visit
                && code.language() == language
            {
                found.push(code);
            }
        });
        found
    }

    /// Its headings as a table of contents.
    pub fn sections(&self) -> Vec<Section<'_>> {
        headings::sections(&self.blocks)
    }

    /// Its words: texts and code of blocks and inlines, nodes left out. What a search index or a word count
    /// starts from.
    pub fn words(&self) -> String {
        let mut out = String::new();
        self.walk(&mut |visit| match visit {
            Visit::Block(_) if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            Visit::Inline(inline) => push_words(inline, &mut out),
            Visit::Block(_) => {}
        });
        out
    }
}

impl Line {
    /// Its nodes with their places.
    pub fn nodes(&self) -> Vec<(&Node, Span)> {
        let mut found = Vec::new();
        inlines(&self.content, &mut |visit| found.extend(node(visit)));
        found
    }

    /// Its links with their places.
    pub fn links(&self) -> Vec<(&Link, Span)> {
        let mut found = Vec::new();
        inlines(&self.content, &mut |visit| {
            if let Visit::Inline(Inline { span, kind: InlineKind::Link(link) }) = visit {
                found.push((&**link, *span));
            }
        });
        found
    }
}

fn node(visit: Visit<'_>) -> Option<(&Node, Span)> {
    match visit {
        Visit::Block(Block { span, kind: BlockKind::Node(node) })
        | Visit::Inline(Inline { span, kind: InlineKind::Node(node) }) => Some((node, *span)),
        _ => None,
    }
}

fn blocks<'a>(all: &'a [Block], visit: &mut impl FnMut(Visit<'a>)) {
    for block in all {
        visit(Visit::Block(block));
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) | BlockKind::Html(content) => {
                inlines(content, visit);
            }
            BlockKind::Heading(heading) => inlines(&heading.content, visit),
            BlockKind::List(list) => list.items.iter().for_each(|item| blocks(&item.blocks, visit)),
            BlockKind::Quote(inner) | BlockKind::Callout(_, inner) => blocks(inner, visit),
            BlockKind::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    inlines(&cell.content, visit);
                }
            }
            BlockKind::Code(_) | BlockKind::Rule | BlockKind::Node(_) => {}
        }
    }
}

/// Calls `visit` with every inline.
pub fn inlines<'a>(all: &'a [Inline], visit: &mut impl FnMut(Visit<'a>)) {
    for inline in all {
        visit(Visit::Inline(inline));
        match &inline.kind {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content) => {
                inlines(content, visit);
            }
            InlineKind::Link(link) | InlineKind::Image(link) => inlines(&link.content, visit),
            _ => {}
        }
    }
}

/// The words of a line, nodes and markup left out.
pub fn words(content: &[Inline]) -> String {
    let mut out = String::new();
    inlines(content, &mut |visit| {
        if let Visit::Inline(inline) = visit {
            push_words(inline, &mut out);
        }
    });
    out
}

fn push_words(inline: &Inline, out: &mut String) {
    match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
        InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
        _ => {}
    }
}

/// True for an HTML comment, which says nothing to a reader.
pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->") && html.find("-->") == Some(html.len() - 3)
}
