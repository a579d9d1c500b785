//! The papers of the figures on a page: for each, who says so, where, in which words, and what others say.
//!
//! A quantity that a page quotes several times has its papers once, with a way back to each place.

use serde::Serialize;

use super::charts;
use super::urls::Urls;
use super::wording;
use super::world::World;
use crate::document::FigureRef;
use crate::model::ledger::Preference;
use crate::model::{Figure, Formatter, Observation, Origin, Qualifier, Source, Style, Value};

/// One entry: the papers of one figure.
#[derive(Clone, Debug, Serialize)]
pub struct Paper {
    /// Its anchor.
    pub id: String,
    /// The anchors of the places where the figure stands.
    pub back: Vec<String>,
    /// The figure.
    pub text: String,
    /// What it measures.
    pub quantity: String,
    /// When.
    pub period: String,
    /// `reported` or `derived`.
    pub origin: &'static str,
    /// Who says so, in words; nothing if its document, which is among the sources, has no publisher and is the only one.
    pub origin_text: String,
    /// As the source prints it.
    pub printed: Option<String>,
    /// How its hedge is to be read.
    pub qualifier_text: Option<&'static str>,
    /// That it is provisional, an estimate or a forecast.
    pub status_text: Option<&'static str>,
    /// What it can mean, for a derived figure.
    pub interval_text: Option<String>,
    /// Why our reading differs from the print.
    pub reading: Option<String>,
    /// What else a reader must know of it.
    pub note: Option<String>,
    /// The documents that it rests on.
    pub sources: Vec<Cited>,
    /// What other reports say.
    pub others: Vec<Other>,
    /// True if some of them cannot agree with it, or with what it follows from.
    pub differs: bool,
    /// What should hold of it and does not, by what else is printed.
    pub doubt_text: Option<String>,
    /// On what that it follows from sources differ.
    pub differs_text: Option<String>,
    /// The page of its series.
    pub series_url: Option<String>,
}

/// A document that is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Where in it the figure stands.
    pub locator: Option<String>,
    /// What sort of document it is.
    pub kind: &'static str,
}

/// What another report says of the same figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Other {
    /// Its figure.
    pub text: String,
    /// Its document.
    pub source_title: String,
    /// The document's page.
    pub url: Option<String>,
    /// True if both can be true.
    pub agrees: bool,
}

/// The papers of a page, in the order in which its figures come.
#[derive(Debug, Default)]
pub struct Papers {
    entries: Vec<(FigureRef, Paper)>,
    places: usize,
}

impl Papers {
    /// The index of a figure's papers; they are made out the first time.
    pub fn of(&mut self, world: &World<'_>, urls: &Urls, call: &FigureRef, figure: &Figure<'_>) -> usize {
        let same = |known: &FigureRef| {
            known.quantity == call.quantity && known.at == call.at && known.source == call.source
        };
        if let Some(at) = self.entries.iter().position(|(known, _)| same(known)) {
            return at;
        }
        let id = format!("papers-{}", self.entries.len() + 1);
        self.entries.push((call.clone(), make_out(world, urls, id, figure)));
        self.entries.len() - 1
    }

