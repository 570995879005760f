//! Small-integer arithmetic against the same in 128 bits.

use micropyrite_num::small;

const VALUES: [isize; 15] = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    7,
    -7,
    1 << 20,
    -(1 << 20),
    isize::MAX,
    isize::MIN,
    isize::MAX - 1,
    isize::MIN + 1,
];

fn fits(value: i128) -> Option<isize> {
    isize::try_from(value).ok()
}

#[test]
fn floor_division() {
    for a in VALUES {
        for b in VALUES {
            let (wide_a, wide_b) = (a as i128, b as i128);
            if b == 0 {
                assert_eq!((small::floor_div(a, b), small::floor_mod(a, b)), (None, None));
                continue;
            }
            let remainder = wide_a - wide_b * (wide_a as f64 / wide_b as f64).floor() as i128;
            let remainder = remainder.rem_euclid(wide_b.abs());
            let remainder = if b < 0 && remainder != 0 { remainder + wide_b } else { remainder };
            let quotient = (wide_a - remainder) / wide_b;
            assert_eq!(small::floor_div(a, b), fits(quotient), "{a} // {b}");
            assert_eq!(small::floor_mod(a, b), fits(remainder), "{a} % {b}");
            let both = fits(quotient).zip(fits(remainder));
            assert_eq!(small::floor_divmod(a, b), both);
        }
    }
}

#[test]
fn products_and_shifts() {
    for a in VALUES {
        for b in VALUES {
            assert_eq!(small::mul(a, b), fits(a as i128 * b as i128));
        }
        for count in 0..64 {
            assert_eq!(small::shl(a, count), fits((a as i128) << count), "{a} << {count}");
            assert_eq!(small::shr(a, count), (a as i128 >> count) as isize);
        }
        assert_eq!(small::shl(a, usize::MAX), (a == 0).then_some(0));
        assert_eq!(small::shr(a, usize::MAX), if a < 0 { -1 } else { 0 });
    }
}

#[test]
fn powers() {
    assert_eq!(small::pow(3, 0), Some(1));
    assert_eq!(small::pow(0, 0), Some(1));
    assert_eq!(small::pow(-3, 3), Some(-27));
    assert_eq!(small::pow(-2, usize::BITS as usize - 1), Some(isize::MIN));
    assert_eq!(small::pow(2, usize::BITS as usize - 1), None);
    assert_eq!(small::pow(-1, usize::MAX), Some(-1));
    assert_eq!(small::pow(10, 1000), None);
}

#[test]
fn modular_powers() {
    let table =
        [(2, 10, 1000, 24), (2, 3, -7, -6), (-2, 3, 7, 6), (-2, 3, -7, -1), (2, 0, 1, 0), (2, 0, -5, -4)];
    for (base, exponent, modulus, expected) in table {
        assert_eq!(small::pow_mod(base, exponent, modulus), Some(expected));
    }
    assert_eq!(small::pow_mod(2, 3, 0), None);
    assert_eq!(small::pow_mod(isize::MIN, 3, isize::MIN), Some(0));
    assert_eq!(small::pow_mod(5, 2, isize::MIN), Some(isize::MIN + 25));
}
