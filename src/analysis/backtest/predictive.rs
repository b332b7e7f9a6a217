//! A Student t forecast and its scores in closed form.

use crate::numerics::{exp, log, log_1p, special, sqrt};

/// A forecast that is Student t: what fitting a normal to a past with unknown mean and spread gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predictive {
    /// Degrees of freedom ν, above 1.
    pub df: f64,
    /// Its median μ.
    pub location: f64,
    /// Its scale σ, above 0.
    pub scale: f64,
}

impl Predictive {
    /// P(Y < y) = F(z), z = (y - μ)/σ: half the incomplete beta function of ν/(ν + z²) at (ν/2, 1/2), on the side of z.
    pub fn cdf(&self, y: f64) -> f64 {
        let z = self.standard(y);
        let (tail, _) = special::incomplete_beta(
            0.5 * self.df,
            0.5,
            self.df / (self.df + z * z),
            z * z / (self.df + z * z),
        );
        if z > 0.0 { 1.0 - 0.5 * tail } else { 0.5 * tail }
    }

    /// log f(y) = ln Γ((ν+1)/2) - ln Γ(ν/2) - ½ ln(νπ) - (ν+1)/2 ln(1 + z²/ν) - ln σ
    pub fn log_density(&self, y: f64) -> f64 {
        let z = self.standard(y);
        let constant = special::log_gamma(0.5 * (self.df + 1.0)) - special::log_gamma(0.5 * self.df);
        constant
            - 0.5 * log(self.df * std::f64::consts::PI)
            - 0.5 * (self.df + 1.0) * log_1p(z * z / self.df)
            - log(self.scale)
    }

    /// CRPS = σ { z (2F(z) - 1) + 2 f(z) (ν + z²)/(ν - 1) - 2√ν/(ν - 1) B(½, ν - ½)/B(½, ν/2)² }
    /// (Jordan, Krüger and Lerch 2019, doi:10.18637/jss.v090.i12, appendix A). As ν grows it becomes that of the normal,
    /// Gneiting and Raftery 2007, eq. 21.
    pub fn crps(&self, y: f64) -> f64 {
        let (df, z) = (self.df, self.standard(y));
        let density = exp(self.log_density(y)) * self.scale;
        let spread =
            2.0 * sqrt(df) / (df - 1.0) * exp(log_beta(0.5, df - 0.5) - 2.0 * log_beta(0.5, 0.5 * df));
        let signed = z * (2.0 * self.cdf(y) - 1.0);
        self.scale * (signed + 2.0 * density * (df + z * z) / (df - 1.0) - spread)
    }

    fn standard(&self, y: f64) -> f64 {
        (y - self.location) / self.scale
    }
}

fn log_beta(a: f64, b: f64) -> f64 {
    special::log_gamma(a) + special::log_gamma(b) - special::log_gamma(a + b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::{normal_cdf, normal_density};
    use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

    /// CRPS of a normal: σ { z (2Φ(z) - 1) + 2φ(z) - 1/√π } (Gneiting and Raftery 2007, eq. 21).
    fn crps_of_normal(mean: f64, sd: f64, y: f64) -> f64 {
        let z = (y - mean) / sd;
        let density = normal_density(z);
        sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / sqrt(std::f64::consts::PI))
    }

    #[test]
    fn distribution_and_density_are_those_of_statrs() {
        for df in [1.5, 2.0, 4.0, 17.0, 300.0] {
            let (mine, other) =
                (Predictive { df, location: 2.0, scale: 3.0 }, StudentsT::new(2.0, 3.0, df).unwrap());
            for y in [-40.0, -3.0, 2.0, 2.5, 9.0, 100.0] {
                assert!((mine.cdf(y) - other.cdf(y)).abs() < 1e-10, "{df} {y}");
                assert!((mine.log_density(y) - other.ln_pdf(y)).abs() < 1e-9, "{df} {y}");
            }
        }
    }

    /// ∫ (F - 1{x ≥ y})² dx by Simpson's rule in x = μ + σ sinh(t), 40,000 steps: to 1e-6.
    #[test]
    fn crps_is_its_integral() {
        for df in [2.0, 3.0, 8.0, 40.0] {
            let forecast = Predictive { df, location: -1.0, scale: 2.0 };
            for y in [-9.0, -1.0, 0.5, 30.0] {
                let sides =
                    [(-20.0, libm::asinh(forecast.standard(y))), (libm::asinh(forecast.standard(y)), 20.0)];
                let integral: f64 = sides
                    .iter()
                    .enumerate()
                    .map(|(side, (from, to))| {
                        let step = (to - from) / 40_000.0;
                        let at = |k: usize| {
                            let t = from + step * k as f64;
                            let share = forecast.cdf(-1.0 + 2.0 * libm::sinh(t));
                            let gap = if side == 0 { share } else { 1.0 - share };
                            gap * gap * 2.0 * libm::cosh(t)
                        };
                        let weight = |k: usize| {
                            if k == 0 || k == 40_000 { 1.0 } else { [2.0, 4.0][k % 2] }
                        };
                        (0..=40_000).map(|k| weight(k) * at(k)).sum::<f64>() * step / 3.0
                    })
                    .sum();
                let closed = forecast.crps(y);
                assert!((closed - integral).abs() < 1e-6 * (1.0 + closed), "{df} {y}: {closed} {integral}");
            }
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_the_normal() {
        let forecast = Predictive { df: 1e6, location: 1.0, scale: 0.5 };
        for y in [-1.0, 1.0, 1.3, 4.0] {
            let normal = crps_of_normal(1.0, 0.5, y);
            assert!((forecast.crps(y) - normal).abs() < 1e-5, "{y}: {} {normal}", forecast.crps(y));
        }
        // z = 0: σ (√2 - 1)/√π.
        assert!((crps_of_normal(0.0, 2.0, 0.0) - 0.467_389_954_510_218_35).abs() < 1e-12);
    }
}
