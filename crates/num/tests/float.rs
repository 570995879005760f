//! Floats as text: a table from CPython, upstream's own rules, and reading.

use micropyrite_num::float::{self, BUF, Format, Number};

fn repr(value: f64) -> String {
    let mut buf = [0; BUF];
    let len = float::repr(&mut buf, value);
    String::from_utf8(buf[..len].to_vec()).unwrap()
}

fn repr_f32(value: f32) -> String {
    let mut buf = [0; BUF];
    let len = float::repr_f32(&mut buf, value);
    String::from_utf8(buf[..len].to_vec()).unwrap()
}

/// Formats by a conversion such as `%+.3e`, in a buffer of some size.
fn format_within<const N: usize>(conversion: &str, value: f64) -> String {
    let body = conversion.trim_start_matches('%');
    let mut spec = Format::from_letter(*body.as_bytes().last().unwrap()).unwrap();
    let body = &body[..body.len() - 1];
    let (flags, precision) =
        body.split_once('.').map_or((body, None), |(flags, digits)| (flags, Some(digits)));
    spec.precision = precision.map(|digits| digits.parse().unwrap());
    spec.sign = flags.bytes().find(|byte| matches!(byte, b'+' | b' '));
    spec.alternate = flags.contains('#');
    let mut buf = [0; N];
    let len = float::format(&mut buf, value, spec);
    String::from_utf8(buf[..len].to_vec()).unwrap()
}

fn format(conversion: &str, value: f64) -> String {
    format_within::<BUF>(conversion, value)
}

#[test]
fn prints_as_cpython() {
    for line in include_str!("data/float_text.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('|');
        let (conversion, bits, text) =
            (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        let value = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        let printed = if conversion == "repr" { repr(value) } else { format(conversion, value) };
        assert_eq!(printed, text, "{line}");
    }
}

#[test]
fn prints_as_upstream_where_cpython_differs() {
    // repr starts from 16 digits, which are not always the fewest.
    assert_eq!(repr(887.166), "887.1660000000001");
    assert_eq!(repr(5e-324), "4.940656458412465e-324");
    assert_eq!(repr(9.2e22), "9.200000000000001e+22");
    assert_eq!(repr(1e23), "1e+23");
    let table = [
        // Ties round up.
        ("%.0f", 0.5, "1"),
        ("%.0f", 2.5, "3"),
        ("%.1f", -0.25, "-0.3"),
        ("%.2f", 123456789.125, "123456789.13"),
        ("%.0e", 45.0, "5e+01"),
        // Zeroes stand for digits that reading back does not need.
        ("%.20f", 0.1, "0.10000000000000000000"),
        ("%.20f", 1.0 / 3.0, "0.33333333333333330000"),
        ("%.17g", 0.1, "0.1"),
        ("%.20e", 1.0 / 3.0, "3.33333333333333300000e-01"),
        // Numbers too large for the buffer change to the general format.
        ("%.2f", 8.888e32, "8.89e+32"),
        ("%.20f", 1e22, "1e+22"),
        ("%.25f", 1e22, "10000000000000000000000"),
        ("%.25f", 123456789.125, "123456789.125"),
        ("%f", 1e100, "1e+100"),
        // Precision ends with the buffer.
        ("%.300e", 0.5, "5.000000000000000000000000e-01"),
        ("%.100f", 0.5, "0.500000000000000000000000000000"),
        ("%.99f", 1e-300, "0.000000000000000000000000000000"),
    ];
    for (conversion, value, text) in table {
        assert_eq!(format(conversion, value), text, "{conversion} of {value}");
    }
}

#[test]
fn flags_and_names() {
    let table = [
        ("%+g", 1.0, "+1"),
        ("% g", 1.0, " 1"),
        ("%+g", -1.0, "-1"),
        ("%+f", f64::INFINITY, "+inf"),
        ("%F", f64::NEG_INFINITY, "-INF"),
        ("%+E", f64::NAN, "+NAN"),
        ("%g", -f64::NAN, "nan"),
        ("%#g", 0.5, "0.500000"),
        ("%#.0f", 3.0, "3."),
        ("%#.0e", 3.0, "3.e+00"),
        ("%#g", 1e10, "1.00000e+10"),
    ];
    for (conversion, value, text) in table {
        assert_eq!(format(conversion, value), text, "{conversion} of {value}");
    }
}

#[test]
fn any_buffer_will_do() {
    assert_eq!(format_within::<200>("%.100f", 0.5), format!("0.5{}", "0".repeat(99)));
    assert_eq!(format_within::<200>("%.2f", 8.888e32), "888800000000000100000000000000000.00");
    assert_eq!(format_within::<0>("%f", 1.5), "");
    assert_eq!(format_within::<4>("%.3f", 0.5), "0.5");
    for conversion in ["%f", "%g", "%e", "%.300f", "%.300g", "%.300e", "%.0f"] {
        for value in [0.0, -1.5, 1e300, 5e-324, f64::NAN, f64::MAX] {
            format_within::<1>(conversion, value);
            format_within::<9>(conversion, value);
            format_within::<1000>(conversion, value);
        }
    }
}

#[test]
fn repr_reads_back() {
    let mut state = 88172645463325252u64;
    for _ in 0..3000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let value = f64::from_bits(state);
        if value.is_finite() {
            assert_eq!(repr(value).parse(), Ok(value));
        }
        let value = f32::from_bits(state as u32);
        if value.is_finite() {
            assert_eq!(repr_f32(value).parse(), Ok(value));
        }
    }
}

