//! What is reported of a series in short: a line for each quantity, with its last figure. The page of the series has all
//! of them; pages about something else lead there.

use std::cmp::Reverse;

use serde::Serialize;

use super::super::context::Row;
use super::super::urls::Urls;
use super::super::wording;
use super::super::world::World;
use super::{counted, quantity_url, row};
use crate::document::escape;
use crate::model::{Observation, Quantity, Series, SeriesId, Unit};

/// A series and the quantities that are reported of it.
#[derive(Serialize)]
pub(super) struct InShort {
    title_html: String,
    url: Option<String>,
    rows: Vec<Line>,
}

/// A quantity: what of the series it is, its last figure, and how many figures there are.
#[derive(Serialize)]
struct Line {
    what: String,
    figures: String,
    #[serde(flatten)]
    last: Row,
}

/// A series in short; none if nothing is reported of it that `keep` asks for.
pub(super) fn in_short(
    world: &World<'_>,
    urls: &Urls,
    id: &SeriesId,
    keep: impl Fn(&Quantity) -> bool,
) -> Option<InShort> {
    let series = world.series(id)?;
    let reported = world.reports_of(id).filter(|(quantity, _)| keep(quantity));
    let rows: Vec<Line> = reported
        .filter_map(|(quantity, all)| {
            Some(Line {
                what: part_of_series(world, series, quantity),
                figures: counted(world, all.len()),
                last: row(world, urls, quantity, last(world, quantity, all)?),
            })
        })
        .collect();
    (!rows.is_empty()).then(|| InShort {
        title_html: escape::escaped(&series.title).into_owned(),
        url: quantity_url(world, urls, &Quantity::Series(id.clone())),
        rows,
    })
}

/// The report that is shown for the last period that a quantity is reported for: of periods that end on the same day,
/// the longest.
pub(super) fn last<'a>(
    world: &World<'a>,
    quantity: &Quantity,
    all: &[Observation],
) -> Option<&'a Observation> {
    let periods = all.iter().map(|observation| observation.period);
    let period = periods.max_by_key(|period| (period.end(), Reverse(period.start())))?;
    world.figure_at(quantity, period)?.observation()
}

/// What a quantity is of its series: "Amount", "Growth on a year earlier", "Rank among others".
pub(super) fn part_of_series(world: &World<'_>, series: &Series, quantity: &Quantity) -> String {
    let measured = match quantity {
        Quantity::Series(_) => match series.unit {
            Unit::Currency(_) | Unit::Tonne => "Amount",
            Unit::Count => "Number",
            Unit::Index => "Index",
            _ => "Value",
        },
        Quantity::Share { whole, .. } => return format!("Share of “{}”", wording::quantity(world, whole)),
        Quantity::Conversion { to, .. } => return format!("In {to}"),
        other => {
            let full = wording::quantity(world, other);
            let rest = full.strip_prefix(&*series.title).and_then(|rest| rest.strip_prefix(": "));
            return super::super::papers::capitalised(rest.unwrap_or(&full));
        }
    };
    measured.to_owned()
}
