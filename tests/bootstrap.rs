//! The moving-block bootstrap run the public way: what followed each other in the past still does.

use sarez::compile::Ensemble;
use sarez::program::Isa;
use sarez::simulate::{Options, sample};

use crate::support::{ensemble, from_texts, run, run_with, try_texts};

const MODEL: &str = "title = 'Three'
variable.x = { kind = 'ratio', equation = '0 * x(-1)', level = 0 }
variable.y = { kind = 'ratio', equation = '0 * y(-1)', level = 0 }
variable.level = { kind = 'index', equation = '100 + 0 * level(-1)', level = 100 }";

/// Ten quarters of two things that move together; each value is its place.
const PAST: &str = "period,x,y,short
2019Q1,1,-10,
2019Q2,2,-20,
2019Q3,3,-30,1
2019Q4,4,-40,2
2020Q1,5,-50,3
2020Q2,6,-60,4
2020Q3,7,-70,5
2020Q4,8,-80,6
2021Q1,9,-90,7
2021Q2,10,-100,
";

const YEARS: &str = "year,period,change\na,2018,4\nb,2019,-8\nc,2020,12\n";

const QUARTERS: usize = 8;

fn question(shocks: &str, more: &str) -> String {
    let at: Vec<String> = (0..QUARTERS).map(|k| format!("'{}Q{}'", 2022 + k / 4, k % 4 + 1)).collect();
    let outcomes: String = ["x", "y", "level"]
        .iter()
        .map(|name| {
            format!(
                "[[outcome]]\nid = '{name}'\nvariable = '{name}'\nas = 'level'\nat = [{}]\n",
                at.join(", ")
            )
        })
        .collect();
    format!(
        "title = 'Blocks'\nmodel = 'three'\nstart = '2022Q1'\nhorizon = '2y'\n{more}\n{shocks}\n{outcomes}\
         [run]\npaths = 16_384\nseed = 5\n"
    )
}

fn problems(shocks: &str, more: &str) -> String {
    let text = question(shocks, more);
    let texts = [("s", text.as_str()), ("three", MODEL), ("past.csv", PAST), ("years.csv", YEARS)];
    try_texts("s", &texts).map_or_else(|problems| problems, |_| String::new())
}

fn ensemble_of(shocks: &str) -> Ensemble {
    ensemble(&scenario(shocks))
}

fn scenario(shocks: &str) -> sarez::scenario::Scenario {
    let text = question(shocks, "");
    from_texts("s", &[("s", &text), ("three", MODEL), ("past.csv", PAST), ("years.csv", YEARS)])
}

fn shock(id: &str, verb: &str, size: &str, timing: &str) -> String {
    format!(
        "[[shock]]\nid = '{id}'\ntarget = '{id}'\n{verb} = {{ bootstrap = {{ {size} }} }}\ntiming = {{ {timing} }}\n"
    )
}

/// By path: a variable's quarters.
fn paths(ensemble: &Ensemble, id: &str) -> Vec<Vec<f64>> {
    let values = sample(ensemble, &Options::default()).unwrap();
    let own: Vec<usize> = ensemble
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.id.split('@').next() == Some(id))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(own.len(), QUARTERS);
    let count = values[0].len();
    (0..count).map(|path| own.iter().map(|column| values[*column][path]).collect()).collect()
}

#[test]
fn within_a_block_the_past_is_repeated_and_blocks_are_independent() {
    let shocks = shock("x", "add", "csv = 'past.csv', column = 'x', block = '3q'", "start = '2022Q1'");
    let paths = paths(&ensemble_of(&shocks), "x");
    // 8 places of 10 quarters; the quarters 4 to 6 are a second block.
    let mut counts = [[0_u32; 8]; 8];
    for path in &paths {
        for block in [&path[0..3], &path[3..6], &path[6..8]] {
            assert!(block.windows(2).all(|pair| pair[1] == pair[0] + 1.0), "{path:?}");
        }
        counts[path[0] as usize - 1][path[3] as usize - 1] += 1;
    }
    // Chi-square of 64 cells that are all alike; the 0.999 quantile with 63 degrees of freedom is 103.4.
    let expected = paths.len() as f64 / 64.0;
    let statistic: f64 = {
        let off = |n: &u32| f64::from(*n) - expected;
        counts.iter().flatten().map(|n| off(n) * off(n) / expected).sum()
    };
    assert!(statistic < 103.4, "{statistic}, N = {}", paths.len());
}

#[test]
fn joint_sizes_repeat_the_same_quarters() {
    let of = |joint: &str| {
        let size = |column: &str| format!("csv = 'past.csv', column = '{column}', block = '2q'{joint}");
        let shocks =
            ["x", "y"].map(|id| shock(id, "add", &size(id), "start = '2022Q2', hold = '5q'")).concat();
        let ensemble = ensemble_of(&shocks);
        let (x, y) = (paths(&ensemble, "x"), paths(&ensemble, "y"));
        let together = |(x, y): (&Vec<f64>, &Vec<f64>)| x.iter().zip(y).all(|(x, y)| *y == -10.0 * x);
        assert!(x.iter().all(|path| path[0] == 0.0 && path[1] > 0.0 && path[5] > 0.0 && path[6] == 0.0));
        x.iter().zip(&y).filter(|pair| together(*pair)).count()
    };
    assert_eq!(of(", joint = 'history'"), 16_384);
    // Three blocks of nine places: one path in 729 by chance.
    assert!(of("") < 60);
}

