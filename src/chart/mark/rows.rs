//! Rows: a column of names with a plane beside it, for marks that lie level with the name that they belong to.
//!
//! On a phone long names stand over their marks.

use crate::chart::ChartError;
use crate::chart::kind::Signs;
use crate::chart::page::Page;
use crate::chart::plane::Plane;
use crate::chart::scale::Zero;
use crate::chart::scene::{Anchor, Bounds, Role};
use crate::chart::value_axis::ValueAxis;

/// From a name or a figure to its mark, in px.
const GAP: f64 = 8.0;
/// Between the end of a guide and the figure after it, in px.
pub(super) const BEFORE_FIGURE: f64 = 4.0;
/// The largest part of the width that names may take, wide and narrow.
const MOST_NAMES: [f64; 2] = [0.32, 0.36];

/// How rows mark what is not simply a reported figure: a hatched dot would be none.
pub(super) const ROWS: Signs = Signs { odd: "Square", ..Signs::POINTS };

/// What marks ask of the rows that they lie in.
pub(super) struct Wants<'w> {
    /// The names, from the top.
    pub names: &'w [String],
    /// What the axis must hold.
    pub values: Vec<f64>,
    /// How the axis treats zero.
    pub zero: Zero,
    /// Height that the marks of a row take, in px.
    pub height: f64,
    /// Widths of the widest figures before and after the marks, in px; without figures the axis has numbers.
    pub figures: Option<(f64, f64)>,
}

/// Rows with their places.
pub(super) struct Rows {
    /// Where the marks lie.
    pub plane: Plane,
    axis: ValueAxis,
    rows: Vec<Row>,
    /// Whether names stand over their marks, so that nothing may run from row to row.
    pub over: bool,
    bottom: f64,
    /// Height that the marks of a row take, in px.
    height: f64,
}

struct Row {
    name: Vec<String>,
    /// Upper edge of the name.
    name_top: f64,
    /// The height of its marks.
    middle: f64,
}

impl Rows {
    /// Places the rows under what the page holds, and draws the axis.
    pub fn set(page: &mut Page<'_>, wants: &Wants<'_>) -> Result<Self, ChartError> {
        let font = Role::Category.font();
        let narrow = page.layout.is_narrow();
        let most = page.width() * MOST_NAMES[usize::from(narrow)];
        let widest = wants.names.iter().map(|name| font.width(name)).fold(0.0, f64::max);
        let over = narrow && widest > most;
        let broken = wants.names.iter().flat_map(|name| font.wrap(name, most, 3));
        let beside = (broken.map(|line| font.width(&line)).fold(0.0, f64::max) + GAP).ceil();
        let names = if over { 0.0 } else { beside };

        let axis = match wants.figures {
            Some(_) => ValueAxis::bare(page, wants.values.iter().copied(), wants.zero),
            None => ValueAxis::new(page, wants.values.iter().copied(), wants.zero, page.width() * 0.6),
        };
        let axis = axis.ok_or(ChartError::Empty)?;
        let (before, after) = match wants.figures {
            Some((before, after)) => (before.ceil() + GAP, after.ceil() + GAP),
            None => (axis.overhang().min(GAP), axis.overhang()),
        };
        axis.set_unit_at(page, page.left);
        if wants.figures.is_none() {
            page.skip(Role::Tick.font().leading());
        }

        let mut y = page.y;
        let mut rows = Vec::with_capacity(wants.names.len());
        for name in wants.names {
            let lines = font.wrap(name, if over { page.width() } else { names - GAP }, 3);
            let text = lines.len() as f64 * font.leading();
            let (name_top, middle, height) = if over {
                (y, y + text + wants.height / 2.0, text + wants.height + 9.0)
            } else {
                let height = text.max(wants.height) + 9.0;
                (y + (height - text) / 2.0, y + height / 2.0, height)
            };
            rows.push(Row { name: lines, name_top, middle });
            y += height;
        }
        let bounds =
            Bounds { left: page.left + names + before, top: page.y, right: page.right - after, bottom: y };
        let plane = Plane::new(&page.pen, bounds, axis.scale.min..axis.scale.max, 0.0..(y - page.y));
        if wants.figures.is_none() {
            axis.draw_down(&page.pen, &plane, (page.left, page.right));
        }
        Ok(Rows { plane, axis, rows, over, bottom: y, height: wants.height })
    }

    /// Where a value of a row lies on the page.
    pub fn at(&self, row: usize, value: f64) -> (f64, f64) {
        let middle = self.rows.get(row).map_or(self.bottom, |row| row.middle);
        (self.plane.at(value, 0.0).0, middle)
    }

    /// Draws the line at zero across all rows, or beside the marks of each where names stand between them.
    pub fn draw_zero(&self, page: &Page<'_>) {
        let x = self.plane.at(0.0, 0.0).0;
        if self.over {
            let half = self.height / 2.0 + 1.0;
            for row in &self.rows {
                self.axis.draw_zero(&page.pen, (x, row.middle - half), (x, row.middle + half));
            }
        } else {
            self.axis.draw_zero(&page.pen, (x, self.plane.bounds.top), (x, self.bottom));
        }
    }

    /// Sets a figure beside a mark: before it, or after it.
    pub fn figure(&self, page: &Page<'_>, at: (f64, f64), off: f64, before: bool, figure: &str) {
        let (x, anchor) = if before { (at.0 - off, Anchor::End) } else { (at.0 + off, Anchor::Start) };
        page.pen.text(x, at.1 + Role::Value.font().centring(), anchor, figure);
    }

    /// Sets the names, and fills the page as far as the rows reach.
    pub fn close(self, page: &mut Page<'_>) {
        let font = Role::Category.font();
        page.pen.group(Role::Category, None, || {
            for row in &self.rows {
                for (at, line) in row.name.iter().enumerate() {
                    let middle = row.name_top + (at as f64 + 0.5) * font.leading();
                    page.pen.text(page.left, middle + font.centring(), Anchor::Start, line.clone());
                }
            }
        });
        page.y = self.bottom;
    }

    /// Draws light lines that lead the eye from the names to the marks, each as far as `until` says of its row, and across
    /// the plot where that is nowhere.
    pub fn draw_guides(&self, page: &Page<'_>, until: impl Fn(usize) -> Option<f64>) {
        if self.over {
            return;
        }
        let (left, right) = (self.plane.bounds.left, self.plane.bounds.right);
        page.pen.group(Role::Grid, None, || {
            for (at, row) in self.rows.iter().enumerate() {
                let end = until(at).unwrap_or(right).min(right);
                if end > left {
                    page.pen.line((left, row.middle), (end, row.middle));
                }
            }
        });
    }
}
