//! Draws that stand at an address: seed, stream, driver, path and calendar quarter say which number it is.
//!
//! Nothing here has a state that moves: [`Address`] and [`DriverId`] give the counter of [`philox`], and [`draws`]
//! fills rows of consecutive paths. So another driver, path, quarter, thread or shard moves no other draw.
//! [`PhiloxStream`] offers the same numbers to the distributions of `rand_distr`.

mod address;
pub mod draws;
mod driver;
pub mod philox;
#[cfg(test)]
mod quality;
pub mod sobol;
mod stream;

pub use address::{Address, ONCE, PATHS};
pub use driver::{DriverId, collision};
pub use stream::PhiloxStream;
