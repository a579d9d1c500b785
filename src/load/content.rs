//! Narratives: front matter and body of each file of `content/`.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::charts::{self, Chart};
use super::reader::Reader;
use super::text::{Origin, Text};
use super::yaml::{Document, Step};
use crate::chart::Spec;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{self, BlockKind, Node};
use crate::model::series::{date, optional_date};
use crate::model::{Period, SeriesId};

/// A narrative.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file.
    pub file: Arc<str>,
    /// Its path in `content` without `.md`; of a section, the folder's path; empty for the front page.
    pub path: Arc<str>,
    /// The last part of its address.
    pub slug: Arc<str>,
    /// True for an `_index.md`.
    pub is_section: bool,
    /// What stands above its body.
    pub front: Front,
    /// What it says.
    pub body: document::Document,
    document: Document,
}

/// What a narrative says of itself.
#[derive(Clone, Debug)]
pub struct Front {
    /// Its title.
    pub title: Text,
    /// When it was published.
    pub date: Option<Date>,
    /// The day up to which its figures hold.
    pub as_of: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// When the next of its kind comes out.
    pub next_release: Option<Date>,
    /// What it says in a sentence or two.
    pub summary: Option<Text>,
    /// What it finds, in a sentence each.
    pub key_points: Vec<Text>,
    /// What a reader must know before using its figures.
    pub notes: Vec<Text>,
    /// Figures to show large.
    pub headlines: Vec<Headline>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// The template that it asks for.
    pub template: Option<Arc<str>>,
    /// The template that the pages of this section use.
    pub page_template: Option<Arc<str>>,
    /// Its place in its section; lighter comes first.
    pub weight: Option<i64>,
    /// True if only `--drafts` shows it.
    pub draft: bool,
    /// The chart that stands for it.
    pub chart: Option<Arc<str>>,
    /// The page that replaces it.
    pub superseded_by: Option<Arc<str>>,
    /// Whether it is printed; otherwise briefings are, if the site prints.
    pub print: Option<bool>,
    /// Its number in a series of issues: "2026/3".
    pub issue: Option<Arc<str>>,
    /// What was changed in it since it was published.
    pub updates: Vec<Update>,
    /// Addresses that it had before.
    pub aliases: Vec<Arc<str>>,
    /// How many pages of this section its list shows at once; all of them if it does not say.
    pub paginate: Option<NonZeroUsize>,
}

/// What a page is about. Tags that differ only in capitals, spaces and punctuation are one.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As the author writes it.
    pub name: Arc<str>,
    /// The last part of the address of its page: `belt-and-road`.
    pub slug: Arc<str>,
}

impl Tag {
    fn new(name: Arc<str>) -> Self {
        let slug = slug(&name).into();
        Tag { name, slug }
    }
}

/// The words of a name as a part of an address: "Belt & Road" is `belt-road`; empty if it has none.
pub(crate) fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-")
}

/// A change of a published page.
#[derive(Clone, Debug)]
pub struct Update {
    /// When.
    pub date: Date,
    /// What was changed, and why.
    pub text: Text,
}

