//! Everything that a set of units gives, and how parts merge.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::products::ProductSum;
use super::tally::Tally;
use super::units::UnitSet;

/// Everything an ensemble gives over some units: one tally a column, in the ensemble's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The units it holds.
    pub units: UnitSet,
    /// The paths it holds, those that failed too.
    pub paths: u64,
    /// One tally a column.
    pub tallies: Vec<Tally>,
    /// On how many paths a bound has stopped each of the ensemble's counted variables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clamped: Vec<u64>,
    /// How many paths are outside, for each of the ensemble's counts of ranges of validity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<u64>,
    /// On how many paths each of the ensemble's events and regimes happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub happened: Vec<u64>,
    /// What is measured of drivers that move together, in the ensemble's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductSum>,
}

impl Part {
    /// Adds the paths of `other`.
    ///
    /// # Errors
    /// When a unit is in both, or columns or layouts differ; then nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        let lengths = |part: &Self| {
            let Self { tallies, clamped, outside, happened, products, .. } = part;
            [tallies.len(), clamped.len(), outside.len(), happened.len(), products.len()]
        };
        if lengths(self) != lengths(other) {
            return Err(MergeError::Columns { here: self.tallies.len(), there: other.tallies.len() });
        }
        let mut pairs = self.tallies.iter().zip(&other.tallies);
        if let Some(column) = pairs.position(|(mine, more)| mine.layout() != more.layout()) {
            return Err(MergeError::Layout { column: Some(column) });
        }
        let mut pairs = self.tallies.iter().zip(&other.tallies);
        if pairs.any(|(mine, more)| mine.scrambles.len() != more.scrambles.len()) {
            return Err(MergeError::Points);
        }
        self.units.merge(&other.units).map_err(|units| MergeError::RepeatedUnits { units })?;
        for (mine, more) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.merge(more)?;
        }
        let counts = self.clamped.iter_mut().chain(&mut self.outside).chain(&mut self.happened);
        for (mine, more) in counts.zip(other.clamped.iter().chain(&other.outside).chain(&other.happened)) {
            *mine += more;
        }
        for (mine, more) in self.products.iter_mut().zip(&other.products) {
            mine.merge(more);
        }
        self.paths += other.paths;
        Ok(())
    }
}

/// Why two results do not merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// The bins of a column lie elsewhere: the results are of different plans.
    Layout {
        /// The column's position, where there are several.
        column: Option<usize>,
    },
    /// The numbers of columns differ: the results are of different plans.
    Columns {
        /// Columns of the part merged into.
        here: usize,
        /// Columns of the other part.
        there: usize,
    },
    /// One result is of Sobol points, the other of random draws.
    Points,
    /// Units that both hold, the first run of them.
    RepeatedUnits {
        /// Their numbers, end exclusive.
        units: Range<u64>,
    },
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layout { column: None } => {
                write!(f, "the bins lie elsewhere: these are results of different plans")
            }
            Self::Layout { column: Some(column) } => {
                write!(f, "the bins of column {column} lie elsewhere: these are results of different plans")
            }
            Self::Columns { here, there } => {
                write!(f, "{here} columns here and {there} there: these are results of different plans")
            }
            Self::Points => {
                write!(
                    f,
                    "one has Sobol points and the other random draws: these are results of different plans"
                )
            }
            Self::RepeatedUnits { units } if units.end - units.start == 1 => {
                write!(f, "unit {} is in both", units.start)
            }
            Self::RepeatedUnits { units } => {
                write!(f, "units {} to {} are in both", units.start, units.end - 1)
            }
        }
    }
}

impl std::error::Error for MergeError {}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::super::samples::{normals, tally_of};
    use super::*;

    fn part(layouts: &[Layout], values: &[f64], units: Range<u64>) -> Part {
        let paths = &values[units.start as usize * 256..values.len().min(units.end as usize * 256)];
        let tallies = layouts.iter().map(|layout| tally_of(layout, paths)).collect();
        let clamped = vec![units.end - units.start];
        let (outside, happened) = (vec![3 * clamped[0]], vec![2 * clamped[0]]);
        let mut product = ProductSum::default();
        for x in paths {
            product.add(&[0.125 * x]);
        }
        let products = vec![product];
        let (units, count) = (units.into(), paths.len() as u64);
        Part { units, paths: count, tallies, clamped, outside, happened, products }
    }

    #[test]
    fn parts_in_any_order_are_the_whole() {
        let values = normals(6, 5_000);
        let layouts = [Layout::from_pilot(&values, &[]), Layout::from_pilot(&values[..9], &[1.0])];
        let whole = part(&layouts, &values, 0..20);
        assert_eq!((whole.paths, whole.clamped[0], whole.happened[0]), (5_000, 20, 40));
        let parts = [0..3, 3..4, 4..20].map(|units| part(&layouts, &values, units));
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let mut sum = parts[order[0]].clone();
            sum.merge(&parts[order[1]]).unwrap();
            sum.merge(&parts[order[2]]).unwrap();
            assert_eq!(serde_json::to_string(&sum).unwrap(), serde_json::to_string(&whole).unwrap());
        }
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), whole);
    }

    #[test]
    fn refusals_leave_the_part_as_it_was() {
        let values = normals(6, 5_000);
        let layout = Layout::from_pilot(&values, &[]);
        let other = Layout::from_pilot(&values, &[1.0]);
        let mut sum = part(&[layout.clone(), layout.clone()], &values, 0..10);
        let before = sum.clone();
        let refusals = [
            (part(&[layout.clone(), layout.clone()], &values, 8..12), "units 8 to 9 are in both"),
            (part(&[layout.clone(), layout.clone()], &values, 9..12), "unit 9 is in both"),
            (
                part(std::slice::from_ref(&layout), &values, 10..12),
                "2 columns here and 1 there: these are results of different plans",
            ),
            (
                part(&[layout, other], &values, 10..12),
                "the bins of column 1 lie elsewhere: these are results of different plans",
            ),
        ];
        for (part, sentence) in refusals {
            assert_eq!(sum.merge(&part).unwrap_err().to_string(), sentence);
            assert_eq!(sum, before);
        }
    }
}
