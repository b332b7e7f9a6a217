//! An economy file to fill in.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::language::names;
use crate::scenario::{Economy, Kind, Model, PerElement, ReferenceKind, Rule, Variable};

use super::super::text::width;
use super::Country;
use super::hint::published;
use super::toml::{comment, commented, distribution, number, numbers, text};

/// The source of a figure that nobody has looked up: a judgement, which reports list.
const PLACEHOLDER: &str = "assumption: placeholder, replace";

/// The variables whose level the economy must give: those without one of the model's own that something holds or reads
/// at their past.
pub fn figures<'a>(model: &'a Model, example: Option<&Economy>) -> Vec<&'a Variable> {
    let mut lagged = BTreeSet::new();
    for variable in &model.variables {
        let reads = names(variable.rule.expr()).into_iter();
        lagged.extend(reads.filter(|read| read.lag > 0 && !read.reference).map(|read| read.name));
    }
    let needed = |variable: &&Variable| {
        let held = model.reference != ReferenceKind::Model && matches!(variable.rule, Rule::Equation(_));
        let own_past = names(variable.rule.expr())
            .iter()
            .any(|read| read.name == variable.name && read.lag > 0 && !read.reference);
        let past = match variable.rule {
            _ if model.reference == ReferenceKind::Model => lagged.contains(variable.name.as_str()),
            Rule::Equation(_) | Rule::Series(_) => false,
            Rule::Definition(_) => own_past,
        };
        let stated = example.is_some_and(|economy| economy.levels.contains_key(&variable.name));
        stated || (variable.level.is_none() && (held || past))
    };
    model.variables.iter().filter(needed).collect()
}

/// The text of an economy of `country` for `model`; its placeholders are the figures of `example`, an economy of the same
/// model, or plain numbers where there is none.
/// Data of exogenous variables are asked for from the year before `first`.
pub fn economy(
    country: &Country,
    model: &Model,
    model_name: &str,
    example: Option<&Economy>,
    first: Quarter,
) -> String {
    let mut file = String::new();
    let name = &country.name;
    file += &comment(&format!(
        "{name} for the model `{model_name}`. Replace every value and its source: what is still called \"{PLACEHOLDER}\" is listed as judgement by `sarez show`."
    ));
    file += &match example {
        Some(example) => comment(&format!(
            "The placeholders are the figures of `{}`, so that accounts add up until you have your own; they are not {name}'s.",
            example.name
        )),
        None => comment("The placeholders are plain numbers: no economy of this model ships."),
    };
    file += &comment(
        "A flow is per quarter: a year's figure over four. `period` and `vintage` say which year the figure is of, and when it was published.",
    );
    file += &comment("Lines that begin with # and no space may be uncommented as they are.");
    file += &format!("\ntitle    = {}\n", text(&format!("{name}, base year to be stated")));
    file += &match country.code {
        Some(code) => format!("code     = {}\n", text(code)),
        None => commented("code     = \"\"   # ISO 3166 alpha-3"),
    };
    file += &commented("currency = \"XXX\"   # ISO 4217; \"home currency\" in a unit means it");
    file += &commented("note     = \"Which year all accounts are of, and why.\"");
    let elements = |set: &str| elements(set, example);
    if !model.sets.is_empty() {
        file += "\n";
        file += &comment(
            "The elements of the model's sets, in the order in which they are computed and shown; rename them here and below.",
        );
        file += "[set]\n";
        let longest = model.sets.iter().map(|set| width(set)).fold(0, Ord::max);
        for set in &model.sets {
            let quoted: Vec<String> = elements(set).iter().map(|element| text(element)).collect();
            file += &format!("{set:longest$} = [{}]\n", quoted.join(", "));
        }
    }
    let needed = figures(model, example);
    if !needed.is_empty() {
        file += &rule("levels: values in the base period, which the reference holds");
    }
    for variable in &needed {
        file += "\n";
        file += &level(variable, example, &elements);
    }
    file += &reference(model, example);
    let path = by_path(country, model, first);
    if !path.is_empty() {
        if model.reference != ReferenceKind::Balanced {
            file += &rule("reference");
        }
        file += "\n";
        file += &path;
    }
    file += &closings(model, example);
    file += &own_levels(model, &needed, &elements);
    file += &series(model, example, first, &elements);
    file += &parameters(model);
    file += &history(model, &elements);
    file
}

