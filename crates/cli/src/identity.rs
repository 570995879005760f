//! What the program says of itself, under either name.
use micropyrite::core::state::Identity;
use micropyrite::version::{NAME_AND_VERSION, VERSION};

/// The machine, as upstream's banner names it.
const MACHINE: &str = concat!("linux [MicroPyrite ", env!("CARGO_PKG_VERSION"), "] version");

/// What `sys` says.
pub const IDENTITY: Identity = Identity {
    platform: if cfg!(target_os = "macos") { "darwin" } else { "linux" },
    machine: MACHINE,
    build: "standard",
    version: NAME_AND_VERSION,
    arch: 0,
    stack_limit: 40_000 * (size_of::<usize>() / 4),
};

/// The name by which the program was called.
pub fn name(program: &[u8]) -> &[u8] {
    program.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// Whether the program was called by upstream's name.
fn is_upstream(program: &[u8]) -> bool {
    name(program) == b"micropython"
}

/// First line of the prompt.
pub fn banner() -> String {
    format!("{NAME_AND_VERSION}; {MACHINE}")
}

/// The answer to `--version`.
pub fn version(program: &[u8]) -> String {
    if is_upstream(program) {
        return format!("{}\n", banner());
    }
    format!("MicroPyrite {VERSION}; {}\n", banner())
}

/// The answer to `-h`.
pub fn help(program: &[u8]) -> String {
    let name = String::from_utf8_lossy(program);
    let mut text = format!(
        "usage: {name} [<opts>] [-X <implopt>] [-c <command> | -m <module> | <filename>]\n\
         Options:\n\
         --version : show version information\n\
         -h : print this help message\n\
         -i : enable inspection via REPL after running command/module/file\n\
         -v : verbose (trace various operations); can be multiple\n\
         -O[N] : apply bytecode optimizations of level N\n\
         \n\
         Implementation specific options (-X):\n\
         \x20 compile-only                 -- parse and compile only\n\
         \x20 emit={{bytecode,native,viper}} -- set the default code emitter\n"
    );
    if is_upstream(program) {
        let heap = 1024 * 1024 * (size_of::<usize>() / 4);
        text += &format!("  heapsize=<n>[w][K|M] -- set the heap size for the GC (default {heap})\n");
    } else {
        text += "  heapsize=<n>[w][K|M]         -- fix the size of the heap (default: it grows on demand)\n\
                 \x20 gc-stress[=steps]            -- collect at every allocation, all or a little, to find bugs\n\
                 \x20 gc-pauses                    -- tell at the end how long collections have stopped the program\n\
                 \x20 hot=<n>                      -- translate code after so many calls and jumps back; 0: never\n\
                 \x20 frozen=<file>                -- add the modules of an archive that the verb freeze has made\n\
                 \x20 trace=<topic>[,<topic>...]   -- show the interpreter at work, in a build with the feature trace;\n\
                 \x20                                 topics: gc, qstr, map, import, call, vm\n\
                 \n\
                 Verbs, in place of a file's name (--help after one says more):\n\
                 cross : compile a file to .mpy, as mpy-cross does\n\
                 mip : install packages\n\
                 freeze : make an archive of the modules that a manifest names\n\
                 romfs : build, list and extract images of ROMFS\n\
                 \n\
                 Environment:\n\
                 MICROPYPATH : list of directories, separated by ':', that modules are imported from\n\
                 MICROPYINSPECT : if not empty, as -i\n";
    }
    text
}
