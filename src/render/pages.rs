//! Pages of narratives: the front page, sections and briefings.

use std::sync::Arc;

use jiff::civil::Date;

use super::Faults;
use super::charts::{self, Prepared};
use super::context::{
    Card, Cite, HeadlineContext, NavItem, PageContext, PartContext, SectionContext, SiteContext, TitleLink,
    TocEntry, UpdateContext,
};
use super::lists;
use super::mentions;
use super::search;
use super::structured;
use super::templates::{Extra, Templates};
use super::urls::{self, Urls};
use super::world::{Listed, World};
use super::writer::{Writer, plain};
use crate::chart::Layout;
use crate::chart::spec::Mark;
use crate::check::Destination;
use crate::document::Section;
use crate::load::{Headline, Page, Text};
use crate::model::{Period, Quantity};
use crate::plan;

/// Words a minute that a reader of reports reads.
const READING_SPEED: usize = 220;

/// Renders a narrative.
pub fn render(world: World<'_>, templates: &Templates, address: &str, page: &Page) -> Result<String, Faults> {
    let mut writer = Writer::new(world, Urls::from_address(address, world.config().links), &page.file);
    let site = site_context(&world, &writer.urls, address);
    let template = page.template(|| world.section(&page.path)?.page_template());
    let mut context = page_context(&mut writer, address, page);
    context.kind = match (&*page.path, page.is_section, template) {
        ("", ..) => "home",
        (_, true, _) => "section",
        (_, _, "briefing.html") => "briefing",
        _ => "page",
    };
    let described = (context.kind == "briefing").then(|| structured::article(&world, &context, page));
    context.json_ld = structured::json_ld(&world, address, &context, described);
    let headlines: Vec<HeadlineContext> =
        page.front.headlines.iter().map(|headline| headline_context(&mut writer, headline)).collect();
    let section = section_context(&mut writer, world.listing(page), address);
    let sections: Vec<SectionContext> = if page.path.is_empty() {
        let sections = world.children("").filter(|child| child.is_section()).enumerate();
        let shown = |at| if at < SECTIONS_ON_FRONT { ON_FRONT } else { 0 };
        sections.filter_map(|(at, child)| child_section(&mut writer, child, shown(at))).collect()
    } else {
        Vec::new()
    };
    let extra = [
        ("headlines", Extra::new(&headlines)),
        ("section", Extra::new(&section)),
        ("sections", Extra::new(&sections)),
    ];
    let html = templates.render(template, &site, context, &extra, &mut writer)?;
    if writer.faults.is_empty() { Ok(html) } else { Err(writer.faults) }
}

/// The site as the page at an address sees it.
pub fn site_context(world: &World<'_>, urls: &Urls, address: &str) -> SiteContext {
    let config = world.config();
    let nav = config
        .navigation
        .iter()
        .map(|entry| match (&entry.page, &entry.url) {
            (Some(page), _) => {
                let to = page.trim_matches('/');
                let below =
                    address.strip_prefix(to).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                NavItem {
                    title: entry.title.to_string(),
                    url: urls.page(to),
                    current: below && !to.is_empty(),
                }
            }
            (None, url) => NavItem {
                title: entry.title.to_string(),
                url: url.as_deref().unwrap_or_default().to_owned(),
                current: false,
            },
        })
        .collect();
    SiteContext {
        title: config.title.to_string(),
        description: config.description.to_string(),
        language: config.language.to_string(),
        base_url: world.base_url().map(str::to_owned),
        publisher: config.publisher.clone(),
        contact: config.contact.clone(),
        licence: config.licence.clone(),
        nav,
        home_url: urls.page(""),
        feed_url: world.base_url().map(|_| urls.file("atom.xml")),
        search_url: urls.page(world.address(&Destination::Search).map_or(search::ADDRESS, |address| address)),
        tags_url: world.address(&Destination::Tags).map(|address| urls.page(address)),
        figures_url: world.address(&Destination::Figures).map(|address| urls.page(address)),
        data_package_url: urls.file("data/datapackage.json"),
        assets: plan::assets().iter().map(|(name, path)| (*name, urls.file(path))).collect(),
    }
}

