//! Writes a page with the charts of the test gallery whose name holds the argument, in both layouts: light, dark
//! and as a renderer without style sheets draws them.
//! `cargo run --release --example gallery line > gallery.html`

#[path = "../tests/it/chart/cases.rs"]
mod cases;

use std::io::{self, Write};

use cases::Case;
use waybill::chart::palette::LIGHT;
use waybill::chart::{Chart, English, Layout, STYLE};

fn main() -> io::Result<()> {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let mut cases = cases::all();
    cases.retain(|case| wanted.split(',').any(|part| case.name.contains(part)));
    let mut out = io::stdout().lock();
    writeln!(out, "<!doctype html><html lang=en data-theme=light><meta charset=utf-8><title>Charts</title>")?;
    writeln!(
        out,
        "<style>{STYLE}body{{margin:0}}section{{display:flex;gap:24px;padding:16px}}svg{{flex:none}}"
    )?;
    writeln!(out, "[data-theme=dark]{{background:#14171b;color:#eceff2}}</style>")?;
    for theme in ["light", "dark", "print"] {
        writeln!(out, "<main data-theme={theme}>")?;
        for case in &cases {
            section(&mut out, case, theme)?;
        }
        writeln!(out, "</main>")?;
    }
    Ok(())
}

fn section(out: &mut impl Write, case: &Case, theme: &str) -> io::Result<()> {
    let chart = Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English };
    writeln!(out, "<section>")?;
    for (layout, width) in [(Layout::WIDE, "wide"), (Layout::NARROW, "narrow")] {
        let prefix = format!("{}-{theme}-{width}", case.name);
        let drawn = match theme {
            "print" => chart.draw_resolved(layout.standalone(), &prefix, &LIGHT),
            _ => chart.draw(layout.standalone(), &prefix),
        };
        match drawn {
            // The page has the style sheet; one copy of it is enough.
            Ok(svg) => writeln!(out, "{}", svg.markup.replace(&format!("<style>{STYLE}</style>"), ""))?,
            Err(error) => writeln!(out, "<p>{}: {error}</p>", case.name)?,
        }
    }
    writeln!(out, "</section>")
}
