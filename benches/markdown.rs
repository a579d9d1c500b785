//! How long a narrative takes from its source to HTML.

use divan::Bencher;
use tera::Context;
use waybill::document::{Around, Embed, Narratives, Node, Options, Source, Span, write_html};

fn main() {
    divan::main();
}

struct Figures;

impl Embed for Figures {
    fn node(&mut self, _: &Node, _: Span, _: Around, out: &mut String) {
        out.push_str("<data value=\"1\">CNY 500 billion</data>");
    }

    fn plain(&mut self, _: &Node, _: Span, out: &mut String) {
        out.push_str("CNY 500 billion");
    }
}

/// Some 600 words with a table; `call` stands 20 times in it.
fn page(call: &str) -> String {
    let sentence =
        format!("Trade through the port grew **again** in the [period](../ports/khorgos.md), to {call}. ");
    let filler =
        "Rail carried most of it, and road the rest; what the sources say of both is set out below. ";
    let mut text = String::new();
    for part in 0..5 {
        text.push_str(&format!("## Part {part}\n\n"));
        for _ in 0..3 {
            text.push_str(&sentence);
            text.push_str(&filler.repeat(2));
            text.push_str("\n\n");
        }
    }
    text.push_str("| Port | Trade |\n|:-----|------:|\n");
    for _ in 0..5 {
        text.push_str(&format!("| Khorgos | {call} |\n"));
    }
    text
}

const CALL: &str = "{{ value(of=\"trade.total\", at=\"2025-S1\") }}";

fn html(narratives: &Narratives, text: &str, context: &Context) -> String {
    let (document, _) = narratives.document(&Source::verbatim("page.md", text, 0), context);
    let mut out = String::with_capacity(text.len() * 2);
    write_html(&document, &mut out, &mut Figures, &Options::default());
    out
}

#[divan::bench]
fn page_with_20_figures(bencher: Bencher<'_, '_>) {
    let (narratives, text, context) = (Narratives::new(true), page(CALL), Context::new());
    bencher.bench(|| html(&narratives, &text, &context));
}

#[divan::bench]
fn page_with_20_figures_and_code(bencher: Bencher<'_, '_>) {
    let (narratives, context) = (Narratives::new(true), Context::new());
    let text = page(CALL) + "\n```\n{{ code }}\n```\n";
    bencher.bench(|| html(&narratives, &text, &context));
}

#[divan::bench]
fn page_without_tags(bencher: Bencher<'_, '_>) {
    let (narratives, text, context) = (Narratives::new(true), page("500"), Context::new());
    bencher.bench(|| html(&narratives, &text, &context));
}

#[divan::bench]
fn parse_alone(bencher: Bencher<'_, '_>) {
    let text = page("500");
    bencher.bench(|| {
        pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all()).into_offset_iter().count()
    });
}

#[divan::bench]
fn page_with_20_figures_through_tera(bencher: Bencher<'_, '_>) {
    let (narratives, mut context) = (Narratives::new(true), Context::new());
    context.insert("period", "2025-S1");
    let text = page("{{ value(of=\"trade.total\", at=period) }}");
    bencher.bench(|| html(&narratives, &text, &context));
}
