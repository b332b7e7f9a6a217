//! The card as a person reads it: a table a scenario, then all of a sample together.

use super::super::aligned::table;
use super::super::figure::Figure;
use super::super::number::{count, number};
use super::super::terminal::{Frame, Line, Role, files};
use super::super::text::{hang, harmless};
use super::super::verdict::Beyond;
use super::super::words;
use super::rolling;
use super::{Backtest, Card, Forecast, Replay, Row, Scores, Skill};

/// The lines for a person.
pub fn render(backtest: &Backtest, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    for replay in backtest.scenarios.iter().filter(|replay| replay.rolling.is_none()) {
        let rows: Vec<&Row> = backtest.cases.iter().filter(|row| row.scenario == replay.name).collect();
        scenario(&mut lines, replay, &rows, wide);
        lines.push(Line::new(Role::Plain, ""));
    }
    let rolling = rolling::names(backtest);
    for name in &rolling {
        rolling::group(&mut lines, backtest, name, wide);
        lines.push(Line::new(Role::Plain, ""));
    }
    for of in backtest.cards.iter().filter(|card| card.rolling.is_none()) {
        card(&mut lines, of, wide);
        lines.push(Line::new(Role::Plain, ""));
    }
    if !rolling.is_empty() {
        say(&mut lines, Role::Faint, rolling::EXPLAINED, wide);
    }
    for sentence in EXPLAINED {
        say(&mut lines, Role::Faint, sentence, wide);
    }
    if let Some(seconds) = frame.seconds {
        say(&mut lines, Role::Faint, &format!("{seconds:.1} s"), wide);
    }
    lines.extend(files(frame.files));
    lines
}

const EXPLAINED: [&str; 3] = [
    "percentile: P(X < observed), half of P(X = observed) added, in percent. CRPS: continuous ranked probability score of the paths, in the outcome's unit, smaller is better. Log score: -log density near the observed value, smaller is better; beyond: no path is there, so that there is none.",
    "climatology, no change, AR(1): skill, 1 - CRPS over that of a forecast from the past alone: climatology (normal, mean and spread of past values), no change (the spread of past changes), AR(1) by least squares, each a Student t that carries the error of its fit. The scenario knows its drivers and they do not; the baseline knows none.",
    "Outcomes of one episode, a country in a year, hang together, so that intervals of coverage are too narrow; the range of a skill is what leaving one episode out makes of it.",
];

pub(super) fn say(lines: &mut Vec<Line>, role: Role, text: &str, wide: usize) {
    lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
}

fn scenario(lines: &mut Vec<Line>, replay: &Replay, rows: &[&Row], wide: usize) {
    say(lines, Role::Title, &format!("{}: {}", replay.name, replay.title), wide);
    let set =
        replay.parameter_set.as_ref().map(|set| format!(", parameters {}", set.name)).unwrap_or_default();
    let vintage = match &replay.as_of {
        Some(day) if replay.revised.is_empty() => format!("as of {day}, all figures published by then"),
        Some(day) => {
            let figures = if replay.revised.len() == 1 { "figure" } else { "figures" };
            format!("as of {day}, {} {figures} revised since", replay.revised.len())
        }
        None => "revised data: no as_of is stated".to_owned(),
    };
    let about =
        format!("{}; {} paths of seed {}{set}; {vintage}", replay.sample, count(replay.paths), replay.seed);
    say(lines, Role::Faint, &about, wide);
    let mut head: Vec<String> =
        ["observed", "median", "percentile", "in", "CRPS", "log score"].map(str::to_owned).into();
    let skills: Vec<String> = rows[..rows.len().min(1)]
        .iter()
        .flat_map(|row| &row.references)
        .map(|reference| reference.name.to_owned())
        .collect();
    head.extend(skills);
    head.push("baseline".to_owned());
    let body: Vec<(String, Vec<String>)> = rows.iter().map(|row| (name(row), cells(row))).collect();
    table(lines, "observed and forecast", &head, &body, wide);
    let mut said: Vec<String> = Vec::new();
    for row in rows {
        said.extend(forecasts(row));
    }
    said.extend(revised(rows));
    for sentence in &said {
        say(lines, Role::Plain, sentence, wide);
    }
    let missing: Vec<(String, String)> = rows
        .iter()
        .flat_map(|row| {
            let why = row.references.iter().filter_map(|reference| reference.none_because.clone());
            why.map(|why| (why, row.outcome.clone())).collect::<Vec<_>>()
        })
        .collect();
    let mut reasons: Vec<&String> = Vec::new();
    for (why, _) in &missing {
        if !reasons.contains(&why) {
            reasons.push(why);
        }
    }
    for why in reasons {
        let of: Vec<&str> =
            missing.iter().filter(|(other, _)| other == why).map(|(_, outcome)| outcome.as_str()).collect();
        say(lines, Role::Faint, &format!("{why} ({})", of.join(", ")), wide);
    }
}

