//! `Vm`: every mutable field of an interpreter.
use micropyrite_bytecode::frozen::Archive;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::machine::Machine;
use micropyrite_hal::system::{Pending, System};

use crate::config;
use crate::heap::reserve::Reserve;
use crate::heap::spare::Spare;
use crate::heap::threads::Threads;
use crate::heap::{ByteVec, Heap, This};
use crate::load::Linked;
use crate::obj::{Obj, Slot};
use crate::qstr::pool::Pools;
use crate::runtime::frozen::Archives;
use crate::runtime::import::SourceCompiler;
use crate::types::lookup::Lookups;
use crate::types::{Dict, List, Tuple};
use crate::vm::frame::Thread;
use crate::vm::tier1::HotList;

/// Proof that an exception is pending: only the `Vm` makes one.
#[derive(Debug)]
pub struct Raise(pub(crate) ());

/// What an operation that may raise answers; one word where `T` is an object.
pub type Res<T = Obj> = Result<T, Raise>;

const _: () = assert!(size_of::<Res>() == size_of::<usize>());

/// Objects that are alive because the interpreter needs them. Words only: the collector scans it as such.
#[repr(C)]
pub struct Roots {
    /// `sys.modules`.
    pub modules: Option<This<Dict>>,
    /// `__main__.__dict__`.
    pub main_globals: Option<This<Dict>>,
    /// Names that Python code has set in `builtins`.
    pub builtins_override: Option<This<Dict>>,
    /// What was set on modules that are in ROM: from module to dict.
    pub module_extras: Option<This<Dict>>,
    /// `sys.path`.
    pub path: Option<This<List>>,
    /// `sys.argv`.
    pub argv: Option<This<List>>,
    /// `sys.ps1`, `sys.ps2`, `sys.tracebacklimit`.
    pub sys_mutable: [Slot; 3],
    /// `sys.stdin`, `sys.stdout`, `sys.stderr`.
    pub stdio: [Slot; 3],
    /// `sys.atexit`'s callback.
    pub atexit: Slot,
    /// Callbacks of `micropython.schedule`: function, argument.
    pub scheduled: [[Slot; 2]; config::SCHEDULE_MAX],
    /// Memory kept for exceptions.
    pub reserve: Reserve,
    /// Mount table of the virtual file system, and the current one.
    pub mounts: Slot,
    /// Current working mount.
    pub current_mount: Slot,
    /// State of library modules, by module.
    pub module_state: Option<This<Dict>>,
    /// Text and tables of names given at run time.
    pub pools: Pools,
    /// What is shown as the bytes of objects that have none: always empty.
    pub no_bytes: ByteVec,
    /// Threads other than the running one.
    pub threads: Slot,
}

/// An interpreter: heap, threads, names, settings.
pub struct Vm {
    /// The running thread's own state.
    pub(crate) thread: Thread,
    /// Memory.
    pub heap: Heap,
    /// What the interpreter itself needs.
    pub roots: Roots,
    /// The world.
    pub system: &'static dyn System,
    /// The hardware, where Python may touch it. Core only keeps it for the modules.
    pub machine: Option<&'static dyn Machine>,
    /// Flags that interrupts set.
    pub(crate) pending: &'static Pending,
    /// Compiles source text, in a build that can.
    pub compiler: Option<&'static dyn SourceCompiler>,
    /// Modules that are linked in.
    pub builtin_modules: &'static [&'static crate::native::ModuleDef],
    /// Modules that are part of the program.
    pub frozen: Archives,
    /// Those of them that are constant data.
    pub linked: &'static Linked,
    /// Where a name was found last, by the address of the instruction.
    pub(crate) hints: [u8; config::N_HINTS],
    /// What names were found to mean in classes.
    pub(crate) lookups: Lookups,
    /// Translated code, in builds with tier 1.
    #[allow(dead_code)]
    pub(crate) hot: HotList,
    /// Calls and jumps backwards after which code is translated; 0: never.
    pub hot_after: u16,
    /// Goes up with every change of a class; 0 once a class may change unseen.
    pub(crate) class_version: usize,
    /// Goes up when a module that uses built-in names gets a new one, or a built-in name is overridden.
    pub(crate) names_version: usize,
    /// Depth of entries from natives into Python.
    pub(crate) native_depth: u32,
    pub(crate) in_collection: bool,
    /// An exception is being made: its memory may come from the reserve.
    pub(crate) raising: bool,
    /// Two objects that are used again and again without the heap: see `heap/spare.rs`.
    pub(crate) spare: Spare,
    /// Callbacks that wait.
    pub(crate) n_scheduled: u8,
    /// Depth of locks on the scheduler.
    pub(crate) sched_lock: u8,
    /// `micropython.opt_level`.
    pub opt_level: u8,
    /// `-X emit=`.
    pub emit: u8,
    /// `-v`.
    pub verbose: u8,
    /// The interpreter lock, and the threads that wait for it.
    pub(crate) threads: Threads,
    /// Where the program that runs lies: `sys.executable` once somebody asks for it.
    pub executable: &'static [u8],
    /// Character that interrupts, or -1.
    pub interrupt_char: i32,
    /// What `sys.implementation` says of this build.
    pub identity: Identity,
    /// Figures for `mem_info` of what natives and compiler have taken.
    pub stack_peak: usize,
}

