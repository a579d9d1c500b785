//! Jumps: changes out of keeping with a series' own history.

use super::history::Level;
use super::{Rule, Severity, nothing_more};
use crate::audit::{Case, Finding, Member, Outcome};

pub(super) static RULE: Rule = Rule {
    name: "jump",
    severity: Severity::Information,
    summary: "Changes are in keeping with the series' own history.",
    why: "The method of Hidiroglou and Berthelot (1986) for the ratios of a series to the same period a year before: \
          each ratio is set against the median ratio, weighted by the size of the figures, and is asked about if it \
          lies farther out than ten times the distance of the quartile on its side, and changes the figure by half \
          or more against the usual change. Twelve ratios or more are needed.",
    example: "Monthly amounts that grew by 5 to 9 % a year for four years, and one that grew by 140 %.",
    remedy: "Check both figures, their units and what they cover. A jump may well be real: then say in the text what \
             it was.",
    part,
    whole: nothing_more,
};

/// How many ratios make a history.
const ENOUGH: usize = 12;
/// How many times the distance of the quartile is far: C of the method.
const FAR: f64 = 10.0;
/// The least distance of a quartile, relative to the median: A of the method.
const LEAST: f64 = 0.05;
/// How much the size of the figures counts: U of the method.
const WEIGHT: f64 = 0.5;
/// The least change against the median ratio that is worth a question.
const WORTH: f64 = 1.5;

fn part(rule: &'static Rule, case: &Case<'_>, outcome: &mut Outcome) {
    for history in case.histories {
        let ratios = ratios(case, history);
        if ratios.len() < ENOUGH {
            continue;
        }
        outcome.checked += ratios.len();
        for (level, change) in outliers(&ratios) {
            let said = case.said(level.statement);
            let message =
                format!("{said}, {change:.2} times what the year before and its usual change would give");
            let member = Member { statement: level.statement, implied: None };
            outcome.findings.push(Finding::new(rule, vec![member], message));
        }
    }
}

/// Each level whose level a year before is known and compares with it, with the ratio of the two.
fn ratios(case: &Case<'_>, history: &[Level]) -> Vec<(Level, f64, f64)> {
    let of = |level: &Level| {
        let before = level.period.year_before()?;
        let (quantity, _) = case.ledger.report(level.statement.report as usize)?;
        if case.ledger.breaks_between(quantity, before, level.period) {
            return None;
        }
        let at = history.binary_search_by_key(&before, |other| other.period).ok()?;
        Some((*level, level.value / history[at].value, level.value.max(history[at].value)))
    };
    history.iter().filter_map(of).collect()
}

/// Levels whose ratios are out of keeping, each with how many times the median ratio it changed by.
fn outliers(ratios: &[(Level, f64, f64)]) -> Vec<(Level, f64)> {
    let median = quantile(ratios.iter().map(|(_, ratio, _)| *ratio).collect(), 0.5);
    // Symmetrical around the median: half and double are equally far.
    let effect = |(_, ratio, size): &(Level, f64, f64)| {
        let change = if *ratio < median { 1.0 - median / ratio } else { ratio / median - 1.0 };
        change * size.powf(WEIGHT)
    };
    let effects: Vec<f64> = ratios.iter().map(effect).collect();
    let [low, middle, high] = [0.25, 0.5, 0.75].map(|part| quantile(effects.clone(), part));
    // The method takes the least distance from the median effect, which is near zero where ratios scatter
    // evenly; the typical weight stands in for it.
    let typical = quantile(ratios.iter().map(|(.., size)| size.powf(WEIGHT)).collect(), 0.5);
    let least = LEAST * typical.max(middle.abs());
    let below = middle - FAR * (middle - low).max(least);
    let above = middle + FAR * (high - middle).max(least);
    let is_far = |effect: f64| effect < below || effect > above;
    let out = ratios.iter().zip(effects).filter(|(_, effect)| is_far(*effect));
    out.map(|((level, ratio, _), _)| (*level, ratio / median))
        .filter(|(_, change)| change.max(1.0 / change) > WORTH)
        .collect()
}

/// A quantile of numbers, which must not be none: the one at that part of their order.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn quantile(mut numbers: Vec<f64>, part: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let at = (numbers.len().saturating_sub(1) as f64 * part).round() as usize;
    numbers.get(at).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::StatementRef;

    #[test]
    fn a_jump_is_seen_against_a_quiet_history_and_not_in_a_restless_one() {
        let history = |growths: &[f64]| -> Vec<(Level, f64, f64)> {
            let period = "2025".parse().unwrap();
            let statement = StatementRef { report: 0, at: 0 };
            growths
                .iter()
                .map(|g| (Level { period, value: 100.0 * g, statement }, *g, 100.0 * g.max(1.0)))
                .collect()
        };
        let quiet = [1.05, 1.07, 1.06, 1.08, 1.05, 1.06, 1.07, 1.09, 1.05, 1.06, 1.07];
        let mut with_jump = quiet.to_vec();
        with_jump.push(2.4);
        let found = outliers(&history(&with_jump));
        assert_eq!(found.len(), 1);
        assert!((found[0].1 - 2.4 / 1.07).abs() < 0.03, "{found:?}");
        assert!(outliers(&history(&quiet)).is_empty());
        let restless = [0.5, 2.0, 1.5, 0.7, 1.1, 2.2, 0.6, 1.9, 0.8, 1.3, 0.55, 2.4];
        assert!(outliers(&history(&restless)).is_empty());
    }
}
