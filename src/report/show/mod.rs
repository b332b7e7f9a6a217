//! What a scenario or a model says, before anything is run: one file a section.

mod account;
mod basis;
mod change;
mod data;
mod dependence;
mod driver;
mod economy;
mod equation;
mod event;
mod event_tree;
mod layout;
mod outcome;
mod parameter;
mod run;
mod section;
mod spread;

use serde::Serialize;

use crate::compile;
use crate::scenario::{Economy, Frequency, Model, ReferenceKind, Scenario};

use super::summary::Named;
use super::terminal::{Line, Role};
use super::text::harmless;

pub use account::{Account, Accounts, Growth, Validity};
pub use basis::{Basis, Count};
pub use change::Change;
pub use data::{Data, Known, Stated};
pub use dependence::{Correlated, Correlation, Dependence, Factor, Member};
pub use driver::Driver;
pub use economy::{Elements, Figures, Level};
pub use equation::{Common, Equation, Equations, Residual};
pub use event::Event;
pub use outcome::{Check, Observed, Outcome, Target};
pub use parameter::{Parameter, Parameters, parameter_table};
pub use run::Run;
pub use section::Section;
pub use spread::{Spread, fitted};

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The equations.
    pub model: &'a Model,
    /// The country's numbers.
    pub economy: &'a Economy,
    /// The question, if one is asked.
    pub scenario: Option<&'a Scenario>,
}

/// A value of one quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByQuarter {
    /// Such as `2022Q1`.
    pub quarter: String,
    /// The value.
    pub value: f64,
}

/// The sections that were asked for; the others are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Show {
    /// Which schema this is.
    pub schema: &'static str,
    /// The file's stem.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// A paragraph about it.
    pub note: Option<String>,
    /// The model.
    pub model: Named,
    /// The economy, if any.
    pub economy: Option<Named>,
    /// `quarter` or `year`.
    pub frequency: &'static str,
    /// What `ref(x)` is.
    pub reference: &'static str,
    /// Nothing of a later vintage is read.
    pub as_of: Option<String>,
    /// First and last quarter, if a question is asked.
    pub horizon: Option<[String; 2]>,
    /// In the order in which they are computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equations: Option<Equations>,
    /// Growth of the reference, identities, closing items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Accounts>,
    /// In the order of their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    /// Sets, levels and history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// Series, a reference path, known quarters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// Every uncertain quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drivers: Option<Vec<Driver>>,
    /// What residuals share, and what moves together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependence: Option<Dependence>,
    /// Paths that hold in baseline and scenario alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumptions: Option<Vec<Change>>,
    /// Judgements that hold in baseline and scenario alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunes: Option<Vec<Change>>,
    /// What the scenario changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shocks: Option<Vec<Change>>,
    /// What may happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Event>>,
    /// What is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<Outcome>>,
    /// Published totals that sizes are shifted for when it is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Vec<Target>>,
    /// What must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Vec<Observed>>,
    /// Paths, seed and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

impl Show {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-show/1";

    /// What `subject` says in `sections`; all that it has when none is named.
    pub fn new(subject: Subject, sections: &[Section]) -> Self {
        let Subject { model, economy, scenario } = subject;
        let named = Named { name: model.name.clone(), title: model.title.clone() };
        let has = |section: Section| match sections {
            [] => scenario.is_some() || section.is_of_model(),
            sections => sections.contains(&section),
        };
        Self {
            schema: Self::SCHEMA,
            name: scenario.map_or(&model.name, |scenario| &scenario.name).clone(),
            title: scenario.map_or(&model.title, |scenario| &scenario.title).clone(),
            note: scenario.map_or(&model.note, |scenario| &scenario.note).clone(),
            model: named,
            economy: (!economy.name.is_empty())
                .then(|| Named { name: economy.name.clone(), title: economy.title.clone() }),
            frequency: match model.frequency {
                Frequency::Quarter => "quarter",
                Frequency::Year => "year",
            },
            reference: match model.reference {
                ReferenceKind::Steady => "steady",
                ReferenceKind::Balanced => "balanced",
                ReferenceKind::Path => "path",
                ReferenceKind::Model => "model",
            },
            as_of: scenario.and_then(|scenario| scenario.as_of).map(|day| day.to_string()),
            horizon: scenario
                .map(|scenario| [scenario.start, scenario.end()].map(|quarter| quarter.to_string())),
            equations: has(Section::Equations)
                .then(|| Equations::new(model, economy, &compile::order(model, economy))),
            accounts: has(Section::Accounts).then(|| Accounts::new(model, economy)),
            parameters: has(Section::Parameters).then(|| Parameters::new(model, economy)),
            figures: has(Section::Economy).then(|| Figures::new(model, economy)),
            data: has(Section::Data).then(|| Data::new(subject)),
            drivers: has(Section::Drivers).then(|| driver::of(subject)),
            dependence: has(Section::Dependence).then(|| Dependence::new(subject)),
            assumptions: has(Section::Assumptions)
                .then(|| scenario.map(change::assumptions).unwrap_or_default()),
            tunes: has(Section::Tunes).then(|| scenario.map(change::tunes).unwrap_or_default()),
            shocks: has(Section::Shocks).then(|| scenario.map(change::shocks).unwrap_or_default()),
            events: has(Section::Events).then(|| scenario.map(event::of).unwrap_or_default()),
            outcomes: has(Section::Outcomes).then(|| scenario.map(outcome::outcomes).unwrap_or_default()),
            targets: has(Section::Targets).then(|| scenario.map(outcome::targets).unwrap_or_default()),
            checks: has(Section::Checks).then(|| scenario.map(outcome::checks).unwrap_or_default()),
            observed: has(Section::Observed).then(|| scenario.map(outcome::observed).unwrap_or_default()),
            run: scenario.filter(|_| has(Section::Run)).map(Run::new),
        }
    }

