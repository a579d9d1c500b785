//! Which files of the built site come from something.
//!
//! Only what shows it itself counts. Lists and feeds that repeat the title of a page are not followed, since most
//! changes leave titles as they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Scope;
use crate::check::Destination;
use crate::plan::{Job, JobKind};
use crate::render;

/// What a change would touch, by name.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Narratives, by their files.
    pub narratives: BTreeSet<Arc<str>>,
    /// Series, by id.
    pub series: BTreeSet<Arc<str>>,
    /// Charts, by id.
    pub charts: BTreeSet<Arc<str>>,
    /// Sources, by id.
    pub sources: BTreeSet<Arc<str>>,
    /// Entities, by id.
    pub entities: BTreeSet<Arc<str>>,
    /// Files that are copied, by their paths in the output folder.
    pub copied: BTreeSet<Arc<str>>,
    /// Templates, by name, with those that extend or include them.
    pub templates: BTreeSet<Arc<str>>,
    /// The data files of the whole site.
    pub data: bool,
    /// Everything but what is copied and the files of the theme.
    pub all: bool,
}

impl Touched {
    /// The files of the built site, in the order of their paths.
    pub fn built(&self, scope: &Scope<'_>) -> Vec<String> {
        let jobs = scope.plan.jobs.iter().filter(|job| self.touches(scope, job));
        jobs.map(|job| job.path.to_string()).collect()
    }

    fn touches(&self, scope: &Scope<'_>, job: &Job) -> bool {
        let copied = matches!(job.kind, JobKind::Static(_) | JobKind::Asset(_));
        (self.all && !copied)
            || match &job.kind {
                JobKind::Page(_, destination) => {
                    self.page(scope, destination) || self.templates.contains(template(scope, destination))
                }
                JobKind::NotFound => self.templates.contains("404.html"),
                JobKind::ChartSvg(id)
                | JobKind::ChartPng(id)
                | JobKind::ChartCsv(id)
                | JobKind::ChartJson(id) => self.charts.contains(id),
                JobKind::ChartEmbed(_, _, id) => {
                    self.charts.contains(id) || self.templates.contains("embed.html")
                }
                JobKind::Card(path) => scope.world.page(path).is_some_and(|page| {
                    let shown = page.front.chart.as_ref().is_some_and(|id| self.charts.contains(id));
                    shown || self.narratives.contains(&page.file)
                }),
                JobKind::Pdf(_, path) => {
                    let destination = Destination::Page(path.clone());
                    self.page(scope, &destination) || self.templates.iter().any(|t| t.starts_with("print/"))
                }
                JobKind::Bound(_, section) => {
                    self.narrative(scope, section)
                        || self.templates.iter().any(|t| t.starts_with("print/"))
                        || self.below(scope, section)
                }
                JobKind::SeriesCsv(id) | JobKind::SeriesJson(id) => self.series.contains(id),
                JobKind::Observations | JobKind::Quantities | JobKind::Audit | JobKind::SdmxCsv => self.data,
                JobKind::Redirect(_, path) => {
                    self.narrative(scope, path) || self.templates.contains("redirect.html")
                }
                JobKind::Static(path) | JobKind::Rendition(path, _) => self.copied.contains(path),
                JobKind::Sitemap
                | JobKind::Feed(_)
                | JobKind::Robots
                | JobKind::Asset(_)
                | JobKind::DataPackage
                | JobKind::SearchTerms(_)
                | JobKind::SearchPages(_) => false,
            }
    }

    /// True if a narrative below a section is touched.
    fn below(&self, scope: &Scope<'_>, section: &str) -> bool {
        let children: Vec<_> = scope.world.children(section).map(|child| child.path().clone()).collect();
        children
            .iter()
            .any(|path| self.page(scope, &Destination::Page(path.clone())) || self.below(scope, path))
    }

    fn narrative(&self, scope: &Scope<'_>, path: &str) -> bool {
        scope.world.page(path).is_some_and(|page| self.narratives.contains(&page.file))
    }

    fn page(&self, scope: &Scope<'_>, destination: &Destination) -> bool {
        let of_kind = |kind: &str| match kind {
            "sources" => &self.sources,
            "series" => &self.series,
            "charts" => &self.charts,
            _ => &self.entities,
        };
        let records = &scope.world.config().records;
        match destination {
            Destination::Page(path)
            | Destination::Part(path, _)
            | Destination::Alias(path)
            | Destination::Permalink(path) => self.narrative(scope, path),
            // The index of figures shows every figure of the texts.
            Destination::Figures => self.data,
            Destination::Tags | Destination::Tag(_) | Destination::Search => false,
            Destination::Record(index, id) => of_kind(&records[*index].of).contains(id),
            // The list of a kind of entity has no entities of other kinds.
            Destination::Collection(index) => {
                let ids = of_kind(&records[*index].of);
                scope.world.records(*index).any(|(id, _)| ids.contains(id))
            }
        }
    }
}

/// The template of a page.
fn template<'a>(scope: &Scope<'a>, destination: &Destination) -> &'a str {
    let site = &scope.plan.checked.site;
    let records = |index: usize| &site.config.records[index];
    match destination {
        Destination::Page(path) => site.pages.get(path).map_or("", |page| site.template_of(page)),
        Destination::Record(index, _) => render::record_template(records(*index)),
        Destination::Collection(_) | Destination::Tag(_) => render::COLLECTION_TEMPLATE,
        Destination::Part(..) => "section.html",
        Destination::Tags => "tags.html",
        Destination::Figures => "figures.html",
        Destination::Search => "search.html",
        Destination::Alias(_) | Destination::Permalink(_) => "redirect.html",
    }
}
