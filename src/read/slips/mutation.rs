//! Every key of every table, misspelled, dropped and mistyped: nothing passes in silence.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostics, Sources, Span};
use crate::read::builtin::{ECONOMIES, MODELS, SCENARIOS};
use crate::read::keys::{ECONOMY, Keys, Kind, MODEL, SCENARIO};
use crate::read::read_texts;
use crate::read::tree::{Node, Table, Value, parse};

/// Scenario, model and economy, each with every key that it may have.
const FULL: [(&str, &str); 3] = [
    (
        "scenario",
        r#"
title = "All keys"
note = "n"
model = "model"
economy = "economy"
start = "2022Q1"
horizon = "2y"
as_of = 2022-06-30
data_through = "2022Q1"
[series.oil]
quarterly = { "2022Q1" = 1, "2022Q2" = 2, "2022Q3" = 3, "2022Q4" = 4 }
annual = { "2023" = 5 }
unit = "USD"
vintage = "2022-01-01"
source = "s"
[series.world]
csv = "data.csv"
column = { russia = "ru", other = "ot" }
source = "assumption"
[[assumption]]
id = "held"
target = "free"
set = { values = [3, 3.5], from = "2022Q1", to = "2022Q4" }
by = "b"
source = "s"
[[assumption]]
id = "held_on"
target = "free"
set = 4
timing = { start = "2022Q4" }
replaces = "held"
by = "b"
[[assumption]]
id = "held_gdp"
target = "gdp"
set = 100
by = "b"
[[assumption]]
id = "held_growth"
target = "gdp"
growth = 1
versus = "equation"
by = "b"
[[assumption]]
id = "held_percent"
target = "gdp"
percent = 1
by = "b"
[[assumption]]
id = "held_log_points"
target = "gdp"
log_points = 1
by = "b"
[[assumption]]
id = "held_add"
target = "gdp"
add = 1
by = "b"
[[tune]]
id = "tune_percent"
target = "gdp"
percent = 1
timing = { hold = "1q" }
by = "b"
on = 2022-03-04
reason = "r"
[[tune]]
id = "tune_log_points"
target = "gdp"
log_points = 1
by = "b"
on = "2022-03-04"
reason = "r"
[[tune]]
id = "tune_add"
target = "gdp"
add = 1
by = "b"
on = 2022-03-04
reason = "r"
[[tune]]
id = "tune_spread"
target = "sent[*]"
residual_spread = 1.5
by = "b"
on = 2022-03-04
reason = "r"
[[shock]]
id = "percent"
target = "sent[*]"
percent = -22
each = true
source = "s"
[shock.timing]
start = "2022Q1"
ramp = "1q"
hold = "1q"
half_life = "1q"
[[shock]]
id = "growth"
target = "gdp"
growth = 1
versus = "equation"
[[shock]]
id = "log_points"
target = "gdp"
log_points = 1
[[shock]]
id = "add"
target = "gdp"
add = 1
[[shock]]
id = "set"
target = "gdp"
set = 1
by = "residual.gdp"
replaces = "held_gdp"
[[event]]
id = "event"
label = "l"
probability = 0.5
window = ["2022Q1", "2022Q2"]
duration = "1q"
source = "s"
[[event.shock]]
target = "sent[*]"
percent = -1
each = true
[[event.shock]]
target = "gdp"
growth = 1
versus = "equation"
[[event.shock]]
target = "gdp"
log_points = 1
[[event.shock]]
target = "gdp"
add = 1
[[event.shock]]
target = "free"
set = 1
replaces = ["held", "held_on"]
[[outcome]]
id = "outcome"
label = "l"
variable = "gdp"
as = "level"
of = "baseline"
at = ["2022"]
below = [1]
above = 2
[[check]]
that = "mean(outcome@2022) > 0"
[[observed]]
outcome = "outcome@2022"
value = 3
source = "s"
[run]
paths = 10
seed = 2
sampler = "random"
parameters = "fixed"
on_bad_path = "count"
"#,
    ),
    (
        "model",
        r#"
title = "All keys"
note = "n"
frequency = "quarter"
sets = ["corridor"]
[reference]
kind = "steady"
scale = "gdp"
[parameter.weight]
over = "corridor"
label = "l"
unit = "u"
value = { russia = 0.5, other = 0.5 }
prior = { normal = { mean = 0.5, sd = 0.1 } }
valid = [0, 1]
source = "s"
[variable.sent]
over = "corridor"
label = "l"
unit = "u"
kind = "flow"
trend = "foreign"
equation = "ref(sent[corridor]) * exp(weight[corridor])"
transform = "log"
residual = { student_t = { df = 4, sd = 0.1 }, ar = 0.5, common = { share = 0.5, factor = "f" } }
bounds = { low = 0, high = 1000 }
level = 30
source = "s"
[variable.gdp]
kind = "flow"
trend = "real"
equation = "ref(gdp)"
residual = { normal = { sd = 0.1 } }
[variable.oil]
kind = "index"
unit = "USD"
series = true
[variable.world]
over = "corridor"
kind = "rate"
series = true
[variable.trade]
kind = "flow"
equation = "ref(trade)"
transform = "log"
level = 3
residual = { normal = { annual_sd = { growth = 0.1 } }, ar = 0.9 }
[variable.price]
kind = "index"
equation = "ref(price)"
level = 3
residual = { student_t = { df = 4, annual_sd = { change = 0.1 } } }
[variable.free]
kind = "rate"
equation = "free(-1)"
level = 3
[variable.welfare]
kind = "rate"
frequency = "year"
equation = "welfare(-1)"
level = 3
[identity.books]
check = "gdp = total"
label = "l"
source = "s"
[variable.total]
kind = "flow"
definition = "sum(corridor: sent[corridor])"
absorb = "sent[russia]"
"#,
    ),
    (
        "economy",
        r#"
title = "All keys"
note = "n"
code = "TJK"
currency = "TJS"
[set]
corridor = ["russia", "other"]
[level.gdp]
value = 100
unit = "u"
period = "2020"
vintage = "2021"
source = "s"
[reference]
kind = "balanced"
base = "2020"
growth = 4
inflation = 6
foreign_inflation = 2
source = "s"
[closing]
books = "gdp"
[parameter.weight]
value = 0.6
prior = { russia = 0.6, other = { uniform = { low = 0.5, high = 0.7 } } }
source = "s"
[history.gdp]
quarterly = { "2021Q4" = 99, "2022Q1" = 100 }
annual = { "2020" = 400, "2021" = 404 }
unit = "u"
vintage = "2022-05"
source = "s"
[history.free]
csv = "data.csv"
column = "free"
source = "assumption"
[series.oil]
quarterly = { "2022Q1" = 1 }
source = "assumption"
[reference]
kind = "path"
csv = "path.csv"
"#,
    ),
];

