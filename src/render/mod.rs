//! Plan → the bytes of every file.
//!
//! Each job renders on its own, in parallel, from what it reads through [`World`]; nothing it does can be seen by
//! another. A narrative's figures are looked up as it is written, so that their papers and their marks are those
//! of the ledger at that moment.
//!
//! Where the bytes go is left to `write`.

mod audit;
pub(crate) mod charts;
mod context;
mod data_files;
mod feeds;
mod groups;
mod lists;
mod mentions;
mod package;
mod pages;
mod papers;
mod pictures;
#[cfg(feature = "print")]
mod print;
mod quality;
mod raster;
mod records;
mod related;
mod sdmx;
mod search;
mod structured;
pub(crate) mod tables;
mod templates;
mod urls;
pub(crate) mod wording;
mod world;
pub(crate) mod writer;

#[cfg(feature = "print")]
use std::collections::BTreeMap;
use std::sync::Arc;
#[cfg(feature = "print")]
use std::sync::LazyLock;

use rayon::prelude::*;

use self::charts::Prepared;
use self::context::PageContext;
use self::search::SearchIndex;
use self::templates::Templates;
use self::urls::Urls;
use self::writer::Writer;
use crate::chart::{self, Layout};
use crate::check::Destination;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Formatter;
use crate::plan::{self, Job, JobKind, Plan, SearchLayout};
#[cfg(feature = "print")]
use crate::print::Press;
use crate::theme;

pub use mentions::Mentions;
pub(crate) use pages::template_of as page_template;
pub use raster::Picture;
pub(crate) use records::{COLLECTION_TEMPLATE, template_of as record_template};
pub use world::World;

/// The bytes of a file, or the file of the site that they are copied from.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The file of the site with this path below `static` or `content`.
    Copied(Arc<str>),
}

/// Renders every job of a plan, in its order. What fails is reported and left out.
pub fn render(
    plan: &Plan,
    base_url: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Arc<str>, Rendered)> {
    let templates = Templates::new(&plan.checked.site.templates, diagnostics);
    // `load` has refused languages that figures cannot be written in.
    let Some(formatter) = Formatter::new(&plan.checked.site.config.language) else { return Vec::new() };
    let ledger = &plan.checked.site.ledger;
    let formatter = formatter.remembering(ledger.reports().flat_map(|(_, all)| all.iter().map(|o| o.period)));
    if diagnostics.has_errors() {
        return Vec::new();
    }
    let assets = plan::assets();
    let mentions = Mentions::of(&plan.checked.site);
    let world = World::new(&plan.checked, &formatter, base_url, &assets, &mentions);
    let index = SearchIndex::of(&world, SearchLayout::of(&plan.checked));
    let world = world.with_search(&index).with_print(plan.print);
    #[cfg(feature = "print")]
    let press = LazyLock::new(|| Press::new(&plan.checked.site.templates, &BTreeMap::new()));
    let done: Vec<(Option<Rendered>, Diagnostics)> = plan
        .jobs
        .par_iter()
        .map(|job| match &job.kind {
            #[cfg(feature = "print")]
            JobKind::Pdf(address, path) => printed(world, &press, address, path),
            _ => match render_job(world, &templates, job) {
                Ok(rendered) => (Some(rendered), Diagnostics::new()),
                Err(diagnostic) => (None, std::iter::once(*diagnostic).collect()),
            },
        })
        .collect();
    let mut rendered = Vec::with_capacity(done.len());
    for (job, (result, found)) in plan.jobs.iter().zip(done) {
        diagnostics.extend(found);
        rendered.extend(result.map(|bytes| (job.path.clone(), bytes)));
    }
    rendered
}

/// The PDF of a narrative, with what the typesetter found.
#[cfg(feature = "print")]
fn printed(world: World<'_>, press: &Press, address: &str, path: &str) -> (Option<Rendered>, Diagnostics) {
    let (Some(page), Some(settings)) = (world.page(path), world.config().print) else {
        return (None, Diagnostics::new());
    };
    let (bytes, found) = print::render(world, press, address, page, settings);
    (bytes.map(Rendered::Bytes), found)
}

fn render_job(world: World<'_>, templates: &Templates, job: &Job) -> Result<Rendered, Box<Diagnostic>> {
    let text = match &job.kind {
        JobKind::Page(address, destination) => render_page(world, templates, address, destination)?,
        JobKind::NotFound => not_found(world, templates)?,
        JobKind::ChartSvg(id) => with_chart(world, id, |chart| {
            let drawn = chart.draw(Layout::WIDE.standalone(), &format!("chart-{id}"));
            drawn.map(|svg| svg.markup).unwrap_or_default()
        }),
        JobKind::ChartPng(id) => return Ok(Rendered::Bytes(picture(pictures::of_chart(&world, id)))),
        JobKind::Card(path) => return Ok(Rendered::Bytes(picture(pictures::card(&world, path)))),
        JobKind::ChartEmbed(address, collection, id) => {
            records::render_embed(world, templates, address, *collection, id)?
        }
        JobKind::ChartCsv(id) => with_chart(world, id, data_files::chart_csv),
        JobKind::ChartJson(id) => with_chart(world, id, |chart| data_files::chart_json(&world, id, chart)),
        JobKind::SeriesCsv(id) => data_files::series(&world, id),
        JobKind::Observations => data_files::observations(&world),
        JobKind::Quantities => data_files::quantities(&world),
        JobKind::Audit => audit::json(&world),
        JobKind::Sitemap => feeds::sitemap(&world),
        JobKind::Robots => feeds::robots(&world),
        JobKind::Feed(of) => feeds::atom(&world, of.as_deref()),
        JobKind::SeriesJson(id) => data_files::series_json(&world, id),
        JobKind::DataPackage => package::json(&world),
        JobKind::SdmxCsv => sdmx::csv(&world),
        JobKind::Redirect(address, to) => lists::redirect(world, templates, address, to)?,
        JobKind::SearchTerms(part) => world.search().map(|index| index.terms(*part)).unwrap_or_default(),
        JobKind::SearchPages(run) => world.search().map(|index| index.pages(*run)).unwrap_or_default(),
        // A lean build plans none, and `render` sets the others.
        JobKind::Pdf(..) => return Ok(Rendered::Bytes(Vec::new())),
        JobKind::Asset(name) => return Ok(Rendered::Bytes(asset(name))),
        JobKind::Static(path) => return Ok(Rendered::Copied(path.clone())),
    };
    Ok(Rendered::Bytes(text.into_bytes()))
}

fn render_page(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    destination: &Destination,
) -> Result<String, Box<Diagnostic>> {
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
        Destination::Alias(to) => lists::redirect(world, templates, address, to),
    }
}

fn not_found(world: World<'_>, templates: &Templates) -> Result<String, Box<Diagnostic>> {
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
fn picture(picture: Option<Picture>) -> Vec<u8> {
    picture.map(|picture| picture.png()).unwrap_or_default()
}

/// The bytes of a file of the theme.
fn asset(name: &str) -> Vec<u8> {
    match name {
        "waybill.css" => [chart::STYLE, theme::STYLE].concat().into_bytes(),
        "embed.css" => [chart::STYLE, theme::EMBED_STYLE].concat().into_bytes(),
        "waybill.js" => theme::SCRIPT.as_bytes().to_vec(),
        "search.js" => theme::SEARCH.as_bytes().to_vec(),
        "favicon.svg" => theme::ICON.as_bytes().to_vec(),
        font => {
            theme::FONTS.iter().find(|(known, _)| *known == font).map(|(_, b)| b.to_vec()).unwrap_or_default()
        }
    }
}
