//! Where files of the site wait, on the disk that they are for, until all of them are there.
//!
//! A large site need not lie in memory as a whole for that: each file goes to a folder within the output folder as soon
//! as it is rendered, and is moved to its place at the end. One that was not there before waits under its own path, so that
//! folders that are new can be moved as a whole; one that takes the place of another waits under a number. What the output
//! folder holds already is left there and not written again: it is its own copy.

#![allow(clippy::disallowed_methods, reason = "`write` writes to the disk")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use super::apply::TEMPORARY;
use super::manifest::Entry;
use super::output::Locked;
use super::receipt::{Receipt, Receipts, Traces};
use super::{Artefact, Content, Manifest, Output, Written, apply, compare, path};
use crate::diag::Diagnostics;

/// The folder in which files wait that were not there before. Those of threads have numbers.
const NEW: &str = "new";

/// An output folder that is being made ready for a new state of the site. Dropped without [`Stage::write`], it leaves
/// the output folder as it was.
#[derive(Debug)]
pub struct Stage<'a> {
    output: &'a Output,
    locked: Locked<'a>,
    /// What the folder holds.
    old: Manifest,
    /// Made when the first file comes, so that a build that changes nothing touches nothing. None if the disk refused
    /// it: what comes then waits in memory, and is reported when it is put in its place.
    folder: OnceLock<Option<TempDir>>,
    /// One list for each thread, which has a folder of its own too: a folder takes one new file at a time.
    taken: Vec<Mutex<Vec<Artefact>>>,
    /// True once the disk has refused a file: then the others wait in memory too.
    failed: AtomicBool,
}

