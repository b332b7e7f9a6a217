//! What several tests of this module need.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostics, FileId, Sources, Span};

use super::*;

/// `SplitMix64` (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195): enough for choosing among shapes.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

pub fn file() -> FileId {
    Sources::new().add("models/test.toml", "")
}

pub fn parse_text(text: &str) -> Result<Expr, Diagnostics> {
    parse(text, file(), 0)
}

pub fn parsed(text: &str) -> Expr {
    parse_text(text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"))
}

/// Sets every place to the same one.
pub fn without_places(expr: &mut Expr) {
    let nowhere = Span::new(file(), 0..0);
    expr.span = nowhere;
    match &mut expr.kind {
        ExprKind::Number(_) | ExprKind::Dummy { .. } => {}
        ExprKind::Name { index, .. } | ExprKind::Reference { index, .. } => {
            if let Some(index) = index {
                index.span = nowhere;
            }
        }
        ExprKind::Negate(body) | ExprKind::Aggregate { body, .. } | ExprKind::Transform { body, .. } => {
            without_places(body);
        }
        ExprKind::Binary { left, right, .. } => {
            without_places(left);
            without_places(right);
        }
        ExprKind::Call { arguments, .. } => arguments.iter_mut().for_each(without_places),
    }
}

/// A tree of any shape that the language can write, at most `height` + 1 high.
pub fn random_tree(random: &mut Random, height: usize) -> Expr {
    let span = Span::new(file(), 0..0);
    let body = |random: &mut Random| Box::new(random_tree(random, height.saturating_sub(1)));
    let shape = if height == 0 { random.below(4) } else { random.below(12) };
    let kind = match shape {
        0 => ExprKind::Number(random_number(random)),
        1 | 2 => {
            let name = random.one_of(&["gdp", "sent", "_x1", "e5", "Q1", "oil_price"]).to_owned();
            let index = random.one_of(&[None, None, Some("corridor"), Some("russia"), Some("d")]);
            let index = index.map(|name| Index { name: name.to_owned(), span });
            let lag = random.one_of(&[0, 0, 1, 4, MAX_LAG]);
            if shape == 1 {
                ExprKind::Name { name, index, lag }
            } else {
                ExprKind::Reference { name, index, lag }
            }
        }
        3 => {
            let from = Quarter::new(1 + random.below(9000) as i32, 1 + random.below(4) as u8).unwrap();
            let to = random.one_of(&[None, Some(from), Some(from.plus(5))]);
            ExprKind::Dummy { from, to }
        }
        4 | 5 => ExprKind::Negate(body(random)),
        6..=8 => {
            let op = random.one_of(&BinaryOp::ALL);
            ExprKind::Binary { op, left: body(random), right: body(random) }
        }
        9 => {
            let function = random.one_of(&Function::ALL);
            let (least, greatest) = function.arguments();
            let count = greatest.unwrap_or(least + random.below(3));
            ExprKind::Call { function, arguments: (0..count).map(|_| *body(random)).collect() }
        }
        10 => {
            let set = random.one_of(&["corridor", "supplier", "ref"]).to_owned();
            ExprKind::Aggregate { op: random.one_of(&AggregateOp::ALL), set, body: body(random) }
        }
        _ => {
            let quarters = random.one_of(&[1, 2, 4, MAX_LAG]);
            ExprKind::Transform { op: random.one_of(&TransformOp::ALL), body: body(random), quarters }
        }
    };
    Expr { kind, span }
}

/// Whole, short, or any finite bits.
fn random_number(random: &mut Random) -> f64 {
    match random.below(4) {
        0 => random.below(3000) as f64,
        1 => random.below(1000) as f64 / 1000.0,
        2 => f64::from(random.next() as u32) * 1e-12,
        _ => Some(f64::from_bits(random.next() >> 1)).filter(|x| x.is_finite()).unwrap_or(1e15),
    }
}

/// A small model: gdp, sent and pull over corridor, fuel over supplier; alpha, share over corridor; the series oil.
pub struct Economy {
    corridors: Vec<String>,
    suppliers: Vec<String>,
}

impl Economy {
    pub fn known() -> Self {
        let list = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        Self { corridors: list(["russia", "kazakhstan"]), suppliers: list(["refinery", "depot"]) }
    }

    pub fn unknown() -> Self {
        Self { corridors: Vec::new(), suppliers: Vec::new() }
    }
}

impl Scope for Economy {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let (kind, over) = match name {
            "gdp" | "x" => (SymbolKind::Variable, None),
            "sent" | "pull" => (SymbolKind::Variable, Some("corridor")),
            "fuel" => (SymbolKind::Variable, Some("supplier")),
            "alpha" => (SymbolKind::Parameter, None),
            "share" => (SymbolKind::Parameter, Some("corridor")),
            "oil" => (SymbolKind::Series, None),
            _ => return None,
        };
        Some(Symbol { kind, over: over.map(str::to_owned) })
    }

    fn set(&self, name: &str) -> Option<&[String]> {
        match name {
            "corridor" => Some(&self.corridors),
            "supplier" => Some(&self.suppliers),
            _ => None,
        }
    }

    fn names(&self) -> Vec<&str> {
        vec!["alpha", "fuel", "gdp", "oil", "pull", "sent", "share", "x"]
    }

    fn sets(&self) -> Vec<&str> {
        vec!["corridor", "supplier"]
    }
}
