//! Big integers against num-bigint, on seeded random operands of many sizes.
//!
//! Operands mix dense limbs with runs of zeroes and ones, which is where carries
//! and quotient estimates go wrong. Work areas get exactly the sizes the crate
//! asks for, and outputs start as garbage, so that nothing relies on zeroes.

use micropyrite_num::mpz::{self, Endian, Fixed, Int, Limb, Written};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

const GARBAGE: Limb = 0xdead_beef;

/// A small fast generator (xorshift64*), so that failures repeat.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// An integer of up to `max` limbs of 64 bits.
    fn int(&mut self, max: usize) -> BigInt {
        let len = self.below(max + 1);
        let style = self.below(4);
        let mut digits = Vec::new();
        for _ in 0..len {
            let word = match (style, self.below(3)) {
                (0, _) | (1, 0) => self.next(),
                (_, 1) => u64::MAX,
                (3, _) => 1 << self.below(64),
                _ => 0,
            };
            digits.extend([word as u32, (word >> 32) as u32]);
        }
        let sign = if self.next() & 1 == 0 { Sign::Plus } else { Sign::Minus };
        BigInt::from_biguint(sign, BigUint::new(digits))
    }
}

/// An owned operand in this crate's form.
struct Owned(bool, Vec<Limb>);

impl Owned {
    fn new(value: &BigInt) -> Owned {
        let bytes = value.magnitude().to_bytes_le();
        let limbs = bytes.chunks(size_of::<Limb>()).map(|chunk| {
            let mut word = [0; size_of::<Limb>()];
            word[..chunk.len()].copy_from_slice(chunk);
            Limb::from_le_bytes(word)
        });
        Owned(value.is_negative(), limbs.collect())
    }

    fn int(&self) -> Int<'_> {
        Int::new(self.0, &self.1)
    }
}

fn big(value: Int) -> BigInt {
    let bytes: Vec<u8> = value.magnitude().iter().flat_map(|limb| limb.to_le_bytes()).collect();
    let size = BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_le(&bytes));
    if value.is_negative() { -size } else { size }
}

fn buffer(len: usize) -> Vec<Limb> {
    vec![GARBAGE; len]
}

/// Runs an operation on an output of exactly `len` limbs and brings the result back.
fn run(len: usize, operation: impl FnOnce(&mut [Limb]) -> Written) -> BigInt {
    let mut out = buffer(len);
    let written = operation(&mut out);
    let value = written.of(&out);
    assert_eq!(value.magnitude().len(), written.len, "result is normal");
    big(value)
}

#[test]
fn linear_operations() {
    let mut random = Random(1);
    for round in 0..2000 {
        let max = if round < 300 { 4 } else { 60 };
        let (a, b) = (random.int(max), random.int(max));
        let (x, y) = (Owned::new(&a), Owned::new(&b));
        let (x, y) = (x.int(), y.int());
        assert_eq!(x.cmp(&y), a.cmp(&b));
        assert_eq!(x.is_even(), a.is_even());
        assert_eq!(x.bit_length() as u64, a.bits());
        assert_eq!(x.signum(), a.signum().to_isize().unwrap());
        assert_eq!(run(mpz::add_len(x, y), |out| mpz::add(x, y, out)), &a + &b);
        assert_eq!(run(mpz::add_len(x, y), |out| mpz::sub(x, y, out)), &a - &b);
        assert_eq!(run(mpz::add_len(x, x), |out| mpz::sub(x, x, out)), BigInt::zero());
        assert_eq!(run(x.magnitude().len(), |out| mpz::neg(x, out)), -&a);
        assert_eq!(big(x.abs()), a.abs());
        assert_eq!(run(mpz::bitwise_len(x, y), |out| mpz::and(x, y, out)), &a & &b);
        assert_eq!(run(mpz::bitwise_len(x, y), |out| mpz::or(x, y, out)), &a | &b);
        assert_eq!(run(mpz::bitwise_len(x, y), |out| mpz::xor(x, y, out)), &a ^ &b);
        assert_eq!(run(mpz::not_len(x), |out| mpz::not(x, out)), -&a - 1);
        let count = [random.below(400), random.below(8) * 64, usize::MAX][random.below(3)];
        let down = a.clone() >> count.min(100_000);
        assert_eq!(run(mpz::shr_len(x, count), |out| mpz::shr(x, count, out)), down);
        let count = count % 1000;
        assert_eq!(run(mpz::shl_len(x, count), |out| mpz::shl(x, count, out)), &a << count);
    }
}

