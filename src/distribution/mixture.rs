//! One of several distributions, each with a weight.

use super::parameter::finite;
use super::steps::Steps;
use super::transform::Piece;
use super::{Distribution, Kind, ParameterError, Parts, Transform, TransformError, Univariate};
use crate::numerics::{Table, TableError, clamp, normal_cdf};
use std::sync::Arc;

/// A mixture: with probability wᵢ / Σ w a draw of component i.
///
/// F(x) = Σ wᵢ Fᵢ(x) / Σ w; mean = Σ wᵢ meanᵢ, variance = Σ wᵢ (sdᵢ² + (meanᵢ − mean)²), both over Σ w.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | weight | above 0, one a component | how likely each is, in any unit |
/// | components | any distributions | what it is then; a mixture among them is taken apart |
///
/// ```
/// use sarez::distribution::{Mixture, Normal, Point, Univariate};
/// let fall = Mixture::new(vec![(0.6, Point::new(0.0)?.into()), (0.4, Normal::new(-22.0, 5.0)?.into())])?;
/// assert_eq!((fall.quantile(0.5), fall.mean()), (0.0, -8.8));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// One uniform makes one draw, by the inverse of F, so that it rises with its score as any other does (Fisher and Tippett's
/// two uniforms, one to choose and one to draw, would not). Where F jumps the inverse is flat, between jumps it is a table; where two
/// components lie so far apart that one table cannot follow, it is cut where the density is least.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Weights add up to 1.
    components: Vec<(f64, Distribution)>,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "mixture",
    summary: "One of several distributions, each with a weight.",
    forms: &[],
    percentiles: None,
    parts: Parts::Components,
};

/// More tables than this are not made for one mixture.
const MOST_PIECES: usize = 24;

/// A part of the range without single values: probability below and above at both ends, and the ends.
#[derive(Debug, Clone, Copy)]
struct Segment {
    from: (f64, f64),
    to: (f64, f64),
    low: f64,
    high: f64,
}

impl Mixture {
    /// Of these components with their weights.
    ///
    /// # Errors
    /// When there is none, or a weight is not finite and above 0.
    pub fn new(components: Vec<(f64, Distribution)>) -> Result<Self, ParameterError> {
        if components.is_empty() {
            return Err(ParameterError::new("weight", "is missing: a mixture has at least one component"));
        }
        let mut flat = Vec::new();
        for (weight, component) in components {
            if finite("weight", weight)? <= 0.0 {
                return Err(ParameterError::new("weight", format!("must be above 0, not {weight}")));
            }
            match component {
                Distribution::Mixture(inner) => {
                    flat.extend(inner.components.into_iter().map(|(share, part)| (weight * share, part)));
                }
                component => flat.push((weight, component)),
            }
        }
        let total = finite("weight", flat.iter().map(|(weight, _)| weight).sum())?;
        for (weight, _) in &mut flat {
            *weight /= total;
        }
        Ok(Self { components: flat })
    }

    /// Each component with its share.
    pub fn components(&self) -> &[(f64, Distribution)] {
        &self.components
    }

    fn sum(&self, of: impl Fn(&Distribution) -> f64) -> f64 {
        self.components.iter().map(|(weight, component)| weight * of(component)).sum()
    }

