//! Addresses outside the site that its texts and records lead to, each with its places. Whether they answer is not asked
//! here: that is for [`crate::external`], and only if somebody wants to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::Place;
use crate::document::{Document, References, Span};
use crate::load::yaml::Step;
use crate::load::{Entity, Scalar, Site, Text};

/// The addresses of a site outside it, without their fragments, each with where it is named.
pub fn external_links(site: &Site) -> BTreeMap<Arc<str>, Vec<Place>> {
    let mut links = Links(BTreeMap::new());
    for page in site.pages.values() {
        page.each_line().for_each(|text| links.text(text));
        links.body(&page.body, |span| page.body.place(span));
    }
    for entity in site.entities.values() {
        links.entity(entity);
    }
    site.charts.values().flat_map(|chart| chart.each_text()).for_each(|text| links.text(text));
    for (id, source) in site.ledger.each_source() {
        source.url.iter().for_each(|url| links.add(url, || site.places.source_url(id)));
    }
    links.settings(site);
    links.0
}

struct Links(BTreeMap<Arc<str>, Vec<Place>>);

impl Links {
    fn add(&mut self, destination: &str, place: impl FnOnce() -> Place) {
        let address = destination.split('#').next().unwrap_or_default();
        if address.starts_with("https://") || address.starts_with("http://") {
            self.0.entry(address.into()).or_default().push(place());
        }
    }

    fn text(&mut self, text: &Text) {
        for (link, span) in text.line.links() {
            self.add(&link.destination, || text.place(span));
        }
    }

    fn body(&mut self, document: &Document, place: impl Fn(Span) -> Place) {
        let References { links, images, .. } = document.references();
        for (link, span) in links.into_iter().chain(images) {
            self.add(&link.destination, || place(span));
        }
    }

    fn entity(&mut self, entity: &Entity) {
        entity.summary.iter().for_each(|text| self.text(text));
        entity.body.iter().for_each(|body| self.body(body, |span| entity.body_place(span)));
        for field in &entity.fields {
            for value in &field.values {
                match value {
                    Scalar::Url(url) => self.add(url, || entity.place_below(&[Step::Key(&field.name)])),
                    Scalar::Text(text) => self.text(text),
                    Scalar::Date(_) | Scalar::Number(_) | Scalar::Entity(_) => {}
                }
            }
        }
    }

    fn settings(&mut self, site: &Site) {
        let config = &site.config;
        let at = |path: &[Step<'_>]| site.config_file.value(path);
        for (key, named) in [("publisher", &config.publisher), ("licence", &config.licence)] {
            let url = named.iter().filter_map(|named| named.url.as_ref());
            url.for_each(|url| self.add(url, || at(&[key.into(), "url".into()])));
        }
        for (index, entry) in config.navigation.iter().enumerate() {
            let url = entry.url.iter();
            url.for_each(|url| self.add(url, || at(&["navigation".into(), index.into(), "url".into()])));
        }
    }
}
