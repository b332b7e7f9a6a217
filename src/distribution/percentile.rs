//! Percentiles as an expert states them, and distributions fitted to them.
//!
//! With as many percentiles as parameters a distribution meets them all or is refused with the bound. With more, it is
//! fitted by least squares in probability, Σ (F(xᵢ) − pᵢ)²: the criterion of O'Hagan et al. (2006, Uncertain Judgements,
//! doi:10.1002/0470033312), which does not depend on the unit. The fit is kept and told with its error ([`super::Fitted`]).

use super::parameter::{above, finite};
use super::{Distribution, Fitted, ParameterError, Univariate};

/// The percentiles that may be stated, in ascending order: key and probability.
pub const PERCENTILES: [(&str, f64); 5] =
    [("p05", 0.05), ("p10", 0.1), ("p50", 0.5), ("p90", 0.9), ("p95", 0.95)];

/// A percentile as it was stated: F(value) should be p.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// Its key, `p90`.
    pub key: &'static str,
    /// Its probability, 0.9.
    pub p: f64,
    /// Its value.
    pub value: f64,
}

/// What a percentile's key says.
pub(super) fn doc(key: &str) -> &'static str {
    match key {
        "p05" => "The 5th percentile",
        "p10" => "The 10th percentile",
        "p50" => "The median",
        "p90" => "The 90th percentile",
        _ => "The 95th percentile",
    }
}

/// Whether they are finite and ascend.
pub(super) fn ascending(stated: &[Percentile]) -> Result<(), ParameterError> {
    for (place, percentile) in stated.iter().enumerate() {
        finite(percentile.key, percentile.value)?;
        if let Some(before) = place.checked_sub(1).map(|before| stated[before]) {
            above(
                percentile.key,
                percentile.value,
                &format!("{} = {}", before.key, before.value),
                before.value,
            )?;
            finite(percentile.key, percentile.value - before.value)?;
        }
    }
    Ok(())
}

/// Whether all are above `bound`, which the message calls `what`.
pub(super) fn all_above(stated: &[Percentile], what: &str, bound: f64) -> Result<(), ParameterError> {
    stated.iter().try_for_each(|percentile| above(percentile.key, percentile.value, what, bound).map(drop))
}

/// `distribution` when it meets every percentile: to 1e-6 of their spread.
///
/// # Errors
/// When it does not: a search has not found it.
pub(super) fn met(
    distribution: impl Into<Distribution>,
    stated: &[Percentile],
) -> Result<Distribution, ParameterError> {
    let distribution = distribution.into();
    let spread = stated.last().map_or(0.0, |last| last.value - stated[0].value);
    for percentile in stated {
        let fitted = if percentile.p <= 0.5 {
            distribution.quantile(percentile.p)
        } else {
            distribution.upper_quantile(upper(percentile.p))
        };
        let scale = if spread > 0.0 { spread } else { percentile.value.abs() };
        if !((fitted - percentile.value).abs() <= 1e-6 * scale) {
            let name = distribution.name();
            let message = format!("cannot be met together with the others by a {name}: it would be {fitted}");
            return Err(ParameterError::new(percentile.key, message));
        }
    }
    Ok(distribution)
}

/// 1 − p without the rounding of p.
pub(super) fn upper(p: f64) -> f64 {
    PERCENTILES
        .iter()
        .rev()
        .zip(PERCENTILES)
        .find(|(_, (_, q))| *q == p)
        .map_or(1.0 - p, |((_, mirrored), _)| *mirrored)
}

/// A fit to more percentiles than it has parameters.
pub(super) fn fitted(distribution: impl Into<Distribution>, stated: &[Percentile]) -> Distribution {
    Distribution::Fitted(Fitted::new(distribution.into(), stated))
}

/// The percentile of the lowest, the middle and the highest: where the search of a least-squares fit begins.
pub(super) fn three(stated: &[Percentile]) -> [Percentile; 3] {
    [stated[0], stated[stated.len() / 2], stated[stated.len() - 1]]
}

/// The lowest and the highest.
pub(super) fn two(stated: &[Percentile]) -> [Percentile; 2] {
    [stated[0], stated[stated.len() - 1]]
}

