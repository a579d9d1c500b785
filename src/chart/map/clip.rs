//! Cuts outlines and lines off at an upright rectangle.
//!
//! Areas: I. Sutherland and G. Hodgman, "Reentrant polygon clipping" (1974); a concave area that is cut into several stays
//! one ring, joined along the edge. Lines: Y.-D. Liang and B. Barsky, "A new concept and method for line clipping" (1984).

use crate::chart::scene::Bounds;

/// A point, in whatever plane the rectangle lies in.
pub(super) type Point = (f64, f64);

/// The part of a ring that lies in the rectangle, without its first point repeated; empty if there is none.
pub(super) fn ring(points: &[Point], window: &Bounds) -> Vec<Point> {
    // Which coordinate, its bound, and on which side of that the inside lies.
    let sides = [
        (true, window.left, 1.0),
        (true, window.right, -1.0),
        (false, window.top, 1.0),
        (false, window.bottom, -1.0),
    ];
    let mut ring = points.to_vec();
    for (across, bound, inwards) in sides {
        let depth = |(x, y): Point| inwards * (if across { x } else { y } - bound);
        let mut kept = Vec::with_capacity(ring.len());
        let Some(mut before) = ring.last().copied() else { return ring };
        for point in ring {
            let (from, to) = (depth(before), depth(point));
            if (from < 0.0) != (to < 0.0) {
                let t = from / (from - to);
                let mut at = (before.0 + t * (point.0 - before.0), before.1 + t * (point.1 - before.1));
                // Exactly on the edge, whatever rounding says.
                *(if across { &mut at.0 } else { &mut at.1 }) = bound;
                kept.push(at);
            }
            if to >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
        ring = kept;
    }
    ring
}

/// The parts of a line that lie in the rectangle.
pub(super) fn line(points: &[Point], window: &Bounds) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let Some((from, to, whole)) = segment(pair[0], pair[1], window) else {
            open = false;
            continue;
        };
        match parts.last_mut().filter(|part| open && part.last() == Some(&from)) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        open = whole;
    }
    parts
}

/// The part of a segment inside, and whether its end is.
fn segment(from: Point, to: Point, window: &Bounds) -> Option<(Point, Point, bool)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, from.0 - window.left),
        (dx, window.right - from.0),
        (-dy, from.1 - window.top),
        (dy, window.bottom - from.1),
    ];
    for (towards, room) in edges {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enter = enter.max(room / towards);
        } else {
            leave = leave.min(room / towards);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |t: f64| {
        let (x, y) = (from.0 + t * dx, from.1 + t * dy);
        (x.clamp(window.left, window.right), y.clamp(window.top, window.bottom))
    };
    let start = if enter > 0.0 { at(enter) } else { from };
    let end = if leave < 1.0 { at(leave) } else { to };
    Some((start, end, leave >= 1.0))
}

/// Twice the signed area of a ring.
pub(super) fn doubled_area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

/// The room that points take; nothing if there are none.
pub(super) fn extent(points: &[Point]) -> Option<Bounds> {
    let first = points.first()?;
    let start = Bounds { left: first.0, right: first.0, top: first.1, bottom: first.1 };
    Some(points.iter().fold(start, |b, p| Bounds {
        left: b.left.min(p.0),
        right: b.right.max(p.0),
        top: b.top.min(p.1),
        bottom: b.bottom.max(p.1),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WINDOW: Bounds = Bounds { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    fn inside((x, y): Point) -> bool {
        (0.0..=10.0).contains(&x) && (0.0..=10.0).contains(&y)
    }

    #[test]
    fn a_square_over_a_corner_keeps_its_quarter() {
        let square = [(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)];
        assert_eq!(doubled_area(&ring(&square, &WINDOW)).abs(), 50.0);
        assert!(ring(&[(11.0, 1.0), (12.0, 1.0), (12.0, 2.0)], &WINDOW).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_is_two() {
        let parts = line(&[(1.0, 5.0), (15.0, 5.0), (15.0, 8.0), (2.0, 8.0)], &WINDOW);
        assert_eq!(parts, [vec![(1.0, 5.0), (10.0, 5.0)], vec![(10.0, 8.0), (2.0, 8.0)]]);
        assert_eq!(line(&[(-5.0, 5.0), (15.0, 5.0)], &WINDOW), [vec![(0.0, 5.0), (10.0, 5.0)]]);
        assert!(line(&[(-5.0, 1.0), (1.0, -5.0)], &WINDOW).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside_and_nothing_inside_is_lost(points in prop::collection::vec((-20.0..30.0_f64, -20.0..30.0_f64), 3..30)) {
            let cut = ring(&points, &WINDOW);
            prop_assert!(cut.iter().copied().all(inside));
            prop_assert!(points.iter().filter(|p| inside(**p)).all(|p| cut.contains(p)));
            let parts = line(&points, &WINDOW);
            prop_assert!(parts.iter().flatten().copied().all(inside));
            let whole = points.iter().copied().all(inside);
            prop_assert!(!whole || parts == [points.clone()]);
        }
    }
}
