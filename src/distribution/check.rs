//! What every distribution's tests share: a small generator, goodness of fit, and the inverse against the cdf.

use super::{Distribution, Transform, Univariate};
use crate::numerics::normal_quantile;

/// The 0.999 quantile of Kolmogorov's distribution: √N times the largest distance may not exceed it.
pub(super) const KOLMOGOROV: f64 = 1.9495;
/// Draws of a one-sample test.
pub(super) const DRAWS: usize = 1_000_000;

/// `SplitMix64` (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
pub(super) struct SplitMix64(pub(super) u64);

impl SplitMix64 {
    pub(super) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// (2k + 1) 2⁻⁵³ with k of 52 bits: the engine's uniform.
    pub(super) fn uniform(&mut self) -> f64 {
        (2 * (self.next_u64() >> 12) + 1) as f64 * (f64::EPSILON / 2.0)
    }
}

/// `count` values, ascending.
pub(super) fn sorted_draws(transform: &Transform, seed: u64, count: usize) -> Vec<f64> {
    let mut generator = SplitMix64(seed);
    let mut values: Vec<f64> = (0..count).map(|_| transform.eval_u(generator.uniform())).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// √N sup |empirical cdf − cdf| of ascending values.
pub(super) fn ks_one_sample(ascending: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let count = ascending.len() as f64;
    let distance = ascending.iter().enumerate().fold(0.0, |worst: f64, (i, x)| {
        let f = cdf(*x);
        let here = (f - i as f64 / count).abs();
        let next = ((i + 1) as f64 / count - f).abs();
        [worst, here, next].into_iter().fold(0.0, |a, b| if b > a { b } else { a })
    });
    count.sqrt() * distance
}

/// √(N/2) sup |difference of the empirical cdfs| of two ascending samples of N values each, without ties.
pub(super) fn ks_two_sample(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let (mut i, mut j, mut worst) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if a[i] <= b[j] {
            i += 1;
        } else {
            j += 1;
        }
        worst = worst.max(i.abs_diff(j));
    }
    worst as f64 / a.len() as f64 * (a.len() as f64 / 2.0).sqrt()
}

/// One-sample Kolmogorov-Smirnov of a million draws, and their mean within four standard errors (where the variance is finite).
pub(super) fn draws_follow_the_cdf(distribution: &Distribution, seed: u64) {
    let transform = distribution.transform().unwrap();
    let draws = sorted_draws(&transform, seed, DRAWS);
    let statistic = ks_one_sample(&draws, |x| distribution.cdf(x));
    assert!(statistic < KOLMOGOROV, "{distribution:?}: {statistic}");
    let (mean, sd) = (distribution.mean(), distribution.sd());
    if sd.is_finite() {
        let sample = draws.iter().sum::<f64>() / DRAWS as f64;
        let score = (sample - mean) / (sd / (DRAWS as f64).sqrt());
        assert!(score.abs() < 4.0, "{distribution:?}: mean {sample} against {mean}");
    }
    let (low, high) = distribution.support();
    assert!(draws[0] >= low && draws[DRAWS - 1] <= high);
}

/// The sample's standard deviation within `tolerance` (relative) of the distribution's.
pub(super) fn sample_sd_agrees(distribution: &Distribution, seed: u64, tolerance: f64) {
    let draws = sorted_draws(&distribution.transform().unwrap(), seed, DRAWS);
    let mean = draws.iter().sum::<f64>() / DRAWS as f64;
    let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (DRAWS - 1) as f64;
    let ratio = variance.sqrt() / distribution.sd();
    assert!((ratio - 1.0).abs() < tolerance, "{distribution:?}: sd ratio {ratio}");
}

