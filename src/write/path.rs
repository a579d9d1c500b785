//! Which paths an artefact may have.

use std::collections::{BTreeMap, BTreeSet};

use super::{Artefact, Output};
use crate::diag::{Diagnostic, Diagnostics};

/// The longest name that the common file systems can hold, in bytes.
const LONGEST_NAME: usize = 255;

/// What Waybill's own files in the output folder begin with: the manifest and temporary files.
pub(super) const OWN_PREFIX: &str = ".waybill-";

/// Refuses paths that are none, and artefacts that would lie on top of each other.
pub(super) fn check(output: &Output, sorted: &[Artefact]) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for artefact in sorted {
        if let Some(problem) = problem(&artefact.path) {
            let message = format!("{:?} cannot be a path in the output folder: {problem}", artefact.path);
            found.push(Diagnostic::error("bad-output-path", output.place(&artefact.path), message));
        }
    }
    collisions(output, sorted, &mut found);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Why the text cannot be a path below the output folder.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    path.split('/').find_map(|name| match name {
        "" => Some("a name in it is empty"),
        "." | ".." => Some("it leads out of its folder"),
        _ if name.len() > LONGEST_NAME => Some("a name in it is longer than 255 bytes"),
        _ if name.starts_with(OWN_PREFIX) => Some("names that begin with .waybill- are the program's own"),
        _ if name.contains(|c: char| c.is_control() || c == '\\') => {
            Some("a name in it has a backslash or a control character")
        }
        _ => None,
    })
}

/// Two artefacts collide if their paths differ at most in case (one file on most desktops' disks), or if one
/// is a file where another needs a folder.
fn collisions(output: &Output, sorted: &[Artefact], found: &mut Diagnostics) {
    let mut files: BTreeMap<String, &str> = BTreeMap::new();
    for artefact in sorted {
        if let Some(other) = files.insert(artefact.path.to_lowercase(), &artefact.path) {
            let message = if *other == *artefact.path {
                format!("two artefacts are written to {}", artefact.path)
            } else {
                format!("{} and {other} are one file on disks that ignore case", artefact.path)
            };
            found.push(collision(output, &artefact.path, message));
        }
    }
    let folders: BTreeSet<&str> = files.keys().flat_map(|path| ancestors(path)).collect();
    for folder in folders {
        if let Some(file) = files.get(folder) {
            let message = format!("{file} is a file, and other artefacts need a folder of that name");
            found.push(collision(output, file, message));
        }
    }
}

/// The folders that a path lies in, innermost first, without the output folder itself.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/'))
        .map(|(folder, _)| folder)
}

fn collision(output: &Output, path: &str, message: String) -> Diagnostic {
    Diagnostic::error("path-collision", output.place(path), message).hint("give one of them another path")
}