/// What the files name.
const DATA: [(&str, &str); 2] = [
    (
        "data.csv",
        "period,ru,ot,free\n2021Q4,,,3\n2022Q1,1,2,\n2022Q2,1,2,\n2022Q3,1,2,\n2022Q4,1,2,\n2023,1,2,\n",
    ),
    ("path.csv", "variable,period,value,unit,vintage\ngdp,2022,400,,2022-01\ngdp,2023,410,,2022-01\n"),
];

/// A key in its place, and its value.
struct Place<'t> {
    /// The list's header and the key, or the header of the list above a name that the user chose.
    key: (&'static str, &'static str),
    required: bool,
    span: Span,
    node: &'t Node,
}

/// Every key of the lists in a tree.
fn places<'t>(keys: &'static Keys, table: &'t Table, found: &mut Vec<Place<'t>>) {
    for entry in &table.entries {
        let key = keys.get(&entry.key).expect("a key of the list");
        let place = Place {
            key: (keys.header, key.name),
            required: key.required,
            span: entry.span,
            node: &entry.node,
        };
        found.push(place);
        inner(key.kind, &entry.node, found);
    }
}

fn inner<'t>(kind: Kind, node: &'t Node, found: &mut Vec<Place<'t>>) {
    match (kind, &node.value) {
        (Kind::Table(keys), Value::Table(table)) => places(keys, table, found),
        (Kind::Size(keys), Value::Table(table))
            if table.entries.iter().any(|e| keys.get(&e.key).is_some()) =>
        {
            places(keys, table, found);
        }
        (Kind::Tables(keys), Value::List(nodes)) => {
            for node in nodes {
                inner(Kind::Table(keys), node, found);
            }
        }
        (Kind::Named(kind), Value::Table(table)) => {
            for entry in &table.entries {
                inner(*kind, &entry.node, found);
            }
        }
        _ => {}
    }
}

/// The codes of the problems and the places of their first labels, in the changed file.
fn problems(texts: &[(&str, &str)]) -> (bool, Vec<(String, Option<Span>)>) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let all = [texts, &DATA].concat();
    let sound = read_texts(all[0].0, &all, &mut sources, &mut diagnostics).is_some();
    let list = diagnostics.sorted().into_iter();
    (sound, list.map(|d| (d.code.name.to_owned(), d.labels.first().map(|label| label.span))).collect())
}

