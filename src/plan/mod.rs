//! Checked → [`Plan`]: every file of the built site and the job that makes it.
//!
//! Two jobs that want the same file are an error here, before anything is rendered. What a job puts into its
//! file is left to `render`.

mod renditions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use crate::check::files::{self, OfSite, Written};
use crate::check::{Checked, Destination, Link};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::load::folders;

pub use crate::check::files::{EMBED, card_path, pdf_path};
pub use renditions::{Renditions, Scaled, ShownBy, Version};

/// Where the assets of the theme lie.
pub const ASSETS: &str = "assets";

/// What is to be made, in the order of paths.
#[derive(Debug)]
pub struct Plan {
    /// The site that it is made from.
    pub checked: Checked,
    /// A job for each file.
    pub jobs: Arc<[Job]>,
    /// The smaller versions of its pictures.
    pub renditions: Arc<Renditions>,
    /// Whether narratives are printed.
    pub print: bool,
    /// Whether it is known where the site will be published.
    pub is_located: bool,
}

/// A file of the built site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its path in the output folder, with `/`.
    pub path: Arc<str>,
    /// What it holds.
    pub kind: JobKind,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// A page at an address.
    Page(Arc<str>, Destination),
    /// The narrative at an address, printed: the address, and the narrative's path.
    Pdf(Arc<str>, Arc<str>),
    /// All that is printed of the section at an address, bound: the address, and the section's path.
    Bound(Arc<str>, Arc<str>),
    /// The page for addresses that are none.
    NotFound,
    /// A chart as a picture.
    ChartSvg(Arc<str>),
    /// A chart as pixels.
    ChartPng(Arc<str>),
    /// A chart by itself, for a frame in another page: the address of its page, the collection and its id.
    ChartEmbed(Arc<str>, usize, Arc<str>),
    /// The picture that stands for a narrative where others link to it, made of its main chart: its path.
    Card(Arc<str>),
    /// The figures of a chart with their papers.
    ChartCsv(Arc<str>),
    /// The figures of a chart and what it shows.
    ChartJson(Arc<str>),
    /// The observations of a series.
    SeriesCsv(Arc<str>),
    /// The same as JSON, with what the series is.
    SeriesJson(Arc<str>),
    /// All observations.
    Observations,
    /// All quantities, reported and derived.
    Quantities,
    /// What the audit found.
    Audit,
    /// The list of pages for search engines.
    Sitemap,
    /// What search engines may read.
    Robots,
    /// A feed: of the newest narratives, or of those of the section or tag that has the address.
    Feed(Option<Arc<str>>),
    /// What the data files are, for programs that read packages of data.
    DataPackage,
    /// All observations as SDMX-CSV.
    SdmxCsv,
    /// A page that leads from a former or dated address of a narrative to it: the address, and the narrative's path.
    Redirect(Arc<str>, Arc<str>),
    /// The terms of the search index that fall into one of its parts.
    SearchTerms(usize),
    /// What the search shows of a run of pages.
    SearchPages(usize),
    /// A file of the theme by its name.
    Asset(&'static str),
    /// A file of the site, copied as it is, by its path below `static` or `content`.
    Static(Arc<str>),
    /// A smaller version of such a file, which is a picture: its path, and how many pixels it is wide.
    Rendition(Arc<str>, u32),
}

/// What a picture may be that is printed, by its extension. In place of another its alternative text is set.
const PRINTABLE: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// The pictures of the narratives that are printed, by the paths that they get.
pub fn printed_pictures(plan: &Plan) -> BTreeSet<&Arc<str>> {
    let Checked { site, addresses, .. } = &plan.checked;
    let printed = plan.jobs.iter().filter_map(|job| match &job.kind {
        JobKind::Pdf(_, path) => site.pages.get(path),
        _ => None,
    });
    let pictures =
        printed.flat_map(|page| page.body.images().into_iter().map(|(image, _)| (&page.file, image)));
    pictures
        .filter_map(|(file, image)| match addresses.resolve(site, file, &image.destination) {
            Link::File(path, _) if is_printable(path) => Some(path),
            _ => None,
        })
        .collect()
}

fn is_printable(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| PRINTABLE.contains(&&*extension.to_ascii_lowercase()))
}

