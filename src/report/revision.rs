//! How a forecast was revised, percentile by percentile and group by group: text, `revision.csv` and `revision.json`, all from
//! one [`Revisions`].

use serde::Serialize;

use crate::analysis::compare::Layer;
use crate::analysis::revision::{self as found, Revision};
use crate::scenario::Scenario;

use super::aligned::{plus_minus, table};
use super::comparison::{Said, head, letter};
use super::csv;
use super::figure::Figure;
use super::number::count;
use super::row::RowHead;
use super::summary::Named;
use super::terminal::{Frame, Line, Role, files};
use super::text::{hang, harmless};

/// The name of the CSV file.
pub const CSV: &str = "revision.csv";

/// The name of the JSON file.
pub const JSON: &str = "revision.json";

/// How many changed inputs of a group are shown to a person.
const SHOWN: usize = 8;

/// The first scenario revised into each other one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revisions {
    /// `sarez-revision/1`: the meaning of all fields, in `docs/revision.schema.json`.
    pub schema: &'static str,
    /// The scenarios, the first of which is revised into the others.
    pub scenarios: Vec<Named>,
    /// Paths that were run, those that failed included.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// The first against each other one.
    pub revisions: Vec<Revised>,
}

/// The first scenario against another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revised {
    /// The first scenario's name.
    pub first: String,
    /// The other's.
    pub second: String,
    /// By step: its groups of inputs, in the order in which they are taken from the second.
    pub steps: Vec<Vec<&'static str>>,
    /// Outcomes and periods that both measure in the same way.
    pub outcomes: Vec<Row>,
    /// The inputs that changed, each with its group.
    pub inputs: Vec<Said>,
    /// What is measured in one of them alone, or in two ways; sentences.
    pub apart: Vec<String>,
    /// Why groups are taken together, if any are; sentences.
    pub unresolved: Vec<String>,
}

/// An outcome at a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    #[serde(flatten)]
    pub head: RowHead,
    /// The most paths that failed in a scenario; they are left out there.
    pub failed: u64,
    /// `mean`, `p10`, `p50` and `p90`.
    pub statistics: Vec<Statistic>,
}

/// A statistic, and what changed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistic {
    /// Which.
    pub statistic: String,
    /// In the first scenario.
    pub first: Figure,
    /// In the second.
    pub second: Figure,
    /// Second minus first.
    pub change: Figure,
    /// By step what it adds; all together are the change.
    pub parts: Vec<Figure>,
}

impl Revisions {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-revision/1";

    /// What was found for `scenarios`.
    pub fn new(scenarios: &[Scenario], found: &[Revision]) -> Self {
        let named = |of: &Scenario| Named { name: of.name.clone(), title: of.title.clone() };
        let run = scenarios[0].run;
        Self {
            schema: Self::SCHEMA,
            scenarios: scenarios.iter().map(named).collect(),
            paths: run.paths,
            seed: run.seed,
            revisions: found.iter().map(|revision| Revised::new(scenarios, revision)).collect(),
        }
    }

    /// Whether nothing is measured in the first and another one in the same way.
    pub fn is_empty(&self) -> bool {
        self.revisions.iter().all(|revised| revised.outcomes.is_empty())
    }

    /// `revision.json`: indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a revision is plain data") + "\n"
    }

    /// `revision.csv`: one row a number, in long format. `of` is `first`, `second`, `change`, or `part: GROUPS`.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let of_number = ["statistic", "of", "value", "low", "high", "failed"];
        let head = [&["first", "second"][..], &RowHead::CELLS, &of_number].concat();
        csv::row(&mut text, &head.into_iter().map(str::to_owned).collect::<Vec<_>>());
        for revised in &self.revisions {
            for row in &revised.outcomes {
                for one in &row.statistics {
                    let whole = [("first", one.first), ("second", one.second), ("change", one.change)];
                    let whole = whole.map(|(of, figure)| (of.to_owned(), figure)).into_iter();
                    let parts = revised.steps.iter().zip(&one.parts);
                    let parts = parts.map(|(step, part)| (format!("part: {}", step.join(", ")), *part));
                    for (of, Figure { value, low, high, .. }) in whole.chain(parts) {
                        let mut cells = vec![revised.first.clone(), revised.second.clone()];
                        cells.extend(row.head.cells());
                        cells.extend([one.statistic.clone(), of]);
                        cells.extend([value, low, high].map(csv::number));
                        cells.push(row.failed.to_string());
                        csv::row(&mut text, &cells);
                    }
                }
            }
        }
        text
    }
}

