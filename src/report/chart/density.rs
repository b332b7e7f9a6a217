//! A density: the share of paths in equally wide bins from p01 to p99, with the median and the 90 percent between p05 and p95.

use maud::html;

use crate::numerics::{max, min};

use super::super::number::number;
use super::scale::Scale;
use super::{Caption, Picture, area, c, label, line, picture};

const HEIGHT: f64 = 210.0;
const TOP: f64 = 42.0;
const BOTTOM: f64 = HEIGHT - 24.0;

/// A distribution at one period.
#[derive(Debug, Clone)]
pub struct Density<'a> {
    /// Where the first bin begins.
    pub low: f64,
    /// Where the last one ends.
    pub high: f64,
    /// Shares of all paths.
    pub shares: &'a [f64],
    /// p05, p50, p95, with how they are written.
    pub quantiles: [(f64, String); 3],
    /// What happened, with how it is written.
    pub observed: Option<(f64, String)>,
    /// Whether 0 is on the axis whatever the numbers: they are differences.
    pub zero: bool,
    /// What the axis holds beside its own: pictures beside each other have one scale.
    pub within: Option<[f64; 2]>,
}

impl Density<'_> {
    /// The picture.
    pub fn draw(&self, caption: &Caption) -> Picture {
        let percent = self.shares.iter().map(|share| 100.0 * share);
        let y = Scale::new(percent.clone().chain([0.0]), 3, BOTTOM, TOP);
        let ticks: Vec<(f64, String)> =
            y.ticks().into_iter().map(|(value, text)| (value, format!("{text} %"))).collect();
        let left = 8.0 + ticks.iter().map(|(_, text)| label::room(text)).fold(0.0, max);
        let others = self.observed.iter().map(|(value, _)| *value).chain(self.within.into_iter().flatten());
        let values: Vec<f64> =
            [self.low, self.high].into_iter().chain(others).chain(self.zero.then_some(0.0)).collect();
        // The last number below the axis is centred at its end.
        let written = Scale::new(values.iter().copied(), 5, 0.0, 1.0).ticks();
        let widest = written.iter().map(|(_, text)| label::room(text)).fold(16.0, max);
        let (left, right) = (max(left, widest / 2.0 + 2.0), super::WIDTH - widest / 2.0 - 4.0);
        let x = Scale::new(values, 5, left, right);
        let bin = (self.high - self.low) / self.shares.len() as f64;
        let edge = |k: usize| self.low + k as f64 * bin;
        // The outline of the bars, and that of those parts that lie between p05 and p95.
        let outline = |from: f64, to: f64| {
            let mut points = vec![(x.at(from), y.at(0.0))];
            for (k, share) in percent.clone().enumerate() {
                let (a, b) = (edge(k), edge(k + 1));
                let (a, b) = (max(a, from), min(b, to));
                if a < b {
                    points.extend([(x.at(a), y.at(share)), (x.at(b), y.at(share))]);
                }
            }
            points.push((x.at(to), y.at(0.0)));
            area(points)
        };
        let [p05, p50, p95] = &self.quantiles;
        let names: Vec<String> = ["p05", "p50", "p95"]
            .iter()
            .zip(&self.quantiles)
            .map(|(name, (_, text))| format!("{name} {text}"))
            .collect();
        let wishes: Vec<f64> = self.quantiles.iter().map(|(value, _)| x.at(*value)).collect();
        let sizes: Vec<f64> = names.iter().map(|name| label::room(name) + 8.0).collect();
        let places = label::spread(&wishes, &sizes, 0.0, super::WIDTH);
        // What happened is marked up to its words, but through no others.
        let observed_from = self.observed.as_ref().map_or(14.0, |(value, _)| {
            let through = |(at, size): (&f64, &f64)| (x.at(*value) - at).abs() < size / 2.0;
            if places.iter().zip(&sizes).any(through) { TOP - 11.0 } else { 14.0 }
        });
        picture(
            caption,
            HEIGHT,
            &html! {
                @for (value, text) in &ticks {
                    line class="grid" x1=(c(left)) x2=(c(right)) y1=(c(y.at(*value))) y2=(c(y.at(*value))) {}
                    text x=(c(left - 4.0)) y=(c(y.at(*value) + 4.0)) text-anchor="end" { (text) }
                }
                path class="band b90" d=(outline(self.low, self.high)) {}
                path class="band b50" d=(outline(p05.0, p95.0)) {}
                line class="axis" x1=(c(left)) x2=(c(right)) y1=(c(BOTTOM)) y2=(c(BOTTOM)) {}
                @for (value, text) in x.fitting() {
                    line class="axis" x1=(c(x.at(value))) x2=(c(x.at(value))) y1=(c(BOTTOM)) y2=(c(BOTTOM + 3.0)) {}
                    text x=(c(x.at(value))) y=(c(BOTTOM + 18.0)) text-anchor="middle" { (text) }
                }
                @if self.zero { line class="zero" x1=(c(x.at(0.0))) x2=(c(x.at(0.0))) y1=(c(TOP)) y2=(c(BOTTOM)) {} }
                line class="line median" x1=(c(x.at(p50.0))) x2=(c(x.at(p50.0))) y1=(c(TOP - 4.0)) y2=(c(BOTTOM)) {}
                @if let Some((value, _)) = &self.observed {
                    line class="line observed" x1=(c(x.at(*value))) x2=(c(x.at(*value))) y1=(c(observed_from)) y2=(c(BOTTOM)) {}
                }
                @for ((name, wish), (at, strong)) in names.iter().zip(&wishes).zip(places.iter().zip([false, true, false])) {
                    path class="lead" d=(line([(*at, 30.0), (*wish, TOP - 4.0)])) {}
                    text class=(if strong { "tip strong" } else { "tip" }) x=(c(*at)) y="26" text-anchor="middle" { (name) }
                }
                @if let Some((value, text)) = &self.observed {
                    @let text = format!("observed {text}");
                    @let half = label::room(&text) / 2.0;
                    text class="tip of-observed" x=(c(x.at(*value).clamp(half + 2.0, super::WIDTH - half - 2.0))) y="10" text-anchor="middle" { (text) }
                }
            },
        )
    }
}

/// What a person who does not see it is told.
pub fn description(quantiles: &[(f64, String); 3], unit: &str) -> String {
    let [p05, p50, p95] = quantiles;
    format!("Median {} {unit}; 90 percent of paths from {} to {}.", p50.1, p05.1, p95.1)
}

/// Written to a hundredth of the spread.
pub fn written(values: [f64; 3], plus: bool) -> [(f64, String); 3] {
    let spread = values[2] - values[0];
    values.map(|value| (value, number(value, spread / 100.0, plus)))
}
