//! What a person may get wrong, and what is said about it: every code of the reader, by file, line and column.

mod calibrate;
mod dependence;
mod distribution;
mod economy;
mod edits;
mod events;
mod extends;
mod facts;
mod figures;
mod model;
mod mutation;
mod places;
mod resolved;
mod scenario;
mod shape;
mod suggestions;
mod verbs;

use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::scenario::Scenario;

use super::read_texts;

const MODEL: &str = r#"title = "Small"
sets  = ["corridor"]

[parameter.share]
value = 0.8
prior = { beta = { mean = 0.8, sd = 0.08 } }
valid = [0.5, 1.0]

[parameter.weight]
over  = "corridor"
value = { russia = 0.6, other = 0.4 }
prior = { russia = { point = 0.6 }, other = { uniform = { low = 0.3, high = 0.5 } } }

[variable.sent]
over      = "corridor"
kind      = "flow"
transform = "log"
equation  = "ref(sent[corridor]) * exp(weight[corridor])"
residual  = { student_t = { df = 4, sd = 0.1 }, ar = 0.9, common = { share = 0.5, factor = "region" } }
bounds    = { low = 0 }

[variable.received]
kind       = "flow"
definition = "sum(corridor: sent[corridor])"

[variable.gdp]
kind     = "flow"
equation = """
ref(gdp)
  + share * (received - ref(received))
"""

[variable.rate]
kind     = "rate"
equation = 'rate(-1)'
level    = 5.0

[variable.part]
kind       = "ratio"
definition = "received / gdp"

[parameter_set.spring]
title = "Of spring"

[parameter_set.spring.parameter.share]
value  = 0.9
prior  = { uniform = { low = 0.8, high = 1.0 } }
source = "assumption"

[parameter_set.model]
title = "As it stands"
"#;

const ECONOMY: &str = r#"title = "Somewhere"
code  = "TJK"

[set]
corridor = ["russia", "other"]

[level.sent]
value  = { russia = 60, other = 40 }
source = "a bank"

[level.gdp]
value  = 400
source = "a bank"

[parameter.share]
value  = 0.7
prior  = { normal = { mean = 0.7, sd = 0.05 } }
source = "assumption"

[history.gdp]
quarterly = { "2021Q3" = 390, "2021Q4" = 395 }
source    = "a bank"
"#;

const SCENARIO: &str = r#"title   = "What if"
model   = "small"
economy = "somewhere"
start   = "2022Q1"
horizon = "2y"

[[shock]]
id      = "fall"
target  = "sent[*]"
percent = { normal = { mean = -22, sd = 5 } }
timing  = { start = "2022Q1", ramp = "1q", hold = "4q", half_life = "4q" }

[[event]]
id          = "freeze"
probability = 0.25
window      = ["2022Q3", "2023Q2"]
duration    = { lognormal = { p50 = "2q", p90 = 6 } }
shock       = [{ target = "rate", add = 2.5 }]

[[outcome]]
id       = "gdp_effect"
variable = "gdp"
as       = "effect, percent"
at       = ["2022", "2023Q4"]
below    = -2

[[outcome]]
id       = "sent_growth"
variable = "sent[russia]"
as       = "growth"
at       = "2022"

[[check]]
that = "p50(gdp_effect@2022) < 0"

[[observed]]
outcome = "sent_growth@2022"
value   = 83

[run]
paths = 1_000
seed  = 7
"#;

/// The three files, one of them changed: in `file` ("scenario", "small" or "somewhere"), `find` becomes `replace`.
fn changed(file: &str, find: &str, replace: &str) -> [(&'static str, String); 3] {
    [("scenario", SCENARIO), ("small", MODEL), ("somewhere", ECONOMY)].map(|(name, text)| {
        if name != file {
            return (name, text.to_owned());
        }
        assert!(text.contains(find), "{name} has {find}");
        (name, text.replacen(find, replace, 1))
    })
}

/// What is read from the three files, and their problems.
fn read(files: &[(&'static str, String); 3]) -> (Option<Scenario>, Diagnostics, Sources) {
    let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let scenario = read_texts("scenario", &texts, &mut sources, &mut diagnostics);
    (scenario, diagnostics, sources)
}

/// Each problem as `file:line:column code`, in the order in which they are shown.
fn placed(diagnostics: &Diagnostics, sources: &Sources) -> Vec<String> {
    let places = diagnostics.sorted().into_iter().map(|d| match d.labels.first() {
        Some(label) => {
            let position = sources.position(label.span);
            let name = &sources.file(label.span.file).name;
            format!("{name}:{}:{} {}", position.line, position.column, d.code.name)
        }
        None => d.code.name.to_owned(),
    });
    places.collect()
}

/// The problems, each at its place, and as they are shown.
fn problems(files: &[(&'static str, String); 3]) -> (Vec<String>, String) {
    let (scenario, diagnostics, sources) = read(files);
    assert_eq!(scenario.is_none(), diagnostics.has_errors());
    (placed(&diagnostics, &sources), render(&diagnostics, &sources, Style::Plain))
}

/// A slip: find, replace, the one problem (or several, divided by "; "), and words that its text has.
type Slip = (&'static str, &'static str, &'static str, &'static str);

/// Asserts that each slip in `file` is said as it should be.
fn assert_said(file: &str, slips: &[Slip]) {
    let mut wrong = String::new();
    for (find, replace, expected, words) in slips {
        let (found, text) = problems(&changed(file, find, replace));
        if found.join("; ") != *expected || !text.contains(words) {
            wrong.extend([format!(
                "--- {replace:?}\nfound    {}\nexpected {expected}, {words}\n{text}\n",
                found.join("; ")
            )]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_three_files_are_sound() {
    let (scenario, diagnostics, sources) = read(&changed("scenario", "title", "title"));
    assert!(diagnostics.is_empty(), "{}", render(&diagnostics, &sources, Style::Plain));
    let scenario = scenario.unwrap();
    assert_eq!((scenario.name.as_str(), scenario.quarters, scenario.run.paths), ("scenario", 8, 1_000));
    assert_eq!(scenario.end().to_string(), "2023Q4");
    let variables: Vec<&str> = scenario.model.variables.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(variables, ["gdp", "part", "rate", "received", "sent"]);
    let share = &scenario.model.parameters[0];
    assert_eq!(
        (share.name.as_str(), *share.value.at(0), share.source.as_deref()),
        ("share", 0.7, Some("assumption"))
    );
    assert_eq!(*scenario.economy.levels["sent"].value.at(1), 40.0);
    assert_eq!(scenario.economy.history["gdp"].values.len(), 2);
    assert_eq!(scenario.shocks[0].timing.hold, Some(4));
    assert_eq!(scenario.events[0].shocks.len(), 1);
    assert_eq!(scenario.outcomes[0].below, [-2.0]);
    assert_eq!(scenario.observed[0].value, 83.0);
}
