//! Files to begin with: an economy for a model, and a scenario. Commented, and valid as they are.

mod country;
#[expect(
    clippy::format_push_string,
    reason = "a file is written once, piece by piece, and the pieces read best as they are"
)]
mod economy;
mod hint;
#[expect(
    clippy::format_push_string,
    reason = "a file is written once, piece by piece, and the pieces read best as they are"
)]
mod scenario;
#[expect(
    clippy::format_push_string,
    reason = "a file is written once, piece by piece, and the pieces read best as they are"
)]
mod short;
mod toml;

pub use country::{Country, CountryError};
pub use economy::{economy, figures};
pub use scenario::{Question, scenario};
pub use short::short;
