//! The narratives of a site: each file read once, and not again while it stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::charts::Chart;
use super::content::{self, Page};
use super::reader::Reader;
use super::{LoadOptions, in_parallel, under};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::Files;

/// What was read of each file of `content/`.
#[derive(Debug, Default)]
pub(super) struct Narratives {
    /// By the paths of the files, in their order.
    files: Vec<(Arc<str>, Arc<Read>)>,
    gathered: Option<Gathered>,
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
            let same_place = self.files.get(at).filter(|(other, _)| other == path);
            let known = same_place.or_else(|| {
                let at = self.files.binary_search_by(|(other, _)| other.cmp(path)).ok()?;
                self.files.get(at)
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
        let kept = self.gathered.take();
        let kept = kept.and_then(|kept| kept.followed_by(&self.files, &read, options.drafts));
        self.files = read;
        for (file, read) in &self.files {
            diagnostics.extend(read.found.iter().cloned());
            if read.page.is_none() {
                faulty.extend(content::page_path(file).map(|(path, _)| Arc::from(path)));
            }
        }
        let gathered = kept.unwrap_or_else(|| Gathered::of(&self.files, options.drafts, diagnostics));
        let mut all = gathered.charts.clone();
        for (id, chart) in std::mem::take(charts) {
            all.entry(id).or_insert(chart);
        }
        *charts = all;
        let pages = gathered.pages.clone();
        self.gathered = Some(gathered);
        pages
    }
}

/// What the narratives of a site come to.
#[derive(Debug)]
struct Gathered {
    /// Drafts are among them.
    drafts: bool,
    /// Two files want to be the same page: that is to be told each time.
    is_ambiguous: bool,
    pages: BTreeMap<Arc<str>, Arc<Page>>,
    /// Those in narratives alone.
    charts: BTreeMap<Arc<str>, Arc<Chart>>,
}

impl Gathered {
    fn of(files: &[(Arc<str>, Arc<Read>)], drafts: bool, diagnostics: &mut Diagnostics) -> Self {
        let pages = files.iter().filter_map(|(_, read)| read.page.as_ref());
        let mut pages: Vec<&Arc<Page>> = pages.filter(|page| drafts || !page.front.draft).collect();
        // Stable: of two with one path the first file stays.
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        let mut is_ambiguous = false;
        pages.dedup_by(|page, other| {
            let same = page.path == other.path;
            if same {
                is_ambiguous = true;
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
        let charts = files.iter().map(|(_, read)| &**read).filter(shown).flat_map(|read| &read.charts);
        // All at once: a map is filled much faster in order.
        let charts = charts.map(|chart| (chart.id.clone(), chart.clone())).collect();
        let pages = pages.into_iter().map(|page| (page.path.clone(), page.clone())).collect();
        Gathered { drafts, is_ambiguous, pages, charts }
    }

    /// The same for files that were read since, if only what some of them say is new: the order of thousands need not be
    /// found again for a word in one.
    fn followed_by(
        mut self,
        before: &[(Arc<str>, Arc<Read>)],
        now: &[(Arc<str>, Arc<Read>)],
        drafts: bool,
    ) -> Option<Self> {
        if self.is_ambiguous || self.drafts != drafts || before.len() != now.len() {
            return None;
        }
        for ((old_file, old), (file, new)) in before.iter().zip(now) {
            if Arc::ptr_eq(old, new) {
                continue;
            }
            let ids = |read: &Read| read.charts.iter().map(|chart| chart.id.clone()).collect::<Vec<_>>();
            let (was, page) = (old.page.as_ref()?, new.page.as_ref()?);
            let alike = was.path == page.path && was.front.draft == page.front.draft && ids(old) == ids(new);
            if old_file != file || !alike {
                return None;
            }
            if let Some(known) = self.pages.get_mut(&page.path) {
                *known = page.clone();
                for (was, chart) in old.charts.iter().zip(&new.charts) {
                    let known = self.charts.get_mut(&chart.id).filter(|known| Arc::ptr_eq(known, was))?;
                    *known = chart.clone();
                }
            }
        }
        Some(self)
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
