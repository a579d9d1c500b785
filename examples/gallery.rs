//! Writes a page with every chart of the test gallery, in both layouts and both themes:
//! `cargo run --release --example gallery > gallery.html`.

#[path = "../tests/it/chart/cases.rs"]
mod cases;

use std::io::Write as _;

use waybill::chart::{Chart, English, Layout, STYLE};

fn main() -> std::io::Result<()> {
    let only = std::env::args().nth(1).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "<!doctype html><html lang=en data-theme=light><meta charset=utf-8><title>Charts</title><style>{STYLE}"
    )?;
    writeln!(
        out,
        "body{{margin:0;font-family:\"Source Sans 3\",sans-serif}}section{{display:flex;gap:24px;padding:16px}}"
    )?;
    writeln!(out, "[data-theme=dark]{{background:#14171b;color:#eceff2}}svg{{flex:none}}</style>")?;
    for theme in ["light", "dark"] {
        writeln!(out, "<main data-theme={theme}>")?;
        for (at, case) in cases::all()
            .iter()
            .enumerate()
            .filter(|(_, case)| only.split(",").any(|part| case.name.contains(part)))
        {
            let chart = Chart { spec: &case.spec, texts: &case.texts, data: &case.data, notation: &English };
            writeln!(out, "<section>")?;
            for (layout, width) in [(Layout::WIDE, "w"), (Layout::NARROW, "n")] {
                match chart.draw(layout.standalone(), &format!("{theme}{at}{width}")) {
                    // The page has the style sheet; one copy of it is enough.
                    Ok(svg) => {
                        writeln!(out, "{}", svg.markup.replace(&format!("<style>{STYLE}</style>"), ""))?
                    }
                    Err(error) => writeln!(out, "<p>{}: {error}</p>", case.name)?,
                }
            }
            writeln!(out, "</section>")?;
        }
        writeln!(out, "</main>")?;
    }
    Ok(())
}
