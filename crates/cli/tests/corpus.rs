//! The corpus in `tests/py`, on the program as it was just built.
//!
//! Every file is a test of its own name, in every mode; see the test kit for what a file may say of itself.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/py");
    micropyrite_testkit::corpus::main(Path::new(env!("CARGO_BIN_EXE_micropyrite")), &folder)
}
