//! Are the draws uniform, normal and unrelated? Fixed seed, so each statistic is one number for ever; the critical
//! values say that it is an ordinary one. z statistics: 3.29 is the two-sided 0.001 point of the normal.

use super::draws::{fill_score_path, fill_score_quarters, fill_uniform_path, fill_uniform_quarters};
use super::{Address, DriverId};
use crate::numerics::normal_cdf;

const ADDRESS: Address = Address { seed: 2022, stream: 0 };
const UNIT: usize = 256;

type FillPath = fn(Address, DriverId, u64, &mut [f64]);
type FillQuarters = fn(Address, DriverId, u16, u64, [&mut [f64]; 4]);

fn once(fill: FillPath, address: Address, driver: DriverId, paths: usize) -> Vec<f64> {
    let mut row = vec![0.0; paths];
    for (unit, out) in row.chunks_mut(UNIT).enumerate() {
        fill(address, driver, (unit * UNIT) as u64, out);
    }
    row
}

fn quarters(
    fill: FillQuarters,
    address: Address,
    driver: DriverId,
    year: u16,
    paths: usize,
) -> [Vec<f64>; 4] {
    let mut rows = [(); 4].map(|()| vec![0.0; paths]);
    for first in (0..paths).step_by(UNIT) {
        let out = rows.each_mut().map(|row| &mut row[first..first + UNIT]);
        fill(address, driver, year, first as u64, out);
    }
    rows
}

/// Pearson's X² of `counts` against equal expected counts.
fn chi_square(counts: &[u32]) -> f64 {
    let total: u32 = counts.iter().sum();
    let expected = f64::from(total) / counts.len() as f64;
    counts.iter().map(|&count| (f64::from(count) - expected) * (f64::from(count) - expected) / expected).sum()
}

/// sqrt(N) sup |F - Phi|, F the distribution function of the N draws: Kolmogorov's statistic.
fn kolmogorov(mut draws: Vec<f64>) -> f64 {
    draws.sort_unstable_by(f64::total_cmp);
    let n = draws.len() as f64;
    let mut largest = 0.0;
    for (index, &z) in draws.iter().enumerate() {
        let u = normal_cdf(z);
        for distance in [(index + 1) as f64 / n - u, u - index as f64 / n] {
            if distance > largest {
                largest = distance;
            }
        }
    }
    n.sqrt() * largest
}

/// Pearson's r times sqrt(N), a standard normal under independence, of the values and of their squares.
fn correlations(x: &[f64], y: &[f64]) -> [f64; 2] {
    fn scaled(x: &[f64], y: &[f64]) -> f64 {
        let n = x.len() as f64;
        let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for (x, y) in x.iter().zip(y) {
            let (x, y) = (x - mean_x, y - mean_y);
            (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
        }
        xy / (xx * yy).sqrt() * n.sqrt()
    }
    assert_eq!(x.len(), y.len());
    let squares = |values: &[f64]| values.iter().map(|value| value * value).collect::<Vec<_>>();
    [scaled(x, y), scaled(&squares(x), &squares(y))]
}

/// Raw moments 1 to 4 of N scores as z statistics: E = 0, 1, 0, 3, variances 1, 2, 15, 96.
fn moments(draws: &[f64]) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for &z in draws {
        for (sum, power) in sums.iter_mut().zip([z, z * z, z * z * z, z * z * z * z]) {
            *sum += power;
        }
    }
    let n = draws.len() as f64;
    let expected = [(0.0, 1.0_f64), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)];
    std::array::from_fn(|k| (sums[k] / n - expected[k].0) / (expected[k].1 / n).sqrt())
}

/// N = 2^20 a kind, 1,024 equal cells. X² has 1,023 degrees of freedom: 0.001 two-sided, inside (881, 1178).
#[test]
fn uniforms_fill_equal_cells_equally() {
    let driver = DriverId::of("test.uniform");
    let by_path = once(fill_uniform_path, ADDRESS, driver, 1 << 20);
    let by_quarter = quarters(fill_uniform_quarters, ADDRESS, driver, 2022, 1 << 18).concat();
    for (kind, draws) in [("once a path", by_path), ("quarterly", by_quarter)] {
        assert_eq!(draws.len(), 1 << 20);
        let mut counts = [0; 1024];
        for u in draws {
            counts[(u * 1024.0) as usize] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic > 881.0 && statistic < 1178.0, "{kind}: {statistic}");
    }
}

/// The ten lowest bits too. N = 2^20 a kind, cells and bounds as above.
#[test]
fn low_bits_of_uniforms_are_uniform() {
    let driver = DriverId::of("test.uniform");
    let by_path = once(fill_uniform_path, ADDRESS, driver, 1 << 20);
    let by_quarter = quarters(fill_uniform_quarters, ADDRESS, driver, 2022, 1 << 18).concat();
    // The fraction of 2^22 u holds the last ten of 32 bits, that of 2^42 u the last ten of 52.
    for (kind, draws, scale) in [("once a path", by_path, 42), ("quarterly", by_quarter, 22)] {
        let mut counts = [0; 1024];
        for u in draws {
            counts[((u * (1_u64 << scale) as f64).fract() * 1024.0) as usize] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic > 881.0 && statistic < 1178.0, "{kind}: {statistic}");
    }
}

