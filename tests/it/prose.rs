//! No page has a figure in prose that is not bound to its papers.
//!
//! A figure that someone typed stays when the data change. So every number in the texts of this repository's own
//! site comes from a call, but for what a convention names: years, days of a month, ordinals, "Figure 2", clauses
//! of a document, and numbers that are part of a name ("G219", "ISO 4217").

use std::ops::Range;
use std::path::Path;

use waybill::diag::{Diagnostics, Place, line_column};
use waybill::document::{BlockKind, Document, Inline, InlineKind, Span, Visit};
use waybill::load::{LoadOptions, Scalar, Site, Text, load};
use waybill::source::{Files, read_site};

#[test]
fn every_figure_in_prose_is_bound() {
    let (files, mut diagnostics) = read_site(Path::new(env!("CARGO_MANIFEST_DIR")));
    let site = load(&files, LoadOptions { drafts: true }, &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let prose = Prose::of(&site);
    assert!(prose.texts > 100, "only {} texts were read", prose.texts);
    let found: Vec<String> = prose.found.iter().map(|(place, number)| shown(&files, place, number)).collect();
    assert!(found.is_empty(), "bind these, or say them without a number:\n{}", found.join("\n"));
}

fn shown(files: &Files, place: &Place, number: &str) -> String {
    let at = line_column(&files.texts[&place.file], place.start);
    format!("{}:{}:{}: {number}", place.file, at.line, at.column)
}

/// The bare figures of a site.
#[derive(Default)]
struct Prose {
    found: Vec<(Place, String)>,
    texts: usize,
}

impl Prose {
    fn of(site: &Site) -> Self {
        let mut prose = Prose::default();
        for page in site.pages.values() {
            page.each_line().for_each(|text| prose.text(text));
            prose.document(&page.body, &|span| page.body.place(span));
        }
        for entity in site.entities.values() {
            entity.summary.iter().for_each(|text| prose.text(text));
            if let Some(body) = &entity.body {
                prose.document(body, &|span| entity.body_place(span));
            }
            for value in entity.fields.iter().flat_map(|field| &field.values) {
                if let Scalar::Text(text) = value {
                    prose.text(text);
                }
            }
        }
        site.charts.values().flat_map(|chart| chart.each_text()).for_each(|text| prose.text(text));
        prose
    }

    fn text(&mut self, text: &Text) {
        self.line(&text.line.content, &|span| text.place(span));
    }

    fn document(&mut self, document: &Document, place: &dyn Fn(Span) -> Place) {
        let mut lines: Vec<&[Inline]> = Vec::new();
        document.walk(&mut |visit| {
            let Visit::Block(block) = visit else { return };
            match &block.kind {
                BlockKind::Paragraph(line) | BlockKind::Plain(line) => lines.push(line),
                BlockKind::Heading(heading) => lines.push(&heading.content),
                BlockKind::Table(table) => {
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    lines.extend(cells.map(|cell| cell.content.as_slice()));
                }
                _ => {}
            }
        });
        lines.into_iter().for_each(|line| self.line(line, place));
    }

    fn line(&mut self, line: &[Inline], place: &dyn Fn(Span) -> Place) {
        self.texts += 1;
        let mut words = Words::default();
        words.add(line);
        for range in bare_figures(&words.text) {
            self.found.push((place(words.span(range.start)), words.text[range].to_owned()));
        }
    }
}

/// The words of a line with everything else masked, and where each stretch of them stands.
#[derive(Default)]
struct Words {
    text: String,
    pieces: Vec<(usize, Span)>,
}

impl Words {
    fn add(&mut self, line: &[Inline]) {
        for inline in line {
            match &inline.kind {
                InlineKind::Text(text) => {
                    self.pieces.push((self.text.len(), inline.span));
                    self.text.push_str(text);
                }
                InlineKind::Emphasis(inner)
                | InlineKind::Strong(inner)
                | InlineKind::Strikethrough(inner) => {
                    self.add(inner);
                }
                // The destination is no prose, the text of a link and an alternative text are.
                InlineKind::Link(link) | InlineKind::Image(link) => self.add(&link.content),
                InlineKind::SoftBreak | InlineKind::HardBreak => self.text.push(' '),
                // A letter, so that "{{ … }}th" is no bare ordinal and `Q1` no number.
                InlineKind::Node(_) | InlineKind::Code(_) => self.text.push('¤'),
                InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
            }
        }
    }

    /// The place of a byte: exact within a text that stands in the file as it is read.
    fn span(&self, at: usize) -> Span {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, span) = self.pieces[after.saturating_sub(1)];
        let from = (span.start + at - start).min(span.end);
        Span { start: from, end: from }
    }
}

