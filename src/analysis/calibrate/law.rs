//! How likely an innovation is.

use crate::distribution::{Distribution, Univariate};
use crate::numerics::{correlation, log, log_1p, normal_quantile, special, sqrt};

const HALF_LOG_TWO_PI: f64 = 0.918938533204672741780329736406;

/// The law of one innovation; of the common ones the logarithm of the density is exact far out too.
#[derive(Debug)]
pub(super) struct Law {
    distribution: Distribution,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// -z²/2 - log(sd √(2π)), z = (e - mean)/sd.
    Normal {
        mean: f64,
        sd: f64,
        constant: f64,
    },
    /// log Γ((ν+1)/2) - log Γ(ν/2) - log(scale √(νπ)) - (ν+1)/2 log(1 + t²/ν), t = (e - location)/scale.
    StudentT {
        df: f64,
        location: f64,
        scale: f64,
        constant: f64,
    },
    Other,
}

impl Law {
    /// Of innovations with this distribution.
    pub fn new(distribution: &Distribution) -> Self {
        let parameters: Vec<f64> = distribution.parameters().iter().map(|(_, value)| *value).collect();
        let form = match (distribution, parameters.as_slice()) {
            (Distribution::Normal(_), [mean, sd]) => {
                Form::Normal { mean: *mean, sd: *sd, constant: -HALF_LOG_TWO_PI - log(*sd) }
            }
            (Distribution::StudentT(_), [df, location, scale]) => {
                let gammas = special::log_gamma(0.5 * (df + 1.0)) - special::log_gamma(0.5 * df);
                let constant = gammas - log(*scale) - 0.5 * log(df * std::f64::consts::PI);
                Form::StudentT { df: *df, location: *location, scale: *scale, constant }
            }
            _ => Form::Other,
        };
        Self { distribution: distribution.clone(), form }
    }

    /// The logarithm of the density; minus infinity where there is none.
    pub fn log_density(&self, e: f64) -> f64 {
        match self.form {
            Form::Normal { mean, sd, constant } => {
                let z = (e - mean) / sd;
                constant - 0.5 * z * z
            }
            Form::StudentT { df, location, scale, constant } => {
                let t = (e - location) / scale;
                constant - 0.5 * (df + 1.0) * log_1p(t * t / df)
            }
            Form::Other => log(self.distribution.density(e)),
        }
    }

    /// Its normal score, in which innovations are correlated; at most as far out as a double goes.
    fn score(&self, e: f64) -> f64 {
        const FAR: f64 = 38.0;
        let (below, above) = (self.distribution.cdf(e), self.distribution.survival(e));
        let score = if below < above { normal_quantile(below) } else { -normal_quantile(above) };
        if score.is_nan() { score } else { score.clamp(-FAR, FAR) }
    }
}

/// The density of a Gaussian copula: |R|^(-1/2) exp(-(z'R⁻¹z - z'z)/2).
#[derive(Debug)]
pub(super) struct Together {
    /// L with L L' = R.
    factor: Vec<Vec<f64>>,
    half_log_determinant: f64,
}

impl Together {
    /// Of scores with this correlation matrix; `None` where one is a combination of the others.
    pub fn new(matrix: &[Vec<f64>]) -> Option<Self> {
        let factor = correlation::factor(&matrix.to_vec())?;
        let pivots: Vec<f64> = factor.iter().enumerate().map(|(at, row)| row[at]).collect();
        let proper = pivots.iter().all(|pivot| *pivot > 1e-4);
        let half_log_determinant = pivots.iter().map(|pivot| log(*pivot)).sum();
        proper.then_some(Self { factor, half_log_determinant })
    }

    /// The logarithm of the density at innovations of these laws.
    pub fn log_density<'a>(&self, innovations: impl Iterator<Item = (&'a Law, f64)>) -> f64 {
        let scores: Vec<f64> = innovations.map(|(law, e)| law.score(e)).collect();
        let whitened = solve(&self.factor, &scores);
        let square = |values: &[f64]| values.iter().map(|z| z * z).sum::<f64>();
        -self.half_log_determinant - 0.5 * (square(&whitened) - square(&scores))
    }
}

/// L⁻¹ x.
pub(super) fn solve(factor: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    let mut solved: Vec<f64> = Vec::with_capacity(x.len());
    for (row, x) in factor.iter().zip(x) {
        let at = solved.len();
        let known: f64 = row[..at].iter().zip(&solved).map(|(l, y)| l * y).sum();
        solved.push((x - known) / row[at]);
    }
    solved
}

/// The correlation of two scores that share a factor with these shares.
pub(super) fn shared(a: f64, b: f64) -> f64 {
    sqrt(a * b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Normal, SplitNormal, StudentT};
    use crate::numerics::exp;

    #[test]
    fn logarithms_of_densities_are_those_of_the_distributions() {
        let laws: [Distribution; 3] = [
            Normal::new(0.3, 2.0).unwrap().into(),
            StudentT::from_sd(4.0, 0.0, 1.5).unwrap().into(),
            SplitNormal::new(1.0, 2.0, 3.0).unwrap().into(),
        ];
        for distribution in laws {
            let law = Law::new(&distribution);
            for e in [-3.0, 0.0, 0.4, 7.0] {
                let (found, exact) = (exp(law.log_density(e)), distribution.density(e));
                assert!((found / exact - 1.0).abs() < 1e-12, "{distribution:?} {e}: {found} {exact}");
            }
        }
        // Where the density is 0 in doubles.
        let normal = Law::new(&Normal::new(0.0, 1.0).unwrap().into());
        assert!((normal.log_density(60.0) + 1800.0 + HALF_LOG_TWO_PI).abs() < 1e-9);
    }

    /// log c = -log(1 - r²)/2 - (r² (a² + b²) - 2 r a b) / (2 (1 - r²)).
    #[test]
    fn the_copula_of_two_is_the_formula() {
        let normal = Law::new(&Normal::new(0.0, 2.0).unwrap().into());
        let r: f64 = 0.6;
        let together = Together::new(&[vec![1.0, r], vec![r, 1.0]]).unwrap();
        let (a, b) = (0.7, -1.1);
        let found = together.log_density([(&normal, 2.0 * a), (&normal, 2.0 * b)].into_iter());
        let exact =
            -0.5 * log(1.0 - r * r) - (r * r * (a * a + b * b) - 2.0 * r * a * b) / (2.0 * (1.0 - r * r));
        assert!((found - exact).abs() < 1e-12, "{found} {exact}");
        assert!(Together::new(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_none());
    }
}
