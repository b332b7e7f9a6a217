//! Files to begin with: an economy for a model, and a scenario. Commented, and valid as they are.

mod country;
mod economy;
mod hint;
mod scenario;
mod short;
pub(super) mod toml;

pub use country::{Country, CountryError};
pub use economy::{economy, figures};
pub use scenario::{Question, scenario};
pub use short::short;
