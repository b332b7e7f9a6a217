//! The bits of every function on a fixed set of arguments. A change here changes the numbers of every run: bump the
//! numerics version and say "value-breaking change" in the changelog.

use super::*;

/// FNV-1a over 64-bit words; NaN counts as one value, because its bits carry no meaning.
fn hash(values: impl Iterator<Item = f64>) -> u64 {
    values.fold(0xcbf2_9ce4_8422_2325, |h, x| {
        let bits = if x.is_nan() { u64::MAX } else { x.to_bits() };
        (h ^ bits).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn arguments(lo: f64, hi: f64) -> impl Iterator<Item = f64> {
    (0..20_000_u32).map(move |i| (f64::from(i) / 20_000.0).mul_add(hi - lo, lo))
}

#[test]
fn every_machine_gives_these_bits() {
    let found = [
        ("exp", hash(arguments(-750.0, 715.0).map(exp))),
        ("exp_m1", hash(arguments(-45.0, 45.0).map(exp_m1))),
        ("log", hash(arguments(-0.5, 1000.0).map(log))),
        ("log_1p", hash(arguments(-1.5, 3.0).map(log_1p))),
        ("pow", hash(arguments(-3.0, 30.0).map(|x| pow(x.abs(), 7.0 * x)))),
        ("sin", hash(arguments(-1e4, 1.01e6).map(sin))),
        ("cos", hash(arguments(-1e4, 1.01e6).map(cos))),
        ("normal_density", hash(arguments(-39.0, 39.0).map(normal_density))),
        ("normal_cdf", hash(arguments(-39.0, 9.0).map(normal_cdf))),
        ("normal_quantile", hash(arguments(-0.01, 1.01).map(normal_quantile))),
        ("normal_quantile, tail", hash(arguments(-744.0, -2.0).map(|l| normal_quantile(exp(l))))),
        (
            "normal_score_f32",
            hash((0..20_000_u32).map(|i| normal_score_f32(i.wrapping_mul(2654435769)).into())),
        ),
    ];
    let frozen = [
        0x94d9_7e56_bd8e_9e9e,
        0xfc94_cfa6_3e08_e364,
        0xe828_2355_4af4_e206,
        0x5064_7f74_96af_6c48,
        0x879b_e2c2_f180_d4b5,
        0xc160_9eec_4b6d_1878,
        0x3804_a319_0d31_d8a7,
        0x61e2_cc03_3e74_2064,
        0x21ac_1950_7c9e_34a0,
        0x5c25_fb0f_8477_54b3,
        0x340e_dd35_9b2e_11fe,
        0x7b70_d774_21f2_0da5,
    ];
    for ((name, found), frozen) in found.into_iter().zip(frozen) {
        assert_eq!(found, frozen, "{name}: {found:#018x}");
    }
}
