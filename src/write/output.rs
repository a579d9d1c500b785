//! The output folder: which ones are refused, and the lock on the one that is written to.

#![expect(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::apply::put;
use super::manifest::{MANIFEST, Manifest};
use super::{Content, path};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// Folders of a site that hold what its authors wrote.
const AUTHORS_FOLDERS: [&str; 5] = ["content", "data", "src", "static", "templates"];

/// What may lie in an output folder that Waybill never wrote to: it keeps the folder itself in a repository.
const KEEPERS: [&str; 2] = [".gitignore", ".gitkeep"];

/// A folder that Waybill may write to.
#[derive(Clone, Debug)]
pub struct Output {
    /// Without links.
    folder: PathBuf,
    /// As diagnostics name it.
    shown: String,
}

impl Output {
    /// Checks a folder, which need not exist yet. Nothing is written.
    ///
    /// # Errors
    ///
    /// `refused-output` if it is or contains the site's root, the home folder or the root of the file system,
    /// if it is, contains or lies within a folder of the site's sources or a `.git`, or if it holds files and
    /// no manifest.
    pub fn check(root: &Path, out: &Path) -> Result<Output, Diagnostics> {
        let shown = shown(root, out);
        let refuse = |why: &str| refused(&shown, why, "choose another folder with --out");
        let folder = real(out).map_err(|error| refuse(&error.to_string()))?;
        let root = real(root).map_err(|error| refuse(&format!("the site's root: {error}")))?;

        if folder.parent().is_none() {
            return Err(refuse("it is the root of the file system"));
        }
        if root.starts_with(&folder) {
            return Err(refuse("it is or contains the site's own root"));
        }
        if std::env::home_dir()
            .and_then(|home| real(&home).ok())
            .is_some_and(|home| home.starts_with(&folder))
        {
            return Err(refuse("it is or contains the home folder"));
        }
        if folder.components().any(|component| component.as_os_str() == ".git") {
            return Err(refuse("it is or lies within a .git folder"));
        }
        for name in AUTHORS_FOLDERS {
            let sources = root.join(name);
            let linked = real(&sources).unwrap_or_else(|_| sources.clone());
            if [sources, linked].iter().any(|s| folder.starts_with(s) || s.starts_with(&folder)) {
                return Err(refuse(&format!("the site's {name} lies there")));
            }
        }
        match foreign_entry(&folder) {
            Ok(None) => Ok(Output { folder, shown }),
            Ok(Some(name)) => Err(refused(
                &shown,
                &format!("it holds {name}, and no manifest says that Waybill wrote it"),
                "choose an empty folder with --out, or empty this one yourself",
            )),
            Err(error) => Err(refuse(&error.to_string())),
        }
    }

    /// A folder of an author, which is not looked at: who puts something there knows that it may.
    pub(super) fn of_author(folder: &Path) -> Output {
        Output { folder: folder.to_owned(), shown: folder.display().to_string() }
    }

    /// The place of a file in the output folder, as diagnostics name it.
    pub(super) fn place(&self, path: &str) -> Place {
        Place::file(format!("{}/{path}", self.shown))
    }

    /// Where a file of the output folder is on disk.
    pub(super) fn on_disk(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Creates the folder if need be and waits until no other build writes to it.
    pub(super) fn open(&self) -> Result<Locked<'_>, Diagnostics> {
        let missing = self.folder.ancestors().take_while(|folder| !folder.exists());
        let created = missing.map(Path::to_owned).collect();
        fs::create_dir_all(&self.folder).map_err(|error| Diagnostics::from(unwritable(self, "", &error)))?;
        // The lock is the process's and is gone with it. Where a folder cannot be locked, nothing is lost but
        // the protection from two builds at once.
        let lock = File::open(&self.folder).ok();
        if let Some(lock) = &lock {
            let _ = lock.lock();
        }
        Ok(Locked { output: self, created, _lock: lock })
    }
}

/// The output folder while this process alone writes to it.
#[derive(Debug)]
pub(super) struct Locked<'a> {
    output: &'a Output,
    /// The folders that were not there before, the output folder first.
    created: Vec<PathBuf>,
    _lock: Option<File>,
}

impl Locked<'_> {
    /// Removes the folders that were created and hold nothing.
    pub fn leave(&self) {
        let _ = self.created.iter().try_for_each(fs::remove_dir);
    }

    /// The manifest in the folder; an empty, unfinished one if there is none.
    pub fn manifest(&self) -> Result<Manifest, Diagnostics> {
        let problem = match fs::read_to_string(self.output.on_disk(MANIFEST)) {
            Ok(json) => match Manifest::from_json(&json) {
                Ok(manifest) => return Ok(manifest),
                Err(problem) => problem,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Manifest { unfinished: true, ..Manifest::default() });
            }
            Err(error) => error.to_string(),
        };
        let message = format!("cannot tell which files in {} are Waybill's: {problem}", self.output.shown);
        Err(Diagnostics::from(
            Diagnostic::error("bad-manifest", self.output.place(MANIFEST), message)
                .hint("delete the output folder if all that it holds was built by Waybill"),
        ))
    }

    /// Writes the manifest.
    pub fn record(&self, manifest: &Manifest) -> Result<(), Diagnostics> {
        let content = Content::from(manifest.to_json());
        put(self.output, MANIFEST, &content)
            .map_err(|error| Diagnostics::from(unwritable(self.output, MANIFEST, &error)))
    }
}

/// The finding that a file in the output folder could not be written or removed.
pub(super) fn unwritable(output: &Output, path: &str, error: &io::Error) -> Diagnostic {
    let place = if path.is_empty() { Place::file(&*output.shown) } else { output.place(path) };
    let message = format!("cannot write {}: {error}", place.file);
    Diagnostic::error("unwritable-file", place, message)
}

fn refused(shown: &str, why: &str, hint: &str) -> Diagnostics {
    let message = format!("{shown} cannot be the output folder: {why}");
    Diagnostics::from(Diagnostic::error("refused-output", Place::file(shown), message).hint(hint))
}

/// The output folder as the author would name it: from the site's root if it lies there.
fn shown(root: &Path, out: &Path) -> String {
    let out = match out.strip_prefix(root) {
        Ok(within) if within != Path::new("") => within,
        _ => out,
    };
    out.display().to_string()
}

/// The path without links and `..`, of which the end need not exist.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut real = PathBuf::new();
    let mut exists = true;
    for component in path.components() {
        if component == Component::ParentDir {
            real.pop();
            continue;
        }
        real.push(component);
        if exists {
            match fs::canonicalize(&real) {
                Ok(canonical) => real = canonical,
                Err(error) if error.kind() == io::ErrorKind::NotFound => exists = false,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(real)
}

/// A file in the folder that shows it to be somebody else's; none if it is absent, empty or Waybill's.
fn foreign_entry(folder: &Path) -> io::Result<Option<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut foreign: Vec<String> = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name == MANIFEST {
            return Ok(None);
        }
        if !name.starts_with(path::OWN_PREFIX) && !KEEPERS.contains(&&*name) {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign.into_iter().next())
}
