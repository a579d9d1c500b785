//! The one formatter: figures, numbers, periods and dates as the language of a page writes them.
//!
//! Prose, tables and axes all go through it, so that a setting changes them together. Digits, grouping, signs,
//! plural forms and dates are ICU4X's (CLDR); the words for scales, units and hedges are in [`super::words`].

use std::fmt::Write as _;

use fixed_decimal::{Decimal as IcuDecimal, SignDisplay};
use icu_calendar::{Date as IcuDate, Iso};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{M, YM, YMD};
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use indexmap::IndexMap;
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rustc_hash::FxBuildHasher;

use super::digits::DigitPattern;
use super::interval::{Bound, Interval, Qualifier};
use super::ledger::{Figure, Measure};
use super::observation::Value;
use super::period::{Frequency, Period};
use super::rounding::rounded;
use super::series::{Counted, Noun};
use super::unit::{Scale, Unit};
use super::words::Words;

/// Keeps a number and what belongs to it on one line.
const NBSP: char = '\u{a0}';
/// The narrow space between a number and its percent sign (ISO 80000-1).
const NNBSP: char = '\u{202f}';

/// When a figure shows its sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A minus where it is negative.
    #[default]
    Auto,
    /// A plus or a minus unless it is zero: changes in tables.
    Always,
    /// None: where a word says it, as in "down 4 %".
    Never,
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// With its unit; otherwise the number alone.
    pub unit: bool,
    /// With "over", "about" and the like.
    pub qualifier: bool,
    /// When it shows its sign.
    pub sign: Sign,
    /// Rounded to so many decimals, if fewer than it has.
    pub decimals: Option<u32>,
    /// In another multiplier than its own.
    pub scale: Option<Scale>,
}

impl Default for Style {
    fn default() -> Self {
        Style { unit: true, qualifier: true, sign: Sign::Auto, decimals: None, scale: None }
    }
}

impl Style {
    /// The number alone, as in a table cell whose column names the unit.
    pub const CELL: Style =
        Style { unit: false, qualifier: false, sign: Sign::Auto, decimals: None, scale: None };
}

/// How many digits more than a figure the ends of its interval have.
const INTERVAL_DIGITS: u32 = 2;

/// Writes for one language.
#[derive(Debug)]
pub struct Formatter {
    decimals: DecimalFormatter,
    /// What `decimals` does, for the numbers that it does it to.
    pattern: Option<DigitPattern>,
    plurals: PluralRules,
    ordinals: PluralRules,
    day: DateTimeFormatter<YMD>,
    month: DateTimeFormatter<YM>,
    month_short: DateTimeFormatter<YM>,
    month_name: DateTimeFormatter<M>,
    month_name_short: DateTimeFormatter<M>,
    words: &'static Words,
    /// The names, long and short, of periods that come again and again.
    names: IndexMap<Period, (String, String), FxBuildHasher>,
}

impl Formatter {
    /// A formatter for a BCP 47 language tag; none if the tag is malformed or its words are not there.
    pub fn new(language: &str) -> Option<Self> {
        let locale: Locale = language.parse().ok()?;
        let words = Words::of(locale.id.language.as_str())?;
        let decimals = DecimalFormatter::try_new((&locale).into(), Default::default()).ok()?;
        Some(Formatter {
            pattern: DigitPattern::of(|number| decimals.format_to_string(&to_icu(number))),
            decimals,
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok()?,
            ordinals: PluralRules::try_new_ordinal((&locale).into()).ok()?,
            day: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok()?,
            month: DateTimeFormatter::try_new((&locale).into(), YM::long()).ok()?,
            month_short: DateTimeFormatter::try_new((&locale).into(), YM::medium()).ok()?,
            month_name: DateTimeFormatter::try_new((&locale).into(), M::long()).ok()?,
            month_name_short: DateTimeFormatter::try_new((&locale).into(), M::medium()).ok()?,
            words,
            names: IndexMap::default(),
        })
    }

