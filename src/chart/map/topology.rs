//! Base maps: TopoJSON, in which neighbours share the lines between them.
//!
//! <https://github.com/topojson/topojson-specification>. Since lines are shared, the outline of several areas together and
//! the borders between them are found by counting, and a line that is simplified stays the same on both its sides.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use serde::Deserialize;

use super::clip::Point;

/// A base map.
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    /// Features by the name of their object.
    objects: BTreeMap<String, Vec<Feature>>,
    /// Lines of longitude and latitude in degrees.
    arcs: Vec<Vec<Point>>,
}

/// Areas or lines that belong together.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Feature {
    /// Its name in the base map.
    pub id: Option<String>,
    /// True for areas.
    pub closed: bool,
    /// Rings or lines, each of arcs.
    pub parts: Vec<Vec<Arc>>,
}

/// An arc by its number, and whether it runs backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arc {
    /// Its number.
    pub index: usize,
    /// Whether it runs backwards.
    pub reversed: bool,
}

impl Hash for Topology {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Topology { objects, arcs } = self;
        objects.hash(state);
        let bits = |arc: &Vec<Point>| arc.iter().map(|(x, y)| [x.to_bits(), y.to_bits()]).collect::<Vec<_>>();
        arcs.iter().for_each(|arc| bits(arc).hash(state));
    }
}

impl Topology {
    /// Reads a base map; the message says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw: RawTopology = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if raw.kind != "Topology" {
            return Err(format!("its type is `{}`, not `Topology`", raw.kind));
        }
        let arcs: Vec<Vec<Point>> = raw.arcs.iter().map(|arc| decode(arc, raw.transform.as_ref())).collect();
        let mut objects = BTreeMap::new();
        for (name, geometry) in raw.objects {
            let mut features = Vec::new();
            gather(geometry, &mut features)?;
            let mut used = features.iter().flat_map(|f: &Feature| f.parts.iter().flatten());
            if let Some(arc) = used.find(|arc| arc.index >= arcs.len()) {
                return Err(format!("the object `{name}` names an arc {} of {}", arc.index, arcs.len()));
            }
            objects.insert(name, features);
        }
        Ok(Topology { objects, arcs })
    }

    /// The names of its objects.
    pub fn objects(&self) -> impl Iterator<Item = &str> {
        self.objects.keys().map(String::as_str)
    }

    /// The features of an object; none if there is no such object.
    pub fn features(&self, object: &str) -> &[Feature] {
        self.objects.get(object).map_or(&[], Vec::as_slice)
    }

    /// Its lines.
    pub(super) fn arcs(&self) -> &[Vec<Point>] {
        &self.arcs
    }

    /// The outline of areas taken together, and the lines between any two of them.
    pub(super) fn outline_and_borders<'t>(&'t self, areas: &'t [Feature]) -> (Vec<Vec<Arc>>, Vec<Vec<Arc>>) {
        let mut uses = vec![0_u8; self.arcs.len()];
        let each = || areas.iter().filter(|area| area.closed).flat_map(|area| area.parts.iter().flatten());
        each().for_each(|arc| uses[arc.index] = uses[arc.index].saturating_add(1));
        let outer: Vec<Arc> = each().copied().filter(|arc| uses[arc.index] == 1).collect();
        let mut between: Vec<usize> = each().map(|arc| arc.index).filter(|index| uses[*index] > 1).collect();
        between.sort_unstable();
        between.dedup();
        let borders = between.into_iter().map(|index| vec![Arc { index, reversed: false }]).collect();
        (self.rings(outer), borders)
    }

    /// Joins arcs end to end into rings. As many of them begin at each point as end there, so every walk comes home.
    fn rings(&self, arcs: Vec<Arc>) -> Vec<Vec<Arc>> {
        let key = |(x, y): Point| (x.to_bits(), y.to_bits());
        let mut from: BTreeMap<(u64, u64), Vec<Arc>> = BTreeMap::new();
        for arc in arcs.iter().rev() {
            if let Some((start, _)) = self.ends(*arc) {
                from.entry(key(start)).or_default().push(*arc);
            }
        }
        let mut rings = Vec::new();
        for first in arcs {
            let Some((start, mut end)) = self.ends(first) else { continue };
            let Some(waiting) = from.get_mut(&key(start)) else { continue };
            let Some(at) = waiting.iter().position(|arc| *arc == first) else { continue };
            waiting.remove(at);
            let mut ring = vec![first];
            while end != start {
                let Some(next) = from.get_mut(&key(end)).and_then(Vec::pop) else { break };
                ring.push(next);
                end = self.ends(next).map_or(start, |(_, end)| end);
            }
            rings.push(ring);
        }
        rings
    }

    fn ends(&self, arc: Arc) -> Option<(Point, Point)> {
        let points = self.arcs.get(arc.index)?;
        let (first, last) = (*points.first()?, *points.last()?);
        Some(if arc.reversed { (last, first) } else { (first, last) })
    }
}

