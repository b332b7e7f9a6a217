//! A quantile function as a monotone piecewise polynomial of the normal score: one draw costs what a normal draw does.

use super::normal_cdf;
use std::fmt;

/// x(z) = F⁻¹(Φ(z)) for |z| <= 8.25 as polynomial pieces of degree 7 on an equidistant grid, certified in probability.
///
/// Piece k is c₀ + c₁t + ... + c₇t⁷ with t = position − k in [−½, ½], position = (z + 8.25)/h − ½. It passes through the
/// quantile function at eight Chebyshev-Lobatto points, both ends included, so that pieces meet up to rounding
/// (Trefethen 2019, Approximation Theory and Approximation Practice, doi:10.1137/1.9781611975949: within a factor 2 of the best
/// polynomial). A 53-bit draw u = (2k + 1) 2⁻⁵³ has |z| <= 8.21; beyond ±8.25 the value stays that of the end.
///
/// The number of pieces is the smallest power of two, 16 to 512 (1 to 32 KB), for which every check point (eight a piece)
/// has |F(T(z)) − Φ(z)| <= 1e-12 and, relative to the smaller tail, 1e-8 (1e-6 with 512 pieces); where no double satisfies
/// that because neighbouring doubles lie further apart in probability, T(z) is within four ulps of the quantile. From one step
/// of h/32 to the next T never falls by more than rounding (two ulps).
///
/// A score in single precision, rounded from z, moves the probability by at most φ(z)|z| 2⁻²⁴ < 1.5e-8, or 4.1e-6 of the tail
/// at |z| = 8.21: that is the bound when f32 scores are fed to a table, on top of the score's own error e (another φ(z) e).
///
/// Degree 7 against 5, measured for Student's t with 4 degrees of freedom: 64 pieces (4 KB) against 256 (12 KB), for a quarter
/// more time a value; a row of eight coefficients is one cache line.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// A piece a row, c₀ first: 64 bytes, a cache line. The number of rows is a power of two.
    rows: Vec<[f64; Self::STRIDE]>,
    /// 1/h
    pieces_per_unit: f64,
    /// (pieces − 1)/2: the position of z = 0.
    offset: f64,
    /// The largest position that is nearest to the last piece.
    last: f64,
    smallest: f64,
    largest: f64,
}

/// Why a quantile function has no table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TableError {
    /// A value within |z| <= 8.25 is not finite.
    NotFinite {
        /// The normal score.
        score: f64,
    },
    /// Even [`Table::MOST_PIECES`] pieces leave an error above the bound, or fall where they should rise.
    TooSteep {
        /// The normal score with the largest error.
        score: f64,
        /// The error in probability there.
        error: f64,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { score } => {
                write!(
                    f,
                    "its quantile at {score:.2} standard normal deviations is beyond the largest number"
                )
            }
            Self::TooSteep { score, error } => write!(
                f,
                "its quantile function is too steep to tabulate (error in probability {error:.1e} at {score:.2} standard normal deviations)"
            ),
        }
    }
}

impl std::error::Error for TableError {}

impl Table {
    /// The grid ends here, on both sides.
    pub const LAST_SCORE: f64 = 8.25;
    /// Degree of a piece.
    pub const DEGREE: usize = 7;
    /// Coefficients from one piece to the next.
    pub const STRIDE: usize = Self::DEGREE + 1;
    /// The largest number of pieces: 24 KB.
    pub const MOST_PIECES: usize = 512;
    const FEWEST_PIECES: usize = 16;
    const MAGIC: f64 = 1.5 * (1u64 << 52) as f64;
    /// |F(T(z)) − Φ(z)| at every check point.
    pub const ABSOLUTE_ERROR: f64 = 1e-12;
    /// The same, relative to the smaller of Φ(z) and Φ(−z).
    pub const RELATIVE_ERROR: f64 = 1e-8;
    /// The same for a table of [`Table::MOST_PIECES`].
    pub const STEEP_RELATIVE_ERROR: f64 = 1e-6;

    /// By so much in the probability of the whole a stretch may fall where it should rise.
    const STRETCH_ROUNDING: f64 = 2e-15;

    /// Tabulates `quantile`, a function of the normal score z, and certifies it with `tails`, which gives (F(x), 1 − F(x)),
    /// each accurate relative to itself.
    ///
    /// # Errors
    /// When a value is not finite, or the function is too steep for [`Table::MOST_PIECES`] pieces.
    pub fn certified(
        quantile: impl Fn(f64) -> f64,
        tails: impl Fn(f64) -> (f64, f64),
    ) -> Result<Self, TableError> {
        Self::certified_part(quantile, tails, (0.0, 1.0, 0.0))
    }

