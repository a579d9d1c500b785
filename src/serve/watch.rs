//! When something in the site's folder may have changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::SOURCE_FOLDERS;

/// An editor that saves does several things at once: after the last one it is quiet for this long.
const QUIET: Duration = Duration::from_millis(15);
/// Whoever writes without a pause (a checkout of many files) is not waited for any longer than this.
const LONGEST_BURST: Duration = Duration::from_millis(200);
/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(500);

/// Watches `site.yaml` and the folders of a site: no output folder, and no `.git`.
pub(super) struct Watch {
    root: PathBuf,
    /// None: files are looked at regularly.
    watcher: Option<RecommendedWatcher>,
    events: Receiver<notify::Result<notify::Event>>,
    trouble: Option<String>,
}

impl Watch {
    /// Begins to watch a site whose root is a path without links.
    pub fn new(root: &Path, poll: bool) -> Self {
        let (sender, events) = mpsc::channel();
        let mut watch = Watch { root: root.to_owned(), watcher: None, events, trouble: None };
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

    /// Waits for a burst of changes to end, and returns when it began.
    pub fn wait(&mut self) -> Instant {
        loop {
            if self.watcher.is_none() {
                std::thread::sleep(POLL);
                return Instant::now();
            }
            let Ok(first) = self.events.recv() else {
                self.fall_back(&notify::Error::generic("the watcher ended"));
                continue;
            };
            let since = Instant::now();
            if self.heed(first) {
                self.settle(since);
                return since;
            }
        }
    }

    /// Takes events until there are none for a while.
    fn settle(&mut self, since: Instant) {
        let mut quiet_since = Instant::now();
        while since.elapsed() < LONGEST_BURST && self.watcher.is_some() {
            let Some(rest) = QUIET.checked_sub(quiet_since.elapsed()) else { return };
            match self.events.recv_timeout(rest) {
                Ok(event) => {
                    if self.heed(event) {
                        quiet_since = Instant::now();
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// True if an event hints at a change of the site. Reading a file is none: the program itself reads them all.
    fn heed(&mut self, event: notify::Result<notify::Event>) -> bool {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                self.fall_back(&error);
                return true;
            }
        };
        if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
            return false;
        }
        for folder in SOURCE_FOLDERS {
            if event.paths.iter().any(|path| *path == self.root.join(folder)) {
                self.follow(folder);
            }
        }
        event.need_rescan() || event.paths.iter().any(|path| self.concerns(path))
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