impl Revised {
    fn new(scenarios: &[Scenario], revision: &Revision) -> Self {
        let first = &scenarios[0];
        let row = |row: &found::Row| {
            let statistic = |one: &found::Revised| Statistic {
                statistic: one.statistic.name(),
                first: one.first.into(),
                second: one.second.into(),
                change: one.change.into(),
                parts: one.parts.iter().map(|part| Figure::from(*part)).collect(),
            };
            Row {
                head: RowHead::new(first, &row.column),
                failed: row.failed,
                statistics: row.statistics.iter().map(statistic).collect(),
            }
        };
        Self {
            first: first.name.clone(),
            second: scenarios[revision.second].name.clone(),
            steps: revision
                .steps
                .iter()
                .map(|step| step.iter().map(|layer| layer.name()).collect())
                .collect(),
            outcomes: revision.rows.iter().map(row).collect(),
            inputs: revision.inputs.iter().map(Said::new).collect(),
            apart: revision.apart.clone(),
            unresolved: revision.unresolved.clone(),
        }
    }

    /// Whether a step changes no number.
    pub(super) fn is_idle(&self, step: usize) -> bool {
        let parts = self.outcomes.iter().flat_map(|row| &row.statistics).map(|one| one.parts[step]);
        parts.into_iter().all(|part| part.value == Some(0.0) && part.half_width() == 0.0)
    }
}

/// The lines for a person: a table of p10, p50 and p90, then the changed inputs group by group.
pub fn render(revisions: &Revisions, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    let say = |lines: &mut Vec<Line>, role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    head(&mut lines, &revisions.scenarios, (revisions.paths, revisions.seed), frame);
    for (at, revised) in revisions.revisions.iter().enumerate() {
        let other = letter(at + 1);
        lines.push(Line::new(Role::Plain, ""));
        if !revised.outcomes.is_empty() {
            numbers(&mut lines, revised, &other, wide);
        }
        revised.apart.iter().for_each(|sentence| say(&mut lines, Role::Warning, sentence));
        lines.push(Line::new(Role::Plain, ""));
        inputs(&mut lines, revised, &other, wide);
        revised.unresolved.iter().for_each(|sentence| say(&mut lines, Role::Warning, sentence));
    }
    if frame.files.is_some() {
        lines.push(Line::new(Role::Plain, ""));
    }
    lines.extend(files(frame.files));
    lines
}

fn numbers(lines: &mut Vec<Line>, revised: &Revised, other: &str, wide: usize) {
    let (idle, busy): (Vec<usize>, Vec<usize>) =
        (0..revised.steps.len()).partition(|step| revised.is_idle(*step));
    let mut head = vec!["A".to_owned(), other.to_owned(), format!("{other} - A")];
    head.extend(busy.iter().map(|step| revised.steps[*step].join(" and ")));
    let mut rows = Vec::new();
    for row in &revised.outcomes {
        let name = row.head.name();
        for one in row.statistics.iter().filter(|one| one.statistic != "mean") {
            let plus = row.head.versus.is_some();
            let mut cells = vec![one.first.in_table(plus), one.second.in_table(plus), plus_minus(one.change)];
            cells.extend(busy.iter().map(|step| plus_minus(one.parts[*step])));
            let first = one.statistic == "p10";
            let of = if first { format!("{name}, p10") } else { format!("  {}", one.statistic) };
            rows.push((of, cells));
        }
    }
    table(lines, &format!("{other} against A"), &head, &rows, wide);
    let order: Vec<String> = revised.steps.iter().map(|step| step.join(" and ")).collect();
    let mut sentence = format!(
        "parts are taken from {other} in this order: {}; in another order they may be others, their sum is the same",
        order.join(", ")
    );
    if !idle.is_empty() {
        let idle: Vec<&str> = idle.iter().map(|step| order[*step].as_str()).collect();
        sentence.push_str(&format!("; nothing comes from {}", idle.join(", ")));
    }
    lines.extend(hang(&sentence, wide).iter().map(|line| Line::new(Role::Faint, line)));
}

