//! A share between two ends.

use super::parameter::{finite, positive, width};
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::special::{LARGEST_SHAPE, beta_factor, beta_quantile, incomplete_beta};
use crate::numerics::{Table, clamp, exp, log, normal_cdf};
use std::sync::Arc;

/// The beta distribution on [low, high]: X = low + (high − low) Y.
///
/// Y has the density y^(alpha − 1) (1 − y)^(beta − 1) / B(alpha, beta) and the regularised incomplete beta function as cdf;
/// mean alpha/(alpha + beta), variance mean (1 − mean)/(alpha + beta + 1), both of Y.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | alpha | above 0, at most 1e6 | the larger, the less weight at the lower end |
/// | beta | above 0, at most 1e6 | the larger, the less weight at the upper end |
/// | low, high | finite, low < high; 0 and 1 unless said | the ends |
///
/// or mean and sd of X, sd below √((mean − low)(high − mean)).
///
/// ```
/// use sarez::distribution::{Beta, Univariate};
/// let spending_share = Beta::from_mean_sd(0.80, 0.08, 0.0, 1.0)?;
/// assert!((spending_share.mean() - 0.80).abs() < 1e-15 && spending_share.cdf(1.0) == 1.0);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Probabilities and quantiles: [`incomplete_beta`], [`beta_quantile`]. Drawn from a table of Y ([`Table`]); below about
/// alpha = 0.1 there is none. With a shape below 1 much weight lies nearer to that end than doubles are to each other near
/// `low` and `high`; then the draw is the true quantile to a few roundings.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_field_names, reason = "the distribution and its second parameter have one name")]
pub struct Beta {
    alpha: f64,
    beta: f64,
    low: f64,
    high: f64,
}

/// Below this a shape is not sought.
const LEAST_FITTED_SHAPE: f64 = 0.05;

const LOW: Key = Key::in_unit("low", "The lower end").or(0.0);
const HIGH: Key = Key::in_unit("high", "The upper end").or(1.0);

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "beta",
    summary: "A share between two ends.",
    forms: &[
        Form {
            keys: &[
                Key::number("alpha", "The larger, the less weight at the lower end"),
                Key::number("beta", "The larger, the less weight at the upper end"),
                LOW,
                HIGH,
            ],
            build: |v| Ok(Beta::new(v[0], v[1], v[2], v[3])?.into()),
        },
        Form {
            keys: &[Key::in_unit("mean", "Mean"), Key::in_unit("sd", "Standard deviation"), LOW, HIGH],
            build: |v| Ok(Beta::from_mean_sd(v[0], v[1], v[2], v[3])?.into()),
        },
    ],
    percentiles: Some(Percentiles {
        least: 2,
        beside: &[LOW, HIGH],
        build: |stated, beside| Beta::of_percentiles(stated, beside[0], beside[1]),
    }),
    parts: Parts::None,
};

impl Beta {
    /// With these shapes on [low, high].
    ///
    /// # Errors
    /// When a shape is not in (0, 1e6] or low < high does not hold.
    pub fn new(alpha: f64, beta: f64, low: f64, high: f64) -> Result<Self, ParameterError> {
        width(low, high)?;
        for (name, shape) in [("alpha", alpha), ("beta", beta)] {
            if positive(name, shape)? > LARGEST_SHAPE {
                return Err(ParameterError::new(name, format!("must be at most 1e6, not {shape}")));
            }
        }
        Ok(Self { alpha, beta, low, high })
    }

