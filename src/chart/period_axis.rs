//! The period axis: as many labels as there is room for, years once under the months that they hold.

use super::calendar::Calendar;
use super::notation::{Notation, axis_label};
use super::pen::Pen;
use super::scene::{Anchor, Role};
use crate::model::Period;
use crate::model::period::Frequency;

/// Between labels of one row, in px.
const GAP: f64 = 10.0;
/// Between months, which a reader takes in as a row.
const PART_GAP: f64 = 12.0;
/// From the plot to the first row, in px.
const DROP: f64 = 8.0;

/// Where a period lies on the axis, in px.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub period: Period,
    pub left: f64,
    pub right: f64,
    pub centre: f64,
}

/// A label of up to two rows.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    x: f64,
    rows: [String; 2],
}

/// The axis under a plot.
pub(super) struct PeriodAxis<'a> {
    pub notation: &'a dyn Notation,
    pub calendar: &'a Calendar,
    /// The places, from left to right.
    pub places: Vec<Place>,
    /// The edges that no label crosses.
    pub limits: (f64, f64),
}

impl PeriodAxis<'_> {
    /// Draws the axis under `top` and gives its lower edge.
    pub fn draw(&self, pen: &Pen, top: f64) -> f64 {
        let (labels, ticks) = self.labels();
        let font = Role::Tick.font();
        pen.group(Role::Axis, None, || {
            for x in ticks {
                pen.line((x, top), (x, top + 4.0));
            }
        });
        let mut bottom = top + DROP;
        pen.group(Role::Tick, None, || {
            for row in 0..2 {
                let used: Vec<_> = labels.iter().filter(|label| !label.rows[row].is_empty()).collect();
                if used.is_empty() {
                    continue;
                }
                for label in used {
                    pen.text(label.x, bottom + font.ascent(), Anchor::Middle, label.rows[row].clone());
                }
                bottom += font.leading();
            }
        });
        bottom
    }

    /// The labels, and where years begin if the labels do not show it.
    fn labels(&self) -> (Vec<Label>, Vec<f64>) {
        let even = self.places.iter().all(|place| self.calendar.compares(place.period));
        let within_years = self.places.windows(2).any(|w| year(w[0].period) == year(w[1].period));
        match self.calendar.usual {
            Frequency::Annual if even => {
                let years = self.places.iter().map(|place| (year(place.period), place.centre)).collect();
                (self.years(years), Vec::new())
            }
            Frequency::HalfYear | Frequency::Quarter | Frequency::Month if even && within_years => {
                self.parts().map_or_else(|| self.year_spans(), |labels| (labels, Vec::new()))
            }
            _ => (self.each(), Vec::new()),
        }
    }

    /// Years at the smallest round step that leaves room between them.
    fn years(&self, years: Vec<(i16, f64)>) -> Vec<Label> {
        for step in [1, 2, 5, 10, 20, 25, 50, 100, 200, 500] {
            let labels: Vec<Label> = years
                .iter()
                .filter(|(year, _)| year % step == 0)
                .map(|(year, x)| self.label(*x, year.to_string(), String::new()))
                .collect();
            if fits(&labels, 0, GAP) && (step == 1 || labels.len() > 1) {
                return labels;
            }
        }
        let ends = [years.first(), years.last()].into_iter().flatten();
        thinned(ends.map(|(year, x)| self.label(*x, year.to_string(), String::new())).collect())
    }

    /// Months, quarters or half-years in the first row, and under the first of each year the year.
    fn parts(&self) -> Option<Vec<Label>> {
        [1, 2, 3].into_iter().find_map(|step| {
            let shown = |place: &&Place| (place.period.start().month() - 1) % step == 0;
            let mut labels: Vec<(i16, Label)> = Vec::new();
            for place in self.places.iter().filter(shown) {
                let (part, in_year) = axis_label(self.notation, place.period);
                labels.push((year(place.period), self.label(place.centre, part, in_year)));
            }
            let mut seen = None;
            for (year, label) in &mut labels {
                if seen.replace(*year) == Some(*year) {
                    label.rows[1].clear();
                }
            }
            let labels: Vec<Label> = labels.into_iter().map(|(_, label)| label).collect();
            (!labels.is_empty() && fits(&labels, 0, PART_GAP) && fits(&labels, 1, GAP)).then_some(labels)
        })
    }

    /// Years across the months that they hold, with ticks where they begin.
    fn year_spans(&self) -> (Vec<Label>, Vec<f64>) {
        let mut spans: Vec<(i16, f64, f64)> = Vec::new();
        for place in &self.places {
            match spans.last_mut() {
                Some((last, _, right)) if *last == year(place.period) => *right = place.right,
                _ => spans.push((year(place.period), place.left, place.right)),
            }
        }
        let centred: Vec<Label> = spans
            .iter()
            .map(|(year, left, right)| (year.to_string(), left, right))
            .filter(|(text, left, right)| Role::Tick.font().width(text) < *right - *left)
            .map(|(text, left, right)| self.label((left + right) / 2.0, text, String::new()))
            .collect();
        if centred.len() + 2 >= spans.len() && !centred.is_empty() && fits(&centred, 0, GAP) {
            return (centred, spans.iter().skip(1).map(|(_, left, _)| *left).collect());
        }
        // Too narrow to name each: name some where they begin. A year that is cut off has no beginning.
        let begins: Vec<(i16, f64)> = self
            .places
            .iter()
            .filter(|place| place.period.start().month() == 1)
            .map(|place| (year(place.period), place.left))
            .collect();
        let labels = self.years(begins);
        let ticks = labels.iter().map(|label| label.x).collect();
        (labels, ticks)
    }

    /// Every period by its own name; what does not compare with the rest is named first.
    fn each(&self) -> Vec<Label> {
        let in_one_row = |place: &Place| match axis_label(self.notation, place.period) {
            (year, none) if none.is_empty() => self.label(place.centre, year, none),
            (part, in_year) => self.label(place.centre, format!("{part} {in_year}"), String::new()),
        };
        let labels: Vec<Label> = self.places.iter().map(in_one_row).collect();
        if fits(&labels, 0, GAP) {
            return labels;
        }
        let name = |place: &Place| {
            let (part, in_year) = axis_label(self.notation, place.period);
            self.label(place.centre, part, in_year)
        };
        let (usual, odd): (Vec<&Place>, Vec<&Place>) =
            self.places.iter().partition(|place| self.calendar.compares(place.period));
        let odd = thinned(odd.into_iter().map(name).collect());
        let usual: Vec<Label> = usual.into_iter().map(name).collect();
        for step in 1..=usual.len().max(1) {
            let mut labels = odd.clone();
            labels.extend(
                usual.iter().rev().step_by(step).filter(|l| !odd.iter().any(|o| meet(o, l))).cloned(),
            );
            labels.sort_by(|a, b| a.x.total_cmp(&b.x));
            if fits(&labels, 0, GAP) && fits(&labels, 1, GAP) {
                return labels;
            }
        }
        odd
    }

    /// A label at `x`, moved inwards where it would cross an edge.
    fn label(&self, x: f64, first: String, second: String) -> Label {
        let font = Role::Tick.font();
        let half = font.width(&first).max(font.width(&second)) / 2.0;
        Label { x: x.min(self.limits.1 - half).max(self.limits.0 + half), rows: [first, second] }
    }
}

