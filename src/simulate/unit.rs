//! One unit of work: 256 consecutive paths.

use crate::compile::{Ensemble, Form, Source};
use crate::program::{Draws, Isa, Kernel, Memory, Program, Sink, execute};
use crate::random::Address;
use crate::random::draws::{fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters};
use crate::results::Accumulator;

/// Paths in a unit.
pub const UNIT: u64 = 256;

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

    /// Adds the first `valid` paths of a unit to the accumulators, one a column, and gives the lowest of them that
    /// is not finite.
    pub fn run(
        &mut self,
        isa: Isa,
        unit: u64,
        valid: usize,
        accumulators: &mut [Accumulator],
    ) -> Option<u64> {
        let mut tallying = Tallying { accumulators, valid, from: 0, bad: None };
        isa.run(Blocks { worker: self, unit, sink: &mut tallying });
        tallying.bad.map(|path| unit * UNIT + path as u64)
    }

    /// The values of every output on the paths of a unit.
    pub fn collect(&mut self, isa: Isa, unit: u64, outputs: usize) -> Vec<Vec<f64>> {
        let mut lists = Lists(vec![Vec::with_capacity(UNIT as usize); outputs]);
        isa.run(Blocks { worker: self, unit, sink: &mut lists });
        lists.0
    }
}

/// A unit, block by block.
struct Blocks<'w, 'a, S> {
    worker: &'w mut Worker<'a>,
    unit: u64,
    sink: &'w mut S,
}

/// A sink that is told where the next block begins, in paths of the unit.
trait UnitSink: Sink {
    fn begin(&mut self, from: usize);
}

impl<S: UnitSink> Kernel for Blocks<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { worker, unit, sink } = self;
        for from in (0..UNIT as usize).step_by(worker.block) {
            let draws = UnitDraws {
                sources: worker.sources,
                address: worker.address,
                first_path: unit * UNIT + from as u64,
            };
            sink.begin(from);
            execute(worker.program, &mut worker.memory, &draws, sink);
        }
    }
}

/// Adds the first `valid` paths of a unit to one accumulator a column.
struct Tallying<'w> {
    accumulators: &'w mut [Accumulator],
    valid: usize,
    from: usize,
    /// The lowest path of the unit that is not finite.
    bad: Option<usize>,
}

impl UnitSink for Tallying<'_> {
    #[inline(always)]
    fn begin(&mut self, from: usize) {
        self.from = from;
    }
}

impl Sink for Tallying<'_> {
    #[inline(always)]
    fn take(&mut self, output: usize, values: &[f64]) {
        let inside = self.valid.saturating_sub(self.from).min(values.len());
        match self.accumulators.get_mut(output) {
            Some(accumulator) => accumulator.add(values, inside),
            // The last output is 0 on whole paths and NaN on those that failed.
            None if self.bad.is_none() => {
                let first = values[..inside].iter().position(|value| value.is_nan());
                self.bad = first.map(|path| self.from + path);
            }
            None => {}
        }
    }
}

/// Keeps every value.
struct Lists(Vec<Vec<f64>>);

impl UnitSink for Lists {
    #[inline(always)]
    fn begin(&mut self, _: usize) {}
}

impl Sink for Lists {
    #[inline(always)]
    fn take(&mut self, output: usize, values: &[f64]) {
        self.0[output].extend_from_slice(values);
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
