//! `verb-against-figure`: a word says that something rose where its figure says that it fell, or the reverse.
//!
//! Only what is certain is reported: one change in the clause, one direction, and nothing between the two but
//! words that leave the one the measure of the other ("fell in 2025 by …", not "fell to …" or "fell less than …").

use rust_decimal::Decimal;

use super::english::{Direction, Term};
use super::passage::{Gap, Kind, Passage};
use super::{Prose, Report};
use crate::diag::Diagnostic;
use crate::document::FigureRef;
use crate::model::Quantity;

/// Words that may stand between a direction and its measure.
#[rustfmt::skip]
const FILLERS: [&str; 31] = [
    "a", "about", "again", "almost", "an", "another", "around", "by", "derived", "during", "first", "fourth", "further",
    "half", "in", "nearly", "of", "on", "over", "quarter", "reported", "roughly", "same", "second", "sharply", "slightly",
    "some", "steeply", "the", "third", "year",
];

/// What takes certainty away from a clause.
const DOUBTS: [&str; 12] = [
    "not", "no", "never", "neither", "nor", "without", "if", "unless", "instead", "rather", "would", "hardly",
];

/// Reports the words of a passage that contradict the changes beside them.
pub(super) fn check(prose: &Prose<'_>, passage: &Passage<'_>, report: &mut Report<'_>) {
    for (at, token) in passage.tokens.iter().enumerate() {
        let Kind::Figure(figure) = token.kind else { continue };
        if !is_change(&figure.quantity) {
            continue;
        }
        let Some((word_at, direction)) = direction_of(passage, at) else { continue };
        let Some(rises) = rises(prose, figure) else { continue };
        // The amount of a difference is told without its sign: "three points less".
        let is_difference = matches!(figure.quantity, Quantity::Difference { .. });
        if rises == direction.is_up() || (is_difference && !direction.is_up()) {
            continue;
        }
        let Some(shown) = prose.shown(figure) else { continue };
        let word = passage.word(word_at);
        let message = format!("`{word}` stands beside `{shown}`, which says the opposite");
        let hint = "correct the word, or the quantity or period that the call names";
        let range = passage.tokens[word_at].start..passage.tokens[word_at].end;
        let place = report.place(token.start..token.end);
        report.push(range, |at| {
            Diagnostic::warning("verb-against-figure", at, message).hint(hint).related(place, "this figure")
        });
    }
}

fn is_change(quantity: &Quantity) -> bool {
    matches!(quantity, Quantity::Growth(_) | Quantity::Difference { .. })
}

/// Whether all that a change can mean is above zero, or all of it below.
fn rises(prose: &Prose<'_>, figure: &FigureRef) -> Option<bool> {
    let interval = prose.figure(figure)?.interval;
    let (low, high) = (interval.low.value(), interval.high.value());
    if low.is_some_and(|low| low > Decimal::ZERO) {
        Some(true)
    } else if high.is_some_and(|high| high < Decimal::ZERO) {
        Some(false)
    } else {
        None
    }
}

/// The word that gives the figure at a token its direction.
fn direction_of(passage: &Passage<'_>, at: usize) -> Option<(usize, Direction)> {
    let clause = passage.stretch(at, Gap::Comma);
    let directions: Vec<(usize, Direction)> = clause
        .clone()
        .filter_map(|at| match passage.term(at)? {
            Term::Direction(direction) => Some((at, direction)),
            _ => None,
        })
        .collect();
    let (first, others) = directions.split_first()?;
    let changes = clause.clone().filter(|at| match passage.tokens[*at].kind {
        Kind::Figure(figure) => is_change(&figure.quantity),
        _ => false,
    });
    if changes.count() != 1 || clause.clone().any(|at| is_doubt(passage.word(at))) {
        return None;
    }
    if others.iter().any(|(_, other)| other.is_up() != first.1.is_up()) {
        return None;
    }
    let before = directions.iter().rev().find(|(word, _)| *word < at);
    let measured = before.filter(|(word, _)| (word + 1..at).all(|at| is_filler(passage, at)));
    let after = directions.iter().find(|(word, direction)| {
        *word == at + 1
            && passage.gap(*word) <= Gap::Space
            && (matches!(direction, Direction::Above | Direction::Below)
                || matches!(passage.word(*word), "up" | "down"))
    });
    measured.or(after).copied()
}

fn is_doubt(word: &str) -> bool {
    DOUBTS.iter().any(|doubt| doubt.eq_ignore_ascii_case(word))
}

fn is_filler(passage: &Passage<'_>, at: usize) -> bool {
    let word = passage.word(at);
    match passage.tokens[at].kind {
        Kind::Digits => super::conventions::is_year(word),
        Kind::Word(Some(Term::Month(_))) => true,
        Kind::Word(_) => FILLERS.contains(&word),
        Kind::Figure(_) | Kind::Other => false,
    }
}
