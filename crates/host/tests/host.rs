//! The world is there: files, environment, clocks, threads, memory.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use micropyrite_hal::machine::{Machine, Width};
use micropyrite_hal::system::{
    Clock, Entropy, EntryKind, Errno, Files, Lock, OpenFlags, PollEntry, Seek, Threads, Wait,
};
use micropyrite_host::{Host, Region, default_heap_bytes, main_stack_bytes};

static HOST: Host = Host::new();

const READ: OpenFlags =
    OpenFlags { read: true, write: false, append: false, create: false, create_new: false, truncate: false };

fn temporary(name: &str) -> Vec<u8> {
    let path = std::env::temp_dir().join(format!("micropyrite-{name}-{}", std::process::id()));
    let path = path.into_os_string().into_encoded_bytes();
    HOST.mkdir(&path).expect("a new directory");
    path
}

fn join(dir: &[u8], name: &str) -> Vec<u8> {
    [dir, b"/", name.as_bytes()].concat()
}

#[test]
fn a_file_lives_and_dies() {
    let dir = temporary("file");
    let path = join(&dir, "f");
    assert_eq!(HOST.open(&path, READ), Err(Errno::ENOENT));
    let new = OpenFlags { write: true, create_new: true, ..READ };
    let file = HOST.open(&path, new).expect("a new file");
    assert_eq!(HOST.open(&path, new), Err(Errno::EEXIST));
    assert_eq!(HOST.write_file(file, b"pyrite"), Ok(6));
    assert_eq!((HOST.seek(file, -2, Seek::End), HOST.tell(file)), (Ok(4), Ok(4)));
    let mut buf = [0; 8];
    assert_eq!(HOST.read_file(file, &mut buf), Ok(2));
    assert_eq!(&buf[..2], b"te");
    assert_eq!(HOST.read_file(file, &mut buf), Ok(0));
    assert_eq!((HOST.truncate(file, 3), HOST.sync(file)), (Ok(()), Ok(())));
    let facts = HOST.stat(&path).expect("the file is there");
    assert_eq!((facts.size, facts.mode & 0xf000, facts.nlink), (3, 0x8000, 1));
    assert_eq!(HOST.stat_handle(file), Ok(facts));
    assert!(!HOST.is_terminal(file));
    let mut entries = [PollEntry { handle: file, wanted: PollEntry::READ | PollEntry::WRITE, ready: 0 }];
    assert_eq!(
        (HOST.poll(&mut entries, Some(0)), entries[0].ready),
        (Ok(1), PollEntry::READ | PollEntry::WRITE)
    );
    assert_eq!((HOST.close(file), HOST.read_file(file, &mut buf)), (Ok(()), Err(Errno::EBADF)));
    assert_eq!((HOST.rename(&path, &join(&dir, "g")), HOST.remove(&path)), (Ok(()), Err(Errno::ENOENT)));
    assert_eq!(HOST.rmdir(&dir), Err(Errno::ENOTEMPTY));
    assert_eq!((HOST.remove(&join(&dir, "g")), HOST.rmdir(&dir)), (Ok(()), Ok(())));
    assert_eq!(HOST.open(b"a\0b", READ), Err(Errno::EINVAL));
}

#[test]
fn physical_memory_is_there_or_refused() {
    // What the system says of it is its affair; asking must not end the process.
    let first = HOST.load(0, Width::Word);
    assert!(first.is_ok() || HOST.load(0, Width::Byte) == first, "{first:?}");
    HOST.idle();
    assert_eq!((HOST.reset(), HOST.reset_cause()), (Errno::ENOSYS, 0));
}

#[test]
fn a_directory_is_listed() {
    let dir = temporary("dir");
    HOST.mkdir(&join(&dir, "sub")).expect("a directory");
    std::fs::write(String::from_utf8(join(&dir, "file")).expect("a UTF-8 path"), b"x").expect("a file");
    let handle = HOST.open_dir(&dir).expect("it can be listed");
    let mut seen = Vec::new();
    let mut name = [0; 100];
    while let Some(entry) = HOST.next_entry(handle, &mut name).expect("an entry") {
        seen.push((name[..entry.name_len].to_vec(), entry.kind));
    }
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(seen, [(b"file".to_vec(), EntryKind::File), (b"sub".to_vec(), EntryKind::Directory)]);
    assert_eq!((HOST.close_dir(handle), HOST.close_dir(handle)), (Ok(()), Err(Errno::EBADF)));
    assert_eq!(HOST.open_dir(&join(&dir, "file")), Err(Errno::ENOTDIR));
    std::fs::remove_dir_all(String::from_utf8(dir).expect("a UTF-8 path")).expect("it goes");
    assert!(HOST.statvfs(b"/").expect("a root").blocks > 0);
}

