//! One unit of work: 256 consecutive paths.

use crate::compile::{Ensemble, Form, Source};
use crate::program::{Draws, Isa, Kernel, Memory, Program, execute};
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
        isa.run(Tallying { worker: self, unit, valid, accumulators })
    }

    /// Gives every output of a unit, block by block: output, path of the unit, values.
    pub fn collect(&mut self, isa: Isa, unit: u64, sink: impl FnMut(usize, usize, &[f64])) {
        isa.run(Collecting { worker: self, unit, sink });
    }

    #[inline(always)]
    fn blocks(&mut self, unit: u64, mut sink: impl FnMut(usize, usize, &[f64])) {
        for from in (0..UNIT as usize).step_by(self.block) {
            let draws = UnitDraws {
                sources: self.sources,
                address: self.address,
                first_path: unit * UNIT + from as u64,
            };
            execute(self.program, &mut self.memory, &draws, |output, values| sink(output, from, values));
        }
    }
}

struct Tallying<'w, 'a> {
    worker: &'w mut Worker<'a>,
    unit: u64,
    valid: usize,
    accumulators: &'w mut [Accumulator],
}

impl Kernel for Tallying<'_, '_> {
    type Output = Option<u64>;

    #[inline(always)]
    fn run(self) -> Option<u64> {
        let Self { worker, unit, valid, accumulators } = self;
        let mut bad = None;
        worker.blocks(unit, |output, from, values| {
            let inside = valid.saturating_sub(from).min(values.len());
            match accumulators.get_mut(output) {
                Some(accumulator) => accumulator.add(values, inside),
                // The last output is 0 on whole paths and NaN on those that failed.
                None if bad.is_none() => {
                    let first = values[..inside].iter().position(|value| value.is_nan());
                    bad = first.map(|path| unit * UNIT + (from + path) as u64);
                }
                None => {}
            }
        });
        bad
    }
}

struct Collecting<'w, 'a, S> {
    worker: &'w mut Worker<'a>,
    unit: u64,
    sink: S,
}

impl<S: FnMut(usize, usize, &[f64])> Kernel for Collecting<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.worker.blocks(self.unit, self.sink);
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
