//! What else is wrong in page templates beyond the first mistake that Tera stops at: the faulty tag is left out, and the page
//! is rendered again.
//!
//! What is left out has the length that it had, so that later places stay what they are. Of a tag that writes something all
//! goes; a condition becomes false, and a loop has nothing to go through. Of any other tag too much would hang on it, and the
//! search ends there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, ErrorKind, Tera};

/// The most mistakes that are looked for in the rendering of one page.
const MOST: usize = 20;

/// A stretch of a template that something stands in for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Gap {
    template: String,
    start: usize,
    end: usize,
    filling: &'static str,
}

/// Templates with gaps, each made once for all pages that fail in the same way.
#[derive(Default)]
pub(super) struct Gaps(Mutex<BTreeMap<Vec<Gap>, Option<Arc<Tera>>>>);

/// What rendering a page comes to once what is wrong is left out.
pub(super) struct Beyond {
    /// The mistakes, in the order in which Tera comes by them.
    pub errors: Vec<tera::Error>,
    /// What is rendered without them, if nothing else is in the way.
    pub rendered: Option<String>,
}

impl Gaps {
    /// Renders a page again and again, each time without the mistake that stopped it. `read` makes templates of texts.
    pub fn beyond(
        &self,
        first: tera::Error,
        name: &str,
        context: &Context,
        texts: &BTreeMap<&str, &str>,
        read: impl Fn(&BTreeMap<&str, &str>) -> Option<Tera>,
    ) -> Beyond {
        let (mut errors, mut gaps) = (vec![first], Vec::new());
        while let Some(gap) = errors.last().and_then(|error| Gap::around(error, texts))
            && errors.len() < MOST
            && !gaps.contains(&gap)
        {
            gaps.push(gap);
            let Some(tera) = self.without(&gaps, texts, &read) else { break };
            match tera.render(name, context) {
                Ok(rendered) => return Beyond { errors, rendered: Some(rendered) },
                Err(error) => errors.push(error),
            }
        }
        Beyond { errors, rendered: None }
    }

    /// The templates with these gaps, if they can still be read.
    fn without(
        &self,
        gaps: &[Gap],
        texts: &BTreeMap<&str, &str>,
        read: impl Fn(&BTreeMap<&str, &str>) -> Option<Tera>,
    ) -> Option<Arc<Tera>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || {
            let mut with_gaps: BTreeMap<&str, String> = BTreeMap::new();
            for gap in gaps {
                let (name, text) = texts.get_key_value(&*gap.template)?;
                let text = with_gaps.entry(name).or_insert_with(|| (*text).to_owned());
                text.replace_range(gap.start..gap.end, &filled(text.get(gap.start..gap.end)?, gap.filling));
            }
            let mut texts = texts.clone();
            texts.extend(with_gaps.iter().map(|(name, text)| (*name, &**text)));
            read(&texts).map(Arc::new)
        };
        known.entry(gaps.to_vec()).or_insert_with(made).clone()
    }
}

/// A filling with as many bytes and lines as what it stands in for.
fn filled(text: &str, filling: &str) -> String {
    let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
    filling.chars().chain(text.bytes().skip(filling.len()).map(blank)).collect()
}

impl Gap {
    /// What can be left out so that an error is none.
    fn around(error: &tera::Error, texts: &BTreeMap<&str, &str>) -> Option<Self> {
        let (ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report)) = error.kind() else {
            return None;
        };
        let text = texts.get(report.filename())?;
        let (range, filling) = gap(text, report.span().range.start)?;
        let (template, Range { start, end }) = (report.filename().to_owned(), range);
        Some(Gap { template, start, end, filling })
    }
}

/// The stretch that can be left out about a place in a template, and what stands in for it.
fn gap(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let before = text.get(..=at).or_else(|| text.get(..at))?;
    let (open, closing) = match (before.rfind("{{"), before.rfind("{%")) {
        (Some(written), Some(done)) if written > done => (written, "}}"),
        (Some(written), None) => (written, "}}"),
        (_, Some(done)) => (done, "%}"),
        (None, None) => return None,
    };
    let close = open + text[open..].find(closing)?;
    if close < at {
        return None;
    }
    if closing == "}}" {
        return Some((open..close + closing.len(), ""));
    }
    let inner = text[open + 2..close].trim_start_matches('-');
    let start = close - inner.len();
    let inner = inner.trim_end_matches('-');
    let within = inner.trim_start();
    let keyword_at = start + inner.len() - within.len();
    let end = start + inner.trim_end().len();
    let of =
        |from: usize, filling: &'static str| (from + filling.len() <= end).then_some((from..end, filling));
    let keyword = within.split(char::is_whitespace).next()?;
    match keyword {
        "if" | "elif" => of(keyword_at + keyword.len() + 1, "0"),
        "for" => of(keyword_at + within.find(" in ")? + 4, "[]"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_as_long_as_what_it_stands_in_for() {
        let cases = [
            ("a {{ page.x | upper }} b", "page", "a                      b"),
            ("a {{- page.x\n -}} b", "page", "a           \n     b"),
            ("{% if page.x > 1 -%}y{% endif %}", "page", "{% if 0          -%}y{% endif %}"),
            ("{%- elif x %}", "x", "{%- elif 0 %}"),
            (
                "{% for a in page.all %}{{ a }}{% endfor %}",
                "page",
                "{% for a in []       %}{{ a }}{% endfor %}",
            ),
        ];
        for (text, at, expected) in cases {
            let (range, filling) = gap(text, text.find(at).unwrap()).unwrap();
            let mut left = text.to_owned();
            left.replace_range(range.clone(), &filled(&text[range], filling));
            assert_eq!(left, expected);
        }
        for (text, at) in [("{% set a = x %}", "x"), ("{% for a in x %}", "x"), ("{{ a }} x", "x"), ("", "")]
        {
            assert_eq!(gap(text, text.find(at).unwrap()), None, "{text}");
        }
    }
}
