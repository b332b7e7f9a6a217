//! What a scenario's effect is made of: text, `attribute.csv` and `attribute.json`, all from one [`Attribute`].

use serde::Serialize;

use crate::analysis::attribute::{self, Attributed, Attribution, Method, Shares, Statistic};
use crate::results::Estimate;
use crate::scenario::Scenario;

use super::aligned::{plus_minus, table};
use super::column::label;
use super::csv;
use super::figure::Figure;
use super::number::count;
use super::summary::Named;
use super::terminal::{Frame, Line, Role, files};
use super::text::{hang, harmless};
use super::words;

/// The name of the CSV file.
pub const CSV: &str = "attribute.csv";

/// The name of the JSON file.
pub const JSON: &str = "attribute.json";

/// What is said of ranges.
const OF_RANGE: &str = "of a range of periods: the mean over those that the outcome states, on each path; its thresholds are of that mean";

/// Everything that an attribution has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribute {
    /// `sarez-attribute/1`: the meaning of all fields, in `docs/attribute.schema.json`.
    pub schema: &'static str,
    /// The scenario.
    pub scenario: Named,
    /// Paths of each variant, those that failed included.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// `exact` or `sampled`.
    pub method: &'static str,
    /// How many random orders shares are averaged over; `None` when exact.
    pub orders: Option<usize>,
    /// How many variants of the scenario were simulated.
    pub variants: usize,
    /// Who has a share, in the scenario's order.
    pub players: Vec<Player>,
    /// Each outcome at each period that was asked for.
    pub outcomes: Vec<Row>,
}

/// Who has a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Player {
    /// The id of the shock, event or regime, or the name of the channel.
    pub id: String,
    /// `shock`, `event`, `regime` or `channel`.
    pub kind: &'static str,
    /// The ids of what it is made of.
    pub members: Vec<String>,
}

/// An outcome at a period, or each path's mean of it over a range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// `OUTCOME@PERIOD`, or `OUTCOME@FIRST..LAST`.
    pub id: String,
    /// The outcome's id.
    pub outcome: String,
    /// What a person calls it.
    pub label: String,
    /// The variable.
    pub variable: String,
    /// How it is measured.
    pub measure: String,
    /// When; a range such as `2022..2024` is the mean over its stated periods on each path.
    pub period: String,
    /// The unit of its numbers; probabilities have none.
    pub unit: String,
    /// What the numbers are compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// The most paths that failed in a variant; they are left out there.
    pub failed: u64,
    /// What is attributed.
    pub statistics: Vec<Split>,
}

/// A statistic and who has which share of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// Such as `mean`, `p05`, `shortfall05` or `below -2`.
    pub statistic: String,
    /// Without any shock or event.
    pub baseline: Figure,
    /// With all of them.
    pub scenario: Figure,
    /// Scenario minus baseline.
    pub total: Figure,
    /// In the order of the players.
    pub shares: Vec<Share>,
    #[serde(skip)]
    kind: Statistic,
}

/// What one of them does to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Whose.
    pub player: String,
    /// Its Shapley share of the total.
    pub share: Figure,
    /// What it does alone.
    pub alone: Figure,
    /// What it adds to all others.
    pub last: Figure,
    /// What it adds to those before it in the scenario's order.
    pub step: Figure,
    /// The statistic with it and those before it.
    pub after: Figure,
}

impl Player {
    /// All of an attribution.
    pub(super) fn list(found: &Attribution) -> Vec<Self> {
        let player = |player: &attribute::Player| Self {
            id: player.id.clone(),
            kind: player.kind,
            members: player.members.clone(),
        };
        found.players.iter().map(player).collect()
    }
}

impl Attribute {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-attribute/1";

    /// What was found of a scenario.
    pub fn new(scenario: &Scenario, found: &Attribution) -> Self {
        let (method, orders) = match found.method {
            Method::Exact => ("exact", None),
            Method::Sampled(orders) => ("sampled", Some(orders)),
        };
        let players = Player::list(found);
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: scenario.name.clone(), title: scenario.title.clone() },
            paths: scenario.run.paths,
            seed: scenario.run.seed,
            method,
            orders,
            variants: found.variants,
            outcomes: found.columns.iter().map(|column| Row::new(scenario, column, &players)).collect(),
            players,
        }
    }

    /// `attribute.json`: indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("an attribution is plain data") + "\n"
    }

    /// `attribute.csv`: one row a number, in long format; `player` is empty where the number is of all or none of them.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head =
            ["outcome", "variable", "measure", "period", "unit", "versus", "statistic", "player", "of"];
        let numbers = ["value", "low", "high", "resolution"];
        csv::row(
            &mut text,
            &[&head[..], &numbers].concat().iter().map(|s| (*s).to_owned()).collect::<Vec<_>>(),
        );
        for row in &self.outcomes {
            for split in &row.statistics {
                let unit = if split.kind.is_probability() { "" } else { &row.unit };
                let mut say = |player: &str, of: &str, figure: Figure| {
                    let mut cells: Vec<String> =
                        [&row.outcome, &row.variable, &row.measure, &row.period].map(Clone::clone).into();
                    let rest = [unit, row.versus.unwrap_or_default(), &split.statistic, player, of];
                    cells.extend(rest.map(str::to_owned));
                    let Figure { value, low, high, resolution } = figure;
                    cells.extend([value, low, high, resolution].map(csv::number));
                    csv::row(&mut text, &cells);
                };
                say("", "baseline", split.baseline);
                for share in &split.shares {
                    say(&share.player, "share", share.share);
                    say(&share.player, "alone", share.alone);
                    say(&share.player, "last", share.last);
                    say(&share.player, "step", share.step);
                    say(&share.player, "after", share.after);
                }
                say("", "total", split.total);
                say("", "scenario", split.scenario);
            }
        }
        text
    }
}

