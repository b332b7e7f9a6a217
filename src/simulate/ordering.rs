//! Which draw gets which dimension: the first dimensions of the Sobol sequence are the best, so what moves the columns
//! most gets them.
//!
//! A pilot of 4,096 random paths is drawn. The columns' normal scores (ranks, so that tails and units do not matter) are
//! summed up in a few factors, and each factor is regressed on the normal scores of all draws. Three orderings compete:
//! *time* (draws made once a path, then quarter by quarter); *bridge* (each driver's quarters are turned so that the first
//! coordinate is their sum, the next the difference of its halves, and so on: a Brownian bridge, good for residuals that
//! persist); *gradients* (scores are turned so that the first coordinates are the directions in which the factors rise).
//! The one with the lowest mean of log2(1 + position), weighted by the variance that each coordinate explains, is taken; a
//! simpler one unless the other is lower by a tenth. All of it follows from the seed and the ensemble, so shards agree.
//!
//! Sources: Caflisch, Morokoff and Owen 1997, doi:10.21314/JCF.1997.005 (bridge, effective dimension); Imai and Tan 2006,
//! doi:10.21314/JCF.2006.156 (linear transformation).

use crate::compile::{Cadence, Ensemble, Form, PILOT_PATHS};
use crate::numerics::{eigen, normal_quantile};
use crate::program::{Isa, Kernel};
use crate::random::Address;
use crate::random::draws::{fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters};
use crate::random::sobol::DIMENSIONS;

use super::pilot;
use super::points::{Points, Rotation, Turn};
use super::unit::Sampling;

const PATHS: usize = PILOT_PATHS as usize;
/// Columns that are looked at; of more, some at equal distances.
const COLUMNS: usize = 64;
/// Factors, and the share of the columns' variance after which no more are taken.
const FACTORS: usize = 12;
const ENOUGH: f64 = 0.995;
/// Steps of conjugate gradients: draws are nearly uncorrelated, so that each takes a digit off the error.
const STEPS: usize = 6;
/// By how much a less simple ordering must be better.
const BETTER: f64 = 0.9;
/// The least share of the explained variance that makes a direction an axis.
const AXIS: f64 = 1e-3;

