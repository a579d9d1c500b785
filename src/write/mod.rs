//! Brings artefacts into the output folder, and only what changed.
//!
//! 1. [`Output::check`] refuses folders that no build may write to: the site's own root or sources, `.git`,
//!    a folder full of somebody else's files.
//! 2. [`compare`](compare::compare) reads what is there: equal bytes are skipped, and a file that Waybill did
//!    not write is never replaced or deleted.
//! 3. [`apply`](apply::apply) replaces each file atomically (a temporary file beside it, then a rename), and
//!    deletes what the manifest owns and the site no longer has.
//!
//! The [`Manifest`] names the files that are Waybill's. Before the first file is touched it is extended by the
//! names that are about to come, so that a build that is killed half-way leaves nothing that the next one
//! would not recognise as its own. Nothing is flushed to the platter: a build can be repeated.
//!
//! What the artefacts are and where they lie is left to `plan` and `render`.

mod apply;
mod compare;
mod fill;
mod kept;
mod manifest;
mod output;
mod path;
mod receipt;
mod stage;

pub use fill::{fill, put};
pub use kept::Kept;
pub use manifest::Manifest;
pub use output::Output;
pub use receipt::{Receipt, Traces, traces};
pub use stage::Stage;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::Diagnostics;

/// One file of the built site.
#[derive(Clone, Debug)]
pub struct Artefact {
    /// Path in the output folder, with `/`.
    pub path: Arc<str>,
    /// What it holds.
    pub content: Content,
}

/// What an artefact holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// These bytes. Shared, so that an artefact that is kept from build to build is not copied.
    Bytes(Arc<Vec<u8>>),
    /// The bytes of a file on disk, which never lie in memory as a whole.
    Copy {
        /// Where they are.
        from: PathBuf,
        /// How many there are.
        length: u64,
        /// Their BLAKE3 hash.
        hash: blake3::Hash,
    },
}

impl Content {
    fn length(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Copy { length, .. } => *length,
        }
    }

    fn hash(&self) -> blake3::Hash {
        match self {
            Content::Bytes(bytes) => blake3::hash(bytes),
            Content::Copy { hash, .. } => *hash,
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Bytes(Arc::new(bytes))
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

/// What a build did to the output folder. Paths are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were not there before.
    pub created: Vec<Arc<str>>,
    /// Files that had other bytes.
    pub replaced: Vec<Arc<str>>,
    /// Files that are no longer part of the site.
    pub removed: Vec<Arc<str>>,
    /// How many files had the right bytes and were not touched.
    pub unchanged: usize,
}

/// What was in a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// How many builds had left a receipt.
    pub builds: usize,
    /// How many artefacts were kept.
    pub artefacts: usize,
}

/// Removes from a cache what builds left in it, and the folder if nothing else is there.
///
/// # Errors
///
/// If a file cannot be removed.
pub fn clear(cache: &Path) -> io::Result<Cleared> {
    let cleared = Cleared { builds: receipt::clear(cache)?, artefacts: kept::clear(cache)? };
    receipt::remove_empty(cache);
    Ok(cleared)
}

/// Makes the output folder hold the artefacts.
///
/// # Errors
///
/// Those of [`Stage::open`] and [`Stage::write`].
pub fn write(output: &Output, artefacts: Vec<Artefact>) -> Result<Written, Diagnostics> {
    Stage::open(output)?.write(artefacts, None)
}
