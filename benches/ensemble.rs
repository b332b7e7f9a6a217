//! What does a run cost, and where does the time go? The founding scenario, baseline and scenario together.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sarez::compile::{Ensemble, compile};
use sarez::diagnostic::{Diagnostics, Sources};
use sarez::program::Isa;
use sarez::read::read;
use sarez::scenario::Scenario;
use sarez::simulate::{Options, simulate, values};

const PATHS: u64 = 100_000;

fn founding() -> Scenario {
    let scenario = read("tajikistan-2022", &mut Sources::new(), &mut Diagnostics::new());
    let mut scenario = scenario.expect("the founding scenario is whole");
    scenario.run.paths = PATHS;
    scenario
}

fn compiled(scenario: &Scenario) -> Ensemble {
    compile(scenario, &mut Diagnostics::new()).expect("the founding scenario compiles")
}

fn ensemble(criterion: &mut Criterion) {
    let scenario = founding();
    let ensemble = compiled(&scenario);

    let mut group = criterion.benchmark_group("ensemble");
    group.bench_function("read", |bencher| bencher.iter(founding));
    group.bench_function("compile", |bencher| bencher.iter(|| compiled(black_box(&scenario))));

    // One element is one quarter of one path, baseline and scenario together.
    let quarters = u64::from(scenario.quarters);
    group.throughput(Throughput::Elements(256 * quarters));
    group.bench_function("unit_without_tallies", |bencher| {
        bencher.iter(|| values(black_box(&ensemble), 7, Isa::detect()));
    });
    group.sample_size(10);
    group.throughput(Throughput::Elements(PATHS * quarters));
    for (name, threads) in [("run_1_thread", 1), ("run_all_threads", 0)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| simulate(black_box(&ensemble), &Options { threads, ..Options::default() }));
        });
    }
    for block in [64, 128, 256] {
        group.bench_function(format!("run_1_thread_block_{block}"), |bencher| {
            bencher.iter(|| simulate(&ensemble, &Options { threads: 1, block, ..Options::default() }));
        });
    }
    group.finish();
}

criterion_group!(benches, ensemble);
criterion_main!(benches);
