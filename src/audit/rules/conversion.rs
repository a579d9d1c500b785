//! Conversions against what others imply of the exchange rate, and against a reference band.

use super::{Kind, Rule, Severity, identities};
use crate::audit::bounds::Bounds;
use crate::audit::figures::Span;
use crate::audit::implied::{Implied, Pair};
use crate::audit::network::Evidence;
use crate::audit::peers::Outlier;
use crate::audit::{Disagreement, Finding, Member, Outcome, StatementRef, Whole, said_of};
use crate::model::Scale;

pub(super) static RULE: Rule = Rule {
    name: "conversion",
    severity: Severity::Query,
    summary: "Conversions imply a rate that their peers and reference bands allow.",
    why: "An amount divided by its conversion is an exchange rate. All conversions between the same currencies in \
          the same period must allow one rate, and one within the reference band in data/rates.yaml, if there is one \
          for the period. Where there is none, a rate far from those of all other periods is asked about: farther \
          than 5 % and six times the usual distance of the others from their median (five rates or more are needed), \
          unless another conversion of the same period shares it.",
    example: "357.33 billion CNY are printed as 55.72 billion USD, which is 6.41 for one; all other conversions imply 7.1 to 7.3.",
    remedy: "Check which of the two amounts is misprinted, and whether both are of the same period.",
    part: |rule, case, outcome| identities(rule, &[Kind::Conversion], case, outcome),
    whole,
};

fn whole(rule: &'static Rule, whole: &Whole<'_>, outcome: &mut Outcome) {
    outcome.checked += whole.peers.checked();
    for outlier in whole.peers.outliers() {
        // Within one part the network finds it, with all that it rests on.
        if let Evidence::Peer(others) = outlier.evidence
            && part_of(whole, outlier.implied.of[0]) == part_of(whole, others[0])
        {
            continue;
        }
        outcome.findings.push(against_peers(rule, whole, outlier));
    }
    for pair in whole.peers.pairs() {
        outcome.findings.extend(far_from_all(rule, whole, pair));
    }
}

fn part_of(whole: &Whole<'_>, statement: StatementRef) -> Option<usize> {
    whole.parts.iter().position(|reports| reports.binary_search(&statement.report).is_ok())
}

fn against_peers(rule: &'static Rule, whole: &Whole<'_>, outlier: &Outlier) -> Finding {
    let Outlier { pair, implied, allowed, evidence } = outlier;
    let mut members: Vec<StatementRef> = implied.of.to_vec();
    let other = match evidence {
        Evidence::Peer(others) => {
            members.extend(others);
            let (sources, allowed) = (source(whole, others[1]), rate(*allowed));
            format!("{allowed} follows from a conversion in {sources}")
        }
        Evidence::Band(band) => {
            let source = whole.rates.0.get(*band as usize).map_or("", |band| &band.source);
            format!("the rate was {} by {source}", rate(*allowed))
        }
        Evidence::Observation(of) => said_of(whole.ledger, *of),
    };
    finding(rule, whole, *pair, implied, *allowed, members, &other)
}

fn finding(
    rule: &'static Rule,
    whole: &Whole<'_>,
    pair: Pair,
    implied: &Implied,
    allowed: Bounds,
    members: Vec<StatementRef>,
    other: &str,
) -> Finding {
    let [amount, conversion] = implied.of;
    let (a, b) = pair;
    let both = format!("{} and {}", said_of(whole.ledger, amount), said_of(whole.ledger, conversion));
    let message = format!("{both}, which makes {} {a} for one {b}, but {other}", rate(implied.rate));
    let members = members.into_iter().map(|statement| Member { statement, implied: None }).collect();
    let between = [implied.rate, allowed].map(|bounds| Span::of(bounds, None, Scale::One));
    Finding {
        disagreement: Some(Disagreement {
            quantity: format!("{a} for one {b}"),
            period: implied.period,
            between,
        }),
        ..Finding::new(rule, members, message)
    }
}

fn rate(bounds: Bounds) -> Span {
    Span::of(bounds, None, Scale::One)
}

fn source<'a>(whole: &Whole<'a>, statement: StatementRef) -> &'a str {
    statement.of(whole.ledger).map_or("", |(_, observation)| &observation.source)
}

/// How many rates are needed before one is strange.
const ENOUGH: usize = 5;
/// How far from the others' median a rate is strange in any case, as a logarithm.
const FAR: f64 = 0.05;
/// How many times farther than the others' median distance a rate is strange.
const TIMES: f64 = 6.0;

/// Rates far from those of all periods: nothing but a wrong figure explains them, or a jump of the rate that
/// other conversions would show too.
fn far_from_all(rule: &'static Rule, whole: &Whole<'_>, pair: Pair) -> Vec<Finding> {
    // A rate that is known within a tenth only would hide what the others agree on.
    let wide = (2.0 * FAR).exp();
    let all = || whole.peers.implied_of(pair).filter(|implied| implied.rate.high < implied.rate.low * wide);
    let mut rates: Vec<f64> = all().filter_map(|implied| implied.rate.middle()).collect();
    let Some(median) = median(&mut rates).filter(|median| *median > 0.0 && rates.len() >= ENOUGH) else {
        return Vec::new();
    };
    // Half and double are equally far.
    rates.iter_mut().for_each(|rate| *rate = (*rate / median).max(median / *rate));
    let usual = self::median(&mut rates).unwrap_or(1.0);
    let limit = FAR.exp().max(usual.powf(TIMES));
    let (highest, lowest) = (median * limit, median / limit);
    let is_far = |implied: &&Implied| implied.rate.low > highest || implied.rate.high < lowest;
    if !all().any(|implied| is_far(&implied)) {
        return Vec::new();
    }
    let reported =
        |implied: &&Implied| whole.peers.outliers().any(|outlier| outlier.implied.of == implied.of);
    let near = all().filter(|implied| !is_far(implied)).map(|implied| implied.rate);
    let Some(near) = near.reduce(Bounds::hull) else {
        return Vec::new();
    };
    let alone = |implied: &&Implied| !whole.peers.is_shared(pair, implied);
    let far = all().filter(is_far).filter(|implied| !reported(implied)).filter(alone);
    let other = format!("all others imply {}", rate(near));
    far.map(|implied| finding(rule, whole, pair, implied, near, implied.of.to_vec(), &other)).collect()
}

/// The middle one of numbers in order; the upper of two.
fn median(numbers: &mut [f64]) -> Option<f64> {
    let middle = numbers.len() / 2;
    (!numbers.is_empty()).then(|| *numbers.select_nth_unstable_by(middle, f64::total_cmp).1)
}
