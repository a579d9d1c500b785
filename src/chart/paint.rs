//! The looks of roles as presentation attributes, resolved, for renderers that know no style sheet.
//!
//! Each attribute has its rule in `chart.css`, which wins where it is understood: so a drawing may carry both.
//! What has no rule there has no attribute here, and takes its looks from the drawing as a whole.

use std::fmt::Write as _;

use super::palette::{Palette, Rgb};
use super::scene::{Finish, Role, Tone};
use super::text::Weight;

/// What all texts are set in, if nothing else is said.
pub(super) const FONTS: &str = "'Source Sans 3','Source Sans Pro','Noto Sans','Noto Sans SC',sans-serif";
/// How much of its hue the name of a series has; the rest is ink, so that it can be read.
pub(super) const HUE_OF_NAMES: f64 = 0.65;
/// What the areas of a map have of a colour; the rest is paper.
const HUE_OF_WATER: f64 = 0.16;
const INK_OF_LAND: f64 = 0.05;
const HUE_OF_REGION: f64 = 0.16;
const HUE_OF_RIVERS: f64 = 0.45;
/// How much of its hue a flow has, and one that is derived; the rest is paper.
const HUE_OF_FLOWS: f64 = 0.45;
const HUE_OF_DERIVED_FLOWS: f64 = 0.2;
/// How much of its hue a derived bar has; the rest is paper.
const HUE_OF_DERIVED: f64 = 0.25;

