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

mod templates {
    use super::*;

    #[test]
    fn calls_become_nodes_at_their_places() {
        let text = "Grew to {{ value(of=\"trade.total\", at=\"2025-S1\") }}, up \
                    {{ growth(of=\"trade.total\", at=2025) }}.\n\n{{ chart(id=\"a\") }}\n";
        assert_eq!(html(text), "<p>Grew to ⟦trade.total 2025-S1⟧, up ⟦growth(trade.total) 2025⟧.</p>\n⟦a⟧\n");
        assert_eq!(
            places(text),
            [
                "{{ value(of=\"trade.total\", at=\"2025-S1\") }}",
                "{{ growth(of=\"trade.total\", at=2025) }}",
                "{{ chart(id=\"a\") }}"
            ]
        );
    }

    #[test]
    fn expressions_are_literal_text() {
        assert_eq!(html("# {{ name }}\n"), "<h1>*Khorgos* &lt;b&gt; | {{ x }}</h1>\n");
        assert_eq!(html("| {{ name }} | b |\n|-|-|\n").matches("<th>").count(), 2);
        assert_eq!(html("[{{ name }}]({{ name }})").matches("<a href").count(), 1);
        assert_eq!(html("{{ name | safe }}"), "<p><em>Khorgos</em> <b> | {{ x }}</p>\n");
        assert_eq!(html("**{{ name }}**"), "<p><strong>*Khorgos* &lt;b&gt; | {{ x }}</strong></p>\n");
    }

    #[test]
    fn punctuation_next_to_a_call_is_that_next_to_a_word() {
        let written = |word: &str| {
            let text = format!("\"{word}\" -- **{word}**, '{word}' *{word}*s ({word}'s) _{word}_ {word}...");
            let source = Source::verbatim("page.md", &text, 0);
            let (document, _) = Narratives::new(true).document(&source, &Context::new());
            let mut out = String::new();
            write_html(&document, &mut out, &mut Plain, &Options::commonmark());
            out
        };
        let call = written("{{ value(of=\"a\", at=2025) }}");
        assert_eq!(call.replace("⟦a 2025⟧", "word"), written("word"));
        assert_eq!(written("{{ 1 }}").replace('1', "word"), written("word"));
    }

    #[test]
    fn what_is_no_tag_stays() {
        assert_eq!(html("# Head {#id}\n\n{# no comment #}"), "<h1>Head</h1>\n<p>{# no comment #}</p>\n");
        assert_eq!(html("`{{ value() }}` {{ 1 + 1 }}"), "<p><code>{{ value() }}</code> 2</p>\n");
        assert_eq!(html("`{{` {{ 2 }} `}}`"), "<p><code>{{</code> 2 <code>}}</code></p>\n");
        assert_eq!(
            html("```\n{% for %}\n```\n\n    {{ x\n\n{{ 3 }}"),
            "<pre><code>{% for %}\n</code></pre>\n<pre><code>{{ x\n</code></pre>\n<p>3</p>\n"
        );
        assert_eq!(
            html("Up {{ sum(of=[\n    \"a\",\n    \"b\"\n], at=2025) }} and `{{\nx }}`"),
            "<p>Up ⟦sum(a, b) 2025⟧ and <code>{{ x }}</code></p>\n"
        );
        assert_eq!(html("{{ `}} |` }} `{{`"), "<p>}} | <code>{{</code></p>\n");
        assert_eq!(html("{% raw %}{{ x }}{% endraw %}"), "<p>{{ x }}</p>\n");
        assert_eq!(html("{{ [\"a\", \"{{ b }}\"] | join(sep=\"+\") }}"), "<p>a+{{ b }}</p>\n");
    }

    #[test]
    fn statements_take_their_lines_with_them() {
        let rows = "| year |\n|------|\n{% for y in years %}\n| {{ y }} |\n{% endfor %}\n\nEnd";
        assert_eq!(html(rows).matches("<td>").count(), 2);
        let items = "- first\n{% for y in years %}\n  - {{ y }}\n{% endfor %}\n- last\n";
        assert_eq!(
            html(items),
            "<ul>\n<li>first\n<ul>\n<li>2023</li>\n<li>2024</li>\n</ul>\n</li>\n<li>last</li>\n</ul>\n"
        );
        let quote = "> {% if true %}\r\n> yes\r\n> {% else %}\r\n> no\r\n> {% endif %}\r\n";
        assert_eq!(html(quote), "<blockquote>\n<p>yes</p>\n</blockquote>\n");
        assert_eq!(html("a {% if true %}b{% endif %} c"), "<p>a b c</p>\n");
        assert_eq!(html("a \n {{- name | length -}} \n b"), "<p>a23b</p>\n");
        assert_eq!(html("{% set f %}*x*{% endset %}{{ f }} {{ f }}"), "<p><em>x</em> <em>x</em></p>\n");
    }

