//! Why a run gives no results.

use std::fmt;

use crate::calendar::Quarter;
use crate::compile::Ensemble;
use crate::program::{Isa, Program};
use crate::scenario::Of;

use super::unit::{Sampling, UNIT, Worker};

/// Why a run gives no results.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// A path is not finite, or breaks an identity: the lowest one of the run.
    Path {
        /// Its number, from 0.
        path: u64,
        /// The seed.
        seed: u64,
        /// The first thing on it that is not finite.
        place: BadPlace,
        /// Its value: an infinity or not a number; of an identity, left minus right.
        value: f64,
    },
    /// It would take more memory than is allowed.
    Memory {
        /// Bytes.
        needed: u64,
        /// Bytes.
        allowed: u64,
        /// With how many threads.
        threads: usize,
    },
    /// It was asked to stop.
    Stopped,
    /// The machine would not do it.
    Machine(String),
}

/// What is not as it must be.
#[derive(Debug, Clone, PartialEq)]
pub enum BadPlace {
    /// A variable in a quarter.
    Variable {
        /// With its element.
        variable: String,
        /// When.
        quarter: Quarter,
        /// The scenario's name, where there are several.
        scenario: Option<String>,
        /// In the baseline too, or in the scenario alone.
        of: Of,
        /// When no solution was found for it: the others that are solved together with it.
        solved_with: Option<Vec<String>>,
    },
    /// An identity does not hold in a quarter.
    Identity {
        /// Its name.
        identity: String,
        /// When.
        quarter: Quarter,
        /// Where several scenarios are simulated together: which.
        scenario: Option<String>,
        /// In the baseline too, or in the scenario alone.
        of: Of,
        /// Its left side.
        left: f64,
        /// Its right side.
        right: f64,
    },
    /// Every variable is finite, but not what is measured of them (a growth from zero, say).
    Column {
        /// The column's id.
        column: String,
    },
}

impl Failure {
    pub(super) fn merge(error: impl fmt::Display) -> Self {
        Self::Machine(format!("the looks' results do not fit together: {error}"))
    }

    pub(super) fn threads(error: impl fmt::Display) -> Self {
        Self::Machine(format!("threads cannot be started: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, seed, place, value } => {
                let value = if value.is_nan() { "not a number" } else { "infinite" };
                let variant = |of: &Of, scenario: Option<&String>| match (of, scenario) {
                    (Of::Baseline, None) => "baseline".to_owned(),
                    (Of::Scenario, None) => "scenario".to_owned(),
                    (Of::Baseline, Some(name)) => format!("baseline of {name}"),
                    (Of::Scenario, Some(name)) => format!("scenario {name}"),
                };
                match place {
                    BadPlace::Identity { identity, quarter, scenario, of, left, right } => {
                        let of = variant(of, scenario.as_ref());
                        write!(
                            f,
                            "the identity `{identity}` does not hold in {quarter} of the {of}, on path {path} of seed {seed}: its left side is {left}, its right side {right}"
                        )
                    }
                    BadPlace::Variable { variable, quarter, scenario, of, solved_with } => {
                        let of = variant(of, scenario.as_ref());
                        if let Some(others) = solved_with {
                            let others: Vec<String> =
                                others.iter().map(|other| format!(" and `{other}`")).collect();
                            return write!(
                                f,
                                "no solution was found for `{variable}`{} in {quarter} of the {of}, on path {path} of seed {seed}",
                                others.concat()
                            );
                        }
                        write!(
                            f,
                            "`{variable}` is {value} in {quarter} of the {of}, on path {path} of seed {seed}"
                        )
                    }
                    BadPlace::Column { column } => {
                        write!(
                            f,
                            "the outcome `{column}` is {value} on path {path} of seed {seed}, although every variable is finite"
                        )
                    }
                }
            }
            Self::Memory { needed, allowed, threads } => {
                let megabytes = |bytes: &u64| bytes.div_ceil(1_000_000);
                write!(
                    f,
                    "columns and counters would take {} MB with {threads} threads, more than the {} MB allowed",
                    megabytes(needed),
                    megabytes(allowed)
                )
            }
            Self::Stopped => write!(f, "stopped before all paths were done"),
            Self::Machine(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

/// Finds the first thing on a path that is not finite, by computing its unit again with everything watched.
pub fn trace(ensemble: &Ensemble, path: u64, isa: Isa) -> Failure {
    let within = (path % UNIT) as usize;
    let (watched, program) = ensemble.trace();
    let sampling = Sampling::of(ensemble, isa, 256);
    // The first that is not finite, in the order of time.
    let bad = |program: &Program, outputs: usize| {
        let values = Worker::new(ensemble, program, 256, &sampling).collect(isa, path / UNIT, outputs);
        let on_path = values.into_iter().map(|values| values[within]);
        on_path.enumerate().find(|(_, value)| !value.is_finite())
    };
    let place = |output: usize| BadPlace::Variable {
        variable: watched[output].variable.clone(),
        quarter: watched[output].quarter,
        scenario: watched[output].scenario.clone(),
        of: watched[output].of,
        solved_with: watched[output].solved_with.clone(),
    };
    if let Some((output, value)) = bad(&program, watched.len()) {
        return Failure::Path { path, seed: ensemble.seed, place: place(output), value };
    }
    let (column, value) = bad(&ensemble.program, ensemble.outputs()).unwrap_or((0, f64::NAN));
    let column = ensemble.columns[column.min(ensemble.columns.len() - 1)].id.clone();
    Failure::Path { path, seed: ensemble.seed, place: BadPlace::Column { column }, value }
}

/// Finds the first identity that does not hold on a path, by computing its unit again.
pub fn trace_identity(ensemble: &Ensemble, path: u64, isa: Isa) -> Failure {
    let within = (path % UNIT) as usize;
    let (checked, program) = ensemble.trace_identities();
    let sampling = Sampling::of(ensemble, isa, 256);
    let values = Worker::new(ensemble, &program, 256, &sampling).collect(isa, path / UNIT, 3 * checked.len());
    let on_path: Vec<f64> = values.into_iter().map(|values| values[within]).collect();
    let found = checked.iter().zip(on_path.chunks(3)).find(|(_, values)| values[2] > 0.0);
    let (checked, values) = found.expect("the run has found one on this path");
    let (left, right) = (values[0], values[1]);
    let place = BadPlace::Identity {
        identity: checked.identity.clone(),
        quarter: checked.quarter,
        scenario: checked.scenario.clone(),
        of: checked.of,
        left,
        right,
    };
    Failure::Path { path, seed: ensemble.seed, place, value: left - right }
}
