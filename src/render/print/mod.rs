//! The PDFs of a site: what a page says, or what several say one after another, as a composition for the press.

mod bound;
mod details;
mod narrative;
mod pieces;
mod tables;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use self::details::{Behind, Details};
use self::narrative::{Chapter, Narrative};
use super::world::World;
use super::writer::plain;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::load::{Archive, Page, PrintSettings, Site, Text, unknown};
use crate::print::{self, Around, Composition, MAIN, Press, Script, Standards};

pub use bound::bind;

/// All that the PDF of a narrative is made of.
pub fn compose<'a>(
    world: World<'a>,
    address: &'a str,
    page: &'a Page,
    settings: &'a PrintSettings,
) -> Composition {
    let chapter = Chapter::alone(page, address);
    let mut writer = Narrative::new(world, std::slice::from_ref(&chapter), &chapter, settings);
    let mut body = Script::new();
    body.code("#let narrative = (\n");
    fields(page, 1, &mut writer, &mut body);
    writer.tables(&mut body);
    body.code(")\n");
    let details = Details::of(&world, address, page, settings);
    composition(&world, address, page, settings, "briefing", writer, body, &details)
}

/// A script around what a writer has written, with everything that it asks for.
#[allow(clippy::too_many_arguments)]
fn composition(
    world: &World<'_>,
    address: &str,
    page: &Page,
    settings: &PrintSettings,
    template: &str,
    writer: Narrative<'_>,
    body: Script,
    details: &Details,
) -> Composition {
    let notes = writer.references.clone();
    let behind = serde_json::to_string(&Behind::of(&writer)).unwrap_or_default();
    let (pieces, (mut files, mut texts)) = writer.into_parts();
    let (pieces, mut script) = pieces.into_scripts();
    script.code("#let set-by = json(\"/notes.json\")\n");
    script.append(body);
    let mut main_script = Script::new();
    main_script.code(&format!(
        "#import \"/print/{template}.typ\": {template}\n#import \"/narrative.typ\": narrative\n\
         #import \"/behind.typ\": behind\n\
         #{template}(json(\"/document.json\"), (: ..narrative, ..behind))\n"
    ));
    // A script by itself, since what is evaluated of one is kept until it changes.
    let mut behind_script = Script::new();
    behind_script.code("#let behind = json(\"/behind.json\")\n");
    let place = Place::file(page.file.clone());
    // Each by itself, so that nothing depends on more than it says.
    let details = serde_json::to_string(details).unwrap_or_default();
    let settings_only = serde_json::to_string(settings).unwrap_or_default();
    for (path, data) in
        [("/document.json", details), ("/behind.json", behind), ("/print.json", settings_only)]
    {
        texts.push((data.clone(), place.clone()));
        files.insert(path.to_owned(), data.into_bytes());
    }
    let mut scripts = BTreeMap::from([
        (MAIN.to_owned(), main_script),
        ("/narrative.typ".to_owned(), script),
        ("/behind.typ".to_owned(), behind_script),
    ]);
    scripts.extend(pieces);
    Composition {
        scripts,
        files,
        texts,
        notes,
        standards: Standards { accessible: true, archival: settings.archive.map(Archive::as_str) },
        identifier: format!("{} {address}", world.base_url().unwrap_or(&world.config().title)),
        file: place,
    }
}

/// Writes what a narrative says as the fields of a dictionary; its headings begin at level `top`.
fn fields<'a>(page: &'a Page, top: u8, writer: &mut Narrative<'a>, script: &mut Script) {
    line(script, "title", Some(&page.front.title), true, writer);
    line(script, "summary", page.front.summary.as_ref(), false, writer);
    lines(script, "key_points", &page.front.key_points, writer);
    headlines(script, page, writer);
    text(page, top, writer, script);
}

/// Writes the figures that a narrative shows large.
fn headlines<'a>(script: &mut Script, page: &'a Page, writer: &mut Narrative<'a>) {
    script.code("headlines: (");
    for headline in &page.front.headlines {
        script.code("(");
        line(script, "label", Some(&headline.label), false, writer);
        line(script, "value", Some(&headline.value), false, writer);
        line(script, "change", headline.change.as_ref(), false, writer);
        line(script, "note", headline.note.as_ref(), false, writer);
        script.code("period: ");
        script.literal(&headline.period.map(|period| writer.period(period)).unwrap_or_default());
        script.code("), ");
    }
    script.code("),\n");
}

/// Writes the text of a narrative below its front matter as such fields.
fn text<'a>(page: &'a Page, top: u8, writer: &mut Narrative<'a>, script: &mut Script) {
    let body = writer.body(page, top);
    script.code(&format!("body: {body},\n"));
    lines(script, "notes", &page.front.notes, writer);
}

fn line<'a>(
    script: &mut Script,
    name: &str,
    text: Option<&'a Text>,
    heading: bool,
    writer: &mut Narrative<'a>,
) {
    let Some(text) = text else { return script.code(&format!("{name}: none,\n")) };
    let mut line = Script::new();
    writer.within(text, |writer| {
        print::write_line(&text.line.content, Around { heading, link: false }, &mut line, writer);
    });
    let line = writer.content(line);
    script.code(&format!("{name}: {line},\n"));
}

fn lines<'a>(script: &mut Script, name: &str, texts: &'a [Text], writer: &mut Narrative<'a>) {
    script.code(&format!("{name}: ("));
    for text in texts {
        let mut line = Script::new();
        writer.within(text, |writer| {
            print::write_line(&text.line.content, Around::default(), &mut line, writer);
        });
        let line = writer.content(line);
        script.code(&format!("{line}, "));
    }
    script.code("),\n");
}

/// The title of a page without markup.
fn title(world: &World<'_>, page: &Page) -> String {
    plain(world, &page.front.title)
}

/// Reports fonts of the site that cannot be set with: broken ones, and families that no file has.
pub fn check(site: &Site, press: &OnceLock<Press>, diagnostics: &mut Diagnostics) {
    let Some(settings) = &site.config.print else { return };
    let has_fonts = site.beside_templates.keys().any(|name| name.starts_with("print/"));
    if !has_fonts && settings.fonts.named().next().is_none() {
        // Fonts are read when the first PDF is set; a site without its own need not wait for that.
        return;
    }
    let press = press.get_or_init(|| Press::new(&site.templates, &site.beside_templates));
    for name in press.fonts().broken() {
        let place = Place::file(format!("templates/{name}"));
        diagnostics.push(
            Diagnostic::error("broken-font", place, format!("there is no font in `{name}`"))
                .hint("put the font's own file there, OpenType or TrueType, or take it away"),
        );
    }
    for (key, family) in settings.fonts.named() {
        if !press.fonts().families().any(|known| known.eq_ignore_ascii_case(family)) {
            let place = site.config_file.value(&["print", "fonts", key].map(Into::into));
            diagnostics.push(unknown("family of print fonts", place, family, press.fonts().families()));
        }
    }
}
