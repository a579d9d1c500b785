//! A passage: one paragraph, heading, cell or line as a reader reads it, cut into words.
//!
//! Figures and other nodes stand in it as one character each, so that a rule sees what is before and after them.
//! What a word means is left to the rules; where it stands in the file is worked out only for a finding.

use std::ops::Range;

use super::english::{Term, term};
use crate::document::{FigureRef, Inline, InlineKind, Node, Span};

/// What stands in the text for a node.
const STAND_IN: char = '\u{fffc}';

/// A passage. One is read after the other into the same memory.
#[derive(Debug, Default)]
pub(super) struct Passage<'a> {
    /// Its text.
    pub text: String,
    /// Its words and nodes.
    pub tokens: Vec<Token<'a>>,
    /// The places of words that are, or may be part of, a number.
    pub numbers: Vec<usize>,
    /// How many figures are bound in it.
    pub figures: usize,
    pieces: Vec<Piece>,
    nodes: Vec<(usize, Option<&'a FigureRef>)>,
}

/// A word or a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What is between it and the token before.
    pub gap: Gap,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a token is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    /// A word that begins with a digit: "280.8", "14th", "50km".
    Digits,
    /// Any other word, and what the table knows of it.
    Word(Option<Term>),
    /// A bound figure.
    Figure(&'a FigureRef),
    /// Another node, or code.
    Other,
}

/// What separates two words, from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: a word beside a node.
    None,
    /// A hyphen.
    Hyphen,
    /// White space.
    Space,
    /// A dash without spaces, as in a range.
    Range,
    /// A symbol: "%", "$", a minus.
    Symbol,
    /// A comma.
    Comma,
    /// A semicolon, a colon, a bracket, a quotation mark, a dash between clauses.
    Clause,
    /// The end of a sentence, or the beginning of the passage.
    Sentence,
}

/// A stretch of text from one inline.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    length: usize,
    span: Span,
}

impl<'a> Passage<'a> {
    /// Reads a line in place of what was read before.
    pub fn read(&mut self, line: &'a [Inline]) {
        self.text.clear();
        self.tokens.clear();
        self.pieces.clear();
        self.nodes.clear();
        self.figures = 0;
        self.numbers.clear();
        self.add(line);
        self.cut();
    }

    fn add(&mut self, line: &'a [Inline]) {
        for inline in line {
            match &inline.kind {
                InlineKind::Text(text) => {
                    let piece = Piece { at: self.text.len(), length: text.len(), span: inline.span };
                    self.pieces.push(piece);
                    self.text.push_str(text);
                }
                InlineKind::Emphasis(inner)
                | InlineKind::Strong(inner)
                | InlineKind::Strikethrough(inner) => self.add(inner),
                // The destination is no prose, the text of a link is.
                InlineKind::Link(link) => self.add(&link.content),
                InlineKind::Image(image) => {
                    // An alternative text is read by itself.
                    self.text.push('\n');
                    self.add(&image.content);
                    self.text.push('\n');
                }
                InlineKind::SoftBreak | InlineKind::HardBreak => self.text.push(' '),
                InlineKind::Node(Node::Figure(figure)) => self.stand_in(inline.span, Some(figure)),
                InlineKind::Node(_) | InlineKind::Code(_) => self.stand_in(inline.span, None),
                InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
            }
        }
    }

    fn stand_in(&mut self, span: Span, figure: Option<&'a FigureRef>) {
        self.figures += usize::from(figure.is_some());
        self.nodes.push((self.text.len(), figure));
        self.pieces.push(Piece { at: self.text.len(), length: STAND_IN.len_utf8(), span });
        self.text.push(STAND_IN);
    }