#[test]
fn products() {
    let mut random = Random(2);
    for round in 0..1000 {
        let (max_a, max_b) = match round % 4 {
            0 => (3, 3),
            1 => (200, 200),
            2 => (200, 50),
            _ => (60, 60),
        };
        let (a, b) = (random.int(max_a), random.int(max_b));
        let (x, y) = (Owned::new(&a), Owned::new(&b));
        let (x, y) = (x.int(), y.int());
        let (len, mut scratch) = (mpz::mul_len(x, y), buffer(mpz::mul_scratch(x, y)));
        let product = &a * &b;
        assert_eq!(run(len, |out| mpz::mul(x, y, out, &mut scratch)), product);
        assert_eq!(run(len, |out| mpz::mul(x, y, out, &mut [])), product, "without work area");
        let (len, mut scratch) = (mpz::mul_len(x, x), buffer(mpz::mul_scratch(x, x)));
        assert_eq!(run(len, |out| mpz::mul(x, x, out, &mut scratch)), &a * &a);
    }
    // Every length around the limits of Karatsuba's method, with all bits set.
    for a_len in (1..130).chain([150, 161, 200]) {
        let a = (BigInt::one() << (64 * a_len)) - 1;
        let b = (BigInt::one() << (64 * (a_len / 2 + 40))) - 1;
        for b in [&a, &(&a - 1), &b] {
            let (x, y) = (Owned::new(&a), Owned::new(b));
            let (x, y) = (x.int(), y.int());
            let (len, mut scratch) = (mpz::mul_len(x, y), buffer(mpz::mul_scratch(x, y)));
            assert_eq!(run(len, |out| mpz::mul(x, y, out, &mut scratch)), &a * b);
        }
    }
}

#[test]
fn floor_divisions() {
    let mut random = Random(3);
    for round in 0..6000 {
        let (max_a, max_b) = [(2, 1), (4, 2), (6, 4), (60, 30), (200, 100)][round % 5];
        let (a, b) = (random.int(max_a), random.int(max_b));
        let (a, b) = if round % 7 == 0 { (&a * &b, b) } else { (a, b) };
        let (x, y) = (Owned::new(&a), Owned::new(&b));
        let (x, y) = (x.int(), y.int());
        let mut scratch = buffer(mpz::div_scratch(x, y));
        let (mut quotient, mut remainder) =
            (buffer(mpz::quotient_len(x, y)), buffer(mpz::remainder_len(x, y)));
        let result = mpz::divmod(x, y, &mut quotient, &mut remainder, &mut scratch);
        if b.is_zero() {
            assert_eq!(result, None);
            assert_eq!(mpz::div(x, y, &mut quotient, &mut scratch), None);
            assert_eq!(mpz::modulo(x, y, &mut remainder, &mut scratch), None);
            continue;
        }
        let (q, r) = result.unwrap();
        let expected = a.div_mod_floor(&b);
        assert_eq!((big(q.of(&quotient)), big(r.of(&remainder))), expected);
        let (len, mut scratch) = (mpz::quotient_len(x, y), buffer(mpz::div_scratch(x, y)));
        assert_eq!(run(len, |out| mpz::div(x, y, out, &mut scratch).unwrap()), expected.0);
        let len = mpz::remainder_len(x, y);
        assert_eq!(run(len, |out| mpz::modulo(x, y, out, &mut scratch).unwrap()), expected.1);
        if let Some((negative, limb)) = mpz::short_quotient(x, y) {
            assert_eq!(big(Int::new(negative, &[limb])), expected.0);
        }
    }
}

