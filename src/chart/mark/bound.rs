//! Bounds: an arrow from a figure that is but a bound to where the true one lies.

use crate::chart::data::Beyond;
use crate::chart::pen::Pen;
use crate::chart::scene::{Geometry, Role, Tone};

/// Length of an arrow, in px.
pub(super) const LENGTH: f64 = 12.0;
/// Length and half width of its head, in px.
const HEAD: (f64, f64) = (4.0, 3.2);

/// An arrow.
#[derive(Clone, Copy)]
pub(super) struct Arrow {
    /// Where it begins.
    pub from: (f64, f64),
    /// One px in its direction: up, down, to the left or to the right.
    pub step: (f64, f64),
}

impl Arrow {
    /// From the rim of a mark on an upright axis.
    pub fn upright(beyond: Beyond, (x, y): (f64, f64), radius: f64) -> Self {
        let up = if beyond == Beyond::Above { -1.0 } else { 1.0 };
        Arrow { from: (x, y + up * radius), step: (0.0, up) }
    }

    /// From the rim of a mark in a row.
    pub fn level(beyond: Beyond, (x, y): (f64, f64), radius: f64) -> Self {
        let right = if beyond == Beyond::Above { 1.0 } else { -1.0 };
        Arrow { from: (x + right * radius, y), step: (right, 0.0) }
    }
}

/// Draws arrows, with a rim that sets them off from what is under them.
pub(super) fn draw(pen: &Pen, tone: Option<Tone>, all: impl Iterator<Item = Arrow> + Clone) {
    for role in [Role::Rim, Role::Whisker] {
        pen.group(role, tone, || all.clone().for_each(|arrow| pen.shape(arrow.geometry())));
    }
}

impl Arrow {
    fn geometry(self) -> Geometry {
        let (dx, dy) = self.step;
        let along =
            |by: f64, aside: f64| (self.from.0 + dx * by - dy * aside, self.from.1 + dy * by + dx * aside);
        let (tip, back, half) = (along(LENGTH, 0.0), LENGTH - HEAD.0, HEAD.1);
        let points = vec![self.from, tip, along(back, half), tip, along(back, -half)];
        Geometry::Path { points, closed: false }
    }
}
