//! The ledger: every observation, which of several is preferred, and what follows where none is reported.
//!
//! [`Ledger::figure`] answers every question that a narrative, a chart or a table asks. A figure is reported if
//! some source prints that quantity for that period, whatever else could be computed; otherwise it is derived,
//! and says from what.

mod derive;
mod parts;
mod prefer;
mod shape;
mod unknown;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::differences::each_difference;
use super::interval::{Interval, Qualifier};
use super::observation::{Observation, SourceId, Status, Value};
use super::period::Period;
use super::quantity::{Quantity, SeriesId};
use super::series::{Counted, Kind, Series, Source};
use super::unit::{Scale, Unit};

pub use derive::Derivation;
pub use prefer::Preference;

/// All that is known.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    series: IndexMap<SeriesId, Arc<Series>, FxBuildHasher>,
    sources: Arc<BTreeMap<SourceId, Source>>,
    /// Observations of each reported quantity, by period, in the order of the files within one. Both maps are in
    /// the order of their keys, and found by hash: they are asked for every figure of every page.
    reports: IndexMap<Quantity, Arc<[Observation]>, FxBuildHasher>,
    /// The indices in `reports` of what is looked up under a series.
    by_series: Arc<IndexMap<SeriesId, Vec<usize>, FxBuildHasher>>,
}

/// One quantity in one period, as it is shown.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// What is measured.
    pub quantity: Quantity,
    /// When.
    pub period: Period,
    /// How much, in `scale` times `unit`, with the digits that are shown.
    pub value: Value,
    /// Of what.
    pub unit: Unit,
    /// Times what.
    pub scale: Scale,
    /// How it is hedged.
    pub qualifier: Qualifier,
    /// What it can mean, in `scale` times `unit`.
    pub interval: Interval,
    /// What is counted.
    pub noun: Option<Counted<'a>>,
    /// Where it comes from.
    pub origin: Origin<'a>,
}

/// Where a figure comes from.
#[derive(Clone, Debug)]
pub enum Origin<'a> {
    /// A source prints it.
    Reported {
        /// The observation that is shown.
        observation: &'a Observation,
        /// Why that one.
        preference: Preference<'a>,
        /// What else is printed of the same quantity and period.
        others: Vec<&'a Observation>,
        /// What its authority printed before and has revised since.
        superseded: Vec<&'a Observation>,
    },
    /// No source prints it; it follows from figures that are printed.
    Derived {
        /// By which identity.
        by: Derivation,
        /// From which figures.
        from: Vec<Figure<'a>>,
        /// What it comes to before it is rounded, in the unit itself: what follows from it in turn is made of this.
        estimate: Decimal,
    },
}

