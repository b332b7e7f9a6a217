//! Drivers: the uncertain quantities, each with its own draws.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::distribution::{Distribution, Piece, Transform, TransformError, Univariate};
use crate::numerics::Staircase;
use crate::program::Operation;
use crate::random::DriverId;

use super::dependence::Correlated;
use super::graph::{Graph, Id, Node};

/// What a draw is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The uniform number itself, in (0, 1).
    Uniform,
    /// Its standard normal score.
    Score,
}

/// A driver as the executor knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The full name, such as `residual.sent[russia]`.
    pub name: String,
    /// The part of the draw address that it hashes to.
    pub driver: DriverId,
    /// What its draws are read as.
    pub form: Form,
}

impl Source {
    /// Whether it is a parameter's: fixed but unknown, where others are the world's noise.
    pub fn is_parameter(&self) -> bool {
        self.name.starts_with("parameter.")
    }
}

/// When a driver is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cadence {
    /// Once a path.
    Once,
    /// In this quarter: calendar year, and quarter 0 to 3.
    Quarter(u16, u8),
}

/// The sources of an ensemble, in the order of their first use.
#[derive(Debug, Clone, Default)]
pub struct Drivers {
    sources: Vec<Source>,
    known: BTreeMap<(String, Form), u32>,
    /// Those of the scenario that draws which move together.
    correlated: Rc<Correlated>,
}

impl Drivers {
    /// All sources; a node's number is the position here.
    pub fn into_sources(self) -> Vec<Source> {
        self.sources
    }

    /// Says which drivers of the scenario that draws next move together.
    pub fn correlate(&mut self, correlated: &Rc<Correlated>) {
        self.correlated = Rc::clone(correlated);
    }

    /// The draw of a driver, made of several where it moves with others.
    pub fn draw(&mut self, graph: &mut Graph, name: &str, form: Form, cadence: Cadence) -> Id {
        let correlated = Rc::clone(&self.correlated);
        let drawn = correlated.draw(graph, self, name, form, cadence);
        drawn.unwrap_or_else(|| self.independent(graph, name, form, cadence))
    }

    /// The raw draw of a driver, independent of all others.
    pub fn independent(&mut self, graph: &mut Graph, name: &str, form: Form, cadence: Cadence) -> Id {
        let sources = &mut self.sources;
        let source = *self.known.entry((name.to_owned(), form)).or_insert_with(|| {
            sources.push(Source { name: name.to_owned(), driver: DriverId::of(name), form });
            sources.len() as u32 - 1
        });
        graph.set_median(source, if form == Form::Uniform { 0.5 } else { 0.0 });
        graph.add(match cadence {
            Cadence::Once => Node::Once(source),
            Cadence::Quarter(year, quarter) => Node::Quarterly { source, year, quarter },
        })
    }
}

/// A distribution that is ready to be drawn from.
#[derive(Debug, Clone)]
pub struct Sampler {
    transform: Transform,
    /// The graph's tables: of the transform, or of its pieces in their order.
    tables: Vec<u32>,
}

/// With more cuts than this a search by halves is faster than comparing with each.
const FEW_CUTS: usize = 8;

impl Sampler {
    /// Prepares a distribution.
    ///
    /// # Errors
    /// When its quantile function cannot be tabulated.
    pub fn new(graph: &mut Graph, distribution: &Distribution) -> Result<Self, TransformError> {
        let transform = distribution.transform()?;
        let tables = match &transform {
            Transform::Table { table, .. } => vec![graph.add_table(table)],
            Transform::Pieces { pieces, .. } => {
                let table = |piece: &Piece| match piece {
                    Piece::Table { table, .. } => graph.add_table(table),
                    Piece::Constant(_) => 0,
                };
                pieces.iter().map(table).collect()
            }
            _ => Vec::new(),
        };
        Ok(Self { transform, tables })
    }

