//! Finds the template tags of a body, and tells them from code that only looks like one.
//!
//! Ordinary Markdown is never broken by the template pass, so:
//!
//! - a tag in code (fenced, indented or in a span) is code. Where code is, only the Markdown parser can tell:
//!   it is asked once, and again with a tag blotted out whenever that tag holds what could mislead it;
//! - `{#` is no tag at all;
//! - a statement alone on its line takes the line with it, so that a loop round the rows of a table or the
//!   items of a list leaves no blank lines in them;
//! - `{% raw %}` is dealt with here: its content is text;
//! - white space that a tag asks to have removed (`{{-`, `-%}`) is removed here, as marks will stand between
//!   the tag and the text.
//!
//! What tags mean is left to Tera and to [`super::template`].

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag as Markdown};

/// A piece of a body, by its range there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The body's own text.
    Text(Range<usize>),
    /// `{{ … }}`
    Expression(Range<usize>),
    /// `{% … %}` with its keyword.
    Statement(Range<usize>, String),
    /// `{% raw %}` or `{% endraw %}`: dealt with, and left out.
    Raw(Range<usize>),
    /// A tag without an end: left out, and reported.
    Unclosed(Range<usize>),
}

impl Piece {
    /// Where it is in the body.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Piece::Text(range)
            | Piece::Expression(range)
            | Piece::Statement(range, _)
            | Piece::Raw(range)
            | Piece::Unclosed(range) => range.clone(),
        }
    }

    /// True for a tag that writes nothing itself.
    fn is_silent(&self) -> bool {
        matches!(self, Piece::Statement(..) | Piece::Raw(_))
    }

    fn is_tag(&self) -> bool {
        !matches!(self, Piece::Text(_))
    }
}

/// How often the Markdown parser is asked again where code is; beyond it, tags count as they stand.
const PASSES: usize = 32;

/// The pieces of a body in order; none if it holds no tags.
pub(super) fn scan(body: &str) -> Option<Vec<Piece>> {
    next_opener(body, 0)?;
    let tags = tags(body);
    if tags.is_empty() {
        return None;
    }
    let mut pieces = with_text_between(body, tags);
    resolve_raw(body, &mut pieces);
    trim_where_asked(body, &mut pieces);
    drop_lines_of_statements(body, &mut pieces);
    pieces.retain(|piece| piece.is_tag() || !piece.range().is_empty());
    Some(pieces)
}

