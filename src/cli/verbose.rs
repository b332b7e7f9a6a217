//! `--verbose`: what was read, how large it is, and how long each step takes. On standard error, in an order of its own making:
//! files as they were read, then steps as they were taken.

use std::time::Instant;

use indicatif::{HumanBytes, HumanCount};

use crate::report::manifest::Identity;
use crate::report::terminal::remark;
use crate::simulate::threads;

use super::output;
use super::prepare::Job;
use super::settings::Settings;

/// Says of a job what it was read from and how large it is.
pub(super) fn of(settings: &Settings, job: &Job) {
    if !settings.verbose {
        return;
    }
    let Job { scenario, ensemble, sources } = job;
    let identity = Identity::new(scenario, sources);
    for (source, input) in sources.iter().zip(&identity.inputs) {
        let bytes = HumanCount(source.text.len() as u64);
        say(&format!("{}: read {}, {bytes} bytes, SHA-256 {}", scenario.name, input.name, input.sha256));
    }
    let threads = threads(settings.threads());
    say(&format!(
        "{}: {} variables, {} parameters, {} shocks, {} events, {} quarters",
        scenario.name,
        scenario.model.variables.len(),
        scenario.model.parameters.len(),
        scenario.shocks.len(),
        scenario.events.len(),
        scenario.quarters
    ));
    say(&format!(
        "{}: {} drivers with {} draws a path, {} instructions, {} columns, {} on {threads} threads",
        scenario.name,
        HumanCount(ensemble.sources.len() as u64),
        HumanCount(ensemble.draws.len() as u64),
        HumanCount(ensemble.program.instructions().len() as u64),
        HumanCount(ensemble.columns.len() as u64),
        HumanBytes(ensemble.memory(threads, settings.block())),
    ));
}

/// Says how long each step takes.
pub(super) struct Watch {
    /// Of what, where anything is said.
    name: Option<String>,
    since: Instant,
}

impl Watch {
    /// From now on.
    pub(super) fn new(settings: &Settings, name: &str) -> Self {
        Self { name: settings.verbose.then(|| name.to_owned()), since: Instant::now() }
    }

    /// A step has ended, and the next begins.
    pub(super) fn lap(&mut self, step: &str) {
        if let Some(name) = &self.name {
            say(&format!("{name}: {step} in {:.2} s", self.since.elapsed().as_secs_f64()));
        }
        self.since = Instant::now();
    }
}

fn say(text: &str) {
    output::errors(&[remark(text)]);
}
