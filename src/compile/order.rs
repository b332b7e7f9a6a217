//! Which cell reads which: the order within a quarter, and what a shock can reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Quarter;
use crate::scenario::{Scenario, Tracking};

use super::cells::{self, Cells};
use super::graph::{Graph, Id};
use super::lower::{Element, Values, lower};

/// What each cell's equation reads.
pub struct Reads {
    /// By cell: the cells of the same quarter.
    now: Vec<Vec<usize>>,
    /// By cell: the cells of any quarter, and how many periods back.
    ever: Vec<BTreeSet<(usize, u32)>>,
    /// Cells that are best torn: tracked in logarithms, they are far from 0 by nature, so that Newton's steps can be
    /// told from rounding.
    positive: BTreeSet<usize>,
}

impl Reads {
    /// Reads every equation.
    pub fn new(scenario: &Scenario, cells: &Cells) -> Self {
        let mut now = vec![Vec::new(); cells.len()];
        let mut ever = vec![BTreeSet::new(); cells.len()];
        for (cell, now) in now.iter_mut().enumerate() {
            let (v, element) = cells.owner(cell);
            let variable = &scenario.model.variables[v];
            let mut recorder = Recorder { scenario, cells, graph: Graph::default(), reads: Vec::new() };
            lower(variable.rule.expr(), variable.over.as_deref().map(|set| (set, element)), &mut recorder);
            for (read, lag) in recorder.reads {
                ever[cell].insert((read, lag));
                if lag == 0 && !now.contains(&read) {
                    now.push(read);
                }
            }
        }
        let log = |cell: &usize| scenario.model.variables[cells.owner(*cell).0].tracking == Tracking::Log;
        let positive = (0..cells.len()).filter(log).collect();
        Self { now, ever, positive }
    }

    /// The cells in blocks, each after those that it reads in the same quarter. A block of more than one cell, or of
    /// one that reads itself, is simultaneous. It depends on the model alone.
    pub fn blocks(&self) -> Vec<Block> {
        components(&self.now).iter().map(|component| self.block(component)).collect()
    }

    /// The reads of some cells among themselves.
    pub fn among(&self, kept: impl Fn(usize) -> bool) -> Self {
        let of = |(cell, reads): (usize, &Vec<usize>)| {
            reads.iter().copied().filter(|read| kept(cell) && kept(*read)).collect()
        };
        let now = self.now.iter().enumerate().map(of).collect();
        Self { now, ever: self.ever.clone(), positive: self.positive.clone() }
    }

    /// Tears a strongly connected component.
    fn block(&self, component: &[usize]) -> Block {
        let torn = if component.len() > 1 || self.now[component[0]].contains(&component[0]) {
            tear(component, &self.now, &self.positive)
        } else {
            Vec::new()
        };
        // What is left has no cycle: depth first, in the order of cells.
        let mut done: BTreeSet<usize> = torn.iter().copied().collect();
        let mut rest = Vec::new();
        for cell in component {
            self.follow(*cell, component, &mut done, &mut rest);
        }
        Block { torn, rest }
    }

    fn follow(&self, cell: usize, component: &[usize], done: &mut BTreeSet<usize>, rest: &mut Vec<usize>) {
        if !component.contains(&cell) || !done.insert(cell) {
            return;
        }
        for read in &self.now[cell] {
            self.follow(*read, component, done, rest);
        }
        rest.push(cell);
    }

    /// The cells that a cell reads, each with how many periods back.
    pub fn ever(&self, cell: usize) -> impl Iterator<Item = (usize, u32)> {
        self.ever[cell].iter().copied()
    }

    /// The cells that a cell reads in the same period.
    pub fn read_by(&self, cell: usize) -> Vec<usize> {
        self.now[cell].clone()
    }

    /// The cells that read a cell in the same period.
    pub fn readers(&self, cell: usize) -> Vec<usize> {
        (0..self.now.len()).filter(|reader| self.now[*reader].contains(&cell)).collect()
    }

