//! Time on an axis: which periods have a place, which of them compare, and where a gap is.
//!
//! A chart's *usual* frequency is that of most of its periods. A period of another length, such as a year
//! to date beside full years, keeps its true extent and is marked as not comparable.

use std::collections::BTreeMap;

use crate::model::Period;
use crate::model::period::Frequency;

/// Past this many, missing periods are no longer given a place of their own.
const MOST_SLOTS: usize = 600;

/// The places of periods on an axis, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Every place: the periods of the data and, if they recur regularly, those missing between them.
    pub slots: Vec<Period>,
    /// The frequency that compares.
    pub usual: Frequency,
    /// Months from one usual period to the next, if they recur.
    stride: Option<i32>,
}

impl Calendar {
    /// The calendar of these periods, which are sorted; `listed` if the author chose them one by one, so
    /// that what is missing between two of them is no gap. None if there is no period.
    pub fn of(periods: &[Period], listed: bool) -> Option<Self> {
        let usual = usual_frequency(periods)?;
        let regular: Vec<Period> = periods.iter().copied().filter(|p| p.frequency() == usual).collect();
        let stride = if listed { None } else { stride(&regular) };
        let mut slots = periods.to_vec();
        if let Some(stride) = stride {
            slots.extend(missing_between(&regular, stride));
            slots.sort();
            slots.dedup();
        }
        Some(Calendar { slots, usual, stride })
    }

    /// Whether a period is as long as most, so that its figure compares with theirs.
    pub fn compares(&self, period: Period) -> bool {
        period.frequency() == self.usual
    }

    /// Whether a line may run from one period straight to another.
    pub fn adjoin(&self, from: Period, to: Period) -> bool {
        match self.stride {
            None => true,
            Some(stride) => month_number(to) - month_number(from) == stride,
        }
    }

    /// Whether one period is the next after another, so that what changed between them did so in it.
    pub fn follows(&self, from: Period, to: Period) -> bool {
        from.next() == Some(to) || (self.stride.is_some() && self.adjoin(from, to))
    }

    /// The place of `period`, or the first that has a day of it.
    pub fn slot_of(&self, period: Period) -> Option<usize> {
        let exact = self.slots.iter().position(|slot| *slot == period);
        exact.or_else(|| self.slots.iter().position(|slot| slot.overlaps(period)))
    }

    /// The place of `period`, or the last that has a day of it.
    pub fn last_slot_of(&self, period: Period) -> Option<usize> {
        let exact = self.slots.iter().position(|slot| *slot == period);
        exact.or_else(|| self.slots.iter().rposition(|slot| slot.overlaps(period)))
    }
}

/// The day in the middle of a period, counted from the common era; where a line has its point.
pub fn middle(period: Period) -> f64 {
    (first_day(period) + end_day(period)) / 2.0
}

/// The first day of a period, counted from the common era.
pub fn first_day(period: Period) -> f64 {
    day_number(period.start())
}

/// The day after a period, counted from the common era.
pub fn end_day(period: Period) -> f64 {
    day_number(period.end())
}

fn day_number(date: jiff::civil::Date) -> f64 {
    let year = i32::from(date.year()) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    f64::from(year * 365 + leap_days + i32::from(date.day_of_year()))
}

fn month_number(period: Period) -> i32 {
    i32::from(period.start().year()) * 12 + i32::from(period.start().month()) - 1
}

/// The commonest frequency; of equally common ones a calendar year before a part of one, a quarter before a
/// month.
fn usual_frequency(periods: &[Period]) -> Option<Frequency> {
    let mut counts: BTreeMap<Frequency, usize> = BTreeMap::new();
    for period in periods {
        *counts.entry(period.frequency()).or_default() += 1;
    }
    let rank = |frequency: &Frequency| match frequency {
        Frequency::Annual => 5,
        Frequency::HalfYear => 4,
        Frequency::Quarter => 3,
        Frequency::Month => 2,
        Frequency::Months(_) => 1,
        Frequency::Day | Frequency::Days(_) => 0,
    };
    let commonest = counts.into_iter().max_by_key(|(frequency, count)| (*count, rank(frequency), *frequency));
    commonest.map(|(frequency, _)| frequency)
}

