//! Which numbers of a text are figures, and which are not.

use super::conventions::Case;
use super::number;
use super::passage::{Gap, Passage};
use super::periods;
use super::suggestion::unit_of;
use crate::document::{Inline, InlineKind, Span};

fn line(text: &str) -> [Inline; 1] {
    [Inline { span: Span { start: 0, end: text.len() }, kind: InlineKind::Text(text.into()) }]
}

/// The numbers of a text that no convention covers, in a site whose series count trains and land ports.
fn figures(text: &str) -> Vec<String> {
    let nouns =
        [vec!["train".to_owned()], vec!["trains".to_owned()], vec!["land".to_owned(), "ports".to_owned()]];
    let line = line(text);
    let mut passage = Passage::default();
    passage.read(&line);
    let mut found = Vec::new();
    let mut at = 0;
    while at < passage.tokens.len() {
        let Some(number) = number::read(&passage, at) else {
            at += 1;
            continue;
        };
        at = number.tokens.end;
        if !Case::new(&passage, &number, &nouns).is_conventional() {
            found.push(passage.text[number.range.clone()].to_owned());
        }
    }
    found
}

#[test]
fn figures_are_found() {
    for (text, expected) in [
        ("Trade was 280.8 billion yuan.", &["280.8 billion yuan"][..]),
        (
            "It rose by 28 percent, or 28%, 28 %, 28 per cent or 3pp.",
            &["28 percent", "28%", "28 %", "28 per cent", "3pp"],
        ),
        ("Some 1,000 trains and 12 others, or 12 000 000", &["1,000", "12", "12 000 000"]),
        ("worth $5, US$5 million, CNY 5 or 280bn", &["$5", "US$5 million", "CNY 5", "280bn"]),
        (
            "two billion, ten trains, ten full trains, twenty-five percent",
            &["two billion", "ten", "ten", "twenty-five percent"],
        ),
        ("two land ports and two sea ports", &["two"]),
        ("It doubled, by dozens, threefold, twice as much.", &["doubled", "dozens", "threefold", "twice"]),
        ("two hundred and five of twenty-two countries", &["two hundred and five", "twenty-two"]),
        (
            "half of it, a third of it, two thirds, three-fifths, a tenth less",
            &["half", "a third", "two thirds", "three-fifths", "a tenth"],
        ),
        ("It rose by a quarter.", &["a quarter"]),
        ("2200 of them in 1899, on 32 July", &["2200", "1899", "32"]),
        ("2024 trains passed, 2025 km away", &["2024", "2025 km"]),
        ("A million people, a hundred ports, ½ of it", &["A million", "a hundred", "½"]),
        ("a 500-kilometre line, one percent, one train", &["500-kilometre", "one percent", "one"]),
        ("zero percent, eleven documents", &["zero percent", "eleven"]),
    ] {
        assert_eq!(figures(text), expected, "{text}");
    }
}

#[test]
fn what_a_convention_names_is_no_figure() {
    for text in [
        "In 2025, from 2013 to 2015, in 2013-2015, 2013–2015, 2024/25 and in the 1990s; in 2024 trains ran.",
        "On 20 July 2025, or July 20, between 1 and 3 May, 1–3 May: dates, and 2025-07-26.",
        "At 14:30, and until 9:05.",
        "The first nine months, the last two quarters, the first 11 months, the next 100 days.",
        "The 14th Five-Year Plan, the 1st and the 22nd of its kind.",
        "See Figure 2, paragraph 1, table 3, pages 4–6, paragraphs 3 and 4, § 5, No. 6 and #7.",
        "Version 2, 1.4.2, CC BY 4.0.",
        "Road G219, form E-1, ISO 4217, HS 8703, COVID-19, 5G and 3D.",
        "1. First (1) and (2).",
        "One of them, one port, one day, no one.",
        "Two documents, one of them by three authors; a two-way road; two points to make.",
        "A half-year, the first half of 2025, the second half, a third country, the first three quarters of 2025.",
        "A quarter of 2025, the fourth quarter, four quarters, a quarter of the year; in the second of them.",
        "A billionaire, the hundredth, twofolded.",
    ] {
        assert_eq!(figures(text), [""; 0], "{text}");
    }
}

#[test]
fn periods_are_read() {
    for (text, expected) in [
        ("in 2025", "2025"),
        ("the first half of 2025", "2025-S1"),
        ("the Third quarter of 2025", "2025-Q3"),
        ("H2 2025", "2025-S2"),
        ("Q1 2025", "2025-Q1"),
        ("the first nine months of 2025", "2025-01/P9M"),
        ("the first three quarters of 2025", "2025-01/P9M"),
        ("January–September 2025", "2025-01/P9M"),
        ("January to September 2025", "2025-01/P9M"),
        ("from 20 June 2025", "2025-06"),
        ("2025-07-26", "2025-07-26"),
        ("the end of 2025", "2025"),
        ("January 2024 and 2025", "2024-01 2025"),
        ("2200 of 1850", ""),
    ] {
        let line = line(text);
        let mut passage = Passage::default();
        passage.read(&line);
        let found = periods::mentions(&passage, passage.stretch(0, Gap::Sentence));
        let found: Vec<String> = found.iter().map(|mention| mention.period.to_string()).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn a_number_is_read_with_its_multiplier_and_unit() {
    for (text, expected) in [
        ("280.8 billion yuan", "280800000000.0 CNY"),
        ("US$1,234.5 million", "1234500000.0 USD"),
        ("280bn", "280000000000 "),
        ("twenty-two percentage points", "22 pp"),
        ("two hundred and five km", "205 km"),
        ("a million tonnes", "1000000 t"),
    ] {
        let line = line(text);
        let mut passage = Passage::default();
        passage.read(&line);
        let number = (0..3).find_map(|at| number::read(&passage, at)).unwrap();
        let unit = number.unit.and_then(unit_of).map_or(String::new(), |unit| unit.to_string());
        assert_eq!(format!("{} {unit}", number.base().unwrap()), expected, "{text}");
    }
}
