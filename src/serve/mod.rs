//! The preview: builds the site whenever its files change, and serves the last state without errors from memory.
//!
//! 1. [`watch`] says when something may have changed, and where. Events are hints only: what they name is read first,
//!    and when that is served the whole site, so that nothing stays unseen. What is the same is not built again.
//! 2. [`crate::build::Builder`] makes the next state of what changed.
//! 3. [`preview`] holds what is served: the last good site, and what was found in the newest.
//! 4. [`server`] answers over HTTP, on loopback alone; [`reload`] tells open pages what became of them.
//!
//! Nothing is written to disk. How events are shown is left to `cli`.

mod answer;
mod body;
mod copies;
mod preview;
mod reload;
mod server;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::build::{self, Builder, Built, CheckOptions, Made, Told};
use crate::diag::{Diagnostic, Diagnostics};
use crate::render::{Late, Progress, Reason, defect};
use crate::source::{self, Files};
use preview::Preview;
use watch::{Hint, Watch};

/// What a preview is told.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// What is built.
    pub check: CheckOptions,
    /// The port; the first free one from 8000 on if none is named. 0 lets the system choose.
    pub port: Option<u16>,
    /// Looks at the files twice a second instead of asking the system for events.
    pub poll: bool,
    /// The address that opens a place in an editor, with `{path}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// Is told how far a build is.
    pub progress: Option<Arc<dyn Progress>>,
}

