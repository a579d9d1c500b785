//! Which of several reports of one figure is shown.
//!
//! The policy, first that decides: a choice stated in the data with its reason; what is no forecast over what
//! is; a number over a bound ("over 500"); the more precise; the later published; the earlier in the files.

use rust_decimal::Decimal;

use super::Ledger;
use crate::model::interval::Qualifier;
use crate::model::observation::{Observation, Status};
use crate::model::period::Period;
use crate::model::quantity::Quantity;

/// Why an observation is the one that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preference<'a> {
    /// There is no other.
    Only,
    /// The data say so, for this reason.
    Stated(&'a str),
    /// The author asked for this source.
    Asked,
    /// The others are forecasts or targets.
    NoForecast,
    /// The others give a bound only.
    NoBound,
    /// The others are less precise.
    MorePrecise,
    /// The others were published earlier, or without a date.
    Later,
    /// Nothing tells them apart; it comes first in the files.
    First,
}

impl Preference<'_> {
    /// The reason in words that can follow "preferred because".
    pub fn reason(&self) -> &str {
        match self {
            Preference::Only => "it is the only report",
            Preference::Stated(reason) => reason,
            Preference::Asked => "the text quotes this source",
            Preference::NoForecast => "the other reports are forecasts or targets",
            Preference::NoBound => "the other reports give only a bound",
            Preference::MorePrecise => "it is the most precise report",
            Preference::Later => "it was published last",
            Preference::First => "nothing tells the reports apart and it is listed first",
        }
    }
}

/// The observation to show, by its index, and why. None if there are no observations.
pub(super) fn prefer<'a>(
    ledger: &'a Ledger,
    quantity: &Quantity,
    period: Period,
    all: &'a [Observation],
) -> Option<(usize, Preference<'a>)> {
    match all {
        [] => return None,
        [_] => return Some((0, Preference::Only)),
        _ => {}
    }
    let series = ledger.series(quantity.principal());
    if let Some(choice) = series.and_then(|s| s.preferred.get(&(quantity.clone(), period))) {
        let at = all.iter().position(|o| o.source == choice.source);
        if let Some(at) = at {
            return Some((at, Preference::Stated(&choice.reason)));
        }
    }
    let mut left: Vec<usize> = (0..all.len()).collect();
    let mut reason = Preference::First;
    let criteria: [Criterion<'a, '_>; 4] = [
        (Preference::NoForecast, &|o| Rank::flag(o.status == Status::Forecast)),
        (Preference::NoBound, &|o| Rank::flag(!matches!(o.qualifier, Qualifier::Exact | Qualifier::About))),
        (Preference::MorePrecise, &|o| Rank::width(o)),
        (Preference::Later, &|o| Rank::age(ledger, o)),
    ];
    for (why, rank) in criteria {
        let best = left.iter().map(|i| rank(&all[*i])).min()?;
        let before = left.len();
        left.retain(|i| rank(&all[*i]) == best);
        if left.len() < before {
            reason = why;
        }
        if left.len() == 1 {
            break;
        }
    }
    Some((*left.first()?, reason))
}

/// Why an observation may be the one, and how to rank it by that.
type Criterion<'a, 'f> = (Preference<'a>, &'f dyn Fn(&Observation) -> Rank);

/// How far down an observation stands by one criterion; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(Decimal),
    Last,
}

impl Rank {
    fn flag(worse: bool) -> Self {
        Rank::Number(Decimal::from(u8::from(worse)))
    }

    fn width(observation: &Observation) -> Self {
        let width = observation.interval().width();
        width.and_then(|w| w.checked_mul(observation.scale.factor())).map_or(Rank::Last, Rank::Number)
    }

    fn age(ledger: &Ledger, observation: &Observation) -> Self {
        let published = ledger.source(&observation.source).and_then(|s| s.published);
        published.map_or(Rank::Last, |d| {
            let day = i64::from(d.year()) * 512 + i64::from(d.day_of_year());
            Rank::Number(Decimal::from(-day))
        })
    }
}

/// True if two observations of the same quantity and period can both be true.
pub(super) fn agree(a: &Observation, b: &Observation) -> bool {
    a.unit == b.unit && a.interval().scale(a.scale.factor()).meets(b.interval().scale(b.scale.factor()))
}
