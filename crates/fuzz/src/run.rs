//! Programs on the whole interpreter: they print the same in any heap.
//!
//! A collection is nothing that a program can see, and neither is where memory ends as long as it does not.

use micropyrite::Builder;
use micropyrite_testkit::diff::first_difference;

use crate::program::{self, Dialect};
use crate::world::Recorder;
use crate::{Choices, source};

/// Native stack that an interpreter may use; whoever calls needs [`STACK_BYTES`].
const NATIVE_LIMIT: usize = 256 << 10;
/// Native stack that a thread needs for these bodies.
pub const STACK_BYTES: usize = 2 << 20;
/// Frames: the same for every heap, so that recursion ends at the same depth.
const FRAME_BYTES: usize = 24 << 10;

/// The least heap that a program gets.
pub const SMALL: usize = 192 << 10;
/// The largest.
pub const LARGE: usize = 512 << 10;

/// What a program has done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What it printed, and the exception that ended it.
    pub text: String,
    /// Has it seen the end of the heap? Then what it does depends on the heap's size.
    pub is_out_of_memory: bool,
}

/// Runs a program in `memory`, with a collection at every allocation or without.
pub fn run(source: &str, memory: &'static mut [u8], gc_stress: bool) -> Outcome {
    let world = Recorder::leak();
    let builder = Builder::new(memory, world).frame_bytes(FRAME_BYTES).native_limit(NATIVE_LIMIT);
    let mut vm = builder.gc_stress(gc_stress).build().expect("memory for an interpreter");
    let ending = match vm.exec(source) {
        Ok(()) => "done".to_string(),
        Err(error) => error.to_string(),
    };
    // The interpreter is whole after any program.
    assert_eq!(vm.eval::<i64>("6 * 7").ok(), Some(42), "after\n{source}");
    let text = format!("{}{ending}\n", world.take());
    let is_out_of_memory = text.contains("MemoryError");
    Outcome { text, is_out_of_memory }
}

/// Makes a program of bytes and runs it three times: in a large and in a small heap, and with a collection at
/// every allocation. `memory` gives memory of the size it is asked for. Answers the program and what it printed.
pub fn program(
    bytes: &[u8],
    stress: bool,
    memory: &mut dyn FnMut(usize) -> &'static mut [u8],
) -> (String, Outcome) {
    let program = program::generate(&mut Choices::new(bytes), Dialect::Own);
    if let Err(error) = source::compile_file(program.as_bytes()) {
        panic!("what was made is no program: {error}\n{program}");
    }
    let large = run(&program, memory(LARGE), false);
    let same = |other: Outcome, how: &str| {
        if !large.is_out_of_memory && !other.is_out_of_memory {
            let difference = first_difference(&large.text, &other.text);
            assert!(difference.is_none(), "{how}:\n{program}\n{}", difference.unwrap_or_default());
        }
    };
    same(run(&program, memory(SMALL), false), "a small heap changes the output");
    if stress {
        same(run(&program, memory(SMALL), true), "collections change the output");
    }
    (program, large)
}
