//! Which page has which address, and where a link leads.
//!
//! An address is a folder below the site's root, without slashes at its ends; the front page's is empty.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::load::Site;

/// Something that has an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// A narrative, by its path.
    Page(Arc<str>),
    /// The list of the records of `site.yaml`'s entry with this index.
    Collection(usize),
    /// A record: the index of its entry in `site.yaml`, and its id.
    Record(usize, Arc<str>),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link<'a> {
    /// Out of the site, or to a place on the same page: left as it is.
    AsIs,
    /// To a page of the site, and a place on it.
    Page(&'a Arc<str>, &'a str),
    /// To a file of the site, and what follows its path.
    File(&'a Arc<str>, &'a str),
    /// Nowhere.
    Broken,
}

/// All addresses of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    by_address: BTreeMap<Arc<str>, Destination>,
    by_destination: BTreeMap<Destination, Arc<str>>,
}

impl Addresses {
    /// The addresses of a site; two pages at one address are reported.
    pub(super) fn of(site: &Site, diagnostics: &mut Diagnostics) -> Self {
        let mut addresses = Addresses::default();
        for page in site.pages.values() {
            let address = match page.path.rsplit_once('/') {
                _ if page.path.is_empty() => String::new(),
                Some((folder, _)) => format!("{folder}/{}", page.slug),
                None => page.slug.to_string(),
            };
            let place = || Place::file(page.file.clone());
            addresses.add(site, address, Destination::Page(page.path.clone()), place, diagnostics);
        }
        for (index, records) in site.config.records.iter().enumerate() {
            let folder = records.path.trim_matches('/');
            let place = || site.config_file.value(&["records".into(), index.into(), "path".into()]);
            addresses.add(site, folder.to_owned(), Destination::Collection(index), place, diagnostics);
            for (id, slug) in record_ids(site, &records.of) {
                let destination = Destination::Record(index, id);
                addresses.add(site, format!("{folder}/{slug}"), destination, place, diagnostics);
            }
        }
        addresses
    }

    fn add(
        &mut self,
        site: &Site,
        address: String,
        destination: Destination,
        place: impl Fn() -> Place,
        diagnostics: &mut Diagnostics,
    ) {
        let address: Arc<str> = address.into();
        if let Some(other) = self.by_address.get(&address) {
            // A narrative may stand in for the list of a collection.
            if let (Destination::Page(_), Destination::Collection(_)) = (other, &destination) {
                self.by_destination.insert(destination, address);
                return;
            }
            let diagnostic = Diagnostic::error(
                "duplicate-url",
                place(),
                format!("two pages want the address `/{address}/`"),
            )
            .hint("give one of them another `slug`, or move it");
            diagnostics.push(match other {
                Destination::Page(path) => match site.pages.get(path) {
                    Some(page) => diagnostic.related(Place::file(page.file.clone()), "the other is here"),
                    None => diagnostic,
                },
                Destination::Collection(index) | Destination::Record(index, _) => {
                    let records = site.config_file.value(&["records".into(), (*index).into()]);
                    diagnostic.related(records, "the other is one of these records")
                }
            });
            return;
        }
        self.by_address.insert(address.clone(), destination.clone());
        self.by_destination.insert(destination, address);
    }

    /// The address of something.
    pub fn of_destination(&self, destination: &Destination) -> Option<&Arc<str>> {
        self.by_destination.get(destination)
    }

    /// The address of a narrative.
    pub fn of_page(&self, path: &str) -> Option<&Arc<str>> {
        self.by_destination.get(&Destination::Page(path.into()))
    }

    /// The address of a record of a kind: `sources`, `series`, `charts` or a kind of entity.
    pub fn of_record(&self, site: &Site, of: &str, id: &str) -> Option<&Arc<str>> {
        let index = site.config.records.iter().position(|records| &*records.of == of)?;
        self.by_destination.get(&Destination::Record(index, id.into()))
    }

    /// Every address with what is there.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Destination)> {
        self.by_address.iter()
    }

    /// Where a link in a file of `content/` leads.
    ///
    /// `/ports/khorgos/` is an address from the site's root; anything else that is no address on the web is
    /// relative to the file: `total.md`, `../method.md#rounding`, `map.png`.
    pub fn resolve<'a>(&'a self, site: &'a Site, file: &str, destination: &'a str) -> Link<'a> {
        if destination.is_empty() || destination.starts_with(['#', '?']) || is_absolute(destination) {
            return Link::AsIs;
        }
        let end = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, rest) = destination.split_at(end);
        let folder = file.strip_prefix("content/").and_then(|f| f.rsplit_once('/')).map_or("", |(f, _)| f);
        let from = if path.starts_with('/') { "" } else { folder };
        let Some(joined) = join(from, path) else { return Link::Broken };
        if let Some(page) = joined.strip_suffix(".md") {
            let page = page.strip_suffix("_index").map_or(page, |p| p.trim_end_matches('/'));
            return match self.of_page(page) {
                Some(address) => Link::Page(address, rest),
                None if site.faulty.contains(page) => Link::AsIs,
                None => Link::Broken,
            };
        }
        let address = joined.strip_suffix("index.html").map_or(&*joined, |a| a.trim_end_matches('/'));
        if let Some((address, _)) = self.by_address.get_key_value(address) {
            return Link::Page(address, rest);
        }
        match site.statics.get_key_value(&*joined) {
            Some((file, _)) => Link::File(file, rest),
            // The page of a record that is wrong itself.
            None if address.rsplit('/').next().is_some_and(|id| site.faulty.contains(id)) => Link::AsIs,
            None => Link::Broken,
        }
    }
}

/// The ids of the records of a kind, each with the last part of its address.
fn record_ids(site: &Site, of: &str) -> Vec<(Arc<str>, Arc<str>)> {
    let same = |id: &str| (Arc::from(id), Arc::from(id));
    match of {
        "sources" => site.ledger.each_source().map(|(id, _)| same(id)).collect(),
        "series" => site.ledger.each_series().map(|series| same(series.id.as_str())).collect(),
        "charts" => site.charts.values().filter(|chart| !chart.inline).map(|chart| same(&chart.id)).collect(),
        kind => site
            .entities
            .values()
            .filter(|entity| &*entity.kind == kind)
            .map(|entity| (entity.id.clone(), entity.slug.clone()))
            .collect(),
    }
}

/// True for an address with a scheme or a host.
fn is_absolute(destination: &str) -> bool {
    let scheme = destination.split(':').next().filter(|s| s.len() < destination.len());
    destination.starts_with("//")
        || scheme.is_some_and(|s| {
            s.starts_with(|c: char| c.is_ascii_alphabetic())
                && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        })
}

/// A relative path from a folder, without `.`, `..` and slashes at its ends; none if it leads out of the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_never_leave_the_root() {
        assert_eq!(join("briefings", "../ports/khorgos/").as_deref(), Some("ports/khorgos"));
        assert_eq!(join("", "./a//b").as_deref(), Some("a/b"));
        assert_eq!(join("a", "../../b"), None);
    }

    #[test]
    fn what_has_a_scheme_is_no_path() {
        for (destination, absolute) in [
            ("https://example.org", true),
            ("mailto:a@b", true),
            ("//host/x", true),
            ("a.md", false),
            ("2025: a review.md", false),
        ] {
            assert_eq!(is_absolute(destination), absolute, "{destination}");
        }
    }
}
