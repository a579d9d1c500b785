//! Lowers the files of `data/sources.yaml` and `data/series/` into the ledger.

mod choices;
mod compact;
mod files;
mod report;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::files::{Known, Names};
use self::report::names;
use self::table::{OpenedTables, Table};
use super::places::{Entry, List};
use super::raw::{Entries, RawSeries};
use super::yaml::{Document, Step};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, near_miss};
use crate::model::{Observation, Period, Quantity, Series, SeriesId, Source, SourceId, Unit};
use crate::source::Files;

use files::Reported;
pub use files::SeriesFile;
pub(super) use files::{SeriesFiles, Surroundings};

/// An index as it is kept; no file has four billion entries.
fn compact(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What is reported of each quantity, and where it stands.
type Reports = BTreeMap<Quantity, Vec<(Observation, Entry)>>;

/// One file on its way into the ledger.
struct Lowering<'a> {
    sources: &'a BTreeMap<SourceId, Source>,
    known: &'a Known,
    /// The ids of all entities, in order.
    entities: &'a [Arc<str>],
    faulty: &'a BTreeSet<Arc<str>>,
    series: Vec<Series>,
    reports: Reports,
    leans_on: Names,
    /// All texts of the site, tables among them.
    files: &'a Files,
    opened: &'a OpenedTables<'a>,
    tables: Vec<Table>,
    diagnostics: Diagnostics,
}

/// What the observations of a series share that do not say otherwise.
struct Defaults<'a> {
    document: &'a Document,
    index: usize,
    raw: &'a RawSeries,
}

impl Defaults<'_> {
    fn entry(&self, list: List, at: usize) -> Entry {
        Entry { series: compact(self.index), list, at: compact(at) }
    }
}

