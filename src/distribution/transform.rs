//! How one draw becomes a value, in forms that a vector engine executes.

use crate::numerics::{Table, TableError, clamp, exp, normal_cdf, normal_quantile};
use std::fmt;
use std::sync::Arc;

/// How one draw becomes a value: a monotone function of the draw's uniform u in (0, 1) or of its normal score z = Φ⁻¹(u).
///
/// Every form states its operations; whoever executes it keeps to them (fma fuses the product that is written first),
/// so that scalar and vector code give the same bits. NaN goes in, NaN comes out.
#[derive(Debug, Clone, PartialEq)]
pub enum Transform {
    /// The value, whatever the draw.
    Constant(f64),
    /// Of z: fma(scale, z, location).
    NormalScore {
        /// The value at z = 0.
        location: f64,
        /// The value of one unit of z.
        scale: f64,
    },
    /// Of z: exp(fma(sigma, z, mu)).
    Lognormal {
        /// The logarithm of the median.
        mu: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// Of u: fma(high − low, u, low).
    Uniform {
        /// The value towards u = 0.
        low: f64,
        /// The value towards u = 1.
        high: f64,
    },
    /// Of u, with `p_low` = `sigma_low` / (`sigma_low` + `sigma_high`):
    /// for u < `p_low` fma(`sigma_low`, Φ⁻¹(u / (2 `p_low`)), mode),
    /// else fma(−`sigma_high`, Φ⁻¹((1 − u) / (2 (1 − `p_low`))), mode). One Φ⁻¹ after selecting its argument does for both.
    SplitNormal {
        /// The mode, where the halves meet.
        mode: f64,
        /// The standard deviation below the mode.
        sigma_low: f64,
        /// The standard deviation above the mode.
        sigma_high: f64,
    },
    /// Of u: for u < (mode − low) / (high − low) low + √(u · ((high − low)(mode − low))),
    /// else high − √((1 − u) · ((high − low)(high − mode))).
    Triangular {
        /// The lower end.
        low: f64,
        /// The mode.
        mode: f64,
        /// The upper end.
        high: f64,
    },
    /// Of u: `values[k]`, where k counts the cuts below u: `upper[k - 1]` < u <= `upper[k]`. So a Bernoulli event has cut 1 − p
    /// and occurs when u > 1 − p.
    Cuts {
        /// The upper ends of all cells but the last, ascending.
        upper: Vec<f64>,
        /// One value more than cuts.
        values: Vec<f64>,
    },
    /// Of z: fma(scale, table(z), location). Distributions that differ in location and scale alone have equal tables, which
    /// share the first-level cache when they are one.
    Table {
        /// The value where the table gives 0.
        location: f64,
        /// The value of one unit of the table.
        scale: f64,
        /// The quantile function of the standard distribution, over z.
        table: Arc<Table>,
    },
    /// Of u: that of `pieces[k]`, where k counts the cuts below u, as in [`Transform::Cuts`].
    Pieces {
        /// The upper ends of all pieces but the last, ascending.
        upper: Vec<f64>,
        /// One more than cuts.
        pieces: Vec<Piece>,
    },
}

/// A stretch of a quantile function.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// One value.
    Constant(f64),
    /// With l = (u − from) / width and r = ((1 − u) − above) / width: table(Φ⁻¹(l)) where l < r, else table(−Φ⁻¹(r)); the smaller of l and r
    /// is kept at or above 2⁻⁵³.
    Table {
        /// The probability below it.
        from: f64,
        /// The probability above it.
        above: f64,
        /// Its own probability.
        width: f64,
        /// The quantile function over the score within it.
        table: Arc<Table>,
    },
}

impl Piece {
    /// from, above and width; of a value 0, 0 and 1.
    pub fn place(&self) -> [f64; 3] {
        match self {
            Self::Constant(_) => [0.0, 0.0, 1.0],
            Self::Table { from, above, width, .. } => [*from, *above, *width],
        }
    }

    fn eval(&self, u: f64) -> f64 {
        let [from, above, width] = self.place();
        match self {
            Self::Constant(value) => *value,
            Self::Table { table, .. } => {
                let (lower, upper) = ((u - from) / width, ((1.0 - u) - above) / width);
                let below = lower < upper;
                let tail = if below { lower } else { upper };
                let tail = crate::numerics::max(tail, Transform::SMALLEST_DRAW);
                let score = normal_quantile(tail);
                table.eval(if below { score } else { -score })
            }
        }
    }
}

/// Why a distribution has no transform.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformError {
    /// The kind of the distribution.
    pub distribution: &'static str,
    /// What its quantile function does.
    pub reason: TableError,
}

impl fmt::Display for TransformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this {} cannot be drawn from: {}", self.distribution, self.reason)
    }
}

