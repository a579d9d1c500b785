//! The characters that carry things through the template pass and the Markdown parser unharmed.
//!
//! Unicode sets 32 code points aside, U+FDD0 to U+FDEF, that no text may hold. A body has them replaced
//! before anything else, so that afterwards each one is ours:
//!
//! - an *envelope* holds a node (a function's call) or a literal text (the value of an expression): opener,
//!   the bytes of its content as two digits each, closer. Neither Tera's filters nor Markdown see anything in
//!   it but letters of no alphabet, so it is never split, escaped, changed in case or taken for markup. The node of
//!   a tag that needs no Tera is kept beside the text, and its envelope holds the tag's number alone;
//! - a *mark* stands before a piece of the output and names the piece of the source that it came from;
//! - a *brace* stands for `{` where a template tag must not begin.
//!
//! Meaning is not known here: [`super::node`] knows calls, [`super::template`] knows marks.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

/// The first of the sixteen digits; the digit of value `n` is `DIGIT + n`.
const DIGIT: u32 = 0xFDD0;
pub(super) const OPEN_NODE: char = '\u{FDE0}';
const OPEN_TEXT: char = '\u{FDE1}';
const OPEN_TAG: char = '\u{FDE7}';
/// Ends every envelope.
pub(super) const CLOSE: char = '\u{FDE2}';
/// Before a piece of the body's own text.
pub(super) const TEXT_MARK: char = '\u{FDE3}';
/// Before the output of an expression.
pub(super) const TAG_MARK: char = '\u{FDE4}';
/// Stands for `{`.
pub(super) const BRACE: char = '\u{FDE5}';
/// Begins a text that is to be read as inline Markdown alone: what follows cannot open a block.
pub(super) const INLINE: char = '\u{FDE6}';

/// Comments of the template language get delimiters that no body holds after [`sanitise`].
pub(super) const COMMENT_START: &str = "\u{1}\u{2}";
/// See [`COMMENT_START`].
pub(super) const COMMENT_END: &str = "\u{2}\u{1}";

/// Bytes of each of the 32 characters in UTF-8: `EF B7 90` to `EF B7 AF`.
pub(super) const LENGTH: usize = 3;

/// What an envelope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A call as [`super::node::Node`] encodes it.
    Node(String),
    /// The node of the tag of this number.
    Tag(usize),
    /// Text to be taken as it is.
    Text(String),
}

/// A stretch of a text: between envelopes, or one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text without any of our characters.
    Plain(&'a str),
    /// An envelope.
    Envelope(Content),
    /// One of our characters where none belongs: an envelope that a filter has cut.
    Broken,
}

/// The body without characters that are ours, each replaced by one of the same length.
pub(super) fn sanitise(text: &str) -> Cow<'_, str> {
    if find(text).is_none() && !text.contains('\u{1}') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\u{1}' => ' ',
                c if is_ours(c) => char::REPLACEMENT_CHARACTER,
                c => c,
            })
            .collect(),
    )
}

/// True for the 32 characters.
pub(super) fn is_ours(c: char) -> bool {
    (0xFDD0..=0xFDEF).contains(&u32::from(c))
}

