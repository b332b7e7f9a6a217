//! Sweeps: a scenario at every point of a grid over numbers of its files, all on the same draws.
//!
//! A point is the scenario with settings put over it ([`crate::read::read_with`]). What is measured is each outcome at the
//! point, and its change from the scenario as it is stated, path by path.

use std::fmt;
use std::str::FromStr;

use crate::compile::{Column, Place, Wanted, compile_together};
use crate::diagnostic::Diagnostics;
use crate::results::Tally;
use crate::scenario::Scenario;
use crate::simulate::{Failure, Options, simulate};

/// How many points share an ensemble: enough to share the baseline, few enough for the caches.
pub const TOGETHER: usize = 8;

/// The most points of a grid.
pub const MOST_POINTS: usize = 10_000;

/// One number of the files and the values that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// As in a setting: `shock.remittances.percent`.
    pub path: String,
    /// As in TOML; at least one.
    pub values: Vec<String>,
}

/// Why a text is no axis, or axes no grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAxis {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub help: &'static str,
}

impl BadAxis {
    fn new(message: impl Into<String>) -> Self {
        let help = "write PATH=FROM..TO/POINTS or PATH=VALUE,VALUE,...: shock.remittances.percent=-40..0/9";
        Self { message: message.into(), help }
    }
}

impl fmt::Display for BadAxis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadAxis {}

impl FromStr for Axis {
    type Err = BadAxis;

    /// `PATH=FROM..TO/POINTS`, the ends among the points, or `PATH=VALUE,VALUE,...`; commas within brackets or quotes
    /// are parts of a value.
    fn from_str(text: &str) -> Result<Self, BadAxis> {
        let (path, values) =
            text.split_once('=').ok_or_else(|| BadAxis::new(format!("`{text}` names no values")))?;
        let (path, values) = (path.trim(), values.trim());
        if path.is_empty() || values.is_empty() {
            return Err(BadAxis::new(format!("`{text}` sweeps over nothing")));
        }
        let values = match values.split_once("..") {
            Some((from, rest)) => range(text, from, rest)?,
            None => list(values),
        };
        if values.iter().any(String::is_empty) {
            return Err(BadAxis::new(format!("`{text}` has a value that is empty")));
        }
        Ok(Self { path: path.to_owned(), values })
    }
}

/// Equally spaced numbers, to 12 digits.
fn range(text: &str, from: &str, rest: &str) -> Result<Vec<String>, BadAxis> {
    let Some((to, points)) = rest.split_once('/') else {
        return Err(BadAxis::new(format!("`{text}` does not say how many points")));
    };
    let number = |text: &str| text.trim().replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite());
    let (Some(from), Some(to)) = (number(from), number(to)) else {
        return Err(BadAxis::new(format!("`{text}` has ends that are not numbers")));
    };
    let Ok(points) = points.trim().parse::<u32>() else {
        return Err(BadAxis::new(format!("`{}` in `{text}` is not a number of points", points.trim())));
    };
    if points < 2 {
        let message = format!("`{text}` has {points} points: a range has both its ends, and so 2 at least");
        return Err(BadAxis { help: "for one value write it alone: shock.remittances.percent=-40", message });
    }
    if points > MOST_POINTS as u32 {
        return Err(BadAxis::new(format!("`{text}` has {points} points: {MOST_POINTS} is the most")));
    }
    let last = f64::from(points - 1);
    let at = |k: u32| {
        let share = f64::from(k) / last;
        let value = (1.0 - share) * from + share * to;
        let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
        (rounded + 0.0).to_string()
    };
    Ok((0..points).map(at).collect())
}

/// What commas part, but for those within brackets or quotes.
fn list(text: &str) -> Vec<String> {
    let (mut values, mut depth, mut quote) = (vec![String::new()], 0_u32, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                values.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(value) = values.last_mut() {
            value.push(c);
        }
    }
    values.into_iter().map(|value| value.trim().to_owned()).collect()
}

/// The points of a grid, the last axis running fastest: for each the position of its value on every axis. Zipped axes run
/// together.
///
/// # Errors
/// When there is no axis, two have the same path, zipped ones have different lengths, or there are too many points.
pub fn grid(axes: &[Axis], zipped: bool) -> Result<Vec<Vec<usize>>, BadAxis> {
    let Some(first) = axes.first() else { return Err(BadAxis::new("a sweep needs something to sweep over")) };
    for (at, axis) in axes.iter().enumerate() {
        if axes[..at].iter().any(|other| other.path == axis.path) {
            return Err(BadAxis::new(format!("`{}` is swept twice", axis.path)));
        }
        if zipped && axis.values.len() != first.values.len() {
            let message = format!(
                "`{}` has {} values and `{}` {}, so that they cannot run together",
                first.path,
                first.values.len(),
                axis.path,
                axis.values.len()
            );
            return Err(BadAxis {
                help: "give both as many values, or cross them: leave out --zip",
                message,
            });
        }
    }
    if zipped {
        return Ok((0..first.values.len()).map(|at| vec![at; axes.len()]).collect());
    }
    let product = axes.iter().try_fold(1_usize, |product, axis| product.checked_mul(axis.values.len()));
    let Some(count) = product.filter(|count| *count <= MOST_POINTS) else {
        return Err(BadAxis {
            message: format!("the grid has more than {MOST_POINTS} points"),
            help: "take fewer values, or run axes together with --zip",
        });
    };
    let point = |number: usize| {
        let mut rest = number;
        let mut at: Vec<usize> = axes
            .iter()
            .rev()
            .map(|axis| {
                let position = rest % axis.values.len();
                rest /= axis.values.len();
                position
            })
            .collect();
        at.reverse();
        at
    };
    Ok((0..count).map(point).collect())
}

