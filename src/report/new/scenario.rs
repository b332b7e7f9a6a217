//! A scenario file to fill in.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Quarter;
use crate::distribution::KINDS;
use crate::language::names;
use crate::scenario::{Economy, Kind, Model, Rule, Tracking, Variable};

use super::toml::{comment, commented, text};

/// What a scenario is written of.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What its results folder will be called.
    pub name: &'a str,
    /// As the scenario names it.
    pub model_name: &'a str,
    /// As the scenario names it.
    pub economy_name: Option<&'a str>,
    /// The equations.
    pub model: &'a Model,
    /// The country's numbers.
    pub economy: &'a Economy,
    /// The first quarter.
    pub start: Quarter,
}

/// The variables of the example.
struct Chosen<'a> {
    /// What is hit, and what else may be.
    hit: &'a Variable,
    also: &'a Variable,
    /// What is measured.
    measured: &'a Variable,
}

/// The text of a scenario: one shock and one outcome, and every other section as a comment that is valid when
/// uncommented. `None` when no variable of the model can be hit.
#[expect(clippy::too_many_lines, reason = "one step a section of the file")]
pub fn scenario(question: &Question) -> Option<String> {
    let Question { name, model_name, economy_name, model, start, .. } = *question;
    let chosen = choose(question)?;
    let (year, first, last) = (start.plus(3).year(), start, start.plus(3));
    let mut file = String::new();
    file += &comment(
        "A question for Sarez. The scenario is simulated against a baseline: the same model, parameters and draws without its shocks and events.",
    );
    file += &comment(
        "Lines that begin with # and no space are examples of everything that a scenario may say: take the # away.",
    );
    file += &comment(&format!(
        "`sarez check {name}.toml` says what is wrong, `sarez show {name}.toml` what it means, `sarez run {name}.toml` what follows."
    ));
    file += &comment(
        "`extends = \"other.toml\"` takes another scenario and changes what stands here; `remove = [\"id\"]` leaves something of it out.",
    );
    file +=
        &format!("\ntitle   = {}\n", text(&format!("{} falls by 10 percent for a year", called(chosen.hit))));
    file += &comment(
        "`as_of = 2025-01-01` reads nothing that was published later; `data_through` says until when the data of a variable are known; `[series.NAME]` gives an exogenous variable's data in place of the economy's; `[[past]]` says what a variable did before, for the plausibility of shocks. `parameter_set = \"NAME\"` takes one of the model's named sets of parameters; `[residual.NAME]` another residual than the model's.",
    );
    file += &commented("note    = \"What is asked, when it was asked, and what was known.\"");
    file += &format!("model   = {}\n", text(model_name));
    file += &economy_name.map(|economy| format!("economy = {}\n", text(economy))).unwrap_or_default();
    file += &format!("start   = \"{start}\"\nhorizon = \"2y\"\n");

    file += &heading("assumptions: paths that hold in baseline and scenario alike, each signed");
    file += &commented(&format!(
        "[[assumption]]\nid      = \"path\"\ntarget  = {}\n{} = {{ values = [2, 4, 3], from = \"{first}\" }}   # the last one holds\nby      = \"staff\"\nsource  = \"assumption: whose forecast this is\"\n",
        text(&target(chosen.also)),
        verb(chosen.also),
    ));
    file += &heading("tunes: judgements, signed and dated, in baseline and scenario alike");
    file += &commented(&format!(
        "[[tune]]\nid      = \"judgement\"\ntarget  = {}\n{} = 1\ntiming  = {{ hold = \"2q\" }}\nby      = \"staff\"\non      = {:04}-{:02}-01\nreason  = \"what the equation does not know\"\n",
        text(&target(chosen.hit)),
        verb(chosen.hit),
        first.year(),
        3 * (u32::from(first.of_year()) - 1) + 1,
    ));
    file += &heading("shocks: what the scenario changes");
    file += &comment(&behavioural(model));
    file += &comment("Verbs: percent, log_points, add, growth, set. A size is a number or a distribution:");
    for kind in KINDS {
        file += &comment(&format!("- {}: {}", kind.name, kind.summary));
    }
    file += &format!(
        "\n[[shock]]\nid      = \"fall\"\ntarget  = {}\n{} = {{ normal = {{ mean = {mean}, sd = {sd} }} }}\ntiming  = {{ start = \"{first}\", hold = \"4q\", half_life = \"2q\" }}   # also ramp = \"1q\"\nchannel = \"demand\"   # what `sarez attribute --by channel` gives one share to\nsource  = \"assumption: example, replace\"\n",
        text(&target(chosen.hit)),
        verb(chosen.hit),
        mean = if verb(chosen.hit) == "percent" { -10 } else { -1 },
        sd = if verb(chosen.hit) == "percent" { "3" } else { "0.3" },
    );
    file += &heading("events: what may happen, with a probability that you state");
    let brings = |variable: &Variable| {
        format!(
            "shock       = [ {{ target = {}, {} = {{ uniform = {{ low = -3, high = -1 }} }} }} ]",
            text(&target(variable)),
            verb(variable)
        )
    };
    let (hit, also) = (brings(chosen.hit), brings(chosen.also));
    file += &commented(&format!(
        "[[event]]\nid          = \"disruption\"\nlabel       = \"What happens\"\nprobability = 0.25\nwindow      = [\"{first}\", \"{last}\"]\nduration    = {{ lognormal = {{ p50 = \"2q\", p90 = \"4q\" }} }}\n{also}\nchannel     = \"policy\"\nsource      = \"assumption: probability and size\"\n[[event]]\nid          = \"response\"\ngiven       = {{ event = \"disruption\", yes = 0.6, no = 0.1 }}   # never before it\nwindow      = [\"{first}\", \"{last}\"]\nduration    = \"2q\"\n{hit}\nsource      = \"assumption: probability and size\"\n"
    ));
    file += "\n";
    file += &comment(
        "Events of which at most one happens, each with its own probability; `yearly_hazard` is one a year, and with `recurs = true` an event alone may happen again and again:",
    );
    let one_of = |id: &str, chance: &str, brings: &str| {
        format!(
            "[[event]]\nid            = \"{id}\"\n{chance}\nwindow        = [\"{first}\", \"{last}\"]\nduration      = \"1q\"\n{brings}\nsource        = \"assumption: probability and size\"\n"
        )
    };
    file += &commented(&format!(
        "{}{}[[exclusive]]\nid     = \"one_of_two\"\nevents = [\"this\", \"that\"]\n",
        one_of("this", "probability   = 0.3", &also),
        one_of("that", "yearly_hazard = 0.1", &hit),
    ));
    file += "\n";
    file += &comment("A state of the world that comes and goes, with probabilities a quarter:");
    file += &commented(&format!(
        "[[regime]]\nid          = \"stress\"\nenter       = 0.05\nleave       = 0.25\nstart       = \"off\"                   # or \"on\", \"stationary\"\n{also}\nchannel     = \"demand\"\nsource      = \"assumption: probabilities and size\"\n"
    ));
    file += &heading("dependence: how shocks and events move together; all are independent unless said");
    file += &commented(
        "[dependence]\ncopula           = \"gaussian\"   # or { student_t = { df = 5 } }\nrank_correlation = [ ]   # [\"fall\", \"disruption\", -0.3]: Spearman's, of two ids\nsource           = \"assumption: that they move apart\"\n",
    );
    file += &heading("outcomes: what is measured on each path");
    file += &comment(
        "as: \"effect, percent\", \"effect\", \"level\", \"growth\", \"from reference\", \"from reference, percent\", \"share of VARIABLE\" or \"residual\".",
    );
    file += &comment(&format!("Variables: {}.", listed(model.variables.iter())));
    let effect = match chosen.measured.kind {
        Kind::Rate | Kind::Ratio => "effect",
        _ => "effect, percent",
    };
    let measured = element(question, chosen.measured);
    let outcome = |id: &str, measure: &str, below: bool| {
        let below = if below { "below    = [-2, 0]\n" } else { "" };
        format!(
            "[[outcome]]\nid       = \"{id}\"\nvariable = {}\nas       = \"{measure}\"\nat       = [\"{year}\"]\n{below}",
            text(&measured)
        )
    };
    file += &format!("\n{}", outcome("effect", effect, true));
    file += "\n";
    file += &commented(&outcome("level", "level", false));
    file += &heading("targets: published totals that a size is shifted for, all its percentiles together");
    file += &commented(&format!(
        "[[target]]\noutcome = \"effect@{year}\"\nstat    = \"p50\"\nvalue   = -2\nby      = \"shock.fall.{}\"\nsource  = \"who published it\"\n",
        verb(chosen.hit),
    ));
    file += &heading(
        "checks: what must hold beyond Monte Carlo error, for continuous integration; exit code 1 when one fails",
    );
    file += &commented(&format!("[[check]]\nthat = \"p50(effect@{year}) < 1000\"\n"));
    file += &heading("observed: what happened, as published later; set against the distribution");
    file += &comment(
        "`sarez backtest` scores it; `sample = \"out of sample\"` says what the numbers knew of it.",
    );
    file += &comment(
        "`rolling = { csv = \"origins.csv\" }` asks the same at other starts, a row each: see [rolling] in the reference.",
    );
    file += &commented(&format!(
        "[[observed]]\noutcome = \"effect@{year}\"\nvalue   = -1.5\nsource  = \"who published it\"\n"
    ));
    file +=
        &heading("facts: what is published about the answer; `sarez facts` says whether the model agrees");
    file += &commented(&format!(
        "[[fact]]\nid      = \"published\"\ntitle   = \"what is published, in a sentence\"\noutcome = \"effect@{year}\"\nvalue   = -1.5   # or range = [-2, -1], least, most\nsource  = \"who published it\"\n"
    ));
    file += &heading(
        "calibrate: parameters fitted to history within their priors; `sarez calibrate` alone reads it",
    );
    file += &comment(
        "`[calibrate]` names `parameters` and `observed` variables that have a residual and a history: see the reference.",
    );
    file += &heading("run");
    file += &commented(
        "[run]\npaths       = 100_000\nseed        = 1\nsampler     = \"random\"      # or \"sobol\", with 16 times a power of two paths\nparameters  = \"uncertain\"   # or \"fixed\"\non_bad_path = \"fail\"        # or \"count\"\n",
    );
    file += &heading(
        "output: what `sarez run` writes beside its usual files; the command line may say otherwise",
    );
    file += &commented(
        "[output]\nformats    = [\"xlsx\", \"md\"]   # also \"parquet\", \"svg\"\nkeep_paths = 1_000            # paths.parquet with the outcomes on the first paths\n",
    );
    Some(file)
}

