//! The markup that puts a chart into another page, in a frame as high as the chart by itself is.

use super::super::charts::{self, Prepared};
use super::super::urls;
use super::super::world::World;
use super::super::writer::plain;
use crate::chart::Layout;
use crate::chart::spec::Mark;
use crate::chart::text::Font;
use crate::document::escape;
use crate::load::Chart;
use crate::plan;

/// How wide a frame usually is in px, and the widest that the drawing gets in one.
const USUAL: f64 = 700.0;
const WIDE_DRAWING: f64 = 720.0;

/// Up to which width in px of the frame the drawing for phones is shown, as `embed.css` says.
const NARROW_UP_TO: f64 = 640.0 + 2.0 * PADDING;

/// How narrow a frame is on a phone in px.
const NARROWEST: f64 = 340.0;

/// The widest that the drawing for phones is shown, and what is around a chart, in px; `embed.css` says both.
const NARROW_DRAWING: f64 = 480.0;
const PADDING: f64 = 16.0;

/// How wide a spark is in px, whatever the frame.
const SPARK: f64 = 128.0;

/// A frame that shows a chart in another page, without a script: as high as the chart is at the usual width and above, and
/// where the page leaves it less, as high as the drawing for phones is there.
pub(super) fn code(
    world: &World<'_>,
    base_url: &str,
    address: &str,
    chart: &Chart,
    prepared: &Prepared<'_>,
) -> Option<String> {
    let drawn =
        |layout| prepared.draw(layout, "").ok().map(|svg| f64::from(svg.height) / f64::from(svg.width));
    let (wide, narrow) = (drawn(Layout::WIDE)?, drawn(Layout::NARROW)?);
    let is_spark = chart.spec.mark == Mark::Spark;
    let of_spark = SPARK * wide;
    let (wide, narrow) = if is_spark { (of_spark, 0.0) } else { (WIDE_DRAWING * wide, narrow) };
    let high = around(world, chart, prepared, USUAL) + wide;
    let low = around(world, chart, prepared, NARROWEST) + if is_spark { of_spark } else { 0.0 };
    // In px; to the next ten, so that a line that a browser breaks a little earlier does not make it scroll at once.
    let high = ((high + 6.0) / 10.0).ceil() * 10.0;
    let low = (low + 6.0).ceil();
    let more = (high - low - NARROW_DRAWING * narrow).round();
    let title = escape::escaped(prepared.title());
    let source = format!("{}{}", urls::absolute(base_url, address), plan::EMBED);
    Some(format!(
        "<div style=\"container-type:inline-size\"><iframe src=\"{source}\" title=\"{title}\" width=\"100%\" \
         height=\"{high}\" loading=\"lazy\" style=\"border:0;height:calc({low}px + \
         min(100cqi - {}px, {NARROW_DRAWING}px) * {narrow:.3} + \
         clamp(0px, 100cqi - {NARROW_UP_TO}px, 1px) * {more})\"></iframe></div>",
        2.0 * PADDING
    ))
}

/// What a chart by itself takes around its drawing in a frame of this width, in px.
fn around(world: &World<'_>, chart: &Chart, prepared: &Prepared<'_>, width: f64) -> f64 {
    let lines = |text: &str, font: Font, leading: f64| {
        let lines = font.wrap(text, width - 2.0 * PADDING, usize::MAX).len();
        // A text has few lines.
        #[allow(clippy::cast_precision_loss)]
        let height = lines as f64 * font.size * leading;
        height
    };
    let small = |text: &str| if text.is_empty() { 0.0 } else { 8.0 + lines(text, Font::regular(14.0), 1.4) };
    let subtitle = plain(world, &chart.texts.subtitle);
    let own = chart.texts.note.iter().map(|note| plain(world, note));
    let notes: Vec<String> = own.chain(prepared.notes()).collect();
    let below_title =
        if subtitle.is_empty() { 0.0 } else { 2.4 + lines(&subtitle, Font::regular(16.0), 1.4) };
    PADDING
        + lines(prepared.title(), Font::semibold(20.0), 1.25)
        + below_title
        + 12.0
        + small(&notes.join(" "))
        + small(&charts::source_words_of(world, &prepared.source_ids()))
        + small(&format!("{}: this chart with its data", world.config().title))
        + PADDING
}
