//! Plan → the bytes of every file.
//!
//! Each job renders on its own, in parallel, from what it reads through [`World`]; nothing it does can be seen by
//! another. A narrative's figures are looked up as it is written, so that their papers and their marks are those
//! of the ledger at that moment.
//!
//! Where the bytes go is left to `write`.

mod audit;
mod cache;
mod changes;
pub(crate) mod charts;
mod closure;
mod context;
mod data_files;
mod defect;
mod doubts;
mod edition;
mod fact;
mod feeds;
mod fingerprint;
mod gaps;
mod groups;
mod late;
mod lists;
mod maps;
mod mentions;
mod nesting;
mod outline;
mod package;
mod pages;
pub(crate) mod papers;
mod papers_list;
mod pictures;
mod png;
#[cfg(feature = "print")]
mod print;
mod quality;
mod raster;
mod records;
mod related;
mod renderer;
mod renditions;
mod sdmx;
mod search;
mod state;
mod structured;
pub(crate) mod tables;
mod templates;
mod topic;
mod traces;
mod urls;
pub(crate) mod wording;
mod world;
pub(crate) mod writer;

use std::sync::Arc;

use self::charts::Prepared;
use self::context::PageContext;
use self::templates::Templates;
use self::urls::Urls;
use self::writer::Writer;
use crate::chart::{self, Layout};
use crate::check::Destination;
use crate::diag::Diagnostic;
#[cfg(feature = "print")]
use crate::load::{Page, PrintSettings};
use crate::plan::{Job, JobKind};
#[cfg(feature = "print")]
use crate::print::Composition;
use crate::theme;

pub use cache::Cache;
pub use charts::undrawable_beside_errors;
pub use defect::defect;
pub use edition::{Edition, PrintedPictures, ReadPicture};
pub use fact::{Fact, Front};
pub use late::Late;
pub use mentions::Mentioned;
pub use raster::Picture;
pub(crate) use records::{COLLECTION_TEMPLATE, template_of as record_template};
pub use renderer::{File, Memory, Outcome, Progress, Reason, Renderer, Sink};
pub use traces::Traces;
pub use world::World;

/// The bytes of a file, or the file of the site that they are copied from.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// These bytes. Shared, so that an artefact that is kept is not copied.
    Bytes(Arc<Vec<u8>>),
    /// The file of the site with this path below `static` or `content`.
    Copied(Arc<str>),
}

/// What a job makes, and what it warns of.
#[derive(Debug)]
struct Made {
    rendered: Rendered,
    warnings: Arc<[Diagnostic]>,
}

/// What keeps a file from being made.
pub type Faults = Vec<Diagnostic>;

impl From<Rendered> for Made {
    fn from(rendered: Rendered) -> Self {
        Made { rendered, warnings: Arc::default() }
    }
}

/// The PDF of a narrative, or the bound one of a section.
#[cfg(feature = "print")]
fn printed(world: World<'_>, address: &str, path: &str) -> Result<Made, Faults> {
    let (Some(page), Some(settings)) = (world.page(path), world.config().print.as_ref()) else {
        return Ok(Rendered::Bytes(Arc::default()).into());
    };
    let composition = composed(world, address, page, settings);
    let key = composition.fingerprint(world.press());
    if let Some(bytes) = world.kept(&key) {
        return Ok(Rendered::Bytes(Arc::new(bytes)).into());
    }
    let (bytes, found) = crate::print::set(world.press(), &composition, &|word, place| {
        world.written(word, place, &composition)
    });
    if let Some(bytes) = bytes.as_ref().filter(|_| found.is_empty()) {
        // What there is to say about one has to be said each time.
        world.keep(&key, bytes);
    }
    let is_error = |found: &Diagnostic| found.severity == crate::diag::Severity::Error;
    let (errors, warnings): (Vec<_>, Vec<_>) = found.into_iter().partition(is_error);
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Made { rendered: Rendered::Bytes(Arc::new(bytes.unwrap_or_default())), warnings: warnings.into() })
}

#[cfg(feature = "print")]
fn composed(world: World<'_>, address: &str, page: &Page, settings: &PrintSettings) -> Composition {
    match page.is_section {
        true => print::bind(world, address, page, settings),
        false => print::compose(world, address, page, settings),
    }
}

/// All that the PDF at a path in the output folder is made of; none if there is no PDF.
#[cfg(feature = "print")]
pub fn composition(world: World<'_>, path: &str) -> Option<Composition> {
    let job = world.job(path)?;
    let (JobKind::Pdf(address, path) | JobKind::Bound(address, path)) = &job.kind else { return None };
    Some(composed(world, address, world.page(path)?, world.config().print.as_ref()?))
}

/// A program without the typesetter plans no PDFs.
#[cfg(not(feature = "print"))]
fn printed(_: World<'_>, _: &str, _: &str) -> Result<Made, Faults> {
    Ok(Rendered::Bytes(Arc::default()).into())
}

