//! From scenario names to what can be simulated: every problem of every scenario before anything else happens.

use crate::analysis::target::{self, Met};
use crate::compile::{Ensemble, compile};
use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read;
use crate::scenario::{Run, Scenario};

use super::output;
use super::settings::Settings;

/// A scenario that is ready to run.
pub(super) struct Job {
    pub scenario: Scenario,
    pub ensemble: Ensemble,
    /// Every text that it was read from.
    pub sources: Sources,
}

/// Reads and compiles all of `names`, with `change` applied to the run settings, and prints every problem found.
/// `None` when one of them is an error.
pub(super) fn prepare(names: &[String], change: impl Fn(&mut Run)) -> Option<Vec<Job>> {
    let (mut jobs, mut said) = (Vec::new(), Vec::new());
    for name in names {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let scenario = read::read(name, &mut sources, &mut diagnostics);
        let job = scenario.and_then(|mut scenario| {
            change(&mut scenario.run);
            let ensemble = compile(&scenario, &mut diagnostics)?;
            Some((scenario, ensemble))
        });
        // Two scenarios of one model have its problems in common: they are said once.
        let text = render(&diagnostics, &sources, Style::Coloured);
        if !said.contains(&text) {
            output::rendered(&text);
            said.push(text);
        }
        let sound = job.filter(|_| !diagnostics.has_errors());
        jobs.push(sound.map(|(scenario, ensemble)| Job { scenario, ensemble, sources }));
    }
    jobs.into_iter().collect()
}

/// The job with its targets met, and what was found for them; `None` when one cannot be, which is then said.
pub(super) fn solved(mut job: Job, settings: &Settings) -> Option<(Job, Vec<Met>)> {
    if job.scenario.targets.is_empty() {
        return Some((job, Vec::new()));
    }
    match target::solve(&mut job.scenario, &settings.options(None)) {
        Ok(met) => {
            let mut diagnostics = Diagnostics::new();
            job.ensemble = compile(&job.scenario, &mut diagnostics)?;
            Some((job, met))
        }
        Err(unmet) => {
            output::error(&format!("{}: {unmet}", job.scenario.name), Some(unmet.help()));
            None
        }
    }
}
