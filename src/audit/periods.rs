//! Which periods of a flow add up to which.
//!
//! For each period, chains of shorter ones that lie within it and do not overlap: if they leave no gap, the flow
//! in the period is the sum of theirs; if they do, it is that or more. Only the largest periods within one are
//! looked at, each extended to both sides by the longest that fit, since smaller ones are tied to those in turn.

use crate::model::Period;

/// A period and others within it, by their indices in the list that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// The period.
    pub whole: usize,
    /// Periods within it, in order, that do not overlap.
    pub parts: Vec<usize>,
    /// True if they leave no gap.
    pub complete: bool,
}

/// The chains within the periods of a list, which must be in order and without repetitions.
pub(super) fn chains(periods: &[Period]) -> Vec<Chain> {
    let mut chains = Vec::new();
    for (whole, period) in periods.iter().enumerate() {
        let within: Vec<usize> = inside(periods, *period).filter(|at| *at != whole).collect();
        if within.is_empty() {
            continue;
        }
        let first = chains.len();
        let mut covered = vec![false; within.len()];
        for at in 0..within.len() {
            if covered[at] || !is_largest(periods, &within, at) {
                continue;
            }
            let members = extended(periods, &within, at);
            members.iter().for_each(|member| covered[*member] = true);
            let parts: Vec<usize> = members.into_iter().map(|member| within[member]).collect();
            let complete = tiles(*period, &parts, periods);
            let chain = Chain { whole, parts, complete };
            if !chains[first..].contains(&chain) {
                chains.push(chain);
            }
        }
    }
    chains
}

/// The periods of a list that lie within one, itself included.
fn inside(periods: &[Period], whole: Period) -> impl Iterator<Item = usize> {
    let from = periods.partition_point(|p| p.start() < whole.start());
    let to = periods.partition_point(|p| p.start() < whole.end());
    (from..to).filter(move |at| whole.contains(periods[*at]))
}

/// True if no other period of those within contains this one.
fn is_largest(periods: &[Period], within: &[usize], at: usize) -> bool {
    let period = periods[within[at]];
    // One that contains it starts before it, or with it and is longer: it may stand on either side, close by.
    within.iter().all(|other| *other == within[at] || !periods[*other].contains(period))
}

/// A chain through one period: the longest that begin where the chain ends, and end where it begins; over a gap,
/// the nearest.
fn extended(periods: &[Period], within: &[usize], at: usize) -> Vec<usize> {
    let of = |member: usize| periods[within[member]];
    let mut chain = vec![at];
    let mut end = of(at).end();
    let after = |end| (0..within.len()).filter(move |m| of(*m).start() >= end);
    while let Some(next) = after(end).min_by_key(|m| (of(*m).start(), std::cmp::Reverse(of(*m).end()))) {
        chain.push(next);
        end = of(next).end();
    }
    let mut start = of(at).start();
    let before = |start| (0..within.len()).filter(move |m| of(*m).end() <= start);
    while let Some(previous) = before(start).max_by_key(|m| (of(*m).end(), std::cmp::Reverse(of(*m).start())))
    {
        chain.insert(0, previous);
        start = of(previous).start();
    }
    chain
}

fn tiles(whole: Period, parts: &[usize], periods: &[Period]) -> bool {
    let mut at = whole.start();
    for part in parts {
        if periods[*part].start() != at {
            return false;
        }
        at = periods[*part].end();
    }
    at == whole.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(list: &[&str]) -> Vec<String> {
        let mut periods: Vec<Period> = list.iter().map(|text| text.parse().unwrap()).collect();
        periods.sort();
        let name = |at: &usize| periods[*at].to_string();
        chains(&periods)
            .iter()
            .map(|c| {
                let parts: Vec<String> = c.parts.iter().map(name).collect();
                format!("{} {} {}", name(&c.whole), if c.complete { "=" } else { "≥" }, parts.join(" + "))
            })
            .collect()
    }

    #[test]
    fn periods_that_tile_add_up_and_others_are_at_most_the_whole() {
        assert_eq!(shown(&["2025", "2025-S1", "2025-S2"]), ["2025 = 2025-S1 + 2025-S2"]);
        assert_eq!(shown(&["2025", "2025-03", "2025-06"]), ["2025 ≥ 2025-03 + 2025-06"]);
        assert_eq!(shown(&["2025", "2026-01"]), [""; 0]);
    }

    #[test]
    fn overlapping_periods_make_chains_of_their_own() {
        assert_eq!(
            shown(&["2025", "2025-S1", "2025-01/P9M", "2025-S2", "2025-Q4"]),
            [
                "2025-01/P9M ≥ 2025-S1",
                "2025 = 2025-01/P9M + 2025-Q4",
                "2025 = 2025-S1 + 2025-S2",
                "2025-S2 ≥ 2025-Q4",
            ]
        );
    }

    #[test]
    fn months_are_tied_to_the_quarter_and_quarters_to_the_year() {
        let all = ["2025", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2025-01", "2025-02", "2025-03"];
        assert_eq!(
            shown(&all),
            ["2025-Q1 = 2025-01 + 2025-02 + 2025-03", "2025 = 2025-Q1 + 2025-Q2 + 2025-Q3 + 2025-Q4"]
        );
    }
}
