//! Pages of records: sources, series, charts and entities, and the lists of them.

use std::fmt::Write as _;

use serde::Serialize;

use super::charts::{self, Prepared};
use super::context::{Card, PageContext, Row, RowGroup, SectionContext, TitleLink};
use super::pages::{self, site_context};
use super::papers;
use super::tables;
use super::templates::{Extra, Templates};
use super::urls::{self, Urls};
use super::wording;
use super::world::World;
use super::writer::{Writer, plain};
use crate::chart::spec::Mark;
use crate::check::Destination;
use crate::diag::Diagnostic;
use crate::document::{Node, escape};
use crate::load::{Entity, Records, Scalar};
use crate::model::{Observation, Period, Quantity, Series, SeriesId, Sign, Style};

/// More observations than this are not listed one by one on the page of their source: it would load slowly, and
/// nobody reads it. The data file has them all.
const LISTED: usize = 300;

/// Renders the page of a record.
pub fn render(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    collection: usize,
    id: &str,
) -> Result<String, Box<Diagnostic>> {
    let records = &world.config().records[collection];
    let mut writer = Writer::new(world, Urls::from_address(address, world.config().links), "content/");
    let mut page = record_page(&world, &writer.urls, address, records);
    let (record, default) = match &*records.of {
        "sources" => (source(&mut writer, &mut page, id), "source.html"),
        "series" => (series(&mut writer, &mut page, id), "series.html"),
        "charts" => (chart(&mut writer, &mut page, id), "chart.html"),
        _ => (entity(&mut writer, &mut page, id), "entity.html"),
    };
    let site = site_context(&world, &writer.urls, address);
    let template = records.template.as_deref().unwrap_or(default);
    templates.render(template, &site, page, &[("record", Extra::new(&record))], &mut writer)
}

/// Renders the list of the records of a collection.
pub fn render_collection(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    collection: usize,
) -> Result<String, Box<Diagnostic>> {
    let records = &world.config().records[collection];
    let mut writer = Writer::new(world, Urls::from_address(address, world.config().links), "content/");
    let cards: Vec<Card> = world
        .records(collection)
        .map(|(id, address)| record_card(&mut writer, &records.of, id, address))
        .collect();
    let summary = records.summary.as_ref().map(|s| escape::escaped(s).into_owned());
    let section = SectionContext {
        title: records.title.to_string(),
        url: writer.urls.page(address),
        summary_html: summary,
        pages: cards,
        groups: Vec::new(),
    };
    let page = PageContext {
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
    let site = site_context(&world, &writer.urls, address);
    templates.render("collection.html", &site, page, &[("section", Extra::new(&section))], &mut writer)
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

fn record_card(writer: &mut Writer<'_>, of: &str, id: &str, address: &str) -> Card {
    let world = writer.world;
    let html = |text: &str| escape::escaped(text).into_owned();
    let url = writer.urls.page(address);
    match of {
        "sources" => {
            let source = world.source(id);
            Card {
                title_html: html(source.map_or(id, |s| &s.title)),
                url,
                date: source.and_then(|s| s.published).map(|day| world.formatter().date(day)),
                date_iso: source.and_then(|s| s.published).map(|day| day.to_string()),
                summary_html: source.map(|s| {
                    let publisher = s.publisher.as_deref().unwrap_or("publisher not stated");
                    html(&format!("{}, {publisher}", capitalised(wording::source_kind(s.kind))))
                }),
                ..Card::default()
            }
        }
        "series" => {
            let series = SeriesId::new(id).and_then(|id| world.series(&id));
            Card {
                title_html: html(series.map_or(id, |s| &s.title)),
                url,
                summary_html: series.map(|s| html(&coverage(&world, s))),
                ..Card::default()
            }
        }
        "charts" => Card {
            title_html: world.chart(id).map(|c| writer.line_in_heading(&c.texts.title)).unwrap_or_default(),
            summary_html: world.chart(id).map(|c| writer.line_in_heading(&c.texts.subtitle)),
            url,
            ..Card::default()
        },
        _ => {
            let entity = world.entity(id);
            let summary = entity.and_then(|e| e.summary.as_ref());
            Card {
                title_html: html(entity.map_or(id, |e| &e.name)),
                url,
                summary_html: summary.map(|text| writer.line_in_heading(text)),
                ..Card::default()
            }
        }
    }
}

/// How much is reported of a series and what follows from it: "CNY billion; 12 figures, 2023 to 2025".
fn coverage(world: &World<'_>, series: &Series) -> String {
    let periods = reports_of(world, &series.id).flat_map(|(_, observations)| observations.iter().map(|o| o.period));
    let figures = figures_in(world, periods);
    let unit = world.measure(&Quantity::Series(series.id.clone())).map(|m| world.formatter().unit(m));
    match unit.filter(|unit| !unit.is_empty()) {
        Some(unit) => format!("{unit}; {figures}"),
        None => figures,
    }
}

/// "12 figures, 2023 to H1 2025".
fn figures_in(world: &World<'_>, periods: impl Iterator<Item = Period>) -> String {
    let formatter = world.formatter();
    let mut periods: Vec<Period> = periods.collect();
    periods.sort();
    let figures = match periods.len() {
        1 => "1 figure".to_owned(),
        count => format!("{} figures", formatter.number(count.into(), Sign::Auto)),
    };
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{figures}, {} to {}", formatter.period_short(*first), formatter.period_short(*last))
        }
        (Some(only), _) => format!("{figures}, {}", formatter.period_short(*only)),
        _ => figures,
    }
}

