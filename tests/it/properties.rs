//! What holds for every period, every decimal and every site, however wrong.

use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use waybill::diag::{Diagnostics, Texts, to_json, to_text};
use waybill::load::LoadOptions;
use waybill::load::yaml::{Document, Step};
use waybill::model::{Formatter, Frequency, Period, Sign};
use waybill::render::{Edition, Renderer};
use waybill::source::Files;
use waybill::{check, load, plan};

use crate::site::files_below;

/// Any period that a site can name.
fn period() -> impl Strategy<Value = Period> {
    let runs =
        (1_i16..9990, 1_i8..=12, 1_u16..400).prop_filter_map("a date", |(y, m, n)| Period::months(y, m, n));
    let days = (1_i16..9990, 1_i8..=12, 1_i8..=31, 1_u16..800)
        .prop_filter_map("a date", |(y, m, d, n)| Period::days(jiff::civil::Date::new(y, m, d).ok()?, n));
    prop_oneof![runs, days, (1_i16..9990).prop_filter_map("a year", Period::year)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn a_period_reads_back_as_it_is_written(period in period()) {
        prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
    }

    #[test]
    fn no_text_makes_the_period_parser_panic(text in "[0-9SQPMYDW/ -]{0,12}|\\PC{0,12}") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
            prop_assert!(period.start() < period.end());
        }
    }

    /// Lines of what texts go wrong by: whatever stands there, it is told at places that are in it, once each.
    #[test]
    fn no_text_makes_the_yaml_reader_panic(
        text in "(( {0,3}|\t|- )(a|b: |c:|'d': )?([\\[\\]{}'\"\\\\:#@`%*&!|>,é. -]|: |\\{\\{|\\}\\}|e){0,9}\n){1,6}",
    ) {
        let mut found = Diagnostics::new();
        let mut document = Document::file("data/a.yaml".into(), text.as_str().into());
        let value: Option<serde_json::Value> = document.decode(&mut found);
        prop_assert!(value.is_some() || found.has_errors());
        let mut told = Vec::new();
        for finding in found.iter() {
            prop_assert!(text.get(finding.place.start..finding.place.end).is_some());
            told.push((finding.place.start, finding.message.clone()));
        }
        told.sort();
        prop_assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
        for (key, place) in document.keys() {
            prop_assert!(text.get(place.start..place.end).is_some());
            let place = document.value(&[Step::Key(&key)]);
            prop_assert!(text.get(place.start..place.end).is_some());
        }
        document.faulty_keys();
    }

    #[test]
    fn periods_are_in_the_order_of_their_days(a in period(), b in period()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        if a < b {
            prop_assert!(a.start() <= b.start());
        }
    }

    #[test]
    fn containing_goes_with_overlapping_and_length(a in period(), b in period()) {
        prop_assert!(a.contains(a));
        prop_assert_eq!(a.overlaps(b), b.overlaps(a));
        if a.contains(b) {
            prop_assert!(a.overlaps(b) && a.start() <= b.start() && b.end() <= a.end());
            prop_assert!(!b.contains(a) || (a.start(), a.end()) == (b.start(), b.end()));
        }
    }

    #[test]
    fn neighbours_meet_and_years_keep_the_form(period in period()) {
        if let Some(next) = period.next() {
            prop_assert_eq!(period.end(), next.start());
            prop_assert!(period < next && !period.overlaps(next));
        }
        if let Some(before) = period.year_before() {
            prop_assert!(before < period);
            // As many days may be whole months in a year with, or without, a leap day.
            if !matches!(period.frequency(), Frequency::Days(_)) || before.length_in_months().is_none() {
                prop_assert_eq!(before.frequency(), period.frequency());
            }
        }
    }

    #[test]
    fn the_formatter_writes_every_number_and_period(
        mantissa in any::<i128>(), scale in 0_u32..=28, period in period(),
    ) {
        let formatter = Formatter::new("en-GB").unwrap();
        let limit = 1_i128 << 96;
        let number = Decimal::from_i128_with_scale(mantissa % limit, scale);
        let written = formatter.number(number, Sign::Always);
        prop_assert!(written.contains(|c: char| c.is_ascii_digit()), "{}", written);
        prop_assert_eq!(number.is_sign_negative() && !number.is_zero(), written.contains('−'), "{}", written);
        prop_assert!(!formatter.period(period).is_empty() && !formatter.period_short(period).is_empty());
        prop_assert!(!formatter.date(period.start()).is_empty());
    }
}

