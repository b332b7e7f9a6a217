//! The same scenario and seed give the same bytes, however they are computed.

use sarez::program::Isa;
use sarez::results::Part;
use sarez::scenario::{Elements, Scenario, Shock, Size, Target, Timing, Verb, Versus};
use sarez::simulate::{Options, simulate, values};

use sha2::{Digest, Sha256};

use crate::support::{ensemble, run, run_with, scenario};

/// The founding scenario with this many paths.
fn founding(paths: u64) -> Scenario {
    let mut scenario = scenario("tajikistan-2022");
    scenario.run.paths = paths;
    scenario
}

fn bytes(part: &Part) -> String {
    serde_json::to_string(part).unwrap()
}

#[test]
fn threads_and_blocks_change_nothing() {
    let scenario = founding(5_000);
    let expected = bytes(&run_with(&scenario, &Options { threads: 1, ..Options::default() }).part);
    for (threads, block) in [(2, 256), (7, 256), (1, 64), (2, 128), (7, 64)] {
        let part = run_with(&scenario, &Options { threads, block, ..Options::default() }).part;
        assert!(bytes(&part) == expected, "{threads} threads, blocks of {block}");
    }
}

#[test]
fn instruction_sets_change_nothing() {
    let scenario = founding(1_024);
    let expected = bytes(&run(&scenario).part);
    for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
        let part = run_with(&scenario, &Options { isa: Some(isa), ..Options::default() }).part;
        assert!(bytes(&part) == expected, "{isa}");
    }
}

#[test]
fn thirds_merge_to_the_whole() {
    let scenario = founding(30_720);
    let ensemble = ensemble(&scenario);
    let part = |units| simulate(&ensemble, &Options { units, ..Options::default() }).unwrap();
    let whole = part(None);
    let thirds = [80..120, 0..40, 40..80].map(|units| part(Some(units)));
    let mut merged = thirds[0].clone();
    merged.merge(&thirds[1]).unwrap();
    assert!(merged.merge(&thirds[1]).is_err(), "a third cannot be merged twice");
    merged.merge(&thirds[2]).unwrap();
    assert!(bytes(&merged) == bytes(&whole));
}

/// A run of n paths is the first n paths of any longer one.
#[test]
fn any_number_of_paths() {
    for paths in [1, 63, 255, 256, 257, 1_000] {
        let part = run(&founding(paths)).part;
        assert_eq!(part.paths, paths);
        for tally in &part.tallies {
            assert_eq!(tally.count() + tally.failed(), paths);
        }
    }
    let (few, many) = (ensemble(&founding(1)), ensemble(&founding(100_000)));
    assert_eq!(values(&few, 3, Isa::detect()), values(&many, 3, Isa::detect()));
}

/// A new shock moves no draw, no quarter before it and no variable that is not downstream of it.
#[test]
fn a_new_shock_moves_only_what_is_downstream() {
    let before = scenario("shock-downstream");
    let mut after = before.clone();
    let target = Target { variable: "source".to_owned(), elements: Elements::None, span: before.span };
    after.shocks.push(Shock {
        id: "new".to_owned(),
        target,
        verb: Verb::Add,
        versus: Versus::Equation,
        size: Size::Drawn(sarez::distribution::Normal::new(1.0, 1.0).unwrap().into()),
        each: false,
        timing: Timing { start: "2022Q3".parse().unwrap(), ramp: 0, hold: None, half_life: None },
        replaces: Vec::new(),
        residual: None,
        channel: None,
        source: None,
        span: before.span,
    });
    let (before, after) = (ensemble(&before), ensemble(&after));
    for unit in [0, 1, 4_000_000] {
        let (old, new) = (values(&before, unit, Isa::detect()), values(&after, unit, Isa::detect()));
        for ((column, old), new) in before.columns.iter().zip(old).zip(new) {
            let downstream = !column.id.starts_with("apart");
            let later = column.period.last() >= "2022Q3".parse().unwrap();
            let same = old.iter().zip(&new).all(|(old, new)| old.to_bits() == new.to_bits());
            assert_eq!(same, !(downstream && later), "{}", column.id);
        }
    }
}

/// The bits of a small ensemble with every kind of draw, as first published. Another value here is a value-breaking
/// change, or a machine that does not compute as promised.
#[test]
fn bits_are_frozen() {
    let mut scenario = scenario("shock-downstream");
    scenario.run.paths = 2_048;
    let digest = Sha256::digest(bytes(&run(&scenario).part).as_bytes());
    let first = u64::from_be_bytes(digest[..8].try_into().unwrap());
    assert_eq!(format!("{first:016x}"), "a13bb4bd4e9cf0a1");
}
