//! What anybody could have forecast from the past of the number itself: climatology, no change, AR(1).
//!
//! Each is the predictive distribution of its model under the flat prior on coefficients and log spread, given the first value: a
//! Student t that carries the uncertainty of what was fitted (Zellner 1971, chapter 7). Nothing but the past enters.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::numerics::sqrt;

use super::predictive::Predictive;
use super::regression::least_squares;

/// A forecast that the past alone gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// Every year is a draw from one normal distribution.
    Climatology,
    /// The last value, and changes that are normal around 0.
    NoChange,
    /// y = a + b y(-1) + e by least squares.
    Autoregression,
}

/// The fewest values, or changes, that a reference is fitted to.
pub const FEWEST: usize = 5;

impl Reference {
    /// All, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Climatology, Self::NoChange, Self::Autoregression];

    /// As reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Climatology => "climatology",
            Self::NoChange => "no change",
            Self::Autoregression => "AR(1)",
        }
    }

    /// The forecast of a period from what was known before, or why there is none.
    ///
    /// Climatology of n values: mean and √(1 + 1/n) s, n - 1 degrees of freedom. No change, h periods ahead, of m changes c: the last
    /// value, √(h Σc²/m), m degrees of freedom. AR(1) of m pairs: the least-squares forecast, m - 2 degrees of freedom, one
    /// period ahead alone. Changes and pairs are those of neighbouring periods; the spread is never 0.
    ///
    /// # Errors
    /// In words, such as "no AR(1): 3 past values".
    pub fn forecast(self, past: &BTreeMap<Period, f64>, of: Period) -> Result<Predictive, String> {
        let name = self.name();
        let none = |why: String| Err(format!("no {name}: {why}"));
        let values: Vec<f64> = past.values().copied().collect();
        let n = values.len();
        let counted = format!("{n} past value{}", if n == 1 { "" } else { "s" });
        let Some((last, now)) = past.last_key_value() else { return none("no past values".to_owned()) };
        if n < FEWEST {
            return none(counted);
        }
        let ahead = steps(*last, of);
        let pairs: Vec<(f64, f64)> = (past.iter().zip(past.iter().skip(1)))
            .filter(|((before, _), (after, _))| steps(**before, **after) == 1)
            .map(|((_, before), (_, after))| (*before, *after))
            .collect();
        let m = pairs.len();
        let found = match self {
            Self::Climatology => {
                let rows = vec![vec![1.0]; n];
                least_squares(&rows, &values).map(|fit| fit.predict(&[1.0]))
            }
            _ if ahead < 1 => return none(format!("{of} is not after {last}")),
            _ if m < FEWEST => return none(format!("{m} changes between neighbouring periods")),
            Self::NoChange => {
                let squares: f64 =
                    pairs.iter().map(|(before, after)| (after - before) * (after - before)).sum();
                let scale = sqrt(f64::from(ahead) * squares / m as f64);
                (scale > 0.0).then_some(Predictive { df: m as f64, location: *now, scale })
            }
            Self::Autoregression if ahead > 1 => {
                return none(format!("the last past value is of {last}, {ahead} periods before"));
            }
            Self::Autoregression => {
                let rows: Vec<Vec<f64>> = pairs.iter().map(|(before, _)| vec![1.0, *before]).collect();
                let after: Vec<f64> = pairs.iter().map(|(_, after)| *after).collect();
                least_squares(&rows, &after).map(|fit| fit.predict(&[1.0, *now]))
            }
        };
        found.ok_or_else(|| format!("no {name}: past values do not vary"))
    }
}

