//! All that is printed of a section, or of the whole site, bound into one PDF.
//!
//! The narratives that have a PDF of their own are its chapters, in the order of the lists on the web. What lies in
//! another section than the chapters before it begins a part, which bears the section's title. A link between two
//! chapters leads to a page of the PDF; sources, data and papers of all chapters stand behind them, each once.

use std::collections::BTreeMap;

use super::super::world::World;
use super::details::Details;
use super::narrative::{Chapter, Narrative};
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
    let chapters: Vec<Chapter<'_>> = (1..)
        .zip(&pages)
        .map(|(number, (_, page, address))| Chapter::numbered(page, address, number))
        .collect();
    // The title and summary of the section are no chapter's.
    let cover = Chapter::alone(section, address);
    let mut writer = Narrative::new(world, &chapters, &cover, settings);
    let mut body = Script::new();
    body.code("#let narrative = (\n");
    super::line(&mut body, "title", Some(&section.front.title), true, &mut writer);
    super::line(&mut body, "summary", section.front.summary.as_ref(), false, &mut writer);
    super::lines(&mut body, "key_points", &section.front.key_points, &mut writer);
    let parts = parts(&pages);
    let top = if parts.is_empty() { 2 } else { 3 };
    body.code("chapters: (\n");
    for (at, chapter) in chapters.iter().enumerate() {
        writer.turn_to(chapter);
        body.code("(");
        super::fields(chapter.page, top, &mut writer, &mut body);
        body.code("label: ");
        body.literal(&chapter.label());
        let part = parts.get(&at).map(|section| &section.front.title);
        body.code(", ");
        super::line(&mut body, "part", part, true, &mut writer);
        body.code("),\n");
    }
    body.code("),\n");
    writer.tables(&mut body);
    body.code(")\n");
    let mut details = Details::of(&world, address, section, settings);
    details.bind(&world, chapters.iter().map(|chapter| (chapter.page, chapter.address)));
    super::composition(&world, address, section, settings, "bound", writer, body, &details)
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