    /// With this mean and standard deviation on [low, high]: with m and s those of Y,
    /// alpha + beta = m (1 − m)/s² − 1, alpha = m (alpha + beta).
    ///
    /// # Errors
    /// When low < mean < high does not hold, sd is not between 0 and √((mean − low)(high − mean)), or is so small that a
    /// shape exceeds 1e6.
    pub fn from_mean_sd(mean: f64, sd: f64, low: f64, high: f64) -> Result<Self, ParameterError> {
        let width = width(low, high)?;
        if !(finite("mean", mean)? > low && mean < high) {
            let message = format!("must be between low = {low} and high = {high}, not {mean}");
            return Err(ParameterError::new("mean", message));
        }
        positive("sd", sd)?;
        let (below, above) = ((mean - low) / width, (high - mean) / width);
        let relative = sd / width;
        let sum = below * above / (relative * relative) - 1.0;
        if sum <= 0.0 {
            let most = width * (below * above).sqrt();
            let message = format!(
                "must be below {most}, not {sd}: with mean {mean} that is all weight at the two ends {low} and {high}"
            );
            return Err(ParameterError::new("sd", message));
        }
        let (alpha, beta) = (below * sum, above * sum);
        if alpha > LARGEST_SHAPE || beta > LARGEST_SHAPE {
            return Err(ParameterError::new("sd", format!("must not be so small, not {sd}: say point or normal")));
        }
        // A mean within rounding of an end leaves a shape of 0.
        Self::new(positive("mean", alpha)?, positive("mean", beta)?, low, high)
    }

    /// Y and 1 − Y at x.
    fn shares(&self, x: f64) -> (f64, f64) {
        let width = self.high - self.low;
        ((x - self.low) / width, (self.high - x) / width)
    }

    /// x from Y and 1 − Y, from the nearer end.
    fn value(&self, (y, rest): (f64, f64)) -> f64 {
        let width = self.high - self.low;
        if y <= rest { width.mul_add(y, self.low) } else { (-width).mul_add(rest, self.high) }
    }

    fn tails(&self, x: f64) -> (f64, f64) {
        let (y, rest) = self.shares(x);
        incomplete_beta(self.alpha, self.beta, y, rest)
    }

    /// With these percentiles on [low, high]: two settle the shapes, more by least squares.
    ///
    /// Given alpha + beta, F at the first percentile falls as the mean rises; with the mean so found, F at the second rises with
    /// alpha + beta. Both by halving. Two percentiles settle one beta (Shih 2015, doi:10.1080/00949655.2014.914513).
    fn of_percentiles(stated: &[Percentile], low: f64, high: f64) -> Result<Distribution, ParameterError> {
        let width = width(low, high)?;
        for percentile in stated {
            if !(percentile.value > low && percentile.value < high) {
                let message = format!("must be between low = {low} and high = {high}, not {}", percentile.value);
                return Err(ParameterError::new(percentile.key, message));
            }
        }
        let [first, last] = percentile::two(stated);
        let below = |(alpha, beta): (f64, f64), x: f64| {
            incomplete_beta(alpha, beta, (x - low) / width, (high - x) / width).0
        };
        // Both shapes from the logarithm of the smaller one and the log-odds of the mean.
        let shapes = |log_smaller: f64, logit: f64| {
            let (smaller, larger) = (exp(log_smaller), exp(log_smaller + logit.abs()));
            let larger = if larger > LARGEST_SHAPE { LARGEST_SHAPE } else { larger };
            if logit < 0.0 { (smaller, larger) } else { (larger, smaller) }
        };
        let halved = |(mut a, mut b): (f64, f64), too_low: &dyn Fn(f64) -> bool| {
            for _ in 0..60 {
                let middle = 0.5 * (a + b);
                if too_low(middle) {
                    a = middle;
                } else {
                    b = middle;
                }
            }
            0.5 * (a + b)
        };
        let logit = |log_smaller: f64| {
            let most = log(LARGEST_SHAPE) - log_smaller;
            halved((-most, most), &|logit| below(shapes(log_smaller, logit), first.value) > first.p)
        };
        let ends = (log(LEAST_FITTED_SHAPE), log(LARGEST_SHAPE));
        let log_smaller =
            halved(ends, &|smaller| below(shapes(smaller, logit(smaller)), last.value) < last.p);
        let (alpha, beta) = shapes(log_smaller, logit(log_smaller));
        let build = |alpha: f64, beta: f64| {
            Self::new(alpha, beta, low, high).map_err(|error| ParameterError::new(last.key, error.message))
        };
        if stated.len() == 2 {
            let shape = if alpha < beta { alpha } else { beta };
            if !(1.01 * LEAST_FITTED_SHAPE..0.99 * LARGEST_SHAPE).contains(&shape) {
                let message = format!(
                    "and {} = {} need a shape outside {LEAST_FITTED_SHAPE} to 1e6: bring them {}",
                    first.key,
                    first.value,
                    if shape > 1.0 { "further apart, or state a normal" } else { "nearer together" }
                );
                return Err(ParameterError::new(last.key, message));
            }
            return percentile::met(build(alpha, beta)?, stated);
        }
        let within = |log_shape: f64| clamp(exp(log_shape), LEAST_FITTED_SHAPE, LARGEST_SHAPE);
        let cdf = |[alpha, beta]: &[f64; 2], x: f64| below((within(*alpha), within(*beta)), x);
        let [alpha, beta] = percentile::least_squares([log(alpha), log(beta)], stated, cdf);
        Ok(percentile::fitted(build(within(alpha), within(beta))?, stated))
    }
}

