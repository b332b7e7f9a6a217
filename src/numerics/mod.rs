//! Elementary functions that give the same bits on every machine: the bottom of the house.
//!
//! Every function here is a fixed sequence of IEEE 754 operations (`+ - * / sqrt`, fused multiply-add, comparison and
//! bit operations), with no branch and no table, so that a loop over columns becomes vector code wherever it is
//! inlined. Errors are stated in units in the last place of the exact result (ulp), measured against 50-digit values.

mod arcsine;
mod bits;
mod compare;
pub mod correlation;
mod denton;
mod exp;
mod gamma_quantile;
mod log;
mod normal;
mod normal_quantile;
mod normal_score;
mod polynomial;
mod pow;
mod root;
pub mod special;
mod staircase;
mod symmetric;
mod table;
mod trigonometric;

pub use arcsine::asin;
pub use compare::{abs, clamp, max, min, sqrt};
pub use denton::{Total, denton};
pub use exp::{exp, exp_m1};
pub use gamma_quantile::gamma_quantile;
pub use log::{log, log_1p};
pub use normal::{normal_cdf, normal_density};
pub use normal_quantile::normal_quantile;
pub use normal_score::normal_score_f32;
pub use pow::pow;
pub use root::{Bracket, root};
pub use staircase::Staircase;
pub use symmetric::eigen;
pub use table::{Table, TableError};
pub use trigonometric::{cos, sin};

#[cfg(test)]
mod frozen;
#[cfg(test)]
mod reference;
