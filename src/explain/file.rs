//! What a file of the site defines, what depends on that, and which files of the built site come from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::built::Touched;
use super::mentions::{self, Mention, Named, Owner};
use super::quantity::{asks_for, chart_title};
use super::{At, Scope, definitions, lineage};
use crate::check::Link;
use crate::diag::Place;
use crate::document::{Node, TableOf, Target};
use crate::load::Page;
use crate::model::{Quantity, SeriesId};
use crate::render::writer;
use crate::theme;

/// A file of the site.
#[derive(Debug, Serialize)]
pub struct FilePapers {
    /// Its path from the site's root.
    pub path: String,
    /// What it is, in a few words.
    pub is: &'static str,
    /// What it defines.
    pub defines: Vec<Defined>,
    /// The files of the built site that show what it defines.
    pub built: Vec<String>,
}

/// Something that a file defines.
#[derive(Debug, Serialize)]
pub struct Defined {
    /// What it is: `series`, `chart`, `page`, ….
    pub what: &'static str,
    /// The name that others use for it.
    pub name: String,
    /// What readers call it.
    pub title: String,
    /// Where, if the file defines several.
    pub at: Option<At>,
    /// The files that use it, in the order of their paths.
    pub used: Vec<UsedIn>,
}

/// A file that uses something.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct UsedIn {
    /// Its path.
    pub file: String,
    /// How often, by the way it does: `figure`, `chart`, `table`, ….
    pub ways: BTreeMap<&'static str, usize>,
}

/// What there is to say of a file that the site has.
pub(super) fn papers(scope: &Scope<'_>, path: &str) -> FilePapers {
    let mut reader = Reader {
        scope,
        mentions: mentions::all(&scope.plan.checked.site),
        defines: Vec::new(),
        touched: Touched::default(),
    };
    let is = reader.read(path);
    reader.follow_charts();
    FilePapers { path: path.to_owned(), is, built: reader.touched.built(scope), defines: reader.defines }
}

struct Reader<'s, 'a> {
    scope: &'s Scope<'a>,
    mentions: Vec<Mention<'a>>,
    defines: Vec<Defined>,
    touched: Touched,
}