/// The points of an ensemble.
pub fn points(ensemble: &Ensemble, isa: Isa, block: usize) -> Points {
    // Not those that are only followed: whether they are must not move a draw.
    let columns: Vec<Vec<f64>> = pilot::columns(ensemble, &Sampling::Random, isa, block)
        .into_iter()
        .zip(&ensemble.columns)
        .filter(|(_, column)| column.course.is_none())
        .map(|(values, _)| values)
        .collect();
    let factors = factors(&columns);
    let Regressed { draws, coefficients } =
        isa.run(Regression { ensemble, draws: &ensemble.draws, factors: &factors });
    let candidates = [time(ensemble, &draws, &coefficients), bridge(ensemble, &draws, &coefficients)];
    let mut best: Option<(f64, Candidate)> = None;
    let gradients = gradients(ensemble, &draws, &coefficients);
    for candidate in candidates.into_iter().chain([gradients]) {
        let cost = candidate.cost();
        if best.as_ref().is_none_or(|(lowest, _)| cost < BETTER * lowest) {
            best = Some((cost, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.points(ensemble)).unwrap_or_default()
}

/// An ordering: the draws by row, those of scores first.
struct Candidate {
    draws: Vec<(u32, Cadence)>,
    rotation: Rotation,
    /// By row: the position of its coordinate among the dimensions.
    positions: Vec<usize>,
    /// By row: the variance that its coordinate explains.
    shares: Vec<f64>,
}

impl Candidate {
    fn cost(&self) -> f64 {
        let whole: f64 = self.shares.iter().sum();
        let each = self.positions.iter().zip(&self.shares);
        let sum: f64 = each.map(|(position, share)| log2_of(1 + position) * share).sum();
        if whole > 0.0 { sum / whole } else { 0.0 }
    }

    fn points(self, ensemble: &Ensemble) -> Points {
        let dimensions: Vec<u16> = self.positions.iter().map(|position| *position as u16).collect();
        Points::new(&ensemble.sources, &self.draws, &dimensions, self.rotation)
    }
}

/// log2 of a whole number, straight lines between powers of two: exact arithmetic.
fn log2_of(n: usize) -> f64 {
    let whole = n.ilog2();
    f64::from(whole) + n as f64 / (1_u64 << whole) as f64 - 1.0
}

fn is_score(ensemble: &Ensemble, draw: (u32, Cadence)) -> bool {
    ensemble.sources[draw.0 as usize].form == Form::Score
}

/// The sum of squares of a draw's coefficients.
fn share(coefficients: &[f64]) -> f64 {
    coefficients.iter().map(|b| b * b).sum()
}

/// The positions, by row, of rows sorted by a key; equal ones as they stand.
fn positions<K>(
    rows: usize,
    key: impl Fn(usize) -> K,
    order: impl Fn(&K, &K) -> std::cmp::Ordering,
) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..rows).collect();
    sorted.sort_by(|a, b| order(&key(*a), &key(*b)));
    let mut positions = vec![0; rows];
    for (position, row) in sorted.into_iter().enumerate() {
        positions[row] = position;
    }
    positions
}

/// The draws with their coefficients, scores first, the most important of each kind first.
fn sorted(
    ensemble: &Ensemble,
    draws: &[(u32, Cadence)],
    coefficients: &[Vec<f64>],
) -> (Vec<(u32, Cadence)>, Vec<Vec<f64>>) {
    let mut rows: Vec<usize> = (0..draws.len()).collect();
    rows.sort_by(|a, b| {
        let kind = |row: usize| !is_score(ensemble, draws[row]);
        kind(*a).cmp(&kind(*b)).then(share(&coefficients[*b]).total_cmp(&share(&coefficients[*a])))
    });
    rows.into_iter().map(|row| (draws[row], coefficients[row].clone())).unzip()
}

fn time(ensemble: &Ensemble, draws: &[(u32, Cadence)], coefficients: &[Vec<f64>]) -> Candidate {
    let (draws, coefficients) = sorted(ensemble, draws, coefficients);
    let shares: Vec<f64> = coefficients.iter().map(|b| share(b)).collect();
    let key = |row: usize| (draws[row].1, shares[row]);
    let positions = positions(draws.len(), key, |a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    Candidate { positions, shares, draws, rotation: Rotation::default() }
}

fn bridge(ensemble: &Ensemble, draws: &[(u32, Cadence)], coefficients: &[Vec<f64>]) -> Candidate {
    let (draws, coefficients) = sorted(ensemble, draws, coefficients);
    let mut quarters: Vec<(u32, Cadence, usize)> = Vec::new();
    for (row, (source, cadence)) in draws.iter().enumerate() {
        if *cadence != Cadence::Once && is_score(ensemble, (*source, *cadence)) {
            quarters.push((*source, *cadence, row));
        }
    }
    quarters.sort_unstable();
    let mut rotation = Rotation::default();
    for driver in quarters.chunk_by(|a, b| a.0 == b.0) {
        let rows: Vec<usize> = driver.iter().map(|(.., row)| *row).collect();
        split(&rows, &mut rotation.turns);
    }
    turned(draws, &coefficients, rotation)
}

/// The first row holds the sum of all over the root of their number; it is split into those of the two halves, and so on.
fn split(rows: &[usize], turns: &mut Vec<Turn>) {
    let (left, right) = rows.split_at(rows.len().div_ceil(2));
    if right.is_empty() {
        return;
    }
    let whole = rows.len() as f64;
    let (c, s) = ((left.len() as f64 / whole).sqrt(), (right.len() as f64 / whole).sqrt());
    turns.push(Turn { rows: [left[0], right[0]], c, s });
    split(left, turns);
    split(right, turns);
}

fn gradients(ensemble: &Ensemble, draws: &[(u32, Cadence)], coefficients: &[Vec<f64>]) -> Candidate {
    let (draws, coefficients) = sorted(ensemble, draws, coefficients);
    let scores = draws.iter().take_while(|draw| is_score(ensemble, **draw)).count();
    let factors = coefficients.first().map_or(0, Vec::len);
    let product = |i: usize, j: usize| coefficients[..scores].iter().map(|b| b[i] * b[j]).sum::<f64>();
    let matrix: Vec<Vec<f64>> = (0..factors).map(|i| (0..factors).map(|j| product(i, j)).collect()).collect();
    let whole: f64 = (0..factors).map(|i| matrix[i][i]).sum();
    let mut rotation = Rotation::default();
    for (value, vector) in eigen(&matrix).into_iter().take(scores) {
        if whole <= 0.0 || value <= AXIS * whole {
            break;
        }
        let along = |b: &Vec<f64>| b.iter().zip(&vector).map(|(b, v)| b * v).sum::<f64>() / value.sqrt();
        let mut axis: Vec<f64> = coefficients[..scores].iter().map(along).collect();
        rotation.undo(&mut axis);
        // Householder: the reflection that brings what is left of the axis onto the next row.
        let first = rotation.reflections.len();
        axis[..first].fill(0.0);
        let norm = axis.iter().map(|x| x * x).sum::<f64>().sqrt();
        axis[first] += if axis[first] < 0.0 { -norm } else { norm };
        let square = axis.iter().map(|x| x * x).sum::<f64>();
        let scale = (2.0 / square).sqrt();
        rotation.reflections.push((first, axis.iter().map(|x| x * scale).collect()));
    }
    turned(draws, &coefficients, rotation)
}

/// The coordinates of turned rows, by what they explain; what explains nothing by what its row explains.
fn turned(draws: Vec<(u32, Cadence)>, coefficients: &[Vec<f64>], rotation: Rotation) -> Candidate {
    let before: Vec<f64> = coefficients.iter().map(|b| share(b)).collect();
    let factors = coefficients.first().map_or(0, Vec::len);
    let mut shares = vec![0.0; draws.len()];
    let rotated = if rotation.turns.is_empty() {
        rotation.reflections.first().map_or(0, |r| r.1.len())
    } else {
        draws.len()
    };
    for factor in 0..factors {
        let mut column: Vec<f64> = coefficients.iter().map(|b| b[factor]).collect();
        rotation.undo(&mut column[..rotated]);
        for (share, b) in shares.iter_mut().zip(column) {
            *share += b * b;
        }
    }
    let key = |row: usize| shares[row] + 1e-3 * before[row];
    let positions = positions(draws.len(), key, |a, b| b.total_cmp(a));
    Candidate { draws, rotation, positions, shares }
}

/// A few uncorrelated sums of the columns' normal scores that hold nearly all of their variance, each of length sqrt of it.
fn factors(columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let step = columns.len().div_ceil(COLUMNS);
    let looked_at = columns.iter().step_by(step.max(1));
    let scores: Vec<Vec<f64>> = looked_at.map(|column| normal_scores(column)).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / PATHS as f64;
    let matrix: Vec<Vec<f64>> = scores.iter().map(|a| scores.iter().map(|b| dot(a, b)).collect()).collect();
    let whole: f64 = (0..matrix.len()).map(|i| matrix[i][i]).sum();
    let (mut found, mut held) = (Vec::new(), 0.0);
    for (value, vector) in eigen(&matrix).into_iter().take(FACTORS) {
        if value <= 0.0 || held > ENOUGH * whole {
            break;
        }
        held += value;
        let mut factor = vec![0.0; PATHS];
        for (weight, scores) in vector.iter().zip(&scores) {
            for (sum, score) in factor.iter_mut().zip(scores) {
                *sum += weight * score;
            }
        }
        found.push(factor);
    }
    found
}

/// The normal scores of the ranks, equal values at their mean rank; 0 where a path failed.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).filter(|path| values[*path].is_finite()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut scores = vec![0.0; values.len()];
    let (count, mut before) = (order.len() as f64, 0);
    for run in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + 0.5 * run.len() as f64;
        before += run.len();
        for path in run {
            scores[*path] = normal_quantile(rank / count);
        }
    }
    scores
}

