//! The posterior as an economy file, which a scenario can name.

use std::collections::BTreeMap;

use crate::analysis::calibrate::{Calibrated, Fitted};
use crate::scenario::{Calibration, Scenario};

use super::super::new::toml::{distribution, number, text};

/// Correlations that are less are left out.
const LEAST: f64 = 0.005;

/// The text of the file; `extends` is a built-in economy's name, or a path from the folder in which the file will stand.
///
/// It states each fitted parameter's posterior as its prior, and how they move together by rank correlations under a Gaussian copula;
/// all else is the economy's.
pub fn file(scenario: &Scenario, asked: &Calibration, found: &Calibrated, extends: &str) -> String {
    let history = &found.history;
    let seen = format!("{} from {} to {}", history.observed.join(", "), history.first, history.last);
    let day = scenario.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    let mut lines =
        vec![format!("# Found by `sarez calibrate {}`: name it as `economy` in a scenario.", scenario.name)];
    if scenario.model.parameter_set.is_some() {
        lines.push("# A `parameter_set` that states one of these parameters wins over this file: leave it out there.".to_owned());
    }
    let title =
        if scenario.economy.title.is_empty() { &scenario.economy.name } else { &scenario.economy.title };
    lines.push(format!("extends = {}", text(extends)));
    lines.push(format!("title   = {}", text(&format!("{title}, parameters fitted to history"))));
    let note = format!(
        "Posterior of {} parameters given {} residuals of {seen}{day}; model {}, seed {}.",
        found.parameters.len(),
        history.count,
        scenario.model.name,
        scenario.run.seed
    );
    lines.push(format!("note    = {}", text(&note)));
    let mut by_name: BTreeMap<&str, Vec<&Fitted>> = BTreeMap::new();
    for fitted in &found.parameters {
        by_name.entry(fitted.name.split('[').next().unwrap_or_default()).or_default().push(fitted);
    }
    for (name, fitted) in by_name {
        lines.push(String::new());
        lines.push(format!("[parameter.{name}]"));
        lines.extend(parameter(scenario, name, &fitted));
        let source = format!("posterior of `sarez calibrate`: fitted to {seen}{day}");
        lines.push(format!("source = {}", text(&source)));
    }
    lines.extend(dependence(scenario, asked, found));
    lines.join("\n") + "\n"
}

/// `value` and `prior`: of elements that are not fitted as they were.
fn parameter(scenario: &Scenario, name: &str, fitted: &[&Fitted]) -> Vec<String> {
    let Some(of) = scenario.model.parameters.iter().find(|parameter| parameter.name == name) else {
        return Vec::new();
    };
    let stated =
        |fitted: &Fitted| [number(fitted.posterior.mean.value), distribution(&fitted.stated.distribution)];
    let [value, prior] = match (of.over.as_deref(), fitted) {
        (None, [one, ..]) => stated(one),
        (None, []) => return Vec::new(),
        (Some(set), _) => {
            let each = scenario.economy.elements(set).iter().enumerate().map(|(at, element)| {
                let own = fitted.iter().find(|fitted| fitted.name == format!("{name}[{element}]"));
                let [value, prior] = match own {
                    Some(fitted) => stated(fitted),
                    None => {
                        let value = number(*of.value.at(at));
                        let prior = of.prior.at(at).as_ref().map(distribution);
                        [value.clone(), prior.unwrap_or(value)]
                    }
                };
                [format!("{element} = {value}"), format!("{element} = {prior}")]
            });
            let (values, priors): (Vec<String>, Vec<String>) =
                each.map(|[value, prior]| (value, prior)).unzip();
            [values, priors].map(|list| format!("{{ {} }}", list.join(", ")))
        }
    };
    vec![format!("value  = {value}"), format!("prior  = {prior}")]
}

/// `[dependence]`: the economy's own pairs again, since this file's list stands in their place, and those of parameters.
fn dependence(scenario: &Scenario, asked: &Calibration, found: &Calibrated) -> Vec<String> {
    let name = |at: usize| format!("parameter.{}", found.parameters[at].name);
    let own: Vec<(String, String, f64)> = (found.rank_correlations.iter())
        .filter(|(_, rank)| rank.abs() >= LEAST)
        .map(|((second, first), rank)| (name(*first), name(*second), (rank * 1e4).round() / 1e4))
        .collect();
    if own.is_empty() {
        return Vec::new();
    }
    let correlations = &scenario.economy.correlations;
    // Pairs of parameters that were fitted are known anew.
    let fitted = |name: &str| {
        let parameter = name.strip_prefix("parameter.").unwrap_or_default();
        found.parameters.iter().any(|fitted| fitted.name == parameter)
            || asked.parameters.iter().any(|target| target.to_string() == parameter)
    };
    let kept = correlations.pairs.iter().filter(|pair| !pair.names.iter().all(|name| fitted(&name.name)));
    let kept = kept.map(|pair| {
        let [first, second] = pair.names.each_ref().map(|name| name.name.clone());
        (first, second, pair.rank)
    });
    let pairs: Vec<String> = kept
        .chain(own)
        .map(|(first, second, rank)| format!("  [{}, {}, {}],", text(&first), text(&second), number(rank)))
        .collect();
    let before = correlations.source.as_ref().map(|source| format!("{source}; ")).unwrap_or_default();
    let mut lines = vec![String::new(), "[dependence]".to_owned(), "rank_correlation = [".to_owned()];
    lines.extend(pairs);
    lines.push("]".to_owned());
    // Rounded, three or more may be a hair from what can be.
    lines.push("repair = \"nearest\"".to_owned());
    let source = format!("{before}of parameters: their posterior, `sarez calibrate`");
    lines.push(format!("source = {}", text(&source)));
    lines
}