/// Two-sample Kolmogorov-Smirnov of 200,000 draws each against another library's generator.
pub(super) fn draws_agree_with<D: rand_distr::Distribution<f64>>(
    distribution: &Distribution,
    other: &D,
    seed: u64,
) {
    use rand::SeedableRng;
    const COUNT: usize = 200_000;
    let ours = sorted_draws(&distribution.transform().unwrap(), seed, COUNT);
    let mut generator = rand::rngs::StdRng::seed_from_u64(seed);
    let mut theirs: Vec<f64> = (0..COUNT).map(|_| other.sample(&mut generator)).collect();
    theirs.sort_by(f64::total_cmp);
    let statistic = ks_two_sample(&ours, &theirs);
    assert!(statistic < KOLMOGOROV, "{distribution:?}: {statistic}");
}

/// Draws of 53 bits from 1e-9 to 1 − 1e-9, dense in both tails and between.
fn grid() -> Vec<f64> {
    let half_unit = f64::EPSILON / 2.0;
    let odd = |u: f64| (2.0 * (u / (2.0 * half_unit)).floor() + 1.0) * half_unit;
    let mut grid: Vec<f64> = (1..1000).map(|k| odd(f64::from(k) / 1000.0)).collect();
    let mut tail = 1e-9;
    while tail < 0.01 {
        grid.extend([odd(tail), 1.0 - odd(tail)]);
        tail *= 1.17;
    }
    grid
}

/// |cdf(transform(u)) − u| <= 1e-12 on [`grid`], and relative to the smaller tail `tail_tolerance`; the distribution's own
/// quantile functions and eval through the score agree with the transform within the same bounds.
pub(super) fn transform_inverts_the_cdf(distribution: &Distribution, tail_tolerance: f64) {
    let transform = distribution.transform().unwrap();
    for u in grid() {
        let values = [
            transform.eval_u(u),
            transform.eval_z(normal_quantile(u)),
            distribution.quantile(u),
            distribution.upper_quantile(1.0 - u),
        ];
        for (way, x) in values.into_iter().enumerate() {
            let (error, tail) = if u < 0.5 {
                (distribution.cdf(x) - u, u)
            } else {
                (distribution.survival(x) - (1.0 - u), 1.0 - u)
            };
            let allowed = if 1e-12 < tail_tolerance * tail { 1e-12 } else { tail_tolerance * tail };
            assert!(
                error.abs() <= allowed,
                "{distribution:?}: way {way}, u = {u:e}, x = {x}: {error:e} > {allowed:e}"
            );
        }
    }
}

/// cdf and survival add to 1, the cdf rises, and the density is its derivative (central differences, relative 1e-5).
pub(super) fn density_is_the_derivative(distribution: &Distribution) {
    let mut before = 0.0;
    for k in 1..60 {
        let x = distribution.quantile(f64::from(k) / 60.0);
        let step = 1e-4 * (distribution.quantile(0.75) - distribution.quantile(0.25));
        let slope = (distribution.cdf(x + step) - distribution.cdf(x - step)) / (2.0 * step);
        let density = distribution.density(x);
        assert!(
            (slope / density - 1.0).abs() < 1e-5 || (slope - density).abs() < 1e-3 * density,
            "{distribution:?} {x}: {slope} {density}"
        );
        let cdf = distribution.cdf(x);
        assert!(cdf > before && (cdf + distribution.survival(x) - 1.0).abs() < 1e-14);
        before = cdf;
    }
    assert_eq!((distribution.quantile(0.0), distribution.quantile(1.0)), distribution.support());
    assert_eq!((distribution.upper_quantile(1.0), distribution.upper_quantile(0.0)), distribution.support());
    for outside in [-0.1, 1.1, f64::NAN] {
        assert!(distribution.quantile(outside).is_nan() && distribution.upper_quantile(outside).is_nan());
    }
    assert!(distribution.cdf(f64::NAN).is_nan() && distribution.density(f64::NAN).is_nan());
    assert_eq!((distribution.cdf(f64::NEG_INFINITY), distribution.cdf(f64::INFINITY)), (0.0, 1.0));
    assert_eq!((distribution.survival(f64::NEG_INFINITY), distribution.survival(f64::INFINITY)), (1.0, 0.0));
}

