//! Copulas: how uniform numbers move together, whatever they are turned into.

use std::sync::Arc;

use super::{StudentT, TransformError, Univariate};
use crate::numerics::special::{incomplete_gamma, log_gamma};
use crate::numerics::{
    Bracket, Table, asin, exp, exp_m1, log, log_1p, normal_cdf, normal_density, normal_quantile, root, sin,
    sqrt,
};

/// A copula with a correlation matrix R: that of the elliptical distribution S Z, where Z is normal with the correlations R.
///
/// | copula | S | parameter |
/// |---|---|---|
/// | Gaussian | 1 | |
/// | Student t | √(df / χ²(df)), one for all of Z | df above 2, at most 1e6 |
///
/// Under Student's t extremes come together: two that are uncorrelated are still not independent. Spearman's rank correlation
/// of two is a function of their correlation ρ alone: with W = 1/S² and independent copies W₂ and W₃
///
/// ρₛ = (6/π) E asin(ρ √(W₂ W₃ / ((W + W₂)(W + W₃)))),
///
/// since X₁ − X₂ and Y₁ − Y₃ are jointly normal given the three mixing variables (Kruskal 1958, Ordinal measures of
/// association, for ρₛ = 3 (2 P((X₁ − X₂)(Y₁ − Y₃) > 0) − 1)). Under the Gaussian copula that is (6/π) asin(ρ/2).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Elliptical {
    /// Of a normal distribution.
    #[default]
    Gaussian,
    /// Of Student's t distribution.
    StudentT {
        /// Degrees of freedom: the smaller, the more often extremes come together.
        df: f64,
    },
}

/// Steps of the quadrature over the normal score of a mixing variable. The trapezoidal rule converges geometrically for
/// integrands that are analytic and fade at both ends (Trefethen and Weideman 2014, doi:10.1137/130932132).
const STEP: f64 = 0.25;
const LAST: i32 = 32;

/// What the rank correlation of a copula is computed with.
#[derive(Debug, Clone)]
pub struct RankCorrelation {
    /// √(W₂ W₃ / ((W + W₂)(W + W₃))) and its weight; one of weight 1 under the Gaussian copula.
    nodes: Vec<(f64, f64)>,
}

impl Elliptical {
    /// Its name as scenarios write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::StudentT { .. } => "student_t",
        }
    }

    /// Between correlations and rank correlations.
    pub fn rank_correlation(self) -> RankCorrelation {
        let Self::StudentT { df } = self else { return RankCorrelation { nodes: vec![(0.5, 1.0)] } };
        let mixing = Mixing { df };
        let points: Vec<(f64, f64)> = (-LAST..=LAST)
            .map(|k| {
                let z = STEP * f64::from(k);
                (exp(-2.0 * mixing.log_quantile(z)), STEP * normal_density(z))
            })
            .collect();
        // Shares with both copies at their points; what has no weight to speak of is left out.
        let mut nodes = Vec::new();
        for (w, weight) in &points {
            let shares: Vec<(f64, f64)> = points.iter().map(|(v, by)| (v / (w + v), *by)).collect();
            for (at, (second, by)) in shares.iter().enumerate() {
                for (number, (third, and)) in shares[..=at].iter().enumerate() {
                    let twice = if number == at { 1.0 } else { 2.0 };
                    let weight = weight * by * and * twice;
                    if weight > 1e-14 {
                        nodes.push((sqrt(second * third), weight));
                    }
                }
            }
        }
        // Merged into cells of 1/4096 by their mean: 36,000 points become some thousand.
        nodes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut merged: Vec<(f64, f64)> = Vec::new();
        for cell in nodes.chunk_by(|a, b| (a.0 * 4096.0).floor() == (b.0 * 4096.0).floor()) {
            let weight: f64 = cell.iter().map(|node| node.1).sum();
            merged.push((cell.iter().map(|node| node.0 * node.1).sum::<f64>() / weight, weight));
        }
        RankCorrelation { nodes: merged }
    }

    /// ln S over the normal score of the mixing driver; `None` where S is 1.
    ///
    /// # Errors
    /// When it cannot be tabulated.
    pub fn mixing(self) -> Result<Option<Arc<Table>>, TransformError> {
        let Self::StudentT { df } = self else { return Ok(None) };
        let mixing = Mixing { df };
        let table = Table::certified(|z| mixing.log_quantile(z), |x| mixing.tails(x));
        table
            .map(|table| Some(Arc::new(table)))
            .map_err(|reason| TransformError { distribution: "copula", reason })
    }

    /// The normal score of F(t), F that of Student's t, over w = k t √(ln(1 + t²/df) / (t²/df)), k = (8 df + 1)/(8 df + 3).
    ///
    /// w is close to the score already (Wallace 1959, Annals of Mathematical Statistics 30), so that a few pieces do.
    ///
    /// # Errors
    /// When it cannot be tabulated.
    pub fn score(self) -> Result<Option<Arc<Table>>, TransformError> {
        let Self::StudentT { df } = self else { return Ok(None) };
        let table = StudentT::new(df, 0.0, 1.0).ok().map(|student| {
            let k = Self::wallace(df);
            let quantile = |w: f64| {
                let share = w / k;
                let t = sqrt(df * exp_m1(share * share / df));
                let score = -normal_quantile(student.survival(t));
                if w < 0.0 { -score } else { score }
            };
            let tails = |score: f64| {
                let t = student.upper_quantile(normal_cdf(-score.abs()));
                let w = k * sqrt(df * log_1p(t / df * t));
                let (tail, rest) = (normal_cdf(-w), normal_cdf(w));
                if score < 0.0 { (tail, rest) } else { (rest, tail) }
            };
            Table::certified(quantile, tails)
        });
        match table {
            Some(Ok(table)) => Ok(Some(Arc::new(table))),
            Some(Err(reason)) => Err(TransformError { distribution: "copula", reason }),
            None => Ok(None),
        }
    }

    /// (8 df + 1)/(8 df + 3)
    pub fn wallace(df: f64) -> f64 {
        8.0_f64.mul_add(df, 1.0) / 8.0_f64.mul_add(df, 3.0)
    }
}

