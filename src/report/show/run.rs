//! How it would be run.

use serde::Serialize;

use crate::scenario::{OnBadPath, Scenario};

use super::super::number::count;
use super::super::terminal::{Line, Role};
use super::super::words;
use super::layout::{block, heading};

/// Run settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// How many futures.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from.
    pub sampler: &'static str,
    /// `uncertain` or `fixed`.
    pub parameters: &'static str,
    /// `fail` or `count`.
    pub on_bad_path: &'static str,
}

impl Run {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let run = scenario.run;
        Self {
            paths: run.paths,
            seed: run.seed,
            sampler: words::sampler(run.sampler),
            parameters: words::parameters(run.parameters),
            on_bad_path: match run.on_bad_path {
                OnBadPath::Fail => "fail",
                OnBadPath::Count => "count",
            },
        }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        let mut lines = heading("Run", "", width);
        let parameters = match self.parameters {
            "fixed" => "parameters at their central values",
            _ => "parameters drawn from their priors",
        };
        let bad = match self.on_bad_path {
            "count" => "a path that fails is counted",
            _ => "a path that fails ends the run",
        };
        let text = format!(
            "{} paths, seed {}, sampler {}; {parameters}; {bad}",
            count(self.paths),
            self.seed,
            self.sampler
        );
        block(&mut lines, Role::Plain, 2, &text, width);
        lines
    }
}
