//! Reads a site from disk into memory: the only reader of the site's files.
//!
//! 1. [`walk`](walk::walk) lists the files of `site.yaml`, `data/`, `content/`, `templates/` and `static/`,
//!    without editors' droppings and without following a link out of the site.
//! 2. Each is read once, in parallel: texts wholly, everything else only as far as its hash, so that a folder
//!    of photographs costs no memory.
//!
//! 3. A state of the past comes from a [`revision`], for comparison.
//!
//! What the texts mean is left to `load`; where the other files go is left to `plan`.

mod disk;
mod picture;
mod revision;
mod walk;

#[cfg(test)]
mod tests;

pub use disk::{Disk, Entry, Kind, Opened, RealDisk};
pub use picture::{Coding, Picture};
pub use revision::{read_folder, read_revision};

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, Texts, line_column};
use walk::{Found, Role, walk};

/// The folders of a site that are read, beside `site.yaml`.
pub const SOURCE_FOLDERS: [&str; 4] = ["content", "data", "static", "templates"];

/// The longest text that is read, in bytes. A longer one is a mistake (a database dump in `data/`), and
/// decoding it would take several times its length in memory.
const LONGEST_TEXT: u64 = 64 * 1024 * 1024;

/// How much of a file is looked at for the size of a picture, in bytes: JPEG says it after what cameras and programs add.
const HEAD: u64 = 256 * 1024;

/// Everything a build knows of the disk. Keys are paths from the site's root, with `/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    /// `site.yaml`, data, narratives and templates, without byte order marks.
    pub texts: Texts,
    /// `static/`, and what lies beside narratives without being one: images, attachments.
    pub binaries: BTreeMap<Arc<str>, Binary>,
    /// What templates are set with: fonts and pictures beside them.
    pub beside_templates: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Files that should be text and are not UTF-8, with replacement characters: for excerpts in diagnostics,
    /// never for reading.
    pub undecoded: Texts,
}

/// A file that is copied as it is. Its bytes stay on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binary {
    /// Where its bytes are.
    pub on_disk: PathBuf,
    /// How many there are.
    pub length: u64,
    /// Their BLAKE3 hash.
    pub hash: blake3::Hash,
    /// What it shows, if it is a picture of a kind that browsers show.
    pub picture: Option<Picture>,
}

/// Reads the site at `root`. Every file that cannot be read is a diagnostic; the others are returned.
pub fn read_site(root: &Path) -> (Files, Diagnostics) {
    read_site_from(&RealDisk, root)
}

/// As [`read_site`], from any disk.
pub fn read_site_from(disk: &dyn Disk, root: &Path) -> (Files, Diagnostics) {
    read(disk, root, &Files::default())
}

/// Reads the site again. Texts that did not change are the very ones that were read before.
pub fn read_site_again(root: &Path, before: &Files) -> (Files, Diagnostics) {
    read(&RealDisk, root, before)
}

fn read(disk: &dyn Disk, root: &Path, before: &Files) -> (Files, Diagnostics) {
    let (found, mut diagnostics) = walk(disk, root);
    let read: Vec<Outcome> = found.par_iter().map(|file| read_file(disk, file, before)).collect();

    let mut files = Files::default();
    for (Found { path, .. }, outcome) in found.into_iter().zip(read) {
        diagnostics.extend(files.add(path, outcome));
    }
    (files, diagnostics)
}

/// Reads only what lies at these paths again, which are on the disk; `root` is a path without links. None if that is
/// not enough to know the site: there are folders or links among them, or files that cannot be read as they should, or
/// `site.yaml` is gone.
pub fn read_some_again<'p>(
    root: &Path,
    before: &Files,
    paths: impl IntoIterator<Item = &'p PathBuf>,
) -> Option<Files> {
    let disk = RealDisk;
    let mut files = before.clone();
    for on_disk in paths {
        let Some(path) = on_disk.strip_prefix(root).ok().and_then(Path::to_str) else { continue };
        let path: Arc<str> = path.replace(std::path::MAIN_SEPARATOR, "/").into();
        let Some(role) = walk::role_of(&path) else { continue };
        match disk.resolve(on_disk) {
            Ok((real, Kind::File)) if real == *on_disk => {}
            // That there is no site any more, and a link that leads nowhere, are for the walk to tell.
            Err(error)
                if error.kind() == io::ErrorKind::NotFound
                    && &*path != "site.yaml"
                    && !on_disk.is_symlink() =>
            {
                files.remove(&path);
                continue;
            }
            _ => return None,
        }
        let file = Found { path, on_disk: on_disk.clone(), role };
        let outcome = read_file(&disk, &file, before);
        if files.add(file.path, outcome).is_some() {
            return None;
        }
    }
    Some(files)
}

impl Files {
    /// Adds what was read of a file; returns what is wrong with it.
    fn add(&mut self, path: Arc<str>, outcome: Outcome) -> Option<Diagnostic> {
        match outcome {
            Outcome::Text(text) => drop(self.texts.insert(path, text)),
            Outcome::Binary(binary) => drop(self.binaries.insert(path, binary)),
            Outcome::Whole(bytes) => drop(self.beside_templates.insert(path, bytes)),
            Outcome::Undecoded(text, diagnostic) => {
                self.undecoded.insert(path, text);
                return Some(diagnostic);
            }
            Outcome::Unread(diagnostic) => return Some(diagnostic),
        }
        None
    }

