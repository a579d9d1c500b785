//! Writes what narratives and templates of one page embed: figures, charts, tables, references.
//!
//! It gathers the papers of the figures and numbers the charts as the page goes on.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Faults;
use super::charts;
use super::papers::{self, Papers};
use super::quality;
use super::tables;
use super::urls::Urls;
use super::world::World;
use crate::check::Link;
use crate::document::escape;
use crate::document::{
    self, Around, Document, Embed, FigureRef, Inline, Node, Options, RawHtml, Span, Target,
};
use crate::load::Text;
use crate::model::ledger::Measure;
use crate::model::{Figure, Style};
use crate::theme;

/// The writer of one page.
#[derive(Debug)]
pub struct Writer<'a> {
    /// What may be read.
    pub world: World<'a>,
    /// How the page links.
    pub urls: Urls,
    /// The papers of its figures so far.
    pub papers: Papers,
    /// The charts on it so far; the index of one is its number.
    charts: Vec<String>,
    /// The charts that its narrative shows, in their order: "Figure 2" may be named before it comes.
    numbering: Vec<String>,
    /// The file that its links are relative to.
    file: String,
    /// The first chart on it that cannot be drawn.
    pub faults: Faults,
    options: Options,
}

impl<'a> Writer<'a> {
    /// A writer for a page whose links are relative to a file of the site.
    pub fn new(world: World<'a>, urls: Urls, file: &str) -> Self {
        let raw_html = if world.config().markdown.raw_html { RawHtml::Allow } else { RawHtml::Escape };
        // A page's title is its first heading.
        let options = Options { raw_html, ..Options::default() };
        Writer {
            world,
            urls,
            papers: Papers::default(),
            charts: Vec::new(),
            numbering: Vec::new(),
            file: file.to_owned(),
            faults: Faults::new(),
            options,
        }
    }

    /// Fixes the numbers of the charts that a narrative shows, after those that stand before it.
    pub fn number_charts<'n>(&mut self, before: Option<&'n str>, nodes: impl Iterator<Item = &'n Node>) {
        let shown = nodes.filter_map(Node::chart);
        for id in before.into_iter().chain(shown) {
            if !self.numbering.iter().any(|known| known == id) {
                self.numbering.push(id.to_owned());
            }
        }
    }

    /// The number of a chart on this page.
    pub fn chart_number(&self, id: &str) -> Option<usize> {
        self.numbering.iter().position(|known| known == id).map(|at| at + 1)
    }

    /// Notes that a chart is shown, and says how often it has been before.
    pub fn show_chart(&mut self, id: &str) -> usize {
        let before = self.charts.iter().filter(|known| *known == id).count();
        self.charts.push(id.to_owned());
        before
    }

    /// A narrative as HTML.
    pub fn document(&mut self, document: &Document) -> String {
        let mut html = String::with_capacity(4096);
        let options = self.options.clone();
        document::write_html(document, &mut html, self, &options);
        html
    }

    /// A line of text as HTML.
    pub fn line(&mut self, text: &Text) -> String {
        let mut html = String::new();
        let options = self.options.clone();
        document::write_line(&text.line.content, &mut html, self, &options);
        html
    }

    /// A line of text as HTML that stands in a heading or a link: its figures are no links.
    pub fn line_in_heading(&mut self, text: &Text) -> String {
        self.heading(&text.line.content)
    }

    /// The text of a heading as HTML for another place: figures are no links and have no papers here.
    pub fn heading(&mut self, content: &[Inline]) -> String {
        let mut html = String::new();
        let mut quoting = Quoting { writer: self };
        let options = quoting.writer.options.clone();
        document::write_line(content, &mut html, &mut quoting, &options);
        html
    }

    /// A figure with its papers.
    fn figure(&mut self, call: &FigureRef, around: Around, out: &mut String) {
        // `check` has seen that every figure is there; what is not is left out, never invented.
        let Some(figure) = self.world.figure(call) else { return };
        let text = self.world.formatter().figure(&figure, call.style);
        let paper = self.papers.of(&self.world, &self.urls, call, &figure);
        let (origin, differs) = marks(&figure);
        if around.link || around.heading {
            let _ = write!(out, "<span class=\"figure\" data-origin=\"{origin}\"{differs}>");
            escape::text(&text, out);
            out.push_str("</span>");
            return;
        }
        let (place, anchor) = self.papers.quoted(paper);
        let _ = write!(
            out,
            "<a class=\"figure\" id=\"{place}\" href=\"#{anchor}\" data-origin=\"{origin}\"{differs}>"
        );
        escape::text(&text, out);
        out.push_str("</a>");
    }

    fn reference(&mut self, target: &Target, around: Around, out: &mut String) {
        let (text, url) = match target {
            Target::Chart(id) => match self.chart_number(id) {
                Some(number) => (format!("Figure\u{a0}{number}"), Some(format!("#chart-{id}"))),
                None => {
                    let title = self
                        .world
                        .chart(id)
                        .map_or_else(|| id.clone(), |chart| plain(&self.world, &chart.texts.title));
                    (title, self.world.record_address("charts", id).map(|address| self.urls.page(address)))
                }
            },
            Target::Page(path) => {
                let title = self.world.listed(path).map(|page| plain(&self.world, page.title()));
                let url = self.world.page_address(path).map(|address| self.urls.page(address));
                (title.unwrap_or_else(|| path.clone()), url)
            }
        };
        linked(&text, url.filter(|_| !around.link), out);
    }

    fn named(&self, of: &str, id: &str, text: &str, around: Around, out: &mut String) {
        let url = self.world.record_address(of, id).map(|address| self.urls.page(address));
        linked(text, url.filter(|_| !around.link), out);
    }
}

