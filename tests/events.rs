//! Events and regimes against closed forms: each is a flag that adds 1 to a variable while it is under way.
//!
//! Statistics are over N = 65,536 paths of a fixed seed. Chi-square values are held against the quantile at 0.999, z scores
//! against 4.5 where many are looked at.

use sarez::program::Isa;
use sarez::report::{Summary, terminal};
use sarez::scenario::{Likelihood, Scenario};
use sarez::simulate::{Options, sample};

use crate::support::{ensemble, from_texts, run, run_with, try_texts};

const PATHS: u64 = 65_536;
const QUARTERS: usize = 8;

/// Variables that are 0 but for what hits them.
fn model() -> String {
    let variables: String = ["a", "b", "c", "e"]
        .iter()
        .map(|name| format!("[variable.{name}]\nkind = 'index'\nequation = '0 * {name}(-1)'\nlevel = 0\n"))
        .collect();
    format!(
        "title = 'Flags'\n{variables}[variable.level]\nkind = 'index'\nequation = '100 + 0 * level(-1)'\nlevel = 100\n[variable.noise]\nkind = 'index'\nequation = '0 * noise(-1)'\nresidual = {{ normal = {{ sd = 1 }} }}\nlevel = 0\n"
    )
}

/// Two years from 2022Q1; every variable is measured in every quarter, and the noise of the baseline.
fn question(events: &str) -> String {
    let at: Vec<String> = (0..QUARTERS).map(|k| format!("'{}Q{}'", 2022 + k / 4, k % 4 + 1)).collect();
    let outcomes: String = ["a", "b", "c", "e", "level", "noise"]
        .iter()
        .map(|name| {
            format!("[[outcome]]\nid = '{name}'\nvariable = '{name}'\nas = 'level'\nat = [{0}]\n[[outcome]]\nid = '{name}_baseline'\nvariable = '{name}'\nas = 'level'\nof = 'baseline'\nat = [{0}]\n", at.join(", "))
        })
        .collect();
    format!(
        "title = 'Events'\nmodel = 'flags'\nstart = '2022Q1'\nhorizon = '2y'\n{events}\n{outcomes}[run]\npaths = {PATHS}\nseed = 77\n"
    )
}

fn scenario_of(events: &str) -> Scenario {
    from_texts("events", &[("events", &question(events)), ("flags", &model())])
}

/// An event that adds 1 to the variable of its name.
fn event(id: &str, how: &str, window: [&str; 2], duration: &str) -> String {
    let [first, last] = window;
    format!(
        "[[event]]\nid = '{id}'\n{how}\nwindow = ['{first}', '{last}']\nduration = {duration}\nshock = [{{ target = '{id}', add = 1 }}]\n"
    )
}

/// By path, then quarter: the values of a variable.
struct Paths(Vec<(String, Vec<f64>)>);

impl Paths {
    fn of(scenario: &Scenario) -> Self {
        let ensemble = ensemble(scenario);
        let values = sample(&ensemble, &Options::default()).unwrap();
        let ids = ensemble.columns.iter().map(|column| column.id.clone());
        Self(ids.zip(values).collect())
    }

    fn column(&self, name: &str, quarter: usize) -> &[f64] {
        let id = format!("{name}@{}Q{}", 2022 + quarter / 4, quarter % 4 + 1);
        &self.0.iter().find(|(column, _)| *column == id).unwrap_or_else(|| panic!("{id}")).1
    }

    /// By path: the values by quarter.
    fn all(&self, name: &str) -> Vec<[f64; QUARTERS]> {
        let columns: Vec<&[f64]> = (0..QUARTERS).map(|quarter| self.column(name, quarter)).collect();
        (0..PATHS as usize).map(|path| std::array::from_fn(|quarter| columns[quarter][path])).collect()
    }

    /// By path: the first quarter that is not 0.
    fn onsets(&self, name: &str) -> Vec<Option<usize>> {
        self.all(name).iter().map(|path| path.iter().position(|value| *value != 0.0)).collect()
    }
}

/// How often each class is hit.
fn counts<T: PartialEq>(list: &[T], classes: &[T]) -> Vec<f64> {
    let count = |class: &T| list.iter().filter(|value| *value == class).count() as f64;
    let counts: Vec<f64> = classes.iter().map(count).collect();
    assert_eq!(counts.iter().sum::<f64>(), list.len() as f64, "every path is of one class");
    counts
}