    /// Cuts the text into words.
    fn cut(&mut self) {
        let (text, bytes) = (self.text.as_str(), self.text.as_bytes());
        let (mut at, mut before) = (0, 0);
        let mut nodes = self.nodes.iter().peekable();
        while let Some(byte) = bytes.get(at) {
            let start = at;
            let kind = if let Some((_, figure)) = nodes.next_if(|(node, _)| *node == at) {
                at += STAND_IN.len_utf8();
                figure.map_or(Kind::Other, Kind::Figure)
            } else if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            } else {
                let Some(first) = character(text, at) else { break };
                if !first.is_alphanumeric() {
                    at += first.len_utf8();
                    continue;
                }
                at = end_of_word(text, at);
                if first.is_numeric() { Kind::Digits } else { Kind::Word(term(&text[start..at])) }
            };
            let may_count = match kind {
                Kind::Digits => true,
                Kind::Word(Some(term)) => term.is_numeric(),
                _ => false,
            };
            if may_count {
                self.numbers.push(self.tokens.len());
            }
            let gap = if before == 0 && self.tokens.is_empty() {
                Gap::Sentence
            } else {
                gap(&text[before..start], &text[start..])
            };
            self.tokens.push(Token { start, end: at, gap, kind });
            before = at;
        }
    }

    /// The word that a token is; empty for none.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// What the table knows of a token.
    pub fn term(&self, at: usize) -> Option<Term> {
        match self.tokens.get(at)?.kind {
            Kind::Word(term) => term,
            _ => None,
        }
    }

    /// What is between a token and the one before; the end of a sentence after the last.
    pub fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Sentence, |token| token.gap)
    }

    /// The text between a token and the one before.
    pub fn between(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.tokens[before].end);
        &self.text[start..self.tokens.get(at).map_or(self.text.len(), |token| token.start)]
    }

    /// The tokens about one that no gap of this strength separates from it.
    pub fn stretch(&self, about: usize, gap: Gap) -> Range<usize> {
        let start = (0..=about).rev().find(|at| self.gap(*at) >= gap).unwrap_or(0);
        let end = (about + 1..self.tokens.len()).find(|at| self.gap(*at) >= gap);
        start..end.unwrap_or(self.tokens.len())
    }

    /// Where a range of the text stands in the source that it was read from.
    pub fn span(&self, range: Range<usize>, source: &str) -> Span {
        let start = self.place(range.start, source).0;
        let end = self.place(range.end.saturating_sub(1).max(range.start), source).1;
        Span { start, end: end.max(start) }
    }

    /// Where the character that a byte is part of begins and ends in the source; the whole of its piece where the
    /// two cannot be laid side by side.
    fn place(&self, at: usize, source: &str) -> (usize, usize) {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        let Some(piece) = after.checked_sub(1).map(|index| self.pieces[index]) else { return (0, 0) };
        let Span { start, end } = piece.span;
        let text = &self.text[piece.at..piece.at + piece.length];
        let written = source.get(start..end).unwrap_or_default();
        match aligned(text, written, at - piece.at) {
            Some((from, to)) => (start + from, start + to),
            None => (start, end),
        }
    }
}

/// Where the character of `text` that the byte `at` is part of stands in `written`, which the parser made the text
/// from: it takes escapes away and makes typographic marks of their ASCII stand-ins.
fn aligned(text: &str, written: &str, at: usize) -> Option<(usize, usize)> {
    let mut from = 0;
    for (index, c) in text.char_indices() {
        let rest = &written[from..];
        let length = if rest.starts_with(c) {
            c.len_utf8()
        } else if rest.strip_prefix('\\').is_some_and(|rest| rest.starts_with(c)) {
            1 + c.len_utf8()
        } else {
            let typed = ASCII.iter().find(|(mark, typed)| *mark == c && rest.starts_with(typed));
            typed?.1.len()
        };
        if at < index + c.len_utf8() {
            return Some((from, from + length));
        }
        from += length;
    }
    None
}

/// What smart punctuation makes of what.
const ASCII: [(char, &str); 7] =
    [('‘', "'"), ('’', "'"), ('“', "\""), ('”', "\""), ('—', "---"), ('–', "--"), ('…', "...")];

