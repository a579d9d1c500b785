//! Which figure of contradicting sets is most probably the wrong one.
//!
//! One wrong total contradicts everything that is measured against it, in as many sets. As few figures as possible
//! are taken to be wrong (Fellegi and Holt, 1976): the one that is in most sets first, then the one that is in most
//! of those that are left. A set counts twice for a figure that only has to be read otherwise. Choosing one after the
//! other need not give the very fewest, but nearly does, and does not have to try all combinations. What a source
//! converts itself stands and falls with the amount that it converts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::conflict::Clash;
use super::network::{Evidence, index};
use super::reading::reading;
use super::{Case, StatementRef, explain};
use crate::model::Quantity;

/// The figure that a clash is told about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Culprit {
    /// The place in the clash of what is told.
    pub subject: usize,
    /// The figure that clashes are grouped by: it, or the amount that it is a conversion of.
    pub of: Option<StatementRef>,
}

/// The culprit of each clash.
pub(super) fn culprits(case: &Case<'_>) -> Vec<Culprit> {
    let suspects: Vec<Vec<Option<StatementRef>>> =
        case.clashes.iter().map(|clash| of_clash(case, clash)).collect();
    let read: Vec<Option<usize>> =
        case.clashes.iter().map(|clash| reading(case, clash).map(|(at, _)| at)).collect();
    let of = |at: usize, place: Option<usize>| suspects[at].get(place?).copied().flatten();
    // The one that is asked about if a clash is looked at by itself.
    let alone = |at: usize| {
        let subject = explain::subject(case, &case.clashes[at], read[at]);
        Culprit { subject, of: of(at, Some(subject)) }
    };
    let mut culprits: Vec<Culprit> = (0..suspects.len()).map(alone).collect();
    let read: Vec<Option<StatementRef>> = (0..suspects.len()).map(|at| of(at, read[at])).collect();
    let mut left: Vec<usize> = (0..culprits.len()).collect();
    while let Some(worst) = worst(&left, &suspects, &read, &culprits) {
        left.retain(|at| {
            let found = suspects[*at].iter().position(|suspect| *suspect == Some(worst));
            if let Some(subject) = found {
                // The amount itself rather than its conversion, if both are there.
                let itself = case.clashes[*at].statements.iter().position(|of| {
                    case.network.statements[*of as usize].evidence == Evidence::Observation(worst)
                });
                culprits[*at] = Culprit { subject: itself.unwrap_or(subject), of: Some(worst) };
            }
            found.is_none()
        });
    }
    culprits
}

/// The suspect that is in most of the clashes that are left, if it is in several, those counted twice that a reading of
/// it reconciles: of equals the one that more of them would be told about by themselves, then the first in the ledger.
fn worst(
    left: &[usize],
    suspects: &[Vec<Option<StatementRef>>],
    read: &[Option<StatementRef>],
    alone: &[Culprit],
) -> Option<StatementRef> {
    #[derive(Default)]
    struct Count {
        sets: usize,
        weight: usize,
        told: usize,
    }
    let mut counts: BTreeMap<StatementRef, Count> = BTreeMap::new();
    for at in left {
        let mut of_clash: Vec<StatementRef> = suspects[*at].iter().copied().flatten().collect();
        of_clash.sort_unstable();
        of_clash.dedup();
        for suspect in of_clash {
            let count = counts.entry(suspect).or_default();
            count.sets += 1;
            count.weight += 1 + usize::from(read[*at] == Some(suspect));
            count.told += usize::from(alone[*at].of == Some(suspect));
        }
    }
    let several = counts.into_iter().filter(|(_, count)| count.sets > 1);
    let worst = several.max_by_key(|(suspect, count)| (count.weight, count.told, Reverse(*suspect)));
    worst.map(|(suspect, _)| suspect)
}

/// The suspect that each statement of a clash is.
fn of_clash(case: &Case<'_>, clash: &Clash) -> Vec<Option<StatementRef>> {
    let of = |at: &u32| match case.network.statements[*at as usize].evidence {
        Evidence::Observation(of) => Some(converted(case, of).unwrap_or(of)),
        _ => None,
    };
    clash.statements.iter().map(of).collect()
}

/// The amount that a source prints beside a conversion of it.
fn converted(case: &Case<'_>, of: StatementRef) -> Option<StatementRef> {
    let (quantity, conversion) = of.of(case.ledger)?;
    let Quantity::Conversion { of: amount, .. } = quantity else { return None };
    let report = case.ledger.report_of(amount)?;
    let (_, all) = case.ledger.report(report)?;
    let at = all.iter().position(|o| o.period == conversion.period && o.source == conversion.source)?;
    Some(StatementRef { report: index(report), at: index(at) })
}
