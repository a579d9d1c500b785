//! The template pass: pieces of a body → a Tera template → text, with the way back to the source.
//!
//! 0. Calls with literal arguments are read without Tera ([`super::literal`]); if there are no other tags, that is
//!    all.
//! 1. Tags that cannot be right wherever they stand (never closed, never opened) are reported and left out.
//! 2. The pieces are put together, each with a mark that says which it is.
//! 3. Tera renders. When it fails, what it names is reported and left out, and it renders again, so that
//!    independent mistakes are reported together.
//! 4. The marks are taken out of the output, and become the map from output to source.

use std::borrow::Cow;
use std::ops::Range;

use tera::{Context, ErrorKind, Tera};

use super::blocks::{self, Statements};
use super::envelope::{self, BRACE, LENGTH, TAG_MARK, TEXT_MARK};
use super::functions;
use super::literal;
use super::node::Node;
use super::place::{SourceMap, Span};
use super::scan::Piece;

/// How often a body is rendered again after a tag has been left out.
const RETRIES: usize = 50;

/// The name that Tera gives a template without one, as its messages show it.
const TEMPLATE_NAME: &str = "__tera_one_off";

/// A mistake in a tag, with its range in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// What the template pass makes of a body.
#[derive(Debug)]
pub(super) struct Rendered<'t> {
    /// Markdown with envelopes.
    pub(super) text: Cow<'t, str>,
    /// The way back to the file.
    pub(super) map: SourceMap,
    /// The nodes of literal calls, by the piece that they are.
    pub(super) nodes: Vec<Option<Node>>,
}

impl<'t> Rendered<'t> {
    /// A body without tags, which stands in its file from `start` on.
    pub(super) fn unchanged(body: &'t str, start: usize) -> Self {
        let map = SourceMap::verbatim(start, body.len());
        Rendered { text: Cow::Borrowed(body), map, nodes: Vec::new() }
    }
}

/// Renders the pieces of a body that stands in its file from `start` on.
pub(super) fn render(
    tera: &Tera,
    context: &Context,
    body: &str,
    start: usize,
    pieces: &[Piece],
) -> (Rendered<'static>, Vec<Fault>) {
    let nodes: Vec<Option<Node>> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Expression(range) => literal::node(&body[range.clone()]),
            _ => None,
        })
        .collect();
    let needs_tera = |(piece, node): (&Piece, &Option<Node>)| match piece {
        Piece::Text(_) | Piece::Raw(_) => false,
        Piece::Expression(_) => node.is_none(),
        Piece::Statement(..) | Piece::Unclosed(_) => true,
    };
    if !pieces.iter().zip(&nodes).any(needs_tera) {
        let (text, map) = without_tera(body, pieces, &nodes, start);
        return (Rendered { text: Cow::Owned(text), map, nodes }, Vec::new());
    }
    let mut faults = Vec::new();
    let mut statements = blocks::match_statements(body, pieces, &mut faults);
    for _ in 0..=RETRIES {
        let template = Template::new(body, pieces, &nodes, &statements);
        match tera.render_str(&template.text, context, true) {
            Ok(output) => {
                let (text, map) = take_marks(&output, pieces, start);
                return (Rendered { text: Cow::Owned(text), map, nodes }, faults);
            }
            Err(error) => {
                let found = template.faults(&error, body, pieces);
                let left_out = found.iter().filter(|(piece, _)| statements.leave_out(*piece)).count();
                faults.extend(found.into_iter().map(|(_, fault)| fault));
                if left_out == 0 {
                    break;
                }
            }
        }
    }
    let (text, map) = without_tera(body, pieces, &nodes, start);
    (Rendered { text: Cow::Owned(text), map, nodes }, faults)
}

/// A Tera template and where each piece begins in it.
struct Template {
    text: String,
    /// Offset in the template and piece, in order.
    starts: Vec<(usize, usize)>,
}