impl<'a> Figure<'a> {
    /// The observation that is shown, if a source reports it.
    pub fn observation(&self) -> Option<&'a Observation> {
        match self.origin {
            Origin::Reported { observation, .. } => Some(observation),
            Origin::Derived { .. } => None,
        }
    }

    /// True if it can stand beside others of a measure: in the same unit, in whatever multiple.
    pub fn is_in_unit_of(&self, measure: Measure<'_>) -> bool {
        self.unit == measure.unit
    }

    /// The same figure in another multiple of its unit, with the same digits: 4.3 million is 4300 thousand.
    #[must_use]
    pub fn in_scale(self, scale: Scale) -> Self {
        if scale == self.scale {
            return self;
        }
        let factor = self.scale.factor() / scale.factor();
        Figure {
            value: self.value.converted(self.scale, scale),
            interval: self.interval.scale(factor),
            scale,
            ..self
        }
    }

    /// What it can be: its interval; of things that are counted one by one, the whole numbers in it.
    pub fn possible(&self) -> Interval {
        match self.unit {
            Unit::Count if self.scale == Scale::One && self.value.decimals() == 0 => {
                self.interval.whole_numbers()
            }
            _ => self.interval,
        }
    }

    /// The same in the unit itself, whatever its multiple.
    fn base(&self) -> Interval {
        self.possible().scale(self.scale.factor())
    }

    /// The best estimate in the unit itself: the printed number or the middle of the printed range, or what was derived before
    /// it was rounded. None if it has no room in a decimal.
    fn estimate(&self) -> Option<Decimal> {
        match &self.origin {
            Origin::Reported { .. } => self.value.middle().checked_mul(self.scale.factor()),
            Origin::Derived { estimate, .. } => Some(*estimate),
        }
    }

    /// What its source calls it; of what is derived, the least settled that it follows from is called.
    pub fn status(&self) -> Status {
        match &self.origin {
            Origin::Reported { observation, .. } => observation.status,
            Origin::Derived { from, .. } => from.iter().map(Figure::status).max().unwrap_or_default(),
        }
    }

    /// What it follows from; nothing if a source reports it.
    pub fn inputs(&self) -> &[Figure<'a>] {
        match &self.origin {
            Origin::Reported { .. } => &[],
            Origin::Derived { from, .. } => from,
        }
    }

    /// True if it follows from others.
    pub fn is_derived(&self) -> bool {
        matches!(self.origin, Origin::Derived { .. })
    }

    /// True if it is this observation that is shown.
    pub fn shows(&self, other: &Observation) -> bool {
        self.observation().is_some_and(|observation| std::ptr::eq(observation, other))
    }

    /// True if its authority printed the observation before, and has revised it since.
    pub fn has_revised(&self, other: &Observation) -> bool {
        match &self.origin {
            Origin::Reported { superseded, .. } => {
                superseded.iter().any(|earlier| std::ptr::eq(*earlier, other))
            }
            Origin::Derived { .. } => false,
        }
    }

    /// True unless it is a report that cannot be true together with another of the same quantity and period.
    pub fn agrees_with(&self, other: &Observation) -> bool {
        self.observation().is_none_or(|observation| prefer::agree(observation, other))
    }

    /// True if some source prints a figure of the same quantity and period that it cannot agree with.
    pub fn differs(&self) -> bool {
        match &self.origin {
            Origin::Reported { others, .. } => others.iter().any(|other| !self.agrees_with(other)),
            Origin::Derived { from, .. } => from.iter().any(Figure::differs),
        }
    }
}

/// The unit, multiplier and noun that a quantity is shown in.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Measure<'a> {
    /// Of what.
    pub unit: Unit,
    /// Times what.
    pub scale: Scale,
    /// What is counted.
    pub noun: Option<Counted<'a>>,
}

impl Ledger {
    /// A ledger of what was loaded. Observations may come in any order.
    pub fn new(
        series: BTreeMap<SeriesId, Series>,
        sources: BTreeMap<SourceId, Source>,
        mut reports: BTreeMap<Quantity, Vec<Observation>>,
    ) -> Self {
        for observations in reports.values_mut() {
            // Stable: within a period the order of the files stays.
            observations.sort_by_key(|o| o.period);
        }
        let series = series.into_values().map(Arc::new).collect();
        let reports = reports.into_iter().map(|(quantity, all)| (quantity, all.into())).collect();
        Ledger::of(series, Arc::new(sources), reports)
    }

    /// A ledger of what is shared with others. Series and quantities are in their order, each once; the observations of
    /// each quantity are by period.
    pub fn of(
        series: Vec<Arc<Series>>,
        sources: Arc<BTreeMap<SourceId, Source>>,
        reports: Vec<(Quantity, Arc<[Observation]>)>,
    ) -> Self {
        let mut by_series: IndexMap<SeriesId, Vec<usize>, FxBuildHasher> = IndexMap::default();
        for (index, (quantity, _)) in reports.iter().enumerate() {
            by_series.entry(quantity.principal().clone()).or_default().push(index);
        }
        Ledger {
            series: series.into_iter().map(|series| (series.id.clone(), series)).collect(),
            sources,
            reports: reports.into_iter().collect(),
            by_series: Arc::new(by_series),
        }
    }

