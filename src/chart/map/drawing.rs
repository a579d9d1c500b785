//! Lays a map out: land, water, areas, routes, symbols, names, the small map in its corner, and the key below.

use super::camera::Camera;
use super::clip::{self, Point};
use super::geography::{Geography, Place, Route, State};
use super::key;
use super::placement::{Board, Placed};
use super::projection::Lambert;
use super::sheet::Sheet;
use super::simplify::kept;
use super::spec::{Area, MapSpec};
use super::topology::Feature;
use crate::chart::ChartError;
use crate::chart::page::Page;
use crate::chart::pen::Pen;
use crate::chart::scene::{Bounds, Geometry, Role, Tone};

/// Radius of a symbol that is not sized, in px.
pub(super) const SYMBOL: f64 = 5.0;
/// Radius of a place that only helps to find the way, in px.
const DOT: f64 = 2.0;
/// Radius of the largest of sized symbols, in px, by width.
const LARGEST: [f64; 2] = [12.0, 20.0];
/// Between routes that run side by side, in px.
const SIDE: f64 = 3.0;
/// From one possible place of an area's name to the next, in px.
const STEP: f64 = 14.0;
/// Width of the small map, as a part of the width.
const INSET: f64 = 0.2;

/// Lays out and draws a map.
pub(in crate::chart) fn lay_out(page: &mut Page<'_>) -> Result<(), ChartError> {
    let (Some(spec), Some(geography)) = (&page.chart.spec.map, &page.chart.data.geography) else {
        return Err(ChartError::Empty);
    };
    if let Some((_, message)) = spec.faults().into_iter().next() {
        return Err(ChartError::Map(message));
    }
    let lambert = Lambert::new(&spec.projection).map_err(ChartError::Map)?;
    let width = page.width();
    let limit = page.chart.spec.height.unwrap_or(width * 1.1);
    let camera = Camera::fit(lambert, spec.extent, (page.left, page.y), width, limit);
    let drawing = Drawing { spec, geography, camera: &camera, pen: page.pen.clone(), largest: largest(page) };
    let sheet = Sheet::new(&geography.base, &camera);
    drawing.land(&sheet);
    let mut board = Board::new(camera.frame);
    if let Some(extent) = spec.inset {
        let small = Camera::fit(lambert, extent, (0.0, 0.0), (width * INSET).max(84.0), width * INSET);
        board.take(drawing.inset(lambert, extent, &small));
    }
    drawing.routes(&mut board);
    drawing.symbols(&mut board);
    drawing.names(&mut board);
    drawing.areas(&sheet, &mut board);
    drawing.edge();
    page.y = camera.frame.bottom;
    key::set(page, spec, geography, drawing.largest);
    Ok(())
}

/// Radius of the largest sized symbol, in px, and the figure that it stands for; nothing if no symbol is sized.
fn largest(page: &Page<'_>) -> Option<(f64, f64)> {
    let sized = page.chart.data.geography.iter().flat_map(|g| &g.places).filter_map(|p| p.size.as_ref());
    let most = sized.map(|(value, _)| *value).filter(|value| *value > 0.0).fold(0.0, f64::max);
    let radius = LARGEST[usize::from(!page.layout.is_narrow())];
    (most > 0.0).then_some((radius, most))
}

struct Drawing<'a> {
    spec: &'a MapSpec,
    geography: &'a Geography,
    camera: &'a Camera,
    pen: Pen,
    largest: Option<(f64, f64)>,
}

