//! `annual_sd`: the quarterly standard deviation of a residual from what it makes of a year.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::numerics::sqrt;
use crate::scenario::{AnnualSd, Frequency, Kind, Tracking};

use super::table::{Cursor, Reading};
use super::value::Field;

/// The variable whose residual it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    pub name: &'a str,
    pub kind: Option<Kind>,
    pub tracking: Tracking,
    pub frequency: Frequency,
    /// Where the equation reads the variable's own past.
    pub lag: Option<Span>,
}

/// Reads `annual_sd` and solves it: what it says, and the standard deviation of e.
pub(super) fn annual_sd(
    field: Field<'_>,
    owner: Owner<'_>,
    ar: Option<f64>,
    reading: &mut Reading<'_>,
) -> Option<(AnnualSd, f64)> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let growth = table.field("growth").map(|field| (field, field.number(reading)));
    let change = table.field("change").map(|field| (field, field.number(reading)));
    table.close();
    let (field, number) = growth.or(change)?;
    let number = number?;
    let refuse = |message: String, help: &str, reading: &mut Reading<'_>| {
        reading.push(Diagnostic::error(&codes::ANNUAL_SD, message).at(field.span(), "").help(help));
        None
    };
    match (growth.is_some(), owner.tracking) {
        (true, Tracking::Identity) => {
            let message = format!(
                "`{}` has transform = \"identity\", so that its residual adds to its level",
                owner.name
            );
            return refuse(message, "write `change = ...` in its unit, or add transform = \"log\"", reading);
        }
        (false, Tracking::Log) => {
            let message =
                format!("`{}` has transform = \"log\", so that its residual multiplies it", owner.name);
            return refuse(message, "write `growth = ...`, 0.1 for 10 percent", reading);
        }
        _ => {}
    }
    if let Some(lag) = owner.lag {
        let message =
            format!("the equation of `{}` reads its own past, which carries its residuals on", owner.name);
        let diagnostic =
            Diagnostic::error(&codes::ANNUAL_SD, message).at(field.span(), "").at(lag, "this equation");
        reading.push(
            diagnostic
                .help("write the quarterly `sd`: the year's depends on every parameter of the equation"),
        );
        return None;
    }
    let annual =
        if growth.is_some() { AnnualSd::Growth(number.value) } else { AnnualSd::Change(number.value) };
    let sums = matches!(annual, AnnualSd::Change(_));
    Some((annual, number.value / sd_of_year(owner.kind?, owner.frequency, sums, ar?)))
}

/// The standard deviation of a year's figure against the year before, for a residual u = ar u(-1) + e with e of standard
/// deviation 1, once u is stationary.
///
/// With weights w over the quarters of the two years, which add up to 0, it is the root of
///
/// -Σᵢⱼ wᵢ wⱼ (1 - arᵏ)/(1 - ar²), k = |i - j|,
///
/// and (1 - arᵏ)/(1 - ar²) is (1 + ar + ... + arᵏ⁻¹)/(1 + ar), which holds at ar = 1 too. The weights are 1/4 on a year's
/// quarters and -1/4 on those before; 1 for what `sums`, the change of a flow's annual sum; 1 and -1 on the two last quarters
/// of a stock. Under a logarithm that is growth to first order: the mean of logarithms for the logarithm of the mean.
pub(super) fn sd_of_year(kind: Kind, frequency: Frequency, sums: bool, ar: f64) -> f64 {
    let weights: Vec<f64> = match (frequency, kind) {
        (Frequency::Year, _) => vec![-1.0, 1.0],
        (_, Kind::Stock) => vec![-1.0, 0.0, 0.0, 0.0, 1.0],
        (_, Kind::Flow) if sums => [[-1.0; 4], [1.0; 4]].concat(),
        _ => [[-0.25; 4], [0.25; 4]].concat(),
    };
    let gamma = |k: usize| {
        let mut sum = 0.0;
        for _ in 0..k {
            sum = sum * ar + 1.0;
        }
        sum / (1.0 + ar)
    };
    let mut variance = 0.0;
    for (i, a) in weights.iter().enumerate() {
        for (j, b) in weights.iter().enumerate() {
            variance -= a * b * gamma(i.abs_diff(j));
        }
    }
    sqrt(variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, ar: f64) -> f64 {
        sd_of_year(kind, Frequency::Quarter, false, ar)
    }

    /// Two years of a random walk: Var((Σ₄₋₇ - Σ₀₋₃)/4) = (1 + 4 + 9 + 16 + 9 + 4 + 1)/16 = 44/16.
    #[test]
    fn a_random_walk() {
        assert!((of(Kind::Flow, 1.0) - f64::sqrt(2.75)).abs() < 1e-15);
        assert_eq!(of(Kind::Stock, 1.0), 2.0);
        assert!((sd_of_year(Kind::Flow, Frequency::Quarter, true, 1.0) - f64::sqrt(44.0)).abs() < 1e-14);
        assert_eq!(sd_of_year(Kind::Flow, Frequency::Year, false, 1.0), 1.0);
    }

    /// Independent quarters: the difference of two means of four, of two quarters for a stock.
    #[test]
    fn no_persistence() {
        assert!((of(Kind::Rate, 0.0) - f64::sqrt(0.5)).abs() < 1e-15);
        assert!((of(Kind::Stock, 0.0) - f64::sqrt(2.0)).abs() < 1e-15);
    }

    /// A quarterly 0.07 near a random walk gives growth of about 0.115 a year.
    #[test]
    fn remittances() {
        for (ar, growth) in [(1.0, 0.1161), (0.98, 0.1139)] {
            assert!((0.07 * of(Kind::Flow, ar) - growth).abs() < 5e-5, "{ar}");
        }
    }

    /// Against the sum over innovations: the weight of e of j quarters before the last, squared and added up.
    #[test]
    fn the_moving_average_says_the_same() {
        for ar in [-0.5, 0.3, 0.9, 0.98] {
            let weights: Vec<f64> = [[-0.25; 4], [0.25; 4]].concat();
            let variance: f64 = (0..4000)
                .map(|j: i32| {
                    // e is at place 7 - j; it is in u at every later place t with weight ar^(t - place).
                    let place = 7 - j;
                    let at = |t: i32| if t < place { 0.0 } else { f64::from(t - place) };
                    let of_place: f64 = weights
                        .iter()
                        .enumerate()
                        .filter(|(t, _)| *t as i32 >= place)
                        .map(|(t, w)| {
                            w * crate::numerics::pow(f64::abs(ar), at(t as i32)) * sign(ar, at(t as i32))
                        })
                        .sum();
                    of_place * of_place
                })
                .sum();
            assert!((of(Kind::Index, ar) - variance.sqrt()).abs() < 1e-12, "{ar}");
        }
    }

    fn sign(ar: f64, power: f64) -> f64 {
        if ar < 0.0 && power % 2.0 != 0.0 { -1.0 } else { 1.0 }
    }
}
