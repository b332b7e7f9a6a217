//! Whether the names of an equation mean something: declared, indexed by the right set, and lagged only if they move.

use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};

use super::MAX_LAG;
use super::ast::{BinaryOp, Expr, ExprKind, Index};

/// What a model declares, as far as it is known.
pub trait Scope {
    /// What the name stands for; `None` when nothing is called so.
    fn symbol(&self, name: &str) -> Option<Symbol>;

    /// The elements of a set in their order, empty while the economy is not known; `None` when no set is called so.
    fn set(&self, name: &str) -> Option<&[String]>;

    /// Every name that [`Scope::symbol`] knows, for "did you mean".
    fn names(&self) -> Vec<&str>;

    /// Every set that [`Scope::set`] knows, for "did you mean".
    fn sets(&self) -> Vec<&str>;
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Variable, parameter or series.
    pub kind: SymbolKind,
    /// The set that it runs over, if any.
    pub over: Option<String>,
}

/// Variable, parameter or series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// Has an equation or a definition, and a reference.
    Variable,
    /// The same in every quarter.
    Parameter,
    /// Exogenous: read from a file.
    Series,
}

/// Every problem of an equation whose variable runs over the set `over`, or over none.
///
/// A `sum` over the equation's own set is allowed: inside it the set's name is the sum's running element, as in
/// `sent[corridor] / sum(corridor: sent[corridor])`. An index that is no running element is accepted unseen only while
/// the elements of its set are not known.
pub fn check(expr: &Expr, over: Option<&str>, scope: &dyn Scope) -> Diagnostics {
    let mut check =
        Check { scope, over, aggregates: Vec::new(), transforms: 0, problems: Diagnostics::new() };
    check.expr(expr);
    check.problems
}

struct Check<'a> {
    scope: &'a dyn Scope,
    over: Option<&'a str>,
    /// The sets of the sums and products around this place.
    aggregates: Vec<&'a str>,
    /// The quarters that the transforms around this place look back.
    transforms: u32,
    problems: Diagnostics,
}

