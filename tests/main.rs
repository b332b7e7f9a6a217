//! The tests that see Sarez from outside: one binary.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

mod accounts;
mod analysis;
mod attribution;
mod backtest;
mod bootstrap;
mod calibrate;
mod cli;
mod coverage;
mod dependence;
mod diagnostics;
mod distributions;
mod documents;
mod economics;
mod edits;
mod events;
mod everything;
mod forecast;
mod formats;
mod guide;
mod html;
mod invariance;
mod known_models;
mod layers;
mod plausibility;
mod references;
mod reverse;
mod rolling;
mod scenarios;
mod show;
mod sobol;
mod support;
mod uncertainty;
mod validity;
mod verbs;
mod whatif;
