//! The pilot: paths 0 to 4,095 of the seed, whatever is asked for, decide where each column's bins lie.

use crate::compile::{Ensemble, PILOT_PATHS};
use crate::program::Isa;
use crate::results::Layout;

use super::unit::{UNIT, Worker};

/// The layout of each column. A pilot path that is not finite fails no run; it is left out here.
pub fn layouts(ensemble: &Ensemble, isa: Isa, block: usize) -> Vec<Layout> {
    let mut values = vec![Vec::with_capacity(PILOT_PATHS as usize); ensemble.columns.len()];
    let mut worker = Worker::new(ensemble, &ensemble.program, block);
    for unit in 0..PILOT_PATHS / UNIT {
        worker.collect(isa, unit, |output, _, column| {
            if let Some(list) = values.get_mut(output) {
                list.extend_from_slice(column);
            }
        });
    }
    let thresholds = ensemble.thresholds.iter();
    values.iter().zip(thresholds).map(|(values, thresholds)| Layout::from_pilot(values, thresholds)).collect()
}
