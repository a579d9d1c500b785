//! Which tag of a page template is never closed, where Tera stops at one that it does not expect there.

use std::ops::Range;

/// What opens a block, with what closes it behind `end`.
const OPENERS: [&str; 5] = ["if", "for", "block", "filter", "component"];

/// The block that is open at a place in a text where it must be closed: its keyword, and the range of its tag. `at` is the
/// tag that closes another, or the end of the text.
pub(super) fn never_closed(text: &str, at: usize) -> Option<(&str, Range<usize>)> {
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut from = 0;
    while let Some((start, length, keyword)) = next_tag(text, from) {
        let end = start + length;
        if end > at {
            let closes = keyword.strip_prefix("end");
            return open.pop().filter(|(opener, _)| closes.is_some_and(|closes| closes != *opener));
        }
        if OPENERS.contains(&keyword) {
            open.push((keyword, start..end));
        } else if open.last().is_some_and(|(opener, _)| keyword.strip_prefix("end") == Some(*opener)) {
            open.pop();
        }
        from = end;
    }
    open.pop()
}

/// The next tag from a place on: where it begins, how long it is, its keyword. Comments, and what `raw` encloses, have
/// none.
fn next_tag(text: &str, from: usize) -> Option<(usize, usize, &str)> {
    let mut from = from;
    loop {
        let tag = text.get(from..)?.find("{%").map(|at| from + at);
        let comment = text[from..].find("{#").map(|at| from + at);
        match (tag, comment) {
            (tag, Some(comment)) if tag.is_none_or(|tag| comment < tag) => {
                from = comment + text[comment..].find("#}")? + 2;
            }
            (Some(tag), _) => {
                let length = text[tag..].find("%}")? + 2;
                let inner = text[tag + 2..tag + length - 2].trim_start_matches('-').trim_start();
                let end = inner.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inner.len());
                if &inner[..end] == "raw" {
                    from = tag + text[tag..].find("endraw")?;
                    from += text[from..].find("%}")? + 2;
                    continue;
                }
                return Some((tag, length, &inner[..end]));
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_open_block_is_to_blame() {
        let text = "{% block main %}{# {% for #}{% if a %}x{% raw %}{% if %}{% endraw %}{% endblock %}";
        let (keyword, range) = never_closed(text, text.find("endblock").unwrap()).unwrap();
        assert_eq!((keyword, &text[range]), ("if", "{% if a %}"));
        let text = "{%- for a in b -%}{% if c %}{% endif %}";
        assert_eq!(never_closed(text, text.len()).map(|(keyword, _)| keyword), Some("for"));
        let text = "{% if a %}{% endif %}{% nonsense %}";
        assert_eq!(never_closed(text, text.find("nonsense").unwrap()), None);
    }
}
