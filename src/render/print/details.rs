//! What print templates are told of a document beside its text. Field names are the templates' contract.

use jiff::civil::Date;
use serde::Serialize;

use super::super::pages;
use super::super::papers::{Cited, Paper};
use super::super::urls;
use super::super::world::World;
use super::super::writer::plain;
use super::narrative::Narrative;
use crate::load::{Contact, Front, Named, Page, PrintSettings};

#[derive(Serialize)]
pub(super) struct Details {
    site: SiteDetails,
    print: PrintSettings,
    /// The path of the site's emblem, if it has one: `templates/print/logo.svg` or `.png`.
    logo: Option<&'static str>,
    /// The subtags of its language: `["en", "GB"]`.
    language: Vec<String>,
    title: String,
    summary: Option<String>,
    keywords: Vec<String>,
    section: Option<String>,
    issue: Option<String>,
    date: Option<String>,
    /// Year, month and day, for the PDF's own record.
    date_parts: Option<[i16; 3]>,
    as_of: Option<String>,
    updated: Option<String>,
    next_release: Option<String>,
    url: Option<String>,
    cite: String,
    draft: bool,
    superseded_by: Option<String>,
    /// Of a section: what its chapters say of themselves, in order.
    chapters: Vec<ChapterDetails>,
}

/// What stands behind a text: where its figures come from. It is told with the text, and not with the details, since all
/// that is made of the details would be set again with each figure.
#[derive(Serialize)]
pub(super) struct Behind<'a> {
    papers: Vec<&'a Paper>,
    sources: Vec<Cited>,
}

impl<'a> Behind<'a> {
    pub(super) fn of(writer: &'a Narrative<'_>) -> Self {
        Behind { papers: writer.papers.entries().collect(), sources: writer.papers.sources() }
    }
}

#[derive(Serialize)]
struct ChapterDetails {
    title: String,
    issue: Option<String>,
    date: Option<String>,
    as_of: Option<String>,
    updated: Option<String>,
    next_release: Option<String>,
    url: Option<String>,
    draft: bool,
    superseded_by: Option<String>,
}

#[derive(Serialize)]
struct SiteDetails {
    title: String,
    publisher: String,
    licence: Option<Named>,
    contact: Option<Contact>,
}

impl Details {
    pub(super) fn of(world: &World<'_>, address: &str, page: &Page, settings: &PrintSettings) -> Self {
        let (config, front) = (world.config(), &page.front);
        let title = super::title(world, page);
        let url = world.base_url().map(|base| urls::absolute(base, address));
        let language = config.language.split('-');
        // Of language, script and region only the first and the last are the typesetter's.
        let language = language.filter(|subtag| (2..=3).contains(&subtag.len())).map(str::to_owned);
        let date = |day: Option<jiff::civil::Date>| day.map(|day| world.formatter().date(day));
        let section = world.section(&page.path).filter(|section| !section.path().is_empty());
        Details {
            site: SiteDetails {
                title: config.title.to_string(),
                publisher: config.publisher.as_ref().map_or(&config.title, |p| &p.name).to_string(),
                licence: config.licence.clone(),
                contact: config.contact.clone(),
            },
            print: settings.clone(),
            logo: world.press().logo(),
            language: language.collect(),
            cite: pages::cite(world, page, address, &title).text,
            title,
            summary: front.summary.as_ref().map(|summary| plain(world, summary)),
            keywords: front.tags.iter().map(|tag| tag.name.to_string()).collect(),
            section: section.map(|section| plain(world, section.title())),
            issue: front.issue.as_deref().map(str::to_owned),
            date: date(front.date),
            date_parts: front.date.map(|day| [day.year(), day.month().into(), day.day().into()]),
            as_of: date(front.as_of),
            updated: date(front.updated),
            next_release: date(front.next_release),
            url,
            draft: front.draft,
            superseded_by: superseded_by(world, page),
            chapters: Vec::new(),
        }
    }

    /// What a bound document says of itself beside that: it is of the last day of any of its chapters, if its section
    /// names none.
    pub(super) fn bind<'a>(
        &mut self,
        world: &World<'a>,
        chapters: impl Iterator<Item = (&'a Page, &'a str)> + Clone,
    ) {
        let written = |day: Option<Date>| day.map(|day| world.formatter().date(day));
        let last =
            |of: fn(&Front) -> Option<Date>| chapters.clone().filter_map(|(page, _)| of(&page.front)).max();
        if self.date.is_none() && self.updated.is_none() {
            let day = last(|front| front.updated.max(front.date));
            self.date = written(day);
            self.date_parts = day.map(|day| [day.year(), day.month().into(), day.day().into()]);
        }
        if self.as_of.is_none() {
            self.as_of = written(last(|front| front.as_of));
        }
        let details = |(page, address): (&Page, &str)| ChapterDetails {
            title: super::title(world, page),
            issue: page.front.issue.as_deref().map(str::to_owned),
            date: written(page.front.date),
            as_of: written(page.front.as_of),
            updated: written(page.front.updated),
            next_release: written(page.front.next_release),
            url: world.base_url().map(|base| urls::absolute(base, address)),
            draft: page.front.draft,
            superseded_by: superseded_by(world, page),
        };
        self.chapters = chapters.map(details).collect();
    }
}

/// The title of the page that takes the place of one.
fn superseded_by(world: &World<'_>, page: &Page) -> Option<String> {
    let path = page.front.superseded_by.as_ref()?;
    world.page(path).map(|page| super::title(world, page))
}
