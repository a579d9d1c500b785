//! Which mark stands where: categories along the axis, keys within each, and from where to where each bar runs.

use crate::chart::calendar::Calendar;
use crate::chart::notation::short;
use crate::chart::parts;
use crate::chart::scene::{Finish, Tone};
use crate::chart::spec::{Channel, Mark, Stack};
use crate::chart::{Beyond, Chart, ChartError, Origin, Point, Series};
use crate::model::Period;

/// A dimension that categories are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Period,
    Series,
}

/// Bars by category and key.
pub(super) struct Table<'a> {
    /// What the categories are.
    pub categories_are: Dimension,
    /// Along the axis; a category without bars keeps its place.
    pub categories: Vec<String>,
    /// What stands side by side or on top of one another in each category.
    pub keys: Vec<Key>,
    /// Every bar.
    pub spans: Vec<Span<'a>>,
    /// Whether bars of a category stand on one another.
    pub stacked: bool,
    /// Whether bars of a category stand back to back.
    pub mirrored: bool,
    /// Whether its marks are bars, which are as long as their figure.
    pub bars: bool,
    /// Whether they are shares of their sum, in per cent.
    pub shares: bool,
    /// The periods, if they are the categories.
    pub calendar: Calendar,
}

/// What bars of one kind are of.
pub(super) struct Key {
    pub name: String,
    pub tone: Tone,
}

/// A bar.
pub(super) struct Span<'a> {
    pub category: usize,
    pub key: usize,
    pub from: f64,
    pub to: f64,
    /// −1 for a bar that is drawn on the other side of zero, 1 for all others.
    pub side: f64,
    pub tone: Tone,
    pub finish: Finish,
    pub series: &'a Series,
    /// The figure that the bar carries where there is room.
    pub figure: String,
    pub point: &'a Point,
}

impl<'a> Table<'a> {
    /// The bars that a chart asks for.
    pub fn of(chart: &Chart<'a>) -> Result<Self, ChartError> {
        let calendar = chart.calendar()?;
        let stacked = matches!(chart.spec.stack, Stack::Stacked | Stack::Share);
        let encoding = chart.spec.encoding;
        let named = encoding.x == Some(Channel::Series) || encoding.y == Some(Channel::Series);
        let once = calendar.slots.len() == 1 && chart.data.series.len() > 1 && !stacked;
        let by_series =
            named || (once && encoding.x != Some(Channel::Period) && encoding.y != Some(Channel::Period));
        Self::along(chart, if by_series { Dimension::Series } else { Dimension::Period })
    }

    /// The bars with this dimension along the axis.
    pub fn along(chart: &Chart<'a>, categories_are: Dimension) -> Result<Self, ChartError> {
        let calendar = chart.calendar()?;
        let shares = chart.spec.stack == Stack::Share;
        let stacked = shares || chart.spec.stack == Stack::Stacked;
        let mirrored = chart.spec.stack == Stack::Mirrored;
        let by_series = categories_are == Dimension::Series;
        let periods: Vec<Period> = if by_series { chart.data.periods() } else { calendar.slots.clone() };
        let written = |period: &Period| short(chart.notation, *period);
        let labels: Vec<String> = chart.data.series.iter().map(|series| series.label.clone()).collect();
        let by_label = |(index, name): (usize, String)| Key { name, tone: chart.tone(index) };
        let by_period =
            |(index, period): (usize, &Period)| Key { name: written(period), tone: Tone::Hue(index) };
        let (categories, keys) = if by_series {
            (labels, periods.iter().enumerate().map(by_period).collect::<Vec<_>>())
        } else {
            (periods.iter().map(written).collect(), labels.into_iter().enumerate().map(by_label).collect())
        };
        let mut table = Table {
            categories_are,
            categories,
            keys,
            spans: Vec::new(),
            stacked,
            mirrored,
            bars: chart.spec.mark == Mark::Bar,
            shares,
            calendar,
        };
        for (place, series) in chart.data.series.iter().enumerate() {
            table.add(chart, &periods, place, series);
        }
        if let Some(below) = table.spans.iter().find(|span| mirrored && span.side * span.to < 0.0) {
            return Err(ChartError::Negative {
                series: below.series.label.clone(),
                period: below.point.period,
            });
        }
        if stacked {
            table.keep_whole_stacks(chart)?;
        }
        if shares {
            table.take_shares()?;
        }
        if stacked {
            table.pile_up();
        }
        Ok(table)
    }

