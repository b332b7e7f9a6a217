//! A distribution fitted to more percentiles than it has parameters.

use super::percentile::{Percentile, upper};
use super::{Distribution, Transform, TransformError, Univariate};

/// A distribution, and the percentiles that it was fitted to by least squares: it need not meet them.
///
/// ```
/// use sarez::distribution::Distribution;
/// let normal = Distribution::kind("normal").unwrap();
/// let fit = normal.build(&[("p10", -1.0), ("p50", 0.0), ("p90", 1.5)])?;
/// let Distribution::Fitted(fit) = fit else { unreachable!() };
/// assert!(fit.error() > 0.01 && fit.error() < 0.1);
/// # Ok::<(), sarez::distribution::FormError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    of: Box<Distribution>,
    stated: Vec<Percentile>,
}

/// One percentile, as stated and as it came out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Met {
    /// As stated.
    pub stated: Percentile,
    /// The value of the fit at the same probability.
    pub value: f64,
    /// The probability of the fit at the stated value.
    pub probability: f64,
}

impl Fitted {
    /// This fit to these percentiles.
    pub(super) fn new(of: Distribution, stated: &[Percentile]) -> Self {
        Self { of: Box::new(of), stated: stated.to_vec() }
    }

    /// The distribution itself.
    pub fn distribution(&self) -> &Distribution {
        &self.of
    }

    /// Each percentile, as stated and as it came out.
    pub fn met(&self) -> Vec<Met> {
        let met = |stated: &Percentile| Met {
            stated: *stated,
            value: if stated.p <= 0.5 {
                self.of.quantile(stated.p)
            } else {
                self.of.upper_quantile(upper(stated.p))
            },
            probability: self.of.cdf(stated.value),
        };
        self.stated.iter().map(met).collect()
    }

    /// The largest difference in probability, |F(xᵢ) − pᵢ|.
    pub fn error(&self) -> f64 {
        let errors = self.met().into_iter().map(|met| (met.probability - met.stated.p).abs());
        errors.fold(0.0, |most, error| if error > most { error } else { most })
    }
}

impl Univariate for Fitted {
    fn cdf(&self, x: f64) -> f64 {
        self.of.cdf(x)
    }

    fn survival(&self, x: f64) -> f64 {
        self.of.survival(x)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.of.quantile(u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.of.upper_quantile(v)
    }

    fn density(&self, x: f64) -> f64 {
        self.of.density(x)
    }

    fn support(&self) -> (f64, f64) {
        self.of.support()
    }

    fn mean(&self) -> f64 {
        self.of.mean()
    }

    fn sd(&self) -> f64 {
        self.of.sd()
    }

    fn name(&self) -> &'static str {
        self.of.name()
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        self.of.parameters()
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        self.of.atoms()
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        self.of.transform()
    }
}
