//! One number of a distribution, as a question names it.

use crate::language::{Comparison, Statistic};
use crate::results::{Estimate, Tail, Tally};

/// The statistic of what a tally counted, with its Monte Carlo error.
pub fn statistic(tally: &Tally, statistic: Statistic) -> Estimate {
    match statistic {
        Statistic::Mean => tally.mean(),
        Statistic::Sd => tally.sd(),
        Statistic::Skewness => tally.skewness(),
        Statistic::Quantile(p) => tally.quantile(p),
        Statistic::Shortfall(p) => tally.expected_shortfall(p, Tail::Lower),
        Statistic::Probability { comparison: Comparison::Less | Comparison::LessEqual, threshold } => {
            tally.probability_below(threshold)
        }
        Statistic::Probability { threshold, .. } => tally.probability_above(threshold),
    }
}