impl Drawing<'_> {
    /// Water, land, rivers, lakes and borders.
    fn land(&self, sheet: &Sheet<'_>) {
        let (pen, base) = (&self.pen, &self.geography.base);
        let frame = self.camera.frame;
        pen.group(Role::Water, None, || pen.shape(rectangle(frame)));
        let (outline, borders) = base.outline_and_borders(base.features(&self.spec.land));
        pen.group(Role::Land, None, || self.outline(sheet.rings(&outline), true));
        pen.group(Role::Region, None, || {
            let emphasised = self.spec.areas.iter().filter(|area| area.emphasis);
            let parts: Vec<_> =
                emphasised.flat_map(|area| self.features(area)).flat_map(|f| f.parts.clone()).collect();
            self.outline(sheet.rings(&parts), true);
        });
        let parts = |objects: &[String], closed: bool| -> Vec<_> {
            let features = objects.iter().flat_map(|object| base.features(object));
            features.filter(|feature| feature.closed == closed).flat_map(|f| f.parts.clone()).collect()
        };
        pen.group(Role::River, None, || self.outline(sheet.lines(&parts(&self.spec.rivers, false)), false));
        pen.group(Role::Water, None, || self.outline(sheet.rings(&parts(&self.spec.water, true)), true));
        pen.group(Role::Border, None, || self.outline(sheet.lines(&borders), false));
    }

    fn outline(&self, parts: Vec<Vec<Point>>, closed: bool) {
        if !parts.is_empty() {
            self.pen.shape(Geometry::Outline { parts, closed });
        }
    }

    fn features<'b>(&'b self, area: &'b Area) -> impl Iterator<Item = &'b Feature> {
        let object = area.object.as_ref().unwrap_or(&self.spec.land);
        let named = |feature: &&Feature| feature.id.as_ref() == Some(&area.feature);
        self.geography.base.features(object).iter().filter(named)
    }

    /// The small map that shows where this one lies; gives the room that it takes.
    fn inset(&self, lambert: Lambert, extent: super::Extent, small: &Camera) -> Bounds {
        let (pen, frame) = (&self.pen, self.camera.frame);
        let (width, height) = (small.frame.right, small.frame.bottom);
        let corner = (frame.right - width - 6.0, frame.bottom - height - 6.0);
        let camera = Camera::fit(lambert, extent, corner, width, height);
        let sheet = Sheet::new(&self.geography.base, &camera);
        pen.group(Role::Water, None, || pen.shape(rectangle(camera.frame)));
        let base = &self.geography.base;
        // Borders would be a tangle at this size.
        let (outline, _) = base.outline_and_borders(base.features(&self.spec.land));
        pen.group(Role::Land, None, || self.outline(sheet.rings(&outline), true));
        let here = clip::ring(&camera.outline_of(self.spec.extent), &camera.frame);
        let here = kept(&here, 0.3).into_iter().map(|at| here[at]).collect();
        pen.group(Role::Here, None, || self.outline(vec![here], true));
        pen.group(Role::Edge, None, || pen.shape(rectangle(camera.frame)));
        camera.frame.grown(3.0)
    }

    /// Routes, those that share their way side by side, each named once where there is room.
    fn routes(&self, board: &mut Board) {
        let mut seen: Vec<(usize, Vec<Vec<Point>>)> = Vec::new();
        for route in &self.geography.routes {
            let flat: Vec<Point> = route.through.iter().map(|at| self.camera.at(*at)).collect();
            let beside = shifted(&flat, self.shift(route));
            let parts = clip::line(&beside, &self.camera.frame);
            let role = match route.state {
                State::Existing => Role::Route,
                State::UnderConstruction => Role::Building,
                State::Schematic => Role::Schematic,
            };
            let state = self.spec.legend.of(route.state).unwrap_or(route.state.as_str());
            self.pen.group(role, Some(Tone::Hue(route.tone)), || {
                for part in &parts {
                    board.line(part);
                    self.pen.next(Default::default(), Some(format!("{} ({state})", route.name)));
                    self.pen.shape(Geometry::Outline { parts: vec![part.clone()], closed: false });
                }
            });
            seen.push((route.tone, parts));
        }
    }

    /// How far a route runs beside the middle, in px: routes of other entities that join two of the same places lie
    /// there too.
    fn shift(&self, route: &Route) -> f64 {
        let shares = |other: &Route| {
            let legs = |r: &Route| r.through.windows(2).map(|leg| (leg[0], leg[1])).collect::<Vec<_>>();
            let own = legs(route);
            legs(other).iter().any(|(a, b)| own.contains(&(*a, *b)) || own.contains(&(*b, *a)))
        };
        let mut tones: Vec<usize> =
            self.geography.routes.iter().filter(|other| shares(other)).map(|other| other.tone).collect();
        tones.sort_unstable();
        tones.dedup();
        let place = tones.iter().position(|tone| *tone == route.tone).unwrap_or(0);
        (place as f64 - (tones.len() as f64 - 1.0) / 2.0) * SIDE
    }

    fn radius(&self, place: &Place) -> f64 {
        match (&place.size, self.largest) {
            (Some((value, _)), Some((radius, most))) => radius * (value.max(0.0) / most).sqrt(),
            _ if place.focus => SYMBOL + 1.5,
            _ => SYMBOL,
        }
    }

    fn seen(&self, place: &Place) -> Option<Point> {
        let at = self.camera.at(place.at);
        let frame = self.camera.frame.grown(-3.0);
        let inside = (frame.left..=frame.right).contains(&at.0) && (frame.top..=frame.bottom).contains(&at.1);
        inside.then_some(at)
    }

    /// Keeps the room of all symbols before any name is placed.
    fn symbols(&self, board: &mut Board) {
        for place in &self.geography.places {
            if let Some(at) = self.seen(place) {
                board.take(around(at, self.radius(place)));
            }
        }
        for (place, at) in self.geography.context.iter().filter_map(|p| Some((p, self.seen(p)?))) {
            let known = self.geography.places.iter().any(|other| other.name == place.name);
            if !known {
                board.take(around(at, DOT));
            }
        }
    }

    /// Each place with its symbol and its name, which together are the link to its page.
    fn names(&self, board: &mut Board) {
        let font = Role::Place.font();
        let mut drawn = Vec::new();
        for place in &self.geography.places {
            let Some(at) = self.seen(place) else { continue };
            let radius = self.radius(place);
            let beside = board.beside(&place.name, font, at, radius);
            let led = beside.is_none();
            let name = beside.or_else(|| board.led(&place.name, font, at, radius));
            drawn.push((place, at, radius, name, led));
        }
        let context: Vec<_> = self
            .geography
            .context
            .iter()
            .filter_map(|place| {
                let at = self.seen(place)?;
                let name = board.beside(&place.name, Role::Context.font(), at, DOT)?;
                Some((at, name))
            })
            .collect();
        let pen = &self.pen;
        pen.group(Role::Spot, None, || {
            context.iter().for_each(|(at, _)| pen.shape(Geometry::Circle { centre: *at, radius: DOT }));
        });
        pen.group(Role::Context, None, || context.iter().for_each(|(_, name)| self.text(name)));
        for (place, at, radius, name, led) in drawn {
            let tone = Some(if place.focus { Tone::Hue(1) } else { Tone::Hue(0) });
            let sized = place.size.is_some() && self.largest.is_some();
            if let Some(name) = name.as_ref().filter(|_| led) {
                let end = (name.x, name.y - font.centring());
                pen.group(Role::Leader, tone, || pen.line(at, end));
            }
            pen.linked(place.link.clone(), if sized { Role::Bubble } else { Role::Symbol }, tone, || {
                pen.next(Default::default(), Some(place.described()));
                pen.shape(Geometry::Circle { centre: at, radius });
                pen.group(Role::Place, None, || name.iter().for_each(|name| self.text(name)));
            });
        }
    }

    fn text(&self, name: &Placed) {
        let font = Role::Place.font();
        for (row, line) in name.lines.iter().enumerate() {
            self.pen.text(name.x, name.y + row as f64 * font.leading(), name.anchor, line.clone());
        }
    }

    /// Names of areas, each in the middle of what is seen of it.
    fn areas(&self, sheet: &Sheet<'_>, board: &mut Board) {
        let font = Role::Territory.font();
        let pen = &self.pen;
        pen.group(Role::Territory, None, || {
            for area in &self.spec.areas {
                let Some(name) = &area.name else { continue };
                let parts: Vec<_> = self.features(area).flat_map(|f| f.parts.clone()).collect();
                let rings = sheet.rings(&parts);
                let size = |ring: &&Vec<Point>| clip::doubled_area(ring).abs();
                let Some(ring) = rings.iter().max_by(|a, b| size(a).total_cmp(&size(b))) else { continue };
                let lines = font.wrap(name, 110.0, 2);
                let points = middles(ring);
                // Best inside with all its corners, at least with its middle.
                let within = |room: &Bounds| {
                    let corners = [room.left, room.right].map(|x| [(x, room.top), (x, room.bottom)]);
                    middle_within(ring, room) && corners.as_flattened().iter().all(|at| holds(ring, *at))
                };
                let placed = board.over(&lines, font, points.iter().copied(), within).or_else(|| {
                    board.over(&lines, font, points.iter().copied(), |room| middle_within(ring, room))
                });
                if let Some(placed) = placed {
                    self.text(&placed);
                }
            }
        });
    }

    fn edge(&self) {
        self.pen.group(Role::Edge, None, || self.pen.shape(rectangle(self.camera.frame)));
    }
}

