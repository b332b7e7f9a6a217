//! Runs a program on one block.
//!
//! An instruction walks its columns chunk by chunk: a chunk of every operand is read, computed into a local array
//! and only then stored, so that the compiler need not ask whether the columns overlap and an instruction may write
//! what it reads. A scalar is a chunk that is read again and again (stride 0).

use crate::numerics::{Staircase, Table};

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

/// What takes the columns that come out. Its method must be `#[inline(always)]`, as that of [`Draws`] must: a closure
/// would be compiled without the target features of the instruction set that the executor is stamped for.
pub trait Sink {
    /// Takes the column of an output.
    fn take(&mut self, output: usize, values: &[f64]);
}

/// Runs `program` on one block: draws are taken from `draws`, and each output's number and column are given to `sink`.
///
/// # Panics
/// When `memory` was not made for this program.
#[inline(always)]
pub fn execute(program: &Program, memory: &mut Memory, draws: &impl Draws, sink: &mut impl Sink) {
    assert_eq!(memory.shape(), (program.scalars.len(), program.slots), "a memory made for this program");
    let mut block = Block::new(program, memory);
    let (mut at, mut iteration) = (0, 0);
    while let Some(instruction) = program.instructions.get(at) {
        at += 1;
        match *instruction {
            Instruction::Begin { solve } => {
                iteration = 0;
                block.begin(&program.solves[solve as usize]);
            }
            Instruction::Iterate { solve } => {
                iteration += 1;
                let solve = &program.solves[solve as usize];
                if block.iterate(solve, iteration) {
                    at = solve.body as usize;
                }
            }
            _ => block.step(program, instruction, draws, sink),
        }
    }
}

/// The numbers of a block, addressed by operands that [`super::ProgramBuilder::build`] has checked.
pub(super) struct Block<'a> {
    numbers: &'a mut [f64],
    scalars: usize,
    slots: usize,
    pub(super) length: usize,
}

/// The longest block.
const LONGEST: usize = 256;

/// Where an operand's first chunk is, and how far it is to the next.
#[derive(Clone, Copy)]
pub(super) struct Stream {
    at: usize,
    stride: usize,
}

