//! Finds a place for every name: in the frame, over no other text and no symbol, and over as few lines as may be.
//!
//! Names are placed one after the other, the weightier first, each at the best of its candidates; what finds no place is
//! left out, and who asks decides whether a leader brings it further away instead.

use super::clip::{self, Point};
use crate::chart::scene::{Anchor, Bounds};
use crate::chart::text::Font;

/// From a symbol to its name, in px.
const GAP: f64 = 4.0;
/// Room that texts keep from each other and from the frame, in px.
const ROOM: f64 = 2.0;
/// What a line under a name weighs, in steps down the list of candidates.
const LINE: usize = 6;

/// What has been placed.
pub(super) struct Board {
    frame: Bounds,
    taken: Vec<Bounds>,
    lines: Vec<[Point; 2]>,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Where its anchor stands.
    pub x: f64,
    /// The baseline of its first line.
    pub y: f64,
    /// Which point of each line stands there.
    pub anchor: Anchor,
    /// Its lines.
    pub lines: Vec<String>,
    /// The room that it takes.
    pub room: Bounds,
}

impl Board {
    pub fn new(frame: Bounds) -> Self {
        Board { frame: frame.grown(-ROOM), taken: Vec::new(), lines: Vec::new() }
    }

    /// Keeps names away from a symbol or a text.
    pub fn take(&mut self, room: Bounds) {
        self.taken.push(room);
    }

    /// Keeps names off a line where it can.
    pub fn line(&mut self, points: &[Point]) {
        self.lines.extend(points.windows(2).map(|pair| [pair[0], pair[1]]));
    }

    /// A name beside a point with a symbol of this radius.
    pub fn beside(&mut self, name: &str, font: Font, at: Point, radius: f64) -> Option<Placed> {
        let lines = vec![name.to_owned()];
        let far = radius + GAP;
        let near = far * 0.75;
        let candidates = [
            (far, 0.0, Anchor::Start),
            (-far, 0.0, Anchor::End),
            (near, -near, Anchor::Start),
            (near, near, Anchor::Start),
            (-near, -near, Anchor::End),
            (-near, near, Anchor::End),
            (0.0, -far - 2.0, Anchor::Middle),
            (0.0, far + 2.0, Anchor::Middle),
        ];
        let placed =
            candidates.map(|(dx, dy, anchor)| set(&lines, font, (at.0 + dx, at.1 + dy * 1.3), anchor));
        self.choose(placed)
    }

    /// A name some way off, to which a line leads.
    pub fn led(&mut self, name: &str, font: Font, at: Point, radius: f64) -> Option<Placed> {
        let lines = vec![name.to_owned()];
        let around = (1..6).flat_map(|ring| {
            let far = radius + 14.0 * f64::from(ring);
            (0..16).map(move |step| (far, f64::from(step) * std::f64::consts::TAU / 16.0))
        });
        let candidates: Vec<Placed> = around
            .map(|(far, angle)| {
                let (dx, dy) = (far * angle.cos(), far * angle.sin());
                let anchor = if dx >= 0.0 { Anchor::Start } else { Anchor::End };
                set(&lines, font, (at.0 + dx, at.1 + dy), anchor)
            })
            .collect();
        self.choose(candidates)
    }

    /// A name over one of these points, the first of them being the best.
    pub fn over(
        &mut self,
        lines: &[String],
        font: Font,
        points: impl IntoIterator<Item = Point>,
        fits: impl Fn(&Bounds) -> bool,
    ) -> Option<Placed> {
        let candidates = points.into_iter().map(|at| set(lines, font, at, Anchor::Middle));
        self.choose(candidates.filter(|placed| fits(&placed.room)))
    }

    fn choose(&mut self, candidates: impl IntoIterator<Item = Placed>) -> Option<Placed> {
        let mut best: Option<(usize, Placed)> = None;
        for (order, placed) in candidates.into_iter().enumerate() {
            if best.as_ref().is_some_and(|(cost, _)| *cost <= order) {
                break;
            }
            if !self.is_free(&placed.room) {
                continue;
            }
            let cost = order + LINE * self.crossings(&placed.room);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, placed));
            }
        }
        let (_, placed) = best?;
        self.take(placed.room);
        Some(placed)
    }

    fn is_free(&self, room: &Bounds) -> bool {
        let (frame, grown) = (&self.frame, room.grown(ROOM));
        let inside = frame.left <= room.left
            && room.right <= frame.right
            && frame.top <= room.top
            && room.bottom <= frame.bottom;
        inside && !self.taken.iter().any(|other| other.meets(&grown))
    }

    fn crossings(&self, room: &Bounds) -> usize {
        self.lines.iter().filter(|line| !clip::line(&line[..], room).is_empty()).count()
    }
}

/// Lines centred on a height.
fn set(lines: &[String], font: Font, (x, y): Point, anchor: Anchor) -> Placed {
    let width = lines.iter().map(|line| font.width(line)).fold(0.0, f64::max);
    let below = (lines.len() as f64 - 1.0) * font.leading();
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    let first = y + font.centring() - below / 2.0;
    let room = Bounds {
        left,
        right: left + width,
        top: first - font.ascent(),
        bottom: first + below + font.descent(),
    };
    Placed { x, y: first, anchor, lines: lines.to_vec(), room }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: Bounds = Bounds { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };

    #[test]
    fn a_name_stands_to_the_right_unless_something_is_there() {
        let mut board = Board::new(FRAME);
        let first = board.beside("Northgate", Font::regular(13.0), (100.0, 100.0), 4.0).unwrap();
        assert_eq!((first.anchor, first.x), (Anchor::Start, 108.0));
        let second = board.beside("Southgate", Font::regular(13.0), (100.0, 100.0), 4.0).unwrap();
        assert_eq!(second.anchor, Anchor::End);
        let edge = board.beside("Eastgate", Font::regular(13.0), (290.0, 100.0), 4.0).unwrap();
        assert_eq!(edge.anchor, Anchor::End);
    }

    proptest! {
        #[test]
        fn no_two_names_meet_and_none_leaves_the_frame(places in prop::collection::vec((0.0..300.0_f64, 0.0..200.0_f64, "[A-Za-z ]{1,14}"), 1..40)) {
            let mut board = Board::new(FRAME);
            let mut placed: Vec<Placed> = Vec::new();
            for (x, y, name) in &places {
                let font = Font::regular(13.0);
                let beside = board.beside(name, font, (*x, *y), 4.0);
                placed.extend(beside.or_else(|| board.led(name, font, (*x, *y), 4.0)));
            }
            for (i, a) in placed.iter().enumerate() {
                prop_assert!(a.room.left >= 0.0 && a.room.right <= 300.0 && a.room.top >= 0.0 && a.room.bottom <= 200.0);
                prop_assert!(placed[i + 1..].iter().all(|b| !a.room.meets(&b.room)));
            }
        }
    }
}
