//! Prints: the amounts in a figure as its source prints it, and whether an observation is the one that stands there.
//!
//! Only digits are read, with the multiplier behind them and the sign or the name of a currency about them: enough to
//! tell a slip of the pen, a misprinted sign or another multiple, and no more. Numbers in words say nothing here.

use rust_decimal::Decimal;

use super::observation::{Observation, Value};
use super::quantity::Currency;
use super::unit::{Scale, Unit};

/// What stands in a print, held against the observation that was made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Print {
    /// The observation is what is printed.
    Same,
    /// Something else is printed: this, if it is taken as it stands.
    Other(Box<Observation>),
}

impl Print {
    /// What stands in the print of an observation; none if it has none with digits, or is a range.
    pub fn of(observation: &Observation) -> Option<Print> {
        let Value::Number(value) = observation.value else { return None };
        let amounts = amounts(observation.printed()?);
        if amounts.iter().any(|amount| amount.is(observation, value)) {
            return Some(Print::Same);
        }
        let same_digits = amounts.iter().find(|amount| amount.value.abs() == value.abs());
        let amount = same_digits.or(amounts.first())?;
        let scale = if amount.scale == Scale::One { observation.scale } else { amount.scale };
        let unit = match (amount.currencies, observation.unit) {
            (known, Unit::Currency(unit)) if !is_among(unit, known) => {
                known.first().and_then(|code| Currency::new(code)).map(Unit::Currency)
            }
            _ => None,
        };
        Some(Print::Other(Box::new(Observation {
            value: Value::Number(amount.value),
            scale,
            unit: unit.unwrap_or(observation.unit),
            ..observation.clone()
        })))
    }
}

/// A number in a print.
#[derive(Clone, Debug, PartialEq)]
struct Amount {
    value: Decimal,
    /// The multiplier behind it.
    scale: Scale,
    /// The currencies that the sign or the name beside it may mean, the likeliest first; any if there is none.
    currencies: &'static [&'static str],
}

impl Amount {
    fn is(&self, observation: &Observation, value: Decimal) -> bool {
        let base = |value: Decimal, scale: Scale| value.abs().checked_mul(scale.factor());
        // A multiplier may stand in the head of the column; a fall is often printed without its sign.
        let equal = base(self.value, self.scale) == base(value, observation.scale)
            || (self.scale == Scale::One && self.value.abs() == value.abs());
        equal
            && match observation.unit {
                Unit::Currency(unit) => is_among(unit, self.currencies),
                _ => true,
            }
    }
}

fn is_among(unit: Currency, codes: &[&str]) -> bool {
    codes.is_empty() || codes.contains(&unit.as_str())
}

