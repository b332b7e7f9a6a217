//! Going through a tree: every node, and every quarter of every name that it reads.

use std::collections::BTreeSet;

use crate::diagnostic::Span;

use super::ast::{Expr, ExprKind, Index};

/// One reading of a name in one quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'a> {
    /// The variable, parameter or series.
    pub name: &'a str,
    /// Which element, when it runs over a set.
    pub index: Option<&'a Index>,
    /// Whether the index is the running element of an enclosing sum or product, so that every element is read.
    pub aggregated: bool,
    /// Whether it is `ref(x)`.
    pub reference: bool,
    /// Quarters back: its own lag and those of the transforms around it.
    pub lag: u32,
    /// Where the name is written, index and lag included.
    pub span: Span,
}

/// Calls `act` on `expr` and everything in it, each before its parts, parts in the order written.
pub fn visit<'a>(expr: &'a Expr, act: &mut impl FnMut(&'a Expr)) {
    act(expr);
    for child in expr.children() {
        visit(child, act);
    }
}

/// Every name and reference in the order written, once for each quarter in which it is read, rising in lag.
///
/// `d(x)` reads x and x(-1), `d(x, 4)` x and x(-4), `movavg(x, 4)` x to x(-3); transforms inside transforms add up.
pub fn names(expr: &Expr) -> Vec<Use<'_>> {
    let mut uses = Vec::new();
    collect(expr, &BTreeSet::from([0]), &mut Vec::new(), &mut uses);
    uses
}

/// The greatest lag of [`names`]; 0 when nothing is read or nothing of the past.
pub fn deepest_lag(expr: &Expr) -> u32 {
    deepest(expr).unwrap_or(0)
}

/// Whether an equation reads `variable` at an earlier quarter, as a stock reads its own past.
pub fn reads_lag_of(expr: &Expr, variable: &str) -> bool {
    names(expr).iter().any(|read| read.name == variable && read.lag > 0 && !read.reference)
}

/// Those of `equations`, by name, that read themselves, at once or over others of them, in whatever quarter.
pub fn recursive<'a>(equations: &[(&'a str, &'a Expr)]) -> BTreeSet<&'a str> {
    let reads = |expr: &'a Expr| {
        names(expr).into_iter().filter(|read| !read.reference).map(|read| read.name).collect::<BTreeSet<_>>()
    };
    let reads: Vec<(&str, BTreeSet<&str>)> =
        equations.iter().map(|(name, expr)| (*name, reads(expr))).collect();
    let reaches_itself = |name: &'a str| {
        let (mut seen, mut stack) = (BTreeSet::new(), vec![name]);
        while let Some(at) = stack.pop() {
            for read in reads.iter().filter(|(of, _)| *of == at).flat_map(|(_, reads)| reads) {
                if *read == name {
                    return true;
                }
                if seen.insert(*read) {
                    stack.push(*read);
                }
            }
        }
        false
    };
    equations.iter().map(|(name, _)| *name).filter(|name| reaches_itself(name)).collect()
}

/// `None` when no name is read.
fn deepest(expr: &Expr) -> Option<u32> {
    match &expr.kind {
        ExprKind::Name { lag, .. } | ExprKind::Reference { lag, .. } => Some(*lag),
        ExprKind::Transform { op, body, quarters } => {
            deepest(body).map(|lag| lag + op.lags(*quarters).last().unwrap_or(0))
        }
        _ => expr.children().filter_map(deepest).max(),
    }
}

fn collect<'a>(expr: &'a Expr, lags: &BTreeSet<u32>, running: &mut Vec<&'a str>, uses: &mut Vec<Use<'a>>) {
    match &expr.kind {
        ExprKind::Name { name, index, lag } | ExprKind::Reference { name, index, lag } => {
            let index = index.as_ref();
            let aggregated = index.is_some_and(|index| running.contains(&index.name.as_str()));
            let reference = matches!(expr.kind, ExprKind::Reference { .. });
            uses.extend(lags.iter().map(|more| {
                let lag = lag + more;
                Use { name, index, aggregated, reference, lag, span: expr.span }
            }));
        }
        ExprKind::Aggregate { set, body, .. } => {
            running.push(set);
            collect(body, lags, running, uses);
            running.pop();
        }
        ExprKind::Transform { op, body, quarters } => {
            let lags = op.lags(*quarters).flat_map(|own| lags.iter().map(move |lag| lag + own)).collect();
            collect(body, &lags, running, uses);
        }
        _ => {
            for child in expr.children() {
                collect(child, lags, running, uses);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Random, parsed, random_tree};
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let tree = parsed(text);
        names(&tree).iter().map(|u| format!("{}{}", u.name, -i64::from(u.lag))).collect()
    }

    #[test]
    fn transforms_add_their_lags() {
        assert_eq!(read("d(x) + y(-2)"), ["x0", "x-1", "y-2"]);
        assert_eq!(read("dlog(x, 4)"), ["x0", "x-4"]);
        assert_eq!(read("movavg(x, 4)"), ["x0", "x-1", "x-2", "x-3"]);
        assert_eq!(read("movsum(x(-1), 1)"), ["x-1"]);
        assert_eq!(read("d(d(x))"), ["x0", "x-1", "x-2"]);
        assert_eq!(read("movavg(d(x(-1), 4) * y, 2)"), ["x-1", "x-2", "x-5", "x-6", "y0", "y-1"]);
        assert_eq!(read("1 + exp(2)"), [""; 0]);
    }

    #[test]
    fn a_use_says_what_it_is() {
        let tree = parsed("sum(c: sent[c] + sent[russia]) * pull[c] / ref(gdp(-1))");
        let uses = names(&tree);
        let flags: Vec<_> = uses.iter().map(|u| (u.name, u.aggregated, u.reference, u.lag)).collect();
        assert_eq!(
            flags,
            [
                ("sent", true, false, 0),
                ("sent", false, false, 0),
                ("pull", false, false, 0),
                ("gdp", false, true, 1)
            ]
        );
        assert_eq!(uses[3].span.range(), 43..55);
    }

    /// 5,000 random trees: the deepest lag is that of the names.
    #[test]
    fn the_deepest_lag_is_the_greatest() {
        let mut random = Random::new(3);
        for _ in 0..5_000 {
            let tree = random_tree(&mut random, 5);
            let greatest = names(&tree).iter().map(|u| u.lag).max().unwrap_or(0);
            assert_eq!(deepest_lag(&tree), greatest, "{tree}");
        }
    }

    #[test]
    fn nested_moving_averages_stay_small() {
        let text = format!("{}x{}", "movavg(".repeat(200), ", 3)".repeat(200));
        let tree = parsed(&text);
        assert_eq!(names(&tree).len(), 401);
        let mut nodes = 0;
        visit(&tree, &mut |_| nodes += 1);
        assert_eq!(nodes, 201);
    }
}