#[test]
fn short_quotients_come_of_the_upper_limbs() {
    let mut random = Random(11);
    let mut n_found = 0;
    for _ in 0..3000 {
        let (b, digit) = (random.int(8), random.next() >> random.below(64));
        let a = &b * BigInt::from(digit) + random.int(8) % (b.abs() + 1u32);
        let (x, y) = (Owned::new(&a), Owned::new(&b));
        if let Some((negative, limb)) = mpz::short_quotient(x.int(), y.int()) {
            assert_eq!(big(Int::new(negative, &[limb])), a.div_floor(&b));
            n_found += 1;
        }
    }
    assert!(n_found > 500, "{n_found}");
}

#[test]
fn powers() {
    let mut random = Random(4);
    for round in 0..200 {
        let base = random.int([1, 3][round % 2]);
        let base = if round % 5 == 0 { BigInt::from(random.below(21) as i64 - 10) } else { base };
        let exponent = random.below(60);
        let x = Owned::new(&base);
        let x = x.int();
        let len = mpz::pow_len(x, exponent).unwrap();
        let mut scratch = buffer(mpz::pow_scratch(x, exponent));
        assert_eq!(run(len, |out| mpz::pow(x, exponent, out, &mut scratch)), Pow::pow(&base, exponent));
    }
    let two = Fixed::from_i64(2);
    assert_eq!(mpz::pow_len(two.int(), usize::MAX), None);
    let minus_one = Fixed::from_i64(-1);
    let mut scratch = buffer(mpz::pow_scratch(minus_one.int(), usize::MAX));
    let len = mpz::pow_len(minus_one.int(), usize::MAX).unwrap();
    assert_eq!(run(len, |out| mpz::pow(minus_one.int(), usize::MAX, out, &mut scratch)), -BigInt::one());
}

#[test]
fn modular_powers() {
    let mut random = Random(5);
    for round in 0..200 {
        let max = [1, 2, 8][round % 3];
        let (base, exponent, modulus) = (random.int(2 * max), random.int(2), random.int(max));
        let (x, y, z) = (Owned::new(&base), Owned::new(&exponent), Owned::new(&modulus));
        let (x, y, z) = (x.int(), y.int(), z.int());
        let mut scratch = buffer(mpz::pow_mod_scratch(x, z));
        let mut out = buffer(mpz::pow_mod_len(z));
        let result = mpz::pow_mod(x, y, z, &mut out, &mut scratch);
        let expected = match (modulus.is_zero(), exponent.is_negative()) {
            (true, _) => None,
            (false, true) => Some(BigInt::zero()),
            (false, false) => Some(base.modpow(&exponent, &modulus)),
        };
        assert_eq!(result.map(|written| big(written.of(&out))), expected);
    }
}

#[test]
fn machine_integers() {
    let values = [0, 1, -1, 5, i64::MAX, i64::MIN, i64::MIN + 1, 1 << 32, -(1 << 31)];
    for value in values {
        let fixed = Fixed::from_i64(value);
        assert_eq!(big(fixed.int()), BigInt::from(value));
        assert_eq!(fixed.int().to_i64(), Some(value));
        assert_eq!(fixed.int().to_isize(), isize::try_from(value).ok());
        assert_eq!(fixed.int().to_u64(), u64::try_from(value).ok());
        assert_eq!(fixed.int().to_usize(), usize::try_from(value).ok());
        assert_eq!(fixed.int().low_word_wrapping(), value as isize);
        assert_eq!(fixed.int().low_i64_wrapping(), value);
    }
    let fixed = Fixed::from_u64(u64::MAX);
    assert_eq!((fixed.int().to_i64(), fixed.int().to_u64()), (None, Some(u64::MAX)));
    let mut random = Random(6);
    for _ in 0..200 {
        let a = random.int(4);
        let x = Owned::new(&a);
        assert_eq!(x.int().to_i64(), a.to_i64());
        let low = a.mod_floor(&(BigInt::one() << usize::BITS)).to_usize().unwrap();
        assert_eq!(x.int().low_word_wrapping(), low as isize);
        let low = a.mod_floor(&(BigInt::one() << 64)).to_u64().unwrap();
        assert_eq!(x.int().low_i64_wrapping(), low as i64);
    }
}