/// How many periods lie from one to another of the same length; negative when it is earlier.
fn steps(from: Period, to: Period) -> i32 {
    let quarters = to.last().since(from.last());
    if matches!(to, Period::Year(_)) { quarters / 4 } else { quarters }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(values: &[f64]) -> BTreeMap<Period, f64> {
        values.iter().enumerate().map(|(k, value)| (Period::Year(2001 + k as i32), *value)).collect()
    }

    fn near(found: Result<Predictive, String>, df: f64, location: f64, scale: f64) {
        let found = found.unwrap();
        assert_eq!(found.df, df);
        assert!(
            (found.location - location).abs() < 1e-12 && (found.scale - scale).abs() < 1e-12,
            "{found:?}"
        );
    }

    /// 1, 3, 2, 6, 4, 8: mean 4, Σ(y - 4)² = 34, s² = 6.8; changes 2, -1, 4, -2, 4, Σc² = 41. Pairs (1, 3) ... (4, 8): x̄ = 3.2,
    /// ȳ = 4.6, Sxx = 14.8, Sxy = 3.4, Syy = 23.2, b = 3.4/14.8, Σe² = 23.2 - 3.4²/14.8, s² = Σe²/3.
    #[test]
    fn by_hand() {
        let past = years(&[1.0, 3.0, 2.0, 6.0, 4.0, 8.0]);
        let next = Period::Year(2007);
        near(Reference::Climatology.forecast(&past, next), 5.0, 4.0, (6.8_f64 * (7.0 / 6.0)).sqrt());
        near(Reference::NoChange.forecast(&past, next), 5.0, 8.0, (41.0_f64 / 5.0).sqrt());
        let squares = 23.2 - 3.4 * 3.4 / 14.8;
        let scale = (squares / 3.0 * (1.0 + 0.2 + 4.8 * 4.8 / 14.8_f64)).sqrt();
        near(Reference::Autoregression.forecast(&past, next), 3.0, 4.6 + 4.8 * 3.4 / 14.8, scale);
        // Two years on no change is wider by the root of 2, and a fitted AR(1) has no closed form.
        let later = Period::Year(2008);
        near(Reference::NoChange.forecast(&past, later), 5.0, 8.0, (82.0_f64 / 5.0).sqrt());
        let refused = Reference::Autoregression.forecast(&past, later).unwrap_err();
        assert_eq!(refused, "no AR(1): the last past value is of 2006, 2 periods before");
    }

    #[test]
    fn with_too_little_nothing_is_invented() {
        let next = Period::Year(2010);
        for reference in Reference::ALL {
            let name = reference.name();
            let said = |past: &BTreeMap<Period, f64>| reference.forecast(past, next).unwrap_err();
            assert_eq!(said(&years(&[1.0, 2.0, 4.0])), format!("no {name}: 3 past values"));
            assert_eq!(said(&years(&[])), format!("no {name}: no past values"));
        }
        assert!(Reference::Climatology.forecast(&years(&[1.0; 7]), next).is_err(), "no spread");
        // A gap: only neighbours make a change.
        let mut gaps = years(&[1.0, 2.0, 4.0, 3.0, 5.0, 4.0, 7.0]);
        gaps.remove(&Period::Year(2004));
        let said = Reference::NoChange.forecast(&gaps, Period::Year(2008)).unwrap_err();
        assert_eq!(said, "no no change: 4 changes between neighbouring periods");
        assert!(
            Reference::NoChange
                .forecast(&years(&[1.0, 2.0, 4.0, 3.0, 5.0, 4.0]), Period::Year(2003))
                .is_err()
        );
    }

    /// An AR(1) world: 2,000 pasts of 15 values, the next one's PIT in tenths. Chi-square with 9 degrees of freedom is below 27.88,
    /// its 99.9 percent quantile. (With the mean known to be a fitted one; b = 0, where the t is exact under least squares.)
    #[test]
    fn climatology_is_calibrated_in_its_own_world() {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let mut normal =
            || (-2.0 * libm::log(uniform())).sqrt() * libm::cos(std::f64::consts::TAU * uniform());
        let mut tenths = [0.0_f64; 10];
        for _ in 0..2_000 {
            let past: Vec<f64> = (0..15).map(|_| normal()).collect();
            let pit =
                Reference::Climatology.forecast(&years(&past), Period::Year(2016)).unwrap().cdf(normal());
            tenths[((10.0 * pit) as usize).min(9)] += 1.0;
        }
        let chi: f64 = tenths.iter().map(|n| (n - 200.0) * (n - 200.0) / 200.0).sum();
        assert!(chi < 27.88, "{chi} {tenths:?}");
    }
}
