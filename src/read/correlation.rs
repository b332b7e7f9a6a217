//! From named pairs to components that can be drawn: matrices, their refusal and their repair.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::copula::{Elliptical, RankCorrelation};
use crate::numerics::correlation::{ROUNDING, factor, is_positive_semidefinite, least_eigenvalue, nearest};
use crate::scenario::{Cells, Component, Copula, Joint, Link, Member, Pair};

use super::table::Reading;

/// A pair and what is asked of it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub members: [Member; 2],
    pub rank: f64,
    pub span: Span,
}

/// What is done with a matrix that cannot be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Repair {
    Refuse,
    /// As this place asks for.
    Nearest(Span),
    /// As the economy asks for.
    OfEconomy,
}

impl Asked {
    /// Whether the other is of the same two.
    pub fn is_of(&self, other: &Self) -> bool {
        let drivers = |pair: &Self| {
            let [a, b] = pair.members.each_ref().map(|member| member.driver.clone());
            if a < b { [a, b] } else { [b, a] }
        };
        drivers(self) == drivers(other)
    }
}

/// Named pairs that connect the same drivers.
struct Group {
    members: Vec<Member>,
    /// Second and first member, and the pair.
    pairs: Vec<(usize, usize, Asked)>,
}

/// The connected components, members by the names of their drivers.
fn groups(pairs: &[Asked]) -> Vec<Group> {
    let mut members: Vec<Member> = pairs.iter().flat_map(|pair| pair.members.clone()).collect();
    members.sort_by(|a, b| a.driver.cmp(&b.driver));
    members.dedup_by(|a, b| a.driver == b.driver);
    let find = |member: &Member| members.partition_point(|known| known.driver < member.driver);
    // Each driver's component is called by its first member.
    let mut component: Vec<usize> = (0..members.len()).collect();
    for pair in pairs {
        let [a, b] = pair.members.each_ref().map(|member| component[find(member)]);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        component.iter_mut().filter(|name| **name == high).for_each(|name| *name = low);
    }
    let mut groups: Vec<Group> = Vec::new();
    for name in 0..members.len() {
        let inside: Vec<usize> = (0..members.len()).filter(|at| component[*at] == name).collect();
        if inside.is_empty() {
            continue;
        }
        let place = |member: &Member| inside.iter().position(|at| members[*at].driver == member.driver);
        let of_group = pairs.iter().filter_map(|pair| {
            let [a, b] = pair.members.each_ref().map(place);
            let (a, b) = (a?, b?);
            Some(if a > b { (a, b, pair.clone()) } else { (b, a, pair.clone()) })
        });
        groups.push(Group {
            pairs: of_group.collect(),
            members: inside.iter().map(|at| members[*at].clone()).collect(),
        });
    }
    groups
}

/// Components under a copula with a correlation matrix; `None` after an error.
pub(super) fn elliptical(
    copula: Elliptical,
    pairs: &[Asked],
    repair: Repair,
    reading: &mut Reading<'_>,
) -> Option<Joint> {
    let mut joint = Joint { copula: Copula::Elliptical(copula), components: Vec::new() };
    if pairs.is_empty() {
        return Some(joint);
    }
    let rank = copula.rank_correlation();
    let mut sound = true;
    for group in groups(pairs) {
        match component(&group, &rank, repair, reading) {
            Some(component) => joint.components.push(component),
            None => sound = false,
        }
    }
    sound.then_some(joint)
}

fn component(
    group: &Group,
    rank: &RankCorrelation,
    repair: Repair,
    reading: &mut Reading<'_>,
) -> Option<Component> {
    let n = group.members.len();
    let mut matrix: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for (i, j, pair) in &group.pairs {
        let rho = rank.correlation(pair.rank);
        (matrix[*i][*j], matrix[*j][*i]) = (rho, rho);
    }
    let asked = |i, j| group.pairs.iter().find(|(a, b, _)| (*a, *b) == (i, j)).map(|(_, _, pair)| pair.rank);
    let mut pairs = Vec::new();
    for i in 0..n {
        for j in 0..i {
            let asked = asked(i, j);
            pairs.push(Pair { members: (j, i), asked, used: asked.unwrap_or(0.0) });
        }
    }
    let mut factored = is_positive_semidefinite(&matrix).then(|| factor(&matrix)).flatten();
    if factored.is_none() {
        if let Repair::Refuse = repair {
            refuse(group, &matrix, rank, reading);
            return None;
        }
        let near = nearest(&matrix);
        for pair in &mut pairs {
            let (first, second) = pair.members;
            pair.used = rank.of(near[second][first]);
        }
        mended(group, &pairs, repair, reading);
        factored = factor(&near);
    }
    let link = Link::Factor(factored?);
    Some(Component { members: group.members.clone(), pairs, link, first: None })
}