/// What a page says of itself, its text included.
fn page_context(writer: &mut Writer<'_>, address: &str, page: &Page) -> PageContext {
    let world = writer.world;
    let front = &page.front;
    let nodes = page.body.nodes();
    let shown_in_text = |id: &str| nodes.iter().any(|(node, _)| node.chart() == Some(id));
    let main = front.chart.as_deref().filter(|id| !shown_in_text(id));
    writer.number_charts(main, nodes.iter().map(|(node, _)| *node));
    let date = |day: Option<Date>| day.map(|day| world.formatter().date(day));
    let iso = |day: Option<Date>| day.map(|day| day.to_string());
    let title = plain(&world, &front.title);
    let permalink = world.base_url().map(|base| urls::absolute(base, address));
    let title_html = writer.line_in_heading(&front.title);
    let summary_html = front.summary.as_ref().map(|summary| writer.line(summary));
    let key_points = front.key_points.iter().map(|point| writer.line(point)).collect();
    let main_chart_html = main.map(|id| {
        let mut html = String::new();
        charts::write_figure(writer, id, &mut html);
        html
    });
    let body_html = writer.document(&page.body);
    let notes = front.notes.iter().map(|note| writer.line(note)).collect();
    let mut updates: Vec<UpdateContext> = Vec::new();
    for update in &front.updates {
        let (date, html) = (update.date, writer.line(&update.text));
        updates.push(UpdateContext { date: world.formatter().date(date), date_iso: date.to_string(), html });
    }
    updates.sort_by(|a, b| b.date_iso.cmp(&a.date_iso));
    let toc = toc(writer, &page.body.sections());
    let ([previous, next], newest_first) = neighbours(&world, &writer.urls, page);
    PageContext {
        kind: "page",
        summary: front.summary.as_ref().map(|summary| plain(&world, summary)),
        cite: Some(Cite {
            permalink: dated_address(&world, page).map(|address| writer.urls.page(address)),
            ..cite(&world, page, address, &title)
        }),
        title,
        title_html,
        url: writer.urls.page(address),
        canonical: permalink.clone(),
        permalink,
        slug: page.slug.to_string(),
        issue: front.issue.as_deref().map(str::to_owned),
        date: date(front.date),
        date_iso: iso(front.date),
        as_of: date(front.as_of),
        as_of_iso: iso(front.as_of),
        updated: date(front.updated),
        updated_iso: iso(front.updated),
        next_release: date(front.next_release),
        next_release_iso: iso(front.next_release),
        summary_html,
        key_points,
        notes,
        toc,
        body_html,
        breadcrumbs: breadcrumbs(&world, &writer.urls, &page.path),
        section: parent(&world, page).map(|parent| title_link(&world, &writer.urls, parent)),
        previous,
        next,
        newest_first,
        tags: front
            .tags
            .iter()
            .map(|tag| {
                let pages = world.tag(&tag.slug).map_or(0, |tagged| tagged.pages);
                lists::tag_link(writer, &tag.name, &tag.slug, pages)
            })
            .collect(),
        replaces: mentions::replaced_by(&world, &writer.urls, page),
        related: match page.is_section {
            true => Vec::new(),
            false => world.related(page).into_iter().map(|p| title_link(&world, &writer.urls, p)).collect(),
        },
        feed_url: (page.is_section && !address.is_empty())
            .then(|| world.base_url().map(|_| writer.urls.file(&format!("{address}/atom.xml"))))
            .flatten(),
        updates,
        json_ld: None,
        reading_minutes: Some(page.body.words().split_whitespace().count().div_ceil(READING_SPEED))
            .filter(|minutes| *minutes > 0),
        draft: front.draft,
        superseded_by: front
            .superseded_by
            .as_ref()
            .and_then(|path| world.listed(path))
            .map(|page| title_link(&world, &writer.urls, page)),
        image: world
            .base_url()
            .filter(|_| has_card(&world, page))
            .map(|base| format!("{base}{}", plan::card_path(address))),
        main_chart_html,
        pdf_url: world.pdf(address, page).map(|path| writer.urls.file(&path)),
        papers_html: String::new(),
        papers: Vec::new(),
        sources: Vec::new(),
    }
}

/// True if a chart stands for a narrative.
fn has_card(world: &World<'_>, page: &Page) -> bool {
    page.front.chart.as_deref().is_some_and(|id| world.chart(id).is_some())
}