#[test]
fn single_precision() {
    let table = [
        (0.1, "0.1"),
        (1.0, "1.0"),
        (core::f32::consts::PI, "3.1415927"),
        (1.0 / 3.0, "0.33333334"),
        (16777216.0, "16777216.0"),
        (1e10, "10000000000.0"),
        (1e16, "1e+16"),
        (1e-5, "1e-05"),
        (3.4028235e38, "3.4028235e+38"),
        (f32::INFINITY, "inf"),
    ];
    for (value, text) in table {
        assert_eq!(repr_f32(value), text);
    }
    let mut buf = [0; BUF];
    let spec = Format { precision: Some(3), ..Format::from_letter(b'f').unwrap() };
    let len = float::format(&mut buf, 0.1f32, spec);
    assert_eq!(&buf[..len], b"0.100");
    assert_eq!(float::parse::<f32>(b"16777217"), Some(16777216.0));
}

#[test]
fn reads_numbers() {
    let table = [
        ("1", 1.0),
        (" \n1.5\t", 1.5),
        ("-1e-3", -0.001),
        ("+.5", 0.5),
        ("5.", 5.0),
        (".", 0.0),
        ("_", 0.0),
        ("e5", 0.0),
        (".e5", 0.0),
        ("1_000", 1000.0),
        ("_1", 1.0),
        ("1._5", 1.5),
        ("1e_5", 1e5),
        ("1_e5", 1e5),
        ("1e+_", 1.0),
        ("0_0.00_12", 0.0012),
        ("1E400", f64::INFINITY),
        ("-1e-400", -0.0),
        ("1e99999999999999999999", f64::INFINITY),
        ("1_e-99999999999999999999", 0.0),
        ("InF", f64::INFINITY),
        ("-Infinity", f64::NEG_INFINITY),
        ("9007199254740993", 9007199254740992.0),
        ("9007199254740993.00000000000000000001", 9007199254740994.0),
    ];
    for (text, value) in table {
        let read = float::parse::<f64>(text.as_bytes());
        assert_eq!(read.map(f64::to_bits), Some(f64::to_bits(value)), "{text:?}");
    }
    assert!(float::parse::<f64>(b"-nan").unwrap().is_nan());
    for text in [
        "", "-", "+-1", "e", "1e", "1e+", ".e", "1.e", "nan1", "infi", "1e5.", "1..2", "1 2", "1e 5", "0x1",
        "1j",
    ] {
        assert_eq!(float::parse::<f64>(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn reads_any_number_of_digits() {
    let zeroes = "0".repeat(1000);
    let cases = [
        format!("1{zeroes}e-1000"),
        format!("0.{zeroes}1e1001"),
        format!("1.{zeroes}"),
        format!("{zeroes}1"),
    ];
    for text in cases {
        let underscored = text.replacen("00", "0_0", 1);
        assert_eq!(float::parse::<f64>(text.as_bytes()), Some(1.0));
        assert_eq!(float::parse::<f64>(underscored.as_bytes()), Some(1.0));
    }
    // A tie but for its last digit, far beyond any precision.
    let above = format!("9_007199254740993.{zeroes}1");
    assert_eq!(float::parse::<f64>(above.as_bytes()), Some(9007199254740994.0));
    let tie = format!("9_007199254740993.{zeroes}0");
    assert_eq!(float::parse::<f64>(tie.as_bytes()), Some(9007199254740992.0));
}

#[test]
fn reads_complex_numbers() {
    use Number::{Complex, Real};
    let table = [
        ("1", false, false, Some(Real(1.0))),
        ("1", false, true, Some(Complex(1.0, 0.0))),
        ("2j", true, false, Some(Complex(0.0, 2.0))),
        ("j", true, false, Some(Complex(0.0, 1.0))),
        ("1+2j", false, true, Some(Complex(1.0, 2.0))),
        (" 1 -j ", false, true, Some(Complex(1.0, -1.0))),
        ("1+2j", true, false, None),
        ("1+2", false, true, None),
        ("1 - j", false, true, None),
        ("1j+2", false, true, None),
        ("2j", false, false, None),
    ];
    for (text, imaginary, complex, expected) in table {
        assert_eq!(float::parse_number::<f64>(text.as_bytes(), imaginary, complex), expected, "{text:?}");
    }
}

#[test]
fn reads_a_prefix() {
    assert_eq!(float::parse_unsigned::<f64>(b"1.5e3+x"), Some((1500.0, 5)));
    assert_eq!(float::parse_unsigned::<f64>(b"x"), Some((0.0, 0)));
    assert_eq!(float::parse_unsigned::<f64>(b"1e"), None);
}

/// A generator of numbers, the same at every run.
fn sequence() -> impl Iterator<Item = u64> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    core::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    })
}

#[test]
fn reads_as_rust() {
    let check = |text: &str| {
        let double = float::parse::<f64>(text.as_bytes()).unwrap();
        assert_eq!(double.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        let single = float::parse::<f32>(text.as_bytes()).unwrap();
        assert_eq!(single.to_bits(), text.parse::<f32>().unwrap().to_bits(), "{text}");
    };
    let edges = [
        "4.940656458412465441e-324",
        "2.4703282292062327208e-324",
        "2.4703282292062327209e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.797693134862315807e308",
        "1.797693134862315808e308",
        "1e309",
        "1e-400",
        "0e999999",
        "1e999999999999",
        "1e-999999999999",
        "9007199254740993",
        "9007199254740992.9999999999999999999",
        "1.4e-45",
        "7.006492e-46",
        "7.006493e-46",
        "3.4028235677973366e38",
        "3.4028235677973365e38",
        "0.1",
        "1e22",
        "1e23",
        "123456789012345678901",
    ];
    edges.iter().for_each(|text| check(text));
    // A tie between two floats, and what is just beside it, as digits far behind say.
    for tail in ["", "0", "1"] {
        check(&format!("9007199254740993.{}{tail}", "0".repeat(900)));
        check(&format!("0.{}9007199254740993{}{tail}e400", "0".repeat(400), "0".repeat(900)));
    }
    let mut numbers = sequence();
    let mut next = || numbers.next().unwrap();
    for _ in 0..6_000 {
        check(&format!(
            "{:e}",
            f64::from_bits(next() >> 1 & !(1 << 62) | (next() & 1) << 62).abs().min(f64::MAX)
        ));
        let (digits, power) = (next() >> (next() % 64), next() as i32 % 360);
        check(&format!("{digits}e{power}"));
        check(&format!("{digits}.{}{}e{}", next(), next(), power % 40));
    }
}

#[test]
fn digits_are_rusts() {
    let mut buf = [0; 64];
    for power in -307..=308 {
        let text = format!("1e{power}");
        let value: f64 = text.parse().unwrap();
        assert_eq!(format("%.0e", value).parse::<f64>(), Ok(value), "{text}");
        assert_eq!(repr(value).parse::<f64>(), Ok(value), "{text}");
        assert!(repr(value).len() < 20, "{}", repr(value));
    }
    let mut numbers = sequence();
    for _ in 0..6_000 {
        let bits = numbers.next().unwrap();
        let (double, single) = (f64::from_bits(bits), f32::from_bits(bits as u32));
        if double.is_finite() {
            let len = float::repr(&mut buf, double);
            let text = core::str::from_utf8(&buf[..len]).unwrap();
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), double.to_bits(), "{double:e} {text}");
        }
        if single.is_finite() {
            let len = float::repr_f32(&mut buf, single);
            let text = core::str::from_utf8(&buf[..len]).unwrap();
            assert_eq!(text.parse::<f32>().unwrap().to_bits(), single.to_bits(), "{single:e} {text}");
        }
        // Few enough digits that ties, which are rounded otherwise there, are exact in neither.
        let near = (bits >> 11) as f64 * 1e-13;
        if (near * 1e6).fract() != 0.5 {
            assert_eq!(format("%.6f", near), format!("{near:.6}"), "{near:e}");
        }
    }
}
