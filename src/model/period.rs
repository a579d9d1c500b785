//! Time periods in the forms that SDMX writes them.
//!
//! `2025` (a year), `2025-S1` (half-year), `2025-Q3` (quarter), `2025-06` (month), `2025-06-30` (day), and a
//! range by start and ISO 8601 duration, `2025-01/P9M`. A range that is exactly a year, half-year, quarter,
//! month or day is that period: `2025-01/P6M` and `2025-S1` are equal, and so are `2025-06-01/P30D` and `2025-06`.

mod spelling;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::schema::schema_of_text;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How long a period is, in calendar terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frequency {
    /// One day.
    Day,
    /// A number of days that is no run of calendar months.
    Days(u16),
    /// One calendar month.
    Month,
    /// One calendar quarter.
    Quarter,
    /// One half-year.
    HalfYear,
    /// One calendar year.
    Annual,
    /// A run of months that is none of the above: a year to date, several years.
    Months(u16),
}

/// A stretch of time that a figure is about. Ordered by its first day, then by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: Date,
    /// The day after its last. Kept, since periods are compared more often than they are made.
    end: Date,
    frequency: Frequency,
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key()).then_with(|| self.frequency.cmp(&other.frequency))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Period {
    /// The first day and the day after the last as one number in their order: looking up a figure is comparing periods.
    fn key(&self) -> u64 {
        let day = |date: Date| {
            let year = u64::from(date.year().cast_unsigned() ^ 0x8000);
            year << 16 | u64::from(date.month().cast_unsigned()) << 8 | u64::from(date.day().cast_unsigned())
        };
        day(self.start) << 32 | day(self.end)
    }

    /// The order of tables: by the last day, and of two that end together the shorter first. A period to date stands after
    /// the months that it sums up, as statistics offices print it.
    pub fn by_end(&self, other: &Self) -> Ordering {
        self.end.cmp(&other.end).then_with(|| other.cmp(self))
    }

    /// A calendar year.
    pub fn year(year: i16) -> Option<Self> {
        Self::months(year, 1, 12)
    }

    /// A calendar month; months count from 1.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Self::months(year, month, 1)
    }

    /// A run of whole months, normalised: six months from January are the first half-year.
    pub fn months(year: i16, month: i8, months: u16) -> Option<Self> {
        let start = date(year, month, 1)?;
        let frequency = match (months, month) {
            (0, _) => return None,
            (1, _) => Frequency::Month,
            (3, 1 | 4 | 7 | 10) => Frequency::Quarter,
            (6, 1 | 7) => Frequency::HalfYear,
            (12, 1) => Frequency::Annual,
            _ => Frequency::Months(months),
        };
        let last = i32::from(month) - 1 + i32::from(months);
        let end =
            date(year.checked_add(i16::try_from(last / 12).ok()?)?, i8::try_from(last % 12 + 1).ok()?, 1)?;
        Some(Period { start, end, frequency })
    }

    /// A run of days, normalised: those of June are June, and of whole months their run.
    pub fn days(start: Date, days: u16) -> Option<Self> {
        let end = start.checked_add(i32::from(days).days()).ok()?;
        match days {
            0 => None,
            1 => Some(Period { start, end, frequency: Frequency::Day }),
            _ if start.day() == 1 && end.day() == 1 => {
                let years = i32::from(end.year()) - i32::from(start.year());
                let months = years * 12 + i32::from(end.month()) - i32::from(start.month());
                Self::months(start.year(), start.month(), u16::try_from(months).ok()?)
            }
            _ => Some(Period { start, end, frequency: Frequency::Days(days) }),
        }
    }

    /// Its first day.
    pub fn start(self) -> Date {
        self.start
    }

    /// The day after its last.
    pub fn end(self) -> Date {
        self.end
    }

    /// Its calendar length.
    pub fn frequency(self) -> Frequency {
        self.frequency
    }

    /// Its length in months; none for days.
    pub fn length_in_months(self) -> Option<u16> {
        match self.frequency {
            Frequency::Day | Frequency::Days(_) => None,
            Frequency::Month => Some(1),
            Frequency::Quarter => Some(3),
            Frequency::HalfYear => Some(6),
            Frequency::Annual => Some(12),
            Frequency::Months(n) => Some(n),
        }
    }

    /// The same period a year before; 29 February becomes 28 February.
    pub fn year_before(self) -> Option<Self> {
        self.years_on(-1)
    }

    /// The same period a year after.
    pub fn year_after(self) -> Option<Self> {
        self.years_on(1)
    }

    fn years_on(self, years: i16) -> Option<Self> {
        match self.length_in_months() {
            Some(months) => Self::months(self.start.year().checked_add(years)?, self.start.month(), months),
            None => {
                let start = self.start.checked_add(i32::from(years).years()).ok()?;
                Self::days(start, self.length_in_days())
            }
        }
    }

    /// Its length in days, if it is counted in days.
    fn length_in_days(self) -> u16 {
        match self.frequency {
            Frequency::Days(days) => days,
            _ => 1,
        }
    }

    /// True if every day of `other` is one of its days; a period contains itself.
    pub fn contains(self, other: Period) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if some day is in both.
    pub fn overlaps(self, other: Period) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True if it is the same part of another year.
    pub fn is_of_other_year(self, other: Period) -> bool {
        let years = other.start.year() - self.start.year();
        years != 0 && self.years_on(years) == Some(other)
    }

    /// The period of the same kind that follows directly.
    pub fn next(self) -> Option<Self> {
        let start = self.end();
        match self.frequency {
            Frequency::Day => Self::days(start, 1),
            Frequency::Days(n) => Self::days(start, n),
            _ => Self::months(start.year(), start.month(), self.length_in_months()?),
        }
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.start.year(), self.start.month(), self.start.day());
        // By hand: the data files of a large site hold millions of periods.
        let mut first = *b"0000-00-00";
        let numbers = [(0..4, year), (5..7, month.into()), (8..10, day.into())];
        for (digits, mut number) in numbers {
            for digit in first[digits].iter_mut().rev() {
                *digit += u8::try_from(number % 10).unwrap_or(0);
                number /= 10;
            }
        }
        let length = match self.frequency {
            Frequency::Annual | Frequency::HalfYear | Frequency::Quarter => 4,
            Frequency::Month | Frequency::Months(_) => 7,
            Frequency::Day | Frequency::Days(_) => 10,
        };
        f.write_str(str::from_utf8(&first[..length]).unwrap_or_default())?;
        match self.frequency {
            Frequency::Annual | Frequency::Month | Frequency::Day => Ok(()),
            Frequency::HalfYear => write!(f, "-S{}", (month - 1) / 6 + 1),
            Frequency::Quarter => write!(f, "-Q{}", (month - 1) / 3 + 1),
            Frequency::Months(n) if n % 12 == 0 => write!(f, "/P{}Y", n / 12),
            Frequency::Months(n) => write!(f, "/P{n}M"),
            Frequency::Days(n) => write!(f, "/P{n}D"),
        }
    }
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPeriod(String);

