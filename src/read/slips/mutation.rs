//! Every key of every table, misspelled, dropped, mistyped and in the wrong unit: neither reader nor schema lets it pass.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostics, Sources, Span};
use crate::read::builtin::{ECONOMIES, MODELS, SCENARIOS};
use crate::read::keys::{ECONOMY, End, Keys, Kind, MODEL, SCENARIO, schema};
use crate::read::read_texts;
use crate::read::tree::{Node, Table, Value, parse};

/// Scenario, model and economy, each with every key that it may have; and what they extend.
const FULL: [(&str, &str); 5] = [
    (
        "scenario",
        r#"
title = "All keys"
note = "n"
extends = "base"
remove = ["of_base"]
model = "model"
economy = "economy"
parameter_set = "other"
sample = "s"
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
[[past]]
of = "free"
as = "change"
quarterly = { "2021Q1" = 1 }
annual = { "2020" = 5 }
vintage = "2022-01-01"
source = "s"
[[past]]
of = "gdp"
csv = "data.csv"
column = "ru"
source = "s"
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
channel = "c"
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
log_points = { normal = { mean = 1, sd = 1 } }
[[shock]]
id = "add"
target = "gdp"
add = 1
[[shock]]
id = "blocks"
target = "gdp"
add = { bootstrap = { csv = "past.csv", column = "change", block = "1q", joint = "past" } }
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
channel = "c"
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
[[event]]
id = "after"
given = { event = "event", yes = 0.5, no = 0.1 }
window = ["2022Q1", "2022Q3"]
onset = { uniform = { low = 0, high = 3 } }
duration = "1q"
shock = [{ target = "gdp", add = 1 }]
[[event]]
id = "again"
yearly_hazard = 0.2
recurs = true
window = ["2022Q1", "2022Q3"]
duration = "1q"
shock = [{ target = "gdp", add = 1 }]
[[event]]
id = "other"
yearly_hazard = 0.2
window = ["2022Q1", "2022Q3"]
duration = "1q"
shock = [{ target = "gdp", add = 1 }]
[[exclusive]]
id = "way"
events = ["event", "other"]
[[regime]]
id = "on"
label = "l"
enter = 0.1
leave = 0.2
start = "stationary"
shock = [{ target = "gdp", add = 1 }]
channel = "c"
source = "s"
[[regime]]
id = "off"
yearly_hazard = 0.1
leave = 0.2
shock = [{ target = "gdp", add = 1 }]
[dependence]
rank_correlation = [["log_points", "after", 0.2]]
repair = "nearest"
bounds = true
copula = { student_t = { df = 5 } }
residual_copula = { empirical = { csv = "rows.csv", columns = { "residual.gdp" = "g", "residual.trade" = "t" } } }
source = "s"
[[outcome]]
id = "outcome"
label = "l"
variable = "gdp"
as = "level"
of = "baseline"
at = ["2022", "2023"]
below = [1]
above = 2
[[target]]
outcome = "outcome@2022"
stat = "p50"
value = 1
by = "shock.percent.percent"
source = "s"
[[check]]
that = "mean(outcome@2022) > 0"
[[observed]]
outcome = "outcome@2022"
value = 3
source = "s"
past = { quarterly = { "2021Q4" = 1 }, annual = { "2020" = 1, "2021" = 2 }, vintage = "2022-01-01", source = "s" }
[[observed.forecast]]
by = "b"
value = 1
on = 2022-03-04
of = "2023"
source = "s"
[[observed]]
outcome = "outcome@2023"
value = 3
past = { csv = "data.csv", column = "free", source = "s" }
[calibrate]
parameters = ["weight[other]"]
observed = "trade"
from = "2021Q1"
to = "2021Q4"
[residual.sent]
normal = { sd = 0.1 }
ar = 0.5
[residual.sent.common]
share = 0.5
factor = "world"
[[fact]]
id = "estimate"
title = "t"
outcome = "outcome@2022"
value = 3
range = [1, 5]
source = "s"
used = "u"
disagrees = "d"
[[fact]]
id = "least"
title = "t"
outcome = "outcome@2022"
least = 3
source = "s"
[[fact]]
id = "most"
title = "t"
outcome = "outcome@2022"
most = 3
source = "s"
[rolling]
csv = "origins.csv"
[run]
paths = 10
seed = 2
sampler = "random"
parameters = "fixed"
on_bad_path = "count"
split = true
[[run.until]]
outcome = "outcome@2022"
stat = "p05"
half_width = 0.1
[output]
formats = ["xlsx", "md"]
keep_paths = 10
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
[parameter_set.other]
title = "t"
[parameter_set.other.parameter.weight]
value = { russia = 0.4, other = 0.6 }
prior = { normal = { mean = 0.5, sd = 0.1 } }
source = "s"
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
trend = "real"
equation = "ref(trade)"
transform = "log"
level = 3
residual = { normal = { annual_sd = { growth = 0.1 } }, ar = 0.9 }
[variable.price]
kind = "index"
trend = "price"
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
[validity.boom]
label = "l"
outside = "gdp > 1000"
advice = "a"
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
extends = "base-economy"
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
[history.trade]
quarterly = { "2021Q4" = 3 }
source = "assumption"
[history.free]
csv = "data.csv"
column = "free"
source = "assumption"
[[past]]
of = "free"
annual = { "2020" = 4 }
source = "s"
[series.oil]
quarterly = { "2022Q1" = 1 }
source = "assumption"
[dependence]
copula = "gaussian"
rank_correlation = [["residual.gdp", "residual.trade", 0.2]]
repair = "none"
source = "s"
"#,
    ),
    ("base", "shock = [{ id = 'of_base', target = 'gdp', add = 1 }]"),
    ("base-economy", "currency = 'TJS'"),
];

