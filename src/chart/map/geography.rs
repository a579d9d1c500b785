//! What a map shows, as plain data: the map layer reads no entities and no files.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::clip::Point;
use super::spec::MapSpec;
use super::topology::Topology;

/// What a map shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Geography {
    /// The base map.
    pub base: Arc<Topology>,
    /// Places that the map is about, the weightier first.
    pub places: Vec<Place>,
    /// Places by which a reader finds the way.
    pub context: Vec<Place>,
    /// Routes between places.
    pub routes: Vec<Route>,
}

/// A place on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What readers call it.
    pub name: String,
    /// Longitude and latitude in degrees.
    pub at: Point,
    /// Where its page is, if the drawing stands in a page.
    pub link: Option<String>,
    /// What its symbol is sized by: the figure, and how it is written in full.
    pub size: Option<(f64, String)>,
    /// Whether this is the one that is looked for.
    pub focus: bool,
}

/// A route between places.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// What readers call it.
    pub name: String,
    /// Which of the routes' colours it has; lines of one entity share it.
    pub tone: usize,
    /// Whether it exists.
    pub state: State,
    /// Longitudes and latitudes in degrees.
    pub through: Vec<Point>,
}

/// Whether a route exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is in use.
    #[default]
    Existing,
    /// It is being built.
    UnderConstruction,
    /// Its course is not known.
    Schematic,
}

impl State {
    /// Its name in the data.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Existing => "existing",
            State::UnderConstruction => "under construction",
            State::Schematic => "schematic",
        }
    }
}

impl Geography {
    /// What the map shows, in words.
    pub fn describe(&self, spec: &MapSpec) -> String {
        let list = |names: Vec<&str>| names.join(", ");
        let areas: Vec<&str> = spec.areas.iter().filter_map(|area| area.name.as_deref()).collect();
        let mut text = if areas.is_empty() { "Map".to_owned() } else { format!("Map of {}", list(areas)) };
        let places: Vec<String> = self.places.iter().map(Place::described).collect();
        if !places.is_empty() {
            text.push_str(&format!(", with {}", places.join(", ")));
        }
        text.push('.');
        let mut routes: Vec<String> = Vec::new();
        for route in &self.routes {
            let named = format!("{} ({})", route.name, route.state.as_str());
            if !routes.contains(&named) {
                routes.push(named);
            }
        }
        if !routes.is_empty() {
            text.push_str(&format!(" Routes: {}.", routes.join(", ")));
        }
        text
    }

    /// What readers must be told of it.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.routes.is_empty() {
            notes.push(
                "Routes join the places on them by straight lines and do not follow tracks or roads."
                    .to_owned(),
            );
        }
        notes.push("Borders are indicative and imply no position on any territorial claim.".to_owned());
        notes
    }
}

impl Place {
    /// Its name and what its symbol is sized by.
    pub(super) fn described(&self) -> String {
        match &self.size {
            Some((_, figure)) => format!("{}: {figure}", self.name),
            None => self.name.clone(),
        }
    }
}