impl std::error::Error for TransformError {}

/// u = Φ(z), kept within [2⁻⁵³, 1 − 2⁻⁵³], where the draws are: no score reaches an infinite quantile.
#[inline(always)]
pub fn uniform_of_score(z: f64) -> f64 {
    clamp(normal_cdf(z), Transform::SMALLEST_DRAW, Transform::LARGEST_DRAW)
}

impl Transform {
    /// The smallest draw of 53 bits, 2⁻⁵³.
    pub const SMALLEST_DRAW: f64 = f64::EPSILON / 2.0;
    /// The largest draw of 53 bits, 1 − 2⁻⁵³.
    pub const LARGEST_DRAW: f64 = 1.0 - f64::EPSILON / 2.0;

    /// The value of the draw u in (0, 1); forms of z take z = Φ⁻¹(u).
    pub fn eval_u(&self, u: f64) -> f64 {
        match self {
            Self::NormalScore { .. } | Self::Lognormal { .. } | Self::Table { .. } => {
                self.eval_z(normal_quantile(u))
            }
            Self::Constant(value) => {
                if u.is_nan() {
                    u
                } else {
                    *value
                }
            }
            Self::Uniform { low, high } => (high - low).mul_add(u, *low),
            Self::SplitNormal { mode, sigma_low, sigma_high } => {
                let p_low = sigma_low / (sigma_low + sigma_high);
                let (tail, sigma) = if u < p_low {
                    (u / (2.0 * p_low), *sigma_low)
                } else {
                    ((1.0 - u) / (2.0 * (1.0 - p_low)), -sigma_high)
                };
                sigma.mul_add(normal_quantile(tail), *mode)
            }
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if u < (mode - low) / width {
                    low + (u * (width * (mode - low))).sqrt()
                } else {
                    high - ((1.0 - u) * (width * (high - mode))).sqrt()
                }
            }
            Self::Cuts { upper, values } => {
                if u.is_nan() {
                    u
                } else {
                    values[upper.partition_point(|cut| *cut < u)]
                }
            }
            Self::Pieces { upper, pieces } => {
                if u.is_nan() {
                    u
                } else {
                    pieces[upper.partition_point(|cut| *cut < u)].eval(u)
                }
            }
        }
    }

    /// The value of the draw with the normal score z; forms of u take [`uniform_of_score`].
    pub fn eval_z(&self, z: f64) -> f64 {
        match self {
            Self::NormalScore { location, scale } => scale.mul_add(z, *location),
            Self::Lognormal { mu, sigma } => exp(sigma.mul_add(z, *mu)),
            Self::Table { location, scale, table } => scale.mul_add(table.eval(z), *location),
            _ => self.eval_u(uniform_of_score(z)),
        }
    }

    /// The smallest and the largest value that a draw of 53 bits can give.
    pub fn range(&self) -> (f64, f64) {
        (self.eval_u(Self::SMALLEST_DRAW), self.eval_u(Self::LARGEST_DRAW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_closed_above() {
        let cuts = Transform::Cuts { upper: vec![0.25, 0.75], values: vec![1.0, 2.0, 5.0] };
        let draws = [0.1, 0.25, 0.25_f64.next_up(), 0.75, 0.9];
        assert_eq!(draws.map(|u| cuts.eval_u(u)), [1.0, 1.0, 2.0, 2.0, 5.0]);
        assert_eq!(cuts.range(), (1.0, 5.0));
    }

    #[test]
    fn score_and_uniform_lead_to_the_same_value() {
        let transforms = [
            Transform::Constant(3.0),
            Transform::NormalScore { location: 1.0, scale: 2.0 },
            Transform::Lognormal { mu: 0.5, sigma: 0.3 },
            Transform::Uniform { low: -1.0, high: 4.0 },
            Transform::SplitNormal { mode: 2.0, sigma_low: 1.0, sigma_high: 3.0 },
            Transform::Triangular { low: -1.0, mode: 0.0, high: 2.0 },
            Transform::Cuts { upper: vec![0.4], values: vec![0.0, 1.0] },
        ];
        for transform in &transforms {
            for k in 1..100 {
                let u = f64::from(k) / 100.0 + 0.001;
                let (a, b) = (transform.eval_u(u), transform.eval_z(normal_quantile(u)));
                assert!((a - b).abs() <= 1e-13 * (1.0 + a.abs()), "{transform:?} {u}: {a} {b}");
            }
            assert!(
                transform.eval_u(f64::NAN).is_nan() && transform.eval_z(f64::NAN).is_nan(),
                "{transform:?}"
            );
            for z in [-40.0, -8.3, 8.3, 40.0] {
                assert!(transform.eval_z(z).is_finite(), "{transform:?} {z}");
            }
        }
    }
}