impl<'a> Reader<'_, 'a> {
    /// Fills in what the file defines and touches, and says what it is.
    fn read(&mut self, path: &str) -> &'static str {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match path.split('/').next() {
            Some("site.yaml") => {
                self.touched.all = true;
                "the site's settings, which every page reads"
            }
            Some("templates") => self.template(path),
            Some("content") if path.ends_with(".md") => self.narrative(path),
            Some("content" | "static") => self.copied(path),
            _ if path == "data/sources.yaml" => self.sources(path),
            _ if path == "data/waivers.yaml" => {
                self.touched.data = true;
                "findings of the audit that somebody lets stand, with the reason and the end of each"
            }
            _ if path == "data/rates.yaml" => {
                self.touched.data = true;
                "reference bands for exchange rates, which the audit holds conversions against"
            }
            _ if folder.starts_with("data/series") => {
                self.series(definitions::keys(self.scope, path));
                "series with their observations"
            }
            _ if self.scope.plan.checked.site.places.series_of_table(path).next().is_some() => {
                let places = &self.scope.plan.checked.site.places;
                let series = places.series_of_table(path);
                self.series(series.map(|(id, place)| (id.to_string(), place)).collect());
                "a table that series take their observations from"
            }
            _ if folder.starts_with("data/charts") => self.charts(path),
            _ if folder.starts_with("data/entities") => self.entities(path),
            _ => "a file that no page is made from",
        }
    }

    /// Series with the places of their definitions.
    fn series(&mut self, series: Vec<(String, Place)>) {
        for (name, place) in series {
            let Some(series) = SeriesId::new(&name).and_then(|id| self.scope.world.series(&id)) else {
                continue;
            };
            let names = |quantity: &Quantity| {
                let mut found = false;
                quantity.each_series(&mut |id| found |= *id == series.id);
                found
            };
            let mut used = Uses::default();
            for mention in &self.mentions {
                match mention.what {
                    Named::Series(id) if *id == series.id => used.add_mention(mention, "headline"),
                    Named::Node(node) if asks_for(self.scope, node, &names) => {
                        used.add_mention(mention, way(node))
                    }
                    _ => {}
                }
            }
            for chart in self.scope.world.charts().filter(|chart| chart.quantities.iter().any(names)) {
                self.touched.charts.insert(chart.id.clone());
                if !chart.inline {
                    used.add(&chart.place().file, "chart");
                }
            }
            for (quantity, observations) in self.scope.world.reports().filter(|(quantity, _)| names(quantity))
            {
                self.touched.series.insert(quantity.principal().as_str().into());
                self.touched
                    .sources
                    .extend(observations.iter().map(|observation| observation.source.clone()));
            }
            self.touched.series.insert(series.id.as_str().into());
            self.touched.entities.extend(series.entities.iter().cloned());
            let at = Some(self.scope.at(&place));
            self.define("series", name, series.title.to_string(), at, used);
        }
        self.touched.data = true;
    }

    fn sources(&mut self, path: &str) -> &'static str {
        for (name, place) in definitions::keys(self.scope, path) {
            let Some(source) = self.scope.world.source(&name) else { continue };
            let mut used = Uses::default();
            for mention in &self.mentions {
                let Named::Node(node) = mention.what else { continue };
                match node {
                    Node::Source(id) if *id == name => used.add_mention(mention, "name"),
                    Node::Figure(call) => {
                        let figure = self.scope.world.figure(call);
                        if figure.is_some_and(|figure| lineage::rests_on(&figure, &name)) {
                            used.add_mention(mention, "figure");
                        }
                    }
                    _ => {}
                }
            }
            for (quantity, observations) in self.scope.world.reports() {
                let count = observations.iter().filter(|observation| *observation.source == *name).count();
                if count > 0 {
                    self.touched.series.insert(quantity.principal().as_str().into());
                    let at = definitions::series(self.scope, quantity.principal());
                    at.into_iter().for_each(|at| used.add_times(&at.file, "observation", count));
                }
            }
            self.touched.sources.insert(name.as_str().into());
            let at = Some(self.scope.at(&place));
            self.define("source", name, source.title.to_string(), at, used);
        }
        self.touched.data = true;
        "the documents that figures come from"
    }

    fn charts(&mut self, path: &str) -> &'static str {
        let charts = self.scope.world.charts().filter(|chart| *chart.place().file == *path);
        for chart in charts.collect::<Vec<_>>() {
            let used = self.uses(|mention| match mention.what {
                Named::Node(node @ (Node::Chart(id) | Node::Map(id) | Node::Ref(Target::Chart(id))))
                    if **id == *chart.id =>
                {
                    Some(way(node))
                }
                Named::Node(node @ Node::Table(_)) if shows_chart(node, &chart.id) => Some("table"),
                Named::Chart(id) if *id == *chart.id => Some("chart"),
                _ => None,
            });
            self.touched.charts.insert(chart.id.clone());
            let at = Some(self.scope.at(&chart.place()));
            self.define("chart", chart.id.to_string(), chart_title(self.scope, chart), at, used);
        }
        "chart specifications"
    }

    fn entities(&mut self, path: &str) -> &'static str {
        for (name, place) in definitions::keys(self.scope, path) {
            let Some(entity) = self.scope.world.entity(&name) else { continue };
            let mut used = self.uses(|mention| match mention.what {
                Named::Node(Node::Entity(id)) if *id == name => Some("name"),
                _ => None,
            });
            for series in self.scope.world.series_about(&entity.id) {
                self.touched.series.insert(series.id.as_str().into());
                let at = definitions::series(self.scope, &series.id);
                at.into_iter().for_each(|at| used.add(&at.file, "series"));
            }
            self.touched.entities.insert(entity.id.clone());
            let at = Some(self.scope.at(&place));
            self.define("entity", name, entity.name.to_string(), at, used);
        }
        "records of what figures are about"
    }

    fn narrative(&mut self, path: &str) -> &'static str {
        let Some(page) = self.scope.plan.checked.site.pages.values().find(|page| *page.file == *path) else {
            return "a narrative that is no page: a draft, unless `waybill check` finds something wrong with it";
        };
        let used = self.uses(|mention| match mention.what {
            Named::Node(Node::Ref(Target::Page(path))) if **path == *page.path => Some("reference"),
            Named::Page(path) if *path == *page.path => Some("reference"),
            Named::Link(destination) if self.leads_to(mention, destination, page) => Some("link"),
            _ => None,
        });
        self.touched.narratives.insert(page.file.clone());
        let title = lineage::plain(&writer::plain(&self.scope.world, &page.front.title));
        self.define("page", page.path.to_string(), title, None, used);
        for chart in self.scope.world.charts().filter(|chart| chart.inline) {
            if *chart.place().file == *path {
                let at = Some(self.scope.at(&chart.place()));
                self.define(
                    "chart",
                    chart.id.to_string(),
                    chart_title(self.scope, chart),
                    at,
                    Uses::default(),
                );
            }
        }
        "a narrative"
    }

    /// A page that shows a chart is built again with it.
    fn follow_charts(&mut self) {
        for mention in &self.mentions {
            let shown = |id: &str| self.touched.charts.contains(id);
            let shows = match mention.what {
                Named::Node(Node::Chart(id) | Node::Map(id)) => shown(id),
                Named::Node(Node::Table(table)) => matches!(&table.of, TableOf::Chart(id) if shown(id)),
                Named::Chart(id) => shown(id),
                _ => false,
            };
            if let (Owner::Page(file), true) = (mention.owner, shows) {
                self.touched.narratives.insert(file.clone());
            }
        }
    }

    fn leads_to(&self, mention: &Mention<'_>, destination: &str, page: &Page) -> bool {
        let address = self.scope.world.page_address(&page.path);
        match self.scope.world.link(mention.file, destination) {
            Link::Page(to, _) => Some(to) == address,
            _ => false,
        }
    }

    fn copied(&mut self, path: &str) -> &'static str {
        let below = path.split_once('/').map_or(path, |(_, below)| below);
        // Pages say how large a picture is, and where its smaller versions are; of other files the address alone.
        let is_picture =
            self.scope.plan.checked.site.statics.get(below).is_some_and(|file| file.picture.is_some());
        let (what, way) = if is_picture { ("picture", "picture") } else { ("file", "link") };
        let used = self.uses(|mention| match mention.what {
            Named::Link(destination) => match self.scope.world.link(mention.file, destination) {
                Link::File(to, _) if **to == *below => Some(way),
                _ => None,
            },
            _ => None,
        });
        self.touched.copied.insert(below.into());
        self.define(what, below.to_owned(), String::new(), None, used);
        match self.scope.plan.renditions.contains_key(below) {
            true => "a picture, which is copied as it is and made smaller",
            false => "a file that is copied as it is",
        }
    }

    fn template(&mut self, path: &str) -> &'static str {
        let name = path.trim_start_matches("templates/");
        self.touched.templates = with_dependents(self.scope, name);
        let mut used = Uses::default();
        for (other, _) in self.scope.files.texts.iter().filter(|(path, _)| path.starts_with("templates/")) {
            let other_name = other.trim_start_matches("templates/");
            if other_name != name && self.touched.templates.contains(other_name) {
                used.add(other, "template");
            }
        }
        self.define("template", name.to_owned(), String::new(), None, used);
        match theme::TEMPLATES.iter().any(|(built_in, _)| *built_in == name) {
            true => "a template in place of the built-in one of that name",
            false => "a template",
        }
    }

    fn uses(&self, mut way: impl FnMut(&Mention<'a>) -> Option<&'static str>) -> Uses<'a> {
        let mut used = Uses::default();
        for mention in &self.mentions {
            if let Some(way) = way(mention) {
                used.add_mention(mention, way);
            }
        }
        used
    }

    /// Notes a definition. What names it in a text is built from it, but for links, which stay as they are.
    fn define(&mut self, what: &'static str, name: String, title: String, at: Option<At>, used: Uses<'a>) {
        for owner in used.owners.iter().filter(|_| !matches!(what, "page" | "file")) {
            match owner {
                Owner::Page(file) => self.touched.narratives.insert((*file).clone()),
                Owner::Entity(id) => self.touched.entities.insert((*id).clone()),
                Owner::Chart(id) => self.touched.charts.insert((*id).clone()),
            };
        }
        self.defines.push(Defined { what, name, title, at, used: used.listed() });
    }
}