/// Months from one period to the next: the length, or whole years if all begin in the same month, as a
/// series of first halves or of years to date does. None if the periods do not lie on such a grid.
fn stride(regular: &[Period]) -> Option<i32> {
    let first = *regular.first()?;
    let length = i32::from(first.length_in_months()?);
    let offsets = || regular.iter().map(|p| month_number(*p) - month_number(first));
    let yearly = (length + 11) / 12 * 12;
    let stride = if offsets().all(|offset| offset % 12 == 0) { yearly } else { length };
    offsets().all(|offset| offset % stride == 0).then_some(stride)
}

fn missing_between(regular: &[Period], stride: i32) -> Vec<Period> {
    let (Some(first), Some(last)) = (regular.first(), regular.last()) else { return Vec::new() };
    let steps = (month_number(*last) - month_number(*first)) / stride;
    let length = first.length_in_months().unwrap_or(1);
    let at = |step: i32| {
        let month = month_number(*first) + step * stride;
        Period::months(i16::try_from(month / 12).ok()?, i8::try_from(month % 12).ok()? + 1, length)
    };
    if usize::try_from(steps).is_ok_and(|steps| steps <= MOST_SLOTS) {
        (1..steps).filter_map(at).collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(periods: &[&str]) -> Calendar {
        let mut periods: Vec<Period> = periods.iter().map(|p| p.parse().unwrap()).collect();
        periods.sort();
        Calendar::of(&periods, false).unwrap()
    }

    fn slots(periods: &[&str]) -> Vec<String> {
        calendar(periods).slots.iter().map(Period::to_string).collect()
    }

    #[test]
    fn missing_periods_keep_their_place() {
        assert_eq!(slots(&["2020", "2023"]), ["2020", "2021", "2022", "2023"]);
        assert_eq!(slots(&["2024-Q3", "2025-Q1"]), ["2024-Q3", "2024-Q4", "2025-Q1"]);
        assert_eq!(slots(&["2023-S1", "2025-S1"]), ["2023-S1", "2024-S1", "2025-S1"]);
        assert_eq!(slots(&["2023-01/P9M", "2025-01/P9M"]), ["2023-01/P9M", "2024-01/P9M", "2025-01/P9M"]);
    }

    #[test]
    fn a_year_to_date_does_not_compare_with_years() {
        let calendar = calendar(&["2023", "2024", "2025-01/P9M"]);
        assert_eq!(calendar.usual, Frequency::Annual);
        assert!(!calendar.compares("2025-01/P9M".parse().unwrap()));
        assert_eq!(calendar.slots.len(), 3);
        assert_eq!(self::calendar(&["2024", "2025-01/P10M"]).usual, Frequency::Annual);
    }

    #[test]
    fn a_line_breaks_where_a_period_is_missing() {
        let p = |text: &str| text.parse::<Period>().unwrap();
        let calendar = calendar(&["2024-11", "2024-12", "2025-01", "2025-04"]);
        assert!(calendar.adjoin(p("2024-12"), p("2025-01")));
        assert!(!calendar.adjoin(p("2025-01"), p("2025-04")));
        assert!(Calendar::of(&[p("2010"), p("2020")], true).unwrap().adjoin(p("2010"), p("2020")));
    }

    #[test]
    fn days_count_across_leap_years() {
        let p = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(end_day(p("2024")) - first_day(p("2024")), 366.0);
        assert_eq!(first_day(p("2025")) - end_day(p("2024")), 0.0);
        assert_eq!(first_day(p("2001")) - first_day(p("2000")), 366.0);
    }
}
