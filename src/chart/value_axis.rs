//! The value axis: round ticks, light lines across the plot, numbers beside them, the unit once at the top.

use super::page::Page;
use super::pen::Pen;
use super::plane::Plane;
use super::scale::{Linear, Zero};
use super::scene::{Anchor, Role};

/// Between numbers and plot, in px.
const GAP: f64 = 10.0;
/// A tick about every so many px of height.
const PITCH: f64 = 70.0;
/// Between the row of the unit and the number under it, in px.
const UNDER_UNIT: f64 = 8.0;

/// A value axis with its numbers written.
pub(super) struct ValueAxis {
    /// Its domain and ticks.
    pub scale: Linear,
    labels: Vec<String>,
    unit: Unit,
}

enum Unit {
    /// After the topmost number: "60%".
    Sign(String),
    /// In a row of its own over the numbers.
    Row(String),
}

impl ValueAxis {
    /// An axis over the values, `length` px long; none if there is no value.
    pub fn new(page: &Page<'_>, values: impl Iterator<Item = f64>, zero: Zero, length: f64) -> Option<Self> {
        let chart = page.chart;
        let values = values.chain(page.reach.iter().copied());
        let scale = Linear::nice(values, zero, (length / PITCH).round().max(2.0) as usize)?;
        let power = scale.power();
        let (ticks, decimals) = scale.ticks_over(power);
        let labels = ticks.iter().map(|tick| chart.notation.number(*tick, decimals)).collect();
        let unit = match (chart.unit(), power) {
            ("%", 0) => Unit::Sign("%".to_owned()),
            (unit, 0) if page.says_unit => Unit::Row(unit.to_owned()),
            (_, 0) => Unit::Row(String::new()),
            (unit, power) => Unit::Row(chart.notation.multiple(unit, power)),
        };
        Some(ValueAxis { scale, labels, unit })
    }

    /// An axis of shares of a whole, `length` px long, whatever the unit of the parts.
    pub fn shares(page: &Page<'_>, length: f64) -> Self {
        let ticks: &[f64] =
            if length < 200.0 { &[0.0, 50.0, 100.0] } else { &[0.0, 25.0, 50.0, 75.0, 100.0] };
        let labels = ticks.iter().map(|tick| page.chart.notation.number(*tick, 0)).collect();
        let scale = Linear { min: 0.0, max: 100.0, ticks: ticks.to_vec(), decimals: 0 };
        ValueAxis { scale, labels, unit: Unit::Sign("%".to_owned()) }
    }

    /// An axis without numbers, for marks that carry theirs: only its unit is set.
    pub fn bare(page: &Page<'_>, values: impl Iterator<Item = f64>, zero: Zero) -> Option<Self> {
        let scale = Linear::tight(values.chain(page.reach.iter().copied()), zero)?;
        // A per cent sign stands behind the first figure.
        let unit = if page.says_unit { page.chart.unit().trim_end_matches('%') } else { "" };
        Some(ValueAxis { scale, labels: Vec::new(), unit: Unit::Row(unit.to_owned()) })
    }

    /// Room for the numbers and the gap to the plot, in px.
    pub fn width(&self) -> f64 {
        let font = Role::Tick.font();
        let widest = self.labels.iter().map(|label| font.width(label)).fold(0.0, f64::max);
        if self.labels.is_empty() { 0.0 } else { (widest + self.sign_width() + GAP).ceil() }
    }

    /// How far the last number reaches beyond the end of the axis where numbers stand over it, in px.
    pub fn overhang(&self) -> f64 {
        let last = self.labels.last().map_or(0.0, |label| Role::Tick.font().width(label));
        (last + self.sign_width()) / 2.0
    }

    /// The right end of the unit's row; none if it has no row.
    pub fn unit_row(&self) -> Option<f64> {
        match &self.unit {
            Unit::Row(unit) if !unit.is_empty() => Some(Role::Unit.font().width(unit)),
            _ => None,
        }
    }

    /// Sets the row with the unit, where it has one, and leaves room for half of the topmost number.
    pub fn set_unit(&self, page: &mut Page<'_>) {
        self.set_unit_at(page, page.left);
        page.y += UNDER_UNIT;
    }

    /// Sets the row with the unit, where it has one, from `x` on.
    pub fn set_unit_at(&self, page: &mut Page<'_>, x: f64) {
        if let Unit::Row(unit) = &self.unit
            && !unit.is_empty()
        {
            let baseline = page.baseline(Role::Unit);
            page.pen.group(Role::Unit, None, || page.pen.text(x, baseline, Anchor::Start, unit.clone()));
            page.y += Role::Unit.font().leading() + 4.0;
        }
    }

    /// Draws lines across the plot with their numbers to the left of it.
    pub fn draw_across(&self, pen: &Pen, plane: &Plane) {
        let (left, right) = (plane.bounds.left, plane.bounds.right);
        let height = |value: f64| plane.at(0.0, value).1;
        pen.group(Role::Grid, None, || {
            for tick in self.scale.ticks.iter().filter(|tick| **tick != 0.0) {
                pen.line((left, height(*tick)), (right, height(*tick)));
            }
        });
        pen.group(Role::Tick, None, || {
            let number_end = left - GAP - self.sign_width();
            for (at, (tick, label)) in self.scale.ticks.iter().zip(&self.labels).enumerate() {
                let baseline = height(*tick) + Role::Tick.font().centring();
                match &self.unit {
                    Unit::Sign(sign) if at + 1 == self.labels.len() => {
                        pen.text(left - GAP, baseline, Anchor::End, format!("{label}{sign}"));
                    }
                    _ => pen.text(number_end, baseline, Anchor::End, label.clone()),
                }
            }
        });
    }

    /// Draws lines down the plot with their numbers over it.
    pub fn draw_down(&self, pen: &Pen, plane: &Plane, limits: (f64, f64)) {
        let (top, bottom) = (plane.bounds.top, plane.bounds.bottom);
        let across = |value: f64| plane.at(value, 0.0).0;
        pen.group(Role::Grid, None, || {
            for tick in self.scale.ticks.iter().filter(|tick| **tick != 0.0) {
                pen.line((across(*tick), top), (across(*tick), bottom));
            }
        });
        pen.group(Role::Tick, None, || {
            let font = Role::Tick.font();
            let mut free = limits.0;
            for (at, (tick, label)) in self.scale.ticks.iter().zip(&self.labels).enumerate() {
                let text = match &self.unit {
                    Unit::Sign(sign) if at + 1 == self.labels.len() => format!("{label}{sign}"),
                    _ => label.clone(),
                };
                let half = font.width(&text) / 2.0;
                let x = across(*tick).min(limits.1 - half).max(limits.0 + half);
                if x - half >= free {
                    pen.text(x, top - 6.0, Anchor::Middle, text);
                    free = x + half + 8.0;
                }
            }
        });
    }

    /// Draws the line at zero, from which bars and areas are measured.
    pub fn draw_zero(&self, pen: &Pen, from: (f64, f64), to: (f64, f64)) {
        if self.scale.min <= 0.0 && 0.0 <= self.scale.max {
            pen.group(Role::Axis, None, || pen.line(from, to));
        }
    }

    fn sign_width(&self) -> f64 {
        match &self.unit {
            Unit::Sign(sign) => Role::Tick.font().width(sign),
            Unit::Row(_) => 0.0,
        }
    }
}