/// Says what a repair has changed.
fn mended(group: &Group, pairs: &[Pair], repair: Repair, reading: &mut Reading<'_>) {
    const MOST: usize = 8;
    let changed: Vec<String> = pairs
        .iter()
        .filter(|pair| (pair.used - pair.asked.unwrap_or(0.0)).abs() >= 5e-4)
        .map(|pair| {
            let (first, second) = pair.members;
            let [first, second] = [first, second].map(|at| &group.members[at].name);
            let from = pair.asked.map_or_else(|| "0, not named,".to_owned(), |asked| asked.to_string());
            format!("`{first}` with `{second}` from {from} to {}", shown(pair.used))
        })
        .collect();
    let more = match changed.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let list = changed.iter().take(MOST).cloned().collect::<Vec<_>>().join("; ");
    let message = format!("these rank correlations cannot hold together and were moved: {list}{more}");
    let span = match repair {
        Repair::Nearest(span) => span,
        _ => group.pairs[0].2.span,
    };
    let warning = Diagnostic::warning(&codes::CORRELATIONS_MENDED, message).at(span, "");
    reading.push(warning.help("write these numbers, so that what is asked for is what is used"));
}

/// Three decimals.
fn shown(value: f64) -> String {
    ((value * 1000.0).round() / 1000.0 + 0.0).to_string()
}

/// What one pair must become so that the matrix can be, all others as they are.
struct Way {
    /// Its position in the group.
    pair: usize,
    rank: f64,
    distance: f64,
}

/// Says which pairs cannot hold together, and what one of them could be.
fn refuse(group: &Group, matrix: &[Vec<f64>], rank: &RankCorrelation, reading: &mut Reading<'_>) {
    let mut ways: Vec<Way> = (0..group.pairs.len()).filter_map(|at| way(group, at, matrix, rank)).collect();
    // The lesser change first; of two alike the later pair of the file is the one too many.
    ways.sort_by(|a, b| {
        let place = |way: &Way| group.pairs[way.pair].2.span;
        a.distance.total_cmp(&b.distance).then(place(b).cmp(&place(a)))
    });
    let spoken = |at: usize| {
        let (_, _, pair) = &group.pairs[at];
        let [a, b] = &pair.members;
        format!("`{}` with `{}` at {}", a.name, b.name, pair.rank)
    };
    let offender = ways.first().map_or(group.pairs.len() - 1, |way| way.pair);
    let (i, j, _) = group.pairs[offender];
    let touches = |at: &usize| {
        let (a, b, _) = group.pairs[*at];
        [a, b].iter().any(|end| [i, j].contains(end))
    };
    let mut others: Vec<usize> = ways.iter().skip(1).map(|way| way.pair).collect();
    others.extend(
        (0..group.pairs.len()).filter(|at| *at != offender && !others.contains(at)).collect::<Vec<_>>(),
    );
    let other = others.iter().copied().find(touches).or(others.first().copied());
    let message = match other {
        Some(other) => {
            format!("the rank correlations cannot hold together: {}, and {}", spoken(offender), spoken(other))
        }
        None => format!("the rank correlations cannot hold together: {}", spoken(offender)),
    };
    let mut diagnostic = Diagnostic::error(&codes::NOT_POSITIVE_DEFINITE, message)
        .at(group.pairs[offender].2.span, "this one");
    if let Some(other) = other {
        diagnostic = diagnostic.at(group.pairs[other].2.span, "with this one");
    }
    let unnamed = (0..group.members.len())
        .flat_map(|a| (0..a).map(move |b| (a, b)))
        .find(|(a, b)| !group.pairs.iter().any(|(i, j, _)| (i, j) == (a, b)));
    if let Some((a, b)) = unnamed {
        let [a, b] = [a, b].map(|at| &group.members[at].name);
        diagnostic =
            diagnostic.help(format!("`{b}` with `{a}` is not named and counts as 0: name it if it is not"));
    }
    diagnostic = match ways.first() {
        Some(way) => diagnostic.help(format!(
            "with all others as they are, the nearest that can hold is {} in place of {}",
            way.rank, group.pairs[offender].2.rank
        )),
        None => diagnostic.help("no change of one pair alone would do"),
    };
    reading
        .push(diagnostic.help("or write repair = \"nearest\", which moves all of them as little as can be"));
}

