//! Pairs of paths that share some of their draws: how much of the variance comes from what they share.
//!
//! With y and y' a pair, Cov(y, y') is the variance of E[y | what is shared], and its share S of the variance is estimated as
//!
//! S = (mean(y y') - m²) / (mean(y²/2 + y'²/2) - m²), m = mean(y/2 + y'/2)
//!
//! (Janon, Klein, Lagnoux, Nodet and Prieur 2014, doi:10.1051/ps/2013040; no other of its kind has a lower variance). Its error is
//! the jackknife's over n units of pairs (Efron and Stein 1981, doi:10.1214/aos/1176345462), times the quantile of Student's t with
//! n - 1 degrees of freedom, because n may be as few as 16. 1 - S is half the mean of (y - y')² over
//! the same variance: Jansen's estimate of the total index of what is not shared (1999, doi:10.1016/S0010-4655(98)00154-4).

use crate::numerics::special::student_t_tail_quantile;
use crate::results::Estimate;

/// Sums over pairs (y, z) about their means.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pairs {
    /// How many.
    pub count: f64,
    y: f64,
    z: f64,
    yy: f64,
    zz: f64,
    yz: f64,
}

impl Pairs {
    /// Of those that are both finite.
    pub fn of(y: &[f64], z: &[f64]) -> Self {
        let finite = || y.iter().zip(z).filter(|(y, z)| y.is_finite() && z.is_finite());
        let count = finite().count() as f64;
        if count == 0.0 {
            return Self::default();
        }
        let mean_y = finite().map(|(y, _)| y).sum::<f64>() / count;
        let mean_z = finite().map(|(_, z)| z).sum::<f64>() / count;
        let mut sums = Self { count, y: mean_y, z: mean_z, ..Self::default() };
        for (y, z) in finite() {
            let (y, z) = (y - mean_y, z - mean_z);
            sums.yy += y * y;
            sums.zz += z * z;
            sums.yz += y * z;
        }
        sums
    }

    /// Of these and of others.
    pub fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        if self.count == 0.0 || other.count == 0.0 {
            return if self.count == 0.0 { other } else { self };
        }
        let (y, z) = (other.y - self.y, other.z - self.z);
        let weight = self.count * other.count / count;
        Self {
            count,
            y: self.y + y * (other.count / count),
            z: self.z + z * (other.count / count),
            yy: self.yy + other.yy + y * y * weight,
            zz: self.zz + other.zz + z * z * weight,
            yz: self.yz + other.yz + y * z * weight,
        }
    }

    /// S of the formula above; NaN without variance.
    pub fn share(self) -> f64 {
        let apart = 0.25 * (self.y - self.z) * (self.y - self.z);
        let covariance = self.yz / self.count - apart;
        let variance = 0.5 * (self.yy + self.zz) / self.count + apart;
        covariance / variance
    }
}

/// The share of all pairs with its jackknife interval; `None` without variance.
pub(super) fn share(units: &[Pairs]) -> Option<Estimate> {
    let sum = |without: Option<usize>| {
        let others = units.iter().enumerate().filter(|(k, _)| Some(*k) != without);
        others.fold(Pairs::default(), |sum, (_, unit)| sum.and(*unit))
    };
    let whole = sum(None).share();
    if whole.is_nan() {
        return None;
    }
    let left: Vec<f64> = (0..units.len()).map(|k| sum(Some(k)).share()).collect();
    Some(jackknife(whole, &left, 0.0))
}

/// A number with its interval, from what it is without each of the units. `more` is what something else adds to the square of half
/// the interval.
pub(super) fn jackknife(whole: f64, left: &[f64], more: f64) -> Estimate {
    let count = left.len() as f64;
    let mean = left.iter().sum::<f64>() / count;
    let squares: f64 = left.iter().map(|share| (share - mean) * (share - mean)).sum();
    let quantile = student_t_tail_quantile(count - 1.0, 0.025);
    let half = (quantile * quantile * ((count - 1.0) / count * squares) + more).sqrt();
    let half = if half.is_nan() { f64::INFINITY } else { half };
    Estimate { value: whole, low: whole - half, high: whole + half, resolution: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The half width is that of Student's t, 2.131 standard errors of 16 units; one unit alone says nothing.
    #[test]
    fn few_units_have_wide_intervals() {
        assert!((student_t_tail_quantile(15.0, 0.025) - 2.1314495455597742).abs() < 1e-12);
        let one = Pairs::of(&[1.0, 2.0, 4.0], &[1.0, 3.0, 4.0]);
        assert_eq!(share(&[one]).unwrap().high, f64::INFINITY);
    }

    #[test]
    fn sums_in_parts_are_those_of_the_whole() {
        let y: Vec<f64> = (0..60).map(|i| 1e6 + f64::from(i * i % 17)).collect();
        let z: Vec<f64> = (0..60).map(|i| 1e6 + f64::from(i * i % 17 + i % 3)).collect();
        let whole = Pairs::of(&y, &z);
        let parts = Pairs::of(&y[..23], &z[..23]).and(Pairs::of(&y[23..], &z[23..]));
        assert!((whole.share() - parts.share()).abs() < 1e-12);
        assert!((Pairs::of(&y, &y).share() - 1.0).abs() < 1e-12);
        assert_eq!(Pairs::default().and(whole), whole);
        assert!(Pairs::of(&[2.0; 9], &[2.0; 9]).share().is_nan());
        assert_eq!(Pairs::of(&[f64::NAN, 1.0], &[1.0, 2.0]).count, 1.0);
    }
}