impl Embed for Writer<'_> {
    fn node(&mut self, node: &Node, _: Span, around: Around, out: &mut String) {
        match node {
            Node::Figure(call) => self.figure(call, around, out),
            Node::Chart(id) | Node::Map(id) => charts::write_figure(self, id, out),
            Node::Table(table) => tables::write_table(self, table, out),
            Node::Audit => quality::write(&self.world, &self.urls, out),
            Node::Source(id) => {
                let name = papers::source_name(&self.world, id);
                self.named("sources", id, &name, around, out);
            }
            Node::Entity(id) => {
                if let Some((name, kind)) = self.world.entity_name(id) {
                    self.named(kind, id, name, around, out);
                }
            }
            Node::Ref(target) => self.reference(target, around, out),
        }
    }

    fn plain(&mut self, node: &Node, span: Span, out: &mut String) {
        let number = match node {
            Node::Ref(Target::Chart(id)) => self.chart_number(id),
            _ => None,
        };
        match number {
            Some(number) => {
                let _ = write!(out, "Figure\u{a0}{number}");
            }
            None => Plain::new(&self.world).plain(node, span, out),
        }
    }

    fn link<'d>(&mut self, destination: &'d str, _: Span) -> Cow<'d, str> {
        let file = self.file.clone();
        match self.world.link(&file, destination) {
            Link::Page(address, rest) => Cow::Owned(format!("{}{rest}", self.urls.page(address))),
            Link::File(path, rest) => Cow::Owned(format!("{}{rest}", self.urls.file(path))),
            Link::AsIs | Link::Broken => Cow::Borrowed(destination),
        }
    }

    fn image<'d>(&mut self, destination: &'d str, span: Span) -> Cow<'d, str> {
        self.link(destination, span)
    }

    fn picture(&mut self, destination: &str, _: Span) -> Option<document::Picture> {
        let (picture, scaled) = self.world.picture(&self.file, destination)?;
        let mut shown = document::Picture { pixels: picture.pixels, ..document::Picture::default() };
        if let Some(scaled) = scaled {
            let versions = scaled.versions.iter();
            shown.candidates =
                versions.map(|version| (self.urls.file(&version.path), version.width)).collect();
            if scaled.competes
                && let Link::File(path, _) = self.world.link(&self.file, destination)
            {
                shown.candidates.push((self.urls.file(path), picture.pixels[0]));
            }
            let settings = self.world.config().pictures.as_ref();
            let sizes = settings.and_then(|settings| settings.sizes.as_deref());
            shown.sizes = sizes.unwrap_or(theme::PICTURE_SIZES).to_owned();
        }
        Some(shown)
    }
}

