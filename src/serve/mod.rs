//! The preview: builds the site whenever its files change, and serves the last state without errors from memory.
//!
//! 1. [`watch`] says when something may have changed. Events are hints only: the site is read again, and what is the
//!    same is not built again.
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

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::build::{Builder, Built, CheckOptions, Made, Told};
use crate::diag::Diagnostics;
use crate::render::Reason;
use crate::source::{self, Files};
use preview::Preview;
use watch::Watch;

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
    let mut state = State {
        builder: Builder::preview(options.check.clone()),
        root,
        editor: options.editor.clone(),
        last: None,
    };
    let (sender, receiver) = tokio::sync::watch::channel(Arc::new(Preview::default()));
    state.renew(&sender, Instant::now(), tell);
    server::start(listeners, receiver)?;
    tell(&Event::Listening(&url));
    loop {
        if let Some(why) = watch.trouble() {
            tell(&Event::Polling(&why));
        }
        let since = watch.wait();
        state.renew(&sender, since, tell);
    }
}

/// The site as it was last read, and what makes it.
struct State {
    builder: Builder,
    root: PathBuf,
    editor: Option<String>,
    last: Option<(Files, Diagnostics)>,
}

impl State {
    /// Reads the site, and makes it if it differs from when it was last read.
    fn renew(
        &mut self,
        sender: &tokio::sync::watch::Sender<Arc<Preview>>,
        since: Instant,
        tell: &mut dyn FnMut(&Event<'_>),
    ) {
        let (files, found) = source::read_site(&self.root);
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
        let Made { built, artefacts, late, rendered } = self.builder.make(files, found, Told::Grave);
        let before = sender.borrow().clone();
        let link = |path: &str, line: usize, column: usize| {
            let on_disk = self.root.join(path);
            let url = self.editor.as_deref()?.replace("{path}", &on_disk.to_string_lossy());
            Some(url.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()))
        };
        let _ = sender.send(Arc::new(before.next(artefacts, late, &built, link)));
        tell(&Event::Made {
            changed: &changed,
            built: &built,
            rendered: &rendered,
            took: since.elapsed(),
        });
    }
}

/// The paths of files that are in one state alone, or differ, sorted.
fn differing(before: &Files, after: &Files) -> Vec<Arc<str>> {
    let mut paths = differing_keys(&before.texts, &after.texts);
    paths.extend(differing_keys(&before.binaries, &after.binaries));
    paths.extend(differing_keys(&before.undecoded, &after.undecoded));
    paths.sort();
    paths.dedup();
    paths
}

fn differing_keys<V: PartialEq>(
    before: &std::collections::BTreeMap<Arc<str>, V>,
    after: &std::collections::BTreeMap<Arc<str>, V>,
) -> Vec<Arc<str>> {
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let new = after.iter().filter(|(path, value)| before.get(*path) != Some(value)).map(|(path, _)| path);
    gone.chain(new).cloned().collect()
}