impl<'a> Stage<'a> {
    /// Creates the output folder if need be, waits until no other build writes to it, and removes what a killed build
    /// left.
    ///
    /// # Errors
    ///
    /// If the folder cannot be created (`unwritable-file`) or its manifest cannot be read (`bad-manifest`).
    pub fn open(output: &'a Output) -> Result<Self, Diagnostics> {
        let locked = output.open()?;
        let old = locked.manifest()?;
        apply::remove_leftovers(output, &old);
        // One for each thread that renders, and one for the others.
        let taken = (0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect();
        Ok(Stage { output, locked, old, folder: OnceLock::new(), taken, failed: AtomicBool::new(false) })
    }

    /// Takes a file of the site. Nothing of the site is changed yet.
    pub fn take(&self, path: &Arc<str>, bytes: Vec<u8>) {
        let (thread, mut taken) = self.taken_here();
        let content = match self.staged(path, &bytes, &format!("{thread}/{}", taken.len())) {
            Ok(content) => content,
            Err(_) => {
                self.failed.store(true, Ordering::Relaxed);
                bytes.into()
            }
        };
        taken.push(Artefact { path: path.clone(), content });
    }

    fn staged(&self, path: &str, bytes: &[u8], name: &str) -> io::Result<Content> {
        let (length, hash) = (bytes.len() as u64, blake3::hash(bytes));
        let there = self.old.files.get(path);
        let there = there.is_some_and(|there| there.length == length && *there.blake3 == *hash.to_hex());
        let in_place = self.output.on_disk(path);
        if there && compare::holds(&in_place, bytes) {
            return Ok(Content::Copy { from: in_place, length, hash });
        }
        let folder = self.folder.get_or_init(|| self.new_folder().ok());
        let folder = folder.as_ref().filter(|_| !self.failed.load(Ordering::Relaxed));
        let folder = folder.ok_or(io::ErrorKind::Other)?.path();
        let is_new = !self.old.owns(path) && path::problem(path).is_none();
        let from = if is_new { folder.join(NEW).join(path) } else { folder.join(name) };
        let mut file = match from.parent() {
            Some(parent) if is_new => apply::in_folder(parent, || File::create_new(&from))?,
            _ => File::create_new(&from)?,
        };
        file.write_all(bytes)?;
        Ok(Content::Copy { from, length, hash })
    }

    /// Where files wait under their own paths, if any do.
    fn new_files(&self) -> Option<PathBuf> {
        Some(self.folder.get()?.as_ref()?.path().join(NEW))
    }

    fn new_folder(&self) -> io::Result<TempDir> {
        let folder = tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(self.output.on_disk(""))?;
        (0..self.taken.len())
            .try_for_each(|thread| fs::create_dir(folder.path().join(thread.to_string())))?;
        Ok(folder)
    }

    /// Takes a file as it is in the output folder, if the last build wrote it and it is there, byte for byte.
    pub fn retake(&self, path: &Arc<str>) -> bool {
        let from = self.output.on_disk(path);
        let Some(entry) = self.old.files.get(path) else { return false };
        let (length, hash) = (entry.length, blake3::Hash::from_hex(&entry.blake3));
        let Some(hash) = hash.ok().filter(|_| compare::has_hash(&from, length, &entry.blake3)) else {
            return false;
        };
        let mut taken = self.taken_here().1;
        taken.push(Artefact { path: path.clone(), content: Content::Copy { from, length, hash } });
        true
    }

    /// The list of the thread at hand, with its number.
    fn taken_here(&self) -> (usize, MutexGuard<'_, Vec<Artefact>>) {
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1) % self.taken.len();
        (thread, self.taken[thread].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The text of the traces that the last build left, if it was this program's with these options, and if it left what the
    /// output folder lists.
    pub fn traces(&self, cache: &Path, made_by: &str) -> Option<String> {
        let receipts = Receipts::of(cache, &self.output.on_disk(""));
        receipts.traces(made_by, &self.old.hash()).filter(|_| !self.old.unfinished)
    }

    /// What was noted of the last build, if it was made of the same and all that it wrote is there, byte for byte; and
    /// how many files that are. `cache` is the folder that receipts lie in.
    pub fn unchanged(&self, cache: &Path, made_of: &str) -> Option<(Value, usize)> {
        let receipt = Receipts::of(cache, &self.output.on_disk("")).read()?;
        if self.old.unfinished || receipt.made_of != made_of || receipt.manifest != self.old.hash() {
            return None;
        }
        let files: Vec<_> = self.old.files.iter().collect();
        let holds = |(path, entry): &(&Arc<str>, &Entry)| {
            compare::has_hash(&self.output.on_disk(path), entry.length, &entry.blake3)
        };
        files.par_iter().all(holds).then_some((receipt.note, files.len()))
    }

    /// Makes the output folder hold what was taken and these artefacts, and keeps what is noted of it in a folder.
    ///
    /// # Errors
    ///
    /// If a path cannot be one (`bad-output-path`), if two artefacts share one (`path-collision`) or if a file
    /// is in the way that is not Waybill's (`foreign-file`), nothing is changed and all such findings are
    /// returned. If the disk fails (`unwritable-file`), each file is either as it was or as it should be.
    pub fn write(
        mut self,
        artefacts: Vec<Artefact>,
        noted: Option<(&Path, Option<Receipt>, Option<Traces>)>,
    ) -> Result<Written, Diagnostics> {
        let Some((cache, receipt, traces)) = noted else { return Ok(self.put_in_place(artefacts)?.0) };
        let receipts = Receipts::of(cache, &self.output.on_disk(""));
        receipts.withdraw();
        let (written, manifest) = self.put_in_place(artefacts)?;
        receipts.keep(receipt, traces.as_ref(), &manifest.hash());
        Ok(written)
    }

    fn put_in_place(&mut self, mut artefacts: Vec<Artefact>) -> Result<(Written, Manifest), Diagnostics> {
        for taken in &mut self.taken {
            artefacts.append(taken.get_mut().unwrap_or_else(PoisonError::into_inner));
        }
        artefacts.sort_by(|a, b| a.path.cmp(&b.path));
        path::check(self.output, &artefacts)?;
        let new = Manifest::of(&artefacts);
        let comparison = compare::compare(self.output, &self.old, &new, &artefacts)?;
        if comparison.is_clean() {
            if self.old != new {
                self.locked.record(&new)?;
            }
            return Ok((comparison.written(), new));
        }
        self.locked.record(&self.old.extended_by(&new))?;
        apply::apply(self.output, &comparison, self.new_files().as_deref())?;
        self.locked.record(&new)?;
        Ok((comparison.written(), new))
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What cannot be removed now harms nobody and is tried again by the next build.
        drop(self.folder.take());
        self.locked.leave();
    }
}
