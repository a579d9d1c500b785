//! What is noted of a build, so that the next process need not build the same again.
//!
//! A receipt lies in a folder beside the site and says what an output folder was made of. It is trusted only if
//! the folder's manifest is the one that was written then and every file in it still has the bytes that it lists: so a
//! receipt that is damaged, foreign or late costs a build and nothing else.

#![allow(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most receipts that are kept; each is of one output folder, and has some 300 bytes.
const KEPT: usize = 32;

const GITIGNORE: &str = ".gitignore";
const PREFIX: &str = "build-";
const SUFFIX: &str = ".json";

/// A receipt as it lies on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The fingerprint of all that the build was made of.
    pub made_of: String,
    /// What else is to be known of it.
    pub note: Value,
    /// The hash of the manifest that it left.
    pub(super) manifest: String,
}

impl Receipt {
    /// A receipt for a build that is about to be written.
    pub fn new(made_of: String, note: Value) -> Self {
        Receipt { made_of, note, manifest: String::new() }
    }
}

/// The folder of the receipts of a site.
#[derive(Clone, Debug)]
pub(super) struct Receipts {
    folder: PathBuf,
    name: String,
}

impl Receipts {
    /// The place of the receipt of one output folder.
    pub fn of(cache: &Path, output: &Path) -> Self {
        let hash = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        Receipts { folder: cache.to_owned(), name: format!("{PREFIX}{}{SUFFIX}", &hash[..16]) }
    }

    /// The receipt, if there is one and it is as it was written: its first line is the hash of the rest.
    pub fn read(&self) -> Option<Receipt> {
        let text = fs::read_to_string(self.folder.join(&self.name)).ok()?;
        let (hash, json) = text.split_once('\n')?;
        (*blake3::hash(json.as_bytes()).to_hex() == *hash).then(|| serde_json::from_str(json).ok())?
    }

    /// Keeps a receipt. Where that fails, the next build is made from nothing.
    pub fn keep(&self, receipt: &Receipt) {
        let Ok(json) = serde_json::to_string(receipt) else { return };
        if fs::create_dir_all(&self.folder).is_err() {
            return;
        }
        keep_out_of_repositories(&self.folder);
        let others = kept(&self.folder);
        if others.len() >= KEPT {
            others.iter().for_each(|path| drop(fs::remove_file(path)));
        }
        let hash = blake3::hash(json.as_bytes());
        let _ = fs::write(self.folder.join(&self.name), format!("{hash}\n{json}"));
    }

    /// Takes the receipt away: the folder is about to be changed.
    pub fn withdraw(&self) {
        let _ = fs::remove_file(self.folder.join(&self.name));
    }
}

/// Notes in a cache that it is no matter for a repository.
pub(super) fn keep_out_of_repositories(cache: &Path) {
    let _ = fs::write(cache.join(GITIGNORE), "*\n");
}

/// The receipts in a folder.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let is_receipt = |name: &str| name.starts_with(PREFIX) && name.ends_with(SUFFIX);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(is_receipt)).map(|e| e.path()).collect()
}

/// Removes all receipts from a cache. Returns how many there were.
///
/// # Errors
///
/// If one cannot be removed.
pub(super) fn clear(cache: &Path) -> io::Result<usize> {
    let receipts = kept(cache);
    receipts.iter().try_for_each(fs::remove_file)?;
    Ok(receipts.len())
}

/// Removes a cache, if nothing is left in it.
pub(super) fn remove_empty(cache: &Path) {
    let mut entries = fs::read_dir(cache).into_iter().flatten().flatten();
    if entries.all(|entry| entry.file_name() == GITIGNORE) {
        let _ = fs::remove_file(cache.join(GITIGNORE));
        let _ = fs::remove_dir(cache);
    }
}
