//! Pages that are lists made from what narratives hold: tags, further pages of a section, the index of figures, the
//! search; and the page that leads on from a former address.

use std::sync::Arc;

use serde::Serialize;

use super::Faults;
use super::context::{Card, PageContext, SectionContext, TagLink, TitleLink};
use super::pages;
use super::papers::capitalised;
use super::search::STOP_WORDS;
use super::templates::{Extra, Templates};
use super::urls::{self, Urls};
use super::wording;
use super::world::{Listed, World};
use super::writer::{Writer, plain};
use crate::check::Destination;
use crate::document::escape;
use crate::model::Style;
use crate::plan::SearchLayout;

/// More figures than this are not listed on one page; the data file has them all.
const LISTED: usize = 2_000;

/// Renders the list of all tags.
pub fn tags(world: World<'_>, templates: &Templates, address: &str) -> Result<String, Faults> {
    let mut writer = writer(world, address);
    let links: Vec<TagLink> =
        world.tags().map(|tag| tag_link(&writer, tag.name, tag.slug, tag.pages)).collect();
    let page = page(&world, &writer.urls, address, "Topics", "Every topic that several pages share.");
    render(templates, "tags.html", &world, page, &[("tags", Extra::new(&links))], &mut writer)
}

/// Renders the list of the narratives with a tag.
pub fn tag(world: World<'_>, templates: &Templates, address: &str, slug: &str) -> Result<String, Faults> {
    let mut writer = writer(world, address);
    let Some(tag) = world.tag(slug) else { return Ok(String::new()) };
    let mut tagged: Vec<Listed<'_>> = tag.paths.iter().filter_map(|path| world.listed(path)).collect();
    tagged.sort_by(|a, b| b.days().date.cmp(&a.days().date).then(a.path().cmp(b.path())));
    let cards: Vec<Card> = tagged.into_iter().filter_map(|page| pages::card(&mut writer, page)).collect();
    let title = capitalised(tag.name);
    let mut page = page(&world, &writer.urls, address, &title, "");
    page.summary = Some(format!("What the site says on “{}”.", tag.name));
    if let Some(tags) = world.address(&Destination::Tags) {
        page.breadcrumbs.push(TitleLink { title: "Topics".to_owned(), url: writer.urls.page(tags) });
    }
    page.feed_url = world.base_url().map(|_| writer.urls.file(&format!("{address}/atom.xml")));
    let section =
        SectionContext { title, url: writer.urls.page(address), pages: cards, ..SectionContext::default() };
    render(templates, "collection.html", &world, page, &[("section", Extra::new(&section))], &mut writer)
}

/// Renders a further page of the list of a section.
pub fn part(
    world: World<'_>,
    templates: &Templates,
    address: &str,
    path: &str,
    number: usize,
) -> Result<String, Faults> {
    let Some(section) = world.page(path) else { return Ok(String::new()) };
    let mut writer = Writer::new(world, Urls::from_address(address, world.config().links), &section.file);
    let title = format!("{}, page {number}", plain(&world, &section.front.title));
    let section = world.listing(section);
    let mut page = page(&world, &writer.urls, address, &title, "");
    page.breadcrumbs.push(pages::title_link(&world, &writer.urls, section));
    let list = pages::section_part(&mut writer, section, address, number);
    render(templates, "section.html", &world, page, &[("section", Extra::new(&list))], &mut writer)
}

/// A quantity that narratives quote.
#[derive(Serialize)]
struct Quoted {
    quantity: String,
    quantity_url: Option<String>,
    rows: Vec<QuotedAt>,
}

/// What is quoted of it in a period, and where.
#[derive(Serialize)]
struct QuotedAt {
    period: String,
    text: String,
    origin: &'static str,
    differs: bool,
    pages: Vec<TitleLink>,
}