    /// Writes the names of these periods once, for all later uses.
    #[must_use]
    pub fn remembering(mut self, periods: impl IntoIterator<Item = Period>) -> Self {
        for period in periods {
            if !self.names.contains_key(&period) {
                let names = (self.write_period(period, false), self.write_period(period, true));
                self.names.insert(period, names);
            }
        }
        self
    }

    /// A figure: "over CNY 500 billion", "28 %", "4,691 trains", "7 to 10 days".
    pub fn figure(&self, figure: &Figure<'_>, style: Style) -> String {
        let measure = Measure { unit: figure.unit, scale: figure.scale, noun: figure.noun };
        self.hedged(figure.value, figure.qualifier, measure, style)
    }

    /// True if a figure is of one thing: "1 train", where the name of its unit alone is "trains".
    pub fn is_of_one(&self, figure: &Figure<'_>) -> bool {
        let has_plural = !matches!(figure.unit, Unit::Currency(_) | Unit::Percent);
        has_plural && matches!(figure.value, Value::Number(number) if self.is_singular(number, figure.scale))
    }

    /// True if the name of a unit is in the singular after a number.
    pub fn is_singular(&self, number: Decimal, scale: Scale) -> bool {
        scale == Scale::One && self.plurals.category_for(&to_icu(number)) == PluralCategory::One
    }

    /// A value in a unit with its hedge: what fell by over 5 % changed by "under −5 %", where the sign is shown.
    pub fn hedged(&self, value: Value, hedge: Qualifier, measure: Measure<'_>, style: Style) -> String {
        let hedge = match value {
            Value::Number(number) if style.sign != Sign::Never => hedge.signed(number),
            _ => hedge,
        };
        let mut out = String::new();
        if style.qualifier {
            out.push_str(self.words.hedge(hedge));
        }
        self.write_styled(&mut out, value, measure, style);
        out
    }

    /// A value in a unit, without a hedge.
    pub fn value(&self, value: Value, measure: Measure<'_>, style: Style) -> String {
        let mut out = String::new();
        self.write_styled(&mut out, value, measure, style);
        out
    }

    fn write_styled(&self, out: &mut String, value: Value, measure: Measure<'_>, style: Style) {
        let styled = restyled(value, measure.scale, style);
        let scale = style.scale.unwrap_or(measure.scale);
        self.write_value(out, styled, Measure { scale, ..measure }, style);
    }

    /// A number with the decimals that it has.
    pub fn number(&self, number: Decimal, sign: Sign) -> String {
        let mut out = String::new();
        self.write_number(&mut out, number, sign);
        out
    }

    /// The unit by itself, as an axis or a column head names it: "CNY billion", "%", "trains".
    pub fn unit(&self, measure: Measure<'_>) -> String {
        let scale = self.words.scale(measure.scale);
        let noun = match (measure.unit, measure.noun) {
            (Unit::Currency(code), _) => return join(code.as_str(), scale),
            (Unit::Percent, _) => "%",
            (Unit::Count, Some(Counted::Things(noun))) => &noun.other,
            (Unit::Count, Some(Counted::Places) | None) => "",
            (unit, _) => self.words.unit(unit).1,
        };
        join(scale, noun)
    }

    /// The same of one: "train". As it is for what has a multiplier: "million trains".
    pub fn unit_of_one(&self, measure: Measure<'_>) -> String {
        match (measure.unit, measure.noun, measure.scale) {
            (Unit::Count, Some(Counted::Things(noun)), Scale::One) => noun.one.to_string(),
            (Unit::Count | Unit::Currency(_) | Unit::Percent, ..) => self.unit(measure),
            (unit, _, Scale::One) => self.words.unit(unit).0.to_owned(),
            _ => self.unit(measure),
        }
    }

    /// True if an interval of a figure has two ends that [differ](Self::interval) as they are shown.
    pub fn is_wide(figure: &Figure<'_>) -> bool {
        let places = figure.value.decimals() + INTERVAL_DIGITS;
        let Interval { low, high } = figure.possible();
        let shown = |bound: Bound| bound.value().map(|value| rounded(value, places));
        low != high && (shown(low).is_none() || shown(low) != shown(high))
    }

