//! The base map on its way to paper: rings and lines of arcs, simplified for the size of the drawing, projected, cut off at
//! the frame, and set on a grid of tenths of a px.

use std::cell::OnceCell;

use super::camera::Camera;
use super::clip::{self, Point, doubled_area};
use super::simplify::kept;
use super::topology::{Arc, Topology};
use crate::chart::scene::Bounds;

/// The least triangle that a line keeps, in square px.
const LEAST_TRIANGLE: f64 = 0.6;
/// The least area that is drawn, in square px.
const LEAST_AREA: f64 = 2.5;

/// A base map seen through a camera.
pub(super) struct Sheet<'a> {
    topology: &'a Topology,
    camera: &'a Camera,
    /// Each arc with what the drawing needs of it: once for both its sides.
    arcs: Vec<OnceCell<Vec<Point>>>,
}

impl<'a> Sheet<'a> {
    pub fn new(topology: &'a Topology, camera: &'a Camera) -> Self {
        Sheet { topology, camera, arcs: vec![OnceCell::new(); topology.arcs().len()] }
    }

    /// Rings as they are drawn, in px.
    pub fn rings(&self, rings: &[Vec<Arc>]) -> Vec<Vec<Point>> {
        let mut drawn = Vec::new();
        for ring in rings {
            let points = self.joined(ring);
            for turn in self.turns(&points) {
                let turned: Vec<Point> = points.iter().map(|(x, y)| (x + turn, *y)).collect();
                let near = clip::ring(&turned, &self.camera.window);
                let flat: Vec<Point> = near.into_iter().map(|p| self.camera.at_relative(p)).collect();
                let cut = on_grid(clip::ring(&flat, &self.camera.frame));
                if cut.len() > 2 && doubled_area(&cut).abs() >= 2.0 * LEAST_AREA {
                    drawn.push(cut);
                }
            }
        }
        drawn
    }

    /// Lines as they are drawn, in px.
    pub fn lines(&self, lines: &[Vec<Arc>]) -> Vec<Vec<Point>> {
        let mut drawn = Vec::new();
        for line in lines {
            let points = self.joined(line);
            for turn in self.turns(&points) {
                let turned: Vec<Point> = points.iter().map(|(x, y)| (x + turn, *y)).collect();
                for near in clip::line(&turned, &self.camera.window) {
                    let flat: Vec<Point> = near.into_iter().map(|p| self.camera.at_relative(p)).collect();
                    let parts = clip::line(&flat, &self.camera.frame).into_iter().map(on_grid);
                    drawn.extend(parts.filter(|part| part.len() > 1));
                }
            }
        }
        drawn
    }

    /// The points of arcs one after the other; longitudes count from the meridian and never jump at 180°.
    fn joined(&self, arcs: &[Arc]) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for arc in arcs {
            let own = self.arcs[arc.index].get_or_init(|| self.simplified(arc.index));
            let skip = usize::from(!points.is_empty());
            let mut add = |(x, y): Point| {
                let x = match points.last() {
                    Some((last, _)) => x - ((x - last) / 360.0).round() * 360.0,
                    None => x,
                };
                points.push((x, y));
            };
            if arc.reversed {
                own.iter().rev().skip(skip).copied().for_each(&mut add);
            } else {
                own.iter().skip(skip).copied().for_each(&mut add);
            }
        }
        points
    }

    /// An arc with the points that the drawing needs; all of them where it is not seen.
    fn simplified(&self, index: usize) -> Vec<Point> {
        let relative = |(x, y): &Point| (self.camera.relative(*x), *y);
        let points: Vec<Point> = self.topology.arcs()[index].iter().map(relative).collect();
        let seen = clip::extent(&points).is_some_and(|bounds| bounds.meets(&self.camera.window));
        if !seen {
            return points;
        }
        let flat: Vec<Point> = points.iter().map(|p| self.camera.at_relative(*p)).collect();
        kept(&flat, LEAST_TRIANGLE).into_iter().map(|at| points[at]).collect()
    }

    /// By how many degrees to turn what is joined so that it comes into the window.
    fn turns(&self, points: &[Point]) -> impl Iterator<Item = f64> + use<> {
        let (bounds, window) = (clip::extent(points), self.camera.window);
        [-360.0, 0.0, 360.0].into_iter().filter(move |turn| {
            bounds.is_some_and(|b| {
                Bounds { left: b.left + turn, right: b.right + turn, ..b }.grown(1e-9).meets(&window)
            })
        })
    }
}

/// Points on the grid of the drawing, none twice in a row.
fn on_grid(points: Vec<Point>) -> Vec<Point> {
    let mut points: Vec<Point> =
        points.into_iter().map(|(x, y)| ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)).collect();
    points.dedup();
    points
}