fn heading(title: &str) -> String {
    format!("\n# ---------------------------------------------------------------- {title}\n\n")
}

/// The variable's label or name.
fn called(variable: &Variable) -> &str {
    variable.label.as_deref().unwrap_or(&variable.name)
}

/// `sent[*]`, or `gdp`.
fn target(variable: &Variable) -> String {
    match variable.over {
        Some(_) => format!("{}[*]", variable.name),
        None => variable.name.clone(),
    }
}

/// `sent[russia]`, or `gdp`: one cell.
fn element(question: &Question, variable: &Variable) -> String {
    let first = variable.over.as_ref().and_then(|set| question.economy.elements(set).first());
    first.map_or_else(|| variable.name.clone(), |element| format!("{}[{element}]", variable.name))
}

/// `percent`, or `add` for what percents do not move.
fn verb(variable: &Variable) -> &'static str {
    match variable.kind {
        Kind::Rate | Kind::Ratio => "add",
        _ => "percent",
    }
}

/// "Behavioural variables, which can be hit: ..."
fn behavioural(model: &Model) -> String {
    let list = model.variables.iter().filter(|variable| matches!(variable.rule, Rule::Equation(_)));
    format!("Variables that can be hit: {}.", listed(list))
}

fn listed<'a>(variables: impl Iterator<Item = &'a Variable>) -> String {
    let name = |variable: &Variable| match &variable.over {
        Some(set) => format!("{}[{set}]", variable.name),
        None => variable.name.clone(),
    };
    variables.map(name).collect::<Vec<_>>().join(", ")
}