/// What `sys` says of a build.
#[derive(Clone, Copy)]
pub struct Identity {
    /// `sys.platform`.
    pub platform: &'static str,
    /// `sys.implementation._machine`.
    pub machine: &'static str,
    /// `sys.implementation._build`.
    pub build: &'static str,
    /// `sys.version`, behind the language version.
    pub version: &'static str,
    /// Architecture number of native code, as `.mpy` files count them; 0: none.
    pub arch: u8,
    /// Whether stack figures and limits are upstream's unix ones.
    pub stack_limit: usize,
}

impl Vm {
    /// Number of a known or new name.
    ///
    /// # Raises
    /// `MemoryError`; `RuntimeError` when there are 65,535 names.
    pub fn intern(&mut self, text: &[u8]) -> Res<Qstr> {
        crate::qstr::intern(self, text)
    }

    /// Whether a string object has the text of a name.
    pub fn str_is(&self, object: Obj, name: Qstr) -> bool {
        match object.as_qstr() {
            Some(qstr) => qstr == name,
            None => crate::types::str::text(self, object).is_some_and(|t| t == self.qstr_bytes(name)),
        }
    }

    /// Dict of the globals of the code that runs.
    pub fn globals(&self) -> This<Dict> {
        self.thread.globals()
    }

    /// Raises `RuntimeError` when the native stack is nearly used up. Natives that recurse on data call it.
    ///
    /// # Raises
    /// `RuntimeError`.
    #[inline]
    pub fn check_stack(&mut self) -> Res<()> {
        if self.thread.native_used() > self.thread.native_limit {
            return Err(crate::runtime::exc::recursion_error(self));
        }
        Ok(())
    }

    /// As [`Vm::check_stack`], for a native that takes more of the stack than those that call nothing may.
    ///
    /// # Raises
    /// `RuntimeError`.
    pub fn check_stack_for(&mut self, bytes: usize) -> Res<()> {
        if self.native_left() < bytes {
            return Err(crate::runtime::exc::recursion_error(self));
        }
        Ok(())
    }

    /// An empty tuple (a static).
    pub fn empty_tuple(&self) -> This<Tuple> {
        This::rom(&crate::types::tuple::EMPTY)
    }
}

impl Vm {
    /// An interpreter without memory; the embedding crate completes it.
    pub(crate) fn without_memory(system: &'static dyn System, identity: Identity) -> Vm {
        Vm {
            thread: Thread::NONE,
            heap: Heap::new(),
            roots: Roots::EMPTY,
            system,
            machine: None,
            pending: system.pending(),
            compiler: None,
            builtin_modules: &[],
            frozen: [Archive::EMPTY; config::FROZEN_MAX],
            linked: &Linked::NONE,
            hints: [0; config::N_HINTS],
            lookups: Lookups::new(),
            hot: HotList::EMPTY,
            hot_after: 60,
            class_version: 1,
            names_version: 1,
            native_depth: 0,
            in_collection: false,
            raising: false,
            spare: Spare::NONE,
            n_scheduled: 0,
            sched_lock: 0,
            opt_level: 0,
            emit: 0,
            verbose: 0,
            threads: Threads::new(),
            executable: &[],
            interrupt_char: 3,
            identity,
            stack_peak: 0,
        }
    }
}

impl Roots {
    /// Nothing.
    pub const EMPTY: Roots = Roots {
        modules: None,
        main_globals: None,
        builtins_override: None,
        module_extras: None,
        path: None,
        argv: None,
        sys_mutable: [None; 3],
        stdio: [None; 3],
        atexit: None,
        scheduled: [[None; 2]; config::SCHEDULE_MAX],
        reserve: Reserve::NONE,
        mounts: None,
        current_mount: None,
        module_state: None,
        pools: Pools::EMPTY,
        no_bytes: ByteVec::EMPTY,
        threads: None,
    };
}
