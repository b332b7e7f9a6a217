//! Drivers that move together: their scores made of independent draws, and what is measured of them.
//!
//! Every member keeps draws of its own; a component adds one more for what its members share. So a driver that joins a
//! component changes the numbers of that component alone.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::distribution::copula::Elliptical;
use crate::distribution::{Transform, TransformError};
use crate::program::Operation;
use crate::scenario::{Component, Copula, Joint, Link, Scenario};

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
    shared: String,
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
    },
    /// Of an empirical one: how many rows, and by member where a row's part begins and how wide it is.
    Rows {
        count: usize,
        cells: Vec<(u32, u32)>,
    },
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
                    let cells = columns.iter().map(|cells| {
                        [&cells.low, &cells.width].map(|list| {
                            graph.add_table(&std::sync::Arc::new(crate::numerics::Table::list(list)))
                        })
                    });
                    let cells = cells.map(|[low, width]| (low, width)).collect();
                    Shape::Rows { count: columns[0].low.len(), cells }
                }
                (Copula::Elliptical(copula @ Elliptical::StudentT { df }), Link::Factor(_)) => {
                    match (copula.mixing()?, copula.score()?) {
                        (Some(mixing), Some(score)) => Shape::StudentT {
                            df: *df,
                            mixing: graph.add_table(&mixing),
                            score: graph.add_table(&score),
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
            let shared = component.shared_driver();
            self.components.push(Prepared { component: component.clone(), shared, form });
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
        let Prepared { component, shared, form: shape } = &self.components[number];
        let mut own = |graph: &mut Graph, at: usize, form| {
            drivers.independent(graph, &component.members[at].driver, form, cadence)
        };
        let score = match (&component.link, shape) {
            (_, Shape::Rows { count, cells }) => {
                let jitter = own(graph, at, Form::Uniform);
                let row = drivers.independent(graph, shared, Form::Uniform, cadence);
                let u = of_row(graph, row, *count, cells[at], jitter);
                return Some(match form {
                    Form::Uniform => u,
                    Form::Score => graph.apply(Operation::NormalQuantile, &[u]),
                });
            }
            (Link::Factor(factor), Shape::Gaussian) => combined(graph, &factor[at], &mut own),
            (Link::Factor(factor), Shape::StudentT { df, mixing, score }) => {
                let normal = combined(graph, &factor[at], &mut own);
                let shared = drivers.independent(graph, shared, Form::Score, cadence);
                let log_scale = graph.table(*mixing, shared);
                let scale = graph.apply(Operation::Exponential, &[log_scale]);
                let t = graph.product(scale, normal);
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
fn combined(graph: &mut Graph, weights: &[f64], own: &mut impl FnMut(&mut Graph, usize, Form) -> Id) -> Id {
    let mut sum = None;
    for (at, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
        let score = own(graph, at, Form::Score);
        let weight = graph.constant(*weight);
        sum = Some(match sum {
            None => graph.product(weight, score),
            Some(sum) => graph.multiply_add(weight, score, sum),
        });
    }
    sum.unwrap_or_else(|| unreachable!("the squares of the weights sum to 1"))
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

/// low + width · jitter in the row that the draw `row` falls on.
fn of_row(graph: &mut Graph, row: Id, count: usize, (low, width): (u32, u32), jitter: Id) -> Id {
    let count = graph.constant(count as f64);
    let place = graph.product(row, count);
    let row = graph.apply(Operation::Floor, &[place]);
    let (low, width) = (graph.table(low, row), graph.table(width, row));
    let u = graph.multiply_add(width, jitter, low);
    within_draws(graph, u)
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
