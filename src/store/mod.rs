//! Files that appear whole or not at all, and files that Sarez reads back.

mod failure;
mod folder;
pub mod part;
mod seen;

pub use failure::Failure;
pub use folder::Folder;
pub use seen::seen_from;
