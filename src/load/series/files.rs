//! The files of `data/series`, each read once and not again while it and what it names stay the same, and the ledger
//! of them all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::super::places::{Entry, List};
use super::super::raw::{Entries, RawSeries};
use super::super::yaml::Document;
use super::super::{in_parallel, yaml_below};
use super::Lowering;
use super::table::{OpenedTables, Table};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::{Ledger, Observation, Quantity, Series, SeriesId, Source, SourceId};
use crate::source::Files;

/// What was read of the files of a site's series.
#[derive(Debug, Default)]
pub(in crate::load) struct SeriesFiles {
    read: BTreeMap<Arc<str>, Arc<SeriesFile>>,
    /// Which series stand where; none if two have one name.
    known: Option<Arc<Known>>,
    /// What there was to name beside series.
    sources: Arc<BTreeMap<SourceId, Source>>,
    entities: Vec<Arc<str>>,
    /// Names whose own definition was wrong, or stood in two files: what a file says of them was left out without a word.
    faulty: BTreeSet<Arc<str>>,
    ledger: Option<(Vec<Arc<SeriesFile>>, Arc<Ledger>)>,
}

/// What one file of `data/series` says.
#[derive(Debug)]
pub struct SeriesFile {
    /// Its text, for the places of what stands in it.
    pub document: Document,
    /// The names of its series in their order, those included that stand in another file as well.
    pub(in crate::load) ids: Vec<SeriesId>,
    pub(super) series: Vec<Arc<Series>>,
    pub(in crate::load) reports: BTreeMap<Quantity, Reported>,
    /// Names whose definition is wrong.
    pub(super) faulty: Vec<Arc<str>>,
    pub(super) found: Diagnostics,
    pub(super) leans_on: Names,
    pub(super) tables: Vec<Table>,
}

/// What a file reports of a quantity, by period, and where in the file.
#[derive(Clone, Debug)]
pub(in crate::load) struct Reported {
    pub observations: Arc<[Observation]>,
    pub entries: Arc<[Entry]>,
}

/// Names that a file uses and that are defined elsewhere, or may be.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub series: BTreeSet<SeriesId>,
    pub sources: BTreeSet<SourceId>,
    pub entities: BTreeSet<Arc<str>>,
}

/// Where each series stands first: the file and the place in it.
pub(super) type Known = BTreeMap<SeriesId, (usize, usize)>;

/// A file on its way.
enum Opened {
    /// It was read before.
    Before(Arc<SeriesFile>),
    Now(Document, Entries<SeriesId, RawSeries>, Diagnostics),
}

/// What the series of a site can name beside each other.
pub(in crate::load) struct Surroundings<'a> {
    pub sources: &'a Arc<BTreeMap<SourceId, Source>>,
    /// The entities with their kinds.
    pub entities: &'a BTreeMap<Arc<str>, Arc<str>>,
}

impl SeriesFiles {
    /// The ledger of a site, and the files that it is made of.
    pub fn read(
        &mut self,
        files: &Files,
        around: &Surroundings<'_>,
        faulty: &mut BTreeSet<Arc<str>>,
        diagnostics: &mut Diagnostics,
    ) -> (Arc<Ledger>, Vec<Arc<SeriesFile>>) {
        let texts = yaml_below(files, "data/series/");
        let mut opened =
            in_parallel(texts, diagnostics, |(path, text), _| Some(self.open(path, text, files)));
        for file in &opened {
            faulty.extend(file.document().faulty_keys());
        }
        let same = self.known.as_ref().filter(|_| self.stand_as_before(&opened)).cloned();
        let stand_as_before = same.is_some();
        let known = same.unwrap_or_else(|| Arc::new(known_series(&opened, faulty, diagnostics)));
        let all: usize = opened.iter().map(|file| file.ids().count()).sum();
        let entities: Vec<Arc<str>> = around.entities.keys().cloned().collect();
        let same_names = self.sources.keys().eq(around.sources.keys()) && self.entities == entities;
        let same_faults = self.faulty == *faulty;
        if !(stand_as_before && same_names && same_faults) {
            opened = opened
                .into_par_iter()
                .enumerate()
                .map(|(at, file)| match file {
                    Opened::Before(file) if !(same_faults && file.holds(at, &known, around)) => {
                        decoded(file.document.clone())
                    }
                    file => file,
                })
                .collect();
        }
        let known_faulty = &faulty.clone();
        let tables = OpenedTables::default();
        let lowered = in_parallel(opened.into_iter().enumerate().collect(), diagnostics, |(at, file), _| {
            Some(match file {
                Opened::Before(file) => file,
                Opened::Now(document, entries, found) => {
                    let before = self.read.get(document.path());
                    let lowering = Lowering::new(
                        around.sources,
                        &known,
                        &entities,
                        known_faulty,
                        (files, &tables),
                        found,
                    );
                    Arc::new(lowering.file(document, at, entries).sharing_with(before.map(|file| &**file)))
                }
            })
        });
        for file in &lowered {
            diagnostics.extend(file.found.iter().cloned());
            faulty.extend(file.faulty.iter().cloned());
        }
        let ledger = self.ledger_of(&lowered, around.sources);
        self.read = lowered.iter().map(|file| (file.document.path().clone(), file.clone())).collect();
        self.known = (known.len() == all).then_some(known);
        self.sources = around.sources.clone();
        self.entities = entities;
        self.faulty = known_faulty.clone();
        self.ledger = Some((lowered.clone(), ledger.clone()));
        (ledger, lowered)
    }

