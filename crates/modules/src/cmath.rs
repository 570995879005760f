//! `cmath`: functions of complex numbers.
use core::f64::consts;

use micropyrite_core::num::elementary;
use micropyrite_core::types::{complex, float};
use micropyrite_core::{Obj, Res, Vm, module};

fn phase(vm: &mut Vm, z: Obj) -> Res<f64> {
    let (real, imag) = complex::get(vm, z)?;
    Ok(libm::atan2(imag, real))
}

fn polar(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = float::new(vm, libm::sqrt(real * real + imag * imag))?;
    let angle = float::new(vm, libm::atan2(imag, real))?;
    Ok(vm.new_tuple_with(2, |_, out| out.copy_from_slice(&[size, angle]))?.obj())
}

fn rect(vm: &mut Vm, size: f64, angle: f64) -> Res {
    complex::new(vm, size * libm::cos(angle), size * libm::sin(angle))
}

fn exp(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = elementary::exp(real);
    complex::new(vm, size * libm::cos(imag), size * libm::sin(imag))
}

fn log(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, 0.5 * elementary::log(real * real + imag * imag), libm::atan2(imag, real))
}

fn log10(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = 0.5 * elementary::log10(real * real + imag * imag);
    complex::new(vm, size, consts::LOG10_E * libm::atan2(imag, real))
}

fn sqrt(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    let size = elementary::pow(real * real + imag * imag, 0.25);
    let angle = 0.5 * libm::atan2(imag, real);
    complex::new(vm, size * libm::cos(angle), size * libm::sin(angle))
}

fn cos(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, libm::cos(real) * libm::cosh(imag), -libm::sin(real) * libm::sinh(imag))
}

fn sin(vm: &mut Vm, z: Obj) -> Res {
    let (real, imag) = complex::get(vm, z)?;
    complex::new(vm, libm::sin(real) * libm::cosh(imag), libm::cos(real) * libm::sinh(imag))
}

module! {
    /// Functions of complex numbers.
    pub static CMATH: cmath {
        e = f64 consts::E;
        pi = f64 consts::PI;
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
