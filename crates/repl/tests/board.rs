//! A board's life: its own files, the prompt over the interpreter, soft resets.

use std::sync::Mutex;

use micropyrite::Builder;
use micropyrite_core::Vm;
use micropyrite_hal::system::{
    Clock, Entropy, Errno, Events, Files, Handle, OpenFlags, Pending, Seek, Stat, Stdio, System, Threads,
};
use micropyrite_repl::{
    Console, Exit, HistoryBuffer, Interpreter, Kind, Outcome, Python, Repl, Settings, serve,
};

/// What a board prints at the start of the prompt, and at its end.
const START: &str = "BANNER\r\nType \"help()\" for more information.\r\n>>> ";
const RAW: &str = "raw REPL; CTRL-B to exit\r\n>";
const RESET: &str = "MPY: soft reboot\r\n";

/// A board whose line brings what a test typed, and whose files are a table.
struct Board {
    input: Mutex<Vec<u8>>,
    output: Mutex<Vec<u8>>,
    files: Vec<(&'static str, &'static str)>,
    /// Positions in the open files.
    open: Mutex<Vec<(usize, usize)>>,
    pending: Pending,
}

impl Stdio for Board {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        self.output.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn write_text(&self, text: &[u8]) -> Result<usize, Errno> {
        let translated = String::from_utf8_lossy(text).replace('\n', "\r\n");
        self.output.lock().unwrap().extend(translated.bytes());
        Ok(text.len())
    }

    fn read(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        let mut input = self.input.lock().unwrap();
        if input.is_empty() {
            return Ok(0);
        }
        buf[0] = input.remove(0);
        Ok(1)
    }
}

impl Files for Board {
    fn open(&self, path: &[u8], _: OpenFlags) -> Result<Handle, Errno> {
        let file = self.files.iter().position(|(name, _)| is_named(path, name)).ok_or(Errno::ENOENT)?;
        let mut open = self.open.lock().unwrap();
        open.push((file, 0));
        Ok(open.len() as Handle + 2)
    }

    fn read_file(&self, handle: Handle, buf: &mut [u8]) -> Result<usize, Errno> {
        let mut open = self.open.lock().unwrap();
        let (file, at) = &mut open[handle as usize - 3];
        let rest = &self.files[*file].1.as_bytes()[*at..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        *at += n;
        Ok(n)
    }

    fn seek(&self, _: Handle, _: i64, _: Seek) -> Result<u64, Errno> {
        Err(Errno::ESPIPE)
    }

    fn close(&self, _: Handle) -> Result<(), Errno> {
        Ok(())
    }

    fn stat(&self, path: &[u8]) -> Result<Stat, Errno> {
        if self.files.iter().any(|(name, _)| is_named(path, name)) {
            return Ok(Stat { mode: 0x8000, ..Stat::default() });
        }
        Err(Errno::ENOENT)
    }
}

fn is_named(path: &[u8], name: &str) -> bool {
    path.strip_prefix(b"/").unwrap_or(path) == name.as_bytes()
}

impl Clock for Board {
    fn ticks_us(&self) -> u64 {
        0
    }
}

impl Events for Board {
    fn pending(&self) -> &Pending {
        &self.pending
    }
}

impl Entropy for Board {}
impl Threads for Board {}
impl System for Board {}

fn board(files: &[(&'static str, &'static str)], input: &[u8]) -> &'static Board {
    Box::leak(Box::new(Board {
        input: Mutex::new(input.to_vec()),
        output: Mutex::default(),
        files: files.to_vec(),
        open: Mutex::default(),
        pending: Pending::new(),
    }))
}

fn builder(board: &'static Board, bytes: usize) -> Builder {
    Builder::new(Box::leak(vec![0; bytes].into_boxed_slice()), board).files()
}

/// Lets a board with these files live until the input has ended and so many resets have been.
fn live(files: &[(&'static str, &'static str)], input: &str, boots: usize) -> String {
    live_in(200_000, files, input, boots)
}

/// The same with so many bytes of memory.
fn live_in(bytes: usize, files: &[(&'static str, &'static str)], input: &str, boots: usize) -> String {
    let board = board(files, input.as_bytes());
    let mut memory = [0; 100];
    let mut repl = Repl::new(HistoryBuffer::new(&mut memory, 8), Settings::new("BANNER"));
    for _ in 0..boots {
        let mut vm = builder(board, bytes).build().unwrap();
        vm.scope(|vm| serve(vm, &mut repl, &mut Console::board(board)));
    }
    let output = board.output.lock().unwrap();
    String::from_utf8_lossy(&output).into_owned()
}

#[test]
fn files_run_before_the_prompt() {
    let files = [("boot.py", "print('boot', __file__)\nx = 1"), ("main.py", "print('main', x)\n1 / 0")];
    let error = "Traceback (most recent call last):\r\n  File \"main.py\", line 2, in <module>\r\n\
                 ZeroDivisionError: divide by zero\r\n";
    let once = format!("boot boot.py\r\nmain 1\r\n{error}{START}");
    assert_eq!(live(&files, "x\r\x04", 1), format!("{once}x\r\n1\r\n>>> \r\n{RESET}"));
    // What was typed is still known after a reset, names are not.
    let again = format!("{once}\r\n{RESET}{once}\r\n{RESET}");
    assert_eq!(live(&files, "\x04\x04", 2), again);
}

#[test]
fn a_tool_keeps_main_away() {
    let files = [("boot.py", "print('boot')"), ("main.py", "print('main')")];
    let first = format!("boot\r\nmain\r\n{START}\r\n{RAW}");
    assert_eq!(
        live(&files, "\x01\x04print(2)\x04\x04", 2),
        format!("{first}OK\r\n{RESET}boot\r\n{RAW}OK2\r\n\x04\x04>OK\r\n{RESET}")
    );
}

