//! A fan chart: what is known, then the median in bands that hold 50, 80 and 90 percent of the paths; with the baseline
//! and the reference beside it.

use maud::html;

use crate::calendar::Period;
use crate::numerics::max;

use super::super::number::number;
use super::scale::Scale;
use super::time::Time;
use super::{Caption, Picture, area, c, label, line, nothing, picture};

const HEIGHT: f64 = 230.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = HEIGHT - 22.0;

/// A variable over time.
#[derive(Debug, Clone, Default)]
pub struct Fan {
    /// What is known.
    pub history: Vec<(Period, f64)>,
    /// The reference.
    pub reference: Vec<(Period, f64)>,
    /// Medians of the baseline.
    pub baseline: Vec<(Period, f64)>,
    /// p05, p10, p25, p50, p75, p90, p95.
    pub bands: Vec<(Period, [f64; 7])>,
    /// Whether 0 is on the axis whatever the numbers: they are differences.
    pub zero: bool,
    /// What the axis holds beside its own: pictures beside each other have one scale.
    pub within: Option<[f64; 2]>,
}

/// What stands at the right end of a line.
struct Tip {
    y: f64,
    class: &'static str,
    text: String,
}

impl Fan {
    /// The picture; nothing without a finite band.
    pub fn draw(&self, caption: &Caption) -> Picture {
        let bands: Vec<&(Period, [f64; 7])> =
            self.bands.iter().filter(|(_, band)| band.iter().all(|x| x.is_finite())).collect();
        let Some((_, last)) = bands.last() else { return nothing(caption) };
        let singles = || self.history.iter().chain(&self.reference).chain(&self.baseline);
        let values = bands.iter().flat_map(|(_, band)| *band).chain(singles().map(|(_, value)| *value));
        let values = values.chain(self.zero.then_some(0.0)).chain(self.within.into_iter().flatten());
        let y = Scale::new(values, 4, BOTTOM, TOP);

        let ticks = y.ticks();
        let left = 8.0 + ticks.iter().map(|(_, text)| label::room(text)).fold(0.0, max);
        let tips = self.tips(&y, last);
        let right = super::WIDTH - 8.0 - tips.iter().map(|tip| label::room(&tip.text)).fold(0.0, max);
        let periods = bands.iter().map(|(period, _)| *period).chain(singles().map(|(period, _)| *period));
        let Some(time) = Time::new(periods.collect::<Vec<_>>(), left, right) else { return nothing(caption) };

        let places = label::spread(
            &tips.iter().map(|tip| tip.y).collect::<Vec<_>>(),
            &vec![label::HEIGHT; tips.len()],
            2.0,
            BOTTOM + 6.0,
        );
        let band = |low: usize, high: usize| {
            let up = bands.iter().map(|(period, band)| (time.at(*period), y.at(band[high])));
            let down = bands.iter().rev().map(|(period, band)| (time.at(*period), y.at(band[low])));
            area(up.chain(down))
        };
        let through = |points: &[(Period, f64)]| {
            line(points.iter().filter(|(_, v)| v.is_finite()).map(|(period, v)| (time.at(*period), y.at(*v))))
        };
        let median: Vec<(Period, f64)> = bands.iter().map(|(period, band)| (*period, band[3])).collect();
        // What is known leads into the median.
        let joint = self.history.last().zip(median.first()).map(|(known, first)| through(&[*known, *first]));
        let end = bands.last().map_or(right, |(period, _)| time.at(*period));
        picture(
            caption,
            HEIGHT,
            &html! {
                @for (value, text) in &ticks {
                    line class=(if *value == 0.0 { "zero" } else { "grid" }) x1=(c(left)) x2=(c(right)) y1=(c(y.at(*value))) y2=(c(y.at(*value))) {}
                    text x=(c(left - 4.0)) y=(c(y.at(*value) + 4.0)) text-anchor="end" { (text) }
                }
                (time.axis(TOP, BOTTOM))
                path class="band b90" d=(band(0, 6)) {}
                path class="band b80" d=(band(1, 5)) {}
                path class="band b50" d=(band(2, 4)) {}
                @if !self.reference.is_empty() { path class="line reference" d=(through(&self.reference)) {} }
                @if !self.baseline.is_empty() { path class="line baseline" d=(through(&self.baseline)) {} }
                @if let Some(joint) = joint { path class="line joint" d=(joint) {} }
                @if !self.history.is_empty() { path class="line history" d=(through(&self.history)) {} }
                path class="line median" d=(through(&median)) {}
                @for (period, band) in &bands {
                    circle class="dot" cx=(c(time.at(*period))) cy=(c(y.at(band[3]))) r="2.4" {
                        title { (hover(*period, band)) }
                    }
                }
                @for (tip, at) in tips.iter().zip(&places) {
                    path class="lead" d=(line([(end + 3.0, tip.y), (right + 4.0, *at)])) {}
                    text class=(tip.class) x=(c(right + 6.0)) y=(c(at + 4.0)) { (tip.text) }
                }
            },
        )
    }

    /// Labels at the right end.
    fn tips(&self, y: &Scale, last: &[f64; 7]) -> Vec<Tip> {
        let spread = last[6] - last[0];
        let written = |value: f64| number(value, spread / 100.0, self.zero);
        let tip = |name: &str, value: f64, class| Tip {
            y: y.at(value),
            class,
            text: if name == "reference" { name.to_owned() } else { format!("{name} {}", written(value)) },
        };
        let mut tips =
            vec![tip("p95", last[6], "tip"), tip("p50", last[3], "tip strong"), tip("p05", last[0], "tip")];
        let finite =
            |list: &[(Period, f64)]| list.last().map(|(_, value)| *value).filter(|value| value.is_finite());
        tips.extend(finite(&self.baseline).map(|value| tip("baseline", value, "tip of-baseline")));
        tips.extend(finite(&self.reference).map(|value| tip("reference", value, "tip of-reference")));
        tips
    }
}

fn hover(period: Period, band: &[f64; 7]) -> String {
    let written = |value: f64| number(value, (band[6] - band[0]) / 100.0, false);
    format!("{period}: median {}, 90 percent {} to {}", written(band[3]), written(band[0]), written(band[6]))
}