/// Pearson's statistic against `critical`, the quantile at 0.999 for one degree of freedom less than there are classes.
#[track_caller]
fn assert_chi_square(counts: &[f64], probabilities: &[f64], critical: f64) {
    let total: f64 = counts.iter().sum();
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let term = |(count, p): (&f64, &f64)| (count - total * p) * (count - total * p) / (total * p);
    let statistic: f64 = counts.iter().zip(probabilities).map(term).sum();
    assert!(statistic < critical, "{statistic:.2}: {counts:?}");
}

#[track_caller]
fn assert_share(hits: usize, probability: f64) {
    let n = PATHS as f64;
    let z = (hits as f64 - n * probability) / (n * probability * (1.0 - probability)).sqrt();
    let exact = probability == 0.0 && hits == 0 || probability == 1.0 && hits == PATHS as usize;
    assert!(exact || z.abs() < 4.5, "{hits} of {n} is {z:.2} sd from {probability}");
}

/// What is implied by the statements holds on the paths: that it happens, and that it is under way, by quarter.
#[track_caller]
fn assert_implied(scenario: &Scenario, paths: &Paths) -> Vec<Likelihood> {
    let likelihoods = scenario.likelihoods();
    let part = run(scenario).part;
    for (number, (event, likely)) in scenario.events.iter().zip(&likelihoods).enumerate() {
        let values = paths.all(&event.id);
        let under_way = |quarter: usize| values.iter().filter(|path| path[quarter] != 0.0).count();
        let happened = values.iter().filter(|path| path.iter().any(|value| *value != 0.0)).count();
        assert_eq!(part.happened[number], happened as u64, "{}", event.id);
        assert_share(happened, likely.probability);
        for (quarter, probability) in likely.under_way.iter().enumerate() {
            assert_share(under_way(quarter), *probability);
        }
        let onsets = paths.onsets(&event.id);
        for (quarter, probability) in likely.begins.iter().enumerate() {
            let begins = onsets.iter().filter(|onset| **onset == Some(quarter)).count();
            assert_share(begins, *probability);
        }
    }
    likelihoods
}

const ALL: [&str; 2] = ["2022Q1", "2023Q4"];

/// P(onset in quarter k) = (1 - p)^(k/4) - (1 - p)^((k+1)/4): the geometric distribution of h = 1 - (1 - p)^(1/4).
#[test]
fn a_hazard_has_geometric_onsets() {
    let scenario = scenario_of(&event("a", "yearly_hazard = 0.4", ALL, "'1q'"));
    let paths = Paths::of(&scenario);
    let classes: Vec<Option<usize>> = (0..QUARTERS).map(Some).chain([None]).collect();
    let h: f64 = 1.0 - 0.6_f64.sqrt().sqrt();
    let stays = |k: usize| (0..k).map(|_| 1.0 - h).product::<f64>();
    let mut probabilities: Vec<f64> = (0..QUARTERS).map(|k| stays(k) * h).collect();
    probabilities.push(stays(QUARTERS));
    // 8 degrees of freedom.
    assert_chi_square(&counts(&paths.onsets("a"), &classes), &probabilities, 26.12);
    let likely = &assert_implied(&scenario, &paths)[0];
    assert!((likely.probability - (1.0 - 0.6 * 0.6)).abs() < 1e-12, "two years at 40 percent");
    assert_eq!((likely.lasts, likely.under_way.len()), (1.0, QUARTERS));
}

/// Rounded up: of a uniform from 0.5 to 3.5 a sixth is 1, a third 2, a third 3 and a sixth 4; a hit in the middle of the path.
#[test]
fn durations_are_rounded_up() {
    let duration = "{ uniform = { low = 0.5, high = 3.5 } }";
    let scenario = scenario_of(&event("a", "probability = 1", ["2022Q2", "2022Q2"], duration));
    let paths = Paths::of(&scenario);
    let lengths: Vec<usize> =
        paths.all("a").iter().map(|path| path.iter().filter(|value| **value != 0.0).count()).collect();
    // 3 degrees of freedom.
    let sixth = 1.0 / 6.0;
    let shares = [sixth, 2.0 * sixth, 2.0 * sixth, sixth];
    assert_chi_square(&counts(&lengths, &[1, 2, 3, 4]), &shares, 16.27);
    let likely = &assert_implied(&scenario, &paths)[0];
    assert!((likely.lasts - 2.5).abs() < 1e-12);
}

