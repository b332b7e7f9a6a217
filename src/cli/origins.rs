//! Scenarios that are asked at several origins, as those questions.

use crate::diagnostic::{Diagnostics, Severity, Sources};
use crate::read;

/// The origins of each scenario that has some, in its place; where `first`, after it. What cannot be listed is asked for, so
/// that reading it says why.
pub(super) fn expanded(names: &[String], first: bool) -> Vec<String> {
    let mut list = Vec::new();
    for name in names {
        let origins = read::origins(name, &mut Sources::new(), &mut Diagnostics::new());
        let origins: Vec<String> = match origins {
            Some(origins) => origins.iter().map(ToString::to_string).collect(),
            None => vec!["?".to_owned()],
        };
        if first || origins.is_empty() {
            list.push(name.clone());
        }
        list.extend(origins.into_iter().map(|origin| format!("{name}@{origin}")));
    }
    list
}

/// What has been said of the other origins of a scenario, by code and first place: once is enough.
#[derive(Debug, Default)]
pub(super) struct Said(Vec<(String, &'static str, Option<String>)>);

impl Said {
    /// Takes out of an origin's problems what has been said already; errors stay errors where nothing else is left.
    pub fn once(&mut self, name: &str, diagnostics: &mut Diagnostics, sources: &Sources) {
        let base = name.rsplit_once('@').map_or(name, |(base, _)| base).to_owned();
        diagnostics.retain(|problem| {
            let place = problem.labels.first().map(|label| {
                let (file, at) = (sources.file(label.span.file), sources.position(label.span));
                format!("{}:{}:{}", file.name, at.line, at.column)
            });
            let key = (base.clone(), problem.code.name, place);
            let known = self.0.contains(&key);
            if !known {
                self.0.push(key);
            }
            !known || problem.severity == Severity::Error
        });
    }
}
