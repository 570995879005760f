//! Every instruction, and recursion of every kind, on a native stack of 64 KB.
//!
//! A microcontroller gives the interpreter a few KB of stack; nothing that Python does may need more than it was
//! given. Stacks that overflow end the process, so a failure here is a crash of this test.

use std::collections::BTreeSet;
use std::thread;

use micropyrite::Builder;
use micropyrite_bytecode::Opcode;
use micropyrite_fuzz::world::Recorder;
use micropyrite_fuzz::{source, verify};

/// The stack of the thread.
const STACK_BYTES: usize = 64 << 10;
/// What the interpreter may use of it before it raises. The rest is for natives that do not look, and for what runs
/// when it does: with limits of 52,000 bytes (debug build) and 56,000 (release build) this thread overflows. Less than
/// 28,000 and 12,000 is too little to compile the programs.
const NATIVE_LIMIT: usize = 40 << 10;

const EVERY_OPCODE: &str = include_str!("every_opcode.py");
const DEEP: &str = include_str!("deep.py");

/// Runs a program in a thread with little stack and gives what it prints.
fn printed(program: &'static str, gc_stress: bool) -> String {
    let run = move || {
        let world = Recorder::leak();
        let memory = Box::leak(vec![0; 4 << 20].into_boxed_slice());
        let builder = Builder::new(memory, world).frame_bytes(512 << 10).native_limit(NATIVE_LIMIT);
        let mut vm = builder.gc_stress(gc_stress).build().expect("memory for an interpreter");
        if let Err(error) = vm.exec(program) {
            panic!("{error}, after\n{}", world.take());
        }
        world.take()
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(run).unwrap();
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[test]
fn the_program_has_every_opcode() {
    let codes = source::compile_file(EVERY_OPCODE.as_bytes()).unwrap();
    let names =
        |opcodes: &mut dyn Iterator<Item = Opcode>| opcodes.map(Opcode::name).collect::<BTreeSet<_>>();
    let emitted = names(&mut codes.iter().flat_map(|code| verify::opcodes(code)));
    // There is none that no program compiles to.
    assert_eq!(emitted, names(&mut Opcode::ALL.iter().copied()));
}

#[test]
fn every_opcode_runs() {
    let expected = include_str!("every_opcode.exp");
    assert_eq!(printed(EVERY_OPCODE, false), expected);
    assert_eq!(printed(EVERY_OPCODE, true), expected);
}

#[test]
fn recursion_ends_in_time() {
    let text = printed(DEEP, false);
    assert!(text.ends_with("alive 20\n"), "{text}");
    let ended: Vec<&str> = text.lines().filter(|line| line.ends_with(" ended")).collect();
    assert_eq!(ended, ENDED, "{text}");
}

/// What needs no stack, however deep it is.
const ENDED: &[&str] =
    &["chain ended", "isinstance ended", "json.loads ended", "re ended", "attributes ended"];