fn character(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The end of the word that begins at a byte: letters and digits with what joins them ("1,000.5", "don’t").
fn end_of_word(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
        }
        let Some(c) = character(text, at) else { return at };
        let after = at + c.len_utf8();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let within_number = at > start && is_digit(at - 1);
        let joins = match c {
            '.' | ',' => within_number && is_digit(after),
            '\u{a0}' | '\u{202f}' => {
                within_number && (after..after + 3).all(is_digit) && !is_digit(after + 3)
            }
            '\'' | '’' => character(text, after).is_some_and(char::is_alphabetic),
            c => !c.is_ascii() && c.is_alphanumeric(),
        };
        if !joins {
            return at;
        }
        at = after;
    }
}

/// What the text between two words is, and before what.
fn gap(between: &str, rest: &str) -> Gap {
    match between {
        "" => return Gap::None,
        " " => return Gap::Space,
        "-" | "\u{2011}" => return Gap::Hyphen,
        "–" | "—" => return Gap::Range,
        _ => {}
    }
    let mut strongest = Gap::None;
    let mut chars = between.chars().peekable();
    while let Some(c) = chars.next() {
        let gap = match c {
            '\n' => Gap::Sentence,
            c if c.is_whitespace() => Gap::Space,
            // Within a word: "e.g".
            '.' | '!' | '?' if chars.peek().is_none() => Gap::Clause,
            '.' | '!' | '?' if rest.starts_with(char::is_lowercase) => Gap::Clause,
            '.' | '!' | '?' | '…' => Gap::Sentence,
            ',' | '、' | '，' => Gap::Comma,
            '-' | '–' | '—' if between.starts_with(char::is_whitespace) && between.ends_with(' ') => {
                Gap::Clause
            }
            '-' | '–' | '%' | '$' | '€' | '¥' | '£' | '+' | '−' | '/' | '&' | '°' | '~' | '*' => {
                Gap::Symbol
            }
            _ => Gap::Clause,
        };
        strongest = strongest.max(gap);
    }
    strongest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(text: &str) -> Vec<(String, Gap)> {
        let line = [Inline { span: Span { start: 0, end: text.len() }, kind: InlineKind::Text(text.into()) }];
        let mut passage = Passage::default();
        passage.read(&line);
        (0..passage.tokens.len()).map(|at| (passage.word(at).to_owned(), passage.gap(at))).collect()
    }

    #[test]
    fn a_text_is_cut_into_words_and_what_separates_them() {
        use Gap::*;
        let found = gaps("It’s 1,000.5 km-long, 7–10 % (or 5). No e.g. here; $3.");
        let expected = [
            ("It’s", Sentence),
            ("1,000.5", Space),
            ("km", Space),
            ("long", Hyphen),
            ("7", Comma),
            ("10", Range),
            ("or", Clause),
            ("5", Space),
            ("No", Sentence),
            ("e", Space),
            ("g", Clause),
            ("here", Clause),
            ("3", Clause),
        ];
        assert_eq!(found, expected.map(|(word, gap)| (word.to_owned(), gap)));
        assert_eq!(gaps("1 000 of 12 000 000").len(), 6, "a plain space joins no digits");
        assert_eq!(gaps("1\u{a0}000 of 12\u{202f}000").len(), 3);
    }

    #[test]
    fn a_place_is_found_behind_smart_punctuation() {
        let written = "It's \"up\" -- by 5–6 \\& 7";
        let text = "It’s “up” – by 5–6 & 7";
        let source = format!("Before. {written} After.");
        let span = Span { start: 8, end: 8 + written.len() };
        let line = [Inline { span, kind: InlineKind::Text(text.into()) }];
        let mut passage = Passage::default();
        passage.read(&line);
        let digits = passage.tokens.iter().filter(|token| matches!(token.kind, Kind::Digits));
        let found: Vec<&str> =
            digits.map(|token| &source[passage.span(token.start..token.end, &source).range()]).collect();
        assert_eq!(found, ["5", "6", "7"]);
    }
}
