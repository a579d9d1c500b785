//! What flows in a period, from what flowed in others: from those that it consists of, or from a longer one and the rest
//! of it.

use jiff::civil::Date;

use super::derive::Derivation;
use super::shape::Shape;
use super::{Figure, Ledger};
use crate::model::period::Period;
use crate::model::quantity::Quantity;

/// The figure of a flow in a period, from printed figures of other periods of the same series; none if they leave it open.
pub(super) fn figure<'a>(ledger: &'a Ledger, quantity: &Quantity, period: Period) -> Option<Figure<'a>> {
    let known = ledger.periods(quantity);
    let (by, periods, taken) = match cover(&known, period.start(), period.end(), period) {
        Some(parts) if !ledger.breaks_within(quantity, period) => (Derivation::FromParts, parts, 0..0),
        _ => {
            let rest = |longer: &Period| {
                let before = cover(&known, longer.start(), period.start(), *longer)?;
                let after = cover(&known, period.end(), longer.end(), *longer)?;
                Some([vec![*longer], before, after].concat())
            };
            let longer = known.iter().filter(|longer| {
                longer.contains(period) && **longer != period && !ledger.breaks_within(quantity, **longer)
            });
            // Each figure that takes part adds what its rounding hides.
            let parts = longer.filter_map(rest).min_by_key(Vec::len)?;
            let taken = 1..parts.len();
            (Derivation::FromRest, parts, taken)
        }
    };
    let figures: Option<Vec<Figure<'_>>> =
        periods.iter().map(|period| ledger.reported_figure(quantity, *period)).collect();
    let figures = figures?;
    let taken: Vec<usize> = taken.collect();
    Shape::of_coarsest(figures.iter())?.sum(quantity, period, by, figures, &taken)
}

/// The fewest known periods that follow on each other from one day to the day before another; none if there are none, no
/// period if the days are the same. The period that is sought, or that the rest is taken of, is none of them.
fn cover(known: &[Period], from: Date, to: Date, but: Period) -> Option<Vec<Period>> {
    if from == to {
        return Some(Vec::new());
    }
    let start = known.partition_point(|period| period.start() < from);
    let within: Vec<Period> = known[start..]
        .iter()
        .take_while(|period| period.start() < to)
        .filter(|period| period.end() <= to && **period != but)
        .copied()
        .collect();
    // From the last to the first: how a period leads to the end by the fewest, if it does.
    let mut ways: Vec<Option<(usize, usize)>> = vec![None; within.len()];
    for at in (0..within.len()).rev() {
        ways[at] = if within[at].end() == to {
            Some((1, at))
        } else {
            let next = within.partition_point(|period| period.start() < within[at].end());
            let follows = |other: &usize| within[*other].start() == within[at].end();
            let steps = (next..within.len()).take_while(follows);
            steps.filter_map(|other| Some((ways[other]?.0 + 1, other))).min()
        };
    }
    let first = (0..within.len()).take_while(|at| within[*at].start() == from);
    let mut at = first.filter(|at| ways[*at].is_some()).min_by_key(|at| ways[*at])?;
    let mut parts = vec![within[at]];
    while let Some((_, next)) = ways[at].filter(|(_, next)| *next != at) {
        parts.push(within[next]);
        at = next;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_covered_by_the_fewest_that_follow_on_each_other() {
        let periods = |text: &str| -> Vec<Period> {
            let mut all: Vec<Period> = text.split_whitespace().map(|one| one.parse().unwrap()).collect();
            all.sort();
            all
        };
        for (known, sought, expected) in [
            ("2025-Q1 2025-Q2 2025-01 2025-02 2025-03", "2025-S1", "2025-Q1 2025-Q2"),
            ("2025-01/P2M 2025-03 2025-Q2", "2025-S1", "2025-01/P2M 2025-03 2025-Q2"),
            ("2025-Q1 2025-04 2025-06", "2025-S1", ""),
            ("2025-S1 2025-Q3", "2025-S1", ""),
            ("2025-01 2025-01/P2M 2025-02 2025-03", "2025-Q1", "2025-01/P2M 2025-03"),
        ] {
            let sought: Period = sought.parse().unwrap();
            let found = cover(&periods(known), sought.start(), sought.end(), sought).unwrap_or_default();
            assert_eq!(found, periods(expected), "{sought} of {known}");
        }
    }
}
