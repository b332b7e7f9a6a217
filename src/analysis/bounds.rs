//! What dependence is worth: the same scenario with shocks and events independent, and perfectly dependent.

use crate::scenario::{Dependence, Extreme, Scenario};

/// The scenario at each of its bounds; none where it asks for none. Residuals keep their correlations, and every driver keeps
/// its own draws.
pub fn scenarios(scenario: &Scenario) -> Vec<(Extreme, Scenario)> {
    if !scenario.dependence.bounds {
        return Vec::new();
    }
    let paths = &scenario.dependence.paths;
    let at = |extreme| {
        let dependence =
            Dependence { paths: paths.at(extreme), bounds: false, ..scenario.dependence.clone() };
        (extreme, Scenario { dependence, ..scenario.clone() })
    };
    paths.extremes().into_iter().map(at).collect()
}
