//! Dots in the rows of their names, by themselves, on stems from zero (`lollipop`) or joined (`dumbbell`).

use std::collections::BTreeMap;

use super::bound::{self, Arrow};
use super::rows::{BEFORE_FIGURE, ROWS, Rows, Wants};
use super::table::{Span, Table};
use super::{check_tones, whisker};
use crate::chart::describe;
use crate::chart::kind::{Key as Heeded, Kind};
use crate::chart::legend::{self, Key, Sample};
use crate::chart::page::Page;
use crate::chart::plane::Marker;
use crate::chart::scale::Zero;
use crate::chart::scene::{Finish, Role, Tone};
use crate::chart::{Beyond, ChartError};

/// Radius of a dot, in px.
const RADIUS: f64 = 5.0;
/// From the middle of a dot to its figure, in px.
const TO_FIGURE: f64 = 10.0;
/// The largest part of the width that figures may take from the dots.
const MOST_FIGURES: f64 = 0.34;

/// Dots by name.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Dot plot",
    series: 1..=usize::MAX,
    heeds: &[Heeded::Facet, Heeded::Position, Heeded::Labels, Heeded::Zero, Heeded::Highlight],
    stacks: &[],
    signs: ROWS,
    sum_up: describe::courses,
    lay_out,
};

/// What ties a dot to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// Nothing.
    None,
    /// A stem from zero.
    Stem,
    /// A bar from the least to the greatest dot of the row.
    Bar,
}

impl Tie {
    /// Whether a figure stands before its dot, since the stem comes from the other side.
    fn turns(self, span: &Span<'_>) -> bool {
        self == Tie::Stem && span.to < 0.0
    }
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let table = Table::of(page.chart)?;
    let zero = match page.chart.spec.y.zero {
        Some(true) => Zero::Always,
        Some(false) => Zero::Never,
        None => Zero::IfNear,
    };
    lay_out_dots(page, &table, Tie::None, zero)
}

/// Lays out and draws the dots of a table.
pub(super) fn lay_out_dots(
    page: &mut Page<'_>,
    table: &Table<'_>,
    tie: Tie,
    zero: Zero,
) -> Result<(), ChartError> {
    check_tones(table.keys.iter().map(|key| key.tone))?;
    if table.keys.len() > 1 {
        let key = |(at, key): (usize, &super::table::Key)| Key {
            name: key.name.clone(),
            tone: key.tone,
            sample: Sample::Dot(Marker::of(at)),
        };
        legend::set(page, &table.keys.iter().enumerate().map(key).collect::<Vec<_>>());
    }
    let ends = ends(table);
    let figures = figures(page, table, &ends, tie);
    let wants = Wants {
        names: &table.categories,
        values: table
            .values()
            .filter(|value| zero == Zero::Always || *value != 0.0 || has_zero(table))
            .collect(),
        zero,
        height: 16.0,
        figures,
    };
    let rows = Rows::set(page, &wants)?;
    rows.draw_guides(page, |category| {
        // Up to the first figure or dot; without figures the line parts the rows too.
        let first = |(span, before): (&Span<'_>, bool)| match before {
            true => figure_at(&rows, span, true).0 - Role::Value.font().width(&span.figure) - BEFORE_FIGURE,
            false => rows.at(span.category, span.to).0,
        };
        let here = written(&ends, tie).into_iter().filter(|(span, _)| span.category == category);
        figures.and(here.map(first).min_by(f64::total_cmp))
    });
    if zero == Zero::Always {
        rows.draw_zero(page);
    }
    match tie {
        Tie::None => {}
        Tie::Stem => draw_stems(page, &rows, table),
        Tie::Bar => draw_ties(page, &rows, &ends),
    }
    let spread = |span: &Span<'_>| {
        let (low, high) = span.point.spread()?;
        let own = |(end, _): &(&Span<'_>, bool)| std::ptr::eq(*end, span);
        let figure = written(&ends, tie).into_iter().find(own).filter(|_| figures.is_some());
        let gap = figure.and_then(|(span, before)| figure_at(&rows, span, before).1);
        Some(((rows.at(span.category, low), rows.at(span.category, high)), gap))
    };
    whisker::draw_parted(&page.pen, table.spans.iter().filter_map(spread));
    let arrow =
        |span: &Span<'_>| Some(Arrow::level(span.point.beyond?, rows.at(span.category, span.to), RADIUS));
    bound::draw(&page.pen, None, table.spans.iter().filter_map(arrow));
    draw_dots(page, &rows, table);
    if figures.is_some() {
        draw_figures(page, &rows, &ends, tie);
    }
    rows.close(page);
    Ok(())
}

/// Whether zero is one of the figures, and not only where a bar would begin.
fn has_zero(table: &Table<'_>) -> bool {
    table.spans.iter().any(|span| span.to == 0.0)
}

