//! What moves outcomes, as lines for a person.

use crate::analysis::sensitivity::{MOST_PLAYERS, Of, Verdict};

use super::super::aligned::table;
use super::super::figure::Figure;
use super::super::number::{brief, count, number};
use super::super::terminal::{Frame, Line, Role, files};
use super::super::text::{hang, harmless};
use super::super::words;
use super::{Effect, Sensitivity, Swing};

/// How many swings of a tornado are shown to a person.
const SHOWN: usize = 10;

/// What a Shapley effect is, and what it is from; or why there is none.
pub(in crate::report) fn shapley_words(found: &Sensitivity) -> String {
    let players = found.players.len();
    if players > MOST_PLAYERS {
        return format!(
            "No Shapley effects: {players} are too many to tell apart, {MOST_PLAYERS} at most; leave out --each, or state fewer that move together"
        );
    }
    let orders = match found.orders {
        Some(orders) => format!("{orders} random orders"),
        None => "all orders".to_owned(),
    };
    let pairs = count(found.shapley_pairs.unwrap_or_default());
    format!(
        "Shapley effect: what of the variance a driver explains beyond those known before it, on average over {orders}, from {pairs} pairs of paths; they add up to 1, and what moves together shares what it explains (Owen 2014, doi:10.1137/130936233)"
    )
}

/// `0.314 ± 0.004`; what is rounding is 0.
fn with_error(figure: Figure) -> String {
    const ROUNDING: f64 = 1e-9;
    let (value, half) = (figure.value.unwrap_or(f64::NAN), figure.half_width());
    if value.abs() + half < ROUNDING {
        return "0".to_owned();
    }
    let text = number(value, half, false);
    if half > 0.0 { format!("{text} ± {}", number(half, half, false)) } else { text }
}

/// The lines for a person: for each outcome at each period a table of indices and a tornado.
pub fn render(found: &Sensitivity, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    let say = |lines: &mut Vec<Line>, role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    say(&mut lines, Role::Title, &found.scenario.title);
    let time = frame.seconds.map(|seconds| format!(", {seconds:.1} s")).unwrap_or_default();
    let head =
        format!("shares of variance, from {} pairs of paths, seed {}{time}", count(found.pairs), found.seed);
    say(&mut lines, Role::Faint, &head);
    let conditions = found.conditions.join(" and ");
    let mut whether = false;
    for row in &found.outcomes {
        let versus = row.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
        for target in &row.targets {
            lines.push(Line::new(Role::Plain, ""));
            let name = match target.of {
                Of::Value => format!("{}{versus}", row.name()),
                Of::Below(at) => format!("Whether it is below {}", brief(at)),
                Of::Above(at) => format!("Whether it is above {}", brief(at)),
                Of::Where => format!("Its value where {conditions}, else 0"),
                // The same of every outcome.
                Of::Met if whether => {
                    lines.pop();
                    continue;
                }
                Of::Met => format!("Whether {conditions}"),
            };
            whether |= target.of == Of::Met;
            say(&mut lines, Role::Heading, &name);
            if target.constant {
                let text = match target.of {
                    Of::Value => {
                        "it is the same on every path: it has no variance to share out; ask for an outcome that a drawn shock, event, parameter or residual reaches"
                    }
                    Of::Below(_) | Of::Above(_) => {
                        "the same on every path: it has no variance to share out; ask with a threshold that some paths pass and others do not"
                    }
                    Of::Where | Of::Met => {
                        "the same on every path: it has no variance to share out; ask with a condition that some paths meet and others do not"
                    }
                };
                say(&mut lines, Role::Plain, text);
                continue;
            }
            let rows: Vec<(String, Vec<String>)> = (target.indices.iter())
                .map(|index| {
                    // What is there alone needs no word.
                    let words = if index.verdict == Verdict::Alone.words() { "" } else { index.verdict };
                    let cells = vec![with_error(index.first), with_error(index.total), words.to_owned()];
                    (harmless(&index.group), cells)
                })
                .collect();
            let head = ["first order", "total", ""].map(str::to_owned);
            table(&mut lines, "", &head, &rows, wide);
            if target.shapley.is_empty() {
                continue;
            }
            let rows: Vec<(String, Vec<String>)> = (target.shapley.iter())
                .map(|Effect { player, effect, verdict }| {
                    let words = if effect.low > Some(0.0) { "" } else { verdict };
                    (harmless(player), vec![with_error(*effect), words.to_owned()])
                })
                .collect();
            lines.push(Line::new(Role::Plain, ""));
            table(&mut lines, "", &["Shapley effect", ""].map(str::to_owned), &rows, wide);
        }
        let Some(tornado) = row.tornado.as_ref().filter(|tornado| !tornado.is_empty()) else { continue };
        lines.push(Line::new(Role::Plain, ""));
        let median = row.median.unwrap_or(f64::NAN);
        let text =
            format!("One driver at a time, the others at their medians, where it is {}", brief(median));
        say(&mut lines, Role::Heading, &text);
        let swing = |swing: &Swing| {
            let cells = [swing.p05, swing.p95].map(|x| x.map_or_else(|| "?".to_owned(), brief));
            (harmless(&swing.driver), cells.into())
        };
        let rows: Vec<(String, Vec<String>)> = tornado.iter().take(SHOWN).map(swing).collect();
        table(&mut lines, "", &["at its p05", "at its p95"].map(str::to_owned), &rows, wide);
        if tornado.len() > SHOWN {
            say(
                &mut lines,
                Role::Faint,
                &format!("and {} narrower ones in the files", tornado.len() - SHOWN),
            );
        }
    }
    lines.push(Line::new(Role::Plain, ""));
    say(
        &mut lines,
        Role::Faint,
        "first order: from the group alone; total: with all that it does together with others (Sobol); ± is a 95 percent interval",
    );
    if !found.players.is_empty() {
        say(&mut lines, Role::Faint, &shapley_words(found));
    }
    if whether {
        let text = "target indices, of the value where a condition holds and 0 elsewhere, and of whether it holds: over all paths, not among those that meet it (Raguet and Marrel 2018, arXiv:1801.10047)";
        say(&mut lines, Role::Faint, text);
    }
    lines.extend(files(frame.files));
    lines
}
