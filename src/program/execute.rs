//! Runs a program on one block.
//!
//! An instruction walks its columns chunk by chunk: a chunk of every operand is read, computed into a local array
//! and only then stored, so that the compiler need not ask whether the columns overlap and an instruction may write
//! what it reads. A scalar is a chunk that is read again and again (stride 0).

use super::instruction::{Instruction, MAX_TERMS, Operand, Program, Term};
use super::memory::{CHUNK, Memory};
use super::operation::Operation;

/// What gives the draws of a block, at their addresses.
pub trait Draws {
    /// One draw a path of the block.
    fn once(&self, source: u32, to: &mut [f64]);

    /// The draws of the four quarters of a year.
    fn year(&self, source: u32, year: u16, to: [&mut [f64]; 4]);
}

/// Runs `program` on one block: draws are taken from `draws`, and each output's number and column are given to `sink`.
///
/// # Panics
/// When `memory` was not made for this program.
#[inline(always)]
pub fn execute(
    program: &Program,
    memory: &mut Memory,
    draws: &impl Draws,
    mut sink: impl FnMut(usize, &[f64]),
) {
    assert_eq!(memory.shape(), (program.scalars.len(), program.slots), "a memory made for this program");
    let mut block = Block::new(program, memory);
    for instruction in &program.instructions {
        block.step(program, instruction, draws, &mut sink);
    }
}

/// The numbers of a block, addressed by operands that [`super::ProgramBuilder::build`] has checked.
struct Block<'a> {
    numbers: &'a mut [f64],
    scalars: usize,
    slots: usize,
    length: usize,
}

/// The longest block.
const LONGEST: usize = 256;

/// Where an operand's first chunk is, and how far it is to the next.
#[derive(Clone, Copy)]
struct Stream {
    at: usize,
    stride: usize,
}

impl<'a> Block<'a> {
    #[inline(always)]
    fn new(program: &Program, memory: &'a mut Memory) -> Self {
        let length = memory.block();
        let (scalars, slots) = (program.scalars.len(), program.slots);
        assert!(length <= LONGEST && memory.numbers().len() == scalars * CHUNK + slots * length);
        Self { numbers: memory.numbers_mut(), scalars, slots, length }
    }

    #[inline(always)]
    fn column(&self, slot: u32) -> &[f64] {
        &self.numbers[self.scalars * CHUNK + slot as usize * self.length..][..self.length]
    }

