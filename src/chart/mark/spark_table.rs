//! Tables with sparks: for each series its course as small as a word, its last figure, and how that changed since the first.
//!
//! Each course has a scale of its own, and each row a unit of its own if the rows differ.

use super::spark;
use crate::chart::calendar::Calendar;
use crate::chart::describe;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::notation::{Word, common_decimals, short, signed};
use crate::chart::page::Page;
use crate::chart::scene::{Anchor, Bounds, Role};
use crate::chart::{Chart, ChartError, Point, Series};
use crate::model::Period;

/// Least height of a row, in px.
const ROW: f64 = 34.0;
/// Over and under the lines of a name, in px.
const PADDING: f64 = 7.0;
/// Between columns, in px.
const GAP: f64 = 16.0;
/// Widest course, in px.
const WIDEST: f64 = 200.0;
/// Narrowest course, in px.
const NARROWEST: f64 = 48.0;
/// The largest part of the width that names take, wide and narrow.
const MOST_NAMES: [f64; 2] = [0.42, 0.32];
/// Most lines of a name.
const NAME_LINES: usize = 5;
/// The largest part of the width that figures take.
const MOST_FIGURES: f64 = 0.3;

/// A row for each series.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Table with sparks",
    series: 1..=usize::MAX,
    heeds: &[Key::Highlight],
    stacks: &[],
    signs: Signs { odd: "Left out", spread: None, ..Signs::POINTS },
    sum_up: describe::courses,
    lay_out,
};

/// What a row says.
struct Row<'a> {
    series: &'a Series,
    /// Its figures of periods that compare.
    known: Vec<(&'a Point, f64)>,
    name: Vec<String>,
    /// The last figure, and its period if that is not the one at the head of the column.
    figure: Vec<String>,
    /// How the last figure differs from the first.
    change: String,
}

/// Where columns lie.
struct Columns {
    /// Left and right edge of the courses.
    courses: (f64, f64),
    /// Right edge of the figures.
    figures: f64,
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let calendar = chart.calendar()?;
    let mut rows: Vec<Row<'_>> =
        chart.data.series.iter().map(|series| row(chart, series, &calendar)).collect();
    let common = common_last(&rows);
    rows.iter_mut().for_each(|row| row.figure = figure(page, row, common));
    let slots: Vec<Period> = calendar.slots.iter().copied().filter(|slot| calendar.compares(*slot)).collect();
    let heads = [
        span(chart, slots.first().copied(), slots.last().copied()),
        common.map_or_else(String::new, |period| short(chart.notation, period)),
        chart.notation.word(Word::Change).to_owned(),
    ];
    let columns = columns(page, &mut rows, &heads);
    set_heads(page, &columns, &heads);
    for (at, row) in rows.iter().enumerate() {
        draw_row(page, at, row, &calendar, &columns)?;
    }
    Ok(())
}

fn row<'a>(chart: &Chart<'a>, series: &'a Series, calendar: &Calendar) -> Row<'a> {
    let mut known: Vec<(&Point, f64)> = series.by_period().into_values().collect();
    known.retain(|(point, _)| calendar.compares(point.period));
    let change = change(chart, series, &known);
    Row { series, known, name: Vec::new(), figure: Vec::new(), change }
}

/// The last period, if all rows that have figures end with it.
fn common_last(rows: &[Row<'_>]) -> Option<Period> {
    let mut all = rows.iter().filter_map(|row| Some(row.known.last()?.0.period));
    let first = all.next()?;
    all.all(|period| period == first).then_some(first)
}

/// The last figure of a row, with its unit and period where rows differ in them.
fn figure(page: &Page<'_>, row: &Row<'_>, common: Option<Period>) -> Vec<String> {
    let font = Role::Value.font();
    let width = page.width() * MOST_FIGURES;
    let Some((point, _)) = row.known.last() else { return Vec::new() };
    let text = if page.chart.one_unit() { point.label.clone() } else { row.series.exact(point) };
    let mut lines = font.wrap(&text, width, 2);
    if common.is_none() {
        lines.push(font.cut(&short(page.chart.notation, point.period), width));
    }
    lines
}

/// "2017–2025".
fn span(chart: &Chart<'_>, first: Option<Period>, last: Option<Period>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => {
            format!("{}–{}", short(chart.notation, first), short(chart.notation, last))
        }
        (Some(only), _) => short(chart.notation, only),
        _ => String::new(),
    }
}

