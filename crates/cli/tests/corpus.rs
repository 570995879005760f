//! The corpus in `tests/py`, on the program as it was just built.
//!
//! Every file is a test of its own name, in every mode; see the test kit for what a file may say of itself.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use micropyrite_testkit::corpus::{Mode, find};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/py");
    let arguments = Arguments::from_args();
    let cases = match find(&folder) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    };
    let mut trials = Vec::new();
    for case in cases {
        for mode in Mode::ALL.into_iter().filter(|mode| case.runs_in(*mode)) {
            let name = case.name.clone();
            let case = case.clone();
            let check =
                move || case.check(Path::new(env!("CARGO_BIN_EXE_micropyrite")), mode).map_err(Failed::from);
            trials.push(Trial::test(name, check).with_kind(mode.name()));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
