//! Where observations, series and sources stand in their files: kept small while a site is loaded, and turned into
//! lines and columns only for the few that a diagnostic speaks of.

use std::collections::BTreeMap;

use super::yaml::{Document, Step};
use crate::audit::StatementRef;
use crate::diag::Place;
use crate::model::SeriesId;

/// Where one observation stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The file, by its place among those of `data/series`.
    pub file: u32,
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
    pub(super) files: Vec<Document>,
    /// `data/sources.yaml`.
    pub(super) sources: Option<Document>,
    /// `data/waivers.yaml`, and where in it each waiver stands.
    pub(super) waivers: Option<(Document, Vec<usize>)>,
    /// The file and place of each series.
    pub(super) series: BTreeMap<SeriesId, (u32, u32)>,
    /// The observations of each reported quantity, in the ledger's order of both.
    pub(super) observations: Vec<Vec<Entry>>,
}

impl Places {
    /// The place of the address of a source.
    pub fn source_url(&self, id: &str) -> Place {
        let place = |document: &Document| document.value(&[Step::Key(id), Step::Key("url")]);
        self.sources.as_ref().map_or_else(|| Place::file("data/sources.yaml"), place)
    }

    /// The places of observations. Each file is searched once.
    pub fn of_observations(&self, wanted: &[StatementRef]) -> BTreeMap<StatementRef, Place> {
        let mut by_file: BTreeMap<u32, (Vec<StatementRef>, Vec<Entry>)> = BTreeMap::new();
        for key in wanted {
            let entries = self.observations.get(key.report as usize);
            if let Some(entry) = entries.and_then(|all| all.get(key.at as usize)) {
                let (keys, entries) = by_file.entry(entry.file).or_default();
                keys.push(*key);
                entries.push(*entry);
            }
        }
        let mut places = BTreeMap::new();
        for (file, (keys, entries)) in by_file {
            let Some(document) = self.files.get(file as usize) else { continue };
            let path = |entry: &Entry| {
                let (series, at) = (entry.series as usize, entry.at as usize);
                [Step::Index(series), Step::Key(entry.list.key()), Step::Index(at), Step::Key("value")]
            };
            // A compact list has the value itself at the third step, and the nearest place stands for the fourth.
            let paths: Vec<[Step<'_>; 4]> = entries.iter().map(path).collect();
            places.extend(keys.into_iter().zip(document.values(&paths)));
        }
        places
    }

    /// The place of a series.
    pub fn of_series(&self, id: &SeriesId) -> Option<Place> {
        let (file, at) = self.series.get(id)?;
        Some(self.files.get(*file as usize)?.key(&[Step::Index(*at as usize)]))
    }

    /// The place of what a series says under a key.
    pub fn of_series_text(&self, id: &SeriesId, key: &str) -> Option<Place> {
        let (file, at) = self.series.get(id)?;
        Some(self.files.get(*file as usize)?.value(&[Step::Index(*at as usize), Step::Key(key)]))
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