impl<'a> Lowering<'a> {
    /// Begins with what was found when the file was decoded.
    fn new(
        sources: &'a BTreeMap<SourceId, Source>,
        known: &'a Known,
        entities: &'a [Arc<str>],
        faulty: &'a BTreeSet<Arc<str>>,
        (files, opened): (&'a Files, &'a OpenedTables<'a>),
        found: Diagnostics,
    ) -> Self {
        Lowering {
            sources,
            known,
            entities,
            faulty,
            series: Vec::new(),
            reports: BTreeMap::new(),
            leans_on: Names::default(),
            files,
            opened,
            tables: Vec::new(),
            diagnostics: found,
        }
    }

    /// Lowers the file that is the site's so-many-th.
    fn file(mut self, document: Document, at: usize, entries: Entries<SeriesId, RawSeries>) -> SeriesFile {
        let ids = entries.0.iter().map(|(id, _)| id.clone()).collect();
        let mut faulty: Vec<Arc<str>> = Vec::new();
        for (index, (id, raw)) in entries.0.into_iter().enumerate() {
            // A second one of the same name has been reported.
            if self.known.get(&id) != Some(&(at, index)) {
                continue;
            }
            let before = self.diagnostics.count(Severity::Error);
            let name = id.clone();
            self.series(&document, index, id, raw);
            if self.diagnostics.count(Severity::Error) > before {
                faulty.push(name.as_str().into());
            }
        }
        let Lowering { series, reports, leans_on, tables, diagnostics, .. } = self;
        let by_period = |mut all: Vec<(Observation, Entry)>| {
            // Stable: within a period the order of the file stays.
            all.sort_by_key(|(observation, _)| observation.period);
            let (observations, entries): (Vec<Observation>, Vec<Entry>) = all.into_iter().unzip();
            Reported { observations: observations.into(), entries: entries.into() }
        };
        SeriesFile {
            document,
            ids,
            series: series.into_iter().map(Arc::new).collect(),
            reports: reports.into_iter().map(|(quantity, all)| (quantity, by_period(all))).collect(),
            faulty,
            found: diagnostics,
            leans_on,
            tables,
        }
    }

    fn series(&mut self, document: &Document, index: usize, id: SeriesId, mut raw: RawSeries) {
        let level = Quantity::Series(id.clone());
        self.check_entities(document, index, &raw);
        if raw.noun.is_some() && raw.unit != Unit::Count {
            let place = document.key(&[index.into(), "noun".into()]);
            self.diagnostics.push(
                Diagnostic::error("misplaced-key", place, "only a count has a noun")
                    .hint("remove it, or say `unit: count`"),
            );
        }
        let lists = [
            (List::Observations, std::mem::take(&mut raw.observations)),
            (List::Growth, std::mem::take(&mut raw.growth)),
            (List::Share, std::mem::take(&mut raw.share)),
            (List::Conversion, std::mem::take(&mut raw.conversion)),
            (List::Difference, std::mem::take(&mut raw.difference)),
            (List::Sum, std::mem::take(&mut raw.sum)),
            (List::Rank, std::mem::take(&mut raw.rank)),
            (List::TimesOver, std::mem::take(&mut raw.times_over)),
        ];
        let defaults = Defaults { document, index, raw: &raw };
        self.compact(&defaults, &level);
        self.table(&defaults, &level);
        for (list, reports) in lists {
            for (at, report) in reports.into_iter().enumerate() {
                self.report(&defaults, &level, list, at, report);
            }
        }
        let preferred = self.choices(&defaults, &level);
        let breaks = self.breaks(&defaults, &level);
        let label = raw.label.clone().unwrap_or_else(|| raw.title.clone());
        let series = Series {
            id,
            label,
            title: raw.title,
            definition: raw.definition,
            unit: raw.unit,
            scale: raw.scale,
            kind: raw.kind,
            noun: raw.noun,
            entities: raw.entities,
            breaks,
            stale_after: raw.stale_after,
            preferred,
        };
        self.series.push(series);
    }

    /// Where the series breaks. There must be figures before and after.
    fn breaks(&mut self, defaults: &Defaults<'_>, level: &Quantity) -> BTreeMap<Period, Arc<str>> {
        let mut breaks = BTreeMap::new();
        let reported = self.reports.get(level);
        let begins: Vec<_> =
            reported.into_iter().flatten().map(|(observation, _)| observation.period.start()).collect();
        for (at, (period, note)) in defaults.raw.breaks.0.iter().enumerate() {
            let place = defaults.document.key(&[defaults.index.into(), "breaks".into(), at.into()]);
            if breaks.insert(*period, note.clone()).is_some() {
                let message = format!("there are two breaks at {period}");
                self.diagnostics.push(
                    Diagnostic::error("duplicate-period", place, message)
                        .hint("say in one of them all that changed"),
                );
            } else if !begins.iter().any(|start| *start < period.start()) {
                let message =
                    format!("the series has no figure from before {period}, so nothing breaks there");
                self.diagnostics.push(
                    Diagnostic::error("idle-break", place, message)
                        .hint("name the first period whose figures do not compare with those before"),
                );
            } else if !begins.iter().any(|start| *start >= period.start()) {
                let message = format!("the series has no figure from {period} on, so nothing breaks there");
                self.diagnostics.push(
                    Diagnostic::error("idle-break", place, message)
                        .hint("name the first period whose figures do not compare with those before"),
                );
            }
        }
        breaks
    }

    fn unknown_series(&mut self, place: Place, id: &SeriesId) {
        if !self.faulty.contains(id.as_str()) {
            self.diagnostics.push(unknown_series(place, id, self.known.keys()));
        }
    }

    fn check_source(&mut self, document: &Document, path: &[Step<'_>], source: &str) {
        if self.sources.contains_key(source) {
            if !self.leans_on.sources.contains(source) {
                self.leans_on.sources.insert(source.into());
            }
        } else if !self.faulty.contains(source) {
            let place = document.value(path);
            self.diagnostics.push(unknown("source", place, source, self.sources.keys().map(|id| &**id)));
        }
    }

    fn check_entities(&mut self, document: &Document, index: usize, raw: &RawSeries) {
        for (at, entity) in raw.entities.iter().enumerate() {
            if self.entities.binary_search(entity).is_ok() {
                self.leans_on.entities.insert(entity.clone());
            } else if !self.faulty.contains(entity) {
                let place = document.value(&[index.into(), "entities".into(), at.into()]);
                self.diagnostics.push(unknown("entity", place, entity, self.entities.iter().map(|id| &**id)));
            }
        }
    }

    fn error(&mut self, document: &Document, path: &[Step<'_>], rule: &'static str, message: &str) {
        self.diagnostics.push(Diagnostic::error(rule, document.value(path), message));
    }

    fn error_with_hint(
        &mut self,
        document: &Document,
        path: &[Step<'_>],
        rule: &'static str,
        message: &str,
        hint: &str,
    ) {
        self.diagnostics.push(Diagnostic::error(rule, document.value(path), message).hint(hint));
    }
}

/// The diagnostic for a series that is not in the data.
pub(crate) fn unknown_series<'a>(
    place: Place,
    id: &SeriesId,
    known: impl Iterator<Item = &'a SeriesId>,
) -> Diagnostic {
    unknown("series", place, id.as_str(), known.map(SeriesId::as_str))
}

/// The diagnostic for a name that is not in the data, with the near miss of those that are.
pub(crate) fn unknown<'a>(
    what: &str,
    place: Place,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let rule = match what {
        "series" => "unknown-series",
        "source" => "unknown-source",
        "entity" => "unknown-entity",
        "chart" => "unknown-chart",
        "page" => "unknown-page",
        "template" => "unknown-template",
        _ => "unknown-name",
    };
    let diagnostic = Diagnostic::error(rule, place, format!("there is no {what} `{name}`"));
    match near_miss(name, known) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}
