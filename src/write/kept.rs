//! What took long to make, on disk for the next process: a file for each, named by the hash of what it was made of and of
//! the program that made it.
//!
//! Its first bytes are the hash of the others, so that a damaged file is as good as none. Once they are too many, those
//! go first that nobody has asked for for longest.

#![expect(
    clippy::disallowed_methods,
    reason = "`write` writes to the disk, and notes when a file was used last"
)]

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use blake3::{Hash, Hasher, OUT_LEN};

use super::apply::TEMPORARY;
use super::receipt;

/// The folder within the cache.
const FOLDER: &str = "artefacts";

/// Which part of what may be kept is written before somebody looks whether it is too much.
const LEEWAY: u64 = 8;

/// Artefacts that are kept in a cache.
#[derive(Debug)]
pub struct Kept {
    cache: PathBuf,
    /// What tells programs apart that make other bytes of the same.
    program: &'static str,
    /// The most bytes that may be kept; none for who may only look.
    most: Option<u64>,
    /// How many were written since it was last seen to that.
    written: AtomicU64,
}

/// A file of the folder. Ordered by when it was used last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    used: Option<SystemTime>,
    path: PathBuf,
    length: u64,
}

impl Kept {
    /// What a program keeps in a cache, which need not exist: at most so many bytes, and some more while they are written.
    pub fn of(cache: PathBuf, program: &'static str, most: u64) -> Self {
        let kept = Kept { most: Some(most), ..Kept::read_only(cache, program) };
        kept.trim();
        kept
    }

    /// The same for who may only look: nothing is kept, forgotten, or noted as used.
    pub fn read_only(cache: PathBuf, program: &'static str) -> Self {
        Kept { cache, program, most: None, written: AtomicU64::new(0) }
    }

    /// The bytes of a key, if they are there as they were written.
    pub fn get(&self, key: &Hash) -> Option<Vec<u8>> {
        let path = self.path(key);
        let mut file = File::open(&path).ok()?;
        let (mut hash, mut bytes) = ([0; OUT_LEN], Vec::new());
        file.read_exact(&mut hash).ok()?;
        file.read_to_end(&mut bytes).ok()?;
        if blake3::hash(&bytes) != hash {
            return None;
        }
        if self.most.is_some() {
            // Only for what is forgotten first: a file that may not be written is as good.
            let _ =
                File::options().write(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        }
        Some(bytes)
    }

    /// Keeps the bytes of a key. Where the disk refuses, they are made again next time.
    pub fn keep(&self, key: &Hash, bytes: &[u8]) {
        let Some(most) = self.most else { return };
        let _ = self.put(&self.path(key), bytes);
        let length = bytes.len() as u64;
        if self.written.fetch_add(length, Ordering::Relaxed) + length > most / LEEWAY {
            self.written.store(0, Ordering::Relaxed);
            self.trim();
        }
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = self.cache.join(FOLDER);
        if !folder.is_dir() {
            fs::create_dir_all(&folder)?;
            receipt::keep_out_of_repositories(&self.cache);
        }
        // Whoever reads it meanwhile sees all of it or nothing.
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
        file.write_all(blake3::hash(bytes).as_bytes())?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    }

    fn path(&self, key: &Hash) -> PathBuf {
        let name = Hasher::new().update(self.program.as_bytes()).update(key.as_bytes()).finalize();
        self.cache.join(FOLDER).join(name.to_hex().as_str())
    }

    /// Forgets what was used least recently, until the rest is no more than may be kept.
    fn trim(&self) {
        let Some(most) = self.most else { return };
        let mut entries = entries(&self.cache);
        let mut length: u64 = entries.iter().map(|entry| entry.length).sum();
        if length <= most {
            return;
        }
        entries.sort();
        for entry in entries {
            if length <= most {
                break;
            }
            if fs::remove_file(&entry.path).is_ok() {
                length -= entry.length;
            }
        }
    }
}

/// The artefacts that are kept in a cache, and what is left of those that a killed process was writing.
fn entries(cache: &Path) -> Vec<Entry> {
    let is_ours = |name: &str| Hash::from_hex(name).is_ok() || name.starts_with(TEMPORARY);
    let files = fs::read_dir(cache.join(FOLDER)).into_iter().flatten().flatten();
    let files = files.filter(|file| file.file_name().to_str().is_some_and(is_ours));
    let entry = |file: fs::DirEntry| {
        let metadata = file.metadata().ok()?;
        Some(Entry { used: metadata.modified().ok(), path: file.path(), length: metadata.len() })
    };
    files.filter_map(entry).collect()
}

/// Removes all artefacts that are kept in a cache. Returns how many there were.
///
/// # Errors
///
/// If one cannot be removed.
pub(super) fn clear(cache: &Path) -> io::Result<usize> {
    let entries = entries(cache);
    entries.iter().try_for_each(|entry| fs::remove_file(&entry.path))?;
    let _ = fs::remove_dir(cache.join(FOLDER));
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u64 = 1 << 20;

    fn kept(folder: &tempfile::TempDir) -> Kept {
        Kept::of(folder.path().join("cache"), "one", MOST)
    }

    #[test]
    fn a_damaged_or_foreign_artefact_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept(&folder);
        let key = blake3::hash(b"what it is made of");
        assert_eq!(kept.get(&key), None);
        kept.keep(&key, b"bytes");
        assert_eq!(kept.get(&key).as_deref(), Some(&b"bytes"[..]));
        assert_eq!(Kept { program: "another", ..self::kept(&folder) }.get(&key), None);
        let good = fs::read(kept.path(&key)).unwrap();
        for length in 0..good.len() {
            fs::write(kept.path(&key), &good[..length]).unwrap();
            assert_eq!(kept.get(&key), None, "{length} bytes");
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(kept.path(&key), &bad).unwrap();
            assert_eq!(kept.get(&key), None, "byte {at}");
        }
        kept.keep(&key, b"bytes");
        assert_eq!(kept.get(&key).as_deref(), Some(&b"bytes"[..]));
    }

