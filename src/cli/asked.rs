//! Outcomes at periods that the command line asks for, in place of those that a scenario measures.

use crate::analysis::measured::{Measured, measured};
use crate::calendar::Stretch;
use crate::compile::{Wanted, compile_columns};
use crate::diagnostic::{Diagnostic, Diagnostics, Sources, Span, codes};
use crate::language::parse_query;
use crate::scenario::Scenario;

use super::Status;
use super::answer::wrong;
use super::prepare::Job;

/// What `asked` names of a scenario, such as `gdp_effect@2022`, or `gdp_effect@2022..2024` for the mean over its periods there;
/// periods may be others than those that it states.
pub(super) fn outcomes(
    scenario: &Scenario,
    asked: &[String],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Measured> {
    let mut list = Vec::new();
    for text in asked {
        // A question about it is read as any other, and its mistakes are told alike.
        let text = format!("mean({text})");
        let file = sources.add("--outcome", &text);
        let found = parse_query(&text, file).and_then(|query| {
            let at = Stretch { first: query.question.period, last: query.question.until };
            measured(scenario, &query.question.outcome, at, query.question.span).map_err(Diagnostics::from)
        });
        match found {
            Ok(found) => list.push(found),
            Err(problems) => diagnostics.append(problems),
        }
    }
    list
}

/// Lets the scenario measure `asked` and nothing else, at periods one by one. What is not asked for stays where nothing is.
///
/// # Errors
/// When there is no such outcome, or it cannot be measured then.
pub(super) fn only(job: &mut Job, asked: &[String]) -> Result<(), Status> {
    if asked.is_empty() {
        return Ok(());
    }
    let mut diagnostics = Diagnostics::new();
    let found = outcomes(&job.scenario, asked, &mut job.sources, &mut diagnostics);
    let ranges = asked.iter().zip(&found).filter(|(_, measured)| measured.at.last.is_some());
    for (text, measured) in ranges.filter(|_| found.len() == asked.len()) {
        let first = measured.at.first;
        let id = &job.scenario.outcomes[measured.outcome].id;
        let file = job.sources.add("--outcome", text);
        let span = Span::new(file, 0..text.len());
        let problem = Diagnostic::error(&codes::BAD_QUESTION, "shares are of one period").at(span, "");
        diagnostics.push(problem.help(format!("write `{id}@{first}`, and --outcome once for each period")));
    }
    if !diagnostics.has_errors() {
        for (number, outcome) in job.scenario.outcomes.iter_mut().enumerate() {
            outcome.at.clear();
            for measured in found.iter().filter(|measured| measured.outcome == number) {
                if !outcome.at.contains(&measured.at.first) {
                    outcome.at.push(measured.at.first);
                }
            }
        }
        job.scenario.outcomes.retain(|outcome| !outcome.at.is_empty());
        // Other periods than those that the scenario measures may lack a history.
        let wanted = Wanted::all_of(0, &job.scenario);
        let _ = compile_columns(&job.scenario, &wanted, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        return Err(wrong(&diagnostics, job));
    }
    Ok(())
}
