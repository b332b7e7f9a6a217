//! From an ensemble to its distributions: pilot, units, threads, paths that fail.
//!
//! Units of 256 consecutive paths are the atoms of work. Which thread computes which unit, and in blocks of which
//! length, changes no bit of the result: draws have addresses, and what is added up are integers.

mod failure;
mod pilot;
mod unit;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::compile::Ensemble;
use crate::program::Isa;
use crate::results::{Accumulator, Layout, Part, Tally, UnitSet};
use crate::scenario::OnBadPath;

pub use failure::{BadPlace, Failure};
pub use unit::UNIT;

use unit::Worker;

/// How an ensemble is simulated. None of it changes a bit of the result but `units`.
pub struct Options<'a> {
    /// How many threads; 0 is one a core.
    pub threads: usize,
    /// Paths that are computed together: 64, 128 or 256.
    pub block: usize,
    /// The instruction set; `None` is the widest that the machine has.
    pub isa: Option<Isa>,
    /// The most bytes that columns and counters may take.
    pub max_memory: u64,
    /// Which units of the ensemble; `None` is all.
    pub units: Option<Range<u64>>,
    /// Told the number of paths done so far, now and then, from any thread.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
    /// When set, the run stops after the units under way.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            threads: 0,
            block: 256,
            isa: None,
            max_memory: 1 << 30,
            units: None,
            progress: None,
            stop: None,
        }
    }
}

/// How many units an ensemble has; the last may be a part of one.
pub fn units(ensemble: &Ensemble) -> u64 {
    ensemble.paths.div_ceil(UNIT)
}

/// How many threads `asked` are: 0 is one a core.
pub fn threads(asked: usize) -> usize {
    match asked {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        asked => asked,
    }
}

/// Simulates an ensemble, or some of its units.
///
/// # Errors
/// [`Failure::Memory`] when it would take more than is allowed; [`Failure::Path`] when an identity does not hold on a
/// path, or a path is not finite and the ensemble does not say `on_bad_path = "count"`: the lowest such path, whatever the
/// threads; [`Failure::Stopped`].
///
/// # Panics
/// When `block` is not 64, 128 or 256, when the units are not of the ensemble, or when the machine has not the
/// instruction set.
pub fn simulate(ensemble: &Ensemble, options: &Options) -> Result<Part, Failure> {
    assert!([64, 128, 256].contains(&options.block), "a block of 64, 128 or 256 paths");
    let threads = threads(options.threads);
    let needed = ensemble.memory(threads, options.block);
    if needed > options.max_memory {
        return Err(Failure::Memory { needed, allowed: options.max_memory, threads });
    }
    let isa = options.isa.unwrap_or_else(Isa::detect);
    let units = options.units.clone().unwrap_or(0..units(ensemble));
    assert!(units.end <= self::units(ensemble), "units of this ensemble");

    let layouts = pilot::layouts(ensemble, isa, options.block);
    let shared = Shared {
        next: AtomicU64::new(units.start),
        done: AtomicU64::new(0),
        lowest_bad: AtomicU64::new(u64::MAX),
        lowest_broken: AtomicU64::new(u64::MAX),
        units: units.clone(),
    };
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
    let tallies = pool.broadcast(|_| work(ensemble, &layouts, isa, options, &shared));

    let (bad, broken) = (shared.lowest_bad.into_inner(), shared.lowest_broken.into_inner());
    let bad = if ensemble.on_bad_path == OnBadPath::Fail { bad } else { u64::MAX };
    if broken != u64::MAX && broken <= bad {
        return Err(failure::trace_identity(ensemble, broken, isa));
    }
    if bad != u64::MAX {
        return Err(failure::trace(ensemble, bad, isa));
    }
    let paths = ensemble.paths.min(units.end * UNIT) - (units.start * UNIT).min(ensemble.paths);
    if shared.done.into_inner() < paths {
        return Err(Failure::Stopped);
    }
    let mut merged: Vec<Tally> = layouts.iter().map(Tally::new).collect();
    let mut clamped = vec![0; ensemble.counted()];
    for (thread, counters) in &tallies {
        for (whole, part) in clamped.iter_mut().zip(counters) {
            *whole += part;
        }
        for (whole, part) in merged.iter_mut().zip(thread) {
            whole.merge(part).map_err(Failure::merge)?;
        }
    }
    let outside = clamped.split_off(ensemble.clamped.len());
    Ok(Part { units: UnitSet::from(units), paths, tallies: merged, clamped, outside })
}