    /// A new place where a figure stands, whose papers lead back to it: its anchor, and theirs.
    pub fn quoted(&mut self, at: usize) -> (String, &str) {
        self.places += 1;
        let place = format!("fig-{}", self.places);
        let paper = &mut self.entries[at].1;
        paper.back.push(place.clone());
        (place, &paper.id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entries.
    pub fn entries(&self) -> impl Iterator<Item = &Paper> {
        self.entries.iter().map(|(_, paper)| paper)
    }

    /// The documents that they rest on, each once, without the places in them.
    pub fn sources(&self) -> Vec<Cited> {
        let mut sources: Vec<Cited> = Vec::new();
        for cited in self.entries().flat_map(|paper| &paper.sources) {
            if !sources.iter().any(|known| known.title == cited.title && known.url == cited.url) {
                sources.push(Cited { locator: None, ..cited.clone() });
            }
        }
        sources
    }

    /// Forgets the places, but not the papers: before the page is written again.
    pub fn forget_places_after(&mut self, places: usize) {
        self.places = places;
        for (_, paper) in &mut self.entries {
            paper.back.retain(|place| {
                place.strip_prefix("fig-").and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n <= places)
            });
        }
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.places
    }
}

fn make_out(world: &World<'_>, urls: &Urls, id: String, figure: &Figure<'_>) -> Paper {
    let formatter = world.formatter();
    let principal = figure.quantity.principal().as_str();
    let mut paper = Paper {
        id,
        back: Vec::new(),
        text: formatter.figure(figure, Style::default()),
        quantity: wording::quantity(world, &figure.quantity),
        period: formatter.period(figure.period),
        origin: "reported",
        origin_text: String::new(),
        printed: None,
        qualifier_text: None,
        status_text: wording::status_sentence(figure),
        interval_text: None,
        reading: None,
        note: None,
        sources: Vec::new(),
        others: Vec::new(),
        differs: figure.differs(),
        doubt_text: doubt(world, figure),
        differs_text: None,
        series_url: world.record_address("series", principal).map(|address| urls.page(address)),
    };
    match &figure.origin {
        Origin::Reported { observation, preference, others, superseded } => {
            let is_alone = others.is_empty() && superseded.is_empty();
            paper.origin_text = reported_by(world, observation, is_alone, *preference);
            paper.printed = observation.printed().map(str::to_owned);
            // Beside a print in words, such as "majority", it would not be clear more than what it was.
            let is_number = |printed: &str| printed.chars().any(|c| c.is_ascii_digit());
            let hedged = observation.printed().is_none_or(is_number);
            paper.qualifier_text = wording::qualifier(observation).filter(|_| hedged);
            paper.reading = observation.reading().map(str::to_owned);
            paper.note = observation.note().map(str::to_owned);
            paper.sources = vec![cited(world, urls, observation)];
            for report in others {
                let other = other_report(world, urls, figure, report);
                // A document may say the same in its title and in its text.
                let is_same = report.source == observation.source && other.text == paper.text;
                if !is_same && !paper.others.contains(&other) {
                    paper.others.push(other);
                }
            }
            for earlier in superseded {
                let mut earlier = other_report(world, urls, figure, earlier);
                earlier.text.push_str(" (superseded)");
                if !paper.others.contains(&earlier) {
                    paper.others.push(earlier);
                }
            }
        }
        Origin::Derived { by, from, .. } => {
            paper.origin = "derived";
            let inputs: Vec<String> = from
                .iter()
                .map(|input| {
                    let (text, what) =
                        (formatter.figure(input, Style::default()), wording::label(world, &input.quantity));
                    format!("{text} ({what}, {})", formatter.period(input.period))
                })
                .collect();
            paper.origin_text =
                format!("No source reports it; it follows {}: {}", by.describe(), wording::in_a_row(&inputs));
            paper.note = charts::over_break(world, &figure.quantity, figure.period)
                .map(|note| format!("The two periods do not compare as they stand. {note}"));
            let given = if is_rounded_alone(figure) { "their rounding" } else { "what the sources print" };
            paper.interval_text = Formatter::is_wide(figure)
                .then(|| format!("Given {given} it is {}", formatter.interval(figure)));
            gather_sources(world, urls, figure, &mut paper.sources);
            let mut disputed = Vec::new();
            gather_disputed(world, figure, &mut disputed);
            paper.differs_text = (!disputed.is_empty())
                .then(|| format!("Sources differ on what it follows from: {}", wording::in_a_row(&disputed)));
        }
    }
    paper
}

/// True if what a figure follows from is printed as numbers, which are uncertain by their last digit and no more; not as
/// ranges, or as about or up to so much.
fn is_rounded_alone(figure: &Figure<'_>) -> bool {
    match &figure.origin {
        Origin::Reported { observation, .. } => {
            matches!(observation.value, Value::Number(_)) && observation.qualifier == Qualifier::Exact
        }
        Origin::Derived { from, .. } => from.iter().all(is_rounded_alone),
    }
}

/// That other figures do not fit it, and what should hold.
fn doubt(world: &World<'_>, figure: &Figure<'_>) -> Option<String> {
    let broken = world.doubts(&figure.quantity, figure.period);
    if broken.is_empty() {
        return None;
    }
    let held = broken.iter().map(|summary| with_first(summary.trim_end_matches('.'), char::to_lowercase));
    let held: Vec<String> = held.collect();
    Some(format!("It does not fit what else is printed. What should hold: {}", held.join("; ")))
}

/// "Reported by Xinhua", and why this report of several.
fn reported_by(
    world: &World<'_>,
    observation: &Observation,
    is_alone: bool,
    preference: Preference<'_>,
) -> String {
    let publisher = world.source(&observation.source).and_then(|source| source.publisher.as_ref());
    let by = publisher.map(|publisher| format!("Reported by {publisher}"));
    if is_alone {
        return by.unwrap_or_default();
    }
    match (by, preference) {
        (Some(by), Preference::Asked) => format!("{by}. The text quotes this report among several"),
        (None, Preference::Asked) => "The text quotes this report among several".to_owned(),
        (by, _) => {
            let reason = capitalised(preference.reason().trim_end_matches('.'));
            let preferred = by.map_or_else(|| "Preferred".to_owned(), |by| format!("{by} and preferred"));
            format!("{preferred} to other reports. {reason}")
        }
    }
}

/// A text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    with_first(text, char::to_uppercase)
}