/// What others forecast, beside the median and the references of the past.
pub(super) fn forecasts(row: &Row) -> Vec<String> {
    let missed = |error: f64| number(error, 0.05 * error, false);
    let own = match row.by_scenario.error {
        Some(error) => format!("the median here misses by {}", missed(error)),
        None => "there is no median here".to_owned(),
    };
    let references = row.references.iter().filter_map(|reference| {
        Some(format!("{} by {}", reference.name, missed((reference.median? - row.observed).abs())))
    });
    let all: Vec<String> = [own].into_iter().chain(references).collect();
    let of = |forecast: &Forecast| {
        format!(
            "{}: {}, {}, forecast {} and missed by {}; {}",
            name(row),
            forecast.by,
            forecast.on,
            number(forecast.value, 0.0, false),
            number(forecast.error, 0.005 * forecast.error, false),
            all.join(", "),
        )
    };
    row.forecasts.iter().map(of).collect()
}

/// Pasts of which only later figures are held.
fn revised(rows: &[&Row]) -> Option<String> {
    let of: Vec<&str> = rows
        .iter()
        .filter(|row| row.vintage == "revised" && row.past.as_ref().is_some_and(|past| !past.published))
        .map(|row| row.outcome.as_str())
        .collect();
    (!of.is_empty())
        .then(|| format!("past values are revised figures, not those of the time: {}", of.join(", ")))
}

fn cells(row: &Row) -> Vec<String> {
    let scores = &row.by_scenario;
    let mut cells = vec![
        number(row.observed, 0.0, false),
        scores.median.in_table(false),
        percentile(scores),
        band(scores),
        scores.crps.in_table(false),
        match scores.no_density {
            Some("point") => "a point".to_owned(),
            Some(why) => why.to_owned(),
            None => scores.log_score.in_table(false),
        },
    ];
    let skill = |skill: Option<f64>| skill.map_or("-".to_owned(), two);
    cells.extend(row.references.iter().map(|reference| skill(reference.skill)));
    cells.push(row.by_baseline.as_ref().map_or("-".to_owned(), percentile));
    cells
}

/// To two decimals, with its sign.
pub(super) fn two(value: f64) -> String {
    number(value, 0.01, true)
}

/// The percentile; ">" or "<" all paths.
fn percentile(scores: &Scores) -> String {
    match scores.beyond {
        Some(Beyond::Above) => "above all".to_owned(),
        Some(Beyond::Below) => "below all".to_owned(),
        None => {
            let percent = |share: Option<f64>| share.map(|share| 100.0 * share);
            let Figure { value, low, high, resolution } = scores.pit;
            let [value, low, high, resolution] = [value, low, high, resolution].map(percent);
            let figure = Figure { value, low, high, resolution };
            number(value.unwrap_or(f64::NAN), figure.half_width(), false)
        }
    }
}

/// The narrowest band that holds what happened.
fn band(scores: &Scores) -> String {
    let names = ["50", "80", "90"];
    let at = scores.inside.iter().position(|inside| *inside);
    at.map_or("-".to_owned(), |at| names[at].to_owned())
}

