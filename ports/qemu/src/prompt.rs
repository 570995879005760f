//! What the firmware does: it serves the prompt, from soft reset to soft reset.
use micropyrite::core::Vm;
use micropyrite::core::bytecode::frozen::OVERLAY_HEAD;
use micropyrite::core::native::ModuleDef;
use micropyrite::core::state::Identity;
use micropyrite::hal::machine::Machine;
use micropyrite::version::NAME_AND_VERSION;
use micropyrite::{Builder, Topics};
use micropyrite_repl::{Console, HistoryBuffer, Repl, Settings, serve};

use crate::world::WORLD;
use crate::{board, start};

/// What of the native stack is kept for interrupts and for what asks no more: reading a float takes two kilobytes.
const STACK_MARGIN: usize = 2 * 1024;
/// Lines that the prompt recalls, and their bytes.
const HISTORY_LINES: usize = 8;
const HISTORY_BYTES: usize = 256;

const IDENTITY: Identity = Identity {
    platform: "qemu",
    machine: board::MACHINE,
    build: board::NAME,
    version: NAME_AND_VERSION,
    arch: 0,
    stack_limit: board::STACK_BYTES,
};

/// Serves the prompt of an interpreter with the given modules, and with the board if that is granted; `begin` is what
/// it does first after each reset.
// PERF: made in the firmware's own crate, what it calls is inlined there: 200 bytes less.
#[inline]
pub fn serve_forever(
    modules: &'static [&'static ModuleDef],
    machine: Option<&'static dyn Machine>,
    begin: impl Fn(&mut Vm),
) -> ! {
    let mut history = [0; HISTORY_BYTES];
    let history = HistoryBuffer::new(&mut history, HISTORY_LINES);
    let mut banner = [0; 96];
    let banner = board::banner(&mut banner);
    let mut repl = Repl::new(history, Settings::new(banner));
    let mut console = Console::board(&WORLD);
    start::each_boot(|memory| {
        let heap_bytes = board::HEAP_BYTES.unwrap_or(memory.len());
        let topics = Topics::parse(board::TOPICS.as_bytes()).unwrap_or_else(|refused| panic!("{refused}"));
        let builder = Builder::new(memory, &WORLD)
            .frame_bytes(board::FRAME_BYTES)
            .heap_bytes(heap_bytes)
            .native_limit(board::STACK_BYTES - STACK_MARGIN)
            .identity(IDENTITY)
            .machine(machine)
            .modules(modules)
            .trace(topics);
        // What it holds is not known yet when this is compiled.
        let overlay = board::OVERLAY.and_then(|room| core::hint::black_box(room).get(OVERLAY_HEAD..));
        let builder = match overlay {
            Some(archive) => builder.frozen(archive),
            None => builder,
        };
        let builder = match board::FROZEN {
            Some(archive) => builder.frozen(archive).linked(&board::LINKED),
            None => builder,
        };
        match builder.build() {
            Ok(mut vm) => vm.scope(|vm| {
                begin(vm);
                serve(vm, &mut repl, &mut console);
            }),
            Err(error) => panic!("{error}"),
        }
    })
}
