//! `CompilerHost`: memory, names and objects for the compiler, out of a `Vm`.
//!
//! The compiler only learns that something failed; the exception that says why is kept here until it has cleaned up.
use micropyrite_bytecode::{CodeId, RawCode};
use micropyrite_compile::{Const, Consts, Fold, Folded, Name, Names, Sink, Workspace};
use micropyrite_core::heap::unit::Unit;
use micropyrite_core::load::Loader;
use micropyrite_core::{Qstr, Raise, Res, Vm, qstr};
use micropyrite_syntax::Tree;
use micropyrite_syntax::workspace::ReadError;

use super::reader::Reader;
use super::seen::Seen;
use super::{constants, listing};

/// Native stack that one more level of nesting may take before it asks again: on 32 bits up to 450 bytes. What a level
/// calls that nests no further, such as computing a constant, takes of what natives leave below their limit.
const STACK_OF_A_LEVEL: usize = if cfg!(debug_assertions) { 8192 } else { 16 * 8 * size_of::<usize>() };

/// The host of one unit.
pub(super) struct CompilerHost<'a, 'p> {
    pub vm: &'a mut Vm,
    pub unit: &'a Unit<'p>,
    pub loader: Loader,
    pub reader: Reader,
    pub seen: Seen,
    /// What failed last.
    pub raised: Option<Raise>,
}

impl CompilerHost<'_, '_> {
    /// Notes what was raised.
    fn note<T>(&mut self, result: Res<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(raise) => {
                self.raised = Some(raise);
                None
            }
        }
    }
}

impl<'p> Workspace<'p> for CompilerHost<'_, 'p> {
    fn take(&mut self, words: usize) -> Option<&'p mut [u32]> {
        let block = self.unit.take(self.vm, words);
        self.note(block)
    }

    fn give(&mut self, block: &'p mut [u32]) {
        self.unit.give(self.vm, block);
    }

    fn intern(&mut self, text: &[u8]) -> Option<Name> {
        let place = match self.seen.find(self.vm, text) {
            Ok(name) => return Some(Name(name.0)),
            Err(place) => place,
        };
        let name = self.vm.intern(text);
        let name = self.note(name)?;
        self.seen.note(place, name);
        Some(Name(name.0))
    }

    fn find(&mut self, text: &[u8]) -> Option<Name> {
        qstr::find(self.vm, text).map(|name| Name(name.0))
    }

    fn text(&self, name: Name) -> &[u8] {
        self.vm.qstr_bytes(Qstr(name.0))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        let read = self.reader.read(self.vm, into);
        self.note(read).ok_or(ReadError)
    }

    fn has_stack(&self) -> bool {
        self.vm.native_left() >= STACK_OF_A_LEVEL
    }
}

impl Sink for CompilerHost<'_, '_> {
    fn begin(&mut self) -> Option<CodeId> {
        let id = self.loader.begin(self.vm);
        self.note(id)
    }

    fn finish(&mut self, id: CodeId, code: &RawCode<'_>) -> Option<()> {
        let done = self.loader.finish(self.vm, id, code);
        self.note(done)
    }

    fn tables(&mut self, names: Names<'_>, consts: Consts<'_>) -> Option<()> {
        let done = self.loader.names(self.vm, names.iter().map(|name| Qstr(name.0)));
        self.note(done)?;
        for constant in consts.iter() {
            let done =
                constants::object(self.vm, constant).and_then(|object| self.loader.constant(self.vm, object));
            self.note(done)?;
        }
        if self.vm.verbose >= 2 {
            let done = listing::print_codes(self.vm, self.loader);
            self.note(done)?;
        }
        Some(())
    }

    fn tree(&mut self, tree: &Tree<'_>) {
        if self.vm.verbose >= 3 {
            listing::print_tree(self.vm.system, tree, self);
        }
    }

    fn fold(&mut self, op: Fold, a: Const<'_>, b: Const<'_>, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        let number = constants::computed(self.vm, op, a, b);
        let number = self.vm.ignore(number)??;
        constants::put(self.vm, number, put)
    }

    fn module_constant(&mut self, module: Name, attr: Name, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        let number = constants::of_module(self.vm, Qstr(module.0), Qstr(attr.0))?;
        constants::put(self.vm, number, put)
    }
}
