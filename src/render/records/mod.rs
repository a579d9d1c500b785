//! Pages of records, and the lists of them: a file for each sort of record, with its page and its entry in a list.

mod chart;
mod embed;
mod entity;
mod in_short;
mod series;
mod source;

use serde::Serialize;

use super::Faults;
use super::context::{Card, PageContext, Row, SectionContext, TitleLink};
use super::groups;
use super::pages::{self, site_context};
use super::papers;
use super::structured;
use super::templates::{Extra, Templates};
use super::urls::{self, Urls};
use super::wording;
use super::world::World;
use super::writer::Writer;
use crate::document::escape;
use crate::load::Records;
use crate::model::{Figure, Observation, Period, Quantity, SeriesId, Sign};

/// Renders the page of a record.
pub fn render(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    collection: usize,
    id: &str,
) -> Result<String, Faults> {
    let (records, mut writer, mut page) = begun(world, address, collection);
    let record = match &*records.of {
        "sources" => source::record(&mut writer, &mut page, id),
        "series" => series::record(&mut writer, &mut page, id),
        "charts" => chart::record(&mut writer, &mut page, id),
        _ => entity::record(&mut writer, &mut page, id),
    };
    let described = (world.base_url().is_some()).then(|| data_files_of(records, address, id)).flatten();
    let described = described.map(|files| structured::dataset(&world, &page, &files));
    page.json_ld = structured::json_ld(&world, address, &page, described);
    let site = site_context(&world, &writer.urls, address);
    templates.render(template_of(records), &site, page, &[("record", Extra::new(&record))], &mut writer)
}

/// What each page of a record begins with: its collection, a writer for its address, and what all of them have in common.
fn begun<'a>(world: World<'a>, address: &str, collection: usize) -> (&'a Records, Writer<'a>, PageContext) {
    let records = &world.config().records[collection];
    let writer = Writer::new(world, Urls::from_address(address, world.config().links), "content/");
    let page = record_page(&world, &writer.urls, address, records);
    (records, writer, page)
}

/// The data files beside the page of a record, by their paths from the site's root, with their types.
fn data_files_of(records: &Records, address: &str, id: &str) -> Option<Vec<(String, &'static str)>> {
    let file = |extension: &str, kind| (format!("{address}/{id}.{extension}"), kind);
    match &*records.of {
        "charts" | "series" => Some(vec![file("csv", "text/csv"), file("json", "application/json")]),
        _ => None,
    }
}

/// Renders a chart by itself, for a frame in another page; the file lies beside the chart's page.
pub fn render_embed(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    collection: usize,
    id: &str,
) -> Result<String, Faults> {
    let (_, mut writer, mut page) = begun(world, address, collection);
    let record = chart::embedded(&writer, &mut page, id);
    let site = site_context(&world, &writer.urls, address);
    templates.render("embed.html", &site, page, &[("record", Extra::new(&record))], &mut writer)
}

/// The template of the pages of records.
pub(crate) fn template_of(records: &Records) -> &str {
    let default = match &*records.of {
        "sources" => "source.html",
        "series" => "series.html",
        "charts" => "chart.html",
        _ => "entity.html",
    };
    records.template.as_deref().unwrap_or(default)
}

/// The template of a list of records.
pub(crate) const COLLECTION_TEMPLATE: &str = "collection.html";

/// Renders the list of the records of a collection.
pub fn render_collection(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    collection: usize,
) -> Result<String, Faults> {
    let records = &world.config().records[collection];
    let mut writer = Writer::new(world, Urls::from_address(address, world.config().links), "content/");
    let cards: Vec<(&str, Card)> = world
        .records(collection)
        .map(|(id, address)| {
            let url = writer.urls.page(address);
            let card = match &*records.of {
                "sources" => source::card(&writer, id, url),
                "series" => series::card(&writer, id, url),
                "charts" => chart::card(&mut writer, id, url),
                _ => entity::card(&mut writer, id, url),
            };
            (&**id, card)
        })
        .collect();
    let (pages, groups) = groups::divide(cards, &records.groups);
    let summary = records.summary.as_ref().map(|s| escape::escaped(s).into_owned());
    let section = SectionContext {
        title: records.title.to_string(),
        url: writer.urls.page(address),
        summary_html: summary,
        pages,
        groups,
        part: None,
        of: None,
    };
    let mut page = PageContext {
        kind: "collection",
        title: records.title.to_string(),
        title_html: escape::escaped(&records.title).into_owned(),
        url: writer.urls.page(address),
        summary: records.summary.as_ref().map(|s| s.to_string()),
        breadcrumbs: pages::breadcrumbs(&world, &writer.urls, address),
        permalink: world.base_url().map(|base| urls::absolute(base, address)),
        canonical: world.base_url().map(|base| urls::absolute(base, address)),
        ..PageContext::default()
    };
    page.json_ld = structured::json_ld(&world, address, &page, None);
    let site = site_context(&world, &writer.urls, address);
    templates.render(COLLECTION_TEMPLATE, &site, page, &[("section", Extra::new(&section))], &mut writer)
}

