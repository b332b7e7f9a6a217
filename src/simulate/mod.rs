//! From an ensemble to its distributions: pilot, units, threads, paths that fail.
//!
//! Units of 256 consecutive paths are the atoms of work. Which thread computes which unit, and in blocks of which
//! length, changes no bit of the result: draws have addresses, and what is added up are integers.

mod failure;
mod fixed;
mod ordering;
mod pilot;
mod points;
mod sequence;
mod streams;
mod unit;
mod until;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::compile::Ensemble;
use crate::program::Isa;
use crate::results::{Accumulator, Layout, Part, Tally, UnitSet};
use crate::scenario::OnBadPath;

pub use failure::{BadPlace, Failure};
pub use fixed::{at_scores, made_at_scores};
pub use streams::by_streams;
pub use unit::{Noise, UNIT};
pub use until::{Stopped, half_width, simulate_until, statistic};

use sequence::Sequence;
use unit::{Counters, Sampling, Worker};

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

impl Options<'_> {
    /// So many paths are done.
    pub(crate) fn tell(&self, paths: u64) {
        if let Some(progress) = self.progress {
            progress(paths);
        }
    }
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
    let units = options.units.clone().unwrap_or(0..units(ensemble));
    Simulation::new(ensemble, options)?.run(units)
}

/// An ensemble that is ready to be simulated, unit by unit: the pilot has been run.
pub struct Simulation<'a> {
    ensemble: &'a Ensemble,
    options: &'a Options<'a>,
    isa: Isa,
    sampling: Sampling,
    layouts: Vec<Layout>,
    pool: ThreadPool,
    /// Paths done in all runs.
    done: AtomicU64,
}

impl<'a> Simulation<'a> {
    /// Runs the pilot.
    ///
    /// # Errors
    /// [`Failure::Memory`] when a run would take more than is allowed.
    ///
    /// # Panics
    /// As [`simulate`].
    pub fn new(ensemble: &'a Ensemble, options: &'a Options) -> Result<Self, Failure> {
        assert!([64, 128, 256].contains(&options.block), "a block of 64, 128 or 256 paths");
        let threads = threads(options.threads);
        let needed = ensemble.memory(threads, options.block);
        if needed > options.max_memory {
            return Err(Failure::Memory { needed, allowed: options.max_memory, threads });
        }
        let isa = options.isa.unwrap_or_else(Isa::detect);
        let sampling = Sampling::of(ensemble, isa, options.block);
        let layouts = pilot::layouts(ensemble, &sampling, isa, options.block);
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
        Ok(Self { ensemble, options, isa, sampling, layouts, pool, done: AtomicU64::new(0) })
    }

    /// Simulates some units.
    ///
    /// # Errors
    /// As [`simulate`].
    ///
    /// # Panics
    /// As [`simulate`].
    pub fn run(&self, units: Range<u64>) -> Result<Part, Failure> {
        let ensemble = self.ensemble;
        assert!(units.end <= self::units(ensemble), "units of this ensemble");
        let before = self.done.load(Ordering::Relaxed);
        let shared = Shared {
            next: AtomicU64::new(0),
            sequence: Sequence::new(units.clone(), self.sampling.points().is_some()),
            lowest_bad: AtomicU64::new(u64::MAX),
            lowest_broken: AtomicU64::new(u64::MAX),
            tallies: Mutex::new(self.layouts.iter().map(Tally::new).collect()),
            counters: Mutex::new(Counters::new(ensemble)),
        };
        self.pool.broadcast(|_| self.work(&shared));

        let (bad, broken) = (shared.lowest_bad.into_inner(), shared.lowest_broken.into_inner());
        let bad = if ensemble.on_bad_path == OnBadPath::Fail { bad } else { u64::MAX };
        if broken != u64::MAX && broken <= bad {
            return Err(failure::trace_identity(ensemble, broken, self.isa));
        }
        if bad != u64::MAX {
            return Err(failure::trace(ensemble, bad, self.isa));
        }
        let paths = ensemble.paths.min(units.end * UNIT) - (units.start * UNIT).min(ensemble.paths);
        if self.done.load(Ordering::Relaxed) - before < paths {
            return Err(Failure::Stopped);
        }
        let tallies = shared.tallies.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Counters { counted, products } =
            shared.counters.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut clamped = counted;
        let mut outside = clamped.split_off(ensemble.clamped.len());
        let happened = outside.split_off(ensemble.outside.len());
        let units = UnitSet::from(units);
        Ok(Part { units, paths, tallies, clamped, outside, happened, products })
    }