    fn open(&self, path: Arc<str>, text: Arc<str>, files: &Files) -> Opened {
        let same = |a: &Arc<str>, b: &Arc<str>| Arc::ptr_eq(a, b) || a == b;
        let same_table = |table: &Table| match (&table.text, files.texts.get(&table.path)) {
            (Some(before), Some(now)) => same(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        let is_same = |file: &&Arc<SeriesFile>| {
            same(file.document.source(), &text) && file.is_sound() && file.tables.iter().all(same_table)
        };
        match self.read.get(&path).filter(is_same) {
            Some(file) => Opened::Before(file.clone()),
            None => decoded(Document::file(path, text)),
        }
    }

    /// True if the files are those that were read last, and each has the same series in the same order.
    fn stand_as_before(&self, opened: &[Opened]) -> bool {
        let same = |file: &Opened| match (file, self.read.get(file.document().path())) {
            (_, None) => false,
            (Opened::Before(now), Some(before)) if Arc::ptr_eq(now, before) => true,
            (now, Some(before)) => now.ids().eq(&before.ids),
        };
        opened.len() == self.read.len() && opened.iter().all(same)
    }

    /// The ledger of the files. If they report the same quantities as before, only what differs is replaced.
    fn ledger_of(&self, files: &[Arc<SeriesFile>], sources: &Arc<BTreeMap<SourceId, Source>>) -> Arc<Ledger> {
        let same_sources = Arc::ptr_eq(&self.sources, sources) || self.sources == *sources;
        if let Some((before, ledger)) = self.ledger.as_ref().filter(|_| same_sources) {
            if before.len() == files.len() && before.iter().zip(files).all(|(a, b)| Arc::ptr_eq(a, b)) {
                return ledger.clone();
            }
            if let Some(ledger) = patched(ledger, before, files) {
                return Arc::new(ledger);
            }
        }
        let mut series: Vec<Arc<Series>> =
            files.iter().flat_map(|file| file.series.iter().cloned()).collect();
        series.sort_by(|a, b| a.id.cmp(&b.id));
        let mut reports: Vec<(&Quantity, &Reported)> = files.iter().flat_map(|file| &file.reports).collect();
        // Stable: what several files report of one quantity stays in the order of the files.
        reports.par_sort_by(|(a, _), (b, _)| a.cmp(b));
        let by_quantity: Vec<&[(&Quantity, &Reported)]> = reports.chunk_by(|(a, _), (b, _)| a == b).collect();
        let reports = by_quantity.into_par_iter().map(|of_one| {
            let parts: Vec<&Reported> = of_one.iter().map(|(_, reported)| *reported).collect();
            (of_one[0].0.clone(), merged(&parts))
        });
        Arc::new(Ledger::of(series, sources.clone(), reports.collect()))
    }
}

/// The ledger with what differs in some of the files; none if other names are in it then.
fn patched(ledger: &Ledger, before: &[Arc<SeriesFile>], now: &[Arc<SeriesFile>]) -> Option<Ledger> {
    if before.len() != now.len() {
        return None;
    }
    let mut series = Vec::new();
    let mut quantities: BTreeSet<&Quantity> = BTreeSet::new();
    for (old, new) in before.iter().zip(now).filter(|(old, new)| !Arc::ptr_eq(old, new)) {
        let names =
            |file: &'_ SeriesFile| file.series.iter().map(|series| series.id.clone()).collect::<Vec<_>>();
        if names(old) != names(new) || !old.reports.keys().eq(new.reports.keys()) {
            return None;
        }
        let pairs = old.series.iter().zip(&new.series);
        series.extend(pairs.filter(|(a, b)| !Arc::ptr_eq(a, b)).map(|(_, new)| new.clone()));
        let pairs = old.reports.values().zip(&new.reports);
        let differs = |(a, (_, b)): &(&Reported, (&Quantity, &Reported))| {
            !Arc::ptr_eq(&a.observations, &b.observations)
        };
        quantities.extend(pairs.filter(differs).map(|(_, (quantity, _))| quantity));
    }
    let reports = quantities.into_iter().map(|quantity| {
        let parts: Vec<&Reported> = now.iter().filter_map(|file| file.reports.get(quantity)).collect();
        (quantity, merged(&parts))
    });
    Some(ledger.with(series, reports))
}

/// What several files report of one quantity, by period.
fn merged(parts: &[&Reported]) -> Arc<[Observation]> {
    match parts {
        [one] => one.observations.clone(),
        parts => {
            let mut all: Vec<Observation> =
                parts.iter().flat_map(|part| part.observations.iter().cloned()).collect();
            all.sort_by_key(|observation| observation.period);
            all.into()
        }
    }
}

impl Opened {
    fn document(&self) -> &Document {
        match self {
            Opened::Before(file) => &file.document,
            Opened::Now(document, ..) => document,
        }
    }

    fn ids(&self) -> Box<dyn Iterator<Item = &SeriesId> + '_> {
        match self {
            Opened::Before(file) => Box::new(file.ids.iter()),
            Opened::Now(_, entries, _) => Box::new(entries.0.iter().map(|(id, _)| id)),
        }
    }
}

impl SeriesFile {
    /// Its series, each with its place in the file.
    pub fn each_series(&self) -> impl Iterator<Item = (usize, &Series)> {
        let mut own = self.series.iter().peekable();
        self.ids.iter().enumerate().filter_map(move |(at, id)| {
            // Those that stand in another file first are not among them.
            Some((at, &**own.next_if(|series| series.id == *id)?))
        })
    }

