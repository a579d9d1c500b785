//! Narratives through the template pass, the parser and the HTML writer.

use tera::Context;
use waybill::diag::{self, Texts};
use waybill::document::{Around, Document, Embed, Narratives, Node, Options, Source, Span, write_html};

/// Writes nodes so that a test can read what they are.
struct Plain;

impl Embed for Plain {
    fn node(&mut self, node: &Node, span: Span, _: Around, out: &mut String) {
        out.push('⟦');
        self.plain(node, span, out);
        out.push('⟧');
    }

    fn plain(&mut self, node: &Node, _: Span, out: &mut String) {
        match node {
            Node::Figure(figure) => out.push_str(&format!("{} {}", figure.quantity, figure.at)),
            Node::Chart(id) | Node::Map(id) | Node::Source(id) | Node::Entity(id) => out.push_str(id),
            other => out.push_str(other.kind()),
        }
    }
}

fn read(text: &str) -> (Document, diag::Diagnostics) {
    let mut context = Context::new();
    context.insert("name", "*Khorgos* <b> | {{ x }}");
    context.insert("years", &[2023, 2024]);
    Narratives::new(false).document(&Source::verbatim("page.md", text, 0), &context)
}

/// The HTML of a text that nothing is wrong with.
fn html(text: &str) -> String {
    let (document, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let mut out = String::new();
    write_html(&document, &mut out, &mut Plain, &Options::commonmark());
    out
}

/// The findings as the terminal shows them.
fn report(text: &str) -> String {
    let (_, diagnostics) = read(text);
    let texts = Texts::from([("page.md".into(), text.into())]);
    diag::to_text(&diagnostics, &texts, false)
}

/// What each node stands for in the source.
fn places(text: &str) -> Vec<&str> {
    let (document, _) = read(text);
    document.nodes().into_iter().map(|(_, span)| &text[span.range()]).collect()
}

mod commonmark {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Example {
        example: usize,
        markdown: String,
        html: String,
    }

    /// Examples whose HTML differs by choice, with the reason.
    const DIFFERENT: &[(usize, &str)] = &[];

    #[test]
    fn the_specification_holds() {
        let examples: Vec<Example> =
            serde_json::from_str(include_str!("../fixtures/commonmark-0.31.2.json")).unwrap();
        assert_eq!(examples.len(), 652);
        let mut failed = Vec::new();
        for Example { example, markdown, html } in &examples {
            let (document, _) =
                Narratives::new(false).document(&Source::verbatim("page.md", markdown, 0), &Context::new());
            let mut written = String::new();
            write_html(&document, &mut written, &mut Plain, &Options::commonmark());
            let differs = DIFFERENT.iter().any(|(number, _)| number == example);
            if (written == *html) == differs {
                failed.push(format!("{example}: {markdown:?}\n  expected {html:?}\n  written  {written:?}"));
            }
        }
        assert!(failed.is_empty(), "{} examples:\n{}", failed.len(), failed.join("\n"));
    }
}
