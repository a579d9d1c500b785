//! The files of `data/charts`: one specification named by its file, or several by their keys. A file is not read again
//! while it stays the same.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::charts::{self, Chart};
use super::raw::Entries;
use super::reader::Reader;
use super::remembered::Remembered;
use super::yaml::{Document, Step};
use super::{is_slug, no_id, yaml_below};
use crate::chart::Spec;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::Files;

/// What was read of each file.
#[derive(Debug, Default)]
pub(super) struct ChartFiles(BTreeMap<Arc<str>, Remembered<Option<ChartFile>>>);

/// What one file says.
#[derive(Debug)]
struct ChartFile {
    document: Document,
    /// The charts with their places in the file, if it has several.
    charts: Vec<(Option<usize>, Arc<Chart>)>,
}

impl ChartFiles {
    /// All charts of the files by their ids; a second one of an id is reported.
    pub fn read(
        &mut self,
        files: &Files,
        reader: &Reader,
        faulty: &mut BTreeSet<Arc<str>>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<Arc<str>, Arc<Chart>> {
        let mut before = std::mem::take(&mut self.0);
        let mut charts: BTreeMap<Arc<str>, Arc<Chart>> = BTreeMap::new();
        for (path, text) in yaml_below(files, "data/charts/") {
            let mut file = before.remove(&path).unwrap_or_default();
            let read = file.of(vec![(path.clone(), text)], |documents, faulty, found| {
                documents.into_iter().next().map(|document| chart_file(document, reader, faulty, found))
            });
            if let Some(read) = read.taken(faulty, diagnostics) {
                read.add_to(&mut charts, diagnostics);
            }
            self.0.insert(path, file);
        }
        charts
    }
}

impl ChartFile {
    fn add_to(&self, charts: &mut BTreeMap<Arc<str>, Arc<Chart>>, diagnostics: &mut Diagnostics) {
        for (index, chart) in &self.charts {
            match charts.entry(chart.id.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(chart.clone())),
                Entry::Occupied(first) => {
                    let path: Vec<Step<'_>> = index.map(Step::Index).into_iter().collect();
                    let message = format!("there are two charts `{}`", chart.id);
                    diagnostics.push(
                        Diagnostic::error("duplicate-id", self.document.key(&path), message)
                            .hint("give one of them another id, or remove it")
                            .related(first.get().place(), "the first is here"),
                    );
                }
            }
        }
    }
}

fn chart_file(
    mut document: Document,
    reader: &Reader,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> ChartFile {
    let name = document.path().rsplit_once('/').map_or("", |(_, name)| name);
    let stem: Arc<str> = name.rsplit_once('.').map_or(name, |(stem, _)| stem).into();
    let single = document.has_key("mark");
    let specs = if single {
        document.decode::<Spec>(diagnostics).map(|spec| vec![(stem.clone(), spec)]).unwrap_or_default()
    } else {
        document.decode::<Entries<Arc<str>, Spec>>(diagnostics).unwrap_or_default().0
    };
    faulty.extend(document.faulty_keys());
    if single || specs.is_empty() {
        faulty.extend((specs.is_empty() || !document.faulty_keys().is_empty()).then_some(stem));
    }
    let mut lowered = Vec::with_capacity(specs.len());
    for (index, (id, spec)) in specs.into_iter().enumerate() {
        let index = (!single).then_some(index);
        let path: Vec<Step<'_>> = index.map(Step::Index).into_iter().collect();
        if !is_slug(&id) {
            let place = if single { Place::file(document.path().clone()) } else { document.key(&path) };
            diagnostics.push(no_id(place, &id));
            faulty.insert(id);
            continue;
        }
        let chart = charts::lower(&document, &path, id, spec, false, reader, diagnostics);
        lowered.push((index, Arc::new(chart)));
    }
    ChartFile { document, charts: lowered }
}
