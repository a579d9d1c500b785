//! Where entities lie and what routes join, and the base maps that maps are drawn on.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::charts::Chart;
use crate::chart::map::{State, Topology};
use crate::diag::{Diagnostic, Diagnostics, near_miss};
use crate::source::Files;

/// Where an entity lies, and who says so.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// The source of the two.
    pub source: Arc<str>,
    /// True if they are good for drawing only.
    #[serde(default)]
    pub approximate: bool,
    /// What else is to say of them.
    pub note: Option<Arc<str>>,
}

/// A way from place to place.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The entities that it joins, in their order.
    pub through: Vec<Arc<str>>,
    /// Whether it exists.
    #[serde(default)]
    pub state: State,
    /// What else is to say of it.
    pub note: Option<Arc<str>>,
}

/// The base maps that charts name, each read once, by their paths below `data/`.
pub(super) fn base_maps(
    files: &Files,
    charts: &BTreeMap<Arc<str>, Arc<Chart>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Arc<str>, Arc<Topology>> {
    let mut maps: BTreeMap<Arc<str>, Option<Arc<Topology>>> = BTreeMap::new();
    for chart in charts.values() {
        let Some(spec) = &chart.spec.map else { continue };
        if maps.contains_key(&*spec.base) {
            continue;
        }
        let place = chart.place_below(&["map".into(), "base".into()]);
        let parsed = match files.texts.get(&*format!("data/{}", spec.base)) {
            Some(text) => Topology::parse(text).map_err(|fault| {
                Diagnostic::error("bad-map", place, format!("`data/{}` is no base map: {fault}", spec.base))
                    .hint("a base map is TopoJSON; programs that make maps write it")
            }),
            None => {
                let known = files.texts.keys().filter_map(|path| path.strip_prefix("data/geo/"));
                let known: Vec<String> = known.map(|name| format!("geo/{name}")).collect();
                let diagnostic =
                    Diagnostic::error("bad-map", place, format!("there is no base map `data/{}`", spec.base));
                Err(match near_miss(&spec.base, known.iter().map(String::as_str)) {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => diagnostic.hint("write the path of a TopoJSON file below `data/`"),
                })
            }
        };
        let parsed = parsed.map_err(|diagnostic| diagnostics.push(diagnostic)).ok();
        maps.insert(spec.base.as_str().into(), parsed.map(Arc::new));
    }
    maps.into_iter().filter_map(|(path, map)| Some((path, map?))).collect()
}
