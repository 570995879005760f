//! Standard streams: file descriptors 0, 1 and 2, unbuffered.

use micropyrite_hal::system::{Errno, Handle, PollEntry, Ready, Stdio};

use crate::Host;
use crate::sys::{fd, signal, terminal};

const INPUT: Handle = 0;
const OUTPUT: Handle = 1;
const ERROR: Handle = 2;

/// What the terminal sends for Ctrl-C, and turns into SIGINT by itself.
const CTRL_C: u8 = 3;

impl Stdio for Host {
    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        write(OUTPUT, bytes)
    }

    fn write_err(&self, bytes: &[u8]) -> Result<usize, Errno> {
        write(ERROR, bytes)
    }

    fn read(&self, buf: &mut [u8]) -> Result<usize, Errno> {
        if signal::is_interrupt_caught() {
            signal::wait(Some(INPUT), None)?;
        }
        loop {
            match fd::read(INPUT, buf) {
                // Somebody who shares the stream has made it non-blocking.
                Err(Errno::EAGAIN) => wait_for(INPUT, PollEntry::READ)?,
                result => return result,
            }
        }
    }

    fn ready(&self) -> Ready {
        let mut entries = [
            PollEntry { handle: INPUT, wanted: PollEntry::READ, ready: 0 },
            PollEntry { handle: OUTPUT, wanted: PollEntry::WRITE, ready: 0 },
        ];
        // An error here leaves both not ready, which is the truth.
        let _ = fd::poll(&mut entries, Some(0));
        let [input, output] = entries;
        Ready {
            read: input.ready & (PollEntry::READ | PollEntry::HANG_UP) != 0,
            write: output.ready & PollEntry::WRITE != 0,
        }
    }

    fn set_interrupt_char(&self, char: Option<u8>) {
        // Only the terminal's driver can make a key a signal, and it knows Ctrl-C.
        signal::catch_interrupt(char == Some(CTRL_C));
    }

    fn set_raw(&self, raw: bool) {
        terminal::set_raw(raw);
    }
}

fn write(handle: Handle, bytes: &[u8]) -> Result<usize, Errno> {
    loop {
        match fd::write(handle, bytes) {
            Err(Errno::EAGAIN) => wait_for(handle, PollEntry::WRITE)?,
            result => return result,
        }
    }
}

fn wait_for(handle: Handle, wanted: u16) -> Result<(), Errno> {
    fd::poll(&mut [PollEntry { handle, wanted, ready: 0 }], None).map(drop)
}
