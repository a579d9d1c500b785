//! Which statement of a template closes which: `{% for %}` … `{% endfor %}`.
//!
//! Tera reports a block that is never closed at the end of the text, one at a time. Here each is reported
//! where it opens, and a block that has to be left out goes as a whole.

use crate::diag::near_miss;

use super::scan::Piece;
use super::template::Fault;

/// Keywords that open a block, each closed by `end` and itself.
const BLOCKS: [&str; 4] = ["for", "if", "filter", "component"];

/// Keywords that stand alone or inside a block.
const OTHERS: [&str; 8] = ["set", "set_global", "else", "elif", "include", "break", "continue", "raw"];

/// Keywords that only a page template may hold.
const OF_PAGES: [&str; 3] = ["block", "endblock", "extends"];

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
    let statements = Statements { stays: vec![true; pieces.len()], blocks: Vec::new() };
    let mut matching = Matching { pieces, statements, open: Vec::new(), faults };
    for (index, piece) in pieces.iter().enumerate() {
        let tag = &body[piece.range()];
        match piece {
            Piece::Unclosed(_) => matching.refuse(index, unclosed_tag(tag)),
            Piece::Statement(_, keyword) => matching.statement(index, keyword, tag),
            Piece::Text(_) | Piece::Expression(_) | Piece::Raw(_) => {}
        }
    }
    while let Some((never_closed, keyword)) = matching.open.pop() {
        matching.never_closed(never_closed, keyword);
    }
    matching.statements
}

/// A message and a hint.
type Refusal = (String, Option<String>);

struct Matching<'a> {
    pieces: &'a [Piece],
    statements: Statements,
    /// Openers without a closer so far, with the word that follows `end` in their closer.
    open: Vec<(usize, &'a str)>,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Matching<'a> {
    fn statement(&mut self, index: usize, keyword: &'a str, tag: &str) {
        if OF_PAGES.contains(&keyword) {
            let message = format!("`{keyword}` belongs to page templates, not to narratives");
            self.refuse(index, (message, None));
        } else if let Some(block) = keyword.strip_prefix("end") {
            self.closer(index, block);
        } else if opens(keyword, tag) {
            self.open.push((index, keyword.trim_end_matches("_global")));
        } else if matches!(keyword, "else" | "elif") && self.open.is_empty() {
            self.refuse(index, (format!("`{keyword}` stands outside a block"), None));
        } else if !keyword.is_empty() && !BLOCKS.contains(&keyword) && !OTHERS.contains(&keyword) {
            // A component's tag begins with no keyword.
            self.refuse(index, unknown(keyword, BLOCKS.into_iter().chain(OTHERS)));
        }
    }

    fn closer(&mut self, index: usize, block: &str) {
        if let Some(opener) = self.open.iter().rposition(|(_, open)| *open == block) {
            while self.open.len() > opener + 1 {
                if let Some((never_closed, keyword)) = self.open.pop() {
                    self.never_closed(never_closed, keyword);
                }
            }
            self.statements.blocks.extend(self.open.pop().map(|(first, _)| (first, index)));
        } else if BLOCKS.contains(&block) || block == "set" {
            let hint = format!("remove it, or open with `{block}` before it");
            self.refuse(index, (format!("`end{block}` closes no block"), Some(hint)));
        } else {
            let ends = ["endfor", "endif", "endfilter", "endcomponent", "endset", "endraw"];
            self.refuse(index, unknown(&format!("end{block}"), ends));
        }
    }

    fn refuse(&mut self, index: usize, (message, hint): Refusal) {
        let range = self.pieces[index].range();
        self.faults.push(Fault { rule: "template-syntax", range, message, hint });
        self.statements.stays[index] = false;
    }

    /// Leaves out a block that nothing closes: its opener, and what divides it.
    fn never_closed(&mut self, opener: usize, keyword: &str) {
        let hint = format!("add `{{% end{keyword} %}}`");
        self.refuse(opener, (format!("`{keyword}` is never closed"), Some(hint)));
        for (index, piece) in self.pieces.iter().enumerate().skip(opener) {
            let within = |(first, last): &(usize, usize)| (*first..*last).contains(&index);
            if let Piece::Statement(_, keyword) = piece
                && matches!(keyword.as_str(), "else" | "elif")
                && !self.statements.blocks.iter().any(within)
            {
                self.statements.stays[index] = false;
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

fn unclosed_tag(tag: &str) -> Refusal {
    let (opener, closer) = if tag.starts_with("{{") { ("{{", "}}") } else { ("{%", "%}") };
    (
        format!("`{opener}` is never closed"),
        Some(format!(
            "close it with `{closer}` before the next blank line, or write it as code: `` `{opener}` ``"
        )),
    )
}

fn unknown<'a>(keyword: &str, known: impl IntoIterator<Item = &'a str>) -> Refusal {
    let hint = near_miss(keyword, known).map(|name| format!("did you mean `{name}`?"));
    (format!("unknown statement `{keyword}`"), hint)
}
