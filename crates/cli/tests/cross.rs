//! The cross-compiler as a program: files, names, exit codes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_micropyrite");
const MPY_CROSS: &str = env!("CARGO_BIN_EXE_mpy-cross");

/// A folder for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).current_dir(folder).env_remove("MICROPYPATH").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_is_compiled_runs() {
    let folder = folder("cross_runs");
    let source = "class A:\n    def greet(self, *names):\n        return ['hello ' + n for n in names]\n\
                  print(A().greet('you'), 12345678901234567890, 1.5, b'\\x00', (1, None, ...))\n";
    fs::write(folder.join("source.py"), source).unwrap();
    let made = run(&folder, PROGRAM, &["cross", "-o", "module.mpy", "source.py"]);
    assert!(made.status.success() && made.stdout.is_empty() && made.stderr.is_empty(), "{made:?}");
    fs::remove_file(folder.join("source.py")).unwrap();
    let ran = run(&folder, PROGRAM, &["-c", "import module"]);
    assert_eq!(text(&ran.stdout), "['hello you'] 12345678901234567890 1.5 b'\\x00' (1, None, Ellipsis)\n");
}

#[test]
fn tracebacks_name_the_source() {
    let folder = folder("cross_lines");
    fs::write(folder.join("a.py"), "\n\nraise ValueError(1)\n").unwrap();
    assert!(run(&folder, MPY_CROSS, &["-s", "there/a.py", "-march=armv6m", "a.py"]).status.success());
    fs::remove_file(folder.join("a.py")).unwrap();
    let ran = run(&folder, PROGRAM, &["-c", "import a"]);
    assert!(text(&ran.stdout).contains("  File \"there/a.py\", line 3, in <module>\n"), "{ran:?}");
}

#[test]
fn standard_input_to_standard_output() {
    let folder = folder("cross_pipe");
    let mut child = Command::new(MPY_CROSS)
        .args(["-s", "name.py", "--", "-"])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"x = 1\n").unwrap();
    let made = child.wait_with_output().unwrap();
    // What upstream's program makes of it.
    let expected = b"M\x06\x00\x1f\x03\x00\x0ename.py\x00\x0f\x02x\x00\x40\x00\x02\x01\x81\x16\x02\x51\x63";
    assert_eq!(made.stdout, expected);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn errors() {
    let folder = folder("cross_errors");
    fs::write(folder.join("bad.py"), "x = (\n").unwrap();
    fs::write(folder.join("bad.mpy"), "as it was").unwrap();
    for (arguments, expected) in [
        (&["bad.py"][..], "SyntaxError: invalid syntax\n"),
        (&["missing.py"], "OSError: (2, \"can't open missing.py\")\n"),
        (&[], "no input file\n"),
        (&["-X", "emit=native", "bad.py"], "arch not specified\n"),
        (
            &["-o", "no/such/folder/x.mpy", "good.py"],
            "no/such/folder/x.mpy: No such file or directory (os error 2)\n",
        ),
        (&["--dump", "bad.mpy"], "bad.mpy: no .mpy file of version 6\n"),
    ] {
        fs::write(folder.join("good.py"), "pass\n").unwrap();
        let failed = run(&folder, MPY_CROSS, arguments);
        assert_eq!(failed.status.code(), Some(1), "{arguments:?}");
        assert!(text(&failed.stderr).ends_with(expected), "{arguments:?}: {}", text(&failed.stderr));
    }
    assert_eq!(fs::read(folder.join("bad.mpy")).unwrap(), b"as it was");
}

#[test]
fn a_dump_shows_all() {
    let folder = folder("cross_dump");
    fs::write(folder.join("d.py"), "def f(a):\n    return a + 1.25\n").unwrap();
    assert!(run(&folder, PROGRAM, &["cross", "d.py"]).status.success());
    let dumped = text(&run(&folder, PROGRAM, &["cross", "--dump", "d.mpy"]).stdout);
    for line in
        ["mpy v6.0, small ints of 31 bits", "    0 1.25\n", "code block 'f'", "LOAD_CONST_OBJ 0=1.25\n"]
    {
        assert!(dumped.contains(line), "{line} in {dumped}");
    }
    // Cut off anywhere, it is refused with a reason.
    let whole = fs::read(folder.join("d.mpy")).unwrap();
    for n in 0..whole.len() {
        fs::write(folder.join("cut.mpy"), &whole[..n]).unwrap();
        let refused = run(&folder, PROGRAM, &["-c", "import cut"]);
        assert!(text(&refused.stdout).contains("ValueError: incompatible .mpy file"), "{n}: {refused:?}");
    }
}
