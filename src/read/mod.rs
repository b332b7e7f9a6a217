//! TOML to a checked scenario.

pub mod keys;

mod hint;
mod syntax;
mod table;
mod tree;
mod value;
