//! The narratives of a site: each file read once, and not again while it and the settings stay the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::charts::Chart;
use super::content::{self, Page};
use super::reader::Reader;
use super::yaml::Document;
use super::{LoadOptions, in_parallel, under};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::Files;

/// What was read of each file of `content/`.
#[derive(Debug, Default)]
pub(super) struct Narratives {
    /// `site.yaml`, whose settings every narrative is read with.
    settings: Arc<str>,
    read: BTreeMap<Arc<str>, Arc<Read>>,
}

/// What one file says.
#[derive(Debug)]
struct Read {
    text: Arc<str>,
    page: Option<Arc<Page>>,
    charts: Vec<Arc<Chart>>,
    found: Diagnostics,
}

impl Narratives {
    /// The narratives of a site by path. Charts in them are added to the others.
    #[allow(clippy::too_many_arguments, reason = "what a site has so far")]
    pub fn read(
        &mut self,
        files: &Files,
        options: LoadOptions,
        settings: &Document,
        reader: &Reader,
        charts: &mut BTreeMap<Arc<str>, Arc<Chart>>,
        faulty: &mut BTreeSet<Arc<str>>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<Arc<str>, Arc<Page>> {
        if self.settings != *settings.source() {
            self.settings = settings.source().clone();
            self.read.clear();
        }
        let texts: Vec<(&Arc<str>, &Arc<str>)> =
            under(files, "content/").map(|(_, path, text)| (path, text)).collect();
        let known = &self.read;
        let read = in_parallel(texts, diagnostics, |(path, text), _| {
            let same = known.get(path).filter(|read| Arc::ptr_eq(&read.text, text) || read.text == *text);
            Some((path, same.cloned().unwrap_or_else(|| Arc::new(read(path, text, reader)))))
        });
        let mut pages: BTreeMap<Arc<str>, Arc<Page>> = BTreeMap::new();
        for (file, read) in &read {
            diagnostics.extend(read.found.iter().cloned());
            let Some(page) = &read.page else {
                faulty.extend(content::page_path(file).map(|(path, _)| Arc::from(path)));
                continue;
            };
            if page.front.draft && !options.drafts {
                continue;
            }
            if let Some(other) = pages.get(&page.path) {
                diagnostics.push(same_path(page, other));
                continue;
            }
            charts.extend(read.charts.iter().map(|chart| (chart.id.clone(), chart.clone())));
            pages.insert(page.path.clone(), page.clone());
        }
        self.read = read.into_iter().map(|(path, read)| (path.clone(), read)).collect();
        pages
    }
}

fn read(path: &Arc<str>, text: &Arc<str>, reader: &Reader) -> Read {
    let mut found = Diagnostics::new();
    let (page, charts) = content::read(path, text, reader, &mut found).unzip();
    let charts = charts.into_iter().flatten().map(Arc::new).collect();
    Read { text: text.clone(), page: page.map(Arc::new), charts, found }
}

fn same_path(page: &Page, other: &Page) -> Diagnostic {
    Diagnostic::error(
        "duplicate-url",
        Place::file(page.file.clone()),
        format!("two narratives want the address `/{}/`", page.path),
    )
    .hint("rename one of the two files")
    .related(Place::file(other.file.clone()), "the other is here")
}
