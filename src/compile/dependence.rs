//! Drivers that move together: their scores made of independent draws, and what is measured of them.
//!
//! Every member keeps draws of its own; a component adds one more for what its members share. So a driver that joins a
//! component changes the numbers of that component alone. Where some members are drawn first, the others are drawn given these: by
//! their own draws, and by one more for what they share.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::distribution::copula::Elliptical;
use crate::distribution::{Transform, TransformError};
use crate::numerics::Table;
use crate::program::Operation;
use crate::scenario::{Cells, Component, Copula, Joint, Link, Scenario};

use super::driver::{Cadence, Drivers, Form};
use super::graph::{Graph, Id};
use super::unfold::Unfolding;

/// The drivers of one scenario that move together.
#[derive(Debug, Clone, Default)]
pub struct Correlated {
    /// By driver: its component and its place there.
    places: BTreeMap<String, (usize, usize)>,
    components: Vec<Prepared>,
}

/// A component with its tables in the graph.
#[derive(Debug, Clone)]
struct Prepared {
    component: Component,
    form: Shape,
}

#[derive(Debug, Clone)]
enum Shape {
    Gaussian,
    /// Of a t copula: degrees of freedom, ln S over its score, and the score over Wallace's w.
    StudentT {
        df: f64,
        mixing: u32,
        score: u32,
        given: Option<Scaled>,
    },
    /// Of an empirical one: how many rows, and by member where a row's part begins and how wide it is.
    Rows {
        count: usize,
        cells: Vec<(u32, u32)>,
        given: Option<Alike>,
    },
}

/// How S of a t copula is drawn once some members are known.
#[derive(Debug, Clone)]
struct Scaled {
    /// Those of the known that have a part of their own.
    known: Vec<usize>,
    /// ln S over its score, of df and one more for each of them.
    mixing: u32,
}

/// The rows that a row cannot be told from by the members that are known: all rows in such an order that those stand together, and by
/// row where its like begin and how many they are.
#[derive(Debug, Clone, Copy)]
struct Alike {
    order: u32,
    begin: u32,
    count: u32,
}

impl Correlated {
    /// Of a scenario.
    pub fn new(scenario: &Scenario, graph: &mut Graph, diagnostics: &mut Diagnostics) -> Rc<Self> {
        let mut correlated = Self::default();
        let dependence = &scenario.dependence;
        for joint in [&dependence.paths, &dependence.residuals] {
            if let Err(error) = correlated.add(joint, graph) {
                let diagnostic = Diagnostic::error(&codes::UNDRAWABLE_DISTRIBUTION, error.to_string());
                diagnostics.push(diagnostic.at(scenario.span, "").help("take more degrees of freedom"));
            }
        }
        Rc::new(correlated)
    }

    fn add(&mut self, joint: &Joint, graph: &mut Graph) -> Result<(), TransformError> {
        for component in &joint.components {
            let form = match (&joint.copula, &component.link) {
                (_, Link::Rows(columns)) => {
                    let mut list = |list: &[f64]| graph.add_table(&Arc::new(Table::list(list)));
                    let cells = columns.iter().map(|cells| (list(&cells.low), list(&cells.width))).collect();
                    let given = component.first.as_ref().map(|first| Alike::new(columns, first, &mut list));
                    Shape::Rows { count: columns[0].low.len(), cells, given }
                }
                (Copula::Elliptical(copula @ Elliptical::StudentT { df }), Link::Factor(factor)) => {
                    let given = component.first.as_ref().map(|first| Scaled::new(*df, factor, first, graph));
                    let given = given.transpose()?;
                    match (copula.mixing()?, copula.score()?) {
                        (Some(mixing), Some(score)) => Shape::StudentT {
                            df: *df,
                            mixing: graph.add_table(&mixing),
                            score: graph.add_table(&score),
                            given,
                        },
                        _ => Shape::Gaussian,
                    }
                }
                (_, Link::Factor(_)) => Shape::Gaussian,
            };
            let number = self.components.len();
            for (at, member) in component.members.iter().enumerate() {
                self.places.insert(member.driver.clone(), (number, at));
            }
            self.components.push(Prepared { component: component.clone(), form });
        }
        Ok(())
    }

