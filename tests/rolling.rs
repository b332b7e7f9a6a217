//! Backtests that roll through the history of an economy: the shipped files of origins made anew, and a user's own.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use sarez::analysis::backtest::least_squares;

use crate::backtest::{RECEIVERS, column, data};

/// What is judged once for a country; shares are of flows, budgets and taxes in shares of GDP.
struct Country {
    name: &'static str,
    years: std::ops::RangeInclusive<i32>,
    corridors: &'static [(&'static str, f64)],
    suppliers: &'static [(&'static str, f64)],
    government: f64,
    /// Fuel in percent of GDP; with Brent where the second is true, at its price of 2023.
    fuel: (f64, bool),
    import_tax: f64,
    /// A quarter's interest on a unit of debt.
    interest: f64,
    /// Months of imports where none were read.
    months: f64,
    observed: &'static [&'static str],
}

const THREE: [&str; 3] = ["remittances_growth", "imports_growth", "depreciation"];

/// As the economies of base year 2021 have them.
const COUNTRIES: [Country; 4] = [
    Country {
        name: "armenia",
        years: 2006..=2023,
        corridors: &[("russia", 0.6), ("united_states", 0.2), ("other", 0.2)],
        suppliers: &[("russia", 0.8), ("other", 0.2)],
        government: 0.13,
        fuel: (5.0, false),
        import_tax: 0.10,
        interest: 0.012,
        months: 5.0,
        observed: &[THREE[0], THREE[1], THREE[2], "current_account_share", "debt"],
    },
    Country {
        name: "kyrgyz-republic",
        years: 2009..=2023,
        corridors: &[("russia", 0.83), ("other", 0.17)],
        suppliers: &[("russia", 0.9), ("other", 0.1)],
        government: 0.17,
        fuel: (7.0, false),
        import_tax: 0.17,
        interest: 0.008,
        months: 3.0,
        observed: &[THREE[0], THREE[1], THREE[2], "current_account_share", "reserves_months", "debt"],
    },
    Country {
        name: "tajikistan",
        years: 2006..=2023,
        corridors: &[("russia", 0.58), ("kazakhstan", 0.12), ("other", 0.30)],
        suppliers: &[("russia", 0.75), ("kazakhstan", 0.15), ("other", 0.10)],
        government: 0.12,
        fuel: (7.31, true),
        import_tax: 0.17,
        interest: 0.008,
        months: 1.0,
        observed: &[THREE[0], THREE[1], THREE[2], "current_account_share", "reserves_months", "debt"],
    },
    Country {
        name: "uzbekistan",
        years: 2011..=2023,
        corridors: &[("russia", 0.55), ("kazakhstan", 0.15), ("other", 0.30)],
        suppliers: &[("russia", 0.6), ("kazakhstan", 0.25), ("other", 0.15)],
        government: 0.15,
        fuel: (2.0, false),
        import_tax: 0.12,
        interest: 0.008,
        months: 12.0,
        observed: &[THREE[0], THREE[1], THREE[2], "current_account_share", "reserves_months", "debt"],
    },
];

/// Remittances in percent of GDP as they were known when the question was asked: Ratha and Kim, World Bank, 4 March 2022; World
/// Bank, Migration and Development Brief 36, May 2022. Country, year, share, vintage.
const THEN: [(&str, i32, f64, &str); 2] =
    [("tajikistan", 2020, 26.7, "March 2022"), ("tajikistan", 2021, 34.5, "May 2022")];

/// How many years before an origin the corridor equation is fitted on; fewer where there are none.
const WINDOW: i32 = 10;

/// What is believed of both elasticities before any data, mean and standard deviation: who sends a fixed share of a wage in
/// roubles sends one percent more for each percent of it. Less surely for activity, which moves hours and numbers too.
const ACTIVITY: (f64, f64) = (1.0, 1.0);
const CURRENCY: (f64, f64) = (1.0, 0.25);

/// The corridor equation as it could be fitted at the start of a year, growth against its mean of those years.
struct Corridor {
    /// The mean of log(1 + Russian growth).
    growth: f64,
    constant: (f64, f64),
    activity: (f64, f64),
    currency: (f64, f64),
    sd: f64,
}

impl Corridor {
    /// On the years before `year` alone.
    fn before(year: i32) -> Self {
        let (mut rows, mut values) = data(&RECEIVERS, (year - WINDOW).max(2001)..year);
        let growth = rows.iter().map(|row| row[1]).sum::<f64>() / rows.len() as f64;
        rows.iter_mut().for_each(|row| row[1] -= growth);
        let spread = least_squares(&rows, &values).unwrap().sd;
        // What is believed beforehand, as two more observations.
        for (at, (mean, sd)) in [(1, ACTIVITY), (2, CURRENCY)] {
            let mut row = vec![0.0; 3];
            row[at] = spread / sd;
            values.push(row[at] * mean);
            rows.push(row);
        }
        let fit = least_squares(&rows, &values).unwrap();
        let of = |at: usize| (fit.coefficients[at], fit.errors[at]);
        Self { growth, constant: of(0), activity: of(1), currency: of(2), sd: fit.sd }
    }
}

/// What four quarters of u = .98 u(-1) + e make of a year, e of standard deviation 1 and u = 0 before.
fn of_year() -> f64 {
    let sums = [1.0, 1.98, 2.9404, 3.881_592];
    sums.iter().map(|sum: &f64| sum * sum / 16.0).sum::<f64>().sqrt()
}

/// The last figure up to a year.
fn held(figures: &BTreeMap<i32, f64>, year: i32) -> Option<f64> {
    figures.range(..=year).next_back().map(|(_, value)| *value)
}

fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

