//! What page templates are given. Field names are the templates' contract; `_html` is ready to print as it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::papers::{Cited, Paper};
use crate::load::{Contact, Named};

/// The site, as every template sees it.
#[derive(Clone, Debug, Serialize)]
pub struct SiteContext {
    /// The site's name.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// BCP 47 tag of its language.
    pub language: String,
    /// Where it is published.
    pub base_url: Option<String>,
    /// Who publishes it.
    pub publisher: Option<Named>,
    /// Whom readers can ask.
    pub contact: Option<Contact>,
    /// What may be done with it.
    pub licence: Option<Named>,
    /// Its navigation.
    pub nav: Vec<NavItem>,
    /// The front page.
    pub home_url: String,
    /// The feed.
    pub feed_url: Option<String>,
    /// The search.
    pub search_url: String,
    /// The list of tags, if there are any.
    pub tags_url: Option<String>,
    /// The index of figures, if any is quoted.
    pub figures_url: Option<String>,
    /// The description of the data files.
    pub data_package_url: String,
    /// Files of the theme by name.
    pub assets: BTreeMap<&'static str, String>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// True on the page that it leads to, and on those below it.
    pub current: bool,
}

/// A title with a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TitleLink {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// A tag with the page that lists what has it.
#[derive(Clone, Debug, Serialize)]
pub struct TagLink {
    /// What it says.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// How many pages have it.
    pub pages: usize,
}

/// A change of a published page.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateContext {
    /// When, in words.
    pub date: String,
    /// The same, as ISO 8601.
    pub date_iso: String,
    /// What was changed.
    pub html: String,
}

/// A heading of the contents, with those below it.
#[derive(Clone, Debug, Serialize)]
pub struct TocEntry {
    /// Its anchor.
    pub id: String,
    /// Its text.
    pub title_html: String,
    /// The headings below it.
    pub children: Vec<TocEntry>,
}

/// How to cite a page.
#[derive(Clone, Debug, Serialize)]
pub struct Cite {
    /// In words.
    pub text: String,
    /// For BibTeX.
    pub bibtex: String,
    /// For reference managers, as CSL-JSON.
    pub csl: String,
    /// The link to the address that stays with this edition, if it has a day.
    pub permalink: Option<String>,
}

/// The page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageContext {
    /// `home`, `section`, `page`, `briefing`, `record`, `collection`, `search`, `redirect`, `permalink` or `not-found`.
    pub kind: &'static str,
    /// Its title without markup.
    pub title: String,
    /// Its title.
    pub title_html: String,
    /// Its link.
    pub url: String,
    /// Its address on the web, if the site says where it is published.
    pub permalink: Option<String>,
    /// The same, for search engines.
    pub canonical: Option<String>,
    /// The last part of its address.
    pub slug: String,
    /// Its number in a series of editions, such as `2025/9`.
    pub issue: Option<String>,
    /// When it was published, in words.
    pub date: Option<String>,
    /// The same, as ISO 8601.
    pub date_iso: Option<String>,
    /// The day up to which its figures hold, in words.
    pub as_of: Option<String>,
    /// The same, as ISO 8601.
    pub as_of_iso: Option<String>,
    /// When it was last changed, in words.
    pub updated: Option<String>,
    /// The same, as ISO 8601.
    pub updated_iso: Option<String>,
    /// The day on which the next of its kind comes out.
    pub next_release: Option<String>,
    /// The same as ISO 8601.
    pub next_release_iso: Option<String>,
    /// What it says in a sentence or two, without markup.
    pub summary: Option<String>,
    /// The same with markup.
    pub summary_html: Option<String>,
    /// What it finds.
    pub key_points: Vec<String>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Its printable version, a PDF.
    pub pdf_url: Option<String>,
    /// Its contents.
    pub toc: Vec<TocEntry>,
    /// Its text.
    pub body_html: String,
    /// The way from the front page.
    pub breadcrumbs: Vec<TitleLink>,
    /// Its section.
    pub section: Option<TitleLink>,
    /// The page before it in its section.
    pub previous: Option<TitleLink>,
    /// The page after it.
    pub next: Option<TitleLink>,
    /// True if those have days of their own and stand in their order: the one before it is the later.
    pub newest_first: bool,
    /// What it is about.
    pub tags: Vec<TagLink>,
    /// How long it takes to read.
    pub reading_minutes: Option<usize>,
    /// True if it is not published yet.
    pub draft: bool,
    /// The page that replaces it.
    pub superseded_by: Option<TitleLink>,
    /// The pages that it replaces.
    pub replaces: Vec<TitleLink>,
    /// What was changed since it was published, newest first.
    pub updates: Vec<UpdateContext>,
    /// Pages that are close to it.
    pub related: Vec<TitleLink>,
    /// The feed of its list.
    pub feed_url: Option<String>,
    /// What it says to machines, as JSON that is safe within a `script` element.
    pub json_ld: Option<String>,
    /// The picture that stands for it where others link to it, as an address on the web.
    pub image: Option<String>,
    /// The chart that stands for it, unless its text shows it.
    pub main_chart_html: Option<String>,
    /// How to cite it.
    pub cite: Option<Cite>,
    /// Where its figures come from, as the entries of a list.
    pub papers_html: String,
    /// The same to write otherwise, for a site's own templates.
    pub papers: Vec<Paper>,
    /// The documents that it rests on.
    pub sources: Vec<Cited>,
}