/// Pairs of quarters of one block, N = 2^18 pairs for each of the six, 32 x 32 cells; bounds as above.
#[test]
fn pairs_of_quarters_fill_the_square() {
    let rows = quarters(fill_uniform_quarters, ADDRESS, DriverId::of("test.pairs"), 2022, 1 << 18);
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        let mut counts = [0; 1024];
        for (u, v) in rows[a].iter().zip(&rows[b]) {
            counts[(u * 32.0) as usize * 32 + (v * 32.0) as usize] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(statistic > 881.0 && statistic < 1178.0, "quarters {a} and {b}: {statistic}");
    }
}

/// Both kinds of score, N = 2^20 each. Kolmogorov's 0.001 point is 1.9495; each moment |z| < 3.29.
#[test]
fn scores_are_standard_normal() {
    let driver = DriverId::of("test.score");
    let by_path = once(fill_score_path, ADDRESS, driver, 1 << 20);
    let by_quarter = quarters(fill_score_quarters, ADDRESS, driver, 2022, 1 << 18).concat();
    for (kind, draws) in [("53 bits", by_path), ("32 bits", by_quarter)] {
        assert_eq!(draws.len(), 1 << 20);
        let moments = moments(&draws);
        assert!(moments.iter().all(|z| z.abs() < 3.29), "{kind}: {moments:?}");
        let distance = kolmogorov(draws);
        assert!(distance < 1.9495, "{kind}: {distance}");
    }
}

/// Neighbours in every field of the address, N = 2^18 (serially one less): r sqrt(N) of the scores and of their
/// squares. 14 pairs of rows, 28 statistics: critical value 4.13, 0.001 over all of them.
#[test]
fn neighbours_are_uncorrelated() {
    const N: usize = 1 << 18;
    let driver = DriverId::of("test.neighbours");
    let score = |address, driver, year| quarters(fill_score_quarters, address, driver, year, N);
    let path_score = |address, driver| once(fill_score_path, address, driver, N);
    let next_id = DriverId::from_bits(driver.bits() + 1);
    let here = score(ADDRESS, driver, 2022);
    let next_year = score(ADDRESS, driver, 2023);
    let path_here = path_score(ADDRESS, driver);
    let pairs = [
        ("quarters 1 and 2", here[0].clone(), here[1].clone()),
        ("quarters 2 and 3", here[1].clone(), here[2].clone()),
        ("quarters 3 and 4", here[2].clone(), here[3].clone()),
        ("quarter 4 and the next", here[3].clone(), next_year[0].clone()),
        ("a year apart", here[0].clone(), next_year[0].clone()),
        ("next path", here[0][..N - 1].to_vec(), here[0][1..].to_vec()),
        ("next id", here[0].clone(), score(ADDRESS, next_id, 2022)[0].clone()),
        ("another driver", here[0].clone(), score(ADDRESS, DriverId::of("test.other"), 2022)[0].clone()),
        ("next stream", here[0].clone(), score(Address { stream: 1, ..ADDRESS }, driver, 2022)[0].clone()),
        ("next seed", here[0].clone(), score(Address { seed: 2023, ..ADDRESS }, driver, 2022)[0].clone()),
        ("once, next path", path_here[..N - 1].to_vec(), path_here[1..].to_vec()),
        ("once, next id", path_here.clone(), path_score(ADDRESS, next_id)),
        ("once, another driver", path_here.clone(), path_score(ADDRESS, DriverId::of("test.other"))),
        ("once and quarterly", path_here.clone(), here[0].clone()),
    ];
    for (name, x, y) in pairs {
        let statistics = correlations(&x, &y);
        assert!(statistics.iter().all(|z| z.abs() < 4.13), "{name}: {statistics:?}");
    }
}

/// Over 500 drivers with 4,096 paths each, the standardised means and the standardised products with the driver before
/// are themselves standard normal: their sums of squares have 500 (499) degrees of freedom, 0.001 two-sided, inside
/// (402, 611).
#[test]
fn many_drivers_vary_as_they_should() {
    const N: usize = 4096;
    let scaled = |sum: f64| sum * sum / N as f64;
    for kind in ["once a path", "quarterly"] {
        let (mut means, mut products) = (0.0, 0.0);
        let mut before: Option<Vec<f64>> = None;
        for index in 0..500 {
            let driver = DriverId::of(&format!("test.many[{index}]"));
            let draws = if kind == "quarterly" {
                quarters(fill_score_quarters, ADDRESS, driver, 2022, N / 4).concat()
            } else {
                once(fill_score_path, ADDRESS, driver, N)
            };
            means += scaled(draws.iter().sum());
            if let Some(before) = before {
                products += scaled(draws.iter().zip(&before).map(|(x, y)| x * y).sum());
            }
            before = Some(draws);
        }
        for statistic in [means, products] {
            assert!(statistic > 402.0 && statistic < 611.0, "{kind}: means {means}, products {products}");
        }
    }
}