    /// Tabulates a stretch of a quantile function: `part` is the probability below it, its own and that above it. Score and tails
    /// are those within the stretch; what is certified is the error in the probability of the whole, in the whole's tails.
    ///
    /// # Errors
    /// As [`Table::certified`].
    pub fn certified_part(
        quantile: impl Fn(f64) -> f64,
        tails: impl Fn(f64) -> (f64, f64),
        part: (f64, f64, f64),
    ) -> Result<Self, TableError> {
        let mut pieces = Self::FEWEST_PIECES;
        loop {
            let table = Self::interpolate(pieces, &quantile)?;
            let most = pieces == Self::MOST_PIECES;
            let relative = if most { Self::STEEP_RELATIVE_ERROR } else { Self::RELATIVE_ERROR };
            match table.check(relative, &quantile, &tails, part) {
                Ok(()) => return Ok(table),
                Err(error) if most => return Err(error),
                Err(_) => pieces *= 2,
            }
        }
    }

    /// A list of numbers: its value at k is `values[k]`, for whole k; below 0 the first, beyond the end the last.
    ///
    /// One piece a number, each a constant, so that a list is read as any table is.
    ///
    /// # Panics
    /// When there is no value, or one is not finite.
    pub fn list(values: &[f64]) -> Self {
        assert!(!values.is_empty() && values.iter().all(|value| value.is_finite()), "finite numbers");
        let pieces = values.len().next_power_of_two();
        let last = values[values.len() - 1];
        let constant = |value: f64| {
            let mut row = [0.0; Self::STRIDE];
            row[0] = value;
            row
        };
        let padded = values.iter().copied().chain(std::iter::repeat(last)).take(pieces);
        Self {
            rows: padded.map(constant).collect(),
            pieces_per_unit: 1.0,
            offset: 0.0,
            last: (pieces as f64 - 0.5).next_down(),
            smallest: values.iter().copied().fold(last, |a, b| if b < a { b } else { a }),
            largest: values.iter().copied().fold(last, |a, b| if b > a { b } else { a }),
        }
    }

    /// The value at the normal score `z`; NaN when z is NaN.
    ///
    /// fma, clamp, the nearest integer by adding 1.5 · 2⁵², seven fma from the highest coefficient down, clamp: no branch but
    /// the bounds check that the mask makes idle.
    #[inline(always)]
    pub fn eval(&self, z: f64) -> f64 {
        let position = within(z.mul_add(self.pieces_per_unit, self.offset), -0.5, self.last);
        let magic = position + Self::MAGIC;
        let t = position - (magic - Self::MAGIC);
        let c = &self.rows[magic.to_bits() as usize & (self.rows.len() - 1)];
        let value = c[7]
            .mul_add(t, c[6])
            .mul_add(t, c[5])
            .mul_add(t, c[4])
            .mul_add(t, c[3])
            .mul_add(t, c[2])
            .mul_add(t, c[1])
            .mul_add(t, c[0]);
        within(value, self.smallest, self.largest)
    }

    /// How many pieces.
    pub fn pieces(&self) -> usize {
        self.rows.len()
    }

    /// The coefficients, c₀ first, [`Table::STRIDE`] a piece.
    pub fn coefficients(&self) -> &[f64] {
        self.rows.as_flattened()
    }

    /// The smallest and the largest value that the table gives: the quantiles at ∓8.25.
    pub fn range(&self) -> (f64, f64) {
        (self.smallest, self.largest)
    }

    /// The pieces through `quantile`, not yet certified.
    fn interpolate(pieces: usize, quantile: &impl Fn(f64) -> f64) -> Result<Self, TableError> {
        let finite = |score: f64| {
            let value = quantile(score);
            if value.is_finite() { Ok(value) } else { Err(TableError::NotFinite { score }) }
        };
        let mut table = Self {
            rows: Vec::with_capacity(pieces),
            pieces_per_unit: pieces as f64 / (2.0 * Self::LAST_SCORE),
            offset: 0.5 * (pieces - 1) as f64,
            // Half a step below the tie, which would round to the piece that does not exist.
            last: (pieces as f64 - 0.5).next_down(),
            smallest: finite(-Self::LAST_SCORE)?,
            largest: finite(Self::LAST_SCORE)?,
        };
        let mut left = table.smallest;
        for piece in 0..pieces {
            let mut values = [left; Self::STRIDE];
            for (value, t) in values.iter_mut().zip(LOBATTO).skip(1) {
                *value = finite(table.score(piece, t))?;
            }
            left = values[Self::DEGREE];
            table.rows.push(through(LOBATTO, values));
        }
        Ok(table)
    }