fn rule(title: &str) -> String {
    format!("\n# ---------------------------------------------------------------- {title}\n")
}

/// The elements of a set: those of the example, or two to be renamed.
pub(super) fn elements(set: &str, example: Option<&Economy>) -> Vec<String> {
    let known = example.map(|economy| economy.elements(set).to_vec()).unwrap_or_default();
    if known.is_empty() { vec![format!("{set}_one"), format!("{set}_two")] } else { known }
}

/// A table with what it is, where such figures are published, and what the example took.
fn level(variable: &Variable, example: Option<&Economy>, elements: &impl Fn(&str) -> Vec<String>) -> String {
    let Variable { name, label, unit, .. } = variable;
    let what = label.clone().unwrap_or_else(|| format!("`{name}`"));
    let kind = match variable.kind {
        Kind::Flow => "a flow: per quarter",
        Kind::Stock => "a stock: at the end of the base period",
        Kind::Index => "an index: its base",
        Kind::Rate => "a rate: in percent",
        Kind::Ratio => "a ratio",
    };
    let unit_words = unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
    let each = variable.over.as_ref().map(|set| format!(", one for each {set}")).unwrap_or_default();
    let mut file = comment(&format!("{what}{unit_words}{each}; {kind}."));
    if let Some(published) = published(name, label.as_deref()) {
        file += &comment(&format!("Published: {published}."));
    }
    let stated = example.and_then(|economy| economy.levels.get(name).map(|level| (economy, level)));
    if let Some((economy, level)) = stated
        && let Some(source) = &level.figure.source
    {
        file += &comment(&format!("In `{}`: {source}", economy.name));
    }
    let values = match stated.map(|(_, level)| &level.value) {
        Some(value) => value.clone(),
        None => plain(variable),
    };
    file += &format!("[level.{name}]\n");
    file += &format!("value  = {}\n", numbers(&each_value(variable, &values, elements).as_pairs()));
    let unit = unit.clone().or_else(|| stated.and_then(|(_, level)| level.figure.unit.clone()));
    file += &unit_line(unit.as_deref(), "unit  ");
    file += &commented("period  = \"\"\nvintage = \"\"");
    file + &format!("source = {}\n", text(PLACEHOLDER))
}

/// The figure's unit; left out where it has the home currency in it, whose name only the country knows.
fn unit_line(unit: Option<&str>, key: &str) -> String {
    let unit = unit.filter(|unit| !unit.contains("home currency"));
    unit.map(|unit| format!("{key} = {}\n", text(unit))).unwrap_or_default()
}

/// A number that the variable may have.
pub(super) fn plain(variable: &Variable) -> PerElement<f64> {
    PerElement::Same(ordinary(variable))
}

fn ordinary(variable: &Variable) -> f64 {
    let usual = match variable.kind {
        Kind::Flow | Kind::Stock | Kind::Index => 100.0,
        Kind::Rate | Kind::Ratio => 1.0,
    };
    let wanted = variable.level.unwrap_or(usual);
    match variable.bounds {
        Some(bounds) if wanted < bounds.low => bounds.low,
        Some(bounds) if wanted > bounds.high => bounds.high,
        _ => wanted,
    }
}

/// A value, or one for each element.
pub(super) struct Each(Vec<(Option<String>, f64)>);

impl Each {
    pub(super) fn as_pairs(&self) -> Vec<(Option<&str>, f64)> {
        self.0.iter().map(|(element, value)| (element.as_deref(), *value)).collect()
    }
}

pub(super) fn each_value(
    variable: &Variable,
    value: &PerElement<f64>,
    elements: &impl Fn(&str) -> Vec<String>,
) -> Each {
    match &variable.over {
        None => Each(vec![(None, *value.at(0))]),
        Some(set) => {
            let elements = elements(set).into_iter().enumerate();
            Each(elements.map(|(at, element)| (Some(element), *value.at(at))).collect())
        }
    }
}

