//! What is stated quarter by quarter: data of exogenous variables, a reference path, and until when data are known.

use serde::Serialize;

use crate::scenario::{Economy, Kind, Model, Path, PerElement, Record, Scenario};

use super::super::number::number;
use super::super::terminal::{Line, Role};
use super::basis::Basis;
use super::layout::{block, heading, numbers};
use super::{ByQuarter, Subject};

/// Known quarters, series and path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Data {
    /// The variables whose history holds in simulated quarters, in the order of their names.
    pub data_through: Vec<Known>,
    /// The data of exogenous variables, in the order of their names.
    pub series: Vec<Stated>,
    /// The reference where the economy states it, in the order of names.
    pub path: Vec<Stated>,
    /// What variables have done before, in the order of the files.
    pub past: Vec<Before>,
}

/// The yearly changes of a variable before the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Before {
    /// The variable; with `[*]` all its elements together.
    pub of: String,
    /// `percent`, or `pp` of a rate.
    pub unit: &'static str,
    /// By year, the change on the year before.
    pub changes: Vec<InYear>,
    /// When the figures were published.
    pub vintage: Option<String>,
    /// Who published them.
    pub source: Option<String>,
    /// `estimated`, `assumption` and the like.
    pub basis: Basis,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InYear {
    /// The year.
    pub year: i32,
    /// The change.
    pub change: f64,
}

/// Until when a variable is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The variable.
    pub variable: String,
    /// The last known quarter.
    pub through: String,
}

/// A variable, or one element of it, quarter by quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stated {
    /// The variable, with its element.
    pub variable: String,
    /// Its unit, if the model says it.
    pub unit: Option<String>,
    /// Without a gap; annual figures have become quarters.
    pub quarterly: Vec<ByQuarter>,
}

impl Data {
    pub(super) fn new(subject: Subject) -> Self {
        let Subject { model, economy, scenario } = subject;
        let through = scenario.map(|Scenario { data_through, .. }| data_through).into_iter().flatten();
        let stated = |paths: &std::collections::BTreeMap<String, Path>| {
            paths.iter().flat_map(|(name, path)| stated(name, path, model, economy)).collect()
        };
        Self {
            data_through: through
                .map(|(variable, quarter)| Known { variable: variable.clone(), through: quarter.to_string() })
                .collect(),
            series: stated(&economy.series),
            path: stated(&economy.path),
            past: economy.past.iter().map(|record| Before::new(record, model)).collect(),
        }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        let Self { data_through, series, path, past } = self;
        if data_through.is_empty() && series.is_empty() && path.is_empty() && past.is_empty() {
            return heading(
                "Data",
                "none by quarter: no series, no reference path, no known quarters; no past",
                width,
            );
        }
        let mut lines = heading("Data", "the same on every path, in baseline and scenario alike", width);
        if !data_through.is_empty() {
            lines.push(Line::new(Role::Heading, "known through: history holds up to this quarter"));
            for Known { variable, through } in data_through {
                block(&mut lines, Role::Plain, 2, &format!("{variable}: {through}"), width);
            }
        }
        for (head, list) in
            [("series: data of exogenous variables", series), ("path: what the reference is", path)]
        {
            if !list.is_empty() {
                lines.push(Line::new(Role::Heading, head));
                for Stated { variable, unit, quarterly } in list {
                    let unit = unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
                    block(&mut lines, Role::Plain, 2, &format!("{variable}{unit}"), width);
                    block(&mut lines, Role::Plain, 4, &numbers(quarterly), width);
                }
            }
        }
        if !past.is_empty() {
            lines.push(Line::new(
                Role::Heading,
                "past: changes on the year before, which shocks are held against",
            ));
            for before in past {
                before.lines(&mut lines, width);
            }
        }
        lines
    }
}

impl Before {
    fn new(record: &Record, model: &Model) -> Self {
        let variable = model.variables.iter().find(|variable| variable.name == record.of.variable);
        let rate = variable.is_some_and(|variable| matches!(variable.kind, Kind::Rate | Kind::Ratio));
        Self {
            of: record.of.to_string(),
            unit: if rate { "pp" } else { "percent" },
            changes: record
                .changes
                .iter()
                .map(|(year, change)| InYear { year: *year, change: *change })
                .collect(),
            vintage: record.vintage.clone(),
            source: record.source.clone(),
            basis: Basis::of(record.source.as_deref()),
        }
    }