    #[test]
    fn places_survive_loops_multi_byte_text_and_line_ends() {
        let text = "\u{feff}Ürümqi → 乌鲁木齐\r\n\r\n{% for y in years %}\r\n\
                    - “é” {{ value(of=\"a\", at=y) }}\r\n{% endfor %}\r\n{{ map(id=\"新\") }}";
        let calls = places(text);
        assert_eq!(
            calls,
            ["{{ value(of=\"a\", at=y) }}", "{{ value(of=\"a\", at=y) }}", "{{ map(id=\"新\") }}"]
        );
        let (document, _) = read(text);
        let item = document.blocks[1].span;
        assert!(text[item.range()].starts_with("- “é”"), "{:?}", &text[item.range()]);
    }

    #[test]
    fn nodes_do_not_stand_everywhere() {
        insta::assert_snapshot!(report(
            "Trade {{ chart(id=\"a\") }} grew.\n\n\
             # Map {{ map(id=\"a\") }}\n\n\
             [a]({{ ref(page=\"b\") }})\n\n\
             {{ value(of=\"a\", at=\"2025\") | truncate(length=3) }}\n\n\
             [b](javascript:alert(1)), see[^none], not \\[^this] nor `[^that]`\n\n\
             [^unused]: Note.\n"
        ));
    }

    #[test]
    fn mistakes_are_reported_together() {
        insta::assert_snapshot!(report(
            "A {{ vlaue(of=\"a\", at=\"2025\") }} and {{ name | uper }}\n\n\
             B {{ value(off=\"a\", at=\"2025\") }}\n\n\
             C {{ value(of=\"a\" at=\"2025\") }}\n\n\
             D {{ value(of=\"a\", at=\"2025-S3\") }}\n\n\
             E {{ nmae }} {{ name }\n\n\
             F {% if name %} {% for y in yeers %}{{ y }}{% endfor %}\n\n\
             G {% endfro %} {{ value(of=\"growth(a\", at=\"2025\") }}\n\n\
             H {{ growth(of=\"a\", at=\"2025\", sign=\"alwys\") }}\n"
        ));
    }
}

mod lines {
    use super::*;
    use waybill::document::{expand, register, write_line, write_plain};

    #[test]
    fn a_line_is_inline_whatever_it_looks_like() {
        let mut context = Context::new();
        context.insert("n", &3);
        for (text, as_html, as_plain) in [
            ("1. No *list*", "1. No <em>list</em>", "1. No list"),
            ("# No heading", "# No heading", "# No heading"),
            ("    no code\n\nnor two", "no code  nor two", "no code  nor two"),
            ("| a |\n|---|", "| a | |---|", "| a | |---|"),
            ("{{ n }} at {{ value(of=\"a\", at=2025) }}", "3 at ⟦a 2025⟧", "3 at a 2025"),
            ("{{ source(id=\"s\") }}", "⟦s⟧", "s"),
            ("", "", ""),
        ] {
            let (line, diagnostics) =
                Narratives::new(false).line(&Source::verbatim("page.md", text, 0), &context);
            assert!(diagnostics.is_empty(), "{diagnostics:#?}");
            let (mut html, mut plain) = (String::new(), String::new());
            write_line(&line.content, &mut html, &mut Plain, &Options::default());
            write_plain(&line.content, &mut plain, &mut Plain);
            assert_eq!((html.as_str(), plain.as_str()), (as_html, as_plain));
        }
    }

    #[test]
    fn a_line_that_stands_in_the_file_has_exact_places() {
        let text = "title: Up {{ value(of=\"a\", at=2025) }} *x*";
        let source = Source::verbatim("page.md", &text[7..], 7);
        let (line, _) = Narratives::new(false).line(&source, &Context::new());
        let found: Vec<&str> = line.content.iter().map(|inline| &text[inline.span.range()]).collect();
        assert_eq!(found, ["Up ", "{{ value(of=\"a\", at=2025) }}", " ", "*x*"]);
    }