/// A text with its first letter as `case` makes it.
fn with_first<I: Iterator<Item = char>>(text: &str, case: fn(char) -> I) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(case).chain(chars).collect()
}

/// Who a source is: its publisher, or its title in quotation marks.
pub fn source_name(world: &World<'_>, id: &str) -> String {
    match world.source(id) {
        Some(source) => source.publisher.as_ref().map_or_else(|| quoted_title(source), ToString::to_string),
        None => id.to_owned(),
    }
}

/// The publisher of a source and its title, where the publisher does not tell it from others.
pub fn source_name_and_title(world: &World<'_>, id: &str) -> String {
    match world.source(id).and_then(|source| Some((source, source.publisher.as_ref()?))) {
        Some((source, publisher)) => format!("{publisher}, {}", quoted_title(source)),
        None => source_name(world, id),
    }
}

fn quoted_title(source: &Source) -> String {
    match source.title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) {
        // A title in brackets describes a document that has none: "[Untitled report on 2023]".
        Some(description) => format!("the {}", with_first(description, char::to_lowercase)),
        None => format!("“{}”", source.title),
    }
}

/// The document of an observation, and where in it that stands.
pub fn cited(world: &World<'_>, urls: &Urls, observation: &Observation) -> Cited {
    let id = &observation.source;
    let source = world.source(id);
    Cited {
        title: source.map_or_else(|| id.to_string(), |s| s.title.to_string()),
        url: world.record_address("sources", id).map(|address| urls.page(address)),
        publisher: source.and_then(|s| s.publisher.as_ref()).map(|p| p.to_string()),
        published: source.and_then(|s| s.published).map(|day| world.formatter().date(day)),
        locator: observation.locator().map(str::to_owned),
        kind: source.map_or("", |s| wording::source_kind(s.kind)),
    }
}

fn other_report(world: &World<'_>, urls: &Urls, shown: &Figure<'_>, other: &Observation) -> Other {
    Other {
        text: wording::reported(world, &shown.quantity, other),
        source_title: source_name(world, &other.source),
        url: world.record_address("sources", &other.source).map(|address| urls.page(address)),
        agrees: shown.agrees_with(other),
    }
}

/// What a figure follows from and sources differ on: "Foreign trade, growth (2025)", each once.
fn gather_disputed(world: &World<'_>, figure: &Figure<'_>, disputed: &mut Vec<String>) {
    if figure.is_derived() {
        figure.inputs().iter().for_each(|input| gather_disputed(world, input, disputed));
    } else if figure.differs() {
        let period = world.formatter().period(figure.period);
        let this = format!("{} ({period})", wording::label(world, &figure.quantity));
        if !disputed.contains(&this) {
            disputed.push(this);
        }
    }
}

/// The documents that a figure rests on, in the order of its derivation, each place once.
fn gather_sources(world: &World<'_>, urls: &Urls, figure: &Figure<'_>, sources: &mut Vec<Cited>) {
    match &figure.origin {
        Origin::Reported { observation, .. } => {
            let cited = cited(world, urls, observation);
            if !sources.contains(&cited) {
                sources.push(cited);
            }
        }
        Origin::Derived { from, .. } => {
            from.iter().for_each(|input| gather_sources(world, urls, input, sources));
        }
    }
}
