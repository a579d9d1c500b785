//! `period-against-figure`: a sentence names one period and holds one figure, and the figure is of another time.
//!
//! A sentence may name a time that is not its figure's: when a report appeared, what a change is compared with,
//! since when something is the case. Such a time comes after "since", "on", "than" and the like, after the name of
//! a document, or in a clause of its own; only "in", "for", "of" and "during" in the figure's own clause count.

use super::Report;
use super::passage::{Gap, Kind, Passage};
use super::periods::{self, Mention};
use crate::diag::Diagnostic;
use crate::model::Quantity;

/// What is dated by its appearance, not by what it tells.
#[rustfmt::skip]
const DOCUMENTS: [&str; 22] = [
    "agreement", "analysis", "article", "base", "briefing", "bulletin", "census", "document", "edition", "estimate",
    "forecast", "law", "level", "plan", "prices", "publication", "release", "report", "statement", "survey", "text",
    "yearbook",
];

/// Words that end a clause without a comma.
#[rustfmt::skip]
const CLAUSES: [&str; 22] = [
    "after", "against", "although", "and", "as", "because", "before", "but", "compared", "if", "since", "than", "that",
    "though", "until", "what", "when", "where", "which", "while", "who", "whose",
];

/// Reports the sentences of a passage whose period is not their figure's.
pub(super) fn check(passage: &Passage<'_>, report: &mut Report<'_>) {
    let mut start = 0;
    while start < passage.tokens.len() {
        let sentence = passage.stretch(start, Gap::Sentence);
        start = sentence.end.max(start + 1);
        let mut figures = sentence.clone().filter_map(|at| match passage.tokens[at].kind {
            Kind::Figure(figure) => Some((at, figure)),
            _ => None,
        });
        let (Some((figure_at, figure)), None) = (figures.next(), figures.next()) else { continue };
        let mentions = periods::mentions(passage, sentence);
        let [mention] = mentions.as_slice() else { continue };
        let of_growth =
            matches!(figure.quantity, Quantity::Growth(_)).then(|| figure.at.year_before()).flatten();
        let fits = figure.at.overlaps(mention.period)
            || of_growth.is_some_and(|before| before.overlaps(mention.period));
        if fits || !is_of_figure(passage, mention, figure_at) {
            continue;
        }
        let named = mention.period;
        let message = format!("the sentence is about {named}, but its figure is of {}", figure.at);
        let hint = format!("write `at=\"{named}\"`, or name the period that the figure is of");
        let range = passage.tokens[mention.tokens.start].start..passage.tokens[mention.tokens.end - 1].end;
        let place = report.place(passage.tokens[figure_at].start..passage.tokens[figure_at].end);
        report.push(range, |at| {
            Diagnostic::warning("period-against-figure", at, message).hint(hint).related(place, "this figure")
        });
    }
}

/// True if the period is what the figure's clause says of it.
fn is_of_figure(passage: &Passage<'_>, mention: &Mention, figure: usize) -> bool {
    let Some(mut before) = mention.tokens.start.checked_sub(1) else { return false };
    if passage.word(before) == "the" {
        let Some(earlier) = before.checked_sub(1) else { return false };
        before = earlier;
    }
    let preposition = passage.word(before);
    if !matches!(preposition, "in" | "In" | "for" | "For" | "of" | "during" | "During") {
        return false;
    }
    let noun = before.checked_sub(1).map_or("", |at| passage.word(at));
    if DOCUMENTS.contains(&&*noun.to_lowercase()) {
        return false;
    }
    let (first, last) = if figure < before { (figure, before) } else { (mention.tokens.end - 1, figure) };
    // A time at the head of the sentence holds for what follows its comma.
    let leads = passage.gap(before) == Gap::Sentence;
    let breaks = |at: usize| {
        let comma = passage.gap(at) >= Gap::Comma && !(leads && at == mention.tokens.end);
        comma || CLAUSES.contains(&passage.word(at))
    };
    !(first + 1..=last).any(breaks)
}
