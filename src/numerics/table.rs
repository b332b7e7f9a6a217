//! A quantile function as a monotone piecewise polynomial of the normal score: one draw costs what a normal draw does.

use super::{clamp, normal_cdf};
use std::fmt;

/// x(z) = F⁻¹(Φ(z)) for |z| <= 8.25 as quintic pieces on an equidistant grid, certified in probability.
///
/// Piece k is c₀ + c₁t + ... + c₅t⁵ in t = position − k ∈ [−½, ½], where position = (z + 8.25) / h − ½. It passes through
/// the quantile function at six Chebyshev-Lobatto points, both ends included, so pieces meet up to rounding. A 53-bit draw u = (2k + 1) 2⁻⁵³
/// has |z| <= 8.21; beyond ±8.25 the value stays that of the end.
///
/// The number of pieces is the smallest power of two, 64 to 512, for which every check point (eight a piece) satisfies
/// |F(T(z)) − Φ(z)| <= 1e-12 and, relative to the smaller tail, 1e-8; where no double does that because neighbouring doubles lie
/// further apart in probability, T(z) is within four ulps of the quantile. T never falls from one check point to
/// the next by more than rounding (two ulps).
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
                write!(f, "its quantile at {score:.2} standard normal deviations is beyond the largest number")
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

    /// Tabulates `quantile`, a function of the normal score z, and certifies it with `tails`, which gives (F(x), 1 − F(x)),
    /// each accurate relative to itself.
    ///
    /// # Errors
    /// When a value is not finite, or the function is too steep for [`Table::MOST_PIECES`] pieces.
    pub fn certified(
        quantile: impl Fn(f64) -> f64,
        tails: impl Fn(f64) -> (f64, f64),
    ) -> Result<Self, TableError> {
        let mut pieces = Self::FEWEST_PIECES;
        loop {
            let table = Self::interpolate(pieces, &quantile)?;
            match table.check(&quantile, &tails) {
                Ok(()) => return Ok(table),
                Err(error) if 2 * pieces > Self::MOST_PIECES => return Err(error),
                Err(_) => pieces *= 2,
            }
        }
    }

    /// The value at the normal score `z`; NaN when z is NaN.
    ///
    /// fma, clamp, the nearest integer by adding 1.5 · 2⁵², five fma from the highest coefficient down, clamp: no branch but
    /// the bounds check that the mask makes idle.
    #[inline(always)]
    pub fn eval(&self, z: f64) -> f64 {
        let position = clamp(z.mul_add(self.pieces_per_unit, self.offset), -0.5, self.last);
        let magic = position + Self::MAGIC;
        let t = position - (magic - Self::MAGIC);
        let c = &self.rows[magic.to_bits() as usize & (self.rows.len() - 1)];
        let value = c[7].mul_add(t, c[6]).mul_add(t, c[5]).mul_add(t, c[4]).mul_add(t, c[3]).mul_add(t, c[2]).mul_add(t, c[1]).mul_add(t, c[0]);
        clamp(value, self.smallest, self.largest)
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

    fn check(
        &self,
        quantile: &impl Fn(f64) -> f64,
        tails: &impl Fn(f64) -> (f64, f64),
    ) -> Result<(), TableError> {
        let mut worst = (0.0, 0.0);
        for piece in 0..self.pieces() {
            for t in BETWEEN {
                let z = self.score(piece, t);
                let x = self.eval(z);
                let (lower, upper) = tails(x);
                let (tail, wanted) = if z < 0.0 { (lower, normal_cdf(z)) } else { (upper, normal_cdf(-z)) };
                let error = (tail - wanted).abs();
                let within = error <= Self::ABSOLUTE_ERROR && error <= Self::RELATIVE_ERROR * wanted;
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
            if x < before - 0.5 * FOUR_ULPS * before.abs() {
                return Err(TableError::TooSteep { score: z, error: 0.0 });
            }
            before = x;
        }
        Ok(())
    }
}

const FOUR_ULPS: f64 = 4.0 * f64::EPSILON;

const LOBATTO: [f64; 8] = [-0.5, -0.45048443395120956312, -0.31174490092936676526, -0.11126046697815720214, 0.11126046697815720214, 0.31174490092936676526, 0.45048443395120956312, 0.5];
const BETWEEN: [f64; 8] = [-0.5, -0.48746395609091180351, -0.39091574123401490435, -0.21694186955877906024, 4.7015686029789285158e-27, 0.21694186955877906024, 0.39091574123401490435, 0.48746395609091180351];
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

