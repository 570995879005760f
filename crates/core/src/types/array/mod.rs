//! `array.array`: a growable array of numbers of one type.
//!
//! Numbers lie in a byte array. The type code `O` is upstream's extension: an array of objects, which lie in an
//! array of their own, since the collector must see them. What arrays, bytearrays and memoryviews have in common is
//! in `items.rs`, `ops.rs` and `slices.rs`.
use crate::heap::{ByteVec, Layout, ObjVec, This};
use crate::obj::Obj;
use crate::runtime::args::Args;
use crate::runtime::binary::{Item, Order, bad_code};
use crate::runtime::each::each;
use crate::runtime::print::{Out, PrintKind, print_repr, write, write_fmt};
use crate::runtime::{buffer, exc};
use crate::types::{Access, Ty, str};
use crate::{Res, Vm, class, layout};

pub mod items;
pub mod ops;
pub mod slices;

layout! {
    /// An array.
    pub struct Array: ARRAY, Scanned, if crate::config::EXTRA {
        /// Its numbers.
        pub bytes: ByteVec,
        /// Its items, if they are objects.
        pub objects: ObjVec,
        /// Its type code.
        pub code: u8,
    }
}

/// The type code of arrays of objects.
pub const OBJECTS: u8 = b'O';

/// An array of `n` zeroes (of `None`, if its items are objects).
///
/// # Raises
/// `ValueError` for what is no type code; `MemoryError`.
pub fn new(vm: &mut Vm, code: u8, n: usize) -> Res<This<Array>> {
    let item = Item::of(vm, code)?;
    let ty = This::rom(<Array as Layout>::DEF);
    let array = vm.alloc(Array { ty, bytes: ByteVec::EMPTY, objects: ObjVec::EMPTY, code })?;
    if code == OBJECTS {
        vm.open_gap_objs(&|vm| &mut array.get_mut(vm).objects, 0, n)?;
        return Ok(array);
    }
    let Some(len) = n.checked_mul(item.n_bytes()) else { return Err(vm.raise_memory(usize::MAX)) };
    if len > 0 {
        vm.reserve_bytes(&|vm| &mut array.get_mut(vm).bytes, len, true, false)?;
        array.get_mut(vm).bytes.set_len(len);
    }
    Ok(array)
}

/// Appends a value.
///
/// # Raises
/// `TypeError`, `OverflowError`, `MemoryError`.
pub fn push(vm: &mut Vm, array: This<Array>, value: Obj) -> Res<()> {
    let code = array.get(vm).code;
    if code == OBJECTS {
        return vm.push_obj(|vm| &mut array.get_mut(vm).objects, value);
    }
    let item = Item::of(vm, code)?;
    let bytes = item.encode(vm, value, Order::NATIVE)?;
    vm.push_bytes(|vm| &mut array.get_mut(vm).bytes, bytes.get(..item.n_bytes()).unwrap_or(&bytes))
}

/// Appends the items of an object: whole items of its bytes if it has a buffer, else what it iterates over.
///
/// # Raises
/// `TypeError`, `OverflowError`, `MemoryError`, what iterating raises.
pub fn extend(vm: &mut Vm, array: This<Array>, source: Obj) -> Res<()> {
    let code = array.get(vm).code;
    let item = Item::of(vm, code)?;
    if let Some(len) = buffer::read(vm, source).map(<[u8]>::len)
        && code != OBJECTS
    {
        let len = len / item.n_bytes() * item.n_bytes();
        return vm.append_bytes(&|vm| &mut array.get_mut(vm).bytes, source, 0, len);
    }
    if source == array.obj() {
        // Only as many as there are now.
        for i in 0..array.get(vm).objects.len() {
            let Some(value) = array.get(vm).objects.items().get(i).copied() else { break };
            push(vm, array, value)?;
        }
        return Ok(());
    }
    each(vm, source, &mut |vm, value| push(vm, array, value).map(|()| true))
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 2)?;
    let Some(&code) = args.pos.first() else { return Ok(Obj::NONE) };
    str::check_text(vm, code)?;
    let Some(code) = vm.text_of(code).first().copied() else { return Err(bad_code(vm)) };
    let array = new(vm, code, 0)?;
    let Some(&source) = args.pos.get(1) else { return Ok(array.obj()) };
    // Bytes are the numbers' own bytes; other sources are iterated over, arrays of another type too.
    if matches!(str::kind_of(source), Some(str::Kind::Bytes | str::Kind::ByteArray)) {
        extend(vm, array, source)?;
        return Ok(array.obj());
    }
    each(vm, source, &mut |vm, value| push(vm, array, value).map(|()| true))?;
    Ok(array.obj())
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let Some(array) = object.cast::<Array>() else { return Ok(()) };
    let code = array.get(vm).code as char;
    write_fmt(vm, out, format_args!("array('{code}'"))?;
    let mut i = 0;
    while let Some(value) = items::load(vm, object, i)? {
        write(vm, out, if i == 0 { b", [" } else { b", " })?;
        print_repr(vm, out, value)?;
        i += 1;
    }
    write(vm, out, if i == 0 { b")" } else { b"])" })
}

fn subscr(vm: &mut Vm, object: Obj, index: Obj, access: Access) -> Res {
    slices::subscr(vm, object, index, access)
}

fn read(vm: &Vm, object: Obj) -> Option<&[u8]> {
    let array = object.cast::<Array>()?.get(vm);
    // Objects have no bytes that Python code may read, let alone write.
    if array.code == OBJECTS { None } else { Some(array.bytes.bytes()) }
}

fn read_mut(vm: &mut Vm, object: Obj) -> Option<&mut [u8]> {
    let array = object.cast::<Array>()?.get_mut(vm);
    if array.code == OBJECTS { None } else { Some(array.bytes.bytes_mut()) }
}

/// `append`, which changes nothing if the value does not fit.
fn append(vm: &mut Vm, this: This<Array>, value: Obj) -> Res<()> {
    push(vm, this, value)
}

fn extend_with(vm: &mut Vm, this: This<Array>, source: Obj) -> Res<()> {
    extend(vm, this, source)
}

/// Refuses what has no buffer, as the right operand of `+`.
pub(super) fn check_buffer(vm: &mut Vm, object: Obj) -> Res<()> {
    if buffer::read(vm, object).is_some() {
        return Ok(());
    }
    Err(exc::type_error(vm, text!("object with buffer protocol required")))
}

class! {
    /// `array.array`
    pub static ARRAY: array {
        slots {
            make_new: make_new,
            print: print,
            unary_op: ops::unary_op,
            binary_op: ops::binary_op,
            subscr: subscr,
            iter: items::iter,
            buffer: read,
            buffer_mut: read_mut,
        }
        append = fn append;
        extend = fn extend_with;
    }
}
