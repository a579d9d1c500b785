//! Settings that name pages and templates.

use std::sync::Arc;

use super::{Addresses, references};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::load::{self, Page, Site};
use crate::model::SeriesId;
use crate::theme;

/// Checks `site.yaml` and the front matter of all narratives.
pub(super) fn check(site: &Site, addresses: &Addresses, diagnostics: &mut Diagnostics) {
    navigation(site, addresses, diagnostics);
    for (index, records) in site.config.records.iter().enumerate() {
        let place = || site.config_file.value(&["records".into(), index.into(), "template".into()]);
        template(site, records.template.as_deref(), place, diagnostics);
    }
    for page in site.pages.values() {
        front_matter(site, page, diagnostics);
    }
}

fn navigation(site: &Site, addresses: &Addresses, diagnostics: &mut Diagnostics) {
    for (index, entry) in site.config.navigation.iter().enumerate() {
        let at = |key: &'static str| site.config_file.value(&["navigation".into(), index.into(), key.into()]);
        match (&entry.page, &entry.url) {
            (Some(page), None) => {
                let address = page.trim_matches('/');
                if !addresses.iter().any(|(known, _)| &**known == address) {
                    let known = addresses.iter().map(|(known, _)| &**known);
                    diagnostics.push(load::unknown("page", at("page"), address, known));
                }
            }
            (None, Some(_)) => {}
            _ if !site.config_file.is_whole(&["navigation".into(), index.into()]) => {}
            _ => diagnostics.push(
                Diagnostic::error(
                    "missing-key",
                    at("title"),
                    "an entry of the navigation leads to one place",
                )
                .hint("say either `page:` or `url:`"),
            ),
        }
    }
}

fn front_matter(site: &Site, page: &Page, diagnostics: &mut Diagnostics) {
    let front = &page.front;
    template(site, front.template.as_deref(), || page.front_place("template"), diagnostics);
    template(site, front.page_template.as_deref(), || page.front_place("page_template"), diagnostics);
    let is_sound = |name: &&Arc<str>| !site.faulty.contains(*name);
    if let Some(chart) = front.chart.as_ref().filter(is_sound).filter(|id| !site.charts.contains_key(*id)) {
        let known = site.charts.keys().map(|id| &**id);
        diagnostics.push(load::unknown("chart", page.front_place("chart"), chart, known));
    }
    let pages = || site.pages.keys().map(|path| &**path);
    let leads: [(&str, Option<&Arc<str>>); 1] = [("superseded_by", front.superseded_by.as_ref())];
    for (key, path) in leads {
        if let Some(path) = path.filter(is_sound).filter(|path| !site.pages.contains_key(*path)) {
            diagnostics.push(load::unknown("page", page.front_place(key), path, pages()));
        }
    }
    for (index, headline) in front.headlines.iter().enumerate() {
        let at = |key| page.headline_place(index, key);
        if let Some(path) =
            headline.page.as_ref().filter(is_sound).filter(|path| !site.pages.contains_key(*path))
        {
            diagnostics.push(load::unknown("page", at("page"), path, pages()));
        }
        let faulty = |id: &&SeriesId| site.faulty.contains(id.as_str());
        let series = headline.series.as_ref().filter(|id| !faulty(id) && site.ledger.series(id).is_none());
        if let Some(id) = series {
            diagnostics.push(references::unknown_series(site, at("series"), id));
        }
    }
}

fn template(site: &Site, name: Option<&str>, place: impl Fn() -> Place, diagnostics: &mut Diagnostics) {
    let Some(name) = name else { return };
    let built_in = || theme::TEMPLATES.iter().map(|(name, _)| *name);
    if !site.templates.contains_key(name) && !built_in().any(|known| known == name) {
        let known = site.templates.keys().map(|k| &**k).chain(built_in());
        diagnostics.push(load::unknown("template", place(), name, known));
    }
}
