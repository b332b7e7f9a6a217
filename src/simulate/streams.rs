//! The same paths several times, each time with the draws of other sources fresh: what pick-freeze estimates need.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::compile::Ensemble;
use crate::program::Isa;

use super::unit::{Sampling, UNIT, Worker};
use super::{Failure, Options, threads};

/// What `summed` makes of each of the first `units` units, whose values, by column, then path, are computed once for each of
/// `samples`: lists that say by source which stream its draws are of. Stream 0 is that of a random run.
///
/// # Errors
/// [`Failure::Memory`] when it would take more than is allowed. A path that fails is not a number here.
///
/// # Panics
/// As [`super::simulate`], and when a list is not as long as there are sources.
pub fn by_streams<T: Send>(
    ensemble: &Ensemble,
    options: &Options,
    units: u64,
    samples: &[Vec<u8>],
    summed: impl Fn(&[Vec<Vec<f64>>]) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    assert!(samples.iter().all(|streams| streams.len() == ensemble.sources.len()), "a stream a source");
    let threads = threads(options.threads);
    let values = 8 * UNIT * ensemble.outputs() as u64;
    let needed = samples.len() as u64 * (threads as u64 * values + ensemble.memory(threads, options.block));
    if needed > options.max_memory {
        return Err(Failure::Memory { needed, allowed: options.max_memory, threads });
    }
    let isa = options.isa.unwrap_or_else(Isa::detect);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
    let samplings: Vec<Sampling> = samples.iter().cloned().map(Sampling::Streams).collect();
    let workers = || -> Vec<Worker<'_>> {
        let worker = |sampling| Worker::new(ensemble, &ensemble.program, options.block, sampling);
        samplings.iter().map(worker).collect()
    };
    let done = AtomicU64::new(0);
    Ok(pool.install(|| {
        let each = (0..units).into_par_iter().map_init(workers, |workers, unit| {
            let collected = workers.iter_mut().map(|worker| {
                let mut values = worker.collect(isa, unit, ensemble.outputs());
                values.truncate(ensemble.columns.len());
                values
            });
            let found = summed(&collected.collect::<Vec<_>>());
            options.tell(done.fetch_add(UNIT, Ordering::Relaxed) + UNIT);
            found
        });
        each.collect()
    }))
}
