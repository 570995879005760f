//! What is told of some statements: the files in `tests/golden/trace`.
//!
//! A file says which topics are told, and may bring modules. Everything that lines depend on is fixed here: the heap's
//! size, which file there is. Only what a collection finds depends on the compiler, since native stacks are roots.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use micropyrite::core::Vm;
use micropyrite::hal::system::{
    Clock, Entropy, Errno, Events, Files, Handle, OpenFlags, Pending, Stat, Stdio, System, Threads,
};
use micropyrite::{Builder, Topics};
use micropyrite_testkit::golden::{self, Golden};

const FRAME_BYTES: usize = 16 * 1024;
const HEAP_BYTES: usize = 64 * 1024;
const NATIVE_BYTES: usize = 512 * 1024;
/// The mode of a file that can be imported.
const FILE: u32 = 0x8000;

/// Streams that are kept, and modules to import.
struct World {
    pending: Pending,
    out: Mutex<Vec<u8>>,
    err: Mutex<Vec<u8>>,
    files: Vec<(String, String)>,
    /// How much of which file was read.
    at: Mutex<(usize, usize)>,
}

impl Stdio for World {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        self.out.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn write_err(&self, bytes: &[u8]) -> Result<usize, Errno> {
        self.err.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn read(&self, _: &mut [u8]) -> Result<usize, Errno> {
        Ok(0)
    }
}

impl World {
    fn find(&self, path: &[u8]) -> Result<usize, Errno> {
        self.files.iter().position(|(name, _)| name.as_bytes() == path).ok_or(Errno::ENOENT)
    }
}

impl Files for World {
    fn stat(&self, path: &[u8]) -> Result<Stat, Errno> {
        self.find(path).map(|_| Stat { mode: FILE, ..Stat::default() })
    }
    fn open(&self, path: &[u8], _: OpenFlags) -> Result<Handle, Errno> {
        *self.at.lock().unwrap() = (self.find(path)?, 0);
        Ok(3)
    }
    fn read_file(&self, _: Handle, buf: &mut [u8]) -> Result<usize, Errno> {
        let mut at = self.at.lock().unwrap();
        let rest = &self.files[at.0].1.as_bytes()[at.1..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        at.1 += n;
        Ok(n)
    }
    fn close(&self, _: Handle) -> Result<(), Errno> {
        Ok(())
    }
}

impl Clock for World {
    fn ticks_us(&self) -> u64 {
        0
    }
}
impl Events for World {
    fn pending(&self) -> &Pending {
        &self.pending
    }
}
impl Entropy for World {}
impl Threads for World {}
impl System for World {}

/// Runs a file's source; what it prints, and what is told of it.
fn run(golden: &Golden, topics: Topics) -> (String, String) {
    let world: &'static World = Box::leak(Box::new(World {
        pending: Pending::new(),
        out: Mutex::default(),
        err: Mutex::default(),
        files: golden.parts.clone(),
        at: Mutex::default(),
    }));
    let bytes = size_of::<Vm>().next_multiple_of(16) + FRAME_BYTES + HEAP_BYTES;
    // Aligned to granules, so that the heap always has as many.
    let memory = Box::leak(vec![0xAA; bytes + 15].into_boxed_slice());
    let first = memory.as_ptr().align_offset(16);
    let mut vm = Builder::new(&mut memory[first..first + bytes], world)
        .frame_bytes(FRAME_BYTES)
        .native_limit(NATIVE_BYTES)
        .trace(topics)
        .files()
        .build()
        .unwrap();
    let started = world.err.lock().unwrap().len();
    if let Err(error) = vm.exec(&golden.source) {
        panic!("{error}\n{}", golden.source);
    }
    let text = |bytes: &Mutex<Vec<u8>>, from: usize| {
        String::from_utf8_lossy(&bytes.lock().unwrap()[from..]).into_owned()
    };
    let from = if golden.setting("start") == Some("shown") { 0 } else { started };
    (text(&world.out, 0), text(&world.err, from))
}

/// What native stacks keep alive is nobody's business here.
fn mask(told: &str) -> String {
    let masked = told.lines().map(|line| match line.split_once(": marked") {
        Some((head, _)) => format!("{head}: marked ...\n"),
        None => format!("{line}\n"),
    });
    masked.collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn what_is_told_is_what_is_done() {
    let result = golden::check(&root().join("tests/golden/trace"), |golden| {
        let topics = Topics::parse(golden.setting("topics").unwrap().as_bytes()).unwrap();
        let (printed, told) = run(golden, topics);
        let (printed_unwatched, nothing) = run(golden, Topics::NONE);
        assert_eq!((printed, nothing), (printed_unwatched, String::new()));
        mask(&told)
    });
    if let Err(wrong) = result {
        panic!("{wrong}");
    }
}

#[test]
fn the_tour_is_in_the_documents_line_by_line() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (tour, page) = (Golden::read(&read("tests/golden/trace/tour.txt")), read("docs/tracing.md"));
    let mut page = page.lines();
    for line in tour.part("stderr").unwrap().lines() {
        assert!(page.any(|known| known == line), "docs/tracing.md does not have, or not here: {line}");
    }
}