/// The reference of the economy in [`FULL`], and the other one that a table of this name may state.
const BALANCED: &str = r#"kind = "balanced"
base = "2020"
growth = 4
inflation = 6
foreign_inflation = 2
source = "s"
"#;
const BY_PATH: &str = "kind = \"path\"\ncsv = \"path.csv\"\n";

/// What the files name.
const DATA: [(&str, &str); 5] = [
    ("origins.csv", "origin\n2021\n"),
    ("past.csv", "change\n1\n2\n3\n4\n5\n"),
    ("rows.csv", "g,t\n1,2\n2,1\n3,3\n"),
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
    kind: Kind,
    span: Span,
    node: &'t Node,
    /// What its table and all its keys are.
    list: &'static Keys,
    beside: Vec<&'t str>,
}

/// Every key of the lists in a tree.
fn places<'t>(keys: &'static Keys, table: &'t Table, found: &mut Vec<Place<'t>>) {
    for entry in &table.entries {
        let key = keys.get(&entry.key).expect("a key of the list");
        let place = Place {
            key: (keys.header, key.name),
            required: key.required,
            kind: key.kind,
            span: entry.span,
            node: &entry.node,
            list: keys,
            beside: table.entries.iter().map(|entry| entry.key.as_str()).collect(),
        };
        found.push(place);
        inner(key.kind, &entry.node, found);
    }
}

fn inner<'t>(kind: Kind, node: &'t Node, found: &mut Vec<Place<'t>>) {
    match (kind, &node.value) {
        (Kind::Table(keys) | Kind::Copula(keys), Value::Table(table)) => places(keys, table, found),
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
    // What a file's data are is no matter of its keys.
    let list = diagnostics.sorted().into_iter().filter(|problem| problem.code.name != "revised-data");
    (sound, list.map(|d| (d.code.name.to_owned(), d.labels.first().map(|label| label.span))).collect())
}

impl Place<'_> {
    /// Whether the table is complete without this key.
    fn may_go(&self) -> bool {
        let name = self.key.1;
        let forms = self.list.forms;
        let stated = |key: &&str| *key != name && forms.iter().any(|form| form.contains(key));
        let left: Vec<&str> = self.beside.iter().copied().filter(stated).collect();
        let whole = |form: &&[&str]| form.len() == left.len() && form.iter().all(|key| left.contains(key));
        !self.required && (!forms.iter().any(|form| form.contains(&name)) || forms.iter().any(whole))
    }
}