    /// The quantile with u below and v = 1 − u above, by halving between those of the components.
    fn at(&self, u: f64, v: f64) -> f64 {
        if !((0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v)) {
            return f64::NAN;
        }
        let quantile = |d: &Distribution| if u <= v { d.quantile(u) } else { d.upper_quantile(v) };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, component) in &self.components {
            let x = quantile(component);
            low = if x < low { x } else { low };
            high = if x > high { x } else { high };
        }
        let reached = |x: f64| if u <= v { self.cdf(x) >= u } else { self.survival(x) <= v };
        // Half of a bound each, so that their sum does not leave the doubles; an infinite one is an end of the support.
        if low == high || reached(low) || !(low.is_finite() && high.is_finite()) {
            return if u <= v && u > 0.0 || v > 0.0 || low == high { low } else { high };
        }
        for _ in 0..200 {
            let middle = 0.5 * low + 0.5 * high;
            if middle <= low || middle >= high {
                break;
            }
            if reached(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// The stretches between single values, and those values with the probability below and up to each.
    fn segments(&self) -> (Vec<Segment>, Vec<(f64, f64)>) {
        let atoms = self.atoms();
        let smooth = |upper: bool, x: f64| -> f64 {
            let parts = self.components.iter().filter(|(_, component)| component.atoms().is_empty());
            parts.map(|(w, c)| w * if upper { c.survival(x) } else { c.cdf(x) }).sum()
        };
        let all: f64 = atoms.iter().map(|(_, p)| p).sum();
        let (mut below, mut segments, mut jumps) = (0.0, Vec::new(), Vec::new());
        let (low, high) = self.support();
        let mut from = (0.0, 1.0, low);
        for (x, p) in atoms {
            let (lower, upper) = (smooth(false, x) + below, smooth(true, x) + (all - below));
            segments.push(Segment { from: (from.0, from.1), to: (lower, upper), low: from.2, high: x });
            below += p;
            let (upto, above) = (lower + p, smooth(true, x) + (all - below));
            from = (upto, above, x);
            jumps.push((x, p));
        }
        segments.push(Segment { from: (from.0, from.1), to: (1.0, 0.0), low: from.2, high });
        (segments, jumps)
    }

    /// Tables of a segment, cut where one cannot follow.
    fn tables(&self, segment: Segment, cuts: &mut Cuts) -> Result<(), TableError> {
        let mass = between(segment.from, segment.to);
        let is_drawn = mass > Transform::SMALLEST_DRAW;
        if !is_drawn {
            return Ok(());
        }
        let at = |s: f64, r: f64| {
            let (lower, upper) = (mass.mul_add(s, segment.from.0), mass.mul_add(r, segment.to.1));
            let (lower, upper) = if lower <= upper { (lower, 1.0 - lower) } else { (1.0 - upper, upper) };
            clamp(self.at(lower, upper), segment.low, segment.high)
        };
        let quantile = |z: f64| at(normal_cdf(z), normal_cdf(-z));
        let tails = |x: f64| {
            let here = (self.cdf(x), self.survival(x));
            let share = |mass_of: f64| clamp(mass_of / mass, 0.0, 1.0);
            (share(between(segment.from, here)), share(between(here, segment.to)))
        };
        match Table::certified_part(quantile, tails, (segment.from.0, mass, segment.to.1)) {
            Ok(table) => {
                let piece =
                    Piece::Table { from: segment.from.0, above: segment.to.1, width: mass, table: Arc::new(table) };
                cuts.push(segment.to, piece);
                Ok(())
            }
            Err(error @ TableError::NotFinite { .. }) => Err(error),
            Err(error @ TableError::TooSteep { score, .. }) => {
                if cuts.pieces.len() >= MOST_PIECES || cuts.depth >= MOST_PIECES {
                    return Err(error);
                }
                // Where the density is least, in the quarter of a deviation on either side of the steepest place.
                let (from, to) = (quantile(score - 0.25), quantile(score + 0.25));
                let points = (1..256).map(|k| (to - from).mul_add(f64::from(k) / 256.0, from));
                let x = points.fold((f64::INFINITY, from), |(least, at), x| {
                    let density = self.density(x);
                    if density < least { (density, x) } else { (least, at) }
                });
                let x = x.1;
                if !(x > segment.low && x < segment.high) {
                    return Err(error);
                }
                let middle = (self.cdf(x), self.survival(x));
                cuts.depth += 1;
                self.tables(Segment { to: middle, high: x, ..segment }, cuts)?;
                self.tables(Segment { from: middle, low: x, ..segment }, cuts)?;
                cuts.depth -= 1;
                Ok(())
            }
        }
    }
}

/// Pieces in ascending order, and the probability up to each.
#[derive(Debug, Default)]
struct Cuts {
    upper: Vec<f64>,
    pieces: Vec<Piece>,
    depth: usize,
}

impl Cuts {
    fn push(&mut self, (lower, above): (f64, f64), piece: Piece) {
        self.upper.push(if above < 0.5 { 1.0 - above } else { lower });
        self.pieces.push(piece);
    }
}

/// What lies between two cuts of a distribution, from the nearer tail, given (below, above) at both.
pub(super) fn between((a, over_a): (f64, f64), (b, over_b): (f64, f64)) -> f64 {
    if b <= 0.5 {
        b - a
    } else if over_a <= 0.5 {
        over_a - over_b
    } else {
        1.0 - a - over_b
    }
}

impl Univariate for Mixture {
    fn cdf(&self, x: f64) -> f64 {
        self.sum(|component| component.cdf(x))
    }

    fn survival(&self, x: f64) -> f64 {
        self.sum(|component| component.survival(x))
    }

    fn quantile(&self, u: f64) -> f64 {
        self.at(u, 1.0 - u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.at(1.0 - v, v)
    }

    /// The probability of x where it is a single value, else the density.
    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        let part = |single: bool| -> f64 {
            let parts = self.components.iter().filter(|(_, component)| component.is_discrete() == single);
            parts.map(|(weight, component)| weight * component.density(x)).sum()
        };
        let single = part(true);
        if single > 0.0 { single } else { part(false) }
    }

    fn support(&self) -> (f64, f64) {
        self.components.iter().map(|(_, component)| component.support()).fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, most), (low, high)| {
                (if low < least { low } else { least }, if high > most { high } else { most })
            },
        )
    }