fn render_job(world: World<'_>, templates: &Templates, job: &Job) -> Result<Made, Faults> {
    let text = match &job.kind {
        JobKind::Page(address, destination) => render_page(world, templates, address, destination)?,
        JobKind::NotFound => not_found(world, templates)?,
        JobKind::ChartSvg(id) => match world.chart(id) {
            Some(chart) => {
                let drawn = Prepared::new(&world, chart)
                    .draw(Layout::WIDE.standalone(), &format!("chart-{id}"))
                    .map_err(|error| vec![charts::undrawable(chart, &error)])?;
                drawn.markup
            }
            None => String::new(),
        },
        JobKind::ChartPng(id) => {
            let drawn = pictures::of_chart(&world, id);
            let warnings =
                drawn.iter().filter_map(|drawn| pictures::boxes_in_chart(&world, id, drawn)).collect();
            return Ok(Made { warnings, ..Rendered::Bytes(Arc::new(picture(world, drawn))).into() });
        }
        JobKind::Card(path) => {
            let drawn = pictures::card(&world, path);
            let warnings =
                drawn.iter().flat_map(|drawn| pictures::boxes_in_card(&world, path, drawn)).collect();
            return Ok(Made { warnings, ..Rendered::Bytes(Arc::new(picture(world, drawn))).into() });
        }
        JobKind::ChartEmbed(address, collection, id) => {
            records::render_embed(world, templates, address, *collection, id)?
        }
        JobKind::ChartCsv(id) => with_chart(world, id, |chart| data_files::chart_csv(&world, id, chart)),
        JobKind::ChartJson(id) => with_chart(world, id, |chart| data_files::chart_json(&world, id, chart)),
        JobKind::SeriesCsv(id) => data_files::series(&world, id),
        JobKind::Observations => data_files::observations(&world.whole_ledger()),
        JobKind::Quantities => data_files::quantities(&world.whole_site()),
        JobKind::Audit => audit::json(&world.whole_ledger()),
        JobKind::Sitemap => feeds::sitemap(&world),
        JobKind::Robots => feeds::robots(&world),
        JobKind::Feed(of) => feeds::atom(&world, of.as_deref()),
        JobKind::SeriesJson(id) => data_files::series_json(&world, id),
        JobKind::DataPackage => package::json(&world),
        JobKind::SdmxCsv => sdmx::csv(&world.whole_ledger()),
        JobKind::Redirect(address, to) => lists::redirect(world, templates, address, to)?,
        JobKind::SearchTerms(part) => world.search().terms(*part),
        JobKind::SearchPages(run) => world.search().pages(*run),
        JobKind::Pdf(address, path) | JobKind::Bound(address, path) => return printed(world, address, path),
        JobKind::Asset(name) => return Ok(Rendered::Bytes(Arc::new(asset(name))).into()),
        JobKind::Static(path) => return Ok(Rendered::Copied(path.clone()).into()),
        JobKind::Rendition(path, width) => return renditions::render(&world, path, *width),
    };
    Ok(Rendered::Bytes(Arc::new(text.into_bytes())).into())
}

fn render_page(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    destination: &Destination,
) -> Result<String, Faults> {
    match destination {
        Destination::Page(path) => match world.page(path) {
            Some(page) => pages::render(world, templates, address, page),
            None => Ok(String::new()),
        },
        Destination::Collection(index) => records::render_collection(world, templates, address, *index),
        Destination::Record(index, id) => records::render(world, templates, address, *index, id),
        Destination::Part(path, number) => lists::part(world, templates, address, path, *number),
        Destination::Tags => lists::tags(world, templates, address),
        Destination::Tag(slug) => lists::tag(world, templates, address, slug),
        Destination::Figures => lists::figures(world, templates, address),
        Destination::Search => lists::search(world, templates, address),
        Destination::Alias(to) | Destination::Permalink(to) => lists::redirect(world, templates, address, to),
    }
}

fn not_found(world: World<'_>, templates: &Templates) -> Result<String, Faults> {
    let urls = Urls::from_anywhere(world.base_url(), world.config().links);
    let site = pages::site_context(&world, &urls, "404");
    let page =
        PageContext { kind: "not-found", title: "Page not found".to_owned(), ..PageContext::default() };
    templates.render("404.html", &site, page, &[], &mut Writer::new(world, urls, "content/"))
}

fn with_chart(world: World<'_>, id: &str, make: impl FnOnce(&Prepared<'_>) -> String) -> String {
    world.chart(id).map(|chart| make(&Prepared::new(&world, chart))).unwrap_or_default()
}

/// What cannot be drawn, which its page says, is an empty picture.
fn picture(world: World<'_>, picture: Option<Picture>) -> Vec<u8> {
    let Some(picture) = picture else { return Vec::new() };
    let key = picture.key();
    world.kept(&key).unwrap_or_else(|| {
        let bytes = picture.png();
        world.keep(&key, &bytes);
        bytes
    })
}

/// The bytes of a file of the theme.
fn asset(name: &str) -> Vec<u8> {
    match name {
        "waybill.css" => theme::style(chart::STYLE).into_bytes(),
        "embed.css" => theme::embed_style(chart::STYLE).into_bytes(),
        "waybill.js" => theme::SCRIPT.as_bytes().to_vec(),
        "search.js" => theme::SEARCH.as_bytes().to_vec(),
        "favicon.svg" => theme::ICON.as_bytes().to_vec(),
        font => {
            theme::FONTS.iter().find(|(known, _)| *known == font).map(|(_, b)| b.to_vec()).unwrap_or_default()
        }
    }
}