#[test]
fn floats() {
    // Around ties, and around the end of the range.
    for shift in [0, 1, 10, 11, 12, 64, 500, 960, 970, 971] {
        for base in [1u64 << 53, (1 << 54) - 3, (1 << 53) + 1, (1 << 54) - 1, 3 << 52, u64::MAX, 1 << 63] {
            for offset in [-1, 0, 1] {
                let a: BigInt = (BigInt::from(base) << shift) + offset;
                let text = a.to_string();
                let x = Owned::new(&a);
                assert_eq!(x.int().to_f64(), text.parse::<f64>().unwrap(), "{text}");
                assert_eq!(x.int().negated().to_f64(), -text.parse::<f64>().unwrap());
                assert_eq!(x.int().to_f32(), text.parse::<f32>().unwrap(), "{text}");
            }
        }
    }
    let mut random = Random(7);
    for _ in 0..500 {
        let value = f64::from_bits(random.next());
        match mpz::from_f64_len(value) {
            None => assert!(!value.is_finite()),
            Some(len) => {
                let whole = run(len, |out| mpz::from_f64(value, out).unwrap());
                assert_eq!(whole.to_f64(), Some(value.trunc() + 0.0));
            }
        }
    }
    for value in [0.0, -0.0, 0.5, -0.99, 1.0, -1.5, 4503599627370496.5, 9007199254740993.0, -1e15, 1e22] {
        let len = mpz::from_f64_len(value).unwrap();
        let whole = run(len, |out| mpz::from_f64(value, out).unwrap());
        assert_eq!(whole, BigInt::from(value as i128));
    }
}

#[test]
fn bytes() {
    let mut random = Random(8);
    for _ in 0..400 {
        let a = random.int(4);
        let x = Owned::new(&a);
        let x = x.int();
        let (signed, unsigned) = (a.to_signed_bytes_le(), a.magnitude().to_bytes_le());
        assert_eq!(mpz::to_bytes_len(x, true).max(1), signed.len());
        assert_eq!(mpz::to_bytes_len(x, false).max(1), unsigned.len());
        for extra in 0..3 {
            let mut expected = signed.clone();
            expected.resize(signed.len() + extra, if a.is_negative() { 0xff } else { 0 });
            let mut out = vec![0x55; expected.len()];
            assert!(mpz::to_bytes(x, Endian::Little, true, &mut out));
            assert_eq!(out, expected);
            let len = mpz::from_bytes_len(out.len());
            assert_eq!(run(len, |limbs| mpz::from_bytes(&out, Endian::Little, true, limbs)), a);
            assert!(mpz::to_bytes(x, Endian::Big, true, &mut out));
            expected.reverse();
            assert_eq!(out, expected);
            assert_eq!(run(len, |limbs| mpz::from_bytes(&out, Endian::Big, true, limbs)), a);
        }
        let mut short = vec![0; signed.len() - 1];
        assert_eq!(mpz::to_bytes(x, Endian::Little, true, &mut short), a.is_zero());
        assert_eq!(short, signed[..short.len()], "cut off at the top");
        let mut out = vec![0; unsigned.len()];
        assert_eq!(mpz::to_bytes(x, Endian::Little, false, &mut out), !a.is_negative());
        let len = mpz::from_bytes_len(unsigned.len());
        assert_eq!(run(len, |limbs| mpz::from_bytes(&unsigned, Endian::Little, false, limbs)), a.abs());
    }
}

fn text(x: Int, base: u32, upper: bool, group: Option<u8>) -> String {
    let mut out = vec![b'?'; mpz::to_text_len(x, base, group.is_some())];
    let mut scratch = buffer(mpz::to_text_scratch(x, base));
    let len = mpz::to_text(x, base, upper, group, &mut out, &mut scratch);
    String::from_utf8(out[..len].to_vec()).unwrap()
}

