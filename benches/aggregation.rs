//! What does it cost to keep a distribution? Bins and integer sums against sorting the values.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use sarez::program::{Isa, Kernel};
use sarez::results::{Accumulator, Layout};

const VALUES: usize = 1 << 18;
const QUANTILES: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

struct Add<'a> {
    accumulator: &'a mut Accumulator,
    values: &'a [f64],
}

impl Kernel for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for block in self.values.chunks(256) {
            self.accumulator.add(block, block.len());
        }
    }
}

fn aggregation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("aggregation");
    let mut rng = SmallRng::seed_from_u64(1);
    let values: Vec<f64> = (0..VALUES).map(|_| rng.sample(StandardNormal)).collect();
    group.throughput(Throughput::Elements(VALUES as u64));
    for (name, thresholds) in [("add", &[][..]), ("add_with_2_thresholds", &[-1.0, 1.0][..])] {
        let layout = Layout::from_pilot(&values[..4096], thresholds);
        let mut accumulator = Accumulator::new(&layout);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                Isa::detect().run(Add { accumulator: &mut accumulator, values: black_box(&values) });
            });
        });
    }
    group.bench_function("peer_sort", |bencher| {
        bencher.iter_batched_ref(
            || values.clone(),
            |values| values.sort_unstable_by(f64::total_cmp),
            BatchSize::LargeInput,
        );
    });
    group.finish();

    let mut group = criterion.benchmark_group("tally");
    let layout = Layout::from_pilot(&values[..4096], &[]);
    let mut accumulator = Accumulator::new(&layout);
    Isa::detect().run(Add { accumulator: &mut accumulator, values: &values });
    let tally = accumulator.into_tally();
    group.bench_function("quantiles", |bencher| bencher.iter(|| tally.quantiles(black_box(&QUANTILES))));
    group.bench_function("merge", |bencher| {
        bencher.iter_batched_ref(
            || tally.clone(),
            |whole| whole.merge(black_box(&tally)).map_err(|_| "of one layout").unwrap_or_default(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, aggregation);
criterion_main!(benches);