/// A value that looks right and is not: no unit, a unit too many, another way of writing.
fn in_another_unit(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Duration(_) | Kind::DurationDistribution => "\"4\"",
        Kind::Number | Kind::Within(_) | Kind::Integer(..) | Kind::Distribution | Kind::Size(_) => "\"-22%\"",
        Kind::PerElement(kind) | Kind::OneOrMore(kind) => return in_another_unit(*kind),
        Kind::Quarter | Kind::Period => "\"2022-Q1\"",
        Kind::Pair(Kind::Quarter) => "[\"2022-Q1\", \"2022Q2\"]",
        Kind::Pair(Kind::Number) => "[\"0%\", 1]",
        Kind::Name | Kind::Target => "\"a b\"",
        Kind::Choice(_) | Kind::Measure | Kind::OutcomeAt => "\"nonesuch\"",
        Kind::Boolean => "\"true\"",
        Kind::Date => "\"4 March 2022\"",
        Kind::Equation | Kind::Statement => "\"\"",
        _ => return None,
    })
}

/// A TOML text as JSON, for the schema; `None` when it is no TOML.
fn json(text: &str) -> Option<serde_json::Value> {
    fn of(value: toml::Value) -> serde_json::Value {
        match value {
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(integer) => integer.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(boolean) => boolean.into(),
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(list) => list.into_iter().map(of).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, inner)| (key, of(inner))).collect(),
        }
    }
    toml::from_str::<toml::Table>(text).ok().map(|table| of(toml::Value::Table(table)))
}