    /// The same ledger with other definitions of some of its series, and other reports of some of its quantities.
    /// Names that are not in it are passed over.
    #[must_use]
    pub fn with<'q>(
        &self,
        series: impl IntoIterator<Item = Arc<Series>>,
        reports: impl IntoIterator<Item = (&'q Quantity, Arc<[Observation]>)>,
    ) -> Self {
        let mut ledger = self.clone();
        for other in series {
            if let Some(series) = ledger.series.get_mut(&other.id) {
                *series = other;
            }
        }
        for (quantity, other) in reports {
            if let Some(observations) = ledger.reports.get_mut(quantity) {
                *observations = other;
            }
        }
        ledger
    }

    /// A series by name.
    pub fn series(&self, id: &SeriesId) -> Option<&Series> {
        self.series.get(id).map(|series| &**series)
    }

    /// All series by name.
    pub fn each_series(&self) -> impl Iterator<Item = &Series> {
        self.series.values().map(|series| &**series)
    }

    /// The names of all series, in order.
    pub fn series_ids(&self) -> impl Iterator<Item = &SeriesId> {
        self.series.keys()
    }

    /// The series whose definition or whose reports are others than in an earlier ledger, also those that a report names
    /// beside its own. What is shared with it is known to be the same.
    pub fn differing_series(&self, before: &Ledger) -> FxHashSet<SeriesId> {
        let mut series = FxHashSet::default();
        let same = |a: &Arc<Series>, b: &Arc<Series>| Arc::ptr_eq(a, b) || a == b;
        if self.is_made_of(before) {
            let pairs = self.series.iter().zip(before.series.values());
            series
                .extend(pairs.filter(|((_, now), before)| !same(before, now)).map(|((id, _), _)| id.clone()));
        } else {
            each_difference(
                before.series.iter(),
                self.series.iter(),
                |a, b| same(a, b),
                |id, _, _| {
                    series.insert(id.clone());
                },
            );
        }
        self.differing_reports(before, |quantity, _, _| {
            quantity.each_series(&mut |id| {
                series.insert(id.clone());
            });
        });
        series
    }

    /// Visits the quantities whose reports are others than in an earlier ledger, with those of then and those of now, in
    /// order. What is shared with it is known to be the same.
    pub fn differing_reports(
        &self,
        before: &Ledger,
        mut visit: impl FnMut(&Quantity, &[Observation], &[Observation]),
    ) {
        let same = Observation::all_printed_as;
        if self.is_made_of(before) {
            for ((quantity, now), before) in self.reports().zip(before.reports.values()) {
                if !same(before, now) {
                    visit(quantity, before, now);
                }
            }
            return;
        }
        each_difference(
            before.reports(),
            self.reports(),
            |a, b| same(a, b),
            |quantity, before, now| {
                visit(quantity, before.copied().unwrap_or_default(), now.copied().unwrap_or_default());
            },
        );
    }

    /// A source by name.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// All sources by name.
    pub fn each_source(&self) -> impl Iterator<Item = (&SourceId, &Source)> {
        self.sources.iter()
    }

    /// Every reported quantity with its observations by period.
    pub fn reports(&self) -> impl Iterator<Item = (&Quantity, &[Observation])> {
        self.reports.iter().map(|(quantity, all)| (quantity, &**all))
    }

    /// A reported quantity with its observations, by its place among [`Ledger::reports`].
    pub fn report(&self, index: usize) -> Option<(&Quantity, &[Observation])> {
        self.reports.get_index(index).map(|(quantity, all)| (quantity, &**all))
    }

    /// True if one of two ledgers was made of the other by [`Ledger::with`]: then they have the same sources, series of the
    /// same names and reports of the same quantities, each in the same place.
    pub fn is_made_of(&self, other: &Ledger) -> bool {
        Arc::ptr_eq(&self.by_series, &other.by_series) && Arc::ptr_eq(&self.sources, &other.sources)
    }

