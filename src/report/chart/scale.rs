//! From numbers to coordinates, and the round numbers that stand on an axis.

use crate::numerics::{max, min};

use super::super::number::number;
use super::label;

/// A linear scale.
#[derive(Debug, Clone)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    step: f64,
}

impl Scale {
    /// A scale that holds all finite `values` and ends at round numbers, with about `most` steps, drawn from the
    /// coordinate `from` to the coordinate `to`.
    pub fn new(values: impl IntoIterator<Item = f64>, most: usize, from: f64, to: f64) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (mut low, mut high) =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (min(low, x), max(high, x)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low <= low.abs() * 1e-9 {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.05 };
            (low, high) = (low - room, high + room);
        }
        let step = round_step((high - low) / most as f64);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, from, to, step }
    }

    /// The coordinate of a number.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The round numbers, the lowest first, each with how it is written.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let count = ((self.high - self.low) / self.step).round() as i32;
        // Written as a multiple of the step, so that 0.1 + 0.2 is 0.3.
        let digits = self.decimals();
        let tick = |k: i32| {
            let value = self.low + f64::from(k) * self.step;
            let value: f64 = format!("{value:.digits$}").parse().unwrap_or(value);
            (value, number(value, 0.0, false))
        };
        (0..=count).map(tick).collect()
    }

    /// Those of a scale from left to right that have room beside each other.
    pub fn fitting(&self) -> Vec<(f64, String)> {
        let ticks = self.ticks();
        let widest = ticks.iter().map(|(_, text)| label::room(text)).fold(0.0, max);
        let apart = ticks.windows(2).map(|pair| self.at(pair[1].0) - self.at(pair[0].0)).next();
        let every = ((widest + 10.0) / apart.unwrap_or(f64::INFINITY)).ceil() as usize;
        // Zero stays where it is one of them.
        let zero = ticks.iter().position(|(value, _)| *value == 0.0).unwrap_or(0);
        ticks
            .into_iter()
            .enumerate()
            .filter(|(k, _)| k % every == zero % every)
            .map(|(_, tick)| tick)
            .collect()
    }

    /// Decimals of the step.
    fn decimals(&self) -> usize {
        let text = format!("{:e}", self.step);
        let exponent: i32 = text.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
        (-exponent).clamp(0, 300) as usize
    }
}

/// The next 1, 2 or 5 times a power of ten.
fn round_step(raw: f64) -> f64 {
    let text = format!("{raw:e}");
    let (digits, power) = text.split_once('e').unwrap_or(("1", "0"));
    let digits: f64 = digits.parse().unwrap_or(1.0);
    let lead = [1.0, 2.0, 5.0, 10.0].into_iter().find(|lead| *lead >= digits - 1e-9).unwrap_or(10.0);
    format!("{lead}e{power}").parse().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(values: &[f64], most: usize) -> Vec<String> {
        Scale::new(values.iter().copied(), most, 0.0, 1.0).ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        assert_eq!(written(&[-3.4, 0.2], 4), ["-4", "-3", "-2", "-1", "0", "1"]);
        assert_eq!(written(&[0.0, 0.31], 4), ["0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(written(&[1234.0, 2920.0], 4), ["1,000", "1,500", "2,000", "2,500", "3,000"]);
        assert_eq!(written(&[7.0, 7.0], 4), ["6.6", "6.8", "7", "7.2", "7.4"]);
        assert_eq!(written(&[f64::NAN], 2), ["0", "0.5", "1"]);
    }

    #[test]
    fn every_value_lies_between_the_ends() {
        for (low, high) in [(-1e-7, 3e-7), (1e12, 1.1e12), (-5.0, -4.99), (0.0, 1e-300), (99.9, 100.1)] {
            let scale = Scale::new([low, high], 4, 200.0, 10.0);
            for value in [low, high] {
                let at = scale.at(value);
                assert!((10.0 - 1e-6..=200.0 + 1e-6).contains(&at), "{low} {high}: {at}");
            }
            let count = scale.ticks().len();
            assert!((2..=7).contains(&count), "{low} {high}: {count} ticks");
        }
    }
}
