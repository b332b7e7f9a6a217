//! How an ensemble is run.

/// Paths, seed and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// How many futures, 1 to 2^40.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from.
    pub sampler: Sampler,
    /// Whether parameters are drawn.
    pub parameters: ParameterDraws,
    /// What a path that is not finite does to the run.
    pub on_bad_path: OnBadPath,
    /// Whether each variance is split into what comes from parameters and what from the world's noise.
    pub split: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            paths: 100_000,
            seed: 1,
            sampler: Sampler::Random,
            parameters: ParameterDraws::Uncertain,
            on_bad_path: OnBadPath::Fail,
            split: false,
        }
    }
}

/// Where uniform numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampler {
    /// Philox, at its address.
    Random,
    /// Sobol points in 16 Owen scramblings; the number of paths is 16 · 2^m, at least 4,096.
    Sobol,
}

/// Whether parameters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterDraws {
    /// From their priors, once a path.
    Uncertain,
    /// At their central values.
    Fixed,
}

/// What a path that is not finite does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnBadPath {
    /// It fails the run, which names it.
    Fail,
    /// It is counted, and bounds every quantile.
    Count,
}