    /// The interval of a figure in its own multiplier: "433.8 to 434.2", "more than 80".
    pub fn interval(&self, figure: &Figure<'_>) -> String {
        let places = figure.value.decimals() + INTERVAL_DIGITS;
        let measure = Measure { unit: figure.unit, scale: figure.scale, noun: figure.noun };
        let end_of = |bound: Bound| rounded(bound.value().unwrap_or_default(), places).normalize();
        let number = |bound: Bound| self.number_in(end_of(bound), measure, Sign::Auto);
        let Interval { low, high } = figure.possible();
        let plain = Style::default();
        match (low, high) {
            (Bound::Unbounded, Bound::Unbounded) => self.words.any_number.to_owned(),
            (Bound::Unbounded, end) => {
                let hedge = if matches!(end, Bound::Open(_)) { Qualifier::Under } else { Qualifier::UpTo };
                let value = Value::Number(end_of(end));
                format!("{}{}", self.words.hedge(hedge), self.value(value, measure, plain))
            }
            (end, Bound::Unbounded) => {
                let hedge = if matches!(end, Bound::Open(_)) { Qualifier::Over } else { Qualifier::AtLeast };
                let value = Value::Number(end_of(end));
                format!("{}{}", self.words.hedge(hedge), self.value(value, measure, plain))
            }
            (low, high) if low == high => self.value(Value::Number(end_of(low)), measure, plain),
            _ => self.with_unit(&format!("{}{}{}", number(low), self.words.to, number(high)), measure, false),
        }
    }

    /// A day: "26 July 2025".
    pub fn date(&self, date: Date) -> String {
        dated(date, |d| self.day.format(d).to_string())
    }

    /// A period in words: "2025", "first half of 2025", "June 2025", "January–September 2025".
    pub fn period(&self, period: Period) -> String {
        match self.names.get(&period) {
            Some((long, _)) => long.clone(),
            None => self.write_period(period, false),
        }
    }

    /// A period where room is short: "H1 2025", "Q3 2025", "Jun 2025", "Jan–Sep 2025".
    pub fn period_short(&self, period: Period) -> String {
        match self.names.get(&period) {
            Some((_, short)) => short.clone(),
            None => self.write_period(period, true),
        }
    }

    fn write_period(&self, period: Period, short: bool) -> String {
        let start = period.start();
        let year = start.year();
        let month = |day| {
            let format = if short { &self.month_short } else { &self.month };
            dated(day, |d| format.format(d).to_string())
        };
        match period.frequency() {
            Frequency::Annual => format!("{year}"),
            Frequency::HalfYear => self.words.part("half", (start.month() - 1) / 6, year, short),
            Frequency::Quarter => self.words.part("quarter", (start.month() - 1) / 3, year, short),
            Frequency::Month => month(start),
            Frequency::Day => self.date(start),
            Frequency::Months(_) | Frequency::Days(_) => {
                let last = period.end().checked_sub(1.day()).unwrap_or(start);
                if matches!(period.frequency(), Frequency::Days(_)) {
                    format!("{}–{}", self.date(start), self.date(last))
                } else if last.year() == year {
                    let name = if short { &self.month_name_short } else { &self.month_name };
                    format!("{}–{}", dated(start, |d| name.format(d).to_string()), month(last))
                } else {
                    format!("{}–{}", month(start), month(last))
                }
            }
        }
    }

    fn write_value(&self, out: &mut String, value: Value, measure: Measure<'_>, style: Style) {
        let number = |number: Decimal| self.number_in(number, measure, style.sign);
        let (number, singular) = match value {
            Value::Number(v) => {
                let shown = if style.sign == Sign::Never { v.abs() } else { v };
                (number(shown), self.is_singular(shown, measure.scale))
            }
            Value::Range(a, b) => {
                // Between two places in a row there is no third.
                let is_either = measure.noun == Some(Counted::Places) && b - a == Decimal::ONE;
                let between = if is_either { self.words.or } else { self.words.to };
                (format!("{}{between}{}", number(a), number(b)), false)
            }
        };
        if style.unit {
            out.push_str(&self.with_unit(&number, measure, singular));
        } else {
            out.push_str(&number);
        }
    }

