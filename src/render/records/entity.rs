//! The page of an entity: what it is, the figures about it, and who mentions it.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use serde::Serialize;

use super::super::charts::Prepared;
use super::super::context::{Card, PageContext, TitleLink};
use super::super::maps;
use super::super::mentions;
use super::super::papers;
use super::super::writer::{Writer, plain};
use super::in_short::{InShort, in_short};
use super::{Record, series_order, title};
use crate::chart::Layout;
use crate::document::escape;
use crate::load::{Entity, Scalar};
use crate::model::{Digits, Series, Sign};

/// More series than this are not listed on the page of what they are about.
const LISTED: usize = 300;

#[derive(Serialize)]
pub(super) struct EntityRecord {
    id: String,
    name: String,
    kind_title: String,
    spellings_html: Vec<String>,
    summary_html: Option<String>,
    body_html: Option<String>,
    fields: Vec<FieldRow>,
    map_html: Option<String>,
    figures: Vec<InShort>,
    /// How many series more there are about it than the page lists.
    more: usize,
    /// The maps that show it.
    drawn_on: Vec<TitleLink>,
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
    let mut fields: Vec<FieldRow> = entity
        .fields
        .iter()
        .map(|field| {
            let values: Vec<String> = field.values.iter().map(|value| scalar(writer, value)).collect();
            FieldRow { label: field.label.to_string(), html: values.join(", ") }
        })
        .collect();
    fields.extend(named_by(writer, entity));
    let mut about: Vec<&Series> = world.series_about(id).collect();
    about.sort_by_key(|series| series_order(&world, &series.id));
    let about = about.into_iter();
    let about = about.filter_map(|series| in_short(&world, &writer.urls, &series.id, |_| true));
    let mut figures: Vec<InShort> = about.collect();
    let more = figures.len().saturating_sub(LISTED);
    figures.truncate(LISTED);
    let kind_title = world.config().entities.get(&entity.kind).map(|kind| kind.title.to_string());
    Record::Entity(EntityRecord {
        id: id.to_owned(),
        name: entity.name.to_string(),
        kind_title: kind_title.unwrap_or_default(),
        spellings_html: entity.spellings.iter().map(|s| spelling(s)).collect(),
        summary_html,
        body_html,
        fields,
        map_html: locator(writer, entity),
        figures,
        more,
        drawn_on: mentions::drawn_entity(&world, &writer.urls, id),
        mentions: mentions::of_entity(&world, &writer.urls, entity),
    })
}

/// The entities with pages that name this one and that it does not name itself: a row for each kind.
fn named_by(writer: &mut Writer<'_>, entity: &Entity) -> Vec<FieldRow> {
    let world = writer.world;
    let mut rows: Vec<FieldRow> = Vec::new();
    for id in world.entities_naming(&entity.id) {
        let Some((_, kind)) = world.entity_name(id) else { continue };
        if world.record_address(kind, id).is_none() || entity.names().any(|named| named == id) {
            continue;
        }
        let Some(label) = world.config().entities.get(kind).map(|kind| kind.title.to_string()) else {
            continue;
        };
        let html = scalar(writer, &Scalar::Entity(id.clone()));
        match rows.iter_mut().find(|row| row.label == label) {
            Some(row) => row.html = format!("{}, {html}", row.html),
            None => rows.push(FieldRow { label, html }),
        }
    }
    rows
}

/// Where an entity lies, on the map of its kind.
fn locator(writer: &Writer<'_>, entity: &Entity) -> Option<String> {
    let (world, location) = (writer.world, entity.location.as_ref()?);
    let chart = world.chart(world.config().entities.get(&entity.kind)?.map.as_deref()?)?;
    let prepared = Prepared::shown(&world, chart, Some(&writer.urls), Some(&entity.id));
    let svg = prepared.draw(Layout::NARROW, &format!("map-{}", entity.id)).ok()?;
    let place = format!(
        "{}, {}",
        maps::degrees(location.latitude, "N", "S"),
        maps::degrees(location.longitude, "E", "W")
    );
    let approximate = if location.approximate { "approximate; " } else { "" };
    let source = escape::escaped(&papers::source_name(&world, &location.source)).into_owned();
    let notes = escape::escaped(&prepared.notes().join(" ")).into_owned();
    Some(format!(
        "<figure class=\"locator\">{}<figcaption>{place} ({approximate}{source}). {notes}</figcaption></figure>",
        svg.markup
    ))
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

/// A spelling, marked as Chinese where it is written in Chinese characters.
fn spelling(text: &str) -> String {
    let han = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let text = escape::escaped(text);
    if han { format!("<span lang=\"zh\">{text}</span>") } else { text.into_owned() }
}

fn scalar(writer: &mut Writer<'_>, value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => writer.line(text),
        Scalar::Number(Digits(number)) => {
            // One with four digits may be a year.
            let is_year =
                number.scale() == 0 && (Decimal::ONE_THOUSAND..Decimal::from(10_000)).contains(number);
            match is_year {
                true => number.to_string(),
                false => writer.world.formatter().number(*number, Sign::Auto),
            }
        }
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
            let Some((name, kind)) = world.entity_name(id) else { return String::new() };
            let name = escape::escaped(name);
            match world.record_address(kind, id) {
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
