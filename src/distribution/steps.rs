//! Finitely many values, each with a weight: what discrete and empirical distributions share.

use super::Transform;

/// Values in ascending order, each once, with the sums of the weights up to and from it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    values: Vec<f64>,
    /// Of all weights.
    total: f64,
    weights: Vec<f64>,
    /// P(X <= value).
    upto: Vec<f64>,
    /// P(X > value), summed from above so that it is accurate where it is small.
    above: Vec<f64>,
}

impl Steps {
    /// Of finite values with weights of at least 0, one of them above 0; equal values are put together.
    pub fn new(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        // -0 is 0.
        let mut pairs: Vec<(f64, f64)> = pairs
            .into_iter()
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(value, w)| (value + 0.0, w))
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut values, mut weights): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for (value, weight) in pairs {
            match (values.last(), weights.last_mut()) {
                (Some(last), Some(sum)) if *last == value => *sum += weight,
                _ => {
                    values.push(value);
                    weights.push(weight);
                }
            }
        }
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let upto: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum / total
            })
            .collect();
        let mut above = vec![0.0; weights.len()];
        let mut sum = 0.0;
        for place in (1..weights.len()).rev() {
            sum += weights[place];
            above[place - 1] = sum / total;
        }
        Self { values, total, weights, upto, above }
    }

    /// How many values are at most x; `None` of NaN.
    fn count(&self, x: f64) -> Option<usize> {
        (!x.is_nan()).then(|| self.values.partition_point(|value| *value <= x))
    }

    pub fn cdf(&self, x: f64) -> f64 {
        match self.count(x) {
            None => f64::NAN,
            Some(0) => 0.0,
            Some(count) if count == self.values.len() => 1.0,
            Some(count) => self.upto[count - 1],
        }
    }

    pub fn survival(&self, x: f64) -> f64 {
        match self.count(x) {
            None => f64::NAN,
            Some(0) => 1.0,
            Some(count) => self.above[count - 1],
        }
    }

    pub fn quantile(&self, u: f64) -> f64 {
        if !(0.0..=1.0).contains(&u) {
            return f64::NAN;
        }
        let last = self.values.len() - 1;
        self.values[self.upto[..last].partition_point(|cut| *cut < u)]
    }

    /// The smallest value with P(X > value) <= v.
    pub fn upper_quantile(&self, v: f64) -> f64 {
        if !(0.0..=1.0).contains(&v) {
            return f64::NAN;
        }
        let last = self.values.len() - 1;
        self.values[self.above[..last].partition_point(|above| *above > v)]
    }

    pub fn density(&self, x: f64) -> f64 {
        let place = self.values.iter().position(|value| *value == x);
        if x.is_nan() { x } else { place.map_or(0.0, |place| self.weights[place] / self.total) }
    }

    pub fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    pub fn mean(&self) -> f64 {
        self.atoms().iter().map(|(value, p)| value * p).sum()
    }

    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        self.atoms().iter().map(|(value, p)| (value - mean) * (value - mean) * p).sum::<f64>().sqrt()
    }

    /// Each value with its probability.
    pub fn atoms(&self) -> Vec<(f64, f64)> {
        self.values.iter().zip(&self.weights).map(|(value, weight)| (*value, weight / self.total)).collect()
    }

    pub fn transform(&self) -> Transform {
        match &self.values[..] {
            [only] => Transform::Constant(*only),
            values => {
                Transform::Cuts { upper: self.upto[..values.len() - 1].to_vec(), values: values.to_vec() }
            }
        }
    }
}
