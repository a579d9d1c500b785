//! Maps: what entities say of places and routes, as a drawing needs it, as a table and as data.

use std::fmt::Write as _;
use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::data_files::Table;
use super::papers;
use super::urls::Urls;
use super::world::World;
use crate::chart::map::{Geography, Place, Route};
use crate::document::escape;
use crate::load::{Chart, Entity};
use crate::model::{Figure, Quantity, Style};

/// The figures of a chart, by series.
type Rows<'a> = [(Quantity, Vec<Figure<'a>>)];

/// What a map shows; nothing for other charts. Places are links if the drawing stands in a page; `focus` is an entity
/// that is looked for, which is shown though the specification does not name it.
pub fn geography(
    world: &World<'_>,
    chart: &Chart,
    rows: &Rows<'_>,
    urls: Option<&Urls>,
    focus: Option<&str>,
) -> Option<Geography> {
    let spec = chart.spec.map.as_ref()?;
    let base = world.base_map(&spec.base)?;
    let place = |id: &str, size: Option<&String>| {
        let entity = world.entity(id)?;
        let location = entity.location.as_ref()?;
        let address = world.record_address(&entity.kind, id);
        let figure = size.and_then(|size| figure_of(world, chart, rows, size));
        Some(Place {
            name: entity.name.to_string(),
            at: (location.longitude, location.latitude),
            link: urls.zip(address).map(|(urls, address)| urls.page(address)).filter(|_| focus != Some(id)),
            size: figure.and_then(|figure| {
                let value = figure.value.middle().to_f64()?;
                Some((value, world.formatter().figure(figure, Style::default())))
            }),
            focus: focus == Some(id),
        })
    };
    let is_listed = |id: &str| spec.places.iter().any(|place| place.entity == id);
    let first = focus.into_iter().filter(|id| !is_listed(id)).filter_map(|id| place(id, None));
    let mut places: Vec<Place> =
        first.chain(spec.places.iter().filter_map(|p| place(&p.entity, p.size.as_ref()))).collect();
    places.sort_by_key(|place| !place.focus);
    let context =
        spec.context.iter().filter(|id| focus != Some(id.as_str())).filter_map(|id| place(id, None));
    let mut routes = Vec::new();
    for (tone, entity) in spec.routes.iter().filter_map(|id| world.entity(id)).enumerate() {
        for route in &entity.routes {
            let at = |id: &Arc<str>| world.entity(id)?.location.as_ref().map(|l| (l.longitude, l.latitude));
            routes.push(Route {
                name: entity.name.to_string(),
                tone: tone + 1,
                state: route.state,
                through: route.through.iter().filter_map(at).collect(),
            });
        }
    }
    Some(Geography { base: base.clone(), places, context: context.collect(), routes })
}

/// The last figure of a series that a map shows, in the unit that it is measured in.
fn figure_of<'f, 'a>(
    world: &World<'_>,
    chart: &Chart,
    rows: &'f Rows<'a>,
    series: &str,
) -> Option<&'f Figure<'a>> {
    let at = chart.spec.series.iter().position(|known| known == series)?;
    let (quantity, figures) = rows.get(at)?;
    let measure = world.measure(quantity)?;
    figures.iter().rfind(|figure| figure.is_in_unit_of(measure))
}

/// The places on a map, those on its routes included, each once.
fn entities<'a>(world: &World<'a>, chart: &Chart) -> Vec<&'a Entity> {
    let Some(spec) = &chart.spec.map else { return Vec::new() };
    let routed = spec.routes.iter().filter_map(|id| world.entity(id)).flat_map(|entity| &entity.routes);
    let on_routes = routed.flat_map(|route| &route.through).map(|id| &**id);
    let named =
        spec.places.iter().map(|place| place.entity.as_str()).chain(spec.context.iter().map(String::as_str));
    let mut entities: Vec<&Entity> = Vec::new();
    for entity in named.chain(on_routes).filter_map(|id| world.entity(id)) {
        if entity.location.is_some() && !entities.iter().any(|known| known.id == entity.id) {
            entities.push(entity);
        }
    }
    entities
}

/// The sources of a map beside those of its figures: of its base and of its places.
pub fn sources<'a>(world: &World<'a>, chart: &'a Chart) -> Vec<&'a str> {
    let Some(spec) = &chart.spec.map else { return Vec::new() };
    let mut sources: Vec<&str> = spec.source.iter().map(String::as_str).collect();
    for location in entities(world, chart).into_iter().filter_map(|entity| entity.location.as_ref()) {
        if !sources.contains(&&*location.source) {
            sources.push(&location.source);
        }
    }
    sources
}

