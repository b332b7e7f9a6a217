//! What does an operation cost? A column of 256 numbers through one instruction, against the platform's function.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sarez::program::{
    Draws, Instruction, Isa, Kernel, Memory, Operand, Operation, Program, ProgramBuilder, Sink, Term, execute,
};

const PATHS: usize = 256;
/// How often the instruction stands in the program, so that the start does not count.
const REPEAT: usize = 64;

struct Run<'a> {
    program: &'a Program,
    memory: &'a mut Memory,
}

/// Positive numbers around 1.
struct Given;

impl Draws for Given {
    #[inline(always)]
    fn once(&self, _: u32, to: &mut [f64]) {
        for (i, x) in to.iter_mut().enumerate() {
            *x = (i as f64 + 0.5) / PATHS as f64;
        }
    }

    #[inline(always)]
    fn year(&self, _: u32, _: u16, _: [&mut [f64]; 4]) {}
}

impl Sink for Given {
    #[inline(always)]
    fn take(&mut self, _: usize, values: &[f64]) {
        black_box(values);
    }
}

impl Kernel for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        execute(self.program, self.memory, &Given, &mut Given);
    }
}

/// A platform's function and its name here.
type Peer = (&'static str, fn(f64) -> f64);

/// The instruction, 64 times on the same operands.
fn program(instruction: Instruction, terms: Vec<Term>) -> Program {
    let mut instructions = vec![Instruction::DrawOnce { source: 0, to: 0 }];
    instructions.extend([instruction; REPEAT]);
    instructions.push(Instruction::Output { number: 0, of: Operand::Slot(1) });
    ProgramBuilder { scalars: vec![1.5], slots: 2, instructions, terms, ..ProgramBuilder::default() }.build()
}

fn equations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("equations");
    group.throughput(Throughput::Elements((PATHS * REPEAT) as u64));
    let (x, scalar) = (Operand::Slot(0), Operand::Scalar(0));
    let apply = |operation| Instruction::Apply { operation, operands: [x, scalar, x], to: 1 };
    let sum = |terms| Instruction::SumOfProducts { first: x, terms: (0, terms), to: 1 };
    let term = Term { a: x, b: scalar, subtract: false };
    for (name, instruction) in [
        ("add", apply(Operation::Add)),
        ("divide", apply(Operation::Divide)),
        ("exp", apply(Operation::Exponential)),
        ("log", apply(Operation::Logarithm)),
        ("power", apply(Operation::Power)),
        ("normal_cdf", apply(Operation::NormalCdf)),
        ("normal_quantile", apply(Operation::NormalQuantile)),
        ("sum_of_1_product", sum(1)),
        ("sum_of_2_products", sum(2)),
        ("sum_of_4_products", sum(4)),
    ] {
        let program = program(instruction, vec![term; 4]);
        let mut memory = Memory::new(program.scalars(), program.slots(), PATHS);
        group.bench_function(name, |bencher| {
            bencher.iter(|| Isa::detect().run(Run { program: &program, memory: &mut memory }));
        });
    }
    let numbers: Vec<f64> = (0..PATHS * REPEAT).map(|i| ((i % PATHS) as f64 + 0.5) / PATHS as f64).collect();
    let mut out = vec![0.0; PATHS * REPEAT];
    #[expect(clippy::disallowed_methods, reason = "the platform's functions are the peer")]
    let peers: [Peer; 3] = [
        ("peer_platform_exp", |x| x.exp()),
        ("peer_platform_log", |x| x.ln()),
        ("peer_platform_power", |x| x.powf(1.5)),
    ];
    for (name, peer) in peers {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (out, x) in out.iter_mut().zip(&numbers) {
                    *out = peer(black_box(*x));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, equations);
criterion_main!(benches);
