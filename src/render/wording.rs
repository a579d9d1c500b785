//! The sentences and words that pages add around figures. English; one place, so that another language is
//! another table.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::model::ledger::Measure;
use crate::model::{
    Among, Figure, Kind, Observation, Order, Qualifier, Quantity, SourceKind, Status, Style, Value,
};

use super::world::World;

/// What a quantity is called in full: "Foreign trade of Xinjiang: growth on a year earlier".
pub fn quantity(world: &World<'_>, quantity: &Quantity) -> String {
    named(world, quantity, true)
}

/// What a quantity is called where room is short: "Foreign trade, growth".
pub fn label(world: &World<'_>, quantity: &Quantity) -> String {
    named(world, quantity, false)
}

/// The same beside others of its kind, whose common measure the chart around them names: "Foreign trade" among
/// rates of growth.
pub fn label_among(world: &World<'_>, quantity: &Quantity, all: &[Quantity]) -> String {
    match quantity {
        Quantity::Growth(of) if all.len() > 1 && all.iter().all(|q| matches!(q, Quantity::Growth(_))) => {
            label(world, of)
        }
        Quantity::Share { part, whole }
            if all.len() > 1
                && all
                    .iter()
                    .all(|q| matches!(q, Quantity::Share { whole: other, .. } if other == whole)) =>
        {
            label(world, part)
        }
        _ => label(world, quantity),
    }
}

fn named(world: &World<'_>, quantity: &Quantity, full: bool) -> String {
    let of = |quantity: &Quantity| named(world, quantity, full);
    // The parts of a sum are quoted one by one.
    let quoted = |quantity: &Quantity| match quantity {
        Quantity::Sum(_) => of(quantity),
        _ => format!("“{}”", of(quantity)),
    };
    match quantity {
        Quantity::Series(id) => match world.series(id) {
            Some(series) if full => series.title.to_string(),
            Some(series) => series.label.to_string(),
            None => id.to_string(),
        },
        Quantity::Growth(x) if full => format!("{}: growth on a year earlier", of(x)),
        Quantity::Growth(x) => format!("{}, growth", of(x)),
        Quantity::Share { part, whole } if full => format!("{}: share of {}", of(part), quoted(whole)),
        Quantity::Share { part, whole } => format!("{}, share of {}", of(part), quoted(whole)),
        Quantity::Conversion { of: x, to } if full => format!("{}, in {to}", of(x)),
        Quantity::Conversion { of: x, .. } => format!("{}, converted", of(x)),
        Quantity::Sum(parts) => {
            let parts: Vec<String> = parts.iter().map(quoted).collect();
            parts.join(" plus ")
        }
        Quantity::Difference { of: x, from } if full => format!("{}, less “{}”", of(x), of(from)),
        Quantity::Difference { of: x, from } => match (&**x, &**from) {
            (Quantity::Growth(x), Quantity::Growth(y)) => format!("{}, lead in growth over {}", of(x), of(y)),
            _ => format!("{} without {}", of(x), of(from)),
        },
        Quantity::Rank { of: x, among, order } if full => {
            let among = match among {
                Among::Years => "the same period of all years so far".to_owned(),
                Among::Periods => "all periods of this length so far".to_owned(),
                Among::Others { named, and_more } => {
                    let mut names: Vec<String> =
                        named.iter().map(|other| format!("“{}”", of(other))).collect();
                    names.extend(and_more.then(|| "others".to_owned()));
                    match names.as_slice() {
                        [] => String::new(),
                        [only] => only.clone(),
                        [first @ .., last] => format!("{} and {last}", first.join(", ")),
                    }
                }
            };
            // The largest is the first where nothing else is said.
            let from = if *order == Order::Ascending { ", from the smallest" } else { "" };
            format!("{}: rank among {among}{from}", of(x))
        }
        Quantity::Rank { of: x, .. } => format!("{}, rank", of(x)),
        Quantity::TimesOver { of: x, over } => {
            let over = world.measure(x).map_or_else(
                || over.to_string(),
                |measure| world.formatter().value(Value::Number(*over), measure, Style::default()),
            );
            format!("{}{} times over {over} so far", of(x), if full { ":" } else { "," })
        }
    }
}

