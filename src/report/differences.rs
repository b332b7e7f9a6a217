//! What two scenarios assume differently, as a table for people, as JSON and as CSV.

use serde::Serialize;

use crate::read::{Difference, Side};

use super::csv::row;
use super::terminal::{Line, Role};
use super::text::{harmless, left, width, wrap};

/// The columns of the CSV.
const COLUMNS: [&str; 5] = ["what", "a", "a_place", "b", "b_place"];

/// Blanks between two columns.
const GAP: usize = 2;

/// A table `what | A | B` of `columns` columns, each value with its place below it. `names` are what the two are called.
pub fn lines(names: [&str; 2], differences: &[Difference], columns: usize) -> Vec<Line> {
    if differences.is_empty() {
        return vec![Line::new(
            Role::Plain,
            format!("{} and {} assume the same", harmless(names[0]), harmless(names[1])),
        )];
    }
    let longest = differences.iter().map(|difference| width(&difference.what)).fold(4, Ord::max);
    let first = Ord::min(longest, columns / 4);
    let each = Ord::max((columns - first) / 2 - GAP, 12);
    let mut lines = Vec::new();
    let mut push = |role, cells: [&str; 3]| {
        let cells = [(cells[0], first), (cells[1], each), (cells[2], each)];
        let cells = cells.map(|(text, columns)| (wrap(&harmless(text), columns), columns));
        let height = cells.iter().map(|(cell, _)| cell.len()).fold(0, Ord::max);
        for at in 0..height {
            let part = |(cell, columns): &(Vec<String>, usize)| {
                left(cell.get(at).map_or("", String::as_str), columns + GAP)
            };
            lines.push(Line::new(role, cells.iter().map(part).collect::<String>()));
        }
    };
    push(Role::Heading, ["what", names[0], names[1]]);
    for difference in differences {
        let sides = [&difference.a, &difference.b];
        let [a, b] = sides.map(|side| side.as_ref().map_or("-", |side| &side.value));
        push(Role::Plain, [&difference.what, a, b]);
        let [a, b] = sides.map(|side| match side {
            Some(Side { place, .. }) => place.as_deref().unwrap_or("default"),
            None => "",
        });
        push(Role::Faint, ["", a, b]);
    }
    lines
}

/// One row a difference; what one of the two does not have is empty, and so is the place of a default.
pub fn csv(differences: &[Difference]) -> String {
    let mut text = String::new();
    row(&mut text, &COLUMNS.map(str::to_owned));
    for Difference { what, a, b } in differences {
        let cells = |side: &Option<Side>| match side {
            Some(Side { value, place }) => [value.clone(), place.clone().unwrap_or_default()],
            None => [String::new(), String::new()],
        };
        let [[a, a_place], [b, b_place]] = [a, b].map(cells);
        row(&mut text, &[what.clone(), a, a_place, b, b_place]);
    }
    text
}

#[derive(Serialize)]
struct Json<'a> {
    schema: &'static str,
    a: &'a str,
    b: &'a str,
    differences: Vec<JsonDifference<'a>>,
}

#[derive(Serialize)]
struct JsonDifference<'a> {
    what: &'a str,
    a: Option<JsonSide<'a>>,
    b: Option<JsonSide<'a>>,
}

#[derive(Serialize)]
struct JsonSide<'a> {
    value: &'a str,
    /// Nothing for a default.
    place: Option<&'a str>,
}

/// The differences, indented, with a line end; a value is TOML, or words for a default that no value says.
///
/// # Panics
/// Never: it has no map with keys other than text.
pub fn json(names: [&str; 2], differences: &[Difference]) -> String {
    fn side(side: &Side) -> JsonSide<'_> {
        JsonSide { value: &side.value, place: side.place.as_deref() }
    }
    let of = differences.iter();
    let of = of.map(|Difference { what, a, b }| JsonDifference {
        what,
        a: a.as_ref().map(side),
        b: b.as_ref().map(side),
    });
    let [a, b] = names;
    let json = Json { schema: "sarez-diff/1", a, b, differences: of.collect() };
    serde_json::to_string_pretty(&json).expect("differences are plain data") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<Difference> {
        let side = |value: &str, place: Option<&str>| {
            Some(Side { value: value.to_owned(), place: place.map(str::to_owned) })
        };
        vec![
            Difference { what: "run.seed".to_owned(), a: side("1", None), b: side("2", Some("b.toml:9")) },
            Difference {
                what: "shock.fall".to_owned(),
                a: side("target = \"gdp\", percent = -2", Some("a.toml:5")),
                b: None,
            },
        ]
    }

    fn text(lines: &[Line]) -> String {
        lines.iter().flat_map(|line| [&line.text, "\n"]).collect()
    }

    #[test]
    fn people_see_a_table_with_places() {
        let expected = "\
what        calm                        stormy
run.seed    1                           2
            default                     b.toml:9
shock.fall  target = \"gdp\", percent =   -
            -2
            a.toml:5
";
        assert_eq!(text(&lines(["calm", "stormy"], &example(), 66)), expected);
        assert_eq!(text(&lines(["calm", "calm2"], &[], 66)), "calm and calm2 assume the same\n");
    }

    #[test]
    fn programs_get_csv_and_json() {
        let expected = "\
what,a,a_place,b,b_place
run.seed,1,,2,b.toml:9
shock.fall,\"target = \"\"gdp\"\", percent = -2\",a.toml:5,,
";
        assert_eq!(csv(&example()), expected);
        let json: serde_json::Value = serde_json::from_str(&json(["calm", "stormy"], &example())).unwrap();
        assert_eq!(json["schema"], "sarez-diff/1");
        assert_eq!(json["differences"][0]["a"], serde_json::json!({ "value": "1", "place": null }));
        assert_eq!(json["differences"][1]["b"], serde_json::Value::Null);
    }
}
