//! `json`: values to and from JSON text.
//!
//! Reading is in `load.rs`, writing in `dump.rs`.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::native::ANY;
use micropyrite_core::runtime::args::{ArgSpec, Args, parse};
use micropyrite_core::runtime::print::{Out, buffer_to_str};
use micropyrite_core::runtime::stream_methods::{self, Need};
use micropyrite_core::types::bytearray;
use micropyrite_core::{Obj, Res, Vm, module};

mod dump;
mod load;

use dump::Separators;

/// Separators from the arguments behind the first `n`.
fn separators(vm: &mut Vm, args: Args<'_>, n: usize) -> Res<Separators> {
    static SPECS: [ArgSpec; 1] = [ArgSpec::keyword(qstr!(separators), Obj::NONE)];
    let rest = Args { pos: args.pos.get(n..).unwrap_or(&[]), kw: args.kw };
    let [given] = parse(vm, rest, &SPECS)?;
    Separators::of(vm, given)
}

fn dumps(vm: &mut Vm, args: Args<'_>) -> Res {
    let separators = separators(vm, args, 1)?;
    let buffer = bytearray::with_capacity(vm, 32)?;
    dump::write_value(vm, Out::Buffer(buffer), args.get(0).unwrap_or(Obj::NONE), separators)?;
    buffer_to_str(vm, buffer)
}

fn dump(vm: &mut Vm, args: Args<'_>) -> Res {
    let separators = separators(vm, args, 2)?;
    let stream = args.get(1).unwrap_or(Obj::NONE);
    stream_methods::get(vm, stream, Need::Write)?;
    dump::write_value(vm, Out::Stream(stream), args.get(0).unwrap_or(Obj::NONE), separators)?;
    Ok(Obj::NONE)
}

module! {
    /// `json`
    pub static JSON: json, extensible {
        dump = kw(2, ANY) dump;
        dumps = kw(1, ANY) dumps;
        load = fn load::load;
        loads = fn load::loads;
    }
}
