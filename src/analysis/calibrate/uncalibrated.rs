//! Why parameters were not fitted, and what to do.

use std::fmt;

use crate::diagnostic::Diagnostics;
use crate::simulate::Failure;

use super::Quality;

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Uncalibrated {
    /// The scenario does not say what is fitted to what.
    NotAsked,
    /// History cannot answer it.
    Compile(Diagnostics),
    /// No parameter vector of the prior can have brought about what is observed: of which variable, and when first.
    Impossible(String),
    /// The sample is too poor.
    Poor(Quality),
    /// The search for the posterior did not end.
    Lost,
    /// It cannot be simulated.
    Simulation(Failure),
}

impl fmt::Display for Uncalibrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("the scenario does not say which parameters are fitted to what"),
            Self::Compile(_) => f.write_str("history cannot answer what is asked"),
            Self::Impossible(where_) => {
                write!(f, "{where_} is outside what the model can reach with any parameters of the prior")
            }
            Self::Poor(quality) => write!(
                f,
                "{} draws are worth {:.0} of the posterior, and the weights' tail has shape {:.2}: that is too poor to be believed",
                quality.draws, quality.effective, quality.shape
            ),
            Self::Lost => f.write_str("the posterior was not found from the prior: they hardly overlap"),
            Self::Simulation(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for Uncalibrated {}

impl Uncalibrated {
    /// What to do.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::NotAsked => {
                Some("add [calibrate] with `parameters` and `observed`, or write --parameters and --observed")
            }
            Self::Compile(_) => None,
            Self::Impossible(_) => Some(
                "correct the figure, or widen what the model allows: the variable's bounds, the residual's law, the priors",
            ),
            Self::Poor(_) => Some(
                "take more --paths, or fit fewer parameters at once: those that history cannot tell apart make a ridge that draws miss",
            ),
            Self::Lost => Some("widen the priors, or the residual's spread: history lies far from both"),
            Self::Simulation(_) => Some("take fewer --threads, or allow more with --max-memory"),
        }
    }
}
