//! What sections are made of: headings, names of unknown origin, numbers, tables, marks of judgement.

use maud::{Markup, html};

use super::super::aligned::plus_minus;
use super::super::chart::Picture;
use super::super::chart::spans::{Bar, Row as Step};
use super::super::column::Column;
use super::super::figure::Figure;
use super::super::row::RowHead;
use super::super::show::Basis;
use super::super::words;

/// A section of the page.
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What stands below the heading.
    pub lead: Markup,
    /// The rest.
    pub body: Markup,
}

impl Section {
    pub fn markup(&self) -> Markup {
        let heading = format!("{}-heading", self.id);
        html! {
            section id=(self.id) aria-labelledby=(heading) {
                h2 id=(heading) { (self.title) }
                p class="lead-in" { (self.lead) }
                (self.body)
            }
        }
    }
}

/// A picture under its title, with the numbers behind it.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Of unknown origin, as its unit.
    pub title: String,
    /// Empty where it has none.
    pub unit: String,
    /// What is seen.
    pub picture: Picture,
    /// A table.
    pub numbers: Markup,
}

impl Chart {
    /// The same under another title; those who hear it are told `before` first, so that no two charts sound alike.
    pub fn called(mut self, title: &str, before: &str) -> Self {
        title.clone_into(&mut self.title);
        let caption = &mut self.picture.caption;
        caption.title = format!("{before}: {}", caption.title);
        self
    }

    pub fn markup(&self) -> Markup {
        html! {
            figure {
                figcaption { strong { (said(&self.title)) } " " span class="soft" { (said(&self.unit)) } }
                (self.picture)
                (closed("Numbers", &scrolling(&format!("Numbers of {}", self.picture.caption.title), &self.numbers)))
            }
        }
    }
}

/// Charts beside each other, those after the first few closed up.
pub fn first_open(charts: &[Chart], few: usize, class: &str) -> Markup {
    let (first, others) = charts.split_at(Ord::min(few, charts.len()));
    html! {
        @if !first.is_empty() { div class=(class) { @for chart in first { (chart.markup()) } } }
        @if !others.is_empty() {
            (closed("Other outcomes", &html! { div class=(class) { @for chart in others { (chart.markup()) } } }))
        }
    }
}

/// Text of unknown origin, whose direction is its own and changes nothing around it.
pub fn said(text: &str) -> Markup {
    html! { bdi dir="auto" { (text) } }
}

/// A number to the digits that its error allows; the whole of it for whoever reads the page by program.
pub fn figure(figure: Figure, plus: bool) -> Markup {
    html! {
        @if let Some(value) = figure.value { data value=(value) { (figure.in_table(plus)) } } @else { "?" }
    }
}

/// The same in a cell that says which number of the tables for programs it is.
pub fn number_cell(column: &str, statistic: &str, number: Figure, plus: bool) -> Markup {
    html! { td data-column=(column) data-statistic=(statistic) { (figure(number, plus)) } }
}

/// A number that stands at this place of the JSON file beside the page, as it is written.
pub fn placed(at: &str, value: Option<f64>, written: &str) -> Markup {
    html! { @if let Some(value) = value { data data-at=(at) value=(value) { (written) } } @else { "?" } }
}

/// What a row of a comparison, a revision or a sweep begins with, as [`heading`]; without its period.
pub fn head_and_unit(head: &RowHead) -> (String, String) {
    let (name, unit) = words::name_and_unit(&head.label, &head.unit);
    (in_variant(name, &head.measure, head.of), against(unit, head.versus))
}

/// "GDP effect", "Reserves in the baseline"
fn in_variant(name: &str, measure: &str, of: &str) -> String {
    let of = if of == "baseline" { " in the baseline" } else { "" };
    format!("{}{of}", words::measured(name, measure))
}

/// "percent, against the baseline"
fn against(unit: &str, versus: Option<&str>) -> String {
    let versus = versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    format!("{unit}{versus}")
}

/// "GDP effect, 2022", "Reserves in the baseline, 2022Q4", and the unit with what it is compared with.
pub fn heading(column: &Column) -> (String, String) {
    let (name, unit) = column.name_and_unit();
    let title = format!("{}, {}", in_variant(name, &column.measure, column.of), column.period);
    (title, against(&unit, column.versus))
}

/// A table of numbers, whose title is heard but not seen; a column without a head has none.
pub fn numbers<H: AsRef<str>>(title: &str, heads: &[H], rows: &Markup) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { @for head in heads {
                @if head.as_ref().is_empty() { td {} } @else { th scope="col" { (head.as_ref()) } }
            } } }
            tbody { (rows) }
        }
    }
}

/// Bars of a waterfall: each part from where those before it have come; `None` where one is not known.
pub fn steps(begin: f64, parts: impl Iterator<Item = (String, Figure)>) -> Option<Vec<Step>> {
    let mut before = begin;
    let step = |(label, part): (String, Figure)| {
        let from = before;
        before += part.value?;
        let bars = vec![Bar { from, to: before, light: false }];
        Some(Step { label, bars, interval: None, text: plus_minus(part) })
    };
    parts.map(step).collect()
}

/// By position, each outcome at the first of its periods.
pub fn firsts<'h>(heads: impl Iterator<Item = &'h RowHead>) -> Vec<usize> {
    let mut seen: Vec<&str> = Vec::new();
    let mut first = Vec::new();
    for (at, head) in heads.enumerate() {
        if !seen.contains(&head.outcome.as_str()) {
            seen.push(&head.outcome);
            first.push(at);
        }
    }
    first
}

/// A table that scrolls by itself where the page is narrow; readers by keyboard reach it.
pub fn scrolling(name: &str, table: &Markup) -> Markup {
    html! { div class="scroll" role="region" tabindex="0" aria-label={ "Table: " (name) } { (table) } }
}

/// What may be opened.
pub fn closed(name: &str, inside: &Markup) -> Markup {
    html! { details { summary { (name) } (inside) } }
}

/// A mark where a number rests on judgement or on nothing.
pub fn mark(basis: Basis) -> Markup {
    html! {
        @match basis {
            Basis::Source => "",
            Basis::PartlyJudgement => span class="mark partly" { "partly assumption" },
            Basis::Judgement => span class="mark" { "assumption" },
            Basis::NoSource => span class="mark none" { "no source" },
        }
    }
}

/// Mark and source.
pub fn source(basis: Basis, source: Option<&str>) -> Markup {
    html! { (mark(basis)) " " @if let Some(source) = source { span class="soft" { (said(source)) } } }
}

/// `A, percent`; the name alone without a unit.
pub fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name}, {unit}") }
}
