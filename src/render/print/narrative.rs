//! Writes what one narrative embeds, for print: figures with notes of their sources, charts, tables, references.

use std::collections::BTreeMap;

use super::super::charts::{self, Prepared};
use super::super::papers::{self, Papers};
use super::super::tables as rows;
use super::super::urls::{self, Urls};
use super::super::world::World;
use super::super::writer::{Plain, plain};
use super::pieces::Pieces;
use super::tables;
use crate::chart::Layout;
use crate::check::Link;
use crate::diag::Place;
use crate::document::{self, FigureRef, Inline, Node, Span, Target, escape};
use crate::load::{LinkStyle, Page, PrintSettings, Text};
use crate::model::{Figure, Origin, Period, Quantity};
use crate::print::{self, Around, Embed, Leads, Script};

/// Drawings by path, and the texts in them with their places.
pub(super) type Drawings = (BTreeMap<String, Vec<u8>>, Vec<(String, Place)>);

/// Where a narrative stands among those that are bound with it.
#[derive(Clone, Debug)]
pub(super) struct Chapter<'a> {
    pub page: &'a Page,
    /// The address of its page.
    pub address: &'a str,
    /// Its charts in the order of their numbers.
    pub numbering: Vec<&'a str>,
    /// What all its labels begin with, so that they are its own.
    pub prefix: String,
    /// What the numbers of its figures begin with: `2.`.
    pub figures: String,
}

impl<'a> Chapter<'a> {
    /// A narrative by itself.
    pub(super) fn alone(page: &'a Page, address: &'a str) -> Self {
        let main = main_chart(page);
        let mut numbering: Vec<&str> = main.into_iter().collect();
        for (node, _) in page.body.nodes() {
            if let Some(id) = node.chart()
                && !numbering.contains(&id)
            {
                numbering.push(id);
            }
        }
        Chapter { page, address, numbering, prefix: String::new(), figures: String::new() }
    }

    /// The same as the nth that is bound, counted from one.
    pub(super) fn numbered(page: &'a Page, address: &'a str, number: usize) -> Self {
        Chapter {
            prefix: format!("c{number}-"),
            figures: format!("{number}."),
            ..Chapter::alone(page, address)
        }
    }

    /// A section that begins the nth part of what is bound, counted from one. Parts have letters where chapters have
    /// numbers.
    pub(super) fn part(page: &'a Page, address: &'a str, number: usize) -> Self {
        let letter = number.checked_sub(1).and_then(|at| (b'A'..=b'Z').nth(at)).map(char::from);
        let letter = letter.map_or_else(|| format!("P{number}"), |letter| letter.to_string());
        Chapter {
            prefix: format!("p{number}-"),
            figures: format!("{letter}."),
            ..Chapter::alone(page, address)
        }
    }

    /// The label of its beginning.
    pub(super) fn label(&self) -> String {
        format!("{}chapter", self.prefix)
    }

    /// The label of a chart, and what it is called in a text; none if it is not in this chapter.
    fn figure(&self, id: &str) -> Option<(String, String)> {
        let at = self.numbering.iter().position(|known| *known == id)?;
        Some((format!("{}chart-{id}", self.prefix), format!("{}{}", self.figures, at + 1)))
    }
}

/// The chart that stands for a narrative and is not in its text, which opens it.
pub(super) fn main_chart(page: &Page) -> Option<&str> {
    let nodes = page.body.nodes();
    let shown = |id: &str| nodes.iter().any(|(node, _)| node.chart() == Some(id));
    page.front.chart.as_deref().filter(|id| !shown(id))
}

/// The writer of narratives: of one, or of all that are bound into one PDF, one after another.
pub(super) struct Narrative<'a> {
    world: World<'a>,
    /// The narratives that are bound.
    chapters: &'a [Chapter<'a>],
    /// The one that is being written.
    chapter: &'a Chapter<'a>,
    /// What the labels of its headings begin with.
    headings: String,
    settings: &'a PrintSettings,
    /// The papers of its figures so far.
    pub papers: Papers,
    urls: Urls,
    /// The text of the front matter that is being written, if it is not the body.
    line: Option<&'a Text>,
    /// The charts that have been set, whose figures are annexed, with their numbers.
    charts: Vec<(&'a str, String, Prepared<'a>)>,
    /// The notes of sources, each once.
    notes: Vec<String>,
    /// For each reference to a note, which note.
    pub references: Vec<usize>,
    /// What it is made of so far.
    pieces: Pieces,
    /// The blocks of the body that is being written, as calls of their pieces.
    blocks: Vec<String>,
    /// How many pictures it has.
    pictures: usize,
    files: BTreeMap<String, Vec<u8>>,
    texts: Vec<(String, Place)>,
}

