//! Files of `data/` that nothing reads, though their names say that they were meant to be read.

use super::under;
use crate::diag::{Diagnostic, Diagnostics, Place, near_miss};
use crate::source::Files;

/// The files that are read, by their names without `.yaml`.
const FILES: [&str; 3] = ["rates", "sources", "waivers"];

/// The folders whose files are read.
const FOLDERS: [&str; 3] = ["charts", "entities", "series"];

/// Reports a file that is called as one that is read, or nearly so, and is not where that one is.
pub(super) fn report(files: &Files, diagnostics: &mut Diagnostics) {
    for (name, path, _) in under(files, "data/") {
        let Some(meant) = meant(name) else { continue };
        let message = format!("nothing reads {path}");
        diagnostics
            .push(Diagnostic::warning("misplaced-file", Place::file(path.clone()), message).hint(meant));
    }
}

/// What was probably meant by a file of `data/` that is not read; none if it is, or if its name says nothing.
fn meant(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    if !["yaml", "yml"].contains(&extension) {
        return None;
    }
    let (top, below) = name.split_once('/').map_or((stem, None), |(top, below)| (top, Some(below)));
    let is_read = match below {
        None => FILES.contains(&top) && extension == "yaml",
        Some(_) => FOLDERS.contains(&top),
    };
    if is_read {
        return None;
    }
    if let Some(file) = near_miss(top, FILES) {
        return Some(format!("all {file} stand in one file, data/{file}.yaml"));
    }
    let folder = near_miss(top, FOLDERS)?;
    Some(format!("move it to data/{folder}/{}", below.unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_or_says_nothing_is_no_mistake() {
        for name in
            ["sources.yaml", "series/a.yaml", "series/b/c.yml", "notes.yaml", "raw/a.yaml", "series.csv"]
        {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn what_nearly_has_the_name_is() {
        assert_eq!(meant("source.yaml").unwrap(), "all sources stand in one file, data/sources.yaml");
        assert_eq!(meant("sources.yml").unwrap(), "all sources stand in one file, data/sources.yaml");
        assert_eq!(meant("sources/one.yaml").unwrap(), "all sources stand in one file, data/sources.yaml");
        assert_eq!(meant("series.yaml").unwrap(), "move it to data/series/series.yaml");
        assert_eq!(meant("serie/trade.yaml").unwrap(), "move it to data/series/trade.yaml");
        assert_eq!(meant("chart/a/b.yaml").unwrap(), "move it to data/charts/a/b.yaml");
    }
}