/// A figure shown large, with its label.
#[derive(Clone, Debug)]
pub struct Headline {
    /// What it is.
    pub label: Text,
    /// The figure.
    pub value: Text,
    /// How it changed.
    pub change: Option<Text>,
    /// When.
    pub period: Option<Period>,
    /// The series that a small line beside it shows.
    pub series: Option<SeriesId>,
    /// The page that says more.
    pub page: Option<Arc<str>>,
    /// What a reader must know.
    pub note: Option<Text>,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFront {
    /// Its title, as a finding.
    title: Box<str>,
    /// The last part of its address, if not the name of its file.
    slug: Option<Arc<str>>,
    /// When it was published.
    #[serde(default, deserialize_with = "optional_date")]
    date: Option<Date>,
    /// The day up to which its figures hold.
    #[serde(default, deserialize_with = "optional_date")]
    as_of: Option<Date>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "optional_date")]
    updated: Option<Date>,
    /// When the next of its kind comes out.
    #[serde(default, deserialize_with = "optional_date")]
    next_release: Option<Date>,
    /// What it says in a sentence or two.
    summary: Option<Box<str>>,
    /// What it finds, in a sentence each.
    #[serde(default)]
    key_points: Vec<Box<str>>,
    /// What a reader must know before using its figures.
    #[serde(default)]
    notes: Vec<Box<str>>,
    /// Figures to show large.
    #[serde(default)]
    headlines: Vec<RawHeadline>,
    /// What it is about.
    #[serde(default)]
    tags: Vec<Arc<str>>,
    /// The template that it asks for.
    template: Option<Arc<str>>,
    /// The template that the pages of this section use.
    page_template: Option<Arc<str>>,
    /// Its place in its section; lighter comes first.
    weight: Option<i64>,
    /// True if only `--drafts` shows it.
    #[serde(default)]
    draft: bool,
    /// The chart that stands for it.
    chart: Option<Arc<str>>,
    /// The page that replaces it.
    superseded_by: Option<Arc<str>>,
    /// Whether it is printed; otherwise briefings are, if the site prints.
    print: Option<bool>,
    /// Its number in a series of issues: `2026/3`.
    issue: Option<Arc<str>>,
    /// What was changed in it since it was published.
    #[serde(default)]
    updates: Vec<RawUpdate>,
    /// Addresses that it had before.
    #[serde(default)]
    aliases: Vec<Arc<str>>,
    /// How many pages of this section its list shows at once.
    paginate: Option<NonZeroUsize>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawUpdate {
    /// When.
    #[serde(deserialize_with = "date")]
    date: Date,
    /// What was changed, and why.
    text: Box<str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawHeadline {
    /// What it is.
    label: Box<str>,
    /// The figure: `'{{ value(of="…", at="2025") }}'`.
    value: Box<str>,
    /// How it changed.
    change: Option<Box<str>>,
    /// When.
    period: Option<Period>,
    /// The series that a small line beside it shows.
    series: Option<SeriesId>,
    /// The page that says more.
    page: Option<Arc<str>>,
    /// What a reader must know.
    note: Option<Box<str>>,
}

impl Page {
    /// The document that its front matter is.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The front page of a site that has no narrative for one: the name of the site, above what there is.
    pub(super) fn implied(settings: &Document, title: &str, reader: &Reader) -> Self {
        let mut front = front_matter(settings, RawFront::default(), reader, &mut Diagnostics::new());
        front.title = Text::literal(title, Origin::new(settings, &["title".into()]));
        Page {
            file: settings.path().clone(),
            path: "".into(),
            slug: "".into(),
            is_section: true,
            front,
            body: document::Document {
                file: settings.path().clone(),
                blocks: Vec::new(),
                footnotes: Vec::new(),
            },
            document: settings.clone(),
        }
    }

    /// True if no narrative stands for it.
    pub fn is_implied(&self) -> bool {
        page_path(&self.file).is_none()
    }

    /// The texts of its front matter.
    pub fn each_line(&self) -> impl Iterator<Item = &Text> {
        let front = &self.front;
        let headlines = front.headlines.iter().flat_map(|h| {
            [Some(&h.label), Some(&h.value), h.change.as_ref(), h.note.as_ref()].into_iter().flatten()
        });
        let lines = std::iter::once(&front.title).chain(&front.summary).chain(&front.key_points);
        lines.chain(&front.notes).chain(headlines).chain(front.updates.iter().map(|update| &update.text))
    }

    /// The nodes of its texts: those of its front matter, then those of its body.
    pub fn each_node(&self) -> impl Iterator<Item = &Node> {
        let front = self.each_line().flat_map(|text| text.line.nodes());
        front.chain(self.body.nodes()).map(|(node, _)| node)
    }

    /// The template that it is shown in: its own, else what its section names for its pages, else by what it is.
    pub fn template<'a>(&'a self, of_section: impl FnOnce() -> Option<&'a str>) -> &'a str {
        if let Some(template) = &self.front.template {
            return template;
        }
        if self.path.is_empty() {
            return "index.html";
        }
        if self.is_section {
            return "section.html";
        }
        of_section().unwrap_or("page.html")
    }

    /// The text of its file, which the spans of its body count in.
    pub fn source(&self) -> &str {
        self.document.source()
    }

    /// The place of a key of its front matter; of the file if it is not there.
    pub fn front_place(&self, key: &str) -> Place {
        self.document.value(&[Step::Key(key)])
    }

    /// The place of one of its former addresses.
    pub fn alias_place(&self, index: usize) -> Place {
        self.document.value(&["aliases".into(), index.into()])
    }

    /// The place of a key of one of its headlines.
    pub fn headline_place(&self, index: usize, key: &str) -> Place {
        self.document.value(&["headlines".into(), index.into(), Step::Key(key)])
    }
}

/// Reads a file of `content/`; the charts are those of the `chart` blocks in it.
pub(super) fn read(
    file: &Arc<str>,
    text: &Arc<str>,
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> Option<(Page, Vec<Chart>)> {
    let (path, is_section) = page_path(file)?;
    let (front, body) = split(text);
    let Some(front) = front else {
        diagnostics.push(without_front_matter(file, text));
        return None;
    };
    let mut document = Document::part(file.clone(), text.clone(), front);
    let raw: Option<RawFront> = document.decode(diagnostics);
    let mut tree = reader.document(file, text, body, diagnostics);
    let charts = inline_charts(&mut tree, file, text, &path, reader, diagnostics);
    let raw = raw?;
    let slug = raw.slug.clone().unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().into());
    if slug.contains('/') || slug.starts_with('.') || (slug.is_empty() && !path.is_empty()) {
        let message = format!("`{slug}` cannot be the last part of an address");
        diagnostics.push(
            Diagnostic::error("bad-value", document.value(&["slug".into()]), message)
                .hint("write one name without slashes, such as first-half"),
        );
    }
    let front = front_matter(&document, raw, reader, diagnostics);
    let page = Page { file: file.clone(), path: path.into(), slug, is_section, front, body: tree, document };
    Some((page, charts))
}

/// What is wrong with a narrative whose front matter does not begin or does not end.
fn without_front_matter(file: &Arc<str>, text: &str) -> Diagnostic {
    let line = text.lines().next().unwrap_or_default();
    let place = Place::new(file.clone(), 0..line.len());
    let (message, hint) = if line.trim_end() == "---" {
        ("the front matter of this narrative is never closed", "end it with a line of `---` above the text")
    } else if text.trim_start().starts_with("---") {
        ("the front matter does not begin on the first line", "remove what stands above the first `---`")
    } else {
        ("this narrative has no front matter", "begin the file with `---`, `title: …` and `---`")
    };
    Diagnostic::error("missing-front-matter", place, message).hint(hint)
}

/// The paths of the folders that a narrative lies in, the nearest first; the last is empty.
pub fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors((!path.is_empty()).then_some(path), |path| {
        (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder))
    })
    .skip(1)
}

