//! Ctrl-C ends a sleep and a wait, and is seen even just before them.

use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use micropyrite_hal::system::{Clock, Errno, Events, Files, Stdio, Threads, Wait};
use micropyrite_host::Host;

static HOST: Host = Host::new();

fn interrupt_soon(_arg: usize) {
    std::thread::sleep(Duration::from_millis(100));
    HOST.system(b"kill -INT $PPID").expect("the shell can send a signal");
}

fn main() {
    HOST.prepare_process();
    HOST.set_interrupt_char(Some(3));
    let start = Instant::now();

    HOST.spawn(interrupt_soon, 0, 0).expect("a thread starts");
    assert_eq!(HOST.sleep_us(20_000_000), Err(Errno::EINTR));
    assert!(HOST.pending().attention() && HOST.pending().interrupt());
    // Not yet taken, so nobody sleeps now.
    assert_eq!(HOST.sleep_us(20_000_000), Err(Errno::EINTR));
    assert_eq!(HOST.read(&mut [0]), Err(Errno::EINTR));
    assert!(HOST.pending().take_interrupt());
    assert_eq!(HOST.sleep_us(1000), Ok(()));

    HOST.spawn(interrupt_soon, 0, 0).expect("a thread starts");
    assert_eq!(HOST.wait(&AtomicU32::new(7), 7, None), Wait::Interrupted);
    assert!(HOST.pending().take_interrupt());
    assert!(start.elapsed() < Duration::from_secs(10));
    HOST.set_interrupt_char(None);
}
