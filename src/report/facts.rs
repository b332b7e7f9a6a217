//! Published facts beside the model's answers: a table in Markdown, CSV or JSON.

use serde::Serialize;

use crate::compile;
use crate::results::Part;
use crate::scenario::{self, Said, Scenario};

use super::csv;
use super::figure::Figure;
use super::number::{brief, count};

/// A published fact, and what the model says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The scenario that measures it.
    pub scenario: String,
    /// Its id there.
    pub id: String,
    /// What is published, in a sentence.
    pub title: String,
    /// The column that measures it: `OUTCOME@PERIOD`.
    pub column: String,
    /// The unit of all numbers.
    pub unit: String,
    /// The published number, where there is one.
    pub published: Option<f64>,
    /// The lower end of what is published; `None` where it has none.
    pub low: Option<f64>,
    /// The upper end of what is published; `None` where it has none.
    pub high: Option<f64>,
    /// The model's 5th percentile.
    pub p05: Figure,
    /// The model's median.
    pub p50: Figure,
    /// The model's 95th percentile.
    pub p95: Figure,
    /// Whether the two agree.
    pub agrees: bool,
    /// What in the model was set with this number in view.
    pub used: Option<String>,
    /// Why they do not agree, as the scenario says.
    pub disagrees: Option<String>,
    /// Who published it.
    pub source: String,
}

/// The facts of a scenario beside what `part` gave for its columns.
pub fn facts(scenario: &Scenario, columns: &[compile::Column], part: &Part) -> Vec<Fact> {
    let mut list = Vec::new();
    for fact in &scenario.facts {
        let measures = |column: &compile::Column| {
            scenario.outcomes[column.outcome].id == fact.outcome && column.period == fact.period
        };
        let pairs = columns.iter().zip(&part.tallies);
        for (column, tally) in pairs.filter(|(column, _)| measures(column)) {
            let percentiles = [0.05, 0.5, 0.95].map(|p| tally.quantile(p));
            let agrees = fact.published.agrees(percentiles.map(|percentile| percentile.value));
            list.push(Fact::new(scenario, fact, column, percentiles.map(Figure::from), agrees));
        }
    }
    list
}

impl Fact {
    fn new(
        scenario: &Scenario,
        fact: &scenario::Fact,
        column: &compile::Column,
        [p05, p50, p95]: [Figure; 3],
        agrees: bool,
    ) -> Self {
        let (published, low, high) = match fact.published {
            Said::Value(value) => (Some(value), None, None),
            Said::Range { value, low, high } => (value, Some(low), Some(high)),
            Said::Least(bound) => (None, Some(bound), None),
            Said::Most(bound) => (None, None, Some(bound)),
        };
        Self {
            scenario: scenario.name.clone(),
            id: fact.id.clone(),
            title: fact.title.clone(),
            column: column.id.clone(),
            unit: column.unit.clone(),
            published,
            low,
            high,
            p05,
            p50,
            p95,
            agrees,
            used: fact.used.clone(),
            disagrees: fact.disagrees.clone(),
            source: fact.source.clone(),
        }
    }

    /// What is wrong with what the scenario says of the agreement, if anything.
    pub fn contradiction(&self) -> Option<String> {
        let answer = self.answer();
        match (self.agrees, &self.disagrees) {
            (false, None) => Some(format!(
                "{}: the fact `{}` is {}, the model says {answer}, and `disagrees` does not say why",
                self.scenario,
                self.id,
                self.said()
            )),
            (true, Some(_)) => Some(format!(
                "{}: the fact `{}` has a reason to disagree, but agrees: it is {}, the model says {answer}",
                self.scenario,
                self.id,
                self.said()
            )),
            _ => None,
        }
    }

    /// "-0.23 (-0.46 to 0)", "at least -0.5"
    fn said(&self) -> String {
        match (self.published, self.low, self.high) {
            (Some(value), Some(low), Some(high)) => {
                format!("{} ({} to {})", brief(value), brief(low), brief(high))
            }
            (None, Some(low), Some(high)) => format!("{} to {}", brief(low), brief(high)),
            (_, Some(low), None) => format!("at least {}", brief(low)),
            (_, None, Some(high)) => format!("at most {}", brief(high)),
            (value, None, None) => value.map(brief).unwrap_or_default(),
        }
    }

    /// "-0.21 (-0.34 to -0.11)"
    fn answer(&self) -> String {
        let [p05, p50, p95] = [&self.p05, &self.p50, &self.p95].map(|figure| figure.in_table(false));
        format!("{p50} ({p05} to {p95})")
    }
}

