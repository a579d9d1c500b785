//! Whether a table or a chart would show anything of what it is asked for.

use crate::chart::spec::Periods;
use crate::diag::{Diagnostic, Place};
use crate::document;
use crate::model::{Frequency, Ledger, Period, Quantity};

/// The most periods that a hint lists.
const LISTED: usize = 6;

/// The periods that a table of a text asks for, as charts ask for them.
pub fn periods(asked: &document::Periods) -> Periods {
    match asked {
        document::Periods::Every("annual") => Periods::Annual,
        document::Periods::Every("half-year") => Periods::HalfYear,
        document::Periods::Every("quarter") => Periods::Quarter,
        document::Periods::Every(_) => Periods::Month,
        document::Periods::List(list) => Periods::List(list.clone()),
    }
}

/// The length of the periods that are asked for, if one is.
pub fn frequency(asked: &Periods) -> Option<Frequency> {
    match asked {
        Periods::Annual => Some(Frequency::Annual),
        Periods::HalfYear => Some(Frequency::HalfYear),
        Periods::Quarter => Some(Frequency::Quarter),
        Periods::Month => Some(Frequency::Month),
        Periods::List(_) => None,
    }
}

/// What is wrong if nothing is known of a quantity in the periods that are asked for, or ever.
pub(super) fn nothing_known(
    ledger: &Ledger,
    quantity: &Quantity,
    asked: Option<&Periods>,
    place: impl FnOnce() -> Place,
) -> Option<Diagnostic> {
    let is_known = |period: &Period| ledger.figure(quantity, *period).is_some();
    let mut known = ledger.periods(quantity);
    if quantity.as_series().is_none() {
        quantity.each_series(&mut |id| known.extend(ledger.periods(&Quantity::Series(id.clone()))));
    }
    known.sort();
    known.dedup();
    let all = || known.iter().filter(|period| is_known(period));
    let (found, which) = match asked {
        None => (all().next().is_some(), String::new()),
        Some(Periods::List(list)) => (list.iter().any(is_known), of_these(list)),
        Some(every) => {
            let alike = || known.iter().filter(|period| frequency(every) == Some(period.frequency()));
            // Between the first and the last there may be some that follow from others.
            let between = alike().next().zip(alike().next_back()).is_some_and(|(first, last)| {
                let each = std::iter::successors(Some(*first), |period| period.next());
                each.take_while(|period| period <= last).any(|period| is_known(&period))
            });
            (between, format!(" for any {}", one(frequency(every))))
        }
    };
    if found {
        return None;
    }
    let mut lengths: Vec<Frequency> = all().map(|period| period.frequency()).collect();
    lengths.sort();
    lengths.dedup();
    let lengths: Vec<String> = lengths.into_iter().map(|length| format!("{}s", one(Some(length)))).collect();
    let (lengths, each) = (lengths.join(", "), all().map(Period::to_string).collect::<Vec<_>>());
    let hint = match each.as_slice() {
        [] => "no source reports it, and what it could be derived from is not reported either".to_owned(),
        [first, .., last] if each.len() > LISTED => {
            format!("it is known for {lengths}, from {first} to {last}")
        }
        _ => format!("it is known for {lengths}: {}", each.join(", ")),
    };
    let message = format!("nothing is known of {quantity}{which}");
    let found = Diagnostic::error("no-figure", place(), message);
    Some(found.hint(hint))
}

fn of_these(list: &[Period]) -> String {
    match list {
        [only] => format!(" for {only}"),
        _ => " for any of these periods".to_owned(),
    }
}

/// What a period of a length is called.
fn one(length: Option<Frequency>) -> &'static str {
    match length {
        Some(Frequency::Annual) => "year",
        Some(Frequency::HalfYear) => "half-year",
        Some(Frequency::Quarter) => "quarter",
        Some(Frequency::Month) => "month",
        Some(Frequency::Day) => "day",
        Some(Frequency::Months(_) | Frequency::Days(_)) | None => "other period",
    }
}
