//! Remarks at periods: texts in lanes over the plot, each with a rule down to its period.
//!
//! They lie over the plot, not in it, so that none covers a mark.

use std::borrow::Cow;

use super::annotation::About;
use super::calendar::Calendar;
use super::notation::Word;
use super::page::Page;
use super::pen::Pen;
use super::scene::{Anchor, Bounds, Finish, Role};
use super::{Chart, ChartError, Series};
use crate::model::Period;

/// From a rule to its text, in px.
const GAP: f64 = 5.0;
/// Widest text, in px; narrower ones are tried where a wider one is in the way.
const WIDTHS: [f64; 4] = [250.0, 160.0, 120.0, 90.0];
/// Most lines of a text; what is over them is cut.
const LINES: usize = 4;
/// How many remarks are tried in every order, if the usual ones leave rules that pass through texts.
const IN_EVERY_ORDER: usize = 6;

/// Remarks with a place each.
pub(super) struct Remarks {
    placed: Vec<Placed>,
    height: f64,
}

struct Placed {
    x: f64,
    dashed: bool,
    lines: Vec<String>,
    anchor: Anchor,
    /// Its room; heights count upwards from the foot of the lanes.
    room: Bounds,
}

/// What an author remarks, and where on the time axis.
pub(super) struct Remark<'a> {
    /// When, or from when on.
    pub at: Period,
    /// The place of the calendar that has its first day.
    pub slot: usize,
    /// What is said.
    pub text: Cow<'a, str>,
    /// The figure whose mark it is about.
    pub figure: Option<f64>,
    /// Whether it stands at the beginning of its time, as one about a stretch of time does.
    pub span: bool,
    /// Whether it says that a series breaks there.
    pub breaks: bool,
}

/// A text to be placed, and its rule.
#[derive(Clone, Copy)]
pub(super) struct Item<'r> {
    /// Where its rule stands.
    pub x: f64,
    /// What it says.
    pub text: &'r str,
    /// Whether its rule is dashed: a series breaks there.
    pub dashed: bool,
}

impl Remark<'_> {
    /// The remark at a place.
    pub fn item(&self, x: f64) -> Item<'_> {
        Item { x, text: &self.text, dashed: self.breaks }
    }
}

/// The remarks of a chart on its time axis; each must be about a time that the chart shows.
pub(super) fn of<'a>(chart: &Chart<'a>, calendar: &Calendar) -> Result<Vec<Remark<'a>>, ChartError> {
    let mut remarks = Vec::new();
    for (index, (annotation, text)) in chart.spec.annotations.iter().zip(&chart.texts.annotations).enumerate()
    {
        let (at, series) = match &annotation.about {
            About::Value(_) | About::Unclear => continue,
            About::Period(at) | About::Span(at, _) => (*at, None),
            About::Mark(at, id) => match chart.data.series.iter().find(|series| series.id == *id) {
                Some(series) => (*at, Some(series)),
                // The mark is in another of several small charts.
                None => continue,
            },
        };
        let slot = calendar.slot_of(at).ok_or(ChartError::Remark { index, at, series: None })?;
        let figure = |series: &Series| {
            let found = series.by_period().get(&at).map(|(_, figure)| *figure);
            found.ok_or_else(|| ChartError::Remark { index, at, series: Some(series.label.clone()) })
        };
        let figure = series.map(figure).transpose()?;
        let (text, span) = (Cow::Borrowed(text.as_str()), matches!(annotation.about, About::Span(..)));
        remarks.push(Remark { at, slot, text, figure, span, breaks: false });
    }
    remarks.extend(breaks(chart, calendar));
    Ok(remarks)
}

/// Where series break within the time that the chart shows, each time once; with names where not all do.
pub(super) fn breaks<'a>(chart: &Chart<'a>, calendar: &Calendar) -> Vec<Remark<'a>> {
    let series = &chart.data.series;
    let mut times: Vec<Period> = series.iter().flat_map(|series| &series.breaks).map(|brk| brk.at).collect();
    times.sort();
    times.dedup();
    let remark = |at: Period| {
        let slot =
            calendar.slots.iter().position(|slot| slot.start() >= at.start()).filter(|slot| *slot > 0)?;
        let broken: Vec<&str> = series
            .iter()
            .filter(|series| series.breaks.iter().any(|brk| brk.at == at))
            .map(|series| series.label.as_str())
            .collect();
        let word = chart.notation.word(Word::Break);
        let text = if broken.len() == series.len() {
            Cow::Borrowed(word)
        } else {
            Cow::Owned(format!("{word}: {}", broken.join(", ")))
        };
        Some(Remark { at, slot, text, figure: None, span: true, breaks: true })
    };
    times.into_iter().filter_map(remark).collect()
}