impl Row {
    fn new(scenario: &Scenario, found: &Attributed, players: &[Player]) -> Self {
        let outcome = &scenario.outcomes[found.column.outcome];
        Self {
            id: found.column.id.clone(),
            outcome: outcome.id.clone(),
            label: label(scenario, outcome),
            variable: outcome.variable.to_string(),
            measure: outcome.measure.to_string(),
            period: found.at.to_string(),
            unit: found.column.unit.clone(),
            versus: found.column.versus,
            failed: found.failed,
            statistics: found.statistics.iter().map(|shares| Split::new(shares, players)).collect(),
        }
    }

    /// `GDP effect, percent, 2022`
    fn name(&self) -> String {
        words::row(&self.label, &self.measure, &self.unit, &self.period)
    }

    /// Whether no shock or event changes any statistic.
    pub(super) fn is_unmoved(&self) -> bool {
        let zero = |figure: &Figure| figure.value == Some(0.0) && figure.half_width() == 0.0;
        self.statistics.iter().all(|split| {
            zero(&split.total) && split.shares.iter().all(|share| zero(&share.alone) && zero(&share.last))
        })
    }
}

impl Split {
    fn new(shares: &Shares, players: &[Player]) -> Self {
        let of = |figure: Estimate| Figure::from(figure);
        let share = |(player, share): (&Player, &attribute::Share)| Share {
            player: player.id.clone(),
            share: of(share.share),
            alone: of(share.alone),
            last: of(share.last),
            step: of(share.step),
            after: of(share.after),
        };
        Self {
            statistic: shares.statistic.name(),
            baseline: of(shares.baseline),
            scenario: of(shares.scenario),
            total: of(shares.total),
            shares: players.iter().zip(&shares.players).map(share).collect(),
            kind: shares.statistic,
        }
    }

    /// How it is headed in a table.
    pub(super) fn head(&self) -> String {
        match self.kind {
            Statistic::Lowest => "lowest 5 %".to_owned(),
            Statistic::Highest => "highest 5 %".to_owned(),
            Statistic::Below(at) => format!("P(< {at}), pp"),
            Statistic::Above(at) => format!("P(> {at}), pp"),
            Statistic::Mean | Statistic::Quantile(_) => self.statistic.clone(),
        }
    }

    /// A number of it as a table has it: a probability in percentage points.
    pub(super) fn cell(&self, figure: Figure) -> String {
        let times = if self.kind.is_probability() { 100.0 } else { 1.0 };
        let scaled = |x: Option<f64>| x.map(|x| times * x);
        let [value, low, high, resolution] =
            [figure.value, figure.low, figure.high, figure.resolution].map(scaled);
        plus_minus(Figure { value, low, high, resolution })
    }
}

