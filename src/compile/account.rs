//! Accounts: what closes them on the reference, and whether they hold there and on every path.
//!
//! In each period the closing items together take what their accounts lack. Accounts are linear in them, so that their
//! values at 0 and at one step of each item give the solution; a second step tells whether they are.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Severity, codes, figure};
use crate::language::{Expr, terms};
use crate::numerics::max;
use crate::program::Operation;
use crate::scenario::{Closing, Identity, Of, ReferenceKind, Scenario, Tracking};

use super::cells::{self, Cells};
use super::graph::Id;
use super::lower::lower;
use super::newton::{Matrix, choose_pivots, eliminate};
use super::reference::Whose;
use super::unfold::{Unfolding, View};

/// The greatest gap between two sides, as a part of the sum of the sizes of their terms.
const TOLERANCE: f64 = 1e-9;
/// What is left below this part of the terms is rounding.
const ROUNDING: f64 = 1e-12;
/// Percent of the scale above which a remainder is a warning, and an error.
const MUCH: (f64, f64) = (2.0, 10.0);

/// What a closing item took on the reference, in the quarter in which it took most.
#[derive(Debug, Clone, PartialEq)]
pub struct Balancing {
    /// The identity, or the definition that has a published level.
    pub account: String,
    /// The closing item, with its element.
    pub item: String,
    /// Its unit.
    pub unit: Option<String>,
    /// When.
    pub quarter: Quarter,
    /// What the economy states of the item: a published discrepancy; 0 where it states none.
    pub stated: f64,
    /// What was added to it.
    pub remainder: f64,
    /// What both are set against, a variable or a term of the account.
    pub scale: String,
    /// The stated part, in percent of that.
    pub stated_percent: f64,
    /// The remainder, in percent of that.
    pub remainder_percent: f64,
}

/// An identity in one period of a variant.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its name.
    pub identity: String,
    /// When.
    pub quarter: Quarter,
    /// Where several scenarios are compiled together: which.
    pub scenario: Option<String>,
    /// Of which variant.
    pub of: Of,
    pub(super) sides: [Id; 2],
    /// 1 on the paths where it does not hold, 0 on the others, NaN on those that have failed.
    pub(super) broken: Id,
}

/// What closes accounts, and what the items are so far.
pub struct Balance {
    closings: Vec<(Closing, usize)>,
    /// By period, then closing: the item's value.
    found: Vec<Vec<Id>>,
    /// Values that are tried in a period.
    tried: Option<(i32, Vec<Id>)>,
}

impl Balance {
    /// Nothing found yet.
    pub fn new(scenario: &Scenario, cells: &Cells) -> Self {
        let closings = scenario.economy.closings.iter().filter_map(|closing| {
            let v = cells::variable(scenario, &closing.item.variable)?;
            let element = *cells::elements(scenario, &closing.item).first()?;
            Some((closing.clone(), cells.cell(v, element)))
        });
        Self { closings: closings.collect(), found: Vec::new(), tried: None }
    }
}

/// An account at some values of the items: left minus right, and the sum of the sizes of its terms.
struct Gap {
    id: Id,
    size: f64,
}

