//! Typst as it is written, with the way back to what it was written from.

use std::ops::Range;

use crate::diag::Place;

/// A Typst source. Texts enter it as string literals only, so that nothing in them is markup.
#[derive(Clone, Debug, Default)]
pub struct Script {
    text: String,
    /// What was written from where, in order.
    origins: Vec<(Range<usize>, Place)>,
}

impl Script {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds code of our own.
    pub fn code(&mut self, typst: &str) {
        self.text.push_str(typst);
    }

    /// Adds a string literal to code.
    pub fn literal(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.text.push('\\');
                    self.text.push(c);
                }
                // Line ends and tabs would be set as such; other control characters have no glyph.
                c if c.is_control() => self.text.push(' '),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }

    /// Adds a literal whose line ends count, for code.
    pub fn verbatim(&mut self, text: &str, place: &Place) {
        let start = self.text.len();
        for (at, line) in text.trim_end_matches('\n').split('\n').enumerate() {
            self.text.push_str(if at > 0 { "+\"\\n\"+" } else { "" });
            self.literal(&line.replace('\t', "    "));
        }
        self.origins.push((start..self.text.len(), place.clone()));
    }

    /// Adds a text to markup, from a place in a file of the site.
    pub fn text(&mut self, text: &str, place: &Place) {
        if text.is_empty() {
            return;
        }
        self.text.push('#');
        let start = self.text.len();
        self.literal(text);
        self.origins.push((start..self.text.len(), place.clone()));
        self.text.push(';');
    }

    /// Where the next thing will stand.
    pub fn here(&self) -> usize {
        self.text.len()
    }

    /// Notes that all since `start` was written from a place, where nothing narrower says another.
    pub fn came_from(&mut self, start: usize, place: Place) {
        self.origins.push((start..self.text.len(), place));
    }

    /// Adds another script.
    pub fn append(&mut self, other: Script) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        let moved = |(range, place): (Range<usize>, Place)| (range.start + shift..range.end + shift, place);
        self.origins.extend(other.origins.into_iter().map(moved));
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// The place that a stretch of it was written from: of the narrowest piece around it.
    pub fn place(&self, range: &Range<usize>) -> Option<&Place> {
        let around = self
            .origins
            .iter()
            .filter(|(piece, _)| piece.start <= range.start && range.start < piece.end.max(piece.start + 1));
        around.min_by_key(|(piece, _)| piece.len()).map(|(_, place)| place)
    }

    /// The longest stretches of it whose characters a test is true of, each with its place.
    pub fn words(&self, wanted: impl Fn(char) -> bool) -> Vec<(&str, Option<&Place>)> {
        words(&self.text, wanted).map(|at| (&self.text[at.clone()], self.place(&at))).collect()
    }
}

/// The longest stretches of a text whose characters a test is true of.
pub(super) fn words(text: &str, wanted: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| wanted(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_end_its_literal() {
        let mut script = Script::new();
        script.text("a\"#panic()\\\" \u{7}\n#x", &Place::file("a.md"));
        assert_eq!(script.source(), "#\"a\\\"#panic()\\\\\\\"   #x\";");
    }

    #[test]
    fn the_narrowest_piece_says_where_a_text_comes_from() {
        let mut script = Script::new();
        script.code("[");
        script.text("word", &Place::new("a.md", 3..7));
        script.code("]");
        script.came_from(0, Place::new("a.md", 0..20));
        assert_eq!(script.place(&(4..5)), Some(&Place::new("a.md", 3..7)));
        assert_eq!(script.place(&(0..1)), Some(&Place::new("a.md", 0..20)));
        assert_eq!(script.place(&(90..91)), None);
    }
}
