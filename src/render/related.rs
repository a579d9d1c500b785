//! Which narratives are close to one: they share its topics, or quote the same series.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mentions::{Mentions, Paths};
use crate::document::Node;
use crate::load::{Page, Site};

/// How many are shown.
const SHOWN: usize = 3;
/// What is shared by more narratives than this tells nothing of any two of them.
const COMMON: usize = 40;

/// The nearest narratives, nearest first: what few others share weighs more than what many do.
pub fn related<'a>(site: &'a Site, mentions: &'a Mentions, page: &Page) -> Vec<&'a Page> {
    let mut scores: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let mut share = |paths: &'a Paths, weight: usize| {
        if paths.len() <= COMMON {
            for path in paths.iter().filter(|path| **path != page.path) {
                *scores.entry(path).or_default() += weight * COMMON / paths.len();
            }
        }
    };
    for tag in &page.front.tags {
        mentions.tag(&tag.slug).into_iter().for_each(|tag| share(tag.paths, 2));
    }
    let mut seen = BTreeSet::new();
    for node in page.each_node() {
        let Node::Figure(call) = node else { continue };
        call.quantity.each_series(&mut |id| {
            if seen.insert(id.clone()) {
                mentions.quoting(id).into_iter().for_each(|paths| share(paths, 1));
            }
        });
    }
    let mut nearest: Vec<(&Page, usize)> =
        scores.into_iter().filter_map(|(path, score)| Some((&**site.pages.get(path)?, score))).collect();
    nearest.retain(|(other, _)| {
        other.front.date.is_some()
            && other.front.superseded_by.is_none()
            && !other.is_section
            && !other.path.is_empty()
    });
    nearest
        .sort_by(|(a, x), (b, y)| y.cmp(x).then(b.front.date.cmp(&a.front.date)).then(a.path.cmp(&b.path)));
    nearest.into_iter().take(SHOWN).map(|(page, _)| page).collect()
}
