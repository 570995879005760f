//! Making an interpreter: memory, roots, the first thread.
use micropyrite_bytecode::qstr;
use micropyrite_hal::machine::Machine;
use micropyrite_hal::system::System;

use crate::heap::place::place;
use crate::heap::{RomText, This};
use crate::load::Linked;
use crate::native::ModuleDef;
use crate::obj::Obj;
use crate::runtime::frozen::Archives;
use crate::runtime::import::{self, SourceCompiler};
use crate::state::Identity;
use crate::types::{self, dict, list, module};
use crate::watch::{Topics, Watch};
use crate::{Res, Vm};

/// `sys.tracebacklimit`.
const TRACEBACK_LIMIT: isize = 1000;

/// What an interpreter is made of.
pub struct Boot {
    /// Memory for the interpreter itself, its frames, and its heap.
    pub memory: &'static mut [u8],
    /// How much of it is for the frames of the first thread.
    pub frame_bytes: usize,
    /// How much of the heap is used until it has to grow.
    pub heap_bytes: usize,
    /// Bytes of native stack that it may use.
    pub native_limit: usize,
    /// The world.
    pub system: &'static dyn System,
    /// The hardware, where Python may touch it.
    pub machine: Option<&'static dyn Machine>,
    /// What `sys` says of the build.
    pub identity: Identity,
    /// Modules that are linked in.
    pub modules: &'static [&'static ModuleDef],
    /// Modules that are part of the program.
    pub frozen: Archives,
    /// Those of them that are constant data.
    pub linked: &'static Linked,
    /// The compiler, if source text is to be understood.
    pub compiler: Option<&'static dyn SourceCompiler>,
    /// Collect at every allocation and poison what is freed.
    pub gc_stress: bool,
    /// Collect a little at every allocation rather than all, where the build can.
    pub gc_steps: bool,
    /// What of its work is told, in a build that can.
    pub topics: Topics,
}

/// The memory is too small for an interpreter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooSmall;

impl Vm {
    /// Makes an interpreter with an empty `__main__`.
    ///
    /// # Errors
    /// [`TooSmall`].
    pub fn boot(boot: Boot) -> Result<&'static mut Vm, TooSmall> {
        let mut vm = Vm::without_memory(boot.system, boot.identity);
        vm.machine = boot.machine;
        vm.builtin_modules = boot.modules;
        vm.frozen = boot.frozen;
        vm.linked = boot.linked;
        vm.roots.pools.link(boot.linked.names);
        vm.compiler = boot.compiler;
        vm.heap.watch = Watch::new(boot.topics, boot.system);
        let (vm, frames) = place(boot.memory, boot.frame_bytes, boot.heap_bytes, vm).ok_or(TooSmall)?;
        // Nothing collects before the first scope, so all of this may lie in locals.
        let Ok(globals) = make_roots(vm) else { return Err(TooSmall) };
        vm.start_thread_in(frames, globals, boot.native_limit);
        vm.heap.stress = boot.gc_stress;
        if boot.gc_steps {
            vm.heap.step_always();
        }
        Ok(vm)
    }
}

impl Vm {
    /// Bytes of native stack that are left to natives.
    pub fn native_left(&self) -> usize {
        self.thread.native_limit.saturating_sub(self.thread.native_used())
    }
}

fn make_roots(vm: &mut Vm) -> Res<This<types::Dict>> {
    let globals = dict::new(vm, 1)?;
    vm.roots.main_globals = Some(globals);
    dict::store_qstr(vm, globals, qstr!(__name__), Obj::qstr(qstr!(__main__)))?;
    let main = module::with_globals(vm, globals)?;
    let modules = import::modules(vm)?;
    dict::store_qstr(vm, modules, qstr!(__main__), main.obj())?;
    let path = list::new(vm, &[types::str::EMPTY])?;
    vm.roots.path = Some(path);
    let argv = list::with_capacity(vm, 0)?;
    vm.roots.argv = Some(argv);
    static FIRST: RomText<4> = RomText::new(">>> ");
    static MORE: RomText<4> = RomText::new("... ");
    vm.roots.sys_mutable = [Some(FIRST.obj()), Some(MORE.obj()), Some(Obj::small(TRACEBACK_LIMIT))];
    Ok(globals)
}
