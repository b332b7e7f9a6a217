//! Where a statistic is what is asked: a root over one number that moves sizes, and its Monte Carlo error.
//!
//! On the same draws the statistic is a function of the number, whose root is bracketed and found far within Monte Carlo
//! error.

use crate::numerics::{self, Bracket};
use crate::results::Estimate;

/// The root is found when the statistic is so near, in half widths of its 95 percent interval: 0.2 percent of a standard
/// error.
const NEAR: f64 = 1e-3;

/// A statistic over a number.
pub(super) trait Curve {
    /// Why it has no value somewhere.
    type Trouble;

    /// The statistic there.
    fn at(&mut self, x: f64) -> Result<Estimate, Self::Trouble>;

    /// Whether it would have no value elsewhere either.
    fn is_final(trouble: &Self::Trouble) -> bool;
}

/// What is sought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quest {
    /// What the statistic must be.
    pub asked: f64,
    /// Below the first and above the second the number is not possible, where there is such a limit.
    pub limits: (Option<f64>, Option<f64>),
}

/// Why nothing was found.
#[derive(Debug)]
pub(super) enum Lost<T> {
    /// The statistic has no value.
    Trouble(T),
    /// The number does not move the statistic.
    Unmoved,
    /// The lowest and the highest statistic that were reached.
    Unreachable((f64, f64)),
    /// The statistic is not a number on the way.
    Nowhere,
}

/// The number at which the statistic is what is asked; `start` itself where it is near enough there.
pub(super) fn find<C: Curve>(
    curve: &mut C,
    quest: &Quest,
    start: f64,
    step: f64,
) -> Result<f64, Lost<C::Trouble>> {
    let asked = quest.asked;
    let here = curve.at(start).map_err(Lost::Trouble)?;
    let enough = NEAR * half_width(here);
    if (here.value - asked).abs() <= enough {
        return Ok(start);
    }
    let bracket = bracket(curve, quest, (start, here.value - asked), step)?;
    let ((a, fa), (b, fb)) = (bracket.a, bracket.b);
    let slope = ((fb - fa) / (b - a)).abs();
    // A thousandth of the number's own error, or what doubles can tell apart.
    let width = if enough > 0.0 { enough / slope } else { 1e-12 * (b - a).abs() };
    let mut failure = None;
    let f = |x: f64| match curve.at(x) {
        Ok(estimate) => Some(estimate.value - asked),
        Err(trouble) => {
            failure = Some(trouble);
            None
        }
    };
    let found = numerics::root(bracket, width, enough, f);
    match (found, failure) {
        (Some((x, _)), _) => Ok(x),
        (None, Some(trouble)) => Err(Lost::Trouble(trouble)),
        (None, None) => Err(Lost::Nowhere),
    }
}

/// Two numbers between which the statistic crosses what is asked, `start` being a number and how far the statistic is from it
/// there.
fn bracket<C: Curve>(
    curve: &mut C,
    quest: &Quest,
    start: (f64, f64),
    step: f64,
) -> Result<Bracket, Lost<C::Trouble>> {
    let mut reached = (start.1, start.1);
    let probe = curve.at(start.0 + step).map(|estimate| estimate.value - quest.asked);
    let up_helps = probe.is_ok_and(|value| value.abs() < start.1.abs() || value * start.1 < 0.0);
    let directions = if up_helps { [1.0, -1.0] } else { [-1.0, 1.0] };
    let mut failed = None;
    for direction in directions {
        match outwards(curve, quest, start, step * direction, &mut reached) {
            Ok(Some(bracket)) => return Ok(bracket),
            Ok(None) => {}
            Err(trouble) if C::is_final(&trouble) => return Err(Lost::Trouble(trouble)),
            Err(trouble) => failed = Some(trouble),
        }
    }
    if reached.0 == reached.1 {
        return Err(failed.map_or(Lost::Unmoved, Lost::Trouble));
    }
    Err(Lost::Unreachable((quest.asked + reached.0, quest.asked + reached.1)))
}

