//! How well a distribution forecast a number that came true: the continuous ranked probability score and the log score.
//!
//! Both are of the paths as the bins hold them: exact at the ends of cells, evenly spread inside, and what that leaves open is
//! the resolution. Smaller is better.

use crate::numerics::{abs, log, max, min, pow, sqrt};

use super::cells::{Cell, Cells};
use super::estimate::{Estimate, Z_95};
use super::tally::Tally;

/// The density at an observed value, as -log, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LogScore {
    /// -log f(y); its interval is that of the number of paths near y. The resolution is by how much the score changes when the
    /// window is made half as wide: what smoothing may have cost.
    Density(Estimate),
    /// No path lies so far out, or within the window around y: the density there is not known, and not zero.
    Beyond,
    /// Paths stand exactly at the value: a probability, not a density.
    Point,
}

/// Of a window's half width in Silverman's rule (1986, eq. 3.31), and √3 for a flat window of the same variance as a normal one.
const WINDOW: f64 = 0.9 * 1.732_050_807_568_877_2;

impl Tally {
    /// CRPS(F, y) = ∫ (F(x) - 1{x ≥ y})² dx = E|X - y| - ½ E|X - X'|, in the column's unit (Gneiting and Raftery 2007,
    /// doi:10.1198/016214506000001437, eq. 20 and 21), F the distribution of the finite paths.
    ///
    /// The error is that of the mean of |x - y| - E|x - X'| over paths; the resolution is the most that where paths lie inside
    /// their cells can change. NaN without a finite path.
    pub fn crps(&self, observed: f64) -> Estimate {
        let Some(cells) = Cells::new(self) else { return Estimate::NONE };
        let list = finite(&cells);
        let n = cells.count;
        let (mut score, mut resolution, mut below) = (0.0, 0.0, 0.0);
        // Outside all paths F is 0 or 1.
        score += max(cells.minimum - observed, 0.0) + max(observed - cells.maximum, 0.0);
        let mut end = cells.minimum;
        for cell in &list {
            score += level(end, cell.low, below / n, observed);
            let (from, to) = (below / n, (below + cell.count) / n);
            for (low, high, from, to) in halves(cell, from, to, observed) {
                let after = low >= observed;
                let (a, b) = if after { (1.0 - from, 1.0 - to) } else { (from, to) };
                let width = high - low;
                // The mean of the square of what goes from a to b in a straight line.
                score += width * (a * a + a * b + b * b) / 3.0;
                resolution += width * abs(a * a - b * b);
            }
            below += cell.count;
            end = cell.high;
        }
        let over_all = Estimate::with_error(score, influence_error(&list, n, observed), resolution);
        self.with_scrambles(over_all, |scramble| scramble.crps(observed).value)
    }

    /// -log of the density at a value: the share of paths within h of it, over 2h, with
    /// h = 0.9 √3 min(sd, interquartile range / 1.34) n^(-1/5).
    pub fn log_score(&self, observed: f64) -> LogScore {
        let Some(cells) = Cells::new(self) else { return LogScore::Beyond };
        if observed < cells.minimum || observed > cells.maximum {
            return LogScore::Beyond;
        }
        let list = finite(&cells);
        if list.iter().any(|cell| cell.low == cell.high && cell.low == observed) {
            return LogScore::Point;
        }
        let (sd, quartiles) =
            (self.sd().value, cells.at_rank(0.75 * cells.count).0 - cells.at_rank(0.25 * cells.count).0);
        let robust = quartiles / 1.34;
        let spread = if robust > 0.0 && robust < sd { robust } else { sd };
        let half = WINDOW * spread * pow(cells.count, -0.2);
        let near = |half: f64| within(&list, observed - half, observed + half);
        let inside = near(half);
        if !(half > 0.0 && inside >= 1.0) {
            return LogScore::Beyond;
        }
        let score = |inside: f64, half: f64| -log(inside / cells.count / (2.0 * half));
        // A count of k has the standard error sqrt(k (1 - k/n)), its logarithm that over k.
        let share = inside / cells.count;
        let of_count = Z_95 * sqrt((1.0 - share) / inside);
        let error = if self.scrambles.is_empty() {
            of_count
        } else {
            let whole = Estimate { value: share, low: share, high: share, resolution: 0.0 };
            let within = |scramble: &Self| share_within(scramble, observed - half, observed + half);
            (self.with_scrambles(whole, within).high - share) / share
        };
        let value = score(inside, half);
        let narrow = near(half / 2.0);
        let resolution = if narrow > 0.0 { abs(score(narrow, half / 2.0) - value) } else { f64::INFINITY };
        LogScore::Density(Estimate { value, low: value - error, high: value + error, resolution })
    }
}

