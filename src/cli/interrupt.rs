//! Ctrl-C: once, the simulation stops and nothing is written; twice, the program ends at once.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use super::output;

static STOP: AtomicBool = AtomicBool::new(false);

/// What the system says of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// From now on, Ctrl-C asks to stop.
pub(super) fn watch() {
    // Where the system has no such signal, it ends the program as ever.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED);
        }
        output::rendered("stopping; Ctrl-C again ends at once\n");
    });
}

/// Whether a simulation is to stop.
pub(super) fn stop() -> &'static AtomicBool {
    &STOP
}
