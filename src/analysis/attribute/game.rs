//! Shapley values: each player's average contribution over all orders in which players could come (Shapley 1953,
//! "A value for n-person games", Contributions to the Theory of Games II).

use crate::random::{Address, DriverId};

/// Every player's share of value(all) - value(none), from the values of all 2^n coalitions; they add up to it.
pub fn exact(players: usize, value: impl Fn(u64) -> f64) -> Vec<f64> {
    let weights = weights(players);
    let mut shares = vec![0.0; players];
    for coalition in 0..1_u64 << players {
        let weight = weights.get(coalition.count_ones() as usize);
        let Some(weight) = weight else { continue };
        let without = value(coalition);
        for (player, share) in shares.iter_mut().enumerate() {
            let with = coalition | 1 << player;
            if with != coalition {
                *share += weight * (value(with) - without);
            }
        }
    }
    shares
}

/// By size of the coalition that a player joins, s! (n - s - 1)! / n!.
fn weights(players: usize) -> Vec<f64> {
    let n = players as f64;
    // 1 / (n C(n - 1, s)), one binomial from the one before.
    let mut binomial = 1.0;
    (0..players)
        .map(|size| {
            let weight = 1.0 / (n * binomial);
            let s = size as f64;
            binomial = binomial * (n - 1.0 - s) / (s + 1.0);
            weight
        })
        .collect()
}

/// By player its contribution where players come in this order; they add up to value(all) - value(none).
pub fn in_order(order: &[usize], value: impl Fn(u64) -> f64) -> Vec<f64> {
    let mut shares = vec![0.0; order.len()];
    let (mut present, mut before) = (0, value(0));
    for player in order {
        present |= 1 << player;
        let after = value(present);
        shares[*player] = after - before;
        before = after;
    }
    shares
}

/// The coalitions that an order passes through, without the empty one.
pub fn passed(order: &[usize]) -> impl Iterator<Item = u64> + '_ {
    order.iter().scan(0, |present, player| {
        *present |= 1_u64 << player;
        Some(*present)
    })
}

/// Random orders, each followed by its reverse, which takes out what is alike in both.
pub fn orders(players: usize, pairs: usize, seed: u64) -> Vec<Vec<usize>> {
    let (address, driver) = (Address { seed, stream: 4 }, DriverId::of("attribute.order"));
    let mut list = Vec::new();
    for pair in 0..pairs {
        let mut order: Vec<usize> = (0..players).collect();
        for last in (1..players).rev() {
            let word = address.words(driver, pair as u64, (last / 4) as u16)[last % 4];
            // Of 2^32 words at most one more falls to one place than to another.
            let place = (u64::from(word) * (last as u64 + 1)) >> 32;
            order.swap(last, place as usize);
        }
        let reverse = order.iter().rev().copied().collect();
        list.extend([order, reverse]);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glove game: player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1. Shares 2/3, 1/6, 1/6.
    fn gloves(coalition: u64) -> f64 {
        f64::from(u8::from(coalition & 1 == 1 && coalition & 6 != 0))
    }

    #[test]
    fn the_glove_game() {
        let shares = exact(3, gloves);
        for (share, known) in shares.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((share - known).abs() < 1e-15, "{shares:?}");
        }
    }

    #[test]
    fn shares_add_up_to_the_total() {
        let value = |coalition: u64| libm::sin(coalition as f64 * 0.37) + f64::from(coalition.count_ones());
        for players in 1..=8 {
            let total = value((1 << players) - 1) - value(0);
            assert!((exact(players, value).iter().sum::<f64>() - total).abs() < 1e-12);
            let order: Vec<usize> = (0..players).rev().collect();
            assert!((in_order(&order, value).iter().sum::<f64>() - total).abs() < 1e-12);
        }
    }

    #[test]
    fn all_orders_average_to_the_exact_share() {
        let all = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let mut mean = [0.0; 3];
        for order in &all {
            for (sum, share) in mean.iter_mut().zip(in_order(order, gloves)) {
                *sum += share / 6.0;
            }
        }
        for (a, b) in mean.iter().zip(exact(3, gloves)) {
            assert!((a - b).abs() < 1e-15);
        }
        assert_eq!(passed(&[2, 0, 1]).collect::<Vec<_>>(), [4, 5, 7]);
    }

    /// 6,000 random orders of three: each of the six 1,000 times, four standard deviations of √(6000 · 1/6 · 5/6) = 28.9.
    #[test]
    fn every_order_is_as_likely() {
        let mut counts = std::collections::BTreeMap::<Vec<usize>, u32>::new();
        for order in orders(3, 6_000, 5).into_iter().step_by(2) {
            *counts.entry(order).or_default() += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| count.abs_diff(1_000) < 116), "{counts:?}");
    }
}