    /// The normal score at `t` in [−½, ½] of a piece.
    fn score(&self, piece: usize, t: f64) -> f64 {
        (piece as f64 + t - self.offset) / self.pieces_per_unit
    }

    /// Whether the bounds that [`Table`] states hold at the check points, and the table rises.
    fn check(
        &self,
        relative: f64,
        quantile: &impl Fn(f64) -> f64,
        tails: &impl Fn(f64) -> (f64, f64),
        (below, own, above): (f64, f64, f64),
    ) -> Result<(), TableError> {
        let mut worst = (0.0, 0.0);
        for piece in 0..self.pieces() {
            for t in BETWEEN {
                let z = self.score(piece, t);
                let x = self.eval(z);
                let (lower, upper) = tails(x);
                let (tail, wanted) = if z < 0.0 { (lower, normal_cdf(z)) } else { (upper, normal_cdf(-z)) };
                let error = own * (tail - wanted).abs();
                let (lower, upper) = if z < 0.0 { (wanted, 1.0 - wanted) } else { (1.0 - wanted, wanted) };
                let (lower, upper) = (own.mul_add(lower, below), own.mul_add(upper, above));
                let smaller = if lower < upper { lower } else { upper };
                let within = error <= Self::ABSOLUTE_ERROR && error <= relative * smaller;
                if !within && (x - quantile(z)).abs() > FOUR_ULPS * x.abs() && error >= worst.1 {
                    worst = (z, error);
                }
            }
        }
        if worst.0 != 0.0 || worst.1 > 0.0 {
            return Err(TableError::TooSteep { score: worst.0, error: worst.1 });
        }
        let mut before = self.smallest;
        for step in 0..=32 * self.pieces() {
            let z = step as f64 / 32.0 * (2.0 * Self::LAST_SCORE / self.pieces() as f64) - Self::LAST_SCORE;
            let x = self.eval(z);
            // A stretch is known no better than the probabilities that it is cut from.
            let rounding =
                |x: f64| own < 1.0 && own * (tails(before).0 - tails(x).0).abs() <= Self::STRETCH_ROUNDING;
            if x < before - 0.5 * FOUR_ULPS * before.abs() && !rounding(x) {
                return Err(TableError::TooSteep { score: z, error: 0.0 });
            }
            before = x;
        }
        Ok(())
    }
}

