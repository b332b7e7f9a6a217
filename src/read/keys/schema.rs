//! The lists of keys as JSON Schema (draft 2020-12), so that editors complete, explain and check while one types.
//!
//! It says no more than the lists: names, types, forms, words and ranges. What needs two files, or arithmetic, only the
//! reader knows.

use serde_json::{Map, Value, json};

use crate::distribution::{self, KINDS, PERCENTILES, Parts, Quantity};

use super::super::outcome::MEASURES;
use super::{End, Key, Keys, Kind, Range, Role};

const NAME: &str = "[A-Za-z][A-Za-z0-9_]*";
const QUARTER: &str = "[0-9]{4}Q[1-4]";
const PERIOD: &str = "[0-9]{4}(Q[1-4])?";
const DURATION: &str = "[0-9]+[qy]";
/// A duration that is not zero.
const SOME_TIME: &str = "0*[1-9][0-9]*[qy]";

/// The schema of the file that `keys` lists, two spaces a level, with a line end.
pub fn schema(keys: &'static Keys) -> String {
    let mut writer = Writer { in_part: false, lists: Vec::new(), definitions: Map::new() };
    let mut schema = writer.list(keys);
    if keys.get("extends").is_some() {
        // What a file leaves out may come from the one that it extends.
        let mut part = Writer { in_part: true, ..writer };
        let in_part = part.list(keys);
        part.definitions.insert("whole".to_owned(), Value::Object(schema));
        part.definitions.insert("in_part".to_owned(), Value::Object(in_part));
        schema = Map::from_iter([(
            "anyOf".to_owned(),
            json!([{ "$ref": "#/$defs/whole" }, { "$ref": "#/$defs/in_part" }]),
        )]);
        writer = part;
    }
    // The first line names the schema, and that is a comment: no key.
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(format!("Sarez: {}", keys.header)));
    if !writer.definitions.is_empty() {
        schema.insert("$defs".to_owned(), Value::Object(writer.definitions));
    }
    format!("{:#}\n", Value::Object(schema))
}