impl Remarks {
    /// Finds a lane for each remark, given the `x` of its rule, between the edges of the page: of a few ways to
    /// go about it, the one in which the fewest rules pass through texts, and of those the lowest.
    pub fn arrange(items: &[Item<'_>], limits: (f64, f64)) -> Self {
        let half = (limits.1 - limits.0) / 2.0 - GAP;
        let mut from_left = items.to_vec();
        from_left.sort_by(|a, b| a.x.total_cmp(&b.x));
        let from_right: Vec<_> = from_left.iter().rev().copied().collect();
        let mut best: Option<(usize, Self)> = None;
        let mut consider = |order: &[Item<'_>], wary: bool| {
            for widest in WIDTHS {
                let (faults, remarks) = Self::in_order(order, limits, half.min(widest), wary);
                let better = best.as_ref().is_none_or(|(least, lowest)| {
                    faults < *least || (faults == *least && remarks.height < lowest.height)
                });
                if better {
                    best = Some((faults, remarks));
                }
            }
            best.as_ref().is_some_and(|(faults, _)| *faults == 0)
        };
        // A text runs to the right of its rule, over the rules of those that have a place already.
        let usual = [from_right, from_left];
        let clear = |found: [bool; 2]| found.contains(&true);
        if !clear(usual.each_ref().map(|order| consider(order, false)))
            && !clear(usual.each_ref().map(|order| consider(order, true)))
            && items.len() <= IN_EVERY_ORDER
        {
            let _ = orders(items).iter().any(|order| consider(order, true));
        }
        best.map_or(Remarks { placed: Vec::new(), height: 0.0 }, |(_, remarks)| remarks)
    }

    /// Gives each its place, one after the other; and how many found none that is clear. The wary leave the rules clear of
    /// those that come after, if they can.
    fn in_order(items: &[Item<'_>], limits: (f64, f64), widest: f64, wary: bool) -> (usize, Self) {
        let mut placed: Vec<Placed> = Vec::new();
        let mut faults = 0;
        for (at, item) in items.iter().enumerate() {
            let coming = if wary { items.get(at + 1..).unwrap_or_default() } else { &[] };
            let (next, clear) = place(*item, limits, widest, &placed, coming);
            faults += usize::from(!clear);
            placed.push(next);
        }
        let height = placed.iter().map(|remark| remark.room.bottom).fold(0.0, f64::max);
        (faults, Remarks { placed, height })
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
                if remark.dashed {
                    pen.next(Finish::Hatched, None);
                }
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

/// Every order of a few.
fn orders<'r>(items: &[Item<'r>]) -> Vec<Vec<Item<'r>>> {
    let mut all = vec![Vec::new()];
    for item in items {
        let longer = |order: Vec<Item<'r>>| {
            (0..=order.len()).map(move |at| {
                let (before, after) = order.split_at(at);
                [before, &[*item], after].concat()
            })
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

/// The lowest lane and the better side where neither the text nor the rule meets what has a place already; where there is
/// none, those of a narrower text that loses no word by it.
fn place(
    item: Item<'_>,
    limits: (f64, f64),
    widest: f64,
    placed: &[Placed],
    coming: &[Item<'_>],
) -> (Placed, bool) {
    let (first, is_clear) = place_of_width(item, limits, widest, placed, coming);
    if is_clear {
        return (first, true);
    }
    let narrower = WIDTHS.iter().filter(|width| **width < widest);
    let whole =
        narrower.filter(|width| Role::Remark.font().wrap(item.text, **width, usize::MAX).len() <= LINES);
    let mut others = whole.map(|width| place_of_width(item, limits, *width, placed, coming));
    others.find(|(_, is_clear)| *is_clear).unwrap_or((first, false))
}

fn place_of_width(
    item: Item<'_>,
    limits: (f64, f64),
    widest: f64,
    placed: &[Placed],
    coming: &[Item<'_>],
) -> (Placed, bool) {
    let Item { x, text, dashed } = item;
    let font = Role::Remark.font();
    let lines = font.wrap(text, widest, LINES);
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
    let candidates: Vec<_> = candidates.filter(|(_, room)| inside(room) && clear(room)).collect();
    let bars = |room: &Bounds| {
        coming.iter().any(|next| room.left - GAP < next.x && next.x < room.right + GAP && next.x != x)
    };
    let found = candidates.iter().find(|(_, room)| !bars(room)).or(candidates.first()).copied();
    let is_clear = found.is_some();
    let (anchor, room) = found.unwrap_or_else(|| {
        let side = if inside(&at(Anchor::Start, top)) { Anchor::Start } else { Anchor::End };
        (side, at(side, top))
    });
    (Placed { x, dashed, lines, anchor, room }, is_clear)
}
