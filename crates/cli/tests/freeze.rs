//! `micropyrite freeze`, and what imports find in the archives that it makes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with files, for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str, files: &[(&str, &str)]) -> Folder {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("freeze-{test}"));
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Folder(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_micropyrite"));
        command.current_dir(&self.0).args(arguments).env_remove("MICROPYPATH").output().unwrap()
    }

    /// What a run prints that goes well.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a run complains of.
    fn complains(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// What a program prints that has the modules of `frozen.bin`.
    fn python(&self, program: &str) -> String {
        self.says(&["-X", "frozen=frozen.bin", "-c", program])
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

/// Names and kinds in a list.
fn names(list: &str) -> Vec<String> {
    let name = |line: &str| line.split_whitespace().step_by(2).collect::<Vec<_>>().join(" ");
    list.lines().map(name).collect()
}

const ALL: [(&str, &str); 19] = [
    (
        "manifest.py",
        r#"
metadata(version="1.5", description="everything")
add_library("other", "libs")
module("one.py", opt=3)
module("two.py", base_path="$(BOARD_DIR)")
package("pack")
package("part", files=["__init__.py", "inner/a.py"], base_path="src")
freeze("modules")
freeze("more", "deep")
freeze_as_mpy("more", ("x.py", "y.py"))
freeze_as_str("texts")
freeze_mpy("compiled", "ready.mpy")
require("needed", extra=True)
require("needed")
include("again", level=7)
include(["again", "again/manifest.py"])
"#,
    ),
    ("one.py", "import sys\nassert False\n"),
    ("board/two.py", "WHERE = __file__\n"),
    ("pack/__init__.py", "from .sub import f\n"),
    ("pack/sub.py", "def f(): return __file__, __name__, __version__\n"),
    ("pack/inner/leaf.py", "from .. import sub\nfrom . import __name__ as package\n"),
    ("pack/data.txt", "not Python"),
    ("src/part/__init__.py", ""),
    ("src/part/inner/a.py", "A = 1\n"),
    ("src/part/inner/b.py", "B = 1\n"),
    ("modules/m.py", "def fail(): raise ValueError(__version__)\n__version__ = '9'\n"),
    ("more/deep/z.py", ""),
    ("more/x.py", ""),
    ("more/y.py", ""),
    ("texts/t.py", "def fail(): 1 / 0\n"),
    ("texts/tpack/__init__.py", "x = __path__, __file__\n"),
    ("libs/any/needed/manifest.py", "metadata(version='0.3')\nif options.extra: module('needed.py')\n"),
    ("libs/any/needed/needed.py", ""),
    (
        "again/manifest.py",
        "options.defaults(level=1, other=2)\nassert (options.level, options.other, options.none) == (7, 2, None)\n",
    ),
];

fn everything(test: &str) -> Folder {
    let folder = Folder::new(test, &ALL);
    fs::create_dir_all(folder.0.join("compiled")).unwrap();
    fs::write(folder.0.join("ready.py"), "X = 'ready'\n").unwrap();
    folder.says(&["cross", "ready.py", "-o", "compiled/ready.mpy"]);
    folder.says(&["freeze", "manifest.py", "-o", "frozen.bin", "-D", "BOARD_DIR=board", "--verify"]);
    folder
}

#[test]
fn every_function_of_manifests() {
    let folder = everything("functions");
    let list = folder.says(&["freeze", "frozen.bin", "--list", "--verify"]);
    assert_eq!(
        names(&list),
        [
            "mpy deep/z.py",
            "mpy m.py",
            "mpy needed.py",
            "mpy one.py",
            "mpy pack/__init__.py",
            "mpy pack/inner/leaf.py",
            "mpy pack/sub.py",
            "mpy part/__init__.py",
            "mpy part/inner/a.py",
            "mpy ready.py",
            "str t.py",
            "str tpack/__init__.py",
            "mpy two.py",
            "mpy x.py",
            "mpy y.py",
        ]
    );
    // The same once more, from elsewhere.
    let manifest = folder.path("manifest.py");
    let board = format!("--variable=BOARD_DIR={}", folder.path("board"));
    let elsewhere = Folder(folder.0.join("src"));
    elsewhere.says(&["freeze", &manifest, "-o", "frozen.bin", &board]);
    let read = |folder: &Folder| fs::read(folder.0.join("frozen.bin")).unwrap();
    assert!(read(&folder) == read(&elsewhere), "another archive");
}

#[test]
fn imports() {
    let folder = everything("imports");
    for (program, printed) in [
        // Level 3 leaves assertions out; one frozen name is no name of another folder.
        ("import one, ready; print(one.__file__, ready.X, ready.__file__)", "one.py ready ready.py"),
        ("import two; print(two.WHERE)", "two.py"),
        ("import pack; print(pack.f(), pack.__path__)", "('pack/sub.py', 'pack.sub', '1.5') .frozen/pack"),
        ("import pack.inner.leaf as l; print(l.sub.f()[0], l.package)", "pack/sub.py pack.inner"),
        ("from part.inner import a; print(a.A)", "1"),
        ("import needed; print(needed.__version__)", "0.3"),
        ("import tpack; print(tpack.x)", "('.frozen/tpack', 'tpack/__init__.py')"),
        ("import deep.z, x, y; print(deep, deep.z.__file__)", "<module 'deep'> deep/z.py"),
        (
            "import sys; sys.path[:] = []\ntry: import two\nexcept ImportError as e: print(e)",
            "no module named 'two'",
        ),
        ("import sys; sys.path[:] = ['.frozen/pack']\nimport sub; print(sub.__file__)", "pack/sub.py"),
        ("import part.inner.b", ""),
    ] {
        // Not the files that lie here.
        let program = &format!("import sys; sys.path.pop(0)\n{program}");
        if printed.is_empty() {
            let error = folder.complains(&["-X", "frozen=frozen.bin", "-c", program]);
            assert!(error.is_empty(), "{error}");
        } else {
            assert_eq!(folder.python(program).trim_end(), printed, "{program}");
        }
    }
    // Tracebacks call files by their frozen names.
    let text = "import sys; sys.path.pop(0)\nfor m in 'm', 't':\n try: __import__(m).fail()\n except Exception as e: sys.print_exception(e)";
    let printed = folder.python(text);
    assert!(printed.contains("File \"m.py\", line 1, in fail\nValueError: 9\n"), "{printed}");
    assert!(printed.contains("File \"t.py\", line 1, in fail\nZeroDivisionError"), "{printed}");
    assert_eq!(folder.says(&["-X", "frozen=frozen.bin", "-m", "two"]), "");
}

#[test]
fn files_before_and_after_what_is_frozen() {
    let folder = Folder::new(
        "order",
        &[
            ("manifest.py", "freeze('frozen')\n"),
            ("frozen/a.py", "print('frozen a')\n"),
            ("frozen/struct.py", "print('frozen struct')\n"),
            ("frozen/sys.py", "print('frozen sys')\n"),
            ("a.py", "print('a file')\n"),
            ("after/a.py", "print('a file behind')\n"),
            ("other/manifest.py", "freeze_as_str('frozen')\n"),
            ("other/frozen/a.py", "print('other a')\n"),
            ("other/frozen/b.py", "print('other b')\n"),
        ],
    );
    folder.says(&["freeze", "manifest.py", "-o", "frozen.bin"]);
    folder.says(&["freeze", "other", "-o", "other.bin"]);
    for (path, printed) in [
        ("['', '.frozen']", "a file"),
        ("['.frozen', '']", "frozen a"),
        ("['.frozen', 'after']", "frozen a"),
        ("['after', '.frozen']", "a file behind"),
    ] {
        let program = format!("import sys; sys.path[:] = {path}\nimport a");
        assert_eq!(folder.python(&program).trim_end(), printed, "{path}");
    }
    // Built-in modules that can be extended come after what is frozen, others before.
    assert_eq!(folder.python("import struct, sys"), "frozen struct\n");
    let both = ["-X", "frozen=frozen.bin", "-X", "frozen=other.bin", "-c"];
    let program = "import sys; sys.path.pop(0); import a, b";
    assert_eq!(folder.says(&[&both[..], &[program]].concat()), "frozen a\nother b\n");
}

#[test]
fn errors_say_where_and_what() {
    for (test, manifest, what) in [
        ("missing", "\nmodule('none.py')", "inner.py:2: there is no file "),
        ("folder", "freeze('none')", "inner.py:1: there is no folder "),
        ("c", "x = 1\n\nc_module('c')", "inner.py:3: c_module('c'): modules in C can't be part"),
        ("library", "require('x')", "inner.py:1: require('x'): no library is known: give micropython-lib"),
        ("named", "require('x', library='y')", "inner.py:1: require('x'): there is no library 'y'"),
        (
            "package",
            "add_library('l', '.')\nrequire('x')",
            "inner.py:2: require('x'): there is no such package",
        ),
        ("variable", "include('$(PORT_DIR)/x')", "inner.py:1: $(PORT_DIR) in a path has no value"),
        ("syntax", "x = (\n", "SyntaxError: invalid syntax"),
        ("name", "foo()", "inner.py:1: NameError: name 'foo' isn't defined"),
        ("twice", "metadata(version='1')\nmetadata(version='2')", "inner.py:2: metadata() was called"),
        ("version", "metadata(version=1.5)", "inner.py:1: the version in metadata() is no text: 1.5"),
        ("ending", "module('data.txt')", "inner.py:1: module() takes a .py file, not data.txt"),
        ("outside", "module('../x.py')", "would lie outside of what is frozen"),
        ("code", "freeze_mpy('.')", "old.mpy: a .mpy file of version 5, where 6 is needed"),
        ("source", "freeze('bad')", "x.py can't be frozen"),
        ("double", "freeze('bad/a')\nfreeze('bad/b')", "same.py would be frozen twice: "),
    ] {
        let folder = Folder::new(
            &format!("error-{test}"),
            &[
                ("manifest.py", "include('inner.py')"),
                ("inner.py", manifest),
                ("data.txt", ""),
                ("old.mpy", "M\x05\0\x1f"),
                ("bad/x.py", "def f(:"),
                ("bad/a/same.py", ""),
                ("bad/b/same.py", ""),
                ("../x.py", ""),
            ],
        );
        let error = folder.complains(&["freeze", "manifest.py", "-o", "frozen.bin"]);
        assert!(error.contains(what), "{test}: {error}");
        if error.contains("inner.py:") {
            let included = format!("\n  included from {}:1\n", folder.path("manifest.py"));
            assert!(error.ends_with(&included), "{test}: {error}");
        }
        assert!(!folder.0.join("frozen.bin").exists(), "{test}: an archive");
    }
    let folder = Folder::new("error-archive", &[("a.bin", "MPyF\x01\0\0\0\0\x10\0\0"), ("b.bin", "what")]);
    assert!(folder.complains(&["-X", "frozen=a.bin", "-c", "1"]).contains("frozen archive is cut off"));
    assert!(folder.complains(&["-X", "frozen=b.bin", "-c", "1"]).contains("no frozen archive"));
    assert!(folder.complains(&["-X", "frozen=c.bin", "-c", "1"]).contains("c.bin: No such file"));
    assert!(folder.complains(&["freeze", "--list", "a.bin"]).contains("frozen archive is cut off"));
    assert!(folder.complains(&["freeze", "none.py", "--list"]).contains("can't read "));
}

#[test]
fn whatever_is_changed_in_an_archive_nothing_but_exceptions_follows() {
    let folder = Folder::new(
        "changed",
        &[
            ("manifest.py", "freeze('frozen')\nfreeze_as_str('texts')\n"),
            ("frozen/a.py", "X = 'a constant text', 1.5, 1 << 70\nfor i in range(3): pass\n"),
            ("texts/b.py", "def f(x): return x + 1\n"),
        ],
    );
    folder.says(&["freeze", "manifest.py", "-o", "frozen.bin"]);
    let whole = fs::read(folder.0.join("frozen.bin")).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(folder.0.join("changed.bin"), changed).unwrap();
        let program = "for m in 'a', 'b':\n try: __import__(m)\n except Exception: pass";
        // A name, a number of rounds or a condition may be another one now; a second is more than enough for that.
        let arguments = ["-X", "frozen=changed.bin", "-X", "heapsize=1M", "-c", program];
        let code = folder.run(&arguments).status.code();
        assert!(matches!(code, Some(0 | 1)), "byte {at}: {code:?}");
    }
}

#[test]
fn text_wins_over_code_and_is_told() {
    let folder = Folder::new(
        "wins",
        &[("manifest.py", "freeze('a')\nfreeze_as_str('b')\n"), ("a/m.py", ""), ("b/m.py", "")],
    );
    let output = folder.run(&["freeze", "manifest.py", "-o", "-", "--list"]);
    let warning = String::from_utf8_lossy(&output.stderr);
    assert!(
        warning.contains("warning: m.py is frozen from ") && warning.contains("as text, not from"),
        "{warning}"
    );
    assert!(output.status.success() && output.stdout.starts_with(b"str "));
    assert!(Path::new(&folder.path("manifest.py")).exists());
}
