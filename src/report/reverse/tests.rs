use super::super::example;
use super::super::json::tests::{problem_of, refusals};
use super::*;
use crate::analysis::reverse::{Lever, Moved as Found, Of, Region, Row as InRegion};
use crate::diagnostic::Sources;
use crate::language::{Comparison, parse_assertion};
use crate::results::Estimate;
use crate::scenario::{Measure, SizeOf};

fn found() -> (Scenario, Asked, Reversal) {
    let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
    let scenario = example::scenario(vec![outcome]);
    let text = "P(gdp@2022 < -2) >= 0.25";
    let statement = parse_assertion(text, Sources::new().add("until", text), 0).unwrap();
    let lever = Lever { written: "shock.fall.percent".to_owned(), of: Of::Size(SizeOf::Shock(0)) };
    let estimate = Estimate { value: 0.25, low: 0.2, high: 0.3, resolution: 0.0 };
    let column = example::column(&scenario, 0, "2022", "percent");
    let row = |kind| InRegion {
        column: column.clone(),
        kind,
        within: estimate,
        all: estimate,
        median_within: 0.3,
        median_all: 0.2,
    };
    let asked = Asked { statement, levers: vec![lever.clone()], way: Way::Shift };
    let reversal = Reversal {
        column: column.clone(),
        as_stated: estimate,
        with: estimate,
        distance: Estimate { value: -8.0, low: -9.0, high: -7.0, resolution: 0.0 },
        moves: vec![Found {
            lever,
            unit: "percent".to_owned(),
            stated: -22.0,
            centre: Estimate { value: -30.0, low: -31.0, high: -29.0, resolution: 0.0 },
            direction: None,
            percentile: Some(0.125),
            written: ["{ normal = { mean = -22.0, sd = 5.0 } }".to_owned(), "b".to_owned()],
        }],
        paths: 1_000,
        region: Some(Region {
            comparison: Comparison::Less,
            threshold: -2.0,
            paths: 250,
            of: 1_000,
            rows: vec![row(RowKind::Size), row(RowKind::Outcome)],
        }),
        found: scenario.clone(),
    };
    (scenario, asked, reversal)
}

#[test]
fn answers_are_what_the_schema_says() {
    let (scenario, asked, found) = found();
    let reversed = Reversed::new(&scenario, &asked, &found);
    let schema = serde_json::from_str(include_str!("../../../docs/reverse.schema.json")).unwrap();
    let value = serde_json::from_str(&reversed.json()).unwrap();
    assert_eq!(problem_of(&schema, &value), None);
    assert!(refusals(&schema, &value) > 30);
    let none = Reversed { region: None, ..reversed.clone() };
    assert_eq!(problem_of(&schema, &serde_json::from_str(&none.json()).unwrap()), None);
    // Two of the statistic, one of the distance, two of what moved, four of the region, and the head.
    assert_eq!(reversed.csv().lines().count(), 10);
}

#[test]
fn a_person_is_told_how_unlikely_it_is() {
    let (scenario, asked, found) = found();
    let reversed = Reversed::new(&scenario, &asked, &found);
    let lines = super::super::terminal::plain(&reversed.lines(200, Some(("results/x", &[FILE]))));
    for part in [
        "`shock.fall.percent` has its median at -30 (-31 to -29) percent in place of -22, every draw shifted by -8 (-9 to -7)",
        "12.5 % of what is stated lies below",
        "means over 250 of 1,000 paths with gdp@2022 < -2",
        "results/x: reverse.toml",
    ] {
        assert!(lines.contains(part), "{part}\n{lines}");
    }
}