/// What uses something, by file and way.
#[derive(Debug, Default)]
struct Uses<'a> {
    files: BTreeMap<Arc<str>, BTreeMap<&'static str, usize>>,
    owners: BTreeSet<Owner<'a>>,
}

impl<'a> Uses<'a> {
    fn add_mention(&mut self, mention: &Mention<'a>, way: &'static str) {
        self.add(mention.file, way);
        self.owners.insert(mention.owner);
    }

    fn add(&mut self, file: &str, way: &'static str) {
        self.add_times(file, way, 1);
    }

    fn add_times(&mut self, file: &str, way: &'static str, times: usize) {
        *self.files.entry(file.into()).or_default().entry(way).or_default() += times;
    }

    fn listed(self) -> Vec<UsedIn> {
        self.files.into_iter().map(|(file, ways)| UsedIn { file: file.to_string(), ways }).collect()
    }
}

/// How a call uses what it names.
fn way(node: &Node) -> &'static str {
    match node {
        Node::Figure(_) => "figure",
        Node::Chart(_) | Node::Map(_) => "chart",
        Node::Table(_) => "table",
        Node::Ref(_) => "reference",
        Node::Audit => "audit",
        Node::Source(_) | Node::Entity(_) => "name",
    }
}

fn shows_chart(node: &Node, id: &str) -> bool {
    matches!(node, Node::Table(table) if matches!(&table.of, TableOf::Chart(of) if of == id))
}

/// A template with those that extend, include or import it, directly or through others.
fn with_dependents(scope: &Scope<'_>, name: &str) -> BTreeSet<Arc<str>> {
    let own = &scope.plan.checked.site.templates;
    let built_in = theme::TEMPLATES.iter().filter(|(name, _)| !own.contains_key(*name));
    let texts: Vec<(&str, &str)> =
        own.iter().map(|(name, text)| (&**name, &**text)).chain(built_in.map(|(n, t)| (*n, *t))).collect();
    let mut found: BTreeSet<Arc<str>> = BTreeSet::from([name.into()]);
    loop {
        let before = found.len();
        for (other, text) in &texts {
            if found.iter().any(|name| names_template(text, name)) {
                found.insert((*other).into());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// True if a tag of a template names another in quotes: `{% extends "base.html" %}`.
fn names_template(text: &str, name: &str) -> bool {
    let tags = text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    tags.map(|tag| tag.trim_start_matches(['-', ' ', '\n'])).any(|tag| {
        ["extends", "include", "import"].iter().any(|word| tag.starts_with(word))
            && tag.split(['"', '\'']).any(|quoted| quoted == name)
    })
}
