//! Stale: the last figure of a series is older than the site says that it should ever be.

use jiff::{Span, civil::Date};

use super::{Rule, Severity, nothing_apart};
use crate::audit::network::index;
use crate::audit::{Finding, Member, Outcome, StatementRef, Whole};
use crate::model::{Observation, Quantity, Status};

pub(super) static RULE: Rule = Rule {
    name: "stale",
    severity: Severity::Query,
    summary: "A series goes on as long as the site says that it should.",
    why: "A series that says `stale_after: P4M` has a figure for a period that ended in the four months before the \
          day that the site speaks of, `as_of` in site.yaml. That day is stated and not the clock's: a site that \
          nobody has touched says the same tomorrow. Forecasts do not count.",
    example: "stale_after: P4M, a last figure for 2025-06, and as_of: 2026-01-31.",
    remedy: "Add the figures that have appeared since; or say in a waiver why there are none, and until when.",
    part: nothing_apart,
    whole,
};

fn whole(rule: &'static Rule, whole: &Whole<'_>, outcome: &mut Outcome) {
    let Some(as_of) = whole.as_of else { return };
    for series in whole.ledger.each_series() {
        let Some(months) = series.stale_after else { continue };
        let quantity = Quantity::Series(series.id.clone());
        let Some(report) = whole.ledger.report_of(&quantity) else { continue };
        let Some((at, last)) = latest(whole.ledger.observations(&quantity)) else { continue };
        outcome.checked += 1;
        if is_within(last.period.end(), months, as_of) {
            continue;
        }
        let statement = StatementRef { report: index(report), at: index(at) };
        let message = format!(
            "the last figure of {} is for {}, which ended more than {months} months before {as_of}",
            series.id, last.period
        );
        outcome.findings.push(Finding::new(rule, vec![Member { statement, implied: None }], message));
    }
}

/// The observation whose period ends last.
fn latest(all: &[Observation]) -> Option<(usize, &Observation)> {
    all.iter().enumerate().filter(|(_, o)| o.status != Status::Forecast).max_by_key(|(_, o)| o.period.end())
}

/// True if a day is less than so many months after the first day that a period does not have any more.
fn is_within(end: Date, months: u16, as_of: Date) -> bool {
    end.checked_add(Span::new().months(i32::from(months))).is_ok_and(|late| as_of < late)
}