#[test]
fn years_hold_for_their_quarters_and_verbs_weigh_them() {
    let yearly = "csv = 'years.csv', column = 'change', block = '1y'";
    let x = paths(&ensemble_of(&shock("x", "add", yearly, "ramp = '1q'")), "x");
    for path in &x {
        assert!([4.0, -8.0, 12.0].contains(&path[1]), "{path:?}");
        assert_eq!([path[0], path[2], path[3]], [0.5 * path[1], path[1], path[1]]);
        assert!(path[4..].iter().all(|value| *value == path[4]));
    }
    let growth = shock("level", "growth", yearly, "hold = '8q'");
    for path in paths(&ensemble_of(&growth), "level") {
        let first = path[3] / 100.0;
        assert!([1.04, 0.92, 1.12].iter().any(|year| (first - year).abs() < 1e-12), "{path:?}");
        let second = path[7] / path[3];
        assert!([1.04, 0.92, 1.12].iter().any(|year| (second - year).abs() < 1e-12), "{path:?}");
    }
}

#[test]
fn the_bits_are_the_same_on_threads_and_instruction_sets_and_the_marginal_is_stated() {
    let shocks = shock("x", "add", "csv = 'past.csv', column = 'x', block = '3q'", "start = '2022Q1'");
    let scenario = scenario(&shocks);
    let one = run(&scenario);
    for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
        let other = run_with(&scenario, &Options { isa: Some(isa), threads: 3, ..Options::default() });
        assert_eq!(one.part, other.part, "{isa:?}");
    }
    let mean = scenario.shocks[0].size.clone();
    assert_eq!((mean.support(), mean.quantile(0.5)), ((1.0, 10.0), 5.0));
    crate::support::assert_near(one.tally("x@2022Q1").mean(), 4.5, 4.0);
    crate::support::assert_near(one.tally("x@2022Q3").mean(), 6.5, 4.0);
}

#[test]
fn as_of_cuts_the_past_and_says_so() {
    let column = |column: &str| format!("csv = 'past.csv', column = '{column}', block = '3q'");
    let shocks = shock("x", "add", &column("x"), "start = '2022Q1'");
    let text = question(&shocks, "as_of = 2020-07-01");
    let scenario = from_texts("s", &[("s", &text), ("three", MODEL), ("past.csv", PAST)]);
    assert_eq!(scenario.shocks[0].size.support(), (1.0, 6.0));
    let empirical = shocks.replace("bootstrap", "empirical").replace(", block = '3q'", "");
    let text = question(&empirical, "as_of = 2020-07-01");
    let scenario = from_texts("s", &[("s", &text), ("three", MODEL), ("past.csv", PAST)]);
    assert_eq!(scenario.shocks[0].size.support(), (1.0, 6.0));
    let told = problems(&shock("x", "add", &column("x"), "hold = '0q'"), "as_of = 2020-07-01");
    assert!(told.contains("revised-data") && told.contains("read to 2020Q2, 4 of 10 rows are not"), "{told}");
}

#[test]
fn what_cannot_be_repeated_is_refused_with_its_place() {
    let x = |size: &str| shock("x", "add", size, "start = '2022Q1'");
    let joint = |second: &str, start: &str| {
        let first = x("csv = 'past.csv', column = 'x', block = '2q', joint = 'h'");
        first + &shock("y", "add", second, &format!("start = '{start}'"))
    };
    for (shocks, words) in [
        (x("csv = 'past.csv', column = 'x', block = '11q'"), "a block has 11 quarters, and the past only 10"),
        (x("csv = 'years.csv', column = 'change', block = '6q'"), "not whole years"),
        (x("csv = 'past.csv', column = 'z'"), "no column `z`"),
        (x("csv = 'past.csv', column = 'x', block = '0q'"), "at least \"1q\""),
        (x("csv = 'past.csv', column = 'x', blocks = '2q'"), "did you mean `block`?"),
        (x("csv = 'past.csv', column = 'x'").replace("} }\nt", "}, to = '2022Q4' }\nt"), "remove `to`"),
        (
            joint("csv = 'past.csv', column = 'y', block = '3q', joint = 'h'", "2022Q1"),
            "2 and 3 quarters long",
        ),
        (joint("csv = 'past.csv', column = 'short', block = '2q', joint = 'h'", "2022Q1"), "9 and 6 places"),
        (joint("csv = 'past.csv', column = 'y', block = '2q', joint = 'h'", "2022Q2"), "2022Q1 and 2022Q2"),
        (
            x("csv = 'past.csv', column = 'x'").replace("add", "percent").replace("'x'\np", "'level'\np")
                + "[dependence]\nrank_correlation = [['x', 'x', 0.3]]\n",
            "joint",
        ),
        (
            x("csv = 'past.csv', column = 'y'")
                .replace("add", "percent")
                .replace("target = 'x'", "target = 'level'"),
            "as low as -100",
        ),
    ] {
        let told = problems(&shocks, "");
        assert!(told.contains(words) && told.contains("error["), "{words}\n{shocks}\n{told}");
    }
}