/// What a balanced reference grows by.
fn reference(model: &Model, example: Option<&Economy>) -> String {
    if model.reference != ReferenceKind::Balanced {
        return String::new();
    }
    let known = example.and_then(|economy| economy.growth.as_ref());
    let base = known.map_or("2024".to_owned(), |growth| growth.base.to_string());
    let [growth, inflation, abroad] =
        known.map_or([0.0; 3], |known| [known.growth, known.inflation, known.foreign_inflation]).map(number);
    rule("reference: what it grows by, percent a year")
        + "\n"
        + &comment(
            "Published: IMF WEO NGDP_RPCH (growth) and PCPIPCH (inflation), medium term; abroad those of the partners.",
        )
        + &format!(
            "[reference]\nkind              = \"balanced\"\nbase              = \"{base}\"\ngrowth            = {growth}\ninflation         = {inflation}\nforeign_inflation = {abroad}\nsource            = {}\n",
            text(PLACEHOLDER)
        )
}

/// That the reference may be a forecast instead, and how its file looks.
fn by_path(country: &Country, model: &Model, first: Quarter) -> String {
    let holds = |variable: &&Variable| matches!(variable.rule, Rule::Equation(_));
    let Some(variable) = model.variables.iter().find(holds) else { return String::new() };
    let what = match model.reference {
        ReferenceKind::Model => return String::new(),
        ReferenceKind::Path => "The reference is a path",
        ReferenceKind::Steady | ReferenceKind::Balanced => {
            "The reference may be a published forecast instead"
        }
    };
    let element = if variable.over.is_some() { "ELEMENT" } else { "" };
    let (name, year) = (&variable.name, first.year());
    let mut file = comment(&format!(
        "{what}: `[reference]` with kind = \"path\" and csv = \"{}-path.csv\", a file with a row for each variable and year or quarter of the horizon (IMF WEO, the budget's macroeconomic framework). Its first lines, where `unit` and `vintage` may stay empty:",
        country.slug
    ));
    for line in [
        "variable,element,period,value,unit,vintage,source".to_owned(),
        format!("{name},{element},{year},1600,,{}-10,IMF WEO", year - 1),
        format!("{name},{element},{},1640,,{}-10,IMF WEO", year + 1, year - 1),
    ] {
        file += &format!("#   {line}\n");
    }
    file + &comment(
        "A variable without a row is held or grows as the others say; definitions follow from their parts.",
    )
}

/// The data of the model's exogenous variables: without them no scenario runs.
fn series(
    model: &Model,
    example: Option<&Economy>,
    first: Quarter,
    elements: &impl Fn(&str) -> Vec<String>,
) -> String {
    let mut file = String::new();
    for variable in model.variables.iter().filter(|variable| matches!(variable.rule, Rule::Series(_))) {
        let Variable { name, label, unit, .. } = variable;
        let unit_words = unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
        let each = variable.over.as_ref().map(|set| format!(", one for each {set}")).unwrap_or_default();
        file += "\n";
        file += &comment(&format!("{}{unit_words}{each}.", label.as_deref().unwrap_or(name)));
        if let Some(published) = published(name, label.as_deref()) {
            file += &comment(&format!("Published: {published}."));
        }
        let known = example.and_then(|economy| economy.series.get(name));
        let last = known.and_then(|path| path.values.values().next_back());
        let value = last.cloned().unwrap_or_else(|| plain(variable));
        let values = numbers(&each_value(variable, &value, elements).as_pairs());
        let years: Vec<String> =
            (first.year() - 1..first.year() + 5).map(|year| format!("{year} = {values}")).collect();
        file += &format!("[series.{name}]\nannual = {{ {} }}\n", years.join(", "));
        file += &unit_line(unit.as_deref(), "unit  ");
        file += &commented("vintage = \"\"");
        file += &format!("source = {}\n", text(PLACEHOLDER));
    }
    if file.is_empty() {
        return file;
    }
    rule("series: data of exogenous variables")
        + "\n"
        + &comment(
            "From before the start, as far as equations look back, to the end of the horizon: by year, or `quarterly = { 2024Q1 = 80, ... }`, or `csv = \"data.csv\"` with `column = \"NAME\"`, where the file has a column `period`.",
        )
        + &file
}

