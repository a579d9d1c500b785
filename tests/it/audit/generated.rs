//! Ledgers whose figures are all true: levels are made up, and growth, shares, sums and conversions are worked out
//! from them before anything is rounded. The benchmark uses the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use waybill::audit::StatementRef;
use waybill::model::{
    Among, Currency, Kind, Ledger, Observation, Order, Period, Qualifier, Quantity, Scale, Series, SeriesId,
    Source, SourceKind, Status, Unit, Value,
};

const PARTS: usize = 3;
const FIRST_YEAR: i16 = 2001;

/// What is reported, before it is a ledger.
#[derive(Clone)]
pub struct Reports {
    series: BTreeMap<SeriesId, Series>,
    pub reports: BTreeMap<Quantity, Vec<Observation>>,
    /// Some figures are printed as "over" or "almost" a rounder one.
    hedged: bool,
    random: u64,
}

impl Reports {
    /// So many totals of three parts each, monthly and yearly, in yuan and dollars.
    pub fn consistent(groups: usize, years: i16, hedged: bool, seed: u64) -> Self {
        let mut this = Reports {
            series: BTreeMap::new(),
            reports: BTreeMap::new(),
            hedged,
            random: seed.wrapping_mul(2).wrapping_add(0x9E37_79B9_7F4A_7C15),
        };
        let periods = periods(years);
        // Yuan for ten thousand dollars, drifting.
        let mut rate = 65_000 + this.below(10_000);
        let rates: Vec<i64> = periods
            .iter()
            .map(|_| {
                rate += this.below(1_000) - 500;
                rate
            })
            .collect();
        for group in 0..groups {
            this.group(group, &periods, &rates);
        }
        this.reports.values_mut().for_each(|all| all.sort_by_key(|o| o.period));
        this
    }

    /// The ledger.
    pub fn ledger(&self) -> Ledger {
        let source = Source {
            title: "Generated".into(),
            publisher: None,
            authority: None,
            author: None,
            published: None,
            kind: SourceKind::Dataset,
            language: None,
            url: None,
            note: None,
        };
        Ledger::new(self.series.clone(), [("generated".into(), source)].into(), self.reports.clone())
    }

    /// Multiplies one exact figure, chosen by a number, far beyond its rounding; says which.
    pub fn break_one(&mut self, choice: usize) -> StatementRef {
        let exact: Vec<(u32, u32)> = self
            .reports
            .values()
            .enumerate()
            .flat_map(|(report, all)| {
                // A place that is farther back than the known figures make it contradicts none of them.
                let is_exact = |o: &Observation| o.qualifier == Qualifier::Exact && o.unit != Unit::Count;
                let exact = all.iter().enumerate().filter(|(_, o)| is_exact(o));
                exact.map(move |(at, _)| (report as u32, at as u32)).collect::<Vec<_>>()
            })
            .collect();
        let (report, at) = exact[choice % exact.len()];
        if let Some(observation) =
            self.reports.values_mut().nth(report as usize).and_then(|all| all.get_mut(at as usize))
        {
            // Away from zero: towards it, the factor and the step would cancel out near -7.5.
            let middle = observation.value.middle();
            let step = Decimal::from(if middle.is_sign_negative() { -3 } else { 3 });
            let value = middle * Decimal::new(14, 1) + step;
            observation.value = Value::Number(value.round_dp(observation.value.decimals()));
        }
        StatementRef { report, at }
    }

    fn group(&mut self, group: usize, periods: &[Period], rates: &[i64]) {
        let id = |name: &str| SeriesId::new(&format!("g{group:04}.{name}")).unwrap();
        let parts: Vec<SeriesId> = (0..PARTS).map(|part| id(&format!("part-{part}"))).collect();
        let total = id("total");
        let mut levels: BTreeMap<&SeriesId, Vec<i64>> = BTreeMap::new();
        for part in &parts {
            // In units of 10⁻⁴ billion.
            let start = 50_000 + self.below(400_000);
            let months: Vec<i64> = (0..periods.len())
                .map(|month| start + start * month as i64 / 90 + self.below(start / 4))
                .collect();
            levels.insert(part, with_years(periods, &months));
        }
        let sums = (0..periods.len()).map(|at| levels.values().map(|all| all[at]).sum()).collect();
        levels.insert(&total, sums);
        let dollars = Currency::new("USD").unwrap();
        for (id, all) in &levels {
            self.series.insert((*id).clone(), series(id));
            let level = Quantity::Series((*id).clone());
            for (at, period) in periods.iter().enumerate() {
                let value = Decimal::from(all[at]);
                self.print(
                    level.clone(),
                    *period,
                    value / Decimal::from(10_000),
                    2,
                    Unit::from_code("CNY").unwrap(),
                );
                let before =
                    period.year_before().and_then(|before| periods.iter().position(|p| *p == before));
                if let Some(before) = before {
                    let growth =
                        value / Decimal::from(all[before]) * Decimal::ONE_HUNDRED - Decimal::ONE_HUNDRED;
                    self.print(Quantity::growth(level.clone()), *period, growth, 1, Unit::Percent);
                }
                let converted = value / Decimal::from(rates[at]);
                let conversion = Quantity::conversion(level.clone(), dollars);
                self.print(conversion, *period, converted, 2, Unit::Currency(dollars));
                if *id != &total {
                    let whole = Quantity::Series(total.clone());
                    let share = value / Decimal::from(levels[&total][at]) * Decimal::ONE_HUNDRED;
                    self.print(Quantity::share(level.clone(), whole), *period, share, 1, Unit::Percent);
                }
            }
        }
        self.places(&levels, periods);
        let sum = Quantity::Sum(parts.iter().cloned().map(Quantity::Series).collect());
        for (at, period) in periods.iter().enumerate() {
            let value = Decimal::from(levels[&total][at]) / Decimal::from(10_000);
            self.print(sum.clone(), *period, value, 2, Unit::from_code("CNY").unwrap());
        }
    }