/// Rounded down from the window's first quarter: of a triangular from 0 to 3 with its mode at 3 the ninths 1, 3 and 5.
#[test]
fn an_onset_may_be_stated() {
    let how = "probability = 0.5\nonset = { triangular = { low = 0, mode = 3, high = 3 } }";
    let scenario = scenario_of(&event("a", how, ["2022Q2", "2022Q4"], "'1q'"));
    let paths = Paths::of(&scenario);
    let classes = [Some(1), Some(2), Some(3), None];
    // 3 degrees of freedom.
    let shares = [1.0 / 18.0, 3.0 / 18.0, 5.0 / 18.0, 0.5];
    assert_chi_square(&counts(&paths.onsets("a"), &classes), &shares, 16.27);
    assert_implied(&scenario, &paths);
    let fixed = event("a", "probability = 1\nonset = '2q'", ["2022Q2", "2022Q4"], "'1q'");
    assert!(Paths::of(&scenario_of(&fixed)).onsets("a").iter().all(|onset| *onset == Some(3)));
}

/// At most one happens, each as often as it says; what is left is none.
#[test]
fn exclusive_events_keep_their_probabilities() {
    for (shares, last) in [([0.3, 0.2], "yearly_hazard = 0.2"), ([0.1, 0.2], "probability = 0.7")] {
        let events = event("a", &format!("probability = {}", shares[0]), ALL, "'1q'")
            + &event("b", &format!("probability = {}", shares[1]), ["2022Q3", "2022Q3"], "'2q'")
            + &event("c", last, ALL, "'1q'")
            + "[[exclusive]]\nid = 'way'\nevents = ['b', 'c', 'a']\n";
        let scenario = scenario_of(&events);
        let paths = Paths::of(&scenario);
        let likelihoods = assert_implied(&scenario, &paths);
        let happened: Vec<Vec<bool>> =
            ["a", "b", "c"].iter().map(|id| paths.onsets(id).iter().map(Option::is_some).collect()).collect();
        let which: Vec<usize> = (0..PATHS as usize)
            .map(|path| {
                let happened: Vec<usize> = (0..3).filter(|event| happened[*event][path]).collect();
                assert!(happened.len() < 2, "at most one");
                happened.first().copied().unwrap_or(3)
            })
            .collect();
        let mut probabilities: Vec<f64> = likelihoods.iter().map(|likely| likely.probability).collect();
        assert_eq!(&probabilities[..2], &shares);
        let none = 1.0 - probabilities.iter().sum::<f64>();
        if none.abs() < 1e-9 {
            // The last takes what is left: 2 degrees of freedom.
            assert_chi_square(&counts(&which, &[0, 1, 2]), &probabilities, 13.82);
        } else {
            probabilities.push(none);
            // 3 degrees of freedom.
            assert_chi_square(&counts(&which, &[0, 1, 2, 3]), &probabilities, 16.27);
        }
    }
}

/// A chain of three: each of the eight ways has the product of its branches; no event before the one that it is given.
#[test]
fn a_tree_has_the_products_of_its_branches() {
    let events = event("c", "given = { event = 'b', yes = 0.5, no = 0.2 }", ["2022Q3", "2023Q3"], "'1q'")
        + &event("b", "given = { event = 'a', yes = 0.6, no = 0.1 }", ["2022Q2", "2023Q2"], "'2q'")
        + &event("a", "probability = 0.4", ["2022Q1", "2023Q1"], "'1q'")
        + &event("e", "given = { event = 'a', yes = 1 }\nonset = '1q'", ALL, "'1q'");
    let scenario = scenario_of(&events);
    let paths = Paths::of(&scenario);
    let [a, b, c, e] = ["a", "b", "c", "e"].map(|id| paths.onsets(id));
    let ways: Vec<[bool; 3]> =
        a.iter().zip(&b).zip(&c).map(|((a, b), c)| [a, b, c].map(Option::is_some)).collect();
    let (mut classes, mut probabilities) = (Vec::new(), Vec::new());
    for way in 0..8 {
        let [a, b, c] = [way & 1 != 0, way & 2 != 0, way & 4 != 0];
        let of = |happens: bool, p: f64| if happens { p } else { 1.0 - p };
        classes.push([a, b, c]);
        let (given_a, given_b) = (if a { 0.6 } else { 0.1 }, if b { 0.5 } else { 0.2 });
        probabilities.push(of(a, 0.4) * of(b, given_a) * of(c, given_b));
    }
    // 7 degrees of freedom.
    assert_chi_square(&counts(&ways, &classes), &probabilities, 24.32);
    for path in 0..PATHS as usize {
        if let (Some(a), Some(b)) = (a[path], b[path]) {
            assert!(b >= a);
        }
        if let (Some(b), Some(c)) = (b[path], c[path]) {
            assert!(c >= b);
        }
        assert_eq!(e[path], a[path].map(|a| if a > 1 { a } else { 1 }), "a quarter in, or with the other");
    }
    // Where a begins in 2023Q1, b has two quarters left, alike: 1 degree of freedom.
    let late: Vec<usize> =
        (0..PATHS as usize).filter(|at| a[*at] == Some(4)).filter_map(|at| b[at]).collect();
    assert_chi_square(&counts(&late, &[4, 5]), &[0.5, 0.5], 10.83);
    let likelihoods = assert_implied(&scenario, &paths);
    let implied = 0.4 * 0.6 + 0.6 * 0.1;
    assert!((likelihoods[1].probability - implied).abs() < 1e-12);
    assert!((likelihoods[0].probability - (implied * 0.5 + (1.0 - implied) * 0.2)).abs() < 1e-12);
}