/// What every record's page has in common.
fn record_page(world: &World<'_>, urls: &Urls, address: &str, records: &Records) -> PageContext {
    let list = records.path.trim_matches('/');
    let permalink = world.base_url().map(|base| urls::absolute(base, address));
    PageContext {
        kind: "record",
        url: urls.page(address),
        canonical: permalink.clone(),
        permalink,
        slug: address.rsplit('/').next().unwrap_or_default().to_owned(),
        breadcrumbs: vec![
            TitleLink { title: "Home".to_owned(), url: urls.page("") },
            TitleLink { title: records.title.to_string(), url: urls.page(list) },
        ],
        ..PageContext::default()
    }
}

fn title(page: &mut PageContext, title: &str) {
    page.title = title.to_owned();
    page.title_html = escape::escaped(title).into_owned();
}

/// "12 figures, 2023 to H1 2025".
fn figures_in(world: &World<'_>, periods: impl Iterator<Item = Period>) -> String {
    let formatter = world.formatter();
    let periods: Vec<Period> = periods.collect();
    let figures = counted(world, periods.len());
    let first = periods.iter().min_by_key(|period| (period.start(), period.end()));
    let last = periods.iter().max_by_key(|period| (period.end(), std::cmp::Reverse(period.start())));
    match (first, last) {
        (Some(first), Some(last)) if first != last => {
            format!("{figures}, {} to {}", formatter.period_short(*first), formatter.period_short(*last))
        }
        (Some(only), _) => format!("{figures}, {}", formatter.period_short(*only)),
        _ => figures,
    }
}

/// "12 figures".
fn counted(world: &World<'_>, count: usize) -> String {
    match count {
        0 => "no figure printed".to_owned(),
        1 => "1 figure".to_owned(),
        count => format!("{} figures", world.formatter().number(count.into(), Sign::Auto)),
    }
}

/// The place of a series in the list of series, as `site.yaml` divides it: where several are shown, they come in that
/// order.
fn series_order(world: &World<'_>, id: &SeriesId) -> (usize, usize) {
    let list = world.config().records.iter().find(|records| &*records.of == "series");
    groups::order(id.as_str(), list.map_or(&[], |records| &records.groups))
}

/// The page of the series that a quantity is looked up under.
fn quantity_url(world: &World<'_>, urls: &Urls, quantity: &Quantity) -> Option<String> {
    world.record_address("series", quantity.principal().as_str()).map(|address| urls.page(address))
}

/// What the template of a record's page is given as `record`.
#[derive(Serialize)]
#[serde(untagged)]
enum Record {
    Source(source::SourceRecord),
    Series(series::SeriesRecord),
    Chart(chart::ChartRecord),
    Entity(entity::EntityRecord),
    Missing {},
}

/// An observation as a row.
fn row(world: &World<'_>, urls: &Urls, quantity: &Quantity, observation: &Observation) -> Row {
    let formatter = world.formatter();
    let shown = world.figure_at(quantity, observation.period);
    let preferred = shown.as_ref().is_some_and(|figure| figure.shows(observation));
    let superseded = shown.as_ref().is_some_and(|figure| figure.has_revised(observation));
    let text = wording::reported(world, quantity, observation);
    let interval = shown.as_ref().map(|shown| {
        let Observation { value, unit, scale, qualifier, .. } = *observation;
        let interval = observation.interval_of(quantity);
        formatter.interval(&Figure { value, unit, scale, qualifier, interval, ..shown.clone() })
    });
    Row {
        quantity_html: escape::escaped(&wording::quantity(world, quantity)).into_owned(),
        quantity_url: quantity_url(world, urls, quantity),
        period: formatter.period(observation.period),
        period_iso: observation.period.to_string(),
        // Of a place in an order it would say nothing.
        interval: interval.filter(|range| *range != text && !matches!(quantity, Quantity::Rank { .. })),
        text,
        printed: observation.printed().map(str::to_owned),
        locator: observation.locator().map(str::to_owned),
        qualifier: observation.qualifier.as_str(),
        reading: observation.reading().map(str::to_owned),
        note: observation.note().map(str::to_owned),
        status: wording::status(observation.status).or(superseded.then_some("superseded")),
        preferred,
        doubted: preferred && !world.doubts(quantity, observation.period).is_empty(),
        differs: shown.is_some_and(|figure| figure.differs()),
        source: papers::cited(world, urls, observation),
    }
}
