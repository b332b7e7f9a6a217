//! The parts that can be asked for.

/// A part of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// In the order in which they are computed.
    Equations,
    /// Growth of the reference, identities, closing items.
    Accounts,
    /// With priors and sources.
    Parameters,
    /// Sets, levels and history.
    Economy,
    /// Series, a reference path, known quarters.
    Data,
    /// Every uncertain quantity.
    Drivers,
    /// What residuals share.
    Dependence,
    /// Conditioning paths.
    Assumptions,
    /// Signed judgements.
    Tunes,
    /// What the scenario changes.
    Shocks,
    /// What may happen.
    Events,
    /// What is measured.
    Outcomes,
    /// Published totals that sizes are shifted for.
    Targets,
    /// What must hold.
    Checks,
    /// What happened.
    Observed,
    /// Paths, seed and the like.
    Run,
}

impl Section {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 16] = [
        Self::Equations,
        Self::Accounts,
        Self::Parameters,
        Self::Economy,
        Self::Data,
        Self::Drivers,
        Self::Dependence,
        Self::Assumptions,
        Self::Tunes,
        Self::Shocks,
        Self::Events,
        Self::Outcomes,
        Self::Targets,
        Self::Checks,
        Self::Observed,
        Self::Run,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equations => "equations",
            Self::Accounts => "accounts",
            Self::Parameters => "parameters",
            Self::Economy => "economy",
            Self::Data => "data",
            Self::Drivers => "drivers",
            Self::Dependence => "dependence",
            Self::Assumptions => "assumptions",
            Self::Tunes => "tunes",
            Self::Shocks => "shocks",
            Self::Events => "events",
            Self::Outcomes => "outcomes",
            Self::Targets => "targets",
            Self::Checks => "checks",
            Self::Observed => "observed",
            Self::Run => "run",
        }
    }

    /// Whether a model has it without a question.
    pub fn is_of_model(self) -> bool {
        matches!(self, Self::Equations | Self::Accounts | Self::Parameters | Self::Drivers | Self::Dependence)
    }
}

impl std::str::FromStr for Section {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|section| section.name() == text).ok_or(())
    }
}