    #[inline(always)]
    fn stream(&self, operand: Operand) -> Stream {
        match operand {
            Operand::Slot(slot) => {
                debug_assert!((slot as usize) < self.slots, "checked by build");
                Stream { at: self.scalars * CHUNK + slot as usize * self.length, stride: CHUNK }
            }
            Operand::Scalar(scalar) => {
                debug_assert!((scalar as usize) < self.scalars, "checked by build");
                Stream { at: scalar as usize * CHUNK, stride: 0 }
            }
        }
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "a bounds check a chunk costs as much as the chunk")]
    fn chunk(&self, stream: Stream, number: usize) -> &[f64; CHUNK] {
        let at = stream.at + number * stream.stride;
        debug_assert!(at + CHUNK <= self.numbers.len());
        // SAFETY: `build` has checked that the slot or scalar is in range, `execute` that the memory has this
        // program's shape, and `number < length / CHUNK`; so `at + CHUNK` is within `numbers`.
        unsafe { &*self.numbers.as_ptr().add(at).cast::<[f64; CHUNK]>() }
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "a bounds check a chunk costs as much as the chunk")]
    fn store(&mut self, to: Stream, number: usize, values: &[f64; CHUNK]) {
        let at = to.at + number * to.stride;
        debug_assert!(at + CHUNK <= self.numbers.len());
        // SAFETY: as in `chunk`; the borrow of `self` is exclusive and `values` is a local array.
        unsafe { self.numbers.as_mut_ptr().add(at).cast::<[f64; CHUNK]>().write(*values) }
    }

    #[inline(always)]
    fn step(
        &mut self,
        program: &Program,
        instruction: &Instruction,
        draws: &impl Draws,
        sink: &mut impl FnMut(usize, &[f64]),
    ) {
        match *instruction {
            Instruction::Apply { operation, operands, to } => self.apply(operation, operands, to),
            Instruction::SumOfProducts { first, terms: (from, until), to } => {
                self.sum_of_products(first, &program.terms[from as usize..until as usize], to);
            }
            Instruction::Table { table, of, to } => {
                let table = &program.tables[table as usize];
                self.map(of, to, |z| table.eval(z));
            }
            Instruction::DrawOnce { source, to } => {
                let at = self.stream(Operand::Slot(to)).at;
                draws.once(source, &mut self.numbers[at..at + self.length]);
            }
            Instruction::DrawYear { source, year, to } => draws.year(source, year, self.four(to)),
            Instruction::Output { number, of: Operand::Slot(slot) } => {
                sink(number as usize, self.column(slot));
            }
            Instruction::Output { number, of: Operand::Scalar(scalar) } => {
                let column = [program.scalars[scalar as usize]; LONGEST];
                sink(number as usize, &column[..self.length]);
            }
        }
    }

    /// Four different columns at once, in the order asked for.
    #[inline(always)]
    #[expect(unsafe_code, reason = "four disjoint columns of one memory")]
    fn four(&mut self, slots: [u32; 4]) -> [&mut [f64]; 4] {
        let start = self.numbers.as_mut_ptr();
        slots.map(|slot| {
            let at = self.scalars * CHUNK + slot as usize * self.length;
            debug_assert!(at + self.length <= self.numbers.len());
            // SAFETY: `build` has checked that the slots are in range and all different, so that the columns do not
            // overlap; the borrow of `self` is exclusive and lasts as long as they do.
            unsafe { std::slice::from_raw_parts_mut(start.add(at), self.length) }
        })
    }

    #[inline(always)]
    fn map(&mut self, a: Operand, to: u32, f: impl Fn(f64) -> f64) {
        let (a, to) = (self.stream(a), self.stream(Operand::Slot(to)));
        for number in 0..self.length / CHUNK {
            let mut values = [0.0; CHUNK];
            let a = self.chunk(a, number);
            for i in 0..CHUNK {
                values[i] = f(a[i]);
            }
            self.store(to, number, &values);
        }
    }

    #[inline(always)]
    fn map2(&mut self, [a, b]: [Operand; 2], to: u32, f: impl Fn(f64, f64) -> f64) {
        let (a, b, to) = (self.stream(a), self.stream(b), self.stream(Operand::Slot(to)));
        for number in 0..self.length / CHUNK {
            let mut values = [0.0; CHUNK];
            let (a, b) = (self.chunk(a, number), self.chunk(b, number));
            for i in 0..CHUNK {
                values[i] = f(a[i], b[i]);
            }
            self.store(to, number, &values);
        }
    }

    #[inline(always)]
    fn map3(&mut self, operands: [Operand; 3], to: u32, f: impl Fn(f64, f64, f64) -> f64) {
        let [a, b, c] = operands.map(|operand| self.stream(operand));
        let to = self.stream(Operand::Slot(to));
        for number in 0..self.length / CHUNK {
            let mut values = [0.0; CHUNK];
            let (a, b, c) = (self.chunk(a, number), self.chunk(b, number), self.chunk(c, number));
            for i in 0..CHUNK {
                values[i] = f(a[i], b[i], c[i]);
            }
            self.store(to, number, &values);
        }
    }

    /// One loop for each operation, so that each is vectorised on its own.
    #[inline(always)]
    fn apply(&mut self, operation: Operation, operands: [Operand; 3], to: u32) {
        use Operation as Op;
        let [a, b, _] = operands;
        macro_rules! one {
            ($op:expr) => {
                self.map(a, to, |a| $op.eval(a, 0.0, 0.0))
            };
        }
        macro_rules! two {
            ($op:expr) => {
                self.map2([a, b], to, |a, b| $op.eval(a, b, 0.0))
            };
        }
        match operation {
            Op::Negate => one!(Op::Negate),
            Op::Absolute => one!(Op::Absolute),
            Op::Floor => one!(Op::Floor),
            Op::SquareRoot => one!(Op::SquareRoot),
            Op::Exponential => one!(Op::Exponential),
            Op::Logarithm => one!(Op::Logarithm),
            Op::Sine => one!(Op::Sine),
            Op::Cosine => one!(Op::Cosine),
            Op::NormalCdf => one!(Op::NormalCdf),
            Op::NormalQuantile => one!(Op::NormalQuantile),
            Op::Add => two!(Op::Add),
            Op::Subtract => two!(Op::Subtract),
            Op::Multiply => two!(Op::Multiply),
            Op::Divide => two!(Op::Divide),
            Op::Power => two!(Op::Power),
            Op::Minimum => two!(Op::Minimum),
            Op::Maximum => two!(Op::Maximum),
            Op::Less => two!(Op::Less),
            Op::LessEqual => two!(Op::LessEqual),
            Op::Equal => two!(Op::Equal),
            Op::NotEqual => two!(Op::NotEqual),
            Op::Select => self.map3(operands, to, |a, b, c| Op::Select.eval(a, b, c)),
            Op::MultiplyAdd | Op::MultiplySubtract => unreachable!("refused by build"),
        }
    }

    #[inline(always)]
    fn sum_of_products(&mut self, first: Operand, terms: &[Term], to: u32) {
        match terms.len() {
            1 => self.pass::<1>(first, terms, to),
            2 => self.pass::<2>(first, terms, to),
            3 => self.pass::<3>(first, terms, to),
            4 => self.pass::<4>(first, terms, to),
            5 => self.pass::<5>(first, terms, to),
            6 => self.pass::<6>(first, terms, to),
            7 => self.pass::<7>(first, terms, to),
            _ => self.pass::<MAX_TERMS>(first, terms, to),
        }
    }

    /// Adds N products to `first` in registers, and stores once.
    #[inline(always)]
    fn pass<const N: usize>(&mut self, first: Operand, terms: &[Term], to: u32) {
        let first = self.stream(first);
        let to = self.stream(Operand::Slot(to));
        let factors: [(Stream, Stream); N] =
            std::array::from_fn(|k| (self.stream(terms[k].a), self.stream(terms[k].b)));
        let signs: [u64; N] = std::array::from_fn(|k| u64::from(terms[k].subtract) << 63);
        for number in 0..self.length / CHUNK {
            let mut values = *self.chunk(first, number);
            let a: [&[f64; CHUNK]; N] = factors.map(|(a, _)| self.chunk(a, number));
            let b: [&[f64; CHUNK]; N] = factors.map(|(_, b)| self.chunk(b, number));
            for i in 0..CHUNK {
                let mut sum = values[i];
                for k in 0..N {
                    let signed = f64::from_bits(a[k][i].to_bits() ^ signs[k]);
                    sum = signed.mul_add(b[k][i], sum);
                }
                values[i] = sum;
            }
            self.store(to, number, &values);
        }
    }
}
