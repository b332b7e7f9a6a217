//! From a scenario to what can be executed.

mod column;

pub use column::Column;