/// The offset of the first of the 32 characters.
pub(super) fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|b| *b == 0xEF) {
        let at = from + at;
        if bytes.get(at + 1) == Some(&0xB7) && matches!(bytes.get(at + 2), Some(0x90..=0xAF)) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// An envelope round a call.
pub(super) fn node(call: &str) -> String {
    seal(OPEN_NODE, call)
}

fn seal(open: char, content: &str) -> String {
    let mut out = String::with_capacity((content.len() + 1) * 2 * LENGTH);
    out.push(open);
    for byte in content.bytes() {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out.push(CLOSE);
    out
}

fn digit(value: u8) -> char {
    char::from_u32(DIGIT + u32::from(value & 15)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Tera's escape function for narratives: the text goes into an envelope, envelopes in it stay as they are.
pub(super) fn escape(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = find(rest) {
        let length = envelope_length(&rest[at..]).unwrap_or(LENGTH);
        write_text(&rest[..at], out)?;
        out.write_all(&rest.as_bytes()[at..at + length])?;
        rest = &rest[at + length..];
    }
    write_text(rest, out)
}

fn write_text(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if text.is_empty() { Ok(()) } else { out.write_all(seal(OPEN_TEXT, text).as_bytes()) }
}

/// The bytes of the envelope that the text begins with, closer included.
pub(super) fn envelope_length(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    if !matches!(chars.next(), Some(OPEN_NODE | OPEN_TEXT | OPEN_TAG)) {
        return None;
    }
    let digits = chars.take_while(|c| digit_value(*c).is_some()).count();
    let end = (digits + 1) * LENGTH;
    text[end..].starts_with(CLOSE).then_some(end + LENGTH)
}

fn digit_value(c: char) -> Option<u8> {
    u8::try_from(u32::from(c).checked_sub(DIGIT)?).ok().filter(|v| *v < 16)
}

/// Cuts a text at its envelopes; each part comes with its range in the text.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (Range<usize>, Part<'_>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        let at = find(rest).unwrap_or(rest.len());
        let (length, part) = if at > 0 {
            (at, Part::Plain(&rest[..at]))
        } else if let Some(length) = envelope_length(rest) {
            (length, open(&rest[..length]).map_or(Part::Broken, Part::Envelope))
        } else {
            (rest.len() - rest.trim_start_matches(is_ours).len(), Part::Broken)
        };
        let range = from..from + length;
        from = range.end;
        Some((range, part))
    })
}

fn open(envelope: &str) -> Option<Content> {
    if envelope.starts_with(OPEN_TAG) {
        return Some(Content::Tag(read_number(&envelope[LENGTH..]).0));
    }
    let digits: Vec<u8> = envelope.chars().filter_map(digit_value).collect();
    let bytes = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let content = String::from_utf8(bytes).ok().filter(|_| digits.len().is_multiple_of(2))?;
    match envelope.chars().next()? {
        OPEN_NODE => Some(Content::Node(content)),
        _ => Some(Content::Text(content)),
    }
}

/// Writes an envelope for the node of a tag that is kept beside the text.
pub(super) fn push_tag(out: &mut String, tag: usize) {
    push_number(out, OPEN_TAG, tag);
    out.push(CLOSE);
}

/// Writes a mark for the piece of the given number.
pub(super) fn push_mark(out: &mut String, mark: char, piece: usize) {
    push_number(out, mark, piece);
}

fn push_number(out: &mut String, before: char, number: usize) {
    out.push(before);
    let mut shift = (usize::BITS - number.leading_zeros()).div_ceil(4) * 4;
    while shift > 0 {
        shift -= 4;
        out.push(digit((number >> shift & 15) as u8));
    }
}

/// The number that a text begins with, and the bytes of its digits.
pub(super) fn read_number(text: &str) -> (usize, usize) {
    let mut number = 0_usize;
    let mut length = 0;
    for value in text.chars().map_while(digit_value) {
        number = number << 4 | usize::from(value);
        length += LENGTH;
    }
    (number, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn envelopes_hold_any_text_and_survive_filters() {
        let text = "**“50 %”** \0 新疆\n";
        let sealed = escaped(text);
        assert!(sealed.chars().all(is_ours));
        assert_eq!(sealed.to_uppercase(), sealed);
        let expected = vec![Part::Envelope(Content::Text(text.to_owned()))];
        assert_eq!(parts(&sealed).map(|(_, part)| part).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn escape_leaves_envelopes_alone() {
        let call = node("value");
        let joined = escaped(&format!("up {call}"));
        let parts: Vec<_> = parts(&joined).map(|(_, part)| part).collect();
        assert_eq!(
            parts,
            [Part::Envelope(Content::Text("up ".into())), Part::Envelope(Content::Node("value".into()))]
        );
    }

    #[test]
    fn a_cut_envelope_is_broken() {
        let call = node("value");
        assert!(parts(&call[..12]).any(|(_, part)| part == Part::Broken));
    }

    #[test]
    fn marks_round_trip() {
        for piece in [0, 1, 15, 16, 4095, 70_000] {
            let mut out = String::new();
            push_mark(&mut out, TAG_MARK, piece);
            assert_eq!(read_number(&out[LENGTH..]), (piece, out.len() - LENGTH), "{piece}");
        }
    }

    #[test]
    fn sanitising_keeps_offsets() {
        let text = "a\u{FDD0}b\u{1}c\u{FDEF}";
        let clean = sanitise(text);
        assert_eq!(clean.len(), text.len());
        assert_eq!(find(&clean), None);
    }
}
