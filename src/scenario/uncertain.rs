//! Every distribution of a scenario, with the name of what is drawn from it.

use crate::distribution::{Distribution, Fitted};

use super::{ChangeSize, Course, Onset, PerElement, Scenario, Size};

impl Scenario {
    /// Every distribution that is drawn from, with the name of what is drawn: sizes, durations, parameters, residuals.
    pub fn distributions(&self) -> Vec<(String, &Distribution)> {
        let mut all = Vec::new();
        for change in self.changes() {
            if let ChangeSize::Size(Size::Drawn(distribution)) | ChangeSize::Drawn(distribution) = change.size
            {
                all.push((change.driver(None), distribution));
            }
        }
        for event in &self.events {
            let onset = match &event.course {
                Course::Once { chance, .. } => chance.onset(),
                _ => None,
            };
            let name = |part: &str| format!("event.{}.{part}", event.id);
            if let Some(Onset::Drawn(onset)) = onset {
                all.push((name("onset"), onset));
            }
            all.extend(event.duration().map(|duration| (name("duration"), duration)));
        }
        for parameter in &self.model.parameters {
            let priors = match &parameter.prior {
                PerElement::Same(prior) => std::slice::from_ref(prior),
                PerElement::Each(priors) => priors,
            };
            let priors = priors.iter().flatten();
            all.extend(priors.map(|prior| (format!("parameter.{}", parameter.name), prior)));
        }
        for variable in &self.model.variables {
            let residual = variable.residual.iter();
            all.extend(residual.map(|r| (format!("residual.{}", variable.name), &r.distribution)));
        }
        all
    }

    /// Those that were fitted to more percentiles than they have parameters.
    pub fn fits(&self) -> Vec<(String, &Fitted)> {
        let mut fits = Vec::new();
        for (name, distribution) in self.distributions() {
            if let Distribution::Fitted(fit) = distribution {
                fits.push((name, fit));
            }
        }
        fits
    }
}
