//! Files → [`Site`]: everything that a site's author wrote, lowered once into checked types.
//!
//! 1. `site.yaml` is read; without it there is no site.
//! 2. All YAML and Markdown files are decoded in parallel, each once.
//! 3. Sources, entities, series and charts are lowered in that order, since each names the ones before.
//!
//! Mistakes are collected over all files. What a name in a narrative refers to, and whether it exists, is left
//! to `check`.

mod charts;
mod config;
mod content;
mod entities;
mod geography;
mod narratives;
mod places;
mod print;
mod rates;
mod raw;
mod reader;
pub mod schema;
mod series;
mod text;
mod waivers;
pub mod yaml;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use rayon::prelude::*;
use serde::de::DeserializeOwned;

use self::narratives::Narratives;
use self::raw::{Entries, RawEntity, RawSeries};
use self::reader::Reader;
use self::yaml::{Document, Step};
use crate::audit::{Rates, Waiver};
use crate::chart::Spec;
use crate::chart::map::Topology;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{FigureRef, Node, Span};
use crate::model::{Ledger, SeriesId, Source};
use crate::source::{Binary, Files};

pub use charts::{Chart, ChartTexts};
pub use config::{
    Config, Convention, EntityKind, Field, FieldType, LinkStyle, MarkdownSettings, Named, NavigationEntry,
    RecordGroup, Records,
};
pub use content::{Front, Headline, Page, Tag, Update};
pub use entities::{Entity, FieldValue, Scalar};
pub use geography::{Location, Route};
pub use places::Places;
pub use print::{Archive, Families, Paper, PrintSettings};
pub(crate) use series::{unknown, unknown_series};
pub use text::{Origin, Text};

/// A site as its author wrote it.
#[derive(Debug)]
pub struct Site {
    /// `site.yaml`.
    pub config: Config,
    /// `site.yaml` again, for the places of its values.
    pub config_file: Document,
    /// Series, sources and all that is reported.
    pub ledger: Ledger,
    /// Where the observations of the ledger stand.
    pub places: Places,
    /// What exchange rates lay within.
    pub rates: Rates,
    /// What the audit finds and somebody lets stand.
    pub waivers: Vec<Arc<Waiver>>,
    /// Entities by id.
    pub entities: BTreeMap<Arc<str>, Arc<Entity>>,
    /// Charts by id, those in narratives included.
    pub charts: BTreeMap<Arc<str>, Arc<Chart>>,
    /// What maps are drawn on, by path below `data/`.
    pub base_maps: BTreeMap<Arc<str>, Arc<Topology>>,
    /// Narratives by path.
    pub pages: BTreeMap<Arc<str>, Arc<Page>>,
    /// The site's own templates by name.
    pub templates: BTreeMap<Arc<str>, Arc<str>>,
    /// What print templates are set with, by its name beside them: `print/logo.png`.
    pub beside_templates: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Files to copy, by the path that they get.
    pub statics: BTreeMap<Arc<str>, Binary>,
    /// Names whose own definition is wrong, which has been reported: what refers to them is not reported again.
    pub faulty: BTreeSet<Arc<str>>,
}

impl Site {
    /// Every figure that a text quotes, in the order of the texts.
    pub fn calls(&self) -> Vec<&FigureRef> {
        let mut calls = Vec::new();
        for page in self.pages.values() {
            page.each_line().for_each(|text| figures(text.line.nodes(), &mut calls));
            figures(page.body.nodes(), &mut calls);
        }
        for entity in self.entities.values() {
            entity.summary.iter().for_each(|text| figures(text.line.nodes(), &mut calls));
            entity.body.iter().for_each(|body| figures(body.nodes(), &mut calls));
        }
        for text in self.charts.values().flat_map(|chart| chart.each_text()) {
            figures(text.line.nodes(), &mut calls);
        }
        calls
    }
}

fn figures<'a>(nodes: Vec<(&'a Node, Span)>, calls: &mut Vec<&'a FigureRef>) {
    calls.extend(nodes.into_iter().filter_map(|(node, _)| match node {
        Node::Figure(call) => Some(&**call),
        _ => None,
    }));
}

/// What a site is loaded with.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoadOptions {
    /// Load narratives that are marked as drafts too.
    pub drafts: bool,
}

