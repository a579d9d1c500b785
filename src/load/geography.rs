//! Where entities lie and what routes join, and the base maps that maps are drawn on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::charts::Chart;
use crate::chart::map::{State, Topology};
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
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

/// The base maps that charts name: each is read once, and not again while it stays the same.
#[derive(Debug, Default)]
pub(super) struct BaseMaps(BTreeMap<Arc<str>, (Arc<str>, Parsed)>);

/// A base map, or why it is none.
type Parsed = Result<Arc<Topology>, Arc<str>>;

impl BaseMaps {
    /// The maps that charts name by their paths below `data/`.
    pub fn read(
        &mut self,
        files: &Files,
        charts: &BTreeMap<Arc<str>, Arc<Chart>>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<Arc<str>, Arc<Topology>> {
        let mut before = std::mem::take(&mut self.0);
        let mut missing = BTreeSet::new();
        for chart in charts.values() {
            let Some(spec) = &chart.spec.map else { continue };
            let base: Arc<str> = spec.base.as_str().into();
            if self.0.contains_key(&base) || missing.contains(&base) {
                continue;
            }
            let place = || chart.place_below(&["map".into(), "base".into()]);
            let Some(text) = files.texts.get(&*format!("data/{base}")) else {
                diagnostics.push(no_base_map(place(), &base, files));
                missing.insert(base);
                continue;
            };
            let read = before.remove(&base).filter(|(of, _)| of == text).unwrap_or_else(|| {
                let parsed = Topology::parse(text).map(Arc::new);
                (text.clone(), parsed.map_err(|fault| fault.to_string().into()))
            });
            if let (_, Err(fault)) = &read {
                let message = format!("`data/{base}` is no base map: {fault}");
                diagnostics.push(
                    Diagnostic::error("bad-map", place(), message)
                        .hint("a base map is TopoJSON; programs that make maps write it"),
                );
            }
            self.0.insert(base, read);
        }
        let whole = self.0.iter().filter_map(|(path, (_, map))| Some((path.clone(), map.clone().ok()?)));
        whole.collect()
    }
}

fn no_base_map(place: Place, base: &str, files: &Files) -> Diagnostic {
    let known = files.texts.keys().filter_map(|path| path.strip_prefix("data/geo/"));
    let known: Vec<String> = known.map(|name| format!("geo/{name}")).collect();
    let diagnostic = Diagnostic::error("bad-map", place, format!("there is no base map `data/{base}`"));
    match near_miss(base, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("write the path of a TopoJSON file below `data/`"),
    }
}
