//! The progress bar: paths done, paths per second, time left. On standard error, and only where that is a terminal.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// A bar that goes away when dropped.
pub(super) struct Progress(ProgressBar);

/// A bar of what is simulated again and again, nobody knows how often: a search.
pub(super) struct Tries {
    bar: Progress,
    /// Paths done in this try, and how many tries there were.
    last: AtomicU64,
    number: AtomicU64,
}

impl Tries {
    /// A bar for so many paths a try; an invisible one as [`Progress::new`].
    pub(super) fn new(paths: u64, quiet: bool) -> Self {
        let bar = Progress::new(paths, quiet);
        let template =
            "try {msg}: {bar:24} {human_pos} of {human_len} paths, {eta} left of it, {elapsed} so far";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.0.set_style(style);
        }
        bar.0.set_message("1");
        Self { bar, last: AtomicU64::new(0), number: AtomicU64::new(1) }
    }

    /// So many paths of a try are done; far fewer than before begin another one.
    pub(super) fn set(&self, paths: u64) {
        // Threads tell in any order.
        if paths < self.last.swap(paths, Ordering::Relaxed) / 2 {
            let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.0.set_message(number.to_string());
            self.bar.0.reset_eta();
        }
        self.bar.set(paths);
    }
}

impl Progress {
    /// A bar for so many paths; an invisible one when `quiet` or when standard error is not a terminal.
    pub(super) fn new(paths: u64, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(paths), target);
        let template = "{msg}{bar:24} {human_pos} of {human_len} paths, {rate} a second, {eta} left";
        let style = ProgressStyle::with_template(template).map(|style| style.with_key("rate", rate));
        Self(style.map(|style| bar.clone().with_style(style)).unwrap_or(bar))
    }

    /// So many paths are done.
    pub(super) fn set(&self, paths: u64) {
        self.0.set_position(paths);
    }

    /// No bar any more, so that something can be said.
    pub(super) fn hide(&self) {
        self.0.finish_and_clear();
    }

    /// What is done that is no path of these; nothing more where it is empty.
    pub(super) fn say(&self, what: &str) {
        self.0.set_message(if what.is_empty() { String::new() } else { format!("{what}: ") });
    }
}

/// Paths per second to two digits: more would only flicker.
fn rate(state: &ProgressState, text: &mut dyn fmt::Write) {
    let _ = write!(text, "{}", HumanCount(two_digits(state.per_sec() as u64)));
}

fn two_digits(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number / unit * unit
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.hide();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_of_a_rate() {
        for (number, rounded) in
            [(0, 0), (7, 7), (99, 99), (101, 100), (11_155, 11_000), (u64::MAX, 18 * 10_u64.pow(18))]
        {
            assert_eq!(two_digits(number), rounded);
        }
    }

    #[test]
    fn the_template_is_sound_and_quiet_is_hidden() {
        let bar = Progress::new(10, true);
        bar.set(3);
        assert!(bar.0.is_hidden());
        assert_eq!((bar.0.position(), bar.0.length()), (3, Some(10)));
        let tries = Tries::new(1_000, true);
        for done in [256, 768, 512, 1_000, 256, 512, 1_000, 256] {
            tries.set(done);
        }
        assert_eq!(tries.number.load(Ordering::Relaxed), 3);
    }
}
