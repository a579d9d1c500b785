//! Says in words what a chart shows: a description where its author wrote none, and the notes that explain
//! its marks.

use std::collections::BTreeMap;

use super::calendar::Calendar;
use super::kind::{Kind, Signs};
use super::notation::Word;
use super::parts;
use super::spec::{Mark, Stack};
use super::{Break, Chart, Origin, Point, Series};

/// How many series are described one by one.
pub(super) const MOST: usize = 6;

/// Kind, extent, range and trend.
pub(super) fn describe(chart: &Chart<'_>) -> String {
    if let (Some(geography), Some(spec)) = (&chart.data.geography, &chart.spec.map) {
        return geography.describe(spec);
    }
    let kind = Kind::of(chart.spec.mark);
    let shares;
    // Of what is drawn, not of the amounts behind it.
    let chart = if chart.spec.stack == Stack::Share {
        shares = parts::shares(chart);
        &Chart { data: &shares, ..*chart }
    } else {
        chart
    };
    let series = &chart.data.series;
    let unit = if chart.unit().is_empty() || !chart.one_unit() {
        String::new()
    } else {
        format!(", in {}", chart.unit())
    };
    let periods = chart.data.periods();
    let extent = match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first != last => {
            format!(", {} to {}", chart.notation.period(*first), chart.notation.period(*last))
        }
        (Some(only), _) => format!(", {}", chart.notation.period(*only)),
        _ => String::new(),
    };
    let sum = (kind.sum_up)(chart);
    if periods.len() == 1 {
        return format!("{}{extent}{unit}: {sum}", kind.called);
    }
    let names: Vec<&str> = series.iter().take(MOST).map(|s| s.label.as_str()).collect();
    format!("{}: {}{}{extent}{unit}. {sum}", kind.called, names.join(", "), more(series.len()))
}

/// How many are not named.
pub(super) fn more(all: usize) -> String {
    match all.saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

/// What becomes of each series from the first period to the last, or its figure if there is one period alone.
pub(super) fn courses(chart: &Chart<'_>) -> String {
    let (series, periods) = (&chart.data.series, chart.data.periods());
    if periods.len() == 1 {
        return format!("{}{}.", at_once(series).join(", "), more(series.len()));
    }
    let Some(calendar) = Calendar::of(&periods, false) else { return String::new() };
    let trends = series.iter().take(MOST).filter_map(|series| trend(chart, &calendar, series));
    trends.collect::<Vec<_>>().join(" ")
}

/// Names and figures of one period.
fn at_once(series: &[Series]) -> Vec<String> {
    let said = |series: &Series| {
        let (point, _) = series.known().next()?;
        Some(format!("{} {}", series.label, point.label))
    };
    series.iter().take(MOST).filter_map(said).collect()
}

/// "Foreign trade rose from 276.8 in 2021 to 500 in 2025; highest 500 in 2025, lowest 240 in 2022."
fn trend(chart: &Chart<'_>, calendar: &Calendar, series: &Series) -> Option<String> {
    let known = series.by_period();
    let points: Vec<(&Point, f64)> =
        known.values().copied().filter(|(point, _)| calendar.compares(point.period)).collect();
    let (first, last) = (points.first()?, points.last()?);
    // A unit that all share is said once.
    let one_unit = chart.one_unit();
    let figure = |point: &Point| if one_unit { point.label.clone() } else { series.exact(point) };
    let said =
        |(point, _): &(&Point, f64)| format!("{} in {}", figure(point), chart.notation.period(point.period));
    if points.len() == 1 {
        return Some(format!("{}: {}.", series.label, said(first)));
    }
    let verb = match last.1.total_cmp(&first.1) {
        std::cmp::Ordering::Greater => "rose from",
        std::cmp::Ordering::Less => "fell from",
        std::cmp::Ordering::Equal => "went from",
    };
    let mut sentence = format!("{} {verb} {} to {}", series.label, said(first), said(last));
    let highest = points.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let lowest = points.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    for (name, extreme) in [("highest", highest), ("lowest", lowest)] {
        let at_an_end = [first.0.period, last.0.period].contains(&extreme.0.period);
        if !at_an_end && extreme.1 != first.1 && extreme.1 != last.1 {
            sentence.push_str(&format!("; {name} {}", said(extreme)));
        }
    }
    sentence.push('.');
    Some(sentence)
}

/// Where series break and what changed, and which marks hold figures of both sides against each other.
fn breaks(chart: &Chart<'_>, calendar: &Calendar, signs: &Signs) -> Vec<String> {
    let mut sentences = Vec::new();
    let ends = calendar.slots.first().zip(calendar.slots.last());
    let mut broken: BTreeMap<&Break, Vec<&str>> = BTreeMap::new();
    for series in
        chart.data.series.iter().filter(|series| ends.is_some_and(|(a, b)| series.breaks_between(*a, *b)))
    {
        series.breaks.iter().for_each(|brk| broken.entry(brk).or_default().push(&series.label));
    }
    for (brk, names) in broken {
        let (word, at) = (chart.notation.word(Word::Break), chart.notation.period(brk.at));
        let all = names.len() == chart.data.series.len();
        let names = if all { String::new() } else { format!(" ({})", names.join(", ")) };
        sentences.push(format!("{word}{names}, {at}: {}.", brk.note.trim_end_matches('.')));
    }
    for series in &chart.data.series {
        let over = |point: &Point| Some((chart.notation.period(point.period), point.over_break.clone()?));
        for (period, note) in series.known().filter_map(|(point, _)| over(point)) {
            let note = note.trim_end_matches('.');
            sentences.push(format!(
                "{}: {}, {period}, over a break in the series: {note}.",
                signs.odd, series.label
            ));
        }
    }
    sentences
}

/// "“A”, “B” and “C”".
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => quoted.concat(),
    }
}

