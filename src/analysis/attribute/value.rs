//! What a coalition is worth: statistics of an outcome over all paths and over groups of paths.

use crate::results::Estimate;

/// Groups of paths whose own statistics say how far those of all paths may be off.
pub const GROUPS: usize = 64;

/// The 97.5 percent quantile of Student's t with 63 degrees of freedom: 64 groups.
const T_63: f64 = 1.998340542520741;

/// The share of paths that are the tail.
const TAIL: f64 = 0.05;

/// What is attributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// The mean.
    Mean,
    /// A quantile.
    Quantile(f64),
    /// P(outcome < threshold).
    Below(f64),
    /// P(outcome > threshold).
    Above(f64),
    /// The mean over the 5 percent of paths on which the scenario's outcome is lowest.
    Lowest,
    /// The mean over those on which it is highest.
    Highest,
}

impl Statistic {
    /// All of an outcome with these thresholds.
    pub fn of(below: &[f64], above: &[f64]) -> Vec<Self> {
        let mut list = vec![Self::Mean, Self::Quantile(0.05), Self::Quantile(0.5), Self::Quantile(0.95)];
        list.extend([Self::Lowest, Self::Highest]);
        list.extend(below.iter().map(|at| Self::Below(*at)));
        list.extend(above.iter().map(|at| Self::Above(*at)));
        list
    }

    /// As it is called in files: `mean`, `p05`, `shortfall05`, `below -2`.
    pub fn name(self) -> String {
        match self {
            Self::Mean => "mean".to_owned(),
            Self::Quantile(p) => format!("p{:02.0}", 100.0 * p),
            Self::Below(at) => format!("below {at}"),
            Self::Above(at) => format!("above {at}"),
            Self::Lowest => "shortfall05".to_owned(),
            Self::Highest => "longrise05".to_owned(),
        }
    }

    /// Whether it is a probability and not in the outcome's unit.
    pub fn is_probability(self) -> bool {
        matches!(self, Self::Below(_) | Self::Above(_))
    }
}

/// By path how much of it is among the lowest and among the highest 5 percent: 1 or 0, but the same part of all paths that
/// share the value at the edge.
#[derive(Debug, Clone)]
pub struct Tails {
    lowest: Vec<f64>,
    highest: Vec<f64>,
}

impl Tails {
    /// Of the scenario's outcome by path.
    pub fn new(values: &[f64]) -> Self {
        let negated: Vec<f64> = values.iter().map(|x| -x).collect();
        Self { lowest: lowest(values), highest: lowest(&negated) }
    }
}

fn lowest(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let wanted = TAIL * sorted.len() as f64;
    let Some(edge) = sorted.get(wanted.ceil() as usize - usize::from(wanted > 0.0)) else {
        return vec![0.0; values.len()];
    };
    let below = sorted.partition_point(|x| x < edge);
    let at = sorted.partition_point(|x| x <= edge) - below;
    let part = (wanted - below as f64) / at as f64;
    let weight = |x: &f64| match () {
        () if !x.is_finite() => 0.0,
        () if x < edge => 1.0,
        () if x <= edge => part,
        () => 0.0,
    };
    values.iter().map(weight).collect()
}

