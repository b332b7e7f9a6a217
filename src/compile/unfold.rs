//! Every equation of every quarter and variant, as nodes of the graph.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::calendar::{Period, Quarter};
use crate::diagnostic::Diagnostics;
use crate::language::reads_lag_of;
use crate::program::Operation;
use crate::scenario::{Bounds, Frequency, Of, ParameterDraws, ReferenceKind, Rule, Scenario, Tracking};

use super::account::Balance;
use super::cells::{self, Cells};
use super::dependence::Correlated;
use super::driver::{Cadence, Drivers, Form, Sampler};
use super::graph::{Graph, Id};
use super::happening::{Happening, happenings};
use super::hit::{Hit, Spread, hits, spreads};
use super::lower::{Element, Values, lower};
use super::newton::Pivots;
use super::order::{Block, Reads};
use super::prepare;
use super::reference::{ReferencePath, Whose};
use super::verb::counted;

/// The nodes of an ensemble while it grows, quarter by quarter.
pub struct Unfolding<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) cells: &'a Cells,
    /// The ground's, while this scenario grows in it.
    pub(super) graph: Graph,
    pub(super) drivers: Drivers,
    /// Those that move together.
    correlated: Rc<Correlated>,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// By parameter, then element.
    parameters: Vec<Vec<Id>>,
    /// The reference.
    pub(super) path: ReferencePath,
    /// What closes accounts on it.
    pub(super) balance: Balance,
    /// By cell and period: definitions before the start, as far as they were asked for.
    before: BTreeMap<(usize, i32), Id>,
    /// Cells whose value before the start is being worked out.
    pub(super) open: Vec<usize>,
    pub(super) hits: Vec<Hit>,
    pub(super) events: Vec<Happening>,
    /// By cell: what its residuals are drawn from.
    residuals: Vec<Option<Sampler>>,
    /// By cell, then period: e and u, the same in every variant.
    innovations: Vec<Vec<Id>>,
    disturbance: Vec<Vec<Id>>,
    /// By cell and period: u of the scenario, where a shock has solved for it or what it solved for is carried on.
    pub(super) solved: BTreeMap<(usize, i32), Id>,
    /// By variant; by cell and period: what a cell is moved by, so that a definition takes the value asked for.
    pub(super) shifts: [BTreeMap<(usize, i32), Id>; 2],
    /// Factors on e.
    pub(super) spreads: Vec<Spread>,
    /// Variables whose bounds are counted, and by cell and period: pairs of which the first is less where a bound bites.
    pub(super) counted: BTreeSet<usize>,
    pub(super) clamps: BTreeMap<(usize, i32), Vec<[Id; 2]>>,
    /// Which cell reads which.
    pub(super) reads: &'a Reads,
    /// By variant, period, cell.
    pub(super) values: [Vec<Vec<Option<Id>>>; 2],
    /// By block: the order of its pivots.
    pub(super) pivots: BTreeMap<usize, Pivots>,
    /// By variant: 0 on the paths where all is finite so far, NaN on the others; by period.
    pub(super) health: [Vec<Id>; 2],
    /// By variant: the values that are finite where the health so far is.
    pub(super) vouched: [BTreeSet<Id>; 2],
    /// What this period's bounds were applied to.
    pub(super) unbounded: Vec<Id>,
}

/// The position of a variant in the lists.
pub fn variant(of: Of) -> usize {
    match of {
        Of::Baseline => 0,
        Of::Scenario => 1,
    }
}

/// What several scenarios grow in together: equal values are one node, equal names one driver.
#[derive(Debug, Default)]
pub struct Ground {
    pub graph: Graph,
    pub drivers: Drivers,
}