    /// One thread's part: units, one after the other, until none is left.
    fn work(&self, shared: &Shared) {
        let Self { ensemble, options, .. } = *self;
        let mut worker = Worker::new(ensemble, &ensemble.program, options.block, &self.sampling);
        let fresh = || -> Vec<Accumulator> { self.layouts.iter().map(Accumulator::new).collect() };
        let (mut accumulators, mut scramble) = (fresh(), None);
        let mut counters = Counters::new(ensemble);
        let stopped = || options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        while !stopped() {
            let Some((unit, of)) = shared.sequence.at(shared.next.fetch_add(1, Ordering::Relaxed)) else {
                break;
            };
            // Above a path that fails the run, nothing matters any more; below it, a lower one may be found.
            let failed = ensemble.on_bad_path == OnBadPath::Fail
                && unit * UNIT > shared.lowest_bad.load(Ordering::Relaxed);
            if failed || unit * UNIT > shared.lowest_broken.load(Ordering::Relaxed) {
                continue;
            }
            if of != scramble {
                if scramble.is_some() {
                    shared.hand_over(std::mem::replace(&mut accumulators, fresh()), scramble);
                }
                scramble = of;
            }
            let valid = (ensemble.paths - unit * UNIT).min(UNIT);
            let (bad, broken) = worker.run(self.isa, unit, valid as usize, &mut accumulators, &mut counters);
            if let Some(broken) = broken {
                shared.lowest_broken.fetch_min(broken, Ordering::Relaxed);
            }
            if let Some(bad) = bad {
                shared.lowest_bad.fetch_min(bad, Ordering::Relaxed);
            }
            let done = self.done.fetch_add(valid, Ordering::Relaxed) + valid;
            options.tell(done);
        }
        shared.hand_over(accumulators, scramble);
        shared.counters.lock().unwrap_or_else(PoisonError::into_inner).add(&counters);
    }
}

/// The values of every column on the 256 paths of a unit, path by path, computed as a run computes them.
///
/// # Panics
/// As [`simulate`] on `isa`.
pub fn values(ensemble: &Ensemble, unit: u64, isa: Isa) -> Vec<Vec<f64>> {
    let outputs = ensemble.outputs();
    let sampling = Sampling::of(ensemble, isa, UNIT as usize);
    let mut values =
        Worker::new(ensemble, &ensemble.program, UNIT as usize, &sampling).collect(isa, unit, outputs);
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
    let sampling = Sampling::of(ensemble, isa, options.block);
    let done = AtomicU64::new(0);
    let by_unit: Vec<Vec<Vec<f64>>> = pool.install(|| {
        let worker = || Worker::new(ensemble, &ensemble.program, options.block, &sampling);
        let units = (0..units(ensemble)).into_par_iter();
        let collect = |worker: &mut Worker<'_>, unit| {
            let values = worker.collect(isa, unit, ensemble.outputs());
            options.tell((done.fetch_add(UNIT, Ordering::Relaxed) + UNIT).min(ensemble.paths));
            values
        };
        units.map_init(worker, collect).collect()
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

/// What `summed` makes of each of the first `units` units, whose values, by column, then path, are computed with each of the
/// given kinds of noise.
///
/// # Errors
/// [`Failure::Memory`] when it would take more than is allowed. A path that fails is not a number here.
///
/// # Panics
/// As [`simulate`].
pub fn by_unit<T: Send, const N: usize>(
    ensemble: &Ensemble,
    options: &Options,
    units: u64,
    noise: [Noise; N],
    summed: impl Fn([&[Vec<f64>]; N]) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    let threads = threads(options.threads);
    let values = N as u64 * 8 * UNIT * ensemble.columns.len() as u64;
    let needed = threads as u64 * values + ensemble.memory(threads, options.block);
    if needed > options.max_memory {
        return Err(Failure::Memory { needed, allowed: options.max_memory, threads });
    }
    let isa = options.isa.unwrap_or_else(Isa::detect);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
    let samplings = noise.map(Sampling::Noise);
    let workers = || {
        samplings.each_ref().map(|sampling| Worker::new(ensemble, &ensemble.program, options.block, sampling))
    };
    let done = AtomicU64::new(0);
    Ok(pool.install(|| {
        let each = (0..units).into_par_iter().map_init(workers, |workers, unit| {
            let values = workers.each_mut().map(|worker| {
                let mut values = worker.collect(isa, unit, ensemble.outputs());
                values.truncate(ensemble.columns.len());
                values
            });
            let found = summed(values.each_ref().map(Vec::as_slice));
            options.tell(done.fetch_add(UNIT, Ordering::Relaxed) + UNIT);
            found
        });
        each.collect()
    }))
}

/// What the threads of a run share.
struct Shared {
    /// How many units of the sequence somebody computes or has computed.
    next: AtomicU64,
    sequence: Sequence,
    /// The lowest path that is not finite, so far.
    lowest_bad: AtomicU64,
    /// The lowest path on which an identity does not hold, so far.
    lowest_broken: AtomicU64,
    /// What threads have counted; integers, so that their order does not matter.
    tallies: Mutex<Vec<Tally>>,
    /// What they have counted beside the columns.
    counters: Mutex<Counters>,
}

impl Shared {
    /// Adds what a thread has counted, of one scramble if there are some.
    fn hand_over(&self, accumulators: Vec<Accumulator>, scramble: Option<u64>) {
        let counted: Vec<Tally> = accumulators.into_iter().map(Accumulator::into_tally).collect();
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        for (whole, part) in tallies.iter_mut().zip(&counted) {
            match scramble {
                Some(scramble) => whole.add_scramble(scramble, part),
                None => whole.merge_counts(part),
            }
        }
    }
}