struct Writer {
    /// Whether tables may leave out what the file that is extended has.
    in_part: bool,
    /// The lists that have a definition, and its name.
    lists: Vec<(bool, &'static Keys, String)>,
    definitions: Map<String, Value>,
}

impl Writer {
    /// A reference to the definition of a list.
    fn reference(&mut self, keys: &'static Keys) -> Value {
        let known = self
            .lists
            .iter()
            .find(|(in_part, list, _)| *in_part == self.in_part && std::ptr::eq(*list, keys));
        let name = match known {
            Some((_, _, name)) => name.clone(),
            None => {
                let mut name = slug(keys.header) + if self.in_part { "_in_part" } else { "" };
                while self.lists.iter().any(|(_, _, taken)| *taken == name) {
                    name.push('_');
                }
                self.lists.push((self.in_part, keys, name.clone()));
                let schema = self.list(keys);
                self.definitions.insert(name.clone(), Value::Object(schema));
                name
            }
        };
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn list(&mut self, keys: &'static Keys) -> Map<String, Value> {
        let of_extending = |key: &Key| matches!(key.name, "extends" | "remove");
        let stated = keys.keys.iter().filter(|key| self.in_part || !of_extending(key));
        let needed = |key: &&Key| match key.role {
            _ if key.name == "extends" => true,
            Role::Own | Role::Identity => key.required,
            _ => key.required && !self.in_part,
        };
        let required: Vec<&str> = stated.clone().filter(needed).map(|key| key.name).collect();
        let stated: Vec<&Key> = stated.collect();
        let properties: Map<String, Value> =
            stated.into_iter().map(|key| (key.name.to_owned(), self.key(key))).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("description".to_owned(), json!(keys.doc));
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !keys.forms.is_empty() && !self.in_part {
            schema.insert(
                "oneOf".to_owned(),
                Value::Array(keys.forms.iter().map(|form| one_form(form, keys)).collect()),
            );
        }
        schema
    }

    fn key(&mut self, key: &Key) -> Value {
        let unit = if key.unit.is_empty() { String::new() } else { format!(" In {}.", key.unit) };
        let description = json!(format!("{}{unit}", key.doc));
        match self.kind(key.kind) {
            Value::Object(mut schema) => {
                schema.insert("description".to_owned(), description);
                Value::Object(schema)
            }
            schema => schema,
        }
    }

    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Text | Kind::File => json!({ "type": "string" }),
            Kind::Name => pattern(NAME),
            Kind::Number => json!({ "type": "number" }),
            Kind::Within(range) => within(range),
            Kind::Integer(least, i64::MAX) => json!({ "type": "integer", "minimum": least }),
            Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Choice(words) => json!({ "enum": words }),
            Kind::Quarter => pattern(QUARTER),
            Kind::Period => pattern(PERIOD),
            Kind::Duration(0) => pattern(DURATION),
            Kind::Duration(_) => pattern(SOME_TIME),
            Kind::Target => pattern(&target()),
            Kind::Measure => json!({ "anyOf": [
                { "enum": MEASURES.map(|(words, _)| words) },
                pattern(&format!("share of {}", target())),
            ] }),
            Kind::OutcomeAt => pattern(&format!(r"\s*{NAME}\s*@\s*{PERIOD}\s*")),
            Kind::Equation | Kind::Statement => json!({ "type": "string", "pattern": r"\S" }),
            Kind::Distribution => self.distribution(false),
            Kind::DurationDistribution => self.distribution(true),
            Kind::Size(keys) => {
                let (size, path) = (self.distribution(false), self.reference(keys));
                json!({ "anyOf": [size, path] })
            }
            // A day without quotes is a text to JSON.
            Kind::Date => pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
            Kind::PerElement(kind) => {
                let one = self.kind(*kind);
                json!({ "anyOf": [one, {
                    "type": "object",
                    "propertyNames": pattern(NAME),
                    "additionalProperties": one,
                    "minProperties": 1,
                }] })
            }
            Kind::List(kind) => json!({ "type": "array", "items": self.kind(*kind) }),
            Kind::OneOrMore(kind) => {
                let one = self.kind(*kind);
                json!({ "anyOf": [one, { "type": "array", "items": one }] })
            }
            Kind::Pair(kind) => {
                json!({ "type": "array", "items": self.kind(*kind), "minItems": 2, "maxItems": 2 })
            }
            Kind::Table(keys) => self.reference(keys),
            Kind::Tables(keys) => json!({ "type": "array", "items": self.reference(keys) }),
            Kind::Named(kind) => self.map(NAME, *kind),
            Kind::ByQuarter(kind) => self.map(QUARTER, *kind),
            Kind::ByYear(kind) => self.map("[0-9]{4}", *kind),
            Kind::ByDriver(kind) => self.map(&driver(), *kind),
            Kind::Copula(keys) => {
                let table = self.reference(keys);
                json!({ "anyOf": [{ "enum": ["gaussian"] }, table] })
            }
            Kind::Correlations => json!({ "type": "array", "items": {
                "type": "array",
                "prefixItems": [pattern(&driver()), pattern(&driver()), { "type": "number", "minimum": -1, "maximum": 1 }],
                "minItems": 3,
                "maxItems": 3,
            } }),
            Kind::PerVariable(kind) => {
                let (one, each) = (self.kind(*kind), self.map(NAME, *kind));
                json!({ "anyOf": [one, each] })
            }
        }
    }

    fn map(&mut self, keys: &str, kind: Kind) -> Value {
        let value = self.kind(kind);
        json!({ "type": "object", "propertyNames": pattern(keys), "additionalProperties": value })
    }

    /// A number or one kind of distribution; in quarters, "2q" is a number too.
    fn distribution(&mut self, in_quarters: bool) -> Value {
        let name = if in_quarters { "distribution in quarters" } else { "distribution" };
        let definition = format!("#/$defs/{}", name.replace(' ', "%20"));
        let number = || {
            if in_quarters {
                json!({ "anyOf": [{ "type": "number" }, pattern(DURATION)] })
            } else {
                json!({ "type": "number" })
            }
        };
        if !self.definitions.contains_key(name) {
            let kinds: Vec<Value> =
                KINDS.iter().map(|kind| distribution(kind, &number, &definition)).collect();
            self.definitions.insert(name.to_owned(), json!({ "oneOf": kinds }));
        }
        json!({ "anyOf": [number(), { "$ref": definition }] })
    }
}

