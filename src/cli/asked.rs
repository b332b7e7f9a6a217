//! Outcomes at periods that the command line asks for, in place of those that a scenario measures.

use crate::analysis::measured::{Measured, compiles, measured};
use crate::calendar::Stretch;
use crate::diagnostic::{Diagnostics, Sources};
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
            Ok(found) if list.contains(&found) => {}
            Ok(found) => list.push(found),
            Err(problems) => diagnostics.append(problems),
        }
    }
    list
}

/// What is `asked` of the job's scenario, or everything that it measures where nothing is asked.
///
/// # Errors
/// When there is no such outcome, or it cannot be measured then, which is then said.
pub(super) fn measured_of(job: &mut Job, asked: &[String]) -> Result<Vec<Measured>, Status> {
    if asked.is_empty() {
        return Ok(Measured::all_of(&job.scenario));
    }
    let mut diagnostics = Diagnostics::new();
    let found = outcomes(&job.scenario, asked, &mut job.sources, &mut diagnostics);
    if !diagnostics.has_errors() {
        compiles(&job.scenario, &found, &mut diagnostics);
    }
    if diagnostics.has_errors() { Err(wrong(&diagnostics, job)) } else { Ok(found) }
}
