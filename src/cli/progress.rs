//! How far a long build is, on a terminal.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::render::Progress;

/// A build that takes fewer milliseconds than this needs no bar: it would be gone before it is seen.
const PATIENCE: u64 = 700;

/// A bar, if somebody sees it.
pub(super) fn bar() -> Option<Arc<dyn Progress>> {
    io::stderr().is_terminal().then(|| Arc::new(Bar::new(ProgressDrawTarget::stderr)) as Arc<dyn Progress>)
}

/// A bar that shows itself when a build is long.
#[derive(Debug)]
struct Bar {
    bar: ProgressBar,
    started: Instant,
    /// When the build at hand began, in milliseconds since then.
    begun: AtomicU64,
    is_shown: AtomicBool,
    target: fn() -> ProgressDrawTarget,
}

impl Bar {
    fn new(target: fn() -> ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        // The template is a constant; a plain bar would do as well.
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {human_pos} of {human_len} files") {
            bar.set_style(style);
        }
        Bar {
            bar,
            started: Instant::now(),
            begun: AtomicU64::new(0),
            is_shown: AtomicBool::new(false),
            target,
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Progress for Bar {
    fn begin(&self, files: usize) {
        self.begun.store(self.now(), Ordering::Relaxed);
        self.is_shown.store(false, Ordering::Relaxed);
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
        self.bar.reset();
        self.bar.set_length(files as u64);
    }

    fn advance(&self) {
        self.bar.inc(1);
        if !self.is_shown.load(Ordering::Relaxed)
            && self.now() > self.begun.load(Ordering::Relaxed) + PATIENCE
            && !self.is_shown.swap(true, Ordering::Relaxed)
        {
            self.bar.set_draw_target((self.target)());
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