/// What takes the remainder of which account.
fn closings(model: &Model, example: Option<&Economy>) -> String {
    let known = example.map_or(&[][..], |economy| &economy.closings);
    if known.is_empty() && model.identities.is_empty() {
        return String::new();
    }
    let mut file = rule("closing items: what takes the remainder of an account on the reference") + "\n";
    let names: Vec<&str> = model.identities.iter().map(|identity| identity.name.as_str()).collect();
    if !names.is_empty() {
        file += &comment(&format!("The model's identities: {}.", names.join(", ")));
    }
    file += "[closing]\n";
    for closing in known {
        file += &format!("{} = {}\n", closing.account, text(&closing.item.to_string()));
    }
    file
}

/// Levels that the model gives itself, to be replaced by those who know better.
fn own_levels(model: &Model, needed: &[&Variable], elements: &impl Fn(&str) -> Vec<String>) -> String {
    let stated = |variable: &&Variable| needed.iter().any(|other| other.name == variable.name);
    let behavioural = |variable: &&Variable| matches!(variable.rule, Rule::Equation(_));
    let own = model.variables.iter().filter(|v| v.level.is_some() && !stated(v)).filter(behavioural);
    let mut file = String::new();
    for variable in own {
        let value = PerElement::Same(variable.level.unwrap_or_default());
        let values = numbers(&each_value(variable, &value, elements).as_pairs());
        let mut table = format!("[level.{}]\nvalue  = {values}\n", variable.name);
        table += &unit_line(variable.unit.as_deref(), "unit  ");
        table += &format!("source = {}\n", text(PLACEHOLDER));
        file += "\n";
        file += &comment(variable.label.as_deref().unwrap_or(&variable.name));
        file += &commented(&table);
    }
    if file.is_empty() { file } else { rule("levels that the model gives itself") + &file }
}

/// The model's parameters, to be replaced by the country's own.
fn parameters(model: &Model) -> String {
    let mut file = String::new();
    for parameter in model.parameters.iter().filter(|parameter| parameter.over.is_none()) {
        let mut table =
            format!("[parameter.{}]\nvalue  = {}\n", parameter.name, number(*parameter.value.at(0)));
        if let Some(prior) = parameter.prior.at(0) {
            table += &format!("prior  = {}\n", distribution(prior));
        }
        table += &format!("source = {}\n", text(PLACEHOLDER));
        let unit = parameter.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
        let valid =
            parameter.valid.map(|(low, high)| format!("; valid from {} to {}", number(low), number(high)));
        let label = parameter.label.as_deref().unwrap_or(&parameter.name);
        file += "\n";
        file += &comment(&format!("{label}{unit}{}", valid.unwrap_or_default()));
        file += &commented(&table);
    }
    if file.is_empty() {
        file
    } else {
        rule("parameters: the model's own, where the country's differ") + &file
    }
}

/// An example of known quarters: of the first flow.
fn history(model: &Model, elements: &impl Fn(&str) -> Vec<String>) -> String {
    let flow = model.variables.iter().filter(|variable| matches!(variable.rule, Rule::Equation(_)));
    let Some(variable) = flow.clone().find(|v| v.kind == Kind::Flow).or_else(|| flow.clone().next()) else {
        return String::new();
    };
    let mut table = format!("[history.{}]\n", variable.name);
    let values = numbers(&each_value(variable, &plain(variable), elements).as_pairs());
    table += &format!("quarterly = {{ 2024Q3 = {values}, 2024Q4 = {values} }}\n");
    table += &unit_line(variable.unit.as_deref(), "unit     ");
    table += &format!("source    = {}\n", text(PLACEHOLDER));
    rule("history: known quarters before the start, for growth on a year ago and for lags")
        + "\n"
        + &comment("Any variable may have one; quarters that are missing are the reference.")
        + &commented(&table)
}
