//! Folders that are an author's and not a build's: what is put there is the author's from then on, so no manifest names it
//! and nothing is ever deleted.

#![expect(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::fs;
use std::io;
use std::path::Path;

use super::{Artefact, Output, apply, path};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// Puts files into a folder that is new, or that holds nothing but a repository of its own.
///
/// # Errors
///
/// `refused-output` if it holds anything else; `bad-output-path` and `unwritable-file` as [`write`](super::write) has them.
pub fn fill(folder: &Path, artefacts: &[Artefact]) -> Result<(), Diagnostics> {
    let shown = folder.display().to_string();
    let refuse = |why: String| {
        let message = format!("cannot make a site in {shown}: {why}");
        Diagnostics::from(
            Diagnostic::error("refused-output", Place::file(&*shown), message)
                .hint("name a folder that is new or empty; a site that is there already needs no `init`"),
        )
    };
    match fs::read_dir(folder) {
        Ok(entries) => {
            let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
            names.retain(|name| name != ".git");
            names.sort();
            if let Some(name) = names.first() {
                return Err(refuse(format!("it holds {}", name.to_string_lossy())));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(refuse(error.to_string())),
    }
    put(folder, artefacts)
}

/// Puts files into a folder; those of the same names are replaced, and nothing else is touched.
///
/// # Errors
///
/// `bad-output-path` and `unwritable-file` as [`write`](super::write) has them.
pub fn put(folder: &Path, artefacts: &[Artefact]) -> Result<(), Diagnostics> {
    let output = Output::of_author(folder);
    path::check(&output, artefacts)?;
    apply::put_each(&output, artefacts.iter())
}
