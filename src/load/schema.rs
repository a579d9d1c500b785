//! JSON Schemas of a site's YAML files, for editors: made from the types that the files decode into, so that what an
//! editor lets pass is what a build reads.
//!
//! A schema knows the shape of one file. Whether the names in it exist is left to `check`.

use std::sync::Arc;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::config::{Config, Field, FieldType};
use super::content::RawFront;
use super::raw::{Entries, RawEntity, RawSeries};
use super::{rates, waivers};
use crate::chart::Spec;
use crate::model::{SeriesId, Source};

/// The schema of a kind of file.
#[derive(Clone, Debug)]
pub struct FileSchema {
    /// What the kind is called: `series`.
    pub name: &'static str,
    /// The files of that kind, from the site's folder: `data/series/*.yaml`.
    pub files: &'static str,
    /// The schema, of draft 2020-12.
    pub schema: Value,
}

/// The schemas of all kinds of file. With the settings of a site, that of its entities knows their kinds and fields.
pub fn schemas(config: Option<&Config>) -> Vec<FileSchema> {
    let file = |name, files, title: &str, mut schema: Value| {
        if let Value::Object(schema) = &mut schema {
            schema.insert("title".to_owned(), title.into());
        }
        FileSchema { name, files, schema }
    };
    let mut entities = of::<Entries<Arc<str>, RawEntity>>();
    if let Some(config) = config {
        know_kinds(&mut entities, config);
    }
    vec![
        file("site", "site.yaml", "Settings of a site", of::<Config>()),
        file(
            "sources",
            "data/sources.yaml",
            "Documents that figures come from",
            of::<Entries<Arc<str>, Source>>(),
        ),
        file("series", "data/series/*.yaml", "Series and their observations", of::<Entries<SeriesId, RawSeries>>()),
        file("charts", "data/charts/*.yaml", "Charts", charts()),
        file("entities", "data/entities/*.yaml", "Entities", entities),
        file("rates", "data/rates.yaml", "Bands of exchange rates", of::<Option<Vec<rates::RawBand>>>()),
        file(
            "waivers",
            "data/waivers.yaml",
            "Findings that may stand",
            of::<Option<Vec<waivers::RawWaiver>>>(),
        ),
        file("front-matter", "content/**/*.md", "Front matter of a narrative", of::<RawFront>()),
    ]
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
    let Some(kind) = object.get_mut("type") else { return };
    let takes_text = |kind: &Value| kind == "string";
    match kind {
        Value::Array(kinds) if kinds.iter().any(takes_text) => {
            kinds.extend(["number", "boolean"].map(Value::from));
            kinds.dedup();
        }
        one if takes_text(one) => *one = json!(["string", "number", "boolean"]),
        _ => {}
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

/// Narrows the schema of entities to the kinds that a site declares and the fields that each may have.
fn know_kinds(root: &mut Value, config: &Config) {
    let kinds: Vec<&Arc<str>> = config.entities.keys().collect();
    let Some(record) = root.pointer_mut("/$defs/RawEntity").and_then(Value::as_object_mut) else { return };
    record.remove("additionalProperties");
    let common = record.get("properties").cloned().unwrap_or_default();
    let each = config.entities.iter().map(|(name, kind)| {
        let mut properties: Map<String, Value> = common.as_object().into_iter().flatten().map(|(key, _)| (key.clone(), true.into())).collect();
        properties.extend(kind.fields.iter().map(|(name, field)| (name.to_string(), field_schema(field))));
        let required: Vec<&Arc<str>> =
            kind.fields.iter().filter(|(_, field)| field.required).map(|(name, _)| name).collect();
        json!({
            "if": { "properties": { "kind": { "const": name } } },
            "then": { "properties": properties, "required": required, "additionalProperties": false },
        })
    });
    let each: Vec<Value> = each.collect();
    if let Some(properties) = record.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "kind".to_owned(),
            json!({ "enum": kinds, "description": "One of the kinds that site.yaml declares." }),
        );
    }
    record.insert("allOf".to_owned(), each.into());
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