#[test]
fn the_environment_can_be_changed() {
    let name = b"MICROPYRITE_TEST";
    let mut buf = [0; 3];
    assert_eq!(HOST.getenv(name, &mut buf), None);
    assert_eq!((HOST.putenv(name, b"value"), HOST.getenv(name, &mut buf)), (Ok(()), Some(5)));
    assert_eq!(&buf, b"val");
    assert_eq!(HOST.system(b"test \"$MICROPYRITE_TEST\" = value"), Ok(0));
    assert_eq!((HOST.unsetenv(name), HOST.getenv(name, &mut buf)), (Ok(()), None));
    assert_eq!((HOST.putenv(b"a=b", b""), HOST.system(b"exit 3")), (Err(Errno::EINVAL), Ok(3 << 8)));
}

#[test]
fn time_passes() {
    let (ticks, epoch) = (HOST.ticks_us(), HOST.epoch_ns());
    HOST.sleep_us(2000).expect("no signal comes");
    assert!(HOST.ticks_us() >= ticks + 2000 && epoch > 1_600_000_000_000_000_000);
    assert!(HOST.local_offset(0).seconds.abs() <= 15 * 3600);
    let mut random = [0; 300];
    HOST.fill(&mut random).expect("there is randomness");
    assert!(random.iter().any(|byte| *byte != 0));
}

static LOCK: Lock = Lock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);
static DONE: AtomicU32 = AtomicU32::new(0);

fn count(times: usize) {
    for _ in 0..times {
        LOCK.acquire(&HOST);
        // Not one step, so only the lock keeps the count right.
        let count = COUNT.load(Ordering::Relaxed);
        if count.is_multiple_of(64) {
            HOST.yield_now();
        }
        COUNT.store(count + 1, Ordering::Relaxed);
        LOCK.release(&HOST);
    }
    DONE.fetch_add(1, Ordering::SeqCst);
    HOST.wake(&DONE, u32::MAX);
}

#[test]
fn threads_exclude_each_other() {
    for _ in 0..4 {
        HOST.spawn(count, 5000, 1).expect("a thread starts");
    }
    loop {
        match DONE.load(Ordering::SeqCst) {
            4 => break,
            done => assert_ne!(HOST.wait(&DONE, done, Some(20_000_000)), Wait::TimedOut),
        }
    }
    assert_eq!(COUNT.load(Ordering::Relaxed), 20_000);
    assert!(LOCK.try_acquire() && !LOCK.acquire_for(&HOST, 3000));
    assert!(LOCK.release(&HOST) && LOCK.acquire_for(&HOST, 3000));
}

#[test]
fn memory_is_there_when_touched() {
    // More than most machines have: 16 GiB where addresses have 64 bits, 1 GiB where they have 32.
    const SIZE: usize = if usize::BITS == 64 { 1 << (usize::BITS / 2 + 2) } else { 1 << 30 };
    let mut region = Region::reserve(SIZE).expect("address space is cheap");
    let bytes = region.bytes();
    assert!(bytes.len() >= SIZE && bytes.as_ptr().addr().is_multiple_of(4096));
    assert_eq!((bytes[0], bytes[SIZE - 1]), (0, 0));
    bytes[5] = 1;
    bytes[SIZE / 2] = 2;
    region.discard(0..1 << 20);
    assert_eq!((region.bytes()[5], region.bytes()[SIZE / 2]), (0, 2));
    assert!(Region::reserve(usize::MAX).is_err());
    assert!(default_heap_bytes() > 1 << 20 && default_heap_bytes() <= 1 << 30);
    assert!(main_stack_bytes().is_none_or(|bytes| bytes > 64 << 10));
}
