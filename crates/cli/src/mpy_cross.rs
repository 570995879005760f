//! `mpy-cross`: the cross-compiler under upstream's name.
//!
//! It is `micropyrite`, which must lie beside it.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let beside = std::env::current_exe().map(|own| own.with_file_name("micropyrite"));
    let program = beside.ok().filter(|program| program.is_file()).unwrap_or_else(|| "micropyrite".into());
    let error = Command::new(&program).arg0("mpy-cross").args(std::env::args_os().skip(1)).exec();
    eprintln!("mpy-cross: {}: {error}", program.display());
    ExitCode::FAILURE
}
