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
    use serde_json::{Value, json};

    use super::super::example;
    use super::super::schema::{pointers, problem};
    use super::*;

    fn schema() -> Value {
        serde_json::from_str(include_str!("../../docs/summary.schema.json")).unwrap()
    }

    /// Why a value is not what a schema says.
    pub(in crate::report) fn problem_of(schema: &Value, value: &Value) -> Option<String> {
        problem(schema, schema.as_object().unwrap(), value, "")
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
