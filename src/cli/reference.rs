//! `sarez reference`: `docs/reference.md`, made of the lists that the program itself reads by.

use clap::CommandFactory;

use crate::diagnostic::{Diagnostics, Sources, Style, codes, render};
use crate::distribution::{self, KINDS, PERCENTILES, Parts, Quantity};
use crate::language::WORDS;
use crate::read;
use crate::read::keys::{self, Keys, Kind};
use crate::report::show::parameter_table;

use super::{Cli, Status, explain, output};

/// Print the reference: every key, distribution, function, code and argument, as Markdown; or a model's parameters
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A model: its parameters as a table, with priors and sources
    #[arg(value_name = "MODEL")]
    model: Option<String>,
}

const TOP: &str = "\
# Reference

Everything that may be written in a scenario, a model and an economy, and everything that Sarez may answer. This page is
made of the program's own lists (`sarez reference`); a test keeps it current. Editors that know JSON Schema complete and
check while one types, where the first line of a file names its schema: `#:schema docs/schema/scenario.schema.json`.

* [The scenario](#the-scenario): the question.
* [The model](#the-model): the equations.
* [The economy](#the-economy): one country's numbers.
* [Distributions](#distributions): sizes, priors and durations that are not known.
* [Equations](#equations): what stands between the quotes.
* [Problems](#problems): the codes, each with what to do.
* [The command line](#the-command-line).

A **quarter** is \"2022Q1\", a **period** a quarter or a year, \"2022\"; a **duration** is \"4q\" or \"1y\". A **name**
begins with a letter and consists of letters, digits and underscores. A key in bold is required.
";

const SCENARIO: &str = include_str!("../../tests/diagnostics/base/scenario.toml");
const MODEL: &str = include_str!("../../tests/diagnostics/base/model.toml");
const ECONOMY: &str = include_str!("../../tests/diagnostics/base/economy.toml");

const EQUATIONS: &str = "
An equation is the right-hand side alone: what it gives is named by its table. It is written in quotes; between three
quotes, `\"\"\"`, it may run over several lines, and `#` begins a comment.

* `+ - * / ^` with brackets; `^` binds tighter than a minus before it, so that `-x^2` is -(x²). `a^b^c` needs brackets.
* Comparisons `< <= > >= == !=` give 1 or 0: `(x > 0) * (y > 0)` is \"both\".
* `x(-1)` is the quarter before. There are no later quarters: expectations are written with lags.
* `sent[russia]` is one element of a set; `sent[corridor]` the running one, within `sum(corridor: ...)` or in an
  equation with `over = \"corridor\"`.
";

pub(super) fn reference(arguments: &Arguments) -> Status {
    let Some(name) = &arguments.model else { return output::text(&page()) };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let read = read::read_model(name, None, &mut sources, &mut diagnostics);
    output::rendered(&render(&diagnostics, &sources, Style::Coloured));
    let Some((model, economy)) = read else { return Status::Wrong };
    output::text(&parameter_table(&model, &economy))
}

fn page() -> String {
    let mut page = TOP.to_owned();
    for (heading, keys, example) in [
        ("The scenario", &keys::SCENARIO, SCENARIO),
        ("The model", &keys::MODEL, MODEL),
        ("The economy", &keys::ECONOMY, ECONOMY),
    ] {
        page.extend([format!("\n## {heading}\n\n{}\n\n", keys.doc)]);
        table(keys, &mut page);
        for inner in inner(keys) {
            page.extend([format!("\n### `{}`\n\n{}", inner.header, inner.doc)]);
            if !inner.forms.is_empty() {
                page.extend([format!(" It needs {}.", inner.forms_doc)]);
            }
            page += "\n\n";
            table(inner, &mut page);
        }
        page.extend([format!("\n### An example\n\n```toml\n{example}```\n")]);
    }
    page += "\n## Distributions\n\nWherever a size may be uncertain, write a number, or a table with one of these:\n\
             `percent = { normal = { mean = -22, sd = 5 } }`. Each is stated by one of its forms; keys in brackets may\n\
             be left out. In a `duration` the numbers are quarters, and \"2q\" is one too. With as many percentiles as parameters\n\
             all are met; with more it is fitted by least squares in probability, and the fit is told with its error.\n";
    for kind in KINDS {
        distribution(kind, &mut page);
    }
    page.extend([format!("\n## Equations\n{EQUATIONS}\n| write | it gives |\n|---|---|\n")]);
    for word in WORDS {
        page.extend([format!("| `{}` | {} |\n", word.form.replace(" or ", "` or `"), word.meaning)]);
    }
    page += "\n## Problems\n\n`sarez explain CODE` shows an example of each.\n";
    for group in explain::GROUPS {
        page.extend([format!("\n### {}\n\n", group.title)]);
        for (name, _) in group.codes {
            if let Some(code) = codes::ALL.iter().find(|code| code.name == *name) {
                page.extend([format!("* **{name}**: {}\n", code.explanation)]);
            }
        }
    }
    page += "\n## The command line\n";
    let mut command = Cli::command().term_width(100);
    command.build();
    page.extend([format!("\n```text\n{}```\n", trimmed(&command.render_help().to_string()))]);
    for subcommand in command.get_subcommands_mut().filter(|command| !command.is_hide_set()) {
        if subcommand.get_name() == "help" {
            continue;
        }
        let name = subcommand.get_name().to_owned();
        let help = subcommand.clone().term_width(100).render_help().to_string();
        page.extend([format!("\n### sarez {name}\n\n```text\n{}```\n", trimmed(&help))]);
    }
    page
}

/// Without spaces at the ends of lines, with one line end.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The lists that a list leads to, in the order of its keys, each once.
fn inner(keys: &'static Keys) -> Vec<&'static Keys> {
    fn of_kind(kind: Kind, found: &mut Vec<&'static Keys>) {
        match kind {
            Kind::Table(keys) | Kind::Tables(keys) | Kind::Size(keys) | Kind::Copula(keys)
                if !found.iter().any(|known| std::ptr::eq(*known, keys)) =>
            {
                found.push(keys);
                keys.keys.iter().for_each(|key| of_kind(key.kind, found));
            }
            Kind::PerElement(kind)
            | Kind::List(kind)
            | Kind::OneOrMore(kind)
            | Kind::Pair(kind)
            | Kind::Named(kind)
            | Kind::ByQuarter(kind) => of_kind(*kind, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys.keys.iter().for_each(|key| of_kind(key.kind, &mut found));
    found
}

fn table(keys: &Keys, page: &mut String) {
    *page += "| key | value | meaning |\n|---|---|---|\n";
    for key in keys.keys {
        let name = if key.required { format!("**{}**", key.name) } else { key.name.to_owned() };
        let unit = if key.unit.is_empty() { String::new() } else { format!(", {}", key.unit) };
        page.extend([format!("| {name} | {}{unit} | {} |\n", value(key.kind), key.doc.replace('|', "\\|"))]);
    }
}

/// What a value is, in a few words.
fn value(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Name => "name".to_owned(),
        Kind::File => "name or path".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Within(range) => format!("number, {range}"),
        Kind::Integer(least, i64::MAX) => format!("whole number from {least}"),
        Kind::Integer(least, most) => format!("whole number, {least} to {most}"),
        Kind::Boolean => "true or false".to_owned(),
        Kind::Choice(words) => words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" or "),
        Kind::Quarter => "quarter".to_owned(),
        Kind::Period => "period".to_owned(),
        Kind::Duration(_) => "duration".to_owned(),
        Kind::Target => "variable: \"gdp\", \"sent[russia]\", \"sent[*]\"".to_owned(),
        Kind::Measure => "measure".to_owned(),
        Kind::OutcomeAt => "\"outcome@period\"".to_owned(),
        Kind::Equation => "[equation](#equations)".to_owned(),
        Kind::Statement => "statement".to_owned(),
        Kind::Distribution => "number or [distribution](#distributions)".to_owned(),
        Kind::Size(keys) => format!("number, [distribution](#distributions) or `{}`", keys.header),
        Kind::Date => "day, 2022-03-04".to_owned(),
        Kind::DurationDistribution => "duration or [distribution](#distributions)".to_owned(),
        Kind::PerElement(kind) => format!("{}, or `{{ element = ... }}`", value(*kind)),
        Kind::List(kind) => format!("list: {}", value(*kind)),
        Kind::OneOrMore(kind) => format!("{}, or a list", value(*kind)),
        Kind::Pair(kind) => format!("[low, high], each a {}", value(*kind)),
        Kind::Table(keys) => format!("table `{}`", keys.header),
        Kind::Tables(keys) => format!("tables `{}`", keys.header),
        Kind::Named(Kind::Table(keys)) => format!("tables `{}`", keys.header),
        Kind::Named(kind) => format!("`{{ name = ... }}`: {}", value(*kind)),
        Kind::ByQuarter(kind) => format!("`{{ \"2021Q4\" = ... }}`: {}", value(*kind)),
        Kind::ByYear(kind) => format!("`{{ \"2021\" = ... }}`: {}", value(*kind)),
        Kind::Copula(keys) => format!("\"gaussian\" or `{}`", keys.header),
        Kind::Correlations => "list: `[\"first\", \"second\", 0.3]`".to_owned(),
        Kind::ByDriver(kind) => format!("`{{ driver = ... }}`: {}", value(*kind)),
        Kind::PerVariable(kind) => format!("{}, or `{{ variable = ... }}`", value(*kind)),
    }
}

fn distribution(kind: &distribution::Kind, page: &mut String) {
    page.extend([format!("\n### `{}`\n\n{} ", kind.name, kind.summary)]);
    let forms = kind.forms.iter().map(|form| {
        let names = |optional: bool| {
            let keys = form.keys.iter().filter(move |key| key.default.is_some() == optional);
            keys.map(|key| key.name).collect::<Vec<_>>().join(", ")
        };
        let optional = names(true);
        format!("`{}{}`", names(false), if optional.is_empty() { optional } else { format!(" [{optional}]") })
    });
    let mut forms: Vec<String> = forms.collect();
    if let Some(percentiles) = &kind.percentiles {
        let keys = PERCENTILES.map(|(name, _)| name);
        let beside: Vec<&str> = percentiles.beside.iter().map(|key| key.name).collect();
        let beside =
            if beside.is_empty() { String::new() } else { format!(", with `{}`", beside.join(", ")) };
        let (least, many) = (percentiles.least, if percentiles.least == 1 { "" } else { "s" });
        forms.push(format!("at least {least} percentile{many} of `{}`{beside}", keys.join(", ")));
    }
    forms.extend(match kind.parts {
        Parts::None => None,
        Parts::Weighted => Some("`discrete = { values = [0, 10, 30], weights = [5, 3, 2] }`".to_owned()),
        Parts::Column => Some("`empirical = { csv = \"changes.csv\", column = \"oil\" }`".to_owned()),
        Parts::Components => Some(
            "`mixture = [{ weight = 6, point = 0 }, { weight = 4, normal = { mean = -22, sd = 5 } }]`"
                .to_owned(),
        ),
        Parts::Within => Some(
            "`truncated = { normal = { mean = 0, sd = 1 }, low = -1, high = 2 }`, one bound or both"
                .to_owned(),
        ),
    });
    page.extend([format!("State {}.\n", forms.join(" or "))]);
    let keys = kind.keys();
    if !keys.is_empty() {
        *page += "\n| key | meaning |\n|---|---|\n";
    }
    for key in keys {
        let unit = if key.quantity == Quantity::InUnit { "" } else { " (no unit)" };
        let default = key.default.map_or_else(String::new, |default| format!("; {default} unless said"));
        page.extend([format!("| {} | {}{unit}{default} |\n", key.name, key.doc)]);
    }
}
