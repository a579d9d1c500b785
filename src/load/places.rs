//! Where observations, series and sources stand in their files: kept small while a site is loaded, and turned into
//! lines and columns only for the few that a diagnostic speaks of.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::series::SeriesFile;
use super::yaml::{Document, Step};
use crate::audit::StatementRef;
use crate::diag::Place;
use crate::model::{Ledger, Period, Quantity, SeriesId};

/// Where one observation stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The series, by its place in the file.
    pub series: u32,
    /// The list of the series.
    pub list: List,
    /// The place in the list.
    pub at: u32,
}

/// A list of figures of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Observations,
    Values,
    /// A file beside the series'.
    Table,
    Growth,
    Share,
    Conversion,
    Difference,
    Sum,
    Rank,
    TimesOver,
}

impl List {
    /// Its key in the file.
    pub fn key(self) -> &'static str {
        match self {
            List::Observations => "observations",
            List::Values => "values",
            List::Table => "table",
            List::Growth => "growth",
            List::Share => "share",
            List::Conversion => "conversion",
            List::Difference => "difference",
            List::Sum => "sum",
            List::Rank => "rank",
            List::TimesOver => "times_over",
        }
    }
}

/// Where everything in the data stands.
#[derive(Debug, Default)]
pub struct Places {
    /// The files of `data/series`.
    pub(super) files: Vec<Arc<SeriesFile>>,
    /// `data/sources.yaml`.
    pub(super) sources: Option<Document>,
    /// `data/waivers.yaml`, and where in it each waiver stands.
    pub(super) waivers: Option<(Document, Vec<usize>)>,
}

impl Places {
    /// The place of the address of a source.
    pub fn source_url(&self, id: &str) -> Place {
        let place = |document: &Document| document.value(&[Step::Key(id), Step::Key("url")]);
        self.sources.as_ref().map_or_else(|| Place::file("data/sources.yaml"), place)
    }

    /// The places of observations of a ledger. Each file is searched once.
    pub fn of_observations(&self, ledger: &Ledger, wanted: &[StatementRef]) -> BTreeMap<StatementRef, Place> {
        let mut by_quantity: BTreeMap<&Quantity, Vec<StatementRef>> = BTreeMap::new();
        for statement in wanted {
            if let Some((quantity, _)) = ledger.report(statement.report as usize) {
                by_quantity.entry(quantity).or_default().push(*statement);
            }
        }
        // What each file reports of these quantities, in the ledger's order: by period, then by file.
        let mut entries: BTreeMap<&Quantity, Vec<(Period, usize, Entry)>> = BTreeMap::new();
        for (file, reports) in self.files.iter().map(|file| &file.reports).enumerate() {
            for quantity in by_quantity.keys() {
                let Some(reported) = reports.get(quantity) else { continue };
                let periods = reported.observations.iter().map(|observation| observation.period);
                let here = periods.zip(&*reported.entries).map(|(period, entry)| (period, file, *entry));
                entries.entry(quantity).or_default().extend(here);
            }
        }
        let mut by_file: BTreeMap<usize, (Vec<StatementRef>, Vec<Entry>)> = BTreeMap::new();
        for (quantity, mut all) in entries {
            all.sort_by_key(|(period, ..)| *period);
            for statement in by_quantity.get(quantity).into_iter().flatten() {
                let Some((_, file, entry)) = all.get(statement.at as usize) else { continue };
                let (keys, entries) = by_file.entry(*file).or_default();
                keys.push(*statement);
                entries.push(*entry);
            }
        }
        let mut places = BTreeMap::new();
        for (file, (keys, entries)) in by_file {
            let in_table =
                |(key, entry): &(StatementRef, Entry)| Some((*key, self.files[file].in_table(entry)?));
            places.extend(keys.iter().copied().zip(entries.iter().copied()).filter_map(|one| in_table(&one)));
            let (keys, entries): (Vec<_>, Vec<_>) =
                keys.into_iter().zip(entries).filter(|(_, entry)| entry.list != List::Table).unzip();
            let path = |entry: &Entry| {
                let (series, at) = (entry.series as usize, entry.at as usize);
                [Step::Index(series), Step::Key(entry.list.key()), Step::Index(at), Step::Key("value")]
            };
            // A compact list has the value itself at the third step, and the nearest place stands for the fourth.
            let paths: Vec<[Step<'_>; 4]> = entries.iter().map(path).collect();
            places.extend(keys.into_iter().zip(self.files[file].document.values(&paths)));
        }
        places
    }

    /// The place of a series.
    pub fn of_series(&self, id: &SeriesId) -> Option<Place> {
        self.files.iter().find_map(|file| {
            let at = file.ids.iter().position(|other| other == id)?;
            Some(file.document.key(&[Step::Index(at)]))
        })
    }

    /// The series that take observations from a table, by its path, with the places of their definitions.
    pub fn series_of_table<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a SeriesId, Place)> {
        self.files.iter().flat_map(move |file| {
            let series = file.series_of_table(path);
            series.map(|(at, id)| (id, file.document.key(&[Step::Index(at)])))
        })
    }

    /// The files of `data/series`.
    pub fn series_files(&self) -> &[Arc<SeriesFile>] {
        &self.files
    }

    /// The place of what a waiver says under a key.
    pub fn of_waiver(&self, at: usize, key: &str) -> Option<Place> {
        let (document, entries) = self.waivers.as_ref()?;
        Some(document.value(&[Step::Index(*entries.get(at)?), Step::Key(key)]))
    }

    /// The place of a source.
    pub fn of_source(&self, id: &str) -> Option<Place> {
        Some(self.sources.as_ref()?.key(&[Step::Key(id)]))
    }
}