/// The path of a page from that of its file, and whether it is a section; none for what is no narrative.
pub(super) fn page_path(file: &str) -> Option<(String, bool)> {
    let path = file.strip_prefix("content/")?.strip_suffix(".md")?;
    Some(match path.strip_suffix("_index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => {
            (folder.trim_end_matches('/').to_owned(), true)
        }
        _ => (path.to_owned(), false),
    })
}

/// The bytes of the front matter and of the body.
fn split(text: &str) -> (Option<Range<usize>>, Range<usize>) {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != "---" {
        return (None, 0..text.len());
    }
    let start = text.find('\n').map_or(text.len(), |i| i + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (Some(start..at), at + line.len()..text.len());
        }
        at += line.len();
    }
    (None, 0..text.len())
}

fn front_matter(document: &Document, raw: RawFront, reader: &Reader, diagnostics: &mut Diagnostics) -> Front {
    let mut read =
        |text: &str, path: &[Step<'_>]| Text::read(reader, text, Origin::new(document, path), diagnostics);
    let mut each = |texts: &[Box<str>], key: &'static str| -> Vec<Text> {
        texts.iter().enumerate().map(|(i, text)| read(text, &[Step::Key(key), i.into()])).collect()
    };
    let key_points = each(&raw.key_points, "key_points");
    let notes = each(&raw.notes, "notes");
    let headlines = raw
        .headlines
        .iter()
        .enumerate()
        .map(|(i, h)| {
            let at = |key: &'static str| [Step::Key("headlines"), Step::Index(i), Step::Key(key)];
            Headline {
                label: read(&h.label, &at("label")),
                value: read(&h.value, &at("value")),
                change: h.change.as_deref().map(|text| read(text, &at("change"))),
                note: h.note.as_deref().map(|text| read(text, &at("note"))),
                period: h.period,
                series: h.series.clone(),
                page: h.page.clone(),
            }
        })
        .collect();
    let updates = raw.updates.iter().enumerate();
    let updates = updates.map(|(i, update)| Update {
        date: update.date,
        text: read(&update.text, &[Step::Key("updates"), i.into(), Step::Key("text")]),
    });
    let updates = updates.collect();
    Front {
        title: read(&raw.title, &["title".into()]),
        summary: raw.summary.as_deref().map(|text| read(text, &["summary".into()])),
        date: raw.date,
        as_of: raw.as_of,
        updated: raw.updated,
        next_release: raw.next_release,
        key_points,
        notes,
        headlines,
        tags: raw.tags.into_iter().map(Tag::new).collect(),
        template: raw.template,
        page_template: raw.page_template,
        weight: raw.weight,
        draft: raw.draft,
        chart: raw.chart,
        superseded_by: raw.superseded_by,
        print: raw.print,
        issue: raw.issue,
        updates,
        aliases: raw.aliases,
        paginate: raw.paginate,
    }
}

