//! JSON Schemas of a site's YAML files, for editors: made from the types that the files decode into, so that what an
//! editor lets pass is what a build reads.
//!
//! A schema knows the shape of one file. Whether the names in it exist is left to `check`.

use std::sync::Arc;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::config::{Config, EntityKind, Field, FieldType};
use super::content::RawFront;
use super::raw::{Entries, RawEntity, RawSeries};
use super::{rates, waivers};
use crate::chart::Spec;
use crate::model::{SeriesId, Source};

/// The kinds of file that have a schema, each with its files from the site's folder.
pub const KINDS: &[(&str, &str)] = &[
    ("site", "site.yaml"),
    ("sources", "data/sources.yaml"),
    ("series", "data/series/*.yaml"),
    ("charts", "data/charts/*.yaml"),
    ("entities", "data/entities/*.yaml"),
    ("rates", "data/rates.yaml"),
    ("waivers", "data/waivers.yaml"),
    ("front-matter", "content/**/*.md"),
];

/// The schema of a kind of file, of JSON Schema's draft 2020-12; none if there is no such kind. With the settings of a
/// site, that of its entities knows their kinds and fields.
pub fn schema(kind: &str, config: Option<&Config>) -> Option<Value> {
    let (title, mut schema) = match kind {
        "site" => ("Settings of a site", of::<Config>()),
        "sources" => ("Documents that figures come from", of::<Entries<Arc<str>, Source>>()),
        "series" => ("Series and their observations", of::<Entries<SeriesId, RawSeries>>()),
        "charts" => ("Charts", charts()),
        "entities" => ("Entities", entities(config)),
        "rates" => ("Bands of exchange rates", of::<Option<Vec<rates::RawBand>>>()),
        "waivers" => ("Findings that may stand", of::<Option<Vec<waivers::RawWaiver>>>()),
        "front-matter" => ("Front matter of a narrative", of::<RawFront>()),
        _ => return None,
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("title".to_owned(), title.into());
    }
    Some(schema)
}

/// The schema of a type as a file holds it.
fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(take_bare_scalars));
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// Where a text is read, YAML's bare numbers and words are texts too: `locator: 3`.
fn take_bare_scalars(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if ["pattern", "format", "enum", "const"].iter().any(|key| object.contains_key(*key)) {
        return;
    }
    let kinds = match object.get("type") {
        Some(Value::Array(kinds)) => kinds.clone(),
        Some(one) => vec![one.clone()],
        None => return,
    };
    if kinds.iter().any(|kind| kind == "string") {
        let bare = ["number", "boolean"].map(Value::from).into_iter().filter(|kind| !kinds.contains(kind));
        let kinds: Vec<Value> = kinds.iter().cloned().chain(bare).collect();
        object.insert("type".to_owned(), kinds.into());
    }
}

/// A file of charts holds one, named by the file, or several by their ids. The key `mark` tells.
fn charts() -> Value {
    let mut root = of::<Entries<Arc<str>, Spec>>();
    let Some(object) = root.as_object_mut() else { return root };
    let several: Map<String, Value> = ["type", "additionalProperties", "patternProperties"]
        .into_iter()
        .filter_map(|key| object.remove_entry(key))
        .collect();
    let one = several.get("additionalProperties").cloned().unwrap_or(Value::Bool(true));
    object.insert("if".to_owned(), json!({ "required": ["mark"] }));
    object.insert("then".to_owned(), one);
    object.insert("else".to_owned(), several.into());
    root
}

/// The schema of entities, narrowed to the kinds that a site declares and the fields that each may have.
fn entities(config: Option<&Config>) -> Value {
    let mut root = of::<Entries<Arc<str>, RawEntity>>();
    let record = root.pointer_mut("/$defs/RawEntity").and_then(Value::as_object_mut);
    let (Some(config), Some(record)) = (config, record) else { return root };
    record.remove("additionalProperties");
    let common: Vec<String> = record
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    let fields = |(name, kind): (&Arc<str>, &EntityKind)| {
        let mut properties: Map<String, Value> =
            common.iter().map(|key| (key.clone(), Value::Bool(true))).collect();
        properties.extend(kind.fields.iter().map(|(name, field)| (name.to_string(), field_schema(field))));
        let required = kind.fields.iter().filter(|(_, field)| field.required).map(|(name, _)| name);
        json!({
            "if": { "properties": { "kind": { "const": name } } },
            "then": {
                "properties": properties,
                "required": required.collect::<Vec<_>>(),
                "additionalProperties": false,
            },
        })
    };
    let by_kind: Vec<Value> = config.entities.iter().map(fields).collect();
    if let Some(properties) = record.get_mut("properties").and_then(Value::as_object_mut) {
        let kinds: Vec<&Arc<str>> = config.entities.keys().collect();
        let kind = json!({ "enum": kinds, "description": "One of the kinds that site.yaml declares." });
        properties.insert("kind".to_owned(), kind);
    }
    record.insert("allOf".to_owned(), by_kind.into());
    root
}

/// The schema of the values of a field.
fn field_schema(field: &Field) -> Value {
    let mut scalar = match field.of {
        FieldType::Text | FieldType::Entity => json!({ "type": ["string", "number", "boolean"] }),
        FieldType::Number => json!({ "type": ["string", "number"], "pattern": "^[-+0-9._]+$" }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::Url => json!({ "type": "string", "pattern": "^https?://" }),
    };
    if field.list {
        scalar = json!({ "anyOf": [scalar, { "type": "array", "items": scalar }] });
    }
    if let (Some(label), Value::Object(schema)) = (&field.label, &mut scalar) {
        schema.insert("description".to_owned(), (**label).into());
    }
    scalar
}
