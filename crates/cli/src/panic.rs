//! What happens when the program itself is wrong.
//!
//! No program in Python may cause a panic, so one is a bug in here, and is reported as such: with a line that says so
//! and an exit code of its own (70, an internal error in the terms of `sysexits.h`).
use std::panic;
use std::process::exit;

/// Exit code of a bug.
const INTERNAL_ERROR: i32 = 70;

/// Makes panics speak to users.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        eprintln!("micropyrite: internal error, please report: {info}");
        exit(INTERNAL_ERROR);
    }));
}
