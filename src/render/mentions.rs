//! The way back: which narratives show a chart, quote a figure, or name a source or an entity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context::TitleLink;
use super::urls::Urls;
use super::world::World;
use super::writer::plain;
use crate::document::Node;
use crate::load::{Entity, Page, Site};
use crate::model::SeriesId;

/// Something that narratives mention.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mentioned {
    /// A figure of a series.
    Series(SeriesId),
    /// A source by name.
    Source(Arc<str>),
    /// An entity by name.
    Entity(Arc<str>),
    /// A chart.
    Chart(Arc<str>),
}

/// Who mentions what, found in one walk over the narratives: a site has thousands of series, and a walk for each
/// would take longer than all the rest. Each entry holds paths of narratives, in their order.
#[derive(Debug, Default)]
pub struct Mentions {
    series: BTreeMap<SeriesId, BTreeSet<Arc<str>>>,
    sources: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    entities: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    charts: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl Mentions {
    /// Walks over the narratives of a site.
    pub fn of(site: &Site) -> Self {
        let mut mentions = Mentions::default();
        site.pages.values().for_each(|page| mentions.gather(page));
        mentions
    }

    /// The paths of the narratives that mention something.
    pub fn of_thing(&self, thing: &Mentioned) -> impl Iterator<Item = &Arc<str>> + use<'_> {
        let paths = match thing {
            Mentioned::Series(id) => self.series.get(id),
            Mentioned::Source(id) => self.sources.get(id),
            Mentioned::Entity(id) => self.entities.get(id),
            Mentioned::Chart(id) => self.charts.get(id),
        };
        paths.into_iter().flatten()
    }

    fn gather(&mut self, page: &Page) {
        let path = || Arc::clone(&page.path);
        if let Some(id) = &page.front.chart {
            self.charts.entry(Arc::from(&**id)).or_default().insert(path());
        }
        for (node, _) in page.body.nodes() {
            match node {
                Node::Figure(call) => call.quantity.each_series(&mut |id| {
                    self.series.entry(id.clone()).or_default().insert(path());
                }),
                Node::Source(id) => drop(self.sources.entry(Arc::from(&**id)).or_default().insert(path())),
                Node::Entity(id) => drop(self.entities.entry(Arc::from(&**id)).or_default().insert(path())),
                Node::Chart(id) => drop(self.charts.entry(Arc::from(&**id)).or_default().insert(path())),
                _ => {}
            }
        }
    }
}

/// The narratives that name an entity, or quote a figure of a series about it.
pub fn of_entity(world: &World<'_>, urls: &Urls, entity: &Entity) -> Vec<TitleLink> {
    let about = world.series_about(&entity.id);
    let quoting = about.flat_map(|series| world.mentions(&Mentioned::Series(series.id.clone())));
    let naming = world.mentions(&Mentioned::Entity(entity.id.clone()));
    let paths: BTreeSet<&Arc<str>> = quoting.chain(naming).collect();
    links(world, urls, paths)
}

/// The narratives that quote a figure of a series, or one made of it.
pub fn of_series(world: &World<'_>, urls: &Urls, series: &SeriesId) -> Vec<TitleLink> {
    links(world, urls, world.mentions(&Mentioned::Series(series.clone())))
}

/// The narratives that name a source.
pub fn of_source(world: &World<'_>, urls: &Urls, source: &str) -> Vec<TitleLink> {
    links(world, urls, world.mentions(&Mentioned::Source(source.into())))
}

/// The narratives that show a chart.
pub fn of_chart(world: &World<'_>, urls: &Urls, chart: &str) -> Vec<TitleLink> {
    links(world, urls, world.mentions(&Mentioned::Chart(chart.into())))
}

fn links<'p>(
    world: &World<'_>,
    urls: &Urls,
    paths: impl IntoIterator<Item = &'p Arc<str>>,
) -> Vec<TitleLink> {
    let link = |path: &Arc<str>| {
        let title = plain(world, world.listed(path)?.title());
        Some(TitleLink { title, url: urls.page(world.page_address(path)?) })
    };
    paths.into_iter().filter_map(link).collect()
}
