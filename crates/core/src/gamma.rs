//! The gamma function in single precision.
//!
//! libm's computes in double precision, which takes 4 KB on a chip without hardware for it. Here an argument is brought
//! to `1 ..= 2` by the recurrence, and a polynomial does the rest; the relative error stays below 40 units in the last
//! place.
use libm::{floorf, sinf};

/// Gamma of `1.5 + t` for `t` in `-0.5 ..= 0.5`, highest power first: a Chebyshev fit with an error below 1e-8.
const NEAR: [f32; 11] = [
    0.015863865,
    -0.023729136,
    0.024681619,
    -0.036269316,
    0.05874045,
    -0.07771812,
    0.14463946,
    -0.10728597,
    0.41481353,
    0.032338286,
    0.88622693,
];

/// Gamma of `x`: no number for negative integers and minus infinity, infinite with the sign of `x` for zeros.
pub fn gamma(x: f32) -> f32 {
    if x == 0.0 {
        return 1.0 / x;
    }
    if x < 0.5 {
        if x == floorf(x) {
            return f32::NAN;
        }
        // The reflection; the sine is taken where it is exact.
        let (whole, part) = (floorf(x), x - floorf(x));
        let sine = sinf(core::f32::consts::PI * part);
        let sine = if whole % 2.0 == 0.0 { sine } else { -sine };
        return core::f32::consts::PI / (sine * gamma(1.0 - x));
    }
    if x.is_nan() || x > 40.0 {
        // From 35.04 on the result is infinite.
        return x * f32::INFINITY;
    }
    let mut x = x;
    let mut factor = 1.0;
    while x > 2.0 {
        x -= 1.0;
        factor *= x;
    }
    if x < 1.0 {
        factor = 1.0 / x;
        x += 1.0;
    }
    let near = NEAR.iter().fold(0.0, |sum, term| sum * (x - 1.5) + term);
    factor * near
}

#[cfg(test)]
mod tests {
    use super::gamma;

    #[test]
    fn agrees_with_double_precision() {
        for i in -3000..3500 {
            let x = i as f32 / 100.0;
            let exact = libm::tgamma(x as f64);
            let ours = gamma(x);
            if exact.is_nan() || exact.is_infinite() {
                assert!(ours.is_nan() || ours.is_infinite(), "{x}: {ours}");
            } else if exact.abs() > 1e-36 {
                let error = ((ours as f64 - exact) / exact).abs();
                assert!(error < 40.0 * f32::EPSILON as f64, "{x}: {ours}, not {exact}, by {error:e}");
            }
        }
        assert_eq!(gamma(5.0), 24.0);
        assert_eq!(gamma(40.0), f32::INFINITY);
        assert_eq!(gamma(f32::INFINITY), f32::INFINITY);
        assert!(gamma(f32::NAN).is_nan() && gamma(-2.0).is_nan() && gamma(f32::NEG_INFINITY).is_nan());
        assert_eq!(gamma(-0.0), f32::NEG_INFINITY);
    }
}
