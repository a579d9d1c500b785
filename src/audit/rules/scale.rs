//! Slips of scale: ten times, a thousand times, 万 or 亿 times too much or too little.

use super::history::Level;
use super::{Rule, Severity, nothing_more};
use crate::audit::reading::SLIPS;
use crate::audit::{Case, Finding, Member, Outcome};

pub(super) static RULE: Rule = Rule {
    name: "scale",
    severity: Severity::Query,
    summary: "The figures of a series have one order of magnitude.",
    why: "A figure that is about 10, 1,000, 10,000 (万) or 100,000,000 (亿) times as large as the figures before and \
          after it, or as small, while those are alike, has probably slipped: by a digit, by thousands, or by taking \
          one Chinese unit for another. At least three neighbours in periods of the same length are needed; a figure \
          that is like that of the same period a year before or after is in season, and has not.",
    example: "50.4, 51.2, 531 and 52.9 billion in four months.",
    remedy: "Look at the source. If it slipped in ours, correct it; if in the source, keep what it prints in \
             `printed` and say in `reading` how it is read.",
    part,
    whole: nothing_more,
};

/// How many neighbours to either side are looked at.
const REACH: usize = 2;
/// How many there must be.
const ENOUGH: usize = 3;
/// How many times the least of them the largest may be.
const ALIKE: f64 = 2.5;
/// How far from a power of ten a ratio may be: a factor that the series' own movement may well have.
const NEAR: f64 = 1.5;

fn part(rule: &'static Rule, case: &Case<'_>, outcome: &mut Outcome) {
    for history in case.histories {
        for at in 0..history.len() {
            let Some(slip) = slip(history, at, &mut outcome.checked) else { continue };
            let statement = history[at].statement;
            let times = 10u64.pow(slip.unsigned_abs());
            let message = match slip > 0 {
                true => format!("{}, some {times} times the figures beside it", case.said(statement)),
                false => format!("{}, about 1/{times} of the figures beside it", case.said(statement)),
            };
            outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
        }
    }
}

/// The power of ten that a figure seems to have slipped by.
fn slip(history: &[Level], at: usize, checked: &mut usize) -> Option<i32> {
    let mut beside: Vec<f64> = history[at.saturating_sub(REACH)..at]
        .iter()
        .chain(history[at + 1..].iter().take(REACH))
        .map(|level| level.value)
        .collect();
    beside.sort_by(f64::total_cmp);
    let (least, most) = (*beside.first()?, *beside.last()?);
    if beside.len() < ENOUGH {
        return None;
    }
    *checked += 1;
    if is_in_season(history, at) {
        return None;
    }
    let ratio = history[at].value / beside[beside.len() / 2];
    let off = |power: &i32| {
        let off = ratio / 10f64.powi(*power);
        off.max(1.0 / off)
    };
    SLIPS.into_iter().find(|power| most / least < ALIKE && off(power) < NEAR)
}

/// True if a figure is like that of the same period a year before or after: a month that is slow every year.
fn is_in_season(history: &[Level], at: usize) -> bool {
    let Level { period, value, .. } = history[at];
    let year_away = [period.year_before(), period.year_after()];
    year_away.into_iter().flatten().any(|other| {
        // A history is in the order of its periods.
        let found = history.binary_search_by_key(&other, |level| level.period);
        // In a yearly history the periods a year away are the neighbours themselves.
        found.is_ok_and(|other| {
            let beside = other.abs_diff(at) <= REACH;
            let ratio = history[other].value / value;
            !beside && ratio < ALIKE && 1.0 / ratio < ALIKE
        })
    })
}