/// What is given something that recurs begins where that began first, or later.
#[test]
fn a_child_of_what_recurs() {
    let events = event("a", "yearly_hazard = 0.5\nrecurs = true", ["2022Q2", "2023Q2"], "'1q'")
        + &event("b", "given = { event = 'a', yes = 0.7, no = 0.3 }", ALL, "'1q'");
    let scenario = scenario_of(&events);
    let paths = Paths::of(&scenario);
    assert_implied(&scenario, &paths);
    let (a, b) = (paths.onsets("a"), paths.onsets("b"));
    assert!(a.iter().zip(&b).all(|(a, b)| a.zip(*b).is_none_or(|(a, b)| b >= a)));
}

/// A renewal: r(t) = h (1 - sum of r(s) S(t - s)). Two quarters each time, so that P(it begins in 2022Q3) is h (1 - r(1)).
#[test]
fn what_recurs_is_a_renewal() {
    let sized = "[[event]]\nid = 'a'\nyearly_hazard = 0.8\nrecurs = true\nwindow = ['2022Q1', '2023Q2']\nduration = { uniform = { low = 1.5, high = 2.5 } }\nshock = [{ target = 'a', add = { uniform = { low = 1, high = 2 } } }, { target = 'b', add = 1 }]\n";
    let scenario = scenario_of(sized);
    let paths = Paths::of(&scenario);
    let likely = assert_implied(&scenario, &paths).remove(0);
    let h = 1.0 - 0.2_f64.sqrt().sqrt();
    assert!((likely.under_way[0] - h).abs() < 1e-12);
    // Both begun in the first and in the second quarter.
    assert!((likely.under_way[1] - (h + h * (1.0 - h))).abs() < 1e-12);
    let (sizes, flags) = (paths.all("a"), paths.all("b"));
    let mut again = 0;
    let (mut sum, mut number) = (0.0, 0.0);
    for (sizes, flags) in sizes.iter().zip(&flags) {
        // A new time has a new size; within one it holds, for two quarters or three.
        let mut spells: Vec<(f64, usize)> = Vec::new();
        for (size, flag) in sizes.iter().zip(flags) {
            assert_eq!(*size != 0.0, *flag == 1.0);
            match spells.last_mut() {
                Some((last, length)) if last == size => *length += 1,
                _ => spells.push((*size, 1)),
            }
        }
        let ended = &spells[..spells.len() - 1];
        assert!(ended.iter().all(|(size, length)| *size == 0.0 || [2, 3].contains(length)));
        let times: Vec<f64> = spells.iter().map(|(size, _)| *size).filter(|size| *size != 0.0).collect();
        again += usize::from(times.len() > 1);
        if times.len() > 1 {
            sum += (times[0] - 1.5) * (times[1] - 1.5) * 12.0;
            number += 1.0;
        }
        assert!(times.iter().all(|size| (1.0..=2.0).contains(size)));
    }
    assert!(again > 10_000, "{again} paths have it twice");
    // The sizes of two times are not correlated: the mean of products has sd 1 over the root of their number.
    assert!((sum / f64::sqrt(number)).abs() < 4.5, "{sum} over {number}");
}

