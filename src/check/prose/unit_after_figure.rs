//! `unit-after-figure`: a unit that is typed after a bound figure repeats the figure's own, or is another.
//!
//! A figure brings its unit along, so the reader would see "28 % percent" or "CNY 280.8 billion yuan".

use super::english::{Term, UnitWord};
use super::number::unit_at;
use super::passage::{Gap, Kind, Passage};
use super::suggestion::unit_of;
use super::{Prose, Report};
use crate::diag::Diagnostic;
use crate::document::FigureRef;
use crate::model::{Figure, Scale, Unit};

/// Reports the units that are typed after the figures of a passage.
pub(super) fn check(prose: &Prose<'_>, passage: &Passage<'_>, report: &mut Report<'_>) {
    for (at, token) in passage.tokens.iter().enumerate() {
        let Kind::Figure(call) = token.kind else { continue };
        let Some(typed) = typed_after(passage, at) else { continue };
        let Some(figure) = prose.figure(call) else { continue };
        let Some(shown) = prose.shown(call) else { continue };
        let word = &passage.text[typed.start..typed.end];
        let message = match complaint(&typed, call, &figure) {
            None => continue,
            Some(Complaint::Repeats) => {
                format!("`{word}` repeats the unit of the figure before it, `{shown}`")
            }
            Some(Complaint::Differs) => {
                let own = prose.formatter().map_or_else(String::new, |formatter| {
                    let measure = crate::model::ledger::Measure {
                        unit: figure.unit,
                        scale: shown_scale(call, &figure),
                        noun: figure.noun,
                    };
                    formatter.unit(measure)
                });
                format!("`{word}` is not the unit of the figure before it, which is in `{own}`")
            }
        };
        let hint = if call.style.unit {
            "leave it out, or take the unit from the figure with `unit=false`"
        } else {
            "let the figure show its own unit, without `unit=false`"
        };
        report.push(typed.start..typed.end, |place| {
            Diagnostic::warning("unit-after-figure", place, message).hint(hint)
        });
    }
}

/// What is typed after a figure.
struct Typed {
    start: usize,
    end: usize,
    scale: Option<Scale>,
    unit: Option<UnitWord>,
}

enum Complaint {
    Repeats,
    Differs,
}

/// The multiplier and the unit that follow a token directly.
fn typed_after(passage: &Passage<'_>, at: usize) -> Option<Typed> {
    let end = passage.tokens[at].end;
    let following = &passage.text[end..];
    let spaces = following.len() - following.trim_start().len();
    if following[spaces..].starts_with('%') {
        let start = end + spaces;
        return Some(Typed { start, end: start + 1, scale: None, unit: Some(UnitWord::Percent) });
    }
    let mut next = at + 1;
    let is_beside = |at: usize| matches!(passage.gap(at), Gap::None | Gap::Space | Gap::Hyphen);
    let scale = match passage.term(next) {
        Some(Term::Scale(scale)) if is_beside(next) => {
            next += 1;
            Some(scale)
        }
        _ => None,
    };
    let unit = unit_at(passage, next).filter(|_| is_beside(next));
    let last = unit.map_or(next, |(_, after)| after).checked_sub(1).filter(|last| *last > at)?;
    let unit = unit.map(|(unit, _)| unit);
    Some(Typed { start: passage.tokens[at + 1].start, end: passage.tokens[last].end, scale, unit })
}

fn shown_scale(call: &FigureRef, figure: &Figure<'_>) -> Scale {
    call.style.scale.unwrap_or(figure.scale)
}

fn complaint(typed: &Typed, call: &FigureRef, figure: &Figure<'_>) -> Option<Complaint> {
    let unit = typed.unit.and_then(|word| match word {
        // A percentage's points are no unit of their own unless they are spelt out.
        UnitWord::Times | UnitWord::Other => None,
        word => unit_of(word),
    });
    let is_other_unit = unit.is_some_and(|unit| unit != figure.unit && !is_name(figure.unit, unit));
    let is_other_scale = typed.scale.is_some_and(|scale| scale != shown_scale(call, figure));
    if is_other_unit || (is_other_scale && (call.style.unit || figure.unit != Unit::Count)) {
        return Some(Complaint::Differs);
    }
    let repeats = call.style.unit && (unit == Some(figure.unit) || typed.scale.is_some());
    repeats.then_some(Complaint::Repeats)
}

/// True where the word after a figure may be a thing that is counted: "three hours" of a count of hours.
fn is_name(of: Unit, word: Unit) -> bool {
    matches!(of, Unit::Count | Unit::Index)
        && matches!(word, Unit::Day | Unit::Hour | Unit::Minute | Unit::PercentagePoint)
}
