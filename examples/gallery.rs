//! Writes a page with the charts of the test gallery whose name holds one of the words of the second argument, parted
//! by commas, in both layouts: light, dark and as a renderer without style sheets draws them.
//! `cargo run --release --example gallery -- FOLDER [WORDS]`, then open `FOLDER/index.html`.

#![allow(clippy::disallowed_methods, reason = "an example writes its page where it is told to")]

#[path = "../tests/it/chart/cases/mod.rs"]
mod cases;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cases::Case;
use waybill::chart::palette::LIGHT;
use waybill::chart::{Chart, English, Layout, STYLE};

/// The faces that texts are measured by: weight, part of the file's name and the characters that it holds.
const FACES: [(u16, &str, &str); 4] = [
    (400, "cyrillic", "U+0400-045F"),
    (600, "cyrillic", "U+0400-045F"),
    (400, "latin", "U+0000-00FF,U+2000-206F,U+2212"),
    (600, "latin", "U+0000-00FF,U+2000-206F,U+2212"),
];

/// The font of Chinese characters, as PDFs and pictures have it.
const CHINESE: &str = "noto-sans-sc.ttf";

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "gallery".to_owned()));
    let wanted = arguments.next().unwrap_or_default();
    let mut cases = cases::all();
    cases.retain(|case| wanted.split(',').any(|part| case.name.contains(part)));
    fs::create_dir_all(&folder)?;
    copy_fonts(&folder)?;
    let mut page = Vec::new();
    write_page(&mut page, &cases)?;
    fs::write(folder.join("index.html"), page)
}

fn copy_fonts(folder: &Path) -> io::Result<()> {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("theme/static/fonts");
    for (weight, script, _) in FACES {
        let file = font_file(weight, script);
        fs::copy(fonts.join(&file), folder.join(&file))?;
    }
    fs::write(folder.join(CHINESE), waybill::theme::CHINESE_FONT)
}

fn font_file(weight: u16, script: &str) -> String {
    format!("source-sans-3-{script}-{weight}-normal.woff2")
}

fn write_page(out: &mut impl Write, cases: &[Case]) -> io::Result<()> {
    write!(out, "<!doctype html><html lang=en data-theme=light><meta charset=utf-8><title>Charts</title>")?;
    write!(out, "<meta name=viewport content='width=device-width'><style>{STYLE}")?;
    for (weight, script, range) in FACES {
        let file = font_file(weight, script);
        write!(
            out,
            "@font-face{{font-family:'Source Sans 3';font-weight:{weight};src:url({file});unicode-range:{range}}}"
        )?;
    }
    write!(out, "@font-face{{font-family:'Noto Sans SC';src:url({CHINESE})}}")?;
    // As on a site, one of the two layouts shows; the page has no script.
    write!(
        out,
        "body{{margin:0;font:16px 'Source Sans 3'}}main{{padding:16px;background:var(--paper);color:var(--ink)}}\
         main{{--paper:#fff;--ink:#1b1f24}}[data-theme=dark]{{--paper:#14171b;--ink:#eceff2}}\
         section{{margin:0 0 40px}}.narrow{{display:none}}\
         @media(max-width:760px){{.wide{{display:none}}.narrow{{display:block}}}}</style>"
    )?;
    for theme in ["light", "dark", "print"] {
        writeln!(out, "<main data-theme={theme}><h1>{} charts, {theme}</h1>", cases.len())?;
        for case in cases {
            section(out, case, theme)?;
        }
        writeln!(out, "</main>")?;
    }
    Ok(())
}

fn section(out: &mut impl Write, case: &Case, theme: &str) -> io::Result<()> {
    let chart = Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English };
    writeln!(out, "<section id={}-{theme}>", case.name)?;
    for (layout, width) in [(Layout::WIDE, "wide"), (Layout::NARROW, "narrow")] {
        let prefix = format!("{}-{theme}-{width}", case.name);
        let drawn = match theme {
            "print" => chart.draw_resolved(layout.standalone(), &prefix, &LIGHT),
            _ => chart.draw(layout.standalone(), &prefix),
        };
        match drawn {
            // The page has the style sheet; one copy of it is enough.
            Ok(svg) => {
                let markup = svg.markup.replace(&format!("<style>{STYLE}</style>"), "");
                writeln!(out, "<div class={width}>{markup}</div>")?;
            }
            Err(error) => writeln!(out, "<p class={width}>{}: {error}</p>", case.name)?,
        }
    }
    writeln!(out, "</section>")
}