/// The annual growth of each time acts for its own quarters.
#[test]
fn growth_of_what_recurs() {
    let events = "[[event]]\nid = 'a'\nyearly_hazard = 1\nrecurs = true\nwindow = ['2022Q2', '2023Q1']\nduration = '2q'\nshock = [{ target = 'level', growth = { uniform = { low = 1, high = 9 } } }]\n";
    let paths = Paths::of(&scenario_of(events));
    for path in &paths.all("level")[..2_000] {
        let growth = |k: usize| (sarez::numerics::pow(path[k] / path[k - 1], 4.0) - 1.0) * 100.0;
        assert_eq!(path[0], 100.0);
        // 2022Q2 and 2022Q3, then 2022Q4 and 2023Q1, then none.
        assert!((growth(1) - growth(2)).abs() < 1e-9 && (growth(3) - growth(4)).abs() < 1e-9);
        assert!((growth(1) - growth(3)).abs() > 1e-9 && (1.0..9.0).contains(&growth(3)), "{path:?}");
        assert!((5..QUARTERS).all(|k| (path[k] - path[4]).abs() < 1e-9));
    }
}

/// Transitions as stated; the long run where it starts there; geometric lengths.
#[test]
fn a_regime_is_a_markov_chain() {
    let regime = |start: &str| {
        format!(
            "[[regime]]\nid = 'a'\nenter = 0.1\nleave = 0.3\nstart = '{start}'\nshock = [{{ target = 'a', add = 1 }}]\n"
        )
    };
    for (start, first) in [("off", 0.1), ("on", 0.7), ("stationary", 0.25)] {
        let scenario = scenario_of(&regime(start));
        let paths = Paths::of(&scenario);
        let likely = assert_implied(&scenario, &paths).remove(0);
        assert!((likely.under_way[0] - first).abs() < 1e-12);
        assert!(start != "stationary" || likely.under_way.iter().all(|on| (on - 0.25).abs() < 1e-12));
        assert!((likely.lasts - 1.0 / 0.3).abs() < 1e-12);
        let all = paths.all("a");
        let mut moves = [[0.0; 2]; 2];
        for path in &all {
            for pair in path.windows(2) {
                moves[pair[0] as usize][pair[1] as usize] += 1.0;
            }
        }
        // 1 degree of freedom each; the moves of a chain are as good as drawn apart.
        assert_chi_square(&moves[0], &[0.9, 0.1], 10.83);
        assert_chi_square(&moves[1], &[0.3, 0.7], 10.83);
    }
    // A hazard a year, as of an event.
    let yearly =
        regime("off").replace("enter = 0.1", "yearly_hazard = 0.3439").replace("leave = 0.3", "leave = 1");
    let likely = scenario_of(&yearly).likelihoods().remove(0);
    assert!((likely.begins[0] - 0.1).abs() < 1e-12, "1 - 0.9^4 a year");
}

/// A regime's size is drawn once a path.
#[test]
fn the_size_of_a_regime_holds() {
    let regime = "[[regime]]\nid = 'a'\nenter = 0.5\nleave = 0.5\nshock = [{ target = 'a', add = { uniform = { low = 1, high = 2 } } }]\n";
    let paths = Paths::of(&scenario_of(regime));
    for path in &paths.all("a")[..5_000] {
        let mut sizes: Vec<f64> = path.iter().copied().filter(|size| *size != 0.0).collect();
        sizes.dedup();
        assert!(sizes.len() < 2, "{path:?}");
    }
}