    /// A number, or a place as an ordinal: "1st". A change of place, which has a sign, is a number.
    fn number_in(&self, number: Decimal, measure: Measure<'_>, sign: Sign) -> String {
        let is_place = measure.noun == Some(Counted::Places) && sign != Sign::Always;
        if !(is_place && number.is_integer() && number > Decimal::ZERO) {
            return self.number(number, sign);
        }
        let number = number.normalize();
        let ending = self.words.ending(self.ordinals.category_for(&to_icu(number)));
        format!("{}{ending}", self.number(number, sign))
    }

    /// A number as text with scale and unit around it.
    fn with_unit(&self, number: &str, measure: Measure<'_>, singular: bool) -> String {
        let mut out = String::with_capacity(number.len() + 16);
        if let Unit::Currency(code) = measure.unit {
            let _ = write!(out, "{code}{NBSP}");
        }
        out.push_str(number);
        let scale = self.words.scale(measure.scale);
        if !scale.is_empty() {
            let _ = write!(out, "{NBSP}{scale}");
        }
        match (measure.unit, measure.noun) {
            (Unit::Currency(_) | Unit::Index, _) | (Unit::Count, Some(Counted::Places) | None) => {}
            (Unit::Percent, _) => {
                let _ = write!(out, "{NNBSP}%");
            }
            (Unit::Count, Some(Counted::Things(Noun { one, other }))) => {
                let _ = write!(out, "{NBSP}{}", if singular { one } else { other });
            }
            (unit, _) => {
                let (one, other) = self.words.unit(unit);
                let _ = write!(out, "{NBSP}{}", if singular { one } else { other });
            }
        }
        out
    }

    fn write_number(&self, out: &mut String, number: Decimal, sign: Sign) {
        if let Some(pattern) = &self.pattern {
            match sign {
                _ if number.is_zero() || sign == Sign::Never => {}
                _ if number.is_sign_negative() => out.push('−'),
                Sign::Always => out.push('+'),
                _ => {}
            }
            return pattern.write(out, number);
        }
        let sign = match sign {
            Sign::Auto => SignDisplay::Negative,
            Sign::Always => SignDisplay::ExceptZero,
            Sign::Never => SignDisplay::Never,
        };
        let icu = to_icu(number).with_sign_display(sign);
        for c in self.decimals.format_to_string(&icu).chars() {
            // CLDR's English minus is the hyphen; typography wants the minus sign.
            out.push(if c == '-' { '−' } else { c });
        }
    }
}

/// The value in the multiplier and with the decimals that a style asks for.
fn restyled(value: Value, own: Scale, style: Style) -> Value {
    let restyle = |number: Decimal| {
        let mut number = match style.scale {
            Some(scale) if scale != own => own.converted(number, scale),
            _ => number,
        };
        if let Some(decimals) = style.decimals
            && decimals < number.scale()
        {
            number = rounded(number, decimals);
        }
        number
    };
    match value {
        Value::Number(v) => Value::Number(restyle(v)),
        Value::Range(a, b) => Value::Range(restyle(a), restyle(b)),
    }
}

fn to_icu(number: Decimal) -> IcuDecimal {
    let mut icu = IcuDecimal::from(number.mantissa());
    icu.multiply_pow10(-i16::try_from(number.scale()).unwrap_or(0));
    icu
}

/// A date as ICU4X writes it; the ISO form for a year that its calendar does not hold.
fn dated(date: Date, write: impl FnOnce(&IcuDate<Iso>) -> String) -> String {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    IcuDate::try_new_iso(i32::from(date.year()), month, day).map_or_else(|_| date.to_string(), |d| write(&d))
}