/// What a preview has to say.
#[derive(Debug)]
pub enum Event<'a> {
    /// Pages can be had at this address.
    Listening(&'a str),
    /// Files are looked at regularly, because the system gives no events: why.
    Polling(&'a str),
    /// A state of the site was made, or found to have errors.
    Made {
        /// Files that differ from the state before; none the first time.
        changed: &'a [Arc<str>],
        /// What was found.
        built: &'a Built,
        /// What was rendered anew, and why.
        rendered: &'a [(Arc<str>, Reason)],
        /// From the first hint of a change.
        took: Duration,
    },
    /// Something is wrong with files of the last state that no page shows.
    Found(&'a Built),
}

/// Serves the site until the process ends.
///
/// # Errors
///
/// If no port can be listened on.
pub fn serve(options: &ServeOptions, tell: &mut dyn FnMut(&Event<'_>)) -> Result<(), String> {
    let listeners = server::listen(options.port)?;
    let url = format!("http://localhost:{}/", listeners.port);
    let root = options.check.root.canonicalize().unwrap_or_else(|_| options.check.root.clone());
    // Watched before it is first read, so that no change falls between the two.
    let mut watch = Watch::new(&root, options.poll);
    let (sender, receiver) = tokio::sync::watch::channel(Arc::new(Preview::default()));
    let mut state = State {
        builder: builder(options, &root),
        root,
        options: options.clone(),
        sender,
        last: None,
        built: Built::default(),
        to_make: Vec::new(),
    };
    state.read_all(Instant::now(), tell);
    server::start(listeners, receiver)?;
    tell(&Event::Listening(&url));
    // Since when the whole site has not been looked at.
    let mut unsure: Option<Instant> = None;
    loop {
        if let Some(why) = watch.trouble() {
            tell(&Event::Polling(&why));
        }
        let rest = unsure.map(|since| if since.elapsed() < LONGEST_UNSURE { PAUSE } else { Duration::ZERO });
        match watch.wait(rest.or_else(|| state.has_more_to_make().then_some(Duration::ZERO))) {
            Some(Hint { since, paths: Some(paths) }) if state.read_some(&paths, since, tell) => {
                unsure = unsure.or(Some(since));
            }
            Some(Hint { since, .. }) => {
                unsure = None;
                state.read_all(since, tell);
            }
            None if unsure.take().is_some() => state.read_all(Instant::now(), tell),
            None => state.make_more(&mut watch, tell),
        }
    }
}

/// After what was hinted at has been read, and nothing more happens for this long, the whole site is read: hints may
/// be wrong, or too few.
const PAUSE: Duration = Duration::from_millis(40);
/// If something happens all the time, it is read after this time all the same.
const LONGEST_UNSURE: Duration = Duration::from_secs(2);

/// The site as it was last read, and what makes it.
struct State {
    builder: Builder,
    root: PathBuf,
    options: ServeOptions,
    sender: tokio::sync::watch::Sender<Arc<Preview>>,
    last: Option<(Files, Diagnostics)>,
    /// What is served was built with these findings.
    built: Built,
    /// Files that are made when somebody asks for them, and that may have mistakes that nobody should have to ask for.
    to_make: Vec<Arc<Late>>,
}

impl State {
    /// Reads the whole site, and makes it if it differs from when it was last read.
    fn read_all(&mut self, since: Instant, tell: &mut dyn FnMut(&Event<'_>)) {
        let none = Files::default();
        let before = self.last.as_ref().map_or(&none, |(files, _)| files);
        let (files, found) = source::read_site_again(&self.root, before);
        self.renew(files, found, since, tell);
    }

    /// Reads what was hinted at, and makes the site if it differs. False if the whole site has to be read for that.
    fn read_some(
        &mut self,
        paths: &BTreeSet<PathBuf>,
        since: Instant,
        tell: &mut dyn FnMut(&Event<'_>),
    ) -> bool {
        let Some((before, found)) = self.last.as_ref().filter(|(_, found)| found.is_empty()) else {
            return false;
        };
        let (files, found) = (source::read_some_again(&self.root, before, paths), found.clone());
        files.map(|files| self.renew(files, found, since, tell)).is_some()
    }

    /// Makes the site of its files, unless they are the same as before.
    fn renew(&mut self, files: Files, found: Diagnostics, since: Instant, tell: &mut dyn FnMut(&Event<'_>)) {
        let changed = match &self.last {
            Some((before, said)) => {
                let changed = differing(before, &files);
                if changed.is_empty() && said.iter().eq(found.iter()) {
                    return;
                }
                changed
            }
            None => Vec::new(),
        };
        self.last = Some((files.clone(), found.clone()));
        let texts = files.texts.clone();
        let said = found.clone();
        let made = unbroken(&changed, || self.builder.make(files, found, Told::Grave));
        let Made { built, artefacts, late, rendered } = made.unwrap_or_else(|defect| {
            // What the builder remembers may be half done.
            self.builder = builder(&self.options, &self.root);
            let diagnostics = said.into_iter().chain([*defect]).collect();
            Made { built: Built { diagnostics, texts, ..Built::default() }, ..Made::default() }
        });
        self.to_make = late.iter().filter(|late| late.may_fail()).cloned().collect();
        let before = self.sender.borrow().clone();
        let link = |path: &str, line, column| self.link(path, line, column);
        let next = before.next(artefacts, late, self.builder.root(), &built, &link);
        let _ = self.sender.send(Arc::new(next));
        tell(&Event::Made { changed: &changed, built: &built, rendered: &rendered, took: since.elapsed() });
        self.built = built;
    }

    fn has_more_to_make(&self) -> bool {
        !self.to_make.is_empty()
    }

    /// Makes files that nobody has asked for until something happens: what is wrong with them is told.
    fn make_more(&mut self, watch: &mut Watch, tell: &mut dyn FnMut(&Event<'_>)) {
        let mut found = Vec::new();
        while let Some(late) = self.to_make.pop() {
            found.extend(late.get().err().unwrap_or_default());
            if watch.is_pending() {
                break;
            }
        }
        if found.is_empty() {
            return;
        }
        self.built.diagnostics.extend(found);
        let before = self.sender.borrow().clone();
        let next = before.with_findings(&self.built, &|path, line, column| self.link(path, line, column));
        let _ = self.sender.send(Arc::new(next));
        tell(&Event::Found(&self.built));
    }

    /// The address that opens a place in an editor.
    fn link(&self, path: &str, line: usize, column: usize) -> Option<String> {
        let on_disk = self.root.join(path);
        let url = self.options.editor.as_deref()?.replace("{path}", &on_disk.to_string_lossy());
        Some(url.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()))
    }
}

/// A builder that has not seen any state of the site.
fn builder(options: &ServeOptions, root: &Path) -> Builder {
    let builder = Builder::preview(options.check.clone()).caching(build::kept(root));
    match &options.progress {
        Some(progress) => builder.telling(Arc::clone(progress)),
        None => builder,
    }
}

/// Makes a state of the site. A defect in the program must not end a preview: the last good site stays, until a change
/// leads around the defect.
fn unbroken(changed: &[Arc<str>], make: impl FnOnce() -> Made) -> Result<Made, Box<Diagnostic>> {
    panic::catch_unwind(AssertUnwindSafe(make)).map_err(|panic| {
        let about = changed.first().cloned().unwrap_or_else(|| "site.yaml".into());
        Box::new(defect("built the site", &about, &*panic))
    })
}

/// The paths of files that are in one state alone, or differ, sorted.
fn differing(before: &Files, after: &Files) -> Vec<Arc<str>> {
    let mut paths = differing_keys(&before.texts, &after.texts, is_same);
    paths.extend(differing_keys(&before.binaries, &after.binaries, PartialEq::eq));
    paths.extend(differing_keys(&before.beside_templates, &after.beside_templates, is_same));
    paths.extend(differing_keys(&before.undecoded, &after.undecoded, is_same));
    paths.sort();
    paths.dedup();
    paths
}

/// True if two files hold the same. What was read again and did not change is the very same in memory, and the whole
/// site is not gone through after each edit.
fn is_same<T: ?Sized + PartialEq>(a: &Arc<T>, b: &Arc<T>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

fn differing_keys<V>(
    before: &BTreeMap<Arc<str>, V>,
    after: &BTreeMap<Arc<str>, V>,
    is_same: impl Fn(&V, &V) -> bool,
) -> Vec<Arc<str>> {
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let stays = |path: &Arc<str>, value: &V| before.get(path).is_some_and(|before| is_same(before, value));
    let new = after.iter().filter(|(path, value)| !stays(path, value)).map(|(path, _)| path);
    gone.chain(new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_ends_nothing() {
        let changed: [Arc<str>; 1] = ["data/series/trade.yaml".into()];
        let found = unbroken(&changed, || panic!("Addition overflowed")).unwrap_err();
        assert_eq!((found.rule, &*found.place.file), ("program-defect", "data/series/trade.yaml"));
        assert_eq!(found.message, "Waybill failed while it built the site: Addition overflowed");
        assert!(unbroken(&[], Made::default).unwrap().artefacts.is_empty());
    }
}
