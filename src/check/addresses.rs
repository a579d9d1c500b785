//! Which page has which address, and where a link leads.
//!
//! An address is a folder below the site's root, without slashes at its ends; the front page's is empty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::Node;
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
    /// A further page of the list of a section: its path, and the number of the page, from 2.
    Part(Arc<str>, usize),
    /// The list of all tags.
    Tags,
    /// The pages with a tag, by its slug.
    Tag(Arc<str>),
    /// The index of the figures that narratives quote.
    Figures,
    /// The search.
    Search,
    /// A former address of a narrative, by its path.
    Alias(Arc<str>),
    /// The dated address of a briefing, by its path: it leads to this edition when another has taken its place.
    Permalink(Arc<str>),
}

impl Destination {
    /// The page of a record of a kind; none if the kind has no pages.
    pub(super) fn record(site: &Site, of: &str, id: &Arc<str>) -> Option<Self> {
        let index = site.config.records.iter().position(|records| &*records.of == of)?;
        Some(Destination::Record(index, id.clone()))
    }

    /// True for what a search can find: what has a text of its own.
    pub fn is_searched(&self) -> bool {
        matches!(self, Destination::Page(_) | Destination::Record(..))
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link<'a> {
    /// Out of the site, or to a place on the same page: left as it is.
    AsIs,
    /// To a page of the site, and a place on it.
    Page(&'a Arc<str>, &'a str),
    /// To a file of the site, copied or written, and what follows its path.
    File(&'a Arc<str>, &'a str),
    /// Nowhere.
    Broken,
}

/// All addresses of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Addresses {
    by_address: BTreeMap<Arc<str>, Destination>,
    by_destination: BTreeMap<Destination, Arc<str>>,
    /// The files beside pages, by their paths.
    files: BTreeSet<Arc<str>>,
}

impl Addresses {
    /// The addresses of a site, which may know where it will be published; two pages at one address are reported.
    pub(super) fn of(site: &Site, is_located: bool, diagnostics: &mut Diagnostics) -> Self {
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
        addresses.add_lists(site, diagnostics);
        addresses.add_aliases(site, diagnostics);
        addresses.add_permalinks(site);
        addresses.files = files::all(site, &addresses.by_address, is_located);
        addresses
    }

    /// The pages that are made from what narratives hold. A narrative at one of these addresses takes its place.
    fn add_lists(&mut self, site: &Site, diagnostics: &mut Diagnostics) {
        let mut parts = Vec::new();
        let mut below: BTreeMap<&str, usize> = BTreeMap::new();
        for section in site.pages.keys().filter_map(|path| site.section_of(path)) {
            *below.entry(&section.path).or_default() += 1;
        }
        for page in site.pages.values().filter(|page| page.is_section && page.front.paginate.is_some()) {
            let Some(address) = self.of_page(&page.path) else { continue };
            let count = below.get(&*page.path).copied().unwrap_or_default();
            let pages = page.front.paginate.map_or(1, |size| count.div_ceil(size.get()));
            let slash = if address.is_empty() { "" } else { "/" };
            let part = |number| (format!("{address}{slash}page/{number}"), page.path.clone(), number);
            parts.extend((2..=pages).map(part));
        }
        for (address, path, number) in parts {
            let place =
                || site.pages.get(&path).map_or_else(|| Place::file(""), |page| page.front_place("paginate"));
            self.add(site, address, Destination::Part(path.clone(), number), place, diagnostics);
        }
        let quotes =
            site.pages.values().any(|page| page.each_node().any(|node| matches!(node, Node::Figure(_))));
        // A page that lists one narrative tells no more than the narrative does.
        let mut tags: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
        for page in site.pages.values() {
            let slugs: BTreeSet<&Arc<str>> = page.front.tags.iter().map(|tag| &tag.slug).collect();
            slugs.into_iter().for_each(|slug| *tags.entry(slug).or_default() += 1);
        }
        tags.retain(|slug, pages| *pages > 1 && !slug.is_empty());
        let mut lists = vec![("search".to_owned(), Destination::Search)];
        if quotes {
            lists.push(("figures".to_owned(), Destination::Figures));
        }
        if !tags.is_empty() {
            lists.push(("tags".to_owned(), Destination::Tags));
        }
        lists.extend(tags.into_keys().map(|slug| (format!("tags/{slug}"), Destination::Tag(slug.clone()))));
        for (address, destination) in lists {
            self.add(site, address, destination, || Place::file("site.yaml"), diagnostics);
        }
    }

