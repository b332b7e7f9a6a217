//! The tests that see Sarez from outside: one binary.

mod cli;
mod invariance;
mod known_models;
mod layers;
mod scenarios;
mod support;
