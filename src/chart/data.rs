//! The figures of a chart, as plain data: the chart layer never reads the ledger.
//!
//! Whoever builds this chooses the observations and writes their exact values through the one formatter.

use std::collections::BTreeMap;

use super::map::Geography;
use super::scene::Finish;
use crate::model::Period;

/// The part of an axis that the arrow of a bound takes.
const ARROW: f64 = 0.08;

/// The figures of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// In the author's order.
    pub series: Vec<Series>,
    /// What a map shows.
    pub geography: Option<Geography>,
    /// What each series, or all, are held against.
    pub against: Vec<Series>,
    /// What nodes of a Sankey diagram are called, where that is not what the specification says.
    pub nodes: BTreeMap<String, String>,
    /// What is drawn over the marks.
    pub layers: Vec<Series>,
}

/// One series or derived quantity over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// As in the spec: an id or a quantity expression.
    pub id: String,
    /// A short name for labels and legends.
    pub label: String,
    /// What its figures are in.
    pub unit: Unit,
    /// Its observations, in any order; of two for one period the first is drawn.
    pub points: Vec<Point>,
    /// Where its figures cease to compare with those before.
    pub breaks: Vec<Break>,
}

/// What figures are in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// In short, such as "CNY billion", "%" or "trains".
    pub label: String,
    /// The same of one: "train".
    pub one: String,
    /// True for what is counted, of which there is no half.
    pub is_whole: bool,
    /// True for per cent and percentage points, whose changes are in percentage points.
    pub is_rate: bool,
}

impl From<&str> for Unit {
    /// A unit of which there are halves, and whose name has no plural; `%` is a rate.
    fn from(label: &str) -> Self {
        Unit { label: label.to_owned(), one: label.to_owned(), is_whole: false, is_rate: label == "%" }
    }
}

/// Where the figures of a series cease to compare with those before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// The first period on the other side.
    pub at: Period,
    /// What changed.
    pub note: String,
}

/// One observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub period: Period,
    /// The figure in the series' unit and scale; none is a gap.
    pub value: Option<f64>,
    /// The exact figure in short, without its unit, as a label on the mark: "280.8", "over 80".
    pub label: String,
    /// The exact figure in full, as the mark's title: "CNY 280.8 billion". If empty, label and unit stand in, which is wrong
    /// for one of what has a plural.
    pub text: String,
    /// Whether a source states the figure.
    pub origin: Origin,
    /// What the figure can mean as it is printed, hedges and rounding included; none where that has no end.
    pub interval: Option<(f64, f64)>,
    /// The least and the greatest that differing sources state; none if they agree.
    pub differs: Option<(f64, f64)>,
    /// Both ends of what a source prints as a range, or of what rests on one; the figure is its middle.
    pub range: Option<(f64, f64)>,
    /// On which side of the figure the true one lies, if it is a mere bound: "over 80", "up to 100".
    pub beyond: Option<Beyond>,
    /// What changed between the figures that it holds against each other, if they lie on two sides of a break.
    pub over_break: Option<String>,
}

/// On which side of a bound the figure lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It is greater: "over 80", "at least 80".
    Above,
    /// It is less: "up to 80", "under 80".
    Below,
}

/// Whether a source states a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A source states it.
    #[default]
    Reported,
    /// It follows from others that sources state.
    Derived,
}

impl Data {
    /// What a node is called.
    pub(super) fn node<'n>(&'n self, id: &'n str) -> &'n str {
        self.nodes.get(id).map_or(id, String::as_str)
    }

    /// Every period that some series has, in order; those without any figure included.
    pub(super) fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<_> =
            self.series.iter().flat_map(|s| s.points.iter().map(|p| p.period)).collect();
        periods.sort();
        periods.dedup();
        periods
    }

    /// Every figure, and the ends of the intervals that are drawn.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let known = || self.series.iter().flat_map(Series::known);
        let (least, most) = known().fold((0.0_f64, 0.0_f64), |(l, h), (_, v)| (l.min(v), h.max(v)));
        known().flat_map(move |(point, value)| {
            let (low, high) = point.spread().unwrap_or((value, value));
            [value, low, high, point.with_arrow(value, most - least)]
        })
    }
}

impl Point {
    /// A period without a figure.
    pub fn gap(period: Period) -> Self {
        let (label, text) = (String::new(), String::new());
        Point {
            period,
            value: None,
            label,
            text,
            origin: Origin::Reported,
            interval: None,
            differs: None,
            range: None,
            beyond: None,
            over_break: None,
        }
    }

    /// The least and the greatest that sources print, where that is not one figure.
    pub(super) fn spread(&self) -> Option<(f64, f64)> {
        match (self.differs, self.range) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (one, other) => one.or(other),
        }
    }

    /// How its mark is filled among those of periods as long as its own.
    pub(super) fn finish(&self) -> Finish {
        match self.origin {
            _ if self.over_break.is_some() => Finish::Hatched,
            Origin::Reported if !self.is_hedged() => Finish::Solid,
            Origin::Reported | Origin::Derived => Finish::Hollow,
        }
    }

    /// Where the arrow of a bound ends on an axis of this extent; the value where there is none.
    pub(super) fn with_arrow(&self, value: f64, extent: f64) -> f64 {
        match self.beyond {
            Some(Beyond::Above) => value + extent * ARROW,
            Some(Beyond::Below) => value - extent * ARROW,
            None => value,
        }
    }

    /// Whether no source prints it as a figure: it is a bound, or the middle of a range.
    pub(super) fn is_hedged(&self) -> bool {
        self.range.is_some() || self.beyond.is_some()
    }
}

impl Series {
    /// The points that have a figure, with it.
    pub(super) fn known(&self) -> impl Iterator<Item = (&Point, f64)> {
        self.points.iter().filter_map(|point| Some((point, point.value.filter(|v| v.is_finite())?)))
    }

    /// Whether it breaks between two periods.
    pub(super) fn breaks_between(&self, from: Period, to: Period) -> bool {
        self.breaks.iter().any(|brk| from.start() < brk.at.start() && brk.at.start() <= to.start())
    }

    /// The points by period, gaps left out.
    pub(super) fn by_period(&self) -> BTreeMap<Period, (&Point, f64)> {
        let mut by_period = BTreeMap::new();
        for (point, value) in self.known() {
            by_period.entry(point.period).or_insert((point, value));
        }
        by_period
    }

    /// The exact figure of a point with its unit.
    pub(super) fn exact(&self, point: &Point) -> String {
        match (point.text.as_str(), self.unit.label.as_str()) {
            ("", "") => point.label.clone(),
            ("", "%") => format!("{}%", point.label),
            ("", unit) => format!("{} {unit}", point.label),
            (text, _) => text.to_owned(),
        }
    }
}
