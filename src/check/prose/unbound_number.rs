//! `unbound-number`: a number in prose that has no papers and that no convention names.
//!
//! What someone typed stays as it is when the data change.

use super::conventions::{self, Case};
use super::number::{self, Number};
use super::passage::Passage;
use super::{Prose, Report};
use crate::diag::Diagnostic;

/// Reports every number of a passage that is not bound.
pub(super) fn check(prose: &Prose<'_>, passage: &Passage<'_>, report: &mut Report<'_>) {
    each(prose, passage, |number| {
        let message = format!("`{}` is typed, not bound", &passage.text[number.range.clone()]);
        let hint = prose.suggestions().hint(passage, &number);
        report.push(number.range, |place| Diagnostic::warning("unbound-number", place, message).hint(hint));
    });
}

/// The same where nothing can be bound.
pub(super) fn check_plain(prose: &Prose<'_>, passage: &Passage<'_>, report: &mut Report<'_>) {
    each(prose, passage, |number| {
        let message =
            format!("`{}` is typed, and no figure can be bound here", &passage.text[number.range.clone()]);
        let hint = "say it without a number, or name it and your reason under `conventions` in site.yaml";
        report.push(number.range, |place| Diagnostic::warning("unbound-number", place, message).hint(hint));
    });
}

/// Each number that needs papers.
fn each(prose: &Prose<'_>, passage: &Passage<'_>, mut unbound: impl FnMut(Number)) {
    let mut end = 0;
    for at in &passage.numbers {
        // What was read as part of a number begins no other.
        let Some(mut number) = number::read(passage, *at).filter(|_| *at >= end) else { continue };
        end = number.tokens.end;
        let is_own = prose.patterns.iter().any(|pattern| pattern.covers(passage, &number));
        if is_own || Case::new(passage, &number, &prose.nouns).is_conventional() {
            continue;
        }
        // "7 to 10 days" is one figure, in the unit of its end.
        if !conventions::is_measured(passage, &number)
            && let Some(other) = conventions::other_end(passage, &number)
            && conventions::is_measured(passage, &other)
        {
            end = other.tokens.end;
            number.range.end = other.range.end;
            (number.unit, number.scale) = (other.unit, other.scale);
        }
        unbound(number);
    }
}
