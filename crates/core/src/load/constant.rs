//! Constants as compiled files have them.
use micropyrite_bytecode::mpy::ConstKind;

use super::input::Reader;
use super::save::push_number;
use super::unmade;
use crate::heap::This;
use crate::obj::Obj;
use crate::runtime::exc;
use crate::runtime::print::{self, PrintKind};
use crate::types::{self, ByteArray, Complex, Float, bytearray, complex, float, int, list, str};
use crate::{Res, Vm, config};

/// Reads a constant.
///
/// # Raises
/// `ValueError`, `MemoryError`, `UnicodeError`; `RecursionError` for tuples that nest too deep.
pub(super) fn read(vm: &mut Vm, reader: &mut Reader) -> Res {
    let byte = reader.byte(vm)?;
    match ConstKind::from_byte(byte) {
        None | Some(ConstKind::FunTable) => Err(reader.wrong(vm, "bad constant")),
        Some(ConstKind::None) => Ok(Obj::NONE),
        Some(ConstKind::False) => Ok(Obj::FALSE),
        Some(ConstKind::True) => Ok(Obj::TRUE),
        Some(ConstKind::Ellipsis) => Ok(Obj::ELLIPSIS),
        Some(ConstKind::Tuple) => tuple(vm, reader),
        Some(ConstKind::Str) => text(vm, reader, str::Kind::Str),
        Some(ConstKind::Bytes) => text(vm, reader, str::Kind::Bytes),
        Some(kind) => number(vm, reader, kind),
    }
}

/// Reads a constant of a table. A text in a file that stays is only looked at: it is made when it is needed.
///
/// # Raises
/// As [`read`].
pub(super) fn read_entry(vm: &mut Vm, reader: &mut Reader) -> Res {
    let kind = reader.peek(vm)?;
    let (Some(ConstKind::Str | ConstKind::Bytes), true) =
        (ConstKind::from_byte(kind), reader.fixed().is_some())
    else {
        return read(vm, reader);
    };
    pass(vm, reader)?;
    Ok(unmade())
}

/// Passes over a constant; texts are looked at.
///
/// # Raises
/// As [`read`].
pub(super) fn pass(vm: &mut Vm, reader: &mut Reader) -> Res<()> {
    let byte = reader.byte(vm)?;
    let kind = ConstKind::from_byte(byte);
    match kind {
        None | Some(ConstKind::FunTable) => return Err(reader.wrong(vm, "bad constant")),
        Some(ConstKind::None | ConstKind::False | ConstKind::True | ConstKind::Ellipsis) => return Ok(()),
        _ => {}
    }
    let n = reader.number(vm)?;
    if kind == Some(ConstKind::Tuple) {
        vm.check_stack()?;
        return (0..n).try_for_each(|_| pass(vm, reader));
    }
    let Some(fixed) = reader.in_place(n as usize) else { return Err(reader.wrong(vm, "cut off")) };
    if kind == Some(ConstKind::Str) && !str::unicode::is_valid(fixed.bytes(vm)) {
        return Err(str::unicode_error(vm));
    }
    if matches!(kind, Some(ConstKind::Str | ConstKind::Bytes)) && reader.byte(vm)? != 0 {
        return Err(reader.wrong(vm, "bad constant"));
    }
    Ok(())
}

fn tuple(vm: &mut Vm, reader: &mut Reader) -> Res {
    vm.check_stack()?;
    let n = reader.number(vm)?;
    let items = list::with_capacity(vm, 0)?;
    for _ in 0..n {
        let item = read(vm, reader)?;
        list::push(vm, items, item)?;
    }
    let tuple = vm.new_tuple_with(n as usize, |vm, out| out.copy_from_slice(items.items(vm)))?;
    Ok(tuple.obj())
}

/// Reads `n` bytes into an array, which grows as they come: the file may lie.
fn bytes(vm: &mut Vm, reader: &mut Reader, n: usize) -> Res<This<ByteArray>> {
    let array = bytearray::with_capacity(vm, 0)?;
    reader.pieces(vm, n, |vm, _, piece| bytearray::push(vm, array, piece))?;
    Ok(array)
}

