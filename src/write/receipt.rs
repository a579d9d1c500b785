//! What is noted of a build, so that the next process need not build the same again.
//!
//! A receipt lies in a folder beside the site and says what an output folder was made of. Beside it lie traces, which say it of
//! each file. Both are trusted only if the folder's manifest is the one that was written then, and of the files in it only
//! those that still have the bytes that it lists: so what is damaged, foreign or late costs a build and nothing else.

#![allow(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most receipts and traces that are kept, each of one output folder. A receipt has some 300 bytes; traces have some 400 for
/// each file of the site.
const KEPT: usize = 64;

const GITIGNORE: &str = ".gitignore";
const PREFIX: &str = "build-";
const SUFFIX: &str = ".json";
const TRACES: &str = ".traces";

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

/// What each file of a build rests on, as a text that is nothing to this module but its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The fingerprint of what tells programs and options apart.
    pub made_by: String,
    /// The text.
    pub text: String,
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
        Receipts { folder: cache.to_owned(), name: format!("{PREFIX}{}", &hash[..16]) }
    }

    fn path(&self, suffix: &str) -> PathBuf {
        self.folder.join(format!("{}{suffix}", self.name))
    }

    fn write(&self, suffix: &str, text: &str) {
        let hash = blake3::hash(text.as_bytes());
        let _ = fs::write(self.path(suffix), format!("{hash}\n{text}"));
    }

    /// The receipt, if there is one.
    pub fn read(&self) -> Option<Receipt> {
        serde_json::from_str(&text(&self.path(SUFFIX))?).ok()
    }

    /// The text of the traces that a program left with this manifest.
    pub fn traces(&self, made_by: &str, manifest: &str) -> Option<String> {
        let mut text = text(&self.path(TRACES))?;
        let start = heading(made_by, manifest).len();
        (text.get(..start)? == heading(made_by, manifest)).then(|| text.split_off(start))
    }

    /// Keeps what there is of receipt and traces. Where that fails, the next build is made from nothing.
    pub fn keep(&self, receipt: Option<Receipt>, traces: Option<&Traces>, manifest: &str) {
        if receipt.is_none() && traces.is_none() || fs::create_dir_all(&self.folder).is_err() {
            return;
        }
        keep_out_of_repositories(&self.folder);
        let others = kept(&self.folder);
        if others.len() >= KEPT {
            others.iter().for_each(|path| drop(fs::remove_file(path)));
        }
        let receipt = receipt.map(|receipt| Receipt { manifest: manifest.to_owned(), ..receipt });
        if let Some(json) = receipt.and_then(|receipt| serde_json::to_string(&receipt).ok()) {
            self.write(SUFFIX, &json);
        }
        if let Some(Traces { made_by, text }) = traces {
            self.write(TRACES, &(heading(made_by, manifest) + text));
        }
    }

    /// Takes both away: the folder is about to be changed.
    pub fn withdraw(&self) {
        [SUFFIX, TRACES].iter().for_each(|suffix| drop(fs::remove_file(self.path(suffix))));
    }
}

/// The text of traces in a cache that a program left of the site, whatever folder it wrote to.
pub fn traces(cache: &Path, made_by: &str) -> Option<String> {
    let mut paths = kept(cache);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == &TRACES[1..]));
    paths.sort();
    paths.iter().find_map(|path| {
        let text = text(path)?;
        let (heading, traces) = text.split_once('\n')?;
        heading.split(' ').next().filter(|theirs| *theirs == made_by).map(|_| traces.to_owned())
    })
}

/// A text as it was written: its first line is the hash of the rest.
fn text(path: &Path) -> Option<String> {
    let mut text = fs::read_to_string(path).ok()?;
    let (hash, rest) = text.split_once('\n')?;
    let (is_whole, start) = (*blake3::hash(rest.as_bytes()).to_hex() == *hash, hash.len() + 1);
    is_whole.then(|| text.split_off(start))
}

/// What traces begin with.
fn heading(made_by: &str, manifest: &str) -> String {
    format!("{made_by} {manifest}\n")
}

/// Notes in a cache that it is no matter for a repository.
pub(super) fn keep_out_of_repositories(cache: &Path) {
    let _ = fs::write(cache.join(GITIGNORE), "*\n");
}

/// The receipts in a folder, and traces.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let is_receipt =
        |name: &str| name.starts_with(PREFIX) && (name.ends_with(SUFFIX) || name.ends_with(TRACES));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().is_some_and(is_receipt)).map(|e| e.path()).collect()
}

/// Removes all receipts and traces from a cache. Returns how many builds had left some.
///
/// # Errors
///
/// If one cannot be removed.
pub(super) fn clear(cache: &Path) -> io::Result<usize> {
    let receipts = kept(cache);
    receipts.iter().try_for_each(fs::remove_file)?;
    let builds: BTreeSet<_> = receipts.iter().filter_map(|path| path.file_stem()).collect();
    Ok(builds.len())
}

/// Removes a cache, if nothing is left in it.
pub(super) fn remove_empty(cache: &Path) {
    let mut entries = fs::read_dir(cache).into_iter().flatten().flatten();
    if entries.all(|entry| entry.file_name() == GITIGNORE) {
        let _ = fs::remove_file(cache.join(GITIGNORE));
        let _ = fs::remove_dir(cache);
    }
}
