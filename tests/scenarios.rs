//! Every scenario that ships.

use sarez::calendar::Period;
use sarez::numerics::max;
use sarez::scenario::{Elements, Measure, Of, Outcome, Rule, Target};

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

/// Without shocks and residuals every path is the reference, whatever its parameters: for every behavioural variable
/// that is not 0 there to 1e-9 of it.
#[test]
fn each_is_at_its_reference_without_shocks_and_residuals() {
    for name in names() {
        let mut scenario = scenario(&name);
        scenario.shocks.clear();
        scenario.events.clear();
        scenario.run.paths = 512;
        for variable in &mut scenario.model.variables {
            variable.residual = None;
        }
        let at = vec![Period::Quarter(scenario.start), Period::Quarter(scenario.end())];
        let behavioural = scenario.model.variables.iter();
        let behavioural = behavioural.filter(|variable| matches!(variable.rule, Rule::Equation(_)));
        let measured = behavioural.map(|variable| {
            let elements = match &variable.over {
                Some(set) => Elements::One(scenario.economy.elements(set)[0].clone()),
                None => Elements::None,
            };
            Outcome {
                id: variable.name.clone(),
                label: None,
                variable: Target { variable: variable.name.clone(), elements, span: variable.span },
                measure: Measure::FromReference,
                of: Of::Scenario,
                at: at.clone(),
                below: Vec::new(),
                above: Vec::new(),
                span: variable.span,
            }
        });
        scenario.outcomes = measured.collect();
        scenario.checks.clear();
        scenario.observed.clear();
        let level = |id: &str| {
            let stated = scenario.economy.levels.get(id).map(|level| *level.value.at(0));
            stated.or_else(|| scenario.model.variables.iter().find(|v| v.name == id)?.level).unwrap_or(0.0)
        };
        let ran = run(&scenario);
        for (column, tally) in ran.columns.iter().zip(&ran.part.tallies) {
            let id = &scenario.outcomes[column.outcome].id;
            let far = max(tally.minimum().unwrap().abs(), tally.maximum().unwrap().abs());
            assert!(
                far <= 1e-9 * max(level(id).abs(), 1.0),
                "{name}: {} is {far} from its reference",
                column.id
            );
        }
    }
}