/// The small site as its files are read.
fn small_site() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small-site");
    let mut files: Vec<_> = files_below(&folder).into_iter().collect();
    files.retain(|(path, _)| !path.starts_with("static/"));
    let template = "{% extends \"base.html\" %}\n{% block main %}{{ page.body_html | safe }}\
                    {{ value(of=\"trade.total\", at=\"2024\") }}{% endblock %}\n";
    files.push(("templates/page.html".to_owned(), template.into()));
    files
}

/// What authors, editors and merges leave in files, and what the program uses itself.
const FRAGMENTS: [&str; 38] = [
    "\n",
    "\r\n",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "\"",
    "'",
    "`",
    "|",
    ">",
    "[",
    "]",
    "{",
    "}",
    "(",
    "\\",
    "&a ",
    "*a",
    "!",
    "~",
    "---\n",
    "\0",
    "新",
    "\u{feff}",
    "\u{fdd0}",
    "\u{fde0}",
    "9999999999999999999999999999999",
    "-",
    "2025-S1",
    "<<<<<<< HEAD\n",
];

/// A change to the bytes of a file: what is taken out from where, and what is put there.
fn edit() -> impl Strategy<Value = (prop::sample::Index, prop::sample::Index, usize, Vec<u8>)> {
    let fragment = prop::sample::select(&FRAGMENTS[..]).prop_map(|text| text.as_bytes().to_vec());
    let put =
        prop_oneof![3 => fragment, 1 => prop::collection::vec(any::<u8>(), 0..4), 1 => Just(Vec::new())];
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..12, put)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_bytes_make_a_build_panic(edits in prop::collection::vec(edit(), 1..4)) {
        let mut files = small_site();
        for (file, at, length, put) in edits {
            let (_, bytes) = &mut files[file.index(small_site().len())];
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, put);
        }
        build(&files);
    }
}

/// All phases but writing, and both forms of what they find.
fn build(files: &[(String, Vec<u8>)]) {
    let text = |bytes: &[u8]| -> Arc<str> { String::from_utf8_lossy(bytes).into_owned().into() };
    let texts: Texts = files.iter().map(|(path, bytes)| (path.as_str().into(), text(bytes))).collect();
    let files = Files { texts, ..Files::default() };
    let mut found = Diagnostics::new();
    if let Some(site) = load::load(&files, LoadOptions { drafts: true }, &mut found) {
        let checked = check::check(site, &mut found);
        let base = "https://example.org/";
        let plan = plan::plan(checked, Some(base), true, None, &mut found);
        if !found.has_errors()
            && let Some(edition) = Edition::new(plan, Some(base.to_owned()), None, &mut found)
        {
            let outcome = Renderer::default().render(&Arc::new(edition), None, &mut found);
            assert!(outcome.files.len() > 10 || found.has_errors());
        }
    }
    for diagnostic in found.iter() {
        let text = files.texts.get(&diagnostic.place.file).map_or("", |text| text);
        let (start, end) = (diagnostic.place.start, diagnostic.place.end);
        assert!(start <= end && end <= text.len().max(end * usize::from(text.is_empty())), "{diagnostic:?}");
        assert!(text.is_char_boundary(start) || text.is_empty(), "{diagnostic:?}");
    }
    assert!(found.is_empty() || !to_text(&found, &files.texts, false).is_empty());
    serde_json::from_str::<serde_json::Value>(&to_json(&found, &files.texts, &(), None)).unwrap();
}
