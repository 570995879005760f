//! The type `int`: constructor, and integers as bytes.
use micropyrite_bytecode::qstr;
use micropyrite_num::mpz::{self, Endian};

use super::{Operand, as_int, big, from_real, get, is_int, new, raise_conversion, text};
use crate::heap::This;
use crate::native::ANY;
use crate::obj::Obj;
use crate::runtime::args::{ArgSpec, Args, parse};
use crate::runtime::print::{Out, PrintKind};
use crate::runtime::{buffer, exc, ops};
use crate::types::{self, Float, Ty};
use crate::{Res, Vm, class};

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 0, 2)?;
    let Some(object) = args.get(0) else { return Ok(Obj::small(0)) };
    if let Some(base) = args.get(1) {
        if !object.is_qstr() && object.as_text_block().is_none() {
            return Err(types::str::bad_conversion(vm, object));
        }
        let base = get(vm, base)?;
        return text::parse_object(vm, object, base);
    }
    if let Some(float) = object.cast::<Float>() {
        let value = float.get(vm).value;
        return from_real(vm, value);
    }
    if let Some(int) = as_int(vm, object)? {
        return Ok(int);
    }
    if buffer::read(vm, object).is_some() {
        return text::parse_object(vm, object, 10);
    }
    match types::instance::native_base(vm, object).and_then(|base| base.cast::<Float>()) {
        Some(float) => {
            let value = float.get(vm).value;
            from_real(vm, value)
        }
        None => Err(raise_conversion(vm, object)),
    }
}

fn print(vm: &mut Vm, out: Out, object: Obj, _: PrintKind) -> Res<()> {
    text::write(vm, out, object)
}

/// The number in an object's bytes, unsigned or in two's complement.
///
/// # Raises
/// `TypeError` where it has none; `MemoryError`.
pub fn from_bytes(vm: &mut Vm, object: Obj, endian: Endian, signed: bool) -> Res {
    let n_bytes = buffer::len(vm, object)?;
    if n_bytes <= size_of::<u64>() {
        let mut limbs = [0; 64 / usize::BITS as usize];
        let bytes = buffer::read(vm, object).unwrap_or_default();
        let written = mpz::from_bytes(bytes, endian, signed, &mut limbs);
        return super::from_int(vm, written.of(&limbs));
    }
    // Leading zeros need no memory.
    let bytes = buffer::read(vm, object).unwrap_or_default();
    let zeros = match endian {
        Endian::Little => bytes.iter().rev().take_while(|b| **b == 0).count(),
        Endian::Big => bytes.iter().take_while(|b| **b == 0).count(),
    };
    let n = n_bytes - zeros;
    let part = move |bytes: &[u8]| match endian {
        Endian::Little => 0..n.min(bytes.len()),
        Endian::Big => zeros.min(bytes.len())..bytes.len(),
    };
    if !signed && n <= size_of::<u64>() {
        let mut limbs = [0; 64 / usize::BITS as usize];
        let written = mpz::from_bytes(&bytes[part(bytes)], endian, signed, &mut limbs);
        return super::from_int(vm, written.of(&limbs));
    }
    vm.new_limbs(mpz::from_bytes_len(n_bytes), 0, &|vm, out, _| {
        mpz::from_bytes(buffer::read(vm, object).unwrap_or_default(), endian, signed, out)
    })
}

fn endian(vm: &Vm, object: Obj) -> Endian {
    if vm.str_is(object, qstr!(little)) { Endian::Little } else { Endian::Big }
}

// As upstream has it, the bytes are taken as unsigned whatever further arguments say.
fn from_bytes_method(vm: &mut Vm, args: &[Obj]) -> Res {
    let Some(object) = args.get(1).copied() else { return new(vm, 0) };
    let endian = args.get(2).map_or(Endian::Big, |order| endian(vm, *order));
    from_bytes(vm, object, endian, false)
}

fn to_bytes(vm: &mut Vm, args: Args<'_>) -> Res {
    let Some((this, rest)) = args.pos.split_first() else { return Ok(Obj::NONE) };
    const SPECS: [ArgSpec; 3] = [
        ArgSpec::optional(qstr!(length), Obj::small(1)),
        ArgSpec::optional(qstr!(byteorder), Obj::qstr(qstr!(big))),
        ArgSpec::keyword(qstr!(signed), Obj::FALSE),
    ];
    let [length, order, signed] = parse(vm, Args { pos: rest, kw: args.kw }, &SPECS)?;
    let Ok(n_bytes) = usize::try_from(get(vm, length)?) else {
        return Err(exc::value_error(vm, text!("")));
    };
    let signed = ops::truth(vm, signed)?;
    let endian = endian(vm, order);
    let int = if is_int(*this) { *this } else { super::to_int(vm, *this)? };
    let Some(number) = Operand::of(int) else { return Err(raise_conversion(vm, int)) };
    if number.int(vm).is_negative() && !signed {
        return Err(exc::overflow_error(vm, text!("can't convert negative int to unsigned")));
    }
    if mpz::to_bytes_len(number.int(vm), signed) > n_bytes {
        return Err(exc::raise_with(
            vm,
            &types::OVERFLOW_ERROR,
            template!("value would overflow a % byte buffer"),
            &[exc::Value::Number(n_bytes as isize)],
        ));
    }
    let bytes = vm.new_text(This::rom(&types::BYTES), n_bytes, |vm, out| {
        mpz::to_bytes(number.int(vm), endian, signed, out);
    })?;
    Ok(bytes.obj())
}

class! {
    /// Type of integers.
    pub static INT: int {
        slots { make_new: make_new, print: print, unary_op: big::unary_op, binary_op: big::binary_op }
        from_bytes = class_var(2, 4) from_bytes_method;
        to_bytes = kw(1, ANY) to_bytes;
    }
}