/// Takes the `chart` blocks out of a tree: each becomes a chart of its own, and a node in its place.
fn inline_charts(
    tree: &mut document::Document,
    file: &Arc<str>,
    text: &Arc<str>,
    path: &str,
    reader: &Reader,
    diagnostics: &mut Diagnostics,
) -> Vec<Chart> {
    let mut charts = Vec::new();
    for block in &mut tree.blocks {
        let BlockKind::Code(code) = &block.kind else { continue };
        if code.language() != "chart" {
            continue;
        }
        let mut document = Document::part(file.clone(), text.clone(), code.span.range());
        let Some(spec) = document.decode::<Spec>(diagnostics) else { continue };
        let id: Arc<str> = format!("{}-{}", path.replace('/', "-"), charts.len() + 1).into();
        charts.push(charts::lower(&document, &[], id.clone(), spec, true, reader, diagnostics));
        block.kind = BlockKind::Node(Node::Chart(id.to_string()));
    }
    charts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_its_second_fence() {
        let text = "---\r\ntitle: a\r\n---\r\nbody --- text\n---\n";
        let (front, body) = split(text);
        assert_eq!((&text[front.unwrap()], &text[body]), ("title: a\r\n", "body --- text\n---\n"));
        assert_eq!(split("no fence").0, None);
        assert_eq!(split("---\nnever closed").0, None);
    }

    #[test]
    fn a_narrative_lies_in_all_folders_above_it() {
        assert_eq!(folders("a/b/c").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(folders("a").collect::<Vec<_>>(), [""]);
        assert_eq!(folders("").count(), 0);
    }

    #[test]
    fn a_path_is_that_of_the_file_without_what_readers_do_not_see() {
        assert_eq!(page_path("content/_index.md"), Some((String::new(), true)));
        assert_eq!(page_path("content/a/_index.md"), Some(("a".into(), true)));
        assert_eq!(page_path("content/a/b.md"), Some(("a/b".into(), false)));
        assert_eq!(page_path("content/a/my_index.md"), Some(("a/my_index".into(), false)));
        assert_eq!(page_path("content/a/b.jpg"), None);
    }
}
