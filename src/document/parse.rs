//! Markdown → tree: pulldown-cmark's events, with their places led back to the source.
//!
//! The parser's events are balanced, so [`Builder`](super::build::Builder) keeps a stack of what is open; nothing
//! recurses on the depth of the text.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment as MarkdownAlignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser,
    Tag,
};

use crate::diag::Diagnostics;

use super::build::{Builder, Open};
use super::envelope;
use super::headings;
use super::template::Rendered;
use super::tree::{Alignment, Callout, Document, Inline, InlineKind, Line, Link, List, Table};

/// The extensions of Markdown that narratives have.
pub(super) fn extensions(smart_punctuation: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);
    options
}

/// Reads a text as Markdown.
pub(super) fn document(
    rendered: &Rendered<'_>,
    file: &Arc<str>,
    options: Options,
    diagnostics: &mut Diagnostics,
) -> Document {
    let Rendered { text, map, nodes } = rendered;
    let mut builder = Builder::new(map, nodes, file, diagnostics);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        read(event, range, text, &mut builder);
    }
    let (mut blocks, footnotes) = builder.finish();
    headings::name(&mut blocks, file, diagnostics);
    Document { file: Arc::clone(file), blocks, footnotes }
}

/// Reads a text as inline Markdown alone. Its line ends are spaces; it holds no blocks, whatever it begins with.
pub(super) fn line(
    rendered: &Rendered<'_>,
    file: &Arc<str>,
    options: Options,
    diagnostics: &mut Diagnostics,
) -> Line {
    let Rendered { text, map, nodes } = rendered;
    let mut guarded = String::with_capacity(text.len() + envelope::LENGTH);
    guarded.push(envelope::INLINE);
    guarded.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
    let mut map = map.clone();
    map.shift(envelope::LENGTH);
    let mut builder = Builder::new(&map, nodes, file, diagnostics);
    for (event, range) in Parser::new_ext(&guarded, options).into_offset_iter() {
        let event = match event {
            Event::Text(text) if range.start == 0 => match text.strip_prefix(envelope::INLINE) {
                Some("") => continue,
                Some(rest) => {
                    read(Event::Text(rest.into()), envelope::LENGTH..range.end, &guarded, &mut builder);
                    continue;
                }
                None => Event::Text(text),
            },
            event => event,
        };
        read(event, range, &guarded, &mut builder);
    }
    Line { file: Arc::clone(file), content: builder.finish_line() }
}

fn read(event: Event<'_>, range: Range<usize>, source: &str, builder: &mut Builder<'_>) {
    match event {
        Event::Start(tag) => start(tag, range, source, builder),
        Event::End(_) => builder.close(),
        Event::Text(text) => {
            if let Some(label) = undefined_footnote(source, range.start) {
                builder.undefined_footnote(label, range.start);
            }
            builder.text(&text, range);
        }
        Event::Code(code) => builder.code(&code, range),
        Event::Html(html) | Event::InlineHtml(html) => builder.html(&html, range),
        Event::SoftBreak => builder.inline(InlineKind::SoftBreak, range),
        Event::HardBreak => builder.inline(InlineKind::HardBreak, range),
        Event::Rule => builder.rule(range),
        Event::TaskListMarker(done) => builder.task(done),
        Event::FootnoteReference(label) => builder.footnote_reference(&label, range),
        // Extensions that are not switched on.
        Event::InlineMath(text) | Event::DisplayMath(text) => builder.text(&text, range),
    }
}

/// The label of a reference that the parser has taken for text, as nothing defines it.
fn undefined_footnote(source: &str, at: usize) -> Option<&str> {
    let (label, _) = source.get(at..)?.strip_prefix("[^")?.split_once(']')?;
    let escaped = source[..at].ends_with('\\');
    (!escaped && !label.is_empty() && !label.contains(char::is_whitespace)).then_some(label)
}

fn start(tag: Tag<'_>, range: Range<usize>, source: &str, builder: &mut Builder<'_>) {
    let open = match tag {
        Tag::Paragraph => Open::Paragraph,
        Tag::Heading { level, id, classes, .. } => Open::Heading {
            level: level as u8,
            id: id.map(|id| builder.flat(&id, &range)),
            classes: classes.iter().map(|class| builder.flat(class, &range)).collect(),
        },
        Tag::BlockQuote(kind) => Open::Quote(kind.map(callout)),
        Tag::CodeBlock(kind) => Open::Code {
            info: match kind {
                CodeBlockKind::Fenced(info) => builder.flat(&info, &range),
                CodeBlockKind::Indented => String::new(),
            },
            text: String::new(),
            range: None,
        },
        Tag::HtmlBlock => Open::Html,
        Tag::List(start) => Open::List(List { start, items: Vec::new() }),
        Tag::Item => Open::Item(None),
        Tag::FootnoteDefinition(label) => Open::Footnote(label.into_string()),
        Tag::Table(alignments) => Open::Table(Table {
            alignments: alignments.into_iter().map(alignment).collect(),
            head: Vec::new(),
            rows: Vec::new(),
        }),
        Tag::TableHead => Open::Row { head: true, cells: Vec::new() },
        Tag::TableRow => Open::Row { head: false, cells: Vec::new() },
        Tag::TableCell => Open::Cell,
        Tag::Emphasis => Open::Emphasis,
        Tag::Strong => Open::Strong,
        Tag::Strikethrough => Open::Strikethrough,
        Tag::Link { link_type, dest_url, title, .. } => {
            Open::Link(link(link_type, &dest_url, &title, false, &range, builder))
        }
        Tag::Image { link_type, dest_url, title, .. } => {
            Open::Image(link(link_type, &dest_url, &title, true, &range, builder))
        }
        // Extensions that are not switched on: their text stays.
        Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::MetadataBlock(_)
        | Tag::Superscript
        | Tag::Subscript => Open::Ignored,
    };
    // The range of a block quote or an item runs on over the blank lines after it.
    let end = range.start + source[range.clone()].trim_end().len();
    builder.open(open, range.start..end.max(range.start));
}

fn link(
    kind: LinkType,
    destination: &CowStr<'_>,
    title: &CowStr<'_>,
    picture: bool,
    range: &Range<usize>,
    builder: &mut Builder<'_>,
) -> Link {
    let destination = builder.flat(destination, range);
    let destination = if kind == LinkType::Email { format!("mailto:{destination}") } else { destination };
    builder.check_address(&destination, picture, range);
    Link { destination, title: builder.flat(title, range), content: Vec::<Inline>::new() }
}

fn callout(kind: BlockQuoteKind) -> Callout {
    match kind {
        BlockQuoteKind::Note => Callout::Note,
        BlockQuoteKind::Tip => Callout::Tip,
        BlockQuoteKind::Important => Callout::Important,
        BlockQuoteKind::Warning => Callout::Warning,
        BlockQuoteKind::Caution => Callout::Caution,
    }
}

fn alignment(alignment: MarkdownAlignment) -> Alignment {
    match alignment {
        MarkdownAlignment::None => Alignment::None,
        MarkdownAlignment::Left => Alignment::Left,
        MarkdownAlignment::Center => Alignment::Center,
        MarkdownAlignment::Right => Alignment::Right,
    }
}