fn rectangle(of: Bounds) -> Geometry {
    Geometry::Rect { x: of.left, y: of.top, width: of.right - of.left, height: of.bottom - of.top }
}

fn around((x, y): Point, radius: f64) -> Bounds {
    Bounds { left: x, right: x, top: y, bottom: y }.grown(radius)
}

/// A line so far to the right of another, in px.
fn shifted(points: &[Point], by: f64) -> Vec<Point> {
    if by == 0.0 {
        return points.to_vec();
    }
    let normal = |a: Point, b: Point| {
        let length = (b.0 - a.0).hypot(b.1 - a.1).max(1e-9);
        (-(b.1 - a.1) / length, (b.0 - a.0) / length)
    };
    (0..points.len())
        .map(|i| {
            let before = i.checked_sub(1).map(|j| normal(points[j], points[i]));
            let after = points.get(i + 1).map(|next| normal(points[i], *next));
            let (first, second) =
                (before.or(after).unwrap_or_default(), after.or(before).unwrap_or_default());
            let sum = (first.0 + second.0, first.1 + second.1);
            // The mitre, no longer than three times its width.
            let factor = by * 2.0 / (sum.0 * sum.0 + sum.1 * sum.1).max(0.45);
            (points[i].0 + sum.0 * factor, points[i].1 + sum.1 * factor)
        })
        .collect()
}

