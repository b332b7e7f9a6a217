//! `summary.md`: a briefing note to paste: the answer, the table, probabilities, what it rests on, what it was made from.
//!
//! Plain `CommonMark` with the tables of GitHub. What comes from scenario files is escaped at one place, `escaped`: it is
//! neither markup, nor HTML, nor the end of a cell.

use std::fmt::Write;

use super::answer::{Piece, sentences, statement, thresholds};
use super::column::Column;
use super::grounds::{self, Ground};
use super::html::Report;
use super::number::{brief, count, number};
use super::summary::Summary;
use super::table::{groups, notes};
use super::terminal;
use super::text::harmless;
use super::words;

/// The file's name.
pub const NAME: &str = "summary.md";

/// The note.
pub fn render(report: Report) -> String {
    let Report { summary, show, .. } = report;
    let mut text = format!("# {}\n\n{}\n", escaped(&summary.title), run(summary));
    for sentence in sentences(summary) {
        let _ = write!(text, "\n{}\n", written(&sentence));
    }
    for warning in &summary.warnings {
        let _ = write!(text, "\n> {}.\n", escaped(warning));
    }
    forecast(&mut text, summary);
    probabilities(&mut text, summary);
    verdicts(&mut text, summary);
    causes(&mut text, summary);
    scores(&mut text, summary);
    uncertainty(&mut text, summary);
    let grounds = grounds::list(show);
    rests(&mut text, "What the answer rests on", &grounds, |ground| ground.kind != "parameter");
    rests(&mut text, "Parameters", &grounds, |ground| ground.kind == "parameter");
    provenance(&mut text, report);
    text
}

/// Text of unknown origin on one line, as it is: a backslash before all that Markdown could take for markup.
fn escaped(text: &str) -> String {
    let text = inner(text);
    // At the start of a line these make lists, headings, rules and quotes; "1." and "1)" make a list too.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let at = match text.as_bytes().get(digits) {
        Some(b'#' | b'+' | b'-' | b'=') if digits == 0 => 0,
        Some(b'.' | b')') if digits > 0 => digits,
        _ => return text,
    };
    format!("{}\\{}", &text[..at], &text[at..])
}

/// The same within a line.
fn inner(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    for c in harmless(&one_line).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '^') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The outer spaces of each piece stay. Units come from scenario files too, so our own words are escaped as well.
fn written(sentence: &[Piece]) -> String {
    let spaced = |text: &str| {
        let space = |there| if there { " " } else { "" };
        format!("{}{}{}", space(text.starts_with(' ')), inner(text), space(text.trim_start().ends_with(' ')))
    };
    let piece = |piece: &Piece| match piece {
        Piece::Words(text) | Piece::Name(text) => spaced(text),
        Piece::Number(text) => format!("**{}**", inner(text)),
    };
    sentence.iter().map(piece).collect()
}

/// "Tajikistan, model Remittances and imported fuel, 2022Q1 to 2024Q4, 100,000 paths, seed 2022."
fn run(summary: &Summary) -> String {
    let economy = summary.economy.as_ref().map(|economy| format!("{}, ", escaped(&economy.title)));
    let paths = if summary.paths == 1 { "path" } else { "paths" };
    format!(
        "{}model {}, {} to {}, {} {paths}, seed {}{}.",
        economy.unwrap_or_default(),
        escaped(&summary.model.title),
        summary.start,
        summary.end,
        count(summary.paths),
        summary.seed,
        if summary.parameters == "fixed" { ", parameters fixed" } else { "" },
    )
}

/// A table; the first `words` columns are text.
fn table(text: &mut String, heads: &[&str], words: usize, rows: impl Iterator<Item = Vec<String>>) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let rule = (0..heads.len()).map(|at| if at < words { "---" } else { "---:" }.to_owned());
    text.push('\n');
    text.push_str(&line(&heads));
    text.push_str(&line(&rule.collect::<Vec<_>>()));
    rows.for_each(|cells| text.push_str(&line(&cells)));
}