/// What moves most of the model is hit, and what most of it moves is measured.
fn choose<'a>(question: &'a Question) -> Option<Chosen<'a>> {
    let Question { model, economy, .. } = *question;
    let mut readers: BTreeMap<&str, BTreeSet<&'a str>> = BTreeMap::new();
    for variable in &model.variables {
        for read in names(variable.rule.expr()).into_iter().filter(|read| !read.reference) {
            readers.entry(read.name).or_default().insert(&variable.name);
        }
    }
    let moved = |variable: &'a Variable| {
        let mut moved = BTreeSet::new();
        let mut stack = vec![variable.name.as_str()];
        while let Some(name) = stack.pop() {
            if moved.insert(name) {
                stack.extend(readers.get(name).into_iter().flatten());
            }
        }
        moved
    };
    // A percent of nothing is nothing.
    let is_positive = |variable: &&Variable| {
        let own = variable.level.map(|level| level > 0.0);
        let stated = economy.levels.get(&variable.name).map(|level| *level.value.at(0) > 0.0);
        verb(variable) == "add" || variable.tracking == Tracking::Log || stated.or(own).unwrap_or(false)
    };
    let behavioural = model.variables.iter().filter(|v| matches!(v.rule, Rule::Equation(_)));
    let mut candidates: Vec<&Variable> = behavioural.filter(is_positive).collect();
    if candidates.is_empty() {
        candidates = model.variables.iter().filter(|v| matches!(v.rule, Rule::Equation(_))).collect();
    }
    candidates.sort_by_key(|variable| {
        // What comes through partners comes from outside.
        let preferred = (variable.kind == Kind::Flow, variable.residual.is_some(), variable.over.is_some());
        std::cmp::Reverse((preferred, moved(variable).len()))
    });
    let hit = *candidates.first()?;
    let also = *candidates.get(1).unwrap_or(&hit);
    let reached = moved(hit);
    let moves = |variable: &Variable| {
        model.variables.iter().filter(|v| moved(v).contains(variable.name.as_str())).count()
    };
    let measured = model.variables.iter().filter(|v| reached.contains(v.name.as_str()) && v.over.is_none());
    let measured = measured.max_by_key(|variable| {
        (variable.name == "gdp", variable.kind == Kind::Flow, variable.label.is_some(), moves(variable))
    });
    Some(Chosen { hit, also, measured: measured.unwrap_or(hit) })
}
