//! Calls whose arguments are all literals, `{{ value(of="trade.total", at="2025") }}`: nearly every tag of a
//! narrative.
//!
//! What they yield is known without a template engine, so they are read here, and a body that holds no other tags
//! skips the engine (a page with twenty figures in 75 µs instead of 175). Whatever is not plainly such a call, or
//! is a wrong one, is left to Tera, whose messages are the ones that authors see.

use super::call::{Argument, Call};
use super::node::Node;

/// The node that a tag yields, if it is a right call with literal arguments.
pub(super) fn node(tag: &str) -> Option<Node> {
    let inside = tag.strip_prefix("{{")?.strip_suffix("}}")?;
    let inside = inside.strip_prefix('-').unwrap_or(inside);
    let inside = inside.strip_suffix('-').unwrap_or(inside);
    Node::from_call(&call(inside)?).ok()
}

fn call(text: &str) -> Option<Call> {
    let mut rest = Rest(text.trim());
    let function = rest.name()?.to_owned();
    let mut arguments: Vec<(String, Argument)> = Vec::new();
    rest.token("(")?;
    while rest.token(")").is_none() {
        if !arguments.is_empty() {
            rest.token(",")?;
            if rest.token(")").is_some() {
                break;
            }
        }
        let name = rest.name()?;
        rest.token("=")?;
        let argument = rest.argument()?;
        if arguments.iter().any(|(other, _)| other == name) {
            return None;
        }
        arguments.push((name.to_owned(), argument));
    }
    rest.0.is_empty().then_some(Call { function, arguments })
}

/// What is left to read, white space before it gone.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest.trim_start();
        taken
    }

    fn token(&mut self, token: &str) -> Option<()> {
        self.0.starts_with(token).then(|| {
            self.take(token.len());
        })
    }

    fn name(&mut self) -> Option<&'a str> {
        let length = self.0.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        (length > 0).then(|| self.take(length))
    }

    /// A text between quotes, without escapes.
    fn text(&mut self) -> Option<&'a str> {
        let quote = self.0.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let length = self.0[1..].find(quote)?;
        let text = &self.take(length + 2)[1..=length];
        (!text.contains('\\')).then_some(text)
    }

    fn argument(&mut self) -> Option<Argument> {
        if self.token("[").is_some() {
            let mut items = Vec::new();
            while self.token("]").is_none() {
                if !items.is_empty() {
                    self.token(",")?;
                }
                items.push(self.text()?.to_owned());
            }
            return Some(Argument::List(items));
        }
        if let Some(text) = self.text() {
            return Some(Argument::Text(text.to_owned()));
        }
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let number = self.take(digits).parse().ok()?;
            // A fraction, or a sum.
            return self.0.starts_with([',', ')']).then_some(Argument::Number(number));
        }
        match self.name()? {
            "true" => Some(Argument::Flag(true)),
            "false" => Some(Argument::Flag(false)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Narratives, Source};

    fn nodes(text: &str) -> Vec<Node> {
        let source = Source::verbatim("page.md", text, 0);
        let (document, _): (Document, _) = Narratives::new(false).document(&source, &tera::Context::new());
        document.nodes().into_iter().map(|(node, _)| node.clone()).collect()
    }

    #[test]
    fn tera_reads_them_alike() {
        for arguments in [
            "value(of=\"a.b\", at=\"2025-S1\")",
            "value( of = 'a' ,at=2025, unit=false, )",
            "sum(of=[\"a\", \"b\"], at=\"2025\", decimals=1, scale=\"million\")",
            "share(of=\"a\", in=\"b\", at=\"2025-01/P9M\", sign=\"always\", source=\"s\")",
            "table(of=[\"a\"], periods=\"annual\")",
        ] {
            let by_tera = nodes(&format!("x {{% if true %}}{{{{ {arguments} ~ \"\" }}}}{{% endif %}}"));
            assert_eq!(by_tera.len(), 1, "{arguments}");
            let here = node(&format!("{{{{- {arguments} -}}}}"));
            assert_eq!(here.as_ref(), Some(&by_tera[0]), "{arguments}");
        }
    }

    #[test]
    fn what_is_no_literal_call_is_left_to_tera() {
        for tag in [
            "{{ value(of=name, at=\"2025\") }}",
            "{{ value(of=\"a\", at=\"2025\") | upper }}",
            "{{ value(of=\"a\" ~ \"b\", at=\"2025\") }}",
            "{{ value(of=\"a\", at=2025 + 1) }}",
            "{{ value(of=\"a\", at=\"20\\\"25\") }}",
            "{{ value(of=\"a\", of=\"b\", at=\"2025\") }}",
            "{{ vlaue(of=\"a\", at=\"2025\") }}",
            "{{ name }}",
        ] {
            assert_eq!(node(tag), None, "{tag}");
        }
    }
}
