//! What differs between two editions of a site, coarsely: the parts whose facts have to be looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::edition::Edition;
use super::fingerprint::{self, hashed};
use super::topic::{Topic, Topics};
use crate::load::{Front, Page, Site};
use crate::model::{Ledger, Observation, each_difference};
use crate::plan::Plan;

/// The parts that differ.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What every page shows differs: all is to be rendered.
    pub settings: bool,
    topics: Topics,
}

impl Changes {
    /// What differs between two editions.
    pub fn between(before: &Edition, now: &Edition) -> Self {
        let (old, new) = (&before.plan.checked, &now.plan.checked);
        let settings =
            before.base_url != now.base_url || old.site.config_file.source() != new.site.config_file.source();
        let mut changes = Changes { settings, ..Changes::default() };
        if settings {
            return changes;
        }
        let (old_site, new_site) = (&old.site, &new.site);
        let pages = differing(&old_site.pages, &new_site.pages, same_page);
        let charts = differing(&old_site.charts, &new_site.charts, |a, b| {
            Arc::ptr_eq(a, b)
                || hashed(|state| fingerprint::chart(Some(a), state))
                    == hashed(|state| fingerprint::chart(Some(b), state))
        });
        let entities = differing(&old_site.entities, &new_site.entities, |a, b| {
            Arc::ptr_eq(a, b)
                || hashed(|state| fingerprint::entity(Some(a), state))
                    == hashed(|state| fingerprint::entity(Some(b), state))
        });
        let base_maps =
            differing(&old_site.base_maps, &new_site.base_maps, |a, b| Arc::ptr_eq(a, b) || a == b);
        changes.ledger(&old_site.ledger, &new_site.ledger);
        let threads = threads(&before.plan, &now.plan, &pages);
        let rates = old_site.rates != new_site.rates || old_site.waivers != new_site.waivers;
        // How large a picture is, and which smaller ones there are, stands with the links that show it.
        let files = |site: &Site| {
            site.statics.iter().map(|(path, file)| (path.clone(), file.picture)).collect::<Vec<_>>()
        };
        let addresses = old.addresses != new.addresses
            || files(old_site) != files(new_site)
            || before.plan.renditions != now.plan.renditions;
        let pictures = |edition: &Edition| {
            edition.pictures.iter().map(|(path, (hash, _))| (path.clone(), *hash)).collect::<Vec<_>>()
        };
        let pictures = pictures(before) != pictures(now);
        for (differs, topic) in [
            (threads, Topic::Threads),
            (rates, Topic::Rates),
            (addresses, Topic::Addresses),
            (pictures, Topic::Pictures),
            (!pages.is_empty(), Topic::AnyPage),
            (!charts.is_empty(), Topic::AnyChart),
            (!entities.is_empty(), Topic::AnyEntity),
        ] {
            changes.topics.extend(differs.then_some(topic));
        }
        let doubts = (before.doubts().by_figure(), now.doubts().by_figure());
        each_difference(
            doubts.0.iter(),
            doubts.1.iter(),
            |a, b| a == b,
            |(quantity, _), _, _| {
                changes.topics.insert(Topic::Doubts(quantity.principal().clone()));
            },
        );
        let front = |path: &&Arc<str>| before.world().front(path) != now.world().front(path);
        changes.topics.extend(pages.iter().filter(front).cloned().map(Topic::Front));
        changes.topics.extend(pages.into_iter().map(Topic::Page));
        if !Arc::ptr_eq(&before.templates, &now.templates) {
            each_difference(
                before.templates.fingerprints().iter(),
                now.templates.fingerprints().iter(),
                |a, b| a == b,
                |name, _, _| {
                    changes.topics.insert(Topic::Template(name.clone()));
                },
            );
        }
        changes.topics.extend(charts.into_iter().map(Topic::Chart));
        changes.topics.extend(entities.into_iter().map(Topic::Entity));
        changes.topics.extend(base_maps.into_iter().map(Topic::BaseMap));
        if !changes.topics.is_empty() {
            let says = changes.topics.iter().any(Topic::says_something);
            changes
                .topics
                .extend([says.then_some(Topic::Words), Some(Topic::Anything)].into_iter().flatten());
        }
        changes
    }

    /// The topics that differ.
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    fn ledger(&mut self, old: &Ledger, new: &Ledger) {
        if std::ptr::eq(old, new) {
            return;
        }
        if !old.each_source().eq(new.each_source()) {
            self.topics.insert(Topic::Sources);
        }
        self.topics.extend(new.differing_series(old).into_iter().map(Topic::Series));
        new.differing_reports(old, |_, before, now| self.sources_of(before, now));
        if self.topics.iter().any(|topic| matches!(topic, Topic::Series(_))) {
            self.topics.insert(Topic::AnySeries);
        }
    }

    /// The sources whose reports of a quantity differ.
    fn sources_of<'o>(&mut self, before: &'o [Observation], now: &'o [Observation]) {
        let sources: BTreeSet<&Arc<str>> = before.iter().chain(now).map(|o| &o.source).collect();
        for source in sources {
            let own = |all: &'o [Observation]| all.iter().filter(|o| o.source == *source).collect::<Vec<_>>();
            let (old, new) = (own(before), own(now));
            if !old.iter().map(|o| o.period).eq(new.iter().map(|o| o.period)) {
                self.topics.insert(Topic::PeriodsIn(source.clone()));
            }
            let same = old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| a.is_printed_as(b));
            if !same {
                self.topics.insert(Topic::ReportsIn(source.clone()));
            }
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
fn threads(before: &Plan, now: &Plan, pages: &FxHashSet<Arc<str>>) -> bool {
    let thread = |plan: &Plan, path: &str| plan.checked.site.pages.get(path).map(|page| thread(page));
    pages.iter().any(|path| {
        let (old, new) = (thread(before, path), thread(now, path));
        old.is_none() || old != new
    })
}

/// A fingerprint of how a narrative is tied to others.
pub(super) fn thread(page: &Page) -> u64 {
    let Front { date, updated, weight, superseded_by, chart, .. } = &page.front;
    let tags = page.front.tags.iter().map(|tag| (&tag.slug, &tag.name)).collect::<Vec<_>>();
    hashed(|state| {
        (date, updated, weight, superseded_by, chart, tags, page.is_section).hash(state);
        page.each_node().for_each(|node| node.hash(state));
    })
}

/// The keys that only one of two maps has, or that have different values there.
fn differing<K: Clone + Ord + Hash, V>(
    old: &BTreeMap<K, V>,
    new: &BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
) -> FxHashSet<K> {
    let mut keys = FxHashSet::default();
    each_difference(
        old.iter(),
        new.iter(),
        |a, b| same(a, b),
        |key, _, _| {
            keys.insert(key.clone());
        },
    );
    keys
}
