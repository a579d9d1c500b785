//! Files → [`Site`]: everything that a site's author wrote, lowered once into checked types.
//!
//! 1. `site.yaml` is read; without it there is no site.
//! 2. All YAML and Markdown files are decoded in parallel, each once; of CSV files, those that a series names.
//! 3. Sources, entities, series and charts are lowered in that order, since each names the ones before.
//!
//! Mistakes are collected over all files. What a name in a narrative refers to, and whether it exists, is left
//! to `check`.

mod chart_files;
mod charts;
mod config;
mod content;
mod entities;
mod geography;
mod misplaced;
mod narratives;
mod pictures;
mod places;
mod print;
mod rates;
mod raw;
mod reader;
mod remembered;
pub mod schema;
mod series;
mod text;
mod waivers;
mod written;
pub mod yaml;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use rayon::prelude::*;

use self::chart_files::ChartFiles;
use self::entities::Entities;
use self::geography::BaseMaps;
use self::narratives::Narratives;
use self::raw::Entries;
use self::reader::Reader;
use self::remembered::Remembered;
use self::series::{SeriesFiles, Surroundings};
use self::yaml::{Document, Step};
use crate::audit::{Rates, Waiver};
use crate::chart::map::Topology;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{FigureRef, Node, Span};
use crate::model::{Ledger, Source, SourceId};
use crate::source::{Binary, Files};

pub use charts::{Chart, ChartTexts};
pub use config::{
    Config, Contact, Convention, EntityKind, Field, FieldType, LinkStyle, MarkdownSettings, Named,
    NavigationEntry, RecordGroup, Records,
};
pub(crate) use content::slug;
pub use content::{Front, Headline, Page, Tag, Update, folders};
pub use entities::{Entity, FieldValue, Scalar};
pub use geography::{Location, Route};
pub use pictures::PictureSettings;
pub use places::Places;
pub use print::{Archive, Families, Paper, PrintSettings};
pub use series::SeriesFile;
pub(crate) use series::unknown;
pub use text::{Origin, Text};

/// A site as its author wrote it.
#[derive(Debug)]
pub struct Site {
    /// `site.yaml`.
    pub config: Arc<Config>,
    /// `site.yaml` again, for the places of its values.
    pub config_file: Document,
    /// Series, sources and all that is reported.
    pub ledger: Arc<Ledger>,
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
    /// True for a narrative that is shown as a briefing: what is printed and cited.
    pub fn is_briefing(&self, page: &Page) -> bool {
        self.template_of(page) == "briefing.html"
    }

    /// The template that a narrative is shown in.
    pub fn template_of<'a>(&'a self, page: &'a Page) -> &'a str {
        page.template(|| self.section_of(&page.path)?.front.page_template.as_deref())
    }

    /// The section that a narrative lies in: that of the nearest folder which has one. The front page lies in none.
    pub fn section_of(&self, path: &str) -> Option<&Arc<Page>> {
        folders(path).find_map(|folder| self.pages.get(folder).filter(|page| page.is_section))
    }

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
    settings: Remembered<Option<Settings>>,
    sources: Remembered<Sources>,
    entities: Remembered<Entities>,
    series: SeriesFiles,
    charts: ChartFiles,
    narratives: Narratives,
    base_maps: BaseMaps,
}

/// `site.yaml`, and what texts are read with under it.
#[derive(Debug)]
struct Settings {
    config: Arc<Config>,
    document: Document,
    reader: Reader,
    /// For a site that has no narrative for it.
    front_page: Arc<Page>,
}

/// `data/sources.yaml`.
#[derive(Debug)]
struct Sources {
    by_id: Arc<BTreeMap<SourceId, Source>>,
    document: Option<Document>,
}

impl Loader {
    /// Loads a site. None if `site.yaml` is missing or wrong; what else is wrong is left out of the site.
    pub fn load(
        &mut self,
        files: &Files,
        options: LoadOptions,
        diagnostics: &mut Diagnostics,
    ) -> Option<Site> {
        let mut faulty = BTreeSet::new();
        // Whoever read the folder has said that there is no site in it.
        let (_, text) = files.texts.get_key_value("site.yaml")?;
        if !self.settings.is_of(text) {
            // All texts are read with them.
            *self = Loader { series: std::mem::take(&mut self.series), ..Loader::default() };
        }
        let settings = self.settings.of(one(files, "site.yaml"), site_yaml);
        let Settings { config, document, reader, front_page } =
            settings.taken(&mut faulty, diagnostics).as_ref()?;

        let sources = self.sources.of(one(files, "data/sources.yaml"), sources);
        let sources = sources.taken(&mut faulty, diagnostics);
        let read = |documents, faulty: &mut BTreeSet<Arc<str>>, found: &mut Diagnostics| {
            entities::read(documents, config, reader, faulty, found)
        };
        let entities = self.entities.of(yaml_below(files, "data/entities/"), read);
        let entities = entities.taken(&mut faulty, diagnostics);
        let rates = rates::read(files, &sources.by_id, diagnostics);
        let around = Surroundings { sources: &sources.by_id, entities: &entities.kinds };
        let (ledger, series_files) = self.series.read(files, &around, &mut faulty, diagnostics);
        let mut places = Places { files: series_files, sources: sources.document.clone(), waivers: None };
        let waivers = waivers::read(files, &ledger, config.as_of, &mut places, diagnostics);

        let mut charts = self.charts.read(files, reader, &mut faulty, diagnostics);
        let mut pages = self.narratives.read(files, options, reader, &mut charts, &mut faulty, diagnostics);
        misplaced::report(files, diagnostics);
        if !faulty.contains("") && !files.binaries.contains_key("static/index.html") {
            pages.entry("".into()).or_insert_with(|| front_page.clone());
        }
        let base_maps = self.base_maps.read(files, &charts, diagnostics);
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
            config: config.clone(),
            config_file: document.clone(),
            ledger,
            places,
            rates,
            waivers,
            entities: entities.by_id.clone(),
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

/// A file of the site, if it is there, with its text.
fn one(files: &Files, path: &str) -> Vec<(Arc<str>, Arc<str>)> {
    let there = files.texts.get_key_value(path);
    there.map(|(path, text)| (path.clone(), text.clone())).into_iter().collect()
}

/// The YAML files below a folder with their texts, in the order of their paths.
fn yaml_below(files: &Files, folder: &str) -> Vec<(Arc<str>, Arc<str>)> {
    let yaml = under(files, folder).filter(|(name, ..)| name.ends_with(".yaml") || name.ends_with(".yml"));
    yaml.map(|(_, path, text)| (path.clone(), text.clone())).collect()
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

fn site_yaml(
    documents: Vec<Document>,
    _: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Option<Settings> {
    let mut document = documents.into_iter().next()?;
    let config = config::read(&mut document, diagnostics)?;
    let reader = Reader::new(&config);
    let front_page = Arc::new(Page::implied(&document, &config.title, &reader));
    Some(Settings { config: Arc::new(config), document, reader, front_page })
}

fn sources(
    documents: Vec<Document>,
    faulty: &mut BTreeSet<Arc<str>>,
    diagnostics: &mut Diagnostics,
) -> Sources {
    let as_written = documents.first().cloned();
    let Some(mut document) = documents.into_iter().next() else {
        return Sources { by_id: Arc::default(), document: None };
    };
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
    Sources { by_id: Arc::new(sources), document: as_written }
}

fn no_id(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("bad-value", place, format!("`{id}` is no id"))
        .hint("use lower-case letters, digits and hyphens")
}

/// True for what can stand in an address as it is.
fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
