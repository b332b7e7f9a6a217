//! The tests.

mod cli;
mod layers;
