//! Questions that take more than one run: lists of variants and columns on shared draws.
//!
//! A variant is a scenario, perhaps a changed one; [`crate::compile::compile_together`] puts any number of them on the
//! same draws, and what is asked is a list of columns over one or two of them.

pub mod attribute;
pub mod backtest;
pub mod bounds;
pub mod calibrate;
pub mod compare;
pub mod forecast;
mod hybrid;
mod lever;
pub mod measured;
mod pairs;
pub mod plausibility;
pub mod query;
pub mod reverse;
pub mod revision;
mod seek;
pub mod sensitivity;
pub mod split;
pub mod sweep;
pub mod target;
mod trouble;
