//! TOML to a checked [`Scenario`]: every problem of all three files in one pass.
//!
//! A file becomes a spanned tree (`tree`), each table is read by its list of keys (`keys`, `table`) into drafts
//! (`model`, `economy`), drafts are resolved against each other (`names`, `resolve`), and the scenario is checked against
//! what they name (`scenario`, `shock`, `outcome`). Nothing else touches the file system.

mod accounts;
mod alone;
mod annual_sd;
mod as_of;
mod builtin;
mod calibrate;
mod column;
mod composite;
mod copula;
mod correlation;
mod csv;
mod declarations;
mod dependence;
mod difference;
mod distribution;
mod economy;
mod element;
mod event;
mod event_tree;
mod expression;
mod extends;
mod fact;
mod figures;
mod files;
mod hint;
mod judgement;
pub mod keys;
mod mend;
mod merge;
mod model;
mod names;
mod observed;
mod origin;
mod outcome;
mod output;
mod past;
mod path;
mod print;
mod published;
mod question;
mod residuals;
mod resolve;
mod scenario;
mod setting;
mod shift;
mod shock;
mod size;
mod syntax;
mod table;
mod through;
mod tree;
mod units;
mod validity;
mod value;

#[cfg(test)]
mod slips;

pub use difference::{Difference, Side};
pub use question::Question;

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes};
use crate::scenario::{Economy, Model, Scenario};

use as_of::AsOf;
use files::{Library, What};
use keys::{ECONOMY, SCENARIO};
use names::Names;
use question::Trees;
use setting::Settings;
use table::Reading;

/// Reads a scenario: a built-in one by its name, or a file by its path, which ends in `.toml`.
///
/// Every text that is read goes to `sources`, every problem to `diagnostics`; `None` if one of them is an error.
/// A path of a model or an economy is taken from the scenario file's folder.
pub fn read(name: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    read_from(&Library::Disk, name, &[], sources, diagnostics)
}