/// `actual` within `tolerance` of `wanted`, relative to 1 + |wanted|.
#[track_caller]
pub(super) fn near(actual: f64, wanted: f64, tolerance: f64) {
    assert!((actual - wanted).abs() <= tolerance * (1.0 + wanted.abs()), "{actual} against {wanted}");
}

/// Both tails of quantile and upper quantile down to 1e-15, relative, where the support allows: unlike [`grid`] the far
/// tails alone, of distributions whose tails are not at a finite value other than 0.
pub(super) fn tails_invert(distribution: &Distribution, tolerance: f64) {
    for k in 1..50 {
        let tail = 0.7 / (1_u64 << k) as f64;
        let (low, high) = (distribution.quantile(tail), distribution.upper_quantile(tail));
        if low.abs() > 1e-290 {
            let back = distribution.cdf(low);
            assert!((back / tail - 1.0).abs() < tolerance, "{distribution:?}: {tail:e} below, {back:e}");
        }
        let back = distribution.survival(high);
        assert!((back / tail - 1.0).abs() < tolerance, "{distribution:?}: {tail:e} above, {back:e}");
    }
}

/// cdf and density against another library's.
pub(super) fn another_library_agrees<D>(distribution: &Distribution, other: &D, tolerance: f64)
where
    D: statrs::distribution::ContinuousCDF<f64, f64> + statrs::distribution::Continuous<f64, f64>,
{
    for k in 1..100 {
        let x = distribution.quantile(f64::from(k) / 100.0);
        near(distribution.cdf(x), other.cdf(x), tolerance);
        near(distribution.survival(x), other.sf(x), tolerance);
        near(distribution.density(x), other.pdf(x), 100.0 * tolerance);
    }
}

/// Pearson's chi-square of a million draws against the single values; those expected less than 10 times are put together.
pub(super) fn atoms_occur(distribution: &Distribution, seed: u64) {
    let draws = sorted_draws(&distribution.transform().unwrap(), seed, DRAWS);
    let count = DRAWS as f64;
    let (mut statistic, mut cells, mut seen) = (0.0, 0_u32, 0.0);
    let (mut rest, mut rest_seen) = (0.0, 0.0);
    for (value, p) in distribution.atoms() {
        let from = draws.partition_point(|x| *x < value);
        let found = (draws.partition_point(|x| *x <= value) - from) as f64;
        seen += found;
        if p * count < 10.0 {
            (rest, rest_seen) = (rest + p * count, rest_seen + found);
        } else {
            statistic += (found - p * count) * (found - p * count) / (p * count);
            cells += 1;
        }
    }
    assert_eq!(seen, count, "{distribution:?}: a draw is no value of its");
    if rest > 1.0 {
        statistic += (rest_seen - rest) * (rest_seen - rest) / rest;
        cells += 1;
    }
    // Wilson and Hilferty's 0.999 quantile of chi-square; 3.09 is that of the normal.
    let df = f64::from(cells - 1);
    let root = 3.0902_f64.mul_add((2.0 / (9.0 * df)).sqrt(), 1.0 - 2.0 / (9.0 * df));
    assert!(statistic < df * root * root * root, "{distribution:?}: chi-square {statistic} of {df}");
}

/// The parameters, each relative to what it should be.
#[track_caller]
pub(super) fn parameters_near(distribution: &Distribution, wanted: &[f64], tolerance: f64) {
    let parameters = distribution.parameters();
    assert_eq!(parameters.len(), wanted.len());
    for ((name, value), wanted) in parameters.iter().zip(wanted) {
        assert!((value / wanted - 1.0).abs() < tolerance, "{name}: {value:.17} against {wanted}");
    }
}

/// Σ (F(xᵢ) − pᵢ)² of a least-squares fit.
#[track_caller]
pub(super) fn error_is_least(distribution: &Distribution, sum: f64) {
    let Distribution::Fitted(fit) = distribution else { panic!("{distribution:?}") };
    let errors = fit.met().into_iter().map(|met| met.probability - met.stated.p);
    let found: f64 = errors.map(|error| error * error).sum();
    assert!((found / sum - 1.0).abs() < 1e-5, "{found:.12e} against {sum:e}");
}