/// Writes the places and routes of a map as tables; nothing for other charts.
pub fn write_tables(world: &World<'_>, urls: &Urls, chart: &Chart, out: &mut String) {
    let Some(spec) = &chart.spec.map else { return };
    out.push_str(
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Places on the map\"><table>\
         <caption>Places on the map</caption><thead><tr><th scope=\"col\">Place</th><th scope=\"col\" class=\"num\">\
         Latitude</th><th scope=\"col\" class=\"num\">Longitude</th><th scope=\"col\">Source</th></tr></thead><tbody>",
    );
    for entity in entities(world, chart) {
        let Some(location) = &entity.location else { continue };
        let approximate = if location.approximate { ", approximate" } else { "" };
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td><td>{}{approximate}</td></tr>",
            named(world, urls, entity),
            degrees(location.latitude, "N", "S"),
            degrees(location.longitude, "E", "W"),
            escape::escaped(&papers::source_name(world, &location.source)),
        );
    }
    out.push_str("</tbody></table></div>");
    let routed: Vec<&Entity> = spec.routes.iter().filter_map(|id| world.entity(id)).collect();
    if routed.is_empty() {
        return;
    }
    out.push_str(
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Routes on the map\"><table>\
         <caption>Routes on the map</caption><thead><tr><th scope=\"col\">Route</th><th scope=\"col\">State</th>\
         <th scope=\"col\">Drawn through</th></tr></thead><tbody>",
    );
    for (entity, route) in
        routed.into_iter().flat_map(|entity| entity.routes.iter().map(move |r| (entity, r)))
    {
        let through = route.through.iter().filter_map(|id| world.entity(id)).map(|place| &*place.name);
        let note = route.note.iter().map(|note| format!(". {}", escape::escaped(note))).collect::<String>();
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}{note}</td></tr>",
            named(world, urls, entity),
            escape::escaped(spec.legend.of(route.state).unwrap_or(route.state.as_str())),
            escape::escaped(&through.collect::<Vec<_>>().join(" – ")),
        );
    }
    out.push_str("</tbody></table></div>");
}

fn named(world: &World<'_>, urls: &Urls, entity: &Entity) -> String {
    let name = escape::escaped(&entity.name);
    let Some(address) = world.record_address(&entity.kind, &entity.id) else { return name.into_owned() };
    let mut html = String::from("<a href=\"");
    escape::address(&urls.page(address), &mut html);
    let _ = write!(html, "\">{name}</a>");
    html
}

/// "44.2° N", with as many digits as the data has, to hundredths.
pub fn degrees(value: f64, positive: &str, negative: &str) -> String {
    let rounded = (value.abs() * 100.0).round() / 100.0;
    format!("{rounded}°\u{a0}{}", if value < 0.0 { negative } else { positive })
}

/// A place of a map in data files.
#[derive(Serialize)]
pub struct PlaceData<'a> {
    entity: &'a str,
    name: &'a str,
    kind: &'a str,
    longitude: f64,
    latitude: f64,
    approximate: bool,
    source: &'a str,
}

impl PlaceData<'_> {
    /// The place as a row of a table.
    pub(super) fn write_row(&self, table: &mut Table) {
        [self.entity, self.name, self.kind].into_iter().for_each(|text| table.field(text));
        table.display(self.longitude);
        table.display(self.latitude);
        table.display(self.approximate);
        table.field(self.source);
        table.end_row();
    }
}

/// A route of a map in data files.
#[derive(Serialize)]
pub struct RouteData<'a> {
    entity: &'a str,
    name: &'a str,
    state: &'static str,
    through: Vec<&'a str>,
}

/// The places of a map; none for other charts.
pub fn place_data<'a>(world: &World<'a>, chart: &Chart) -> Vec<PlaceData<'a>> {
    let data = |entity: &'a Entity| {
        let location = entity.location.as_ref()?;
        Some(PlaceData {
            entity: &entity.id,
            name: &entity.name,
            kind: &entity.kind,
            longitude: location.longitude,
            latitude: location.latitude,
            approximate: location.approximate,
            source: &location.source,
        })
    };
    entities(world, chart).into_iter().filter_map(data).collect()
}

/// The routes of a map; none for other charts.
pub fn route_data<'a>(world: &World<'a>, chart: &Chart) -> Vec<RouteData<'a>> {
    let entities = chart.spec.map.iter().flat_map(|spec| &spec.routes).filter_map(|id| world.entity(id));
    let of = |entity: &'a Entity| {
        entity.routes.iter().map(|route| RouteData {
            entity: &entity.id,
            name: &entity.name,
            state: route.state.as_str(),
            through: route.through.iter().map(|id| &**id).collect(),
        })
    };
    entities.flat_map(of).collect()
}