/// Each statistic over all paths, then over each group; NaN where a group has no path for it. A path that failed is in none.
pub fn measure(values: &[f64], statistics: &[Statistic], tails: &Tails) -> Vec<Vec<f64>> {
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(values.len());
    order.extend(values.iter().copied().zip(0..).filter(|(x, _)| x.is_finite()));
    let mut means = vec![Mean::default(); 1 + GROUPS];
    let mut lowest = means.clone();
    let mut highest = means.clone();
    for (x, path) in &order {
        for group in [0, 1 + path % GROUPS] {
            means[group].add(*x, 1.0);
            lowest[group].add(*x, tails.lowest[*path]);
            highest[group].add(*x, tails.highest[*path]);
        }
    }
    order.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut sorted: Vec<Vec<f64>> = vec![Vec::new(); 1 + GROUPS];
    for (x, path) in order {
        sorted[0].push(x);
        sorted[1 + path % GROUPS].push(x);
    }
    let share = |sorted: &Vec<f64>, count: usize| count as f64 / sorted.len() as f64;
    let by_group = |statistic: &Statistic| -> Vec<f64> {
        match *statistic {
            Statistic::Mean => means.iter().map(Mean::value).collect(),
            Statistic::Lowest => lowest.iter().map(Mean::value).collect(),
            Statistic::Highest => highest.iter().map(Mean::value).collect(),
            Statistic::Quantile(p) => sorted.iter().map(|sorted| quantile(sorted, p)).collect(),
            Statistic::Below(at) => {
                sorted.iter().map(|sorted| share(sorted, sorted.partition_point(|x| *x < at))).collect()
            }
            Statistic::Above(at) => {
                let above = |list: &Vec<f64>| list.len() - list.partition_point(|x| *x <= at);
                sorted.iter().map(|sorted| share(sorted, above(sorted))).collect()
            }
        }
    };
    statistics.iter().map(by_group).collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, x: f64, weight: f64) {
        self.sum += weight * x;
        self.weight += weight;
    }

    fn value(&self) -> f64 {
        self.sum / self.weight
    }
}

/// The k-th value stands at rank k - 1/2, and straight lines between.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let place = (p * sorted.len() as f64 - 0.5).clamp(0.0, (sorted.len() - 1) as f64);
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    (above - below).mul_add(place - place.floor(), below)
}

/// The number over all paths, -+ t s / √64, s the standard deviation of the groups' own numbers. They are computed from the same
/// paths as what they are compared with, so that what is common to both is no error. `squared` is added to the square of half the interval.
pub fn estimate(values: &[f64], squared: f64) -> Estimate {
    let groups: Vec<f64> = values[1..].iter().copied().filter(|x| x.is_finite()).collect();
    let count = groups.len() as f64;
    let mean = groups.iter().sum::<f64>() / count;
    let squares: f64 = groups.iter().map(|x| (x - mean) * (x - mean)).sum();
    let half = (T_63 * T_63 * squares / (count - 1.0) / count + squared).sqrt();
    let half = if half.is_nan() { f64::INFINITY } else { half };
    Estimate { value: values[0], low: values[0] - half, high: values[0] + half, resolution: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_paths_have_the_weight_of_five_percent() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i * 37 % 100)).collect();
        let tails = Tails::new(&values);
        for (value, weight) in values.iter().zip(&tails.lowest) {
            assert_eq!(*weight, f64::from(u8::from(*value < 5.0)), "{value}");
        }
        assert_eq!(values.iter().zip(&tails.highest).filter(|(x, w)| **x >= 95.0 && **w == 1.0).count(), 5);
        // Ten paths share the edge, and three are below: each of the ten counts for a fifth.
        let tied: Vec<f64> = (0..100).map(|i| if i < 3 { -1.0 } else { f64::from(i >= 13) }).collect();
        let tails = Tails::new(&tied);
        assert_eq!((tails.lowest[0], tails.lowest[5], tails.lowest[50]), (1.0, 0.2, 0.0));
        assert!((tails.lowest.iter().sum::<f64>() - 5.0).abs() < 1e-12);
        assert_eq!(Tails::new(&[f64::NAN]).lowest, [0.0]);
    }

    #[test]
    fn statistics_by_hand() {
        let values: Vec<f64> = (0..6_400).map(|i| f64::from(i / 64)).collect();
        let statistics = Statistic::of(&[10.0], &[89.0]);
        let found = measure(&values, &statistics, &Tails::new(&values));
        let names: Vec<String> = statistics.iter().map(|statistic| statistic.name()).collect();
        assert_eq!(names, ["mean", "p05", "p50", "p95", "shortfall05", "longrise05", "below 10", "above 89"]);
        // Every group has 0, 1, ..., 99.
        for (numbers, known) in found.iter().zip([49.5, 4.5, 49.5, 94.5, 2.0, 97.0, 0.1, 0.1]) {
            assert!((numbers[1] - known).abs() < 1e-12, "{} {known}", numbers[1]);
            let estimate = estimate(numbers, 0.0);
            assert!(estimate.high - estimate.low < 1e-9, "all groups agree");
        }
    }
}