/// What an observation reports, with its hedge: "over CNY 500 billion", "1st".
pub fn reported(world: &World<'_>, quantity: &Quantity, observation: &Observation) -> String {
    let formatter = world.formatter();
    let noun = world.measure(quantity).and_then(|measure| measure.noun);
    let measure = Measure { unit: observation.unit, scale: observation.scale, noun };
    formatter.hedged(observation.value, observation.qualifier, measure, Style::default())
}

/// How a hedge is to be read, beside the figure with its sign.
pub fn qualifier(observation: &Observation) -> Option<&'static str> {
    let number = match observation.value {
        Value::Number(number) => number,
        Value::Range(..) => Decimal::ZERO,
    };
    match observation.qualifier.signed(number) {
        Qualifier::Exact => None,
        Qualifier::About => Some("The source gives it as approximate"),
        Qualifier::Over => Some("The source says that it was more than this"),
        Qualifier::AtLeast => Some("The source says that it was this or more"),
        Qualifier::Almost => Some("The source says that it was slightly less than this"),
        Qualifier::Under => Some("The source says that it was less than this"),
        Qualifier::UpTo => Some("The source says that it was this or less"),
    }
}

/// What sort of document a source is.
pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Official => "official",
        SourceKind::Dataset => "data set",
        SourceKind::Reference => "reference",
        SourceKind::News => "news report",
        SourceKind::Analysis => "analysis",
    }
}

/// How a series behaves over time.
pub fn series_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Flow => "flow: adds up over time",
        Kind::Stock => "stock: holds at a moment",
        Kind::Ratio => "ratio: does not add up over time",
        Kind::Count => "count: a number of things",
    }
}

/// What a source calls its figure, unless it says nothing.
pub fn status(status: Status) -> Option<&'static str> {
    (status != Status::Normal).then(|| match status {
        Status::Forecast => "target or forecast",
        other => other.as_str(),
    })
}

/// The mark of that in a table, as Eurostat's flags.
pub fn status_mark(status: Status) -> Option<&'static str> {
    match status {
        Status::Normal => None,
        Status::Provisional => Some("p"),
        Status::Estimated => Some("e"),
        Status::Forecast => Some("f"),
    }
}

/// The same in a sentence of a figure's papers.
pub fn status_sentence(figure: &Figure<'_>) -> Option<&'static str> {
    match (figure.status(), figure.is_derived()) {
        (Status::Normal, _) => None,
        (Status::Provisional, false) => Some("The source calls it provisional"),
        (Status::Provisional, true) => Some("It follows from a provisional figure"),
        (Status::Estimated, false) => Some("The source calls it an estimate"),
        (Status::Estimated, true) => Some("It follows from an estimate"),
        (Status::Forecast, false) => Some("It is a target or a forecast"),
        (Status::Forecast, true) => Some("It follows from a target or a forecast"),
    }
}

/// What the marks of figures in a table mean, if there are any.
pub fn legend<'f, 'a: 'f>(figures: impl Iterator<Item = &'f Figure<'a>>) -> Option<String> {
    let (mut derived, mut differs, mut statuses) = (false, false, BTreeSet::new());
    for figure in figures {
        derived |= figure.is_derived();
        differs |= figure.differs();
        statuses.insert(figure.status());
    }
    let status = |status: Status| match status {
        Status::Normal => None,
        Status::Provisional => Some("p Provisional."),
        Status::Estimated => Some("e Estimated."),
        Status::Forecast => Some("f Target or forecast."),
    };
    let parts = [
        derived.then_some("† Derived here from what sources report."),
        differs.then_some("* Sources differ."),
    ];
    let parts: Vec<&str> =
        parts.into_iter().flatten().chain(statuses.into_iter().filter_map(status)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// "One", "one and two", "one, two and three".
pub fn in_a_row(all: &[String]) -> String {
    match all.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => all.concat(),
    }
}
