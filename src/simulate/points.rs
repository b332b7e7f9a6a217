//! The Sobol points of an ensemble: which draw is which coordinate, and how scores are turned before they are used.
//!
//! Points have to be known by row, since a turned score needs every coordinate: a block's rows are filled first, then the
//! program's draws are copies of them. What has no coordinate is drawn as ever, at its address.

use std::collections::BTreeMap;

use crate::compile::{Cadence, Form, Source};
use crate::random::Address;
use crate::random::ONCE;
use crate::random::sobol::{Coordinate, fill_point_scores, fill_point_uniforms};

/// Paths that are turned together.
const LANES: usize = 32;

/// An orthogonal change of coordinates among the rows of scores, applied in place: reflections from the last to the first,
/// then turns in their order. Independent normal scores stay what they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rotation {
    /// x - v (v · x), with v · v = 2; the rows before the first number are not touched.
    pub reflections: Vec<(usize, Vec<f64>)>,
    /// Of two rows: (c a + s b, s a - c b), c² + s² = 1.
    pub turns: Vec<Turn>,
}

/// A reflection within the plane of two rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// The rows.
    pub rows: [usize; 2],
    /// c.
    pub c: f64,
    /// s.
    pub s: f64,
}

impl Rotation {
    /// Turns `rows`, each of `block` paths.
    #[inline(always)]
    pub fn apply(&self, rows: &mut [f64], block: usize) {
        for (first, weights) in self.reflections.iter().rev() {
            for lane in (0..block).step_by(LANES) {
                let mut dot = [0.0; LANES];
                for (row, weight) in weights.iter().enumerate().skip(*first) {
                    let values = &rows[row * block + lane..][..LANES];
                    for i in 0..LANES {
                        dot[i] = weight.mul_add(values[i], dot[i]);
                    }
                }
                for (row, weight) in weights.iter().enumerate().skip(*first) {
                    let values = &mut rows[row * block + lane..][..LANES];
                    for i in 0..LANES {
                        values[i] = (-weight).mul_add(dot[i], values[i]);
                    }
                }
            }
        }
        for Turn { rows: [a, b], c, s } in &self.turns {
            let row = |row: usize| row * block..(row + 1) * block;
            let Ok([x, y]) = rows.get_disjoint_mut([row(*a), row(*b)]) else { continue };
            for (x, y) in x.iter_mut().zip(y) {
                (*x, *y) = (c * *x + s * *y, s * *x - c * *y);
            }
        }
    }

    /// The inverse, on a column of one number a row: coefficients of the rows become those of the coordinates.
    pub fn undo(&self, column: &mut [f64]) {
        for Turn { rows: [a, b], c, s } in self.turns.iter().rev() {
            (column[*a], column[*b]) = (c * column[*a] + s * column[*b], s * column[*a] - c * column[*b]);
        }
        for (_, weights) in &self.reflections {
            let dot: f64 = weights.iter().zip(&*column).map(|(weight, x)| weight * x).sum();
            for (weight, x) in weights.iter().zip(&mut *column) {
                *x -= weight * dot;
            }
        }
    }
}

/// Which draw is which coordinate.
#[derive(Debug, Clone, Default)]
pub struct Points {
    /// By row; those of scores come first.
    rows: Vec<(Form, Coordinate)>,
    rotation: Rotation,
    /// By source: the row of its draw once a path.
    once: BTreeMap<u32, usize>,
    /// By source and year: the rows of its quarters.
    years: BTreeMap<(u32, u16), [Option<usize>; 4]>,
}

impl Points {
    /// Row i is the draw `draws[i]` with dimension `dimensions[i]`, scores first; the rotation is over those.
    pub fn new(sources: &[Source], draws: &[(u32, Cadence)], dimensions: &[u16], rotation: Rotation) -> Self {
        let mut points = Self { rotation, ..Self::default() };
        for (row, ((number, cadence), dimension)) in draws.iter().zip(dimensions).enumerate() {
            let source = &sources[*number as usize];
            let (year, quarter) = match *cadence {
                Cadence::Once => {
                    points.once.insert(*number, row);
                    (ONCE, 0)
                }
                Cadence::Quarter(year, quarter) => {
                    let rows = points.years.entry((*number, year)).or_default();
                    rows[usize::from(quarter)] = Some(row);
                    (year, quarter)
                }
            };
            let coordinate = Coordinate { dimension: *dimension, driver: source.driver, year, quarter };
            points.rows.push((source.form, coordinate));
        }
        points
    }

    /// How many rows a block has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The row of a draw made once a path.
    #[inline(always)]
    pub fn once(&self, source: u32) -> Option<usize> {
        self.once.get(&source).copied()
    }

    /// The rows of the four quarters of a year.
    #[inline(always)]
    pub fn year(&self, source: u32, year: u16) -> [Option<usize>; 4] {
        self.years.get(&(source, year)).copied().unwrap_or_default()
    }

    /// Fills the rows of a block.
    #[inline(always)]
    pub fn fill(&self, address: Address, first_path: u64, block: usize, rows: &mut [f64]) {
        for ((form, coordinate), row) in self.rows.iter().zip(rows.chunks_mut(block)) {
            match form {
                Form::Score => fill_point_scores(address, *coordinate, first_path, row),
                Form::Uniform => fill_point_uniforms(address, *coordinate, first_path, row),
            }
        }
        self.rotation.apply(rows, block);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_keeps_lengths_and_is_undone() {
        let v = [0.3, -0.5, 0.2, 0.9];
        let norm = v.iter().map(|x| x * x).sum::<f64>();
        let v: Vec<f64> = v.iter().map(|x| x * (2.0 / norm).sqrt()).collect();
        let half = 0.5_f64.sqrt();
        let later = vec![0.0, half * 2.0_f64.sqrt(), 0.0, half * 2.0_f64.sqrt()];
        let rotation = Rotation {
            reflections: vec![(0, v), (1, later)],
            turns: vec![Turn { rows: [0, 2], c: 0.6, s: 0.8 }, Turn { rows: [2, 3], c: 0.8, s: -0.6 }],
        };
        let mut rows: Vec<f64> = (0..4 * 32).map(|i| f64::from(i * i % 97) - 40.0).collect();
        let before = rows.clone();
        rotation.apply(&mut rows, 32);
        for path in 0..32 {
            let of = |rows: &[f64]| -> Vec<f64> { (0..4).map(|row| rows[row * 32 + path]).collect() };
            let (old, mut new) = (of(&before), of(&rows));
            let square = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
            assert!((square(&old) - square(&new)).abs() < 1e-10 * square(&old));
            rotation.undo(&mut new);
            assert!(new.iter().zip(&old).all(|(a, b)| (a - b).abs() < 1e-12), "{new:?} {old:?}");
        }
    }
}
