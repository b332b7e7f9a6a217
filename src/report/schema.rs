//! Whether a JSON value is what a schema says; for tests.

use serde_json::{Map, Value};

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("type {other}"),
    }
}

/// The part of JSON Schema that the schema uses; another keyword panics, so that none is passed over.
pub(super) fn problem(root: &Value, schema: &Map<String, Value>, value: &Value, at: &str) -> Option<String> {
    let number = |limit: &Value| limit.as_f64().unwrap();
    let length = || value.as_array().map_or(0, Vec::len) as u64;
    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    for (keyword, rule) in schema {
        let wrong = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => false,
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root.pointer(pointer).unwrap().as_object().unwrap();
                if let Some(problem) = problem(root, target, value, at) {
                    return Some(problem);
                }
                false
            }
            "type" => match rule {
                Value::String(name) => !is_of_type(value, name),
                list => !names(list).iter().any(|name| is_of_type(value, name)),
            },
            "const" => value != rule,
            "enum" => !rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_some_and(|x| x < number(rule)),
            "maximum" => value.as_f64().is_some_and(|x| x > number(rule)),
            "minItems" => value.is_array() && length() < rule.as_u64().unwrap(),
            "maxItems" => value.is_array() && length() > rule.as_u64().unwrap(),
            "required" => value.as_object().is_some_and(|o| names(rule).iter().any(|n| !o.contains_key(n))),
            "additionalProperties" => value.as_object().is_some_and(|object| {
                object.keys().any(|key| !schema["properties"].as_object().unwrap().contains_key(key))
            }),
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = rule.get(key)
                        && let Some(problem) =
                            problem(root, schema.as_object().unwrap(), inner, &format!("{at}/{key}"))
                    {
                        return Some(problem);
                    }
                }
                false
            }
            "items" => {
                for (k, inner) in value.as_array().into_iter().flatten().enumerate() {
                    if let Some(problem) =
                        problem(root, rule.as_object().unwrap(), inner, &format!("{at}/{k}"))
                    {
                        return Some(problem);
                    }
                }
                false
            }
            other => panic!("keyword {other}"),
        };
        if wrong {
            return Some(format!("{at}: {keyword} {rule}"));
        }
    }
    None
}

/// Pointers to every value inside.
pub(super) fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, v)| (key.clone(), v)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(k, v)| (k.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in inside {
        let pointer = format!("{at}/{key}");
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}