/// The table as Markdown, with the reasons, the sources, and what was set with a fact in view.
pub fn markdown(facts: &[Fact], paths: u64) -> String {
    let agreed = |facts: &[&Fact]| facts.iter().filter(|fact| fact.agrees).count();
    let all: Vec<&Fact> = facts.iter().collect();
    let used: Vec<&Fact> = facts.iter().filter(|fact| fact.used.is_some()).collect();
    let mut text = format!(
        "{} of {} published facts agree with the model; {} of the {} that nothing in the model was set by. Medians and\n\
         90 percent intervals of {} paths. A number agrees when it lies in the model's interval, a range when it\n\
         overlaps with it, a bound when the median keeps it.\n\n",
        agreed(&all),
        all.len(),
        agreed(&all) - agreed(&used),
        all.len() - used.len(),
        count(paths)
    );
    text += "| | what is published | published | the model | unit | agrees | measured by |\n|---|---|---|---|---|---|---|\n";
    for (at, fact) in facts.iter().enumerate() {
        let agrees = match (fact.agrees, fact.used.is_some()) {
            (true, false) => "yes",
            (true, true) => "yes, set by it",
            (false, false) => "**no**",
            (false, true) => "**no**, though set by it",
        };
        let cells = [
            (at + 1).to_string(),
            fact.title.clone(),
            fact.said(),
            fact.answer(),
            fact.unit.clone(),
            agrees.to_owned(),
            format!("`{}`, {}", fact.scenario, fact.column),
        ];
        text.extend([format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))]);
    }
    let mut list = |heading: &str, of: &dyn Fn(&Fact) -> Option<String>| {
        let lines = facts.iter().enumerate().filter_map(|(at, fact)| Some((at + 1, of(fact)?)));
        let lines: Vec<String> = lines.map(|(number, line)| format!("* {number}: {line}\n")).collect();
        if !lines.is_empty() {
            text.extend([format!("\n{heading}\n\n{}", lines.concat())]);
        }
    };
    list("Where the model does not agree, and why:", &|fact| fact.disagrees.clone());
    list("What was set with a published number in view, so that its agreement proves nothing:", &|fact| {
        fact.used.clone()
    });
    list("Sources:", &|fact| Some(fact.source.clone()));
    text
}

/// One row a fact.
pub fn table(facts: &[Fact]) -> String {
    let mut text = String::new();
    let head = [
        "scenario",
        "id",
        "title",
        "column",
        "unit",
        "published",
        "low",
        "high",
        "p05",
        "p50",
        "p95",
        "agrees",
        "used",
        "disagrees",
        "source",
    ];
    csv::row(&mut text, &head.map(str::to_owned));
    for fact in facts {
        let cells = [
            fact.scenario.clone(),
            fact.id.clone(),
            fact.title.clone(),
            fact.column.clone(),
            fact.unit.clone(),
            csv::number(fact.published),
            csv::number(fact.low),
            csv::number(fact.high),
            csv::number(fact.p05.value),
            csv::number(fact.p50.value),
            csv::number(fact.p95.value),
            fact.agrees.to_string(),
            fact.used.clone().unwrap_or_default(),
            fact.disagrees.clone().unwrap_or_default(),
            fact.source.clone(),
        ];
        csv::row(&mut text, &cells);
    }
    text
}

/// A list of [`Fact`]s, indented, with a line end.
///
/// # Panics
/// Never: a fact has no map with keys other than text.
pub fn json(facts: &[Fact]) -> String {
    serde_json::to_string_pretty(facts).expect("a fact is plain data") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::scenario::Measure;

    /// A fact beside a model that says 0, 1 and 2.
    fn beside(published: Said, disagrees: Option<&str>) -> Fact {
        let outcome = example::outcome("x", "X", "x", Measure::Level, &["2022"]);
        let mut scenario = example::scenario(vec![outcome]);
        let column = example::column(&scenario, 0, "2022", "percent");
        scenario.facts = vec![scenario::Fact {
            id: "f".to_owned(),
            title: "A | B".to_owned(),
            outcome: "x".to_owned(),
            period: column.period,
            published,
            source: "s".to_owned(),
            used: None,
            disagrees: disagrees.map(str::to_owned),
            span: scenario.span,
        }];
        let values: Vec<f64> = (0..2001).map(|at| f64::from(at) / 1000.0).collect();
        let part = example::part(vec![example::tally(&values, &[])]);
        facts(&scenario, &[column], &part).remove(0)
    }

    #[test]
    fn a_disagreement_needs_a_reason_and_a_reason_a_disagreement() {
        let (inside, outside) = (Said::Value(1.2), Said::Range { value: Some(4.0), low: 3.0, high: 5.0 });
        assert_eq!(beside(inside, None).contradiction(), None);
        assert_eq!(beside(outside, Some("because")).contradiction(), None);
        let said = beside(outside, None).contradiction().unwrap();
        assert!(said.ends_with("`disagrees` does not say why") && said.contains("4 (3 to 5)"), "{said}");
        let said = beside(inside, Some("because")).contradiction().unwrap();
        assert!(said.contains("but agrees"), "{said}");
    }

    #[test]
    fn the_table_says_all() {
        let facts = [beside(Said::Least(0.5), None), beside(Said::Most(0.5), Some("because"))];
        let text = markdown(&facts, 2001);
        assert!(text.starts_with("1 of 2 published facts agree with the model; 1 of the 2 "), "{text}");
        let row = "| 1 | A \\| B | at least 0.5 | 1.00 (0.10 to 1.90) | percent | yes | `example`, x@2022 |";
        assert!(text.contains(row), "{text}");
        assert!(text.contains("| **no** |") && text.contains("* 2: because\n"), "{text}");
        assert!(!text.contains("set with a published number"), "{text}");
        assert_eq!(table(&facts).lines().count(), 3);
        let value: serde_json::Value = serde_json::from_str(&json(&facts)).unwrap();
        assert_eq!(value[1]["agrees"], false);
    }
}
