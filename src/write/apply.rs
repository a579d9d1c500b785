//! Carries out what the comparison found.

#![allow(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use tempfile::NamedTempFile;

use super::compare::{Comparison, Folders};
use super::output::unwritable;
use super::path::ancestors;
use super::{Artefact, Content, Manifest, Output};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// What temporary files and folders begin with. A file lies beside the one that it will replace.
pub(super) const TEMPORARY: &str = ".waybill-tmp-";

/// A full disk fails every file: this many are named, the others counted.
const NAMED_FAILURES: usize = 10;

/// Removes what is in the way, writes what is new and, if all of that is there, removes what is obsolete. Of what is new, some
/// may wait in a folder under its own paths.
pub(super) fn apply(
    output: &Output,
    comparison: &Comparison<'_>,
    new: Option<&Path>,
) -> Result<(), Diagnostics> {
    let mut failures = remove(output, &comparison.in_the_way);
    let moved = new.map(|new| move_folders(output, comparison, new)).unwrap_or_default();
    let missing = comparison.missing.iter().filter(|artefact| !is_within(artefact, &moved));
    failures.extend(put_all(output, missing.chain(&comparison.different).copied()));
    if failures.is_empty() {
        failures = remove(output, &comparison.obsolete);
    }
    if failures.is_empty() { Ok(()) } else { Err(named(output, failures)) }
}

/// Moves each folder that is missing from where its files wait, with all that is in it. Returns where those were that could be
/// moved; the files of others are moved one by one.
fn move_folders(output: &Output, comparison: &Comparison<'_>, new: &Path) -> FxHashSet<PathBuf> {
    let move_folder = |folder: &&str| {
        let from = new.join(folder);
        fs::rename(&from, output.on_disk(folder)).ok().map(|()| from)
    };
    comparison.absent.par_iter().filter_map(move_folder).collect()
}

/// True if a file waited in one of these folders.
fn is_within(artefact: &Artefact, folders: &FxHashSet<PathBuf>) -> bool {
    let Content::Copy { from, .. } = &artefact.content else { return false };
    !folders.is_empty() && from.ancestors().any(|folder| folders.contains(folder))
}

/// Replaces or creates files.
pub(super) fn put_each<'a>(
    output: &Output,
    artefacts: impl Iterator<Item = &'a Artefact>,
) -> Result<(), Diagnostics> {
    let failures = put_all(output, artefacts);
    if failures.is_empty() { Ok(()) } else { Err(named(output, failures)) }
}

fn put_all<'a>(output: &Output, artefacts: impl Iterator<Item = &'a Artefact>) -> Vec<Diagnostic> {
    let artefacts: Vec<&Artefact> = artefacts.collect();
    let failed = artefacts.into_par_iter().filter_map(|artefact| {
        let failed = put(output, &artefact.path, &artefact.content).err();
        failed.map(|error| unwritable(output, &artefact.path, &error))
    });
    failed.collect()
}

/// Replaces or creates one file. Whoever reads it meanwhile sees the old bytes or the new.
pub(super) fn put(output: &Output, path: &str, content: &Content) -> io::Result<()> {
    let target = output.on_disk(path);
    let folder = target.parent().unwrap_or(&target);
    if let Content::Copy { from, .. } = content
        && is_staged(output, from)
    {
        match put_staged(from, &target, folder) {
            // A folder of the output may be a disk of its own.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
            other => return other,
        }
    }
    let mut temporary = in_folder(folder, || temporary_in(folder))?;
    match content {
        Content::Bytes(bytes) => temporary.write_all(bytes)?,
        Content::Copy { from, .. } => {
            io::copy(&mut File::open(from)?, temporary.as_file_mut())?;
        }
    }
    match temporary.persist(&target) {
        Ok(_) => Ok(()),
        Err(failed) => match remove_empty_folder(&target)? {
            true => failed.file.persist(&target).map(drop).map_err(|failed| failed.error),
            false => Err(failed.error),
        },
    }
}

/// True if a file waits in the output folder to be moved to its place.
fn is_staged(output: &Output, from: &Path) -> bool {
    let within = from.strip_prefix(output.on_disk("")).ok().and_then(|within| within.iter().next());
    within.is_some_and(|first| first.to_string_lossy().starts_with(TEMPORARY))
}

/// Moves a file that waits to its place.
fn put_staged(at: &Path, target: &Path, folder: &Path) -> io::Result<()> {
    match in_folder(folder, || fs::rename(at, target)) {
        Err(error) => match remove_empty_folder(target)? {
            true => fs::rename(at, target),
            false => Err(error),
        },
        moved => moved,
    }
}

/// Does something in a folder, which is created if it is missing.
pub(super) fn in_folder<T>(folder: &Path, mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    match act() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            act()
        }
        other => other,
    }
}

/// Removes an empty folder that was left where a file should be, if there is one.
fn remove_empty_folder(target: &Path) -> io::Result<bool> {
    let is_folder = fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_dir());
    if is_folder {
        fs::remove_dir(target)?;
    }
    Ok(is_folder)
}

/// Removes what a killed build left: folders of staged files, and temporary files beside the manifest, which is written
/// first and last, and if it says that the build was not finished, beside the files that it names.
pub(super) fn remove_leftovers(output: &Output, manifest: &Manifest) {
    let unfinished = manifest.files.keys().filter(|_| manifest.unfinished);
    let folders = Folders::read(output, unfinished.flat_map(|path| ancestors(path)));
    for folder in folders.real() {
        let Ok(entries) = fs::read_dir(output.on_disk(folder)) else { continue };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                // What cannot be removed now harms nobody and is tried again after the next crash.
                let _ = match entry.file_type() {
                    Ok(kind) if kind.is_dir() => fs::remove_dir_all(entry.path()),
                    _ => fs::remove_file(entry.path()),
                };
            }
        }
    }
}

/// A new file for all to read: `tempfile` would make it its owner's secret, which no web server could read.
fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Less what the process's mask takes away, as for any other new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Removes files, and the folders that they leave empty.
fn remove(output: &Output, paths: &[Arc<str>]) -> Vec<Diagnostic> {
    let mut failures = Vec::new();
    for path in paths {
        match fs::remove_file(output.on_disk(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                failures.push(unwritable(output, path, &error));
            }
            _ => {
                // A folder that still holds something refuses, and so do those that it lies in.
                let _ = ancestors(path).try_for_each(|folder| fs::remove_dir(output.on_disk(folder)));
            }
        }
    }
    failures
}

fn named(output: &Output, mut failures: Vec<Diagnostic>) -> Diagnostics {
    failures.sort_by(|a, b| a.place.cmp(&b.place));
    let others = failures.len().saturating_sub(NAMED_FAILURES);
    failures.truncate(NAMED_FAILURES);
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(failures);
    if others > 0 {
        let place = Place::file(&*output.place("").file);
        diagnostics.push(Diagnostic::error(
            "unwritable-file",
            place,
            format!("cannot write {others} other files"),
        ));
    }
    diagnostics
}
