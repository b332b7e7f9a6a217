//! Files and text that people read, one file a format. All are made from a [`Summary`], so that every number agrees
//! everywhere; nothing here knows the machine, the clock or the terminal.

mod aligned;
mod answer;
pub mod attribute;
pub mod backtest;
mod balancing;
pub mod calibrate;
mod chart;
mod column;
pub mod comparison;
mod course;
pub mod csv;
mod dependence;
pub mod differences;
mod event;
mod explanation;
pub mod facts;
mod figure;
pub mod forecast;
mod grounds;
pub mod html;
pub mod json;
mod judgement;
pub mod manifest;
pub mod markdown;
pub mod new;
mod number;
#[cfg(feature = "parquet")]
pub mod parquet;
mod picture;
mod plausibility;
mod precision;
pub mod query;
pub mod reverse;
pub mod revision;
mod row;
mod score;
pub mod sensitivity;
pub mod show;
mod summary;
pub mod svg;
pub mod sweep;
mod table;
mod target;
pub mod terminal;
mod text;
mod tidy;
mod uncertainty;
mod validity;
mod verdict;
mod warnings;
mod words;
pub mod xlsx;

#[cfg(test)]
mod example;
#[cfg(test)]
mod schema;

pub use attribute::Attribute;
pub use backtest::Backtest;
pub use balancing::Balancing;
pub use calibrate::Calibration;
pub use column::{Column, FailedBounds, Histogram, Simulated, Statistics, Threshold};
pub use comparison::Comparison;
pub use course::{Course, Point};
pub use dependence::{Bound, Dependence, Pair};
pub use event::Event;
pub use explanation::{Means, Share, Shares, Swings};
pub use figure::Figure;
pub use judgement::{Clamped, Signed, SolvedResidual};
pub use manifest::Manifest;
pub use number::digits;
pub use plausibility::Plausibility;
pub use precision::Precision;
pub use query::Queried;
pub use reverse::Reversed;
pub use revision::Revisions;
pub use score::{ByReference, Score};
pub use sensitivity::Sensitivity;
pub use summary::{Named, Summary};
pub use sweep::Sweep;
pub use target::Target;
pub use uncertainty::Uncertainty;
pub use validity::{InQuarter, Outside};
pub use verdict::{Beyond, Check, Observed, Verdict};
