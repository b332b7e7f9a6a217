//! Past values in blocks, so that what followed each other still does.

use crate::distribution::{Empirical, Transform};

/// The moving-block bootstrap (Künsch 1989, The Annals of Statistics 17(3), 1217–1241, doi:10.1214/aos/1176347265).
///
/// Of n past quarters, blocks of b consecutive ones are laid one after the other from a shock's first quarter on; each begins at
/// one of the m = (n − b)/s + 1 places s quarters apart, every place alike: place ⌈u m⌉ of the block's own draw u. Within a
/// block the past is repeated as it was, so that what lasted for up to b quarters lasts as long here.
///
/// | part | domain | meaning |
/// |---|---|---|
/// | values | at least a block of them, finite | one a quarter, in their order |
/// | block | at least 1 quarter, whole steps | how long a stretch is repeated |
/// | step | 1, or 4 where the past is yearly | quarters from one place to the next |
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    values: Vec<f64>,
    block: usize,
    step: usize,
    joint: Option<String>,
}

impl Bootstrap {
    /// Of past quarters; sizes of the same `joint` repeat the same quarters of their pasts.
    ///
    /// # Panics
    /// When there is no whole block of finite values, or the block is not a whole number of steps.
    pub fn new(values: Vec<f64>, block: usize, step: usize, joint: Option<String>) -> Self {
        assert!(step > 0 && block > 0 && block.is_multiple_of(step), "whole steps");
        assert!(block <= values.len() && values.len().is_multiple_of(step), "a block is within the past");
        assert!(values.iter().all(|value| value.is_finite()), "values are finite");
        Self { values, block, step, joint }
    }

    /// The past, a value a quarter.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Quarters in a block.
    pub fn block(&self) -> usize {
        self.block
    }

    /// Quarters from a place where a block can begin to the next.
    pub fn step(&self) -> usize {
        self.step
    }

    /// The name of the draws that it shares with others.
    pub fn joint(&self) -> Option<&str> {
        self.joint.as_deref()
    }

    /// The driver that it shares with others; `None` where its draws are its own.
    pub fn driver(&self) -> Option<String> {
        self.joint.as_ref().map(|joint| format!("bootstrap.{joint}"))
    }

    /// How many places a block can begin at.
    pub fn places(&self) -> usize {
        (self.values.len() - self.block) / self.step + 1
    }

    /// The value in a quarter of a block, of the block's draw.
    pub fn transform(&self, quarter: usize) -> Transform {
        let places = self.places();
        let value = |place: usize| self.values[place * self.step + quarter];
        match places {
            1 => Transform::Constant(value(0)),
            _ => Transform::Cuts {
                upper: (1..places).map(|place| place as f64 / places as f64).collect(),
                values: (0..places).map(value).collect(),
            },
        }
    }

    /// What the size is in a quarter of which nothing else is known: past values, those near the ends of the past less often.
    pub fn marginal(&self) -> Empirical {
        let of_place = |place: usize| &self.values[place * self.step..place * self.step + self.block];
        let all: Vec<f64> = (0..self.places()).flat_map(of_place).copied().collect();
        match Empirical::new(&all) {
            Ok(marginal) => marginal,
            Err(_) => unreachable!("there are finite values"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Univariate;

    #[test]
    fn a_block_repeats_the_past() {
        let bootstrap = Bootstrap::new(vec![1.0, 2.0, 3.0, 4.0], 2, 1, None);
        assert_eq!(bootstrap.places(), 3);
        let at = |u: f64| [0, 1].map(|quarter| bootstrap.transform(quarter).eval_u(u));
        assert_eq!([0.1, 0.5, 0.9].map(at), [[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]);
        let marginal = bootstrap.marginal();
        assert_eq!([1.0, 2.0, 4.0].map(|x| marginal.density(x)), [1.0 / 6.0, 1.0 / 3.0, 1.0 / 6.0]);
    }

    #[test]
    fn years_are_repeated_whole() {
        let years = [5.0, 7.0, 9.0].iter().flat_map(|value| [*value; 4]).collect();
        let bootstrap = Bootstrap::new(years, 8, 4, None);
        assert_eq!(bootstrap.places(), 2);
        let at = |u: f64| [0, 3, 4, 7].map(|quarter| bootstrap.transform(quarter).eval_u(u));
        assert_eq!([0.2, 0.8].map(at), [[5.0, 5.0, 7.0, 7.0], [7.0, 7.0, 9.0, 9.0]]);
        let whole = Bootstrap::new(vec![3.0, 4.0], 2, 1, None);
        assert_eq!([0, 1].map(|quarter| whole.transform(quarter)), [3.0, 4.0].map(Transform::Constant));
    }
}