/// The page of the series that a quantity is looked up under.
fn quantity_url(world: &World<'_>, urls: &Urls, quantity: &Quantity) -> Option<String> {
    world.record_address("series", quantity.principal().as_str()).map(|address| urls.page(address))
}

/// Reported quantities that a series is the principal of.
fn reports_of<'a>(
    world: &World<'a>,
    id: &SeriesId,
) -> impl Iterator<Item = (&'a Quantity, &'a [Observation])> + use<'a> {
    let id = id.clone();
    world.reports().filter(move |(quantity, _)| *quantity.principal() == id)
}

#[derive(Serialize)]
#[serde(untagged)]
enum Record {
    Source(SourceRecord),
    Series(SeriesRecord),
    Chart(ChartRecord),
    Entity(EntityRecord),
    Missing {},
}

#[derive(Serialize)]
struct SourceRecord {
    id: String,
    title: String,
    publisher: String,
    author: Option<String>,
    authority: Option<String>,
    published: Option<String>,
    kind: &'static str,
    language: Option<String>,
    note_html: Option<String>,
    external_url: Option<String>,
    observations: Vec<Row>,
    /// In place of observations that are too many for a page: how much there is of each quantity.
    coverage: Vec<Coverage>,
    /// How many quantities more there are than the page lists.
    more: usize,
    data_url: String,
}

