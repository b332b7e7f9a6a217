//! A function that rises in steps.

/// `values[k]`, where k counts the ends below x: `ends[k - 1]` < x <= `ends[k]`. The value of NaN is NaN.
///
/// A search by halves: as many comparisons as the number of ends has binary digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Staircase {
    ends: Vec<f64>,
    values: Vec<f64>,
}

impl Staircase {
    /// With these upper ends of all steps but the last, ascending, and one value more than ends.
    ///
    /// # Panics
    /// When the numbers of ends and values do not fit, or an end falls.
    pub fn new(ends: Vec<f64>, values: Vec<f64>) -> Self {
        assert_eq!(ends.len() + 1, values.len(), "one value more than ends");
        assert!(ends.is_sorted(), "ends ascend");
        Self { ends, values }
    }

    /// The value at x.
    #[inline(always)]
    pub fn eval(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        self.values[self.ends.partition_point(|end| *end < x)]
    }

    /// The upper ends of all steps but the last.
    pub fn ends(&self) -> &[f64] {
        &self.ends
    }

    /// The values, one more than ends.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_closed_above() {
        let steps = Staircase::new(vec![0.25, 0.75], vec![1.0, 2.0, 5.0]);
        let at = [0.1, 0.25, 0.25_f64.next_up(), 0.75, 0.9];
        assert_eq!(at.map(|x| steps.eval(x)), [1.0, 1.0, 2.0, 2.0, 5.0]);
        assert!(steps.eval(f64::NAN).is_nan());
        assert_eq!(Staircase::new(Vec::new(), vec![3.0]).eval(0.4), 3.0);
    }
}
