//! Diagnostics as one JSON object, for editors and scripts.

use std::sync::Arc;

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Place, Severity, Texts, line_column};

#[derive(Serialize)]
struct Report<'a, C> {
    diagnostics: Vec<Item<'a>>,
    summary: Summary<'a, C>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_links: Option<Vec<Outside<'a>>>,
}

/// An address outside the site.
#[derive(Clone, Debug)]
pub struct ExternalLink {
    /// The address.
    pub address: Arc<str>,
    /// Where it is named.
    pub places: Vec<Place>,
    /// What it answers, in a word, if it was asked.
    pub answer: Option<&'static str>,
}

#[derive(Serialize)]
struct Outside<'a> {
    address: &'a str,
    answer: Option<&'a str>,
    places: Vec<Span<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    rule: &'a str,
    severity: &'a str,
    #[serde(flatten)]
    range: Span<'a>,
    message: &'a str,
    hint: Option<&'a str>,
    /// Sets of figures beside the one that the message is about; there only if there are some.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    related: Vec<Other<'a>>,
}

#[derive(Serialize)]
struct Span<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Other<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct Summary<'a, C> {
    errors: usize,
    warnings: usize,
    information: usize,
    checked: &'a C,
}

/// The findings as `{"diagnostics": […], "summary": {…}}`, pretty-printed, with a line end. What was checked stands
/// in the summary beside the counts of what was found; addresses outside the site are listed if there is a list of them.
pub fn to_json(
    diagnostics: &Diagnostics,
    texts: &Texts,
    checked: &impl Serialize,
    external: Option<&[ExternalLink]>,
) -> String {
    let report = Report {
        diagnostics: diagnostics.sorted().into_iter().map(|d| item(d, texts)).collect(),
        summary: Summary {
            errors: diagnostics.count(Severity::Error),
            warnings: diagnostics.count(Severity::Warning),
            information: diagnostics.count(Severity::Information),
            checked,
        },
        external_links: external.map(|links| links.iter().map(|link| outside(link, texts)).collect()),
    };
    let mut json = serde_json::to_string_pretty(&report).unwrap_or_default();
    json.push('\n');
    json
}

fn outside<'a>(link: &'a ExternalLink, texts: &Texts) -> Outside<'a> {
    Outside {
        address: &link.address,
        answer: link.answer,
        places: link.places.iter().map(|place| span(place, texts)).collect(),
    }
}

fn item<'a>(diagnostic: &'a Diagnostic, texts: &Texts) -> Item<'a> {
    Item {
        rule: diagnostic.rule,
        severity: diagnostic.severity.as_str(),
        range: span(&diagnostic.place, texts),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        notes: &diagnostic.notes,
        related: diagnostic
            .related
            .iter()
            .map(|r| {
                let at = span(&r.place, texts);
                Other { file: at.file, line: at.line, column: at.column, message: &r.message }
            })
            .collect(),
    }
}

fn span<'a>(place: &'a Place, texts: &Texts) -> Span<'a> {
    let text = texts.get(&place.file).map_or("", |t| &**t);
    let (start, end) = (line_column(text, place.start), line_column(text, place.end));
    Span {
        file: &place.file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
