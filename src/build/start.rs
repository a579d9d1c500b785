//! What an author starts with: a site to write over, and schemas that editors hold YAML against.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::diag::Diagnostics;
use crate::load::{self, Config, schema};
use crate::source::{self, Files};
use crate::starter;
use crate::write::{self, Artefact};

/// The folder of a site that schemas are written to, unless another is named.
pub const SCHEMA_FOLDER: &str = "schemas";

/// Makes the starting site in a folder that is new or empty, with its schemas; how many files that were.
///
/// # Errors
///
/// `refused-output` if the folder holds something, `unwritable-file` if the disk fails.
pub fn init(folder: &Path) -> Result<usize, Diagnostics> {
    let text = |(path, text): &(&str, &str)| (Arc::from(*path), Arc::from(*text));
    let files = Files { texts: starter::FILES.iter().map(text).collect(), ..Files::default() };
    let config = load::settings(&files, &mut Diagnostics::new());
    let site =
        files.texts.into_iter().map(|(path, text)| Artefact { path, content: text.to_string().into() });
    let schemas = artefacts(config.as_ref()).map(|(name, content)| Artefact {
        path: format!("{SCHEMA_FOLDER}/{name}").into(),
        content: content.into(),
    });
    let all: Vec<Artefact> = site.chain(schemas).collect();
    write::fill(folder, &all)?;
    Ok(all.len())
}

/// Writes the schemas of a site's YAML files into a folder; how many there are.
///
/// # Errors
///
/// `unwritable-file` if the disk fails.
pub fn write_schemas(root: &Path, folder: &Path) -> Result<usize, Diagnostics> {
    let config = settings_of(root);
    let files = artefacts(config.as_ref());
    let files: Vec<Artefact> =
        files.map(|(name, content)| Artefact { path: name.into(), content: content.into() }).collect();
    write::put(folder, &files)?;
    Ok(files.len())
}

/// The schema of one kind of file, as JSON; none if there is no such kind.
pub fn schema_of(root: &Path, kind: &str) -> Option<String> {
    let config = settings_of(root);
    schema::schema(kind, config.as_ref()).map(|schema| json(&schema))
}

/// The settings of a site as far as they can be read: without them the schemas know less, and still hold.
fn settings_of(root: &Path) -> Option<Config> {
    let (files, _) = source::read_site(root);
    load::settings(&files, &mut Diagnostics::new())
}

/// The files of the schemas, by name.
fn artefacts(config: Option<&Config>) -> impl Iterator<Item = (String, String)> {
    let each = schema::KINDS.iter().filter_map(move |(kind, _)| Some((kind, schema::schema(kind, config)?)));
    each.map(|(kind, schema)| (format!("{kind}.schema.json"), json(&schema)))
}

fn json(schema: &Value) -> String {
    format!("{schema:#}\n")
}