/// What signs and names of currencies may mean.
const CURRENCIES: [(&str, &[&str]); 22] = [
    ("US$", &["USD"]),
    ("HK$", &["HKD"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD"]),
    ("$", &["USD", "AUD", "CAD", "HKD", "NZD", "SGD"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("¥", &["CNY", "JPY"]),
    ("RMB", &["CNY"]),
    ("CNY", &["CNY"]),
    ("USD", &["USD"]),
    ("EUR", &["EUR"]),
    ("GBP", &["GBP"]),
    ("yuan", &["CNY"]),
    ("renminbi", &["CNY"]),
    ("U.S. dollar", &["USD"]),
    ("US dollar", &["USD"]),
    ("dollar", &["USD", "AUD", "CAD", "HKD", "NZD", "SGD"]),
    ("euro", &["EUR"]),
    ("美元", &["USD"]),
    ("元", &["CNY", "HKD", "TWD"]),
    ("tenge", &["KZT"]),
];

/// What multipliers are called; the longer before those that they begin with.
const SCALES: [(&str, Scale); 11] = [
    ("trillion", Scale::Trillion),
    ("billion", Scale::Billion),
    ("million", Scale::Million),
    ("thousand", Scale::Thousand),
    ("trn", Scale::Trillion),
    ("bn", Scale::Billion),
    ("mn", Scale::Million),
    ("万亿", Scale::Trillion),
    ("亿", Scale::HundredMillion),
    ("万", Scale::TenThousand),
    ("m ", Scale::Million),
];

fn amounts(print: &str) -> Vec<Amount> {
    let mut amounts = Vec::new();
    let mut at = 0;
    while let Some(start) = print[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
        at = end_of_number(print, start);
        let digits: String = print[start..at].chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let Ok(value) = Decimal::from_str_exact(&digits) else { continue };
        let before = print[..start].trim_end();
        let rest = print[at..].trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
        let scale = SCALES.iter().find(|(word, _)| starts(rest, word));
        let behind = scale.map_or(rest, |(word, _)| rest[word.len()..].trim_start_matches([' ', '\u{a0}']));
        let sign = CURRENCIES.iter().find(|(name, _)| before.ends_with(name) || starts(behind, name));
        amounts.push(Amount {
            value,
            scale: scale.map_or(Scale::One, |(_, scale)| *scale),
            currencies: sign.map_or(&[], |(_, codes)| *codes),
        });
    }
    amounts
}

/// True if a text begins with a word, whatever its case.
fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The byte after a number with its separators: "4,691", "39.338", "12 000".
fn end_of_number(text: &str, start: usize) -> usize {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut at = start + digits(start);
    while let Some(separator) = text[at..].chars().next() {
        let after = at + separator.len_utf8();
        let joined = match separator {
            ',' | ' ' | '\u{a0}' | '\u{202f}' => digits(after) == 3,
            '.' => digits(after) > 0,
            _ => false,
        };
        if !joined {
            break;
        }
        at = after + digits(after);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_multiplier_and_currency() {
        let read = |print: &str| -> Vec<String> {
            let shown = |a: &Amount| {
                let currency = a.currencies.first().unwrap_or(&"");
                format!("{} {} {currency}", a.value, a.scale.as_str())
                    .replace(" one", "")
                    .trim_end()
                    .to_owned()
            };
            amounts(print).iter().map(shown).collect()
        };
        for (print, expected) in [
            ("$520.37 billion", &["520.37 billion USD"][..]),
            ("27.56 billion U.S. dollars", &["27.56 billion USD"]),
            ("500 Billion", &["500 billion"]),
            ("US$1,234.5 mn", &["1234.5 million USD"]),
            ("5203.7亿元", &["5203.7 100-million CNY"]),
            ("4,691 China-Europe trains", &["4691"]),
            ("7–10 days, 12 000 km", &["7", "10", "12000"]),
            ("over 2.3 m t", &["2.3 million"]),
            ("3 months", &["3"]),
            ("more than half", &[]),
        ] {
            assert_eq!(read(print), expected, "{print}");
        }
    }

    #[test]
    fn an_observation_is_held_against_its_print() {
        let of = |value: &str, unit: &str, scale: Scale, printed: &str| {
            let papers = super::super::Papers { printed: Some(printed.into()), ..Default::default() };
            Print::of(&Observation {
                period: "2025".parse().unwrap(),
                value: Value::Number(value.parse().unwrap()),
                unit: Unit::from_code(unit).unwrap(),
                scale,
                qualifier: Default::default(),
                status: Default::default(),
                source: "a".into(),
                papers: Some(Box::new(papers)),
            })
        };
        let same =
            |value, unit, scale, printed| assert_eq!(of(value, unit, scale, printed), Some(Print::Same));
        same("280.8", "CNY", Scale::Billion, "280.8 billion yuan");
        same("280.8", "CNY", Scale::Billion, "280.8");
        same("-8.4", "percent", Scale::One, "fell 8.4 percent");
        same("520.37", "CNY", Scale::Billion, "5203.7亿元");
        same("1000", "HKD", Scale::Million, "$1 billion");
        assert_eq!(of("50", "percent", Scale::One, "half"), None);
        let other = |value, unit, scale, printed| match of(value, unit, scale, printed) {
            Some(Print::Other(o)) => format!("{} {} {}", o.value, o.scale.as_str(), o.unit),
            found => panic!("{printed}: {found:?}"),
        };
        assert_eq!(other("520.37", "CNY", Scale::Billion, "$520.37 billion"), "520.37 billion USD");
        assert_eq!(other("280.8", "CNY", Scale::Billion, "208.8 billion yuan"), "208.8 billion CNY");
        assert_eq!(other("2.3", "t", Scale::Thousand, "2.3 m t"), "2.3 million t");
    }
}
