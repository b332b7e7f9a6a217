//! The lists of keys as JSON Schema (draft 2020-12), so that editors complete, explain and check while one types.
//!
//! It says no more than the lists: names, types, forms, words and ranges. What needs two files, or arithmetic, only the
//! reader knows.

use serde_json::{Map, Value, json};

use crate::distribution::{self, KINDS, Quantity};

use super::{Key, Keys, Kind};

const NAME: &str = "[A-Za-z][A-Za-z0-9_]*";
const QUARTER: &str = "[0-9]{4}Q[1-4]";
const PERIOD: &str = "[0-9]{4}(Q[1-4])?";
const DURATION: &str = "[0-9]+[qy]";
/// A duration that is not zero.
const SOME_TIME: &str = "0*[1-9][0-9]*[qy]";

/// The schema of the file that `keys` lists, two spaces a level, with a line end.
pub fn schema(keys: &'static Keys) -> String {
    let mut writer = Writer { lists: Vec::new(), definitions: Map::new() };
    let mut schema = writer.list(keys);
    // The first line names the schema, and that is a comment: no key.
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(format!("Sarez: {}", keys.header)));
    if !writer.definitions.is_empty() {
        schema.insert("$defs".to_owned(), Value::Object(writer.definitions));
    }
    format!("{:#}\n", Value::Object(schema))
}

struct Writer {
    /// The lists that have a definition, and its name.
    lists: Vec<(&'static Keys, String)>,
    definitions: Map<String, Value>,
}

impl Writer {
    /// A reference to the definition of a list.
    fn reference(&mut self, keys: &'static Keys) -> Value {
        let known = self.lists.iter().find(|(list, _)| std::ptr::eq(*list, keys));
        let name = match known {
            Some((_, name)) => name.clone(),
            None => {
                let mut name = slug(keys.header);
                while self.lists.iter().any(|(_, taken)| *taken == name) {
                    name.push('_');
                }
                self.lists.push((keys, name.clone()));
                let schema = self.list(keys);
                self.definitions.insert(name.clone(), Value::Object(schema));
                name
            }
        };
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn list(&mut self, keys: &'static Keys) -> Map<String, Value> {
        let properties: Map<String, Value> =
            keys.keys.iter().map(|key| (key.name.to_owned(), self.key(key))).collect();
        let required: Vec<&str> = keys.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("description".to_owned(), json!(keys.doc));
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !keys.forms.is_empty() {
            schema.insert("oneOf".to_owned(), Value::Array(keys.forms.iter().map(|form| one_form(form, keys)).collect()));
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
                { "enum": ["level", "effect", "effect, percent", "growth", "from reference", "from reference, percent"] },
                pattern(&format!("share of {}", target())),
            ] }),
            Kind::OutcomeAt => pattern(&format!(r"\s*{NAME}\s*@\s*{PERIOD}\s*")),
            Kind::Equation | Kind::Statement => json!({ "type": "string", "pattern": r"\S" }),
            Kind::Distribution => self.distribution(false),
            Kind::DurationDistribution => self.distribution(true),
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
            Kind::Pair(kind) => json!({ "type": "array", "items": self.kind(*kind), "minItems": 2, "maxItems": 2 }),
            Kind::Table(keys) => self.reference(keys),
            Kind::Tables(keys) => json!({ "type": "array", "items": self.reference(keys) }),
            Kind::Named(kind) => self.map(NAME, *kind),
            Kind::ByQuarter(kind) => self.map(QUARTER, *kind),
        }
    }

    fn map(&mut self, keys: &str, kind: Kind) -> Value {
        let value = self.kind(kind);
        json!({ "type": "object", "propertyNames": pattern(keys), "additionalProperties": value })
    }

    /// A number or one kind of distribution; in quarters, "2q" is a number too.
    fn distribution(&mut self, in_quarters: bool) -> Value {
        let name = if in_quarters { "distribution in quarters" } else { "distribution" };
        let number = || if in_quarters { json!({ "anyOf": [{ "type": "number" }, pattern(DURATION)] }) } else { json!({ "type": "number" }) };
        if !self.definitions.contains_key(name) {
            let kinds: Vec<Value> = KINDS.iter().map(|kind| distribution(kind, &number)).collect();
            self.definitions.insert(name.to_owned(), json!({ "oneOf": kinds }));
        }
        json!({ "anyOf": [number(), { "$ref": format!("#/$defs/{}", name.replace(' ', "%20")) }] })
    }
}

/// `{ normal = { mean = ..., sd = ... } }`: one key, the kind; in it the keys of one form.
fn distribution(kind: &distribution::Kind, number: &impl Fn() -> Value) -> Value {
    let mut forms: Vec<Value> = kind
        .forms
        .iter()
        .map(|form| {
            let properties: Map<String, Value> = form
                .keys
                .iter()
                .map(|key| {
                    let mut value =
                        if key.quantity == Quantity::InUnit { number() } else { json!({ "type": "number" }) };
                    value["description"] = json!(format!("{}.", key.doc));
                    (key.name.to_owned(), value)
                })
                .collect();
            let required: Vec<&str> =
                form.keys.iter().filter(|key| key.default.is_none()).map(|key| key.name).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false, "required": required })
        })
        .collect();
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

/// The keys of one form and none of another.
fn one_form(form: &[&str], keys: &Keys) -> Value {
    let others: Vec<Value> = keys
        .forms
        .iter()
        .copied()
        .flatten()
        .filter(|key| !form.contains(key))
        .map(|key| json!({ "required": [key] }))
        .collect();
    if others.is_empty() {
        json!({ "required": form })
    } else {
        json!({ "required": form, "not": { "anyOf": others } })
    }
}

/// The whole text is of this pattern.
fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^(?:{pattern})$") })
}

/// `gdp`, `sent[*]`, `sent[russia]`
fn target() -> String {
    format!(r"\s*{NAME}\s*(\[\s*(\*|{NAME})\s*\])?\s*")
}

/// `[[event.shock]]` as `event.shock`, `timing = { ... }` as `timing`.
fn slug(header: &str) -> String {
    let name = header.split(" =").next().unwrap_or_default();
    name.trim_matches(['[', ']']).trim_end_matches(".NAME").trim_end_matches(".VARIABLE").to_owned()
}
