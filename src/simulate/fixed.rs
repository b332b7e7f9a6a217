//! Columns where drivers are given instead of drawn.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::ThreadPoolBuilder;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use crate::compile::{Ensemble, Form, Source};
use crate::numerics::normal_cdf;
use crate::program::{Draws, Isa, Kernel, Memory, Sink, execute};

use super::{Failure, Options, threads};

/// Cases that a thread takes at a time.
const TAKEN: usize = 1024;

/// The columns' values for each of `cases`, which say by source the normal score of its draws, in every quarter alike.
///
/// # Panics
/// As [`super::simulate`], and when a case is not as long as there are sources.
pub fn at_scores(ensemble: &Ensemble, options: &Options, cases: &[Vec<f64>]) -> Vec<Vec<f64>> {
    assert!(cases.iter().all(|scores| scores.len() == ensemble.sources.len()), "a score a source");
    let isa = options.isa.unwrap_or_else(Isa::detect);
    let program = &ensemble.program;
    let mut memory = Memory::new(program.scalars(), program.slots(), options.block);
    let mut values = Vec::new();
    for cases in cases.chunks(options.block) {
        let columns = ensemble.columns.len();
        let kernel = Given { ensemble, memory: &mut memory, cases, found: vec![Vec::new(); columns] };
        let found = isa.run(kernel);
        values
            .extend((0..cases.len()).map(|case| found.iter().map(|column| column[case]).collect::<Vec<_>>()));
    }
    values
}

/// What `made` makes of the columns' values for each of `cases`, in their order, whatever the threads. `options.progress` hears of
/// cases.
///
/// # Errors
/// When the threads cannot be started.
///
/// # Panics
/// As [`at_scores`].
pub fn made_at_scores<T: Send>(
    ensemble: &Ensemble,
    options: &Options,
    cases: &[Vec<f64>],
    made: impl Fn(&[f64]) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    let threads = threads(options.threads);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::threads)?;
    let done = AtomicU64::new(0);
    let of = |cases: &[Vec<f64>]| -> Vec<T> {
        let found = at_scores(ensemble, options, cases).iter().map(|columns| made(columns)).collect();
        let number = cases.len() as u64;
        options.tell(done.fetch_add(number, Ordering::Relaxed) + number);
        found
    };
    let found: Vec<Vec<T>> = pool.install(|| cases.par_chunks(TAKEN).map(of).collect());
    Ok(found.into_iter().flatten().collect())
}

/// One block; its paths are the cases.
struct Given<'a> {
    ensemble: &'a Ensemble,
    memory: &'a mut Memory,
    cases: &'a [Vec<f64>],
    found: Vec<Vec<f64>>,
}

impl Kernel for Given<'_> {
    type Output = Vec<Vec<f64>>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { ensemble, memory, cases, found } = self;
        let draws = Scores { sources: &ensemble.sources, cases };
        let mut taker = Taker(found);
        execute(&ensemble.program, memory, &draws, &mut taker);
        taker.0
    }
}

struct Scores<'a> {
    sources: &'a [Source],
    cases: &'a [Vec<f64>],
}

impl Draws for Scores<'_> {
    #[inline(always)]
    fn once(&self, source: u32, to: &mut [f64]) {
        let form = self.sources[source as usize].form;
        for (path, to) in to.iter_mut().enumerate() {
            // Paths after the last case are the medians'.
            let score = self.cases.get(path).map_or(0.0, |case| case[source as usize]);
            *to = match form {
                Form::Score => score,
                Form::Uniform => normal_cdf(score),
            };
        }
    }

    #[inline(always)]
    fn year(&self, source: u32, _: u16, to: [&mut [f64]; 4]) {
        for to in to {
            self.once(source, to);
        }
    }
}

struct Taker(Vec<Vec<f64>>);

impl Sink for Taker {
    #[inline(always)]
    fn take(&mut self, output: usize, values: &[f64]) {
        if let Some(column) = self.0.get_mut(output) {
            column.extend_from_slice(values);
        }
    }
}