impl<'a> Narrative<'a> {
    /// A writer that begins with one of the chapters.
    pub(super) fn new(
        world: World<'a>,
        chapters: &'a [Chapter<'a>],
        chapter: &'a Chapter<'a>,
        settings: &'a PrintSettings,
    ) -> Self {
        Narrative {
            world,
            chapters,
            chapter,
            headings: String::new(),
            settings,
            papers: Papers::default(),
            urls: Urls::from_anywhere(world.base_url(), LinkStyle::Clean),
            line: None,
            charts: Vec::new(),
            notes: Vec::new(),
            references: Vec::new(),
            pieces: Pieces::default(),
            blocks: Vec::new(),
            pictures: 0,
            files: BTreeMap::new(),
            texts: Vec::new(),
        }
        .turned_to(chapter)
    }

    /// The name of a period.
    pub(super) fn period(&self, period: Period) -> String {
        self.world.formatter().period(period)
    }

    fn turned_to(mut self, chapter: &'a Chapter<'a>) -> Self {
        self.turn_to(chapter);
        self
    }

    /// Goes on with another chapter.
    pub(super) fn turn_to(&mut self, chapter: &'a Chapter<'a>) {
        self.chapter = chapter;
        self.headings = format!("{}h-", chapter.prefix);
    }

    /// Writes a text of the front matter, whose spans count in it.
    pub(super) fn within(&mut self, text: &'a Text, write: impl FnOnce(&mut Self)) {
        self.line = Some(text);
        write(self);
        self.line = None;
    }

    /// Makes a piece of a content that is complete; the call that yields it.
    pub(super) fn content(&mut self, content: Script) -> String {
        self.pieces.add("[", content, "]", self.references.len())
    }

    /// Writes the body of a narrative, opened by a chart if that stands for it; the call that yields it.
    pub(super) fn body(&mut self, page: &'a Page, top: u8) -> String {
        if let Some(id) = main_chart(page) {
            let mut script = Script::new();
            self.chart(id, &mut script);
            self.block(script);
        }
        print::write_document(&page.body, top, self);
        format!(
            "({}).join()",
            std::mem::take(&mut self.blocks).iter().map(|call| format!("{call}, ")).collect::<String>()
        )
    }

    /// Writes a chart with its title, notes and sources.
    fn chart(&mut self, id: &str, script: &mut Script) {
        let Some(chart) = self.world.chart(id) else { return };
        let (label, number) = self.chapter.figure(id).unwrap_or_default();
        let place = chart.place();
        let prepared = Prepared::new(&self.world, chart);
        let layout = if self.settings.columns == 1 { Layout::WIDE } else { Layout::NARROW };
        let path = format!("/chart-{}.svg", self.charts.len() + 1);
        match prepared.draw_resolved(layout, &label) {
            Ok(svg) => {
                self.texts.push((svg.markup.clone(), place.clone()));
                self.files.insert(path.clone(), svg.markup.into_bytes());
            }
            Err(why) => {
                script.text(&why, &place);
                return;
            }
        }
        let start = script.here();
        script.code("#[#chart([");
        script.text(&format!("Figure {number}"), &place);
        script.code("], [");
        script.text(prepared.title(), &place);
        script.code("], ");
        optional(&plain(&self.world, &chart.texts.subtitle), &place, script);
        script.literal(&path);
        script.code(", ");
        script.literal(&prepared.description());
        script.code(", ");
        let own = chart.texts.note.iter().map(|note| plain(&self.world, note));
        let notes: Vec<String> = own.chain(prepared.notes()).collect();
        optional(&notes.join(" "), &place, script);
        script.code("[");
        script.text(&charts::source_words_of(&self.world, &prepared.source_ids()), &place);
        script.code("])#label(");
        script.literal(&label);
        script.code(")];");
        script.came_from(start, place);
        self.charts.push((&chart.id, number, prepared));
    }

    /// Writes the tables of the charts' figures, as a field.
    pub(super) fn tables(&mut self, script: &mut Script) {
        script.code("tables: (");
        for (at, (id, number, prepared)) in self.charts.iter().enumerate() {
            // A map without figures has nothing to annex.
            let figures = prepared.rows.iter().any(|(_, figures)| !figures.is_empty());
            if !figures || self.charts[..at].iter().any(|(before, ..)| before == id) {
                continue;
            }
            let place = self.world.chart(id).map_or_else(|| self.place_of_page(), |chart| chart.place());
            let (periods, parts) = tables::parts(&prepared.rows);
            let of = parts.len();
            for (part, rows) in (1..).zip(parts) {
                let part = if of > 1 { format!(" (part {part} of {of})") } else { String::new() };
                let mut table = Script::new();
                table.code("caption: [");
                table.text(&format!("Figure {number}. {}{part}", prepared.title()), &place);
                table.code("], ");
                tables::write_arguments(&self.world, rows, &periods, &place, &mut table);
                let call = self.pieces.add("arguments(", table, ")", self.references.len());
                script.code(&format!("{call}, "));
            }
        }
        script.code("),\n");
    }

    /// The pieces, and the drawings by path with the texts in them.
    pub(super) fn into_parts(self) -> (Pieces, Drawings) {
        (self.pieces, (self.files, self.texts))
    }

    fn place_of_page(&self) -> Place {
        Place::file(self.chapter.page.file.clone())
    }

    fn figure(&mut self, call: &FigureRef, around: Around, place: &Place, script: &mut Script) {
        // `check` has seen that every figure is there; what is not is left out, never invented.
        let Some(figure) = self.world.figure(call) else { return };
        let text = self.world.formatter().figure(&figure, call.style);
        self.papers.of(&self.world, &self.urls, call, &figure);
        if around.heading || around.link {
            return script.text(&text, place);
        }
        let note = self.note(&figure);
        let reference = self.references.len();
        script.code("#value([");
        script.text(&text, place);
        script.code(&format!("], ({reference}, {}), [", self.pieces.set_by(reference)));
        script.text(&note, &self.place_of_page());
        script.code("]);");
        let key = self.notes.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.notes.push(note);
            self.notes.len() - 1
        });
        self.references.push(key);
    }

    /// "Urumqi Customs, 26 July 2025", or that it is derived, and from whose figures.
    fn note(&self, figure: &Figure<'_>) -> String {
        let rows: Vec<(Quantity, Vec<Figure<'_>>)> = vec![(figure.quantity.clone(), vec![figure.clone()])];
        let sources = charts::source_line(&self.world, &charts::source_ids(&rows));
        match figure.origin {
            Origin::Reported { .. } => format!("{}.", papers::capitalised(&sources)),
            Origin::Derived { .. } => format!("Derived here from figures of: {sources}."),
        }
    }

    fn table(&mut self, table: &document::TableRef, place: &Place, script: &mut Script) {
        let Some(rows) = rows::rows(&self.world, table) else { return };
        let (periods, parts) = tables::parts(&rows);
        let of = parts.len();
        for (part, part_rows) in (1..).zip(parts) {
            script.code("#figures(");
            tables::write_arguments(&self.world, part_rows, &periods, place, script);
            if part == of {
                script.code("source: [");
                script.text(&charts::source_words_of(&self.world, &charts::source_ids(&rows)), place);
                script.code("]");
            }
            script.code(");\n");
        }
    }

    fn reference(&mut self, target: &Target, around: Around, place: &Place, script: &mut Script) {
        let (text, leads) = match target {
            Target::Chart(id) => match self.figure_number(id) {
                Some((label, number)) => (format!("Figure\u{a0}{number}"), Leads::Within(label)),
                None => {
                    let title = self.world.chart(id).map(|chart| plain(&self.world, &chart.texts.title));
                    (title.unwrap_or_default(), self.web(self.world.record_address("charts", id)))
                }
            },
            Target::Page(path) => {
                let title = self.world.page(path).map(|page| plain(&self.world, &page.front.title));
                (title.unwrap_or_default(), self.page(self.world.page_address(path), ""))
            }
        };
        linked(&text, if around.link { Leads::Nowhere } else { leads }, place, script);
    }

    /// The label and the number of a chart, in the chapter that is being written or else in another.
    fn figure_number(&self, id: &str) -> Option<(String, String)> {
        let own = self.chapter.figure(id);
        own.or_else(|| self.chapters.iter().find_map(|chapter| chapter.figure(id)))
    }

    /// A page of the site, and a place on it (`#prices`): in this PDF if it is bound in it, else on the web.
    fn page(&self, address: Option<&std::sync::Arc<str>>, place: &str) -> Leads {
        let Some(address) = address else { return Leads::Nowhere };
        match self.chapters.iter().find(|chapter| *chapter.address == **address) {
            Some(chapter) => Leads::Within(match place.strip_prefix('#') {
                Some(heading) => format!("{}h-{heading}", chapter.prefix),
                None => chapter.label(),
            }),
            None => match self.web(Some(address)) {
                Leads::Web(url) => Leads::Web(format!("{url}{place}")),
                leads => leads,
            },
        }
    }

    /// Another page of the site, if the site says where it is on the web.
    fn web(&self, address: Option<&std::sync::Arc<str>>) -> Leads {
        match (self.world.base_url(), address) {
            (Some(base), Some(address)) => Leads::Web(urls::absolute(base, address)),
            _ => Leads::Nowhere,
        }
    }
}

