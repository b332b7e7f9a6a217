//! The tests that see Sarez from outside: one binary.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

mod accounts;
mod cli;
mod documents;
mod invariance;
mod known_models;
mod layers;
mod references;
mod scenarios;
mod support;
mod verbs;