/// Misspells, drops and mistypes every key of the three files; gives the keys that were there.
fn mutate(files: &[(&str, &str); 3]) -> BTreeSet<(&'static str, &'static str)> {
    let (sound, found) = problems(files);
    assert!(sound && found.is_empty(), "{found:?}");
    let mut seen = BTreeSet::new();
    for (index, keys) in [&SCENARIO, &MODEL, &ECONOMY].into_iter().enumerate() {
        let (name, text) = files[index];
        // The files are read in this order, so that their spans are those of the reader.
        let mut sources = Sources::new();
        let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(*name, *text)).collect();
        let tree = parse(ids[index], &sources, &mut Diagnostics::new());
        let mut list = Vec::new();
        places(keys, &tree.root, &mut list);
        for place in list {
            // Many tables are alike: the first of each key stands for all.
            if !seen.insert(place.key) {
                continue;
            }
            let mutant = |range: std::ops::Range<usize>, new: &str| {
                let mut text = text.to_owned();
                text.replace_range(range, new);
                let mut files = files.map(|(name, text)| (name, text.to_owned()));
                files[index].1 = text;
                let files: Vec<(&str, &str)> =
                    files.iter().map(|(name, text)| (*name, text.as_str())).collect();
                problems(&files)
            };
            // A name that is far from every key: unknown, and the key itself is missing where it is required.
            let (sound, found) = mutant(place.span.range(), "zzzzzzzz");
            let at_key = |code: &str, span: &Option<Span>| {
                code == "unknown-key" && span.is_some_and(|s| s.start == place.span.start)
            };
            assert!(
                !sound && found.iter().any(|(code, span)| at_key(code, span)),
                "{name} {:?}: {found:?}",
                place.key
            );
            // A header names its table; others of the same table may remain.
            let header = place.node.span.start <= place.span.start;
            if place.required && !header {
                assert!(
                    found.iter().any(|(code, _)| code == "missing-key"),
                    "{name} {:?}: {found:?}",
                    place.key
                );
            }
            // One letter more: unknown all the same.
            let end = place.span.range().end;
            let (sound, found) = mutant(end..end, "z");
            assert!(
                !sound && found.iter().any(|(code, span)| at_key(code, span)),
                "{name} {:?}: {found:?}",
                place.key
            );
            // A value of another type, said where it stands. A header has no value to replace.
            let value = place.node.span.range();
            if !header {
                let new = if matches!(place.node.value, Value::Boolean(_)) { "3" } else { "true" };
                let (sound, found) = mutant(value.clone(), new);
                let at_value = |span: &Option<Span>| span.is_some_and(|s| s.range().start == value.start);
                assert!(
                    !sound && found.iter().any(|(code, span)| code == "wrong-type" && at_value(span)),
                    "{name} {:?}: {found:?}",
                    place.key
                );
            }
        }
    }
    seen
}

/// Every key that a file may have.
fn all(keys: &'static Keys, found: &mut BTreeSet<(&'static str, &'static str)>) {
    fn inner(kind: Kind, found: &mut BTreeSet<(&'static str, &'static str)>) {
        match kind {
            Kind::Table(keys) | Kind::Tables(keys) | Kind::Size(keys) => all(keys, found),
            Kind::Named(kind) => inner(*kind, found),
            _ => {}
        }
    }
    for key in keys.keys {
        found.insert((keys.header, key.name));
        inner(key.kind, found);
    }
}

#[test]
fn no_key_passes_misspelled_dropped_or_mistyped() {
    let seen = mutate(&FULL);
    let mut expected = BTreeSet::new();
    for keys in [&SCENARIO, &MODEL, &ECONOMY] {
        all(keys, &mut expected);
    }
    let missing: Vec<_> = expected.difference(&seen).collect();
    assert!(missing.is_empty(), "the full files lack {missing:?}");
}

#[test]
fn no_key_of_the_founding_files_passes_misspelled_dropped_or_mistyped() {
    let find = |list: &'static [crate::read::builtin::BuiltIn], name| {
        list.iter().find(|file| file.name == name).map(|file| (file.name, file.text)).expect("it ships")
    };
    let files = [
        find(SCENARIOS, "tajikistan-2022"),
        find(MODELS, "remittance-energy"),
        find(ECONOMIES, "tajikistan"),
    ];
    assert!(mutate(&files).len() > 60);
}
