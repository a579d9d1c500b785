//! The order of narratives: what lies below a section, what stands beside a page, which are newest.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::load::{Page, Site, folders};

/// The narratives of a site in the order in which lists show them, by their paths.
#[derive(Debug, Default)]
pub struct Outline {
    /// What lies directly below each section, in order.
    children: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

impl Outline {
    /// The order of a site's narratives.
    pub fn of(site: &Site) -> Self {
        let mut below: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
        for page in site.pages.values().filter(|page| !page.path.is_empty()) {
            if let Some(section) = site.section_of(&page.path) {
                below.entry(&section.path).or_default().push(page);
            }
        }
        let ordered = below.into_iter().map(|(section, mut pages)| {
            pages.sort_by(|a, b| order(a, b));
            (Arc::from(section), pages.into_iter().map(|page| Arc::clone(&page.path)).collect())
        });
        Outline { children: ordered.collect() }
    }

    /// What lies directly below a section.
    pub fn children(&self, section: &str) -> &[Arc<str>] {
        self.children.get(section).map_or(&[], Vec::as_slice)
    }

    /// The narratives before and after one in its section.
    pub fn neighbours(&self, path: &str) -> [Option<&Arc<str>>; 2] {
        // Whatever lies in a section is below it: the nearest folder with something below it is that section.
        let section = folders(path).find_map(|folder| self.children.get(folder));
        let siblings = section.map_or(&[][..], Vec::as_slice);
        let Some(at) = siblings.iter().position(|sibling| &**sibling == path) else { return [None; 2] };
        [at.checked_sub(1).map(|before| &siblings[before]), siblings.get(at + 1)]
    }
}

/// Lighter first, then newer first, then by path.
fn order(a: &Page, b: &Page) -> std::cmp::Ordering {
    let weight = |page: &Page| page.front.weight.unwrap_or(i64::MAX);
    weight(a).cmp(&weight(b)).then(b.front.date.cmp(&a.front.date)).then(a.path.cmp(&b.path))
}