impl<'a> Unfolding<'a> {
    /// Parameters, shock sizes and events drawn; no quarter yet.
    pub fn new(
        scenario: &'a Scenario,
        cells: &'a Cells,
        reads: &'a Reads,
        ground: &mut Ground,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let Ground { mut graph, mut drivers } = std::mem::take(ground);
        let correlated = Correlated::new(scenario, &mut graph, diagnostics);
        drivers.correlate(&correlated);
        let parameters = parameters(scenario, &mut graph, &mut drivers, diagnostics);
        let hits = hits(scenario, cells, &mut graph, &mut drivers, diagnostics);
        let events = happenings(scenario, &mut graph, &mut drivers, diagnostics);
        let by_variable: Vec<Option<Sampler>> = scenario
            .model
            .variables
            .iter()
            .map(|v| {
                v.residual.as_ref().and_then(|r| prepare(&mut graph, &r.distribution, v.span, diagnostics))
            })
            .collect();
        let residuals = (0..cells.len()).map(|cell| by_variable[cells.owner(cell).0].clone()).collect();
        *ground = Ground { graph, drivers };
        Self {
            scenario,
            cells,
            graph: Graph::default(),
            drivers: Drivers::default(),
            correlated,
            diagnostics,
            parameters,
            path: ReferencePath::new(scenario, cells, reads),
            balance: Balance::new(scenario, cells),
            before: BTreeMap::new(),
            open: Vec::new(),
            hits,
            events,
            residuals,
            innovations: vec![Vec::new(); cells.len()],
            disturbance: vec![Vec::new(); cells.len()],
            solved: BTreeMap::new(),
            shifts: [BTreeMap::new(), BTreeMap::new()],
            spreads: spreads(scenario, cells),
            counted: counted(scenario),
            clamps: BTreeMap::new(),
            reads,
            values: [Vec::new(), Vec::new()],
            pivots: BTreeMap::new(),
            health: [Vec::new(), Vec::new()],
            vouched: [BTreeSet::new(), BTreeSet::new()],
            unbounded: Vec::new(),
        }
    }

    /// Lets the scenario grow in the ground that it shares with others.
    pub fn within<T>(&mut self, ground: &mut Ground, grow: impl FnOnce(&mut Self) -> T) -> T {
        std::mem::swap(&mut self.graph, &mut ground.graph);
        std::mem::swap(&mut self.drivers, &mut ground.drivers);
        self.drivers.correlate(&self.correlated);
        let grown = grow(self);
        std::mem::swap(&mut self.graph, &mut ground.graph);
        std::mem::swap(&mut self.drivers, &mut ground.drivers);
        grown
    }

    /// Quarters in a period.
    pub fn step(&self) -> i32 {
        match self.scenario.model.frequency {
            Frequency::Quarter => 1,
            Frequency::Year => 4,
        }
    }

    /// How many periods are simulated.
    pub fn periods(&self) -> i32 {
        self.scenario.quarters as i32 / self.step()
    }

    /// The (last) quarter of a period; negative ones are before the start.
    pub fn quarter(&self, period: i32) -> Quarter {
        self.first().plus(period * self.step())
    }

    /// The quarter of period 0: the start, in an annual model the last of its year.
    fn first(&self) -> Quarter {
        match self.scenario.model.frequency {
            Frequency::Quarter => self.scenario.start,
            Frequency::Year => Period::Year(self.scenario.start.year()).last(),
        }
    }

    /// The period of a quarter.
    pub fn period(&self, quarter: Quarter) -> i32 {
        quarter.since(self.first()).div_euclid(self.step())
    }

    /// Adds one period of the baseline, then of the scenario.
    pub fn advance_both(&mut self, blocks: &[Block]) {
        self.advance(Of::Baseline, blocks);
        self.advance(Of::Scenario, blocks);
    }

    /// Adds one period of a variant, block by block.
    fn advance(&mut self, of: Of, blocks: &[Block]) {
        let which = variant(of);
        let period = self.values[which].len() as i32;
        self.values[which].push(vec![None; self.cells.len()]);
        let goals = self.goals(of, period);
        if goals.is_empty() {
            for (number, block) in blocks.iter().enumerate() {
                self.compute(of, period, number, block);
            }
        } else {
            self.reach_goals(of, period, blocks, &goals);
        }
        let order = blocks.iter().flat_map(Block::cells);
        let order: Vec<usize> = order.filter(|cell| self.is_computed(*cell, period)).collect();
        let health = self.health_after(of, period, &order);
        self.health[which].push(health);
    }