    /// The place of each year among those before it, of each part among the parts, and how often a total has been above
    /// what it was in the first year.
    fn places(&mut self, levels: &BTreeMap<&SeriesId, Vec<i64>>, periods: &[Period]) {
        let of = |id: &SeriesId| Arc::new(Quantity::Series(id.clone()));
        let years: Vec<usize> =
            (0..periods.len()).filter(|at| periods[*at].length_in_months() == Some(12)).collect();
        for (id, all) in levels {
            for (nth, at) in years.iter().enumerate() {
                let before = years[..nth].iter().filter(|year| all[**year] > all[*at]).count();
                let rank = Quantity::Rank { of: of(id), among: Among::Years, order: Order::Descending };
                self.place(rank, periods[*at], before);
                let first = Decimal::from(all[years[0]]) / Decimal::from(10_000);
                let above = years[..nth].iter().filter(|year| all[**year] > all[years[0]]).count();
                if all[*at] > all[years[0]] {
                    self.place(Quantity::TimesOver { of: of(id), over: first }, periods[*at], above);
                }
                let others: Vec<&SeriesId> = levels.keys().copied().filter(|other| other != id).collect();
                let smaller = others.iter().filter(|other| levels[*other][*at] < all[*at]).count();
                let named = others.iter().map(|other| Quantity::Series((*other).clone())).collect();
                let among = Among::Others { named, and_more: false };
                self.place(
                    Quantity::Rank { of: of(id), among, order: Order::Ascending },
                    periods[*at],
                    smaller,
                );
            }
        }
    }

    fn place(&mut self, quantity: Quantity, period: Period, behind: usize) {
        let observation = Observation {
            period,
            value: Value::Number(Decimal::from(behind + 1)),
            unit: Unit::Count,
            scale: Scale::One,
            qualifier: Qualifier::Exact,
            status: Status::Normal,
            source: "generated".into(),
            papers: None,
        };
        self.reports.entry(quantity).or_default().push(observation);
    }

    fn print(&mut self, quantity: Quantity, period: Period, value: Decimal, decimals: u32, unit: Unit) {
        let scale = if unit.is_rate() { Scale::One } else { Scale::Billion };
        // Hedges are about sizes: "fell by over 3".
        let (size, sign) =
            (value.abs().floor(), if value.is_sign_negative() { -Decimal::ONE } else { Decimal::ONE });
        let (value, qualifier) = match self.below(if self.hedged { 12 } else { 1 }) {
            1 if !size.is_zero() => {
                (size * sign, if value.abs() == size { Qualifier::AtLeast } else { Qualifier::Over })
            }
            2 => ((size + Decimal::ONE) * sign, Qualifier::Almost),
            3 => (value.round_dp(1), Qualifier::About),
            _ => (value.round_dp(decimals), Qualifier::Exact),
        };
        let source: Arc<str> = "generated".into();
        let status = Status::Normal;
        let value = Value::Number(value);
        let observation = Observation { period, value, unit, scale, qualifier, status, source, papers: None };
        self.reports.entry(quantity).or_default().push(observation);
    }

    /// A number below another (xorshift).
    fn below(&mut self, limit: i64) -> i64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as i64 % limit
    }
}

/// All months, then all years.
fn periods(years: i16) -> Vec<Period> {
    let year = |at: i16| FIRST_YEAR + at;
    let months = (0..years).flat_map(|at| (1..=12).map(move |month| Period::month(year(at), month).unwrap()));
    months.chain((0..years).map(|at| Period::year(year(at)).unwrap())).collect()
}

/// The months of all periods as they are, and years as sums of their months.
fn with_years(periods: &[Period], months: &[i64]) -> Vec<i64> {
    let value = |(at, whole): (usize, &Period)| match whole.length_in_months() {
        Some(1) => months[at],
        _ => (0..at)
            .filter(|month| periods[*month].length_in_months() == Some(1) && whole.contains(periods[*month]))
            .map(|month| months[month])
            .sum(),
    };
    periods.iter().enumerate().map(value).collect()
}

fn series(id: &SeriesId) -> Series {
    Series {
        id: id.clone(),
        title: id.as_str().into(),
        label: id.as_str().into(),
        definition: None,
        unit: Unit::from_code("CNY").unwrap(),
        scale: Scale::Billion,
        kind: Kind::Flow,
        noun: None,
        entities: Vec::new(),
        breaks: BTreeMap::new(),
        stale_after: None,
        preferred: BTreeMap::new(),
    }
}
