//! Where the system starts the program.
//!
//! The standard library's own start asks the system for what this program does not need (where its stack ends, which
//! signals stand how) and takes as long for it as the interpreter takes to boot. So this is C's `main`.
use std::ffi::{CStr, c_char, c_int};
use std::process::exit;

/// Called by the system, once.
///
/// # Safety
/// As ISO C has it: `argv` points to `argc` pointers to strings that end in a zero byte and stay where they are.
#[unsafe(no_mangle)]
unsafe extern "C" fn main(argc: c_int, argv: *const *const c_char) -> c_int {
    let count = usize::try_from(argc).unwrap_or(0);
    // SAFETY: the function's own contract.
    let argument = |i| unsafe { CStr::from_ptr(*argv.add(i)) }.to_bytes().to_vec();
    exit(super::program(&(0..count).map(argument).collect::<Vec<_>>()))
}
