//! The tests that see Sarez from outside: one binary.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

mod accounts;
mod analysis;
mod cli;
mod diagnostics;
mod distributions;
mod documents;
mod economics;
mod edits;
mod invariance;
mod known_models;
mod layers;
mod references;
mod scenarios;
mod show;
mod support;
mod verbs;