    /// Lines for people, to fit so many columns, from 60 upwards.
    pub fn lines(&self, width: usize) -> Vec<Line> {
        let width = if width < 60 { 60 } else { width };
        let mut lines = Vec::new();
        layout::say(&mut lines, Role::Title, &self.title, width);
        layout::say(&mut lines, Role::Faint, &self.about(), width);
        for paragraph in self.note.iter().flat_map(|note| note.trim().split("\n\n")) {
            layout::block(
                &mut lines,
                Role::Plain,
                0,
                &paragraph.split_whitespace().collect::<Vec<_>>().join(" "),
                width,
            );
        }
        let sections = [
            self.equations.as_ref().map(|equations| equations.lines(self.reference, width)),
            self.accounts.as_ref().map(|accounts| accounts.lines(width)),
            self.parameters.as_ref().map(|parameters| parameters.lines(width)),
            self.figures.as_ref().map(|figures| figures.lines(width)),
            self.data.as_ref().map(|data| data.lines(width)),
            self.drivers.as_ref().map(|drivers| driver::lines(drivers, width)),
            self.dependence.as_ref().map(|dependence| dependence.lines(width)),
            self.assumptions
                .as_ref()
                .map(|list| change::lines("Assumptions", "in baseline and scenario alike", list, width)),
            self.tunes.as_ref().map(|list| {
                change::lines("Tunes", "judgements, in baseline and scenario alike", list, width)
            }),
            self.shocks
                .as_ref()
                .map(|list| change::lines("Shocks", "in the scenario, not in the baseline", list, width)),
            self.events.as_ref().map(|events| event::lines(events, width)),
            self.outcomes.as_ref().map(|outcomes| outcome::lines(outcomes, width)),
            self.targets.as_ref().map(|targets| outcome::target_lines(targets, width)),
            self.checks.as_ref().map(|checks| outcome::check_lines(checks, width)),
            self.observed.as_ref().map(|observed| outcome::observed_lines(observed, width)),
            self.run.as_ref().map(|run| run.lines(width)),
        ];
        for section in sections.into_iter().flatten() {
            lines.push(Line::new(Role::Plain, ""));
            lines.extend(section);
        }
        for line in &mut lines {
            line.text = harmless(&line.text);
        }
        lines
    }