    /// Of a number or cuts.
    ///
    /// # Panics
    /// When it needs a table.
    pub fn of_steps(transform: Transform) -> Self {
        assert!(matches!(transform, Transform::Constant(_) | Transform::Cuts { .. }), "steps");
        Self { transform, tables: Vec::new() }
    }

    /// Whether it is a number.
    pub fn is_constant(&self) -> bool {
        matches!(self.transform, Transform::Constant(_))
    }

    /// The value of a draw of driver `name`; no draw is made for a number.
    pub fn sample(&self, graph: &mut Graph, drivers: &mut Drivers, name: &str, cadence: Cadence) -> Id {
        match &self.transform {
            Transform::Constant(value) => graph.constant(*value),
            Transform::NormalScore { .. } | Transform::Lognormal { .. } | Transform::Table { .. } => {
                let score = drivers.draw(graph, name, Form::Score, cadence);
                self.at_score(graph, score)
            }
            _ => {
                let u = drivers.draw(graph, name, Form::Uniform, cadence);
                self.at_uniform(graph, u)
            }
        }
    }

    /// The value whose normal score is `score`.
    pub fn at_score(&self, graph: &mut Graph, score: Id) -> Id {
        match &self.transform {
            Transform::NormalScore { location, scale } => {
                let (location, scale) = (graph.constant(*location), graph.constant(*scale));
                graph.multiply_add(scale, score, location)
            }
            Transform::Lognormal { mu, sigma } => {
                let (mu, sigma) = (graph.constant(*mu), graph.constant(*sigma));
                let exponent = graph.multiply_add(sigma, score, mu);
                graph.apply(Operation::Exponential, &[exponent])
            }
            Transform::Table { location, scale, .. } => {
                let standard = graph.table(self.tables[0], score);
                let (location, scale) = (graph.constant(*location), graph.constant(*scale));
                graph.multiply_add(scale, standard, location)
            }
            Transform::Constant(value) => graph.constant(*value),
            _ => {
                // As `distribution::uniform_of_score`: kept where the draws are.
                let u = graph.apply(Operation::NormalCdf, &[score]);
                let [least, most] =
                    [Transform::SMALLEST_DRAW, Transform::LARGEST_DRAW].map(|u| graph.constant(u));
                let u = graph.apply(Operation::Maximum, &[u, least]);
                let u = graph.apply(Operation::Minimum, &[u, most]);
                self.at_uniform(graph, u)
            }
        }
    }

    /// The value at the uniform u.
    fn at_uniform(&self, graph: &mut Graph, u: Id) -> Id {
        match &self.transform {
            Transform::Uniform { low, high } => {
                let (width, low) = (graph.constant(high - low), graph.constant(*low));
                graph.multiply_add(width, u, low)
            }
            Transform::SplitNormal { mode, sigma_low, sigma_high } => {
                split_normal(graph, u, *mode, *sigma_low, *sigma_high)
            }
            Transform::Triangular { low, mode, high } => triangular(graph, u, *low, *mode, *high),
            Transform::Cuts { upper, values } if upper.len() > FEW_CUTS => {
                graph.staircase(Staircase::new(upper.clone(), values.clone()), u)
            }
            Transform::Pieces { upper, pieces } => self.pieces(graph, u, upper, pieces),
            Transform::Cuts { upper: cuts, values } => {
                let mut value = graph.constant(values[0]);
                for (cut, next) in cuts.iter().zip(&values[1..]) {
                    let (cut, next) = (graph.constant(*cut), graph.constant(*next));
                    let beyond = graph.apply(Operation::Less, &[cut, u]);
                    value = graph.apply(Operation::Select, &[beyond, next, value]);
                }
                value
            }
            Transform::Constant(_)
            | Transform::NormalScore { .. }
            | Transform::Lognormal { .. }
            | Transform::Table { .. } => unreachable!("drawn by its score"),
        }
    }