#[derive(Deserialize)]
struct RawTopology {
    #[serde(rename = "type")]
    kind: String,
    transform: Option<Transform>,
    #[serde(default)]
    objects: BTreeMap<String, RawGeometry>,
    #[serde(default)]
    arcs: Vec<Vec<[f64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct RawGeometry {
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<serde_json::Value>,
    #[serde(default)]
    geometries: Vec<RawGeometry>,
    arcs: Option<RawArcs>,
}

/// Arcs nested as deeply as their geometry asks for.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawArcs {
    Arc(i64),
    Several(Vec<RawArcs>),
}

/// Quantised arcs hold the steps between their points.
fn decode(arc: &[[f64; 2]], transform: Option<&Transform>) -> Vec<Point> {
    let Some(Transform { scale, translate }) = transform else {
        return arc.iter().map(|[x, y]| (*x, *y)).collect();
    };
    let (mut x, mut y) = (0.0, 0.0);
    let point = |[dx, dy]: &[f64; 2]| {
        x += dx;
        y += dy;
        (x * scale[0] + translate[0], y * scale[1] + translate[1])
    };
    arc.iter().map(point).collect()
}

fn gather(raw: RawGeometry, features: &mut Vec<Feature>) -> Result<(), String> {
    let kind = raw.kind.as_deref().unwrap_or_default();
    if kind == "GeometryCollection" {
        return raw.geometries.into_iter().try_for_each(|geometry| gather(geometry, features));
    }
    // Points are for entities, which have sources.
    let (closed, depth) = match kind {
        "LineString" => (false, 0),
        "MultiLineString" => (false, 1),
        "Polygon" => (true, 1),
        "MultiPolygon" => (true, 2),
        _ => return Ok(()),
    };
    let id = match raw.id {
        Some(serde_json::Value::String(id)) => Some(id),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let mut parts = Vec::new();
    if let Some(arcs) = &raw.arcs {
        part(arcs, depth, &mut parts)
            .ok_or_else(|| format!("the arcs of a {kind} are not nested as one has them"))?;
    }
    features.push(Feature { id, closed, parts });
    Ok(())
}

fn part(arcs: &RawArcs, depth: usize, parts: &mut Vec<Vec<Arc>>) -> Option<()> {
    let RawArcs::Several(items) = arcs else { return None };
    if depth > 0 {
        return items.iter().try_for_each(|item| part(item, depth - 1, parts));
    }
    let arc = |item: &RawArcs| match item {
        // The complement of a number names its arc backwards.
        RawArcs::Arc(number) if *number < 0 => {
            Some(Arc { index: usize::try_from(!number).ok()?, reversed: true })
        }
        RawArcs::Arc(number) => Some(Arc { index: usize::try_from(*number).ok()?, reversed: false }),
        RawArcs::Several(_) => None,
    };
    parts.push(items.iter().map(arc).collect::<Option<_>>()?);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares side by side.
    const TWO: &str = r#"{"type":"Topology","transform":{"scale":[1,1],"translate":[10,20]},"objects":{"areas":
        {"type":"GeometryCollection","geometries":[
            {"type":"Polygon","id":"A","arcs":[[0,1]]},{"type":"MultiPolygon","id":7,"arcs":[[[2,-2]]]},
            {"type":"Point","coordinates":[1,1]},{"type":null}]}},
        "arcs":[[[1,1],[-1,0],[0,-1],[1,0]],[[1,0],[0,1]],[[1,0],[1,0],[0,1],[-1,0]]]}"#;

    #[test]
    fn what_neighbours_share_is_between_them() {
        let topology = Topology::parse(TWO).unwrap();
        let areas = topology.features("areas");
        assert_eq!(areas.iter().map(|area| area.id.as_deref()).collect::<Vec<_>>(), [Some("A"), Some("7")]);
        let (outline, borders) = topology.outline_and_borders(areas);
        assert_eq!(borders, [vec![Arc { index: 1, reversed: false }]]);
        assert_eq!(outline.len(), 1, "one ring round both");
        assert_eq!(outline[0].iter().map(|arc| arc.index).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(topology.arcs()[0], [(11.0, 21.0), (10.0, 21.0), (10.0, 20.0), (11.0, 20.0)]);
    }

    #[test]
    fn what_is_no_topology_says_why() {
        let refused = |text: &str| Topology::parse(text).unwrap_err();
        assert!(refused("{").starts_with("EOF"), "{}", refused("{"));
        assert!(
            refused(r#"{"type":"FeatureCollection","objects":{},"arcs":[]}"#).contains("FeatureCollection")
        );
        let far = r#"{"type":"Topology","objects":{"a":{"type":"LineString","arcs":[4]}},"arcs":[]}"#;
        assert_eq!(refused(far), "the object `a` names an arc 4 of 0");
        let flat = r#"{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[4]}},"arcs":[]}"#;
        assert!(refused(flat).contains("nested"));
    }
}
