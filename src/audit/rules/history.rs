//! The levels of a series as a history: one number for each period of one length.

use crate::audit::assembly::bounds;
use crate::audit::network::index;
use crate::audit::{Case, StatementRef};
use crate::model::{Ledger, Observation, Period, Status};

/// A level of a series.
#[derive(Clone, Copy, Debug)]
pub(in crate::audit) struct Level {
    pub period: Period,
    pub value: f64,
    pub statement: StatementRef,
}

/// The histories of the series of a case, one for each length of period; each in order. Bounds ("over 500") have no place in
/// them, nor have forecasts, nor what its authority has revised since; of several reports of one period the first
/// counts.
pub(in crate::audit) fn histories(case: &Case<'_>) -> Vec<Vec<Level>> {
    case.levels().flat_map(|(_, report, all)| of_series(case.ledger, report, all)).collect()
}

fn of_series(ledger: &Ledger, report: u32, all: &[Observation]) -> Vec<Vec<Level>> {
    let mut histories: Vec<Vec<Level>> = Vec::new();
    for (at, observation) in all.iter().enumerate() {
        let bounds = bounds(observation);
        let (Some(value), true) = (bounds.middle(), bounds.is_bounded()) else { continue };
        if observation.status == Status::Forecast || value <= 0.0 || ledger.is_superseded(all, at) {
            continue;
        }
        let period = observation.period;
        let level = Level { period, value, statement: StatementRef { report, at: index(at) } };
        let same = histories.iter_mut().find(|history| history[0].period.frequency() == period.frequency());
        match same {
            Some(history) if history.last().is_some_and(|last| last.period == period) => {}
            Some(history) => history.push(level),
            None => histories.push(vec![level]),
        }
    }
    histories
}
