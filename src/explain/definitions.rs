//! Where the records of the data files are defined.
//!
//! A loaded record does not keep its place: a file is read again for the few that are asked for.

use std::sync::Arc;

use super::{At, Scope};
use crate::diag::Place;
use crate::load::yaml::{Document, Step};
use crate::model::SeriesId;

/// The keys of a YAML file with their places.
pub(super) fn keys(scope: &Scope<'_>, path: &str) -> Vec<(String, Place)> {
    let Some((path, text)) = scope.files.texts.get_key_value(path) else { return Vec::new() };
    Document::file(path.clone(), text.clone()).keys()
}

/// Where a series is defined.
pub(super) fn series(scope: &Scope<'_>, id: &SeriesId) -> Option<At> {
    in_folder(scope, "data/series/", id.as_str())
}

/// What a name is that is no series, and where that is defined.
pub(super) fn record(scope: &Scope<'_>, name: &str) -> Option<(&'static str, At)> {
    if let Some(chart) = scope.world.chart(name) {
        return Some(("a chart", scope.at(&chart.place())));
    }
    if scope.world.source(name).is_some() {
        return Some(("a source", in_folder(scope, "data/sources.yaml", name)?));
    }
    scope.world.entity(name)?;
    Some(("an entity", in_folder(scope, "data/entities/", name)?))
}

/// Where the files whose paths begin so have the name for a key.
fn in_folder(scope: &Scope<'_>, begin: &str, name: &str) -> Option<At> {
    let files =
        scope.files.texts.iter().filter(|(path, text)| path.starts_with(begin) && text.contains(name));
    let found = files.filter_map(|(path, text): (&Arc<str>, &Arc<str>)| {
        let document = Document::file(path.clone(), text.clone());
        document.has_key(name).then(|| document.key(&[Step::Key(name)]))
    });
    found.map(|place| scope.at(&place)).next()
}
