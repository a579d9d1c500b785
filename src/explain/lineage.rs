//! How a figure came about: what is reported of it, or what it follows from and that in turn.

use serde::Serialize;

use super::Scope;
use crate::model::{Figure, Observation, Origin, Period, Quantity, Source, Style};
use crate::render::wording;

/// What one source says.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The figure.
    pub text: String,
    /// What it can mean.
    pub interval: String,
    /// Why it is the one that is shown, if it is.
    pub preferred: Option<String>,
    /// False if it and the one that is shown cannot both be true.
    pub agrees: bool,
    /// True if the authority has revised it since.
    pub superseded: bool,
    /// How it is hedged, in a sentence.
    pub qualifier: Option<&'static str>,
    /// What its source calls it.
    pub status: Option<&'static str>,
    /// The id of its source.
    pub source: String,
    /// The document: its title, publisher and date.
    pub document: String,
    /// Where in the document it stands.
    pub locator: Option<String>,
    /// The figure as it is printed there.
    pub printed: Option<String>,
    /// Why value, unit or period differ from the print.
    pub reading: Option<String>,
    /// What else a reader must know.
    pub note: Option<String>,
}

/// How a figure follows from others.
#[derive(Debug, Serialize)]
pub struct Derived {
    /// By which identity, in words that can follow "derived".
    pub by: &'static str,
    /// From which figures.
    pub from: Vec<Input>,
}

/// A figure that another follows from.
#[derive(Debug, Serialize)]
pub struct Input {
    /// What it measures.
    pub quantity: String,
    /// When.
    pub period: String,
    /// The figure.
    pub text: String,
    /// What it can mean.
    pub interval: String,
    /// True if some reports of it, or of what it follows from, cannot both be true.
    pub differs: bool,
    /// The id of its source, if it is reported.
    pub source: Option<String>,
    /// Where in the source it stands.
    pub locator: Option<String>,
    /// How it follows from others, if it is not.
    pub derived: Option<Derived>,
}

/// The reports of a figure, the preferred one first; none if it is derived.
pub(super) fn reports(scope: &Scope<'_>, figure: &Figure<'_>) -> Vec<Report> {
    let Origin::Reported { observation, preference, others, superseded } = &figure.origin else {
        return Vec::new();
    };
    let mut reports = vec![report(scope, figure, observation)];
    reports[0].preferred = Some(preference.reason().trim_end_matches('.').to_owned());
    reports.extend(others.iter().map(|other| report(scope, figure, other)));
    reports
        .extend(superseded.iter().map(|other| Report { superseded: true, ..report(scope, figure, other) }));
    reports
}

fn report(scope: &Scope<'_>, shown: &Figure<'_>, observation: &Observation) -> Report {
    let figure = Figure {
        value: observation.value,
        unit: observation.unit,
        scale: observation.scale,
        qualifier: observation.qualifier,
        interval: observation.interval_of(&shown.quantity),
        ..shown.clone()
    };
    let source = scope.world.source(&observation.source);
    Report {
        text: text(scope, &figure),
        interval: interval(scope, &figure),
        preferred: None,
        agrees: shown.agrees_with(observation),
        superseded: false,
        qualifier: wording::qualifier(observation),
        status: wording::status(observation.status),
        source: observation.source.to_string(),
        document: source.map(|source| document(scope, source)).unwrap_or_default(),
        locator: observation.locator().map(str::to_owned),
        printed: observation.printed().map(str::to_owned),
        reading: observation.reading().map(str::to_owned),
        note: observation.note().map(str::to_owned),
    }
}

/// "Title. Publisher, 26 July 2025".
fn document(scope: &Scope<'_>, source: &Source) -> String {
    let published = source.published.map(|day| plain(&scope.world.formatter().date(day)));
    let parts: Vec<String> =
        source.publisher.as_ref().map(ToString::to_string).into_iter().chain(published).collect();
    if parts.is_empty() {
        source.title.to_string()
    } else {
        format!("{}. {}", source.title, parts.join(", "))
    }
}

/// How a figure follows from others; none if it is reported.
pub(super) fn derived(scope: &Scope<'_>, figure: &Figure<'_>) -> Option<Derived> {
    let Origin::Derived { by, from, .. } = &figure.origin else { return None };
    let input = |figure: &Figure<'_>| Input {
        quantity: figure.quantity.to_string(),
        period: figure.period.to_string(),
        text: text(scope, figure),
        interval: interval(scope, figure),
        differs: figure.differs(),
        source: figure.observation().map(|observation| observation.source.to_string()),
        locator: figure.observation().and_then(|observation| observation.locator().map(str::to_owned)),
        derived: derived(scope, figure),
    };
    Some(Derived { by: by.describe(), from: from.iter().map(input).collect() })
}

/// Where a quantity stands in the lineage of a figure; any period if none is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The figure is the quantity itself.
    Itself,
    /// The figure follows from it.
    Input,
}

/// Whether a figure is a quantity, or follows from it.
pub(super) fn part(figure: &Figure<'_>, quantity: &Quantity, period: Option<Period>) -> Option<Part> {
    if figure.quantity == *quantity && period.is_none_or(|period| period == figure.period) {
        return Some(Part::Itself);
    }
    let Origin::Derived { from, .. } = &figure.origin else { return None };
    from.iter().any(|input| part(input, quantity, period).is_some()).then_some(Part::Input)
}

/// True if a figure, or what it follows from, is of a source.
pub(super) fn rests_on(figure: &Figure<'_>, source: &str) -> bool {
    match &figure.origin {
        Origin::Reported { observation, .. } => &*observation.source == source,
        Origin::Derived { from, .. } => from.iter().any(|input| rests_on(input, source)),
    }
}

/// A figure as pages write it.
pub(super) fn text(scope: &Scope<'_>, figure: &Figure<'_>) -> String {
    plain(&scope.world.formatter().figure(figure, Style::default()))
}

/// What a figure can mean.
pub(super) fn interval(scope: &Scope<'_>, figure: &Figure<'_>) -> String {
    plain(&scope.world.formatter().interval(figure))
}

/// The text with plain spaces: a terminal has no use for the ones that pages keep words together with, and a search
/// would miss them.
pub(super) fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