fn text(vm: &mut Vm, reader: &mut Reader, kind: str::Kind) -> Res {
    let n = reader.number(vm)? as usize;
    let object = match reader.in_place(n) {
        Some(fixed) => str::from_fixed(vm, kind, fixed)?,
        None => {
            let array = bytes(vm, reader, n)?;
            match kind {
                str::Kind::Str => bytearray::take_str(vm, array)?,
                _ => bytearray::take_bytes(vm, array)?,
            }
        }
    };
    match reader.byte(vm)? {
        0 => Ok(object),
        _ => Err(reader.wrong(vm, "bad constant")),
    }
}

fn number(vm: &mut Vm, reader: &mut Reader, kind: ConstKind) -> Res {
    let n = reader.number(vm)? as usize;
    let array = bytes(vm, reader, n)?;
    if kind == ConstKind::Int {
        return int::text::parse_object(vm, array.obj(), 10);
    }
    if !config::FLOAT {
        return Err(exc::value_error(vm, text!("decimal numbers not supported")));
    }
    if kind == ConstKind::Complex {
        let [digits @ .., b'j'] = array.get(vm).bytes.bytes() else {
            return Err(reader.wrong(vm, "bad constant"));
        };
        let n = digits.len();
        array.get_mut(vm).bytes.set_len(n);
    }
    let value = float::parse_object(vm, array.obj())?;
    if kind == ConstKind::Float {
        return Ok(value);
    }
    let imag = value.cast::<Float>().map_or(0.0, |float| float.get(vm).value);
    complex::new(vm, 0.0, imag)
}

/// Writes a constant.
///
/// # Raises
/// `MemoryError`; `ValueError` for objects that no file can hold; `RecursionError` for tuples that nest too deep.
pub(super) fn write(vm: &mut Vm, out: This<ByteArray>, object: Obj) -> Res<()> {
    let simple = [
        (Obj::NONE, ConstKind::None),
        (Obj::FALSE, ConstKind::False),
        (Obj::TRUE, ConstKind::True),
        (Obj::ELLIPSIS, ConstKind::Ellipsis),
    ];
    if let Some((_, kind)) = simple.iter().find(|(simple, _)| *simple == object) {
        return bytearray::push(vm, out, &[*kind as u8]);
    }
    if let Some(tuple) = object.as_tuple() {
        vm.check_stack()?;
        bytearray::push(vm, out, &[ConstKind::Tuple as u8])?;
        let n = tuple.get(vm).len;
        push_number(vm, out, n as u32)?;
        for i in 0..n {
            let item = tuple.items(vm).get(i).copied().unwrap_or(Obj::NONE);
            write(vm, out, item)?;
        }
        return Ok(());
    }
    let is_str = str::text(vm, object).is_some();
    if is_str || object.as_text_block().is_some() {
        let kind = if is_str { ConstKind::Str } else { ConstKind::Bytes };
        bytearray::push(vm, out, &[kind as u8])?;
        push_text(vm, out, object)?;
        return bytearray::push(vm, out, &[0]);
    }
    let kind = if object.is_small() || object.cast::<types::BigInt>().is_some() {
        ConstKind::Int
    } else if object.cast::<Float>().is_some() {
        ConstKind::Float
    } else if object.cast::<Complex>().is_some() {
        ConstKind::Complex
    } else {
        return Err(exc::value_error(vm, text!("unmarshallable object")));
    };
    bytearray::push(vm, out, &[kind as u8])?;
    let text = print::to_str(vm, object, PrintKind::Repr)?;
    push_text(vm, out, text)
}

/// Writes a string's length and bytes.
fn push_text(vm: &mut Vm, out: This<ByteArray>, object: Obj) -> Res<()> {
    let len = vm.text_of(object).len();
    push_number(vm, out, len as u32)?;
    bytearray::append(vm, out, object, 0, len)
}
