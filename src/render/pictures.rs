//! The pictures of a site: each chart that has a page of its own, and the card of each narrative that a chart
//! stands for. What they look like is decided here; [`raster`](super::raster) makes pixels of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::charts::Prepared;
use super::raster::Picture;
use super::world::World;
use super::writer::plain;
use crate::chart::text::Font;
use crate::chart::{Layout, Svg};
use crate::diag::{Diagnostic, Place};
use crate::document::{Span, escape};

/// Pixels for each px of a drawing, for screens that have two.
const SCALE: f64 = 2.0;
/// The size of cards, as sites that show them ask for.
const CARD: (f64, f64) = (1200.0, 630.0);
/// Room around what stands on a card.
const MARGIN: f64 = 56.0;
/// The title of the page, in at most so many lines.
const TITLE: (Font, usize) = (Font::semibold(44.0), 3);
/// The name of the site.
const SITE: Font = Font::semibold(24.0);
/// From the title to the drawing.
const GAP: f64 = 28.0;

/// A chart with heading, notes and source line, twice as large as it is laid out.
pub fn of_chart(world: &World<'_>, id: &str) -> Option<Picture> {
    let prepared = Prepared::new(world, world.chart(id)?);
    let svg = prepared.draw_resolved(Layout::WIDE.standalone(), &format!("chart-{id}")).ok()?;
    let (width, height) = (f64::from(svg.width), f64::from(svg.height));
    Some(Picture { markup: svg.markup, width, height, scale: SCALE })
}

/// What stands for a narrative where others link to it: the name of the site, its title and its main chart.
pub fn card(world: &World<'_>, path: &str) -> Option<Picture> {
    let page = world.page(path)?;
    let prepared = Prepared::new(world, world.chart(page.front.chart.as_deref()?)?);
    let title = plain(world, &page.front.title);
    let lines = TITLE.0.wrap(&title, CARD.0 - 2.0 * MARGIN, TITLE.1);
    let site_baseline = MARGIN + SITE.ascent();
    let first_baseline = site_baseline + 22.0 + TITLE.0.leading();
    let top = first_baseline + (lines.len() as f64 - 1.0) * TITLE.0.leading() + TITLE.0.descent() + GAP;
    let room = (CARD.0 - 2.0 * MARGIN, CARD.1 - MARGIN * 0.6 - top);

    let svg = drawing(prepared, room)?;
    let (width, height) = CARD;
    let mut markup = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"'Source Sans 3'\" font-weight=\"600\" fill=\"#1b1f24\">\
         <path fill=\"#fff\" d=\"M0 0h{width}v{height}H0z\"/><path fill=\"#205297\" d=\"M0 0h{width}v10H0z\"/>"
    );
    let mut text = |y: f64, font: Font, colour: &str, words: &str| {
        let (size, words) = (font.size, escape::escaped(words));
        let _ = write!(
            markup,
            "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\">{words}</text>"
        );
    };
    text(site_baseline, SITE, "#59616b", &world.config().title);
    for (at, line) in lines.iter().enumerate() {
        text(first_baseline + at as f64 * TITLE.0.leading(), TITLE.0, "#1b1f24", line);
    }
    // The drawing keeps its proportions, at the left like the title.
    let fit = f64::min(room.0 / f64::from(svg.width), room.1 / f64::from(svg.height));
    let _ = write!(
        markup,
        "<g font-weight=\"400\" transform=\"translate({MARGIN} {top:.1}) scale({fit:.4})\">{}</g></svg>",
        svg.markup
    );
    Some(Picture { markup, width, height, scale: 1.0 })
}

/// What the picture of a chart has as empty boxes.
pub fn boxes_in_chart(world: &World<'_>, id: &str, drawn: &Picture) -> Option<Diagnostic> {
    boxes(world.chart(id)?.place(), &drawn.lacking(), "the picture of the chart")
}

/// What the card of a narrative has as empty boxes: in its title, and in a chart that has no picture of its own.
pub fn boxes_in_card(world: &World<'_>, path: &str, drawn: &Picture) -> Vec<Diagnostic> {
    let lacking = drawn.lacking();
    let Some(page) = world.page(path).filter(|_| !lacking.is_empty()) else { return Vec::new() };
    let title = plain(world, &page.front.title);
    let (in_title, in_rest): (BTreeSet<char>, BTreeSet<char>) =
        lacking.into_iter().partition(|c| title.contains(*c));
    let place = page.front.title.place(Span::new(0..page.front.title.source().len()));
    let of_title = boxes(place, &in_title, "the card of the page");
    let chart = page.front.chart.as_deref().filter(|id| world.record_address("charts", id).is_none());
    let of_chart = chart.and_then(|id| boxes(world.chart(id)?.place(), &in_rest, "the card of a page"));
    of_title.into_iter().chain(of_chart).collect()
}

fn boxes(place: Place, lacking: &BTreeSet<char>, drawn: &str) -> Option<Diagnostic> {
    if lacking.is_empty() {
        return None;
    }
    let named: Vec<String> = lacking.iter().map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
    let noun = if lacking.len() == 1 { "character" } else { "characters" };
    let message = format!("{drawn} has an empty box for the {noun} {}", named.join(", "));
    let found = Diagnostic::warning("missing-picture-glyph", place, message);
    Some(found.hint(
        "pages show it in a font of the reader's, but pictures have Latin, Cyrillic and simplified Chinese \
         alone: write it in one of these",
    ))
}

/// The chart without heading in a plot as low as the room of a card asks for.
fn drawing(prepared: Prepared<'_>, room: (f64, f64)) -> Option<Svg> {
    let layout = Layout { width: 600.0, ..Layout::WIDE };
    let scale = room.0 / layout.width;
    let plot = (room.1 / scale - 60.0).max(60.0);
    prepared.with_height(plot).draw_resolved(layout, "card").ok()
}