/// The attributes of a group, each with a space before it.
pub(super) fn of_group(out: &mut String, role: Role, tone: Option<Tone>, palette: &Palette) {
    let hue = tone.map_or(palette.ink, |tone| palette.tone(tone));
    let font = role.font();
    if font.size != Role::Value.font().size {
        let _ = write!(out, " font-size=\"{}\"", font.size);
    }
    if font.weight == Weight::Semibold {
        out.push_str(" font-weight=\"600\"");
    }
    let (fill, stroke, width) = match role {
        Role::Subtitle | Role::Note | Role::Source | Role::Tick | Role::Unit => {
            (Some(palette.muted), None, 1.0)
        }
        Role::Label => (Some(name(hue, tone, palette)), None, 1.0),
        Role::Grid => (None, Some(palette.grid), 1.0),
        Role::Axis => (None, Some(palette.axis), 1.0),
        Role::Rule => (None, Some(palette.quiet), 1.0),
        Role::Leader => (None, Some(hue), 0.75),
        Role::Bar | Role::Cell => (Some(hue), None, 1.0),
        Role::Flow => (Some(mixed(hue, HUE_OF_FLOWS, palette.paper)), None, 1.0),
        Role::Node => (Some(palette.ink), None, 1.0),
        Role::Area => (Some(hue), Some(palette.paper), 1.0),
        Role::Band => (Some(palette.grid), None, 1.0),
        Role::Reference => (None, Some(palette.muted), 1.2),
        Role::Stem => (None, Some(hue), 2.0),
        Role::Line => (None, Some(hue), 2.0),
        Role::Dot => (Some(hue), Some(palette.paper), 1.0),
        Role::Rim => (None, Some(palette.paper), 3.2),
        Role::Whisker => (None, Some(palette.ink), 1.2),
        Role::Title | Role::Category | Role::Legend | Role::Value | Role::Remark => (None, None, 1.0),
        Role::Water => (Some(mixed(palette.hues[7], HUE_OF_WATER, palette.paper)), None, 1.0),
        Role::Land => (Some(mixed(palette.ink, INK_OF_LAND, palette.paper)), None, 1.0),
        Role::Region => (Some(mixed(palette.hues[1], HUE_OF_REGION, palette.paper)), None, 1.0),
        Role::River => (None, Some(mixed(palette.hues[7], HUE_OF_RIVERS, palette.paper)), 0.8),
        Role::Border => (None, Some(palette.quiet), 0.8),
        Role::Edge => (None, Some(palette.quiet), 1.0),
        Role::Here => (None, Some(palette.hues[1]), 1.5),
        Role::Route | Role::Building | Role::Schematic => (None, Some(hue), 2.2),
        Role::Symbol => (Some(hue), Some(palette.paper), 1.5),
        Role::Bubble => {
            out.push_str(" fill-opacity=\".85\"");
            (Some(hue), Some(palette.paper), 1.5)
        }
        Role::Spot => (Some(palette.ink), None, 1.0),
        Role::Place | Role::Context => {
            out.push_str(
                " fill-opacity=\"1\" paint-order=\"stroke\" stroke-opacity=\".8\" stroke-linejoin=\"round\"",
            );
            let ink = if role == Role::Place { palette.ink } else { palette.muted };
            (Some(ink), Some(palette.paper), 2.5)
        }
        Role::Territory => (Some(palette.muted), None, 1.0),
        Role::Target => {
            out.push_str(" fill-opacity=\"0\"");
            return;
        }
    };
    match (fill, stroke) {
        (Some(fill), _) => colour(out, "fill", fill),
        (None, Some(_)) => out.push_str(" fill=\"none\""),
        (None, None) => {}
    }
    if let Some(stroke) = stroke {
        colour(out, "stroke", stroke);
        if width != 1.0 {
            let _ = write!(out, " stroke-width=\"{width}\"");
        }
    }
    match role {
        Role::Building => out.push_str(" stroke-dasharray=\"7 4\""),
        Role::Schematic => out.push_str(" stroke-dasharray=\"1.5 4\""),
        _ => {}
    }
    if role == Role::Band {
        out.push_str(" fill-opacity=\".6\"");
    }
    if role == Role::Reference {
        out.push_str(" stroke-dasharray=\"5 3\"");
    }
    if role == Role::Line {
        out.push_str(" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
    }
}

/// The attributes of a shape that is not solid; the fill of hatching is the writer's, who knows its id.
pub(super) fn of_finish(out: &mut String, finish: Finish, role: Role, tone: Option<Tone>, palette: &Palette) {
    let hue = tone.map_or(palette.ink, |tone| palette.tone(tone));
    match (finish, role) {
        (Finish::Hollow, Role::Bar) => {
            // Not transparent: lines at ticks would shine through.
            colour(out, "fill", mixed(hue, HUE_OF_DERIVED, palette.paper));
            colour(out, "stroke", hue);
        }
        (Finish::Hollow, Role::Dot) => {
            colour(out, "fill", palette.paper);
            colour(out, "stroke", hue);
            out.push_str(" stroke-width=\"1.6\"");
        }
        (Finish::Hatched, Role::Dot) => {
            colour(out, "fill", palette.paper);
            colour(out, "stroke", hue);
            out.push_str(" stroke-width=\"1.6\" stroke-dasharray=\"2 1.5\"");
        }
        (Finish::Hatched, Role::Rule) => out.push_str(" stroke-dasharray=\"3 3\""),
        (Finish::Hatched, Role::Stem) => out.push_str(" stroke-dasharray=\"2 3\""),
        (Finish::Hollow, Role::Cell) => {
            colour(out, "stroke", palette.muted);
            out.push_str(" stroke-dasharray=\"3 2\"");
        }
        (Finish::Hollow, Role::Flow) => {
            colour(out, "fill", mixed(hue, HUE_OF_DERIVED_FLOWS, palette.paper));
            colour(out, "stroke", hue);
        }
        (Finish::Hatched, Role::Flow) => {
            colour(out, "stroke", hue);
            out.push_str(" stroke-dasharray=\"4 3\"");
        }
        (Finish::Hatched, Role::Bar) => colour(out, "stroke", hue),
        (Finish::Hatched, Role::Line) => out.push_str(" stroke-dasharray=\"1 4\""),
        _ => {}
    }
}

/// A colour as an attribute.
pub(super) fn colour(out: &mut String, attribute: &str, Rgb(r, g, b): Rgb) {
    let _ = write!(out, " {attribute}=\"#{r:02x}{g:02x}{b:02x}\"");
}

/// The colour of a name in a chart.
fn name(hue: Rgb, tone: Option<Tone>, palette: &Palette) -> Rgb {
    match tone {
        None => palette.ink,
        Some(Tone::Quiet) => palette.muted,
        Some(Tone::Hue(_) | Tone::Shade(_) | Tone::Counter(_)) => mixed(hue, HUE_OF_NAMES, palette.ink),
    }
}

/// So much of one colour, and the rest of another, as `color-mix(in srgb, …)` has it.
pub(super) fn mixed(colour: Rgb, part: f64, other: Rgb) -> Rgb {
    let mix = |a: u8, b: u8| (f64::from(a) * part + f64::from(b) * (1.0 - part)).round() as u8;
    Rgb(mix(colour.0, other.0), mix(colour.1, other.1), mix(colour.2, other.2))
}
