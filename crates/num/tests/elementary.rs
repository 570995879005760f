//! `exp`, `log` and `pow` against the C library's, nearly always correct.

use micropyrite_num::elementary::{exp, log, log2, log10, pow};

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// How far two floats are from each other, in units of the last place.
fn distance(a: f64, b: f64) -> u64 {
    if a.is_nan() && b.is_nan() { 0 } else { (a.to_bits() as i64).abs_diff(b.to_bits() as i64) }
}

/// Counts results beside the C library's; none may be further away.
#[track_caller]
fn check(n: u32, mut pair: impl FnMut() -> (f64, f64)) {
    let mut beside = 0;
    for _ in 0..n {
        let (ours, theirs) = pair();
        let distance = distance(ours, theirs);
        assert!(distance <= 1, "{ours:e} and {theirs:e}");
        beside += distance as u32;
    }
    // The C library for 32-bit x86 goes through wider registers, and rounds twice.
    let one_in = if cfg!(target_arch = "x86") { 10 } else { 20 };
    assert!(beside * one_in <= n, "{beside} of {n} differ");
}

#[test]
fn exponentials() {
    let mut numbers = Numbers(88172645463325252);
    check(200_000, || {
        let x = numbers.between(-708.0, 709.7);
        (exp(x), x.exp())
    });
    check(200_000, || {
        let x = numbers.between(-2.0, 2.0);
        (exp(x), x.exp())
    });
    check(2_000, || {
        let x = numbers.between(-746.0, -700.0);
        (exp(x), x.exp())
    });
    assert_eq!(exp(1.0), core::f64::consts::E);
    assert_eq!([exp(0.0), exp(710.0), exp(-746.0), exp(1e-300)], [1.0, f64::INFINITY, 0.0, 1.0]);
    assert_eq!([exp(f64::INFINITY), exp(f64::NEG_INFINITY)], [f64::INFINITY, 0.0]);
    assert!(exp(f64::NAN).is_nan());
}

#[test]
fn logarithms() {
    let mut numbers = Numbers(1234567);
    for (low, high) in [(0.0, 4.0), (0.99, 1.01), (0.0, 1e300), (0.0, 1e-307), (0.70, 0.72), (1.40, 1.42)] {
        check(50_000, || {
            let x = numbers.between(low, high);
            (log(x), x.ln())
        });
        check(50_000, || {
            let x = numbers.between(low, high);
            (log2(x), x.log2())
        });
        check(20_000, || {
            let x = numbers.between(low, high);
            let (a, b) = (log10(x), x.log10());
            // The C library is less careful here.
            (a, if distance(a, b) <= 2 { a } else { b })
        });
    }
    for n in 0..300 {
        assert_eq!(log2(f64::from_bits((1023 + n) << 52)), n as f64);
    }
    for n in 0..23 {
        assert_eq!(log10(10f64.powi(n)), f64::from(n));
    }
    assert_eq!([log(1.0), log(0.0), log(f64::INFINITY)], [0.0, f64::NEG_INFINITY, f64::INFINITY]);
    assert!(log(-1.0).is_nan() && log(f64::NAN).is_nan());
}

#[test]
fn powers() {
    let mut numbers = Numbers(42);
    check(200_000, || {
        let (x, y) = (numbers.between(0.0, 10.0), numbers.between(-20.0, 20.0));
        (pow(x, y), x.powf(y))
    });
    check(200_000, || {
        let (x, y) =
            (numbers.between(0.0, 1e10), [0.5, -0.5, 1.5, -1.5, 2.0, 3.0][numbers.next() as usize % 6]);
        (pow(x, y), x.powf(y))
    });
    check(200_000, || {
        let (x, y) = (numbers.between(0.999, 1.001), numbers.between(-700_000.0, 700_000.0));
        (pow(x, y), x.powf(y))
    });
    for (x, y, power) in
        [(2.0, -0.5, core::f64::consts::FRAC_1_SQRT_2), (1e10, -0.5, 1e-05), (10.0, 22.0, 1e22)]
    {
        assert_eq!(pow(x, y), power);
    }
}

#[test]
fn special_powers() {
    let odd =
        [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, 0.5, -0.5, -3.0, 1e300, -1e300, 1e-300, 5e-324, 1e17, -1e17];
    let odd = odd.iter().chain(&[f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 9007199254740991.0, 1.0000001]);
    for x in odd.clone() {
        for y in odd.clone() {
            let (ours, theirs) = (pow(*x, *y), x.powf(*y));
            assert!(
                ours == theirs && ours.is_sign_negative() == theirs.is_sign_negative()
                    || ours.is_nan() && theirs.is_nan()
                    || distance(ours, theirs) <= 1,
                "{x:e} ** {y:e}: {ours:e}, not {theirs:e}"
            );
        }
    }
}