impl Country {
    /// The row of an origin: columns and cells.
    #[expect(clippy::too_many_lines, reason = "a column a line")]
    fn row(&self, year: i32) -> Vec<(String, String)> {
        let of = |name: &str| column(self.name, name);
        let base = year - 1;
        let share = |name: &str| held(&of(name), base).unwrap() / 100.0;
        let (brent, russia) = (column("brent", "usd_a_barrel"), column("russia", "rouble_per_usd"));
        let growth = (column("russia", "gdp_growth")[&year] / 100.0).ln_1p();
        let gdp = of("gdp_usd_million")[&base] / 4.0;
        let remittances = of("remittances_usd_million");
        let then = THEN.iter().find(|(country, year, ..)| (*country, *year) == (self.name, base));
        let sent = match then {
            Some((.., percent, _)) => percent / 100.0 * gdp,
            None => held(&remittances, base).unwrap() / 4.0,
        };
        let imports = share("imports_share") * gdp;
        let dearer = if self.fuel.1 { brent[&base] / brent[&2023] } else { 1.0 };
        // To the cent, so that suppliers add up to it.
        let fuel = (self.fuel.0 * dearer * gdp).round() / 100.0;
        let investment = share("investment_share") * gdp;
        let government = self.government * gdp;
        let exports = share("current_account_share") * gdp + imports - sent;
        let (consumption, discrepancy) = match held(&of("consumption_share"), base) {
            Some(percent) => {
                let consumption = percent / 100.0 * gdp;
                (consumption, Some(gdp - consumption - investment - government - exports + imports))
            }
            None => (gdp - investment - government - exports + imports, None),
        };
        let months = held(&of("reserves_months"), base).unwrap_or(self.months);
        let debt = share("debt") * gdp * 4.0;
        let revenue = share("revenue_share");
        let output_tax = (0.85 * revenue - self.import_tax * imports / gdp).max(0.01);
        let spending = share("spending_share") * gdp - government - self.interest * debt;
        let fit = Corridor::before(year);

        let mut row = vec![("origin".to_owned(), year.to_string())];
        let mut add = |name: String, value: f64, digits: usize| row.push((name, number(value, digits)));
        for (corridor, part) in self.corridors {
            add(format!("level.sent.value.{corridor}"), part * sent, 2);
        }
        if THEN.iter().any(|(country, ..)| *country == self.name) {
            let vintage = then.map_or("WDI as in the panel", |(.., vintage)| vintage);
            row.push(("level.sent.vintage".to_owned(), vintage.to_owned()));
        }
        let mut add = |name: String, value: f64, digits: usize| row.push((name, number(value, digits)));
        for (name, value) in [
            ("consumption_demand", Some(consumption)),
            ("investment_demand", Some(investment)),
            ("government", Some(government)),
            ("exports_demand", Some(exports)),
            ("imports_demand", Some(imports - fuel)),
            ("fuel_demand", Some(fuel)),
            ("gdp", Some(gdp)),
            ("discrepancy", discrepancy),
            ("reserves", Some(months * imports / 3.0)),
            ("debt", Some(debt)),
            ("other_revenue", Some((revenue - output_tax) * gdp - self.import_tax * imports)),
            ("other_spending", Some(spending)),
        ] {
            if let Some(value) = value {
                add(format!("level.{name}.value"), value, 2);
            }
        }
        for (supplier, part) in self.suppliers {
            add(format!("level.fuel_supply.value.{supplier}"), part * fuel, 4);
        }
        add("level.exchange_rate.value".to_owned(), of("exchange_rate")[&base], 4);
        add("level.oil_price.value".to_owned(), brent[&base], 2);
        add("parameter.output_tax.value".to_owned(), output_tax, 3);
        for (name, (value, error)) in
            [("activity_elasticity", fit.activity), ("currency_elasticity", fit.currency)]
        {
            add(format!("parameter.{name}.value"), value, 3);
            add(format!("parameter.{name}.prior.normal.mean"), value, 3);
            add(format!("parameter.{name}.prior.normal.sd"), error, 3);
        }
        add("assumption.corridor_trend.log_points.normal.mean".to_owned(), 100.0 * fit.constant.0, 2);
        add("assumption.corridor_trend.log_points.normal.sd".to_owned(), 100.0 * fit.constant.1, 2);
        add("residual.sent.student_t.sd".to_owned(), fit.sd / of_year(), 4);
        add("shock.activity.set".to_owned(), 100.0 * (growth - fit.growth).exp(), 2);
        add("shock.rouble.set".to_owned(), 100.0 * russia[&base] / russia[&year], 2);
        add("shock.oil.set".to_owned(), brent[&year], 2);
        for outcome in self.observed {
            let cell = of(outcome).get(&year).map_or_else(String::new, |value| number(*value, 2));
            row.push((format!("observed.{outcome}.value"), cell));
        }
        row
    }

    fn file(&self) -> String {
        let mut text = String::new();
        for year in self.years.clone() {
            let row = self.row(year);
            if text.is_empty() {
                text = row.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(",") + "\n";
            }
            let cells: Vec<&str> = row.iter().map(|(_, cell)| cell.as_str()).collect();
            writeln!(text, "{}", cells.join(",")).unwrap();
        }
        text
    }
}

/// Levels, drivers and observed values are those of the history files; the corridor equation is fitted to the years before each
/// origin. `UPDATE=1 cargo test rolling` writes the files anew.
#[test]
fn shipped_origins_are_made_of_the_history_files() {
    for country in &COUNTRIES {
        let file = format!("scenarios/rolling-{}.csv", country.name);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        let made = country.file();
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let stored = fs::read_to_string(&path).unwrap();
        let apart = stored.lines().zip(made.lines()).find(|(stored, made)| stored != made);
        assert!(stored == made, "{file}: {apart:?}");
    }
}
