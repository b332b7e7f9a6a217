//! `summary.json`: the summary as it is; `docs/summary.schema.json` says what the fields mean.

use super::summary::Summary;

/// The file's name.
pub const NAME: &str = "summary.json";

/// The summary, indented, with a line end.
///
/// # Panics
/// Never: a summary has no map with keys other than text.
pub fn render(summary: &Summary) -> String {
    serde_json::to_string_pretty(summary).expect("a summary is plain data") + "\n"
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Map, Value, json};

    use super::super::example;
    use super::*;

    fn schema() -> Value {
        serde_json::from_str(include_str!("../../docs/summary.schema.json")).unwrap()
    }

    fn is_of_type(value: &Value, name: &str) -> bool {
        match name {
            "null" => value.is_null(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_u64() || value.is_i64(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("type {other}"),
        }
    }

    /// The part of JSON Schema that the schema uses; another keyword panics, so that none is passed over.
    fn problem(root: &Value, schema: &Map<String, Value>, value: &Value, at: &str) -> Option<String> {
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
                "required" => {
                    value.as_object().is_some_and(|o| names(rule).iter().any(|n| !o.contains_key(n)))
                }
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

    /// Why a value is not what a schema says.
    pub(in crate::report) fn problem_of(schema: &Value, value: &Value) -> Option<String> {
        problem(schema, schema.as_object().unwrap(), value, "")
    }

    /// Pointers to every value inside.
    fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
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

    #[test]
    fn a_summary_is_what_the_schema_says() {
        for summary in [example::summary(), example::with_failed_paths()] {
            let value: Value = serde_json::from_str(&render(&summary)).unwrap();
            assert_eq!(problem_of(&schema(), &value), None);
        }
    }

    /// Asserts that the schema refuses the value with any key dropped, added or mistyped; gives how many were dropped.
    pub(in crate::report) fn refusals(schema: &Value, whole: &Value) -> usize {
        let refused = |value: &Value| problem_of(schema, value).is_some();
        let mut all = Vec::new();
        pointers(whole, "", &mut all);
        let mut dropped = 0;
        for pointer in &all {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut mistyped = whole.clone();
            *mistyped.pointer_mut(pointer).unwrap() = json!({ "neither": "text nor number" });
            assert!(refused(&mistyped), "{pointer} may be anything");
            let mut one = whole.clone();
            if let Value::Object(object) = one.pointer_mut(parent).unwrap() {
                object.remove(key);
                assert!(refused(&one), "{pointer} may be missing");
                dropped += 1;
            }
            let mut more = whole.clone();
            if let Value::Object(object) = more.pointer_mut(parent).unwrap() {
                object.insert("surplus".to_owned(), Value::Null);
                assert!(refused(&more), "{parent} may hold anything");
            }
        }
        dropped
    }

    #[test]
    fn the_schema_refuses_every_key_dropped_added_or_mistyped() {
        let whole = serde_json::from_str(&render(&example::summary())).unwrap();
        let dropped = refusals(&schema(), &whole);
        assert!(dropped > 300, "{dropped}");
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        let summary = example::summary();
        let value: Value = serde_json::from_str(&render(&summary)).unwrap();
        for (k, column) in summary.columns.iter().enumerate() {
            for (name, figure) in column.statistics.list() {
                let read = &value["columns"][k]["statistics"][name];
                assert_eq!(read["value"].as_f64(), figure.value, "{name}");
                assert_eq!(read["low"].as_f64(), figure.low, "{name}");
                assert_eq!(read["high"].as_f64(), figure.high, "{name}");
            }
        }
        assert!(!render(&summary).contains("NaN"));
    }
}