/// An outcome at a period, at one point.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What is measured.
    pub column: Column,
    /// At the point.
    pub tally: Tally,
    /// The point minus the scenario as it is stated, path by path.
    pub change: Tally,
}

/// Why points have no results.
#[derive(Debug)]
pub enum Trouble {
    /// They cannot be compiled with the scenario as it is stated.
    Compile(Diagnostics),
    /// Another outcome or another period is measured at the point of this number.
    Measured(usize),
    /// They cannot be simulated.
    Simulate(Failure),
}

/// Simulates `points` on the draws of `base`: by point, every outcome at every period in the order of the scenario.
///
/// # Errors
/// See [`Trouble`].
pub fn measure(
    base: &Scenario,
    points: &[Scenario],
    options: &Options,
) -> Result<Vec<Vec<Measured>>, Trouble> {
    let places = Wanted::all_of(0, base);
    let mut wanted = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let same = |a: &Wanted, b: &Wanted| {
            (base.outcomes[a.of.outcome].id == point.outcomes[b.of.outcome].id) && a.of.period == b.of.period
        };
        let own = Wanted::all_of(0, point);
        if own.len() != places.len() || !places.iter().zip(&own).all(|(a, b)| same(a, b)) {
            return Err(Trouble::Measured(number));
        }
        for place in &places {
            let of = Place { scenario: number + 1, ..place.of };
            wanted.extend([Wanted { of, minus: None }, Wanted { of, minus: Some(place.of) }]);
        }
    }
    let scenarios: Vec<&Scenario> = std::iter::once(base).chain(points).collect();
    let mut diagnostics = Diagnostics::new();
    let compiled = compile_together(&scenarios, &wanted, &mut diagnostics);
    let ensemble = compiled.ok_or(Trouble::Compile(diagnostics))?;
    let part = simulate(&ensemble, options).map_err(Trouble::Simulate)?;
    let mut columns = ensemble.columns.into_iter().zip(part.tallies);
    let mut next = || columns.next().unwrap_or_else(|| unreachable!("a column for all that is wanted"));
    let point = |_| {
        let measured = |_| {
            let (column, tally) = next();
            let (_, change) = next();
            Measured { column, tally, change }
        };
        (0..places.len()).map(measured).collect()
    };
    Ok((0..points.len()).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        text.parse::<Axis>().unwrap().values
    }

    #[test]
    fn axes_as_they_are_written() {
        let axis: Axis = "shock.remittances.percent = -40..0/9".parse().unwrap();
        assert_eq!(axis.path, "shock.remittances.percent");
        assert_eq!(axis.values, ["-40", "-35", "-30", "-25", "-20", "-15", "-10", "-5", "0"]);
        assert_eq!(values("x=0..1/11")[3], "0.3");
        assert_eq!(values("x=1e3..2_000/2"), ["1000", "2000"]);
        assert_eq!(values("x=1, 2 ,3"), ["1", "2", "3"]);
        assert_eq!(
            values("x={ normal = { mean = 0, sd = 1 } }, [1, 2], 'a,b'"),
            ["{ normal = { mean = 0, sd = 1 } }", "[1, 2]", "'a,b'"]
        );
    }

    #[test]
    fn what_is_no_axis() {
        for (text, message) in [
            ("x", "names no values"),
            ("x=", "over nothing"),
            ("=1", "over nothing"),
            ("x=1,,2", "is empty"),
            ("x=1..2", "how many points"),
            ("x=a..2/3", "not numbers"),
            ("x=1..2/1", "2 at least"),
            ("x=1..2/20000", "10000 is the most"),
            ("x=1..2/3/4", "`3/4` in `x=1..2/3/4` is not a number of points"),
            ("x=1..inf/3", "not numbers"),
        ] {
            let found = text.parse::<Axis>().unwrap_err();
            assert!(found.message.contains(message), "{text}: {found}");
        }
    }

    #[test]
    fn grids_are_crossed_or_zipped() {
        let axes: Vec<Axis> = ["x=1,2", "y=1,2,3"].map(|text| text.parse().unwrap()).to_vec();
        let crossed = grid(&axes, false).unwrap();
        assert_eq!(crossed, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert!(grid(&axes, true).unwrap_err().message.contains("2 values and `y` 3"));
        let same: Vec<Axis> = ["x=1,2", "y=3,4"].map(|text| text.parse().unwrap()).to_vec();
        assert_eq!(grid(&same, true).unwrap(), [[0, 0], [1, 1]]);
        assert!(grid(&[], false).is_err() && grid(&[same[0].clone(), same[0].clone()], true).is_err());
        let many: Vec<Axis> = ["x=1..2/9999", "y=1..2/9999"].map(|text| text.parse().unwrap()).to_vec();
        assert!(grid(&many, false).unwrap_err().message.contains("more than 10000"));
    }
}
