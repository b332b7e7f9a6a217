//! Shocks against the past: percentiles and distances by hand, and in words where there is none.

use sarez::analysis::plausibility::{OfShock, Place, Plausibility};
use sarez::scenario::Scenario;
use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

use crate::support::{from_texts, scenario, try_texts};

const MODEL: &str = "title = 'm'\nsets = ['corridor']
[variable.sent]\nover = 'corridor'\nkind = 'flow'\nequation = 'ref(sent[corridor])'
[variable.oil]\nkind = 'index'\nequation = 'ref(oil)'\nlevel = 80
[variable.rate]\nkind = 'rate'\nequation = 'ref(rate)'\nlevel = 5
[variable.gdp]\nkind = 'flow'\ndefinition = 'sum(corridor: sent[corridor]) + oil + rate'
";
/// Changes of `sent`: -4, -2, 0, 2, 4, and so on; oil up and down.
const ECONOMY: &str = "title = 'e'\n[set]\ncorridor = ['russia', 'other']
[level.sent]\nvalue = { russia = 60, other = 40 }\nsource = 's'
[[past]]\nof = 'sent[*]'\nas = 'change'\nsource = 'a bank'\nvintage = 'spring'
annual = { '2010' = -4, '2011' = 4, '2012' = -2, '2013' = 2, '2014' = 0, '2015' = -6, '2016' = 6, '2022' = 99 }
[[past]]\nof = 'oil'\nsource = 'a bank'
annual = { '2009' = 100, '2010' = 110, '2011' = 99, '2012' = 99, '2013' = 198, '2014' = 99, '2015' = 99, '2016' = 198 }
";

fn asked(rest: &str) -> String {
    format!(
        "title = 't'\nmodel = 'm'\neconomy = 'e'\nstart = '2022Q1'\nhorizon = '4q'\n{rest}
[[outcome]]\nid = 'gdp'\nvariable = 'gdp'\nas = 'effect'\nat = ['2022']\n"
    )
}

fn read(rest: &str) -> Scenario {
    from_texts("t", &[("t", &asked(rest)), ("m", MODEL), ("e", ECONOMY)])
}

fn found(rest: &str) -> Plausibility {
    Plausibility::new(&read(rest)).unwrap()
}

fn place(shock: &OfShock) -> &Place {
    shock.place.as_ref().unwrap()
}

/// -4, 4, -2, 2, 0, -6, 6: mean 0, s² = 112/6; -3 is above two of seven.
#[test]
fn a_shock_among_the_years() {
    let found =
        found("[[shock]]\nid = 's'\ntarget = 'sent[*]'\npercent = { normal = { mean = -3, sd = 9 } }");
    let place = place(&found.shocks[0]);
    assert_eq!(
        (place.years, place.first, place.last),
        (7, 2010, 2016),
        "what is after the start is not known"
    );
    assert_eq!((place.change, place.below, place.as_large), (-3.0, 2.0 / 7.0, 2));
    assert_eq!((place.extreme, place.extreme_year, place.points), (-6.0, 2015, false));
    assert_eq!((place.vintage.as_deref(), place.source.as_deref()), (Some("spring"), Some("a bank")));
    let theory = StudentsT::new(0.0, (112.0_f64 / 6.0 * 8.0 / 7.0).sqrt(), 6.0).unwrap();
    assert!((place.fitted.unwrap() - theory.cdf(-3.0)).abs() < 1e-10);
    assert_eq!(found.joint, Err("1 of the shocked variables has a past".to_owned()));
    // A tie counts by half; a rise is set against rises.
    let tie = self::found("[[shock]]\nid = 's'\ntarget = 'sent[*]'\npercent = 6");
    let place = self::place(&tie.shocks[0]);
    assert_eq!((place.below, place.as_large, place.extreme_year), (6.5 / 7.0, 1, 2016));
}

#[test]
fn a_part_moves_the_whole_by_its_share() {
    let found = found(
        "[[shock]]\nid = 's'\ntarget = 'sent[russia]'\npercent = -10\n[[shock]]\nid = 'o'\ntarget = 'oil'\nset = 60
[[event]]\nid = 'e'\nprobability = 0.5\nwindow = ['2022Q1', '2022Q2']\nduration = '1q'
shock = [ { target = 'sent[other]', add = 8 } ]",
    );
    let changes: Vec<f64> = found.shocks.iter().map(|shock| place(shock).change).collect();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(near(changes[0], -6.0) && near(changes[1], -25.0) && near(changes[2], 8.0), "{changes:?}");
    assert_eq!(place(&found.shocks[0]).of, "sent[*]");
    assert_eq!((found.shocks[2].id.as_str(), found.shocks[2].of_event), ("e.sent[other]", true));
}