#[derive(Serialize)]
struct Coverage {
    quantity_html: String,
    quantity_url: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct SeriesRecord {
    id: String,
    title: String,
    label: String,
    unit: String,
    kind: &'static str,
    definition_html: Option<String>,
    entities: Vec<EntityLink>,
    groups: Vec<RowGroup>,
    chart_html: Option<String>,
    csv_url: String,
}

#[derive(Serialize)]
struct EntityLink {
    name: String,
    url: String,
}

#[derive(Serialize)]
struct ChartRecord {
    id: String,
    title_html: String,
    chart_html: String,
    description: String,
    svg_url: String,
    csv_url: String,
    json_url: String,
    table_html: String,
    used_on: Vec<TitleLink>,
}

#[derive(Serialize)]
struct EntityRecord {
    id: String,
    name: String,
    kind_title: String,
    spellings: Vec<String>,
    summary_html: Option<String>,
    body_html: Option<String>,
    fields: Vec<FieldRow>,
    observations: Vec<Row>,
    mentions: Vec<TitleLink>,
}

#[derive(Serialize)]
struct FieldRow {
    label: String,
    html: String,
}

fn source(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(source) = world.source(id) else { return Record::Missing {} };
    title(page, &source.title);
    let own: Vec<(&Quantity, Vec<&Observation>)> = world
        .reports()
        .map(|(quantity, all)| (quantity, all.iter().filter(|o| &*o.source == id).collect::<Vec<_>>()))
        .filter(|(_, all)| !all.is_empty())
        .collect();
    let count: usize = own.iter().map(|(_, all)| all.len()).sum();
    let (mut observations, mut coverage, mut more) = (Vec::new(), Vec::new(), 0);
    if count <= LISTED {
        let rows = own.iter().flat_map(|(quantity, all)| all.iter().map(move |o| (quantity, o)));
        observations.extend(rows.map(|(quantity, o)| row(&world, &writer.urls, quantity, o)));
    } else {
        coverage.extend(own.iter().take(LISTED).map(|(quantity, all)| Coverage {
            quantity_html: escape::escaped(&wording::quantity(&world, quantity)).into_owned(),
            quantity_url: quantity_url(&world, &writer.urls, quantity),
            text: figures_in(&world, all.iter().map(|o| o.period)),
        }));
        more = own.len().saturating_sub(LISTED);
    }
    let text = |text: &Option<std::sync::Arc<str>>| text.as_ref().map(|t| t.to_string());
    let note = source.note.as_ref().map(|note| format!("<p>{}</p>", escape::escaped(note)));
    page.summary = source.note.as_ref().map(|note| note.to_string());
    Record::Source(SourceRecord {
        id: id.to_owned(),
        title: source.title.to_string(),
        publisher: source.publisher.as_deref().unwrap_or("not stated").to_owned(),
        author: text(&source.author),
        authority: text(&source.authority),
        published: source.published.map(|day| world.formatter().date(day)),
        kind: wording::source_kind(source.kind),
        language: text(&source.language),
        note_html: note,
        external_url: text(&source.url),
        observations,
        coverage,
        more,
        data_url: writer.urls.file("data/observations.csv"),
    })
}

fn series(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(series) = SeriesId::new(id).and_then(|id| world.series(&id)) else { return Record::Missing {} };
    title(page, &series.title);
    page.summary = series.definition.as_ref().map(|d| d.to_string());
    let address = world.record_address("series", id).map(|a| a.to_string()).unwrap_or_default();
    let quantity = Quantity::Series(series.id.clone());
    let groups = reports_of(&world, &series.id).map(|(quantity, reports)| RowGroup {
        title: group_title(&world, quantity),
        rows: reports.iter().map(|o| row(&world, &writer.urls, quantity, o)).collect(),
    });
    let unit = world.measure(&quantity).map(|m| world.formatter().unit(m)).unwrap_or_default();
    Record::Series(SeriesRecord {
        id: id.to_owned(),
        title: series.title.to_string(),
        label: series.label.to_string(),
        unit: if unit.is_empty() { "count".to_owned() } else { unit },
        kind: wording::series_kind(series.kind),
        definition_html: series.definition.as_ref().map(|d| escape::escaped(d).into_owned()),
        entities: series
            .entities
            .iter()
            .filter_map(|id| {
                let entity = world.entity(id)?;
                let url = writer.urls.page(world.record_address(&entity.kind, id)?);
                Some(EntityLink { name: entity.name.to_string(), url })
            })
            .collect(),
        groups: groups.collect(),
        chart_html: drawing(&world, &quantity),
        csv_url: writer.urls.file(&format!("{address}/{id}.csv")),
    })
}

/// The course of a quantity, where there is one.
fn drawing(world: &World<'_>, quantity: &Quantity) -> Option<String> {
    let prepared = Prepared::of_quantity(world, quantity, Mark::Bar, None)?;
    let mut html = String::from("<figure class=\"chart\">");
    charts::write_drawings(&prepared, &format!("series-{}", quantity.principal()), &mut html);
    html.push_str("</figure>");
    Some(html)
}

/// What a group of reports is about, on the page of its series.
fn group_title(world: &World<'_>, quantity: &Quantity) -> String {
    match quantity {
        Quantity::Series(_) => "Levels".to_owned(),
        Quantity::Growth(of) if of.as_series().is_some() => {
            "Growth on the same period a year before".to_owned()
        }
        Quantity::Share { whole, .. } => format!("Share of “{}”", wording::quantity(world, whole)),
        Quantity::Conversion { to, .. } => format!("In {to}"),
        other => wording::quantity(world, other),
    }
}

fn chart(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(chart) = world.chart(id) else { return Record::Missing {} };
    let prepared = Prepared::new(&world, chart);
    page.title = prepared.title().to_owned();
    page.title_html = writer.line_in_heading(&chart.texts.title);
    page.summary = Some(prepared.description());
    let address = world.record_address("charts", id).map(|a| a.to_string()).unwrap_or_default();
    let mut chart_html = String::new();
    charts::write_on_own_page(writer, id, &mut chart_html);
    let mut table_html = String::new();
    tables::write_rows(&world, &writer.urls, &prepared.rows, prepared.title(), &mut table_html);
    let file = |extension: &str| writer.urls.file(&format!("{address}/{id}.{extension}"));
    let used_on = world
        .pages()
        .filter(|page| {
            page.front.chart.as_deref() == Some(id)
                || page.body.nodes().iter().any(|(node, _)| matches!(node, Node::Chart(other) if other == id))
        })
        .filter_map(|page| {
            let url = writer.urls.page(world.page_address(&page.path)?);
            Some(TitleLink { title: plain(&world, &page.front.title), url })
        })
        .collect();
    Record::Chart(ChartRecord {
        id: id.to_owned(),
        title_html: page.title_html.clone(),
        chart_html,
        description: prepared.description(),
        svg_url: file("svg"),
        csv_url: file("csv"),
        json_url: file("json"),
        table_html,
        used_on,
    })
}

fn entity(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
    let world = writer.world;
    let Some(entity) = world.entity(id) else { return Record::Missing {} };
    title(page, &entity.name);
    page.summary = entity.summary.as_ref().map(|summary| plain(&world, summary));
    let summary_html = entity.summary.as_ref().map(|summary| writer.line(summary));
    let body_html = entity.body.as_ref().map(|body| writer.document(body));
    let fields = entity
        .fields
        .iter()
        .map(|field| {
            let values: Vec<String> = field.values.iter().map(|value| scalar(writer, value)).collect();
            FieldRow { label: field.label.to_string(), html: values.join(", ") }
        })
        .collect();
    let about = world.each_series().filter(|series| series.entities.iter().any(|other| &**other == id));
    let mut observations = Vec::new();
    for (quantity, reports) in about.flat_map(|series| reports_of(&world, &series.id)) {
        observations.extend(reports.iter().map(|o| row(&world, &writer.urls, quantity, o)));
    }
    let kind_title = world.config().entities.get(&entity.kind).map(|kind| kind.title.to_string());
    Record::Entity(EntityRecord {
        id: id.to_owned(),
        name: entity.name.to_string(),
        kind_title: kind_title.unwrap_or_default(),
        spellings: entity.spellings.iter().map(|s| s.to_string()).collect(),
        summary_html,
        body_html,
        fields,
        observations,
        mentions: mentions(&world, &writer.urls, entity),
    })
}

fn scalar(writer: &mut Writer<'_>, value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => writer.line(text),
        Scalar::Url(url) => {
            let mut html = String::from("<a rel=\"external\" href=\"");
            escape::address(url, &mut html);
            html.push_str("\">");
            escape::text(url, &mut html);
            html.push_str("</a>");
            html
        }
        Scalar::Entity(id) => {
            let world = writer.world;
            let Some(entity) = world.entity(id) else { return String::new() };
            let name = escape::escaped(&entity.name);
            match world.record_address(&entity.kind, id) {
                Some(address) => {
                    let mut html = String::from("<a href=\"");
                    escape::address(&writer.urls.page(address), &mut html);
                    let _ = write!(html, "\">{name}</a>");
                    html
                }
                None => name.into_owned(),
            }
        }
    }
}