    #[test]
    fn what_was_used_least_recently_is_forgotten_first() {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept(&folder);
        let keys: Vec<_> = (0_u8..4).map(|nth| blake3::hash(&[nth])).collect();
        for (age, key) in keys.iter().enumerate() {
            kept.keep(key, &[7; 100]);
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1000 - age as u64);
            File::options().write(true).open(kept.path(key)).unwrap().set_modified(time).unwrap();
        }
        kept.get(&keys[3]).unwrap();
        fs::write(folder.path().join("cache/artefacts/mine.txt"), "not the program's").unwrap();
        let left = || keys.iter().map(|key| kept.path(key).exists()).collect::<Vec<_>>();
        let of_at_most = |most| Kept::of(kept.cache.clone(), "one", most);
        of_at_most(4 * 132);
        assert_eq!(left(), [true; 4], "all have room");
        of_at_most(3 * 132 - 1);
        assert_eq!(left(), [true, false, false, true]);
        of_at_most(132).keep(&blake3::hash(b"another"), &[8; 100]);
        assert_eq!(left(), [false; 4], "a process that writes much sees to it too");
        assert_eq!(clear(&folder.path().join("cache")).unwrap(), 1);
        assert!(folder.path().join("cache/artefacts/mine.txt").exists());
    }

    #[test]
    fn who_may_only_look_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept(&folder);
        let keys = [b"one", b"two"].map(|key| blake3::hash(key));
        kept.keep(&keys[0], b"bytes");
        let path = kept.path(&keys[0]);
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1000);
        File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let looked = Kept::read_only(kept.cache.clone(), "one");
        looked.keep(&keys[1], b"bytes");
        assert_eq!((looked.get(&keys[0]).as_deref(), looked.get(&keys[1])), (Some(&b"bytes"[..]), None));
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), time);
        assert_eq!(
            kept.get(&keys[0]).as_deref(),
            Some(&b"bytes"[..]),
            "a file that may not be written is read"
        );
    }

    #[test]
    fn a_disk_that_refuses_costs_nothing_but_time() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cache"), "a file is in the way").unwrap();
        let kept = kept(&folder);
        let key = blake3::hash(b"");
        kept.keep(&key, b"bytes");
        assert_eq!(kept.get(&key), None);
        assert_eq!(clear(&folder.path().join("cache")).unwrap(), 0);
    }
}