    /// The cells that feel a change of one of `cells` within the period, these included.
    pub fn moved_by(&self, cells: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut moved = cells.clone();
        loop {
            let more: Vec<usize> = (0..self.now.len())
                .filter(|cell| {
                    !moved.contains(cell) && self.now[*cell].iter().any(|read| moved.contains(read))
                })
                .collect();
            if more.is_empty() {
                return moved;
            }
            moved.extend(more);
        }
    }

    /// The cells whose change within the period is felt by one of `cells`, these included.
    pub fn moving(&self, cells: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut moving = BTreeSet::new();
        let mut stack: Vec<usize> = cells.iter().copied().collect();
        while let Some(cell) = stack.pop() {
            if moving.insert(cell) {
                stack.extend(&self.now[cell]);
            }
        }
        moving
    }
}

/// Cells that are computed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Those that are solved for; without them the others can be computed one after the other.
    pub torn: Vec<usize>,
    /// The others, in the order in which they are computed.
    pub rest: Vec<usize>,
}

impl Block {
    /// All its cells.
    pub fn cells(&self) -> impl Iterator<Item = usize> {
        self.torn.iter().chain(&self.rest).copied()
    }
}

/// The strongly connected components of what reads what, each after those that it reads.
pub fn components(reads: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let count = reads.len();
    let mut search = Search {
        reads,
        visited: vec![None; count],
        low: vec![0; count],
        stack: Vec::new(),
        on_stack: vec![false; count],
        next: 0,
        components: Vec::new(),
    };
    for node in 0..count {
        if search.visited[node].is_none() {
            search.visit(node);
        }
    }
    search.components
}

/// Tarjan's search (1972).
struct Search<'a> {
    reads: &'a [Vec<usize>],
    visited: Vec<Option<usize>>,
    low: Vec<usize>,
    stack: Vec<usize>,
    on_stack: Vec<bool>,
    next: usize,
    components: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn visit(&mut self, cell: usize) {
        let number = self.next;
        self.next += 1;
        self.visited[cell] = Some(number);
        self.low[cell] = number;
        self.stack.push(cell);
        self.on_stack[cell] = true;
        for read in &self.reads[cell] {
            match self.visited[*read] {
                None => {
                    self.visit(*read);
                    self.low[cell] = self.low[cell].min(self.low[*read]);
                }
                Some(number) if self.on_stack[*read] => self.low[cell] = self.low[cell].min(number),
                Some(_) => {}
            }
        }
        if self.low[cell] == number {
            let from = self.stack.iter().position(|c| *c == cell).unwrap_or_default();
            let mut component = self.stack.split_off(from);
            for member in &component {
                self.on_stack[*member] = false;
            }
            component.sort_unstable();
            self.components.push(component);
        }
    }
}

/// The least number of cells without which the component has no cycle, if three are enough; else a few more than the
/// least (Levy and Low 1988: reductions that lose no least set, and where none applies the cell with the most ways
/// through it). Ties go to `best`, then to order.
fn tear(component: &[usize], reads: &[Vec<usize>], best: &BTreeSet<usize>) -> Vec<usize> {
    let mut graph: Edges = BTreeMap::new();
    for cell in component {
        let inside = reads[*cell].iter().copied().filter(|read| component.contains(read));
        graph.insert(*cell, inside.collect());
    }
    let mut torn = Vec::new();
    if let Some(least) = (1..=LEAST).find_map(|count| cut(&graph, count, best)) {
        torn = least;
        graph.clear();
    }
    reduce(&mut graph, &mut torn);
    while !graph.is_empty() {
        let ways = |cell: &usize| graph[cell].len() * readers(&graph, *cell).count();
        let most = graph.keys().copied().rev().max_by_key(ways).unwrap_or_default();
        torn.push(most);
        remove(&mut graph, most, &[]);
        reduce(&mut graph, &mut torn);
    }
    torn.sort_unstable();
    torn
}

/// Which cell reads which.
type Edges = BTreeMap<usize, BTreeSet<usize>>;

/// Up to how many cells are sought by trying them all.
const LEAST: usize = 3;