/// a and b with `to(value) = a + b score(p)` at two percentiles: location and scale, of the value or of its logarithm.
pub(super) fn line(
    [first, second]: [Percentile; 2],
    to: impl Fn(f64) -> f64,
    score: impl Fn(f64) -> f64,
) -> (f64, f64) {
    let (s, t) = (score(first.p), score(second.p));
    let slope = (to(second.value) - to(first.value)) / (t - s);
    ((-slope).mul_add(s, to(first.value)), slope)
}

/// The shape for which a family of location and scale has three percentiles: where (x₃ − x₂)/(x₂ − x₁) is what it should be.
///
/// `quantile(shape, p)` is of the standard member. The range of shapes is searched for the first change of sign, then
/// halved: the ratio need not rise from end to end.
///
/// # Errors
/// When no shape has that ratio: with the ratios that there are, at the largest percentile.
pub(super) fn shape(
    name: &str,
    [a, b, c]: [Percentile; 3],
    (least, most): (f64, f64),
    quantile: impl Fn(f64, f64) -> f64,
) -> Result<f64, ParameterError> {
    const STEPS: u32 = 256;
    let wanted = (c.value - b.value) / (b.value - a.value);
    let ratio = |shape: f64| {
        let [x, y, z] = [a.p, b.p, c.p].map(|p| quantile(shape, p));
        (z - y) / (y - x)
    };
    let at = |step: u32| (most - least).mul_add(f64::from(step) / f64::from(STEPS), least);
    let ratios: Vec<f64> = (0..=STEPS).map(|step| ratio(at(step))).collect();
    let smallest = ratios.iter().fold(f64::INFINITY, |least, r| if *r < least { *r } else { least });
    let largest = ratios.iter().fold(0.0, |most, r| if *r > most { *r } else { most });
    let crossing = ratios.windows(2).position(|pair| (pair[0] - wanted) * (pair[1] - wanted) <= 0.0);
    let Some(step) = crossing else {
        let (a, b, c) = (a.key, b.key, c.key);
        let message = format!(
            "makes ({c} - {b}) / ({b} - {a}) = {wanted:.3}, and a {name} reaches only {smallest:.3} to {largest:.3}: \
             bring the percentiles nearer to that, or state another distribution"
        );
        return Err(ParameterError::new(c, message));
    };
    let (mut low, mut high) = (at(step as u32), at(step as u32 + 1));
    let rises = ratios[step] < ratios[step + 1];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if (ratio(middle) < wanted) == rises {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * (low + high))
}

/// θ that makes Σ (F(xᵢ; θ) − pᵢ)² least, near `start`: Levenberg (1944) and Marquardt (1963, doi:10.1137/0111030), derivatives by
/// central differences. Parameters should be of the order of 1.
pub(super) fn least_squares<const N: usize>(
    start: [f64; N],
    stated: &[Percentile],
    cdf: impl Fn(&[f64; N], f64) -> f64,
) -> [f64; N] {
    let residuals = |theta: &[f64; N]| -> Vec<f64> {
        stated.iter().map(|percentile| cdf(theta, percentile.value) - percentile.p).collect()
    };
    let sum = |residuals: &[f64]| residuals.iter().map(|r| r * r).sum::<f64>();
    let (mut theta, mut damping) = (start, 1e-3);
    let mut here = residuals(&theta);
    for _ in 0..500 {
        let mut jacobian = Vec::new();
        for k in 0..N {
            let step = 1e-6 * (1.0 + theta[k].abs());
            let (mut above, mut below) = (theta, theta);
            above[k] += step;
            below[k] -= step;
            let (above, below) = (residuals(&above), residuals(&below));
            jacobian
                .push(above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * step)).collect::<Vec<f64>>());
        }
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut matrix = [[0.0; N]; N];
        let mut right = [0.0; N];
        for i in 0..N {
            right[i] = -product(&jacobian[i], &here);
            for j in 0..N {
                matrix[i][j] = product(&jacobian[i], &jacobian[j]);
            }
            matrix[i][i] += damping * matrix[i][i] + 1e-300;
        }
        let Some(step) = solved(matrix, right) else { break };
        let mut next = theta;
        for k in 0..N {
            next[k] += step[k];
        }
        let there = residuals(&next);
        if sum(&there) <= sum(&here) {
            let small = (0..N).all(|k| step[k].abs() <= 1e-10 * (1.0 + theta[k].abs()));
            (theta, here, damping) = (next, there, damping * 0.1);
            if small {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e16 {
                break;
            }
        }
    }
    theta
}

