//! Makes a site of any size, to measure builds with: `generate DIR PAGES`.
//!
//! Twenty pages a section; on each some six hundred words of prose with figures in it, a table and a chart of
//! three series over twenty-four months. The same number of pages gives the same bytes.

#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "an example that writes its own files")]

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const PAGES_PER_SECTION: usize = 20;
const SERIES_PER_PAGE: usize = 3;
const MONTHS: usize = 24;
const FIRST_YEAR: usize = 2024;
const PARAGRAPHS: usize = 8;
const WORDS_PER_PAGE: usize = 600;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(Ok(pages))) =
        (arguments.next().map(PathBuf::from), arguments.next().map(|n| n.parse::<usize>()))
    else {
        eprintln!("usage: generate DIR PAGES");
        return ExitCode::from(2);
    };
    match generate(&folder, pages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn generate(folder: &Path, pages: usize) -> io::Result<()> {
    for name in ["content", "data/series", "static"] {
        fs::create_dir_all(folder.join(name))?;
    }
    fs::write(folder.join("site.yaml"), SITE)?;
    fs::write(folder.join("data/sources.yaml"), SOURCES)?;
    fs::write(folder.join("static/robots-note.txt"), "A generated site.\n")?;
    fs::write(
        folder.join("content/_index.md"),
        "---\ntitle: A generated site\n---\nFor measuring builds.\n",
    )?;
    for section in 0..pages.div_ceil(PAGES_PER_SECTION) {
        let first = section * PAGES_PER_SECTION;
        let members = first..pages.min(first + PAGES_PER_SECTION);
        let content = folder.join(format!("content/s{section:03}"));
        fs::create_dir_all(&content)?;
        fs::write(
            content.join("_index.md"),
            format!("---\ntitle: Section {section}\n---\nPages of one section.\n"),
        )?;
        fs::write(
            folder.join(format!("data/series/s{section:03}.yaml")),
            members.clone().map(series).collect::<String>(),
        )?;
        for number in members {
            fs::write(content.join(format!("{}.md", id(number))), page(number))?;
        }
    }
    Ok(())
}

const SITE: &str = "\
title: A generated site
description: Pages with figures, tables and charts, made to measure builds with.
base_url: https://example.org/
language: en-GB
time_zone: Asia/Shanghai
publisher: { name: Example }
records:
  - { of: sources, path: sources, title: Sources, template: source.html }
conventions:
  - { pattern: \"report #\", reason: Reports are numbered. }
  - { pattern: \"page #\", reason: Pages are numbered. }
  - { pattern: \"series #\", reason: So are the series of a page. }
  - { pattern: \"# months\", reason: The months of the chart are counted by its axis. }
";

const SOURCES: &str = "\
generated:
  title: Generated figures
  publisher: not stated
  kind: dataset
  language: en
  note: These figures were made by a program and mean nothing.
";

fn id(page: usize) -> String {
    format!("p{page:04}")
}

fn month(index: usize) -> String {
    format!("{}-{:02}", FIRST_YEAR + index / 12, index % 12 + 1)
}

/// The three series of a page: a trend, a season and some noise, with one decimal.
fn series(page: usize) -> String {
    let mut random = Random::new(page, 1);
    let mut yaml = String::new();
    for number in 1..=SERIES_PER_PAGE {
        let start = 200 + random.below(800);
        let trend = 5 + random.below(20);
        let values: Vec<String> = (0..MONTHS)
            .map(|i| {
                let season = [0, 8, 14, 18, 20, 18, 14, 8, 0, 4, 10, 6][i % 12];
                let tenths = start + trend * i + season + random.below(30);
                format!("{}: {}.{}", month(i), tenths / 10, tenths % 10)
            })
            .collect();
        let (id, goods) = (id(page), random.of(&GOODS));
        let _ = write!(
            yaml,
            "{id}.s{number}:\n  title: Exports of {goods}, page {page}, series {number}\n  \
             label: {}\n  unit: CNY\n  scale: billion\n  kind: flow\n  source: generated\n  values: {{ {} }}\n",
            capitalised(goods),
            values.join(", ")
        );
    }
    yaml
}

fn page(number: usize) -> String {
    let mut random = Random::new(number, 2);
    let id = id(number);
    let (goods, place) = (random.of(&GOODS), random.of(&PLACES));
    let day = 1 + number % 28;
    let mut text = format!(
        "---\ntitle: {} by way of {place}, report {number}\ndate: 2026-{:02}-{day:02}\n\
         summary: Exports reached {} in {}.\ntags: [{}, {}]\n---\n",
        capitalised(goods),
        1 + number % 10,
        value(&id, 1, MONTHS - 1),
        month(MONTHS - 1),
        random.of(&GOODS).replace(' ', "-"),
        place.to_lowercase(),
    );
    for paragraph in 0..PARAGRAPHS {
        if paragraph % 2 == 0 {
            let _ = write!(text, "\n## {} and {}\n", capitalised(random.of(&GOODS)), random.of(&PLACES));
        }
        text.push('\n');
        prose(&mut text, &mut random, &id);
        text.push('\n');
        match paragraph {
            1 => text.push_str(&chart(&id, goods)),
            3 => text.push_str(&table(&id)),
            5 => text.push_str(&list(&mut random)),
            _ => {}
        }
    }
    text
}

/// One paragraph: sentences of eight to twenty words, with a figure in the first and in some of the others.
fn prose(text: &mut String, random: &mut Random, id: &str) {
    let mut words = 0;
    while words < WORDS_PER_PAGE / PARAGRAPHS {
        let length = 8 + random.below(13);
        let mut sentence: Vec<String> = (0..length).map(|_| random.of(&WORDS).to_owned()).collect();
        sentence[0] = capitalised(&sentence[0]);
        match random.below(8) {
            0 => sentence[length / 2] = format!("**{}**", sentence[length / 2]),
            1 => sentence[length / 2] = format!("*{}*", sentence[length / 2]),
            _ => {}
        }
        if words == 0 || random.below(12) == 0 {
            let (series, at) = (1 + random.below(SERIES_PER_PAGE), random.below(MONTHS));
            sentence.push(format!("{} in {}", value(id, series, at), month(at)));
            if at >= 12 && random.below(4) == 0 {
                sentence.push(format!("up {{{{ growth(of=\"{id}.s{series}\", at=\"{}\") }}}}", month(at)));
            }
        }
        words += length;
        let _ = write!(text, "{}. ", sentence.join(" "));
    }
    text.truncate(text.trim_end().len());
}

fn value(id: &str, series: usize, at: usize) -> String {
    format!("{{{{ value(of=\"{id}.s{series}\", at=\"{}\") }}}}", month(at))
}

fn names(id: &str, quote: &str) -> String {
    (1..=SERIES_PER_PAGE).map(|n| format!("{quote}{id}.s{n}{quote}")).collect::<Vec<_>>().join(", ")
}

fn chart(id: &str, goods: &str) -> String {
    format!(
        "\n```chart\ntitle: Exports of {goods} by month\nsubtitle: CNY billion\nmark: line\nseries: [{}]\n\
         periods: month\nalt: Three lines that rise over {MONTHS} months, with a peak in each summer.\n```\n",
        names(id, "")
    )
}

fn table(id: &str) -> String {
    format!("\n{{{{ table(of=[{}], periods=\"month\") }}}}\n", names(id, "\""))
}

fn list(random: &mut Random) -> String {
    (0..3).fold("\n".to_owned(), |list, _| {
        format!("{list}- {} through {}\n", capitalised(random.of(&GOODS)), random.of(&PLACES))
    })
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

/// Knuth's MMIX generator: enough for prose, and the same everywhere.
struct Random(u64);

impl Random {
    fn new(page: usize, purpose: u64) -> Self {
        let mut random = Random(page as u64 * 2 + purpose);
        // The first few of neighbouring seeds are alike.
        for _ in 0..4 {
            random.below(1);
        }
        random
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const GOODS: [&str; 12] = [
    "cotton",
    "tomato paste",
    "machinery",
    "steel",
    "polysilicon",
    "vehicles",
    "textiles",
    "fruit",
    "electronics",
    "furniture",
    "copper",
    "grain",
];

const PLACES: [&str; 8] =
    ["Almaty", "Bishkek", "Tashkent", "Osh", "Ashgabat", "Dushanbe", "Aktau", "Samarkand"];

const WORDS: [&str; 64] = [
    "trade",
    "the",
    "of",
    "and",
    "in",
    "rail",
    "a",
    "freight",
    "to",
    "customs",
    "with",
    "border",
    "by",
    "month",
    "growth",
    "for",
    "was",
    "exports",
    "more",
    "than",
    "corridor",
    "imports",
    "year",
    "on",
    "goods",
    "route",
    "trains",
    "from",
    "containers",
    "slower",
    "port",
    "region",
    "as",
    "crossing",
    "demand",
    "fell",
    "rose",
    "steady",
    "volume",
    "while",
    "transit",
    "times",
    "shorter",
    "lorries",
    "through",
    "dry",
    "terminal",
    "new",
    "services",
    "between",
    "cities",
    "over",
    "previous",
    "season",
    "because",
    "supply",
    "its",
    "partners",
    "share",
    "total",
    "which",
    "remained",
    "high",
    "again",
];
