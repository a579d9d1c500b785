//! Where in its files a site says a word that turns up in what is made of them: asked only for a finding.

use super::yaml::Document;
use super::{Places, Site};
use crate::diag::Place;

/// What is searched with, and never shown.
const NEVER_SHOWN: &str = "spellings";

impl Site {
    /// The texts of the data, of charts and of `site.yaml` that hold a word, each with its place.
    pub fn texts_with(&self, word: &str) -> Vec<(String, Place)> {
        let charts = self.charts.values().map(|chart| chart.document());
        let entities = self.entities.values().map(|entity| entity.document());
        let documents = self.places.documents().chain(entities).chain(charts).chain([&self.config_file]);
        // Many charts and entities share a document, and a chart in a narrative has one by itself.
        let mut documents: Vec<&Document> = documents.collect();
        documents.sort_by_key(|document| document.extent());
        documents.dedup_by_key(|document| document.extent());
        documents.into_iter().flat_map(|document| document.texts_with(word, NEVER_SHOWN)).collect()
    }

    /// True if a stretch of a narrative's own file holds a word.
    pub fn narrative_holds(&self, place: &Place, word: &str) -> bool {
        let page = self.pages.values().find(|page| page.file == place.file);
        let written = page.and_then(|page| page.document().source().get(place.start..place.end));
        written.is_some_and(|written| written.contains(word))
    }
}

impl Places {
    /// The files of the series and that of the sources.
    fn documents(&self) -> impl Iterator<Item = &Document> {
        self.series_files().iter().map(|file| &file.document).chain(&self.sources)
    }
}
