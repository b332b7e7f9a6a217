//! Results that merge: columns of numbers become integer tallies, and tallies become estimates with their errors.
//!
//! A [`Layout`] from the pilot says where a column's bins lie. Each thread counts into its own [`Accumulator`]; what it
//! counted is a [`Tally`], integers only, so that tallies merge by addition in any order to the same bytes. A [`Part`]
//! is every column's tally over a set of units. An [`Estimate`] is a number with its Monte Carlo error.

mod accumulator;
mod bins;
mod cells;
mod estimate;
mod kept;
mod layout;
mod moments;
mod part;
mod probability;
mod products;
mod quantile;
mod ranks;
mod score;
mod scrambles;
mod shortfall;
mod tally;
mod units;

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod samples;

pub use accumulator::Accumulator;
pub use estimate::{Estimate, Z_95};
pub use kept::Kept;
pub use layout::Layout;
pub use part::{MergeError, Part};
pub use probability::share;
pub use products::ProductSum;
pub use ranks::paths_for_tail;
pub use score::LogScore;
pub use shortfall::Tail;
pub use tally::Tally;
pub use units::UnitSet;