/// The first set of at most `count` cells, those of `best` before others, without which there is no cycle.
fn cut(graph: &Edges, count: usize, best: &BTreeSet<usize>) -> Option<Vec<usize>> {
    let (first, then): (Vec<usize>, Vec<usize>) = graph.keys().partition(|cell| best.contains(cell));
    first.into_iter().chain(then).find_map(|cell| {
        let mut rest = graph.clone();
        remove(&mut rest, cell, &[]);
        let mut more = Vec::new();
        reduce(&mut rest, &mut more);
        if more.len() + 1 > count {
            return None;
        }
        if !rest.is_empty() {
            more.extend(cut(&rest, count - 1 - more.len(), best)?);
        }
        more.push(cell);
        Some(more)
    })
}

fn readers(graph: &Edges, of: usize) -> impl Iterator<Item = usize> {
    graph.iter().filter(move |(_, reads)| reads.contains(&of)).map(|(cell, _)| *cell)
}

/// Tears what reads itself, passes over what has one reader or reads one, until neither is left.
fn reduce(graph: &mut Edges, torn: &mut Vec<usize>) {
    loop {
        let looped = graph.iter().find(|(cell, reads)| reads.contains(cell)).map(|(cell, _)| *cell);
        let simple = |cell: &usize| graph[cell].len() <= 1 || readers(graph, *cell).count() <= 1;
        if let Some(cell) = looped {
            torn.push(cell);
            remove(graph, cell, &[]);
        } else if let Some(cell) = graph.keys().copied().find(simple) {
            let by: Vec<usize> = readers(graph, cell).collect();
            remove(graph, cell, &by);
        } else {
            return;
        }
    }
}

/// Takes a cell out; its readers in `by` read what it read instead.
fn remove(graph: &mut Edges, cell: usize, by: &[usize]) {
    let read = graph.remove(&cell).unwrap_or_default();
    for (reader, reads) in graph {
        reads.remove(&cell);
        if by.contains(reader) {
            reads.extend(&read);
        }
    }
}

/// Records what an equation reads.
struct Recorder<'a> {
    scenario: &'a Scenario,
    cells: &'a Cells,
    graph: Graph,
    reads: Vec<(usize, u32)>,
}

impl Values for Recorder<'_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.graph
    }

    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id {
        if let Some(v) = cells::variable(self.scenario, name) {
            let over = self.scenario.model.variables[v].over.as_deref();
            let position = cells::position(self.scenario, over, element);
            self.reads.push((self.cells.cell(v, position), lag));
        }
        self.graph.constant(f64::NAN)
    }

    fn reference(&mut self, _: &str, _: Element, _: u32) -> Id {
        self.graph.constant(f64::NAN)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_after_what_they_read_and_few_cells_are_torn() {
        // 0 reads 1, 1 reads 2 and 3, 2 reads 0, 3 reads 0 and 4; 4 reads nothing; 5 reads itself; 6 reads 0.
        let now = vec![vec![1], vec![2, 3], vec![0], vec![0, 4], vec![], vec![5], vec![0]];
        let blocks = Reads { now, ever: Vec::new(), positive: BTreeSet::new() }.blocks();
        let block = |torn: &[usize], rest: &[usize]| Block { torn: torn.to_vec(), rest: rest.to_vec() };
        assert_eq!(blocks.len(), 4);
        assert_eq!(blocks[0], block(&[], &[4]));
        assert_eq!(blocks[1].torn.len(), 1, "every cycle passes through 0 and 1");
        assert_eq!(blocks[1].cells().collect::<BTreeSet<_>>(), BTreeSet::from([0, 1, 2, 3]));
        assert_eq!(blocks[2], block(&[5], &[]));
        assert_eq!(blocks[3], block(&[], &[6]));
    }

    #[test]
    fn two_cycles_that_share_no_cell_are_both_torn() {
        // 0 and 1 read each other, as do 2 and 3; 1 reads 2 and 3 reads 0, so that all is one component.
        let now = vec![vec![1], vec![0, 2], vec![3], vec![2, 0]];
        let blocks = Reads { now, ever: Vec::new(), positive: BTreeSet::new() }.blocks();
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].torn.len(), 2);
    }
}