/// `{ normal = { mean = ..., sd = ... } }`: one key, the kind; in it the keys of one form.
fn distribution(kind: &distribution::Kind, number: &impl Fn() -> Value, definition: &str) -> Value {
    let described = |key: &distribution::Key| {
        let mut value = if key.quantity == Quantity::InUnit { number() } else { json!({ "type": "number" }) };
        value["description"] = json!(format!("{}.", key.doc));
        (key.name.to_owned(), value)
    };
    let mut forms: Vec<Value> = kind
        .forms
        .iter()
        .map(|form| {
            let properties: Map<String, Value> = form
                .keys
                .iter()
                .map(described)
                .collect();
            let required = form.required();
            json!({ "type": "object", "properties": properties, "additionalProperties": false, "required": required })
        })
        .collect();
    if let Some(percentiles) = &kind.percentiles {
        let names = PERCENTILES.map(|(name, _)| name);
        let keys = kind.keys().into_iter();
        let beside = |name: &str| percentiles.beside.iter().any(|key| key.name == name);
        let keys = keys.filter(|key| names.contains(&key.name) || beside(key.name));
        let properties: Map<String, Value> = keys.map(|key| described(&key)).collect();
        // Any choice of the least number of them, and others.
        let required = kind.key_sets().into_iter().skip(kind.forms.len());
        let count = |set: &Vec<&str>| set.iter().filter(|key| names.contains(key)).count();
        let required = required.filter(|set| count(set) == percentiles.least);
        let required: Vec<Value> = required.map(|set| json!({ "required": set })).collect();
        forms.push(json!({
            "type": "object", "properties": properties, "additionalProperties": false, "anyOf": required,
        }));
    }
    forms.extend(parts(kind.parts, number, definition));
    // A point may be a bare number.
    if kind.name == "point" {
        forms.push(number());
    }
    json!({
        "type": "object",
        "description": kind.summary,
        "properties": { kind.name: { "anyOf": forms } },
        "additionalProperties": false,
        "required": [kind.name],
    })
}

/// What a composite kind is made of; `definition` is where all kinds are.
fn parts(parts: Parts, number: &impl Fn() -> Value, definition: &str) -> Option<Value> {
    let with_one = |own: Value| {
        let mut properties = own.as_object().cloned().unwrap_or_default();
        for (place, kind) in KINDS.iter().enumerate() {
            let there = format!("{definition}/oneOf/{place}/properties/{}", kind.name);
            properties.insert(kind.name.to_owned(), json!({ "$ref": there }));
        }
        let one: Vec<Value> = KINDS.iter().map(|kind| json!({ "required": [kind.name] })).collect();
        json!({
            "type": "object", "properties": properties, "additionalProperties": false, "oneOf": one,
        })
    };
    Some(match parts {
        Parts::None => return None,
        Parts::Weighted => json!({
            "type": "object",
            "properties": {
                "values": { "type": "array", "items": number(), "minItems": 1 },
                "weights": { "type": "array", "items": { "type": "number", "minimum": 0 }, "minItems": 1 },
            },
            "additionalProperties": false,
            "required": ["values", "weights"],
        }),
        Parts::Column => json!({
            "type": "object",
            "properties": { "csv": { "type": "string" }, "column": { "type": "string" } },
            "additionalProperties": false,
            "required": ["csv", "column"],
        }),
        Parts::Components => {
            let mut item = with_one(json!({ "weight": { "type": "number", "exclusiveMinimum": 0 } }));
            item["required"] = json!(["weight"]);
            json!({ "type": "array", "items": item, "minItems": 1 })
        }
        Parts::Within => {
            let mut within = with_one(json!({ "low": number(), "high": number() }));
            within["anyOf"] = json!([{ "required": ["low"] }, { "required": ["high"] }]);
            within
        }
    })
}

/// The keys of one form and none of another.
fn one_form(form: &[&str], keys: &Keys) -> Value {
    let mut others: Vec<&str> =
        keys.forms.iter().copied().flatten().copied().filter(|key| !form.contains(key)).collect();
    others.sort_unstable();
    others.dedup();
    let others: Vec<Value> = others.into_iter().map(|key| json!({ "required": [key] })).collect();
    if others.is_empty() {
        json!({ "required": form })
    } else {
        json!({ "required": form, "not": { "anyOf": others } })
    }
}

/// A number and where it must lie.
fn within(range: Range) -> Value {
    let mut schema = json!({ "type": "number" });
    let mut end = |end: Option<End>, at: &str, beyond: &str| match end {
        Some(End::At(number)) => schema[at] = json!(number),
        Some(End::Beyond(number)) => schema[beyond] = json!(number),
        None => {}
    };
    end(range.low, "minimum", "exclusiveMinimum");
    end(range.high, "maximum", "exclusiveMaximum");
    schema
}

/// The whole text is of this pattern.
fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^(?:{pattern})$") })
}

/// `gdp`, `sent[*]`, `sent[russia]`
fn target() -> String {
    format!(r"\s*{NAME}\s*(\[\s*(\*|{NAME})\s*\])?\s*")
}

/// `fall`, `fall[russia]`, `residual.gdp`, `residual.sent[russia]`
fn driver() -> String {
    format!(r"\s*(residual\s*\.\s*)?{NAME}\s*(\[\s*{NAME}\s*\])?\s*")
}