fn next_opener(body: &str, from: usize) -> Option<usize> {
    let bytes = body.as_bytes();
    let mut from = from;
    loop {
        let at = from + bytes[from..].iter().position(|b| *b == b'{')?;
        if matches!(bytes.get(at + 1), Some(b'{' | b'%')) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn tags(body: &str) -> Vec<Piece> {
    let mut blotted = None;
    let mut code = code_ranges(body);
    for _ in 0..PASSES {
        let parsed = blotted.as_deref().unwrap_or(body);
        let misleading = match tags_outside(body, &code, parsed) {
            Ok(tags) => return tags,
            Err(misleading) => misleading,
        };
        let text = blotted.get_or_insert_with(|| body.to_owned());
        for range in misleading {
            text.replace_range(range.clone(), &"x".repeat(range.len()));
        }
        code = code_ranges(text);
    }
    // With everything blotted out, nothing misleads any more.
    tags_outside(body, &code, &"x".repeat(body.len())).unwrap_or_default()
}

/// The tags that are not code; or those that may have misled the parser, which read `parsed`, about where code is.
///
/// What a tag with a line end can mislead is harmless to fences, so all of them are named at once; after one with
/// a backtick or a tilde nothing is certain.
fn tags_outside(body: &str, code: &[Range<usize>], parsed: &str) -> Result<Vec<Piece>, Vec<Range<usize>>> {
    let mut tags = Vec::new();
    let mut misleading = Vec::new();
    let mut code = code.iter().peekable();
    let mut from = 0;
    while let Some(start) = next_opener(body, from) {
        while code.next_if(|range| range.end <= start).is_some() {}
        if let Some(range) = code.peek().filter(|range| range.start <= start) {
            from = range.end;
            continue;
        }
        let tag = tag_at(body, start);
        let range = tag.range();
        from = range.end;
        let read =
            if matches!(tag, Piece::Unclosed(_)) { "" } else { parsed.get(range.clone()).unwrap_or("") };
        if read.contains(['`', '~']) {
            misleading.push(range);
            break;
        }
        if read.contains('\n') {
            misleading.push(range);
        }
        tags.push(tag);
    }
    if misleading.is_empty() { Ok(tags) } else { Err(misleading) }
}

/// Where code is, in order. Bodies that cannot hold any are not parsed.
fn code_ranges(body: &str) -> Vec<Range<usize>> {
    let may_hold_code = body.contains(['`', '\t']) || body.contains("~~~") || body.contains("    ");
    if !may_hold_code {
        return Vec::new();
    }
    Parser::new_ext(body, super::parse::extensions(false))
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Markdown::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}

/// The tag that opens at an offset.
fn tag_at(body: &str, start: usize) -> Piece {
    let is_expression = body[start..].starts_with("{{");
    let closer: &[u8] = if is_expression { b"}}" } else { b"%}" };
    match tag_end(&body.as_bytes()[start..], closer) {
        Some(length) if is_expression => Piece::Expression(start..start + length),
        Some(length) => Piece::Statement(start..start + length, keyword(&body[start + 2..start + length])),
        None => {
            let line = body[start..].find(['\n', '\r']).unwrap_or(body.len() - start);
            Piece::Unclosed(start..start + line)
        }
    }
}

/// The bytes of a tag, its delimiters included. A tag ends before a blank line, so that one without an end
/// does not swallow the page; a closer in a string is no closer, as in Tera.
fn tag_end(text: &[u8], closer: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut line_is_blank = false;
    let mut at = 2;
    while at < text.len() {
        let byte = text[at];
        if byte == b'\n' && std::mem::replace(&mut line_is_blank, true) {
            return None;
        }
        line_is_blank &= byte.is_ascii_whitespace();
        match quote {
            Some(_) if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if text[at..].starts_with(closer) => return Some(at + 2),
            None if matches!(byte, b'"' | b'\'' | b'`') => quote = Some(byte),
            None => {}
        }
        at += 1;
    }
    None
}

fn keyword(inside: &str) -> String {
    let inside = inside.strip_prefix('-').unwrap_or(inside).trim_start();
    inside.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Tags and texts in turn, beginning and ending with a text.
fn with_text_between(body: &str, tags: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(tags.len() * 2 + 1);
    let mut from = 0;
    for tag in tags {
        let range = tag.range();
        pieces.push(Piece::Text(from..range.start));
        pieces.push(tag);
        from = range.end;
    }
    pieces.push(Piece::Text(from..body.len()));
    pieces
}

/// What stands between `{% raw %}` and `{% endraw %}` is text, the two tags are nothing.
fn resolve_raw(body: &str, pieces: &mut Vec<Piece>) {
    let is = |piece: &Piece, word: &str| matches!(piece, Piece::Statement(_, keyword) if keyword == word);
    while let Some(open) = pieces.iter().position(|piece| is(piece, "raw")) {
        let start = pieces[open].range();
        // Tera looks for the end tag alone, whatever the tags before it look like.
        let end =
            (start.end..body.len()).filter(|at| body.as_bytes()[*at..].starts_with(b"{%")).find_map(|at| {
                match tag_at(body, at) {
                    Piece::Statement(range, keyword) if keyword == "endraw" => Some(range),
                    _ => None,
                }
            });
        let Some(end) = end else {
            pieces[open] = Piece::Unclosed(start);
            continue;
        };
        let after = pieces.iter().position(|piece| piece.is_tag() && piece.range().start >= end.end);
        let next = after.map_or(body.len(), |index| pieces[index].range().start);
        let replacement = [
            Piece::Raw(start.clone()),
            Piece::Text(start.end..end.start),
            Piece::Raw(end.clone()),
            Piece::Text(end.end..next),
        ];
        pieces.splice(open..after.unwrap_or(pieces.len()), replacement);
    }
}

fn trim_where_asked(body: &str, pieces: &mut [Piece]) {
    for index in 0..pieces.len() {
        let Piece::Text(range) = &pieces[index] else { continue };
        let mut range = range.clone();
        let before = index.checked_sub(1).map(|i| &body[pieces[i].range()]);
        let after = pieces.get(index + 1).map(|piece| &body[piece.range()]);
        if before.is_some_and(|tag| tag.ends_with("-}}") || tag.ends_with("-%}")) {
            range.start = range.end - body[range.clone()].trim_start().len();
        }
        if after.is_some_and(|tag| tag.starts_with("{{-") || tag.starts_with("{%-")) {
            range.end = range.start + body[range.clone()].trim_end().len();
        }
        pieces[index] = Piece::Text(range);
    }
}

/// Statements that have a line to themselves take it with them, the quote marks before them included.
fn drop_lines_of_statements(body: &str, pieces: &mut [Piece]) {
    let mut index = 1;
    while index < pieces.len() {
        let mut last = index;
        while pieces.get(last + 2).is_some_and(Piece::is_silent)
            && body[pieces[last + 1].range()].trim_matches([' ', '\t']).is_empty()
        {
            last += 2;
        }
        if pieces[index].is_silent()
            && let Some((before, after)) = line_round(body, &pieces[index - 1], &pieces[last + 1])
        {
            for between in (index + 1..last).step_by(2) {
                let at = pieces[between].range().start;
                pieces[between] = Piece::Text(at..at);
            }
            pieces[index - 1] = Piece::Text(before);
            pieces[last + 1] = Piece::Text(after);
        }
        index = last + 2;
    }
}

/// The texts before and after without the rest of the tags' line; none if there is more on that line.
fn line_round(body: &str, before: &Piece, after: &Piece) -> Option<(Range<usize>, Range<usize>)> {
    let (before, after) = (before.range(), after.range());
    let text = &body[before.clone()];
    let line = text.rfind('\n').map(|at| at + 1);
    let starts_a_line = line.is_some() || before.start == 0 || body[..before.start].ends_with('\n');
    let prefix = &text[line.unwrap_or(0)..];
    let rest = &body[after.clone()];
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let end = match &rest.as_bytes()[spaces..] {
        [] if after.end == body.len() => spaces,
        [b'\n', ..] => spaces + 1,
        [b'\r', b'\n', ..] => spaces + 2,
        _ => return None,
    };
    let alone = starts_a_line && prefix.chars().all(|c| matches!(c, ' ' | '\t' | '>'));
    alone.then(|| (before.start..before.end - prefix.len(), after.start + end..after.end))
}
