//! `math`: functions of real numbers.
//!
//! A result that is no number, or infinite, where the arguments were neither, is a domain error: that is all the
//! checking upstream does for most functions, and it gives the same errors for the same arguments.
use micropyrite_core::real::{self, Real, consts};
use micropyrite_core::text;

use micropyrite_core::bytecode::ops::BinaryOp;
use micropyrite_core::bytecode::qstr;
use micropyrite_core::native::ANY;
use micropyrite_core::obj::Opt;
use micropyrite_core::runtime::args::{ArgSpec, Args, parse};
use micropyrite_core::runtime::{exc, ops};
use micropyrite_core::types::{float, int};
use micropyrite_core::{Obj, Raise, Res, Vm, module};

#[cold]
fn domain_error(vm: &mut Vm) -> Raise {
    exc::value_error(vm, text!("math domain error"))
}

fn checked(vm: &mut Vm, x: Real, result: Real) -> Res {
    if (result.is_nan() && !x.is_nan()) || (result.is_infinite() && !x.is_infinite()) {
        return Err(domain_error(vm));
    }
    float::new(vm, result)
}

fn checked2(vm: &mut Vm, x: Real, y: Real, result: Real) -> Res {
    if (result.is_nan() && !x.is_nan() && !y.is_nan())
        || (result.is_infinite() && !x.is_infinite() && !y.is_infinite())
    {
        return Err(domain_error(vm));
    }
    float::new(vm, result)
}

/// As good as the exponential, except where that overflows before its half does.
fn hyperbolic_cosine(x: Real) -> Real {
    let power = real::exp(x.abs());
    if power.is_infinite() {
        return real::cosh(x);
    }
    0.5 * power + 0.5 / power
}

/// Applies a function to one argument.
#[inline(never)]
fn apply(vm: &mut Vm, args: &[Obj], function: fn(Real) -> Real) -> Res {
    let x = float::get(vm, args.first().copied().unwrap_or(Obj::NONE))?;
    checked(vm, x, function(x))
}

macro_rules! of_one {
    ($($name:ident $function:path;)*) => {
        $(fn $name(vm: &mut Vm, args: &[Obj]) -> Res {
            apply(vm, args, $function)
        })*
    };
}

of_one! {
    sqrt real::sqrt;
    exp real::exp;
    expm1 real::expm1;
    log2 real::log2;
    log10 real::log10;
    cosh hyperbolic_cosine;
    sinh real::sinh;
    tanh real::tanh;
    acosh real::acosh;
    asinh real::asinh;
    atanh real::atanh;
    cos real::cos;
    sin real::sin;
    tan real::tan;
    acos real::acos;
    asin real::asin;
    atan real::atan;
    fabs real::fabs;
    erf real::erf;
    erfc real::erfc;
    gamma real::tgamma;
    lgamma real::lgamma;
}

fn pow(vm: &mut Vm, x: Real, y: Real) -> Res {
    checked2(vm, x, y, real::pow(x, y))
}

fn atan2(vm: &mut Vm, y: Real, x: Real) -> Res {
    checked2(vm, y, x, real::atan2(y, x))
}

fn copysign(vm: &mut Vm, x: Real, y: Real) -> Res {
    checked2(vm, x, y, x.copysign(y))
}

fn fmod(vm: &mut Vm, x: Real, y: Real) -> Res {
    checked2(vm, x, y, real::fmod(x, y))
}

fn ceil(vm: &mut Vm, x: Real) -> Res {
    int::from_real(vm, real::ceil(x))
}

fn floor(vm: &mut Vm, x: Real) -> Res {
    int::from_real(vm, real::floor(x))
}

fn trunc(vm: &mut Vm, x: Real) -> Res {
    int::from_real(vm, real::trunc(x))
}

fn isfinite(_: &mut Vm, x: Real) -> bool {
    x.is_finite()
}

fn isinf(_: &mut Vm, x: Real) -> bool {
    x.is_infinite()
}

fn isnan(_: &mut Vm, x: Real) -> bool {
    x.is_nan()
}

fn ldexp(_: &mut Vm, x: Real, exponent: isize) -> Real {
    real::ldexp(x, exponent.clamp(-8192, 8192) as i32)
}

fn frexp(vm: &mut Vm, x: Real) -> Res {
    let (fraction, exponent) = if x.is_finite() { real::frexp(x) } else { (x, 0) };
    let fraction = float::new(vm, fraction)?;
    pair(vm, fraction, Obj::small(exponent as isize))
}

