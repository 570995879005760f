//! `json`: values to and from JSON text.
//!
//! Reading is in `load.rs`, over the characters of `reader.rs`, writing in `dump.rs`.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::native::ANY;
use micropyrite_core::runtime::args::{ArgSpec, Args, parse};
use micropyrite_core::runtime::print::{Out, buffer_to_str};
use micropyrite_core::runtime::stream_methods::{self, Need};
use micropyrite_core::types::bytearray;
use micropyrite_core::{Obj, Res, Vm, config, module};

mod dump;
mod load;
mod reader;

use dump::{Separators, Writer};

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
    let writer = Writer { out: Out::Buffer(buffer), gathered: None, separators };
    writer.value(vm, args.get(0).unwrap_or(Obj::NONE))?;
    buffer_to_str(vm, buffer)
}

fn dump(vm: &mut Vm, args: Args<'_>) -> Res {
    let separators = separators(vm, args, 2)?;
    let stream = args.get(1).unwrap_or(Obj::NONE);
    let open = stream_methods::get(vm, stream, Need::Write)?;
    // Where what is written has a place, it does not matter in how many pieces it came there.
    let gathered = match open.stream.seek {
        Some(_) if !config::COMPACT => Some(bytearray::with_capacity(vm, 64)?),
        _ => None,
    };
    let writer = Writer { out: Out::Stream(stream), gathered, separators };
    let outcome = writer.value(vm, args.get(0).unwrap_or(Obj::NONE));
    writer.flush(vm)?;
    outcome.map(|()| Obj::NONE)
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
