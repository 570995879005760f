//! `bytearray` and `array`: a growable array of bytes, and what its items are.
//!
//! `StringIO`, `BytesIO` and the making of text use it too. Methods of `bytearray` are in
//! `bytearray_methods.rs`.
use crate::heap::{ByteVec, Layout, This};
use crate::obj::Obj;
use crate::types::str;
use crate::{Res, Vm, layout};

pub use super::bytearray_methods::BYTEARRAY;

layout! {
    /// A bytearray.
    pub struct ByteArray: BYTEARRAY, Scanned {
        /// Its bytes.
        pub bytes: ByteVec,
    }
}

/// A bytearray of `n` zero bytes.
///
/// # Raises
/// `MemoryError`.
pub fn new(vm: &mut Vm, n: usize) -> Res<This<ByteArray>> {
    let array = vm.alloc(ByteArray { ty: This::rom(<ByteArray as Layout>::DEF), bytes: ByteVec::EMPTY })?;
    if n > 0 {
        vm.reserve_bytes(&|vm| &mut array.get_mut(vm).bytes, n, true, false)?;
        array.get_mut(vm).bytes.set_len(n);
    }
    Ok(array)
}

/// An empty bytearray with room for `n` bytes.
///
/// # Raises
/// `MemoryError`.
pub fn with_capacity(vm: &mut Vm, n: usize) -> Res<This<ByteArray>> {
    let array = new(vm, n)?;
    array.get_mut(vm).bytes.set_len(0);
    Ok(array)
}

/// Appends bytes that are not in the heap.
///
/// # Raises
/// `MemoryError`.
pub fn push(vm: &mut Vm, array: This<ByteArray>, bytes: &[u8]) -> Res<()> {
    vm.push_bytes(|vm| &mut array.get_mut(vm).bytes, bytes)
}

/// Makes it `len` bytes long; bytes that are new are zero.
///
/// # Raises
/// `MemoryError`.
pub fn resize(vm: &mut Vm, array: This<ByteArray>, len: usize) -> Res<()> {
    let more = len.saturating_sub(array.get(vm).bytes.len());
    vm.reserve_bytes(&|vm| &mut array.get_mut(vm).bytes, more, false, false)?;
    array.get_mut(vm).bytes.set_len(len);
    Ok(())
}

/// Appends bytes `start..start + len` of an object's buffer, as far as they reach.
///
/// # Raises
/// `MemoryError`.
pub fn append(vm: &mut Vm, array: This<ByteArray>, source: Obj, start: usize, len: usize) -> Res<()> {
    vm.append_bytes(&|vm| &mut array.get_mut(vm).bytes, source, start, len)
}

/// Makes the contents of a bytearray that nobody else has a `str`.
///
/// # Raises
/// `UnicodeError` if they are not UTF-8; `MemoryError`.
pub fn take_str(vm: &mut Vm, array: This<ByteArray>) -> Res {
    if !str::unicode::is_valid(array.get(vm).bytes.bytes()) {
        return Err(str::unicode_error(vm));
    }
    str::take_bytevec(vm, &|vm| &mut array.get_mut(vm).bytes)
}

/// Makes the contents of a bytearray that nobody else has a `bytes`.
///
/// # Raises
/// `MemoryError`.
pub fn take_bytes(vm: &mut Vm, array: This<ByteArray>) -> Res {
    str::take_bytes(vm, &|vm| &mut array.get_mut(vm).bytes)
}