    /// The place of a quantity among [`Ledger::reports`].
    pub fn report_of(&self, quantity: &Quantity) -> Option<usize> {
        self.reports.get_index_of(quantity)
    }

    /// The reported quantities that are looked up under a series, with their observations by period.
    pub fn reports_of(&self, id: &SeriesId) -> impl Iterator<Item = (&Quantity, &[Observation])> + use<'_> {
        let indices = self.by_series.get(id).into_iter().flatten();
        indices.filter_map(|at| self.reports.get_index(*at)).map(|(quantity, all)| (quantity, &**all))
    }

    /// All observations of a quantity by period.
    pub fn observations(&self, quantity: &Quantity) -> &[Observation] {
        self.reports.get(quantity).map_or(&[], |all| &**all)
    }

    /// What sources print of a quantity in a period.
    pub fn reported(&self, quantity: &Quantity, period: Period) -> &[Observation] {
        let all = self.observations(quantity);
        let start = all.partition_point(|o| o.period < period);
        // Rarely more than one or two.
        let length = all[start..].iter().take_while(|o| o.period == period).count();
        &all[start..start + length]
    }

    /// The unit that a quantity is shown in; none if a series in it is unknown.
    pub fn measure(&self, quantity: &Quantity) -> Option<Measure<'_>> {
        match quantity {
            Quantity::Series(id) => {
                let series = self.series(id)?;
                Some(Measure {
                    unit: series.unit,
                    scale: series.scale,
                    noun: series.noun.as_ref().map(Counted::Things),
                })
            }
            Quantity::Growth(_) | Quantity::Share { .. } => {
                Some(Measure { unit: Unit::Percent, scale: Scale::One, noun: None })
            }
            Quantity::Conversion { of, to } => {
                let scale = self.observations(quantity).first().map(|o| o.scale);
                let scale = scale.or_else(|| self.measure(of).map(|m| m.scale))?;
                Some(Measure { unit: Unit::Currency(*to), scale, noun: None })
            }
            Quantity::Sum(parts) => self.measure(parts.first()?),
            Quantity::Rank { of, .. } | Quantity::TimesOver { of, .. } => {
                self.measure(of)?;
                let noun = matches!(quantity, Quantity::Rank { .. }).then_some(Counted::Places);
                Some(Measure { unit: Unit::Count, scale: Scale::One, noun })
            }
            Quantity::Difference { of, .. } => {
                let measure = self.measure(of)?;
                let unit = if measure.unit == Unit::Percent { Unit::PercentagePoint } else { measure.unit };
                Some(Measure { unit, ..measure })
            }
        }
    }

    /// The figure to show: the preferred report, or what follows from reports; none if nothing is known.
    pub fn figure(&self, quantity: &Quantity, period: Period) -> Option<Figure<'_>> {
        self.reported_figure(quantity, period).or_else(|| derive::derive(self, quantity, period))
    }

    /// The figures of all periods for which a quantity is reported, in order, each the preferred report.
    pub fn reported_figures(&self, quantity: &Quantity) -> Vec<Figure<'_>> {
        let noun = self.noun(quantity);
        let by_period = self.observations(quantity).chunk_by(|a, b| a.period == b.period);
        by_period
            .filter_map(|all| {
                let (at, preference) = prefer::prefer(self, quantity, all.first()?.period, all)?;
                Some(shown(self, quantity, noun, all, at, preference))
            })
            .collect()
    }

    /// The figure that one source prints.
    pub fn figure_of_source(&self, quantity: &Quantity, period: Period, source: &str) -> Option<Figure<'_>> {
        let all = self.reported(quantity, period);
        let at = all.iter().position(|o| &*o.source == source)?;
        Some(shown(self, quantity, self.noun(quantity), all, at, Preference::Asked))
    }

    /// True if the authority of an observation, by its place among those of its quantity, has printed another figure
    /// of the same quantity and period in a later document. The superseded one stays, and contradicts nothing.
    pub fn is_superseded(&self, observations: &[Observation], at: usize) -> bool {
        let Some(observation) = observations.get(at) else { return false };
        let same = |other: &&Observation| other.period == observation.period;
        let before = observations[..at].iter().rev().take_while(same);
        let after = observations[at + 1..].iter().take_while(same);
        before.chain(after).any(|other| prefer::supersedes(self, other, observation))
    }

    /// True if figures of a quantity in two periods do not compare: one of its series breaks after the beginning of the first
    /// period, and not after that of the last.
    pub fn breaks_between(&self, quantity: &Quantity, first: Period, last: Period) -> bool {
        let mut found = false;
        quantity.each_series(&mut |id| {
            let mut breaks = self.series(id).into_iter().flat_map(|series| series.breaks.keys());
            found |= breaks.any(|at| first.start() < at.start() && at.start() <= last.start());
        });
        found
    }

    /// True unless a quantity is a price, an index or a growth rate, which do not add up. Percentages may: parts of one whole.
    fn adds_up(&self, quantity: &Quantity) -> bool {
        match quantity {
            Quantity::Growth(_) => false,
            Quantity::Series(id) => {
                self.series(id).is_none_or(|one| one.kind != Kind::Ratio || one.unit.is_rate())
            }
            _ => true,
        }
    }

    /// True if a quantity no longer compares with itself from some day on within a period.
    pub fn breaks_within(&self, quantity: &Quantity, period: Period) -> bool {
        self.series(quantity.principal()).is_some_and(|series| {
            series.breaks.keys().any(|at| period.start() < at.start() && at.start() < period.end())
        })
    }

    /// True if the period of an observation begins after the day on which its source was published, as that of a forecast does.
    pub fn is_ahead(&self, observation: &Observation) -> bool {
        let published = self.source(&observation.source).and_then(|source| source.published);
        published.is_some_and(|day| observation.period.start() > day)
    }

    /// The periods in which a quantity is reported, in order, each once.
    pub fn periods(&self, quantity: &Quantity) -> Vec<Period> {
        let mut periods: Vec<Period> = self.observations(quantity).iter().map(|o| o.period).collect();
        periods.dedup();
        periods
    }

    /// What a quantity counts, if it counts things.
    fn noun(&self, quantity: &Quantity) -> Option<Counted<'_>> {
        self.measure(quantity).and_then(|measure| measure.noun)
    }

    fn reported_figure(&self, quantity: &Quantity, period: Period) -> Option<Figure<'_>> {
        let all = self.reported(quantity, period);
        let (at, preference) = prefer::prefer(self, quantity, period, all)?;
        Some(shown(self, quantity, self.noun(quantity), all, at, preference))
    }
}

/// The figure that one of the reports of a quantity and period makes.
fn shown<'a>(
    ledger: &Ledger,
    quantity: &Quantity,
    noun: Option<Counted<'a>>,
    all: &'a [Observation],
    at: usize,
    preference: Preference<'a>,
) -> Figure<'a> {
    let observation = &all[at];
    let beside = all.iter().enumerate().filter(|(i, _)| *i != at);
    let (superseded, others) = beside.partition::<Vec<_>, _>(|(i, _)| ledger.is_superseded(all, *i));
    let [superseded, others] =
        [superseded, others].map(|of| of.into_iter().map(|(_, other)| other).collect());
    Figure {
        quantity: quantity.clone(),
        period: observation.period,
        value: observation.value,
        unit: observation.unit,
        scale: observation.scale,
        qualifier: observation.qualifier,
        interval: observation.interval_of(quantity),
        noun,
        origin: Origin::Reported { observation, preference, others, superseded },
    }
}