/// The solution of a small system by elimination with pivots; `None` when there is none.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for k in 0..N {
        let pivot =
            (k..N).fold(k, |best, i| if matrix[i][k].abs() > matrix[best][k].abs() { i } else { best });
        matrix.swap(k, pivot);
        right.swap(k, pivot);
        if !(matrix[k][k].abs() > 0.0) {
            return None;
        }
        for i in k + 1..N {
            let factor = matrix[i][k] / matrix[k][k];
            for j in k..N {
                matrix[i][j] -= factor * matrix[k][j];
            }
            right[i] -= factor * right[k];
        }
    }
    let mut solution = [0.0; N];
    for k in (0..N).rev() {
        let known: f64 = (k + 1..N).map(|j| matrix[k][j] * solution[j]).sum();
        solution[k] = (right[k] - known) / matrix[k][k];
    }
    solution.iter().all(|x| x.is_finite()).then_some(solution)
}

#[cfg(test)]
pub(super) fn stated(values: &[(&'static str, f64)]) -> Vec<Percentile> {
    let p = |key: &str| PERCENTILES.iter().find(|(name, _)| *name == key).unwrap().1;
    values.iter().map(|(key, value)| Percentile { key, p: p(key), value: *value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrored_probabilities_are_written_ones() {
        assert_eq!([0.05, 0.1, 0.5, 0.9, 0.95].map(upper), [0.95, 0.9, 0.5, 0.1, 0.05]);
    }

    #[test]
    fn small_systems_are_solved() {
        let x = solved([[0.0, 2.0], [4.0, 1.0]], [6.0, 7.0]).unwrap();
        assert_eq!(x, [1.0, 3.0]);
        assert!(solved([[1.0, 2.0], [2.0, 4.0]], [1.0, 1.0]).is_none());
    }

    #[test]
    fn percentiles_ascend() {
        let refused = |values: &[(&'static str, f64)]| ascending(&stated(values)).unwrap_err().to_string();
        assert_eq!(refused(&[("p10", 3.0), ("p90", 3.0)]), "`p90` must be above p10 = 3, not 3");
        assert_eq!(refused(&[("p10", 3.0), ("p50", f64::INFINITY)]), "`p50` must be finite, not inf");
    }
    /// Percentiles of a true member of each kind, as an expert would state them.
    const MEMBERS: [(&str, &[(&str, f64)]); 12] = [
        ("uniform", &[("low", -3.0), ("high", 8.0)]),
        ("triangular", &[("low", -35.0), ("mode", -22.0), ("high", -2.0)]),
        ("normal", &[("mean", -22.0), ("sd", 9.0)]),
        ("split_normal", &[("mode", -20.0), ("sigma_low", 3.0), ("sigma_high", 7.0)]),
        ("lognormal", &[("mu", 0.5), ("sigma", 0.8)]),
        ("student_t", &[("df", 4.0), ("location", 2.0), ("scale", 3.0)]),
        ("beta", &[("alpha", 2.2), ("beta", 5.0), ("low", 0.0), ("high", 1.0)]),
        ("pert", &[("low", -35.0), ("mode", -22.0), ("high", -2.0), ("weight", 4.0)]),
        ("gamma", &[("shape", 4.0), ("scale", 2.5)]),
        ("weibull", &[("shape", 1.5), ("scale", 12.0)]),
        ("exponential", &[("mean", 4.0)]),
        ("pareto", &[("minimum", 2.0), ("alpha", 5.0)]),
    ];

    #[test]
    fn a_member_is_found_from_any_of_its_percentiles() {
        for (name, parameters) in MEMBERS {
            let kind = Distribution::kind(name).unwrap();
            let member = kind.build(parameters).unwrap();
            let percentiles = kind.percentiles.as_ref().unwrap();
            for chosen in 0_usize..32 {
                if (chosen.count_ones() as usize) < percentiles.least {
                    continue;
                }
                let of = |(place, (key, p)): (usize, &(&'static str, f64))| {
                    (chosen >> place & 1 == 1).then(|| (*key, member.quantile(*p)))
                };
                let mut given: Vec<(&str, f64)> = PERCENTILES.iter().enumerate().filter_map(of).collect();
                let count = given.len();
                given.extend(
                    parameters.iter().filter(|(key, _)| percentiles.beside.iter().any(|k| k.name == *key)),
                );
                let found = kind.build(&given).unwrap_or_else(|error| panic!("{name} {given:?}: {error}"));
                assert_eq!(
                    matches!(found, Distribution::Fitted(_)),
                    count > percentiles.least,
                    "{name} {given:?}"
                );
                for (key, value) in &given[..count] {
                    let p = PERCENTILES.iter().find(|(name, _)| name == key).unwrap().1;
                    let off = (found.quantile(p) - value).abs();
                    let spread = member.quantile(0.95) - member.quantile(0.05);
                    assert!(off < 1e-6 * spread, "{name} {given:?}: {key} {}", found.quantile(p));
                }
            }
        }
    }

    #[test]
    fn least_squares_are_those_of_another_library() {
        // scipy.optimize.least_squares of F(x) − p with xtol, ftol and gtol 1e-15: parameters, or Σ (F(x) − p)².
        let three = |values: [f64; 3]| [("p10", values[0]), ("p50", values[1]), ("p90", values[2])];
        let fit = |name: &str, given: &[(&str, f64)]| Distribution::kind(name).unwrap().build(given).unwrap();
        let near = super::super::check::parameters_near;
        near(
            &fit("normal", &three([-1.0, 0.0, 1.5])),
            &[0.065_786_208_313_520_33, 0.950_139_483_538_323_3],
            1e-6,
        );
        near(
            &fit("lognormal", &three([1.0, 2.0, 6.0])),
            &[0.745_287_637_268_116_6, 0.674_685_857_814_892_5],
            1e-6,
        );
        let t = fit("student_t", &[&three([-1.0, 0.0, 1.5])[..], &[("df", 4.0)]].concat());
        near(&t, &[4.0, 0.035_803_952_373_098_66, 0.774_844_591_807_475_9], 1e-6);
        near(&fit("uniform", &three([1.0, 5.0, 8.5])), &[0.138_888_887_9, 9.527_777_777_872], 1e-6);
        let beta = fit("beta", &three([0.5, 0.8, 0.95]));
        for ((name, value), wanted) in beta.parameters().into_iter().zip([4.010_617_54, 1.258_518_24]) {
            assert!((value / wanted - 1.0).abs() < 1e-6, "{name}: {value}");
        }
        let four = [("p05", -31.0), ("p10", -28.5), ("p50", -20.0), ("p95", -9.0)];
        let least = super::super::check::error_is_least;
        least(&fit("triangular", &four), 5.308_317_235_117e-5);
        least(&fit("split_normal", &four), 1.334_814_299_692e-6);
    }

    #[test]
    fn a_fit_tells_what_it_misses() {
        let normal = Distribution::kind("normal").unwrap();
        let fit = normal.build(&[("p10", -1.0), ("p50", 0.0), ("p90", 1.5)]).unwrap();
        let Distribution::Fitted(fit) = &fit else { panic!("{fit:?}") };
        let met = fit.met();
        assert_eq!(met.iter().map(|met| met.stated.value).collect::<Vec<_>>(), [-1.0, 0.0, 1.5]);
        assert!((met[1].value - 0.065_786_208).abs() < 1e-6);
        let errors: Vec<f64> = met.iter().map(|met| (met.probability - met.stated.p).abs()).collect();
        assert!(errors.iter().all(|error| *error <= fit.error()) && errors.contains(&fit.error()));
    }
}