fn modf(vm: &mut Vm, x: Real) -> Res {
    let whole = real::trunc(x);
    let fraction = if x.is_infinite() { (0.0 as Real).copysign(x) } else { (x - whole).copysign(x) };
    let fraction = float::new(vm, fraction)?;
    let whole = float::new(vm, whole)?;
    pair(vm, fraction, whole)
}

fn pair(vm: &mut Vm, first: Obj, second: Obj) -> Res {
    Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[first, second]))?.obj())
}

fn radians(_: &mut Vm, x: Real) -> Real {
    x * (consts::PI / 180.0)
}

fn degrees(_: &mut Vm, x: Real) -> Real {
    x * (180.0 / consts::PI)
}

fn log(vm: &mut Vm, x: Real, base: Opt<Real>) -> Res<Real> {
    if x <= 0.0 {
        return Err(domain_error(vm));
    }
    match base.0 {
        None => Ok(real::log(x)),
        Some(base) if base <= 0.0 => Err(domain_error(vm)),
        Some(1.0) => Err(exc::zero_division(vm)),
        Some(base) => Ok(real::log(x) / real::log(base)),
    }
}

fn isclose(vm: &mut Vm, args: Args<'_>) -> Res {
    let (&[a, b, ..], rest) = (args.pos, args.pos.get(2..).unwrap_or_default()) else {
        return Ok(Obj::NONE);
    };
    const SPECS: [ArgSpec; 2] =
        [ArgSpec::keyword(qstr!(rel_tol), Obj::NONE), ArgSpec::keyword(qstr!(abs_tol), Obj::small(0))];
    let [relative, absolute] = parse(vm, Args { pos: rest, kw: args.kw }, &SPECS)?;
    let (a, b) = (float::get(vm, a)?, float::get(vm, b)?);
    let relative = if relative == Obj::NONE { 1e-9 } else { float::get(vm, relative)? };
    let absolute = float::get(vm, absolute)?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(domain_error(vm));
    }
    if a == b {
        return Ok(Obj::TRUE);
    }
    let difference = (a - b).abs();
    let close = !difference.is_infinite()
        && (difference <= absolute
            || difference <= (relative * a).abs()
            || difference <= (relative * b).abs());
    Ok(Obj::bool(close))
}

/// Product of `from..=to`: halves of like size multiply fastest. As deep as the logarithm of its length.
fn product(vm: &mut Vm, from: isize, to: isize) -> Res {
    if to - from < 2 {
        let first = int::new(vm, from)?;
        if to == from {
            return Ok(first);
        }
        let last = int::new(vm, to)?;
        return ops::binary(vm, BinaryOp::Multiply, first, last);
    }
    let middle = from + (to - from) / 2;
    let low = product(vm, from, middle)?;
    let high = product(vm, middle + 1, to)?;
    ops::binary(vm, BinaryOp::Multiply, low, high)
}

fn factorial(vm: &mut Vm, n: isize) -> Res {
    match n {
        ..0 => Err(exc::value_error(vm, text!("negative factorial"))),
        0 => Ok(Obj::small(1)),
        _ => product(vm, 1, n),
    }
}

module! {
    /// Functions of real numbers.
    pub static MATH: math {
        e = real consts::E;
        pi = real consts::PI;
        tau = real consts::TAU;
        inf = real Real::INFINITY;
        nan = real Real::NAN;
        sqrt = var(1, 1) sqrt;
        pow = fn pow;
        exp = var(1, 1) exp;
        expm1 = var(1, 1) expm1;
        log = fn log;
        log2 = var(1, 1) log2;
        log10 = var(1, 1) log10;
        cosh = var(1, 1) cosh;
        sinh = var(1, 1) sinh;
        tanh = var(1, 1) tanh;
        acosh = var(1, 1) acosh;
        asinh = var(1, 1) asinh;
        atanh = var(1, 1) atanh;
        cos = var(1, 1) cos;
        sin = var(1, 1) sin;
        tan = var(1, 1) tan;
        acos = var(1, 1) acos;
        asin = var(1, 1) asin;
        atan = var(1, 1) atan;
        atan2 = fn atan2;
        ceil = fn ceil;
        copysign = fn copysign;
        fabs = var(1, 1) fabs;
        floor = fn floor;
        fmod = fn fmod;
        frexp = fn frexp;
        ldexp = fn ldexp;
        modf = fn modf;
        isfinite = fn isfinite;
        isinf = fn isinf;
        isnan = fn isnan;
        isclose = kw(2, ANY) isclose;
        trunc = fn trunc;
        radians = fn radians;
        degrees = fn degrees;
        factorial = fn factorial;
        erf = var(1, 1) erf;
        erfc = var(1, 1) erfc;
        gamma = var(1, 1) gamma;
        lgamma = var(1, 1) lgamma;
    }
}
