//! Why a question asked backwards has no answer, and what to ask instead.

use std::fmt;

use crate::diagnostic::Diagnostics;
use crate::results::Estimate;
use crate::simulate::Failure;

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Unreversed {
    /// It holds as stated: what the statistic is.
    Already(Estimate),
    /// The outcome is the same number on every path.
    Constant(f64),
    /// What is asked for does not depend on these.
    Unmoved(Vec<String>),
    /// A probability stays what it is, 0 or 1, wherever these are moved; the lowest and the highest number of any path that was tried.
    Stuck(Vec<String>, f64, (f64, f64)),
    /// The lowest and the highest statistic that were reached, and whether a size came near to -100 percent or a limit of its own.
    Unreachable((f64, f64), bool),
    /// A fixed number has no standard deviation to move by, and a probability of 0 or 1 none of its score.
    Fixed(String),
    /// A distribution that cannot be shifted and be stated: the lever and the kind.
    Unshiftable(String, String),
    /// A size that a target of the scenario shifts cannot be stated.
    Target(String),
    /// Paths fail, and the scenario does not count them.
    Failed(u64),
    /// It cannot be compiled.
    Compile(Diagnostics),
    /// It cannot be simulated.
    Simulation(Failure),
}

impl fmt::Display for Unreversed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |x: f64| format!("{}", (x * 1e4).round() / 1e4);
        match self {
            Self::Already(estimate) => {
                write!(f, "it holds as the scenario is stated: the statistic is {}", short(estimate.value))
            }
            Self::Constant(value) => write!(f, "the outcome is {} on every path", short(*value)),
            Self::Unmoved(levers) => {
                let verb = if levers.len() == 1 { "does" } else { "do" };
                write!(f, "{} {verb} not move the statistic", quoted(levers))
            }
            Self::Stuck(levers, value, (low, high)) => {
                let verb = if levers.len() == 1 { "is" } else { "are" };
                let (low, high) = (short(*low), short(*high));
                write!(
                    f,
                    "the probability stays {value} wherever {} {verb} moved: all paths that were tried lie from {low} to {high}",
                    quoted(levers)
                )
            }
            Self::Unreachable((low, high), _) => {
                write!(f, "the statistic goes from {} to {}, no further", short(*low), short(*high))
            }
            Self::Fixed(lever) => write!(f, "`{lever}` is a fixed number: it has no standard deviation"),
            Self::Unshiftable(lever, kind) => {
                write!(f, "`{lever}` is drawn from a {kind}, which begins at 0: shifted it is none any more")
            }
            Self::Target(lever) => {
                write!(f, "`{lever}` is shifted by a target into what no distribution of the list is")
            }
            Self::Failed(paths) => write!(f, "{paths} paths are not finite"),
            Self::Compile(_) => f.write_str("what is asked cannot be computed"),
            Self::Simulation(failure) => failure.fmt(f),
        }
    }
}

fn quoted(levers: &[String]) -> String {
    levers.iter().map(|lever| format!("`{lever}`")).collect::<Vec<_>>().join(" and ")
}

impl std::error::Error for Unreversed {}

impl Unreversed {
    /// What to ask instead.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Already(_) => Some(
                "ask for more: a harder threshold or probability; or turn the comparison round to ask how far it is from being false",
            ),
            Self::Constant(_) => Some(
                "a probability is 0 or 1 then: ask of the number itself, such as --until \"mean(OUTCOME@PERIOD) < 3\"",
            ),
            Self::Unmoved(_) => Some(
                "move what the outcome depends on in that period, or ask of a later period; `sarez show` says what a shock does over time",
            ),
            Self::Stuck(..) => Some(
                "ask for a threshold in that range, or of another outcome that the same thing reaches: where a policy holds one steady, another gives way; or move what it depends on",
            ),
            Self::Unreachable(_, true) => Some(
                "no draw may reach -100 percent and no factor 0: state the size in `log_points`, make it less wide below, or move several sizes together",
            ),
            Self::Unreachable(_, false) => Some(
                "ask for a value inside that range, or move another size; bounds of a variable may stop it",
            ),
            Self::Fixed(_) => Some("move it alone, or state it as a distribution"),
            Self::Unshiftable(..) => {
                Some("multiply it with --scale, moving it alone, or state it as another distribution")
            }
            Self::Target(_) => Some("state that size without the target"),
            Self::Failed(_) => Some("on_bad_path = \"count\" in [run] leaves such paths out"),
            Self::Compile(_) => None,
            Self::Simulation(_) => Some("take fewer --paths, or allow more with --max-memory"),
        }
    }
}
