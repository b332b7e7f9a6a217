//! What brings the outcomes about and what moves them: the shares of shocks and events in each mean effect, and what one
//! driver does at a time.

use serde::Serialize;

use crate::analysis::attribute::{Attribution, Method, Statistic};
use crate::analysis::sensitivity as found;
use crate::compile;
use crate::results::Estimate;

use super::attribute::Player;
use super::figure::{Figure, finite};
use super::sensitivity::Swing;
use super::text::harmless;

/// How many swings of an outcome are kept, the widest first; `sarez sensitivity` has all.
const KEPT: usize = 10;

/// Of the largest of the means: what rounding may leave of a share that is none.
const ROUNDING: f64 = 1e-12;

/// How much of each mean effect comes from each shock and event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    /// Paths of each variant: fewer than the run's where they are many.
    pub paths: u64,
    /// How many variants of the scenario were simulated.
    pub variants: usize,
    /// How many random orders shares are averaged over; `None` when all variants there are were simulated.
    pub orders: Option<usize>,
    /// Who has a share, in the scenario's order.
    pub players: Vec<Player>,
    /// Every outcome at every period.
    pub columns: Vec<Means>,
}

/// The mean of an outcome at a period, and who has which share of what the scenario changes in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Means {
    /// The column: `OUTCOME@PERIOD`.
    pub column: String,
    /// Without any shock or event.
    pub baseline: Figure,
    /// With all of them.
    pub scenario: Figure,
    /// Scenario minus baseline.
    pub total: Figure,
    /// In the order of the players.
    pub shares: Vec<Share>,
}

/// What one of them does to the mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Whose.
    pub player: String,
    /// What it adds, on average over all orders in which they could come (Shapley).
    pub share: Figure,
    /// What it adds to those before it in the scenario's order.
    pub step: Figure,
    /// The mean with it and those before it.
    pub after: Figure,
}

/// What one driver does at a time, the others at their medians.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swings {
    /// The column: `OUTCOME@PERIOD`.
    pub column: String,
    /// Its value where every driver is at its median.
    pub median: f64,
    /// The widest swings, at most ten.
    pub swings: Vec<Swing>,
    /// How many narrower ones there are.
    pub narrower: usize,
}

impl Shares {
    /// What was found on `paths` paths a variant.
    pub fn new(found: &Attribution, paths: u64) -> Self {
        let players = Player::list(found);
        let columns = found.columns.iter().filter_map(|attributed| {
            let mean = attributed.statistics.iter().find(|shares| shares.statistic == Statistic::Mean)?;
            // What is left of it by rounding alone is nothing.
            let size = [mean.baseline, mean.scenario, mean.total].map(|figure| figure.value.abs());
            let noise = ROUNDING * size.into_iter().fold(0.0, crate::numerics::max);
            let sound = |estimate: Estimate| {
                let is_noise = [estimate.value, estimate.low, estimate.high].iter().all(|x| x.abs() <= noise);
                Figure::from(if is_noise {
                    Estimate { value: 0.0, low: 0.0, high: 0.0, ..estimate }
                } else {
                    estimate
                })
            };
            let share = |(player, share): (&Player, &crate::analysis::attribute::Share)| Share {
                player: player.id.clone(),
                share: sound(share.share),
                step: sound(share.step),
                after: share.after.into(),
            };
            Some(Means {
                column: attributed.column.id.clone(),
                baseline: mean.baseline.into(),
                scenario: mean.scenario.into(),
                total: mean.total.into(),
                shares: players.iter().zip(&mean.players).map(share).collect(),
            })
        });
        Self {
            paths,
            variants: found.variants,
            orders: match found.method {
                Method::Exact => None,
                Method::Sampled(orders) => Some(orders),
            },
            columns: columns.collect(),
            players,
        }
    }

    /// The means of a column that some shock or event moves.
    pub(super) fn of(&self, column: &str) -> Option<&Means> {
        self.columns.iter().find(|means| means.column == column && !means.is_unmoved())
    }

    /// Whether nothing moves any column.
    pub(super) fn is_unmoved(&self) -> bool {
        self.columns.iter().all(Means::is_unmoved)
    }
}

impl Means {
    fn is_unmoved(&self) -> bool {
        let zero = |figure: &Figure| figure.value == Some(0.0) && figure.half_width() == 0.0;
        zero(&self.total) && self.shares.iter().all(|share| zero(&share.share) && zero(&share.step))
    }

    /// All with their names in `summary.csv`.
    pub(super) fn figures(&self) -> Vec<(String, Figure)> {
        let mut list = vec![("shares: mean of the baseline".to_owned(), self.baseline)];
        for share in &self.shares {
            let player = harmless(&share.player);
            list.push((format!("shares: mean from {player}"), share.share));
            list.push((format!("shares: step of {player}"), share.step));
            list.push((format!("shares: mean after {player}"), share.after));
        }
        list.push(("shares: mean from all".to_owned(), self.total));
        list.push(("shares: mean of the scenario".to_owned(), self.scenario));
        list
    }
}

impl Swings {
    /// By column what one driver does at a time; columns that no driver moves, and such as are not a number at the medians, are
    /// left out.
    pub fn list(columns: &[compile::Column], found: Vec<(f64, Vec<found::Swing>)>) -> Vec<Self> {
        let one = |(column, (median, swings)): (&compile::Column, (f64, Vec<found::Swing>))| {
            let median = finite(median).filter(|_| !swings.is_empty())?;
            let narrower = swings.len().saturating_sub(KEPT);
            let swing = |swing: found::Swing| Swing {
                driver: swing.driver,
                p05: finite(swing.p05),
                p95: finite(swing.p95),
            };
            let swings = swings.into_iter().take(KEPT).map(swing).collect();
            Some(Self { column: column.id.clone(), median, swings, narrower })
        };
        columns.iter().zip(found).filter_map(one).collect()
    }

    /// All with their names in `summary.csv`.
    pub(super) fn figures(&self) -> Vec<(String, Figure)> {
        let plain = |value: Option<f64>| Figure { value, ..Figure::default() };
        let mut list = vec![("swings: every driver at its p50".to_owned(), plain(Some(self.median)))];
        for swing in &self.swings {
            list.push((format!("swings: {} at its p05", swing.driver), plain(swing.p05)));
            list.push((format!("swings: {} at its p95", swing.driver), plain(swing.p95)));
        }
        list
    }
}
