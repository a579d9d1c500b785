//! Style sheets without what only their authors read: comments, line ends, indentation.
//!
//! Nothing is understood and nothing rewritten: white space goes where CSS gives it no meaning, beside the marks that end or
//! open something, and is a single space elsewhere. What is in quotes stays as it is.

/// The sheets as one, shortened.
pub fn minified(sheets: &[&str]) -> String {
    let mut out = String::with_capacity(sheets.iter().map(|sheet| sheet.len()).sum());
    for sheet in sheets {
        let mut rest = *sheet;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '"' | '\'' => quoted(rest, first),
                '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                c if c.is_ascii_whitespace() => {
                    rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len())
                }
                c => c.len_utf8(),
            };
            let (token, after) = rest.split_at(length);
            rest = after;
            if token.starts_with("/*") || first.is_ascii_whitespace() {
                if !out.ends_with(|c: char| c == ' ' || is_edge(c)) && !out.is_empty() {
                    out.push(' ');
                }
                continue;
            }
            if is_edge(first) && out.ends_with(' ') {
                out.pop();
            }
            if first == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push_str(token);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Marks beside which white space means nothing, in selectors, conditions and declarations alike.
fn is_edge(c: char) -> bool {
    matches!(c, '{' | '}' | ';' | ',')
}

/// The length of what is in quotes, the quotes included.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::minified;

    #[test]
    fn what_has_no_meaning_goes() {
        let css = "/* A. */\n@media (width > 3em) {\n  a , b > c:is(.d, .e) :hover {\n    margin: 0 1px;\n    --x: ;\n  }\n}\n";
        assert_eq!(minified(&[css]), "@media (width > 3em){a,b > c:is(.d,.e) :hover{margin: 0 1px;--x:}}");
    }

    #[test]
    fn what_is_quoted_stays() {
        let css = "q { quotes: \"“  /* no */ \" '\\'  ;'; content: \" (\" attr(href) \")\" ; }";
        assert_eq!(minified(&[css]), "q{quotes: \"“  /* no */ \" '\\'  ;';content: \" (\" attr(href) \")\"}");
    }

    #[test]
    fn a_comment_parts_words() {
        assert_eq!(minified(&["a/**/b{}", "/* c */ d{}"]), "a b{}d{}");
    }

    #[test]
    fn to_shorten_twice_changes_nothing() {
        for sheet in [super::super::STYLE, super::super::EMBED_STYLE, super::super::SANS] {
            let once = minified(&[sheet]);
            assert!(once.len() < sheet.len() && minified(&[&once]) == once);
            let count = |text: &str, c: char| text.matches(c).count();
            assert_eq!(count(&once, '{'), count(&once, '}'));
        }
    }
}