/// In per cent of the first figure; of rates and shares in percentage points. A dash where the figures do not tell.
fn change(chart: &Chart<'_>, series: &Series, known: &[(&Point, f64)]) -> String {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return "–".to_owned() };
    // Of what is printed as a bound nothing can be said, nor of a change that could be twice as large, or none.
    let known = first.0.interval.zip(last.0.interval).is_some_and(|(before, after)| {
        let spread = (after.1 - after.0) + (before.1 - before.0);
        spread <= (last.1 - first.1).abs() || last.1 == first.1
    });
    if !known {
        return "–".to_owned();
    }
    if first.0.period == last.0.period || series.breaks_between(first.0.period, last.0.period) {
        return "–".to_owned();
    }
    if series.unit.is_rate {
        let decimals = common_decimals([*first, *last].into_iter());
        return format!("{} pp", signed(chart.notation, last.1 - first.1, decimals));
    }
    let by = (last.1 / first.1 - 1.0) * 100.0;
    // From below zero, or from nothing, there is no rate; past tenfold it says little.
    if first.1 <= 0.0 || last.1 < 0.0 || !by.is_finite() || by >= 1000.0 {
        return "–".to_owned();
    }
    let decimals = usize::from(by.abs() < 10.0);
    format!("{}%", signed(chart.notation, by, decimals))
}

/// Breaks names into what the other columns leave them, and places all.
fn columns(page: &Page<'_>, rows: &mut [Row<'_>], heads: &[String; 3]) -> Columns {
    let (font, names) = (Role::Value.font(), Role::Category.font());
    let head = |at: usize| Role::Tick.font().width(&heads[at]);
    let changes = rows.iter().map(|row| font.width(&row.change)).fold(head(2), f64::max).ceil();
    let figures = rows.iter().flat_map(|row| &row.figure).map(|line| font.width(line));
    let figures = figures.fold(head(1), f64::max).ceil();
    let right = page.right - changes - GAP;
    let end = right - figures - GAP;
    let most = page.width() * MOST_NAMES[usize::from(page.layout.is_narrow())];
    let most = most.min(end - NARROWEST - GAP - page.left);
    let mut widest: f64 = 0.0;
    for row in rows {
        row.name = names.wrap(&row.series.label, most, NAME_LINES);
        widest = row.name.iter().map(|line| names.width(line)).fold(widest, f64::max);
    }
    // Courses stand beside the figures that they lead to.
    let begin = (page.left + widest.ceil() + GAP).max(end - WIDEST);
    Columns { courses: (begin, end), figures: right }
}

fn set_heads(page: &mut Page<'_>, columns: &Columns, heads: &[String; 3]) {
    let unit = page.chart.unit().to_owned();
    if page.says_unit && page.chart.one_unit() && !unit.is_empty() {
        page.paragraph(Role::Unit, &unit);
        page.skip(4.0);
    }
    let baseline = page.baseline(Role::Tick);
    let pen = &page.pen;
    pen.group(Role::Tick, None, || {
        let room = columns.courses.1 - page.left;
        let span = Role::Tick.font().cut(&heads[0], room);
        // As its courses are, the head is cut on the left where it is too long.
        let begins = columns.courses.1 - Role::Tick.font().width(&span);
        pen.text(columns.courses.0.min(begins), baseline, Anchor::Start, span);
        for (x, head) in [(columns.figures, &heads[1]), (page.right, &heads[2])] {
            if !head.is_empty() {
                pen.text(x, baseline, Anchor::End, head.clone());
            }
        }
    });
    page.skip(Role::Tick.font().leading() + 4.0);
}

fn draw_row(
    page: &mut Page<'_>,
    at: usize,
    row: &Row<'_>,
    calendar: &Calendar,
    columns: &Columns,
) -> Result<(), ChartError> {
    let lines = row.name.len().max(row.figure.len()) as f64;
    let height = (lines * Role::Category.font().leading() + 2.0 * PADDING).max(ROW);
    let (top, middle) = (page.y, page.y + height / 2.0);
    let pen = &page.pen;
    pen.group(Role::Grid, None, || pen.line((page.left, top), (page.right, top)));
    let column = |role: Role, x: f64, anchor: Anchor, lines: &[String]| {
        let font = role.font();
        let first = middle - (lines.len() as f64 - 1.0) / 2.0 * font.leading() + font.centring();
        pen.group(role, None, || {
            for (at, line) in lines.iter().enumerate() {
                pen.text(x, first + at as f64 * font.leading(), anchor, line.clone());
            }
        });
    };
    column(Role::Category, page.left, Anchor::Start, &row.name);
    column(Role::Value, columns.figures, Anchor::End, &row.figure);
    column(Role::Value, page.right, Anchor::End, std::slice::from_ref(&row.change));
    let (left, right) = columns.courses;
    let bounds = Bounds { left, top: middle - 11.0, right: right - 4.0, bottom: middle + 11.0 };
    spark::draw(page, row.series, page.chart.tone_alone(at), calendar, bounds)?;
    page.y += height;
    Ok(())
}
