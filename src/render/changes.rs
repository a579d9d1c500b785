//! What differs between two editions of a site, coarsely: the parts whose facts have to be looked at again.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::edition::Edition;
use super::fact::Names;
use super::fingerprint;
use crate::load::{Front, Page};
use crate::model::{Ledger, Observation, Quantity, SeriesId};
use crate::plan::Plan;

/// The parts that differ.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What every page shows differs: all is to be rendered.
    pub settings: bool,
    /// Series whose definition or whose reports differ, also those that a report names beside its own.
    pub series: FxHashSet<SeriesId>,
    /// Some source differs.
    pub sources: bool,
    /// The reference bands of exchange rates differ, or what somebody lets stand of the audit.
    pub rates: bool,
    /// Narratives that are new, gone or different.
    pub pages: Names,
    /// The order of narratives differs, or what ties them together: days, weights, tags, what they mention.
    pub threads: bool,
    /// Charts.
    pub charts: Names,
    /// What maps are drawn on.
    pub base_maps: Names,
    /// Entities.
    pub entities: Names,
    /// Where things are differs: of pages, of records, of files to copy.
    pub addresses: bool,
    /// Some template differs.
    pub templates: bool,
}

impl Changes {
    /// What differs between two editions.
    pub fn between(before: &Edition, now: &Edition) -> Self {
        let (old, new) = (&before.plan.checked, &now.plan.checked);
        let settings = before.base_url != now.base_url
            || before.assets != now.assets
            || old.site.config_file.source() != new.site.config_file.source();
        let mut changes = Changes { settings, ..Changes::default() };
        if settings {
            return changes;
        }
        let (old_site, new_site) = (&old.site, &new.site);
        changes.pages = differing(&old_site.pages, &new_site.pages, same_page);
        changes.threads = threads(&before.plan, &now.plan, &changes.pages);
        changes.charts = differing(&old_site.charts, &new_site.charts, |a, b| {
            Arc::ptr_eq(a, b)
                || hashed(|state| fingerprint::chart(Some(a), state))
                    == hashed(|state| fingerprint::chart(Some(b), state))
        });
        changes.entities = differing(&old_site.entities, &new_site.entities, |a, b| {
            Arc::ptr_eq(a, b)
                || hashed(|state| fingerprint::entity(Some(a), state))
                    == hashed(|state| fingerprint::entity(Some(b), state))
        });
        changes.base_maps =
            differing(&old_site.base_maps, &new_site.base_maps, |a, b| Arc::ptr_eq(a, b) || a == b);
        changes.ledger(&old_site.ledger, &new_site.ledger);
        changes.rates = old_site.rates != new_site.rates || old_site.waivers != new_site.waivers;
        changes.addresses =
            old.addresses != new.addresses || !old_site.statics.keys().eq(new_site.statics.keys());
        changes.templates = !Arc::ptr_eq(&before.templates, &now.templates);
        changes
    }

    /// True if the editions differ at all.
    pub fn anything(&self) -> bool {
        let Changes {
            settings,
            series,
            sources,
            rates,
            pages,
            threads,
            charts,
            base_maps,
            entities,
            addresses,
            templates,
        } = self;
        *settings
            || *sources
            || *rates
            || *threads
            || *addresses
            || *templates
            || !series.is_empty()
            || !(pages.is_empty() && charts.is_empty() && base_maps.is_empty() && entities.is_empty())
    }

    fn ledger(&mut self, old: &Ledger, new: &Ledger) {
        self.sources = !old.each_source().eq(new.each_source());
        let old_series: BTreeMap<_, _> = old.each_series().map(|series| (&series.id, series)).collect();
        let new_series: BTreeMap<_, _> = new.each_series().map(|series| (&series.id, series)).collect();
        let touched = differing(&old_series, &new_series, |a, b| a == b);
        self.series.extend(touched.into_iter().cloned());
        let old_reports: BTreeMap<_, _> = old.reports().collect();
        let new_reports: BTreeMap<_, _> = new.reports().collect();
        let touched: FxHashSet<&Quantity> = differing(&old_reports, &new_reports, |a, b| same(a, b));
        for quantity in touched {
            quantity.each_series(&mut |id| {
                self.series.insert(id.clone());
            });
        }
    }
}

/// True if two narratives are the same file with the same text.
fn same_page(a: &Arc<Page>, b: &Arc<Page>) -> bool {
    Arc::ptr_eq(a, b) || (a.file == b.file && a.source() == b.source())
}

/// True if the narratives of two plans are not tied to one another in the same way. Settings may tie them too.
pub(super) fn threads_differ(before: &Plan, now: &Plan) -> bool {
    let (old, new) = (&before.checked.site, &now.checked.site);
    old.config_file.source() != new.config_file.source()
        || threads(before, now, &differing(&old.pages, &new.pages, same_page))
}

/// True if some of these narratives is not tied to the others as it was.
fn threads(before: &Plan, now: &Plan, pages: &Names) -> bool {
    let thread = |plan: &Plan, path: &str| {
        let page = plan.checked.site.pages.get(path)?;
        let Front { date, updated, weight, superseded_by, chart, .. } = &page.front;
        let tags = page.front.tags.iter().map(|tag| (&tag.slug, &tag.name)).collect::<Vec<_>>();
        Some(hashed(|state| {
            (date, updated, weight, superseded_by, chart, tags, page.is_section).hash(state);
            page.each_node().for_each(|node| node.hash(state));
        }))
    };
    pages.iter().any(|path| {
        let (old, new) = (thread(before, path), thread(now, path));
        old.is_none() || old != new
    })
}

/// True if two lists of observations show the same. Numbers that are equal may be printed differently.
fn same(a: &[Observation], b: &[Observation]) -> bool {
    std::ptr::eq(a, b)
        || (a == b
            && hashed(|state| fingerprint::observations(a, state))
                == hashed(|state| fingerprint::observations(b, state)))
}

fn hashed(hash: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut state = DefaultHasher::new();
    hash(&mut state);
    state.finish()
}

/// The keys that only one of two maps has, or that have different values there.
fn differing<K: Clone + Ord + Hash, V>(
    old: &BTreeMap<K, V>,
    new: &BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
) -> FxHashSet<K> {
    let mut keys = FxHashSet::default();
    let mut old = old.iter().peekable();
    for (key, value) in new {
        while let Some((gone, _)) = old.next_if(|(other, _)| *other < key) {
            keys.insert(gone.clone());
        }
        if !old.next_if(|(other, _)| *other == key).is_some_and(|(_, before)| same(before, value)) {
            keys.insert(key.clone());
        }
    }
    keys.extend(old.map(|(gone, _)| gone.clone()));
    keys
}
