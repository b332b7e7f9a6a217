//! What a run says of where its numbers come from: the shares of shocks and events, and what one driver does at a time.

use crate::analysis::attribute::{Trouble, attribute, players, stated, variants};
use crate::analysis::measured::Measured;
use crate::analysis::sensitivity::tornado;
use crate::report::{Shares, Swings};
use crate::simulate::Options;

use super::output;
use super::prepare::Job;
use super::progress::Progress;
use super::settings::{Settings, failed};

/// Paths of a variant at least.
const FEWEST: u64 = 4_096;
/// Paths of a variant where shares are asked for, unless the run has fewer.
const ASKED: u64 = 16_384;
/// Paths of a variant at most: the values of eight variants are held at once.
const MOST: u64 = 32_768;
/// Variants at most where shares are not asked for: compiling each takes as long as some thousand paths.
const MANY: u64 = 16;
/// Instructions of a model so small that its shares are always found at once.
const SMALL: usize = 1_000;

/// The shares, and the swings of every column; `None` when shares were asked for and cannot be computed, which is then said.
pub(super) fn causes(job: &Job, settings: &Settings, asked: bool) -> Option<(Option<Shares>, Vec<Swings>)> {
    let Ok(shares) = shares(job, settings, asked) else { return None };
    let found = tornado(&job.scenario, &job.ensemble, &settings.options(None));
    Some((shares, Swings::list(&job.ensemble.columns, found)))
}

/// `None` with fewer than two shocks and events, or where they would take too long.
///
/// # Errors
/// When they were asked for and cannot be computed, or a path fails, which is then said.
fn shares(job: &Job, settings: &Settings, asked: bool) -> Result<Option<Shares>, ()> {
    let scenario = &job.scenario;
    let refuse = |message: String, help: Option<&str>| {
        if asked {
            output::error(&format!("{}: {message}", scenario.name), help);
            return Err(());
        }
        Ok(None)
    };
    let players = match players(scenario, &stated(scenario, &[])) {
        Ok(players) if players.len() > 1 => players,
        Ok(_) => return Ok(None),
        Err(bad) => return refuse(bad.message, Some(&bad.help)),
    };
    let variants = variants(&players, 1, scenario.run.seed) as u64;
    let small = job.ensemble.program.instructions().len() <= SMALL;
    let Some(paths) = paths(scenario.run.paths, variants, asked, small) else { return Ok(None) };
    let mut fewer = scenario.clone();
    fewer.run.paths = paths;
    // What it takes is bounded by `MOST`; it holds no counters, which grow with threads, so that what the files say depends on
    // neither threads nor the memory that is allowed.
    let progress = Progress::new(paths * variants, settings.quiet);
    let report = |done| progress.set(done);
    let options = Options { max_memory: u64::MAX, ..settings.options(Some(&report)) };
    let found = attribute(&fewer, &Measured::all_of(scenario), &players, 1, &options, &|_| {});
    drop(progress);
    match found {
        Ok(found) => Ok(Some(Shares::new(&found, paths))),
        Err(Trouble::Simulate(failure)) => {
            failed(&scenario.name, &failure);
            Err(())
        }
        Err(trouble) => refuse(trouble.to_string(), trouble.help()),
    }
}

/// Paths of each of so many variants: about a third of the run's work, which has two variants; `None` where that is too few.
/// They follow from the scenario alone, so that equal runs have equal shares.
fn paths(of_run: u64, variants: u64, asked: bool, small: bool) -> Option<u64> {
    let third = 2 * of_run / (3 * variants) / 256 * 256;
    let least = Ord::min(of_run, if asked { ASKED } else { FEWEST });
    let cheap = variants <= MANY && (small || least * variants <= 2 * of_run / 3);
    (asked || cheap).then(|| Ord::min(Ord::max(third, least), MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_take_about_a_third_of_a_long_run() {
        assert_eq!(paths(100_000, 4, false, false), Some(16_640));
        assert_eq!(paths(100_000, 16, false, false), Some(4_096));
        assert_eq!(paths(100_000, 32, false, false), None);
        assert_eq!(paths(10_000_000, 256, false, false), None);
        assert_eq!(paths(10_000_000, 4, false, false), Some(32_768));
        assert_eq!(paths(100_000, 256, true, false), Some(16_384));
        assert_eq!(paths(5_000, 4, false, false), None);
        assert_eq!(paths(5_000, 4, false, true), Some(4_096));
        assert_eq!(paths(300, 4, true, false), Some(300));
    }
}
