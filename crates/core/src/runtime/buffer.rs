//! The buffer protocol: bytes of strings, bytearrays, arrays, memoryviews.
use crate::obj::Obj;
use crate::runtime::exc;
use crate::{Res, Vm};

/// Bytes of an object, if it has any.
#[inline]
pub fn read(vm: &Vm, object: Obj) -> Option<&[u8]> {
    match vm.text_at(object) {
        None => object.ty().get(vm).slots.buffer.and_then(|buffer| buffer(vm, object)),
        text => text,
    }
}

/// Bytes of an object, to write; `None`: it has none, or they cannot be written.
#[inline]
pub fn write(vm: &mut Vm, object: Obj) -> Option<&mut [u8]> {
    let buffer = object.ty().get(vm).slots.buffer_mut?;
    buffer(vm, object)
}

/// Length in bytes of an object with a buffer.
///
/// # Raises
/// `TypeError`.
pub fn len(vm: &mut Vm, object: Obj) -> Res<usize> {
    match read(vm, object).map(<[u8]>::len) {
        Some(len) => Ok(len),
        None => Err(exc::type_error(vm, text!("object with buffer protocol required"))),
    }
}

/// Refuses objects without a buffer that can be written.
///
/// # Raises
/// `TypeError`.
pub fn check_writable(vm: &mut Vm, object: Obj) -> Res<usize> {
    match write(vm, object).map(|b| b.len()) {
        Some(len) => Ok(len),
        None => Err(exc::type_error(vm, text!("object with buffer protocol required"))),
    }
}

/// Copies `n` bytes from one object's buffer to another's, as far as both reach.
pub fn copy(vm: &mut Vm, from: Obj, from_at: usize, to: Obj, to_at: usize, n: usize) {
    vm.move_bytes(from, from_at, to, to_at, n);
}