    /// As [`Piece::Table`] says: the place of u within its piece, one score, and of every table the one that counts.
    fn pieces(&self, graph: &mut Graph, u: Id, upper: &[f64], pieces: &[Piece]) -> Id {
        let place = |k: usize| pieces[k].place();
        let mut within = place(0).map(|x| graph.constant(x));
        let beyond: Vec<Id> = upper
            .iter()
            .map(|cut| {
                let cut = graph.constant(*cut);
                graph.apply(Operation::Less, &[cut, u])
            })
            .collect();
        for (k, beyond) in beyond.iter().enumerate() {
            for (known, next) in within.iter_mut().zip(place(k + 1)) {
                let next = graph.constant(next);
                *known = graph.apply(Operation::Select, &[*beyond, next, *known]);
            }
        }
        let [from, above, width] = within;
        let [one, least] = [1.0, Transform::SMALLEST_DRAW].map(|x| graph.constant(x));
        let (lower, rest) = (graph.difference(u, from), graph.difference(one, u));
        let upper = graph.difference(rest, above);
        let (lower, upper) = (graph.quotient(lower, width), graph.quotient(upper, width));
        let below = graph.apply(Operation::Less, &[lower, upper]);
        let tail = graph.apply(Operation::Select, &[below, lower, upper]);
        let tail = graph.apply(Operation::Maximum, &[tail, least]);
        let score = graph.apply(Operation::NormalQuantile, &[tail]);
        let mirrored = graph.apply(Operation::Negate, &[score]);
        let score = graph.apply(Operation::Select, &[below, score, mirrored]);
        let value = |graph: &mut Graph, k: usize| match &pieces[k] {
            Piece::Constant(value) => graph.constant(*value),
            Piece::Table { .. } => graph.table(self.tables[k], score),
        };
        let mut found = value(graph, 0);
        for (k, beyond) in beyond.iter().enumerate() {
            let next = value(graph, k + 1);
            found = graph.apply(Operation::Select, &[*beyond, next, found]);
        }
        found
    }
}

/// As [`Transform::SplitNormal`] says.
fn split_normal(graph: &mut Graph, u: Id, mode: f64, sigma_low: f64, sigma_high: f64) -> Id {
    let p_low = sigma_low / (sigma_low + sigma_high);
    let [cut, twice_below, twice_above] =
        [p_low, 2.0 * p_low, 2.0 * (1.0 - p_low)].map(|x| graph.constant(x));
    let [mode, low, high, one] = [mode, sigma_low, -sigma_high, 1.0].map(|x| graph.constant(x));
    let below = graph.apply(Operation::Less, &[u, cut]);
    let upper = graph.difference(one, u);
    let (lower_tail, upper_tail) = (graph.quotient(u, twice_below), graph.quotient(upper, twice_above));
    let tail = graph.apply(Operation::Select, &[below, lower_tail, upper_tail]);
    let sigma = graph.apply(Operation::Select, &[below, low, high]);
    let score = graph.apply(Operation::NormalQuantile, &[tail]);
    graph.multiply_add(sigma, score, mode)
}

/// As [`Transform::Triangular`] says.
fn triangular(graph: &mut Graph, u: Id, low: f64, mode: f64, high: f64) -> Id {
    let width = high - low;
    let [cut, rise, fall] =
        [(mode - low) / width, width * (mode - low), width * (high - mode)].map(|x| graph.constant(x));
    let [low, high, one] = [low, high, 1.0].map(|x| graph.constant(x));
    let below = graph.apply(Operation::Less, &[u, cut]);
    let upper = graph.difference(one, u);
    let [risen, fallen] = [(u, rise), (upper, fall)].map(|(tail, area)| {
        let square = graph.product(tail, area);
        graph.apply(Operation::SquareRoot, &[square])
    });
    let (left, right) = (graph.sum(low, risen), graph.difference(high, fallen));
    graph.apply(Operation::Select, &[below, left, right])
}
