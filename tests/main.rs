//! The tests.

mod layers;
