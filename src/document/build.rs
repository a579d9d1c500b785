//! Builds the tree from the parser's events: a stack of what is open, each with what it has gathered.
//!
//! Depth is bounded: a text that nests deeper than [`MAX_DEPTH`] loses its deeper markup, not its words, so that
//! every walk over a tree may recurse.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Place};

use super::envelope::{self, Content, Part};
use super::escape;
use super::functions;
use super::node::Node;
use super::place::{SourceMap, Span};
use super::tree::{
    Block, BlockKind, Callout, Cell, Code, Footnote, FootnoteReference, Heading, Inline, InlineKind, Item,
    Link, List, Table,
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
                self.report(
                    "nesting-too-deep",
                    span,
                    "markup nests too deep; what is inside is taken as text",
                    "",
                );
            }
            self.too_deep += 1;
            return;
        }
        if open.is_block()
            && let Some(top) = self.stack.last_mut().filter(|top| top.open.holds_blocks())
        {
            let inlines = std::mem::take(&mut top.inlines);
            self.push_text_block(inlines, None);
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
            Open::Link(link) => self.push(span, InlineKind::Link(Link { content: inlines, ..link })),
            Open::Image(link) => self.push(span, InlineKind::Image(Link { content: inlines, ..link })),
            Open::Root | Open::Ignored => {
                if let Some(top) = self.stack.last_mut() {
                    top.blocks.extend(blocks);
                    top.inlines.extend(inlines);
                }
            }
        }
    }

    /// Text, in which envelopes may stand.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
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
    pub(super) fn code(&mut self, code: &str, range: Range<usize>) {
        let code = self.flat(code, &range);
        self.inline(InlineKind::Code(code), range);
    }

    /// Raw HTML: a tag in a sentence, or a line of a block. What templates put into it is not HTML: their texts
    /// stay texts, so that writers escape them, and a node may stand between tags. In a comment it is nothing.
    pub(super) fn html(&mut self, html: &str, range: Range<usize>) {
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
    pub(super) fn inline(&mut self, kind: InlineKind, range: Range<usize>) {
        let span = self.map.span(range);
        self.push(span, kind);
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

    /// A reference to a footnote.
    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        let label = label.to_lowercase();
        let footnote = self.references.iter().position(|(l, _)| *l == label).unwrap_or_else(|| {
            self.references.push((label, 0));
            self.references.len() - 1
        });
        self.references[footnote].1 += 1;
        let occurrence = self.references[footnote].1;
        self.inline(InlineKind::FootnoteReference(FootnoteReference { footnote, occurrence }), range);
    }

    /// A text where no node can stand (a link's destination, code), its envelopes opened.
    pub(super) fn flat(&mut self, text: &str, range: &Range<usize>) -> String {
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
    pub(super) fn check_address(&mut self, address: &str, picture: bool, range: &Range<usize>) {
        if !escape::is_safe_address(address, picture) {
            let span = self.map.span(range.clone());
            self.report("unsafe-link", span, "the address would run a script", "link to a page or a file");
        }
    }

    /// The blocks and the footnotes in order.
    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<Footnote>) {
        while self.stack.len() > 1 {
            self.close();
        }
        self.flush();
        let blocks = self.stack.pop().map(|root| root.blocks).unwrap_or_default();
        let mut footnotes = Vec::with_capacity(self.footnotes.len());
        let mut defined = std::mem::take(&mut self.footnotes);
        for (label, references) in std::mem::take(&mut self.references) {
            if let Some(index) = defined.iter().position(|footnote| footnote.label.to_lowercase() == label) {
                footnotes.push(Footnote { references, ..defined.remove(index) });
            }
        }
        for unused in defined {
            self.report(
                "unused-footnote",
                unused.span,
                &format!("nothing refers to the footnote `{}`", unused.label),
                &format!("refer to it with [^{}], or remove it", unused.label),
            );
            footnotes.push(unused);
        }
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

    fn push(&mut self, span: Span, kind: InlineKind) {
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
        let among_blocks = top.is_some_and(|open| open.holds_blocks() || matches!(open, Open::Paragraph));
        if node.is_block() && !among_blocks {
            let message = format!("{} cannot stand inside a line of text", node.kind());
            self.report("node-place", span, &message, "give it a paragraph of its own");
        } else {
            self.push(span, InlineKind::Node(node));
        }
    }

    fn block(&mut self, span: Span, kind: BlockKind) {
        if let Some(top) = self.stack.last_mut() {
            top.blocks.push(Block { span, kind });
        }
    }

    /// Makes a block of the text that has gathered where blocks stand: the text of a tight item.
    fn flush(&mut self) {
        if let Some(top) = self.stack.last_mut().filter(|top| top.open.holds_blocks()) {
            let inlines = std::mem::take(&mut top.inlines);
            self.push_text_block(inlines, None);
        }
    }

    /// A paragraph, or without a span the text of a tight item. Charts, maps and tables alone in it become
    /// blocks; beside words they are out of place.
    fn push_text_block(&mut self, inlines: Vec<Inline>, paragraph: Option<Span>) {
        let is_block = |inline: &Inline| matches!(&inline.kind, InlineKind::Node(node) if node.is_block());
        let (nodes, words): (Vec<_>, Vec<_>) = inlines.into_iter().partition(is_block);
        let blank = words.iter().all(|inline| match &inline.kind {
            InlineKind::Text(text) => text.trim().is_empty(),
            InlineKind::SoftBreak | InlineKind::HardBreak => true,
            _ => false,
        });
        if let (Some(first), Some(last)) = (words.first(), words.last())
            && !(blank && !nodes.is_empty())
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

    fn report(&mut self, rule: &'static str, span: Span, message: &str, hint: &str) {
        let place = Place::new(Arc::clone(self.file), span.range());
        let diagnostic = match rule {
            "nesting-too-deep" | "unused-footnote" => Diagnostic::warning(rule, place, message),
            _ => Diagnostic::error(rule, place, message),
        };
        self.diagnostics.push(if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) });
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
