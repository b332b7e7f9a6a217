//! What does a draw cost? Ours against rand's generators with `rand_distr`, each filling the same 1,024 numbers.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::rngs::{SmallRng, StdRng};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use sarez::program::{Isa, Kernel};
use sarez::random::draws::{fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters};
use sarez::random::sobol::{Coordinate, fill_point_scores};
use sarez::random::{Address, DriverId};

const PATHS: usize = 256;

/// One block of one kind of draw, stamped for the machine's instruction set.
struct Fill<'a> {
    kind: Kind,
    driver: DriverId,
    out: &'a mut [Vec<f64>; 4],
}

#[derive(Clone, Copy)]
enum Kind {
    UniformPath,
    ScorePath,
    UniformQuarters,
    ScoreQuarters,
    PointQuarters,
}

impl Kernel for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let address = Address { seed: 1, stream: 0 };
        let [a, b, c, d] = self.out;
        match self.kind {
            Kind::UniformPath => {
                for (i, out) in [a, b, c, d].into_iter().enumerate() {
                    fill_uniform_path(address, self.driver, 256 * i as u64, out);
                }
            }
            Kind::ScorePath => {
                for (i, out) in [a, b, c, d].into_iter().enumerate() {
                    fill_score_path(address, self.driver, 256 * i as u64, out);
                }
            }
            Kind::UniformQuarters => fill_uniform_quarters(address, self.driver, 2022, 0, [a, b, c, d]),
            Kind::ScoreQuarters => fill_score_quarters(address, self.driver, 2022, 0, [a, b, c, d]),
            Kind::PointQuarters => {
                for (quarter, out) in (0..4).zip([a, b, c, d]) {
                    let dimension = 40 + u16::from(quarter);
                    let coordinate = Coordinate { dimension, driver: self.driver, year: 2022, quarter };
                    fill_point_scores(address, coordinate, 4096 * 99, out);
                }
            }
        }
    }
}

fn draws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draws");
    group.throughput(Throughput::Elements(4 * PATHS as u64));
    let isa = Isa::detect();
    let driver = DriverId::of("residual.sent[russia]");
    let mut out = [(); 4].map(|()| vec![0.0; PATHS]);
    for (name, kind) in [
        ("uniform_quarters", Kind::UniformQuarters),
        ("score_quarters", Kind::ScoreQuarters),
        ("uniform_path", Kind::UniformPath),
        ("score_path", Kind::ScorePath),
        ("sobol_score_quarters", Kind::PointQuarters),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| isa.run(Fill { kind, driver: black_box(driver), out: &mut out }));
        });
    }
    // Uniforms, not scores: four dimensions of a scrambled point at a time, as the crate offers.
    group.bench_function("peer_sobol_burley_uniforms", |bencher| {
        bencher.iter(|| {
            let [a, b, c, d] = &mut out;
            for (path, (((a, b), c), d)) in a.iter_mut().zip(b).zip(c).zip(d).enumerate() {
                let point = sobol_burley::sample_4d(path as u32, 10, black_box(7));
                [*a, *b, *c, *d] = point.map(f64::from);
            }
        });
    });
    let mut std_rng = StdRng::seed_from_u64(1);
    group.bench_function("peer_std_rng_standard_normal", |bencher| {
        bencher.iter(|| out.iter_mut().flatten().for_each(|x| *x = std_rng.sample(StandardNormal)));
    });
    let mut small_rng = SmallRng::seed_from_u64(1);
    group.bench_function("peer_small_rng_standard_normal", |bencher| {
        bencher.iter(|| out.iter_mut().flatten().for_each(|x| *x = small_rng.sample(StandardNormal)));
    });
    group.finish();
}

criterion_group!(benches, draws);
criterion_main!(benches);
