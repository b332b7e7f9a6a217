//! Identities that only repeat definitions: tests that cannot fail.
//!
//! Definitions are put in place of their names, down to what has an equation; then left minus right is a polynomial in
//! what is left, and an identity whose polynomial vanishes says nothing. The past of a definition that accumulates is
//! left as it is: that two stocks agree is something to test.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::language::recursive;
use crate::program::Operation;
use crate::scenario::{Rule, Scenario};

use super::cells::{self, Cells};
use super::graph::{Graph, Id, Node};
use super::lower::{Element, Values, lower};

/// Refuses identities that cannot fail.
pub fn refuse(scenario: &Scenario, cells: &Cells, diagnostics: &mut Diagnostics) {
    let circular = recursive(&scenario.model.definitions());
    for identity in &scenario.model.identities {
        let mut substituted = Substituted {
            scenario,
            cells,
            circular: &circular,
            graph: Graph::default(),
            known: BTreeMap::new(),
            open: Vec::new(),
            lag: 0,
        };
        let left = lower(&identity.left, None, &mut substituted);
        let right = lower(&identity.right, None, &mut substituted);
        let mut graph = substituted.graph;
        let gap = graph.difference(left, right);
        if polynomial(&mut graph, gap).is_some_and(|polynomial| polynomial.is_empty()) {
            let message = format!(
                "the identity `{}` cannot fail: with the definitions put in both sides are the same",
                identity.name
            );
            diagnostics.push(
                Diagnostic::error(&codes::IDENTITY_CANNOT_FAIL, message)
                    .at(identity.left.span.to(identity.right.span), "")
                    .help("remove it, or state it between things that are computed in different ways"),
            );
        }
    }
}

/// What is not put in, each as a value of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Leaf {
    Cell(usize, u32),
    Reference(usize, u32),
    Parameter(String, usize),
}

struct Substituted<'a> {
    scenario: &'a Scenario,
    cells: &'a Cells,
    circular: &'a BTreeSet<&'a str>,
    graph: Graph,
    known: BTreeMap<Leaf, Id>,
    /// Definitions that are being put in.
    open: Vec<usize>,
    /// How far back the definition at hand is put in.
    lag: u32,
}

impl Substituted<'_> {
    fn leaf(&mut self, leaf: Leaf) -> Id {
        let next = self.known.len() as u32;
        let graph = &mut self.graph;
        *self.known.entry(leaf).or_insert_with(|| graph.add(Node::Once(next)))
    }

    fn cell(&self, v: usize, element: Element) -> usize {
        let over = self.scenario.model.variables[v].over.as_deref();
        self.cells.cell(v, cells::position(self.scenario, over, element))
    }
}

impl Values for Substituted<'_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.graph
    }

    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id {
        let scenario = self.scenario;
        let Some(v) = cells::variable(scenario, name) else {
            let over = scenario.model.parameters.iter().find(|parameter| parameter.name == name);
            let over = over.and_then(|parameter| parameter.over.as_deref());
            return self.leaf(Leaf::Parameter(name.to_owned(), cells::position(scenario, over, element)));
        };
        let (cell, back) = (self.cell(v, element), lag + self.lag);
        let variable = &scenario.model.variables[v];
        let past = back > 0 && self.circular.contains(name);
        match &variable.rule {
            Rule::Definition(expr) if !past && !self.open.contains(&cell) => {
                self.open.push(cell);
                let before = std::mem::replace(&mut self.lag, back);
                let own = variable.over.as_deref().map(|set| (set, self.cells.owner(cell).1));
                let value = lower(expr, own, self);
                self.lag = before;
                self.open.pop();
                value
            }
            _ => self.leaf(Leaf::Cell(cell, back)),
        }
    }

    fn reference(&mut self, name: &str, element: Element, lag: u32) -> Id {
        let v = cells::variable(self.scenario, name).expect("read has checked every name");
        let leaf = Leaf::Reference(self.cell(v, element), lag + self.lag);
        self.leaf(leaf)
    }

    fn elements(&self, set: &str) -> usize {
        self.scenario.economy.elements(set).len()
    }

    fn quarter(&self) -> Quarter {
        self.scenario.start
    }

    fn step(&self) -> i32 {
        1
    }
}

/// Products of values, each with its factor and the sum of the sizes that it was added up from; what vanishes is left out.
type Polynomial = BTreeMap<Vec<Id>, (f64, f64)>;

/// More products than this are not looked through.
const MOST: usize = 10_000;

/// `None` when it is too long.
fn polynomial(graph: &mut Graph, id: Id) -> Option<Polynomial> {
    let of = match graph.node(id) {
        Node::Constant(bits) => {
            let value = f64::from_bits(bits);
            Polynomial::from([(Vec::new(), (value, value.abs()))])
        }
        Node::Apply(operation, [a, b, c]) => match operation {
            Operation::Negate => scaled(&polynomial(graph, a)?, -1.0),
            Operation::Add => sum(polynomial(graph, a)?, polynomial(graph, b)?),
            Operation::Subtract => sum(polynomial(graph, a)?, scaled(&polynomial(graph, b)?, -1.0)),
            Operation::Multiply => product(&polynomial(graph, a)?, &polynomial(graph, b)?)?,
            Operation::MultiplyAdd => {
                let product = product(&polynomial(graph, a)?, &polynomial(graph, b)?)?;
                sum(polynomial(graph, c)?, product)
            }
            Operation::MultiplySubtract => {
                let product = product(&polynomial(graph, a)?, &polynomial(graph, b)?)?;
                sum(polynomial(graph, c)?, scaled(&product, -1.0))
            }
            Operation::Divide => {
                let top = polynomial(graph, a)?;
                match graph.as_constant(b) {
                    Some(number) => scaled(&top, 1.0 / number),
                    None => {
                        let one = graph.constant(1.0);
                        let inverse = graph.quotient(one, b);
                        product(&top, &single(inverse))?
                    }
                }
            }
            _ => single(id),
        },
        _ => single(id),
    };
    let kept = of.into_iter().filter(|(_, (factor, size))| factor.abs() > 1e-12 * size);
    let kept: Polynomial = kept.collect();
    (kept.len() <= MOST).then_some(kept)
}

fn single(id: Id) -> Polynomial {
    Polynomial::from([(vec![id], (1.0, 1.0))])
}

fn scaled(polynomial: &Polynomial, by: f64) -> Polynomial {
    let scale =
        |(key, (factor, size)): (&Vec<Id>, &(f64, f64))| (key.clone(), (factor * by, size * by.abs()));
    polynomial.iter().map(scale).collect()
}

fn sum(mut left: Polynomial, right: Polynomial) -> Polynomial {
    for (key, (factor, size)) in right {
        let entry = left.entry(key).or_insert((0.0, 0.0));
        *entry = (entry.0 + factor, entry.1 + size);
    }
    left
}

fn product(left: &Polynomial, right: &Polynomial) -> Option<Polynomial> {
    if left.len() * right.len() > MOST {
        return None;
    }
    let mut all = Polynomial::new();
    for (a, (x, p)) in left {
        for (b, (y, q)) in right {
            let mut key = [a.as_slice(), b].concat();
            key.sort_unstable();
            let entry = all.entry(key).or_insert((0.0, 0.0));
            *entry = (entry.0 + x * y, entry.1 + p * q);
        }
    }
    Some(all)
}