/// The settings of a site alone; none if there is no site or if they cannot be read.
pub fn settings(files: &Files, diagnostics: &mut Diagnostics) -> Option<Config> {
    let (path, text) = files.texts.get_key_value("site.yaml")?;
    config::read(&mut Document::file(path.clone(), text.clone()), diagnostics)
}

/// Loads a site. See [`Loader::load`].
pub fn load(files: &Files, options: LoadOptions, diagnostics: &mut Diagnostics) -> Option<Site> {
    Loader::default().load(files, options, diagnostics)
}

/// Loads one state of a site after another and remembers, between them, what the files that stay the same say.
#[derive(Debug, Default)]
pub struct Loader {
    narratives: Narratives,
}

impl Loader {
    /// Loads a site. None if `site.yaml` is missing or wrong; what else is wrong is left out of the site.
    pub fn load(
        &mut self,
        files: &Files,
        options: LoadOptions,
        diagnostics: &mut Diagnostics,
    ) -> Option<Site> {
        // Whoever read the folder has said that there is no site in it.
        let (path, text) = files.texts.get_key_value("site.yaml")?;
        let mut config_file = Document::file(path.clone(), text.clone());
        let config = config::read(&mut config_file, diagnostics)?;
        let reader = Reader::new(&config);
        let mut faulty = BTreeSet::new();

        let sources = sources(files, &mut faulty, diagnostics);
        let entity_files =
            decode_folder::<Entries<Arc<str>, RawEntity>>(files, "data/entities/", &mut faulty, diagnostics);
        let kinds = entities::ids(&entity_files, diagnostics);
        let entities = entities::lower(&config, entity_files, &kinds, &reader, diagnostics);
        let series_files =
            decode_folder::<Entries<SeriesId, RawSeries>>(files, "data/series/", &mut faulty, diagnostics);
        let entity_ids: Vec<Arc<str>> = kinds.keys().cloned().collect();
        let is_entity = |id: &str| kinds.contains_key(id);
        let rates = rates::read(files, &sources, diagnostics);
        let (ledger, mut places) =
            series::lower(sources, series_files, &is_entity, &entity_ids, &mut faulty, diagnostics);
        places.sources = files
            .texts
            .get_key_value("data/sources.yaml")
            .map(|(path, text)| Document::file(path.clone(), text.clone()));
        let waivers = waivers::read(files, &ledger, config.as_of, &mut places, diagnostics);

        let mut charts = chart_files(files, &reader, &mut faulty, diagnostics);
        let pages = self.narratives.read(
            files,
            options,
            &config_file,
            &reader,
            &mut charts,
            &mut faulty,
            diagnostics,
        );
        let base_maps = geography::base_maps(files, &charts, diagnostics);
        let templates =
            under(files, "templates/").map(|(name, _, text)| (name.into(), text.clone())).collect();
        let beside_templates = files
            .beside_templates
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("templates/")?.into(), bytes.clone())))
            .collect();
        let statics = files
            .binaries
            .iter()
            .filter_map(|(path, binary)| {
                let path = path.strip_prefix("static/").or_else(|| path.strip_prefix("content/"))?;
                Some((path.into(), binary.clone()))
            })
            .collect();
        Some(Site {
            config,
            config_file,
            ledger,
            places,
            rates,
            waivers,
            entities,
            charts,
            base_maps,
            pages,
            templates,
            beside_templates,
            statics,
            faulty,
        })
    }
}

/// The texts of a folder: name below it, path and text.
fn under<'f>(
    files: &'f Files,
    folder: &'f str,
) -> impl Iterator<Item = (&'f str, &'f Arc<str>, &'f Arc<str>)> {
    files
        .texts
        .range::<str, _>((Bound::Included(folder), Bound::Unbounded))
        .map_while(move |(path, text)| Some((path.strip_prefix(folder)?, path, text)))
}

