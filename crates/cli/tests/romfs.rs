//! `micropyrite romfs`, from a directory to an image and back.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that goes when it is no longer used.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("romfs-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// Writes files, by path.
    fn fill(&self, files: &[(&str, &[u8])]) {
        for (name, bytes) in files {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn romfs(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_micropyrite"));
        command.current_dir(&self.0).arg("romfs").args(line.split_whitespace()).output().unwrap()
    }

    #[track_caller]
    fn works(&self, line: &str) -> Vec<u8> {
        let output = self.romfs(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    #[track_caller]
    fn fails(&self, code: i32, line: &str, why: &str) {
        let output = self.romfs(line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.contains(why), "{line}: {said}");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const FILES: &[(&str, &[u8])] = &[
    ("app/data.bin", &[0, 1, 2, 255]),
    ("app/lib/a.py", b"x = 1\n"),
    ("app/lib/b.py", b""),
    ("app/z.txt", b"zz"),
];

#[test]
fn there_and_back() {
    let folder = Folder::new("back");
    folder.fill(FILES);
    folder.works("build --no-mpy app");
    // As `mpremote romfs build --no-mpy` of version 1.29 writes it.
    let image = b"\xd2\xcd\x31\x80\x3b\
        \x05\x0f\x08data.bin\x02\x04\0\x01\x02\xff\
        \x04\x1c\x03lib\x05\x0d\x04a.py\x02\x06x = 1\n\x05\x07\x04b.py\x02\0\
        \x05\x0a\x05z.txt\x02\x02zz";
    assert_eq!(folder.read("app.romfs"), image);
    assert_eq!(folder.works("build --no-mpy -o - app/"), image);
    let listing =
        "         4 data.bin\n           lib/\n         6 lib/a.py\n         0 lib/b.py\n         2 z.txt\n";
    assert_eq!(String::from_utf8(folder.works("list app.romfs")).unwrap(), listing);
    folder.works("extract app.romfs -o copy");
    for (name, bytes) in FILES {
        assert_eq!(folder.read(&name.replacen("app", "copy", 1)), *bytes, "{name}");
    }
    // Once more over what is there.
    folder.works("extract app.romfs -o copy");
}

#[test]
fn sources_are_compiled() {
    let folder = Folder::new("mpy");
    folder.fill(FILES);
    folder.fill(&[("app/lib/b.mpy", b"mine")]);
    folder.works("build -o out.romfs app");
    let listing = String::from_utf8(folder.works("list out.romfs")).unwrap();
    let names: Vec<&str> = listing.lines().filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(names, ["data.bin", "lib/", "lib/a.mpy", "lib/b.mpy", "lib/b.py", "z.txt"]);
    folder.works("extract out.romfs -o copy");
    let compiled = folder.read("copy/lib/a.mpy");
    assert!(
        compiled.starts_with(b"M\x06\x00\x1f") && compiled.windows(12).any(|part| part == b"app/lib/a.py")
    );
    // What cannot be compiled leaves no image.
    folder.fill(&[("app/wrong.py", b"x = (")]);
    folder.fails(1, "build -o new.romfs app", "SyntaxError");
    assert!(!folder.0.join("new.romfs").exists());
}

/// Imports from an image in `bytes` or in a `bytearray`, and goes on when the image is gone or written over.
const OUTLIVING: &str = "\
import vfs, sys, gc
for kind in (bytes, bytearray):
    memory = kind(open('x.romfs', 'rb').read())
    vfs.mount(vfs.VfsRom(memory), '/x')
    sys.path.append('/x')
    import app
    print(app.__file__)
    word, call, parts = app.WORD, app.call, app.parts()
    vfs.umount('/x')
    sys.modules.clear()
    del app
    if kind is bytearray:
        for i in range(len(memory)): memory[i] = 0xff
    del memory
    gc.collect()
    for i in range(50): bytearray(b'\\xff' * 900)
    gc.collect()
    print(word, call(6), list(parts))
    del call, parts
    gc.collect()
    for i in range(50): bytearray(b'\\xff' * 900)
    for i in range(3): word += ' and more'
    print(word)
try:
    vfs.mount(vfs.VfsRom(open('broken.romfs', 'rb').read()), '/x')
    import app
except ValueError as error:
    print('ValueError')
";

#[test]
fn an_image_runs() {
    let folder = Folder::new("run");
    folder.fill(&[
        ("tree/app/__init__.py", b"from .word import *\ndef call(n):\n    return [WORD[i] for i in range(n)]\n"),
        (
            "tree/app/word.py",
            b"WORD = 'a word that lies in the image, long enough to stay there'\ndef parts():\n    yield WORD\n    yield b'bytes that lie there too, and are long enough for that'\n",
        ),
    ]);
    folder.works("build -o x.romfs tree");
    folder.works("extract x.romfs -o broken");
    let code = folder.read("broken/app/__init__.mpy");
    folder.fill(&[("broken/app/__init__.mpy", &code[..code.len() / 2])]);
    folder.works("build -o broken.romfs broken");
    let once = "/x/app/__init__.mpy\n\
        a word that lies in the image, long enough to stay there ['a', ' ', 'w', 'o', 'r', 'd'] \
        ['a word that lies in the image, long enough to stay there', \
        b'bytes that lie there too, and are long enough for that']\n\
        a word that lies in the image, long enough to stay there and more and more and more\n";
    for options in [&[][..], &["-X", "gc-stress"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_micropyrite"))
            .current_dir(&folder.0)
            .args(options)
            .args(["-c", OUTLIVING])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{once}{once}ValueError\n"));
    }
}

#[test]
fn nothing_leads_outside() {
    let folder = Folder::new("outside");
    let image = |contents: &[u8]| [&b"\xd2\xcd\x31"[..], &[contents.len() as u8], contents].concat();
    for (at, name) in ["..", "/etc", "a/b", "", "."].iter().enumerate() {
        let file = [&[5, 4 + name.len() as u8, name.len() as u8], name.as_bytes(), b"\x02\x01x"].concat();
        fs::write(folder.0.join("bad"), image(&file)).unwrap();
        folder.fails(1, "extract bad -o out", "impossible name");
        folder.fails(1, "list bad", "impossible name");
        assert!(!folder.0.join("out").exists(), "{at}");
    }
    let twice = b"\x05\x05\x01a\x02\x01x\x05\x05\x01a\x02\x01y";
    fs::write(folder.0.join("bad"), image(twice)).unwrap();
    folder.fails(1, "extract bad -o out", "a is there twice");
    // A link that is there already is not followed.
    let inner = b"\x04\x09\x03dir\x05\x05\x01a\x02\x01x";
    let inner = [&[4, 4 + 7, 3], &b"dir"[..], &inner[6..]].concat();
    fs::write(folder.0.join("good"), image(&inner)).unwrap();
    fs::create_dir_all(folder.0.join("out")).unwrap();
    fs::create_dir_all(folder.0.join("elsewhere")).unwrap();
    symlink(folder.0.join("elsewhere"), folder.0.join("out/dir")).unwrap();
    folder.fails(1, "extract good -o out", "no directory");
    assert_eq!(fs::read_dir(folder.0.join("elsewhere")).unwrap().count(), 0);
    fs::remove_file(folder.0.join("out/dir")).unwrap();
    fs::create_dir(folder.0.join("out/dir")).unwrap();
    symlink("/dev/null", folder.0.join("out/dir/a")).unwrap();
    folder.fails(1, "extract good -o out", "no file");
}

#[test]
fn what_is_wrong_is_said() {
    let folder = Folder::new("wrong");
    folder.fill(FILES);
    folder.works("build app");
    let image = folder.read("app.romfs");
    for (bytes, why) in [
        (&b""[..], "no image of ROMFS"),
        (b"PK\x03\x04", "no image of ROMFS"),
        (&image[..image.len() - 1], "cut off"),
        (b"\xd2\xcd\x31\x02\x00\x00", "damaged record at 0"),
    ] {
        fs::write(folder.0.join("bad"), bytes).unwrap();
        folder.fails(1, "list bad", why);
    }
    folder.fails(1, "list none", "none: ");
    folder.fails(1, "build none", "none: ");
    folder.fails(2, "", "--help");
    folder.fails(2, "build", "the directory is missing");
    folder.fails(2, "extract app.romfs", "-o");
    assert!(String::from_utf8(folder.works("--help")).unwrap().contains("Examples:"));
    symlink(Path::new("."), folder.0.join("app/circle")).unwrap();
    folder.fails(1, "build app", "app/circle/");
}
