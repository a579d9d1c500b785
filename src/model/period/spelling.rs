//! Periods as people write them: in the forms of SDMX, and in those that statistical offices print.

use super::{BadPeriod, Period};

/// The months in English, in their order.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Period {
    /// The period that a table's cell, or somebody at a terminal, names.
    ///
    /// Beside the forms that files use, those of SDMX's reporting periods (`2025-A1`, `2025-M06`), the same without a hyphen
    /// or with another sign (`2025Q1`, `2025 Q1`, `Q1/2025`, `H1 2025`, `2025/06`, `06/2025`), months by name (`Jan 2025`,
    /// `Jan-25`: two digits after a month's name are a year, up to 68 of this century), and months on end (`Jan-Sep 2025`). What may be two
    /// periods, such as `01/02/2025` or `2005/06`, is none.
    ///
    /// # Errors
    ///
    /// If it names none.
    pub fn spelt(text: &str) -> Result<Self, BadPeriod> {
        text.parse().or_else(|wrong| as_offices_write(text).ok_or(wrong))
    }
}

fn as_offices_write(text: &str) -> Option<Period> {
    let (year, part, first) = match (text.get(..4), text.get(text.len().checked_sub(4)?..)) {
        (Some(year), _) if is_digits(year, 4) => (year, &text[4..], true),
        (_, Some(year)) if is_digits(year, 4) => (year, &text[..text.len() - 4], false),
        _ => return month_and_short_year(text),
    };
    let year: i16 = year.parse().ok()?;
    let bare = part.trim_matches(|c: char| is_dash(c) || c.is_whitespace() || c == '/').trim_end_matches('.');
    if let Some(month) = numbered_month(year, part, first) {
        return Period::month(year, month);
    }
    let bare = bare.to_ascii_lowercase();
    if let Some(month) = month_named(&bare) {
        return Period::month(year, month);
    }
    if let Some((from, to)) = bare.split_once(is_dash) {
        let (from, to) = (month_named(from.trim())?, month_named(to.trim())?);
        let months = u16::try_from(to - from).ok()? + 1;
        return Period::months(year, from, months);
    }
    let letter = bare.chars().find(char::is_ascii_alphabetic)?;
    // `Q3`, and `3Q` where the year stands behind.
    let number = bare.strip_prefix(letter).or_else(|| bare.strip_suffix(letter).filter(|_| !first))?;
    let number: i8 = number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    match (letter, number) {
        ('a', 1) => Period::year(year),
        ('s' | 'h', 1..=2) => Period::months(year, number * 6 - 5, 6),
        ('q', 1..=4) => Period::months(year, number * 3 - 2, 3),
        ('m', 1..=12) => Period::month(year, number),
        _ => None,
    }
}

/// `2025/06` and `06/2025`, but not `2005/06`, which may be a year that begins in one and ends in the next.
fn numbered_month(year: i16, part: &str, year_first: bool) -> Option<i8> {
    let number = if year_first { part.strip_prefix('/') } else { part.strip_suffix('/') }?;
    let number: i8 = is_digits(number, 2).then(|| number.parse().ok())??;
    let may_be_next_year = year_first && i16::from(number) == (year + 1) % 100;
    (!may_be_next_year).then_some(number)
}

/// `Aug-25`, `Aug 25`, `Aug '25`. With the number first it may be a day.
fn month_and_short_year(text: &str) -> Option<Period> {
    let (name, digits) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let short: i16 = is_digits(digits, 2).then(|| digits.parse().ok())??;
    let name = name.trim_end_matches(|c: char| is_dash(c) || c.is_whitespace() || matches!(c, '\'' | '’'));
    let month = month_named(&name.trim_end_matches('.').to_ascii_lowercase())?;
    // As in POSIX.
    Period::month(if short < 69 { 2000 + short } else { 1900 + short }, month)
}

/// The number of a month by its name, or by three letters of it or more.
fn month_named(name: &str) -> Option<i8> {
    let name = name.trim_end_matches('.');
    let at = (name.len() >= 3).then(|| MONTHS.iter().position(|month| month.starts_with(name)))??;
    i8::try_from(at + 1).ok()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–' | '—')
}

fn is_digits(text: &str, width: usize) -> bool {
    text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_in_the_forms_of_statistical_offices() {
        for (text, expected) in [
            ("2025", "2025"),
            ("2025-06-30", "2025-06-30"),
            ("2025-A1", "2025"),
            ("2025-M06", "2025-06"),
            ("2025M6", "2025-06"),
            ("2025Q3", "2025-Q3"),
            ("2025 Q3", "2025-Q3"),
            ("2025/Q3", "2025-Q3"),
            ("Q3 2025", "2025-Q3"),
            ("Q3/2025", "2025-Q3"),
            ("3Q 2025", "2025-Q3"),
            ("H1 2025", "2025-S1"),
            ("Jan 2025", "2025-01"),
            ("Sept. 2025", "2025-09"),
            ("December 2025", "2025-12"),
            ("2025 May", "2025-05"),
            ("2025/06", "2025-06"),
            ("06/2025", "2025-06"),
            ("Aug-25", "2025-08"),
            ("Aug 25", "2025-08"),
            ("August '99", "1999-08"),
            ("Sept.-25", "2025-09"),
            ("Jan-Sep 2025", "2025-01/P9M"),
            ("Jan–Sept. 2025", "2025-01/P9M"),
            ("January - March 2025", "2025-Q1"),
            ("2025 Jan-Jun", "2025-S1"),
        ] {
            assert_eq!(Period::spelt(text).unwrap().to_string(), expected, "{text}");
        }
        for text in [
            "",
            "25",
            "25-Jan",
            "Ju-25",
            "01/02/2025",
            "2025/26",
            "2005/06",
            "2025/6",
            "2025/13",
            "2025-1",
            "2025-A2",
            "2025-Q5",
            "2025Q0",
            "2025M13",
            "2025 3Q",
            "Ju 2025",
            "Sep-Jan 2025",
            "Jan-Jan-25",
            "2025Q+1",
            "2025é1",
            "Total 2025",
            "é25",
        ] {
            assert!(Period::spelt(text).is_err(), "{text}");
        }
    }
}
