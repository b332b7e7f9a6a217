//! The axis of time: years below, a faint line where each begins.

use maud::{Markup, html};

use crate::calendar::{Period, Quarter};
use crate::numerics::max;

use super::{c, label};

/// From the first period to the last, drawn from the coordinate `from` to `to`.
pub struct Time {
    first: Quarter,
    quarters: f64,
    from: f64,
    to: f64,
}

impl Time {
    /// An axis that holds all `periods`; `None` without any.
    pub fn new(periods: impl IntoIterator<Item = Period> + Clone, from: f64, to: f64) -> Option<Self> {
        let first = periods.clone().into_iter().map(Period::first).min()?;
        let last = periods.into_iter().map(Period::last).max()?;
        Some(Self { first, quarters: f64::from(last.since(first) + 1), from, to })
    }

    /// The coordinate of the middle of a period.
    pub fn at(&self, period: Period) -> f64 {
        (self.begin(period.first()) + self.begin(period.last().plus(1))) / 2.0
    }

    /// The coordinate at which a quarter begins.
    pub fn begin(&self, quarter: Quarter) -> f64 {
        self.from + f64::from(quarter.since(self.first)) / self.quarters * (self.to - self.from)
    }

    /// Years below `bottom`, and lines from `top` down to it. A year that has too little room is not written.
    pub fn axis(&self, top: f64, bottom: f64) -> Markup {
        let end = self.first.plus(self.quarters as i32);
        let years: Vec<i32> = (self.first.year()..=end.plus(-1).year()).collect();
        let extent = |year: i32| {
            let (begin, after) = (Period::Year(year).first(), Period::Year(year + 1).first());
            let begin = if begin < self.first { self.first } else { begin };
            (self.begin(begin), self.begin(if after > end { end } else { after }))
        };
        let each = years.iter().map(|year| extent(*year)).fold(0.0, |most, (a, b)| max(most, b - a));
        let every = (label::room("2022 ") / each).ceil() as i32;
        html! {
            line class="axis" x1=(c(self.from)) x2=(c(self.to)) y1=(c(bottom)) y2=(c(bottom)) {}
            @for year in years {
                @let (begin, after) = extent(year);
                @if begin > self.from {
                    line class="grid" x1=(c(begin)) x2=(c(begin)) y1=(c(top)) y2=(c(bottom + 4.0)) {}
                }
                @if self.has_room(begin, after, every) && year.rem_euclid(every) == 0 {
                    text x=(c((begin + after) / 2.0)) y=(c(bottom + 15.0)) text-anchor="middle" { (year) }
                }
            }
        }
    }
    /// Whether a year between two coordinates is written: one of many stands between the ends of the axis, one of few
    /// between its own.
    fn has_room(&self, begin: f64, after: f64, every: i32) -> bool {
        let (middle, half) = ((begin + after) / 2.0, label::room("2022") / 2.0);
        if every == 1 {
            return after - begin >= 2.0 * half;
        }
        middle - half >= self.from && middle + half <= self.to
    }
}