/// The bars with the least and the greatest figure of each row.
fn ends<'t, 'a>(table: &'t Table<'a>) -> BTreeMap<usize, (&'t Span<'a>, &'t Span<'a>)> {
    let mut ends: BTreeMap<usize, (&Span<'_>, &Span<'_>)> = BTreeMap::new();
    for span in &table.spans {
        let (low, high) = ends.entry(span.category).or_insert((span, span));
        *low = if span.to < low.to { span } else { low };
        *high = if span.to >= high.to { span } else { high };
    }
    ends
}

/// Room for the figures before and after the dots; none if they have no room, or would stand between dots.
fn figures(
    page: &Page<'_>,
    table: &Table<'_>,
    ends: &BTreeMap<usize, (&Span<'_>, &Span<'_>)>,
    tie: Tie,
) -> Option<(f64, f64)> {
    let font = Role::Value.font();
    let arrow = |span: &Span<'_>| if span.point.beyond.is_some() { bound::LENGTH } else { 0.0 };
    let width = |span: &Span<'_>| font.width(&span.figure) + TO_FIGURE + arrow(span);
    let before =
        ends.values().filter(|(low, high)| low.to < high.to || tie.turns(high)).map(|(low, _)| width(low));
    let (before, after) =
        (before.fold(RADIUS, f64::max), ends.values().map(|(_, high)| width(high)).fold(RADIUS, f64::max));
    let fits = before + after <= page.width() * MOST_FIGURES;
    (table.keys.len() <= 2 && page.chart.spec.labels != Some(false) && fits).then_some((before, after))
}

fn draw_stems(page: &Page<'_>, rows: &Rows, table: &Table<'_>) {
    for tone in table.tones() {
        page.pen.group(Role::Stem, Some(tone), || {
            // A stem is a length that is certain.
            for span in table.spans.iter().filter(|span| span.tone == tone && span.is_certain()) {
                page.pen.line(rows.at(span.category, 0.0), rows.at(span.category, span.to));
            }
        });
    }
}

fn draw_ties(page: &Page<'_>, rows: &Rows, ends: &BTreeMap<usize, (&Span<'_>, &Span<'_>)>) {
    page.pen.group(Role::Stem, Some(Tone::Quiet), || {
        for (row, (low, high)) in ends {
            let [first, last] = if low.point.period < high.point.period { [low, high] } else { [high, low] };
            if first.series.breaks_between(first.point.period, last.point.period) {
                page.pen.next(Finish::Hatched, None);
            }
            page.pen.line(rows.at(*row, low.to), rows.at(*row, high.to));
        }
    });
}

fn draw_dots(page: &Page<'_>, rows: &Rows, table: &Table<'_>) {
    let several = table.keys.len() > 1;
    for tone in table.tones() {
        page.pen.group(Role::Dot, Some(tone), || {
            for span in table.spans.iter().filter(|span| span.tone == tone) {
                let at = rows.at(span.category, span.to);
                page.pen.mark(span.finish, || page.chart.mark_title(span.series, span.point));
                let odd = span.finish == Finish::Hatched;
                let marker = match (odd, several) {
                    (true, _) => Marker::Square,
                    (false, true) => Marker::of(span.key),
                    (false, false) => Marker::Circle,
                };
                page.pen.shape(marker.geometry(at, RADIUS));
            }
        });
    }
}

fn draw_figures(page: &Page<'_>, rows: &Rows, ends: &BTreeMap<usize, (&Span<'_>, &Span<'_>)>, tie: Tie) {
    page.pen.group(Role::Value, None, || {
        for (span, before) in written(ends, tie) {
            let (x, _) = figure_at(rows, span, before);
            rows.figure(page, (x, rows.at(span.category, 0.0).1), 0.0, before, &span.figure);
        }
    });
}

/// The dots that have a figure, and whether it stands before them.
fn written<'t, 'a>(
    ends: &BTreeMap<usize, (&'t Span<'a>, &'t Span<'a>)>,
    tie: Tie,
) -> Vec<(&'t Span<'a>, bool)> {
    let of_row = |(low, high): &(&'t Span<'a>, &'t Span<'a>)| {
        let before = (low.to < high.to || tie.turns(low)).then_some((*low, true));
        before.into_iter().chain((!tie.turns(high)).then_some((*high, false)))
    };
    ends.values().flat_map(of_row).collect()
}

/// Where the figure of a dot begins, and the gap in its whisker that it stands in.
fn figure_at(rows: &Rows, span: &Span<'_>, before: bool) -> (f64, Option<(f64, f64)>) {
    let across = |value: f64| rows.at(span.category, value).0;
    let way = if before { -1.0 } else { 1.0 };
    let off = match span.point.beyond {
        Some(Beyond::Above) if !before => TO_FIGURE + bound::LENGTH,
        Some(Beyond::Below) if before => TO_FIGURE + bound::LENGTH,
        _ => TO_FIGURE,
    };
    let far = span.point.spread().map_or(span.to, |(low, high)| if before { low } else { high });
    if (far - span.to) * way <= 0.0 {
        return (across(span.to) + way * off, None);
    }
    whisker::beside(across(span.to), across(far), off, Role::Value.font().width(&span.figure))
}
