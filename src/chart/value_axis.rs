//! The value axis: round ticks, light lines across the plot, numbers beside them, the unit once at the top.

use super::ChartError;
use super::data;
use super::notation::written;
use super::page::Page;
use super::pen::Pen;
use super::plane::Plane;
use super::scale::{Linear, Zero};
use super::scene::{Anchor, Role};
use super::spec::{Spacing, Stack};

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

/// How close the ticks of figures in a unit may be: of what is counted there is no half.
pub(super) fn finest(unit: Option<&data::Unit>) -> f64 {
    if unit.is_some_and(|unit| unit.is_whole) { 1.0 } else { 0.0 }
}

impl ValueAxis {
    /// An axis over the values, `length` px long; none if there is no value.
    pub fn new(page: &Page<'_>, values: impl Iterator<Item = f64>, zero: Zero, length: f64) -> Option<Self> {
        let chart = page.chart;
        let values = values.chain(page.reach.iter().copied());
        let unit = chart.data.series.first().map(|series| &series.unit);
        let scale = Linear::nice(values, zero, (length / PITCH).round().max(2.0) as usize, finest(unit))?;
        Some(Self::with_numbers(page, chart.unit(), scale))
    }

    /// An axis over the values in the unit of the chart, spaced as its author asks, `length` px long.
    pub fn of(
        page: &Page<'_>,
        values: impl Iterator<Item = f64>,
        zero: Zero,
        spacing: Spacing,
        length: f64,
    ) -> Result<Self, ChartError> {
        Self::of_unit(
            page,
            page.chart.data.series.first().map(|series| &series.unit),
            values.chain(page.reach.iter().copied()),
            zero,
            spacing,
            length,
        )
    }

    /// The same in a unit of its own, over these values alone.
    pub fn of_unit(
        page: &Page<'_>,
        unit: Option<&data::Unit>,
        values: impl Iterator<Item = f64>,
        zero: Zero,
        spacing: Spacing,
        length: f64,
    ) -> Result<Self, ChartError> {
        let values: Vec<f64> = values.collect();
        let count = (length / PITCH).round().max(2.0) as usize;
        let scale = match spacing {
            Spacing::Linear => Linear::nice(values.into_iter(), zero, count, finest(unit)),
            Spacing::Log if values.iter().any(|value| *value <= 0.0) => return Err(ChartError::NotPositive),
            Spacing::Log => Linear::logarithmic(values.into_iter(), count),
        };
        let label = unit.map_or("", |unit| &unit.label);
        Ok(Self::with_numbers(page, label, scale.ok_or(ChartError::Empty)?))
    }

    fn with_numbers(page: &Page<'_>, unit: &str, scale: Linear) -> Self {
        let notation = page.chart.notation;
        let power = scale.power();
        let (ticks, decimals) = scale.ticks_over(power);
        let number = |tick: &f64| {
            // What is drawn on the other side of zero is no less than nothing.
            let mirrored = page.chart.spec.stack == Stack::Mirrored;
            let tick = if mirrored { tick.abs() } else { *tick };
            if scale.logarithmic { written(notation, tick) } else { notation.number(tick, decimals) }
        };
        let labels = ticks.iter().map(number).collect();
        let unit = match (unit, power) {
            ("%", 0) => Unit::Sign("%".to_owned()),
            (unit, 0) if page.says_unit => Unit::Row(unit.to_owned()),
            (_, 0) => Unit::Row(String::new()),
            (unit, power) => Unit::Row(notation.multiple(unit, power)),
        };
        ValueAxis { scale, labels, unit }
    }

    /// An axis of shares of a whole, `length` px long, whatever the unit of the parts.
    pub fn shares(page: &Page<'_>, length: f64) -> Self {
        let ticks: &[f64] =
            if length < 200.0 { &[0.0, 50.0, 100.0] } else { &[0.0, 25.0, 50.0, 75.0, 100.0] };
        let labels = ticks.iter().map(|tick| page.chart.notation.number(*tick, 0)).collect();
        let scale = Linear { logarithmic: false, min: 0.0, max: 100.0, ticks: ticks.to_vec(), decimals: 0 };
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
        let height = |value: f64| plane.up(value);
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

    /// Draws lines up the plot from its foot, with their numbers under it.
    pub fn draw_under(&self, pen: &Pen, plane: &Plane, limits: (f64, f64)) {
        let (top, bottom) = (plane.bounds.top, plane.bounds.bottom);
        let across = |value: f64| plane.across(value);
        pen.group(Role::Grid, None, || {
            for tick in &self.scale.ticks {
                pen.line((across(*tick), top), (across(*tick), bottom));
            }
        });
        self.set_numbers(pen, limits, across, bottom + 8.0 + Role::Tick.font().ascent());
    }

    /// What its numbers count, if anything must be said of it.
    pub fn unit_word(&self) -> &str {
        match &self.unit {
            Unit::Row(unit) => unit,
            Unit::Sign(_) => "",
        }
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
        self.set_numbers(pen, limits, across, top - 6.0);
    }

    /// Sets the numbers in a row, those that would meet the one before left out.
    fn set_numbers(&self, pen: &Pen, limits: (f64, f64), across: impl Fn(f64) -> f64, baseline: f64) {
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
                    pen.text(x, baseline, Anchor::Middle, text);
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
