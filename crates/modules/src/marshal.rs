//! `marshal`: code to bytes, which are a `.mpy` file, and back.
//!
//! Source: `extmod/modmarshal.c`. What is read goes through the verifier, as every compiled file does.
use micropyrite_core::load::{self, Extent, Input, ProtoFun};
use micropyrite_core::runtime::{buffer, exc};
use micropyrite_core::types::bytearray;
use micropyrite_core::{Obj, Res, Vm, module, text};

fn dumps(vm: &mut Vm, value: Obj) -> Res {
    let Some(code) = value.cast::<ProtoFun>() else {
        return Err(exc::value_error(vm, text!("unmarshallable object")));
    };
    let file = load::save(vm, code, Extent::Code, Obj::SMALL_BITS as u8)?;
    bytearray::take_bytes(vm, file)
}

fn loads(vm: &mut Vm, data: Obj) -> Res {
    buffer::len(vm, data)?;
    load::load(vm, Input::Buffer(data)).map(|code| code.obj())
}

module! {
    /// `marshal`
    pub static MARSHAL: marshal, extensible {
        dumps = fn dumps;
        loads = fn loads;
    }
}