impl Embed for Narrative<'_> {
    fn node(&mut self, node: &Node, span: Span, around: Around, script: &mut Script) {
        let place = self.place(span);
        match node {
            Node::Figure(call) => self.figure(call, around, &place, script),
            Node::Chart(id) | Node::Map(id) => self.chart(id, script),
            Node::Table(table) => self.table(table, &place, script),
            Node::Ref(target) => self.reference(target, around, &place, script),
            Node::Source(id) => {
                let leads = self.web(self.world.record_address("sources", id));
                let leads = if around.link { Leads::Nowhere } else { leads };
                linked(&papers::source_name(&self.world, id), leads, &place, script);
            }
            Node::Entity(id) => {
                if let Some(entity) = self.world.entity(id) {
                    let leads = self.web(self.world.record_address(&entity.kind, id));
                    let leads = if around.link { Leads::Nowhere } else { leads };
                    linked(&entity.name, leads, &place, script);
                }
            }
            // The audit speaks of the whole site and belongs to its pages, not to one briefing.
            Node::Audit => {}
        }
    }

    fn plain(&mut self, content: &[Inline]) -> String {
        let mut out = String::new();
        document::write_plain(content, &mut out, &mut Plain::new(&self.world));
        out
    }

    fn link(&mut self, destination: &str, _: Span) -> Leads {
        if let Some(id) = destination.strip_prefix('#') {
            return Leads::Within(format!("{}{id}", self.prefix()));
        }
        match self.world.link(&self.chapter.page.file, destination) {
            Link::Page(address, rest) => self.page(Some(address), rest),
            Link::File(path, rest) => match self.world.base_url() {
                Some(base) => Leads::Web(format!("{base}{path}{rest}")),
                None => Leads::Nowhere,
            },
            Link::AsIs if escape::is_safe_address(destination, false) && destination.contains(':') => {
                Leads::Web(destination.to_owned())
            }
            Link::AsIs | Link::Broken => Leads::Nowhere,
        }
    }

    fn picture(&mut self, destination: &str, _: Span) -> Option<String> {
        let Link::File(path, _) = self.world.link(&self.chapter.page.file, destination) else { return None };
        let picture = self.world.printed_picture(path)?;
        let (_, extension) = path.rsplit_once('.')?;
        self.pictures += 1;
        let name = format!("/picture-{}.{}", self.pictures, extension.to_ascii_lowercase());
        self.files.insert(name.clone(), picture.to_vec());
        Some(name)
    }

    fn place(&self, span: Span) -> Place {
        match self.line {
            Some(text) => text.place(span),
            None => self.chapter.page.body.place(span),
        }
    }

    fn prefix(&self) -> &str {
        &self.headings
    }

    fn html_is_markup(&self) -> bool {
        self.world.config().markdown.raw_html
    }

    fn block(&mut self, block: Script) {
        let call = self.content(block);
        self.blocks.push(call);
    }
}

fn optional(text: &str, place: &Place, script: &mut Script) {
    if text.is_empty() {
        return script.code("none, ");
    }
    script.code("[");
    script.text(text, place);
    script.code("], ");
}

fn linked(text: &str, leads: Leads, place: &Place, script: &mut Script) {
    let (function, target) = match leads {
        Leads::Nowhere => return script.text(text, place),
        Leads::Web(address) => ("web", address),
        Leads::Within(label) => ("within", label),
    };
    script.code(&format!("#{function}("));
    script.literal(&target);
    script.code(")[");
    script.text(text, place);
    script.code("];");
}
