//! By how much: a number, a distribution, a path of numbers, or blocks of the past.

use crate::calendar::Quarter;
use crate::distribution::{Distribution, Univariate};

use super::Bootstrap;

/// By how much a variable is changed: percent, percentage points, or the variable's unit.
#[derive(Debug, Clone)]
pub enum Size {
    /// The same in all quarters that are hit, drawn once a path.
    Drawn(Distribution),
    /// A number a quarter, the same on every path.
    Path(Steps),
    /// A number a quarter, drawn block by block from the past.
    Bootstrap(Bootstrap),
}

/// A number a quarter; the last one holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// The quarter of the first number.
    pub from: Quarter,
    /// At least one, all finite.
    pub values: Vec<f64>,
}

impl Steps {
    /// The number of a quarter; `None` before the first.
    pub fn at(&self, quarter: Quarter) -> Option<f64> {
        let since = usize::try_from(quarter.since(self.from)).ok()?;
        self.values.get(since).or(self.values.last()).copied()
    }
}

impl Size {
    /// The least and the greatest that it can be.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Drawn(distribution) => distribution.support(),
            Self::Bootstrap(bootstrap) => bootstrap.marginal().support(),
            Self::Path(steps) => {
                let least = |a: f64, b: &f64| if *b < a { *b } else { a };
                let most = |a: f64, b: &f64| if *b > a { *b } else { a };
                let values = steps.values.iter();
                (values.clone().fold(f64::INFINITY, least), values.fold(f64::NEG_INFINITY, most))
            }
        }
    }

    /// The p-quantile over paths, in any quarter; of a path of numbers the least one.
    pub fn quantile(&self, p: f64) -> f64 {
        match self {
            Self::Drawn(distribution) => distribution.quantile(p),
            Self::Bootstrap(bootstrap) => bootstrap.marginal().quantile(p),
            Self::Path(_) => self.support().0,
        }
    }
}

impl From<Distribution> for Size {
    fn from(distribution: Distribution) -> Self {
        Self::Drawn(distribution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_holds() {
        let from: Quarter = "2022Q1".parse().unwrap();
        let steps = Steps { from, values: vec![95.0, 100.0] };
        let at: Vec<Option<f64>> = (-1..4).map(|k| steps.at(from.plus(k))).collect();
        assert_eq!(at, [None, Some(95.0), Some(100.0), Some(100.0), Some(100.0)]);
        assert_eq!(Size::Path(steps).support(), (95.0, 100.0));
    }
}