/// The cells with an end in place of an overflow's infinite one: the smallest and the largest path.
fn finite(cells: &Cells) -> Vec<Cell> {
    let ends = |cell: &Cell| Cell {
        low: max(cell.low, cells.minimum),
        high: min(cell.high, cells.maximum),
        ..*cell
    };
    cells.list.iter().map(ends).collect()
}

/// ∫ (F - 1{x ≥ y})² over a gap where F stands still.
fn level(low: f64, high: f64, share: f64, observed: f64) -> f64 {
    let middle = min(max(observed, low), high);
    share * share * (middle - low) + (1.0 - share) * (1.0 - share) * (high - middle)
}

/// A cell cut at the observed value: each part's ends and F at them.
fn halves(cell: &Cell, from: f64, to: f64, observed: f64) -> Vec<(f64, f64, f64, f64)> {
    if !(cell.low < observed && observed < cell.high) {
        return vec![(cell.low, cell.high, from, to)];
    }
    let at = from + (to - from) * ((observed - cell.low) / (cell.high - cell.low));
    vec![(cell.low, observed, from, at), (observed, cell.high, at, to)]
}

/// Paths from `low` to `high`, those of a cell in proportion.
fn within(list: &[Cell], low: f64, high: f64) -> f64 {
    let inside = |cell: &Cell| {
        if cell.low == cell.high {
            return if low <= cell.low && cell.low <= high { cell.count } else { 0.0 };
        }
        let width = min(cell.high, high) - max(cell.low, low);
        cell.count * max(width, 0.0) / (cell.high - cell.low)
    };
    list.iter().map(inside).sum()
}

/// The share of a tally's paths from `low` to `high`.
fn share_within(tally: &Tally, low: f64, high: f64) -> f64 {
    Cells::new(tally).map_or(0.0, |cells| within(&finite(&cells), low, high) / cells.count)
}