impl Template {
    fn new(body: &str, pieces: &[Piece], nodes: &[Option<Node>], statements: &Statements) -> Self {
        let mut text = String::with_capacity(body.len() + pieces.len() * 3 * LENGTH);
        let mut starts = Vec::with_capacity(pieces.len());
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(range) => {
                    envelope::push_mark(&mut text, TEXT_MARK, index);
                    push_protected(&mut text, &body[range.clone()]);
                }
                Piece::Expression(_) if nodes[index].is_some() && statements.stays(index) => {
                    envelope::push_mark(&mut text, TAG_MARK, index);
                    envelope::push_tag(&mut text, index);
                }
                Piece::Expression(range) if statements.stays(index) => {
                    envelope::push_mark(&mut text, TAG_MARK, index);
                    starts.push((text.len(), index));
                    text.push_str(&body[range.clone()]);
                }
                Piece::Statement(range, _) if statements.stays(index) => {
                    starts.push((text.len(), index));
                    text.push_str(&body[range.clone()]);
                }
                Piece::Expression(_) | Piece::Statement(..) | Piece::Raw(_) | Piece::Unclosed(_) => {}
            }
        }
        Template { text, starts }
    }

    /// What Tera says is wrong, with the piece that it says so of.
    fn faults(&self, error: &tera::Error, body: &str, pieces: &[Piece]) -> Vec<(usize, Fault)> {
        let mut found: Vec<(usize, Fault)> = match error.kind() {
            ErrorKind::SyntaxError(report) => {
                vec![self.fault(
                    "template-syntax",
                    report.span().range.clone(),
                    report.message(),
                    body,
                    pieces,
                )]
            }
            ErrorKind::RenderingError(report) if report.filename() == TEMPLATE_NAME => {
                vec![self.fault(
                    "template-render",
                    report.span().range.clone(),
                    report.message(),
                    body,
                    pieces,
                )]
            }
            ErrorKind::Msg(reports) => reported_places(reports)
                .map(|(message, line, column)| {
                    let at = offset_of(&self.text, line, column);
                    self.fault("template-syntax", at..at, message, body, pieces)
                })
                .collect(),
            _ => Vec::new(),
        };
        if found.is_empty() {
            let message = error.to_string();
            let fault = Fault { rule: "template-render", range: 0..body.len().min(1), message, hint: None };
            found.push((usize::MAX, fault));
        }
        found.sort_by(|a, b| (a.0, &a.1.message).cmp(&(b.0, &b.1.message)));
        found
    }

    fn fault(
        &self,
        rule: &'static str,
        range: Range<usize>,
        message: &str,
        body: &str,
        pieces: &[Piece],
    ) -> (usize, Fault) {
        let after = self.starts.partition_point(|(start, _)| *start <= range.start);
        let (start, piece) = self.starts[..after].last().or(self.starts.first()).copied().unwrap_or((0, 0));
        let tag = pieces.get(piece).map_or(0..0, Piece::range);
        let from = tag.start + range.start.saturating_sub(start);
        let to = from + range.len();
        // A tag's end may be named (where it ends too early); a message about nothing is about the whole tag.
        let range = if from < to && to <= tag.end { from..to } else { tag };
        let (mut message, hint) = functions::message_and_hint(message);
        if message == "iteration not possible on type `undefined`" {
            message = format!("`{}` is not defined", body[range.clone()].trim());
        }
        let range = argument(body, &range, &message).unwrap_or(range);
        (piece, Fault { rule, range, message, hint })
    }
}

/// The argument of a call that a message names: `at="2025"`.
fn argument(body: &str, call: &Range<usize>, message: &str) -> Option<Range<usize>> {
    let text = body.get(call.clone())?;
    message.split('`').skip(1).step_by(2).filter(|name| !name.is_empty()).find_map(|name| {
        text.match_indices(name).find_map(|(at, _)| {
            let is_word =
                !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'));
            let value = text[at + name.len()..].trim_start().strip_prefix('=')?;
            let value = value.trim_start();
            let length = match value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) {
                Some(quote) => value[1..].find(quote)? + 2,
                None if value.starts_with('[') => value.find(']')? + 1,
                None => value.find([',', ')', ' '])?,
            };
            let end = call.end - value.len() + length;
            is_word.then_some(call.start + at..end)
        })
    })
}

/// Text in which no tag begins for Tera.
fn push_protected(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        out.push_str(&rest[..at]);
        out.push(BRACE);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Messages with line and column (from 1) in a text in which Tera has laid several errors out.
fn reported_places(reports: &str) -> impl Iterator<Item = (&str, usize, usize)> {
    reports.split("error: ").filter_map(|report| {
        let (message, rest) = report.split_once('\n')?;
        let (_, place) = rest.split_once("--> ")?;
        let mut numbers = place.lines().next()?.rsplit(':').map(str::parse);
        let (column, line) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some((message, line, column))
    })
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let columns = text[start..].chars().take(column.saturating_sub(1));
    start + columns.map(char::len_utf8).sum::<usize>()
}

/// The output without marks, and the map that they are.
fn take_marks(output: &str, pieces: &[Piece], start: usize) -> (String, SourceMap) {
    let mut text = String::with_capacity(output.len());
    let mut map = SourceMap::new();
    let mut rest = output;
    while let Some(at) = envelope::find(rest) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.chars().next() {
            Some(mark @ (TEXT_MARK | TAG_MARK)) => {
                let (piece, length) = envelope::read_number(&rest[LENGTH..]);
                if let Some(piece) = pieces.get(piece) {
                    let range = piece.range();
                    let source = Span { start: start + range.start, end: start + range.end };
                    map.push(text.len(), source, mark == TEXT_MARK);
                }
                LENGTH + length
            }
            Some(BRACE) => {
                text.push('{');
                LENGTH
            }
            _ => {
                let length = envelope::envelope_length(rest).unwrap_or(LENGTH);
                text.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    text.push_str(rest);
    (text, map)
}

/// The body's own text and its literal calls: all there is of most bodies, and what is left when Tera cannot be
/// brought to render.
fn without_tera(body: &str, pieces: &[Piece], nodes: &[Option<Node>], start: usize) -> (String, SourceMap) {
    let mut text = String::with_capacity(body.len());
    let mut map = SourceMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        let range = piece.range();
        let source = Span { start: start + range.start, end: start + range.end };
        match piece {
            Piece::Text(_) => {
                map.push(text.len(), source, true);
                text.push_str(&body[range]);
            }
            _ if nodes[index].is_some() => {
                map.push(text.len(), source, false);
                envelope::push_tag(&mut text, index);
            }
            _ => {}
        }
    }
    (text, map)
}
