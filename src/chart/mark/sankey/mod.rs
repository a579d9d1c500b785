//! Sankey diagrams: amounts that flow between nodes, as bands as wide as the amounts.
//!
//! `columns` says in which order nodes stand, `heights` how high. In the layout for a column of text the names of the
//! first and the last nodes stand beside the diagram; all others stand over their nodes.

pub(in crate::chart) mod columns;
mod heights;

use std::collections::BTreeMap;

use super::plot_height;
use crate::chart::kind::{Key, Kind, Signs};
use crate::chart::notation::common_decimals;
use crate::chart::page::Page;
use crate::chart::palette::LIGHT;
use crate::chart::scene::{Anchor, Finish, Geometry, Role, Tone};
use crate::chart::spec::Flow;
use crate::chart::{Chart, ChartError, Origin, Point, Series};
use columns::Columns;
use heights::{Heights, Room};

/// Width of a node, in px.
const NODE: f64 = 9.0;
/// From a node to its name, in px.
const TO_NAME: f64 = 7.0;
/// The largest part of the width that names beside the diagram take on one side.
const MOST_BESIDE: f64 = 0.22;
/// Least thickness of a band, in px.
const LEAST: f64 = 0.8;
/// Between a name and the figure beside it, in px.
const TO_FIGURE: f64 = 5.0;
/// How many flows a description names.
const LARGEST: usize = 5;
/// Most lines of a name.
const NAME_LINES: usize = 3;

/// Amounts between nodes.
pub(in crate::chart) const KIND: Kind = Kind {
    called: "Sankey diagram",
    series: 0..=0,
    heeds: &[Key::Flows, Key::Height, Key::Highlight],
    stacks: &[],
    signs: Signs {
        derived: "Pale flows are derived from reported figures.",
        odd: "Dashed",
        spread: Some("A dashed rim marks a flow on which sources differ."),
    },
    sum_up,
    lay_out,
};

/// A flow with its figure.
pub(in crate::chart) struct Known<'a> {
    /// From where to where.
    pub flow: &'a Flow,
    /// What it is called.
    pub series: &'a Series,
    /// Its figure.
    pub point: &'a Point,
    /// How much.
    pub amount: f64,
}

/// What is written at a node.
struct Name {
    lines: Vec<String>,
    figure: String,
    /// Whether the figure stands on the line of the name.
    inline: bool,
    /// Which edge of it stands where it is set.
    anchor: Anchor,
    /// Whether it stands beside its node.
    beside: bool,
}

/// A line of text: where it stands, by which edge, and what it says.
type Line<'n> = (f64, f64, Anchor, &'n str);

/// The flows of a chart, each with the figure of the one period that is shown.
pub(in crate::chart) fn known<'a>(chart: &Chart<'a>) -> Result<Vec<Known<'a>>, ChartError> {
    let periods = chart.data.periods();
    if periods.len() != 1 {
        return Err(ChartError::Periods { given: periods.len(), least: 1, most: 1 });
    }
    let one = |(index, (flow, series)): (usize, (&'a Flow, &'a Series))| {
        let incomplete = || ChartError::Incomplete { series: series.label.clone() };
        let (point, amount) = series.known().next().ok_or_else(incomplete)?;
        if amount < 0.0 {
            let [from, to] = [&flow.from, &flow.to].map(|node| chart.data.node(node).to_owned());
            Err(ChartError::NegativeFlow { index, ends: (from, to) })
        } else {
            Ok(Known { flow, series, point, amount })
        }
    };
    chart.spec.flows.iter().zip(&chart.data.series).enumerate().map(one).collect()
}

fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let chart = page.chart;
    let known = known(chart)?;
    if known.iter().all(|flow| flow.amount == 0.0) {
        return Err(ChartError::Empty);
    }
    let nodes = columns::names(&chart.spec.flows);
    let place = |name: &str| nodes.iter().position(|node| *node == name).unwrap_or(0);
    let ends: Vec<(usize, usize, f64)> =
        known.iter().map(|flow| (place(&flow.flow.from), place(&flow.flow.to), flow.amount)).collect();
    let columns = Columns::of(nodes.len(), &ends);
    set_unit(page);

    let names = names(page, &columns, &nodes, &known);
    let rooms: Vec<Room> =
        names.iter().map(|name| name.as_ref().map_or_else(Room::default, Name::room)).collect();
    let heights = Heights::of(&columns, &rooms, plot_height(page));
    let edges = edges(page, &columns, &names);
    let top = page.y;
    draw_bands(page, &columns, &heights, &edges, &known, &nodes);
    page.pen.group(Role::Node, None, || {
        for (column, stops) in columns.columns.iter().enumerate() {
            for stop in stops.iter().filter(|stop| columns.stops[**stop].node.is_some()) {
                let height = heights.node(&columns, *stop);
                page.pen.shape(Geometry::Rect {
                    x: edges[column],
                    y: top + heights.tops[*stop],
                    width: NODE,
                    height,
                });
            }
        }
    });
    draw_names(page, &columns, &heights, &edges, &names);
    page.y = top + heights.height;
    Ok(())
}

/// "Kazakhstan to Khorgos 110, …": the largest flows.
fn sum_up(chart: &Chart<'_>) -> String {
    let Ok(mut known) = known(chart) else { return String::new() };
    known.sort_by(|a, b| b.amount.total_cmp(&a.amount));
    let said = known.iter().take(LARGEST).map(|known| {
        let [from, to] = [&known.flow.from, &known.flow.to].map(|node| chart.data.node(node));
        format!("{from} to {to} {}", known.point.label)
    });
    let rest = match known.len().saturating_sub(LARGEST) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    format!("{}{rest}.", said.collect::<Vec<_>>().join(", "))
}

fn set_unit(page: &mut Page<'_>) {
    let unit = page.chart.unit().to_owned();
    if page.says_unit && !unit.is_empty() {
        page.paragraph(Role::Unit, &unit);
        page.skip(8.0);
    }
}

/// What is written at each stop; nothing where a flow passes by.
fn names(page: &Page<'_>, columns: &Columns, nodes: &[&str], known: &[Known<'_>]) -> Vec<Option<Name>> {
    let narrow = page.layout.is_narrow();
    let count = columns.columns.len();
    let share = page.width() / count as f64 - 8.0;
    let mut names: Vec<Option<Name>> = columns.stops.iter().map(|_| None).collect();
    let (font, figures) = (Role::Place.font(), Role::Context.font());
    for (column, stops) in columns.columns.iter().enumerate() {
        let beside = !narrow && (column == 0 || column + 1 == count);
        // Beside the diagram a name ends, or begins, at its node; over it, it keeps within the page.
        let anchor = match (column, beside) {
            (0, true) => Anchor::End,
            (_, true) | (0, false) => Anchor::Start,
            (last, false) if last + 1 == count => Anchor::End,
            _ => Anchor::Middle,
        };
        let most = if beside { page.width() * MOST_BESIDE } else { share };
        for stop in stops {
            let Some(node) = columns.stops[*stop].node else { continue };
            let lines = font.wrap(page.chart.data.node(nodes[node]), most, NAME_LINES);
            let figure = figures.cut(&figure(page.chart, nodes[node], known), most);
            let width =
                lines.last().map_or(0.0, |line| font.width(line)) + TO_FIGURE + figures.width(&figure);
            let inline = width <= most && anchor != Anchor::Middle;
            names[*stop] = Some(Name { lines, figure, inline, anchor, beside });
        }
    }
    names
}

