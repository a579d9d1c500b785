//! What an author remarks in a chart: at a period, at the mark of a series there, over a stretch of time or at a
//! value. The keys that are given say which.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Period;

/// A remark.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Raw")]
pub struct Annotation {
    /// What it is about.
    pub about: About,
    /// What happened, or what the value is.
    pub text: String,
}

/// What a remark is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A period.
    Period(Period),
    /// The mark of a series, by its id or expression, at a period.
    Mark(Period, String),
    /// From the beginning of one period to the end of another.
    Span(Period, Period),
    /// A value, at which a rule stands.
    Value(f64),
    /// Nothing, by keys that do not go together: such a chart is refused.
    Unclear,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The period that it is about.
    at: Option<Period>,
    /// The period at which the stretch of time ends that begins with `at`.
    to: Option<Period>,
    /// The series whose mark at that period it is about.
    series: Option<String>,
    /// The value at which a rule is drawn.
    value: Option<f64>,
    /// What it says.
    text: String,
}

impl JsonSchema for Annotation {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Annotation".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Raw::json_schema(generator)
    }
}

impl From<Raw> for Annotation {
    fn from(raw: Raw) -> Self {
        let about = match (raw.at, raw.to, raw.series, raw.value) {
            (Some(at), None, None, None) => About::Period(at),
            (Some(at), None, Some(series), None) => About::Mark(at, series),
            (Some(from), Some(to), None, None) if from <= to => About::Span(from, to),
            (None, None, None, Some(value)) if value.is_finite() => About::Value(value),
            _ => About::Unclear,
        };
        Annotation { about, text: raw.text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Result<About, String> {
        serde_yaml::from_str(yaml).map(|a: Annotation| a.about).map_err(|error| error.to_string())
    }

    #[test]
    fn the_keys_say_what_a_remark_is_about() {
        let p = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(read("{ at: 2023, text: T }"), Ok(About::Period(p("2023"))));
        assert_eq!(read("{ at: 2023, series: a, text: T }"), Ok(About::Mark(p("2023"), "a".to_owned())));
        assert_eq!(read("{ at: 2020, to: 2022, text: T }"), Ok(About::Span(p("2020"), p("2022"))));
        assert_eq!(read("{ value: 2.5, text: T }"), Ok(About::Value(2.5)));
        for mixed in ["{ text: T }", "{ at: 2023, value: 1, text: T }", "{ at: 2023, to: 2020, text: T }"] {
            assert_eq!(read(mixed), Ok(About::Unclear), "{mixed}");
        }
    }
}
