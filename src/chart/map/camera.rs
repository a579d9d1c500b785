//! What a map shows: from degrees to px, and which part of the globe lies in its frame.

use super::clip::{Point, extent};
use super::projection::Lambert;
use crate::chart::scene::Bounds;

/// Points along each side of an extent or a frame: their curves are flat enough in between.
const STEPS: usize = 24;

/// West, south, east and north of what a map is to show, in degrees.
pub type Extent = [f64; 4];

/// A view of the globe.
#[derive(Clone, Debug)]
pub(super) struct Camera {
    lambert: Lambert,
    /// px for each unit of the plane.
    scale: f64,
    /// Where the origin of the plane lies, in px.
    origin: Point,
    /// What is drawn, in px.
    pub frame: Bounds,
    /// The degrees that the frame holds, longitudes from the meridian: `top` is the southern edge.
    pub window: Bounds,
}

/// What is wrong with an extent, if something is.
pub(super) fn fault([west, south, east, north]: Extent) -> Option<&'static str> {
    let ordered = west < east && south < north;
    if !ordered {
        Some("an extent is west, south, east and north, in this order")
    } else if east - west > 180.0 || south < -80.0 || north > 80.0 {
        Some("an extent spans at most 180 degrees, between 80° south and 80° north")
    } else {
        None
    }
}

impl Camera {
    /// Shows an extent in a frame from `left` and `top`, as wide as asked, and as high as the extent asks for, up to
    /// a limit past which more of the globe is shown at its sides.
    pub fn fit(lambert: Lambert, of: Extent, (left, top): Point, width: f64, limit: f64) -> Self {
        let [west, south, east, north] = of;
        let corners = Bounds { left: west, right: east, top: south, bottom: north };
        let projected: Vec<Point> = edge(&corners).map(|point| lambert.forward(point)).collect();
        let plane = extent(&projected).unwrap_or(corners);
        let (across, up) = (plane.right - plane.left, plane.bottom - plane.top);
        let scale = f64::min(width / across, limit / up);
        let height = (up * scale).round();
        let middle = (plane.left + plane.right) / 2.0 * scale;
        let frame = Bounds { left, top, right: left + width, bottom: top + height };
        let origin = (left + width / 2.0 - middle, top + plane.bottom * scale);
        let mut camera = Camera { lambert, scale, origin, frame, window: corners };
        let seen: Vec<Point> = edge(&frame)
            .map(|(x, y)| {
                let plane = ((x - camera.origin.0) / scale, (camera.origin.1 - y) / scale);
                let (longitude, latitude) = lambert.inverse(plane);
                (longitude - lambert.meridian(), latitude)
            })
            .collect();
        // A little more than the frame, since it is drawn with lines of some width.
        camera.window = extent(&seen).unwrap_or(corners).grown(0.5);
        camera
    }

    /// Where a place lies, in px. Longitudes count from the meridian.
    pub fn at_relative(&self, (longitude, latitude): Point) -> Point {
        let (x, y) = self.lambert.forward((longitude + self.lambert.meridian(), latitude));
        (self.origin.0 + x * self.scale, self.origin.1 - y * self.scale)
    }

    /// Where a place lies, in px, given in degrees east and north.
    pub fn at(&self, (longitude, latitude): Point) -> Point {
        self.at_relative((self.relative(longitude), latitude))
    }

    /// A longitude counted from the meridian, from -180 up to 180.
    pub fn relative(&self, longitude: f64) -> f64 {
        (longitude - self.lambert.meridian() + 180.0).rem_euclid(360.0) - 180.0
    }

    /// The outline of an extent, in px.
    pub fn outline_of(&self, [west, south, east, north]: Extent) -> Vec<Point> {
        edge(&Bounds { left: west, right: east, top: south, bottom: north }).map(|p| self.at(p)).collect()
    }
}

/// Points along the four sides of a rectangle, in turn.
fn edge(of: &Bounds) -> impl Iterator<Item = Point> + use<> {
    let corners = [(of.left, of.top), (of.right, of.top), (of.right, of.bottom), (of.left, of.bottom)];
    (0..4 * STEPS).map(move |i| {
        let (from, to) = (corners[i / STEPS], corners[(i / STEPS + 1) % 4]);
        let t = (i % STEPS) as f64 / STEPS as f64;
        (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
    })
}

#[cfg(test)]
mod tests {
    use super::super::projection::{Kind, Projection};
    use super::*;

    #[test]
    fn an_extent_lies_in_its_frame_and_touches_it() {
        let lambert = Lambert::new(&Projection {
            kind: Kind::LambertConformalConic,
            parallels: [36.0, 50.0],
            meridian: 73.0,
        })
        .unwrap();
        let camera = Camera::fit(lambert, [60.0, 36.0, 95.0, 52.0], (10.0, 20.0), 700.0, 900.0);
        let outline = extent(&camera.outline_of([60.0, 36.0, 95.0, 52.0])).unwrap();
        for (side, frame) in [(outline.left, 10.0), (outline.right, 710.0), (outline.top, 20.0)] {
            assert!((side - frame).abs() < 0.6, "{side} {frame}");
        }
        assert!((outline.bottom - camera.frame.bottom).abs() < 0.6);
        assert!(camera.window.top < 36.0 && camera.window.bottom > 52.0);
        let low = Camera::fit(lambert, [60.0, 36.0, 95.0, 52.0], (0.0, 0.0), 700.0, 200.0);
        assert_eq!((low.frame.right, low.frame.bottom), (700.0, 200.0));
        assert!(fault([95.0, 36.0, 60.0, 52.0]).is_some() && fault([0.0, 0.0, 190.0, 10.0]).is_some());
    }
}