/// The lines for a person: for each outcome at each period a table of shares, a row a player, and the waterfall of the mean.
pub fn render(found: &Attribute, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    let say = |lines: &mut Vec<Line>, role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    say(&mut lines, Role::Title, &found.scenario.title);
    let time = frame.seconds.map(|seconds| format!(", {seconds:.1} s")).unwrap_or_default();
    let from = match found.orders {
        None => "all".to_owned(),
        Some(orders) => format!("{} random orders, in", count(orders as u64)),
    };
    let (variants, paths) = (count(found.variants as u64), count(found.paths));
    let head = format!(
        "shares of scenario minus baseline, from {from} {variants} variants of {paths} paths, seed {}{time}",
        found.seed
    );
    say(&mut lines, Role::Faint, &head);
    for player in found.players.iter().filter(|player| player.kind == "channel") {
        say(&mut lines, Role::Faint, &format!("{}: {}", player.id, player.members.join(", ")));
    }
    for row in &found.outcomes {
        lines.push(Line::new(Role::Plain, ""));
        let versus = row.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
        say(&mut lines, Role::Heading, &format!("{}{versus}", row.name()));
        if row.is_unmoved() {
            say(&mut lines, Role::Plain, "no shock and no event changes it: there is nothing to attribute");
            continue;
        }
        if row.failed > 0 {
            let text = format!("up to {} paths of a variant failed and are left out", count(row.failed));
            say(&mut lines, Role::Warning, &text);
        }
        let shown: Vec<&Split> = row.statistics.iter().filter(|split| split.statistic != "p50").collect();
        // As many side by side as have room.
        for part in shown.chunks(((wide - 16) / 18).max(1)) {
            let head: Vec<String> = part.iter().map(|split| split.head()).collect();
            let mut rows: Vec<(String, Vec<String>)> = (found.players.iter().enumerate())
                .map(|(at, player)| {
                    (
                        harmless(&player.id),
                        part.iter().map(|split| split.cell(split.shares[at].share)).collect(),
                    )
                })
                .collect();
            rows.push(("together".to_owned(), part.iter().map(|split| split.cell(split.total)).collect()));
            table(&mut lines, "share", &head, &rows, wide);
        }
        if let Some(mean) = row.statistics.iter().find(|split| split.statistic == "mean") {
            let mut rows = vec![("baseline".to_owned(), vec![String::new(), mean.cell(mean.baseline)])];
            rows.extend(
                mean.shares.iter().map(|share| {
                    (harmless(&share.player), vec![mean.cell(share.step), mean.cell(share.after)])
                }),
            );
            table(&mut lines, "one after the other", &["adds".to_owned(), "mean".to_owned()], &rows, wide);
        }
    }
    lines.push(Line::new(Role::Plain, ""));
    if found.outcomes.iter().any(|row| row.period.contains("..")) {
        say(&mut lines, Role::Faint, OF_RANGE);
    }
    say(
        &mut lines,
        Role::Faint,
        "share: what each adds, on average over all orders in which they could come (Shapley); lowest and highest 5 %: of the mean over the paths where the scenario's outcome is lowest and highest; ± is a 95 percent interval",
    );
    lines.extend(files(frame.files));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::json::tests::{problem_of, refusals};
    use super::*;
    use crate::analysis::attribute;
    use crate::calendar::Stretch;
    use crate::scenario::Measure;

    fn example(method: Method, size: f64) -> Attribute {
        let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
        let base = example::scenario(vec![outcome]);
        let of = |value: f64| Estimate {
            value,
            low: value - 0.01 * size,
            high: value + 0.01 * size,
            resolution: 0.0,
        };
        let player = |id: &str, kind, members: &[&str]| attribute::Player {
            id: id.to_owned(),
            kind,
            members: members.iter().map(|id| (*id).to_owned()).collect(),
        };
        let share = attribute::Share {
            share: of(-size),
            alone: of(-size),
            last: of(-size),
            step: of(-size),
            after: of(-size),
        };
        let shares = |statistic| Shares {
            statistic,
            baseline: of(0.0),
            scenario: of(-2.0 * size),
            total: of(-2.0 * size),
            players: vec![share, share],
        };
        let column = Attributed {
            column: example::column(&base, 0, "2022", "percent"),
            at: Stretch { first: "2022".parse().unwrap(), last: "2023".parse().ok() },
            failed: 3,
            statistics: Statistic::of(&[-2.0], &[1.0]).into_iter().map(shares).collect(),
        };
        let players =
            vec![player("fall", "shock", &["fall"]), player("fuel", "channel", &["fuel_cut", "fuel_price"])];
        Attribute::new(&base, &Attribution { players, method, variants: 4, columns: vec![column] })
    }

    #[test]
    fn an_attribution_is_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../docs/attribute.schema.json")).unwrap();
        for method in [Method::Exact, Method::Sampled(64)] {
            let value = serde_json::from_str(&example(method, 1.0).json()).unwrap();
            assert_eq!(problem_of(&schema, &value), None);
            assert!(refusals(&schema, &value) > 100);
        }
    }

    #[test]
    fn every_row_of_the_csv_is_as_long_as_the_first() {
        let text = example(Method::Exact, 1.0).csv();
        let cells =
            |line: &str| line.matches(',').count() - usize::from(line.contains("\"effect, percent\""));
        let head = text.lines().next().unwrap();
        assert!(text.lines().all(|line| cells(line) == cells(head)), "{text}");
        // Eight statistics, each with three numbers of all and five of two players.
        assert_eq!(text.lines().count(), 1 + 8 * (3 + 5 * 2));
        assert!(
            text.contains("gdp,gdp,\"effect, percent\",2022..2023,percent,baseline,mean,fuel,share,-1,"),
            "{text}"
        );
    }

    #[test]
    fn lines_have_a_row_a_player() {
        let frame = Frame { width: 100, seconds: Some(0.5), files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(Method::Sampled(64), 1.0), frame));
        for part in [
            "64 random orders, in 4 variants",
            "fuel: fuel_cut, fuel_price",
            "P(< -2), pp",
            "\ntogether ",
            "-200 ± 1",
            "one after the other",
            "up to 3 paths",
            "GDP effect, percent, 2022..2023",
            "of a range of periods: the mean",
            "out/: attribute.csv attribute.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = super::super::terminal::plain(&render(&example(Method::Exact, 0.0), frame));
        assert!(text.contains("from all 4 variants") && text.contains("nothing to attribute"), "{text}");
    }
}