/// `[[event.shock]]` as `event.shock`, `timing = { ... }` as `timing`, `{ values = ... }` as `values`.
fn slug(header: &str) -> String {
    let name = header.split(" =").next().unwrap_or_default();
    name.trim_matches(['[', ']', '{', ' ']).trim_end_matches(".NAME").trim_end_matches(".VARIABLE").to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::SCENARIO;
    use super::*;

    /// Whether a shock of this size is valid.
    fn takes(size: &Value) -> bool {
        let schema: Value = serde_json::from_str(&schema(&SCENARIO)).unwrap();
        let scenario = json!({
            "title": "t", "model": "m", "start": "2022Q1", "horizon": "1y",
            "shock": [{ "id": "a", "target": "gdp", "percent": size }],
            "outcome": [{ "id": "b", "variable": "gdp", "as": "level", "at": "2022" }],
        });
        jsonschema::validator_for(&schema).unwrap().is_valid(&scenario)
    }

    #[test]
    fn distributions_have_the_keys_of_one_form() {
        for kind in KINDS {
            for form in kind.forms {
                let number = |key: &distribution::Key| (key.name.to_owned(), json!(0.5));
                let all: Map<String, Value> = form.keys.iter().map(number).collect();
                let with = |inner: &Map<String, Value>| json!({ kind.name: inner });
                assert!(takes(&with(&all)), "{} {all:?}", kind.name);
                for key in form.keys {
                    let mut changed = all.clone();
                    changed.remove(key.name);
                    let other_form = kind.forms.iter().any(|form| {
                        form.keys.iter().all(|key| key.default.is_some() || changed.contains_key(key.name))
                            && changed.keys().all(|name| form.keys.iter().any(|key| key.name == name))
                    });
                    assert_eq!(takes(&with(&changed)), other_form, "{} without {}", kind.name, key.name);
                    changed.insert(key.name.to_owned(), json!("22%"));
                    assert!(!takes(&with(&changed)), "{} {}", kind.name, key.name);
                    changed.insert(key.name.to_owned(), json!(1));
                    changed.insert(format!("{}z", key.name), json!(1));
                    assert!(!takes(&with(&changed)), "{} {}z", kind.name, key.name);
                }
            }
        }
        for (valid, size) in [
            (true, json!({ "gamma": { "p10": 1, "p90": 3 } })),
            (false, json!({ "gamma": { "p10": 1 } })),
            (true, json!({ "beta": { "p05": 0.1, "p50": 0.3, "p95": 0.5, "high": 2 } })),
            (false, json!({ "student_t": { "p10": 1, "p90": 3 } })),
            (true, json!({ "student_t": { "df": 4, "p10": 1, "p90": 3 } })),
            (true, json!({ "discrete": { "values": [0, 1], "weights": [1, 2] } })),
            (false, json!({ "discrete": { "values": [0, 1] } })),
            (true, json!({ "empirical": { "csv": "a.csv", "column": "b" } })),
            (false, json!({ "empirical": { "csv": "a.csv" } })),
            (true, json!({ "truncated": { "normal": { "mean": 0, "sd": 1 }, "low": 0 } })),
            (false, json!({ "truncated": { "normal": { "mean": 0, "sd": 1 } } })),
            (false, json!({ "truncated": { "normal": { "mean": 0 }, "low": 0 } })),
            (
                true,
                json!({ "mixture": [{ "weight": 1, "point": 0 }, { "weight": 2, "pert": { "low": 0, "mode": 1, "high": 2 } }] }),
            ),
            (false, json!({ "mixture": [{ "point": 0 }] })),
            (false, json!({ "mixture": [{ "weight": 1, "point": 0, "normal": { "mean": 0, "sd": 1 } }] })),
        ] {
            assert_eq!(takes(&size), valid, "{size}");
        }
        assert!(takes(&json!(-22)) && takes(&json!({ "point": -22 })));
        for wrong in [json!({}), json!("-22"), json!({ "normall": { "mean": 0, "sd": 1 } })] {
            assert!(!takes(&wrong), "{wrong}");
        }
        assert!(!takes(&json!({ "normal": { "mean": 0, "sd": 1 }, "uniform": { "low": 0, "high": 1 } })));
    }

    #[test]
    fn every_list_has_a_name_of_its_own() {
        for keys in [&super::super::MODEL, &super::super::ECONOMY, &SCENARIO] {
            let schema: Value = serde_json::from_str(&schema(keys)).unwrap();
            for name in schema["$defs"].as_object().unwrap().keys() {
                assert!(!name.ends_with('_') && !name.contains(['[', '{', '=']), "{name}");
            }
        }
    }
}