/// The changed inputs, group by group.
fn inputs(lines: &mut Vec<Line>, revised: &Revised, other: &str, wide: usize) {
    if revised.inputs.is_empty() {
        lines.push(Line::new(Role::Plain, format!("nothing differs between A and {other}")));
        return;
    }
    let groups = Layer::ALL.map(|layer| Some(layer.name())).into_iter().chain([None]);
    for group in groups {
        let own: Vec<&Said> = revised.inputs.iter().filter(|said| said.layer == group).collect();
        if own.is_empty() {
            continue;
        }
        let name = group.unwrap_or("words and what is measured");
        let heading = format!("{name}: {} changed", count(own.len() as u64));
        lines.push(Line::new(Role::Heading, heading));
        for said in own.iter().take(SHOWN) {
            let side = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), harmless);
            let text = format!("  {}: {} -> {}", harmless(&said.path), side(&said.first), side(&said.second));
            lines.extend(hang(&text, wide).iter().map(|line| Line::new(Role::Plain, line)));
        }
        if own.len() > SHOWN {
            let more = format!("  and {} more in {JSON}", count((own.len() - SHOWN) as u64));
            lines.push(Line::new(Role::Faint, more));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::tests::{problem_of, refusals};
    use super::*;

    fn example() -> Revisions {
        let figure = |value: f64, half: f64| Figure {
            value: Some(value),
            low: Some(value - half),
            high: Some(value + half),
            resolution: Some(0.0),
        };
        let statistic = |(name, first): (&str, f64)| Statistic {
            statistic: name.to_owned(),
            first: figure(first, 0.02),
            second: figure(first - 0.5, 0.02),
            change: figure(-0.5, 0.01),
            parts: vec![figure(0.0, 0.0), figure(-0.5, 0.01)],
        };
        let row = Row {
            head: super::super::row::tests::gdp_effect(),
            failed: 0,
            statistics: [("mean", -1.0), ("p10", -3.0), ("p50", -1.0), ("p90", 1.0)].map(statistic).into(),
        };
        let said = |number: usize, layer| Said {
            path: format!("level.x{number}"),
            first: Some("100".to_owned()),
            second: None,
            layer,
        };
        let mut inputs: Vec<Said> = (0..10).map(|number| said(number, Some("data"))).collect();
        inputs.push(said(10, None));
        Revisions {
            schema: Revisions::SCHEMA,
            scenarios: ["one", "two"].map(|n| Named { name: n.to_owned(), title: "T".to_owned() }).into(),
            paths: 1_000,
            seed: 7,
            revisions: vec![Revised {
                first: "one".to_owned(),
                second: "two".to_owned(),
                steps: vec![vec!["model", "parameters"], vec!["data"]],
                outcomes: vec![row],
                inputs,
                apart: vec!["cpi is measured in one alone".to_owned()],
                unresolved: vec!["sets differ".to_owned()],
            }],
        }
    }

    #[test]
    fn a_revision_is_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../docs/revision.schema.json")).unwrap();
        let value = serde_json::from_str(&example().json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 60);
    }

    #[test]
    fn every_row_of_the_csv_is_a_number_with_its_group() {
        let text = example().csv();
        assert_eq!(text.lines().count(), 1 + 4 * 5);
        assert!(
            text.contains(
                "one,two,gdp,gdp,\"effect, percent\",scenario,2022,percent,baseline,p50,part: data,-0.5,"
            ),
            "{text}"
        );
        assert!(text.contains(",p90,\"part: model, parameters\",0,0,0,0\n"), "{text}");
    }

    #[test]
    fn lines_say_what_changed_and_by_what() {
        let frame = Frame { width: 110, seconds: Some(0.5), files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(), frame));
        for part in [
            "A  one: T\nB  two: T\n1,000 paths of seed 7, 0.5 s; the same draws in all\n",
            "GDP effect, percent, 2022, p10",
            "\n  p90 ",
            "-0.50 ± 0.01  -0.50 ± 0.01\n",
            "nothing comes from model and parameters",
            "data: 10 changed\n  level.x0: 100 -> -\n",
            "  and 2 more in revision.json\nwords and what is measured: 1 changed\n",
            "sets differ",
            "out/: revision.csv revision.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("mean"), "{text}");
    }
}