fn join(a: &str, b: &str) -> String {
    match (a, b) {
        (a, "") => a.to_owned(),
        ("", b) => b.to_owned(),
        (a, b) => format!("{a}{NBSP}{b}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::interval::Interval;
    use crate::model::ledger::{Derivation, Origin};

    fn formatted(value: &str, unit: Unit, scale: Scale, qualifier: Qualifier, style: Style) -> String {
        let noun = Noun { one: "train".into(), other: "trains".into() };
        let value = match value.split_once("..") {
            Some((a, b)) => Value::Range(a.parse().unwrap(), b.parse().unwrap()),
            None => Value::Number(value.parse().unwrap()),
        };
        let figure = Figure {
            quantity: "a".parse().unwrap(),
            period: "2025".parse().unwrap(),
            value,
            unit,
            scale,
            qualifier,
            interval: Interval::ALL,
            noun: (unit == Unit::Count).then_some(Counted::Things(&noun)),
            origin: Origin::Derived { by: Derivation::Sum, from: Vec::new(), estimate: Decimal::ZERO },
        };
        Formatter::new("en-GB").unwrap().figure(&figure, style).replace([NBSP, NNBSP], " ")
    }

    #[test]
    fn figures_read_as_an_editor_would_write_them() {
        let cny = Unit::from_code("CNY").unwrap();
        let (plain, exact) = (Style::default(), Qualifier::Exact);
        let signed = Style { sign: Sign::Always, ..plain };
        assert_eq!(formatted("280.80", cny, Scale::Billion, exact, plain), "CNY 280.80 billion");
        assert_eq!(formatted("28", Unit::Percent, Scale::One, exact, signed), "+28 %");
        assert_eq!(formatted("-4.5", Unit::Percent, Scale::One, exact, plain), "−4.5 %");
        assert_eq!(formatted("4691", Unit::Count, Scale::One, exact, plain), "4,691 trains");
        assert_eq!(formatted("1", Unit::Count, Scale::One, exact, plain), "1 train");
        assert_eq!(formatted("7..10", Unit::Day, Scale::One, exact, plain), "7 to 10 days");
        assert_eq!(formatted("39.338", Unit::Tonne, Scale::Million, exact, plain), "39.338 million tonnes");
        assert_eq!(formatted("500", cny, Scale::Billion, Qualifier::Over, plain), "over CNY 500 billion");
        let millions = Style { scale: Some(Scale::Million), qualifier: false, ..plain };
        assert_eq!(formatted("2.96", cny, Scale::Billion, Qualifier::Over, millions), "CNY 2,960 million");
    }

    #[test]
    fn places_read_as_ordinals_and_changes_of_place_as_numbers() {
        let formatter = Formatter::new("en-GB").unwrap();
        let place = |value: Value, style| {
            let measure = Measure { unit: Unit::Count, scale: Scale::One, noun: Some(Counted::Places) };
            formatter.value(value, measure, style)
        };
        let number = |number: i64| Value::Number(number.into());
        for (value, text) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (112, "112th"),
            (1002, "1,002nd"),
        ] {
            assert_eq!(place(number(value), Style::default()), text);
            assert_eq!(place(number(value), Style::CELL), text);
        }
        assert_eq!(place(Value::Range(1.into(), 2.into()), Style::default()), "1st or 2nd");
        assert_eq!(place(Value::Range(1.into(), 3.into()), Style::default()), "1st to 3rd");
        assert_eq!(place(Value::Number("2.0".parse().unwrap()), Style::default()), "2nd");
        let signed = Style { sign: Sign::Always, ..Style::default() };
        assert_eq!(
            (place(number(2), signed), place(number(-1), Style::default())),
            ("+2".into(), "−1".into())
        );
    }

    #[test]
    fn periods_read_as_an_editor_would_write_them() {
        let formatter = Formatter::new("en-GB").unwrap();
        for (period, long, short) in [
            ("2025", "2025", "2025"),
            ("2025-S1", "first half of 2025", "H1 2025"),
            ("2025-Q3", "third quarter of 2025", "Q3 2025"),
            ("2025-06", "June 2025", "Jun 2025"),
            ("2025-07-26", "26 July 2025", "26 July 2025"),
            ("2025-01/P9M", "January–September 2025", "Jan–Sept 2025"),
            ("2024-11/P4M", "November 2024–February 2025", "Nov 2024–Feb 2025"),
        ] {
            let period = period.parse().unwrap();
            assert_eq!(
                (formatter.period(period).as_str(), formatter.period_short(period).as_str()),
                (long, short)
            );
        }
    }
}
