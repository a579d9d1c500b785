//! A YAML document as a tree in which every node knows its bytes: only for diagnostics.
//!
//! Decoding goes through serde_yaml, which is faster and does not know the place of a value. When something is
//! wrong, the file is read again into this tree, by a parser that marks its events.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// How deep a document may nest. Deeper is no file that a person wrote.
const NESTING: usize = 64;
/// How many nodes aliases may multiply a document to.
const NODES: usize = 1_000_000;

/// A node and the bytes that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its bytes in the text that was parsed.
    pub range: Range<usize>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    /// A scalar; `plain` if it has no quotes.
    Scalar {
        /// Its text, unquoted.
        text: String,
        /// Written without quotes.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in order.
    Mapping(Vec<(Node, Node)>),
}

/// One step of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The value of the first entry with this key.
    Key(&'a str),
    /// The entry with this index, of a mapping or a list.
    Index(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Step::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

/// Why a text is no YAML document.
#[derive(Debug)]
pub(super) struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub at: usize,
}

impl Node {
    /// The document in a text; none if it is empty.
    pub fn parse(text: &str) -> Result<Option<Node>, SyntaxError> {
        Builder::new(text).build()
    }

    /// Its text, if it is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Its scalars that hold a word, in order, but for keys and what stands under the key `except`.
    pub fn texts_with<'n>(&'n self, word: &str, except: &str, into: &mut Vec<&'n Node>) {
        match &self.kind {
            NodeKind::Scalar { text, .. } => into.extend(text.contains(word).then_some(self)),
            NodeKind::Sequence(items) => items.iter().for_each(|item| item.texts_with(word, except, into)),
            NodeKind::Mapping(entries) => {
                let shown = entries.iter().filter(|(key, _)| key.text() != Some(except));
                shown.for_each(|(_, value)| value.texts_with(word, except, into));
            }
        }
    }

    /// True if a byte lies in one of its scalars.
    pub fn holds_text_at(&self, at: usize) -> bool {
        self.range.contains(&at)
            && match &self.kind {
                NodeKind::Scalar { .. } => true,
                NodeKind::Sequence(items) => items.iter().any(|item| item.holds_text_at(at)),
                NodeKind::Mapping(entries) => {
                    entries.iter().any(|(key, value)| key.holds_text_at(at) || value.holds_text_at(at))
                }
            }
    }

    /// The node at the end of a path, and the key that it is the value of.
    pub fn find(&self, path: &[Step<'_>]) -> Option<(Option<&Node>, &Node)> {
        let mut found = (None, self);
        for step in path {
            found = match (&found.1.kind, step) {
                (NodeKind::Mapping(entries), Step::Key(key)) => {
                    let (key, value) = entries.iter().find(|(k, _)| k.text() == Some(key))?;
                    (Some(key), value)
                }
                (NodeKind::Mapping(entries), Step::Index(index)) => {
                    let (key, value) = entries.get(*index)?;
                    (Some(key), value)
                }
                (NodeKind::Sequence(items), Step::Index(index)) => (None, items.get(*index)?),
                _ => return None,
            };
        }
        Some(found)
    }
}

/// A list or a mapping that is not finished.
struct Open {
    start: usize,
    anchor: usize,
    /// True for a mapping, whose nodes are keys and values in turn.
    mapping: bool,
    nodes: Vec<Node>,
}

struct Builder<'t> {
    text: &'t str,
    /// Byte offset of each character; empty if every character is one byte.
    offsets: Vec<usize>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    count: usize,
    root: Option<Node>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        let offsets =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(i, _)| i).collect() };
        Builder { text, offsets, open: Vec::new(), anchors: BTreeMap::new(), count: 0, root: None }
    }

    fn build(mut self) -> Result<Option<Node>, SyntaxError> {
        for event in Parser::new_from_str(self.text) {
            let (event, span) = event.map_err(|e| SyntaxError {
                message: e.info().to_owned(),
                at: self.byte(e.marker().index()),
            })?;
            let range = self.range(span);
            match event {
                Event::Scalar(text, style, anchor, _) => {
                    let plain = style == ScalarStyle::Plain;
                    let kind = NodeKind::Scalar { text: text.into_owned(), plain };
                    self.close(Node { kind, range }, anchor)?;
                }
                Event::Alias(anchor) => {
                    let mut node = self.anchors.get(&anchor).cloned().ok_or_else(|| SyntaxError {
                        message: "an alias inside its own anchor".to_owned(),
                        at: range.start,
                    })?;
                    self.count += size(&node);
                    node.range = range;
                    self.close(node, 0)?;
                }
                Event::SequenceStart(anchor, _) => self.begin(range.start, anchor, false)?,
                Event::MappingStart(anchor, _) => self.begin(range.start, anchor, true)?,
                Event::SequenceEnd | Event::MappingEnd => self.end(range.end)?,
                Event::DocumentEnd if self.root.is_some() => break,
                _ => {}
            }
        }
        Ok(self.root)
    }

    fn begin(&mut self, start: usize, anchor: usize, mapping: bool) -> Result<(), SyntaxError> {
        if self.open.len() >= NESTING {
            return Err(SyntaxError { message: "nested too deeply".to_owned(), at: start });
        }
        self.open.push(Open { start, anchor, mapping, nodes: Vec::new() });
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // Block collections end where the next token begins; what a reader sees ends with the last node.
        let last = open.nodes.last().map_or(end, |node| node.range.end.max(end.min(node.range.end + 2)));
        let range = open.start..last.max(open.start);
        let kind = if open.mapping {
            let mut entries = Vec::with_capacity(open.nodes.len() / 2);
            let mut nodes = open.nodes.into_iter();
            while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
                entries.push((key, value));
            }
            NodeKind::Mapping(entries)
        } else {
            NodeKind::Sequence(open.nodes)
        };
        self.close(Node { kind, range }, open.anchor)
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<(), SyntaxError> {
        self.count += 1;
        if self.count > NODES {
            return Err(SyntaxError { message: "too many nodes".to_owned(), at: node.range.start });
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.nodes.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn range(&self, span: Span) -> Range<usize> {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        start..start + self.text[start..end.max(start)].trim_end().len()
    }

    fn byte(&self, character: usize) -> usize {
        if self.offsets.is_empty() {
            return character.min(self.text.len());
        }
        self.offsets.get(character).copied().unwrap_or(self.text.len())
    }
}

fn size(node: &Node) -> usize {
    match &node.kind {
        NodeKind::Scalar { .. } => 1,
        NodeKind::Sequence(items) => items.iter().map(size).sum::<usize>() + 1,
        NodeKind::Mapping(entries) => entries.iter().map(|(k, v)| size(k) + size(v)).sum::<usize>() + 1,
    }
}
