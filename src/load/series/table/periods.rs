//! Periods as tables write them: in the forms that are written everywhere, and in those of statistical offices.

use crate::model::Period;
use crate::model::period::BadPeriod;

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

/// The period that a cell names.
///
/// Beside the forms of SDMX that texts use, those of SDMX's reporting periods (`2025-A1`, `2025-M06`), the same without a
/// hyphen (`2025Q1`, `2025M6`), with the year first or last (`Q1 2025`, `H1 2025`), and months by name (`Jan 2025`). What
/// may be two periods, such as `01/02/2025` or `Jan-25`, is none.
///
/// # Errors
///
/// If it names none.
pub(super) fn read(text: &str) -> Result<Period, BadPeriod> {
    text.parse().or_else(|wrong| as_offices_write(text).and_then(|plain| plain.parse().ok()).ok_or(wrong))
}

/// The same period in the form that is written everywhere.
fn as_offices_write(text: &str) -> Option<String> {
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, part) = match (text.get(..4), text.get(text.len().checked_sub(4)?..)) {
        (Some(year), _) if is_year(year) => (year, &text[4..]),
        (_, Some(year)) if is_year(year) => (year, &text[..text.len() - 4]),
        _ => return None,
    };
    let part = part.trim_matches([' ', '-', '\u{a0}']).trim_end_matches('.').to_ascii_lowercase();
    if let Some(month) =
        (part.len() >= 3).then(|| MONTHS.iter().position(|month| month.starts_with(&part))).flatten()
    {
        return Some(format!("{year}-{:02}", month + 1));
    }
    let mut rest = part.chars();
    let kind = rest.next()?;
    let number: u8 =
        rest.as_str().parse().ok().filter(|_| rest.as_str().bytes().all(|byte| byte.is_ascii_digit()))?;
    match kind {
        'a' if number == 1 => Some(year.to_owned()),
        's' | 'h' => Some(format!("{year}-S{number}")),
        'q' => Some(format!("{year}-Q{number}")),
        'm' => Some(format!("{year}-{number:02}")),
        _ => None,
    }
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
            ("Q3 2025", "2025-Q3"),
            ("H1 2025", "2025-S1"),
            ("Jan 2025", "2025-01"),
            ("Sept. 2025", "2025-09"),
            ("December 2025", "2025-12"),
            ("2025 May", "2025-05"),
        ] {
            assert_eq!(read(text).unwrap().to_string(), expected, "{text}");
        }
        for text in [
            "",
            "25",
            "Jan-25",
            "01/02/2025",
            "2025/26",
            "2025-A2",
            "2025-Q5",
            "2025M13",
            "Ju 2025",
            "2025Q+1",
            "2025é1",
            "Total 2025",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