/// Plans a site. `base_url` is the address it will be published at; `print` whether PDFs are made. The jobs are those of
/// the `previous` plan, which must be one without a fault, if nothing differs that they depend on.
pub fn plan(
    checked: Checked,
    base_url: Option<&str>,
    print: bool,
    previous: Option<&Plan>,
    diagnostics: &mut Diagnostics,
) -> Plan {
    let is_located = base_url.is_some();
    let renditions = renditions::renditions(&checked);
    let same = previous.filter(|previous| {
        Arc::ptr_eq(&previous.checked.addresses, &checked.addresses)
            && *previous.renditions == renditions
            && (previous.print, previous.is_located) == (print, is_located)
    });
    if let Some(previous) = same {
        let (jobs, renditions) = (Arc::clone(&previous.jobs), Arc::clone(&previous.renditions));
        return Plan { checked, jobs, renditions, print, is_located };
    }
    let mut planner = Planner { jobs: BTreeMap::new(), diagnostics };
    for (address, destination) in checked.addresses.iter() {
        let path = match &**address {
            "" => "index.html".to_owned(),
            file if file.ends_with(".html") => file.to_owned(),
            address => format!("{address}/index.html"),
        };
        if let Destination::Alias(to) | Destination::Permalink(to) = destination {
            planner.add(path, JobKind::Redirect(address.clone(), to.clone()));
            continue;
        }
        planner.add(path, JobKind::Page(address.clone(), destination.clone()));
        for (path, written) in files::beside(&checked.site, address, destination, is_located) {
            planner.beside(path, written, address, destination, &checked, print);
        }
    }
    let search = SearchLayout::of(&checked);
    for part in 0..search.parts {
        planner.add(SearchLayout::terms_path(part), JobKind::SearchTerms(part));
    }
    for run in 0..search.runs {
        planner.add(SearchLayout::pages_path(run), JobKind::SearchPages(run));
    }
    for (path, of_site) in files::of_site(is_located) {
        let kind = match of_site {
            OfSite::NotFound => JobKind::NotFound,
            OfSite::Observations => JobKind::Observations,
            OfSite::Quantities => JobKind::Quantities,
            OfSite::Audit => JobKind::Audit,
            OfSite::DataPackage => JobKind::DataPackage,
            OfSite::SdmxCsv => JobKind::SdmxCsv,
            OfSite::Robots => JobKind::Robots,
            OfSite::Feed => JobKind::Feed(None),
            OfSite::Sitemap => JobKind::Sitemap,
        };
        planner.add(path.to_owned(), kind);
    }
    for (name, path) in assets() {
        planner.add(path.clone(), JobKind::Asset(name));
    }
    for path in checked.site.statics.keys() {
        planner.add(path.to_string(), JobKind::Static(path.clone()));
    }
    planner.renditions(&renditions);
    let (jobs, renditions) = (planner.jobs.into_values().collect(), Arc::new(renditions));
    Plan { checked, jobs, renditions, print, is_located }
}

/// How the search index is divided into files, so that a search reads a few small ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchLayout {
    /// How many parts the terms are divided into, by the hash of their first letters.
    pub parts: usize,
    /// How many runs the pages are divided into.
    pub runs: usize,
}

impl SearchLayout {
    /// Pages in a run.
    pub const RUN: usize = 64;

    /// One part for every sixteen pages: the terms of a part stay near 20 KB however large the site is.
    pub fn of(checked: &Checked) -> Self {
        let pages = checked.addresses.iter().filter(|(_, destination)| destination.is_searched()).count();
        let parts = (pages / 16).next_power_of_two().min(256);
        SearchLayout { parts, runs: pages.div_ceil(Self::RUN) }
    }

    /// The file of a part.
    pub fn terms_path(part: usize) -> String {
        format!("search/terms-{part}.json")
    }

    /// The file of a run.
    pub fn pages_path(run: usize) -> String {
        format!("search/pages-{run}.json")
    }
}

/// The files of the theme: name and path in the output folder. Style and script carry a hash of their bytes,
/// so that a browser never keeps an old one. They are the same for every state of every site.
pub fn assets() -> &'static [(&'static str, String)] {
    static ASSETS: LazyLock<Vec<(&str, String)>> = LazyLock::new(stamped_assets);
    &ASSETS
}

