//! Scenarios that are asked at several origins, each origin a case a row of one table: what they say together.

use super::super::aligned::table;
use super::super::number::{count, number};
use super::super::terminal::{Line, Role};
use super::super::words;
use super::table::{forecasts, say, two};
use super::{Backtest, Card, Replay, Row};

/// The names of the scenarios that have origins, in the order in which they come first.
pub(super) fn names(backtest: &Backtest) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in backtest.scenarios.iter().filter_map(|replay| replay.rolling.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// One group: how well each outcome was forecast over its origins.
pub(super) fn group(lines: &mut Vec<Line>, backtest: &Backtest, name: &str, wide: usize) {
    let is_of = |of: &Option<String>| of.as_deref() == Some(name);
    let origins: Vec<&Replay> = backtest.scenarios.iter().filter(|replay| is_of(&replay.rolling)).collect();
    let [first, .., last] = &origins[..] else {
        return origins
            .first()
            .map_or((), |only| group_of(lines, backtest, (name, &[only], only, only), wide));
    };
    group_of(lines, backtest, (name, &origins, first, last), wide);
}

fn group_of(
    lines: &mut Vec<Line>,
    backtest: &Backtest,
    (name, origins, first, last): (&str, &[&Replay], &Replay, &Replay),
    wide: usize,
) {
    let at = |replay: &Replay| replay.origin.clone().unwrap_or_default();
    let title =
        format!("{name}, {} origins from {} to {}: {}", origins.len(), at(first), at(last), first.title);
    say(lines, Role::Title, &title, wide);
    let about = format!(
        "{}; {} paths an origin, seed {}; {}",
        first.sample,
        count(first.paths),
        first.seed,
        vintage(origins)
    );
    say(lines, Role::Faint, &about, wide);
    let head = HEAD.map(str::to_owned);
    let rows: Vec<(String, Vec<String>)> =
        rows(backtest, name).into_iter().map(|(what, cells)| (what, cells.into())).collect();
    table(lines, "over all origins", &head, &rows, wide);
    for row in backtest.cases.iter().filter(|row| origins.iter().any(|origin| origin.name == row.scenario)) {
        for sentence in forecasts(row) {
            say(lines, Role::Plain, &sentence, wide);
        }
    }
}

/// "as of the day before each origin, of revised data: 16 figures were published later"
fn vintage(origins: &[&Replay]) -> String {
    let dated = origins.iter().filter(|origin| origin.as_of.is_some()).count();
    let revised = origins.iter().filter(|origin| !origin.revised.is_empty()).count();
    match (dated, revised) {
        (0, _) => "revised data: no as_of is stated".to_owned(),
        (_, 0) => "as of a day at each origin, all of it published by then".to_owned(),
        _ => format!("as of a day at each origin, revised data at {revised} of {}", origins.len()),
    }
}

const HEAD: [&str; 13] = [
    "n",
    "missing",
    "in 50",
    "in 80",
    "in 90",
    "D",
    "CRPS",
    "log",
    "climatology",
    "no change",
    "AR(1)",
    "baseline in 90",
    "its climatology",
];

/// A row an outcome, then all.
fn rows(backtest: &Backtest, name: &str) -> Vec<(String, [String; 13])> {
    let of = |card: &&Card| card.rolling.as_deref() == Some(name);
    let cards: Vec<&Card> = backtest.cards.iter().filter(of).collect();
    let own = |of: &str| cards.iter().copied().filter(move |card| card.of == of).collect::<Vec<&Card>>();
    let (scenarios, baselines) = (own("scenario"), own("baseline"));
    let mut rows: Vec<(String, [String; 13])> = Vec::new();
    for card in scenarios {
        let baseline = baselines.iter().copied().find(|baseline| baseline.outcome == card.outcome);
        let what = match &card.outcome {
            None => "all".to_owned(),
            Some(outcome) => {
                let row = backtest.cases.iter().find(|row| {
                    row.outcome == *outcome
                        && row.scenario.strip_prefix(name).is_some_and(|rest| rest.starts_with('@'))
                });
                row.map_or_else(|| outcome.clone(), named)
            }
        };
        rows.push((what, cells(card, baseline)));
    }
    let all = usize::from(!rows.is_empty());
    rows.rotate_left(all);
    rows
}

/// The outcome in words, without the period.
fn named(row: &Row) -> String {
    let (name, unit) = words::name_and_unit(&row.label, &row.unit);
    let what = words::measured(name, &row.measure);
    if unit.is_empty() { what } else { format!("{what}, {unit}") }
}

fn cells(card: &Card, baseline: Option<&Card>) -> [String; 13] {
    let none = || "-".to_owned();
    let inside = |card: &Card, at: usize| {
        let share = card.coverage[at].share.value;
        share.map_or_else(none, |share| number(100.0 * share, 1.0, false))
    };
    let skill = |card: &Card, at: usize| card.skills[at].skill.map_or_else(none, two);
    let score = |value: Option<f64>| value.map_or_else(none, |value| number(value, 0.01, false));
    [
        card.cases.to_string(),
        card.unobserved.to_string(),
        inside(card, 0),
        inside(card, 1),
        inside(card, 2),
        format!(
            "{}{}",
            number(card.pit_distance, 0.01, false),
            if card.pit_distance > card.pit_critical { "*" } else { "" }
        ),
        score(card.scaled_crps),
        score(card.scaled_log_score),
        skill(card, 0),
        skill(card, 1),
        skill(card, 2),
        baseline.map_or_else(none, |card| inside(card, 2)),
        baseline.map_or_else(none, |card| skill(card, 0)),
    ]
}

/// What the columns mean.
pub(super) const EXPLAINED: &str = "Over origins: n outcomes were observed, missing ones were not and are left out; in 50, 80, 90: percent of them inside that central band; D: largest distance of their percentiles from uniform, * where it exceeds what one in twenty samples of independent cases would; CRPS and log score in standard deviations of past values; skill against climatology, no change and AR(1), all three fitted to the years before each origin alone; last, the baselines, which know no driver: percent in 90, and skill against climatology.";

/// The tables of all scenarios with origins as Markdown, for documents.
pub fn markdown(backtest: &Backtest) -> String {
    let mut text = String::new();
    for name in names(backtest) {
        let origins: Vec<&Replay> =
            backtest.scenarios.iter().filter(|replay| replay.rolling.as_deref() == Some(name)).collect();
        let at =
            |replay: Option<&&Replay>| replay.and_then(|replay| replay.origin.clone()).unwrap_or_default();
        text += &format!(
            "**`{name}`**, {} origins from {} to {}, {} paths each; {}\n\n",
            origins.len(),
            at(origins.first()),
            at(origins.last()),
            count(origins.first().map_or(0, |first| first.paths)),
            vintage(&origins),
        );
        text += &format!("| | {} |\n|---|{}\n", HEAD.join(" | "), "---|".repeat(HEAD.len()));
        for (what, cells) in rows(backtest, name) {
            text += &format!("| {what} | {} |\n", cells.join(" | "));
        }
        text += "\n";
    }
    text + EXPLAINED + "\n"
}