impl RankCorrelation {
    /// Spearman's rank correlation of two whose correlation is `rho`; exact at −1, 0 and 1.
    pub fn of(&self, rho: f64) -> f64 {
        if rho.abs() >= 1.0 {
            return if rho < 0.0 { -1.0 } else { 1.0 };
        }
        let sum: f64 = self.nodes.iter().map(|(share, weight)| weight * asin(rho * share)).sum();
        // What the quadrature leaves of 1 is shared out.
        let whole: f64 = self.nodes.iter().map(|(share, weight)| weight * asin(*share)).sum();
        sum / whole
    }

    /// The correlation of two whose rank correlation is `rank`, to 1e-12; the Gaussian one is 2 sin(π rank / 6).
    pub fn correlation(&self, rank: f64) -> f64 {
        if rank.abs() >= 1.0 || rank == 0.0 {
            return rank;
        }
        if let [_] = self.nodes.as_slice() {
            return 2.0 * sin(std::f64::consts::FRAC_PI_6 * rank);
        }
        let sign = if rank < 0.0 { -1.0 } else { 1.0 };
        let wanted = rank.abs();
        let bracket = Bracket { a: (0.0, -wanted), b: (1.0, 1.0 - wanted) };
        let found = root(bracket, 1e-13, 0.0, |rho| Some(self.of(rho) - wanted));
        sign * found.map_or(wanted, |(rho, _)| rho)
    }
}

/// S = √(df / χ²(df)).
struct Mixing {
    df: f64,
}

impl Mixing {
    /// (P(ln S <= x), P(ln S > x)): the upper and the lower tail of χ².
    fn tails(&self, x: f64) -> (f64, f64) {
        let a = 0.5 * self.df;
        let (lower, upper) = incomplete_gamma(a, a * exp(-2.0 * x));
        (upper, lower)
    }

