//! Sarez: a Monte Carlo engine for what-if scenarios in economies that live on remittances and imported energy.
//!
//! A model, an economy and a scenario in TOML become the distribution of every outcome. The way of the data is the
//! order of the modules below; a module uses only modules of the rows below its own (`tests/layers.rs` says so).

// 7  (main, cli: the binary)
pub mod cli;
// 6
pub mod report;
pub mod store;
// 5
pub mod analysis;
// 4
pub mod simulate;
// 3
pub mod compile;
pub mod read;
// 2
pub mod scenario;
// 1
pub mod distribution;
pub mod language;
pub mod program;
pub mod random;
pub mod results;
// 0
pub mod calendar;
pub mod diagnostic;
pub mod numerics;
