//! Sobol points, scrambled, at an address: a coordinate of a path follows from the path's number, with no state.
//!
//! The points of a run are 16 sets, each with its own Owen scrambling; a unit of 256 paths belongs to set unit mod 16. So 16
//! independent estimates come out of one run, and their spread is the error of each number.

mod directions;
mod point;
mod scramble;

pub use directions::DIMENSIONS;
pub use point::{
    Coordinate, LEAST_PATHS, MOST_PATHS, SCRAMBLES, fill_point_scores, fill_point_uniforms, scramble_of,
};