impl fmt::Display for BadPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no period; write 2025, 2025-S1, 2025-Q3, 2025-06, 2025-06-30 or 2025-01/P9M",
            self.0
        )
    }
}

impl std::error::Error for BadPeriod {}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        parse(text).ok_or_else(|| BadPeriod(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Period> {
    if let Some((start, duration)) = text.split_once('/') {
        return range(start, duration);
    }
    let (year, rest) = match text.split_once('-') {
        None => return Period::year(digits(text, 4)?),
        Some((year, rest)) => (digits(year, 4)?, rest),
    };
    if let Some(half) = rest.strip_prefix('S') {
        let n: i8 = digits(half, 1)?;
        return (1..=2).contains(&n).then(|| Period::months(year, n * 6 - 5, 6))?;
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let n: i8 = digits(quarter, 1)?;
        return (1..=4).contains(&n).then(|| Period::months(year, n * 3 - 2, 3))?;
    }
    match rest.split_once('-') {
        None => Period::month(year, digits(rest, 2)?),
        Some((month, day)) => Period::days(date(year, digits(month, 2)?, digits(day, 2)?)?, 1),
    }
}

fn range(start: &str, duration: &str) -> Option<Period> {
    let (count, unit) = duration.strip_prefix('P')?.split_at_checked(duration.len().checked_sub(2)?)?;
    let count: u16 = count.parse().ok().filter(|_| count.bytes().all(|b| b.is_ascii_digit()))?;
    let (year, rest) = start.split_once('-')?;
    let year = digits(year, 4)?;
    match (rest.split_once('-'), unit) {
        (None, "M") => Period::months(year, digits(rest, 2)?, count),
        (None, "Y") => Period::months(year, digits(rest, 2)?, count.checked_mul(12)?),
        (Some((month, day)), "D") => Period::days(date(year, digits(month, 2)?, digits(day, 2)?)?, count),
        (Some((month, day)), "W") => {
            Period::days(date(year, digits(month, 2)?, digits(day, 2)?)?, count.checked_mul(7)?)
        }
        _ => None,
    }
}

/// Exactly `width` ASCII digits as a number.
fn digits<T: FromStr>(text: &str, width: usize) -> Option<T> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

schema_of_text!(
    Period,
    "Period",
    "A period such as 2025, 2025-S1, 2025-Q3, 2025-06, 2025-06-30 or, by its start and length, 2025-01/P9M.",
    r"^[0-9]{4}(-S[12]|-Q[1-4]|-[0-9]{2}(-[0-9]{2}(/P[0-9]+[DW])?|/P[0-9]+[MY])?)?$",
    or { "type": "integer", "minimum": 0, "maximum": 9999 }
);

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Period;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a period such as 2025, 2025-S1, 2025-Q3, 2025-06 or 2025-01/P9M")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Period, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_reads_back_as_it_is_written() {
        for text in ["2025", "2025-S1", "2025-Q3", "2025-06", "2025-06-30", "2025-01/P9M", "2024-03/P2Y"] {
            assert_eq!(p(text).to_string(), text);
        }
    }

    #[test]
    fn a_range_that_is_a_calendar_period_is_that_period() {
        assert_eq!(p("2025-01/P6M"), p("2025-S1"));
        assert_eq!(p("2025-04/P3M"), p("2025-Q2"));
        assert_eq!(p("2025-01/P1Y"), p("2025"));
        assert_eq!(p("2025-02/P6M").frequency(), Frequency::Months(6));
        assert_eq!(p("2025-06-01/P30D"), p("2025-06"));
        assert_eq!(p("2024-02-01/P29D"), p("2024-02"));
        assert_eq!(p("2025-02-01/P4W"), p("2025-02"));
        assert_eq!(p("2025-06-02/P30D").frequency(), Frequency::Days(30));
    }

    proptest::proptest! {
        /// Two periods of the same days are one and the same, however they are written.
        #[test]
        fn whole_months_are_the_same_counted_in_days(year in 1i16..9000, month in 1i8..=12, months in 1u16..200) {
            let run = Period::months(year, month, months).unwrap();
            let days = u16::try_from(run.start().until(run.end()).unwrap().get_days()).unwrap();
            proptest::prop_assert_eq!(Period::days(run.start(), days), Some(run));
            let another = Period::days(run.start(), days + 1).unwrap();
            proptest::prop_assert_eq!(another.length_in_months(), None);
            for period in [run, another] {
                proptest::prop_assert_eq!(p(&period.to_string()), period);
            }
        }
    }

    #[test]
    fn a_year_contains_its_halves_and_a_half_its_months() {
        assert!(p("2025").contains(p("2025-S1")) && p("2025-S1").contains(p("2025-06")));
        assert!(!p("2025-S1").contains(p("2025-07")));
        assert!(p("2025-01/P9M").overlaps(p("2025-S2")));
        assert_eq!(p("2025-S1").year_before(), Some(p("2024-S1")));
        assert_eq!(p("2025-S2").next(), Some(p("2026-S1")));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "25",
            "2025-S3",
            "2025-13",
            "2025-Q0",
            "2025-6",
            "2025-02-30",
            "2025-01/P0M",
            "2025/P1Y",
            "2025-01/PM",
            "９999",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
