//! Remarks at periods: texts in lanes over the plot, each with a rule down to its period.
//!
//! They lie over the plot, not in it, so that none covers a mark.

use super::Chart;
use super::ChartError;
use super::calendar::Calendar;
use super::page::Page;
use super::pen::Pen;
use super::scene::{Anchor, Bounds, Role};

/// From a rule to its text, in px.
const GAP: f64 = 5.0;
/// Widest text, in px.
const MOST: f64 = 170.0;

/// Remarks with a place each.
pub(super) struct Remarks {
    placed: Vec<Placed>,
    height: f64,
}

struct Placed {
    x: f64,
    lines: Vec<String>,
    anchor: Anchor,
    /// Its room; heights count upwards from the foot of the lanes.
    room: Bounds,
}

/// The place on the axis and the text of every remark of a chart.
pub(super) fn of<'a>(chart: &Chart<'a>, calendar: &Calendar) -> Result<Vec<(usize, &'a str)>, ChartError> {
    let place = |(annotation, text): (&super::spec::Annotation, &'a String)| {
        let slot = calendar.slot_of(annotation.at).ok_or(ChartError::Remark { at: annotation.at })?;
        Ok((slot, text.as_str()))
    };
    chart.spec.annotations.iter().zip(&chart.texts.annotations).map(place).collect()
}

impl Remarks {
    /// Finds a lane for each remark, given the `x` of its rule, between the edges of the page.
    pub fn arrange(items: &[(f64, &str)], limits: (f64, f64)) -> Self {
        let mut items = items.to_vec();
        // From the right: a text runs to the right of its rule, over the rules of those that have a place.
        items.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut placed: Vec<Placed> = Vec::new();
        for (x, text) in items {
            let next = place(x, text, limits, &placed);
            placed.push(next);
        }
        let height = placed.iter().map(|remark| remark.room.bottom).fold(0.0, f64::max);
        Remarks { placed, height }
    }

    /// Whether a rule passes through what lies left of `x` over the plot.
    pub fn cross(&self, x: f64) -> bool {
        self.placed.iter().any(|remark| remark.x < x)
    }

    /// Leaves room for the lanes; gives the foot of the lanes.
    pub fn reserve(&self, page: &mut Page<'_>) -> f64 {
        page.y += self.height;
        page.y
    }

    /// Draws the texts over `foot` and the rules down to where `floor` says, for the `x` of each.
    pub fn draw(&self, pen: &Pen, foot: f64, floor: impl Fn(f64) -> f64) {
        pen.group(Role::Rule, None, || {
            for remark in &self.placed {
                pen.line((remark.x, foot - remark.room.bottom + 2.0), (remark.x, floor(remark.x)));
            }
        });
        pen.group(Role::Remark, None, || {
            let font = Role::Remark.font();
            for remark in &self.placed {
                let x = if remark.anchor == Anchor::Start { remark.room.left } else { remark.room.right };
                let top = foot - remark.room.bottom;
                for (row, line) in remark.lines.iter().enumerate() {
                    let baseline = top + font.ascent() + 1.0 + row as f64 * font.leading();
                    pen.text(x, baseline, remark.anchor, line.clone());
                }
            }
        });
    }
}

/// The lowest lane and the better side where neither the text nor the rule meets what has a place already.
fn place(x: f64, text: &str, limits: (f64, f64), placed: &[Placed]) -> Placed {
    let font = Role::Remark.font();
    let most = MOST.min((limits.1 - limits.0) / 2.0 - GAP);
    let lines = font.wrap(text, most, 4);
    let width = lines.iter().map(|line| font.width(line)).fold(0.0, f64::max);
    let height = lines.len() as f64 * font.leading() + 4.0;
    let at = |anchor: Anchor, foot: f64| {
        let left = if anchor == Anchor::Start { x + GAP } else { x - GAP - width };
        Bounds { left, right: left + width, top: foot, bottom: foot + height }
    };
    let inside = |room: &Bounds| room.left >= limits.0 && room.right <= limits.1;
    let clear = |room: &Bounds| {
        placed.iter().all(|other| {
            let rule_meets = |rule: f64, rule_top: f64, room: &Bounds| {
                room.left - GAP < rule && rule < room.right + GAP && rule_top > room.top
            };
            !room.grown(2.0).meets(&other.room)
                && !rule_meets(other.x, other.room.bottom, room)
                && (other.x == x || !rule_meets(x, room.bottom, &other.room))
        })
    };
    let mut feet: Vec<f64> = placed.iter().map(|other| other.room.bottom + 3.0).collect();
    feet.push(0.0);
    feet.sort_by(f64::total_cmp);
    let top = feet.last().copied().unwrap_or(0.0);
    let sides = [Anchor::Start, Anchor::End];
    let candidates = feet.iter().flat_map(|foot| sides.map(|side| (side, at(side, *foot))));
    let found = candidates.filter(|(_, room)| inside(room)).find(|(_, room)| clear(room));
    let (anchor, room) = found.unwrap_or_else(|| {
        let side = if inside(&at(Anchor::Start, top)) { Anchor::Start } else { Anchor::End };
        (side, at(side, top))
    });
    Placed { x, lines, anchor, room }
}
