//! A coordinate plane: plotters' Cartesian coordinates over a rectangle of the page, and what marks draw on it.

use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Circle, EmptyElement, PathElement, Polygon, Rectangle};
use plotters::prelude::{BLACK, Cartesian2d, DrawingArea, IntoDrawingArea};
use plotters::style::{Color, ShapeStyle};

use super::backend::{Backend, PER_PX};
use super::error::ChartError;
use super::pen::Pen;
use super::scale::Linear;
use super::scene::{Bounds, Geometry};

type Coordinates = Cartesian2d<RangedCoordf64, RangedCoordf64>;
type Refusal = DrawingAreaErrorKind<std::convert::Infallible>;

/// A coordinate plane on the page.
pub(super) struct Plane {
    /// Where it lies.
    pub bounds: Bounds,
    area: DrawingArea<Backend, Coordinates>,
    /// Which of the two directions are logarithmic.
    logarithmic: (bool, bool),
}

/// Shapes that tell points of series apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Marker {
    /// Every shape.
    pub const ALL: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];

    /// The shape of the `index`th series.
    pub fn of(index: usize) -> Self {
        Self::ALL[index % Self::ALL.len()]
    }

    /// The corners around the origin at radius 1; all shapes of one radius look equally large.
    fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Marker::Circle => &[],
            Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Marker::Triangle => &[(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)],
            Marker::Diamond => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        }
    }

    /// The marker outside a plane, as a legend shows it.
    pub fn geometry(self, centre: (f64, f64), radius: f64) -> Geometry {
        match self {
            Marker::Circle => Geometry::Circle { centre, radius },
            _ => {
                let corner = |(x, y): &(f64, f64)| (centre.0 + x * radius, centre.1 + y * radius);
                Geometry::Path { points: self.corners().iter().map(corner).collect(), closed: true }
            }
        }
    }
}

impl Plane {
    /// A plane over `bounds`: `x` runs to the right, `y` upwards.
    pub fn new(pen: &Pen, bounds: Bounds, x: Range<f64>, y: Range<f64>) -> Self {
        Self::laid_out(pen, bounds, x, y, (false, false))
    }

    /// A plane of two scales.
    pub fn spaced(pen: &Pen, bounds: Bounds, x: &Linear, y: &Linear) -> Self {
        let logarithmic = (x.logarithmic, y.logarithmic);
        let ends = |of: &Linear| placed(of.min, of.logarithmic)..placed(of.max, of.logarithmic);
        Self::laid_out(pen, bounds, ends(x), ends(y), logarithmic)
    }

    /// A plane of days and a scale.
    pub fn of_days(pen: &Pen, bounds: Bounds, days: Range<f64>, y: &Linear) -> Self {
        let ends = placed(y.min, y.logarithmic)..placed(y.max, y.logarithmic);
        Self::laid_out(pen, bounds, days, ends, (false, y.logarithmic))
    }

    fn laid_out(pen: &Pen, bounds: Bounds, x: Range<f64>, y: Range<f64>, logarithmic: (bool, bool)) -> Self {
        let tenths = |px: f64| (px * PER_PX).round() as i32;
        let across = tenths(bounds.left)..tenths(bounds.right);
        let up = tenths(bounds.bottom)..tenths(bounds.top);
        let root: DrawingArea<Backend, Shift> = Backend(pen.clone()).into_drawing_area();
        Plane { bounds, area: root.apply_coord_spec(Coordinates::new(x, y, (across, up))), logarithmic }
    }

    /// Where a point of the plane lies on the page, in px.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.area.map_coordinate(&self.placed((x, y)));
        (f64::from(x) / PER_PX, f64::from(y) / PER_PX)
    }

    /// How far to the right a value lies, in px.
    pub fn across(&self, x: f64) -> f64 {
        let (x, _) = self.area.map_coordinate(&(placed(x, self.logarithmic.0), 0.0));
        f64::from(x) / PER_PX
    }

    /// How far down the page a value lies, in px.
    pub fn up(&self, y: f64) -> f64 {
        let (_, y) = self.area.map_coordinate(&(0.0, placed(y, self.logarithmic.1)));
        f64::from(y) / PER_PX
    }

    /// A point in the coordinates that plotters maps.
    fn placed(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (placed(x, self.logarithmic.0), placed(y, self.logarithmic.1))
    }

    /// A line through points.
    pub fn line(&self, points: Vec<(f64, f64)>) -> Result<(), ChartError> {
        let points: Vec<_> = points.into_iter().map(|point| self.placed(point)).collect();
        self.area.draw(&PathElement::new(points, BLACK)).map_err(refused)
    }

    /// A rectangle between two corners.
    pub fn bar(&self, from: (f64, f64), to: (f64, f64)) -> Result<(), ChartError> {
        self.area.draw(&Rectangle::new([from, to], filled())).map_err(refused)
    }

    /// A marker of this radius in px at a point.
    pub fn dot(&self, marker: Marker, at: (f64, f64), radius: f64) -> Result<(), ChartError> {
        let at = self.placed(at);
        match marker {
            Marker::Circle => {
                let radius = (radius * PER_PX).round() as i32;
                self.area.draw(&Circle::new(at, radius, filled())).map_err(refused)
            }
            _ => {
                let units = |v: f64| (v * radius * PER_PX).round() as i32;
                let corners: Vec<_> = marker.corners().iter().map(|(x, y)| (units(*x), units(*y))).collect();
                let polygon = Polygon::new(corners, filled());
                self.area.draw(&(EmptyElement::at(at) + polygon)).map_err(refused)
            }
        }
    }
}

/// A value in the coordinates that plotters maps.
fn placed(value: f64, logarithmic: bool) -> f64 {
    if logarithmic { value.log10() } else { value }
}

fn filled() -> ShapeStyle {
    BLACK.filled()
}

fn refused(refusal: Refusal) -> ChartError {
    ChartError::Drawing(refusal.to_string())
}
