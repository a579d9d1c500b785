//! When something in the site's folder may have changed.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::SOURCE_FOLDERS;

/// An editor that saves does several things at once. After a file was closed or renamed, it is quiet for this long.
const QUIET: Duration = Duration::from_millis(3);
/// While a file is being written that was not closed yet, for this long: half of it may be there, or nothing. Where the
/// system does not tell when a file is closed, that is all there is to go by.
const UNFINISHED: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 100 } else { 15 });
/// Whoever writes without a pause (a checkout of many files) is not waited for any longer than this.
const LONGEST_BURST: Duration = Duration::from_millis(200);
/// A burst of more paths is looked at as a whole.
const NAMED: usize = 64;
/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(500);

/// Watches `site.yaml` and the folders of a site: no output folder, and no `.git`.
pub(super) struct Watch {
    root: PathBuf,
    /// None: files are looked at regularly.
    watcher: Option<RecommendedWatcher>,
    events: Receiver<notify::Result<notify::Event>>,
    /// Events that were taken and not yet looked at.
    taken: VecDeque<notify::Result<notify::Event>>,
    /// Files that were written to in this burst and not closed yet.
    writing: BTreeSet<PathBuf>,
    trouble: Option<String>,
}

/// What a burst of events hints at.
#[derive(Debug)]
pub(super) struct Hint {
    /// When it began.
    pub since: Instant,
    /// Where something may have changed; none if it may be anywhere.
    pub paths: Option<BTreeSet<PathBuf>>,
}

impl Watch {
    /// Begins to watch a site whose root is a path without links.
    pub fn new(root: &Path, poll: bool) -> Self {
        let (sender, events) = mpsc::channel();
        let mut watch = Watch {
            root: root.to_owned(),
            watcher: None,
            events,
            taken: VecDeque::new(),
            writing: BTreeSet::new(),
            trouble: None,
        };
        if poll {
            watch.trouble = Some("as asked".to_owned());
            return watch;
        }
        match notify::recommended_watcher(sender) {
            Ok(watcher) => watch.watcher = Some(watcher),
            Err(error) => watch.fall_back(&error),
        }
        // The root by itself, so that the coming and going of the others is seen.
        watch.add(root, RecursiveMode::NonRecursive);
        for folder in SOURCE_FOLDERS {
            watch.follow(folder);
        }
        watch
    }

    /// Why files are polled, once.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// True if something happened that was not yet waited for.
    pub fn is_pending(&mut self) -> bool {
        self.taken.extend(self.events.try_iter());
        !self.taken.is_empty()
    }

    /// Waits for a burst of changes to end; none if there was none for so long.
    pub fn wait(&mut self, at_most: Option<Duration>) -> Option<Hint> {
        let until = at_most.map(|time| Instant::now() + time);
        loop {
            if self.watcher.is_none() {
                if at_most.is_some_and(|time| time < POLL) {
                    return None;
                }
                std::thread::sleep(POLL);
                return Some(Hint { since: Instant::now(), paths: None });
            }
            let first = match self.next(until) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => {
                    self.fall_back(&notify::Error::generic("the watcher ended"));
                    continue;
                }
            };
            let mut hint = Hint { since: Instant::now(), paths: Some(BTreeSet::new()) };
            self.writing.clear();
            if self.heed(first, &mut hint) {
                self.settle(&mut hint);
            }
            if hint.paths.as_ref().is_none_or(|paths| !paths.is_empty()) {
                return Some(hint);
            }
        }
    }

    fn next(&mut self, until: Option<Instant>) -> Result<notify::Result<notify::Event>, RecvTimeoutError> {
        if let Some(event) = self.taken.pop_front() {
            return Ok(event);
        }
        match until {
            Some(until) => self.events.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Takes events until there are none for a while.
    fn settle(&mut self, hint: &mut Hint) {
        let mut quiet_since = Instant::now();
        while hint.since.elapsed() < LONGEST_BURST && self.watcher.is_some() {
            let quiet = if self.writing.is_empty() { QUIET } else { UNFINISHED };
            let Ok(event) = self.next(Some(quiet_since + quiet)) else { return };
            if self.heed(event, hint) {
                quiet_since = Instant::now();
            }
        }
    }

    /// Adds what an event hints at; false if that is nothing. Reading a file is no change: the program itself reads
    /// them all.
    fn heed(&mut self, event: notify::Result<notify::Event>, hint: &mut Hint) -> bool {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                self.fall_back(&error);
                hint.paths = None;
                return true;
            }
        };
        let is_whole = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => return false,
            EventKind::Modify(ModifyKind::Name(_) | ModifyKind::Metadata(_)) => true,
            EventKind::Remove(_) | EventKind::Create(CreateKind::Folder) => true,
            _ => false,
        };
        for folder in SOURCE_FOLDERS {
            if event.paths.iter().any(|path| *path == self.root.join(folder)) {
                self.follow(folder);
            }
        }
        if event.need_rescan() {
            hint.paths = None;
            return true;
        }
        let concerned: Vec<PathBuf> = event.paths.into_iter().filter(|path| self.concerns(path)).collect();
        if concerned.is_empty() {
            return false;
        }
        for path in &concerned {
            match is_whole {
                true => drop(self.writing.remove(path)),
                false => drop(self.writing.insert(path.clone())),
            }
        }
        if let Some(paths) = &mut hint.paths {
            paths.extend(concerned);
            if paths.len() > NAMED {
                hint.paths = None;
            }
        }
        true
    }

    fn concerns(&self, path: &Path) -> bool {
        let Ok(within) = path.strip_prefix(&self.root) else { return true };
        let first = within.components().next().map(|first| first.as_os_str());
        first.is_none_or(|first| first == "site.yaml" || SOURCE_FOLDERS.iter().any(|folder| first == *folder))
    }

    /// Watches a folder of the site from now on, if it is there; also if it is another than was watched.
    fn follow(&mut self, folder: &str) {
        let folder = self.root.join(folder);
        if let Some(watcher) = &mut self.watcher {
            // It is no fault if it was not watched.
            let _ = watcher.unwatch(&folder);
        }
        if folder.exists() {
            self.add(&folder, RecursiveMode::Recursive);
        }
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) {
        let Some(watcher) = &mut self.watcher else { return };
        match watcher.watch(path, mode) {
            Ok(()) => {}
            // It went while it was looked at: its folder will tell when it is back.
            Err(_) if !path.exists() => {}
            Err(error) => self.fall_back(&error),
        }
    }

    fn fall_back(&mut self, error: &notify::Error) {
        self.watcher = None;
        self.trouble = Some(error.to_string());
    }
}