/// `x` between two bounds that are numbers, by compare-and-select; NaN stays NaN.
#[inline(always)]
fn within(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

const FOUR_ULPS: f64 = 4.0 * f64::EPSILON;

/// −½ cos(πj/7): both ends and six points between, where piece and function agree.
const LOBATTO: [f64; 8] = [
    -0.5,
    -0.45048443395120956312,
    -0.31174490092936676526,
    -0.11126046697815720214,
    0.11126046697815720214,
    0.31174490092936676526,
    0.45048443395120956312,
    0.5,
];
/// The left end, and −½ cos(π(2j + 1)/14), where the error of a piece is largest.
const BETWEEN: [f64; 8] = [
    -0.5,
    -0.48746395609091180351,
    -0.39091574123401490435,
    -0.21694186955877906024,
    4.7015686029789285158e-27,
    0.21694186955877906024,
    0.39091574123401490435,
    0.48746395609091180351,
];
/// The coefficients, lowest first, of the polynomial through the points (Newton's divided differences, then expanded).
fn through<const N: usize>(t: [f64; N], mut value: [f64; N]) -> [f64; N] {
    for order in 1..N {
        for i in (order..N).rev() {
            value[i] = (value[i] - value[i - 1]) / (t[i] - t[i - order]);
        }
    }
    let mut c = [0.0; N];
    for i in (0..N).rev() {
        // c = c (t - tᵢ) + valueᵢ
        for power in (1..N).rev() {
            c[power] = (-t[i]).mul_add(c[power], c[power - 1]);
        }
        c[0] = (-t[i]).mul_add(c[0], value[i]);
    }
    c
}

#[cfg(test)]
mod tests {
    use super::super::{exp, exp_m1, log, log_1p, normal_quantile};
    use super::*;

    /// The logistic distribution: F⁻¹(u) = ln(u / (1 − u)).
    fn logistic() -> Table {
        Table::certified(
            |z| log(normal_cdf(z)) - log(normal_cdf(-z)),
            |x| (1.0 / (1.0 + exp(-x)), 1.0 / (1.0 + exp(x))),
        )
        .unwrap()
    }

    #[test]
    fn the_certificate_holds_between_its_check_points() {
        let table = logistic();
        assert!(table.pieces() <= 64, "{}", table.pieces());
        assert_eq!(table.coefficients().len(), table.pieces() * Table::STRIDE);
        for step in -82_000..=82_000 {
            let z = f64::from(step) * 1.000_123e-4;
            let x = table.eval(z);
            let tail = 1.0 / (1.0 + exp(x.abs()));
            let wanted = normal_cdf(-z.abs());
            let error = (tail - wanted).abs();
            assert!(error <= 1e-12 && error <= 1e-8 * wanted, "{z}: {error:e}");
            assert!(x * z >= 0.0 || error < 1e-16);
        }
    }

    #[test]
    fn a_list_gives_its_numbers() {
        for values in [vec![5.0], vec![0.25, -1.0, 3.0], (0..1000).map(|k| f64::from(k * k)).collect()] {
            let table = Table::list(&values);
            for (k, value) in values.iter().enumerate() {
                assert_eq!(table.eval(k as f64), *value);
            }
            let ends = [table.eval(-3.0), table.eval(2000.0)];
            assert_eq!(ends, [values[0], values[values.len() - 1]]);
            assert!(table.eval(f64::NAN).is_nan());
        }
    }

    #[test]
    fn it_rises_from_one_score_to_the_next() {
        let table = logistic();
        let mut before = table.eval(-9.0);
        for step in 0..1_000_000 {
            let x = table.eval(-8.3 + 1.66e-5 * f64::from(step));
            assert!(x >= before, "{step}");
            before = x;
        }
        let (smallest, largest) = table.range();
        for beyond in [9.0, 1e300, f64::INFINITY] {
            assert!((table.eval(-beyond) / smallest - 1.0).abs() < 1e-14 && table.eval(-beyond) >= smallest);
            assert!((table.eval(beyond) / largest - 1.0).abs() < 1e-14 && table.eval(beyond) <= largest);
        }
        assert!(table.eval(f64::NAN).is_nan());
    }

    #[test]
    fn pieces_meet() {
        let table = logistic();
        let h = 2.0 * Table::LAST_SCORE / table.pieces() as f64;
        for knot in 1..table.pieces() {
            let z = knot as f64 * h - Table::LAST_SCORE;
            let (left, right) = (table.eval(z - 1e-9), table.eval(z + 1e-9));
            // The slope is below 8.5: 1.7e-8 of the difference is the function's own.
            assert!(right > left && right - left < 2e-8, "{z}: {left} {right}");
        }
    }

    #[test]
    fn single_precision_scores_keep_their_bound() {
        let table = logistic();
        for k in 1..200_000 {
            let u = f64::from(k) / 200_000.0;
            let x = table.eval(f64::from(normal_quantile(u) as f32));
            let error = (1.0 / (1.0 + exp(-x)) - u).abs();
            assert!(error < 1.5e-8, "{u}: {error:e}");
        }
    }

    #[test]
    fn what_cannot_be_tabulated_is_refused() {
        // A jump of 1 at z = 0.3: no polynomial follows it.
        let jump = |z: f64| z + f64::from(u8::from(z > 0.3));
        let back = |x: f64| {
            let z = if x > 1.3 {
                x - 1.0
            } else if x > 0.3 {
                0.3
            } else {
                x
            };
            (normal_cdf(z), normal_cdf(-z))
        };
        let error = Table::certified(jump, back).unwrap_err();
        assert!(
            matches!(error, TableError::TooSteep { score, error } if (score - 0.3).abs() < 0.04 && error > 1e-3)
        );
        let error = Table::certified(|z| exp(z * 100.0), |x| (x, x)).unwrap_err();
        assert!(matches!(error, TableError::NotFinite { score } if score > 7.0), "{error}");
        // A falling function fails even when its tails say otherwise.
        let error = Table::certified(|z| -z, |x| (normal_cdf(-x), normal_cdf(x))).unwrap_err();
        assert!(matches!(error, TableError::TooSteep { .. }), "{error}");
    }

    #[test]
    fn a_normal_needs_the_fewest_pieces_and_the_same_input_gives_the_same_bits() {
        let table =
            || Table::certified(|z| 3.0 * z, |x| (normal_cdf(x / 3.0), normal_cdf(-x / 3.0))).unwrap();
        assert_eq!(table().pieces(), 16);
        assert_eq!(table(), table());
        let quantile = |z: f64| if z < 0.0 { -log_1p(-normal_cdf(z)) } else { -log(normal_cdf(-z)) };
        let exponential = Table::certified(quantile, |x| (-exp_m1(-x), exp(-x))).unwrap();
        assert!((exponential.eval(0.0) - std::f64::consts::LN_2).abs() < 1e-12);
        assert!((exponential.eval(-8.0) / -log_1p(-normal_cdf(-8.0)) - 1.0).abs() < 1e-8);
    }
}
