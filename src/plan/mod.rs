//! Checked → [`Plan`]: every file of the built site and the job that makes it.
//!
//! Two jobs that want the same file are an error here, before anything is rendered. What a job puts into its
//! file is left to `render`.

mod renditions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use crate::check::{Checked, Destination, Link};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::load::{self, Page, Site, folders};

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

/// The file of a chart's page to be embedded, beside that page.
pub const EMBED: &str = "embed.html";

/// Where the card of the narrative at an address lies.
pub fn card_path(address: &str) -> String {
    if address.is_empty() { "card.png".to_owned() } else { format!("{address}/card.png") }
}

/// The path of the narrative at an address, if a chart stands for it.
fn card(checked: &Checked, destination: &Destination) -> Option<Arc<str>> {
    let Destination::Page(path) = destination else { return None };
    let chart = checked.site.pages.get(path)?.front.chart.as_ref()?;
    checked.site.charts.contains_key(chart).then(|| path.clone())
}

/// Where the PDF of the narrative at an address lies, if it has one: briefings do, and what asks for it. That of a
/// section, which has one only if it is asked for, binds those of the narratives below it.
pub fn pdf_path(site: &Site, address: &str, page: &Page) -> Option<String> {
    let settings = site.config.print.as_ref().filter(|_| cfg!(feature = "print"))?;
    if page.is_section {
        let is_front_page = page.path.is_empty();
        let asked = page.front.print.unwrap_or(is_front_page && settings.bind);
        return asked.then(|| match is_front_page {
            true => format!("{}.pdf", file_name(&site.config.title)),
            false => format!("{address}/{}.pdf", page.slug),
        });
    }
    let asked = page.front.print.unwrap_or_else(|| site.is_briefing(page));
    asked.then(|| format!("{address}/{}.pdf", page.slug))
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

/// A title as the name of a file: "Trade of the region, 2025" is `trade-of-the-region-2025`.
fn file_name(title: &str) -> String {
    let name = load::slug(title);
    if name.is_empty() { "site".to_owned() } else { name }
}

/// True if some narrative below a section has a PDF.
fn has_printed(checked: &Checked, section: &str) -> bool {
    let below = checked.addresses.iter().filter_map(|(address, destination)| match destination {
        Destination::Page(path) => Some((address, checked.site.pages.get(path)?)),
        _ => None,
    });
    let mut printed =
        below.filter(|(address, page)| !page.is_section && pdf_path(&checked.site, address, page).is_some());
    printed.any(|(_, page)| {
        section.is_empty() || page.path.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'))
    })
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
        planner.record_files(address, destination, &checked);
        if base_url.is_some() && has_feed(&checked, address, destination) {
            planner.add(format!("{address}/atom.xml"), JobKind::Feed(Some(address.clone())));
        }
        if let Destination::Page(path) = destination
            && let Some(page) = checked.site.pages.get(path).filter(|_| print)
        {
            planner.pdf(address, page, &checked);
        }
        if let Some(path) = card(&checked, destination) {
            planner.add(card_path(address), JobKind::Card(path));
        }
    }
    let search = SearchLayout::of(&checked);
    for part in 0..search.parts {
        planner.add(SearchLayout::terms_path(part), JobKind::SearchTerms(part));
    }
    for run in 0..search.runs {
        planner.add(SearchLayout::pages_path(run), JobKind::SearchPages(run));
    }
    planner.add("data/datapackage.json".to_owned(), JobKind::DataPackage);
    planner.add("data/observations-sdmx.csv".to_owned(), JobKind::SdmxCsv);
    planner.add("404.html".to_owned(), JobKind::NotFound);
    planner.add("data/observations.csv".to_owned(), JobKind::Observations);
    planner.add("data/quantities.csv".to_owned(), JobKind::Quantities);
    planner.add("data/audit.json".to_owned(), JobKind::Audit);
    planner.add("robots.txt".to_owned(), JobKind::Robots);
    if base_url.is_some() {
        // Both consist of absolute addresses.
        planner.add("sitemap.xml".to_owned(), JobKind::Sitemap);
        planner.add("atom.xml".to_owned(), JobKind::Feed(None));
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

/// True for sections and tags: lists that get longer.
fn has_feed(checked: &Checked, address: &str, destination: &Destination) -> bool {
    match destination {
        Destination::Page(path) => {
            !address.is_empty() && checked.site.pages.get(path).is_some_and(|page| page.is_section)
        }
        Destination::Tag(_) => true,
        _ => false,
    }
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
    /// The files beside the page of a chart or a series.
    fn record_files(&mut self, address: &Arc<str>, destination: &Destination, checked: &Checked) {
        let Destination::Record(index, id) = destination else { return };
        let file = |extension: &str| format!("{address}/{id}.{extension}");
        match &*checked.site.config.records[*index].of {
            "charts" => {
                self.add(file("svg"), JobKind::ChartSvg(id.clone()));
                self.add(file("png"), JobKind::ChartPng(id.clone()));
                let embed = JobKind::ChartEmbed(address.clone(), *index, id.clone());
                self.add(format!("{address}/{EMBED}"), embed);
                self.add(file("csv"), JobKind::ChartCsv(id.clone()));
                self.add(file("json"), JobKind::ChartJson(id.clone()));
            }
            "series" => {
                self.add(file("csv"), JobKind::SeriesCsv(id.clone()));
                self.add(file("json"), JobKind::SeriesJson(id.clone()));
            }
            _ => {}
        }
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

    /// The PDF of a narrative, or that of a section.
    fn pdf(&mut self, address: &Arc<str>, page: &Page, checked: &Checked) {
        let Some(pdf) = pdf_path(&checked.site, address, page) else { return };
        if !page.is_section {
            return self.add(pdf, JobKind::Pdf(address.clone(), page.path.clone()));
        }
        if !has_printed(checked, &page.path) {
            let within = |name: &Arc<str>| folders(name).any(|folder| *folder == *page.path);
            if checked.site.faulty.iter().any(within) {
                return;
            }
            let what = if page.path.is_empty() { "this site" } else { "this section" };
            self.diagnostics.push(
                Diagnostic::error(
                    "nothing-to-bind",
                    Place::file(page.file.clone()),
                    format!("{what} is to be bound into one PDF, and nothing in it is printed"),
                )
                .hint("say `print: true` in the front matter of the narratives to be bound, or leave it out here"),
            );
            return;
        }
        self.add(pdf, JobKind::Bound(address.clone(), page.path.clone()));
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