/// Writes a text that another page, or another place on this page, has the papers of.
struct Quoting<'w, 'a> {
    writer: &'w mut Writer<'a>,
}

impl Embed for Quoting<'_, '_> {
    fn node(&mut self, node: &Node, span: Span, _: Around, out: &mut String) {
        let mut text = String::new();
        self.writer.plain(node, span, &mut text);
        match node {
            Node::Figure(call) => {
                if let Some(figure) = self.writer.world.figure(call) {
                    let (origin, differs) = marks(&figure);
                    let _ = write!(out, "<span class=\"figure\" data-origin=\"{origin}\"{differs}>");
                    escape::text(&text, out);
                    out.push_str("</span>");
                }
            }
            _ => escape::text(&text, out),
        }
    }

    fn plain(&mut self, node: &Node, span: Span, out: &mut String) {
        self.writer.plain(node, span, out);
    }

    fn link<'d>(&mut self, destination: &'d str, span: Span) -> Cow<'d, str> {
        self.writer.link(destination, span)
    }
}

/// A text of the site without markup, not escaped.
pub fn plain(world: &World<'_>, text: &Text) -> String {
    plain_within(world, text, 0)
}

fn plain_within(world: &World<'_>, text: &Text, depth: usize) -> String {
    let mut out = String::new();
    document::write_plain(&text.line.content, &mut out, &mut Plain { world, depth });
    out
}

/// How far titles may quote one another; two titles that quote each other end here.
const QUOTED: usize = 2;

/// Writes nodes as plain text, where there is no page around them.
pub struct Plain<'w, 'a> {
    world: &'w World<'a>,
    depth: usize,
}

impl<'w, 'a> Plain<'w, 'a> {
    /// A writer of texts that stand by themselves.
    pub fn new(world: &'w World<'a>) -> Self {
        Plain { world, depth: 0 }
    }
}

impl Embed for Plain<'_, '_> {
    fn node(&mut self, node: &Node, span: Span, _: Around, out: &mut String) {
        let mut text = String::new();
        self.plain(node, span, &mut text);
        escape::text(&text, out);
    }

    fn plain(&mut self, node: &Node, _: Span, out: &mut String) {
        let world = self.world;
        let mut title = |text: &Text| {
            if self.depth < QUOTED {
                out.push_str(&plain_within(world, text, self.depth + 1));
            }
        };
        match node {
            Node::Figure(call) => {
                if let Some(figure) = world.figure(call) {
                    out.push_str(&world.formatter().figure(&figure, call.style));
                }
            }
            Node::Source(id) => out.push_str(&papers::source_name(world, id)),
            Node::Entity(id) => out.push_str(world.entity_name(id).map_or("", |(name, _)| name)),
            Node::Ref(Target::Page(path)) => {
                if let Some(page) = world.listed(path) {
                    title(page.title());
                }
            }
            Node::Ref(Target::Chart(id)) => {
                if let Some(text) = world.chart_title(id) {
                    title(text);
                }
            }
            Node::Chart(_) | Node::Map(_) | Node::Table(_) | Node::Audit => {}
        }
    }
}

/// The value of `data-origin`, and the attribute of a figure that sources do not agree on.
pub fn marks(figure: &Figure<'_>) -> (&'static str, &'static str) {
    let origin = if figure.is_derived() { "derived" } else { "reported" };
    (origin, if figure.differs() { " data-differs" } else { "" })
}

fn linked(text: &str, url: Option<String>, out: &mut String) {
    match url {
        Some(url) => {
            out.push_str("<a href=\"");
            escape::address(&url, out);
            out.push_str("\">");
            escape::text(text, out);
            out.push_str("</a>");
        }
        None => escape::text(text, out),
    }
}

/// A figure as text in the style of a table cell; with its unit, if it is not the one that the table says.
pub fn cell(world: &World<'_>, figure: &Figure<'_>, measure: Option<Measure<'_>>) -> String {
    let is_other =
        measure.is_some_and(|measure| (measure.unit, measure.scale) != (figure.unit, figure.scale));
    world.formatter().figure(figure, Style { qualifier: true, unit: is_other, ..Style::CELL })
}