impl<'a> Check<'a> {
    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name { name, index, lag } => {
                let written = Span { end: expr.span.start + name.len() as u32, ..expr.span };
                let Some(symbol) = self.symbol(name, written) else { return };
                if symbol.kind == SymbolKind::Parameter && *lag > 0 {
                    self.problems.push(
                        Diagnostic::error(
                            &codes::LAGGED_PARAMETER,
                            format!("the parameter `{name}` has no lag"),
                        )
                        .at(expr.span, "")
                        .help(format!("a parameter is the same in every quarter: write `{name}`")),
                    );
                }
                self.index(name, &symbol, index.as_ref(), written);
                self.lag(*lag, expr.span);
            }
            ExprKind::Reference { name, index, lag } => {
                let Some(symbol) = self.symbol(name, expr.span) else { return };
                self.has_reference(name, &symbol, expr.span);
                self.index(name, &symbol, index.as_ref(), expr.span);
                self.lag(*lag, expr.span);
            }
            ExprKind::Aggregate { set, body, .. } => self.aggregate(set, body, expr.span),
            ExprKind::Transform { op, body, quarters } => {
                let back = op.lags(*quarters).last().unwrap_or(0);
                self.transforms += back;
                self.expr(body);
                self.transforms -= back;
            }
            ExprKind::Binary { op: BinaryOp::Div, left, right } => {
                self.expr(left);
                self.expr(right);
                if is_zero(right) {
                    self.problems.push(
                        Diagnostic::error(&codes::DIVISION_BY_ZERO, "a division by zero")
                            .at(right.span, "this is 0")
                            .help("divide by what was meant"),
                    );
                }
            }
            _ => {
                for child in expr.children() {
                    self.expr(child);
                }
            }
        }
    }

    fn symbol(&mut self, name: &str, span: Span) -> Option<Symbol> {
        let symbol = self.scope.symbol(name);
        if symbol.is_none() {
            let problem =
                Diagnostic::error(&codes::UNKNOWN_NAME, format!("nothing is called `{name}`")).at(span, "");
            self.problems.push(if self.scope.set(name).is_some() {
                problem.help(format!("`{name}` is a set: it stands in brackets, or in `sum({name}: ...)`"))
            } else {
                problem.did_you_mean(name, self.scope.names())
            });
        }
        symbol
    }

    fn has_reference(&mut self, name: &str, symbol: &Symbol, span: Span) {
        let (what, help) = match symbol.kind {
            SymbolKind::Variable => return,
            SymbolKind::Parameter => {
                ("parameter", format!("it is the same in every quarter: write `{name}`"))
            }
            SymbolKind::Series => ("series", format!("it is the same on every path: write `{name}`")),
        };
        self.problems.push(
            Diagnostic::error(&codes::BAD_REFERENCE, format!("the {what} `{name}` has no reference"))
                .at(span, "")
                .help(help),
        );
    }

    fn lag(&mut self, own: u32, span: Span) {
        let lag = own + self.transforms;
        if lag > MAX_LAG {
            self.problems.push(
                Diagnostic::error(&codes::BAD_LAG, format!("this is read up to {lag} quarters back"))
                    .at(span, "")
                    .help(format!(
                        "its lag and the quarters of the transforms around it add up: at most {MAX_LAG}"
                    )),
            );
        }
    }

    fn aggregate(&mut self, set: &'a str, body: &'a Expr, span: Span) {
        let head = Span { end: body.span.start.max(span.start), ..span };
        if self.scope.set(set).is_none() {
            self.problems.push(
                Diagnostic::error(&codes::UNKNOWN_SET, format!("no set is called `{set}`"))
                    .at(head, "")
                    .did_you_mean(set, self.scope.sets()),
            );
        } else if self.aggregates.contains(&set) {
            self.problems.push(
                Diagnostic::error(
                    &codes::SET_RUNS_TWICE,
                    format!("`{set}` runs already in a sum around this one"),
                )
                .at(head, "")
                .help("put the inner sum into a variable of its own"),
            );
        }
        self.aggregates.push(set);
        self.expr(body);
        self.aggregates.pop();
    }

    fn runs(&self, set: &str) -> bool {
        self.over == Some(set) || self.aggregates.contains(&set)
    }

    fn index(&mut self, name: &str, symbol: &Symbol, index: Option<&Index>, span: Span) {
        let problem = match (&symbol.over, index) {
            (None, None) => return,
            (None, Some(index)) => {
                Diagnostic::error(&codes::UNNEEDED_INDEX, format!("`{name}` does not run over a set"))
                    .at(index.span, "")
                    .help(format!("write `{name}`"))
            }
            (Some(set), None) => {
                let problem =
                    Diagnostic::error(&codes::MISSING_INDEX, format!("`{name}` runs over the set `{set}`"))
                        .at(span, "");
                if self.runs(set) {
                    problem.help(format!("write `{name}[{set}]`"))
                } else {
                    problem.help(format!("write `sum({set}: {name}[{set}])`, or one element in brackets"))
                }
            }
            (Some(set), Some(index)) => match self.element(name, set, index) {
                Some(problem) => problem,
                None => return,
            },
        };
        self.problems.push(problem);
    }

    /// What is wrong with `name[index]`, where `name` runs over `set`.
    fn element(&self, name: &str, set: &str, index: &Index) -> Option<Diagnostic> {
        let written = index.name.as_str();
        let elements = self.scope.set(set).unwrap_or_default();
        let wrong_set = |what: &str| {
            Diagnostic::error(&codes::WRONG_SET, format!("`{name}` runs over `{set}`, and {what}"))
                .at(index.span, "")
                .help(format!("write an element of `{set}`, or `{set}` where it runs"))
        };
        if self.runs(written) {
            return (written != set).then(|| wrong_set(&format!("`{written}` is another set")));
        }
        if elements.iter().any(|element| element == written) {
            return None;
        }
        let unknown = Diagnostic::error(
            &codes::UNKNOWN_INDEX,
            format!("`{written}` is neither an element of `{set}` nor a set that runs here"),
        )
        .at(index.span, "");
        if written == set {
            // A sum whose set is misspelled has been told: its index is right once that is.
            if self.aggregates.iter().any(|running| self.scope.set(running).is_none()) {
                return None;
            }
            return Some(unknown.help(format!(
                "write `sum({set}: {name}[{set}])`, or let the variable run: `over = \"{set}\"`"
            )));
        }
        if self.scope.set(written).is_some() {
            return Some(wrong_set(&format!("`{written}` is another set")));
        }
        if elements.is_empty() {
            return None;
        }
        let other = self.scope.sets().into_iter().find(|other| {
            self.scope.set(other).is_some_and(|elements| elements.iter().any(|element| element == written))
        });
        if let Some(other) = other {
            return Some(wrong_set(&format!("`{written}` is an element of `{other}`")));
        }
        let running = self.runs(set).then_some(set);
        let known = elements.iter().map(String::as_str).chain(running);
        let listed = elements.join(", ");
        Some(unknown.did_you_mean(written, known).help(format!("the elements of `{set}`: {listed}")))
    }
}