    /// The draw of a driver that moves with others; `None` for one that does not.
    pub fn draw(
        &self,
        graph: &mut Graph,
        drivers: &mut Drivers,
        name: &str,
        form: Form,
        cadence: Cadence,
    ) -> Option<Id> {
        let (number, at) = *self.places.get(name)?;
        let Prepared { component, form: shape } = &self.components[number];
        let is_given = component.first.as_ref().is_some_and(|first| !first[at]);
        let member = |at: usize| component.members[at].driver.as_str();
        let mut draw =
            |graph: &mut Graph, driver: &str, form| drivers.independent(graph, driver, form, cadence);
        let score = match (&component.link, shape) {
            (_, Shape::Rows { count, cells, given }) => {
                let jitter = draw(graph, member(at), Form::Uniform);
                let row = draw(graph, &component.shared_driver(), Form::Uniform);
                let mut row = row_of(graph, row, *count);
                if let Some(alike) = given.filter(|_| is_given) {
                    let which = draw(graph, &component.given_driver(), Form::Uniform);
                    row = alike.one(graph, row, which);
                }
                let u = within_row(graph, row, cells[at], jitter);
                return Some(match form {
                    Form::Uniform => u,
                    Form::Score => graph.apply(Operation::NormalQuantile, &[u]),
                });
            }
            (Link::Factor(factor), Shape::Gaussian) => {
                combined(graph, &factor[at], &mut |graph, at| draw(graph, member(at), Form::Score))
            }
            (Link::Factor(factor), Shape::StudentT { df, mixing, score, given }) => {
                let scale = |graph: &mut Graph, table, score| {
                    let log = graph.table(table, score);
                    graph.apply(Operation::Exponential, &[log])
                };
                let given = given.as_ref().filter(|_| is_given);
                let t = match given {
                    None => {
                        let normal = combined(graph, &factor[at], &mut |graph, at| {
                            draw(graph, member(at), Form::Score)
                        });
                        let shared = draw(graph, &component.shared_driver(), Form::Score);
                        let shared = scale(graph, *mixing, shared);
                        graph.product(shared, normal)
                    }
                    Some(given) => {
                        let [shared, rest] = [component.shared_driver(), component.given_driver()]
                            .map(|driver| draw(graph, &driver, Form::Score));
                        let scales = [scale(graph, *mixing, shared), scale(graph, given.mixing, rest)];
                        given.draw(graph, *df, &factor[at], scales, &mut |graph, at| {
                            draw(graph, member(at), Form::Score)
                        })
                    }
                };
                let w = wallace(graph, t, *df);
                graph.table(*score, w)
            }
            (Link::Rows(_), _) => unreachable!("rows have the shape of rows"),
        };
        Some(match form {
            Form::Score => score,
            Form::Uniform => {
                // As `distribution::uniform_of_score`.
                let u = graph.apply(Operation::NormalCdf, &[score]);
                within_draws(graph, u)
            }
        })
    }
}

/// The sum of weights times scores, from the left; weights of 0 are left out.
fn combined(graph: &mut Graph, weights: &[f64], score: &mut impl FnMut(&mut Graph, usize) -> Id) -> Id {
    let mut sum = None;
    for (at, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
        let score = score(graph, at);
        let weight = graph.constant(*weight);
        sum = Some(match sum {
            None => graph.product(weight, score),
            Some(sum) => graph.multiply_add(weight, score, sum),
        });
    }
    sum.unwrap_or_else(|| graph.constant(0.0))
}

impl Scaled {
    fn new(df: f64, factor: &[Vec<f64>], first: &[bool], graph: &mut Graph) -> Result<Self, TransformError> {
        let known: Vec<usize> = (0..first.len()).filter(|at| first[*at] && factor[*at][*at] > 0.0).collect();
        let mixing = Elliptical::StudentT { df: df + known.len() as f64 }.mixing()?;
        let mixing = mixing.unwrap_or_else(|| unreachable!("a t copula has one"));
        Ok(Self { known, mixing: graph.add_table(&mixing) })
    }