impl Univariate for Beta {
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }

    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }

    fn quantile(&self, u: f64) -> f64 {
        self.value(beta_quantile(self.alpha, self.beta, u, 1.0 - u))
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.value(beta_quantile(self.alpha, self.beta, 1.0 - v, v))
    }

    /// Infinite at an end whose shape is below 1.
    fn density(&self, x: f64) -> f64 {
        let (y, rest) = self.shares(x);
        let width = self.high - self.low;
        let at_end = |shape: f64, other: f64| {
            if shape < 1.0 {
                f64::INFINITY
            } else if shape > 1.0 {
                0.0
            } else {
                other / width
            }
        };
        if x.is_nan() {
            x
        } else if y < 0.0 || rest < 0.0 {
            0.0
        } else if y == 0.0 {
            at_end(self.alpha, self.beta)
        } else if rest == 0.0 {
            at_end(self.beta, self.alpha)
        } else {
            beta_factor(self.alpha, self.beta, y, rest) / (y * rest) / width
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        (self.high - self.low).mul_add(self.alpha / (self.alpha + self.beta), self.low)
    }

    fn sd(&self) -> f64 {
        let sum = self.alpha + self.beta;
        (self.high - self.low) * (self.alpha / sum * (self.beta / sum) / (sum + 1.0)).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("alpha", self.alpha), ("beta", self.beta), ("low", self.low), ("high", self.high)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let (a, b) = (self.alpha, self.beta);
        let table = Table::certified(
            |z| beta_quantile(a, b, normal_cdf(z), normal_cdf(-z)).0,
            |y| incomplete_beta(a, b, y, 1.0 - y),
        )
        .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: self.low, scale: self.high - self.low, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn spending_share() -> Distribution {
        Beta::from_mean_sd(0.80, 0.08, 0.0, 1.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&spending_share(), 17);
        // Kurtosis below 3.3: the sd of a sample sd is below 0.76 / √N; four of them.
        check::sample_sd_agrees(&spending_share(), 17, 0.0031);
        check::draws_follow_the_cdf(&Beta::new(0.5, 0.5, -1.0, 3.0).unwrap().into(), 18);
        check::draws_follow_the_cdf(&Beta::new(2.0, 5.0, 0.0, 1.0).unwrap().into(), 19);
        let other = rand_distr::Beta::new(19.2, 4.8).unwrap();
        check::draws_agree_with(&Beta::new(19.2, 4.8, 0.0, 1.0).unwrap().into(), &other, 20);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&spending_share());
        check::transform_inverts_the_cdf(&spending_share(), 1e-8);
        // Near 1 doubles are 1.1e-16 apart, 1e-7 of the tail 1e-9 of a uniform.
        for (alpha, beta, tail) in
            [(1.0, 1.0, 3e-7), (2.0, 5.0, 1e-8), (1.0, 3.0, 1e-8), (300.0, 700.0, 1e-8), (4e5, 6e5, 1e-8)]
        {
            check::transform_inverts_the_cdf(&Beta::new(alpha, beta, 0.0, 1.0).unwrap().into(), tail);
        }
        check::transform_inverts_the_cdf(&Beta::new(3.0, 4.0, 0.0, 0.25).unwrap().into(), 1e-8);
    }

    #[test]
    fn a_shape_below_one_is_drawn_to_the_resolution_of_doubles() {
        // The lower end is 0, where doubles are dense: certified as any other. Near 1 the draw is the rounded quantile.
        let arcsine = Beta::new(0.5, 0.5, 0.0, 1.0).unwrap();
        let transform = arcsine.transform().unwrap();
        for k in 1_u64..=40 {
            let v = 0.8 / (1_u64 << k) as f64;
            let lower = transform.eval_u(v);
            assert!((arcsine.cdf(lower) / v - 1.0).abs() < 1e-7, "{v}: {lower}");
            let upper = transform.eval_u(1.0 - v);
            assert!((upper - arcsine.upper_quantile(v)).abs() <= 4.0 * f64::EPSILON, "{v}: {upper}");
        }
        assert!(transform.range().1 <= 1.0 && transform.range().0 >= 0.0);
    }

    #[test]
    fn probabilities_and_moments_are_those_known() {
        let beta = Beta::new(19.2, 4.8, 0.0, 1.0).unwrap();
        // mpmath: betainc(19.2, 4.8, 0, 0.5), its complement at 0.99, the density at 0.75.
        check::near(beta.cdf(0.5), 0.000_951_700_590_605_132_806_65, 1e-16);
        check::near(beta.survival(0.99), 5.676_977_665_725_723_637_1e-6, 1e-18);
        check::near(beta.density(0.75), 3.460_867_790_849_540_755_2, 1e-14);
        check::near(beta.mean(), 0.8, 1e-15);
        check::near(beta.sd(), 0.08, 1e-15);
        let scaled = Beta::from_mean_sd(40.0, 6.0, 30.0, 80.0).unwrap();
        check::near(scaled.mean(), 40.0, 1e-15);
        check::near(scaled.sd(), 6.0, 1e-15);
        // F(x) = 2/π asin √y when both shapes are a half.
        check::near(Beta::new(0.5, 0.5, 0.0, 4.0).unwrap().cdf(1.0), 1.0 / 3.0, 1e-15);
        let line = Beta::new(1.0, 2.0, 0.0, 2.0).unwrap();
        assert_eq!((line.density(0.0), line.density(2.0), line.density(3.0)), (1.0, 0.0, 0.0));
        assert_eq!(Beta::new(0.5, 2.0, 0.0, 2.0).unwrap().density(0.0), f64::INFINITY);
    }

    #[test]
    fn the_domain_is_kept() {
        let refused = |result: Result<Beta, ParameterError>| result.unwrap_err().to_string();
        assert_eq!(refused(Beta::new(0.0, 1.0, 0.0, 1.0)), "`alpha` must be above 0, not 0");
        assert_eq!(refused(Beta::new(1.0, 2e6, 0.0, 1.0)), "`beta` must be at most 1e6, not 2000000");
        assert_eq!(
            refused(Beta::from_mean_sd(1.2, 0.1, 0.0, 1.0)),
            "`mean` must be between low = 0 and high = 1, not 1.2"
        );
        assert_eq!(
            refused(Beta::from_mean_sd(0.5, 0.5, 0.0, 1.0)),
            "`sd` must be below 0.5, not 0.5: with mean 0.5 that is all weight at the two ends 0 and 1"
        );
        assert!(refused(Beta::from_mean_sd(0.5, 1e-5, 0.0, 1.0)).starts_with("`sd` must not be so small"));
        assert_eq!(refused(Beta::new(1.0, 1.0, 1.0, 0.0)), "`high` must be above low = 1, not 0");
    }

    #[test]
    fn a_rare_share_can_be_stated() {
        // Mean 2 percent, sd 5 percent: alpha 0.137, a table of 512 pieces with the wider relative bound.
        let rare: Distribution = Beta::from_mean_sd(0.02, 0.05, 0.0, 1.0).unwrap().into();
        check::transform_inverts_the_cdf(&rare, 1e-6);
    }

    #[test]
    fn a_shape_that_is_too_extreme_is_refused_with_the_reason() {
        let error = Beta::new(0.02, 0.02, 0.0, 1.0).unwrap().transform().unwrap_err();
        assert!(matches!(error.reason, crate::numerics::TableError::TooSteep { .. }), "{error}");
        assert!(error.to_string().starts_with("this beta cannot be drawn from: its quantile function"), "{error}");
    }
}
