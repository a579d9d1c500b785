//! Tables of observations: figures aligned, units said once, what is derived or disputed marked.

use std::fmt::Write as _;
use std::iter::Peekable;

use super::charts;
use super::urls::Urls;
use super::wording;
use super::world::World;
use super::writer::{Writer, cell, marks};
use crate::check::asked;
use crate::document::{TableOf, TableRef, escape};
use crate::model::ledger::Measure;
use crate::model::{Figure, Period, Quantity};

/// A period of more characters than this may be broken: "15 January–14 March 2025".
const UNBROKEN: usize = 14;
/// More periods than this run down the page, not across it.
const ACROSS: usize = 6;

/// Writes a table that a narrative asks for, with the documents of its figures below it.
pub fn write_table(writer: &mut Writer<'_>, table: &TableRef, out: &mut String) {
    let world = writer.world;
    let Some(rows) = rows(&world, table) else { return };
    let names: Vec<String> = rows.iter().map(|(quantity, _)| wording::label(&world, quantity)).collect();
    out.push_str("<figure class=\"data-table\">");
    write_rows(&world, &writer.urls, &rows, &[], &names.join("; "), out);
    out.push_str("<figcaption class=\"table-source\">");
    charts::write_sources(&world, &writer.urls, &rows, out);
    out.push_str("</figcaption></figure>");
}

/// The figures that a table shows, by quantity; none if it is of a chart that is not there.
pub fn rows<'a>(world: &World<'a>, table: &TableRef) -> Option<Vec<(Quantity, Vec<Figure<'a>>)>> {
    let asked = table.periods.as_ref().map(asked::periods);
    let (quantities, asked) = match &table.of {
        TableOf::Quantities(quantities) => (quantities.as_slice(), asked),
        TableOf::Chart(id) => match world.chart(id) {
            Some(chart) => (chart.quantities.as_slice(), asked.or_else(|| chart.spec.periods.clone())),
            None => return None,
        },
    };
    let row = |quantity: &Quantity| (quantity.clone(), charts::figures(world, quantity, asked.as_ref()));
    Some(quantities.iter().map(row).collect())
}

/// The periods of a table, each once, in the order in which it shows them.
pub fn periods(rows: &[(Quantity, Vec<Figure<'_>>)]) -> Vec<Period> {
    let mut periods: Vec<Period> =
        rows.iter().flat_map(|(_, figures)| figures.iter().map(|f| f.period)).collect();
    periods.sort_unstable_by(Period::by_end);
    periods.dedup();
    periods
}

/// Figures in the order of [`periods`], to be taken one after another.
fn in_turn<'f, 'a>(figures: &'f [Figure<'a>]) -> Peekable<impl Iterator<Item = &'f Figure<'a>>> {
    let mut figures: Vec<&Figure<'_>> = figures.iter().collect();
    figures.sort_by(|one, other| one.period.by_end(&other.period));
    // An author may list a period twice.
    figures.dedup_by_key(|figure| figure.period);
    figures.into_iter().peekable()
}

/// Writes figures as a table: quantities down and periods across, or the other way round where there are many
/// periods. `names` are what an author calls them, by their places; the label names the table for those who cannot see
/// it.
pub fn write_rows(
    world: &World<'_>,
    urls: &Urls,
    rows: &[(Quantity, Vec<Figure<'_>>)],
    names: &[Option<&str>],
    label: &str,
    out: &mut String,
) {
    let periods = periods(rows);
    let measures = rows.iter().map(|(quantity, _)| world.measure(quantity)).collect();
    let grid = Grid { world, urls, rows, names, periods, measures };
    let _ = write!(
        out,
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"figures\">",
        escape::escaped(label)
    );
    if grid.periods.len() > ACROSS {
        grid.periods_down(out);
    } else {
        grid.periods_across(out);
    }
    out.push_str("</table></div>");
    grid.legend(out);
}

struct Grid<'g, 'a> {
    world: &'g World<'a>,
    urls: &'g Urls,
    rows: &'g [(Quantity, Vec<Figure<'a>>)],
    names: &'g [Option<&'g str>],
    periods: Vec<Period>,
    /// What each quantity is measured in.
    measures: Vec<Option<Measure<'g>>>,
}