    /// Removes a file, or all that lies below a folder.
    fn remove(&mut self, path: &str) {
        let stays = |other: &str| {
            other.strip_prefix(path).is_none_or(|rest| !(rest.is_empty() || rest.starts_with('/')))
        };
        self.texts.retain(|other, _| stays(other));
        self.binaries.retain(|other, _| stays(other));
        self.beside_templates.retain(|other, _| stays(other));
    }
}

enum Outcome {
    Text(Arc<str>),
    Binary(Binary),
    Whole(Arc<[u8]>),
    Undecoded(Arc<str>, Diagnostic),
    Unread(Diagnostic),
}

fn read_file(disk: &dyn Disk, file: &Found, before: &Files) -> Outcome {
    let outcome = disk.open(&file.on_disk).and_then(|opened| match file.role {
        Role::Text | Role::Whole if opened.length > LONGEST_TEXT => {
            Ok(Outcome::Unread(too_long(&file.path, opened.length)))
        }
        Role::Text => read_text(&file.path, opened, before.texts.get(&file.path)),
        Role::Binary => hash(file, opened),
        Role::Whole => whole(opened, before.beside_templates.get(&file.path)).map(Outcome::Whole),
    });
    outcome.unwrap_or_else(|error| Outcome::Unread(unreadable(&file.path, &error)))
}

/// The bytes of a file that is copied as it is, for a picture that is also printed, or of which smaller ones are made.
///
/// # Errors
///
/// If it cannot be read, is too long to be read whole, or is not what it was any more: what is made of it is known by its
/// hash.
pub fn read_picture(path: &Arc<str>, binary: &Binary) -> Result<Arc<[u8]>, Box<Diagnostic>> {
    let opened = RealDisk.open(&binary.on_disk).map_err(|error| Box::new(unreadable(path, &error)))?;
    if opened.length > LONGEST_TEXT {
        return Err(Box::new(too_long(path, opened.length)));
    }
    let bytes = whole(opened, None).map_err(|error| Box::new(unreadable(path, &error)))?;
    if blake3::hash(&bytes) != binary.hash {
        let changed = io::Error::other("it changed while the site was built");
        return Err(Box::new(unreadable(path, &changed)));
    }
    Ok(bytes)
}

fn whole(opened: Opened, before: Option<&Arc<[u8]>>) -> io::Result<Arc<[u8]>> {
    let mut bytes = Vec::with_capacity(opened.length as usize + 1);
    opened.bytes.take(LONGEST_TEXT + 1).read_to_end(&mut bytes)?;
    Ok(before.filter(|before| ***before == *bytes).cloned().unwrap_or_else(|| bytes.into()))
}

fn read_text(path: &Arc<str>, opened: Opened, before: Option<&Arc<str>>) -> io::Result<Outcome> {
    // The length is only a hint: the file may grow between the two calls, and must not grow without bound.
    let mut bytes = Vec::with_capacity(opened.length as usize + 1);
    opened.bytes.take(LONGEST_TEXT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Ok(Outcome::Unread(too_long(path, bytes.len() as u64)));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let same = before.filter(|before| ***before == *text);
            Outcome::Text(same.cloned().unwrap_or_else(|| text.into()))
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text: Arc<str> = String::from_utf8_lossy(error.as_bytes()).into();
            let diagnostic = not_utf8(path, error.as_bytes(), at, &text);
            Outcome::Undecoded(text, diagnostic)
        }
    })
}

fn hash(file: &Found, opened: Opened) -> io::Result<Outcome> {
    let mut bytes = opened.bytes;
    let mut head = Vec::new();
    bytes.by_ref().take(HEAD).read_to_end(&mut head)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&head);
    let length = head.len() as u64 + io::copy(&mut bytes, &mut hasher)?;
    let picture = Picture::of(&head, length);
    Ok(Outcome::Binary(Binary { on_disk: file.on_disk.clone(), length, hash: hasher.finalize(), picture }))
}

fn unreadable(path: &Arc<str>, error: &io::Error) -> Diagnostic {
    Diagnostic::error("unreadable-file", Place::file(path.clone()), format!("cannot read {path}: {error}"))
}

fn too_long(path: &Arc<str>, length: u64) -> Diagnostic {
    let limit = LONGEST_TEXT >> 20;
    let message = format!("{path} has {} MiB; a file that is read whole may have {limit} MiB", length >> 20);
    Diagnostic::error("file-too-large", Place::file(path.clone()), message)
        .hint("split the file, or move it out of the folders that Waybill reads")
}

/// `text` is the file with replacement characters, which is the same as the file before byte `at`.
fn not_utf8(path: &Arc<str>, bytes: &[u8], at: usize, text: &str) -> Diagnostic {
    let place = Place::new(path.clone(), at..at + char::REPLACEMENT_CHARACTER.len_utf8());
    let found = line_column(text, at);
    let message =
        format!("not UTF-8: byte 0x{:02X} at line {}, column {}", bytes[at], found.line, found.column);
    let hint = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file is UTF-16: save it as UTF-8",
        _ => "save the file as UTF-8 in the editor",
    };
    Diagnostic::error("not-utf8", place, message).hint(hint)
}