fn forecast(text: &mut String, summary: &Summary) {
    if summary.columns.is_empty() {
        return;
    }
    text.push_str(
        "\n## Conditional forecast\n\nHalf of the paths lie below p50, one in twenty below p05 and one in twenty above p95. \
         Digits that Monte Carlo error does not support are not shown.\n",
    );
    for group in groups(&summary.columns) {
        let mut heading = group.heading.clone();
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let _ = write!(text, "\n**{heading}**\n");
        let rows = group.rows.iter().flat_map(|row| {
            row.columns.iter().map(|column: &&Column| {
                let s = &column.statistics;
                let plus = column.versus.is_some();
                let numbers = [s.mean, s.p05, s.p50, s.p95].map(|figure| figure.in_table(plus));
                [&[escaped(&row.name), column.period.clone()][..], &numbers].concat()
            })
        });
        table(text, &["Outcome", "Period", "mean", "p05", "p50", "p95"], 2, rows);
    }
    for note in notes(&summary.columns) {
        let _ = write!(text, "\n{note}.\n");
    }
}

fn probabilities(text: &mut String, summary: &Summary) {
    let list = thresholds(summary);
    if list.is_empty() {
        return;
    }
    let under = if summary.events.is_empty() { "." } else { ", under the stated probabilities of events." };
    let _ = write!(text, "\n## Probabilities\n\n± is a 95 percent interval of the simulation{under}\n");
    let rows = list.into_iter().map(|(column, side, threshold)| {
        vec![escaped(&statement(column, side, threshold)), threshold.probability.percent()]
    });
    table(text, &["Statement", "Probability"], 1, rows);
}

/// Targets, checks and what happened.
fn verdicts(text: &mut String, summary: &Summary) {
    let lines = terminal::verdicts(summary, usize::MAX);
    if !lines.is_empty() {
        text.push_str("\n## Targets, checks and what happened\n\n");
    }
    for line in lines {
        let _ = writeln!(text, "- {}", escaped(&line.text));
    }
}

/// What a column is called in a table: "GDP effect, 2022, percent".
fn called(column: &Column) -> String {
    let (name, unit) = column.name_and_unit();
    let unit = if unit.is_empty() { unit } else { format!(", {unit}") };
    escaped(&format!("{}, {}{unit}", words::measured(name, &column.measure), column.period))
}

/// The shares of shocks and events in the mean of each outcome at a date, and the widest swing of it.
fn causes(text: &mut String, summary: &Summary) {
    let columns = summary.at_a_date();
    if let Some(shares) = &summary.shares {
        let moved: Vec<_> =
            columns.iter().filter_map(|column| Some((column, shares.of(&column.id)?))).collect();
        if !moved.is_empty() {
            let _ = write!(
                text,
                "\n## What brings it about\n\nShares of the mean by shock and event (Shapley), from {} variants of {} paths.\n",
                count(shares.variants as u64),
                count(shares.paths)
            );
            let names: Vec<String> = shares.players.iter().map(|player| escaped(&player.id)).collect();
            let mut heads = vec!["Outcome"];
            heads.extend(names.iter().map(String::as_str));
            heads.push("together");
            let rows = moved.into_iter().map(|(column, means)| {
                let shares = means.shares.iter().map(|share| share.share.in_table(true));
                let mut row = vec![called(column)];
                row.extend(shares);
                row.push(means.total.in_table(true));
                row
            });
            table(text, &heads, 1, rows);
        }
    }
    let widest = columns.iter().filter_map(|column| {
        let swings = summary.swings.iter().find(|swings| swings.column == column.id)?;
        let swing = swings.swings.first()?;
        let written = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), brief);
        Some(vec![called(column), escaped(&swing.driver), written(swing.p05), written(swing.p95)])
    });
    let rows: Vec<Vec<String>> = widest.collect();
    if !rows.is_empty() {
        text.push_str(
            "\n## What one driver does at a time\n\nThe driver with the widest swing, at its p05 and at its p95, all others at their \
             medians.\n",
        );
        table(text, &["Outcome", "Driver", "at its p05", "at its p95"], 2, rows.into_iter());
    }
}

/// How what happened was forecast.
fn scores(text: &mut String, summary: &Summary) {
    let Some(first) = summary.scores.first() else { return };
    text.push_str(
        "\n## How what happened was forecast\n\nCRPS, the lower the better, and skill against forecasts from the past alone: above 0 \
         the scenario was better.\n",
    );
    let skills: Vec<String> =
        first.references.iter().map(|reference| format!("against {}", escaped(reference.name))).collect();
    let mut heads = vec!["Outcome", "PIT", "CRPS"];
    heads.extend(skills.iter().map(String::as_str));
    let rows = summary.scores.iter().filter_map(|score| {
        let column = summary.columns.iter().find(|column| column.id == score.column)?;
        let mut row = vec![called(column), score.pit.percent(), score.crps.in_table(false)];
        row.extend(score.references.iter().map(|reference| {
            reference.skill.map_or_else(|| "none".to_owned(), |skill| number(skill, 0.01, true))
        }));
        Some(row)
    });
    table(text, &heads, 1, rows);
}

