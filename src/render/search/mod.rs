//! The search: an index of terms in static files, which a small script reads.
//!
//! No server answers and no code is compiled in the reader's browser, so it works from any folder and under
//! `script-src 'self'`, where WebAssembly does not run. A search reads one part of the terms for each word that is
//! asked for (some 20 KB before compression, however large the site is) and the pages that it shows.
//!
//! 1. [`Entry::of`] makes the entry of one page from its texts, and counts the [`Terms`] in them.
//! 2. [`SearchIndex`] deals the terms of all pages out into parts.
//! 3. [`SearchIndex::terms`] and [`SearchIndex::pages`] write one file each.

mod words;

use std::fmt::Write as _;
use std::sync::Arc;

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::charts::Prepared;
use super::urls::Urls;
use super::world::World;
use super::writer::plain;
use crate::check::Destination;
use crate::document::{Document, Node};
use crate::load::{Page, Text};
use crate::model::SeriesId;
use crate::plan::SearchLayout;

pub use words::STOP_WORDS;

/// The address of the page that searches; links of the index are relative to it.
pub const ADDRESS: &str = "search";

/// What a term counts for by where it stands. The body counts by its repetitions, up to [`REPEATED`].
const TITLE: u32 = 12;
const SUMMARY: u32 = 4;
const HEADING: u32 = 3;
const BODY: u32 = 1;
const REPEATED: u32 = 5;

/// How much of a summary is shown, in bytes.
const SHOWN: usize = 220;

/// How many stretches of pages each thread indexes, one by itself, before all are brought together: many, so that no thread
/// is left with a long one at the end.
const STRETCHES: usize = 8;

/// The index of a site.
#[derive(Debug)]
pub struct SearchIndex {
    entries: Vec<Entry>,
    /// The terms of each part in order.
    parts: Vec<Vec<Term>>,
}

/// A term with the pages that it stands on, in order, and what it counts for there.
type Term = (Box<str>, Vec<(u32, u32)>);

/// A page as the search shows it.
#[derive(Debug, Default)]
struct Entry {
    url: String,
    title: String,
    kind: String,
    summary: String,
}

impl SearchIndex {
    /// Indexes all pages that have texts of their own, in the order of their addresses.
    pub fn of(world: &World<'_>, layout: SearchLayout) -> Self {
        let pages: Vec<_> = (0..).zip(world.searched()).collect();
        let stretch = pages.len().div_ceil(STRETCHES * rayon::current_num_threads()).max(1);
        let index = |pages: &[(u32, (&Arc<str>, &Destination))]| {
            let mut terms = Terms::default();
            let entries = pages.iter().map(|(page, (address, destination))| {
                let entry = Entry::of(world, address, destination, &mut terms);
                terms.end_page(*page);
                entry
            });
            (entries.collect::<Vec<Entry>>(), terms)
        };
        let indexed: Vec<_> = pages.par_chunks(stretch).map(index).collect();
        let mut entries = Vec::with_capacity(pages.len());
        let mut terms: IndexMap<Box<str>, Vec<(u32, u32)>, FxBuildHasher> = IndexMap::default();
        for (some, counted) in indexed {
            entries.extend(some);
            for (term, counted) in counted.terms {
                terms.entry(term).or_default().extend(counted.pages);
            }
        }
        terms.sort_unstable_keys();
        let mut parts = vec![Vec::new(); layout.parts];
        for (term, pages) in terms {
            parts[part_of(&term, layout.parts)].push((term, pages));
        }
        SearchIndex { entries, parts }
    }

    /// How many parts the terms are divided into.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// A part of the terms as JSON: each term with pairs of numbers, the distance from the page before and what the
    /// term counts for there.
    pub fn terms(&self, part: usize) -> String {
        let mut json = String::from("{");
        for (term, pages) in self.parts.get(part).into_iter().flatten() {
            let comma = if json.len() > 1 { ",\n" } else { "\n" };
            // Terms hold letters, digits and points: nothing that JSON would escape.
            let _ = write!(json, "{comma}\"{term}\":[");
            let mut before = 0;
            for ((page, counts), entry) in pages.iter().zip(1..) {
                let comma = if entry > 1 { "," } else { "" };
                let _ = write!(json, "{comma}{},{counts}", page - before);
                before = *page;
            }
            json.push(']');
        }
        json.push_str("\n}\n");
        json
    }

    /// A run of pages as JSON: link, title, kind and summary of each.
    pub fn pages(&self, run: usize) -> String {
        let from = run * SearchLayout::RUN;
        let entries = self.entries.iter().skip(from).take(SearchLayout::RUN);
        let rows: Vec<_> = entries.map(|e| [&e.url, &e.title, &e.kind, &e.summary]).collect();
        let mut json = serde_json::to_string(&rows).unwrap_or_default();
        json.push('\n');
        json
    }
}

/// The part that a term falls into, by its first two characters: what a reader has typed of a word is enough.
fn part_of(term: &str, parts: usize) -> usize {
    let mut units = term.encode_utf16();
    let mut next = || units.next().map_or(0, usize::from);
    (next() * 31 + next()) % parts
}