    /// The addresses that narratives had before. Two things at one address are an error here as anywhere.
    fn add_aliases(&mut self, site: &Site, diagnostics: &mut Diagnostics) {
        for page in site.pages.values() {
            for (index, alias) in page.front.aliases.iter().enumerate() {
                let place = || page.alias_place(index);
                let address = alias.strip_suffix("index.html").unwrap_or(alias).trim_matches('/');
                let is_path =
                    join("", address).as_deref() == Some(address) && !address.contains(['?', '#', '\\']);
                if address.is_empty() || is_absolute(alias) || !is_path {
                    diagnostics.push(
                        Diagnostic::error(
                            "bad-value",
                            place(),
                            format!("`{alias}` is no former address of a page"),
                        )
                        .hint("write its path from the site's root, such as /notes/old-name/"),
                    );
                    continue;
                }
                let destination = Destination::Alias(page.path.clone());
                self.add(site, address.to_owned(), destination, place, diagnostics);
            }
        }
    }

    /// The dated address of each briefing, below its own. One that its author has put something else at is theirs.
    fn add_permalinks(&mut self, site: &Site) {
        for page in site.pages.values().filter(|page| site.is_briefing(page)) {
            let (Some(address), Some(day)) = (self.of_page(&page.path), page.front.date) else { continue };
            let dated: Arc<str> = format!("{address}/{day}").into();
            let permalink = Destination::Permalink(page.path.clone());
            // Moved below the next edition's address, and named by its day, it stands at its own.
            let is_dated = address.rsplit('/').next() == Some(&day.to_string());
            let is_own_alias = |there: &Destination| *there == Destination::Alias(page.path.clone());
            match self.by_address.get(&dated) {
                _ if is_dated => {
                    self.by_destination.insert(permalink, address.clone());
                }
                None => {
                    self.by_address.insert(dated.clone(), permalink.clone());
                    self.by_destination.insert(permalink, dated);
                }
                Some(there) if is_own_alias(there) => {
                    self.by_destination.insert(permalink, dated);
                }
                Some(_) => {}
            }
        }
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
            use Destination::{Collection, Figures, Page, Search, Tag, Tags};
            if let (Page(_), Collection(_) | Figures | Search | Tags | Tag(_)) = (other, &destination) {
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
                Destination::Page(path)
                | Destination::Part(path, _)
                | Destination::Alias(path)
                | Destination::Permalink(path) => match site.pages.get(path) {
                    Some(page) => diagnostic.related(Place::file(page.file.clone()), "the other is here"),
                    None => diagnostic,
                },
                Destination::Collection(index) | Destination::Record(index, _) => {
                    let records = site.config_file.value(&["records".into(), (*index).into()]);
                    diagnostic.related(records, "the other is one of these records")
                }
                Destination::Tags | Destination::Tag(_) | Destination::Figures | Destination::Search => {
                    diagnostic.related(Place::file("site.yaml"), "every site has a page of its own there")
                }
            });
            return;
        }
        self.by_address.insert(address.clone(), destination.clone());
        // A narrative can have several former addresses; nothing asks for one of them.
        self.by_destination.insert(destination, address);
    }

    /// What is at an address.
    pub fn at(&self, address: &str) -> Option<&Destination> {
        self.by_address.get(address)
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
        self.by_destination.get(&Destination::record(site, of, &id.into())?)
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
        let copied = site.statics.get_key_value(&*joined).map(|(file, _)| file);
        match copied.or_else(|| self.files.get(&*joined)) {
            Some(file) => Link::File(file, rest),
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
