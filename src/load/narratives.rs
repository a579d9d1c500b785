//! The narratives of a site: each file read once, and not again while it stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::charts::Chart;
use super::content::{self, Page};
use super::reader::Reader;
use super::{LoadOptions, in_parallel, under};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::Files;

/// What was read of each file of `content/`, by the paths of the files, in their order.
#[derive(Debug, Default)]
pub(super) struct Narratives(Vec<(Arc<str>, Arc<Read>)>);

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
    pub fn read(
        &mut self,
        files: &Files,
        options: LoadOptions,
        reader: &Reader,
        charts: &mut BTreeMap<Arc<str>, Arc<Chart>>,
        faulty: &mut BTreeSet<Arc<str>>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<Arc<str>, Arc<Page>> {
        let texts: Vec<(&Arc<str>, &Arc<str>)> =
            under(files, "content/").map(|(_, path, text)| (path, text)).collect();
        let known = |at: usize, path: &Arc<str>| {
            // Mostly it is where it was.
            let same_place = self.0.get(at).filter(|(other, _)| other == path);
            let known = same_place.or_else(|| {
                let at = self.0.binary_search_by(|(other, _)| other.cmp(path)).ok()?;
                self.0.get(at)
            });
            known.map(|(_, read)| read)
        };
        let read =
            in_parallel(texts.into_iter().enumerate().collect(), diagnostics, |(at, (path, text)), _| {
                let same = known(at, path).filter(|read| Arc::ptr_eq(&read.text, text) || read.text == *text);
                Some((
                    path.clone(),
                    same.cloned().unwrap_or_else(|| Arc::new(self::read(path, text, reader))),
                ))
            });
        self.0 = read;
        let mut pages: Vec<&Arc<Page>> = Vec::with_capacity(self.0.len());
        for (file, read) in &self.0 {
            diagnostics.extend(read.found.iter().cloned());
            match &read.page {
                Some(page) if page.front.draft && !options.drafts => {}
                Some(page) => pages.push(page),
                None => faulty.extend(content::page_path(file).map(|(path, _)| Arc::from(path))),
            }
        }
        // Stable: of two with one path the first file stays.
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        pages.dedup_by(|page, other| {
            let same = page.path == other.path;
            if same {
                diagnostics.push(same_path(page, other));
            }
            same
        });
        let shown = |read: &&Read| {
            let own = read.page.as_ref();
            let first = |page: &Arc<Page>| {
                pages
                    .binary_search_by(|other| other.path.cmp(&page.path))
                    .is_ok_and(|at| Arc::ptr_eq(pages[at], page))
            };
            !read.charts.is_empty() && own.is_some_and(first)
        };
        let inline = self.0.iter().map(|(_, read)| &**read).filter(shown).flat_map(|read| &read.charts);
        let inline = inline.map(|chart| (chart.id.clone(), chart.clone()));
        // All at once: a map is filled much faster in order.
        *charts = std::mem::take(charts).into_iter().chain(inline).collect();
        pages.into_iter().map(|page| (page.path.clone(), page.clone())).collect()
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
