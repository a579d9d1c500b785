//! Lowers the files of `data/sources.yaml` and `data/series/` into the ledger.

mod choices;
mod files;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self::files::{Known, Names};
use self::table::{Asked, Cell, OpenedTables, Table, Taken};
use super::places::{Entry, List};
use super::raw::{Entries, RawReport, RawSeries};
use super::yaml::{Document, Step};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::model::{
    Digits, Observation, Papers, Period, Quantity, Series, SeriesId, Source, SourceId, Unit, Value,
};
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

    /// A figure of a compact form.
    fn observation(&self, period: Period, digits: Digits, source: &SourceId) -> Observation {
        let raw = self.raw;
        let papers = raw
            .locator
            .as_deref()
            .map(|locator| Box::new(Papers { locator: Some(locator.into()), ..Papers::default() }));
        Observation {
            period,
            value: Value::Number(digits.0),
            unit: raw.unit,
            scale: raw.scale,
            qualifier: raw.qualifier.unwrap_or_default(),
            status: raw.status.unwrap_or_default(),
            source: source.clone(),
            papers,
        }
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
            let before = self.diagnostics.iter().count();
            let name = id.clone();
            self.series(&document, index, id, raw);
            if self.diagnostics.iter().count() > before {
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

    /// The observations of the compact form.
    fn compact(&mut self, defaults: &Defaults<'_>, level: &Quantity) {
        let raw = defaults.raw;
        let values = &raw.values.0;
        if values.is_empty() {
            return;
        }
        let Some(source) = self.shared_source(defaults, "values") else { return };
        let mut seen: Vec<(Period, usize)> = values.iter().enumerate().map(|(i, (p, _))| (*p, i)).collect();
        seen.sort();
        for pair in seen.windows(2) {
            if pair[0].0 == pair[1].0 {
                let (first, second) = (pair[0].1, pair[1].1);
                let path = |i: usize| [Step::Index(defaults.index), Step::Key("values"), Step::Index(i)];
                self.diagnostics.push(
                    Diagnostic::error(
                        "duplicate-period",
                        defaults.document.key(&path(second)),
                        format!("there are two values for {}", pair[0].0),
                    )
                    .hint("two reports of one figure are written out under `observations:`, each with its source")
                    .related(defaults.document.key(&path(first)), "the first is here"),
                );
            }
        }
        let observations = values.iter().enumerate().map(|(at, (period, digits))| {
            (defaults.observation(*period, *digits, &source), defaults.entry(List::Values, at))
        });
        self.reports.entry(level.clone()).or_default().extend(observations);
    }

    /// The observations that a table holds.
    fn table(&mut self, defaults: &Defaults<'_>, level: &Quantity) {
        let Some(raw) = &defaults.raw.table else { return };
        let Some(source) = self.shared_source(defaults, "table") else { return };
        let place = |key: &'static str| {
            defaults.document.value(&[Step::Index(defaults.index), Step::Key("table"), Step::Key(key)])
        };
        let path: Arc<str> = format!("data/{}", raw.file).into();
        let there = self.files.texts.get_key_value(&path).filter(|_| table::is_table(&path));
        let taken = match there.map(|(path, text)| self.opened.lines(path, text)).as_deref() {
            Some(Ok(lines)) => {
                let in_percent = defaults.raw.unit.is_rate();
                Asked { raw, path: &path, in_percent, place: &place }.of(lines, &mut self.diagnostics)
            }
            Some(Err(unread)) => {
                self.diagnostics.push((**unread).clone());
                Taken::default()
            }
            None => {
                self.diagnostics.push(table::missing(place("file"), &path, self.files));
                Taken::default()
            }
        };
        let entry = |at: usize| defaults.entry(List::Table, at);
        let figure = |cell: &Cell| defaults.observation(cell.period, cell.digits, &source);
        let values = taken.values.iter().enumerate().map(|(at, cell)| (figure(cell), entry(at)));
        self.reports.entry(level.clone()).or_default().extend(values);
        let in_percent =
            |cell: &Cell| Observation { unit: Unit::Percent, scale: Default::default(), ..figure(cell) };
        let growth =
            (taken.values.len()..).zip(&taken.growth).map(|(at, cell)| (in_percent(cell), entry(at)));
        if !taken.growth.is_empty() {
            self.reports.entry(Quantity::growth(level.clone())).or_default().extend(growth);
        }
        self.tables.push(Table {
            series: compact(defaults.index),
            path,
            text: there.map(|(_, text)| text.clone()),
            cells: taken.values.into_iter().chain(taken.growth).map(|cell| cell.range).collect(),
        });
    }

    /// The source that all figures of a compact form share.
    fn shared_source(&mut self, defaults: &Defaults<'_>, form: &'static str) -> Option<SourceId> {
        let here = |key: &'static str| [Step::Index(defaults.index), Step::Key(key)];
        let Some(source) = defaults.raw.source.clone() else {
            let (message, hint) = match form {
                "table" => ("this table has no source", "say `source:` beside `table:`"),
                _ => ("these values have no source", "say `source:` beside `values:`, for all of them"),
            };
            self.error_with_hint(defaults.document, &here(form), "missing-source", message, hint);
            return None;
        };
        self.check_source(defaults.document, &here("source"), &source);
        Some(source)
    }

    fn report(&mut self, defaults: &Defaults<'_>, level: &Quantity, of: List, at: usize, raw: RawReport) {
        let (document, list) = (defaults.document, of.key());
        let here = [Step::Index(defaults.index), Step::Key(list), Step::Index(at)];
        let with = |key: &'static str| [here[0], here[1], here[2], Step::Key(key)];
        let Some(quantity) = self.quantity(document, &here, level, list, &raw) else { return };
        let value = match (raw.value, raw.range) {
            (Some(digits), None) => Value::Number(digits.0),
            (None, Some([low, high])) if low <= high => Value::Range(low.0, high.0),
            (None, Some(_)) => {
                return self.error(document, &with("range"), "bad-value", "the range ends before it begins");
            }
            (Some(_), Some(_)) => {
                let place = document.key(&with("range"));
                let message = "`value` and `range` exclude each other";
                self.diagnostics.push(Diagnostic::error("misplaced-key", place, message));
                return;
            }
            // It had one, which has been reported.
            (None, None) if !document.is_whole(&here) => return,
            (None, None) => {
                return self.error_with_hint(
                    document,
                    &here,
                    "missing-key",
                    "this report has no figure",
                    "write `value: 280.8`, or `range: [7, 10]` for \"7 to 10\"",
                );
            }
        };
        let source = raw.source.or_else(|| defaults.raw.source.clone());
        let Some(source) = source else {
            if !document.is_whole(&here) {
                return;
            }
            return self.error_with_hint(
                document,
                &here,
                "missing-source",
                "this report has no source",
                "every figure travels with its papers: say `source:` here or once for the series",
            );
        };
        let (unit, scale) =
            self.unit(document, &with("unit"), defaults.raw, list, &raw.unit, raw.scale, raw.to);
        self.check_source(document, &with("source"), &source);
        let locator = raw.locator.or_else(|| defaults.raw.locator.as_deref().map(Into::into));
        let papers = Papers { locator, printed: raw.printed, reading: raw.reading, note: raw.note };
        let observation = Observation {
            period: raw.period,
            value,
            unit,
            scale,
            qualifier: raw.qualifier.or(defaults.raw.qualifier).unwrap_or_default(),
            status: raw.status.or(defaults.raw.status).unwrap_or_default(),
            source,
            papers: (papers != Papers::default()).then(|| Box::new(papers)),
        };
        self.reports.entry(quantity).or_default().push((observation, defaults.entry(of, at)));
    }

    /// What a report is about, from the list that it stands in and the keys that belong there.
    fn quantity(
        &mut self,
        document: &Document,
        here: &[Step<'_>],
        level: &Quantity,
        list: &'static str,
        raw: &RawReport,
    ) -> Option<Quantity> {
        let allowed: &[&str] = match list {
            "share" => &["in"],
            "conversion" => &["to"],
            "difference" => &["of", "from"],
            "sum" => &["of"],
            "rank" => &["of", "among", "order"],
            "times_over" => &["of", "over"],
            _ => &[],
        };
        let given = [
            ("in", raw.whole.is_some()),
            ("to", raw.to.is_some()),
            ("of", raw.of.is_some()),
            ("from", raw.from.is_some()),
            ("among", raw.among.is_some()),
            ("order", raw.order.is_some()),
            ("over", raw.over.is_some()),
        ];
        // What a report is of is the series itself, unless it says otherwise; a sum has to.
        let may_lack = |key: &str| key == "order" || (key == "of" && list != "sum");
        for (key, there) in given {
            let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key(key)]).collect();
            if there && !allowed.contains(&key) {
                let message = format!("`{key}` has no meaning under `{list}`");
                self.diagnostics.push(Diagnostic::error("misplaced-key", document.key(&path), message));
            } else if !there && allowed.contains(&key) && !may_lack(key) {
                if document.is_whole(here) {
                    let message = format!("the key `{key}` is missing");
                    self.diagnostics.push(
                        Diagnostic::error("missing-key", document.value(here), message)
                            .hint(format!("add `{key}:`")),
                    );
                }
                return None;
            }
        }
        let of = raw.of.as_ref().map(|many| many.0.as_slice());
        let quantity = match (list, of) {
            ("growth", _) => Quantity::growth(level.clone()),
            ("share", _) => Quantity::share(level.clone(), raw.whole.clone()?),
            ("conversion", _) => Quantity::conversion(level.clone(), raw.to?),
            ("difference", None) => Quantity::difference(level.clone(), raw.from.clone()?),
            ("difference", Some([of])) => Quantity::difference(of.clone(), raw.from.clone()?),
            ("sum", Some(parts)) if parts.len() > 1 => Quantity::Sum(parts.to_vec()),
            ("rank" | "times_over", None | Some([_])) => {
                let of = Arc::new(of.and_then(<[_]>::first).unwrap_or(level).clone());
                match (&raw.among, raw.over) {
                    (Some(among), _) => {
                        Quantity::Rank { of, among: among.0.clone(), order: raw.order.unwrap_or_default() }
                    }
                    (None, Some(over)) => Quantity::TimesOver { of, over: over.0.normalize() },
                    (None, None) => return None,
                }
            }
            ("difference" | "sum" | "rank" | "times_over", _) => {
                let message = match list {
                    "sum" => "a sum has two parts or more",
                    "difference" => "a difference is of one quantity",
                    _ => "a place, or a number of times, is of one quantity",
                };
                let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key("of")]).collect();
                self.error(document, &path, "bad-value", message);
                return None;
            }
            _ => level.clone(),
        };
        let mut unknown = Vec::new();
        quantity.each_series(&mut |id| {
            if !self.known.contains_key(id) {
                unknown.push(id.clone());
            } else if quantity != *level && !self.leans_on.series.contains(id) {
                self.leans_on.series.insert(id.clone());
            }
        });
        for id in &unknown {
            let named = |quantities: &[Quantity]| quantities.iter().any(|quantity| names(quantity, id));
            let among = raw.among.as_ref().map_or(&[][..], |among| among.0.others());
            let key = match (&raw.whole, &raw.from) {
                (Some(whole), _) if names(whole, id) => "in",
                (_, Some(from)) if names(from, id) => "from",
                _ if of.is_some_and(named) => "of",
                _ if named(among) => "among",
                _ => "period",
            };
            let path: Vec<Step<'_>> = here.iter().copied().chain([Step::Key(key)]).collect();
            self.unknown_series(document.value(&path), id);
        }
        unknown.is_empty().then_some(quantity)
    }

    /// The unit and multiplier of a report: what the list it stands in implies, unless it says otherwise.
    #[allow(clippy::too_many_arguments, reason = "the report is taken apart already")]
    fn unit(
        &mut self,
        document: &Document,
        place: &[Step<'_>],
        series: &RawSeries,
        list: &str,
        unit: &Option<Unit>,
        scale: Option<crate::model::Scale>,
        to: Option<crate::model::Currency>,
    ) -> (Unit, crate::model::Scale) {
        let implied = match (list, to) {
            ("growth" | "share", _) => Unit::Percent,
            ("conversion", Some(to)) => Unit::Currency(to),
            ("difference", _) if series.unit == Unit::Percent => Unit::PercentagePoint,
            ("rank" | "times_over", _) => Unit::Count,
            _ => series.unit,
        };
        let counted = matches!(list, "rank" | "times_over");
        if unit.is_some_and(|unit| counted && unit != Unit::Count) {
            self.error(document, place, "bad-value", "a place, or a number of times, has no unit");
        }
        let rate = matches!(list, "growth" | "share");
        if let Some(unit) = unit
            && rate
            && !unit.is_rate()
        {
            self.error(document, place, "bad-value", "growth and shares are in percent");
        }
        let unit = unit.unwrap_or(implied);
        let scale = scale.unwrap_or(if rate || counted || unit.is_rate() {
            Default::default()
        } else {
            series.scale
        });
        (unit, scale)
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

/// True if a quantity is, or is made of, a series.
fn names(quantity: &Quantity, series: &SeriesId) -> bool {
    let mut found = false;
    quantity.each_series(&mut |id| found |= id == series);
    found
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