/// Looks for a crossing in steps that double, until it is not possible, or nothing moves any more.
fn outwards<C: Curve>(
    curve: &mut C,
    quest: &Quest,
    start: (f64, f64),
    step: f64,
    reached: &mut (f64, f64),
) -> Result<Option<Bracket>, C::Trouble> {
    const DOUBLINGS: u32 = 24;
    let (low, high) = quest.limits;
    let (mut last, mut reach, mut still) = (start, step, 0);
    for _ in 0..DOUBLINGS {
        let wanted = start.0 + reach;
        let beyond = low.filter(|low| wanted <= *low).or(high.filter(|high| wanted >= *high));
        // Nearly as far as is possible, so that what is just inside is found.
        let x = beyond.map_or(wanted, |limit| 0.999_f64.mul_add(limit - start.0, start.0));
        let value = curve.at(x)?.value - quest.asked;
        if value == 0.0 || (value > 0.0) != (start.1 > 0.0) {
            return Ok(Some(Bracket { a: last, b: (x, value) }));
        }
        let (least, most) = *reached;
        *reached = (if value < least { value } else { least }, if value > most { value } else { most });
        still = if value == last.1 { still + 1 } else { 0 };
        if beyond.is_some() || still > 3 {
            return Ok(None);
        }
        last = (x, value);
        reach *= 2.0;
    }
    Ok(None)
}

/// What was found, with its Monte Carlo error: that of the statistic over its slope there. `unmoved` is the statistic at 0,
/// `spread` a step where nothing else says how wide one is.
pub(super) fn error<C: Curve>(
    curve: &mut C,
    quest: &Quest,
    (x, achieved): (f64, Estimate),
    unmoved: Estimate,
    spread: f64,
) -> Result<Estimate, C::Trouble> {
    // The slope over a step of about the number's own error.
    let secant = (achieved.value - unmoved.value) / x;
    let step = match half_width(achieved) / secant.abs() {
        step if step.is_finite() && step > 0.0 => step,
        _ => 0.01 * spread,
    };
    let step = match quest.limits {
        (Some(low), _) if x - step <= low => 0.5 * (x - low),
        (_, Some(high)) if x + step >= high => 0.5 * (high - x),
        _ => step,
    };
    let (below, above) = (curve.at(x - step)?, curve.at(x + step)?);
    let slope = (above.value - below.value) / (2.0 * step);
    let half = half_width(achieved) / slope.abs();
    let half = if half.is_nan() { f64::INFINITY } else { half };
    Ok(Estimate { value: x, low: x - half, high: x + half, resolution: 0.0 })
}

/// Half of the 95 percent interval.
fn half_width(estimate: Estimate) -> f64 {
    0.5 * (estimate.high - estimate.low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x² with an error of 0.1, where x is between -10 and 10.
    struct Square;

    impl Curve for Square {
        type Trouble = ();

        fn at(&mut self, x: f64) -> Result<Estimate, ()> {
            let value = x * x;
            let estimate = Estimate { value, low: value - 0.1, high: value + 0.1, resolution: 0.0 };
            if x.abs() < 10.0 { Ok(estimate) } else { Err(()) }
        }

        fn is_final((): &()) -> bool {
            false
        }
    }

    #[test]
    fn a_root_its_error_and_what_is_beyond_the_limits() {
        let quest = Quest { asked: 9.0, limits: (Some(-2.0), Some(5.0)) };
        let x = find(&mut Square, &quest, 1.0, 0.5).unwrap();
        assert!((x - 3.0).abs() < 1e-3, "{x}");
        let (here, at_zero) = (Square.at(x).unwrap(), Square.at(0.0).unwrap());
        let found = error(&mut Square, &quest, (x, here), at_zero, 1.0).unwrap();
        assert!((found.high - x - 0.1 / 6.0).abs() < 1e-3, "{found:?}");
        let quest = Quest { asked: 81.0, ..quest };
        let lost = find(&mut Square, &quest, 1.0, 0.5).unwrap_err();
        assert!(matches!(lost, Lost::Unreachable((low, high)) if low < 0.3 && high < 25.0), "{lost:?}");
    }
}