/// The amount at a node: what a source prints if it is that of one flow, else the sum of flows.
fn figure(chart: &Chart<'_>, node: &str, known: &[Known<'_>]) -> String {
    let side = |end: fn(&Flow) -> &str| -> Vec<&Known<'_>> {
        known.iter().filter(|flow| end(flow.flow) == node).collect()
    };
    let sum = |flows: &[&Known<'_>]| flows.iter().map(|flow| flow.amount).sum::<f64>();
    let (into, out) = (side(|flow| &flow.to), side(|flow| &flow.from));
    let greater = if sum(&into) > sum(&out) { into } else { out };
    match greater.as_slice() {
        [only] => only.point.label.clone(),
        all => {
            let decimals = common_decimals(all.iter().map(|flow| (flow.point, flow.amount)));
            chart.notation.number(sum(all), decimals)
        }
    }
}

impl Name {
    /// Lines of text, that of the figure among them.
    fn height(&self) -> f64 {
        let font = Role::Place.font();
        (self.lines.len() + usize::from(!self.inline)) as f64 * font.leading()
    }

    fn width(&self) -> f64 {
        let (font, figures) = (Role::Place.font(), Role::Context.font());
        let last = self.lines.last().map_or(0.0, |line| font.width(line));
        let inline = if self.inline { last + TO_FIGURE + figures.width(&self.figure) } else { 0.0 };
        let lines =
            self.lines.iter().map(|line| font.width(line)).fold(figures.width(&self.figure), f64::max);
        lines.max(inline)
    }

    fn room(&self) -> Room {
        let height = self.height();
        if self.beside {
            Room { over: 0.0, beside: height }
        } else {
            Room { over: height + 2.0, beside: 0.0 }
        }
    }
}

/// The left edge of the nodes of each column.
fn edges(page: &Page<'_>, columns: &Columns, names: &[Option<Name>]) -> Vec<f64> {
    let widest = |column: &Vec<usize>| {
        let beside = column.iter().filter_map(|stop| names[*stop].as_ref()).filter(|name| name.beside);
        beside.map(|name| name.width() + TO_NAME).fold(0.0, f64::max).ceil()
    };
    let count = columns.columns.len();
    let (before, after) =
        (columns.columns.first().map_or(0.0, widest), columns.columns.last().map_or(0.0, widest));
    let (left, right) = (page.left + before, page.right - after - NODE);
    let step = (right - left) / (count.saturating_sub(1).max(1)) as f64;
    (0..count).map(|column| left + step * column as f64).collect()
}

/// Draws the bands of one colour together, the quiet ones under the others.
fn draw_bands(
    page: &Page<'_>,
    columns: &Columns,
    heights: &Heights,
    edges: &[f64],
    known: &[Known<'_>],
    nodes: &[&str],
) {
    let chart = page.chart;
    let mut column_of = vec![0; columns.stops.len()];
    for (column, stops) in columns.columns.iter().enumerate() {
        stops.iter().for_each(|stop| column_of[*stop] = column);
    }
    let coloured = coloured(chart, columns, nodes);
    let tone = |flow: &Flow| match coloured.iter().position(|node| *node == flow.from || *node == flow.to) {
        Some(place) => Tone::Hue(place),
        // One colour for all says no more than grey, but looks it less.
        None if coloured.is_empty() => Tone::Hue(0),
        None => Tone::Quiet,
    };
    let mut bands: BTreeMap<(bool, Tone), Vec<usize>> = BTreeMap::new();
    for (at, flow) in known.iter().enumerate() {
        let tone = tone(flow.flow);
        bands.entry((tone != Tone::Quiet, tone)).or_default().push(at);
    }
    for ((_, tone), flows) in bands {
        page.pen.group(Role::Flow, Some(tone), || {
            for at in flows.into_iter().filter(|at| known[*at].amount > 0.0) {
                let Known { flow, series, point, amount } = known[at];
                let finish = match (point.origin, point.differs) {
                    (_, Some(_)) => Finish::Hatched,
                    (Origin::Derived, None) => Finish::Hollow,
                    (Origin::Reported, None) => Finish::Solid,
                };
                let mut course = Vec::new();
                for leg in &columns.routes[at] {
                    let ends = &columns.legs[*leg];
                    let height = |stop: usize, ends_here| {
                        page.y + heights.tops[stop] + heights.offset(columns, stop, *leg, ends_here)
                    };
                    course.push((edges[column_of[ends.from]] + NODE, height(ends.from, false)));
                    course.push((edges[column_of[ends.to]], height(ends.to, true)));
                }
                page.pen.mark(finish, || {
                    let [from, to] = [&flow.from, &flow.to].map(|node| chart.data.node(node));
                    format!("{from} → {to}: {}", series.exact(point))
                });
                page.pen.shape(Geometry::Ribbon { course, thickness: (amount * heights.scale).max(LEAST) });
            }
        });
    }
}

/// The nodes that give flows their colours: those highlighted, or else those of the column with the fewest, if it has more
/// than one and they can be told apart.
fn coloured<'n>(chart: &'n Chart<'_>, columns: &Columns, nodes: &[&'n str]) -> Vec<&'n str> {
    if !chart.spec.highlight.is_empty() {
        return chart.spec.highlight.iter().map(String::as_str).collect();
    }
    let named = |column: &Vec<usize>| -> Vec<&'n str> {
        column.iter().filter_map(|stop| columns.stops[*stop].node).map(|node| nodes[node]).collect()
    };
    let several =
        columns.columns.iter().map(named).filter(|column| (2..=LIGHT.hues.len()).contains(&column.len()));
    several.min_by_key(Vec::len).unwrap_or_default()
}

