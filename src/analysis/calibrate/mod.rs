//! Calibration: parameters fitted to history within their priors.
//!
//! *Likelihood.* An observed variable takes its history, period by period, by the residual that is solved for: u = T(x) - T(f), with
//! f the right-hand side at what history says and at the parameters' values. Its innovations e = u - ar u(-1) have a law that the
//! model states, so that the density of the history given the parameters is the product of theirs, exactly: where an observed
//! equation reads no other one of the same period in a circle, the Jacobian T'(x) does not depend on the parameters. With ar other
//! than 0 it is conditional on the first residual. Residuals that move together under a Gaussian copula have its density too.
//! What is not known that exactly is refused: an equation that reads something with a residual of its own and no history, quarters
//! that were made of years, residuals that move together with others that are not observed.
//!
//! *Posterior.* A path's parameters are made of normal scores, so that one parameter vector is one path at given scores
//! ([`crate::simulate::made_at_scores`]) and the prior of the scores is a standard normal, whatever the priors are. Adaptive importance
//! sampling (Cappé et al. 2004, doi:10.1198/106186004X12803) fits a Student t with 5 degrees of freedom to the prior times the
//! likelihood to a power that rises to 1; the last sample is of nine parts of it and one part of the prior, so that no weight is more
//! than ten times the likelihood. Reported are the effective sample size and the shape k of the weights' tail (Vehtari et al. 2024,
//! arXiv:1507.02646): with fewer than 400 effective draws, or k over 0.7, there is no answer.

mod history;
mod law;
mod pareto;
mod posterior;
mod problem;
mod proposal;
mod reads;
mod sampler;
mod stated;
mod uncalibrated;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostics, Span};
use crate::distribution::Distribution;
use crate::results::Estimate;
use crate::scenario::Scenario;
use crate::simulate::Options;

pub use stated::Stated;
pub use uncalibrated::Uncalibrated;

/// Effective draws, at least.
pub const LEAST_DRAWS: f64 = 400.0;
/// The shape of the weights' tail, at most.
pub const MOST_SHAPE: f64 = 0.7;
/// Draws of the last sample, at least and at most.
const DRAWS: (u64, u64) = (4_096, 1_048_576);

/// Parameters fitted to history.
#[derive(Debug, Clone)]
pub struct Calibrated {
    /// In the order in which they were named.
    pub parameters: Vec<Fitted>,
    /// Spearman's rank correlation of each two, under the posterior: (second, first) in the order of a lower triangle.
    pub rank_correlations: Vec<((usize, usize), f64)>,
    /// What the likelihood is of.
    pub history: Used,
    /// How good the sample is.
    pub diagnostics: Quality,
}

/// One parameter, before and after.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Its name, with its element.
    pub name: String,
    /// Where it is asked for.
    pub span: Span,
    /// Before: its prior, within the range in which it is valid.
    pub prior: Distribution,
    /// What is known of it after.
    pub posterior: Posterior,
    /// How far its mean has moved, in standard deviations of the prior.
    pub moved: f64,
    /// 1 - variance after / variance before.
    pub learned: f64,
    /// The posterior as a distribution that a file can state.
    pub stated: Stated,
}

/// Statistics of a parameter after the data, each with its Monte Carlo error.
#[derive(Debug, Clone, Copy)]
pub struct Posterior {
    /// The mean.
    pub mean: Estimate,
    /// The standard deviation.
    pub sd: Estimate,
    /// The 5th percentile.
    pub p05: Estimate,
    /// The median.
    pub p50: Estimate,
    /// The 95th percentile.
    pub p95: Estimate,
}

/// The history that was seen.
#[derive(Debug, Clone)]
pub struct Used {
    /// The observed variables, each with its element.
    pub observed: Vec<String>,
    /// Variables that are held at their own history.
    pub held: Vec<String>,
    /// Parameters that the residuals depend on too, at their values.
    pub fixed: Vec<String>,
    /// The first period whose residual counts.
    pub first: Period,
    /// The last one.
    pub last: Period,
    /// How many innovations count, of all observed variables.
    pub count: usize,
    /// Whether the last period is the last that had ended by `as_of`, of more that the history has.
    pub cut: bool,
}

/// How good the sample of the posterior is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Draws of the last sample.
    pub draws: u64,
    /// (Σw)²/Σw²: as many independent draws from the posterior would say as much.
    pub effective: f64,
    /// The shape of the weights' tail: under 0.5 their variance is finite, over 0.7 nothing can be trusted.
    pub shape: f64,
    /// The largest weight, as a share of all.
    pub largest: f64,
    /// Rounds of adaptation.
    pub rounds: usize,
}

/// Fits the parameters that a scenario asks for; `run.paths`, from 4,096 to 1,048,576, is how many draws the last sample has.
///
/// # Errors
/// When history cannot answer, or the sample is too poor to be believed.
pub fn calibrate(scenario: &Scenario, options: &Options) -> Result<Calibrated, Uncalibrated> {
    let asked = scenario.calibrate.as_ref().ok_or(Uncalibrated::NotAsked)?;
    let mut diagnostics = Diagnostics::new();
    let problem = problem::Problem::new(scenario, asked, &mut diagnostics);
    let Some(problem) = problem.filter(|_| !diagnostics.has_errors()) else {
        return Err(Uncalibrated::Compile(diagnostics));
    };
    let draws = scenario.run.paths.clamp(DRAWS.0, DRAWS.1);
    let sample = sampler::sample(&problem, scenario.run.seed, draws, options)?;
    let quality = sample.quality;
    if quality.effective < LEAST_DRAWS || quality.shape > MOST_SHAPE {
        return Err(Uncalibrated::Poor(quality));
    }
    let parameters = problem.parameters.iter().enumerate().map(|(at, parameter)| {
        let column = posterior::Column::new(&sample, at);
        posterior::fitted(parameter, &column)
    });
    Ok(Calibrated {
        parameters: parameters.collect(),
        rank_correlations: posterior::rank_correlations(&sample, problem.parameters.len()),
        history: problem.used,
        diagnostics: quality,
    })
}
