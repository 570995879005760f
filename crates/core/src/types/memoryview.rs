//! `memoryview`: a window on another object's buffer.
//!
//! It refers to the object and a range, never to memory: where the object shrinks, the view shows less. A view of a
//! view refers to the object beneath.
use micropyrite_bytecode::qstr;

use crate::heap::{Layout, This};
use crate::obj::{Obj, Slot};
use crate::runtime::args::Args;
use crate::runtime::{buffer, exc};
use crate::types::array::{check_buffer, items, ops, slices};
use crate::types::str::convert;
use crate::types::{EQ_OTHER_TYPES, Ty};
use crate::{Qstr, Res, Vm, class, config, layout};

layout! {
    /// A view.
    pub struct MemoryView: MEMORYVIEW, Scanned, if crate::config::EXTRA {
        /// The object whose buffer it shows.
        pub base: Obj,
        /// Offset of its first byte there.
        pub start: usize,
        /// How many items.
        pub len: usize,
        /// Their type code.
        pub code: u8,
        /// Whether the buffer can be written.
        pub writable: bool,
    }
}

/// The greatest item that a slice may begin at: as upstream, where it shares a word with other things.
const MOST_START: usize = usize::MAX >> 8;

/// A view of an object's whole buffer.
///
/// # Raises
/// `TypeError` if it has none; `MemoryError`.
pub fn new(vm: &mut Vm, object: Obj) -> Res<This<MemoryView>> {
    check_buffer(vm, object)?;
    let view = items::view_of(vm, object);
    let writable = buffer::write(vm, object).is_some();
    let ty = This::rom(<MemoryView as Layout>::DEF);
    let code = view.item.code;
    vm.alloc(MemoryView { ty, base: view.base, start: view.start, len: view.len, code, writable })
}

/// A view of some of a view's items.
pub(super) fn slice(vm: &mut Vm, view: This<MemoryView>, start: usize, stop: usize) -> Res {
    if start > MOST_START {
        return Err(exc::overflow_error(vm, text!("memoryview offset too large")));
    }
    let offset = items::view_of(vm, view.obj()).offset(start);
    let MemoryView { ty, base, code, writable, .. } = *view.get(vm);
    let part = vm.alloc(MemoryView { ty, base, start: offset, len: stop - start, code, writable })?;
    Ok(part.obj())
}

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    let Some(&object) = args.pos.first() else { return Ok(Obj::NONE) };
    Ok(new(vm, object)?.obj())
}

fn attr(vm: &mut Vm, object: Obj, name: Qstr) -> Res<Slot> {
    if name == qstr!(itemsize) {
        return Ok(Some(Obj::small(items::item_of(vm, object).n_bytes() as isize)));
    }
    Ok(None)
}

/// Range of the bytes it shows now.
fn range(vm: &Vm, object: Obj) -> (Obj, core::ops::Range<usize>) {
    let view = items::view_of(vm, object);
    (view.base, view.start..view.offset(view.len))
}

fn read(vm: &Vm, object: Obj) -> Option<&[u8]> {
    let view = object.cast::<MemoryView>()?.get(vm);
    if !config::COMPACT && view.code == b'B' {
        let rest = buffer::read(vm, view.base)?.get(view.start..).unwrap_or_default();
        return Some(rest.get(..view.len).unwrap_or(rest));
    }
    let (base, range) = range(vm, object);
    Some(buffer::read(vm, base)?.get(range).unwrap_or(&[]))
}

fn write(vm: &mut Vm, object: Obj) -> Option<&mut [u8]> {
    if !object.cast::<MemoryView>()?.get(vm).writable {
        return None;
    }
    let (base, range) = range(vm, object);
    Some(buffer::write(vm, base)?.get_mut(range).unwrap_or(&mut []))
}

class! {
    /// `memoryview`
    pub static MEMORYVIEW: memoryview, flags(EQ_OTHER_TYPES) {
        slots {
            make_new: make_new,
            unary_op: ops::unary_op,
            binary_op: ops::binary_op,
            attr: attr,
            subscr: slices::subscr,
            iter: items::iter,
            buffer: read,
            buffer_mut: write,
        }
        hex = var(1, 2) convert::hex;
    }
}