/// Reads a scenario as [`read`] does, with values put over what its files say.
///
/// A setting is `PATH=VALUE`: a path of keys, tables of a list by what tells them apart, and a value as in TOML, whose
/// quotes may be missing. `shock.remittances.percent=-30`, `event.payment_freeze.probability=0.5`,
/// `level.gdp.value=2000`, `parameter.pass_through.value=0.3`. A parameter that is set is known: its prior goes. A target
/// that would shift a size that is set is left out, with a warning.
pub fn read_with(
    name: &str,
    settings: &[String],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Scenario> {
    read_from(&Library::Disk, name, settings, sources, diagnostics)
}

/// The origins of a scenario, in the order of its file of them: `read` takes each as `NAME@ORIGIN`. Empty where the scenario
/// has no `[rolling]`; `None` after an error.
pub fn origins(name: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Vec<Period>> {
    origins_from(&Library::Disk, name, sources, diagnostics)
}

/// The same of a scenario in texts, as [`read_texts`] takes them.
pub fn origins_of_texts(
    name: &str,
    texts: &[(&str, &str)],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Period>> {
    origins_from(&Library::Texts(texts), name, sources, diagnostics)
}

fn origins_from(
    library: &Library<'_>,
    name: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Period>> {
    if origin::parts(name).1.is_some() {
        return Some(Vec::new());
    }
    let file = library.load(What::Scenario, name, None, sources, diagnostics)?;
    let resolved = extends::resolve(library, (What::Scenario, &SCENARIO), file, sources, diagnostics);
    let found = origin::list(library, &resolved.tree, sources, diagnostics)?;
    Some(found.into_iter().map(|origin| origin.value).collect())
}

/// Reads a scenario from texts, each with the name that the scenario gives it: no file is touched.
///
/// `texts` holds the scenario `name` and, unless they are built in, the model and the economy that it names.
///
/// ```
/// use sarez::{diagnostic::{Diagnostics, Sources}, read::read_texts};
///
/// let model = "title = 'Constant'\nvariable.gdp = { kind = 'flow', equation = 'ref(gdp)', level = 100 }";
/// let scenario = "
///     title = 'GDP falls by 2 percent'
///     model = 'constant'
///     start = '2022Q1'
///     horizon = '1y'
///     shock = [{ id = 'fall', target = 'gdp', percent = -2 }]
///     outcome = [{ id = 'gdp_effect', variable = 'gdp', as = 'effect, percent', at = '2022' }]
/// ";
/// let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
/// let texts = [("fall", scenario), ("constant", model)];
/// let scenario = read_texts("fall", &texts, &mut sources, &mut diagnostics);
/// assert_eq!(scenario.map(|scenario| scenario.quarters), Some(4));
/// ```
pub fn read_texts(
    name: &str,
    texts: &[(&str, &str)],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Scenario> {
    read_from(&Library::Texts(texts), name, &[], sources, diagnostics)
}

/// Reads a model without a question: a built-in one by its name, or a file by its path; with an economy, or with
/// elements of its sets made up where there is none: those that its equations name, and one called as the set.
pub fn read_model(
    name: &str,
    economy: Option<&str>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Model, Economy)> {
    let mut found = Diagnostics::new();
    let read = alone::read(name, economy, sources, &mut found);
    let sound = !found.has_errors();
    diagnostics.append(found);
    read.filter(|_| sound)
}

/// Whether a name is that of a model: a built-in one that no scenario shares its name with, or a file that has variables.
pub fn is_model(name: &str) -> bool {
    let is = |list: &[builtin::BuiltIn]| list.iter().any(|file| file.name == name);
    let is_scenario = is(builtin::SCENARIOS) || is(builtin::TEMPLATES) || is(builtin::FACTS);
    if is_scenario || is(builtin::MODELS) {
        return !is_scenario;
    }
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = Library::Disk.load(What::Scenario, name, None, &mut sources, &mut diagnostics);
    file.is_some_and(|file| tree::parse(file, &sources, &mut diagnostics).root.get("variable").is_some())
}

/// The built-in scenarios in alphabetical order: name and title.
pub fn scenarios() -> impl Iterator<Item = (&'static str, String)> {
    titles(builtin::SCENARIOS)
}

/// The built-in templates in alphabetical order: scenarios that lack what only their reader can say; name and title.
pub fn templates() -> impl Iterator<Item = (&'static str, String)> {
    titles(builtin::TEMPLATES)
}

/// The built-in scenarios that are there to measure published facts, in alphabetical order: name and title.
pub fn facts() -> impl Iterator<Item = (&'static str, String)> {
    titles(builtin::FACTS)
}

/// The built-in scenarios that state published facts, in alphabetical order.
pub fn stating_facts() -> impl Iterator<Item = &'static str> {
    let states = |file: &&builtin::BuiltIn| file.text.lines().any(|line| line == "[[fact]]");
    let mut names: Vec<&str> =
        builtin::SCENARIOS.iter().chain(builtin::FACTS).filter(states).map(|file| file.name).collect();
    names.sort_unstable();
    names.into_iter()
}

/// The built-in models in alphabetical order: name and title.
pub fn models() -> impl Iterator<Item = (&'static str, String)> {
    titles(builtin::MODELS)
}

/// The built-in economies in alphabetical order: name and title.
pub fn economies() -> impl Iterator<Item = (&'static str, String)> {
    titles(builtin::ECONOMIES)
}

fn titles(list: &'static [builtin::BuiltIn]) -> impl Iterator<Item = (&'static str, String)> {
    list.iter().map(|file| (file.name, title(file.text)))
}

/// The title of a file; empty when it has none.
fn title(text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("", text);
    let tree = tree::parse(file, &sources, &mut Diagnostics::new());
    match tree.root.get("title").map(|entry| &entry.node.value) {
        Some(tree::Value::Text(title)) => title.clone(),
        _ => String::new(),
    }
}

fn read_from(
    library: &Library<'_>,
    name: &str,
    settings: &[String],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Scenario> {
    read_whole(library, name, settings, sources, diagnostics).map(|(scenario, _)| scenario)
}

fn read_whole(
    library: &Library<'_>,
    name: &str,
    settings: &[String],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Scenario, Trees)> {
    let mut found = Diagnostics::new();
    let read = read_all(library, name, settings, sources, &mut found);
    if builtin::TEMPLATES.iter().any(|file| file.name == name) {
        found.for_each(|problem| {
            let help = format!(
                "`{name}` is a template: write a file of your own with extends = \"{name}\" and the [[event]]'s `id` and `probability`"
            );
            problem.help.push(help);
        });
    }
    let sound = !found.has_errors();
    diagnostics.append(found);
    let (scenario, trees) = read.filter(|_| sound)?;
    Some((scenario?, trees))
}

/// What a file is that has no question but what a question is asked of, and what to do with it.
fn of_another_kind(root: &tree::Table) -> Option<(&'static str, &'static str)> {
    let has = |key: &str| root.get(key).is_some();
    match () {
        () if has("model") || has("economy") || has("outcome") || has("shock") => None,
        () if has("variable") => Some(("a model", "name a scenario, which names it with `model`")),
        () if has("level") || has("history") => {
            Some(("an economy", "name a scenario, which names it with `economy`"))
        }
        () => None,
    }
}

fn read_all(
    library: &Library<'_>,
    name: &str,
    settings: &[String],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Option<Scenario>, Trees)> {
    let (file_name, asked) = origin::parts(name);
    let file = library.load(What::Scenario, file_name, None, sources, diagnostics)?;
    let mut resolved = extends::resolve(library, (What::Scenario, &SCENARIO), file, sources, diagnostics);
    if let Some((is, help)) = of_another_kind(&resolved.tree.root) {
        let message = format!("`{}` is {is}, not a scenario", sources.file(file).name);
        diagnostics.push(Diagnostic::error(&codes::UNKNOWN_FILE, message).help(help));
        return None;
    }
    let mut origin = None;
    if let Some(asked) = asked {
        let start = scenario::named(&resolved.tree, sources).start;
        let mut found = origin::read(library, (&resolved.tree, start), asked, sources, diagnostics)?;
        with_reading(sources, diagnostics, |reading| found.over_scenario(&mut resolved.tree, reading));
        origin = Some(found);
    }
    let mut settings = Settings::read(settings, sources, diagnostics);
    with_reading(sources, diagnostics, |reading| settings.over_scenario(&mut resolved.tree, reading));
    let tree = &resolved.tree;
    let named = scenario::named(tree, sources);
    let mut load = |what, written: &Option<table::Written<String>>, diagnostics: &mut Diagnostics| {
        let written = written.as_ref()?;
        // A path is taken from the folder of the file that says it.
        let path = sources.file(written.span.file).name.clone();
        let file = library.load(what, &written.value, Some((&path, written.span)), sources, diagnostics)?;
        Some((files::stem(&written.value), file))
    };
    let model_file = load(What::Model, &named.model, diagnostics);
    let economy_file = load(What::Economy, &named.economy, diagnostics);
    let mut economy_tree = economy_file
        .as_ref()
        .map(|(_, file)| extends::resolve(library, (What::Economy, &ECONOMY), *file, sources, diagnostics));
    let mut model_tree = model_file.as_ref().map(|(_, file)| tree::parse(*file, sources, diagnostics));
    with_reading(sources, diagnostics, |reading| {
        if let Some(origin) = &mut origin {
            origin.over_others(tree, model_tree.as_mut(), economy_tree.as_mut(), reading);
        }
        settings.over_others(tree, model_tree.as_mut(), economy_tree.as_mut(), reading);
    });
    let trees = [Some(tree), model_tree.as_ref(), economy_tree.as_ref().map(|resolved| &resolved.tree)];
    let tables = tables(library, &trees, sources, diagnostics);

    let mut reading =
        Reading { tables, as_of: named.as_of, ..Reading::new(sources, std::mem::take(diagnostics)) };
    let model = model_file.zip(model_tree.as_ref());
    let mut model = model.map(|((name, _), tree)| model::model(&name, tree, &mut reading));
    let economy = economy_file.zip(economy_tree.as_ref());
    let mut economy =
        economy.map(|((name, _), resolved)| economy::economy(&name, &resolved.tree, &mut reading));
    let mut as_of = AsOf::new(named.as_of);
    let mut series = scenario::series(tree, &mut reading);
    economy::cut("series", &mut series, &mut as_of);
    let past = past::of_scenario(tree, &mut reading);
    if let Some(economy) = &mut economy {
        economy.cut(&mut as_of, &mut reading);
    }
    if let Some(model) = &mut model {
        resolve::reference(model, economy.as_ref(), &mut reading);
    }

    let names = Names::new(model.as_ref(), economy.as_ref(), &series);
    let economy_lost = tree.root.get("economy").is_some() && economy.is_none();
    let both = match model {
        Some(model) if !economy_lost => {
            let set = named.parameter_set.as_ref();
            let figures = resolve::Figures { economy, series, past, start: named.start };
            Some(resolve::resolve(model, figures, set, &names, &mut as_of, &mut reading))
        }
        _ => None,
    };
    let revised = as_of.close(&mut reading);
    let stem = files::stem(file_name);
    let named = asked.map_or_else(|| stem.clone(), |origin| format!("{stem}@{origin}"));
    let scenario = scenario::scenario(&named, tree, &names, both, &mut reading);
    let scenario = scenario.map(|scenario| Scenario {
        origin: origin.map(|origin| origin.told(&stem)),
        revised,
        ..scenario
    });
    *diagnostics = reading.diagnostics;
    diagnostics.name_who_brings(sources);
    Some((scenario, Trees { scenario: resolved, model: model_tree, economy: economy_tree }))
}

/// Does something that may find problems.
fn with_reading(sources: &Sources, diagnostics: &mut Diagnostics, act: impl FnOnce(&mut Reading<'_>)) {
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    act(&mut reading);
    *diagnostics = reading.diagnostics;
}

/// The CSV files that are named in trees, by the place of their names.
fn tables(
    library: &Library<'_>,
    trees: &[Option<&tree::Tree>],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Span, FileId> {
    let mut named = Vec::new();
    for tree in trees.iter().flatten() {
        csv_names(&tree.root, &mut named);
    }
    let found = named.into_iter().filter_map(|(name, span)| {
        let file = library.load_csv(name, span, sources, diagnostics)?;
        Some((span, file))
    });
    found.collect()
}

/// Every `csv = "..."`, but of columns, whose keys the user chooses.
fn csv_names<'t>(table: &'t tree::Table, named: &mut Vec<(&'t str, Span)>) {
    for entry in &table.entries {
        match &entry.node.value {
            tree::Value::Text(name) if entry.key == "csv" => named.push((name, entry.node.span)),
            tree::Value::Table(inner) if !matches!(entry.key.as_str(), "column" | "columns") => {
                csv_names(inner, named);
            }
            tree::Value::List(nodes) => {
                for node in nodes {
                    if let tree::Value::Table(inner) = &node.value {
                        csv_names(inner, named);
                    }
                }
            }
            _ => {}
        }
    }
}
