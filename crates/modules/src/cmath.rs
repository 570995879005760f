//! `cmath`: functions of complex numbers.
use micropyrite_core::real::{self, Real, consts};

use micropyrite_core::types::{complex, float};
use micropyrite_core::{Obj, Res, Vm, module};

fn phase(vm: &mut Vm, z: Obj) -> Res<Real> {
    let (real, imag) = complex::get(vm, z)?;
    Ok(real::atan2(imag, real))
}

fn polar(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = float::new(vm, real::sqrt(real * real + imag * imag))?;
    let angle = float::new(vm, real::atan2(imag, real))?;
    Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[size, angle]))?.obj())
}

fn rect(vm: &mut Vm, size: Real, angle: Real) -> Res {
    complex::new(vm, size * real::cos(angle), size * real::sin(angle))
}

fn exp(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = real::exp(real);
    complex::new(vm, size * real::cos(imag), size * real::sin(imag))
}

fn log(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, 0.5 * real::log(real * real + imag * imag), real::atan2(imag, real))
}

fn log10(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = 0.5 * real::log10(real * real + imag * imag);
    complex::new(vm, size, consts::LOG10_E * real::atan2(imag, real))
}

fn sqrt(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = real::pow(real * real + imag * imag, 0.25);
    let angle = 0.5 * real::atan2(imag, real);
    complex::new(vm, size * real::cos(angle), size * real::sin(angle))
}

fn cos(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, real::cos(real) * real::cosh(imag), -real::sin(real) * real::sinh(imag))
}

fn sin(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, real::sin(real) * real::cosh(imag), real::cos(real) * real::sinh(imag))
}

module! {
    /// Functions of complex numbers.
    pub static CMATH: cmath {
        e = real consts::E;
        pi = real consts::PI;
        phase = fn phase;
        polar = fn polar;
        rect = fn rect;
        exp = fn exp;
        log = fn log;
        log10 = fn log10;
        sqrt = fn sqrt;
        cos = fn cos;
        sin = fn sin;
    }
}
