//! The scenario in which a statement holds, as a file that extends the scenario that was asked about.

use crate::analysis::reverse::{Asked, Of, Reversal};
use crate::language::{Comparison, Statistic};
use crate::scenario::{Scenario, SizeOf};

use super::super::number::{brief, count};

/// The text of the file; `extends` is a built-in name, or a path from the folder in which the file will stand.
///
/// It states what moved, with the numbers that were found; what targets had shifted, in their place; and what is measured, so that
/// the run says the statistic. Numbers are written so that they are read as the same.
pub fn file(scenario: &Scenario, asked: &Asked, found: &Reversal, extends: &str) -> String {
    let statement = asked.statement.to_string();
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    line(&format!(
        "# Found by `sarez reverse {} --until '{statement}'`: run it with `sarez run`.",
        scenario.name
    ));
    line(&format!("extends = {}", quoted(extends)));
    line(&format!("title   = {}", quoted(&format!("{}: {statement}", scenario.title))));
    let levers: Vec<&str> = asked.levers.iter().map(|lever| lever.written.as_str()).collect();
    let note = format!(
        "A question asked backwards: where must {} lie for {statement}? Found on {} paths of seed {}; as the scenario is stated the statistic is {}, here it is {}.",
        levers.join(" and "),
        count(found.paths),
        scenario.run.seed,
        brief(found.as_stated.value),
        brief(found.with.value)
    );
    line(&format!("note    = {}", quoted(&note)));
    let mut removed: Vec<String> = Vec::new();
    for target in &scenario.targets {
        let name = quoted(&format!("target.{}@{}", target.outcome, target.period));
        if !removed.contains(&name) {
            removed.push(name);
        }
    }
    if !removed.is_empty() {
        line(&format!("remove  = [{}]", removed.join(", ")));
    }
    let source = |written: &str| {
        let moved = found.moves.iter().find(|moved| moved.lever.written == written);
        match moved {
            Some(moved) => format!("found so that {statement}; stated as {}", moved.written[0]),
            None => "shifted by a target of the scenario that this one extends".to_owned(),
        }
    };
    // Sizes by who brings them, so that each table stands once.
    let stated = |of: Of| asked.levers.iter().any(|lever| lever.of == of);
    let shifted =
        |size: SizeOf| stated(Of::Size(size)) || scenario.targets.iter().any(|target| target.by == size);
    for (number, shock) in found.found.shocks.iter().enumerate() {
        if shifted(SizeOf::Shock(number)) {
            let name = format!("shock.{}.{}", shock.id, shock.verb.key());
            line("");
            line("[[shock]]");
            line(&format!("id     = {}", quoted(&shock.id)));
            line(&format!("{} = {}", shock.verb.key(), found.size(SizeOf::Shock(number))));
            line(&format!("source = {}", quoted(&source(&name))));
        }
    }
    for (number, event) in found.found.events.iter().enumerate() {
        let sizes: Vec<usize> = (0..event.shocks.len())
            .filter(|shock| shifted(SizeOf::Event { event: number, shock: *shock }))
            .collect();
        let probable = stated(Of::Probability(number));
        if sizes.is_empty() && !probable {
            continue;
        }
        line("");
        line(&format!("[[{}]]", event.word()));
        line(&format!("id     = {}", quoted(&event.id)));
        let mut sources = Vec::new();
        if probable {
            let name = format!("event.{}.probability", event.id);
            line(&format!("probability = {:?}", event.own_probability().unwrap_or_default()));
            sources.push(source(&name));
        }
        let mut shocks = Vec::new();
        for shock in sizes {
            let of = &event.shocks[shock];
            let (target, verb) = (of.target.to_string(), of.verb.key());
            let size = found.size(SizeOf::Event { event: number, shock });
            shocks.push(format!("{{ target = {}, {verb} = {size} }}", quoted(&target)));
            sources.push(source(&format!("{}.{}.{target}.{verb}", event.word(), event.id)));
        }
        if !shocks.is_empty() {
            line(&format!("shock  = [{}]", shocks.join(", ")));
        }
        line(&format!("source = {}", quoted(&sources.join("; "))));
    }
    measured(scenario, asked, &mut line);
    line("");
    line("[run]");
    line(&format!("paths   = {}", found.paths));
    line(&format!("seed    = {}", scenario.run.seed));
    line("sampler = \"random\"");
    text
}

/// The outcome with the period and the threshold that are asked about.
fn measured(scenario: &Scenario, asked: &Asked, line: &mut impl FnMut(&str)) {
    let question = &asked.statement.question;
    let Some(outcome) = scenario.outcomes.iter().find(|outcome| outcome.id == question.outcome) else {
        return;
    };
    line("");
    line("[[outcome]]");
    line(&format!("id    = {}", quoted(&outcome.id)));
    let at: Vec<String> = outcome.at.iter().map(|period| quoted(&period.to_string())).collect();
    line(&format!("at    = [{}]", at.join(", ")));
    if let Statistic::Probability { comparison, threshold } = question.statistic {
        let (key, list) = match comparison {
            Comparison::Less | Comparison::LessEqual => ("below", &outcome.below),
            _ => ("above", &outcome.above),
        };
        let mut thresholds = list.clone();
        if !thresholds.contains(&threshold) {
            thresholds.push(threshold);
            thresholds.sort_by(f64::total_cmp);
        }
        let thresholds: Vec<String> = thresholds.iter().map(|x| format!("{:?}", x + 0.0)).collect();
        line(&format!("{key} = [{}]", thresholds.join(", ")));
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