    /// S a + √((df + S² Σ z²)/(df + k)) S′ b: a is what the scores z of the k known give of this member and b what the others do, S′ is S
    /// of df + k. That is t given k of its like (Ding 2016, doi:10.1080/00031305.2016.1164756).
    fn draw(
        &self,
        graph: &mut Graph,
        df: f64,
        weights: &[f64],
        [shared, rest]: [Id; 2],
        score: &mut impl FnMut(&mut Graph, usize) -> Id,
    ) -> Id {
        let part = |known: bool| -> Vec<f64> {
            let one =
                |(at, weight): (usize, &f64)| if self.known.contains(&at) == known { *weight } else { 0.0 };
            weights.iter().enumerate().map(one).collect()
        };
        let from_known = combined(graph, &part(true), score);
        let own = combined(graph, &part(false), score);
        let mut squares = graph.constant(0.0);
        for at in &self.known {
            let z = score(graph, *at);
            squares = graph.multiply_add(z, z, squares);
        }
        let [df, share] = [df, 1.0 / (df + self.known.len() as f64)].map(|x| graph.constant(x));
        let square = graph.product(shared, shared);
        let sum = graph.multiply_add(square, squares, df);
        let ratio = graph.product(sum, share);
        let root = graph.apply(Operation::SquareRoot, &[ratio]);
        let scale = graph.product(root, rest);
        let own = graph.product(scale, own);
        graph.multiply_add(shared, from_known, own)
    }
}

/// k t √(ln(1 + q)/q) with q = t²/df, where ln(1 + q)/q = ln y/(y − 1) for y = 1 + q as it is rounded (Kahan), and 1 where y is 1.
fn wallace(graph: &mut Graph, t: Id, df: f64) -> Id {
    let [k, inverse, one] = [Elliptical::wallace(df), 1.0 / df, 1.0].map(|x| graph.constant(x));
    let share = graph.product(t, inverse);
    let y = graph.multiply_add(share, t, one);
    let gap = graph.difference(y, one);
    let log = graph.apply(Operation::Logarithm, &[y]);
    let ratio = graph.quotient(log, gap);
    let ratio = graph.apply(Operation::Select, &[gap, ratio, one]);
    let root = graph.apply(Operation::SquareRoot, &[ratio]);
    let scaled = graph.product(k, t);
    graph.product(scaled, root)
}

/// The row that the draw falls on.
fn row_of(graph: &mut Graph, draw: Id, count: usize) -> Id {
    let count = graph.constant(count as f64);
    let place = graph.product(draw, count);
    graph.apply(Operation::Floor, &[place])
}

/// low + width · jitter
fn within_row(graph: &mut Graph, row: Id, (low, width): (u32, u32), jitter: Id) -> Id {
    let (low, width) = (graph.table(low, row), graph.table(width, row));
    let u = graph.multiply_add(width, jitter, low);
    within_draws(graph, u)
}

impl Alike {
    fn new(columns: &[Cells], first: &[bool], list: &mut impl FnMut(&[f64]) -> u32) -> Self {
        let known = |row: usize| {
            columns.iter().zip(first).filter(|(_, first)| **first).map(move |(cells, _)| cells.low[row])
        };
        let mut order: Vec<usize> = (0..columns[0].low.len()).collect();
        order.sort_by(|a, b| {
            known(*a).partial_cmp(known(*b)).unwrap_or_else(|| unreachable!("parts of (0, 1)"))
        });
        let (mut begin, mut count) = (vec![0.0; order.len()], vec![0.0; order.len()]);
        let mut before = 0;
        for alike in order.chunk_by(|a, b| known(*a).eq(known(*b))) {
            for row in alike {
                (begin[*row], count[*row]) = (before as f64, alike.len() as f64);
            }
            before += alike.len();
        }
        let order: Vec<f64> = order.into_iter().map(|row| row as f64).collect();
        Self { order: list(&order), begin: list(&begin), count: list(&count) }
    }

