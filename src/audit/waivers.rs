//! Waivers: findings that somebody has looked at and lets stand, with the reason, and until when.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Audit, Finding, StatementRef, Subject};
use crate::model::{Ledger, Period, Quantity, SourceId};

/// What is let stand, who says so, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// The rule that finds fault.
    pub rule: &'static str,
    /// What it finds fault with: what its message is about.
    pub of: Waived,
    /// Why that stands.
    pub reason: Arc<str>,
    /// Who decided it.
    pub by: Arc<str>,
    /// The last day on which it holds, if it ends.
    pub until: Option<Date>,
}

/// What a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Waived {
    /// A quantity, in one period or in all.
    Quantity(Quantity, Option<Period>),
    /// A source.
    Source(SourceId),
}

/// What came of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It covers so many findings.
    Covers(usize),
    /// It covers nothing: what it was for is mended, or it names something else.
    Unused,
    /// Its last day is before the one that the site speaks of, so it covers nothing any more.
    Expired,
}

impl Waiver {
    /// True if the finding is what the waiver is about. A finding is about its first figure, or about the one that this
    /// is a conversion of; the others may change without anybody having looked at them, and then it is another finding.
    fn covers(&self, ledger: &Ledger, finding: &Finding) -> bool {
        if self.rule != finding.rule {
            return false;
        }
        let first = finding.members.first().map(|member| member.statement);
        let is_about = |quantity: &Quantity, period: Option<Period>, statement: StatementRef| {
            statement.of(ledger).is_some_and(|(of, observation)| {
                quantity == of && period.is_none_or(|period| period == observation.period)
            })
        };
        match (&self.of, first, &finding.subject) {
            (Waived::Quantity(quantity, period), Some(_), _) => {
                first.into_iter().chain(finding.culprit).any(|of| is_about(quantity, *period, of))
            }
            (Waived::Quantity(quantity, None), None, Some(Subject::Series(id))) => {
                quantity.as_series() == Some(id)
            }
            (Waived::Source(source), None, Some(Subject::Source(id))) => source == id,
            _ => false,
        }
    }
}

impl Audit {
    /// Marks what the waivers cover, the first that does, on the day that the site speaks of, and says what came of
    /// each. Without a day none has ended.
    pub fn waive(&mut self, ledger: &Ledger, waivers: &[Arc<Waiver>], as_of: Option<Date>) -> Vec<Standing> {
        let ended = |waiver: &Waiver| as_of.zip(waiver.until).is_some_and(|(day, until)| until < day);
        let mut standings: Vec<Standing> = waivers
            .iter()
            .map(|waiver| if ended(waiver) { Standing::Expired } else { Standing::Unused })
            .collect();
        for finding in &mut self.findings {
            let covering = waivers
                .iter()
                .zip(&mut standings)
                .find(|(waiver, standing)| **standing != Standing::Expired && waiver.covers(ledger, finding));
            let Some((waiver, standing)) = covering else { continue };
            *standing = match *standing {
                Standing::Covers(n) => Standing::Covers(n + 1),
                _ => Standing::Covers(1),
            };
            finding.waiver = Some(Arc::clone(waiver));
        }
        standings
    }
}