/// Points in a ring, those nearest to its middle first.
fn middles(ring: &[Point]) -> Vec<Point> {
    let Some(bounds) = clip::extent(ring) else { return Vec::new() };
    let count = |length: f64| (length / STEP) as usize;
    let mut points = Vec::new();
    for row in 1..=count(bounds.bottom - bounds.top) {
        for column in 1..=count(bounds.right - bounds.left) {
            let at = (bounds.left + column as f64 * STEP, bounds.top + row as f64 * STEP);
            if holds(ring, at) {
                points.push(at);
            }
        }
    }
    let sum = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let count = points.len().max(1) as f64;
    let middle = (sum.0 / count, sum.1 / count);
    let far = |p: &Point| (p.0 - middle.0).hypot((p.1 - middle.1) * 2.0);
    points.sort_by(|a, b| far(a).total_cmp(&far(b)));
    points
}

/// Whether both ends of the middle line of a text lie in a ring.
fn middle_within(ring: &[Point], room: &Bounds) -> bool {
    let y = (room.top + room.bottom) / 2.0;
    [room.left, room.right].into_iter().all(|x| holds(ring, (x, y)))
}

/// Whether a point lies in a ring, by the crossings of a ray.
fn holds(ring: &[Point], (x, y): Point) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crosses =
        |(a, b): &(&Point, &Point)| (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0;
    ring.iter().zip(next).filter(crosses).count() % 2 == 1
}
