//! Whiskers: from the least to the greatest figure of sources that differ.

use crate::chart::pen::Pen;
use crate::chart::scene::{Geometry, Role, Tone};

/// Half the length of the stroke across each end, in px.
const CAP: f64 = 3.5;

type Ends = ((f64, f64), (f64, f64));

/// Draws a whisker between each two ends, upright or level, with a rim that sets it off from a bar under it.
pub(super) fn draw(pen: &Pen, tone: Option<Tone>, all: impl Iterator<Item = Ends> + Clone) {
    for role in [Role::Rim, Role::Whisker] {
        pen.group(role, tone, || all.clone().for_each(|ends| pen.shape(whisker(ends))));
    }
}

fn whisker((from, to): Ends) -> Geometry {
    let (dx, dy) = if from.0 == to.0 { (CAP, 0.0) } else { (0.0, CAP) };
    let across = |(x, y): (f64, f64)| [(x - dx, y - dy), (x + dx, y + dy), (x, y)];
    let [end, begin, middle] = across(to);
    let points = across(from).into_iter().chain([middle, begin, end]).collect();
    Geometry::Path { points, closed: false }
}
