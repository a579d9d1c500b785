//! What the output folder holds, beside what it should hold.

#![allow(clippy::disallowed_methods, reason = "`write` compares with what is on disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::output::unwritable;
use super::path::ancestors;
use super::{Artefact, Content, Manifest, Output, Written};
use crate::diag::{Diagnostic, Diagnostics};

/// What is to be done. Paths are sorted.
#[derive(Debug, Default)]
pub(super) struct Comparison<'a> {
    /// Artefacts that are not there.
    pub missing: Vec<&'a Artefact>,
    /// Folders that are missing and lie in one that is there: all artefacts within them are missing too.
    pub absent: Vec<&'a str>,
    /// Artefacts that have other bytes there.
    pub different: Vec<&'a Artefact>,
    /// How many are there as they should be.
    pub unchanged: usize,
    /// Files that are no longer artefacts and must go first: they lie where an artefact needs a folder, or
    /// below where one needs a file, or differ from one in case alone.
    pub in_the_way: Vec<Arc<str>>,
    /// The other files that are no longer artefacts.
    pub obsolete: Vec<Arc<str>>,
}

impl Comparison<'_> {
    /// True if the folder holds what it should.
    pub fn is_clean(&self) -> bool {
        self.missing.is_empty()
            && self.different.is_empty()
            && self.in_the_way.is_empty()
            && self.obsolete.is_empty()
    }

    /// What has been done once all of this is.
    pub fn written(&self) -> Written {
        let paths = |artefacts: &[&Artefact]| artefacts.iter().map(|a| a.path.clone()).collect();
        let mut removed = [&*self.in_the_way, &*self.obsolete].concat();
        removed.sort();
        Written {
            created: paths(&self.missing),
            replaced: paths(&self.different),
            removed,
            unchanged: self.unchanged,
        }
    }
}

/// Compares the artefacts with the folder. `old` is the manifest found there.
pub(super) fn compare<'a>(
    output: &Output,
    old: &Manifest,
    new: &'a Manifest,
    artefacts: &'a [Artefact],
) -> Result<Comparison<'a>, Diagnostics> {
    let needed: BTreeSet<&'a str> = new.files.keys().flat_map(|path| ancestors(path)).collect();
    let gone: Vec<&Arc<str>> = old.files.keys().filter(|path| !new.owns(path)).collect();
    let folders = Folders::read(output, needed.iter().copied().chain(gone.iter().flat_map(|p| ancestors(p))));
    let twins = Twins::of(output, &gone, new);

    let mut found = Diagnostics::new();
    for (folder, kind) in &folders.0 {
        if *kind == Kind::Blocked && needed.contains(folder) && !old.owns(folder) {
            found.push(foreign(output, folder));
        }
    }
    let is_first = |folder: &&&str| {
        folders.0.get(**folder) == Some(&Kind::Absent) && folders.parent_of(folder) == Kind::Real
    };
    let absent = needed.iter().filter(is_first).copied().collect();
    let mut comparison = Comparison { absent, ..Comparison::default() };
    for path in gone {
        if folders.parent_of(path) != Kind::Real || !is_file_or_link(&output.on_disk(path)) {
            continue;
        }
        let below_artefact = || ancestors(path).any(|folder| new.owns(folder));
        if needed.contains(&**path) || below_artefact() || twins.old.contains(path) {
            comparison.in_the_way.push(path.clone());
        } else {
            comparison.obsolete.push(path.clone());
        }
    }
    let states: Vec<io::Result<State>> = artefacts
        .par_iter()
        .map(|artefact| match folders.parent_of(&artefact.path) {
            Kind::Real => state(output, old, &twins, artefact),
            Kind::Absent | Kind::Blocked => Ok(State::Missing),
        })
        .collect();
    for (artefact, state) in artefacts.iter().zip(states) {
        match state {
            Ok(State::Missing) => comparison.missing.push(artefact),
            Ok(State::Different) => comparison.different.push(artefact),
            Ok(State::Same) => comparison.unchanged += 1,
            Ok(State::Foreign) => found.push(foreign(output, &artefact.path)),
            Err(error) => found.push(unwritable(output, &artefact.path, &error)),
        }
    }
    if found.is_empty() { Ok(comparison) } else { Err(found) }
}

/// What lies where an artefact should be.
enum State {
    Missing,
    Same,
    Different,
    Foreign,
}

fn state(output: &Output, old: &Manifest, twins: &Twins<'_>, artefact: &Artefact) -> io::Result<State> {
    let on_disk = output.on_disk(&artefact.path);
    let metadata = match fs::symlink_metadata(&on_disk) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) => return Err(error),
    };
    if metadata.is_dir() {
        // Its files are in the way and go first, and it goes with them.
        let owned = holds_only(&on_disk, &artefact.path, old)?;
        return Ok(if owned { State::Missing } else { State::Foreign });
    }
    let is_twin = twins.new.contains(&artefact.path);
    let equal = metadata.is_file()
        && metadata.len() == artefact.content.length()
        && same_bytes(&on_disk, &artefact.content)?;
    Ok(match equal {
        true if !is_twin => State::Same,
        _ if is_twin || old.owns(&artefact.path) => State::Different,
        _ => State::Foreign,
    })
}

