//! Outcomes at periods that the command line asks for, in place of those that a scenario measures.

use crate::analysis::query::prepare as measure;
use crate::compile::{Wanted, compile_columns};
use crate::diagnostic::{Diagnostics, Style, render};
use crate::language::parse_query;

use super::prepare::Job;
use super::{Status, output};

/// Lets the scenario measure `asked`, such as `gdp_effect@2022`, and nothing else; periods may be others than those that it
/// states. What is not asked for stays where nothing is.
///
/// # Errors
/// When there is no such outcome, or it cannot be measured then.
pub(super) fn only(job: &mut Job, asked: &[String]) -> Result<(), Status> {
    if asked.is_empty() {
        return Ok(());
    }
    let (mut places, mut diagnostics) = (Vec::new(), Diagnostics::new());
    for text in asked {
        // A question about it is read as any other, and its mistakes are told alike.
        let text = format!("mean({text})");
        let file = job.sources.add("--of", &text);
        match parse_query(&text, file) {
            Ok(query) => {
                measure(&mut job.scenario, &query, &mut diagnostics);
                places.push((query.question.outcome, query.question.period));
            }
            Err(problems) => diagnostics.append(problems),
        }
    }
    if !diagnostics.has_errors() {
        for outcome in &mut job.scenario.outcomes {
            let id = &outcome.id;
            outcome.at.retain(|period| places.iter().any(|(asked, at)| asked == id && at == period));
        }
        job.scenario.outcomes.retain(|outcome| !outcome.at.is_empty());
        // Other periods than those that the scenario measures may lack a history.
        let wanted = Wanted::all_of(0, &job.scenario);
        let _ = compile_columns(&job.scenario, &wanted, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        output::rendered(&render(&diagnostics, &job.sources, Style::Coloured));
        return Err(Status::Wrong);
    }
    Ok(())
}
