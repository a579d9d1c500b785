//! All that is printed of a section, or of the whole site, bound into one PDF.
//!
//! The narratives that have a PDF of their own are its chapters, in the order of the lists on the web. What lies in
//! another section than the chapters before it begins a part, which bears the section's title and what the section says
//! itself. What the bound section says itself introduces it all. A link between two of these leads to a page of the PDF;
//! sources, data and papers of all stand behind them, each once.

use std::collections::BTreeMap;

use super::super::world::World;
use super::details::Details;
use super::narrative::{self, Chapter, Narrative};
use crate::load::{Page, PrintSettings};
use crate::print::{Composition, Script};

/// All that the PDF of a section is made of.
pub fn bind<'a>(
    world: World<'a>,
    address: &'a str,
    section: &'a Page,
    settings: &'a PrintSettings,
) -> Composition {
    let mut pages = Vec::new();
    gather(&world, section, &mut pages);
    let parts = parts(&pages);
    let top = if parts.is_empty() { 2 } else { 3 };
    let bound = Bound::of(&world, address, section, &pages, &parts);
    let mut writer = Narrative::new(world, &bound.all, bound.opening(), settings);
    let mut body = Script::new();
    body.code("#let narrative = (\n");
    super::line(&mut body, "title", Some(&section.front.title), true, &mut writer);
    super::line(&mut body, "summary", section.front.summary.as_ref(), false, &mut writer);
    super::lines(&mut body, "key_points", &section.front.key_points, &mut writer);
    body.code("introduction: ");
    match bound.introduction() {
        Some(chapter) => {
            body.code("(");
            super::text(section, SECTION_TOP, &mut writer, &mut body);
            labelled(chapter, &mut body);
            body.code("),\n");
        }
        None => body.code("none,\n"),
    }
    body.code("chapters: (\n");
    for (at, chapter) in bound.chapters().iter().enumerate() {
        body.code("(part: ");
        match parts.keys().position(|begins| *begins == at) {
            Some(number) => part(&bound.parts()[number], section, &mut writer, &mut body),
            None => body.code("none,\n"),
        }
        writer.turn_to(chapter);
        super::fields(chapter.page, top, &mut writer, &mut body);
        labelled(chapter, &mut body);
        body.code("),\n");
    }
    body.code("),\n");
    writer.tables(&mut body);
    body.code(")\n");
    let mut details = Details::of(&world, address, section, settings);
    details.bind(&world, bound.chapters().iter().map(|chapter| (chapter.page, chapter.address)));
    super::composition(&world, address, section, settings, "bound", writer, body, &details)
}

/// The level of the first headings in what a section says itself: below the title of the part, or of the introduction.
const SECTION_TOP: u8 = 2;

/// Writes the dictionary of a part: its title, and what its section says itself, unless that is the whole that is bound.
fn part<'a>(part: &'a Chapter<'a>, whole: &Page, writer: &mut Narrative<'a>, script: &mut Script) {
    writer.turn_to(part);
    script.code("(");
    if part.page.path == whole.path {
        super::line(script, "title", Some(&part.page.front.title), true, writer);
        script.code("summary: none, key_points: (), headlines: (), body: none, notes: (),\n");
    } else {
        super::fields(part.page, SECTION_TOP, writer, script);
    }
    labelled(part, script);
    script.code("),\n");
}

/// Ends the dictionary of a chapter with the label that links lead to.
fn labelled(chapter: &Chapter<'_>, script: &mut Script) {
    script.code("label: ");
    script.literal(&chapter.label());
    script.code(",\n");
}

/// All that is bound: what the section says itself, the chapters, and what the parts say themselves.
struct Bound<'a> {
    /// Those that links may lead to: the introduction, if there is one, the chapters, then the parts.
    all: Vec<Chapter<'a>>,
    /// The section, whose title and summary stand on the cover, if nothing of it is within.
    cover: Option<Chapter<'a>>,
    chapters: usize,
}

impl<'a> Bound<'a> {
    fn of(
        world: &World<'a>,
        address: &'a str,
        section: &'a Page,
        pages: &[(&'a Page, &'a Page, &'a str)],
        parts: &BTreeMap<usize, &'a Page>,
    ) -> Self {
        let says_something = !section.body.blocks.is_empty()
            || !section.front.notes.is_empty()
            || narrative::main_chart(section).is_some();
        let own = Chapter::alone(section, address);
        let (introduction, cover) = if says_something { (Some(own), None) } else { (None, Some(own)) };
        let chapters =
            (1..).zip(pages).map(|(number, (_, page, address))| Chapter::numbered(page, address, number));
        let parts = (1..).zip(parts.values()).map(|(number, page)| {
            let address = world.page_address(&page.path).map_or("", |address| &**address);
            Chapter::part(page, address, number)
        });
        Bound {
            all: introduction.into_iter().chain(chapters).chain(parts).collect(),
            cover,
            chapters: pages.len(),
        }
    }

    fn opening(&self) -> &Chapter<'a> {
        self.cover.as_ref().unwrap_or_else(|| &self.all[0])
    }

    fn introduction(&self) -> Option<&Chapter<'a>> {
        self.all.first().filter(|_| self.cover.is_none())
    }

    fn chapters(&self) -> &[Chapter<'a>] {
        let first = usize::from(self.cover.is_none());
        &self.all[first..first + self.chapters]
    }

    fn parts(&self) -> &[Chapter<'a>] {
        &self.all[usize::from(self.cover.is_none()) + self.chapters..]
    }
}

/// The narratives below a section that have a PDF, in order, each with the section that it lies in and its address.
fn gather<'a>(world: &World<'a>, section: &'a Page, into: &mut Vec<(&'a Page, &'a Page, &'a str)>) {
    let children: Vec<_> = world.children(&section.path).map(|child| child.path().clone()).collect();
    for path in children {
        let Some(page) = world.page(&path) else { continue };
        if page.is_section {
            gather(world, page, into);
        } else if let Some(address) = world.page_address(&path)
            && world.pdf(address, page).is_some()
        {
            into.push((section, page, address));
        }
    }
}

/// The chapters that begin a part, with its section; none if all lie in one.
fn parts<'a>(pages: &[(&'a Page, &'a Page, &'a str)]) -> BTreeMap<usize, &'a Page> {
    let begins =
        |at: &usize| at.checked_sub(1).is_none_or(|before| pages[before].0.path != pages[*at].0.path);
    let parts: BTreeMap<usize, &Page> = (0..pages.len()).filter(begins).map(|at| (at, pages[at].0)).collect();
    if parts.len() > 1 { parts } else { BTreeMap::new() }
}