impl Entry {
    fn of(world: &World<'_>, address: &str, destination: &Destination, terms: &mut Terms) -> Self {
        let urls = Urls::from_address(ADDRESS, world.config().links);
        let (title, kind, summary) = match destination {
            Destination::Page(path) => match world.page(path) {
                Some(page) => narrative(world, page, terms),
                None => return Entry::default(),
            },
            Destination::Record(collection, id) => {
                let records = &world.config().records[*collection];
                let (title, summary) = match &*records.of {
                    "sources" => source(world, id, terms),
                    "series" => series(world, id, terms),
                    "charts" => chart(world, id, terms),
                    _ => entity(world, id, terms),
                };
                (title, records.title.to_string(), summary)
            }
            _ => return Entry::default(),
        };
        terms.add(&title, TITLE);
        terms.add(&summary, SUMMARY);
        Entry { url: urls.page(address), title, kind, summary: shortened(summary) }
    }
}

/// The terms of many pages, one page after another.
#[derive(Default)]
struct Terms {
    terms: IndexMap<Box<str>, Counted, FxBuildHasher>,
    /// The places of those that stand on the page at hand.
    here: Vec<usize>,
}

/// A term with the pages that it was counted on.
#[derive(Default)]
struct Counted {
    pages: Vec<(u32, u32)>,
    /// What it counts for in the body of the page at hand, and above it.
    in_body: u32,
    above: u32,
}

impl Terms {
    fn add(&mut self, text: &str, counts: u32) {
        words::each_term(text, |term| {
            let at = match self.terms.get_index_of(term) {
                Some(at) => at,
                None => self.terms.insert_full(term.into(), Counted::default()).0,
            };
            let Counted { in_body, above, .. } = &mut self.terms[at];
            if *in_body + *above == 0 {
                self.here.push(at);
            }
            *if counts == BODY { in_body } else { above } += counts;
        });
    }

    /// Ends a page. Repetitions in the body count up to a limit, places above the body beyond it.
    fn end_page(&mut self, page: u32) {
        for at in self.here.drain(..) {
            let Counted { pages, in_body, above } = &mut self.terms[at];
            pages.push((page, (*above + (*in_body).min(REPEATED)).min(TITLE * 2)));
            (*in_body, *above) = (0, 0);
        }
    }
}

fn narrative(world: &World<'_>, page: &Page, terms: &mut Terms) -> (String, String, String) {
    let front = &page.front;
    let line = |text: &Text| plain(world, text);
    for text in front.key_points.iter().chain(&front.notes) {
        terms.add(&line(text), BODY);
    }
    for tag in &front.tags {
        terms.add(&tag.name, HEADING);
    }
    for headline in &front.headlines {
        terms.add(&line(&headline.label), HEADING);
    }
    body(world, &page.body, terms);
    let section = world.section(&page.path).filter(|section| !section.path().is_empty() && !page.is_section);
    let kind = section.map_or_else(|| "Page".to_owned(), |section| line(section.title()));
    (line(&front.title), kind, front.summary.as_ref().map(line).unwrap_or_default())
}

fn body(world: &World<'_>, body: &Document, terms: &mut Terms) {
    terms.add(&body.words(), BODY);
    for (node, _) in body.nodes() {
        if let Node::Figure(call) = node
            && let Some(figure) = world.figure(call)
        {
            terms.add(&world.formatter().figure(&figure, call.style), BODY);
        }
    }
}

fn source(world: &World<'_>, id: &str, terms: &mut Terms) -> (String, String) {
    let Some(source) = world.source(id) else { return Default::default() };
    for text in [&source.publisher, &source.author, &source.authority].into_iter().flatten() {
        terms.add(text, HEADING);
    }
    (source.title.to_string(), source.note.as_deref().unwrap_or_default().to_owned())
}

fn series(world: &World<'_>, id: &str, terms: &mut Terms) -> (String, String) {
    let Some(series) = SeriesId::new(id).and_then(|id| world.series(&id)) else { return Default::default() };
    terms.add(id, HEADING);
    terms.add(&series.label, HEADING);
    for entity in series.entities.iter().filter_map(|id| world.entity(id)) {
        terms.add(&entity.name, HEADING);
    }
    (series.title.to_string(), series.definition.as_deref().unwrap_or_default().to_owned())
}

fn chart(world: &World<'_>, id: &str, terms: &mut Terms) -> (String, String) {
    let Some(chart) = world.chart(id) else { return Default::default() };
    let prepared = Prepared::new(world, chart);
    terms.add(&prepared.description(), BODY);
    (prepared.title().to_owned(), plain(world, &chart.texts.subtitle))
}

fn entity(world: &World<'_>, id: &str, terms: &mut Terms) -> (String, String) {
    let Some(entity) = world.entity(id) else { return Default::default() };
    for spelling in &entity.spellings {
        terms.add(spelling, TITLE);
    }
    if let Some(text) = &entity.body {
        body(world, text, terms);
    }
    let summary = entity.summary.as_ref().map(|text| plain(world, text));
    (entity.name.to_string(), summary.unwrap_or_default())
}

/// The beginning of a text, cut between words.
fn shortened(mut text: String) -> String {
    if text.len() > SHOWN {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= SHOWN).last().unwrap_or(0);
        let end = text[..end].rfind(' ').unwrap_or(end);
        text.truncate(end);
        text.push('…');
    }
    text
}
