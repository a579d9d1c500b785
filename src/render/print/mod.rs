//! The PDF of a narrative: what its page says, as a composition for the press.

mod details;
mod narrative;
mod tables;

use std::collections::BTreeMap;

use self::details::Details;
use self::narrative::Narrative;
use super::world::World;
use super::writer::plain;
use crate::diag::{Diagnostics, Place};
use crate::load::{Archive, Page, PrintSettings, Text};
use crate::print::{self, Around, Composition, MAIN, Press, Script, Standards};

/// Sets the PDF of the narrative at an address.
pub fn render(
    world: World<'_>,
    press: &Press,
    address: &str,
    page: &Page,
    settings: PrintSettings,
) -> (Option<Vec<u8>>, Diagnostics) {
    print::set(press, &compose(world, address, page, settings))
}

/// All that the PDF of a narrative is made of.
pub fn compose(world: World<'_>, address: &str, page: &Page, settings: PrintSettings) -> Composition {
    let nodes = page.body.nodes();
    let shown = |id: &str| nodes.iter().any(|(node, _)| node.chart() == Some(id));
    let main = page.front.chart.as_deref().filter(|id| !shown(id));
    let mut writer = Narrative::new(world, page, settings, main);
    let mut script = Script::new();
    script.code("#import \"/print/elements.typ\": *\n");
    let mut body = Script::new();
    line(&mut body, "title", &page.front.title, true, &mut writer);
    match &page.front.summary {
        Some(summary) => line(&mut body, "summary", summary, false, &mut writer),
        None => body.code("#let summary = none\n"),
    }
    lines(&mut body, "key_points", &page.front.key_points, &mut writer);
    body.code("#let body = [");
    if let Some(id) = main {
        writer.chart(id, &mut body);
    }
    print::write_document(&page.body, 1, &mut body, &mut writer);
    body.code("]\n");
    lines(&mut body, "notes", &page.front.notes, &mut writer);
    writer.tables(&mut body);
    writer.define_notes(&mut script);
    script.append(body);

    let mut main_script = Script::new();
    main_script.code(
        "#import \"/print/briefing.typ\": briefing\n#import \"/narrative.typ\"\n\
         #briefing(json(\"/document.json\"), narrative)\n",
    );
    let details = Details::of(&world, address, page, settings, &writer);
    let data = serde_json::to_string(&details).unwrap_or_default();
    let place = Place::file(page.file.clone());
    let (mut files, mut texts) = writer.into_drawings();
    texts.push((data.clone(), place.clone()));
    files.insert("/document.json".to_owned(), data.into_bytes());
    let scripts = BTreeMap::from([(MAIN.to_owned(), main_script), ("/narrative.typ".to_owned(), script)]);
    Composition {
        scripts,
        files,
        texts,
        standards: Standards { accessible: true, archival: settings.archive.map(Archive::as_str) },
        identifier: format!("{} {address}", world.base_url().unwrap_or(&world.config().title)),
        file: place,
    }
}

fn line<'a>(script: &mut Script, name: &str, text: &'a Text, heading: bool, writer: &mut Narrative<'a>) {
    script.code(&format!("#let {name} = ["));
    writer.within(text, |writer| {
        print::write_line(&text.line.content, Around { heading, link: false }, script, writer);
    });
    script.code("]\n");
}

fn lines<'a>(script: &mut Script, name: &str, texts: &'a [Text], writer: &mut Narrative<'a>) {
    script.code(&format!("#let {name} = ("));
    for text in texts {
        script.code("[");
        writer.within(text, |writer| {
            print::write_line(&text.line.content, Around::default(), script, writer);
        });
        script.code("], ");
    }
    script.code(")\n");
}

/// The title of a page without markup.
fn title(world: &World<'_>, page: &Page) -> String {
    plain(world, &page.front.title)
}