    /// The show as JSON, indented, with a line end; `docs/show.schema.json` says what the fields mean.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain data") + "\n"
    }

    /// "model remittance-energy, economy tajikistan, 2022Q1 to 2024Q4, by quarter; the reference is steady"
    fn about(&self) -> String {
        let mut parts = vec![format!("model {}", self.model.name)];
        parts.extend(self.economy.as_ref().map(|economy| format!("economy {}", economy.name)));
        parts.extend(self.horizon.as_ref().map(|[start, end]| format!("{start} to {end}")));
        parts.push(format!("by {}", self.frequency));
        parts.extend(self.as_of.as_ref().map(|day| format!("as of {day}")));
        let reference = match self.reference {
            "steady" => "the reference holds the base-period levels",
            "balanced" => "the reference grows with constant ratios",
            "path" => "the reference is the path that the economy states",
            _ => "the reference is the equations' own solution",
        };
        format!("{}; {reference}", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::schema::{pointers, problem};
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources};
    use crate::read::read_texts;

    const MODEL: &str = r#"
        title = "Everything that a model can say"
        sets = ["partner"]
        [parameter.a]
        value = 0.5
        prior = { beta = { mean = 0.5, sd = 0.1 } }
        valid = [0, 1]
        source = "assumption: half"
        label = "Half"
        unit = "share"
        [variable.x]
        over = "partner"
        kind = "index"
        transform = "log"
        equation = "ref(x[partner])"
        residual = { normal = { sd = 0.1 }, ar = 0.5, common = { share = 0.5, factor = "f" } }
        [variable.y]
        kind = "flow"
        equation = "ref(y) * exp(a * (log(x[north]) - log(ref(x[north])))) + 0.1 * (z - ref(z))"
        bounds = { low = 0, high = 1000 }
        source = "someone"
        [variable.price]
        kind = "index"
        unit = "USD"
        series = true
        [variable.w]
        kind = "rate"
        equation = "ref(w) + 0 * price"
        [variable.z]
        kind = "flow"
        definition = "y * 2"
        absorb = "y"
        [identity.twice]
        label = "Twice"
        check = "z - y = y"
    "#;
    const ECONOMY: &str = r#"
        title = "Somewhere"
        set.partner = ["north", "south"]
        level.x = { value = { north = 1, south = 2 }, unit = "index", period = "2020", vintage = "2021", source = "a" }
        level.y = { value = 10, source = "b; the rest: assumption" }
        level.w = { value = 1, source = "d" }
        history.w = { quarterly = { 2022Q1 = 2 }, source = "d" }
        series.price = { annual = { 2022 = 90, 2023 = 80 }, source = "e" }
        history.y = { quarterly = { 2021Q4 = 9 }, source = "c" }
    "#;
    const SCENARIO: &str = r#"
        title = "Everything that a scenario can say"
        note = "A note."
        model = "m"
        economy = "e"
        start = "2022Q1"
        horizon = "2y"
        data_through = { w = "2022Q1" }
        [[assumption]]
        id = "path"
        target = "x[south]"
        percent = { values = [1, 2], from = "2022Q2" }
        by = "staff"
        source = "a forecast"
        [[tune]]
        id = "more"
        target = "y"
        add = 1
        by = "staff"
        on = 2022-03-04
        reason = "harvest"
        [[tune]]
        id = "wider"
        target = "x[*]"
        residual_spread = 2
        timing = { hold = "2q" }
        by = "staff"
        on = 2022-03-04
        reason = "war"
        [[shock]]
        id = "hit"
        target = "x[*]"
        percent = { normal = { mean = -10, sd = 2 } }
        each = true
        timing = { ramp = "1q", hold = "2q", half_life = "2q" }
        [[event]]
        id = "may"
        label = "It may"
        probability = 0.3
        window = ["2022Q1", "2022Q3"]
        duration = { lognormal = { p50 = "2q", p90 = "4q" } }
        shock = [{ target = "x[north]", percent = { uniform = { low = -5, high = -1 } } }]
        source = "assumption"
        [dependence]
        rank_correlation = [["hit[north]", "may", 0.3], ["may", "hit[south]", -0.2]]
        [[outcome]]
        id = "effect"
        variable = "z"
        as = "effect, percent"
        at = ["2022", "2023Q4"]
        below = [-1]
        above = [1]
        [[target]]
        outcome = "effect@2022"
        stat = "p50"
        value = -3
        by = "shock.hit.percent"
        source = "published"
        [[check]]
        that = "p50(effect@2022) < 0"
        [[observed]]
        outcome = "effect@2022"
        value = -3
        source = "someone"
    "#;

    fn show(sections: &[Section]) -> Show {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let texts = [("s", SCENARIO), ("m", MODEL), ("e", ECONOMY)];
        let scenario = read_texts("s", &texts, &mut sources, &mut diagnostics);
        let text = crate::diagnostic::render(&diagnostics, &sources, crate::diagnostic::Style::Plain);
        let scenario = scenario.unwrap_or_else(|| panic!("{text}"));
        let subject =
            Subject { model: &scenario.model, economy: &scenario.economy, scenario: Some(&scenario) };
        Show::new(subject, sections)
    }

    fn refusal(value: &Value) -> Option<String> {
        let schema: Value = serde_json::from_str(include_str!("../../../docs/show.schema.json")).unwrap();
        problem(&schema, schema.as_object().unwrap(), value, "")
    }

    #[test]
    fn what_is_shown_is_what_the_schema_says() {
        for sections in [&[][..], &[Section::Run], &[Section::Equations, Section::Checks]] {
            let value: Value = serde_json::from_str(&show(sections).json()).unwrap();
            assert_eq!(refusal(&value), None);
        }
    }

    #[test]
    fn the_schema_refuses_every_key_dropped_added_or_mistyped() {
        let whole: Value = serde_json::from_str(&show(&[]).json()).unwrap();
        let mut all = Vec::new();
        pointers(&whole, "", &mut all);
        let sections: Vec<&str> = Section::ALL.map(Section::name).to_vec();
        let mut dropped = 0;
        for pointer in &all {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut mistyped = whole.clone();
            *mistyped.pointer_mut(pointer).unwrap() = json!({ "neither": "text nor number" });
            assert!(refusal(&mistyped).is_some(), "{pointer} may be anything");
            let mut one = whole.clone();
            if let Value::Object(object) = one.pointer_mut(parent).unwrap() {
                object.remove(key);
                let is_section =
                    parent.is_empty() && key != "economy" && (sections.contains(&key) || key == "figures");
                assert_eq!(refusal(&one).is_none(), is_section, "{pointer} dropped");
                dropped += 1;
            }
            let mut more = whole.clone();
            if let Value::Object(object) = more.pointer_mut(parent).unwrap() {
                object.insert("surplus".to_owned(), Value::Null);
                assert!(refusal(&more).is_some(), "{parent} may hold anything");
            }
        }
        assert!(dropped > 300, "{dropped}");
    }

    #[test]
    fn a_section_alone_is_that_section() {
        for section in Section::ALL {
            let value: Value = serde_json::from_str(&show(&[section]).json()).unwrap();
            let name = if section == Section::Economy { "figures" } else { section.name() };
            let keys = value.as_object().unwrap().keys().filter(|key| {
                *key == "figures"
                    || (*key != "economy" && Section::ALL.iter().any(|other| other.name() == *key))
            });
            assert_eq!(keys.collect::<Vec<_>>(), [name]);
        }
    }

    #[test]
    fn lines_fit_at_any_width_and_a_terminal_obeys_nothing() {
        let mut show = show(&[]);
        show.title.push_str("\u{1b}[2J");
        for width in 60..160 {
            for line in show.lines(width) {
                assert!(super::super::text::width(&line.text) <= width, "{width}: {}", line.text);
                assert!(!line.text.contains(char::is_control), "{:?}", line.text);
            }
        }
        assert_eq!(show.lines(20), show.lines(60));
    }

    #[test]
    fn weights_and_probabilities_are_those_that_are_simulated() {
        let show = show(&[]);
        let values = |list: &[ByQuarter]| list.iter().map(|v| v.value).collect::<Vec<_>>();
        let weights = values(&show.shocks.unwrap()[0].weights);
        assert_eq!(weights[..4], [0.5, 1.0, 1.0, 0.5_f64.sqrt()]);
        let event = &show.events.unwrap()[0];
        let under_way = values(&event.under_way);
        assert!((under_way[0] - 0.1).abs() < 1e-12, "begins in one of three quarters");
        // A lognormal with median 2 and p90 4 has its p10 at 1: it lasts longer than a quarter in nine cases of ten.
        assert!((under_way[1] - 0.19).abs() < 1e-9, "{under_way:?}");
        assert!(under_way[7] < under_way[3] && under_way[7] > 0.0);
    }

    #[test]
    fn at_72_columns() {
        let text = super::super::terminal::plain(&show(&[Section::Equations, Section::Shocks]).lines(72));
        assert_eq!(text, EXPECTED);
    }

    const EXPECTED: &str = "\
Everything that a scenario can say
model m, economy e, 2022Q1 to 2023Q4, by quarter; the reference holds
  the base-period levels
A note.

EQUATIONS
in the order in which they are computed: 3 behavioural, which shocks may
hit, and 2 definitions; a behavioural one gives its reference where
everything that it reads is at its own, plus its residual u

1  price = ref(price)
   USD; index, a definition

2  w = ref(w) + 0 * price
   rate, tracks its reference

3  x[partner] = ref(x[partner])
   index, tracks its reference in logs
   residual: u = 0.5 u(-1) + e, e with sd 0.1 in logs, normal (mean 0,
   sd 0.1); 50 percent of its variance is the factor f

Block 1, solved together in each period: Newton's method solves for this
one; 1 follows

4  y = ref(y) * exp(a * (log(x[north]) - log(ref(x[north])))) + 0.1
       * (z - ref(z))
   flow, tracks its reference
   bounds: 0 to 1,000
   someone

These follow in block 1, in this order

5  z = y * 2
   flow, a definition
   shocks to it are absorbed by y

SHOCKS
in the scenario, not in the baseline; a bar a quarter, a full one is the
whole size

* hit
    changes x[*] by a percentage, against what its equation gives; each
    element draws its own size
    size      p05 -13.29, p50 -10, p95 -6.71 percent; normal (mean -10,
              sd 2)
    when      from 2022Q1, rising over 1 quarter for 2 quarters, fading
              by half every 2
    weight    2022 ▄██▆  2023 ▄▃▂▂
    at p50    2022: -5 -10 -10 -7.07; 2023: -5 -3.54 -2.5 -1.77
              (percent)
    source    no source
";
}
