//! The Python surface of `bytearray`.
use super::array::{items, ops, slices};
use super::str::{case, convert, find, format, join, quote, replace, split, strip};
use crate::heap::This;
use crate::native::ANY;
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::print::{Out, PrintKind, write};
use crate::runtime::{buffer, exc, unpack};
use crate::types::{ByteArray, EQ_OTHER_TYPES, Ty, bytearray, int, str};
use crate::{Res, Vm, class};

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 3)?;
    let Some(&source) = args.pos.first() else { return Ok(bytearray::new(vm, 0)?.obj()) };
    if int::is_int(source) {
        let Ok(len) = usize::try_from(int::get(vm, source)?) else { return Err(vm.raise_memory(usize::MAX)) };
        return Ok(bytearray::new(vm, len)?.obj());
    }
    if str::is_str(source) && args.pos.len() == 1 {
        return Err(exc::type_error(
            vm,
            text!("wrong number of arguments", "string argument without an encoding"),
        ));
    }
    let array = bytearray::new(vm, 0)?;
    extend(vm, array, source)?;
    Ok(array.obj())
}

/// Appends an object's bytes if it has a buffer, else the numbers that it iterates over.
///
/// # Raises
/// `TypeError`, `OverflowError`, `MemoryError`, what iterating raises.
pub fn extend(vm: &mut Vm, array: This<ByteArray>, source: Obj) -> Res<()> {
    if let Some(len) = buffer::read(vm, source).map(<[u8]>::len) {
        return vm.append_bytes(&|vm| &mut array.get_mut(vm).bytes, source, 0, len);
    }
    let mut walk = unpack::Walk::new(vm, source)?;
    while let Some(value) = walk.next(vm)? {
        append(vm, array, value)?;
    }
    Ok(())
}

fn append(vm: &mut Vm, this: This<ByteArray>, value: Obj) -> Res<()> {
    // Upstream keeps the low bits of numbers that are no bytes.
    let byte = match value.as_small() {
        Some(value) => value as u8,
        None if int::is_int(value) => int::get_truncated(vm, value)? as u8,
        None => int::get(vm, value)? as u8,
    };
    bytearray::push(vm, this, &[byte])
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    write(vm, out, b"bytearray(b")?;
    quote::print_repr(vm, out, object, false)?;
    write(vm, out, b")")
}

fn read(vm: &Vm, object: Obj) -> Option<&[u8]> {
    Some(object.cast::<ByteArray>()?.get(vm).bytes.bytes())
}

fn read_mut(vm: &mut Vm, object: Obj) -> Option<&mut [u8]> {
    Some(object.cast::<ByteArray>()?.get_mut(vm).bytes.bytes_mut())
}

class! {
    /// `bytearray`
    pub static BYTEARRAY: bytearray, flags(EQ_OTHER_TYPES), if crate::config::EXTRA,
        always { buffer: read, buffer_mut: read_mut } {
        slots {
            make_new: make_new,
            print: print,
            unary_op: ops::unary_op,
            binary_op: ops::binary_op,
            subscr: slices::subscr,
            iter: items::iter,
        }
        append = fn append;
        extend = fn extend;
        hex = var(1, 2) convert::hex;
        fromhex = class_fn convert::fromhex;
        decode = var(1, 3) convert::decode;
        find = var(2, 4) find::find;
        rfind = var(2, 4) find::rfind;
        index = var(2, 4) find::index;
        rindex = var(2, 4) find::rindex;
        join = fn join::join;
        split = var(1, 3) split::split;
        splitlines = kw(1, ANY) split::splitlines;
        rsplit = var(1, 3) split::rsplit;
        startswith = var(2, 4) find::startswith;
        endswith = var(2, 4) find::endswith;
        strip = var(1, 2) strip::strip;
        lstrip = var(1, 2) strip::lstrip;
        rstrip = var(1, 2) strip::rstrip;
        format = kw(1, ANY) format::format;
        replace = var(3, 4) replace::replace;
        count = var(2, 4) find::count;
        partition = fn split::partition;
        rpartition = fn split::rpartition;
        center = fn strip::center;
        lower = fn case::lower;
        upper = fn case::upper;
        isspace = fn case::isspace;
        isalpha = fn case::isalpha;
        isdigit = fn case::isdigit;
        isupper = fn case::isupper;
        islower = fn case::islower;
    }
}