#[test]
fn a_program_that_exits_resets() {
    assert_eq!(live(&[("main.py", "print(1)\nraise SystemExit\nprint(2)")], "", 1), format!("1\r\n{RESET}"));
    let atexit = "import sys; sys.atexit(lambda: print('end')); sys.exit()";
    assert_eq!(live(&[], &format!("{atexit}\r"), 1), format!("{START}{atexit}\r\n{RESET}end\r\n"));
}

#[test]
fn text_that_memory_cannot_hold_is_told() {
    let long = format!("\x01{}\x04print(3)\x04\x04", "#".repeat(300_000));
    let shown = live(&[], &long, 1);
    let error = "MemoryError: memory allocation failed\r\n";
    assert_eq!(shown, format!("{START}\r\n{RAW}OK\x04{error}\x04>OK3\r\n\x04\x04>OK\r\n{RESET}"));
}

/// Ways to fill the heap with what stays in it, as text for the prompt.
const FILLINGS: &[&str] = &[
    "l = []\rwhile 1: l.append(bytearray(100))\r\r",
    "l = []\rwhile 1: l.append([])\r\r",
    "l = [0]\rwhile 1: l += l\r\r",
    "l = []\rwhile 1: l.append((len(l),))\r\r",
    "l = {}\rn = 0\rwhile 1: l[n] = n; n += 1\r\r",
    "l = {}\rn = 0\rwhile 1: l[str(n)] = 'v%d' % n; n += 1\r\r",
    "l = '1'\rwhile 1: l += '23'\r\r",
    "l = []\rwhile 1: l.append([str(len(l))])\r\r",
    "class A: pass\r\rl = []\rwhile 1: l.append(A()); l[-1].y = len(l)\r\r",
    "def f():\rglobal l\rl = []\rwhile 1: l.append(lambda: l)\r\r\r\rf()\r",
    "import gc\rgc.disable()\rl = []\rwhile 1: l.append(bytearray(30))\r\r",
];

/// What can be typed when the heap is full, and what must be the answer.
const LINES: &[(&str, &str)] = &[
    ("1+1", "2"),
    ("x = 5", ""),
    ("x * 8 - 1", "39"),
    ("l is None", "False"),
    ("raise ValueError('full')", "ValueError: full"),
    ("1 +", "SyntaxError: invalid syntax"),
    ("nowhere", "NameError: name 'nowhere' isn't defined"),
    ("import gc; gc.collect() >= 0", "True"),
    ("gc.mem_free() >= 0", "True"),
    ("len([0] * 100000)", "MemoryError: memory allocation failed, allocating"),
    ("print('still', 'here')", "still here"),
];

#[test]
fn a_full_heap_leaves_the_prompt_alive() {
    let bytes = size_of::<Vm>() + 512 * size_of::<usize>() + 2047 * size_of::<usize>() + 64;
    for filling in FILLINGS {
        let mut input = String::new();
        // After the first time there are new names in what was kept.
        for round in 0..4 {
            input += filling;
            for (line, _) in LINES {
                input += &format!("{line}\r");
            }
            input += &format!("name{round} = {round}\rdel l\rgc.collect(); gc.enable()\r");
            input += "len(bytearray(300))\r";
        }
        let shown = live_in(bytes, &[], &input, 1);
        let mut rest = &shown[..];
        for _ in 0..4 {
            for (line, answer) in LINES {
                let typed = format!(">>> {line}\r\n");
                let at = rest.find(&typed).unwrap_or_else(|| panic!("{filling:?}: {line:?} in {rest}"));
                let (before, after) = rest.split_at(at);
                assert!(
                    !before.contains("MemoryError") || before.contains("Traceback"),
                    "{filling:?}: {before}"
                );
                rest = &after[typed.len()..];
                let end = rest.find("\r\n>>> ").map_or(0, |at| at + 2);
                let end = if rest.starts_with(">>> ") { 0 } else { end };
                assert!(rest[..end].contains(answer), "{filling:?}: {line:?}: {rest}");
            }
            let at = rest.find("len(bytearray(300))\r\n").unwrap_or(0);
            rest = &rest[at..];
            assert!(rest.starts_with("len(bytearray(300))\r\n300\r\n"), "{filling:?} stays: {shown}");
        }
    }
}

#[test]
fn kinds_of_text_differ_in_what_they_show() {
    let board = board(&[], b"");
    let mut vm = builder(board, 200_000).build().unwrap();
    vm.scope(|vm| {
        let mut python = Python::new(vm);
        for (kind, source) in [
            (Kind::Single, "6 * 7"),
            (Kind::Paste, "x = 1\nx\nx + 1"),
            (Kind::File, "3"),
            (Kind::Single, "raise SystemExit(5)"),
        ] {
            assert!(python.text().insert(0, source.as_bytes()));
            let outcome = python.execute(kind);
            assert_eq!(
                outcome,
                if source == "raise SystemExit(5)" { Outcome::Exit(5) } else { Outcome::Done }
            );
            // The compiler has taken the text.
            assert!(python.text().bytes().is_empty());
        }
        let mut memory = [0; 100];
        let mut repl = Repl::new(HistoryBuffer::new(&mut memory, 8), Settings::new("BANNER"));
        assert_eq!(repl.run(&mut python, &mut Console::board(board)), Exit::SoftReset);
    });
    let output = board.output.lock().unwrap();
    assert_eq!(String::from_utf8_lossy(&output), format!("42\r\n1\r\n2\r\n{START}\r\n"));
}