fn validator(keys: &'static Keys) -> jsonschema::Validator {
    let schema: serde_json::Value = serde_json::from_str(&schema(keys)).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// Takes a range out of a text; in braces with its comma.
fn without(text: &str, range: std::ops::Range<usize>) -> String {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    if let Some(rest) = after.trim_start_matches(' ').strip_prefix(',') {
        return format!("{before}{rest}");
    }
    format!("{}{after}", before.trim_end_matches(' ').strip_suffix(',').unwrap_or(before))
}

/// Misspells, drops and mistypes every key of the three files; gives the keys that were there.
#[expect(clippy::too_many_lines, reason = "one block a mutation")]
fn mutate<const N: usize>(
    files: &[(&str, &str); N],
    which: &[usize],
) -> BTreeSet<(&'static str, &'static str)> {
    let (sound, found) = problems(files);
    assert!(sound && found.is_empty(), "{found:?}");
    let validators = [&SCENARIO, &MODEL, &ECONOMY].map(validator);
    let mut seen = BTreeSet::new();
    for (index, keys) in [&SCENARIO, &MODEL, &ECONOMY].into_iter().enumerate() {
        if !which.contains(&index) {
            continue;
        }
        let (name, text) = files[index];
        let valid = |text: &str| json(text).is_some_and(|value| validators[index].is_valid(&value));
        assert!(valid(text), "{name}: {:?}", validators[index].validate(&json(text).unwrap()));
        // The files are read in this order, so that their spans are those of the reader.
        let mut sources = Sources::new();
        let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(*name, *text)).collect();
        let tree = parse(ids[index], &sources, &mut Diagnostics::new());
        let mut list = Vec::new();
        places(keys, &tree.root, &mut list);
        let inherits = matches!(tree.root.get("extends"), Some(extends)
            if !matches!(&extends.node.value, Value::Text(name) if name.starts_with("base")));
        for place in list {
            // Many tables are alike: the first of each key stands for all.
            if !seen.insert(place.key) {
                continue;
            }
            let edited = |range: std::ops::Range<usize>, new: &str| {
                let mut text = text.to_owned();
                text.replace_range(range, new);
                text
            };
            let judged = |text: String| {
                let mut files = files.map(|(name, text)| (name, text.to_owned()));
                files[index].1 = text;
                let files: Vec<(&str, &str)> =
                    files.iter().map(|(name, text)| (*name, text.as_str())).collect();
                problems(&files)
            };
            // Neither reader nor schema takes it.
            let mutant = |range: std::ops::Range<usize>, new: &str| {
                let text = edited(range, new);
                assert!(!valid(&text), "the schema of {name} takes {:?} changed to {new}", place.key);
                judged(text)
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
            if place.required && !header && !inherits {
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
            // Without it. What is missing in a file that extends another may come from there.
            if !header && !inherits {
                let text = without(text, place.span.start as usize..place.node.span.end as usize);
                let (valid, (sound, found)) = (valid(&text), judged(text));
                if tree.root.get("extends").is_none() {
                    assert_eq!(valid, place.may_go(), "the schema of {name} without {:?}", place.key);
                }
                let told = |code: &str| code == "missing-key";
                assert!(
                    place.may_go() || (!sound && found.iter().any(|(code, _)| told(code))),
                    "{name} without {:?}: {found:?}",
                    place.key
                );
            }
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
            // Beyond its range, said where it stands.
            if let Kind::Within(range) = place.kind {
                let ends = [range.low.map(|end| (end, -1.0)), range.high.map(|end| (end, 1.0))];
                for (end, outwards) in ends.into_iter().flatten() {
                    let beyond = match end {
                        End::At(number) => number + outwards / 8.0,
                        End::Beyond(number) => number,
                    };
                    let (sound, found) = mutant(value.clone(), &format!("{beyond:?}"));
                    let at_value = |span: &Option<Span>| span.is_some_and(|s| s.range().start == value.start);
                    assert!(
                        !sound && found.iter().any(|(code, span)| code == "out-of-range" && at_value(span)),
                        "{name} {:?} = {beyond}: {found:?}",
                        place.key
                    );
                }
            }
            // In another unit, said within the value.
            if let Some(new) = in_another_unit(place.kind).filter(|_| !header) {
                let (sound, found) = mutant(value.clone(), new);
                let end = value.start + new.len();
                let within = |span: &Option<Span>| {
                    span.is_some_and(|s| value.start <= s.range().start && s.range().end <= end)
                };
                assert!(
                    !sound && found.iter().any(|(_, span)| within(span)),
                    "{name} {:?} = {new}: {found:?}",
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
            Kind::Table(keys) | Kind::Tables(keys) | Kind::Size(keys) | Kind::Copula(keys) => {
                all(keys, found);
            }
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
fn no_key_passes_misspelled_dropped_mistyped_or_in_another_unit() {
    let by_path = FULL[2].1.replace(BALANCED, BY_PATH);
    let mut with_path = FULL;
    with_path[2].1 = &by_path;
    let mut seen = mutate(&FULL, &[0, 1, 2]);
    seen.extend(mutate(&with_path, &[2]));
    let mut expected = BTreeSet::new();
    for keys in [&SCENARIO, &MODEL, &ECONOMY] {
        all(keys, &mut expected);
    }
    let missing: Vec<_> = expected.difference(&seen).collect();
    assert!(missing.is_empty(), "the full files lack {missing:?}");
}

#[test]
fn no_key_of_the_shipped_files_passes_misspelled_dropped_mistyped_or_in_another_unit() {
    let find = |list: &'static [crate::read::builtin::BuiltIn], name: &str| {
        list.iter().find(|file| file.name == name).map(|file| (file.name, file.text)).expect("it ships")
    };
    for scenario in SCENARIOS {
        let read = crate::read::read(scenario.name, &mut Sources::new(), &mut Diagnostics::new()).unwrap();
        let files = [
            (scenario.name, scenario.text),
            find(MODELS, &read.model.name),
            find(ECONOMIES, &read.economy.name),
        ];
        let founding = scenario.name == "tajikistan-2022";
        let seen = mutate(&files, if founding { &[0, 1, 2] } else { &[0] });
        let few = if scenario.text.contains("\nextends") { 4 } else { 15 };
        assert!(seen.len() > if founding { 60 } else { few }, "{}", scenario.name);
    }
}

#[test]
fn what_ships_and_every_known_model_is_valid() {
    let (scenario, model) = (validator(&SCENARIO), validator(&MODEL));
    let economy = validator(&ECONOMY);
    let check = |validator: &jsonschema::Validator, name: &str, text: &str| {
        let value = json(text).unwrap();
        if let Err(error) = validator.validate(&value) {
            panic!("{name}: {error} at {}", error.instance_path());
        }
    };
    for (list, validator) in [(SCENARIOS, &scenario), (MODELS, &model), (ECONOMIES, &economy)] {
        for file in list {
            check(validator, file.name, file.text);
        }
    }
    let known = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_models");
    for entry in std::fs::read_dir(known).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let validator = if name.ends_with("-model") { &model } else { &scenario };
            check(validator, name, &std::fs::read_to_string(&path).unwrap());
        }
    }
}
