//! The way back: which narratives show a chart, quote a figure, or name a source or an entity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context::TitleLink;
use super::urls::Urls;
use super::world::World;
use super::writer::plain;
use crate::document::Node;
use crate::load::{Entity, Page, Site};
use crate::model::{Period, Quantity, SeriesId};

/// Paths of narratives, each once, in order.
pub type Paths = Vec<Arc<str>>;

/// Every quoted figure, with the narratives that quote it.
pub type Figures = BTreeMap<(Quantity, Period), Paths>;

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
    /// A narrative that they replace them with: it is named as `superseded_by`.
    Later(Arc<str>),
}

/// Who mentions what, found in one walk over the narratives: a site has thousands of series, and a walk for each
/// would take longer than all the rest. Each entry holds paths of narratives, in their order.
#[derive(Debug, Default)]
pub struct Mentions {
    series: BTreeMap<SeriesId, Paths>,
    sources: BTreeMap<Arc<str>, Paths>,
    entities: BTreeMap<Arc<str>, Paths>,
    charts: BTreeMap<Arc<str>, Paths>,
    figures: Figures,
    /// By their slugs; each with its name.
    tags: BTreeMap<Arc<str>, (Arc<str>, Paths)>,
    /// Which narratives name this one as the one that replaces them.
    replacing: BTreeMap<Arc<str>, Paths>,
}

/// A tag and the narratives that have it.
#[derive(Clone, Copy, Debug)]
pub struct Tagged<'a> {
    /// As the first of them writes it.
    pub name: &'a str,
    /// The last part of its address.
    pub slug: &'a str,
    /// How many narratives have it.
    pub pages: usize,
    /// Their paths.
    pub paths: &'a Paths,
}

/// Which entities name an entity in their fields or on their routes, by its id; ids in their order.
#[derive(Debug, Default)]
pub struct Naming(BTreeMap<Arc<str>, BTreeSet<Arc<str>>>);

impl Naming {
    /// Goes through the entities of a site.
    pub fn of(site: &Site) -> Self {
        let mut naming = Naming::default();
        for entity in site.entities.values() {
            for named in entity.names() {
                naming.0.entry(named.clone()).or_default().insert(entity.id.clone());
            }
        }
        naming
    }

    /// The ids of the entities that name one.
    pub fn of_entity(&self, id: &str) -> impl Iterator<Item = &Arc<str>> + use<'_> {
        self.0.get(id).into_iter().flatten()
    }
}

/// Which maps show an entity or rest on a source: ids of charts by its id, in their order.
#[derive(Debug, Default)]
pub struct Drawn {
    entities: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    sources: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl Drawn {
    /// Goes through the maps of a site.
    pub fn of(site: &Site) -> Self {
        let mut drawn = Drawn::default();
        for (id, chart) in &site.charts {
            let Some(map) = &chart.spec.map else { continue };
            let routed: Vec<&str> = map.routes.iter().map(String::as_str).collect();
            let through =
                routed.iter().filter_map(|id| site.entities.get(*id)).flat_map(|entity| &entity.routes);
            let through: Vec<&str> = through.flat_map(|route| &route.through).map(|id| &**id).collect();
            let placed = map.places.iter().map(|place| place.entity.as_str());
            let placed = placed.chain(map.context.iter().map(String::as_str)).chain(through);
            for entity in placed.chain(routed).filter_map(|id| site.entities.get(id)) {
                drawn.entities.entry(entity.id.clone()).or_default().insert(id.clone());
                if let Some(location) = &entity.location {
                    drawn.sources.entry(location.source.clone()).or_default().insert(id.clone());
                }
            }
            if let Some(source) = &map.source {
                drawn.sources.entry(Arc::from(&**source)).or_default().insert(id.clone());
            }
        }
        drawn
    }

    /// The maps that show an entity.
    pub fn of_entity(&self, id: &str) -> impl Iterator<Item = &Arc<str>> + use<'_> {
        self.entities.get(id).into_iter().flatten()
    }

    /// The maps that rest on a source.
    pub fn of_source(&self, id: &str) -> impl Iterator<Item = &Arc<str>> + use<'_> {
        self.sources.get(id).into_iter().flatten()
    }
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
            Mentioned::Later(path) => self.replacing.get(path),
        };
        paths.into_iter().flatten()
    }

    /// Adds what a narrative mentions; narratives come in the order of their paths.
    fn gather(&mut self, page: &Page) {
        let mention = |paths: &mut Paths| {
            if paths.last() != Some(&page.path) {
                paths.push(page.path.clone());
            }
        };
        if let Some(id) = &page.front.chart {
            mention(self.charts.entry(Arc::from(&**id)).or_default());
        }
        for tag in &page.front.tags {
            let named = || (tag.name.clone(), Paths::new());
            mention(&mut self.tags.entry(tag.slug.clone()).or_insert_with(named).1);
        }
        if let Some(later) = &page.front.superseded_by {
            mention(self.replacing.entry(later.clone()).or_default());
        }
        for text in page.each_line() {
            for (node, _) in text.line.nodes() {
                if let Node::Figure(call) = node {
                    mention(self.figures.entry((call.quantity.clone(), call.at)).or_default());
                }
            }
        }
        for (node, _) in page.body.nodes() {
            match node {
                Node::Figure(call) => {
                    mention(self.figures.entry((call.quantity.clone(), call.at)).or_default());
                    call.quantity.each_series(&mut |id| mention(self.series.entry(id.clone()).or_default()));
                }
                Node::Source(id) => mention(self.sources.entry(Arc::from(&**id)).or_default()),
                Node::Entity(id) => mention(self.entities.entry(Arc::from(&**id)).or_default()),
                Node::Chart(id) | Node::Map(id) => mention(self.charts.entry(Arc::from(&**id)).or_default()),
                _ => {}
            }
        }
    }
}

impl Mentions {
    /// All tags by their slugs.
    pub fn tags(&self) -> impl Iterator<Item = Tagged<'_>> {
        self.tags.keys().filter_map(|slug| self.tag(slug))
    }

    /// A tag by its slug.
    pub fn tag(&self, slug: &str) -> Option<Tagged<'_>> {
        let (slug, (name, paths)) = self.tags.get_key_value(slug)?;
        Some(Tagged { name, slug, pages: paths.len(), paths })
    }

    /// The narratives that quote a figure of a series, or one made of it.
    pub fn quoting(&self, series: &SeriesId) -> Option<&Paths> {
        self.series.get(series)
    }

    /// Every figure that a narrative quotes, with the narratives that quote it.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }
}

/// The narratives that this one replaces.
pub fn replaced_by(world: &World<'_>, urls: &Urls, page: &Page) -> Vec<TitleLink> {
    links(world, urls, world.mentions(&Mentioned::Later(page.path.clone())))
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

/// The maps that show an entity.
pub fn drawn_entity(world: &World<'_>, urls: &Urls, entity: &str) -> Vec<TitleLink> {
    world.charts_showing(entity).filter_map(|id| chart_link(world, urls, id)).collect()
}

/// The maps that rest on a source.
pub fn drawn_source(world: &World<'_>, urls: &Urls, source: &str) -> Vec<TitleLink> {
    world.charts_crediting(source).filter_map(|id| chart_link(world, urls, id)).collect()
}

fn chart_link(world: &World<'_>, urls: &Urls, id: &str) -> Option<TitleLink> {
    let title = plain(world, world.chart_title(id)?);
    Some(TitleLink { title, url: urls.page(world.record_address("charts", id)?) })
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