/// The regression of each factor on the normal scores of all draws.
struct Regression<'a> {
    ensemble: &'a Ensemble,
    draws: &'a [(u32, Cadence)],
    factors: &'a [Vec<f64>],
}

/// By draw: a coefficient for each factor. Of more draws than dimensions, those most correlated with the factors.
struct Regressed {
    draws: Vec<(u32, Cadence)>,
    coefficients: Vec<Vec<f64>>,
}

impl Kernel for Regression<'_> {
    type Output = Regressed;

    #[inline(always)]
    fn run(self) -> Regressed {
        let Self { ensemble, draws, factors } = self;
        let mut draws = draws.to_vec();
        let mut row = vec![0.0; PATHS];
        if draws.len() > DIMENSIONS {
            let mut moves = Vec::with_capacity(draws.len());
            for (at, draw) in draws.iter().enumerate() {
                fill(ensemble, *draw, &mut row);
                let mut sum = 0.0;
                for factor in factors {
                    let b = dot(&row, factor);
                    sum += b * b;
                }
                moves.push((sum, at));
            }
            moves.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            moves.truncate(DIMENSIONS);
            moves.sort_by_key(|(_, at)| *at);
            draws = moves.into_iter().map(|(_, at)| draws[at]).collect();
        }
        let mut x = vec![0.0; draws.len() * PATHS];
        for (draw, row) in draws.iter().zip(x.chunks_exact_mut(PATHS)) {
            fill(ensemble, *draw, row);
        }
        let mut coefficients = vec![vec![0.0; factors.len()]; draws.len()];
        for (k, factor) in factors.iter().enumerate() {
            let solution = solve(&x, factor, draws.len());
            for (b, solution) in coefficients.iter_mut().zip(solution) {
                b[k] = solution;
            }
        }
        Regressed { draws, coefficients }
    }
}