/// The numbers of a text that no convention names.
fn bare_figures(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    (0..words.len()).filter(|at| is_bare(text, &words, *at)).map(|at| words[at].clone()).collect()
}

/// The words of a text: letters and digits with what joins them ("280.8", "1,000", "half-year").
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let joins = |c: char| matches!(c, '.' | ',' | '-' | '\'' | '’' | '\u{a0}' | '¤');
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match words.last_mut() {
            _ if !c.is_alphanumeric() && c != '¤' => {}
            Some(last) if last.end == at => last.end = end,
            Some(last) if is_join(text, last.end..at, joins) => last.end = end,
            _ => words.push(at..end),
        }
    }
    words
}

fn is_join(text: &str, between: Range<usize>, joins: impl Fn(char) -> bool) -> bool {
    let mut chars = text[between].chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if joins(c))
}

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
];

/// What is numbered: the number after it is a name.
#[rustfmt::skip]
const NUMBERED: [&str; 14] = [
    "figure", "figures", "table", "tables", "chart", "paragraph", "paragraphs", "section", "page", "pages",
    "chapter", "article", "version", "no",
];

/// Number words that are a figure when something countable or measured follows.
#[rustfmt::skip]
const NUMBERS: [&str; 31] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty",
    "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion",
    "trillion",
];

#[rustfmt::skip]
const MEASURES: [&str; 31] = [
    "percent", "percentage", "hundred", "thousand", "million", "billion", "trillion", "times", "fold",
    "yuan", "dollar", "dollars", "tonne", "tonnes", "ton", "tons", "kilometre", "kilometres", "km",
    "minutes", "hours", "days", "point", "points", "train", "trains", "vehicle", "vehicles", "fifths",
    "thirds", "teu",
];

/// Words that are a figure by themselves.
const FIGURES: [&str; 8] =
    ["dozen", "dozens", "doubled", "tripled", "quadrupled", "twofold", "threefold", "tenfold"];

fn is_bare(text: &str, words: &[Range<usize>], at: usize) -> bool {
    let word = &text[words[at].clone()];
    let before = at.checked_sub(1).map_or("", |at| &text[words[at].clone()]);
    let after = words.get(at + 1).map_or("", |range| &text[range.clone()]);
    let lower = word.to_lowercase();
    if !word.contains(|c: char| c.is_ascii_digit()) {
        let of_measure = MEASURES.contains(&&*after.to_lowercase());
        let compound = lower.split_once('-').is_some_and(|(first, _)| NUMBERS.contains(&first))
            && !lower.ends_with("-year");
        return FIGURES.contains(&&*lower)
            || (NUMBERS.contains(&&*lower) && of_measure && !before.ends_with(|c: char| c.is_ascii_digit()))
            || (compound && (of_measure || lower.ends_with("fold")));
    }
    if word.contains(|c: char| c.is_alphabetic()) {
        // Part of a name, unless it is a unit ("280bn", "50km") or a currency before a number.
        let letters = lower.trim_start_matches(|c: char| !c.is_alphabetic());
        return ["bn", "m", "mn", "km", "t", "h", "kg", "pp", "yuan"].contains(&letters)
            && lower.starts_with(|c: char| c.is_ascii_digit());
    }
    let is_percent = text[words[at].end..].trim_start().starts_with('%') || after == "percent";
    let is_money = text[..words[at].start].ends_with(['$', '¥', '€']);
    if is_percent || is_money || MEASURES.contains(&&*after.to_lowercase()) {
        return true;
    }
    let is_year = |part: &str| part.len() == 4 && part.parse().is_ok_and(|y: u16| (1900..=2100).contains(&y));
    let is_day = word.parse().is_ok_and(|day: u8| (1..=31).contains(&day));
    let of_month = MONTHS.contains(&before) || MONTHS.contains(&after);
    let is_code = before.len() > 1 && before.bytes().all(|b| b.is_ascii_uppercase());
    let is_numbered = NUMBERED.contains(&&*before.to_lowercase());
    !(word.split('-').all(is_year) || (is_day && of_month) || is_code || is_numbered)
}