    /// The values of a block's cells in a period.
    pub(super) fn compute(&mut self, of: Of, period: i32, number: usize, block: &Block) {
        if !block.cells().all(|cell| self.is_computed(cell, period)) {
            return;
        }
        if block.torn.is_empty() {
            for cell in &block.rest {
                let value = self.cell_value(of, period, *cell);
                self.values[variant(of)][period as usize][*cell] = Some(value);
            }
        } else {
            self.solve(Whose::Variant(of), period, number, block);
        }
    }

    /// A cell's value in a period: simulated, or of history, or on the reference.
    pub fn value(&mut self, of: Of, period: i32, cell: usize) -> Id {
        if let Ok(simulated) = usize::try_from(period) {
            let value = self.values[variant(of)][simulated][cell];
            return value.expect("cells are computed in their order");
        }
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let data = matches!(variable.rule, Rule::Series(_));
        if self.scenario.model.reference != ReferenceKind::Model || data {
            return self.reference(cell, period);
        }
        let known = self.history(variable, element, period).or_else(|| self.level(variable, element));
        if let Some(known) = known {
            return self.graph.constant(known);
        }
        // A definition follows from its parts before the start too, unless it reads its own past.
        if let Rule::Definition(expr) = &variable.rule
            && !reads_lag_of(expr, &variable.name)
            && !self.open.contains(&cell)
        {
            if let Some(known) = self.before.get(&(cell, period)) {
                return *known;
            }
            self.open.push(cell);
            let value = self.right_hand_side(Whose::Variant(of), period, cell);
            self.open.pop();
            self.before.insert((cell, period), value);
            return value;
        }
        let message = format!(
            "the equations read `{}` in {}, before the start, where nothing gives its value",
            cells::name(self.scenario, variable, element),
            self.quarter(period)
        );
        self.missing_level(variable, message)
    }

    fn parameter(&self, name: &str, element: Element) -> Option<Id> {
        let at = self.scenario.model.parameters.iter().position(|parameter| parameter.name == name)?;
        let over = self.scenario.model.parameters[at].over.as_deref();
        Some(self.parameters[at][cells::position(self.scenario, over, element)])
    }

    /// The right-hand side of a cell's equation: on a path, or with every variable on its reference.
    pub(super) fn right_hand_side(&mut self, whose: Whose, period: i32, cell: usize) -> Id {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let own = variable.over.as_deref().map(|set| (set, element));
        let yearly = variable.yearly;
        lower(variable.rule.expr(), own, &mut View { unfolding: self, whose, period, yearly })
    }

    /// Equation, tracking, residual, then the verbs in their order, then the bounds.
    pub(super) fn cell_value(&mut self, of: Of, period: i32, cell: usize) -> Id {
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        if let Rule::Definition(_) = variable.rule {
            return self.right_hand_side(Whose::Variant(of), period, cell);
        }
        if let Some(known) = self.held(period, cell) {
            return known;
        }
        let equation = self.equation_value(of, period, cell);
        let mut value = self.changed(of, period, cell, equation);
        if let Some(shift) = self.shifts[variant(of)].get(&(cell, period)) {
            value = self.graph.sum(value, *shift);
        }
        match variable.bounds {
            Some(bounds) => self.bounded(of, period, cell, value, bounds),
            None => value,
        }
    }

    fn bounded(&mut self, of: Of, period: i32, cell: usize, value: Id, bounds: Bounds) -> Id {
        // A bound must not revive what is infinite.
        self.unbounded.push(value);
        let (low, high) = (self.graph.constant(bounds.low), self.graph.constant(bounds.high));
        let unbounded = value;
        let mut value = value;
        let mut beyond = Vec::new();
        if bounds.low > f64::NEG_INFINITY {
            value = self.graph.apply(Operation::Maximum, &[value, low]);
            beyond.push([unbounded, low]);
        }
        if bounds.high < f64::INFINITY {
            value = self.graph.apply(Operation::Minimum, &[value, high]);
            beyond.push([high, unbounded]);
        }
        if of == Of::Scenario && self.counted.contains(&self.cells.owner(cell).0) {
            self.clamps.insert((cell, period), beyond);
        }
        value
    }