/// Least squares by conjugate gradients on X'X b = X'y, all over the number of paths.
#[inline(always)]
fn solve(x: &[f64], y: &[f64], draws: usize) -> Vec<f64> {
    let mut b = vec![0.0; draws];
    let mut residual = vec![0.0; draws];
    for (r, row) in residual.iter_mut().zip(x.chunks_exact(PATHS)) {
        *r = dot(row, y) / PATHS as f64;
    }
    let mut direction = residual.clone();
    let mut square = dot(&residual, &residual);
    let mut fitted = vec![0.0; PATHS];
    let mut image = vec![0.0; draws];
    for _ in 0..STEPS {
        if square <= 0.0 {
            break;
        }
        fitted.fill(0.0);
        for (p, row) in direction.iter().zip(x.chunks_exact(PATHS)) {
            for (sum, x) in fitted.iter_mut().zip(row) {
                *sum = p.mul_add(*x, *sum);
            }
        }
        for (q, row) in image.iter_mut().zip(x.chunks_exact(PATHS)) {
            *q = dot(row, &fitted) / PATHS as f64;
        }
        let step = square / dot(&direction, &image);
        for i in 0..draws {
            b[i] += step * direction[i];
            residual[i] -= step * image[i];
        }
        let next = dot(&residual, &residual);
        let ratio = next / square;
        square = next;
        for i in 0..draws {
            direction[i] = residual[i] + ratio * direction[i];
        }
    }
    b
}

/// In 8 sums, then in a fixed order.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a, rest_a) = a.as_chunks::<8>();
    let (b, rest_b) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] = a[lane].mul_add(b[lane], sums[lane]);
        }
    }
    let mut sum = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    for i in 0..rest_a.len() {
        sum += rest_a[i] * rest_b[i];
    }
    sum
}

/// The normal scores of a draw on the pilot's paths.
#[inline(always)]
fn fill(ensemble: &Ensemble, (source, cadence): (u32, Cadence), row: &mut [f64]) {
    let address = Address { seed: ensemble.seed, stream: 0 };
    let source = &ensemble.sources[source as usize];
    match (cadence, source.form) {
        (Cadence::Once, Form::Score) => fill_score_path(address, source.driver, 0, row),
        (Cadence::Once, Form::Uniform) => fill_uniform_path(address, source.driver, 0, row),
        (Cadence::Quarter(year, quarter), form) => {
            let mut quarters = [[0.0; 256]; 4];
            for (unit, row) in row.chunks_exact_mut(256).enumerate() {
                let [a, b, c, d] = &mut quarters;
                let out = [&mut a[..], &mut b[..], &mut c[..], &mut d[..]];
                let first = 256 * unit as u64;
                match form {
                    Form::Score => fill_score_quarters(address, source.driver, year, first, out),
                    Form::Uniform => fill_uniform_quarters(address, source.driver, year, first, out),
                }
                row.copy_from_slice(&quarters[usize::from(quarter)]);
            }
        }
    }
    if source.form == Form::Uniform {
        for u in row {
            *u = normal_quantile(*u);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_begins_with_the_sum_of_all() {
        for count in 1..14 {
            let rows: Vec<usize> = (0..count).collect();
            let mut rotation = Rotation::default();
            split(&rows, &mut rotation.turns);
            let mut sum = vec![1.0 / (count as f64).sqrt(); count];
            rotation.undo(&mut sum);
            assert!((sum[0] - 1.0).abs() < 1e-14, "{count}: {sum:?}");
            assert!(sum[1..].iter().all(|x| x.abs() < 1e-14), "{count}: {sum:?}");
            // A random walk over time: nine tenths of its last but one value's variance are in three coordinates.
            let mut walk: Vec<f64> = (0..count).map(|k| f64::from(u8::from(k + 2 <= count))).collect();
            let whole: f64 = walk.iter().sum();
            rotation.undo(&mut walk);
            let mut squares: Vec<f64> = walk.iter().map(|x| x * x).collect();
            squares.sort_by(|a, b| b.total_cmp(a));
            assert!(squares.iter().take(3).sum::<f64>() >= 0.9 * whole);
        }
    }

    #[test]
    fn normal_scores_are_those_of_ranks() {
        let scores = normal_scores(&[5.0, f64::NAN, -1.0, 5.0, 7.0]);
        assert_eq!(scores[1], 0.0);
        assert_eq!(scores[0], normal_quantile(0.5));
        assert_eq!(scores[0], scores[3]);
        assert_eq!(scores[2], normal_quantile(0.125));
    }
}