fn read(source: &str, base: u32) -> Option<BigInt> {
    let literal = mpz::scan(source.as_bytes(), base).ok()?;
    let mut scratch = buffer(mpz::parse_scratch(&literal));
    let value = run(mpz::parse_len(&literal), |out| mpz::parse(&literal, out, &mut scratch));
    let slow = run(mpz::parse_len(&literal), |out| mpz::parse(&literal, out, &mut []));
    assert_eq!(value, slow, "without work area");
    match literal.small {
        Some(small) => assert_eq!(value, BigInt::from(small)),
        None => assert_eq!(value.to_isize(), None),
    }
    Some(value)
}

#[test]
fn text_round_trips() {
    let mut random = Random(9);
    for round in 0..1100 {
        let a = random.int(if round % 4 == 0 { 200 } else { 3 });
        let base = [10, 2, 8, 16, 10, 36, 3, 32, 10, 7, 10][round % 11];
        let x = Owned::new(&a);
        let digits = a.magnitude().to_str_radix(base);
        assert_eq!(text(x.int(), base, false, None), digits);
        assert_eq!(text(x.int(), base, true, None), digits.to_uppercase());
        let source = if a.is_negative() { format!("-{digits}") } else { digits };
        assert_eq!(read(&source, base), Some(a));
    }
    // Powers of ten and their neighbours have the most zeroes and nines.
    for exponent in (0..200).chain([577, 578, 1216, 2432, 5000, 12000]) {
        for offset in [-1, 0, 1] {
            let a: BigInt = Pow::pow(BigInt::from(10), exponent as u32) + offset;
            let source = a.to_string();
            assert_eq!(text(Owned::new(&a).int(), 10, false, None), source);
            assert_eq!(read(&source, 10), Some(a));
        }
    }
}

#[test]
fn groups() {
    let table = [
        (0, 10, "0"),
        (999, 10, "999"),
        (1000, 10, "1,000"),
        (123456, 10, "123,456"),
        (1234567, 10, "1,234,567"),
        (0xfff, 16, "fff"),
        (0xabcde, 16, "a,bcde"),
        (0b11_1111, 2, "11,1111"),
    ];
    for (value, base, expected) in table {
        assert_eq!(text(Fixed::from_i64(value).int(), base, false, Some(b',')), expected);
    }
    let googol = Pow::pow(BigInt::from(10), 30u32);
    let expected = format!("1{}", "_000".repeat(10));
    assert_eq!(text(Owned::new(&googol).int(), 10, false, Some(b'_')), expected);
}

#[test]
fn literals() {
    let good = [
        (" \t\n\x0b\x0c\r-5 ", 0, -5),
        ("+0x1F", 0, 31),
        ("0X1f", 16, 31),
        ("0o17", 8, 15),
        ("0B11", 2, 3),
        ("0b11", 16, 0xb11),
        ("0b12", 36, 14294),
        ("1_0__0_", 10, 100),
        ("_", 10, 0),
        ("0x_", 0, 0),
        ("00_0", 0, 0),
        ("010", 10, 10),
        ("zZ", 36, 35 * 37),
    ];
    for (source, base, value) in good {
        assert_eq!(read(source, base), Some(BigInt::from(value)), "{source:?} {base}");
    }
    let long = "1_0".repeat(40);
    assert_eq!(read(&long, 10), long.replace('_', "").parse().ok());
    let bad = [
        ("", 0, 10, ""),
        ("-", 16, 16, ""),
        ("01", 0, 0, "01"),
        ("0x", 0, 16, ""),
        ("0x 1", 16, 16, " 1"),
        ("+ 1", 10, 10, " 1"),
        (" -5 ", 2, 2, "5 "),
        ("1 2", 10, 10, "1 2"),
        ("1\u{a0}", 10, 10, "1\u{a0}"),
        ("99999999999999999999999z", 10, 10, "99999999999999999999999z"),
    ];
    for (source, base, named, rest) in bad {
        let error = mpz::scan(source.as_bytes(), base).unwrap_err();
        assert_eq!((error.base, error.text), (named, rest.as_bytes()), "{source:?} {base}");
    }
}
