//! One unit of work: 256 consecutive paths.

use crate::compile::{Ensemble, Form, Source};
use crate::program::{Draws, Isa, Kernel, Memory, Program, Sink, execute};
use crate::random::Address;
use crate::random::draws::{fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters};
use crate::results::{Accumulator, ProductSum};

/// Paths in a unit.
pub const UNIT: u64 = 256;

/// What is counted beside the columns.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// Paths on which a bound bites, by counted variable.
    pub counted: Vec<u64>,
    /// Sums of what is measured of drivers that move together.
    pub products: Vec<ProductSum>,
}

/// One thread's columns, for one program.
pub struct Worker<'a> {
    program: &'a Program,
    sources: &'a [Source],
    address: Address,
    memory: Memory,
    block: usize,
}

impl<'a> Worker<'a> {
    /// Room for blocks of `block` paths of a program of this ensemble.
    pub fn new(ensemble: &'a Ensemble, program: &'a Program, block: usize) -> Self {
        Self {
            program,
            sources: &ensemble.sources,
            address: Address { seed: ensemble.seed, stream: 0 },
            memory: Memory::new(program.scalars(), program.slots(), block),
            block,
        }
    }

    /// Adds the first `valid` paths of a unit to the accumulators, one a column, and to the counters that come after
    /// them, and gives the lowest of them that is not finite, and the lowest on which an identity does not hold.
    pub fn run(
        &mut self,
        isa: Isa,
        unit: u64,
        valid: usize,
        accumulators: &mut [Accumulator],
        counters: &mut Counters,
    ) -> (Option<u64>, Option<u64>) {
        let Counters { counted, products } = counters;
        let taker = Taker { accumulators, counters: counted, products, valid, ..Taker::default() };
        let taken = isa.run(Work { worker: self, unit, taker });
        let numbered = |path: Option<usize>| path.map(|path| unit * UNIT + path as u64);
        (numbered(taken.bad), numbered(taken.broken))
    }

    /// The values of every output on the paths of a unit.
    pub fn collect(&mut self, isa: Isa, unit: u64, outputs: usize) -> Vec<Vec<f64>> {
        let lists = vec![Vec::with_capacity(UNIT as usize); outputs];
        isa.run(Work { worker: self, unit, taker: Taker { lists, ..Taker::default() } }).lists
    }
}

/// A unit, block by block. There is one kernel for both uses, since each costs three stamped bodies.
struct Work<'w, 'a> {
    worker: &'w mut Worker<'a>,
    unit: u64,
    taker: Taker<'w>,
}

impl<'w> Kernel for Work<'w, '_> {
    type Output = Taker<'w>;

    #[inline(always)]
    fn run(self) -> Taker<'w> {
        let Self { worker, unit, mut taker } = self;
        for from in (0..UNIT as usize).step_by(worker.block) {
            let draws = UnitDraws {
                sources: worker.sources,
                address: worker.address,
                first_path: unit * UNIT + from as u64,
            };
            taker.from = from;
            execute(worker.program, &mut worker.memory, &draws, &mut taker);
        }
        taker
    }
}

/// Adds the first `valid` paths of a unit to one accumulator a column, one counter a counted variable and one sum a product; or, given lists instead, keeps all values.
#[derive(Default)]
struct Taker<'w> {
    accumulators: &'w mut [Accumulator],
    counters: &'w mut [u64],
    products: &'w mut [ProductSum],
    lists: Vec<Vec<f64>>,
    valid: usize,
    /// Where the block begins, in paths of the unit.
    from: usize,
    /// The lowest path of the unit that is not finite.
    bad: Option<usize>,
    /// The lowest path of the unit on which an identity does not hold.
    broken: Option<usize>,
}

impl Sink for Taker<'_> {
    #[inline(always)]
    fn take(&mut self, output: usize, values: &[f64]) {
        let inside = self.valid.saturating_sub(self.from).min(values.len());
        let columns = self.accumulators.len();
        let counted = columns + self.counters.len();
        if let Some(accumulator) = self.accumulators.get_mut(output) {
            accumulator.add(values, inside);
        } else if let Some(counter) = self.counters.get_mut(output - columns) {
            // Where a path failed there is no number, and nothing is counted.
            *counter += values[..inside].iter().filter(|value| **value > 0.0).count() as u64;
        } else if let Some(sum) = self.products.get_mut(output - counted) {
            sum.add(&values[..inside]);
        } else if let Some(list) = self.lists.get_mut(output) {
            list.extend_from_slice(values);
        } else if output > counted + self.products.len() {
            // The outputs after the health are above 0 where an identity does not hold.
            let first = values[..inside].iter().position(|value| *value > 0.0);
            let first = first.map(|path| self.from + path);
            self.broken = self.broken.into_iter().chain(first).min();
        } else if self.bad.is_none() {
            // The one after the columns is 0 on whole paths and NaN on those that failed.
            let first = values[..inside].iter().position(|value| value.is_nan());
            self.bad = first.map(|path| self.from + path);
        }
    }
}

/// The draws of the block that begins at `first_path`.
struct UnitDraws<'a> {
    sources: &'a [Source],
    address: Address,
    first_path: u64,
}

impl Draws for UnitDraws<'_> {
    #[inline(always)]
    fn once(&self, source: u32, to: &mut [f64]) {
        let source = &self.sources[source as usize];
        match source.form {
            Form::Uniform => fill_uniform_path(self.address, source.driver, self.first_path, to),
            Form::Score => fill_score_path(self.address, source.driver, self.first_path, to),
        }
    }

    #[inline(always)]
    fn year(&self, source: u32, year: u16, to: [&mut [f64]; 4]) {
        let source = &self.sources[source as usize];
        match source.form {
            Form::Uniform => fill_uniform_quarters(self.address, source.driver, year, self.first_path, to),
            Form::Score => fill_score_quarters(self.address, source.driver, year, self.first_path, to),
        }
    }
}