impl Grid<'_, '_> {
    fn periods_across(&self, out: &mut String) {
        out.push_str("<thead><tr><td></td>");
        for period in &self.periods {
            self.period("col", "num", *period, out);
        }
        out.push_str("</tr></thead><tbody>");
        for (at, (_, figures)) in self.rows.iter().enumerate() {
            out.push_str("<tr><th scope=\"row\">");
            self.name(at, out);
            out.push_str("</th>");
            let mut figures = in_turn(figures);
            for period in &self.periods {
                self.cell(figures.next_if(|figure| figure.period == *period), self.measures[at], out);
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody>");
    }

    fn periods_down(&self, out: &mut String) {
        out.push_str("<thead><tr><th scope=\"col\">Period</th>");
        for at in 0..self.rows.len() {
            out.push_str("<th scope=\"col\" class=\"num\">");
            self.name(at, out);
            out.push_str("</th>");
        }
        out.push_str("</tr></thead><tbody>");
        let mut columns: Vec<_> = self.rows.iter().map(|(_, figures)| in_turn(figures)).collect();
        for period in &self.periods {
            out.push_str("<tr>");
            self.period("row", "", *period, out);
            for (column, measure) in columns.iter_mut().zip(&self.measures) {
                self.cell(column.next_if(|figure| figure.period == *period), *measure, out);
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody>");
    }

    /// A period as the head of a row or a column: on one line, unless it is long.
    fn period(&self, scope: &str, class: &str, period: Period, out: &mut String) {
        let words = self.world.formatter().period_short(period);
        let whole = if words.chars().count() <= UNBROKEN { "period" } else { "" };
        let classes =
            [class, whole].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
        let classes = if classes.is_empty() { String::new() } else { format!(" class=\"{classes}\"") };
        let _ = write!(out, "<th scope=\"{scope}\"{classes}>{}</th>", escape::escaped(&words));
    }

    /// The name of the quantity at a place, linked to its series, and its unit.
    fn name(&self, at: usize, out: &mut String) {
        let (quantity, _) = &self.rows[at];
        let own = self.names.get(at).copied().flatten();
        let label = own.map_or_else(|| wording::label(self.world, quantity), str::to_owned);
        match self.world.record_address("series", quantity.principal().as_str()) {
            Some(address) => {
                out.push_str("<a href=\"");
                escape::address(&self.urls.page(address), out);
                out.push_str("\">");
                escape::text(&label, out);
                out.push_str("</a>");
            }
            None => escape::text(&label, out),
        }
        let unit = self.measures[at].map(|m| self.world.formatter().unit(m)).unwrap_or_default();
        if !unit.is_empty() {
            let _ = write!(out, " <span class=\"unit\">{}</span>", escape::escaped(&unit));
        }
    }

    fn cell(&self, figure: Option<&Figure<'_>>, measure: Option<Measure<'_>>, out: &mut String) {
        let Some(figure) = figure else {
            out.push_str("<td class=\"num none\">–</td>");
            return;
        };
        let (origin, differs) = marks(figure);
        out.push_str("<td class=\"num\"");
        if origin == "derived" {
            out.push_str(" data-origin=\"derived\"");
        }
        out.push_str(differs);
        out.push('>');
        escape::text(&cell(self.world, figure, measure), out);
        if origin == "derived" {
            out.push('†');
        }
        if !differs.is_empty() {
            out.push('*');
        }
        if let Some(mark) = wording::status_mark(figure.status()) {
            let _ = write!(out, "<sup class=\"status\">{mark}</sup>");
        }
        out.push_str("</td>");
    }

    /// What the marks in the cells mean, if there are any.
    fn legend(&self, out: &mut String) {
        let figures = self.rows.iter().flat_map(|(_, figures)| figures);
        if let Some(legend) = wording::legend(figures) {
            let _ = write!(out, "<p class=\"table-note\">{legend}</p>");
        }
    }
}