    fn add(&mut self, chart: &Chart<'a>, periods: &[Period], place: usize, series: &'a Series) {
        for (period, (point, value)) in series.by_period() {
            let Ok(slot) = periods.binary_search(&period) else { continue };
            let (category, key, tone) = match self.categories_are {
                Dimension::Period => (slot, place, chart.tone(place)),
                // One period: the names are the categories, and colour is left for what is highlighted.
                Dimension::Series if periods.len() == 1 => {
                    (place, 0, if chart.tone(place) == Tone::Quiet { Tone::Quiet } else { Tone::Hue(0) })
                }
                Dimension::Series => (place, slot, Tone::Hue(slot)),
            };
            let side = if self.mirrored && key == 1 { -1.0 } else { 1.0 };
            let finish = match chart.finish(&self.calendar, point) {
                // A bar alone is as long as is certain, and an arrow says the rest.
                Finish::Hollow if self.is_exact(point) => Finish::Solid,
                finish => finish,
            };
            // Once is enough, as on an axis: the first figure has the sign, the others go without.
            let signed = self.spans.is_empty() && series.unit.label == "%" && !point.label.ends_with('%');
            let figure = if signed { format!("{}%", point.label) } else { point.label.clone() };
            self.spans.push(Span {
                category,
                key,
                from: 0.0,
                to: side * value,
                side,
                tone,
                finish,
                series,
                figure,
                point,
            });
        }
    }

    /// Whether a bar that is but a bound is drawn as one that is none.
    fn is_exact(&self, point: &Point) -> bool {
        self.bars && !self.stacked && point.beyond.is_some() && point.origin == Origin::Reported
    }

    /// Takes out the bars of each category that lacks one of its parts.
    fn keep_whole_stacks(&mut self, chart: &Chart<'a>) -> Result<(), ChartError> {
        let mut parts = vec![0; self.categories.len()];
        self.spans.iter().for_each(|span| parts[span.category] += 1);
        self.spans.retain(|span| parts[span.category] == self.keys.len());
        if self.spans.is_empty() { Err(parts::none_is_whole(chart)) } else { Ok(()) }
    }

    /// Makes each bar its share of the bars of its category, in per cent.
    fn take_shares(&mut self) -> Result<(), ChartError> {
        let mut sums = vec![0.0; self.categories.len()];
        for span in &self.spans {
            if span.to < 0.0 {
                return Err(ChartError::Negative {
                    series: span.series.label.clone(),
                    period: span.point.period,
                });
            }
            sums[span.category] += span.to;
        }
        self.spans.iter_mut().for_each(|span| span.to *= 100.0 / sums[span.category].max(f64::MIN_POSITIVE));
        Ok(())
    }

    /// The colours of the marks, each once.
    pub fn tones(&self) -> Vec<Tone> {
        let mut tones: Vec<Tone> = self.spans.iter().map(|span| span.tone).collect();
        tones.sort();
        tones.dedup();
        tones
    }

    /// Moves bars of a category on top of one another, those below zero downwards.
    fn pile_up(&mut self) {
        let mut tops = vec![(0.0, 0.0); self.categories.len()];
        for span in &mut self.spans {
            let Some((above, below)) = tops.get_mut(span.category) else { continue };
            let top = if span.to < 0.0 { below } else { above };
            (span.from, span.to) = (*top, *top + span.to);
            *top = span.to;
        }
    }

    /// Where bars and whiskers reach.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let ends = || self.spans.iter().map(|span| span.to);
        let extent = ends().fold(0.0, f64::max) - ends().fold(0.0, f64::min);
        self.spans.iter().flat_map(move |span| {
            let (low, high) = span.spread().filter(|_| !self.stacked).unwrap_or((span.to, span.to));
            let arrow = if self.stacked { 0.0 } else { extent };
            [span.from, span.to, low, high, span.side * span.point.with_arrow(span.side * span.to, arrow)]
        })
    }

    /// Bars that stand side by side in a category.
    pub fn abreast(&self) -> usize {
        if self.stacked || self.mirrored { 1 } else { self.keys.len().max(1) }
    }

    /// Where a bar ends that carries its figure: the end of its whisker, if it has one.
    pub fn reach(&self, span: &Span<'_>) -> f64 {
        match span.spread() {
            Some((low, _)) if span.is_below() => low.min(span.to),
            Some((_, high)) => high.max(span.to),
            None => span.to,
        }
    }
}

impl Span<'_> {
    /// Whether it lies on the far side of zero.
    pub fn is_below(&self) -> bool {
        self.to < 0.0 || (self.to == 0.0 && self.side < 0.0)
    }

    /// Whether the true figure is at least as long as the bar: of "up to 80" no length is certain.
    pub fn is_certain(&self) -> bool {
        match self.point.beyond {
            Some(Beyond::Above) => self.to * self.side >= 0.0,
            Some(Beyond::Below) => self.to * self.side <= 0.0,
            None => true,
        }
    }

    /// On which side of the end of the bar the true figure lies, as it is drawn.
    pub fn beyond(&self) -> Option<Beyond> {
        match self.point.beyond {
            Some(Beyond::Above) if self.side < 0.0 => Some(Beyond::Below),
            Some(Beyond::Below) if self.side < 0.0 => Some(Beyond::Above),
            beyond => beyond,
        }
    }

    /// The least and the greatest that differing sources state, where they are drawn.
    pub fn spread(&self) -> Option<(f64, f64)> {
        let (low, high) = self.point.spread()?;
        Some(if self.side < 0.0 { (-high, -low) } else { (low, high) })
    }
}