    /// ln S at a normal score: −½ ln(g/a) where g is the gamma quantile of shape a = df/2 on the other side.
    ///
    /// Newton on the logarithm of the smaller tail as a function of y = ln(g/a), which is concave for either tail since the
    /// density of y is log-concave (Bagnoli and Bergstrom 2005, doi:10.1007/s00199-004-0514-4).
    fn log_quantile(&self, z: f64) -> f64 {
        let a = 0.5 * self.df;
        let lower = z > 0.0;
        let wanted = log(normal_cdf(-z.abs()));
        // ln g is about normal: Wilson and Hilferty, else the power at the lower end.
        let ninth = 1.0 / (9.0 * a);
        let cube = sqrt(ninth).mul_add(-z, 1.0 - ninth);
        let mut y = if cube > 0.1 { 3.0 * log(cube) } else { (wanted + log_gamma(a + 1.0)) / a - log(a) };
        for _ in 0..100 {
            let g = a * exp(y);
            let (below, above) = incomplete_gamma(a, g);
            let tail = if lower { below } else { above };
            // The density of y: g^a e^-g / Γ(a).
            let density = exp(a.mul_add(log(g), -g) - log_gamma(a));
            let slope = if lower { density / tail } else { -density / tail };
            let step = (wanted - log(tail)) / slope;
            if !step.is_finite() {
                break;
            }
            y += step;
            if step.abs() <= 4.0 * f64::EPSILON * (1.0 + y.abs()) {
                break;
            }
        }
        -0.5 * y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_correlations_are_those_of_the_integral() {
        // 12 E (F(T₁) − ½)(F(T₂) − ½) by SciPy 1.17: 4,000 angles and 400 Gauss-Legendre points of the radius.
        for (df, rho, wanted) in [
            (5.0, 0.5, 0.471_843_735_937_5),
            (3.0, 0.8, 0.767_122_627_041_84),
            (2.5, 0.3, 0.273_089_921_664_35),
            (30.0, -0.6, -0.580_118_513_131_01),
            (4.0, 0.5, 0.469_020_170_024_25),
        ] {
            let found = Elliptical::StudentT { df }.rank_correlation().of(rho);
            assert!((found - wanted).abs() < 1e-7, "{df} {rho}: {found}");
        }
        let gaussian = Elliptical::Gaussian.rank_correlation();
        assert!((gaussian.of(0.5) - 0.482_583_739_530_997).abs() < 1e-14);
        assert!((gaussian.correlation(0.482_583_739_530_997) - 0.5).abs() < 1e-14);
    }

    #[test]
    fn the_quadrature_knows_a_perfect_correlation() {
        // ρₛ = 1 at ρ = 1, before it is exact by definition.
        for df in [2.05, 3.0, 5.0, 100.0, 1e4] {
            let rank = Elliptical::StudentT { df }.rank_correlation();
            let whole: f64 = rank.nodes.iter().map(|(share, weight)| weight * asin(*share)).sum();
            assert!((whole / std::f64::consts::FRAC_PI_6 - 1.0).abs() < 1e-6, "{df}: {whole}");
        }
    }

    #[test]
    fn correlations_are_solved_for() {
        for copula in
            [Elliptical::Gaussian, Elliptical::StudentT { df: 2.5 }, Elliptical::StudentT { df: 8.0 }]
        {
            let rank = copula.rank_correlation();
            for asked in [-1.0, -0.97, -0.3, 0.0, 1e-6, 0.2, 0.7, 0.999, 1.0] {
                assert!((rank.of(rank.correlation(asked)) - asked).abs() < 1e-11, "{copula:?} {asked}");
            }
            assert_eq!([rank.correlation(1.0), rank.correlation(0.0)], [1.0, 0.0]);
        }
    }

    #[test]
    fn the_mixing_variable_follows_its_law() {
        for df in [2.05, 2.5, 4.0, 5.0, 30.0, 1e4, 1e6] {
            let copula = Elliptical::StudentT { df };
            let (mixing, table) = (Mixing { df }, copula.mixing().unwrap().unwrap());
            assert!(table.pieces() <= 128, "{df}: {}", table.pieces());
            for k in -80..=80 {
                let z = 0.1 * f64::from(k) + 0.013;
                let (below, above) = mixing.tails(table.eval(z));
                let (tail, wanted) = if z < 0.0 { (below, normal_cdf(z)) } else { (above, normal_cdf(-z)) };
                assert!((tail - wanted).abs() < 1e-12 && (tail / wanted - 1.0).abs() < 2e-8, "{df} {z}");
            }
        }
    }

    #[test]
    fn scores_are_those_of_student_t() {
        for df in [2.05, 4.0, 30.0, 1e6] {
            let table = Elliptical::StudentT { df }.score().unwrap().unwrap();
            assert!(table.pieces() <= 128, "{df}: {}", table.pieces());
            let student = StudentT::new(df, 0.0, 1.0).unwrap();
            for u in [1e-15, 1e-9, 1e-4, 0.03, 0.3, 0.499_999, 0.5, 0.7, 0.999, 1.0 - 1e-9] {
                let t = student.quantile(u);
                let w = Elliptical::wallace(df)
                    * sqrt(df * log_1p(t * t / df))
                    * if t < 0.0 { -1.0 } else { 1.0 };
                let score = table.eval(w);
                let error = normal_cdf(score) - u;
                assert!(error.abs() < 2e-12 && error.abs() < 1e-7 * u, "{df} {u}: {error:e}");
            }
        }
    }
}