fn year(period: Period) -> i16 {
    period.start().year()
}

/// The left and right edge of a row of a label.
fn extent(label: &Label, row: usize) -> (f64, f64) {
    let half = Role::Tick.font().width(&label.rows[row]) / 2.0;
    (label.x - half, label.x + half)
}

fn meet(a: &Label, b: &Label) -> bool {
    (0..2).filter(|row| !a.rows[*row].is_empty() && !b.rows[*row].is_empty()).any(|row| {
        let (a, b) = (extent(a, row), extent(b, row));
        a.0 < b.1 + GAP && b.0 < a.1 + GAP
    })
}

/// Whether the labels of a row, from left to right, keep apart.
fn fits(labels: &[Label], row: usize, gap: f64) -> bool {
    let mut free = f64::NEG_INFINITY;
    labels.iter().filter(|label| !label.rows[row].is_empty()).all(|label| {
        let (left, right) = extent(label, row);
        let clear = left >= free;
        free = right + gap;
        clear
    })
}

/// The labels that keep apart, the last before all.
fn thinned(labels: Vec<Label>) -> Vec<Label> {
    let mut kept: Vec<Label> = Vec::new();
    for label in labels.into_iter().rev() {
        if !kept.iter().any(|other| meet(other, &label)) {
            kept.push(label);
        }
    }
    kept.reverse();
    kept
}