fn stamped_assets() -> Vec<(&'static str, String)> {
    use crate::{chart, theme};
    let stamped = |stem: &str, extension: &str, text: &str| {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        format!("{ASSETS}/{stem}-{}.{extension}", &hash[..10])
    };
    let mut assets = vec![
        ("waybill.css", stamped("waybill", "css", &theme::style(chart::STYLE))),
        ("embed.css", stamped("embed", "css", &theme::embed_style(chart::STYLE))),
        ("waybill.js", stamped("waybill", "js", theme::SCRIPT)),
        ("search.js", stamped("search", "js", theme::SEARCH)),
        ("favicon.svg", format!("{ASSETS}/favicon.svg")),
    ];
    assets.extend(theme::FONTS.iter().map(|(name, _)| (*name, format!("{ASSETS}/fonts/{name}"))));
    assets
}

struct Planner<'a> {
    /// By path in lower case: some disks do not tell cases apart.
    jobs: BTreeMap<String, Job>,
    diagnostics: &'a mut Diagnostics,
}

impl Planner<'_> {
    /// A file beside what is at an address.
    fn beside(
        &mut self,
        path: String,
        written: Written,
        address: &Arc<str>,
        destination: &Destination,
        checked: &Checked,
        print: bool,
    ) {
        let kind = match (written, destination) {
            (Written::ChartSvg, Destination::Record(_, id)) => JobKind::ChartSvg(id.clone()),
            (Written::ChartPng, Destination::Record(_, id)) => JobKind::ChartPng(id.clone()),
            (Written::ChartEmbed, Destination::Record(index, id)) => {
                JobKind::ChartEmbed(address.clone(), *index, id.clone())
            }
            (Written::ChartCsv, Destination::Record(_, id)) => JobKind::ChartCsv(id.clone()),
            (Written::ChartJson, Destination::Record(_, id)) => JobKind::ChartJson(id.clone()),
            (Written::SeriesCsv, Destination::Record(_, id)) => JobKind::SeriesCsv(id.clone()),
            (Written::SeriesJson, Destination::Record(_, id)) => JobKind::SeriesJson(id.clone()),
            (Written::Feed, _) => JobKind::Feed(Some(address.clone())),
            (Written::Card, Destination::Page(page)) => JobKind::Card(page.clone()),
            (Written::Pdf, Destination::Page(page)) if print => JobKind::Pdf(address.clone(), page.clone()),
            (Written::Bound, Destination::Page(page)) if print && self.binds(page, checked) => {
                JobKind::Bound(address.clone(), page.clone())
            }
            _ => return,
        };
        self.add(path, kind);
    }

    /// The smaller versions of pictures. Two pictures of one name and the same bytes share theirs.
    fn renditions(&mut self, renditions: &Renditions) {
        let mut planned = BTreeSet::new();
        for (of, scaled) in renditions {
            for Version { width, path } in &scaled.versions {
                if planned.insert(path.to_lowercase()) {
                    self.add(path.to_string(), JobKind::Rendition(of.clone(), *width));
                }
            }
        }
    }

    /// True if there is something that the PDF of a section can bind; a section without it is reported.
    fn binds(&mut self, path: &Arc<str>, checked: &Checked) -> bool {
        if files::has_printed(&checked.site, &checked.addresses, path) {
            return true;
        }
        let within = |name: &Arc<str>| folders(name).any(|folder| *folder == **path);
        if let Some(page) = checked.site.pages.get(path)
            && !checked.site.faulty.iter().any(within)
        {
            let what = if path.is_empty() { "this site" } else { "this section" };
            self.diagnostics.push(
                Diagnostic::error(
                    "nothing-to-bind",
                    Place::file(page.file.clone()),
                    format!("{what} is to be bound into one PDF, and nothing in it is printed"),
                )
                .hint("say `print: true` in the front matter of the narratives to be bound, or leave it out here"),
            );
        }
        false
    }

    fn add(&mut self, path: String, kind: JobKind) {
        let key = path.to_lowercase();
        let job = Job { path: path.into(), kind };
        if let Some(other) = self.jobs.get(&key) {
            let place = |job: &Job| match &job.kind {
                JobKind::Static(path) => Place::file(format!("static/{path}")),
                _ => Place::file("site.yaml"),
            };
            let message = format!("two files want the path `{}`", job.path);
            self.diagnostics.push(
                Diagnostic::error("path-collision", place(&job), message)
                    .hint("rename one of them; letter case alone does not tell files apart")
                    .related(place(other), format!("the other becomes `{}`", other.path)),
            );
            return;
        }
        self.jobs.insert(key, job);
    }
}
