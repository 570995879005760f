//! `Linked`: modules that are constant data of the program.
//!
//! Their codes, tables of names and constants are statics, which a tool writes as Rust source from compiled files
//! (`micropyrite-mpy`) and which the compiler lays out: importing such a module makes nothing of it in the heap, and
//! nothing of it is looked at again, since the tool has verified it.
use micropyrite_bytecode::prelude::Prelude;
use micropyrite_bytecode::qstr::{Qstr, RAM_BASE, Section};

use super::{Context, ProtoFun};
use crate::heap::code::{Bytes, Names};
use crate::heap::rom_tuple::RomTuple;
use crate::heap::{Layout, ObjVec, This};
use crate::obj::Obj;

/// Modules that are linked in. A frozen archive says which file is which of them.
pub struct Linked {
    /// The outermost code of each.
    pub codes: &'static [&'static ProtoFun],
    /// Their names that are not known to all programs; its numbers start at `RAM_BASE`.
    pub names: &'static Section,
}

/// No names.
static NO_NAMES: Section = Section { base: RAM_BASE, names: &[], hashes: &[], by_hash: &[] };

impl Linked {
    /// None.
    pub const NONE: Linked = Linked { codes: &[], names: &NO_NAMES };
}

impl Context {
    /// A static one.
    pub const fn rom(names: &'static [Qstr], consts: &'static [Obj]) -> Context {
        Context {
            ty: This::rom(<Context as Layout>::DEF),
            names: Names::rom(names),
            consts: ObjVec::rom(consts),
            image: Obj::NONE,
        }
    }
}

impl ProtoFun {
    /// A static one, whose code has the given prelude and number of locals; a function is made of it on a line.
    ///
    /// # Panics
    /// In const evaluation, for code with more locals, or more stack of a generator, than can be counted.
    pub const fn rom<const N: usize>(
        code: &'static [u8],
        context: &'static Context,
        children: &'static RomTuple<N>,
        prelude: &Prelude,
        n_locals: u32,
        line_made: u16,
    ) -> ProtoFun {
        let children = if N == 0 { None } else { Some(children.obj()) };
        let mut proto = ProtoFun::blank(Bytes::rom(code), This::rom(context), children);
        assert!(proto.describe(prelude, n_locals), "code that can not be counted");
        proto.line_made = line_made;
        proto
    }
}