/// One sentence for each kind of mark that needs one.
pub(super) fn notes(chart: &Chart<'_>) -> Vec<String> {
    if let Some(geography) = &chart.data.geography {
        return geography.notes();
    }
    let mut notes = Vec::new();
    let signs = &Kind::of(chart.spec.mark).signs;
    let points = || chart.data.series.iter().flat_map(Series::known).map(|(point, _)| point);
    let Some(calendar) = Calendar::of(&chart.data.periods(), false) else { return notes };
    if points().any(|point| point.origin == Origin::Derived && calendar.compares(point.period)) {
        notes.push(signs.derived.to_owned());
    }
    let mut odd: Vec<_> = points().map(|p| p.period).filter(|period| !calendar.compares(*period)).collect();
    odd.sort();
    odd.dedup();
    if !odd.is_empty() {
        let named: Vec<String> = odd.iter().map(|period| chart.notation.period(*period)).collect();
        notes.push(format!("{}: {}, of another length than the other periods.", signs.odd, named.join(", ")));
    }
    for parts::Lacking { stacks, parts } in parts::lacking(chart) {
        let have = if parts.len() == 1 { "has" } else { "have" };
        notes.push(format!("Left out: {}, where {} {have} no figure.", stacks.join(", "), listed(&parts)));
    }
    notes.extend(breaks(chart, &calendar, signs));
    if chart.spec.mark == Mark::Table {
        notes.push(
            "Each line has a scale of its own; the change is that from its first figure to its last."
                .to_owned(),
        );
    }
    // A whisker on a segment would seem to be one of the whole stack.
    let stacked = parts::is_stacked(chart.spec);
    match signs.spread {
        Some(spread) if !stacked => {
            notes.extend(points().any(|p| p.differs.is_some()).then(|| spread.to_owned()));
            if chart.spec.mark != Mark::Interval && points().any(|p| p.range.is_some()) {
                notes
                    .push("A whisker at a hollow or pale mark spans a range, whose middle it is.".to_owned());
            }
            if let Some(bound) =
                points().find(|p| p.beyond.is_some()).filter(|_| chart.spec.mark != Mark::Sankey)
            {
                let label = &bound.label;
                notes.push(format!(
                    "An arrow leads from a bound, such as “{label}”, to where the figure lies."
                ));
            }
        }
        _ if chart.spec.mark == Mark::Spark => {}
        _ => {
            for series in &chart.data.series {
                let differing = series.known().filter(|(point, _)| point.differs.is_some());
                let periods: Vec<_> =
                    differing.map(|(point, _)| chart.notation.period(point.period)).collect();
                if !periods.is_empty() {
                    notes.push(format!("Sources differ on “{}” ({}).", series.label, periods.join(", ")));
                }
                let hedged: Vec<String> = series
                    .known()
                    .filter(|(point, _)| point.is_hedged() && chart.spec.mark != Mark::Table)
                    .map(|(point, _)| format!("{} ({})", point.label, chart.notation.period(point.period)))
                    .collect();
                if !hedged.is_empty() {
                    notes.push(format!("Bounds and ranges of “{}”: {}.", series.label, hedged.join(", ")));
                }
            }
        }
    }
    notes
}