/// Renders the index of every figure that a narrative quotes, with the narratives that quote it.
pub fn figures(world: World<'_>, templates: &Templates, address: &str) -> Result<String, Faults> {
    let mut writer = writer(world, address);
    let mut quantities: Vec<Quoted> = Vec::new();
    let mut last = None;
    let all = world.quoted();
    let count = all.len();
    for ((quantity, period), paths) in all.iter().take(LISTED) {
        let Some(figure) = world.figure_at(quantity, *period) else { continue };
        if last != Some(quantity) {
            last = Some(quantity);
            let url = world.record_address("series", quantity.principal().as_str());
            quantities.push(Quoted {
                quantity: wording::quantity(&world, quantity),
                quantity_url: url.map(|address| writer.urls.page(address)),
                rows: Vec::new(),
            });
        }
        let quoting = paths.iter().filter_map(|path| world.listed(path));
        let row = QuotedAt {
            period: world.formatter().period(*period),
            text: world.formatter().figure(&figure, Style::default()),
            origin: if figure.is_derived() { "derived" } else { "reported" },
            differs: figure.differs(),
            pages: quoting.map(|page| pages::title_link(&world, &writer.urls, page)).collect(),
        };
        if let Some(quoted) = quantities.last_mut() {
            quoted.rows.push(row);
        }
    }
    quantities.sort_by(|a, b| a.quantity.cmp(&b.quantity));
    let more = count.saturating_sub(LISTED);
    let data_url = writer.urls.file("data/quantities.csv");
    let summary = "Every figure that a text of this site quotes, and where.";
    let page = page(&world, &writer.urls, address, "Index of figures", summary);
    let extra = [
        ("quantities", Extra::new(&quantities)),
        ("more", Extra::new(&more)),
        ("data_url", Extra::new(&data_url)),
    ];
    render(templates, "figures.html", &world, page, &extra, &mut writer)
}

/// What the script of the search must know of the index.
#[derive(Serialize)]
struct SearchContext {
    parts: usize,
    run: usize,
    stop_words: String,
}

/// Renders the page that searches.
pub fn search(world: World<'_>, templates: &Templates, address: &str) -> Result<String, Faults> {
    let mut writer = writer(world, address);
    let page = page(
        &world,
        &writer.urls,
        address,
        "Search",
        "Search the texts, data, charts and records of this site.",
    );
    let search = SearchContext {
        parts: world.search_layout().parts,
        run: SearchLayout::RUN,
        stop_words: STOP_WORDS.join(" "),
    };
    render(
        templates,
        "search.html",
        &world,
        PageContext { kind: "search", ..page },
        &[("search", Extra::new(&search))],
        &mut writer,
    )
}

/// Renders the page at a former address of a narrative.
pub fn redirect(world: World<'_>, templates: &Templates, address: &str, to: &str) -> Result<String, Faults> {
    // A file's links begin at its folder.
    let folder = match address.strip_suffix(".html") {
        Some(_) => address.rsplit_once('/').map_or("", |(folder, _)| folder),
        None => address,
    };
    let mut writer = writer(world, folder);
    let (Some(target), Some(new)) = (world.listed(to), world.page_address(to)) else {
        return Ok(String::new());
    };
    let is_permalink = matches!(world.destination(address), Some(Destination::Permalink(_)));
    let page = PageContext {
        kind: if is_permalink { "permalink" } else { "redirect" },
        title: plain(&world, target.title()),
        url: writer.urls.page(new),
        canonical: world.base_url().map(|base| urls::absolute(base, new)),
        ..PageContext::default()
    };
    let site = pages::site_context(&world, &writer.urls, folder);
    templates.render("redirect.html", &site, page, &[], &mut writer)
}

/// A tag with the link to its page.
pub fn tag_link(writer: &Writer<'_>, name: &str, slug: &str, pages: usize) -> TagLink {
    let address = writer.world.address(&Destination::Tag(Arc::from(slug)));
    TagLink { title: name.to_owned(), url: address.map(|address| writer.urls.page(address)), pages }
}

fn writer<'a>(world: World<'a>, address: &str) -> Writer<'a> {
    Writer::new(world, Urls::from_address(address, world.config().links), "content/")
}

fn page(world: &World<'_>, urls: &Urls, address: &str, title: &str, summary: &str) -> PageContext {
    let permalink = world.base_url().map(|base| urls::absolute(base, address));
    PageContext {
        kind: "collection",
        title: title.to_owned(),
        title_html: escape::escaped(title).into_owned(),
        url: urls.page(address),
        summary: Some(summary.to_owned()).filter(|text| !text.is_empty()),
        summary_html: Some(escape::escaped(summary).into_owned()).filter(|text| !text.is_empty()),
        breadcrumbs: vec![TitleLink { title: "Home".to_owned(), url: urls.page("") }],
        canonical: permalink.clone(),
        permalink,
        ..PageContext::default()
    }
}

fn render(
    templates: &Templates,
    name: &str,
    world: &World<'_>,
    page: PageContext,
    extra: &[(&'static str, Extra<'_>)],
    writer: &mut Writer<'_>,
) -> Result<String, Faults> {
    let site = pages::site_context(world, &writer.urls, page.slug.as_str());
    templates.render(name, &site, page, extra, writer)
}
