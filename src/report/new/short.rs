//! An economy in as few lines as a model allows: one a figure.

use crate::scenario::{Economy, Model};

use super::Country;
use super::economy::{each_value, elements, figures, plain};
use super::toml::{comment, numbers, text};

/// The source of a figure that nobody has looked up.
const PLACEHOLDER: &str = "assumption: placeholder, replace";

/// The text of an economy of `country` for `model`, as `economy` has it, without what may be left out: titles, sets
/// and one line for each level that the model needs.
pub fn short(country: &Country, model: &Model, model_name: &str, example: Option<&Economy>) -> String {
    let from = example.map(|example| format!(", the figures of `{}`", example.name)).unwrap_or_default();
    let mut file = comment(&format!(
        "{} for the model `{model_name}`. Every value is a placeholder{from}. `sarez new` without --short says what each is.",
        country.name
    ));
    file += &format!("title    = {}\n", text(&format!("{}, base year to be stated", country.name)));
    file.extend(country.code.map(|code| format!("code     = {}\n", text(code))));
    file += "#currency = \"XXX\"\n";
    if !model.sets.is_empty() {
        file += "[set]\n";
        for set in &model.sets {
            let quoted: Vec<String> = elements(set, example).iter().map(|element| text(element)).collect();
            file += &format!("{set} = [{}]\n", quoted.join(", "));
        }
    }
    let needed = figures(model, example);
    if !needed.is_empty() {
        file += "[level]\n";
    }
    for variable in needed {
        let stated = example.and_then(|economy| economy.levels.get(&variable.name));
        let value = stated.map_or_else(|| plain(variable), |level| level.value.clone());
        let pairs = each_value(variable, &value, &|set| elements(set, example));
        let unit = variable.unit.as_ref().filter(|unit| !unit.contains("home currency"));
        let unit = unit.map(|unit| format!("unit = {}, ", text(unit))).unwrap_or_default();
        file += &format!(
            "{} = {{ value = {}, {unit}period = \"\", source = {} }}\n",
            variable.name,
            numbers(&pairs.as_pairs()),
            text(PLACEHOLDER)
        );
    }
    let closings = example.map_or(&[][..], |economy| &economy.closings);
    if !closings.is_empty() {
        file += "[closing]\n";
    }
    for closing in closings {
        file += &format!("{} = {}\n", closing.account, text(&closing.item.to_string()));
    }
    file
}
