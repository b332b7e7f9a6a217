//! Without shocks and residuals every path is the reference, whatever its parameters: for every model and economy that
//! ships, and for random small models.

use std::collections::BTreeMap;
use std::fmt::Write;

use sarez::calendar::{Period, Quarter};
use sarez::program::Isa;
use sarez::scenario::{Elements, Measure, Of, Outcome, ReferenceKind, Scenario, Target};
use sarez::simulate::values;

use crate::support::{ensemble, from_texts, scenario, try_texts};

/// Every variable and element at the start and the end (a yearly one in the last whole year), as a level and from the
/// reference.
fn everything(scenario: &Scenario) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for variable in &scenario.model.variables {
        let elements = match &variable.over {
            None => vec![Elements::None],
            Some(set) => scenario.economy.elements(set).iter().cloned().map(Elements::One).collect(),
        };
        let whole = scenario.end().plus(1).year() - 1;
        let years =
            if Period::Year(whole).first() >= scenario.start { vec![Period::Year(whole)] } else { vec![] };
        let at = if variable.yearly {
            years
        } else {
            [vec![Period::Quarter(scenario.start), Period::Quarter(scenario.end())], years].concat()
        };
        for (elements, measure) in
            elements.iter().flat_map(|e| [(e, Measure::Level), (e, Measure::FromReference)])
        {
            let target =
                Target { variable: variable.name.clone(), elements: elements.clone(), span: variable.span };
            outcomes.push(Outcome {
                id: format!("{}{elements}", variable.name),
                label: None,
                variable: target,
                measure,
                of: Of::Scenario,
                at: at.clone(),
                below: Vec::new(),
                above: Vec::new(),
                span: variable.span,
            });
        }
    }
    outcomes
}