/// `each!(block, to, [a, b], |a, b| expression)`: the expression for every path, chunk by chunk. A macro, since a
/// closure need not be inlined and would then lose the target features.
macro_rules! each {
    ($block:expr, $to:expr, [$($operand:expr),+], |$($name:ident),+| $value:expr) => {{
        let to = $block.stream(Operand::Slot($to));
        let streams = [$($block.stream($operand)),+];
        for number in 0..$block.length / CHUNK {
            let mut values = [0.0; CHUNK];
            let [$($name),+] = streams.map(|stream| $block.chunk(stream, number));
            for i in 0..CHUNK {
                $(let $name = $name[i];)+
                values[i] = $value;
            }
            $block.store(to, number, &values);
        }
    }};
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
    pub(super) fn stream(&self, operand: Operand) -> Stream {
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
    pub(super) fn chunk(&self, stream: Stream, number: usize) -> &[f64; CHUNK] {
        let at = stream.at + number * stream.stride;
        debug_assert!(at + CHUNK <= self.numbers.len());
        // SAFETY: `build` has checked that the slot or scalar is in range, `execute` that the memory has this
        // program's shape, and `number < length / CHUNK`; so `at + CHUNK` is within `numbers`.
        unsafe { &*self.numbers.as_ptr().add(at).cast::<[f64; CHUNK]>() }
    }

    #[inline(always)]
    #[expect(unsafe_code, reason = "a bounds check a chunk costs as much as the chunk")]
    pub(super) fn store(&mut self, to: Stream, number: usize, values: &[f64; CHUNK]) {
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
        sink: &mut impl Sink,
    ) {
        match *instruction {
            Instruction::Apply { operation, operands, to } => self.apply(operation, operands, to),
            Instruction::SumOfProducts { first, terms: (from, until), to } => {
                self.sum_of_products(first, &program.terms[from as usize..until as usize], to);
            }
            Instruction::Table { table, of, to } => {
                let table: &Table = &program.tables[table as usize];
                each!(self, to, [of], |z| table.eval(z));
            }
            Instruction::Staircase { staircase, of, to } => {
                let staircase: &Staircase = &program.staircases[staircase as usize];
                each!(self, to, [of], |u| staircase.eval(u));
            }
            Instruction::DrawOnce { source, to } => {
                let at = self.stream(Operand::Slot(to)).at;
                draws.once(source, &mut self.numbers[at..at + self.length]);
            }
            Instruction::Begin { .. } | Instruction::Iterate { .. } => unreachable!("handled by execute"),
            Instruction::DrawYear { source, year, to } => draws.year(source, year, self.four(to)),
            Instruction::Output { number, of } => {
                let broadcast: [f64; LONGEST];
                let values = match of {
                    Operand::Slot(slot) => self.column(slot),
                    Operand::Scalar(scalar) => {
                        broadcast = [program.scalars[scalar as usize]; LONGEST];
                        &broadcast[..self.length]
                    }
                };
                sink.take(number as usize, values);
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

    /// One loop for each operation, so that each is vectorised on its own.
    #[inline(always)]
    fn apply(&mut self, operation: Operation, [a, b, c]: [Operand; 3], to: u32) {
        use Operation as Op;
        macro_rules! one {
            ($operation:expr) => {
                each!(self, to, [a], |a| $operation.eval(a, 0.0, 0.0))
            };
        }
        macro_rules! two {
            ($operation:expr) => {
                each!(self, to, [a, b], |a, b| $operation.eval(a, b, 0.0))
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
            Op::Select => each!(self, to, [a, b, c], |a, b, c| Op::Select.eval(a, b, c)),
            Op::MultiplyAdd | Op::MultiplySubtract => unreachable!("refused by build"),
        }
    }

    #[inline(always)]
    fn sum_of_products(&mut self, first: Operand, terms: &[Term], to: u32) {
        match terms.len() {
            1 => self.pass::<1>(first, terms, to),
            2 => self.pass::<2>(first, terms, to),
            3 => self.pass::<3>(first, terms, to),
            _ => self.pass::<MAX_TERMS>(first, terms, to),
        }
    }

    /// Adds N products to `first` in registers, and stores once.
    #[inline(always)]
    fn pass<const N: usize>(&mut self, first: Operand, terms: &[Term], to: u32) {
        let first = self.stream(first);
        let to = self.stream(Operand::Slot(to));
        // Filled by loops: `from_fn` and `map` may stay calls, which lose the target features.
        let nowhere = Stream { at: 0, stride: 0 };
        let (mut left, mut right, mut signs) = ([nowhere; N], [nowhere; N], [0; N]);
        for k in 0..N {
            left[k] = self.stream(terms[k].a);
            right[k] = self.stream(terms[k].b);
            signs[k] = u64::from(terms[k].subtract) << 63;
        }
        for number in 0..self.length / CHUNK {
            let mut values = *self.chunk(first, number);
            let (mut a, mut b) = ([self.chunk(first, number); N], [self.chunk(first, number); N]);
            for k in 0..N {
                a[k] = self.chunk(left[k], number);
                b[k] = self.chunk(right[k], number);
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Isa, Kernel, ProgramBuilder};

    /// Draws that are their own address.
    struct Counting {
        first: usize,
    }

    impl Draws for Counting {
        #[inline(always)]
        fn once(&self, source: u32, to: &mut [f64]) {
            for (i, value) in to.iter_mut().enumerate() {
                *value = once(source, self.first + i);
            }
        }

        #[inline(always)]
        fn year(&self, source: u32, year: u16, to: [&mut [f64]; 4]) {
            for (quarter, column) in to.into_iter().enumerate() {
                for (i, value) in column.iter_mut().enumerate() {
                    *value = quarterly(source, year, quarter, self.first + i);
                }
            }
        }
    }

    #[inline(always)]
    fn once(source: u32, path: usize) -> f64 {
        (path as f64 + 0.5) / 512.0 - f64::from(source)
    }

    #[inline(always)]
    fn quarterly(source: u32, year: u16, quarter: usize, path: usize) -> f64 {
        once(source, path) * (quarter as f64 + 0.25) - f64::from(year % 7)
    }

    struct Lists<'a>(&'a mut Vec<Vec<f64>>);

    impl Sink for Lists<'_> {
        #[inline(always)]
        fn take(&mut self, output: usize, values: &[f64]) {
            self.0[output].extend_from_slice(values);
        }
    }

    struct Run<'a> {
        program: &'a Program,
        block: usize,
        outputs: &'a mut Vec<Vec<f64>>,
    }

    impl Kernel for Run<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            let mut memory = Memory::new(self.program.scalars(), self.program.slots(), self.block);
            for first in (0..256).step_by(self.block) {
                execute(self.program, &mut memory, &Counting { first }, &mut Lists(self.outputs));
            }
        }
    }

    const UNARY: [Operation; 10] = [
        Operation::Negate,
        Operation::Absolute,
        Operation::Floor,
        Operation::SquareRoot,
        Operation::Exponential,
        Operation::Logarithm,
        Operation::Sine,
        Operation::Cosine,
        Operation::NormalCdf,
        Operation::NormalQuantile,
    ];
    const BINARY: [Operation; 11] = [
        Operation::Add,
        Operation::Subtract,
        Operation::Multiply,
        Operation::Divide,
        Operation::Power,
        Operation::Minimum,
        Operation::Maximum,
        Operation::Less,
        Operation::LessEqual,
        Operation::Equal,
        Operation::NotEqual,
    ];

    /// A program that uses every instruction, written to slots that it also reads, and what each path should give.
    fn program() -> (Program, impl Fn(usize) -> Vec<f64>) {
        let mut builder =
            ProgramBuilder { scalars: vec![1.5, -0.25, 2.0], slots: 6, ..ProgramBuilder::default() };
        let slot = Operand::Slot;
        builder.instructions.push(Instruction::DrawOnce { source: 0, to: 0 });
        builder.instructions.push(Instruction::DrawYear { source: 1, year: 2022, to: [4, 2, 3, 1] });
        let mut number = 0;
        let mut give = |builder: &mut ProgramBuilder, of: Operand| {
            builder.instructions.push(Instruction::Output { number, of });
            number += 1;
        };
        for operation in UNARY {
            let operands = [slot(0); 3];
            builder.instructions.push(Instruction::Apply { operation, operands, to: 5 });
            give(&mut builder, slot(5));
        }
        for operation in BINARY {
            let operands = [slot(0), slot(1), slot(0)];
            builder.instructions.push(Instruction::Apply { operation, operands, to: 5 });
            give(&mut builder, slot(5));
        }
        // In place, with a scalar.
        let operands = [slot(2), Operand::Scalar(0), slot(2)];
        builder.instructions.push(Instruction::Apply { operation: Operation::Multiply, operands, to: 2 });
        give(&mut builder, slot(2));
        let operands = [slot(1), slot(2), Operand::Scalar(1)];
        builder.instructions.push(Instruction::Apply { operation: Operation::Select, operands, to: 5 });
        give(&mut builder, slot(5));
        for count in 1..=MAX_TERMS as u32 {
            let from = builder.terms.len() as u32;
            for k in 0..count {
                let b = if k % 3 == 0 { Operand::Scalar(2) } else { slot(k % 5) };
                builder.terms.push(Term { a: slot((k + 1) % 5), b, subtract: k % 2 == 1 });
            }
            let terms = (from, from + count);
            builder.instructions.push(Instruction::SumOfProducts { first: slot(3), terms, to: 5 });
            give(&mut builder, slot(5));
        }
        give(&mut builder, Operand::Scalar(1));
        let expected = |path: usize| {
            let mut given = Vec::new();
            let a = once(0, path);
            let year = |quarter| quarterly(1, 2022, quarter, path);
            let mut slots = [a, year(3), year(1), year(2), year(0)];
            given.extend(UNARY.map(|operation| operation.eval(a, 0.0, 0.0)));
            given.extend(BINARY.map(|operation| operation.eval(a, slots[1], 0.0)));
            slots[2] *= 1.5;
            given.push(slots[2]);
            given.push(Operation::Select.eval(slots[1], slots[2], -0.25));
            for count in 1..=MAX_TERMS {
                let mut sum = slots[3];
                for k in 0..count {
                    let b = if k % 3 == 0 { 2.0 } else { slots[k % 5] };
                    let operation =
                        if k % 2 == 1 { Operation::MultiplySubtract } else { Operation::MultiplyAdd };
                    sum = operation.eval(slots[(k + 1) % 5], b, sum);
                }
                given.push(sum);
            }
            given.push(-0.25);
            given
        };
        (builder.build(), expected)
    }

    #[test]
    fn a_column_is_what_its_operations_give_for_each_path() {
        let (program, expected) = program();
        for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
            for block in [32, 64, 128, 256] {
                let mut outputs = vec![Vec::new(); expected(0).len()];
                isa.run(Run { program: &program, block, outputs: &mut outputs });
                for path in 0..256 {
                    for (expected, given) in expected(path).into_iter().zip(&outputs) {
                        let given = given[path];
                        let same =
                            given.to_bits() == expected.to_bits() || given.is_nan() && expected.is_nan();
                        assert!(same, "{isa}, block {block}, path {path}: {given} {expected}");
                    }
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "slot 1 of 1")]
    fn a_program_that_writes_beyond_its_slots_is_refused() {
        let instructions = vec![Instruction::DrawOnce { source: 0, to: 1 }];
        ProgramBuilder { slots: 1, instructions, ..ProgramBuilder::default() }.build();
    }

    #[test]
    #[should_panic(expected = "four slots")]
    fn a_year_that_is_drawn_into_one_slot_twice_is_refused() {
        let instructions = vec![Instruction::DrawYear { source: 0, year: 2022, to: [0, 1, 2, 0] }];
        ProgramBuilder { slots: 3, instructions, ..ProgramBuilder::default() }.build();
    }
}
