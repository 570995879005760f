//! The prompt on a host's terminal.
use micropyrite::Builder;
use micropyrite::core::builtins::CORE_MODULES;
use micropyrite::version::NAME_AND_VERSION;
use micropyrite_host::Host;
use micropyrite_repl::{Console, Exit, HistoryBuffer, Python, Repl, Settings};

static HOST: Host = Host::new();

/// Bytes of memory: what upstream's minimal port has for its heap on a host, and as much for frames and state.
const MEMORY_BYTES: usize = 2 * 25_600;
const FRAME_BYTES: usize = 8 * 1024;
/// How much of the native stack natives may use; a host's is far larger.
const NATIVE_BYTES: usize = 256 * 1024;
/// Lines that the prompt recalls, and their bytes.
const HISTORY_LINES: usize = 8;
const HISTORY_BYTES: usize = 256;

/// Serves the prompt until it is left; gives the exit code.
pub fn run() -> i32 {
    HOST.prepare_process();
    let memory = vec![0; MEMORY_BYTES].leak();
    let builder =
        Builder::new(memory, &HOST).frame_bytes(FRAME_BYTES).native_limit(NATIVE_BYTES).modules(CORE_MODULES);
    let mut vm = match builder.build() {
        Ok(vm) => vm,
        Err(error) => {
            eprintln!("micropyrite-minimal: {error}");
            return 1;
        }
    };
    let mut history = [0; HISTORY_BYTES];
    let history = HistoryBuffer::new(&mut history, HISTORY_LINES);
    let mut repl = Repl::new(history, Settings::new(NAME_AND_VERSION));
    let exit = vm.scope(|vm| repl.run(&mut Python::new(vm), &mut Console::host(&HOST)));
    match exit {
        Exit::SoftReset => 0,
        Exit::Exit(code) => code,
    }
}