    /// The series that take observations from a table, each with its place in the file.
    pub(in crate::load) fn series_of_table<'a>(
        &'a self,
        path: &'a str,
    ) -> impl Iterator<Item = (usize, &'a SeriesId)> {
        let own = self.tables.iter().filter(move |table| *table.path == *path);
        own.filter_map(|table| Some((table.series as usize, self.ids.get(table.series as usize)?)))
    }

    /// Where a figure stands that a table holds.
    pub(in crate::load) fn in_table(&self, entry: &Entry) -> Option<Place> {
        let own = |table: &&Table| entry.list == List::Table && table.series == entry.series;
        let table = self.tables.iter().find(own)?;
        Some(Place::new(table.path.clone(), table.cells.get(entry.at as usize)?.clone()))
    }

    /// True if nothing is wrong with it.
    fn is_sound(&self) -> bool {
        self.found.is_empty()
    }

    /// True if all that it names is there, and its series stand in no other file.
    fn holds(&self, at: usize, known: &Known, around: &Surroundings<'_>) -> bool {
        let Names { series, sources, entities } = &self.leans_on;
        self.ids.iter().enumerate().all(|(index, id)| known.get(id) == Some(&(at, index)))
            && series.iter().all(|id| known.contains_key(id))
            && sources.iter().all(|id| around.sources.contains_key(id))
            && entities.iter().all(|id| around.entities.contains_key(id))
    }

    /// The same, with what did not change since it was read before being the very same in memory, so that nothing
    /// that is made of it is made again.
    fn sharing_with(mut self, before: Option<&SeriesFile>) -> Self {
        let Some(before) = before else { return self };
        for (now, old) in self.series.iter_mut().zip(&before.series).filter(|(now, old)| now == old) {
            *now = old.clone();
        }
        for (quantity, now) in &mut self.reports {
            let old = before.reports.get(quantity).map(|reported| &reported.observations);
            if let Some(old) = old.filter(|old| Observation::all_printed_as(old, &now.observations)) {
                now.observations = old.clone();
            }
        }
        self
    }
}

fn decoded(mut document: Document) -> Opened {
    let mut found = Diagnostics::new();
    let entries = document.decode(&mut found).unwrap_or_default();
    Opened::Now(document, entries, found)
}

/// Every series with the file and index where it stands first; a second one is reported.
fn known_series(files: &[Opened], faulty: &mut BTreeSet<Arc<str>>, diagnostics: &mut Diagnostics) -> Known {
    let mut known = Known::new();
    for (file, opened) in files.iter().enumerate() {
        for (index, id) in opened.ids().enumerate() {
            let Some((first, at)) = known.get(id) else {
                known.insert(id.clone(), (file, index));
                continue;
            };
            faulty.insert(id.as_str().into());
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-id",
                    opened.document().key(&[index.into()]),
                    format!("there are two series `{id}`"),
                )
                .hint("give one of them another name, or merge their observations")
                .related(files[*first].document().key(&[(*at).into()]), "the first is here"),
            );
        }
    }
    known
}