    /// What a cell's equation gives, its residual included; of a definition what it defines.
    pub(super) fn equation_value(&mut self, of: Of, period: i32, cell: usize) -> Id {
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let central = self.central_value(of, period, cell);
        let u = self.residual(of, period, cell);
        self.with_residual(central, u, variable.tracking)
    }

    /// T(x) = T(f(state, p)) + [T(ref x) - T(f(ref, p))], computed for T = log as x = f · (ref x / f(ref)).
    pub(super) fn central_value(&mut self, of: Of, period: i32, cell: usize) -> Id {
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let value = self.right_hand_side(Whose::Variant(of), period, cell);
        if matches!(variable.rule, Rule::Definition(_))
            || self.scenario.model.reference == ReferenceKind::Model
        {
            return value;
        }
        let stated = self.reference(cell, period);
        let explained = self.right_hand_side(Whose::Reference, period, cell);
        match variable.tracking {
            Tracking::Identity => {
                let gap = self.graph.difference(stated, explained);
                if self.graph.as_constant(gap) == Some(0.0) { value } else { self.graph.sum(value, gap) }
            }
            Tracking::Log => {
                let ratio = self.graph.quotient(stated, explained);
                self.graph.product(value, ratio)
            }
        }
    }

    /// T(x) + u: x + u, or x · exp(u).
    pub(super) fn with_residual(&mut self, value: Id, u: Option<Id>, tracking: Tracking) -> Id {
        match (u, tracking) {
            (None, _) => value,
            (Some(u), Tracking::Identity) => self.graph.sum(value, u),
            (Some(u), Tracking::Log) => {
                let factor = self.graph.apply(Operation::Exponential, &[u]);
                self.graph.product(value, factor)
            }
        }
    }

    /// u = e + ar u(-1). The same in every variant, but where a shock of the scenario has solved for it: there and, as far
    /// as `ar` carries it on, afterwards.
    pub(super) fn residual(&mut self, of: Of, period: i32, cell: usize) -> Option<Id> {
        let shared = self.shared_residual(period, cell)?;
        if of == Of::Baseline {
            return Some(shared);
        }
        if let Some(u) = self.solved.get(&(cell, period)) {
            return Some(*u);
        }
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let ar = variable.residual.as_ref().map_or(0.0, |residual| residual.ar);
        let Some(before) =
            self.solved.get(&(cell, self.previous(cell, period))).copied().filter(|_| ar != 0.0)
        else {
            return Some(shared);
        };
        let ar = self.graph.constant(ar);
        let innovation = self.innovations[cell][self.place(cell, period)];
        let u = self.graph.multiply_add(ar, before, innovation);
        self.solved.insert((cell, period), u);
        Some(u)
    }

    fn shared_residual(&mut self, period: i32, cell: usize) -> Option<Id> {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let residual = variable.residual.as_ref()?;
        let sampler = self.residuals[cell].clone()?;
        if let Some(known) = self.disturbance[cell].get(self.place(cell, period)) {
            return Some(*known);
        }
        let quarter = self.quarter(period);
        let cadence = Cadence::Quarter(quarter.year() as u16, quarter.of_year() - 1);
        let name = cells::name(self.scenario, variable, element);
        let (graph, drivers) = (&mut self.graph, &mut self.drivers);
        let innovation = match &residual.common {
            None => sampler.sample(graph, drivers, &format!("residual.{name}"), cadence),
            Some(common) => {
                let own = drivers.draw(graph, &format!("residual.{name}"), Form::Score, cadence);
                let factor = drivers.draw(graph, &format!("factor.{}", common.factor), Form::Score, cadence);
                let own_weight = graph.constant((1.0 - common.share).sqrt());
                let factor_weight = graph.constant(common.share.sqrt());
                let own = graph.product(own_weight, own);
                let score = graph.multiply_add(factor_weight, factor, own);
                sampler.at_score(graph, score)
            }
        };
        let spread = self.spread(period, cell);
        let spread = self.graph.constant(spread);
        let innovation = self.graph.product(innovation, spread);
        let u = match self.disturbance[cell].last().copied() {
            Some(before) if residual.ar != 0.0 => {
                let ar = self.graph.constant(residual.ar);
                self.graph.multiply_add(ar, before, innovation)
            }
            _ => innovation,
        };
        self.innovations[cell].push(innovation);
        self.disturbance[cell].push(u);
        Some(u)
    }