/// The valid value of a pair that is nearest to the one asked for. The least eigenvalue is concave in each element, so that
/// the values that can be are an interval.
fn way(group: &Group, at: usize, matrix: &[Vec<f64>], rank: &RankCorrelation) -> Option<Way> {
    let (i, j, ref pair) = group.pairs[at];
    let mut matrix = matrix.to_vec();
    let asked = matrix[i][j];
    let mut least = |rho: f64| {
        (matrix[i][j], matrix[j][i]) = (rho, rho);
        least_eigenvalue(&matrix)
    };
    // The maximum by thirds.
    let (mut low, mut high) = (-1.0, 1.0);
    for _ in 0..80 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if least(a) < least(b) {
            low = a;
        } else {
            high = b;
        }
    }
    let inside = 0.5 * (low + high);
    if least(inside) < -ROUNDING {
        return None;
    }
    let (mut good, mut bad) = (inside, asked);
    for _ in 0..60 {
        let middle = 0.5 * (good + bad);
        if least(middle) < 0.0 {
            bad = middle;
        } else {
            good = middle;
        }
    }
    // To three decimals where that is inside, else to six.
    let exact = rank.of(good);
    let towards_inside = |digits: f64| {
        let scaled = exact * digits;
        (if inside > asked { scaled.ceil() } else { scaled.floor() }) / digits + 0.0
    };
    let rounded = [1e3, 1e6].map(towards_inside);
    let holds = |r: &f64| r.abs() <= 1.0 && least(rank.correlation(*r)) >= -ROUNDING;
    let nearest = rounded.into_iter().find(holds).unwrap_or(exact);
    Some(Way { pair: at, rank: nearest, distance: (nearest - pair.rank).abs() })
}

/// The one component of an empirical copula: members by their drivers, each with its column.
pub(super) fn empirical<'v>(file: &str, members: impl Iterator<Item = (Member, &'v [f64])>) -> Joint {
    let (members, columns): (Vec<Member>, Vec<Cells>) =
        members.map(|(member, values)| (member, cells(values))).unzip();
    let copula = Copula::Empirical(file.to_owned());
    if members.len() < 2 {
        return Joint { copula, components: Vec::new() };
    }
    let mut pairs = Vec::new();
    for second in 0..members.len() {
        for first in 0..second {
            let rank = rank_of_cells(&columns[first], &columns[second]);
            pairs.push(Pair { members: (first, second), asked: Some(rank), used: rank });
        }
    }
    Joint { copula, components: vec![Component { members, pairs, link: Link::Rows(columns), first: None }] }
}

/// Each value's part of (0, 1): those of equal values are one. So the copula is the multilinear one of Genest, Nešlehová and
/// Rémillard (2014, doi:10.3150/13-BEJ524), whose marginals are uniform.
fn cells(values: &[f64]) -> Cells {
    let n = values.len() as f64;
    let count = |test: &dyn Fn(f64) -> bool| values.iter().filter(|value| test(**value)).count() as f64 / n;
    let low = values.iter().map(|value| count(&|other| other < *value)).collect();
    let width = values.iter().map(|value| count(&|other| other == *value)).collect();
    Cells { low, width }
}

/// Spearman's rank correlation of two columns' copula: 12 E (U − ½)(V − ½), by the middles of the parts.
fn rank_of_cells(first: &Cells, second: &Cells) -> f64 {
    let middle = |cells: &Cells, row: usize| 0.5f64.mul_add(cells.width[row], cells.low[row]) - 0.5;
    let rows = first.low.len();
    let sum: f64 = (0..rows).map(|row| middle(first, row) * middle(second, row)).sum();
    12.0 * sum / rows as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_part() {
        let parts = cells(&[3.0, 1.0, 3.0, 2.0]);
        assert_eq!(parts.low, [0.5, 0.0, 0.5, 0.25]);
        assert_eq!(parts.width, [0.5, 0.25, 0.5, 0.25]);
    }

    #[test]
    fn rank_correlations_of_columns_are_those_of_their_ranks() {
        // Without ties: (1 − 1/n²) times Spearman's coefficient of the sample, since the parts are spread.
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0]);
        let sample = 1.0 - 6.0 * 4.0 / (5.0 * 24.0);
        let found = rank_of_cells(&cells(&a), &cells(&b));
        assert!((found - sample * (1.0 - 1.0 / 25.0)).abs() < 1e-15, "{found}");
    }
}
