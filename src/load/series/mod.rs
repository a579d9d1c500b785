//! Lowers the files of `data/sources.yaml` and `data/series/` into the ledger.

mod choices;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::in_parallel;
use super::places::{Entry, List, Places};
use super::raw::{Entries, RawReport, RawSeries};
use super::yaml::{Document, Step};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::model::{
    Ledger, Observation, Papers, Period, Quantity, Series, SeriesId, Source, SourceId, Unit, Value,
};

/// A decoded file of `data/series`.
pub(super) type SeriesFile = (Document, Entries<SeriesId, RawSeries>);

/// The ledger of all files, and where its observations stand. Entities are the ids that a series may name.
pub(super) fn lower(
    sources: BTreeMap<SourceId, Source>,
    files: Vec<SeriesFile>,
    entities: &(dyn Fn(&str) -> bool + Sync),
    entity_ids: &[Arc<str>],
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> (Ledger, Places) {
    let known = known_series(&files, faulty, diagnostics);
    // Files do not see each other's mistakes: what names a series needs only that it is there.
    let known_faulty = &*faulty;
    let lowered = in_parallel(files.into_iter().enumerate().collect(), diagnostics, |(file, read), found| {
        let (document, entries) = read;
        let mut lowering = Lowering {
            sources: &sources,
            known: &known,
            entities,
            entity_ids,
            series: Vec::with_capacity(entries.0.len()),
            reports: BTreeMap::new(),
            faulty: known_faulty,
            diagnostics: found,
        };
        let mut faulty_series: Vec<Arc<str>> = Vec::new();
        for (index, (id, raw)) in entries.0.into_iter().enumerate() {
            // A second one of the same name has been reported.
            if known.get(&id) != Some(&(file, index)) {
                continue;
            }
            let before = lowering.diagnostics.iter().count();
            let name = id.clone();
            lowering.series(&document, file, index, id, raw);
            if lowering.diagnostics.iter().count() > before {
                faulty_series.push(name.as_str().into());
            }
        }
        Some((document, lowering.series, lowering.reports, faulty_series))
    });
    let stand = known.into_iter().map(|(id, (file, index))| (id, (compact(file), compact(index))));
    let mut places = Places { series: stand.collect(), ..Places::default() };
    let mut series = BTreeMap::new();
    let mut reports: Reports = BTreeMap::new();
    for (document, of_file, reports_of_file, faulty_of_file) in lowered {
        places.files.push(document);
        series.extend(of_file.into_iter().map(|series| (series.id.clone(), series)));
        for (quantity, all) in reports_of_file {
            reports.entry(quantity).or_default().extend(all);
        }
        faulty.extend(faulty_of_file);
    }
    // The ledger's order: by period, and within one by the order of the files.
    let in_order: Vec<InOrder> = reports
        .into_par_iter()
        .map(|(quantity, mut all)| {
            all.sort_by_key(|(observation, _)| observation.period);
            (quantity, all.into_iter().unzip())
        })
        .collect();
    let mut observations = BTreeMap::new();
    for (quantity, (of_quantity, entries)) in in_order {
        observations.insert(quantity, of_quantity);
        places.observations.push(entries);
    }
    (Ledger::new(series, sources, observations), places)
}

/// An index as it is kept; no file has four billion entries.
fn compact(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Every series with the file and index where it stands first; a second one is reported.
fn known_series(
    files: &[SeriesFile],
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<SeriesId, (usize, usize)> {
    let mut known: BTreeMap<SeriesId, (usize, usize)> = BTreeMap::new();
    for (file, (document, entries)) in files.iter().enumerate() {
        for (index, (id, _)) in entries.0.iter().enumerate() {
            if let Some((first, at)) = known.get(id) {
                faulty.insert(id.as_str().into());
                diagnostics.push(
                    Diagnostic::error(
                        "duplicate-id",
                        document.key(&[index.into()]),
                        format!("there are two series `{id}`"),
                    )
                    .hint("give one of them another name, or merge their observations")
                    .related(files[*first].0.key(&[(*at).into()]), "the first is here"),
                );
            } else {
                known.insert(id.clone(), (file, index));
            }
        }
    }
    known
}

/// What is reported of each quantity, and where it stands.
type Reports = BTreeMap<Quantity, Vec<(Observation, Entry)>>;

/// The same of one quantity, in the ledger's order.
type InOrder = (Quantity, (Vec<Observation>, Vec<Entry>));

/// One file on its way into the ledger.
struct Lowering<'a> {
    sources: &'a BTreeMap<SourceId, Source>,
    known: &'a BTreeMap<SeriesId, (usize, usize)>,
    entities: &'a (dyn Fn(&str) -> bool + Sync),
    entity_ids: &'a [Arc<str>],
    series: Vec<Series>,
    reports: Reports,
    faulty: &'a BTreeSet<Arc<str>>,
    diagnostics: &'a mut Diagnostics,
}

/// What the observations of a series share that do not say otherwise.
struct Defaults<'a> {
    document: &'a Document,
    file: usize,
    index: usize,
    raw: &'a RawSeries,
}

impl Defaults<'_> {
    fn entry(&self, list: List, at: usize) -> Entry {
        Entry { file: compact(self.file), series: compact(self.index), list, at: compact(at) }
    }
}

impl Lowering<'_> {
    fn series(&mut self, document: &Document, file: usize, index: usize, id: SeriesId, mut raw: RawSeries) {
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
        let defaults = Defaults { document, file, index, raw: &raw };
        self.compact(&defaults, &level);
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
        let here = |key: &'static str| [Step::Index(defaults.index), Step::Key(key)];
        let Some(source) = raw.source.clone() else {
            let message = "these values have no source";
            self.error_with_hint(
                defaults.document,
                &here("values"),
                "missing-source",
                message,
                "say `source:` beside `values:`, for all of them",
            );
            return;
        };
        self.check_source(defaults.document, &here("source"), &source);
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
        let papers = raw
            .locator
            .as_deref()
            .map(|locator| Box::new(Papers { locator: Some(locator.into()), ..Papers::default() }));
        let observations = values.iter().enumerate().map(|(at, (period, digits))| {
            let observation = Observation {
                period: *period,
                value: Value::Number(digits.0),
                unit: raw.unit,
                scale: raw.scale,
                qualifier: raw.qualifier.unwrap_or_default(),
                status: raw.status.unwrap_or_default(),
                source: source.clone(),
                papers: papers.clone(),
            };
            (observation, defaults.entry(List::Values, at))
        });
        self.reports.entry(level.clone()).or_default().extend(observations);
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
        if !self.sources.contains_key(source) && !self.faulty.contains(source) {
            let place = document.value(path);
            self.diagnostics.push(unknown("source", place, source, self.sources.keys().map(|id| &**id)));
        }
    }

    fn check_entities(&mut self, document: &Document, index: usize, raw: &RawSeries) {
        for (at, entity) in raw.entities.iter().enumerate() {
            if !(self.entities)(entity) && !self.faulty.contains(entity) {
                let place = document.value(&[index.into(), "entities".into(), at.into()]);
                self.diagnostics.push(unknown(
                    "entity",
                    place,
                    entity,
                    self.entity_ids.iter().map(|id| &**id),
                ));
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