impl Unfolding<'_> {
    /// The number of the closing that a cell is the item of.
    pub(super) fn item_of(&self, cell: usize) -> Option<usize> {
        self.balance.closings.iter().position(|(_, item)| *item == cell)
    }

    /// What a closing item is on the reference: before the start its stated level and the first remainder, both grown.
    pub(super) fn closing_item(&mut self, item: usize, period: i32) -> Id {
        let at = |this: &Self, period: i32| match &this.balance.tried {
            Some((tried, values)) if *tried == period => values[item],
            _ => this.balance.found[period as usize][item],
        };
        if period >= 0 {
            return at(self, period);
        }
        let first = at(self, 0);
        let variable = &self.scenario.model.variables[self.cells.owner(self.balance.closings[item].1).0];
        let back = self.growth(variable, period) / self.growth(variable, 0);
        let back = self.graph.constant(back);
        self.graph.product(first, back)
    }

    /// Finds what closing items are up to a period.
    pub(super) fn balance_until(&mut self, period: i32) {
        if self.balance.closings.is_empty() || self.balance.tried.is_some() {
            return;
        }
        while (self.balance.found.len() as i32) <= max(f64::from(period), 0.0) as i32 {
            self.close();
        }
    }

    /// Solves all closing items in the next period.
    fn close(&mut self) {
        let period = self.balance.found.len() as i32;
        let count = self.balance.closings.len();
        let zero = self.graph.constant(0.0);
        let stated: Vec<f64> = (0..count).map(|item| self.stated_item(item, period)).collect();
        let stated_ids: Vec<Id> = stated.iter().map(|level| self.graph.constant(*level)).collect();
        let there = self.gaps(period, &stated_ids);
        let whole: Vec<f64> = there.iter().map(|gap| max(gap.size, 1.0)).collect();
        let nothing = self.gaps(period, &vec![zero; count]);
        let mut matrix: Matrix = vec![vec![None; count]; count];
        for item in 0..count {
            let (mut step, mut twice) = (vec![zero; count], vec![zero; count]);
            let length = self.graph.constant(whole[item]);
            step[item] = length;
            twice[item] = self.graph.constant(2.0 * whole[item]);
            let (step, twice) = (self.gaps(period, &step), self.gaps(period, &twice));
            for account in 0..count {
                let central = |gap: &Gap| self.graph.central(gap.id);
                let (none, once, two) =
                    (central(&nothing[account]), central(&step[account]), central(&twice[account]));
                let bend = two - 2.0 * once + none;
                if bend.abs() > TOLERANCE * (twice[account].size + whole[account]) {
                    self.not_linear(item, account, period);
                    self.give_up(stated_ids);
                    return;
                }
                if (once - none).abs() > TOLERANCE * whole[item]
                    || self.graph.as_constant(step[account].id).is_none()
                {
                    let rise = self.graph.difference(step[account].id, nothing[account].id);
                    matrix[account][item] = Some(self.graph.quotient(rise, length));
                }
            }
        }
        if !there.iter().all(|gap| self.graph.central(gap.id).is_finite()) {
            // What is not finite is said where it is used.
            self.give_up(stated_ids);
            return;
        }
        let Ok(pivots) = choose_pivots(&self.graph, &matrix, &[], &[]) else {
            self.not_closing(&matrix, period);
            self.give_up(stated_ids);
            return;
        };
        // What each takes beside what is stated.
        let lacking: Vec<Id> =
            there.iter().map(|gap| self.graph.apply(Operation::Negate, &[gap.id])).collect();
        let remainders = eliminate(&mut self.graph, matrix, &lacking, &pivots);
        let mut values = Vec::new();
        for item in 0..count {
            values.push(self.taken(stated_ids[item], remainders[item], ROUNDING * whole[item]));
            self.fits(item, values[item], period);
        }
        self.balance.found.push(values);
    }

    /// What is stated and the remainder; what is stated alone on the paths where the remainder is but rounding.
    fn taken(&mut self, stated: Id, remainder: Id, rounding: f64) -> Id {
        let rounding = self.graph.constant(rounding);
        let size = self.graph.apply(Operation::Absolute, &[remainder]);
        let is_more = self.graph.apply(Operation::Less, &[rounding, size]);
        let sum = self.graph.sum(stated, remainder);
        match self.graph.as_constant(is_more) {
            Some(0.0) => stated,
            Some(_) => sum,
            None => self.graph.apply(Operation::Select, &[is_more, sum, stated]),
        }
    }

    fn give_up(&mut self, values: Vec<Id>) {
        self.balance.found.push(values);
    }

    /// What the economy states of a closing item.
    fn stated_item(&self, item: usize, period: i32) -> f64 {
        let (v, element) = self.cells.owner(self.balance.closings[item].1);
        let variable = &self.scenario.model.variables[v];
        self.level(variable, element).unwrap_or(0.0) * self.growth(variable, period)
    }

    /// What all accounts with a closing item lack when the items have these values in a period.
    fn gaps(&mut self, period: i32, values: &[Id]) -> Vec<Gap> {
        self.balance.tried = Some((period, values.to_vec()));
        let gaps = self.trying(|this| {
            let accounts = 0..this.balance.closings.len();
            accounts.map(|account| this.gap(account, period)).collect()
        });
        self.balance.tried = None;
        gaps
    }

    fn gap(&mut self, account: usize, period: i32) -> Gap {
        let scenario = self.scenario;
        let name = &self.balance.closings[account].0.account;
        if let Some(identity) = scenario.model.identities.iter().find(|identity| identity.name == *name) {
            return self.identity_gap(identity, period);
        }
        let v = cells::variable(scenario, name).expect("read has checked the account");
        let variable = &scenario.model.variables[v];
        let published = self.level(variable, 0).unwrap_or_default() * self.growth(variable, period);
        let given = self.reference(self.cells.cell(v, 0), period);
        let size = published.abs() + self.size(variable.rule.expr(), period);
        let published = self.graph.constant(published);
        Gap { id: self.graph.difference(given, published), size }
    }

    fn identity_gap(&mut self, identity: &Identity, period: i32) -> Gap {
        let [left, right] = [&identity.left, &identity.right].map(|side| self.on_reference(side, period));
        let size = self.size(&identity.left, period) + self.size(&identity.right, period);
        Gap { id: self.graph.difference(left, right), size }
    }

    fn on_reference(&mut self, expr: &Expr, period: i32) -> Id {
        lower(expr, None, &mut View { unfolding: self, whose: Whose::Reference, period, yearly: false })
    }

    /// The sum of the sizes of the terms on the reference, where every draw is at its median.
    fn size(&mut self, expr: &Expr, period: i32) -> f64 {
        terms(expr).into_iter().map(|term| self.sized(term, period).abs()).sum()
    }

    fn sized(&mut self, term: &Expr, period: i32) -> f64 {
        let id = self.on_reference(term, period);
        self.graph.central(id)
    }

    fn not_linear(&mut self, item: usize, account: usize, period: i32) {
        let (item, account) = (&self.balance.closings[item].0, &self.balance.closings[account].0);
        let message = format!(
            "`{}{}` does not enter `{}` linearly on the reference, so that it cannot take its remainder in {}",
            item.item.variable,
            item.item.elements,
            account.account,
            self.quarter(period)
        );
        self.diagnostics.push(
            Diagnostic::error(&codes::BAD_CLOSING, message)
                .at(item.item.span, "")
                .help("name an item that is added or subtracted"),
        );
    }

    fn not_closing(&mut self, matrix: &Matrix, period: i32) {
        for (account, (closing, _)) in self.balance.closings.iter().enumerate() {
            let alone = matrix[account].iter().all(Option::is_none);
            let unused = matrix.iter().all(|row| row[account].is_none());
            if !alone && !unused && matrix.len() > 1 {
                continue;
            }
            let item = &closing.item;
            let message = format!(
                "`{}{}` does not enter `{}` in {}, so that it cannot take its remainder",
                item.variable,
                item.elements,
                closing.account,
                self.quarter(period)
            );
            self.diagnostics.push(
                Diagnostic::error(&codes::BAD_CLOSING, message)
                    .at(item.span, "")
                    .help("name a variable that is one of its terms, or that one of them is made of"),
            );
            return;
        }
        let names = self.balance.closings.iter().map(|(closing, _)| format!("`{}`", closing.account));
        let message = format!(
            "the closing items do not determine the remainders of {}",
            names.collect::<Vec<_>>().join(", ")
        );
        let mut diagnostic = Diagnostic::error(&codes::BAD_CLOSING, message);
        for (closing, _) in &self.balance.closings {
            diagnostic = diagnostic.at(closing.item.span, "");
        }
        self.diagnostics.push(diagnostic.help("each must enter an account that the others do not close"));
    }

    /// Whether a closing item may have the value that it came out at.
    fn fits(&mut self, item: usize, value: Id, period: i32) {
        let value = self.graph.central(value);
        let (closing, cell) = &self.balance.closings[item];
        let variable = &self.scenario.model.variables[self.cells.owner(*cell).0];
        let outside = variable.bounds.is_some_and(|bounds| value < bounds.low || value > bounds.high);
        let problem = match variable.tracking {
            Tracking::Log if value <= 0.0 => "and has transform = \"log\", so that it must be above 0",
            _ if outside => "which is outside its bounds",
            _ => return,
        };
        let message = format!(
            "`{}{}` would have to be {} on the reference in {}, {problem}",
            closing.item.variable,
            closing.item.elements,
            figure(value),
            self.quarter(period)
        );
        self.diagnostics.push(
            Diagnostic::error(&codes::BAD_CLOSING, message)
                .at(closing.item.span, "")
                .help("let another item close the account, or correct the levels"),
        );
    }

    /// Says which accounts do not hold on the reference, and what closing items took.
    pub fn accounts(&mut self) -> Vec<Balancing> {
        let scenario = self.scenario;
        if scenario.model.reference == ReferenceKind::Model {
            return Vec::new();
        }
        self.balance_until(self.periods() - 1);
        if self.diagnostics.has_errors() {
            return Vec::new();
        }
        for identity in &scenario.model.identities {
            self.holds(identity);
        }
        (0..self.balance.closings.len()).map(|item| self.balancing(item)).collect()
    }

    fn holds(&mut self, identity: &Identity) {
        let (mut worst, mut first) = ((0.0, 0.0, 0), None);
        for period in 0..self.periods() {
            let gap = self.identity_gap(identity, period);
            let lacking = self.graph.central(gap.id);
            if lacking.abs() <= TOLERANCE * gap.size {
                continue;
            }
            first.get_or_insert(period);
            let part = if gap.size > 0.0 { lacking.abs() / gap.size } else { f64::INFINITY };
            if part > worst.0 || part.is_nan() {
                worst = (part, lacking, period);
            }
        }
        let Some(first) = first else { return };
        let (_, lacking, at) = worst;
        let mut sizes = Vec::new();
        for term in terms(&identity.left).into_iter().chain(terms(&identity.right)) {
            sizes.push(format!("`{term}` is {}", figure(self.sized(term, at))));
        }
        let since =
            if at == first { String::new() } else { format!(", and not since {}", self.quarter(first)) };
        let message = format!(
            "the identity `{}` does not hold on the reference: in {} its left side is {} {} than its right{since}",
            identity.name,
            self.quarter(at),
            figure(lacking.abs()),
            if lacking < 0.0 { "less" } else { "more" },
        );
        let closed = self.balance.closings.iter().any(|(closing, _)| closing.account == identity.name);
        let help = if closed {
            "its closing item does not close it: correct the levels, or close it by another item".to_owned()
        } else {
            format!(
                "correct the levels, or name what takes the remainder in the economy: [closing] {} = \"variable\"",
                identity.name
            )
        };
        self.diagnostics.push(
            Diagnostic::error(&codes::UNBALANCED_ACCOUNT, message)
                .at(identity.span, sizes.join(", "))
                .help(help),
        );
    }

    fn balancing(&mut self, item: usize) -> Balancing {
        let (closing, cell) = self.balance.closings[item].clone();
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let name = cells::name(self.scenario, variable, element);
        let mut worst: Option<Balancing> = None;
        for period in 0..self.periods() {
            let value = self.graph.central(self.balance.found[period as usize][item]);
            let stated = self.stated_item(item, period);
            let remainder = value - stated;
            let (scale, size) = self.scale(&closing.account, period);
            let percent = |part: f64| if part == 0.0 { 0.0 } else { 100.0 * part / size.abs() };
            let here = Balancing {
                account: closing.account.clone(),
                item: name.clone(),
                unit: variable.unit.clone(),
                quarter: self.quarter(period),
                stated,
                remainder,
                scale,
                stated_percent: percent(stated),
                remainder_percent: percent(remainder),
            };
            let more = |other: &Balancing| {
                here.remainder_percent.abs() > other.remainder_percent.abs() * (1.0 + TOLERANCE)
            };
            if worst.as_ref().is_none_or(more) {
                worst = Some(here);
            }
        }
        let worst = worst.expect("at least one period");
        let much = worst.remainder_percent.abs();
        if much > MUCH.0 || much.is_nan() {
            let message = format!(
                "`{name}` takes {}{} to close `{}` on the reference in {}: {} percent of {}",
                figure(worst.remainder),
                worst.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default(),
                closing.account,
                worst.quarter,
                figure(much),
                worst.scale
            );
            let severity = if much > MUCH.1 || much.is_nan() { Severity::Error } else { Severity::Warning };
            let diagnostic = Diagnostic { severity, ..Diagnostic::error(&codes::LARGE_REMAINDER, message) };
            self.diagnostics.push(diagnostic.at(closing.span, "").help(format!(
                "correct the levels; a published discrepancy is stated as [level.{}], and does not count",
                closing.item.variable
            )));
        }
        worst
    }

    /// What a remainder is set against: the model's scale, else `gdp`, else the largest term of the account.
    fn scale(&mut self, account: &str, period: i32) -> (String, f64) {
        let scenario = self.scenario;
        let named = scenario.model.scale.as_deref().unwrap_or("gdp");
        let of = cells::variable(scenario, named);
        if let Some(v) = of.filter(|v| {
            let variable = &scenario.model.variables[*v];
            variable.over.is_none() && !variable.yearly
        }) {
            let value = self.reference(self.cells.cell(v, 0), period);
            return (named.to_owned(), self.graph.central(value));
        }
        let identity = scenario.model.identities.iter().find(|identity| identity.name == account);
        let all: Vec<&Expr> = match identity {
            Some(identity) => terms(&identity.left).into_iter().chain(terms(&identity.right)).collect(),
            None => cells::variable(scenario, account)
                .map(|v| terms(scenario.model.variables[v].rule.expr()))
                .unwrap_or_default(),
        };
        let mut largest = (String::new(), 0.0);
        for term in all {
            let size = self.sized(term, period);
            if f64::abs(size) > f64::abs(largest.1) {
                largest = (term.to_string(), size);
            }
        }
        largest
    }

    /// Every identity in a period of a variant, but those that hold on all paths alike.
    pub fn checked(&mut self, of: Of, period: i32, several: bool) -> Vec<Checked> {
        let scenario = self.scenario;
        let mut checked = Vec::new();
        for identity in &scenario.model.identities {
            let mut see = |expr: &Expr| {
                let whose = Whose::Variant(of);
                lower(expr, None, &mut View { unfolding: self, whose, period, yearly: false })
            };
            let sides = [see(&identity.left), see(&identity.right)];
            let all = terms(&identity.left).into_iter().chain(terms(&identity.right));
            let all: Vec<Id> = all.map(see).collect();
            let mut size = self.graph.constant(0.0);
            for term in all {
                let term = self.graph.apply(Operation::Absolute, &[term]);
                size = self.graph.sum(size, term);
            }
            let tolerance = self.graph.constant(TOLERANCE);
            let allowed = self.graph.product(tolerance, size);
            let gap = self.graph.difference(sides[0], sides[1]);
            let gap = self.graph.apply(Operation::Absolute, &[gap]);
            let broken = self.graph.apply(Operation::Less, &[allowed, gap]);
            if self.graph.as_constant(broken) != Some(0.0) {
                let quarter = self.quarter(period);
                let (identity, named) = (identity.name.clone(), several.then(|| scenario.name.clone()));
                checked.push(Checked { identity, quarter, scenario: named, of, sides, broken });
            }
        }
        checked
    }
}
