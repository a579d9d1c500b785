//! The files that a site gets beside its pages: a chart's picture, a briefing's PDF, the data of it all. A plan makes each of
//! them, and a text may link to each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Addresses, Destination};
use crate::load::{self, Page, Site};

/// The file of a chart's page to be embedded, beside that page.
pub const EMBED: &str = "embed.html";

/// A file beside a page, or of the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A chart as a picture.
    ChartSvg,
    /// A chart as pixels.
    ChartPng,
    /// A chart by itself, for a frame in another page.
    ChartEmbed,
    /// The figures of a chart with their papers.
    ChartCsv,
    /// The figures of a chart and what it shows.
    ChartJson,
    /// The observations of a series.
    SeriesCsv,
    /// The same as JSON, with what the series is.
    SeriesJson,
    /// What is new below a section or a tag.
    Feed,
    /// The narrative, printed.
    Pdf,
    /// All that is printed of a section.
    Bound,
    /// The picture that stands for a narrative elsewhere.
    Card,
}

/// A file of the whole site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfSite {
    /// The page for addresses that are none.
    NotFound,
    /// All observations.
    Observations,
    /// All quantities, reported and derived.
    Quantities,
    /// What the audit found.
    Audit,
    /// What the data files are, for programs that read packages of data.
    DataPackage,
    /// All observations as SDMX-CSV.
    SdmxCsv,
    /// What search engines may read.
    Robots,
    /// The newest narratives; only of a site that knows where it will be published, as is the next.
    Feed,
    /// The list of pages for search engines.
    Sitemap,
}

/// The files of the whole site, by their paths; those of one that knows where it will be published consist of addresses.
pub fn of_site(is_located: bool) -> impl Iterator<Item = (&'static str, OfSite)> {
    let everywhere = [
        ("404.html", OfSite::NotFound),
        ("data/observations.csv", OfSite::Observations),
        ("data/quantities.csv", OfSite::Quantities),
        ("data/audit.json", OfSite::Audit),
        ("data/datapackage.json", OfSite::DataPackage),
        ("data/observations-sdmx.csv", OfSite::SdmxCsv),
        ("robots.txt", OfSite::Robots),
    ];
    let located = [("atom.xml", OfSite::Feed), ("sitemap.xml", OfSite::Sitemap)];
    everywhere.into_iter().chain(located.into_iter().filter(move |_| is_located))
}

/// The files beside what is at an address, by their paths.
pub fn beside(
    site: &Site,
    address: &str,
    destination: &Destination,
    is_located: bool,
) -> Vec<(String, Written)> {
    let mut files = Vec::new();
    match destination {
        Destination::Record(index, id) => {
            let file = |extension: &str| format!("{address}/{id}.{extension}");
            match site.config.records.get(*index).map(|records| &*records.of) {
                Some("charts") => files.extend([
                    (file("svg"), Written::ChartSvg),
                    (file("png"), Written::ChartPng),
                    (format!("{address}/{EMBED}"), Written::ChartEmbed),
                    (file("csv"), Written::ChartCsv),
                    (file("json"), Written::ChartJson),
                ]),
                Some("series") => {
                    files.extend([(file("csv"), Written::SeriesCsv), (file("json"), Written::SeriesJson)]);
                }
                _ => {}
            }
        }
        Destination::Page(path) => {
            let Some(page) = site.pages.get(path) else { return files };
            if is_located && page.is_section && !address.is_empty() {
                files.push((format!("{address}/atom.xml"), Written::Feed));
            }
            if let Some(pdf) = pdf_path(site, address, page) {
                files.push((pdf, if page.is_section { Written::Bound } else { Written::Pdf }));
            }
            if page.front.chart.as_ref().is_some_and(|chart| site.charts.contains_key(chart)) {
                files.push((card_path(address), Written::Card));
            }
        }
        Destination::Tag(_) if is_located => files.push((format!("{address}/atom.xml"), Written::Feed)),
        _ => {}
    }
    files
}

/// All files of a site by their paths.
pub(super) fn all(
    site: &Site,
    by_address: &BTreeMap<Arc<str>, Destination>,
    is_located: bool,
) -> BTreeSet<Arc<str>> {
    let of_pages = by_address.iter().flat_map(|(address, destination)| {
        beside(site, address, destination, is_located).into_iter().map(|(path, _)| Arc::from(path))
    });
    of_pages.chain(of_site(is_located).map(|(path, _)| Arc::from(path))).collect()
}

/// Where the card of the narrative at an address lies.
pub fn card_path(address: &str) -> String {
    if address.is_empty() { "card.png".to_owned() } else { format!("{address}/card.png") }
}

/// Where the PDF of the narrative at an address lies, if it has one: briefings do, and what asks for it. That of a
/// section, which has one only if it is asked for, binds those of the narratives below it.
pub fn pdf_path(site: &Site, address: &str, page: &Page) -> Option<String> {
    let settings = site.config.print.as_ref().filter(|_| cfg!(feature = "print"))?;
    if page.is_section {
        let is_front_page = page.path.is_empty();
        let asked = page.front.print.unwrap_or(is_front_page && settings.bind);
        return asked.then(|| match is_front_page {
            true => format!("{}.pdf", file_name(&site.config.title)),
            false => format!("{address}/{}.pdf", page.slug),
        });
    }
    let asked = page.front.print.unwrap_or_else(|| site.is_briefing(page));
    asked.then(|| format!("{address}/{}.pdf", page.slug))
}

/// A title as the name of a file: "Trade of the region, 2025" is `trade-of-the-region-2025`.
fn file_name(title: &str) -> String {
    let name = load::slug(title);
    if name.is_empty() { "site".to_owned() } else { name }
}

/// True if some narrative below a section has a PDF.
pub fn has_printed(site: &Site, addresses: &Addresses, section: &str) -> bool {
    let below = addresses.iter().filter_map(|(address, destination)| match destination {
        Destination::Page(path) => Some((address, site.pages.get(path)?)),
        _ => None,
    });
    let mut printed =
        below.filter(|(address, page)| !page.is_section && pdf_path(site, address, page).is_some());
    printed.any(|(_, page)| {
        section.is_empty() || page.path.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'))
    })
}
