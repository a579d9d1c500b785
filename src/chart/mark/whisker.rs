//! Whiskers: from the least to the greatest figure of sources that differ.

use crate::chart::pen::Pen;
use crate::chart::scene::{Geometry, Role, Tone};

/// Half the length of the stroke across each end, in px.
const CAP: f64 = 3.5;

/// Between a figure that stands in a whisker and what goes on of it, in px.
const AFTER: f64 = 4.0;

type Ends = ((f64, f64), (f64, f64));

/// Draws a whisker between each two ends, upright or level, with a rim that sets it off from a bar under it.
pub(super) fn draw(pen: &Pen, tone: Option<Tone>, all: impl Iterator<Item = Ends> + Clone) {
    for role in [Role::Rim, Role::Whisker] {
        pen.group(role, tone, || all.clone().for_each(|ends| pen.shape(whisker(ends))));
    }
}

/// Where the figure of a mark at `mark` stands whose whisker ends at `far`, along one direction: `off` px from the mark,
/// and the whisker has a gap for its `length`; beyond the end of a whisker that is too short for that.
pub(super) fn beside(mark: f64, far: f64, off: f64, length: f64) -> (f64, Option<(f64, f64)>) {
    let (reach, way) = ((far - mark).abs(), (far - mark).signum());
    if reach < 0.1 {
        (mark + off * if far < mark { -1.0 } else { 1.0 }, None)
    } else if reach >= off + length + 2.0 * AFTER {
        (mark + way * off, Some((mark, mark + way * (off + length + AFTER))))
    } else {
        (far + way * off, None)
    }
}

/// Draws whiskers as [`draw`] does, each without the part between two heights, or two distances, that its figure takes.
pub(super) fn draw_parted(pen: &Pen, all: impl Iterator<Item = (Ends, Option<(f64, f64)>)> + Clone) {
    for role in [Role::Rim, Role::Whisker] {
        pen.group(role, None, || {
            for ((from, to), gap) in all.clone() {
                let Some((a, b)) = gap else {
                    pen.shape(whisker((from, to)));
                    continue;
                };
                let upright = from.0 == to.0;
                let at = |along: f64| if upright { (from.0, along) } else { (along, from.1) };
                let place = |end: (f64, f64)| if upright { end.1 } else { end.0 };
                for end in [from, to] {
                    // The part that lies on this side of the gap ends at the nearer of its edges.
                    let nearer = if (place(end) - a).abs() < (place(end) - b).abs() { a } else { b };
                    if (place(end) - nearer).abs() > 0.1 {
                        pen.shape(half(end, at(nearer)));
                    }
                }
            }
        });
    }
}

/// A whisker from the stroke across its end to a point within it.
fn half(end: (f64, f64), within: (f64, f64)) -> Geometry {
    let (dx, dy) = if end.0 == within.0 { (CAP, 0.0) } else { (0.0, CAP) };
    let points = vec![(end.0 - dx, end.1 - dy), (end.0 + dx, end.1 + dy), end, within];
    Geometry::Path { points, closed: false }
}

fn whisker((from, to): Ends) -> Geometry {
    let (dx, dy) = if from.0 == to.0 { (CAP, 0.0) } else { (0.0, CAP) };
    let across = |(x, y): (f64, f64)| [(x - dx, y - dy), (x + dx, y + dy), (x, y)];
    let [end, begin, middle] = across(to);
    let points = across(from).into_iter().chain([middle, begin, end]).collect();
    Geometry::Path { points, closed: false }
}