/// The values of every column on the 256 paths of a unit, path by path, computed as a run computes them.
///
/// # Panics
/// As [`simulate`] on `isa`.
pub fn values(ensemble: &Ensemble, unit: u64, isa: Isa) -> Vec<Vec<f64>> {
    let outputs = ensemble.outputs();
    let mut values = Worker::new(ensemble, &ensemble.program, UNIT as usize).collect(isa, unit, outputs);
    values.truncate(ensemble.columns.len());
    values
}

/// The values of every column on every path of the ensemble, by column, then path, whatever `options.units` says.
///
/// # Errors
/// [`Failure::Memory`] when they would take more than is allowed. A path that fails is not a number here.
///
/// # Panics
/// As [`simulate`].
pub fn sample(ensemble: &Ensemble, options: &Options) -> Result<Vec<Vec<f64>>, Failure> {
    let threads = threads(options.threads);
    let columns = ensemble.columns.len();
    let needed = 2 * 8 * columns as u64 * ensemble.paths + ensemble.memory(threads, options.block);
    if needed > options.max_memory {
        return Err(Failure::Memory { needed, allowed: options.max_memory, threads });
    }
    let isa = options.isa.unwrap_or_else(Isa::detect);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
    let by_unit: Vec<Vec<Vec<f64>>> = pool.install(|| {
        let worker = || Worker::new(ensemble, &ensemble.program, options.block);
        let units = (0..units(ensemble)).into_par_iter();
        units.map_init(worker, |worker, unit| worker.collect(isa, unit, ensemble.outputs())).collect()
    });
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); columns];
    for unit in by_unit {
        values.iter_mut().zip(unit).for_each(|(all, mut some)| all.append(&mut some));
    }
    for values in &mut values {
        values.truncate(ensemble.paths as usize);
    }
    Ok(values)
}

/// What the threads of a run share.
struct Shared {
    /// The next unit that nobody computes yet.
    next: AtomicU64,
    /// Paths done.
    done: AtomicU64,
    /// The lowest path that is not finite, so far.
    lowest_bad: AtomicU64,
    /// The lowest path on which an identity does not hold, so far.
    lowest_broken: AtomicU64,
    units: Range<u64>,
}

/// One thread's part: units, one after the other, until none is left.
fn work(
    ensemble: &Ensemble,
    layouts: &[Layout],
    isa: Isa,
    options: &Options,
    shared: &Shared,
) -> (Vec<Tally>, Vec<u64>) {
    let mut worker = Worker::new(ensemble, &ensemble.program, options.block);
    let mut accumulators: Vec<Accumulator> = layouts.iter().map(Accumulator::new).collect();
    let mut counters = vec![0; ensemble.counted()];
    let stopped = || options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
    while !stopped() {
        let unit = shared.next.fetch_add(1, Ordering::Relaxed);
        // Above a path that fails the run, nothing matters any more; below it, a lower one may be found.
        let failed = ensemble.on_bad_path == OnBadPath::Fail
            && unit * UNIT > shared.lowest_bad.load(Ordering::Relaxed);
        let pointless = failed || unit * UNIT > shared.lowest_broken.load(Ordering::Relaxed);
        if unit >= shared.units.end || pointless {
            break;
        }
        let valid = (ensemble.paths - unit * UNIT).min(UNIT);
        let (bad, broken) = worker.run(isa, unit, valid as usize, &mut accumulators, &mut counters);
        if let Some(broken) = broken {
            shared.lowest_broken.fetch_min(broken, Ordering::Relaxed);
        }
        if let Some(bad) = bad {
            shared.lowest_bad.fetch_min(bad, Ordering::Relaxed);
        }
        let done = shared.done.fetch_add(valid, Ordering::Relaxed) + valid;
        if let Some(progress) = options.progress {
            progress(done);
        }
    }
    (accumulators.into_iter().map(Accumulator::into_tally).collect(), counters)
}