/// Probabilities of 0 and 1 are never and always.
#[test]
fn never_and_always() {
    let on = |events: &str, id: &str| {
        let scenario = scenario_of(events);
        let paths = Paths::of(&scenario);
        assert_implied(&scenario, &paths);
        let first = paths.all(id)[0];
        assert!(paths.all(id).iter().all(|path| *path == first), "{events}");
        first.map(|value| value as u8)
    };
    let window = ["2022Q2", "2022Q4"];
    let once = |how: &str| on(&event("a", how, window, "'2q'"), "a");
    assert_eq!(once("probability = 0"), [0; 8]);
    assert_eq!(once("yearly_hazard = 0"), [0; 8]);
    assert_eq!(once("yearly_hazard = 0\nrecurs = true"), [0; 8]);
    assert_eq!(once("yearly_hazard = 1"), [0, 1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(once("yearly_hazard = 1\nrecurs = true"), [0, 1, 1, 1, 1, 0, 0, 0]);
    let given = |first: &str, yes: &str| {
        let pair = event("b", first, window, "'1q'")
            + &event(
                "a",
                &format!("given = {{ event = 'b', yes = {yes}, no = 1 }}"),
                ["2022Q4", "2022Q4"],
                "'1q'",
            );
        on(&pair, "a")
    };
    assert_eq!(given("probability = 1", "0"), [0; 8]);
    assert_eq!(given("probability = 0", "0"), [0, 0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(given("probability = 0.5", "1"), [0, 0, 0, 1, 0, 0, 0, 0]);
    let exclusive = |a: &str, b: &str| {
        let group = event("a", &format!("probability = {a}"), ["2022Q1", "2022Q1"], "'1q'")
            + &event("b", &format!("probability = {b}"), window, "'1q'")
            + "[[exclusive]]\nid = 'g'\nevents = ['b', 'a']\n";
        on(&group, "a")
    };
    assert_eq!(exclusive("1", "0"), [1, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(exclusive("0", "1"), [0; 8]);
    let regime = |enter: &str, leave: &str, start: &str| {
        on(
            &format!(
                "[[regime]]\nid = 'a'\nenter = {enter}\nleave = {leave}\nstart = '{start}'\nshock = [{{ target = 'a', add = 1 }}]\n"
            ),
            "a",
        )
    };
    assert_eq!(regime("0", "0", "off"), [0; 8]);
    assert_eq!(regime("0", "0", "on"), [1; 8]);
    assert_eq!(regime("1", "1", "on"), [0, 1, 0, 1, 0, 1, 0, 1]);
    assert_eq!(regime("1", "0", "stationary"), [1; 8]);
}

/// Everything at once.
fn everything() -> String {
    event("a", "probability = 0.3", ALL, "{ lognormal = { p50 = '2q', p90 = '4q' } }")
        + &event("b", "given = { event = 'a', yes = 0.6, no = 0.1 }", ALL, "'2q'")
        + &event("c", "probability = 0.2\nonset = { uniform = { low = 0, high = 8 } }", ALL, "'1q'")
        + &event("e", "yearly_hazard = 0.5\nrecurs = true", ALL, "{ uniform = { low = 1, high = 3 } }")
            .replace("add = 1", "add = { normal = { mean = 1, sd = 0.2 } }")
        + "[[exclusive]]\nid = 'way'\nevents = ['a', 'c']\n"
        + "[[regime]]\nid = 'level'\nenter = 0.1\nleave = 0.3\nshock = [{ target = 'level', percent = { uniform = { low = -9, high = -1 } } }]\n"
}

/// Each part taken away leaves every other bit, and the baseline has none of them.
#[test]
fn an_event_moves_no_other_draw() {
    let whole = Paths::of(&scenario_of(&everything()));
    let nothing = Paths::of(&scenario_of("[[shock]]\nid = 'z'\ntarget = 'noise'\nadd = 1\n"));
    for name in ["a", "b", "c", "e", "level", "noise"] {
        let baseline = format!("{name}_baseline");
        for quarter in 0..QUARTERS {
            assert!(whole.column(&baseline, quarter) == nothing.column(&baseline, quarter), "{name}");
        }
    }
    let blocks: Vec<String> = everything().split("[[").skip(1).map(|part| format!("[[{part}")).collect();
    let without = |names: &[&str]| -> String {
        let is = |block: &&String| !names.iter().any(|name| block.contains(&format!("id = '{name}'")));
        blocks.iter().filter(is).cloned().collect()
    };
    for (removed, others) in [
        (&["level"][..], &["a", "b", "c", "e"][..]),
        (&["e"], &["a", "b", "c", "level"]),
        (&["b"], &["a", "c", "e", "level"]),
        // The group's last event takes what is below the others.
        (&["c", "way"], &["e", "level", "noise"]),
    ] {
        let paths = Paths::of(&scenario_of(&without(removed)));
        for name in others {
            for quarter in 0..QUARTERS {
                assert!(paths.column(name, quarter) == whole.column(name, quarter), "{removed:?} {name}");
            }
        }
    }
}

#[test]
fn threads_blocks_and_instruction_sets_change_nothing() {
    let mut scenario = scenario_of(&everything());
    scenario.run.paths = 3_000;
    let bytes = |options: &Options| serde_json::to_string(&run_with(&scenario, options).part).unwrap();
    let expected = bytes(&Options { threads: 1, ..Options::default() });
    assert!(expected.contains("\"happened\":["));
    for (threads, block) in [(2, 256), (3, 64), (1, 128)] {
        assert!(bytes(&Options { threads, block, ..Options::default() }) == expected, "{threads} {block}");
    }
    for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
        assert!(bytes(&Options { isa: Some(isa), ..Options::default() }) == expected, "{isa}");
    }
}

/// A year's value has the share of its quarters, at the mean size of those.
#[test]
fn what_recurs_in_an_annual_model() {
    let model = "title = 'Annual'\nfrequency = 'year'\n[variable.a]\nkind = 'index'\nequation = '0 * a(-1)'\nlevel = 0\n";
    let question = "title = 'Years'\nmodel = 'annual'\nstart = '2022Q1'\nhorizon = '2y'\n[[event]]\nid = 'e'\nyearly_hazard = 1\nrecurs = true\nwindow = ['2022Q4', '2023Q2']\nduration = '1q'\nshock = [{ target = 'a', add = { uniform = { low = 4, high = 8 } } }]\n[[outcome]]\nid = 'a'\nvariable = 'a'\nas = 'level'\nat = ['2022', '2023']\n[run]\npaths = 4096\n";
    let scenario = from_texts("years", &[("years", question), ("annual", model)]);
    let values = sample(&ensemble(&scenario), &Options::default()).unwrap();
    // One quarter of four, then two.
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!(values[0].iter().all(|value| (1.0..=2.0).contains(value)));
    assert!(values[1].iter().all(|value| (2.0..=4.0).contains(value)));
    // Uniform: the standard error of the first mean is 0.2887 / 64, of the second sqrt(2) times that.
    assert!((mean(&values[0]) - 1.5).abs() < 4.5 * 0.0046 && (mean(&values[1]) - 3.0).abs() < 4.5 * 0.0064);
}

/// The asked or implied probability stands beside what happened.
#[test]
fn what_happened_is_printed() {
    let mut scenario = scenario_of(&everything());
    scenario.run.paths = 20_000;
    let ensemble = ensemble(&scenario);
    let part = run(&scenario).part;
    let summary = Summary::new(&scenario, &ensemble.columns, &ensemble.clamped, &part);
    let kinds: Vec<&str> = summary.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["once", "once", "once", "recurring", "regime"]);
    for event in &summary.events {
        let sd = (event.probability * (1.0 - event.probability) / 20_000.0).sqrt();
        let off = (event.happened.value.unwrap() - event.probability) / sd;
        assert!(off.abs() < 4.5, "{} {off}", event.id);
    }
    assert_eq!(summary.events[1].probability, scenario.likelihoods()[1].probability);
    let lines = terminal::render(&summary, terminal::Frame { width: 400, seconds: None, files: None });
    let text = terminal::plain(&lines);
    for words in [
        "event a, 2022Q1 to 2023Q4: stated 30 %, never with c; it happened on ",
        "event b, 2022Q1 to 2023Q4: stated 60 % where a happens, and then not before it, else 10 %: 25 % in all; it happened on ",
        "event e, 2022Q1 to 2023Q4: stated 50 % a year, 15.9 % a quarter while it is not under way, again and again: 75 % in all; ",
        "regime level, 2022Q1 to 2023Q4: stated on with 10 % a quarter, off with 30 %, off before the first: 57 % in all; ",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// Sizes of regimes and events may be shifted for a target; a `set` by two of them needs `replaces`.
#[test]
fn regimes_are_like_events_elsewhere() {
    let regime = "[[regime]]\nid = 'r'\nenter = 0.1\nleave = 0.3\nshock = [{ target = 'a', add = 1 }]\n";
    let target = "[[target]]\noutcome = 'a@2022Q1'\nstat = 'mean'\nvalue = 0.2\nby = 'regime.r.a.add'\n";
    let scenario = scenario_of(&format!("{regime}{target}"));
    assert_eq!(scenario.targets.len(), 1);
    let sets = regime.replace("add = 1", "set = 1")
        + &event("e", "probability = 0.5", ALL, "'1q'").replace("'e', add", "'a', set");
    let problems = try_texts("events", &[("events", &question(&sets)), ("flags", &model())]).unwrap_err();
    assert!(problems.contains("two-sets") && problems.contains("the regime `r`"), "{problems}");
}
