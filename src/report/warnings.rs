//! What a reader must know before using the numbers.

use crate::distribution::Univariate;
use crate::language::Statistic;
use crate::results::{Tally, paths_for_tail};
use crate::scenario::Scenario;

use super::column::Column;
use super::number::count;
use super::show::fitted;
use super::verdict::{Check, Verdict};

/// Sentences without a full stop; the most general first.
pub(super) fn of(
    scenario: &Scenario,
    paths: u64,
    columns: &[Column],
    checks: &[Check],
    tallies: &[&Tally],
) -> Vec<String> {
    let mut warnings = Vec::new();
    warnings.extend(few_paths(paths));
    for (name, fit) in scenario.fits() {
        let kind = fit.name().replace('_', " ");
        warnings.push(format!("{name} is a {kind} fitted to {}", fitted(fit)));
    }
    for (column, tally) in columns.iter().zip(tallies) {
        let id = &column.id;
        if column.failed > 0 {
            let (failed, all) = (count(column.failed), count(column.paths));
            warnings.push(format!(
                "{failed} of {all} paths of {id} are not finite: its numbers are over the others, and failed_bounds say \
                 where its quantiles would lie had those been lowest or highest"
            ));
        }
        let (below, above) = tally.overflow();
        if below + above > 0 {
            warnings.push(format!(
                "{} paths of {id} lie beyond the bins: a quantile or tail among them is left empty",
                count(below + above)
            ));
        }
        if tally.is_saturated() {
            warnings.push(format!(
                "values of {id} are too large for its sums: moments or their intervals are left empty"
            ));
        }
    }
    for check in checks.iter().filter(|check| check.verdict == Verdict::Undecided) {
        warnings
            .push(format!("`{}` is undecided within Monte Carlo error: more paths may decide", check.that));
    }
    warnings
}

/// Quantiles and tails that a check or a precision asks for and that rest on few paths.
pub(super) fn of_asked(scenario: &Scenario, paths: u64) -> Vec<String> {
    let checks = scenario.checks.iter().map(|check| (check.that.to_string(), check.that.question.statistic));
    let until = scenario.until.iter();
    let until = until.map(|p| (format!("{}({}@{})", p.stat, p.outcome, p.period), p.statistic));
    checks.chain(until).filter_map(|(what, statistic)| few_paths_of(&what, statistic, paths)).collect()
}

fn few_paths_of(what: &str, statistic: Statistic, paths: u64) -> Option<String> {
    let (Statistic::Quantile(p) | Statistic::Shortfall(p)) = statistic else { return None };
    let wants = paths_for_tail(p);
    (paths < wants)
        .then(|| format!("`{what}` rests on few paths: {} were run, {} would do", count(paths), count(wants)))
}

/// Which quantiles and tails have fewer paths beyond them than make an interval meaningful.
fn few_paths(paths: u64) -> Option<String> {
    let (names, p) = match paths {
        _ if paths >= paths_for_tail(0.01) => return None,
        _ if paths >= paths_for_tail(0.05) => ("p01 and p99", 0.01),
        _ => ("p01, p05, p95, p99, shortfall05 and longrise05", 0.05),
    };
    let (has, wants) = (count(paths), count(paths_for_tail(p)));
    Some(format!("{names} rest on few paths: {has} were run, {wants} would do"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_looked_at() {
        let of = |statistic, paths| few_paths_of("p001(y@2022) > 0", statistic, paths);
        assert_eq!(of(Statistic::Quantile(0.001), 100_000), None);
        assert_eq!(of(Statistic::Mean, 1), None);
        assert_eq!(
            of(Statistic::Quantile(0.001), 99_999).unwrap(),
            "`p001(y@2022) > 0` rests on few paths: 99,999 were run, 100,000 would do"
        );
        assert!(of(Statistic::Shortfall(0.01), 4_096).unwrap().ends_with("4,096 were run, 10,000 would do"));
    }

    #[test]
    fn how_many_paths_would_do() {
        assert_eq!(few_paths(10_000), None);
        assert_eq!(
            few_paths(9_999).unwrap(),
            "p01 and p99 rest on few paths: 9,999 were run, 10,000 would do"
        );
        assert_eq!(
            few_paths(1_999).unwrap(),
            "p01, p05, p95, p99, shortfall05 and longrise05 rest on few paths: 1,999 were run, 2,000 would do"
        );
    }
}