/// The split of variances, and the answer at the bounds of dependence.
fn uncertainty(text: &mut String, summary: &Summary) {
    let find = |id: &str| summary.columns.iter().find(|column| column.id == id);
    if !summary.uncertainty.is_empty() {
        text.push_str(
            "\n## Two kinds of not knowing\n\nThe share of each variance that comes from parameters, and quantiles were they known.\n",
        );
        let rows = summary.uncertainty.iter().filter_map(|split| {
            let column = find(&split.column)?;
            let known =
                [split.p05, split.p50, split.p95].map(|figure| figure.in_table(column.versus.is_some()));
            Some([&[called(column), split.parameters.percent()][..], &known].concat())
        });
        table(text, &["Outcome", "From parameters", "p05", "p50", "p95"], 1, rows);
    }
    if !summary.bounds.is_empty() {
        text.push_str(
            "\n## If they moved together otherwise\n\nThe same shocks and events with another dependence between them.\n",
        );
        let of = |dependence: &str, column: &Column| {
            let s = &column.statistics;
            let numbers = [s.p05, s.p50, s.p95].map(|figure| figure.in_table(column.versus.is_some()));
            [&[called(column), dependence.to_owned()][..], &numbers].concat()
        };
        let rows = summary.columns.iter().flat_map(|column| {
            let others = summary.bounds.iter().filter_map(|bound| {
                Some(of(bound.dependence, bound.columns.iter().find(|other| other.id == column.id)?))
            });
            std::iter::once(of("as run", column)).chain(others).collect::<Vec<_>>()
        });
        table(text, &["Outcome", "Dependence", "p05", "p50", "p95"], 2, rows);
    }
}

fn rests(text: &mut String, title: &str, grounds: &[Ground], of: impl Fn(&Ground) -> bool) {
    let mut list = grounds.iter().filter(|ground| of(ground)).peekable();
    if list.peek().is_none() {
        return;
    }
    let _ = write!(text, "\n## {title}\n");
    let rows = list.map(|ground| {
        let basis = ground.basis();
        let source = if basis == "source" { String::new() } else { format!("**{basis}** ") };
        let id = format!("{} {}", ground.kind, escaped(&ground.id));
        let [what, size, when] = [&ground.what, &ground.size, &ground.when].map(|words| escaped(words));
        vec![id, what, size, when, format!("{source}{}", escaped(&ground.source))]
    });
    table(text, &["", "What", "Size", "When", "Who says so"], 5, rows);
}

fn provenance(text: &mut String, report: Report) {
    let identity = report.identity;
    let _ = write!(
        text,
        "\n## Provenance\n\nScenario {}, Sarez {}, numerics {}, seed {}, {} paths, sampler {}. The same inputs give the \
         same numbers on any machine.\n",
        escaped(&identity.scenario),
        identity.sarez,
        identity.numerics,
        identity.seed,
        count(identity.paths),
        identity.sampler
    );
    let rows = identity.inputs.iter().map(|input| vec![escaped(&input.name), format!("`{}`", input.sha256)]);
    table(text, &["Input", "SHA-256"], 2, rows);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_files_say_is_no_markup() {
        for (text, note) in [
            ("=1+1", "\\=1+1"),
            ("+1", "\\+1"),
            ("- x", "\\- x"),
            ("# x", "\\# x"),
            ("1. x", "1\\. x"),
            ("2022 is 1. x", "2022 is 1. x"),
            ("<script>a|b</script>", "\\<script\\>a\\|b\\</script\\>"),
            ("`x` \\| [y](z) ![i](j)", "\\`x\\` \\\\\\| \\[y\\](z) !\\[i\\](j)"),
            ("a\n\n# b\u{1b}[31m\u{202e}c", "a # b�\\[31m�c"),
            ("&lt;b *c* _d_ ~e~", "\\&lt;b \\*c\\* \\_d\\_ \\~e\\~"),
            ("Даромад, сад", "Даромад, сад"),
        ] {
            assert_eq!(escaped(text), note);
        }
        let sentence = [" is ", "; in ", " ", "-1|2"].map(|text| Piece::Words(text.to_owned()));
        assert_eq!(written(&sentence), " is ; in  -1\\|2");
        assert_eq!(written(&[Piece::Number("-1.62 `x`".to_owned())]), "**-1.62 \\`x\\`**");
    }
}
