//! The legend: a row of keys over the plot, for charts whose marks cannot carry their names.

use super::page::Page;
use super::plane::Marker;
use super::scene::{Anchor, Geometry, Role, Tone};
use super::{Chart, notation::Word};

/// Side of a swatch, in px.
const SWATCH: f64 = 11.0;
/// Length of a piece of line with its marker, in px.
const SAMPLE: f64 = 22.0;
/// From a swatch to its name, in px.
const TO_NAME: f64 = 6.0;
/// From a name to the next swatch, in px.
const TO_NEXT: f64 = 18.0;

/// What a key shows beside the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    /// A square of a bar.
    Bar,
    /// A piece of a line with its marker.
    Line(Marker),
    /// A piece of a rule at a value.
    Rule,
    /// A marker alone.
    Dot(Marker),
}

/// One name in the legend.
#[derive(Clone)]
pub(super) struct Key {
    pub name: String,
    pub tone: Tone,
    pub sample: Sample,
}

/// Sets the legend, in as many rows as it needs.
pub(super) fn set(page: &mut Page<'_>, keys: &[Key]) {
    let font = Role::Legend.font();
    let mut x = page.left;
    let keys = told_apart(page.chart, keys);
    for key in &keys {
        let sample = match key.sample {
            Sample::Bar | Sample::Dot(_) => SWATCH,
            Sample::Line(_) | Sample::Rule => SAMPLE,
        };
        let name = font.cut(&key.name, page.width() - sample - TO_NAME);
        let width = sample + TO_NAME + font.width(&name);
        if x > page.left && x + width > page.right {
            x = page.left;
            page.y += font.leading() + 3.0;
        }
        draw_sample(page, key, x);
        let baseline = page.baseline(Role::Legend);
        page.pen.group(Role::Legend, None, || {
            page.pen.text(x + sample + TO_NAME, baseline, Anchor::Start, name);
        });
        x += width + TO_NEXT;
    }
    if !keys.is_empty() {
        page.y += font.leading() + 8.0;
    }
}

/// The keys that a reader can tell apart: grey ones that look alike are one.
fn told_apart(chart: &Chart<'_>, keys: &[Key]) -> Vec<Key> {
    let is_quiet = |key: &&Key| key.tone == Tone::Quiet;
    let quiet: Vec<&Key> = keys.iter().filter(is_quiet).collect();
    let alike = |(at, key): (usize, &&Key)| quiet.iter().take(at).any(|other| other.sample == key.sample);
    if !quiet.iter().enumerate().any(alike) {
        return keys.to_vec();
    }
    let sample = match quiet.first().map(|key| key.sample) {
        Some(Sample::Line(_)) => Sample::Line(Marker::Circle),
        Some(Sample::Dot(_)) => Sample::Dot(Marker::Circle),
        Some(sample) => sample,
        None => Sample::Bar,
    };
    let others = Key { name: chart.notation.word(Word::Others).to_owned(), tone: Tone::Quiet, sample };
    keys.iter().filter(|key| !is_quiet(key)).cloned().chain([others]).collect()
}

fn draw_sample(page: &Page<'_>, key: &Key, x: f64) {
    let middle = page.baseline(Role::Legend) - Role::Legend.font().centring();
    let pen = &page.pen;
    match key.sample {
        Sample::Bar => pen.group(Role::Bar, Some(key.tone), || {
            pen.shape(Geometry::Rect { x, y: middle - SWATCH / 2.0, width: SWATCH, height: SWATCH });
        }),
        Sample::Dot(marker) => pen.group(Role::Dot, Some(key.tone), || {
            pen.shape(marker.geometry((x + SWATCH / 2.0, middle), 4.5));
        }),
        Sample::Rule => pen.group(Role::Reference, None, || pen.line((x, middle), (x + SAMPLE, middle))),
        Sample::Line(marker) => {
            pen.group(Role::Line, Some(key.tone), || pen.line((x, middle), (x + SAMPLE, middle)));
            pen.group(Role::Dot, Some(key.tone), || {
                pen.shape(marker.geometry((x + SAMPLE / 2.0, middle), 3.5))
            });
        }
    }
}