/// Seven years of two variables, x̄ = (0, ȳ): the distance by the inverse of a 2 × 2 matrix, and each year against
/// the other six.
#[test]
fn all_together_by_hand() {
    let found = found(
        "[[shock]]\nid = 's'\ntarget = 'sent[*]'\npercent = -5\n[[shock]]\nid = 'o'\ntarget = 'oil'\npercent = 50",
    );
    let joint = found.joint.unwrap();
    let x = [-4.0, 4.0, -2.0, 2.0, 0.0, -6.0, 6.0];
    let y = [10.0, -10.0, 0.0, 100.0, -50.0, 0.0, 100.0];
    let far = |point: (f64, f64), without: Option<usize>| {
        let rows: Vec<(f64, f64)> = (0..7).filter(|k| Some(*k) != without).map(|k| (x[k], y[k])).collect();
        let n = rows.len() as f64;
        let (mx, my) = (rows.iter().map(|r| r.0).sum::<f64>() / n, rows.iter().map(|r| r.1).sum::<f64>() / n);
        let sum = |of: &dyn Fn(&(f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / (n - 1.0);
        let (a, b, c) = (
            sum(&|r| (r.0 - mx) * (r.0 - mx)),
            sum(&|r| (r.0 - mx) * (r.1 - my)),
            sum(&|r| (r.1 - my) * (r.1 - my)),
        );
        let (u, v) = (point.0 - mx, point.1 - my);
        let squared = (c * u * u - 2.0 * b * u * v + a * v * v) / (a * c - b * b);
        let f = n * (n - 2.0) / (2.0 * (n * n - 1.0)) * squared;
        (squared.sqrt(), FisherSnedecor::new(2.0, n - 2.0).unwrap().cdf(f))
    };
    let (distance, nearer) = far((-5.0, 50.0), None);
    let further = (0..7).filter(|k| far((x[*k], y[*k]), Some(*k)).1 > nearer).count();
    assert!((joint.distance - distance).abs() < 1e-10 && (joint.nearer - nearer).abs() < 1e-9, "{joint:?}");
    assert_eq!((joint.years, joint.first, joint.last, joint.further), (7, 2010, 2016, further));
    assert!(joint.distance > 1.0, "{joint:?}");
}

#[test]
fn what_is_not_known_is_said() {
    let found = found(
        "[[shock]]\nid = 'r'\ntarget = 'rate'\nadd = 1\n[[shock]]\nid = 's'\ntarget = 'sent[*]'\npercent = -5
[[past]]\nof = 'sent[*]'\nas = 'change'\nannual = { '2019' = 1, '2020' = -3 }\nsource = 'another bank'",
    );
    let said: Vec<&str> =
        found.shocks.iter().map(|shock| shock.place.as_ref().unwrap_err().as_str()).collect();
    assert_eq!(said, ["no past is stated", "2 past changes are too few"]);
    assert!(found.joint.is_err());
    assert!(Plausibility::new(&read("")).is_none(), "no shock, nothing to say");
    let early = "as_of = 2011-06-30\n[[shock]]\nid = 's'\ntarget = 'sent[*]'\npercent = -5";
    let early = self::found(early);
    assert_eq!(early.shocks[0].place.as_ref().unwrap_err(), "1 past change is too few");
}

/// Known quarters give years where no past is stated: 2019 and 2021 are whole, 2020 is not.
#[test]
fn known_quarters_are_a_past() {
    let quarters: Vec<String> = (2010..2022)
        .flat_map(|year| {
            (1..5).map(move |q| format!("'{year}Q{q}' = {}", 3.0 + f64::from(year - 2010) * 0.5))
        })
        .collect();
    let economy =
        format!("{ECONOMY}[history.rate]\nquarterly = {{ {} }}\nsource = 's'\n", quarters.join(", "));
    let text = asked("[[shock]]\nid = 'r'\ntarget = 'rate'\nadd = 1");
    let scenario = from_texts("t", &[("t", &text), ("m", MODEL), ("e", &economy)]);
    let found = Plausibility::new(&scenario).unwrap();
    let place = place(&found.shocks[0]);
    assert_eq!((place.years, place.first, place.last, place.points), (11, 2011, 2021, true));
    assert_eq!((place.change, place.below, place.fitted), (1.0, 1.0, None));
}

#[test]
fn slips_are_said() {
    for (rest, code) in [
        ("[[past]]\nof = 'nothing'\nannual = { '2019' = 1 }\nsource = 's'", "unused-figure"),
        ("[[past]]\nof = 'sent[rusia]'\nannual = { '2019' = 1 }\nsource = 's'", "unknown-element"),
        ("[[past]]\nof = 'oil'\nannual = { '2019' = { a = 1 } }\nsource = 's'", "no-elements"),
        ("[[past]]\nof = 'oil'\nsource = 's'", "missing-key"),
        (
            "[[past]]\nof = 'oil'\nannual = { '2019' = 1 }\nsource = 's'\n[[past]]\nof = 'oil'\nannual = { '2019' = 1 }\nsource = 's'",
            "duplicate-name",
        ),
    ] {
        let text = asked(rest);
        let texts = [("t", text.as_str()), ("m", MODEL), ("e", ECONOMY)];
        match try_texts("t", &texts) {
            Err(problems) => assert!(problems.contains(code), "{code}\n{problems}"),
            Ok(_) => assert_eq!(code, "unused-figure", "a warning alone"),
        }
    }
}

/// The founding question against what was then known: remittances had fallen by more in 2009 and 2015.
#[test]
fn the_founding_shock_had_been_before() {
    let found = Plausibility::new(&scenario("remittances-22")).unwrap();
    let place = place(&found.shocks[0]);
    assert_eq!((place.change, place.years, place.first, place.last), (-22.0, 19, 2003, 2021));
    assert_eq!((place.as_large, place.extreme_year, place.extreme), (2, 2015, -33.26));
}