/// Whether it is a literal 0, signed or not.
fn is_zero(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(value) => *value == 0.0,
        ExprKind::Negate(body) => is_zero(body),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Economy, parsed};
    use super::*;

    fn problems(text: &str, over: Option<&str>, economy: &Economy) -> Vec<(&'static str, Vec<String>)> {
        let problems = check(&parsed(text), over, economy);
        problems.sorted().into_iter().map(|d| (d.code.name, d.help.clone())).collect()
    }

    #[test]
    fn sound_equations_have_no_problems() {
        let economy = Economy::known();
        for (text, over) in [
            ("ref(sent[corridor](-1)) * exp(pull[corridor]) * share[corridor]", Some("corridor")),
            ("sum(corridor: sent[corridor] * share[corridor]) / gdp(-4) + alpha", None),
            ("sent[corridor] / sum(corridor: sent[corridor])", Some("corridor")),
            ("sent[russia] + oil(-1) + movavg(sent[kazakhstan](-1), 4)", None),
            ("sum(corridor: sum(supplier: fuel[supplier] * sent[corridor]))", None),
            ("d(alpha * gdp) / (0 + 1)", None),
            ("movavg(gdp, 400) + gdp(-400) + movsum(oil, 400)", None),
        ] {
            assert_eq!(problems(text, over, &economy), [], "{text}");
        }
    }

    #[test]
    fn an_unknown_element_passes_while_elements_are_unknown() {
        let economy = Economy::unknown();
        assert_eq!(problems("sent[russia] + sent[nowhere]", None, &economy), []);
        assert_eq!(problems("sent[corridor]", Some("corridor"), &economy), []);
        assert_eq!(problems("sent[corridor]", None, &economy)[0].0, "unknown-index");
        assert_eq!(problems("sent[supplier]", None, &economy)[0].0, "wrong-set");
        assert_eq!(problems("sent[supplier]", Some("supplier"), &economy)[0].0, "wrong-set");
    }

    #[test]
    fn problems_say_what_to_type() {
        let economy = Economy::known();
        for (text, help) in [
            ("gdpp", "did you mean `gdp`?"),
            ("corridor", "`corridor` is a set: it stands in brackets, or in `sum(corridor: ...)`"),
            ("sum(coridor: 1)", "did you mean `corridor`?"),
            ("sent[rusia]", "did you mean `russia`?"),
            ("sent[mars]", "the elements of `corridor`: russia, kazakhstan"),
            ("sent", "write `sum(corridor: sent[corridor])`, or one element in brackets"),
            ("sum(corridor: sent)", "write `sent[corridor]`"),
        ] {
            let found = problems(text, None, &economy);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].1[0], help, "{text}");
        }
    }

    #[test]
    fn all_problems_come_at_once() {
        let codes: Vec<_> =
            problems("gdpp + alpha(-1) / 0 + gdp[russia] + ref(oil)", None, &Economy::known())
                .into_iter()
                .map(|(code, _)| code)
                .collect();
        let all = ["unknown-name", "lagged-parameter", "division-by-zero", "unneeded-index", "bad-reference"];
        assert_eq!(codes, all);
    }
}