/// A page in a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Card {
    /// Its title.
    pub title_html: String,
    /// Its link.
    pub url: String,
    /// When it was published, in words.
    pub date: Option<String>,
    /// The same, as ISO 8601.
    pub date_iso: Option<String>,
    /// The day up to which its figures hold.
    pub as_of: Option<String>,
    /// What it says.
    pub summary_html: Option<String>,
}

/// Pages under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct CardGroup {
    /// The heading.
    pub title: String,
    /// The pages.
    pub pages: Vec<Card>,
}

/// A list of pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionContext {
    /// Its title.
    pub title: String,
    /// Its link.
    pub url: String,
    /// What it says.
    pub summary_html: Option<String>,
    /// Its pages.
    pub pages: Vec<Card>,
    /// Its pages in groups.
    pub groups: Vec<CardGroup>,
    /// Which of its pages these are, if they are shown in parts.
    pub part: Option<PartContext>,
    /// How many pages it has, if these are only the first of them.
    pub of: Option<usize>,
}

/// One of the parts that a long list is shown in.
#[derive(Clone, Debug, Serialize)]
pub struct PartContext {
    /// Its number, from 1.
    pub number: usize,
    /// All parts.
    pub all: Vec<TitleLink>,
}

/// A figure shown large.
#[derive(Clone, Debug, Serialize)]
pub struct HeadlineContext {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value_html: String,
    /// How it changed.
    pub change_html: Option<String>,
    /// When.
    pub period: String,
    /// A small line of its series.
    pub spark_html: Option<String>,
    /// The page that says more.
    pub url: Option<String>,
    /// What a reader must know.
    pub note: Option<String>,
}

/// What one source prints of one quantity in one period.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What is measured.
    pub quantity_html: String,
    /// The page of its series.
    pub quantity_url: Option<String>,
    /// When, in words.
    pub period: String,
    /// When, as SDMX writes it.
    pub period_iso: String,
    /// The figure.
    pub text: String,
    /// What it can mean, given its digits and its hedge, unless the figure says so itself.
    pub interval: Option<String>,
    /// As printed.
    pub printed: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
    /// How it is hedged.
    pub qualifier: &'static str,
    /// Why our reading differs from the print.
    pub reading: Option<String>,
    /// What else a reader must know of it.
    pub note: Option<String>,
    /// What the source calls it.
    pub status: Option<&'static str>,
    /// True if it is the one that is shown elsewhere.
    pub preferred: bool,
    /// True if it cannot agree with another report.
    pub differs: bool,
    /// True if it is the one that is shown elsewhere and does not fit what else is printed.
    pub doubted: bool,
    /// Its document.
    pub source: Cited,
}

/// Rows under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct RowGroup {
    /// The heading.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
}