    fn mean(&self) -> f64 {
        self.sum(Univariate::mean)
    }

    fn sd(&self) -> f64 {
        let mean = self.mean();
        if !mean.is_finite() {
            return f64::NAN;
        }
        let variance = self.sum(|component| {
            let (sd, gap) = (component.sd(), component.mean() - mean);
            sd.mul_add(sd, gap * gap)
        });
        variance.sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        self.components.iter().map(|(weight, component)| (component.name(), *weight)).collect()
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        let atoms = self.components.iter().flat_map(|(weight, component)| {
            component.atoms().into_iter().map(move |(x, p)| (x, weight * p))
        });
        let mut merged: Vec<(f64, f64)> = Vec::new();
        let mut atoms: Vec<(f64, f64)> = atoms.collect();
        atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (x, p) in atoms {
            match merged.last_mut() {
                Some(last) if last.0 == x => last.1 += p,
                _ => merged.push((x, p)),
            }
        }
        merged
    }

    fn is_discrete(&self) -> bool {
        self.components.iter().all(|(_, component)| component.is_discrete())
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        if self.is_discrete() {
            return Ok(Steps::new(self.atoms()).transform());
        }
        let (segments, jumps) = self.segments();
        let mut cuts = Cuts::default();
        for (place, segment) in segments.iter().enumerate() {
            self.tables(*segment, &mut cuts)
                .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
            if let Some((x, _)) = jumps.get(place) {
                cuts.push(segments[place + 1].from, Piece::Constant(*x));
            }
        }
        cuts.upper.pop();
        match (cuts.pieces.len(), cuts.pieces.pop()) {
            (1, Some(Piece::Table { table, .. })) => Ok(Transform::Table { location: 0.0, scale: 1.0, table }),
            (_, last) => {
                cuts.pieces.extend(last);
                Ok(Transform::Pieces { upper: cuts.upper, pieces: cuts.pieces })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Bernoulli, Lognormal, Normal, Point, Uniform, check};
    use super::*;

    fn of(components: &[(f64, Distribution)]) -> Distribution {
        Mixture::new(components.to_vec()).unwrap().into()
    }

    fn normal(mean: f64, sd: f64) -> Distribution {
        Normal::new(mean, sd).unwrap().into()
    }

    #[test]
    fn overlapping_components_make_one_table() {
        let mixture = of(&[(2.0, normal(0.0, 1.0)), (1.0, normal(2.0, 1.5))]);
        check::draws_follow_the_cdf(&mixture, 50);
        check::density_is_the_derivative(&mixture);
        check::transform_inverts_the_cdf(&mixture, 1e-8);
        check::tails_invert(&mixture, 1e-9);
        assert!(matches!(mixture.transform().unwrap(), Transform::Table { .. }));
    }

    #[test]
    fn components_far_apart_are_cut_between() {
        for gap in [6.0, 12.0, 40.0, 1000.0] {
            let mixture = of(&[(0.3, normal(-gap, 1.0)), (0.7, normal(0.0, 0.5))]);
            check::draws_follow_the_cdf(&mixture, 51);
            let transform = mixture.transform().unwrap();
            for k in 1..1000 {
                let u = f64::from(k) / 1000.0 + 0.000_3;
                let error = mixture.cdf(transform.eval_u(u)) - u;
                assert!(error.abs() < 2e-12, "{gap} {u}: {error:e}");
            }
        }
        let mixture = of(&[(0.3, Uniform::new(-3.0, -2.0).unwrap().into()), (0.7, Uniform::new(5.0, 6.0).unwrap().into())]);
        check::draws_follow_the_cdf(&mixture, 52);
    }

    #[test]
    fn single_values_stay_what_they_are() {
        let mixture = of(&[(0.6, Point::new(0.0).unwrap().into()), (0.4, normal(-22.0, 5.0))]);
        let transform = mixture.transform().unwrap();
        let draws = check::sorted_draws(&transform, 53, check::DRAWS);
        let zeros = draws.iter().filter(|x| **x == 0.0).count() as f64;
        // N = 1,000,000, p = 0.6: 4.9e2 is one sd; two-sided 0.001 is 3.29 of them.
        assert!((zeros - 6e5).abs() < 3.29 * (2.4e5_f64).sqrt(), "{zeros}");
        let below: Vec<f64> = draws.into_iter().filter(|x| *x != 0.0).collect();
        let statistic = check::ks_one_sample(&below, |x| Normal::new(-22.0, 5.0).unwrap().cdf(x));
        assert!(statistic < check::KOLMOGOROV, "{statistic}");
        // In the middle of a bulk: both sides of the value are drawn.
        let mixture = of(&[(0.5, Bernoulli::new(0.5).unwrap().into()), (0.5, normal(0.0, 1.0))]);
        let transform = mixture.transform().unwrap();
        for k in 1..1000 {
            let u = f64::from(k) / 1000.0 + 0.000_3;
            let x = transform.eval_u(u);
            assert!((x - mixture.quantile(u)).abs() < 1e-9, "{u}: {x}");
            let (to, before) = (mixture.cdf(x), mixture.cdf(x.next_down()));
            assert!(to >= u - 1e-12 && before <= u + 1e-12, "{u}: {before} {to}");
        }
    }

    #[test]
    fn values_alone_are_cut_exactly() {
        let mixture = of(&[(1.0, Bernoulli::new(0.25).unwrap().into()), (1.0, Point::new(1.0).unwrap().into())]);
        assert_eq!(mixture.transform().unwrap(), Transform::Cuts { upper: vec![0.375], values: vec![0.0, 1.0] });
        check::atoms_occur(&mixture, 54);
    }

    #[test]
    fn moments_and_domain() {
        let nested = of(&[(1.0, of(&[(1.0, normal(0.0, 1.0)), (3.0, normal(4.0, 2.0))])), (1.0, normal(1.0, 1.0))]);
        let Distribution::Mixture(flat) = &nested else { panic!("{nested:?}") };
        assert_eq!(flat.components().iter().map(|(w, _)| *w).collect::<Vec<_>>(), [0.125, 0.375, 0.5]);
        check::near(nested.mean(), 2.0, 1e-15);
        // 0.125 (1 + 4) + 0.375 (4 + 4) + 0.5 (1 + 1)
        check::near(nested.sd() * nested.sd(), 4.625, 1e-14);
        assert_eq!(nested.support(), (f64::NEG_INFINITY, f64::INFINITY));
        let refused = |list: Vec<(f64, Distribution)>| Mixture::new(list).unwrap_err().to_string();
        assert_eq!(refused(vec![]), "`weight` is missing: a mixture has at least one component");
        assert_eq!(refused(vec![(0.0, normal(0.0, 1.0))]), "`weight` must be above 0, not 0");
        let spread = of(&[(1.0, Lognormal::new(0.0, 1.0).unwrap().into()), (1.0, normal(0.0, 1.0))]);
        check::transform_inverts_the_cdf(&spread, 1e-6);
    }
}
