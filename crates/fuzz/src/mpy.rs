//! Compiled files, right and wrong, on the whole interpreter.
//!
//! Whatever the bytes are, they are refused with an exception or they run, and the interpreter is whole afterwards.
//! What runs may run for ever, so after a number of steps it is interrupted, again and again until it ends. A step is
//! a jump back or a call, where the interpreter looks at what waits: a callback waits there that counts, so that a
//! run is the same each time. Where it is not called, as in another callback, or where the program catches every
//! interrupt that it lets through, a thread that looks at the clock interrupts without a pause.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use micropyrite::Builder;
use micropyrite::compiler::{Target, compile_foreign};
use micropyrite::core::load::{self, Extent, Input};
use micropyrite::core::native::NativeFun;
use micropyrite::core::runtime::import::{Source, execute};
use micropyrite::core::types::{dict, str};
use micropyrite::core::{Obj, Res, Vm, sched};

use crate::world::Recorder;
use crate::{Choices, Random};

/// Memory of an interpreter.
pub const MEMORY: usize = 256 << 10;
const FRAME_BYTES: usize = 24 << 10;
const NATIVE_LIMIT: usize = 256 << 10;
/// How many steps a file may run before it is interrupted.
const STEPS: u32 = 10_000;
/// How long it may run before there is no pause between interrupts.
const PATIENCE: Duration = Duration::from_secs(1);

/// What has become of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It was refused.
    Refused,
    /// It ran, to its end or to an exception.
    Ran,
}

fn interpreter(memory: &'static mut [u8], world: &'static Recorder) -> micropyrite::Vm {
    let builder = Builder::new(memory, world).frame_bytes(FRAME_BYTES).native_limit(NATIVE_LIMIT);
    builder.build().expect("memory for an interpreter")
}

/// Compiles a program to a file.
pub fn compile(program: &[u8], memory: &'static mut [u8]) -> Vec<u8> {
    let mut vm = interpreter(memory, Recorder::here());
    let file = vm.run(|vm| {
        let name = vm.intern(b"fuzz.py")?;
        let text = str::bytes(vm, program)?;
        let target = Target { small_int_bits: 31, has_lines: true };
        let code = compile_foreign(vm, Source::Text(text), name, target)?;
        let file = load::save(vm, code, Extent::Module, 31)?;
        Ok(file.get(vm).bytes.bytes().to_vec())
    });
    file.unwrap_or_else(|error| panic!("a program that does not compile: {error}"))
}

/// Loads a file and runs what it holds.
pub fn load(file: &[u8], memory: &'static mut [u8]) -> Fate {
    let world = Recorder::here();
    world.reset();
    let mut vm = interpreter(memory, world);
    let is_done = AtomicBool::new(false);
    let fate = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            thread::park_timeout(PATIENCE);
            while !is_done.load(Ordering::SeqCst) {
                world.interrupt();
            }
        });
        let mut fate = Fate::Refused;
        // What it raises is its own business.
        let _ = vm.run(|vm| run(vm, file, &mut fate));
        is_done.store(true, Ordering::SeqCst);
        watch.thread().unpark();
        fate
    });
    world.calm();
    // The interpreter is whole after any file. The file may have locked the heap or filled it, and may have left a
    // function that is told of all that runs, so that exceptions are right.
    if let Ok(value) = vm.eval::<i64>("[6 * i for i in (5, 6, 7)][1]") {
        assert_eq!(value, 36);
    }
    fate
}

fn run(vm: &mut Vm, file: &[u8], fate: &mut Fate) -> Res<()> {
    // Every second is used in place.
    let in_place = file.len().is_multiple_of(2);
    let file = str::bytes(vm, file)?;
    let input = vm.fixed(file).filter(|_| in_place).map_or(Input::Buffer(file), Input::Fixed);
    let code = load::load(vm, input)?;
    *fate = Fate::Ran;
    let globals = dict::new(vm, 0)?;
    Recorder::here().allow(STEPS);
    sched::schedule(vm, Obj::rom(&STEP), Obj::NONE)?;
    execute(vm, code, globals, globals).map(drop)
}

/// One step, as long as the world wants any.
static STEP: NativeFun = NativeFun::new(1, 1, |vm, _| {
    if Recorder::here().step() {
        sched::schedule(vm, Obj::rom(&STEP), Obj::NONE)?;
    }
    Ok(Obj::NONE)
});

/// Changes a few bytes of a file, as `choices` say.
pub fn mutate(file: &mut Vec<u8>, choices: &mut Choices<'_>) {
    for _ in 0..1 + choices.below(2) {
        let at = choices.below(file.len());
        let other = choices.below(file.len());
        let byte = choices.below(256) as u8;
        match choices.below(16) {
            0 => drop(file.remove(at)),
            1 => file.insert(at, byte),
            2 => file.truncate(at + 1),
            3..6 => file[at] ^= 1 << (byte & 7),
            6..9 => file[at] = file[at].wrapping_add(1),
            9..12 => file[at] = byte,
            // What means something elsewhere.
            _ => file[at] = file[other],
        }
        if file.is_empty() {
            return;
        }
    }
}

/// As [`mutate`], by a seed.
pub fn mutated(file: &[u8], seed: u64) -> Vec<u8> {
    let bytes = Random::new(seed).bytes(64);
    let mut file = file.to_vec();
    mutate(&mut file, &mut Choices::new(&bytes));
    file
}