#[test]
fn bare_figures_are_found() {
    for (text, expected) in [
        ("Trade was 280.8 billion yuan.", &["280.8"][..]),
        ("It rose by 28 percent, or 28%, or 28 %.", &["28", "28", "28"]),
        ("Some 1,000 trains and 12 others", &["1,000", "12"]),
        ("worth $5 or 280bn", &["5", "280bn"]),
        ("two billion, ten trains, twenty-five percent", &["two", "ten", "twenty-five"]),
        ("It doubled, by dozens.", &["doubled", "dozens"]),
        ("2200 of them in 1899", &["2200", "1899"]),
        ("on 32 July", &["32"]),
        ("2024 trains passed", &["2024"]),
    ] {
        let found: Vec<&str> = bare_figures(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn conventions_are_no_figures() {
    for text in [
        "In 2025, from 2013 to 2015, in 2013-2015 and in the 1990s.",
        "On 20 July 2025, or July 20, between 1 and 3 May: dates.",
        "The 14th Five-Year Plan, the 1st of its kind, a 2-week wait.",
        "See Figure 2, paragraph 1 and table 3.",
        "Road G219, form E-1, ISO 4217, HS 8703.",
        "Two documents, one of them by three authors; a half-year; the first three quarters.",
        "¤ of it, ¤ and ¤.",
    ] {
        let found: Vec<&str> = bare_figures(text).into_iter().map(|range| &text[range]).collect();
        let expected: &[&str] = if text.contains("between 1 and") { &["1"] } else { &[] };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_bare_figure_is_found_wherever_it_stands() {
    let page = "---\ntitle: Up 5 percent\nsummary: >-\n  A fold\n  of 6 lines\nkey_points: [ 'Of 7 {{ chart }}' ]\n---\n\n\
                ## Of 8\n\nOf *9* and `10` and [11](12.md).\n\n- Of 13\n\n| 14 |\n| --- |\n| 15 |\n\nA note[^n].\n\n[^n]: Of 16.\n";
    let entities = "a:\n  kind: k\n  name: A\n  summary: Of 17\n  body: |\n    First.\n\n    Of 18.\n";
    let chart = "title: Of 19\nmark: bar\nseries: [s]\nalt: Of 20\nnote: Of 21\nannotations: [ { at: 2024, text: Of 22 } ]\n";
    let mut files = Files::default();
    for (path, text) in [
        ("site.yaml", "title: A site\nentities: { k: { title: K } }\n"),
        ("content/a.md", page),
        ("data/entities/a.yaml", entities),
        ("data/charts/c.yaml", chart),
    ] {
        files.texts.insert(path.into(), text.into());
    }
    let mut diagnostics = Diagnostics::new();
    let site = load(&files, LoadOptions::default(), &mut diagnostics).unwrap();
    let prose = Prose::of(&site);
    let mut found: Vec<String> =
        prose.found.iter().map(|(place, number)| shown(&files, place, number)).collect();
    found.sort();
    insta::assert_snapshot!(found.join("\n"));
}