/// The YAML files of a folder, decoded in parallel, in the order of their paths.
fn decode_folder<T: DeserializeOwned + Send>(
    files: &Files,
    folder: &str,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Document, T)> {
    let documents: Vec<Document> = under(files, folder)
        .filter(|(name, ..)| name.ends_with(".yaml") || name.ends_with(".yml"))
        .map(|(_, path, text)| Document::file(path.clone(), text.clone()))
        .collect();
    let decoded = in_parallel(documents, diagnostics, |mut document, found| {
        let decoded = document.decode(found);
        Some((document, decoded))
    });
    let whole = decoded.into_iter().filter_map(|(document, decoded)| {
        faulty.extend(document.faulty_keys());
        Some((document, decoded?))
    });
    whole.collect()
}

/// Does the work on each item on all cores; results and diagnostics come in the order of the items.
fn in_parallel<I: Send, O: Send>(
    items: Vec<I>,
    diagnostics: &mut Diagnostics,
    work: impl Fn(I, &mut Diagnostics) -> Option<O> + Sync,
) -> Vec<O> {
    let done: Vec<(Option<O>, Diagnostics)> = items
        .into_par_iter()
        .map(|item| {
            let mut found = Diagnostics::new();
            (work(item, &mut found), found)
        })
        .collect();
    let mut results = Vec::with_capacity(done.len());
    for (result, found) in done {
        results.extend(result);
        diagnostics.extend(found);
    }
    results
}

fn sources(
    files: &Files,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Arc<str>, Source> {
    let Some((path, text)) = files.texts.get_key_value("data/sources.yaml") else { return BTreeMap::new() };
    let mut document = Document::file(path.clone(), text.clone());
    let entries = document.decode::<Entries<Arc<str>, Source>>(diagnostics).unwrap_or_default();
    faulty.extend(document.faulty_keys());
    let mut sources = BTreeMap::new();
    for (index, (id, source)) in entries.0.into_iter().enumerate() {
        let place = || document.key(&[index.into()]);
        match sources.entry(id) {
            Entry::Occupied(entry) => {
                let (id, first) = (entry.key(), document.key(&[Step::Key(entry.key())]));
                diagnostics.push(
                    Diagnostic::error("duplicate-id", place(), format!("there are two sources `{id}`"))
                        .hint("give one of them another id, or remove it")
                        .related(first, "the first is here"),
                );
            }
            Entry::Vacant(entry) if is_slug(entry.key()) => {
                entry.insert(source);
            }
            Entry::Vacant(entry) => {
                diagnostics.push(no_id(place(), entry.key()));
                faulty.insert(entry.into_key());
            }
        }
    }
    sources
}

fn no_id(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("bad-value", place, format!("`{id}` is no id"))
        .hint("use lower-case letters, digits and hyphens")
}

/// The chart files: one specification named by its file, or several by their keys.
fn chart_files(
    files: &Files,
    reader: &Reader,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Arc<str>, Arc<Chart>> {
    let mut charts: BTreeMap<Arc<str>, Arc<Chart>> = BTreeMap::new();
    for (name, path, text) in under(files, "data/charts/") {
        let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else { continue };
        let mut document = Document::file(path.clone(), text.clone());
        let single = document.has_key("mark");
        let specs = if single {
            document.decode::<Spec>(diagnostics).map(|spec| vec![(Arc::from(stem), spec)]).unwrap_or_default()
        } else {
            document.decode::<Entries<Arc<str>, Spec>>(diagnostics).unwrap_or_default().0
        };
        faulty.extend(document.faulty_keys());
        if single || specs.is_empty() {
            faulty.extend((specs.is_empty() || !document.faulty_keys().is_empty()).then(|| Arc::from(stem)));
        }
        for (index, (id, spec)) in specs.into_iter().enumerate() {
            let path = if single { vec![] } else { vec![index.into()] };
            if !is_slug(&id) {
                let place = if single { Place::file(document.path().clone()) } else { document.key(&path) };
                diagnostics.push(no_id(place, &id));
                faulty.insert(id);
                continue;
            }
            if let Some(first) = charts.get(&id) {
                diagnostics.push(
                    Diagnostic::error(
                        "duplicate-id",
                        document.key(&path),
                        format!("there are two charts `{id}`"),
                    )
                    .hint("give one of them another id, or remove it")
                    .related(first.place(), "the first is here"),
                );
                continue;
            }
            let chart = charts::lower(&document, &path, id.clone(), spec, false, reader, diagnostics);
            charts.insert(id, Arc::new(chart));
        }
    }
    charts
}

/// True for what can stand in an address as it is.
fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
