//! Where things stand: byte ranges in the source file, and the map that leads back to them after the
//! template pass.

use std::ops::Range;

/// A byte range in the file that a document was read from. With the file's name it is a
/// [`crate::diag::Place`]; see [`super::Document::place`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// The range as a span.
    pub fn new(range: Range<usize>) -> Self {
        Span { start: range.start, end: range.end }
    }

    /// From the start of this to the end of the other.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        Span { start: self.start, end: other.end.max(self.end) }
    }

    /// The span as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Leads from a text that the template pass wrote to the file that it was written from.
///
/// A sorted list of pieces. Within a piece of the body's own text offsets run on byte by byte; all output of a
/// tag stands where the tag stands. A loop repeats pieces, so the same place may come up often.
#[derive(Clone, Debug)]
pub(super) struct SourceMap {
    pieces: Vec<Origin>,
}

#[derive(Clone, Copy, Debug)]
struct Origin {
    written_at: usize,
    source: Span,
    verbatim: bool,
}

impl SourceMap {
    /// A map of a text that stands in the file from `start` on, byte for byte.
    pub(super) fn verbatim(start: usize, length: usize) -> Self {
        let mut map = SourceMap { pieces: Vec::with_capacity(1) };
        map.push(0, Span { start, end: start + length }, true);
        map
    }

    /// A map without pieces yet.
    pub(super) fn new() -> Self {
        SourceMap { pieces: Vec::new() }
    }

    /// Adds a piece; pieces come in the order in which they are written.
    pub(super) fn push(&mut self, written_at: usize, source: Span, verbatim: bool) {
        self.pieces.push(Origin { written_at, source, verbatim });
    }

    /// Makes room for a prefix of the text.
    pub(super) fn shift(&mut self, length: usize) {
        for piece in &mut self.pieces {
            piece.written_at += length;
        }
    }

    /// The place in the file of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.at(range.start, |origin| origin.source.start);
        let end = match range.end.checked_sub(1).filter(|last| *last >= range.start) {
            Some(last) => self.at(last, |origin| origin.source.end.saturating_sub(1)) + 1,
            None => start,
        };
        Span { start, end: end.max(start) }
    }

    /// The place of a byte; where a tag wrote it, `of_tag` says which end of the tag to take.
    fn at(&self, offset: usize, of_tag: impl Fn(&Origin) -> usize) -> usize {
        let after = self.pieces.partition_point(|origin| origin.written_at <= offset);
        let Some(origin) = after.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.pieces.first().map_or(0, |origin| origin.source.start);
        };
        if origin.verbatim {
            (origin.source.start + (offset - origin.written_at)).min(origin.source.end)
        } else {
            of_tag(origin)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_runs_on_and_tags_stand_still() {
        let mut map = SourceMap::new();
        map.push(0, Span::new(100..110), true);
        map.push(10, Span::new(110..130), false);
        map.push(60, Span::new(130..140), true);
        assert_eq!(map.span(2..5), Span::new(102..105));
        assert_eq!(map.span(20..40), Span::new(110..130));
        assert_eq!(map.span(10..60), Span::new(110..130));
        assert_eq!(map.span(5..61), Span::new(105..131));
        assert_eq!(map.span(62..62), Span::new(132..132));
    }
}
