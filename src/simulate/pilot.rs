//! The pilot: paths 0 to 4,095 of the seed, whatever is asked for, decide where each column's bins lie.

use crate::compile::{Ensemble, PILOT_PATHS};
use crate::program::Isa;
use crate::results::Layout;

use super::unit::{Sampling, UNIT, Worker};

/// The layout of each column. A pilot path that is not finite fails no run; it is left out here.
pub fn layouts(ensemble: &Ensemble, sampling: &Sampling, isa: Isa, block: usize) -> Vec<Layout> {
    let values = columns(ensemble, sampling, isa, block);
    let thresholds = ensemble.thresholds.iter();
    values.iter().zip(thresholds).map(|(values, thresholds)| Layout::from_pilot(values, thresholds)).collect()
}

/// The values of each column on the pilot's paths.
pub fn columns(ensemble: &Ensemble, sampling: &Sampling, isa: Isa, block: usize) -> Vec<Vec<f64>> {
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); ensemble.columns.len()];
    let mut worker = Worker::new(ensemble, &ensemble.program, block, sampling);
    for unit in 0..PILOT_PATHS / UNIT {
        let unit = worker.collect(isa, unit, ensemble.outputs());
        for (all, some) in values.iter_mut().zip(&unit) {
            all.extend_from_slice(some);
        }
    }
    values
}