fn draw_names(page: &Page<'_>, columns: &Columns, heights: &Heights, edges: &[f64], names: &[Option<Name>]) {
    let (font, figures) = (Role::Place.font(), Role::Context.font());
    // Those that are set alike together: a group says once how.
    let mut texts: BTreeMap<(Role, u8), Vec<Line<'_>>> = BTreeMap::new();
    let mut say = |role, x: f64, y: f64, anchor: Anchor, text| {
        texts.entry((role, anchor as u8)).or_default().push((x, y, anchor, text));
    };
    for (column, stops) in columns.columns.iter().enumerate() {
        for stop in stops {
            let Some(name) = &names[*stop] else { continue };
            let node_top = page.y + heights.tops[*stop];
            let x = match (name.anchor, name.beside) {
                (Anchor::End, true) => edges[column] - TO_NAME,
                (Anchor::Start, true) => edges[column] + NODE + TO_NAME,
                (Anchor::Start, false) => edges[column],
                (Anchor::End, false) => edges[column] + NODE,
                (Anchor::Middle, _) => edges[column] + NODE / 2.0,
            };
            let top = if name.beside {
                node_top + (heights.node(columns, *stop) - name.height()) / 2.0
            } else {
                node_top - 2.0 - name.height()
            };
            let last = name.lines.len().saturating_sub(1);
            let baseline = |line: usize| top + (line as f64 + 0.5) * font.leading() + font.centring();
            for (at, line) in name.lines.iter().enumerate() {
                // The figure stands at the outer end of the last line.
                let before = name.inline && at == last && name.anchor == Anchor::End;
                let x = if before { x - figures.width(&name.figure) - TO_FIGURE } else { x };
                say(Role::Place, x, baseline(at), name.anchor, line.as_str());
            }
            let (line, shift) = match (name.inline, name.anchor) {
                (false, _) => (name.lines.len(), 0.0),
                (true, Anchor::Start) => {
                    (last, name.lines.last().map_or(0.0, |line| font.width(line)) + TO_FIGURE)
                }
                (true, _) => (last, 0.0),
            };
            say(Role::Context, x + shift, baseline(line), name.anchor, &name.figure);
        }
    }
    for ((role, _), texts) in texts {
        page.pen.group(role, None, || {
            texts.iter().for_each(|(x, y, anchor, text)| page.pen.text(*x, *y, *anchor, *text));
        });
    }
}
