//! `mem8`, `mem16`, `mem32`: memory and registers by address.
//!
//! The machine that was granted to the interpreter does the access; without one there is no such permission.
use micropyrite_core::hal::machine::Width;
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::This;
use micropyrite_core::runtime::exc::{self, Value};
use micropyrite_core::runtime::print::{Out, PrintKind, write_fmt};
use micropyrite_core::types::ty::Access;
use micropyrite_core::types::{VALUE_ERROR, int};
use micropyrite_core::{Obj, Raise, Res, Vm, class, library_layout, template};

library_layout! {
    /// All of memory, in pieces of one width.
    pub struct Memory: MEMORY, Plain {
        /// Of a piece.
        width: Width,
    }
}

impl Memory {
    const fn of(width: Width) -> Memory {
        Memory { ty: This::rom(&MEMORY), width }
    }
}

/// `machine.mem8`
pub static MEM8: Memory = Memory::of(Width::Byte);
/// `machine.mem16`
pub static MEM16: Memory = Memory::of(Width::Half);
/// `machine.mem32`
pub static MEM32: Memory = Memory::of(Width::Word);

#[cold]
fn unaligned(vm: &mut Vm, address: usize, width: Width) -> Raise {
    // Of a wide address upstream too tells the low half only.
    let digits: [u8; 8] = core::array::from_fn(|i| {
        let digit = (address as u32 >> (28 - 4 * i)) as u8 & 15;
        if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }
    });
    let values = [Value::Word(&digits), Value::Number(width.bytes() as isize)];
    exc::raise_with(vm, &VALUE_ERROR, template!("address % is not aligned to % bytes"), &values)
}

fn subscr(vm: &mut Vm, object: Obj, index: Obj, access: Access) -> Res {
    let Some(this) = object.cast::<Memory>().filter(|_| access != Access::Delete) else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    let width = this.get(vm).width;
    let address = int::get_truncated(vm, index)? as usize;
    if !address.is_multiple_of(width.bytes()) {
        return Err(unaligned(vm, address, width));
    }
    let machine = vm.machine.ok_or(Errno::EPERM);
    if let Access::Store(value) = access {
        let value = int::get_truncated(vm, value)? as u32;
        let stored = machine.and_then(|machine| machine.store(address, width, value));
        return exc::check(vm, stored).map(|()| Obj::NONE);
    }
    let loaded = machine.and_then(|machine| machine.load(address, width));
    // As upstream: where a word of Python's has 32 bits, the upper half of all values reads as negative.
    let value = exc::check(vm, loaded)? as isize;
    int::new(vm, value)
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    let bits = object.cast::<Memory>().map_or(0, |this| 8 * this.get(vm).width.bytes());
    write_fmt(vm, out, format_args!("<{bits}-bit memory>"))
}

class! {
    /// Type of the three.
    pub static MEMORY: mem {
        slots { print: print, subscr: subscr }
    }
}
