//! The way back: which narratives show a chart, quote a figure, or name a source or an entity.

use super::context::TitleLink;
use super::urls::Urls;
use super::world::World;
use super::writer::plain;
use crate::check::Destination;
use crate::document::{FigureRef, Node};
use crate::load::{Entity, Page};
use crate::model::SeriesId;

/// The narratives that name an entity, or quote a figure of a series about it.
pub fn of_entity(world: &World<'_>, urls: &Urls, entity: &Entity) -> Vec<TitleLink> {
    let about = |id: &SeriesId| world.series(id).is_some_and(|s| s.entities.contains(&entity.id));
    with_node(world, urls, |node| match node {
        Node::Entity(id) => **id == *entity.id,
        Node::Figure(call) => is_made_of(call, &about),
        _ => false,
    })
}

/// The narratives that quote a figure of a series, or one made of it.
pub fn of_series(world: &World<'_>, urls: &Urls, series: &SeriesId) -> Vec<TitleLink> {
    with_node(world, urls, |node| match node {
        Node::Figure(call) => is_made_of(call, &|id: &SeriesId| id == series),
        _ => false,
    })
}

/// The narratives that name a source.
pub fn of_source(world: &World<'_>, urls: &Urls, source: &str) -> Vec<TitleLink> {
    with_node(world, urls, |node| matches!(node, Node::Source(id) if **id == *source))
}

/// The narratives that show a chart.
pub fn of_chart(world: &World<'_>, urls: &Urls, chart: &str) -> Vec<TitleLink> {
    let shows = |node: &Node| matches!(node, Node::Chart(id) if **id == *chart);
    links(world, urls, |page| page.front.chart.as_deref() == Some(chart) || any(page, shows))
}

fn is_made_of(call: &FigureRef, wanted: &dyn Fn(&SeriesId) -> bool) -> bool {
    let mut found = false;
    call.quantity.each_series(&mut |id| found |= wanted(id));
    found
}

fn with_node(world: &World<'_>, urls: &Urls, wanted: impl Fn(&Node) -> bool) -> Vec<TitleLink> {
    links(world, urls, |page| any(page, &wanted))
}

fn any(page: &Page, wanted: impl Fn(&Node) -> bool) -> bool {
    page.body.nodes().iter().any(|(node, _)| wanted(node))
}

fn links(world: &World<'_>, urls: &Urls, wanted: impl Fn(&Page) -> bool) -> Vec<TitleLink> {
    let link = |page: &Page| {
        let address = world.address(&Destination::Page(page.path.clone()))?;
        Some(TitleLink { title: plain(world, &page.front.title), url: urls.page(address) })
    };
    world.pages().filter(|page| wanted(page)).filter_map(link).collect()
}