    /// One of the rows that are like this one, each as likely.
    fn one(self, graph: &mut Graph, row: Id, draw: Id) -> Id {
        let (begin, count) = (graph.table(self.begin, row), graph.table(self.count, row));
        let place = graph.multiply_add(count, draw, begin);
        let place = graph.apply(Operation::Floor, &[place]);
        graph.table(self.order, place)
    }
}

fn within_draws(graph: &mut Graph, u: Id) -> Id {
    let [least, most] = [Transform::SMALLEST_DRAW, Transform::LARGEST_DRAW].map(|u| graph.constant(u));
    let u = graph.apply(Operation::Maximum, &[u, least]);
    graph.apply(Operation::Minimum, &[u, most])
}

/// A number on each path, at most 1 in size, of which the mean and the mean square are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Whether it is of residuals: the mean over the quarters of the horizon.
    pub residuals: bool,
    /// The component, by position in its list.
    pub component: usize,
    /// What.
    pub of: Product,
}

/// What is multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// (U − ½)(V − ½) of the pair at this position of the component's: a twelfth of its rank correlation, in the mean.
    Ranks(usize),
    /// 1 where the event of this member happens, else 0.
    Happens(usize),
    /// Of the pair at this position, of which one at least is an event: 1 or 0 for an event, U − ½ for another.
    AsItHappens(usize),
}

impl Unfolding<'_> {
    /// What is measured of drivers that move together.
    pub(super) fn achieved(&mut self) -> Vec<(Measured, Id)> {
        let dependence = &self.scenario.dependence;
        let mut list = Vec::new();
        for (residuals, joint) in [(false, &dependence.paths), (true, &dependence.residuals)] {
            for (number, component) in joint.components.iter().enumerate() {
                let measured = |of| Measured { residuals, component: number, of };
                for at in 0..component.pairs.len() {
                    let product = if residuals {
                        self.mean_product(component, at)
                    } else {
                        self.product(component, at, Cadence::Once)
                    };
                    list.push((measured(Product::Ranks(at)), product));
                }
                for (at, member) in component.members.iter().enumerate() {
                    if let Some(event) = member.event {
                        list.push((measured(Product::Happens(at)), self.events[event].decided()));
                    }
                }
                for (at, pair) in component.pairs.iter().enumerate() {
                    let (first, second) = pair.members;
                    let events = [first, second].map(|member| component.members[member].event);
                    if events == [None, None] {
                        continue;
                    }
                    let [a, b] = [first, second].map(|member| match component.members[member].event {
                        Some(event) => self.events[event].decided(),
                        None => self.centred(component, member, Cadence::Once),
                    });
                    let product = self.graph.product(a, b);
                    list.push((measured(Product::AsItHappens(at)), product));
                }
            }
        }
        list
    }

    fn product(&mut self, component: &Component, pair: usize, cadence: Cadence) -> Id {
        let (first, second) = component.pairs[pair].members;
        let (a, b) = (self.centred(component, first, cadence), self.centred(component, second, cadence));
        self.graph.product(a, b)
    }

    /// U − ½ of a member.
    fn centred(&mut self, component: &Component, member: usize, cadence: Cadence) -> Id {
        let driver = &component.members[member].driver;
        let u = self.drivers.draw(&mut self.graph, driver, Form::Uniform, cadence);
        let half = self.graph.constant(0.5);
        self.graph.difference(u, half)
    }

    /// The mean over all quarters.
    fn mean_product(&mut self, component: &Component, pair: usize) -> Id {
        let periods = self.periods();
        let mut sum = self.graph.constant(0.0);
        let share = self.graph.constant(1.0 / f64::from(periods));
        for period in 0..periods {
            let quarter = self.quarter(period);
            let cadence = Cadence::Quarter(quarter.year() as u16, quarter.of_year() - 1);
            let product = self.product(component, pair, cadence);
            sum = self.graph.multiply_add(share, product, sum);
        }
        sum
    }
}
