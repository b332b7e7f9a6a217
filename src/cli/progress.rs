//! The progress bar: paths done, paths per second, time left. On standard error, and only where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that goes away when dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many paths; an invisible one when `quiet` or when standard error is not a terminal.
    pub(super) fn new(paths: u64, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(paths), target);
        let style =
            ProgressStyle::with_template("{bar:24} {human_pos} of {human_len} paths, {per_sec}, {eta} left");
        Self(style.map(|style| bar.clone().with_style(style)).unwrap_or(bar))
    }

    /// So many paths are done.
    pub(super) fn set(&self, paths: u64) {
        self.0.set_position(paths);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
