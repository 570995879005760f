//! The benchmark programs, at their small size: do they return what they must?
//!
//! How long they take is no question here: `cargo xtask bench` asks that.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use micropyrite_testkit::process::run;
use micropyrite_testkit::program::{Program, Size};

/// A program may take this long, with all checks of a build for tests.
const LIMIT: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for folder in ["benches", "benches/host"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
        let programs = match Program::all(&folder) {
            Ok(programs) => programs,
            Err(error) => {
                eprintln!("{}: {error}", folder.display());
                return ExitCode::FAILURE;
            }
        };
        for program in programs {
            trials.push(Trial::test(program.name.clone(), move || check(&program).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(program: &Program) -> Result<(), String> {
    for (key, value) in [("# class:", program.class()), ("# host:", program.setting("# host:"))] {
        value.ok_or_else(|| format!("has no line `{key}`"))?;
    }
    program.expected(Size::Host).ok_or("says not what to expect on hosts")?;
    let expected = program.expected(Size::Small).ok_or("says not what to expect")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("benches");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let file = folder.join(format!("{}.py", program.name));
    let text = format!("{}\n\nprint(run())\n", program.sized(Size::Small));
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    let mut command = program.command(Path::new(env!("CARGO_BIN_EXE_micropyrite")), &file);
    let finished = run(&mut command, b"", LIMIT).map_err(|error| error.to_string())?;
    if finished.success() && finished.text().trim_end() == expected {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&finished.stderr).into_owned();
    Err(format!("{}: {}{errors} instead of {expected}", finished.ending(), finished.text()))
}