fn toc(writer: &mut Writer<'_>, sections: &[Section<'_>]) -> Vec<TocEntry> {
    let entry = |section: &Section<'_>, writer: &mut Writer<'_>| TocEntry {
        id: section.heading.id.clone(),
        title_html: writer.heading(&section.heading.content),
        children: toc(writer, &section.sections),
    };
    sections.iter().map(|section| entry(section, writer)).collect()
}

/// The section of a narrative, if it is not the front page.
fn parent<'a>(world: &World<'a>, page: &Page) -> Option<Listed<'a>> {
    world.section(&page.path).filter(|section| !section.path().is_empty())
}

/// The pages before and after one in its section, and whether they are a later and an earlier one.
fn neighbours(world: &World<'_>, urls: &Urls, page: &Page) -> ([Option<TitleLink>; 2], bool) {
    if page.is_section || parent(world, page).is_none() {
        return ([None, None], false);
    }
    let beside = world.neighbours(&page.path);
    let [later, earlier] = beside.each_ref().map(|other| other.as_ref().map(|other| other.days().date));
    let newest_first = page.front.date.is_some_and(|date| {
        later.is_none_or(|other| other.is_some_and(|other| other > date))
            && earlier.is_none_or(|other| other.is_some_and(|other| other < date))
    });
    (beside.map(|page| page.map(|page| title_link(world, urls, page))), newest_first)
}

pub fn title_link(world: &World<'_>, urls: &Urls, page: Listed<'_>) -> TitleLink {
    let url = world.page_address(page.path()).map(|address| urls.page(address)).unwrap_or_default();
    TitleLink { title: plain(world, page.title()), url }
}

/// The way from the front page to what lies above a path.
pub fn breadcrumbs(world: &World<'_>, urls: &Urls, path: &str) -> Vec<TitleLink> {
    if path.is_empty() {
        return Vec::new();
    }
    let mut crumbs = vec![TitleLink { title: "Home".to_owned(), url: urls.page("") }];
    for (at, _) in path.match_indices('/') {
        crumbs.extend(world.listed(&path[..at]).map(|page| title_link(world, urls, page)));
    }
    crumbs
}

pub fn card(writer: &mut Writer<'_>, page: Listed<'_>) -> Option<Card> {
    let world = writer.world;
    let address = world.page_address(page.path())?;
    let days = page.days();
    Some(Card {
        title_html: writer.line_in_heading(page.title()),
        url: writer.urls.page(address),
        date: days.date.map(|day| world.formatter().date(day)),
        date_iso: days.date.map(|day| day.to_string()),
        as_of: days.as_of.map(|day| world.formatter().date(day)),
        // In a list a figure is no link: its papers are on the page that the card leads to.
        summary_html: page.summary().map(|summary| writer.line_in_heading(summary)),
    })
}

fn section_context(writer: &mut Writer<'_>, page: Listed<'_>, address: &str) -> SectionContext {
    section_part(writer, page, address, 1)
}

/// A part of the list of a section, from 1; the whole list if the section does not divide it.
pub fn section_part(
    writer: &mut Writer<'_>,
    page: Listed<'_>,
    address: &str,
    number: usize,
) -> SectionContext {
    let world = writer.world;
    let mut pages: Vec<Listed<'_>> = Vec::new();
    if page.is_section() && !page.path().is_empty() {
        pages.extend(world.children(page.path()));
    } else if page.is_implied() {
        // Its sections stand by themselves.
        pages.extend(world.children("").filter(|child| !child.is_section()));
    }
    let mut part = None;
    if let Some(size) = page.paginate().filter(|size| pages.len() > size.get()) {
        let parts = pages.len().div_ceil(size.get());
        pages = pages.into_iter().skip((number - 1) * size.get()).take(size.get()).collect();
        let link = |number: usize| {
            let destination = match number {
                1 => Destination::Page(page.path().clone()),
                _ => Destination::Part(page.path().clone(), number),
            };
            let url = world.address(&destination).map(|address| writer.urls.page(address));
            TitleLink { title: number.to_string(), url: url.unwrap_or_default() }
        };
        part = Some(PartContext { number, all: (1..=parts).map(link).collect() });
    }
    SectionContext {
        title: plain(&world, page.title()),
        url: writer.urls.page(address),
        summary_html: None,
        pages: pages.into_iter().filter_map(|child| card(writer, child)).collect(),
        part,
        ..SectionContext::default()
    }
}