/// Asserts that on 256 paths everything is its reference, to 1e-9 of it (or of 1, for what is less).
fn assert_at_reference(mut scenario: Scenario, what: &str) {
    scenario.shocks.clear();
    scenario.events.clear();
    scenario.dependence.paths.components.clear();
    scenario.dependence.bounds = false;
    scenario.assumptions.clear();
    scenario.tunes.clear();
    scenario.checks.clear();
    scenario.observed.clear();
    for variable in &mut scenario.model.variables {
        variable.residual = None;
    }
    scenario.outcomes = everything(&scenario);
    let ensemble = ensemble(&scenario);
    let values = values(&ensemble, 0, Isa::detect());
    let column = |outcome: usize, period: Period| {
        let at = ensemble.columns.iter().position(|c| (c.outcome, c.period) == (outcome, period));
        &values[at.unwrap()]
    };
    let (mut compared, mut wrong) = (0, BTreeMap::new());
    for outcome in (0..scenario.outcomes.len()).step_by(2) {
        for period in &scenario.outcomes[outcome].at {
            for (level, away) in column(outcome, *period).iter().zip(column(outcome + 1, *period)) {
                let size = if level.abs() > 1.0 { level.abs() } else { 1.0 };
                if away.is_nan() || away.abs() > 1e-9 * size {
                    let id = &scenario.outcomes[outcome].id;
                    wrong.insert(format!("{id}@{period}"), format!("{away} from its reference, {level}"));
                }
                compared += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
    assert!(compared >= 256, "{what}: {compared}");
}

#[test]
fn every_scenario_that_ships_is_at_its_reference() {
    for (name, _) in sarez::read::scenarios() {
        let scenario = scenario(name);
        if scenario.model.reference != ReferenceKind::Model {
            assert_at_reference(scenario, name);
        }
    }
}

/// Every economy with every model whose sets it has.
#[test]
fn every_economy_that_ships_is_at_its_reference() {
    let mut pairs = 0;
    for (model, _) in sarez::read::models() {
        for (economy, _) in sarez::read::economies() {
            let text = format!(
                "title = 't'\nmodel = '{model}'\neconomy = '{economy}'\nstart = '2022Q2'\nhorizon = '3y'\noutcome = []"
            );
            let variable = "[[outcome]]\nid = 'x'\nvariable = 'gdp'\nas = 'level'\nat = '2023'";
            let text = text.replace("outcome = []", variable);
            if let Ok(scenario) = try_texts("pair", &[("pair", &text)])
                && scenario.model.reference != ReferenceKind::Model
            {
                assert_at_reference(scenario, &format!("{model} with {economy}"));
                pairs += 1;
            }
        }
    }
    assert!(pairs > 0);
}

/// Steele, Lea and Flood (2014), `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// In [low, high), to four digits.
    fn number(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.below(10_000) as f64 / 10_000.0)
    }
}

/// A positive term of what is computed before variable `at`, now or in the past.
fn term(random: &mut Random, at: usize) -> String {
    let parameter = format!("p{}", random.below(4));
    let read = random.below(6);
    // What stands before may be read in the same quarter; the rest only lagged.
    let lag = if read < at && random.below(2) == 0 { 0 } else { 1 + random.below(5) };
    let lag = if lag == 0 { String::new() } else { format!("(-{lag})") };
    let name = format!("b{read}");
    match random.below(7) {
        0 => format!("{parameter} * {name}{lag}"),
        1 => format!("{parameter} * ref({name}) * exp({parameter} * log({name}{lag} / ref({name}{lag})))"),
        2 => format!("{parameter} * movavg({name}(-1), {})", 2 + random.below(3)),
        3 => format!("{parameter} * max({name}{lag}, 0.5 * ref({name}))"),
        4 => format!("0.5 * {parameter} * sum(s: part[s](-1))"),
        5 => format!("{parameter} * (ref({name}) + abs(d({name}(-1))))"),
        _ => format!("{} * {name}{lag}^{parameter}", random.number(0.5, 2.0)),
    }
}

/// Parameters and levels are such that what rounding leaves does not build up: of an explosive model only the first
/// quarters could be compared.
///
/// Model and economy: six behavioural variables, two of them simultaneous, a set, definitions that accumulate, that read
/// each other and that follow, a ratio, and a yearly equation.
fn random_model(random: &mut Random) -> (String, String) {
    let balanced = random.below(2) == 0;
    let mut model = "title = 'random'\nsets = ['s']\n".to_owned();
    let mut economy = "title = 'random'\n[set]\ns = ['x', 'y', 'z']\n".to_owned();
    let trends = ["constant", "real", "nominal", "foreign", "price", "foreign_price", "exchange_rate"];
    if balanced {
        let base = random.one_of(&["2019", "2021", "2020Q3"]);
        let [g, p, f] = [-2.0, 1.0, 0.0].map(|low| random.number(low, low + 8.0));
        write!(economy, "[reference]\nkind = 'balanced'\nbase = '{base}'\ngrowth = {g}\ninflation = {p}\nforeign_inflation = {f}\nsource = 's'\n").unwrap();
    }
    for p in 0..4 {
        writeln!(
            model,
            "[parameter.p{p}]\nvalue = 0.1\nprior = {{ uniform = {{ low = 0.02, high = 0.15 }} }}"
        )
        .unwrap();
    }
    let mut variable = |name: &str, kind: &str, random: &mut Random, equation: &str| {
        let transform = random.one_of(&["identity", "log"]);
        let trend = random.one_of(&trends);
        writeln!(model, "[variable.{name}]\nkind = '{kind}'\ntransform = '{transform}'\ntrend = '{trend}'\nequation = '{equation}'").unwrap();
        if name == "part" {
            writeln!(model, "over = 's'").unwrap();
            writeln!(
                economy,
                "[level.part]\nvalue = {{ x = 30, y = {}, z = 25 }}\nsource = 's'",
                random.number(20.0, 40.0)
            )
            .unwrap();
        } else {
            writeln!(economy, "[level.{name}]\nvalue = {}\nsource = 's'", random.number(50.0, 150.0))
                .unwrap();
        }
        if random.below(3) == 0 && name != "part" && name != "yearly" {
            let known = [1, 2, 3].map(|_| random.number(50.0, 150.0));
            writeln!(economy, "[history.{name}]\nquarterly = {{ '2021Q2' = {}, '2021Q3' = {}, '2021Q4' = {} }}\nsource = 's'", known[0], known[1], known[2]).unwrap();
        }
    };
    for at in 0..6 {
        let kind = random.one_of(&["flow", "stock", "index"]);
        let count = 1 + random.below(3);
        let mut terms: Vec<String> = (0..count).map(|_| term(random, at)).collect();
        // 4 and 5 read each other.
        match at {
            4 => terms.push("2 * p0 * b5".to_owned()),
            5 => terms.push("2 * p1 * b4".to_owned()),
            _ => {}
        }
        variable(&format!("b{at}"), kind, random, &terms.join(" + "));
    }
    variable("part", "flow", random, "p3 * part[s](-1) + p2 * b0 / ref(b0)");
    variable("yearly", "index", random, "p0 * yearly(-1) + p1 * b1 / ref(b1) + p2 * ratio");
    model = model.replace("[variable.yearly]\n", "[variable.yearly]\nfrequency = 'year'\n");
    let flow =
        random.one_of(&["b0 - ref(b0)", "0.01 * b1", "p1 * (b2 - ref(b2)) + 0.02 * b3", "-0.02 * total"]);
    let more = [
        ("total", "flow", "b0 + 2 * b1 + sum(s: part[s])".to_owned()),
        ("debt", "stock", format!("(1 - p2) * debt(-1) + {flow}")),
        ("interest", "flow", "p0 * debt(-1) / 4".to_owned()),
        ("chain", "stock", "link(-1) + 0.1 * b2".to_owned()),
        ("link", "stock", "0.9 * chain".to_owned()),
        ("one", "flow", "3 * p0 * other + b0".to_owned()),
        ("other", "flow", "0.2 * one + p1 * one(-1) + b3".to_owned()),
        ("ratio", "ratio", "100 * (b0 * b1) / (total + b2(-1))".to_owned()),
        ("after", "index", "yearly * p1 + yearly(-1) + debt / total".to_owned()),
    ];
    for (name, kind, definition) in more {
        writeln!(model, "[variable.{name}]\nkind = '{kind}'\ndefinition = '{definition}'").unwrap();
        if name == "after" {
            writeln!(model, "frequency = 'year'").unwrap();
        }
        if ["debt", "chain", "one"].contains(&name) {
            writeln!(economy, "[level.{name}]\nvalue = {}\nsource = 's'", random.number(1.0, 300.0)).unwrap();
        }
    }
    (model, economy)
}

#[test]
fn random_models_are_at_their_references() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let (model, economy) = random_model(&mut random);
        let start: Quarter = random.one_of(&["2022Q1", "2022Q2", "2021Q4", "2022Q3"]).parse().unwrap();
        let scenario = format!(
            "title = 't'\nmodel = 'm'\neconomy = 'e'\nstart = '{start}'\nhorizon = '{}q'\n[[outcome]]\nid = 'x'\nvariable = 'b0'\nas = 'level'\nat = '{start}'\n[run]\nseed = {seed}",
            8 + random.below(5)
        );
        let texts = [("t", scenario.as_str()), ("m", &model), ("e", &economy)];
        assert_at_reference(from_texts("t", &texts), &format!("seed {seed}\n{model}{economy}"));
    }
}
