//! Which statement of a template closes which: `{% for %}` … `{% endfor %}`.
//!
//! Tera reports a block that is never closed at the end of the text, one at a time. Here each is reported
//! where it opens, and a block that has to be left out goes as a whole.

use crate::diag::near_miss;

use super::scan::Piece;
use super::template::Fault;

/// Keywords that open a block, each closed by `end` and itself.
const BLOCKS: [&str; 5] = ["for", "if", "filter", "component", "block"];

/// Keywords that stand alone or inside a block.
const OTHERS: [&str; 9] =
    ["set", "set_global", "else", "elif", "include", "extends", "break", "continue", "raw"];

/// The tags that stay, and the extents of blocks.
#[derive(Debug)]
pub(super) struct Statements {
    stays: Vec<bool>,
    /// First and last piece of each block.
    blocks: Vec<(usize, usize)>,
}

impl Statements {
    /// True if the piece goes into the template.
    pub(super) fn stays(&self, piece: usize) -> bool {
        self.stays.get(piece).copied().unwrap_or(false)
    }

    /// Leaves a tag out; with it the block that it opens, closes or divides. False if it was out already.
    pub(super) fn leave_out(&mut self, piece: usize) -> bool {
        if !self.stays(piece) {
            return false;
        }
        self.stays[piece] = false;
        let block = self.blocks.iter().find(|(first, last)| *first == piece || *last == piece).copied();
        if let Some((first, last)) = block {
            self.stays[first..=last].fill(false);
        }
        true
    }
}

/// Matches openers and closers; those without a partner are faults.
pub(super) fn match_statements(body: &str, pieces: &[Piece], faults: &mut Vec<Fault>) -> Statements {
    let mut statements = Statements { stays: vec![true; pieces.len()], blocks: Vec::new() };
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let range = piece.range();
        let fault = match piece {
            Piece::Unclosed(_) => Some(unclosed_tag(&body[range.clone()])),
            Piece::Statement(_, keyword) => match keyword.strip_prefix("end") {
                Some(block) => match open.iter().rposition(|(_, opener)| *opener == block) {
                    Some(opener) => {
                        for (never_closed, keyword) in open.drain(opener + 1..) {
                            faults.push(unclosed_block(pieces, never_closed, keyword));
                            statements.stays[never_closed] = false;
                        }
                        statements.blocks.extend(open.pop().map(|(first, _)| (first, index)));
                        None
                    }
                    None => Some(unopened(keyword)),
                },
                None if opens(keyword, &body[range.clone()]) => {
                    open.push((index, keyword.as_str()));
                    None
                }
                None if open.is_empty() && matches!(keyword.as_str(), "else" | "elif") => {
                    Some((format!("`{keyword}` stands outside a block"), None))
                }
                None => unknown(keyword),
            },
            _ => None,
        };
        if let Some((message, hint)) = fault {
            faults.push(Fault { rule: "template-syntax", range, message, hint });
            statements.stays[index] = false;
        }
    }
    for (never_closed, keyword) in open {
        faults.push(unclosed_block(pieces, never_closed, keyword));
        statements.leave_out_to_the_end(pieces, never_closed);
    }
    statements
}

impl Statements {
    /// Leaves out a block that nothing closes: its opener, and what divides it.
    fn leave_out_to_the_end(&mut self, pieces: &[Piece], opener: usize) {
        self.stays[opener] = false;
        for (index, piece) in pieces.iter().enumerate().skip(opener) {
            let in_a_block = self.blocks.iter().any(|(first, last)| (*first..*last).contains(&index));
            if let Piece::Statement(_, keyword) = piece
                && matches!(keyword.as_str(), "else" | "elif")
                && !in_a_block
            {
                self.stays[index] = false;
            }
        }
    }
}

/// `set` opens a block when no value follows the name.
fn opens(keyword: &str, tag: &str) -> bool {
    if !matches!(keyword, "set" | "set_global") {
        return BLOCKS.contains(&keyword);
    }
    let inside = tag.trim_start_matches("{%").trim_start_matches('-').trim_start();
    let after_keyword = inside.strip_prefix(keyword).unwrap_or(inside).trim_start();
    let after_name = after_keyword.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    !after_name.trim_start().starts_with('=')
}

fn unclosed_tag(tag: &str) -> (String, Option<String>) {
    let (opener, closer) = if tag.starts_with("{{") { ("{{", "}}") } else { ("{%", "%}") };
    (
        format!("`{opener}` is never closed"),
        Some(format!(
            "close it with `{closer}` before the next blank line, or write it as code: `` `{opener}` ``"
        )),
    )
}

fn unclosed_block(pieces: &[Piece], piece: usize, keyword: &str) -> Fault {
    Fault {
        rule: "template-syntax",
        range: pieces.get(piece).map_or(0..0, Piece::range),
        message: format!("`{keyword}` is never closed"),
        hint: Some(format!("add `{{% end{keyword} %}}`")),
    }
}

fn unopened(keyword: &str) -> (String, Option<String>) {
    let block = keyword.trim_start_matches("end");
    let known = BLOCKS.contains(&block) || block == "set" || block == "set_global";
    if known {
        (format!("`{keyword}` closes no block"), Some(format!("remove it, or open with `{block}` before it")))
    } else {
        let ends: Vec<String> = BLOCKS.iter().map(|block| format!("end{block}")).collect();
        let hint =
            near_miss(keyword, ends.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"));
        (format!("unknown statement `{keyword}`"), hint)
    }
}

fn unknown(keyword: &str) -> Option<(String, Option<String>)> {
    // A component's tag begins with no keyword.
    if keyword.is_empty() || BLOCKS.contains(&keyword) || OTHERS.contains(&keyword) {
        return None;
    }
    let hint =
        near_miss(keyword, BLOCKS.into_iter().chain(OTHERS)).map(|name| format!("did you mean `{name}`?"));
    Some((format!("unknown statement `{keyword}`"), hint))
}
