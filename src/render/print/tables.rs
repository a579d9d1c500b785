//! Tables of observations for print: the figures of the page's tables, aligned at the decimal point.

use super::super::tables;
use super::super::wording;
use super::super::world::World;
use super::super::writer::cell;
use crate::diag::Place;
use crate::model::{Figure, Period, Quantity};
use crate::print::{Script, lacking_decimals};

/// More columns of figures than this do not fit across a sheet: periods then run down it.
const ACROSS: usize = 6;

/// What a table shows in a row or a column.
pub(super) type Row<'a> = (Quantity, Vec<Figure<'a>>);

/// The parts in which a table is set, one below the other, over the same periods: several, where neither its periods nor
/// its quantities fit across a sheet.
pub(super) fn parts<'r, 'a>(
    rows: &'r [Row<'a>],
) -> (Vec<Period>, impl ExactSizeIterator<Item = &'r [Row<'a>]>) {
    let periods = tables::periods(rows);
    let in_parts = periods.len() > ACROSS && rows.len() > ACROSS;
    let number = if in_parts { rows.len().div_ceil(ACROSS) } else { 1 };
    (periods, rows.chunks(rows.len().div_ceil(number).max(1)))
}

/// Writes the arguments of `figures` for a table, or a part of one: alignment, head, rows and what its marks mean.
pub(super) fn write_arguments(
    world: &World<'_>,
    rows: &[Row<'_>],
    periods: &[Period],
    place: &Place,
    script: &mut Script,
) {
    let names: Vec<String> = rows.iter().map(|(quantity, _)| name(world, quantity)).collect();
    let short: Vec<String> = periods.iter().map(|p| world.formatter().period_short(*p)).collect();
    let figure = |row: usize, period: Period| rows[row].1.iter().find(|figure| figure.period == period);
    let down = periods.len() > ACROSS;
    let (heads, sides) = if down { (&names, &short) } else { (&short, &names) };
    let grid: Vec<Vec<Option<&Figure<'_>>>> = (0..sides.len())
        .map(|side| {
            let at =
                |head: usize| if down { figure(head, periods[side]) } else { figure(side, periods[head]) };
            (0..heads.len()).map(at).collect()
        })
        .collect();
    write_grid(world, heads, sides, &grid, if down { "Period" } else { "" }, place, script);
    if let Some(legend) = wording::legend(rows.iter().flat_map(|(_, figures)| figures)) {
        script.code("note: [");
        script.text(&legend, place);
        script.code("], ");
    }
}

fn write_grid(
    world: &World<'_>,
    heads: &[String],
    sides: &[String],
    grid: &[Vec<Option<&Figure<'_>>>],
    corner: &str,
    place: &Place,
    script: &mut Script,
) {
    if !corner.is_empty() {
        // Periods stay on one line; the names of quantities share what is left.
        script.code(&format!("widths: (auto, {}), ", "1fr, ".repeat(heads.len())));
    }
    script.code("align: (left, ");
    script.code(&"right, ".repeat(heads.len()));
    script.code("), head: ([");
    script.text(corner, place);
    script.code("], ");
    for head in heads {
        bracketed(head, place, script);
    }
    script.code("), rows: (");
    let text = |figure: &Option<&Figure<'_>>| {
        figure.map_or("–".to_owned(), |figure| cell(world, figure, world.measure(&figure.quantity)))
    };
    let columns: Vec<Vec<String>> =
        (0..heads.len()).map(|column| grid.iter().map(|row| text(&row[column])).collect()).collect();
    let lacking: Vec<Vec<String>> =
        columns.iter().map(|cells| lacking_decimals(cells.iter().map(String::as_str))).collect();
    for (at, (side, row)) in sides.iter().zip(grid).enumerate() {
        script.code("(");
        bracketed(side, place, script);
        for (column, figure) in row.iter().enumerate() {
            script.code("[");
            script.text(&columns[column][at], place);
            let (marks, status) = (marks(*figure), status(*figure));
            if !marks.is_empty() || status.is_some() {
                // Marks hang beside the figures, which stay aligned.
                script.code("#mark[");
                script.text(&marks, place);
                if let Some(status) = status {
                    script.code("#super[");
                    script.text(status, place);
                    script.code("];");
                }
                script.code("];");
            }
            if !lacking[column][at].is_empty() {
                script.code("#room(");
                script.literal(&lacking[column][at]);
                script.code(");");
            }
            script.code("], ");
        }
        script.code("), ");
    }
    script.code("), marks: (0, ");
    for column in 0..heads.len() {
        let count = |figure| marks(figure).chars().count() + usize::from(status(figure).is_some());
        let most = grid.iter().map(|row| count(row[column])).max();
        script.code(&format!("{}, ", most.unwrap_or_default()));
    }
    script.code("), ");
}

/// The marks of a figure in a table, which its legend explains.
fn marks(figure: Option<&Figure<'_>>) -> String {
    let derived = figure.is_some_and(Figure::is_derived).then_some("†");
    let differs = figure.is_some_and(Figure::differs).then_some("*");
    derived.into_iter().chain(differs).collect()
}

/// That of a figure which is not settled, set above the line.
fn status(figure: Option<&Figure<'_>>) -> Option<&'static str> {
    wording::status_mark(figure?.status())
}

fn bracketed(text: &str, place: &Place, script: &mut Script) {
    script.code("[");
    script.text(text, place);
    script.code("], ");
}

/// What a quantity is called, and its unit.
fn name(world: &World<'_>, quantity: &Quantity) -> String {
    let label = wording::label(world, quantity);
    let unit = world.measure(quantity).map(|m| world.formatter().unit(m)).unwrap_or_default();
    // Where columns are narrow a head takes several lines.
    if unit.is_empty() { label } else { format!("{label}, {unit}").replace('\u{a0}', " ") }
}
