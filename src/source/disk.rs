//! The seam to the disk: what reading a site needs of a file system, and the real one.

#![expect(clippy::disallowed_methods, reason = "`source` is the reader of the disk")]

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What reading a site needs of a file system. Tests use one in memory.
pub trait Disk: Sync {
    /// The entries of a folder, in any order.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// The path without links, and what is there. Never [`Kind::Link`].
    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Kind)>;

    /// Opens a file.
    fn open(&self, file: &Path) -> io::Result<Opened>;
}

/// One entry of a folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// What it is; a link is not followed.
    pub kind: Kind,
}

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device. Opening one may block for ever.
    Other,
}

/// An open file.
pub struct Opened {
    /// Its length when it was opened.
    pub length: u64,
    /// Its bytes.
    pub bytes: Box<dyn Read>,
}

/// The disk of the machine.
#[derive(Clone, Copy, Debug)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                Ok(Entry { name: entry.file_name(), kind: kind(entry.file_type()?) })
            })
            .collect()
    }

    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Kind)> {
        let real = fs::canonicalize(path)?;
        let kind = kind(fs::metadata(&real)?.file_type());
        Ok((real, kind))
    }

    fn open(&self, file: &Path) -> io::Result<Opened> {
        let file = fs::File::open(file)?;
        Ok(Opened { length: file.metadata()?.len(), bytes: Box::new(file) })
    }
}

fn kind(of: fs::FileType) -> Kind {
    if of.is_file() {
        Kind::File
    } else if of.is_dir() {
        Kind::Folder
    } else if of.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}
