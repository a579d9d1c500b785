//! `data/observations-sdmx.csv`: all observations as SDMX-CSV 2.0, for tools of statistical offices.
//!
//! The dimensions are the quantity, the document and the period, so that reports that contradict each other are
//! observations of their own. They are not coded: an id of SDMX holds no points and no brackets.

use std::collections::BTreeSet;

use super::data_files::{escaped, in_parallel};
use super::world::World;
use crate::model::{Frequency, Observation, Period, Quantity, Scale, Status, Value};

/// The data flow that the rows belong to.
const FLOW: &str = "WAYBILL:OBSERVATIONS(1.0)";

const COLUMNS: [&str; 12] = [
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "INDICATOR",
    "REPORTER",
    "REPORT",
    "TIME_PERIOD",
    "OBS_VALUE",
    "UNIT_MEASURE",
    "UNIT_MULT",
    "OBS_STATUS",
    "QUALIFIER",
];

/// Every observation as a row. Of a range nothing stands as the value: SDMX has no such value.
pub fn csv(world: &World<'_>) -> String {
    let reports: Vec<_> = world.reports().collect();
    in_parallel(&COLUMNS, &reports, |(quantity, all), table| {
        let name = escaped(&quantity.to_string());
        let broken = first_after_breaks(world, quantity, all);
        for same_period in all.chunk_by(|a, b| a.period == b.period) {
            for (at, o) in same_period.iter().enumerate() {
                let report = 1 + same_period[..at].iter().filter(|other| other.source == o.source).count();
                table.escaped("dataflow");
                table.escaped(FLOW);
                table.escaped("I");
                table.escaped(&name);
                table.field(&o.source);
                table.display(report);
                match o.period.frequency() {
                    Frequency::Days(_) | Frequency::Months(_) => {
                        table.escaped(&time_range(&o.period.to_string()));
                    }
                    _ => table.display(o.period),
                }
                match o.value {
                    Value::Number(_) => table.value(o.value),
                    Value::Range(..) => table.escaped(""),
                }
                table.field(o.unit.code());
                table.escaped(exponent(o.scale));
                let breaks = broken.contains(&o.period) && o.status == Status::Normal;
                table.escaped(if breaks { BREAK } else { status(o.status) });
                table.escaped(o.qualifier.as_str());
                table.end_row();
            }
        }
    })
}

/// The first periods of a series after each of its breaks, one for each length of period that it has.
fn first_after_breaks(world: &World<'_>, quantity: &Quantity, all: &[Observation]) -> BTreeSet<Period> {
    let series = quantity.as_series().and_then(|id| world.series(id));
    let mut first = BTreeSet::new();
    for at in series.into_iter().flat_map(|series| series.breaks.keys()) {
        let mut seen = BTreeSet::new();
        let after = all.iter().map(|o| o.period).filter(|period| period.start() >= at.start());
        first.extend(after.filter(|period| seen.insert(period.frequency())));
    }
    first
}

/// A range as SDMX 3.0 writes it: it begins with a whole date.
fn time_range(range: &str) -> String {
    match range.split_once('/') {
        Some((start, duration)) if start.len() == 7 => format!("{start}-01/{duration}"),
        _ => range.to_owned(),
    }
}

/// UNIT_MULT: the power of ten of a scale.
fn exponent(scale: Scale) -> &'static str {
    match scale {
        Scale::One => "0",
        Scale::Thousand => "3",
        Scale::TenThousand => "4",
        Scale::Million => "6",
        Scale::HundredMillion => "8",
        Scale::Billion => "9",
        Scale::Trillion => "12",
    }
}

/// The code of a time series break: the observation does not compare with the one before.
const BREAK: &str = "B";

/// The code of a status in SDMX's cross-domain code list CL_OBS_STATUS.
fn status(status: Status) -> &'static str {
    match status {
        Status::Normal => "A",
        Status::Estimated => "E",
        Status::Provisional => "P",
        Status::Forecast => "F",
    }
}