/// True if each file in the folder is the manifest's.
fn holds_only(folder: &Path, path: &str, manifest: &Manifest) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        let owned = if entry.file_type()?.is_dir() {
            holds_only(&entry.path(), &path, manifest)?
        } else {
            manifest.owns(&path)
        };
        if !owned {
            return Ok(false);
        }
    }
    Ok(true)
}

/// True if a file of this length is there, and no link to one.
fn is_file(on_disk: &Path, length: u64) -> bool {
    fs::symlink_metadata(on_disk).is_ok_and(|metadata| metadata.is_file() && metadata.len() == length)
}

/// True if these bytes are there.
pub(super) fn holds(on_disk: &Path, bytes: &[u8]) -> bool {
    is_file(on_disk, bytes.len() as u64)
        && File::open(on_disk).and_then(|file| same_stream(BufReader::new(file), bytes)).unwrap_or(false)
}

/// True if a file is there that has this length and this hash.
pub(super) fn has_hash(on_disk: &Path, length: u64, blake3: &str) -> bool {
    let hash = || {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(on_disk)?).map(|hasher| hasher.finalize())
    };
    is_file(on_disk, length) && hash().is_ok_and(|hash: blake3::Hash| *hash.to_hex() == *blake3)
}

fn same_bytes(on_disk: &Path, content: &Content) -> io::Result<bool> {
    let there = BufReader::new(File::open(on_disk)?);
    match content {
        Content::Bytes(bytes) => same_stream(there, &bytes[..]),
        // It was compared when it was left where it is.
        Content::Copy { from, .. } if from == on_disk => Ok(true),
        Content::Copy { from, .. } => same_stream(there, BufReader::new(File::open(from)?)),
    }
}

/// Compares piece by piece, so that a large file is never in memory as a whole.
fn same_stream(mut a: impl BufRead, mut b: impl BufRead) -> io::Result<bool> {
    loop {
        let (from_a, from_b) = (a.fill_buf()?, b.fill_buf()?);
        let length = from_a.len().min(from_b.len());
        if length == 0 {
            return Ok(from_a.is_empty() && from_b.is_empty());
        }
        if from_a[..length] != from_b[..length] {
            return Ok(false);
        }
        a.consume(length);
        b.consume(length);
    }
}

/// What the folders of the output are.
pub(super) struct Folders<'p>(BTreeMap<&'p str, Kind>);

/// What a path is where a folder is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A folder, reached through folders.
    Real,
    /// Nothing.
    Absent,
    /// A file or a link, or something below one. Never written or deleted through.
    Blocked,
}

impl<'p> Folders<'p> {
    /// Looks at each of the folders once.
    pub fn read(output: &Output, folders: impl Iterator<Item = &'p str>) -> Self {
        let distinct: BTreeSet<&str> = folders.collect();
        let mut kinds = Folders(BTreeMap::new());
        // A folder sorts before what it holds.
        for folder in distinct {
            let kind = match kinds.parent_of(folder) {
                Kind::Real => match fs::symlink_metadata(output.on_disk(folder)) {
                    Ok(metadata) if metadata.is_dir() => Kind::Real,
                    Ok(_) => Kind::Blocked,
                    Err(_) => Kind::Absent,
                },
                below => below,
            };
            kinds.0.insert(folder, kind);
        }
        kinds
    }

    /// The kind of the folder that a path lies in.
    fn parent_of(&self, path: &str) -> Kind {
        match path.rsplit_once('/') {
            Some((folder, _)) => self.0.get(folder).copied().unwrap_or(Kind::Absent),
            None => Kind::Real,
        }
    }

    /// The folders that are there, and the output folder itself.
    pub fn real(&self) -> impl Iterator<Item = &'p str> {
        let real = self.0.iter().filter(|(_, kind)| **kind == Kind::Real);
        std::iter::once("").chain(real.map(|(folder, _)| *folder))
    }
}

/// Paths that changed in case alone, on a disk that ignores case: the old name and the new one are one file
/// there, so the old one goes first and the new one is always written.
#[derive(Default)]
struct Twins<'a> {
    old: BTreeSet<&'a Arc<str>>,
    new: BTreeSet<&'a Arc<str>>,
}

impl<'a> Twins<'a> {
    fn of(output: &Output, gone: &[&'a Arc<str>], new: &'a Manifest) -> Self {
        let mut twins = Twins::default();
        if gone.is_empty() {
            return twins;
        }
        let gone: BTreeMap<String, &Arc<str>> =
            gone.iter().map(|path| (path.to_lowercase(), *path)).collect();
        for path in new.files.keys() {
            let Some(old) = gone.get(&path.to_lowercase()) else { continue };
            let real = |path: &str| fs::canonicalize(output.on_disk(path)).ok();
            if real(path).is_some_and(|path| Some(path) == real(old)) {
                twins.old.insert(old);
                twins.new.insert(path);
            }
        }
        twins
    }
}

fn is_file_or_link(on_disk: &Path) -> bool {
    fs::symlink_metadata(on_disk).is_ok_and(|metadata| !metadata.is_dir())
}

fn foreign(output: &Output, path: &str) -> Diagnostic {
    let place = output.place(path);
    let message = format!("{} is in the way, and Waybill did not write it", place.file);
    Diagnostic::error("foreign-file", place, message)
        .hint("move it out of the output folder; a file of the site's own belongs in static/")
}