    #[test]
    fn page_templates_call_the_same_functions() {
        let mut tera = tera::Tera::default();
        register(&mut tera);
        let template = "<b>{{ value(of=\"a\", at=\"2025\") }}</b> {{ chart(id=\"c\") | truncate(length=2) }}";
        let rendered = tera.render_str(template, &Context::new(), true).unwrap();
        let mut out = String::new();
        let broken = expand(&rendered, &mut out, |node, out| {
            Plain.node(node, Span::default(), Around::default(), out);
        });
        assert_eq!((out.as_str(), broken), ("<b>⟦a 2025⟧</b> …", 1));
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// Markdown that is full of what opens blocks, tags and code.
    fn markdown() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "a", "é", " ", "    ", "\n", "\r\n", "\n\n", "> ", "- ", "1. ", "# ", "`", "```", "~~~", "*",
            "**", "_", "[", "](b)", "![", "<b>", "<!--", "-->", "|", "|-|", "[^1]", "[^1]: ", "{", "}", "{#",
            "#}", "\\", "&amp;", "\u{FDD3}", "\u{1}", "\t", "[!NOTE]",
        ]);
        prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
    }

    /// The same with template tags, right and wrong.
    fn narrative() -> impl Strategy<Value = String> {
        let tag = prop::sample::select(vec![
            "{{",
            "}}",
            "{%",
            "%}",
            "{{ n }}",
            "{{ name }}",
            "{{- name -}}",
            "{% if name %}",
            "{% else %}",
            "{% endif %}",
            "{% for y in years %}",
            "{% endfor %}",
            "{% raw %}",
            "{% endraw %}",
            "{{ y }}",
            "{{ value(of=\"a\", at=2025) }}",
            "{{ chart(id=name) }}",
            "{{ `|` }}",
            "{{ vlaue() }}",
            "{{ name | uper }}",
            "{% set a %}",
            "{% endset %}",
            "{{ a }}",
            "{% block b %}",
            "{{ name\n }}",
            "{{ \"",
            "{{ '\n\n",
        ]);
        prop::collection::vec(prop_oneof![tag.prop_map(str::to_owned), markdown()], 0..12)
            .prop_map(|parts| parts.concat())
    }

    fn blocks_without_places(text: &str) -> String {
        let (document, _) = read(text);
        let mut out = String::new();
        write_html(&document, &mut out, &mut Plain, &Options::commonmark());
        out
    }

    proptest! {

        /// The template pass leaves a text without tags as it is: a tag that writes nothing makes no difference.
        #[test]
        fn text_survives_the_template_pass(text in markdown()) {
            prop_assume!(!text.contains("{{") && !text.contains("{%"));
            let with_tag = format!("{text}\n\n{{% set unused = 1 %}}\n");
            // Where the text ends in open code, the tag is code.
            prop_assume!(!blocks_without_places(&with_tag).contains("unused"));
            prop_assert_eq!(blocks_without_places(&with_tag), blocks_without_places(&format!("{text}\n\n")));
        }

        /// Whatever is written, it is read to the end, and every finding has a place in the file.
        #[test]
        fn any_text_is_read(text in narrative()) {
            let (document, diagnostics) = read(&text);
            let mut out = String::new();
            write_html(&document, &mut out, &mut Plain, &Options::default());
            prop_assert!(!out.contains(|c| ('\u{FDD0}'..='\u{FDEF}').contains(&c)), "{}", out);
            for diagnostic in diagnostics.iter() {
                prop_assert!(text.get(diagnostic.place.start..diagnostic.place.end).is_some());
            }
        }

        /// Whatever is read, every place lies in the file and on character boundaries.
        #[test]
        fn places_lie_in_the_file(before in markdown(), after in markdown()) {
            let text = format!("{before}{{{{ value(of=\"a\", at=2025) }}}}{after}");
            let (document, diagnostics) = read(&text);
            document.walk(&mut |visit| {
                let span = match visit {
                    waybill::document::Visit::Block(block) => block.span,
                    waybill::document::Visit::Inline(inline) => inline.span,
                };
                assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
            });
            for (_, span) in document.nodes() {
                prop_assert_eq!(&text[span.range()], "{{ value(of=\"a\", at=2025) }}");
            }
            for diagnostic in diagnostics.iter() {
                prop_assert!(text.get(diagnostic.place.start..diagnostic.place.end).is_some());
            }
        }
    }
}

mod shapes {
    use super::*;

    fn site(text: &str) -> String {
        let (document, diagnostics) = read(text);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let mut out = String::new();
        write_html(&document, &mut out, &mut Plain, &Options::default());
        out
    }

    #[test]
    fn a_page_in_full() {
        insta::assert_snapshot!(site(
            "# Trade {#top .lead}\n\n## Trade\n\n## Trade\n\n\
             > [!WARNING]\n> Provisional[^a].\n\n\
             | year | trade |\n|:-----|------:|\n| 2025 | {{ value(of=\"a\", at=\"2025\") }} |\n\n\
             1. one[^a]\n2. two[^b]\n\n- [x] done\n- [ ] to do\n\n\
             ```yaml title\na: <b>\n```\n\n\
             <div>{{ name }}</div>\n\n<!-- note -->\n\n\
             ![Map of {{ entity(id=\"khorgos\") }}](map.png \"Ports\") ~~x~~ <i>y</i>  \nend\n\n\
             [^b]: Second.\n[^a]: First, with `code`.\n"
        ));
    }

    #[test]
    fn depth_is_bounded() {
        for text in [
            ">".repeat(10_000),
            "- ".repeat(5_000) + "x",
            "*a **b ".repeat(5_000),
            "[".repeat(10_000) + "x",
            "![".repeat(3_000) + &"](x)".repeat(3_000),
        ] {
            let (document, _) = read(&text);
            let mut out = String::new();
            write_html(&document, &mut out, &mut Plain, &Options::default());
        }
        assert!(report(&(">".repeat(200) + " deep words")).contains("nesting-too-deep"));
        let (document, _) = read(&(">".repeat(200) + " deep words"));
        assert!(document.words().contains("deep words"));
    }
}