    /// `M sent[*], percent: 2003 85.9, 2004 72.6`
    fn lines(&self, lines: &mut Vec<Line>, width: usize) {
        let changes = self
            .changes
            .iter()
            .map(|InYear { year, change }| format!("{year} {}", number(*change, 0.1, true)));
        let changes: Vec<String> = changes.collect();
        let changes =
            if changes.is_empty() { "none before the start".to_owned() } else { changes.join(", ") };
        let mark = format!("{} ", self.basis.mark());
        block(lines, Role::Plain, 2, &format!("{}{}, {}", mark.trim_start(), self.of, self.unit), width);
        block(lines, Role::Plain, 4, &changes, width);
        let vintage = self.vintage.as_ref().map(|vintage| format!("; {vintage}"));
        if let Some(source) = &self.source {
            block(lines, Role::Faint, 4, &format!("{source}{}", vintage.unwrap_or_default()), width);
        }
    }
}

/// One for each element.
fn stated(name: &str, path: &Path, model: &Model, economy: &Economy) -> Vec<Stated> {
    let variable = model.variables.iter().find(|variable| variable.name == name);
    let unit = variable.and_then(|variable| variable.unit.clone());
    let elements = variable.and_then(|variable| variable.over.as_deref()).map(|set| economy.elements(set));
    let of = |index: usize, element: String| {
        let at = |value: &PerElement<f64>| *value.at(index);
        let quarterly = path
            .values
            .iter()
            .map(|(quarter, value)| ByQuarter { quarter: quarter.to_string(), value: at(value) })
            .collect();
        Stated { variable: format!("{name}{element}"), unit: unit.clone(), quarterly }
    };
    match elements {
        None => vec![of(0, String::new())],
        Some(elements) => elements.iter().enumerate().map(|(k, e)| of(k, format!("[{e}]"))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::terminal::plain;
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources};
    use crate::read::read_texts;

    #[test]
    fn what_is_known_is_shown_quarter_by_quarter() {
        let model = "title = 'm'\nsets = ['partner']\n\
            variable.oil = { kind = 'index', unit = 'USD', series = true }\n\
            variable.sent = { kind = 'rate', over = 'partner', equation = 'ref(sent[partner]) + 0 * oil' }\n\
            variable.gdp = { kind = 'flow', equation = 'ref(gdp) + sum(partner: sent[partner])' }";
        let economy = "title = 'e'\nset.partner = ['north', 'south']\nreference = { kind = 'path', csv = 'path.csv' }\n\
            series.oil = { quarterly = { 2022Q1 = 90, 2022Q2 = 95, 2022Q3 = 80, 2022Q4 = 70 }, source = 's' }\n\
            history.gdp = { quarterly = { 2022Q1 = 7 }, source = 's' }\n\
            past = [{ of = 'gdp', annual = { 2019 = 100, 2020 = 104, 2021 = 101.92 }, vintage = 'May 2022', source = 'assumption: s' }, { of = 'sent[*]', as = 'change', annual = { 2021 = -1.5 }, source = 's' }]";
        let path = "variable,element,period,value,unit,vintage\n".to_owned()
            + &[1, 2, 3, 4]
                .map(|q| {
                    format!("sent,north,2022Q{q},{q},,\nsent,south,2022Q{q},-{q},,\ngdp,,2022Q{q},{q}0,,\n")
                })
                .concat();
        let scenario = "title = 's'\nmodel = 'm'\neconomy = 'e'\nstart = '2022Q1'\nhorizon = '1y'\n\
            data_through = { gdp = '2022Q1' }\n\
            shock = [{ id = 'a', target = 'sent[north]', add = -1, timing = { start = '2022Q2' } }]\n\
            outcome = [{ id = 'b', variable = 'gdp', as = 'effect', at = '2022Q4' }]";
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let texts = [("s", scenario), ("m", model), ("e", economy), ("path.csv", &path)];
        let scenario = read_texts("s", &texts, &mut sources, &mut diagnostics);
        let said = crate::diagnostic::render(&diagnostics, &sources, crate::diagnostic::Style::Plain);
        let scenario = scenario.unwrap_or_else(|| panic!("{said}"));
        let subject =
            Subject { model: &scenario.model, economy: &scenario.economy, scenario: Some(&scenario) };
        let expected = "\
DATA
the same on every path, in baseline and scenario alike
known through: history holds up to this quarter
  gdp: 2022Q1
series: data of exogenous variables
  oil, USD
    2022: 90 95 80 70
path: what the reference is
  gdp
    2022: 10 20 30 40
  sent[north]
    2022: 1 2 3 4
  sent[south]
    2022: -1 -2 -3 -4
past: changes on the year before, which shocks are held against
  * gdp, percent
    2020 +4.0, 2021 -2.0
    assumption: s; May 2022
  sent[*], pp
    2021 -1.5
    s
";
        assert_eq!(plain(&Data::new(subject).lines(72)), expected);
        assert!(
            plain(&Data { data_through: vec![], series: vec![], path: vec![], past: vec![] }.lines(72))
                .contains("none")
        );
    }
}
