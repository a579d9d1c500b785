//! The page of an entity: what it is, the figures about it, and who mentions it.

use std::fmt::Write as _;

use serde::Serialize;

use super::super::context::{Card, PageContext, Row, TitleLink};
use super::super::urls::Urls;
use super::super::world::World;
use super::super::writer::{Writer, plain};
use super::{Record, row, title};
use crate::check::Destination;
use crate::document::{Node, escape};
use crate::load::{Entity, Scalar};
use crate::model::SeriesId;

#[derive(Serialize)]
pub(super) struct EntityRecord {
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

/// What the page of an entity shows.
pub(super) fn record(writer: &mut Writer<'_>, page: &mut PageContext, id: &str) -> Record {
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
    for (quantity, reports) in about.flat_map(|series| world.reports_of(&series.id)) {
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

/// An entity in a list.
pub(super) fn card(writer: &mut Writer<'_>, id: &str, url: String) -> Card {
    let Some(entity) = writer.world.entity(id) else { return Card::default() };
    Card {
        title_html: escape::escaped(&entity.name).into_owned(),
        summary_html: entity.summary.as_ref().map(|text| writer.line_in_heading(text)),
        url,
        ..Card::default()
    }
}

fn scalar(writer: &mut Writer<'_>, value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => writer.line(text),
        Scalar::Date(date) => writer.world.formatter().date(*date),
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
