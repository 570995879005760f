//! `Builder`: all policy of an interpreter, before there is one.
use micropyrite_bytecode::frozen::Archive;
use micropyrite_core::boot::Boot;
use micropyrite_core::config;
use micropyrite_core::hal::machine::Machine;
use micropyrite_core::hal::system::System;
use micropyrite_core::load::Linked;
use micropyrite_core::native::ModuleDef;
use micropyrite_core::runtime::import::SourceCompiler;
use micropyrite_core::runtime::vfs;
use micropyrite_core::state::Identity;
use micropyrite_core::watch::Topics;

use crate::{Error, SOURCE, Vm, modules, version};

/// Native stack that is assumed where nobody says how much there is.
const NATIVE_LIMIT: usize = 16 * 1024;

/// Makes a [`Vm`].
///
/// Without further words it is a full build: all modules but `machine`, a compiler, an eighth of the memory for frames.
pub struct Builder {
    boot: Boot,
    has_files: bool,
    /// What is wrong with what was frozen.
    flaw: Option<&'static str>,
}

impl Builder {
    /// A builder of an interpreter that lies in `memory` and sees the world through `system`.
    pub fn new(memory: &'static mut [u8], system: &'static dyn System) -> Builder {
        let len = memory.len();
        Builder {
            boot: Boot {
                memory,
                frame_bytes: len / 8,
                heap_bytes: len,
                native_limit: NATIVE_LIMIT,
                system,
                machine: None,
                identity: Identity {
                    platform: "micropyrite",
                    machine: concat!("micropyrite ", env!("CARGO_PKG_VERSION")),
                    build: "standard",
                    version: version::NAME_AND_VERSION,
                    arch: 0,
                    stack_limit: NATIVE_LIMIT,
                },
                modules: modules::STANDARD,
                frozen: [Archive::EMPTY; config::FROZEN_MAX],
                linked: &Linked::NONE,
                compiler: Some(&SOURCE),
                gc_stress: false,
                gc_steps: false,
                topics: Topics::NONE,
            },
            has_files: false,
            flaw: None,
        }
    }

    /// How much of the memory is for frames: how deep calls may nest.
    pub fn frame_bytes(mut self, bytes: usize) -> Builder {
        self.boot.frame_bytes = bytes;
        self
    }

    /// How much of the rest is used before the heap begins to collect rather than to grow; at first all of it.
    pub fn heap_bytes(mut self, bytes: usize) -> Builder {
        self.boot.heap_bytes = bytes;
        self
    }

    /// How much native stack it may use.
    pub fn native_limit(mut self, bytes: usize) -> Builder {
        self.boot.native_limit = bytes;
        self
    }

    /// What `sys` says of the build.
    pub fn identity(mut self, identity: Identity) -> Builder {
        self.boot.identity = identity;
        self
    }

    /// Grants Python code the hardware: `machine.mem8` and its like reach any address through it. At first nobody may.
    pub fn machine(mut self, machine: Option<&'static dyn Machine>) -> Builder {
        self.boot.machine = machine;
        self
    }

    /// The modules that are linked in, the core's among them.
    pub fn modules(mut self, modules: &'static [&'static ModuleDef]) -> Builder {
        self.boot.modules = modules;
        self
    }

    /// Adds a frozen archive, as `micropyrite freeze` writes them: modules that are found below `.frozen` in `sys.path`,
    /// in what was added first before what was added later.
    pub fn frozen(mut self, archive: &'static [u8]) -> Builder {
        let place = self.boot.frozen.iter_mut().find(|place| place.is_empty());
        match (place, Archive::new(archive)) {
            (Some(place), Ok(archive)) => *place = archive,
            (_, Err(flaw)) => self.flaw = Some(flaw.text()),
            (None, _) => self.flaw = Some("too many frozen archives"),
        }
        self
    }

    /// The modules that an archive says are linked into the program.
    pub fn linked(mut self, linked: &'static Linked) -> Builder {
        self.boot.linked = linked;
        self
    }

    /// The compiler, or none for a build that runs compiled code only.
    pub fn compiler(mut self, compiler: Option<&'static dyn SourceCompiler>) -> Builder {
        self.boot.compiler = compiler;
        self
    }

    /// Collects at every allocation and poisons what is freed, to find bugs.
    pub fn gc_stress(mut self, stress: bool) -> Builder {
        self.boot.gc_stress = stress;
        self
    }

    /// With [`Builder::gc_stress`]: makes a small step of a collection at every allocation instead of a whole one.
    pub fn gc_steps(mut self, steps: bool) -> Builder {
        self.boot.gc_steps = steps;
        self
    }

    /// Tells what the interpreter does on the system's standard error, in a build with the feature `trace`.
    pub fn trace(mut self, topics: Topics) -> Builder {
        self.boot.topics = topics;
        self
    }

    /// Shows the system's files, at `/`.
    pub fn files(mut self) -> Builder {
        self.has_files = true;
        self
    }

    /// Makes the interpreter.
    ///
    /// # Errors
    /// [`Error`] of kind `MemoryError` when the memory is too small; one that says what is wrong with a frozen archive.
    pub fn build(self) -> Result<Vm, Error> {
        if let Some(flaw) = self.flaw {
            return Err(Error::flaw(flaw));
        }
        let core = micropyrite_core::Vm::boot(self.boot).map_err(|_| Error::too_small())?;
        let mut vm = Vm::new(core);
        if self.has_files {
            vm.run(vfs::mount_system)?;
        }
        Ok(vm)
    }
}