/// The standard error of E|X - y| - ½ E|X - X'|: of the mean of |x - y| - E|x - X'|, at the middles of cells.
fn influence_error(list: &[Cell], n: f64, observed: f64) -> f64 {
    let middle = |cell: &Cell| 0.5 * (cell.low + cell.high);
    let total: f64 = list.iter().map(|cell| cell.count * middle(cell)).sum();
    let (mut count, mut sum) = (0.0, 0.0);
    let (mut first, mut second) = (0.0, 0.0);
    for cell in list {
        let x = middle(cell);
        let distance = (x * count - sum + (total - sum) - x * (n - count)) / n;
        let influence = abs(x - observed) - distance;
        first += cell.count * influence / n;
        second += cell.count * influence * influence / n;
        count += cell.count;
        sum += cell.count * x;
    }
    sqrt(max(second - first * first, 0.0) / n)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::samples::{SplitMix64, normals, tally, tally_of};
    use super::*;
    use crate::numerics::{normal_cdf, normal_density};

    /// E|X - y| - ½ E|X - X'| of the values themselves, by sorting.
    fn exact(values: &[f64], observed: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let near: f64 = sorted.iter().map(|x| (x - observed).abs()).sum::<f64>() / n;
        let spread = sorted.iter().enumerate().map(|(k, x)| (2.0 * k as f64 + 1.0 - n) * x);
        near - spread.sum::<f64>() / (n * n)
    }

    #[test]
    fn crps_is_that_of_the_values_up_to_the_resolution() {
        let mut values = normals(61, 20_000);
        values.iter_mut().step_by(7).for_each(|x| *x = 0.25);
        values[5] = 1e9;
        let mut with_overflow = values.clone();
        with_overflow[6] = -1e14;
        for values in [&values[..], &with_overflow, &values[..300]] {
            let tally = tally(values, &[-0.5]);
            for y in [-9.0, -1.0, -0.5, 0.25, 0.3, 4.0, 2e9] {
                let (found, exact) = (tally.crps(y), exact(values, y));
                let off = (found.value - exact).abs();
                assert!(off <= found.resolution + 1e-9 * exact.abs(), "{y}: {found:?} {exact}");
            }
        }
    }

    #[test]
    fn crps_of_a_point_is_the_distance() {
        let tally = tally(&[3.0; 50], &[]);
        assert_eq!(tally.crps(5.0), Estimate { value: 2.0, low: 2.0, high: 2.0, resolution: 0.0 });
        assert_eq!(tally.crps(3.0).value, 0.0);
        assert!(super::super::samples::tally(&[f64::NAN], &[]).crps(1.0).value.is_nan());
    }

    /// Gneiting and Raftery 2007, eq. 21: N = 200,000 draws of seed 62; five values, each within 4 standard errors.
    #[test]
    fn crps_of_a_normal_is_the_closed_form() {
        let tally = tally(&normals(62, 200_000), &[]);
        for y in [-3.0, -1.0, 0.0, 0.7, 5.0] {
            let closed =
                y * (2.0 * normal_cdf(y) - 1.0) + 2.0 * normal_density(y) - 1.0 / std::f64::consts::PI.sqrt();
            let found = tally.crps(y);
            let error = (found.high - found.low) / (2.0 * Z_95);
            assert!((found.value - closed).abs() < 4.0 * error + found.resolution, "{y}: {found:?} {closed}");
            assert!(found.resolution < 0.01, "{found:?}");
        }
    }

    /// 400 replications of 500 draws: the share of intervals that hold the closed form is within 4 standard errors of 95
    /// percent, sqrt(.95 .05 / 400) = .011.
    #[test]
    fn the_interval_of_the_crps_covers() {
        let y = 0.7;
        let closed =
            y * (2.0 * normal_cdf(y) - 1.0) + 2.0 * normal_density(y) - 1.0 / std::f64::consts::PI.sqrt();
        let covers = |seed: &u64| {
            let found = tally(&normals(1_000 + seed, 500), &[]).crps(y);
            found.low <= closed && closed <= found.high
        };
        let share = (0..400).filter(covers).count() as f64 / 400.0;
        assert!((share - 0.95).abs() < 0.044, "{share}");
    }

    /// N = 200,000 draws of seed 63: within 4 standard errors of the logarithm of the count, and of what smoothing costs.
    #[test]
    fn log_score_of_a_normal_is_the_closed_form() {
        let tally = tally(&normals(63, 200_000), &[]);
        for y in [-2.5_f64, -1.0, 0.0, 0.7, 3.0] {
            let closed = 0.5 * y * y + 0.5 * log(2.0 * std::f64::consts::PI);
            let LogScore::Density(found) = tally.log_score(y) else { panic!("{y}") };
            let error = 2.0 * (found.high - found.value);
            assert!((found.value - closed).abs() < error + found.resolution, "{y}: {found:?} {closed}");
            assert!(found.resolution < 0.3, "{found:?}");
        }
    }

    /// Scrambles that lie alike are certain of the score; as different as random draws, they say about what the count does: the
    /// ratio of two standard errors, one of 15 degrees of freedom, lies within .4 and 2 with probability .9997.
    #[test]
    fn the_interval_of_the_log_score_is_that_of_the_scrambles() {
        let values = normals(66, 16 * 4_096);
        let layout = Layout::from_pilot(&values[..4_096], &[]);
        let of = |scramble: &dyn Fn(usize) -> usize| {
            let mut whole = Tally::new(&layout);
            for number in 0..16 {
                let own = scramble(number) * 4_096;
                whole.add_scramble(number as u64, &tally_of(&layout, &values[own..own + 4_096]));
            }
            let LogScore::Density(found) = whole.log_score(0.7) else { panic!("a density") };
            found
        };
        let (alike, different) = (of(&|_| 3), of(&|number| number));
        assert!(alike.high - alike.value < 1e-9, "{alike:?}");
        let LogScore::Density(counted) = tally_of(&layout, &values).log_score(0.7) else {
            panic!("a density")
        };
        assert_eq!(different.value, counted.value);
        let ratio = (different.high - different.value) / (counted.high - counted.value);
        assert!((0.4..2.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn where_no_path_is_no_density_is_made_up() {
        let mut values = normals(64, 5_000);
        values.iter_mut().step_by(3).for_each(|x| *x = 0.5);
        values[1] = 50.0;
        let tally = tally(&values, &[]);
        for y in [-90.0, 25.0, 51.0] {
            assert_eq!(tally.log_score(y), LogScore::Beyond, "{y}");
        }
        assert_eq!(tally.log_score(0.5), LogScore::Point);
    }

    /// A world that is what the model says: 2,000 observations, each against an ensemble of its own. Chi-square with 9 degrees
    /// of freedom on tenths of the PIT is below 27.88, its 99.9 percent quantile.
    #[test]
    fn a_calibrated_world_has_uniform_pits() {
        let mut random = SplitMix64(65);
        let mut tenths = [0.0_f64; 10];
        for _ in 0..2_000 {
            let centre = 3.0 * random.normal();
            let values: Vec<f64> = (0..400).map(|_| centre + random.t4()).collect();
            let below = tally(&values, &[]).probability_below(centre + random.t4()).value;
            tenths[((10.0 * below) as usize).min(9)] += 1.0;
        }
        let chi: f64 = tenths.iter().map(|n| (n - 200.0) * (n - 200.0) / 200.0).sum();
        assert!(chi < 27.88, "{chi} {tenths:?}");
    }
}