    /// Takes note that a cell has no residual in a period, in which it is known.
    pub(super) fn without_residual(&mut self, cell: usize, period: i32) {
        if self.disturbance[cell].len() == self.place(cell, period) {
            let none = self.graph.constant(0.0);
            self.innovations[cell].push(none);
            self.disturbance[cell].push(none);
        }
    }

    /// Each cell of each simulated period and variant, in the order of time: what to look at when a path fails.
    pub fn watched(&self, variants: &[Of], blocks: &[Block]) -> Vec<(Of, i32, usize, Id)> {
        let mut list = Vec::new();
        let periods = self.values[0].len().max(self.values[1].len());
        for period in 0..periods {
            for of in variants.iter().copied() {
                let Some(values) = self.values[variant(of)].get(period) else { continue };
                let cells = blocks.iter().flat_map(Block::cells);
                list.extend(cells.filter_map(|cell| Some((of, period as i32, cell, values[cell]?))));
            }
        }
        list
    }
}

fn parameters(
    scenario: &Scenario,
    graph: &mut Graph,
    drivers: &mut Drivers,
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<Id>> {
    let mut list = Vec::new();
    for parameter in &scenario.model.parameters {
        let over = parameter.over.as_deref();
        let elements = over.map_or(1, |set| scenario.economy.elements(set).len());
        let mut ids = Vec::new();
        for element in 0..elements {
            let prior = parameter.prior.at(element).as_ref();
            let drawn = prior.filter(|_| scenario.run.parameters == ParameterDraws::Uncertain);
            let sampler = drawn.and_then(|prior| prepare(graph, prior, parameter.span, diagnostics));
            ids.push(match sampler {
                Some(sampler) => {
                    let name = cells::named(scenario, &parameter.name, over, element);
                    sampler.sample(graph, drivers, &format!("parameter.{name}"), Cadence::Once)
                }
                None => graph.constant(*parameter.value.at(element)),
            });
        }
        list.push(ids);
    }
    list
}

/// What an equation sees in one period, on a path or on the reference; a yearly one sees annual aggregates.
pub(super) struct View<'u, 'a> {
    pub(super) unfolding: &'u mut Unfolding<'a>,
    pub(super) whose: Whose,
    pub(super) period: i32,
    pub(super) yearly: bool,
}

impl View<'_, '_> {
    fn cell(&self, name: &str, element: Element) -> Option<usize> {
        let scenario = self.unfolding.scenario;
        let v = cells::variable(scenario, name)?;
        let over = scenario.model.variables[v].over.as_deref();
        Some(self.unfolding.cells.cell(v, cells::position(scenario, over, element)))
    }

    fn see(&mut self, whose: Whose, cell: usize, lag: u32) -> Id {
        if self.yearly {
            let year = self.quarter().year() - lag as i32;
            return self.unfolding.aggregate(whose, cell, Period::Year(year));
        }
        self.unfolding.at(whose, self.period - lag as i32, cell)
    }
}

impl Values for View<'_, '_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.unfolding.graph
    }

    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id {
        match self.cell(name, element) {
            Some(cell) => self.see(self.whose, cell, lag),
            None => self.unfolding.parameter(name, element).expect("read has checked every name"),
        }
    }

    fn reference(&mut self, name: &str, element: Element, lag: u32) -> Id {
        let cell = self.cell(name, element).expect("read has checked every name");
        self.see(Whose::Reference, cell, lag)
    }

    fn elements(&self, set: &str) -> usize {
        self.unfolding.scenario.economy.elements(set).len()
    }

    fn quarter(&self) -> Quarter {
        self.unfolding.quarter(self.period)
    }

    fn step(&self) -> i32 {
        if self.yearly { 4 } else { self.unfolding.step() }
    }
}
