//! What an author writes under `map:` to ask for a map.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::camera::{self, Extent};
use super::geography::State;
use super::projection::{Lambert, Projection};

/// A map as its author specifies it. Names of objects and features are those of the base map; places and routes are
/// entities.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapSpec {
    /// The base map: a TopoJSON file below `data/`.
    pub base: String,
    /// The source that the base map is credited to.
    pub source: Option<String>,
    /// How the globe becomes flat.
    pub projection: Projection,
    /// West, south, east and north of what is shown, in degrees.
    pub extent: Extent,
    /// The object whose areas are land; what they share are borders.
    pub land: String,
    /// Objects that are water.
    #[serde(default)]
    pub water: Vec<String>,
    /// Objects that are rivers.
    #[serde(default)]
    pub rivers: Vec<String>,
    /// Areas that have a name or are set off.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// The places that the map is about.
    #[serde(default)]
    pub places: Vec<PlaceSpec>,
    /// Places by which a reader finds the way.
    #[serde(default)]
    pub context: Vec<String>,
    /// Entities whose routes are drawn.
    #[serde(default)]
    pub routes: Vec<String>,
    /// What a small map in a corner shows, with the frame of this one in it.
    pub inset: Option<Extent>,
    /// What the legend calls things.
    #[serde(default)]
    pub legend: Legend,
}

/// An area of the base map.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its name in the base map.
    pub feature: String,
    /// The object that it is in, if not that of the land.
    pub object: Option<String>,
    /// What readers call it.
    pub name: Option<String>,
    /// Whether it is set off.
    #[serde(default)]
    pub emphasis: bool,
}

/// A place that the map is about: an entity, or an entity and the series that its symbol is sized by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceSpec {
    /// The entity.
    pub entity: String,
    /// One of the `series` of the specification.
    pub size: Option<String>,
}

/// What the legend calls things; what has no name here is not in the legend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Legend {
    /// The places that the map is about.
    pub places: Option<String>,
    /// Routes in use.
    pub existing: Option<String>,
    /// Routes that are being built.
    pub under_construction: Option<String>,
    /// Routes whose course is not known.
    pub schematic: Option<String>,
}

impl Legend {
    /// What it calls routes in a state.
    pub fn of(&self, state: State) -> Option<&str> {
        match state {
            State::Existing => self.existing.as_deref(),
            State::UnderConstruction => self.under_construction.as_deref(),
            State::Schematic => self.schematic.as_deref(),
        }
    }
}

impl MapSpec {
    /// What is wrong with its numbers: the key, and the message.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        faults.extend(Lambert::new(&self.projection).err().map(|message| ("projection", message)));
        faults.extend(camera::fault(self.extent).map(|message| ("extent", message.to_owned())));
        let inset = self.inset.and_then(camera::fault);
        faults.extend(inset.map(|message| ("inset", message.to_owned())));
        faults
    }
}

/// A place with what its symbol is sized by.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SizedPlace {
    /// The entity.
    entity: String,
    /// One of the `series` of the specification.
    size: Option<String>,
}

impl JsonSchema for PlaceSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [generator.subschema_for::<String>(), generator.subschema_for::<SizedPlace>()],
        })
    }
}

impl<'de> Deserialize<'de> for PlaceSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = PlaceSpec;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an entity, or a mapping of `entity` and `size`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PlaceSpec, E> {
                Ok(PlaceSpec { entity: text.to_owned(), size: None })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PlaceSpec, A::Error> {
                let map = de::value::MapAccessDeserializer::new(map);
                let SizedPlace { entity, size } = SizedPlace::deserialize(map)?;
                Ok(PlaceSpec { entity, size })
            }
        }
        deserializer.deserialize_any(Either)
    }
}