/// How many pages of each section the front page shows: a reader sees them at a glance, and all are one link away.
const ON_FRONT: usize = 8;

/// How many sections it shows so. More than that nobody goes through: the others are a link each.
const SECTIONS_ON_FRONT: usize = 12;

/// A section on the front page, with the first few of its pages in its own order.
fn child_section(writer: &mut Writer<'_>, page: Listed<'_>, shown: usize) -> Option<SectionContext> {
    let world = writer.world;
    let address = world.page_address(page.path())?;
    let mut pages: Vec<Listed<'_>> = world.children(page.path()).collect();
    let all = pages.len();
    pages.truncate(shown);
    Some(SectionContext {
        title: plain(&world, page.title()),
        url: writer.urls.page(address),
        summary_html: page.summary().map(|summary| writer.line_in_heading(summary)),
        pages: pages.into_iter().filter_map(|child| card(writer, child)).collect(),
        of: (all > shown).then_some(all),
        ..SectionContext::default()
    })
}

fn headline_context(writer: &mut Writer<'_>, headline: &Headline) -> HeadlineContext {
    let world = writer.world;
    let line = |writer: &mut Writer<'_>, text: &Option<Text>| text.as_ref().map(|text| writer.line(text));
    HeadlineContext {
        label: plain(&world, &headline.label),
        value_html: writer.line(&headline.value),
        change_html: line(writer, &headline.change),
        period: headline.period.map(|period| world.formatter().period(period)).unwrap_or_default(),
        spark_html: headline
            .series
            .as_ref()
            .and_then(|id| spark(&world, &Quantity::Series(id.clone()), headline.period)),
        url: headline
            .page
            .as_ref()
            .and_then(|path| world.page_address(path))
            .map(|address| writer.urls.page(address)),
        note: headline.note.as_ref().map(|note| plain(&world, note)),
    }
}

/// A small line of a series over periods as long as the one shown; none where there is no course to show.
fn spark(world: &World<'_>, quantity: &Quantity, like: Option<Period>) -> Option<String> {
    let prepared = Prepared::of_quantity(world, quantity, Mark::Spark, like)?;
    prepared.draw(Layout::NARROW, &format!("spark-{}", quantity.principal())).ok().map(|svg| svg.markup)
}

/// The address that stays with this edition of a briefing.
fn dated_address<'a>(world: &World<'a>, page: &Page) -> Option<&'a Arc<str>> {
    world.address(&Destination::Permalink(page.path.clone()))
}

/// How to cite the page at an address: a briefing by the address that stays with this edition.
pub fn cite(world: &World<'_>, page: &Page, address: &str, title: &str) -> Cite {
    let config = world.config();
    let cited = dated_address(world, page).map_or(address, |dated| dated);
    let permalink = world.base_url().map(|base| urls::absolute(base, cited));
    let permalink = permalink.as_deref();
    let publisher = config.publisher.as_ref().map_or(&*config.title, |p| &*p.name);
    let when = page.front.updated.or(page.front.date);
    let date = when.map(|day| format!(", {}", world.formatter().date(day))).unwrap_or_default();
    let site = if publisher == &*config.title { String::new() } else { format!(", {}", config.title) };
    let url = permalink.map(|url| format!(", {url}")).unwrap_or_default();
    let mut bibtex = format!(
        "@online{{{},\n  title = {{{}}},\n  organization = {{{}}},\n",
        page.slug,
        tex(title),
        tex(publisher)
    );
    if let Some(issue) = page.front.issue.as_deref() {
        bibtex.push_str(&format!("  number = {{{}}},\n", tex(issue)));
    }
    if let Some(day) = when {
        bibtex.push_str(&format!("  date = {{{day}}},\n"));
    }
    if let Some(url) = permalink {
        bibtex.push_str(&format!("  url = {{{url}}},\n"));
    }
    bibtex.push_str("}\n");
    let csl = structured::csl(world, page, title, permalink);
    let issue = page.front.issue.as_deref().map(|issue| format!(", issue {issue}")).unwrap_or_default();
    let text = format!("{publisher}{site}, “{title}”{issue}{date}{url}.");
    Cite { text, bibtex, csl, permalink: None }
}

/// A text with what TeX would read as markup escaped.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\u{a0}' | '\u{202f}' => out.push('~'),
            c => out.push(c),
        }
    }
    out
}
