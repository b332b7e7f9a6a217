//! Every scenario that ships.

use crate::support::{run, scenario};

fn names() -> Vec<String> {
    sarez::read::scenarios().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn each_runs_without_a_failing_path() {
    for name in names() {
        let mut scenario = scenario(&name);
        scenario.run.paths = 20_000;
        let ran = run(&scenario);
        assert!(ran.part.tallies.iter().all(|tally| tally.failed() == 0), "{name}");
    }
}
