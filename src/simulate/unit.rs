//! One unit of work: 256 consecutive paths.

use crate::compile::{Ensemble, Form, Source};
use crate::program::{Draws, Isa, Kernel, Memory, Program, Sink, execute};
use crate::random::Address;
use crate::random::draws::{
    FIRST_PATH_STEP, fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters,
};
use crate::results::{Accumulator, ProductSum};
use crate::scenario::Sampler;

use super::ordering;
use super::points::Points;

/// Paths in a unit.
pub const UNIT: u64 = 256;

/// What is counted beside the columns.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// On how many paths each counted output is above 0.
    pub counted: Vec<u64>,
    /// Sums of what is measured of drivers that move together.
    pub products: Vec<ProductSum>,
}

impl Counters {
    /// Nothing counted yet.
    pub fn new(ensemble: &Ensemble) -> Self {
        Self {
            counted: vec![0; ensemble.counted()],
            products: vec![ProductSum::default(); ensemble.measured.len()],
        }
    }

    /// Adds what another thread counted.
    pub fn add(&mut self, other: &Self) {
        for (whole, part) in self.counted.iter_mut().zip(&other.counted) {
            *whole += part;
        }
        for (whole, part) in self.products.iter_mut().zip(&other.products) {
            whole.merge(part);
        }
    }
}

/// Where the draws of a run come from.
#[derive(Debug, Clone)]
pub enum Sampling {
    /// Each at its address.
    Random,
    /// Sobol points, and what has no coordinate at its address.
    Points(Points),
    /// Random draws, the noise apart from the parameters.
    Noise(Noise),
    /// Random draws, by source of this stream.
    Streams(Vec<u8>),
}

/// Which draws stand for the world's noise, and which for parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Both those of a random run.
    OfRun,
    /// The parameters of a random run; the noise of stream 1.
    Fresh,
    /// Every path of a unit has the same parameters, draw number `unit` of stream 2; the noise of stream 3.
    OfOneParameterSet,
}

impl Sampling {
    /// What the ensemble asks for.
    pub fn of(ensemble: &Ensemble, isa: Isa, block: usize) -> Self {
        match ensemble.sampler {
            Sampler::Random => Self::Random,
            Sampler::Sobol => Self::Points(ordering::points(ensemble, isa, block)),
        }
    }

    /// The points, if there are some.
    pub fn points(&self) -> Option<&Points> {
        match self {
            Self::Random | Self::Noise(_) | Self::Streams(_) => None,
            Self::Points(points) => Some(points),
        }
    }
}

/// One thread's columns, for one program.
pub struct Worker<'a> {
    program: &'a Program,
    sources: &'a [Source],
    address: Address,
    sampling: &'a Sampling,
    /// The rows of points of a block.
    rows: Vec<f64>,
    memory: Memory,
    block: usize,
}

impl<'a> Worker<'a> {
    /// Room for blocks of `block` paths of a program of this ensemble.
    pub fn new(ensemble: &'a Ensemble, program: &'a Program, block: usize, sampling: &'a Sampling) -> Self {
        Self {
            program,
            sources: &ensemble.sources,
            address: Address { seed: ensemble.seed, stream: 0 },
            sampling,
            rows: vec![0.0; sampling.points().map_or(0, Points::rows) * block],
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
            let first_path = unit * UNIT + from as u64;
            let points = match worker.sampling {
                Sampling::Random | Sampling::Noise(_) | Sampling::Streams(_) => None,
                Sampling::Points(points) => {
                    points.fill(worker.address, first_path, worker.block, &mut worker.rows);
                    Some((points, &worker.rows[..]))
                }
            };
            let noise = match worker.sampling {
                Sampling::Noise(noise) => *noise,
                _ => Noise::OfRun,
            };
            let streams = match worker.sampling {
                Sampling::Streams(streams) => Some(&streams[..]),
                _ => None,
            };
            let (sources, address) = (worker.sources, worker.address);
            let draws = UnitDraws { sources, address, first_path, points, noise, streams };
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
    /// The points and their rows.
    points: Option<(&'a Points, &'a [f64])>,
    noise: Noise,
    /// By source, where each has a stream of its own.
    streams: Option<&'a [u8]>,
}

impl UnitDraws<'_> {
    /// The address of a source's draws, and the first of its paths; `true` where all paths have the draw of that one.
    #[inline(always)]
    fn place(&self, source: u32) -> (Address, u64, bool) {
        let stream = |stream| Address { stream, ..self.address };
        if let Some(streams) = self.streams {
            return (stream(streams[source as usize]), self.first_path, false);
        }
        match (self.noise, self.sources[source as usize].is_parameter()) {
            (Noise::OfRun, _) | (Noise::Fresh, true) => (self.address, self.first_path, false),
            (Noise::Fresh, false) => (stream(1), self.first_path, false),
            (Noise::OfOneParameterSet, true) => (stream(2), self.first_path / UNIT, true),
            (Noise::OfOneParameterSet, false) => (stream(3), self.first_path, false),
        }
    }
}

impl Draws for UnitDraws<'_> {
    #[inline(always)]
    fn once(&self, source: u32, to: &mut [f64]) {
        if let Some((points, rows)) = self.points
            && let Some(row) = points.once(source)
        {
            to.copy_from_slice(&rows[row * to.len()..][..to.len()]);
            return;
        }
        let (address, path, same) = self.place(source);
        let source = &self.sources[source as usize];
        // Rows begin at multiples of 64.
        let first = if same { path / FIRST_PATH_STEP * FIRST_PATH_STEP } else { path };
        match source.form {
            Form::Uniform => fill_uniform_path(address, source.driver, first, to),
            Form::Score => fill_score_path(address, source.driver, first, to),
        }
        if same {
            let draw = to[(path - first) as usize];
            to.fill(draw);
        }
    }

    #[inline(always)]
    fn year(&self, source: u32, year: u16, to: [&mut [f64]; 4]) {
        let [a, b, c, d] = to;
        let quarters = self.points.map(|(points, _)| points.year(source, year)).unwrap_or_default();
        if quarters.contains(&None) {
            // Parameters are drawn once a path, so that no quarterly draw is shared.
            let (address, path, _) = self.place(source);
            let source = &self.sources[source as usize];
            let to = [&mut *a, &mut *b, &mut *c, &mut *d];
            match source.form {
                Form::Uniform => fill_uniform_quarters(address, source.driver, year, path, to),
                Form::Score => fill_score_quarters(address, source.driver, year, path, to),
            }
        }
        let Some((_, rows)) = self.points else { return };
        for (row, to) in quarters.into_iter().zip([a, b, c, d]) {
            if let Some(row) = row {
                to.copy_from_slice(&rows[row * to.len()..][..to.len()]);
            }
        }
    }
}