fn name(row: &Row) -> String {
    let (name, unit) = words::name_and_unit(&row.label, &row.unit);
    let what = words::measured(name, &row.measure);
    let parts = [what.as_str(), unit, &row.period];
    harmless(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

fn card(lines: &mut Vec<Line>, card: &Card, wide: usize) {
    let of = match card.of {
        "baseline" => "by the baselines, which know no driver",
        _ => "by the scenarios",
    };
    let plural =
        |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let title = format!(
        "{}, {of}: {} of {}, {}",
        card.sample,
        plural(card.cases, "observed outcome", "observed outcomes"),
        plural(card.scenarios, "scenario", "scenarios"),
        plural(card.episodes, "episode", "episodes"),
    );
    say(lines, Role::Title, &title, wide);
    for coverage in &card.coverage {
        let percent = |share: Option<f64>| number(100.0 * share.unwrap_or(f64::NAN), 1.0, false);
        let text = format!(
            "inside the {} percent band: {} of {}, {} percent ({} to {})",
            number(100.0 * coverage.level, 0.0, false),
            coverage.inside,
            card.cases,
            percent(coverage.share.value),
            percent(coverage.share.low),
            percent(coverage.share.high),
        );
        say(lines, Role::Plain, &text, wide);
    }
    let most = card.pit_tenths.iter().copied().fold(1, Ord::max);
    let bars: String = card.pit_tenths.iter().map(|cases| block(*cases, most)).collect();
    let tenths = card.pit_tenths.map(|cases| cases.to_string()).join(" ");
    let uniform = format!(
        "largest distance from uniform {}, one in twenty independent samples exceeds {}",
        number(card.pit_distance, 0.01, false),
        number(card.pit_critical, 0.01, false),
    );
    say(
        lines,
        Role::Plain,
        &format!("percentiles by tenths: {bars}  {tenths}; beyond all paths {}; {uniform}", card.beyond),
        wide,
    );
    if let Some(crps) = card.scaled_crps {
        let log = card.scaled_log_score.map_or("no log score".to_owned(), |log| {
            format!(
                "log score {} over the {} that have a density",
                number(log, 0.01, false),
                card.log_score_cases
            )
        });
        let text = format!(
            "in standard deviations of past values: CRPS {}, {log}; {} of {} outcomes have a past",
            number(crps, 0.01, false),
            card.scaled_cases,
            card.cases,
        );
        say(lines, Role::Plain, &text, wide);
    }
    for skill in &card.skills {
        let role = match skill.verdict {
            "good" => Role::Good,
            "bad" => Role::Bad,
            _ => Role::Plain,
        };
        say(lines, role, &sentence(skill), wide);
    }
}

/// "skill against no change: +0.21, good, +0.05 to +0.40 when one episode is left out (18 outcomes; log score better by 0.3)"
fn sentence(skill: &Skill) -> String {
    let name = skill.reference;
    let Some(value) = skill.skill else { return format!("skill against {name}: none, no outcome has it") };
    let range = match (skill.lowest, skill.highest) {
        (Some(low), Some(high)) => format!("{} to {} when one episode is left out", two(low), two(high)),
        _ => "one episode alone says little".to_owned(),
    };
    let word = match skill.verdict {
        "good" => "good, ",
        "bad" => "bad, ",
        "undecided" => "neither good nor bad, one episode decides, ",
        _ => "",
    };
    let gain = skill.log_gain.map_or(String::new(), |gain| {
        let better = if gain >= 0.0 { "better" } else { "worse" };
        format!("; log score {better} by {}", number(gain.abs(), 0.01, false))
    });
    format!("skill against {name}: {}, {word}{range} ({} outcomes{gain})", two(value), skill.cases)
}

fn block(cases: usize, most: usize) -> char {
    const BLOCKS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    BLOCKS[(8 * cases).div_ceil(most).min(8)]
}
