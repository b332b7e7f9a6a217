//! What a variable has done before, year by year: what the size of a shock is measured with.

use std::collections::BTreeMap;

use crate::diagnostic::Span;

use super::Target;

/// The yearly changes of one variable before the scenario begins: a `[[past]]`. No path depends on it.
#[derive(Debug, Clone)]
pub struct Record {
    /// The variable; with `[*]` all its elements together.
    pub of: Target,
    /// By year, the change on the year before: percent, or percentage points of a rate. Years that ended before the
    /// start and, where there is one, by `as_of`.
    pub changes: BTreeMap<i32, f64>,
    /// When the figures were published.
    pub vintage: Option<String>,
    /// Who published them; what begins with "assumption" is a judgement.
    pub source: Option<String>,
    /// Where it is stated.
    pub span: Span,
}

/// The changes between neighbouring years: in percent, or where the variable is a rate as differences. A change on
/// what is not above 0 in percent is none.
pub fn changes(levels: &BTreeMap<i32, f64>, rate: bool) -> BTreeMap<i32, f64> {
    let pairs = levels.iter().filter_map(|(year, now)| Some((*year, *levels.get(&(year - 1))?, *now)));
    pairs
        .filter(|(_, before, _)| rate || *before > 0.0)
        .map(|(year, before, now)| (year, if rate { now - before } else { 100.0 * (now / before - 1.0) }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_makes_no_change() {
        let levels: BTreeMap<i32, f64> = [(2001, 40.0), (2002, 30.0), (2004, 10.0), (2005, 15.0)].into();
        assert_eq!(changes(&levels, false), [(2002, -25.0), (2005, 50.0)].into());
        assert_eq!(changes(&levels, true), [(2002, -10.0), (2005, 5.0)].into());
        assert!(changes(&[(2001, 0.0), (2002, 3.0)].into(), false).is_empty());
    }
}
