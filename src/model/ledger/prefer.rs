//! Which of several reports of one figure is shown.
//!
//! The policy, first that decides: a choice stated in the data with its reason; what is no forecast over what
//! is; what is in the unit of its quantity, which charts and all that follows need; of one authority what it published
//! last, which supersedes what it said before; a number over a bound ("over 500"); the more precise; the more
//! authoritative sort of document; the later published; the earlier in the files.

use rust_decimal::Decimal;

use super::Ledger;
use crate::model::interval::Qualifier;
use crate::model::observation::{Observation, Status};
use crate::model::period::Period;
use crate::model::quantity::Quantity;
use crate::model::series::SourceKind;

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
    /// The others are in another unit than the quantity is measured in.
    OwnUnit,
    /// The same authority has published it later than the others, and so revised them.
    LatestRevision,
    /// The others give a bound only.
    NoBound,
    /// The others are less precise.
    MorePrecise,
    /// The others are in documents of a less authoritative sort.
    MoreAuthoritative,
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
            Preference::OwnUnit => "the other reports are in another unit",
            Preference::LatestRevision => "it is the latest revision by the same authority",
            Preference::NoBound => "the other reports give only a bound",
            Preference::MorePrecise => "it is the most precise report",
            Preference::MoreAuthoritative => "it is in the most authoritative document",
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
    let unit = ledger.measure(quantity).map(|measure| measure.unit);
    let criteria: [Criterion<'a, '_>; 7] = [
        (Preference::NoForecast, &|o| Rank::flag(o.status == Status::Forecast)),
        (Preference::OwnUnit, &|o| Rank::flag(unit.is_some_and(|unit| o.unit != unit))),
        (Preference::LatestRevision, &|o| Rank::flag(all.iter().any(|other| supersedes(ledger, other, o)))),
        (Preference::NoBound, &|o| Rank::flag(!matches!(o.qualifier, Qualifier::Exact | Qualifier::About))),
        (Preference::MorePrecise, &|o| Rank::width(o)),
        (Preference::MoreAuthoritative, &|o| Rank::kind(ledger, o)),
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

    /// Who counts himself comes first, then who hands on data, then who tells of them; those who interpret come last.
    fn kind(ledger: &Ledger, observation: &Observation) -> Self {
        let kind = ledger.source(&observation.source).map(|source| source.kind);
        kind.map_or(Rank::Last, |kind| {
            Rank::Number(Decimal::from(match kind {
                SourceKind::Official => 0,
                SourceKind::Dataset => 1,
                SourceKind::Reference => 2,
                SourceKind::News => 3,
                SourceKind::Analysis => 4,
            }))
        })
    }

    fn age(ledger: &Ledger, observation: &Observation) -> Self {
        let published = ledger.source(&observation.source).and_then(|s| s.published);
        published.map_or(Rank::Last, |d| {
            let day = i64::from(d.year()) * 512 + i64::from(d.day_of_year());
            Rank::Number(Decimal::from(-day))
        })
    }
}

/// True if the first is a figure of the same authority in a document of a later date. A forecast supersedes nothing,
/// and neither does a bound a number: it may be said in passing; nor an amount one in another unit.
pub(super) fn supersedes(ledger: &Ledger, later: &Observation, earlier: &Observation) -> bool {
    let authority = |observation: &Observation| {
        let source = ledger.source(&observation.source)?;
        Some((source.authority.as_ref().or(source.publisher.as_ref())?, source.published?))
    };
    let (Some((by, day)), Some((of, before))) = (authority(later), authority(earlier)) else { return false };
    let is_bound = |o: &Observation| !matches!(o.qualifier, Qualifier::Exact | Qualifier::About);
    let says_less = later.status == Status::Forecast || (is_bound(later) && !is_bound(earlier));
    by == of && day > before && later.unit == earlier.unit && !says_less
}

/// True if two observations of the same quantity and period can both be true: what is in different units may be.
pub(super) fn agree(a: &Observation, b: &Observation) -> bool {
    a.unit != b.unit || a.interval().scale(a.scale.factor()).meets(b.interval().scale(b.scale.factor()))
}
