//! Stand-in until the branch `distribution` lands.
/// Stand-in.
#[derive(Debug, Clone)]
pub struct Distribution;