/// The narratives that name an entity, or quote a figure of a series about it.
fn mentions(world: &World<'_>, urls: &Urls, entity: &Entity) -> Vec<TitleLink> {
    let about = |id: &SeriesId| world.series(id).is_some_and(|s| s.entities.contains(&entity.id));
    let names = |node: &Node| match node {
        Node::Entity(id) => **id == *entity.id,
        Node::Figure(call) => {
            let mut found = false;
            call.quantity.each_series(&mut |id| found |= about(id));
            found
        }
        _ => false,
    };
    world
        .pages()
        .filter(|page| page.body.nodes().iter().any(|(node, _)| names(node)))
        .filter_map(|page| {
            let address = world.address(&Destination::Page(page.path.clone()))?;
            Some(TitleLink { title: plain(world, &page.front.title), url: urls.page(address) })
        })
        .collect()
}

/// An observation as a row.
fn row(world: &World<'_>, urls: &Urls, quantity: &Quantity, observation: &Observation) -> Row {
    let formatter = world.formatter();
    let shown = world.figure_at(quantity, observation.period);
    let preferred = shown.as_ref().is_some_and(|figure| figure.shows(observation));
    let noun = world.measure(quantity).and_then(|m| m.noun);
    let measure = crate::model::ledger::Measure { unit: observation.unit, scale: observation.scale, noun };
    let hedge = formatter.hedge(observation.qualifier);
    let text = format!("{hedge}{}", formatter.value(observation.value, measure, Style::default()));
    Row {
        quantity_html: escape::escaped(&wording::quantity(world, quantity)).into_owned(),
        quantity_url: quantity_url(world, urls, quantity),
        period: formatter.period(observation.period),
        period_iso: observation.period.to_string(),
        text,
        printed: observation.printed().map(str::to_owned),
        locator: observation.locator().map(str::to_owned),
        qualifier: observation.qualifier.as_str(),
        reading: observation.reading().map(str::to_owned),
        status: wording::status(observation.status),
        preferred,
        differs: shown.is_some_and(|figure| figure.differs()),
        source: papers::cited(world, urls, observation),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
