//! Adaptive importance sampling: from the prior to the posterior by powers of the likelihood.

use crate::numerics::exp;
use crate::simulate::{Options, made_at_scores};

use super::pareto::shape;
use super::problem::Problem;
use super::proposal::Proposal;
use super::{Quality, Uncalibrated};

/// Draws of a round of adaptation.
const ROUND: u64 = 4_096;
/// Rounds, at most.
const ROUNDS: usize = 60;
/// Rounds with the whole likelihood, after which the last sample is drawn.
const SETTLED: usize = 3;
/// Effective draws of a round, at least: the power of the likelihood rises as far as they allow.
const ENOUGH: f64 = 400.0;

/// Draws from a proposal, weighted so that they stand for the posterior.
#[derive(Debug)]
pub(super) struct Sample {
    /// By draw: the parameters' values.
    pub values: Vec<Vec<f64>>,
    /// By draw, adding up to 1.
    pub weights: Vec<f64>,
    pub quality: Quality,
}

/// Draws of one proposal.
struct Round {
    points: Vec<Vec<f64>>,
    /// log prior - log proposal.
    ratios: Vec<f64>,
    likelihoods: Vec<f64>,
    values: Vec<Vec<f64>>,
}

/// A sample of so many draws from the posterior.
///
/// # Errors
/// When nothing of the prior is possible, or the posterior is not found.
pub(super) fn sample(
    problem: &Problem,
    seed: u64,
    draws: u64,
    options: &Options,
) -> Result<Sample, Uncalibrated> {
    let dimensions = problem.scores.len();
    let mut proposal = Proposal::prior(dimensions);
    let (mut rounds, mut settled) = (0, 0);
    while settled < SETTLED {
        if rounds == ROUNDS {
            return Err(Uncalibrated::Lost);
        }
        let round = Round::draw(problem, &proposal, seed, rounds, ROUND, options)?;
        if rounds == 0 && round.likelihoods.iter().all(|l| *l == f64::NEG_INFINITY) {
            return Err(nowhere(problem, dimensions, options));
        }
        rounds += 1;
        let power = round.power();
        settled = if power >= 1.0 { settled + 1 } else { 0 };
        // Where the draws fall on one point the search goes on from where it was.
        if let Some(fitted) = Proposal::fitted(&round.points, &round.weights(power)) {
            proposal = fitted;
        }
    }
    let last = Round::draw(problem, &proposal, seed, rounds, draws, options)?;
    let weights = last.weights(1.0);
    let largest = weights.iter().fold(0.0, |most, w| if *w > most { *w } else { most });
    let quality = Quality { draws, effective: effective(&weights), shape: shape(&weights), largest, rounds };
    Ok(Sample { values: last.values, weights, quality })
}

/// What cannot be, at the prior's medians.
fn nowhere(problem: &Problem, dimensions: usize, options: &Options) -> Uncalibrated {
    let case = problem.case(&vec![0.0; dimensions]);
    let found = made_at_scores(&problem.ensemble, options, &[case], |columns| problem.impossible(columns));
    match found {
        Ok(mut found) => match found.pop().flatten() {
            Some(what) => Uncalibrated::Impossible(what),
            None => Uncalibrated::Lost,
        },
        Err(failure) => Uncalibrated::Simulation(failure),
    }
}

impl Round {
    fn draw(
        problem: &Problem,
        proposal: &Proposal,
        seed: u64,
        number: usize,
        draws: u64,
        options: &Options,
    ) -> Result<Self, Uncalibrated> {
        let points: Vec<Vec<f64>> = (0..draws).map(|at| proposal.draw(seed, number, at)).collect();
        let ratios = points.iter().map(|point| proposal.log_ratio(point)).collect();
        let cases: Vec<Vec<f64>> = points.iter().map(|point| problem.case(point)).collect();
        let made = |columns: &[f64]| (problem.log_likelihood(columns), problem.values(columns).to_vec());
        let found = made_at_scores(&problem.ensemble, options, &cases, made);
        let (likelihoods, values) = found.map_err(Uncalibrated::Simulation)?.into_iter().unzip();
        Ok(Self { points, ratios, likelihoods, values })
    }

    /// Weights of prior times likelihood to a power, adding up to 1; all 0 where nothing is possible.
    fn weights(&self, power: f64) -> Vec<f64> {
        let logs: Vec<f64> =
            self.ratios.iter().zip(&self.likelihoods).map(|(ratio, l)| ratio + power * l).collect();
        let most = logs.iter().fold(f64::NEG_INFINITY, |most, x| if *x > most { *x } else { most });
        if most == f64::NEG_INFINITY {
            return vec![0.0; logs.len()];
        }
        let weights: Vec<f64> = logs.iter().map(|x| exp(x - most)).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / sum).collect()
    }

    /// The largest power, up to 1, that leaves enough effective draws; a tiny one where none does.
    fn power(&self) -> f64 {
        let enough = |power: f64| effective(&self.weights(power)) >= ENOUGH;
        if enough(1.0) {
            return 1.0;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if enough(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if low > 0.0 { low } else { high }
    }
}

/// (Σw)²/Σw² of weights that add up to 1.
fn effective(weights: &[f64]) -> f64 {
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if squares > 0.0 { 1.0 / squares } else { 0.0 }
}
