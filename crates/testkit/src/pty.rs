//! A program on a terminal of its own, typed to and read from as by a user.
//!
//! The program sees a terminal on all three streams. It does not become the terminal's owner, so signals
//! that a terminal sends (Ctrl-C while code runs) do not reach it; Ctrl-C at the prompt is a byte and does.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::openpty;

/// A running program and our end of its terminal.
pub struct Session {
    child: Child,
    terminal: std::fs::File,
}

impl Session {
    /// Starts `command` on a new terminal.
    pub fn start(command: &mut Command) -> io::Result<Session> {
        let pair = openpty(None, None)?;
        command.stdin(Stdio::from(pair.slave.try_clone()?));
        command.stdout(Stdio::from(pair.slave.try_clone()?));
        command.stderr(Stdio::from(pair.slave));
        let child = command.spawn()?;
        // The command keeps its streams, and with them the far end of the terminal, until they are replaced.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Session { child, terminal: pair.master.into() })
    }

    /// Types `bytes`.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.terminal.write_all(bytes)
    }

    /// Reads until `mark` has appeared, and returns everything read, the mark included.
    pub fn read_until(&mut self, mark: &[u8], limit: Duration) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + limit;
        let mut seen = Vec::new();
        while !contains(&seen, mark) {
            let left = deadline.saturating_duration_since(Instant::now());
            if !self.readable(left)? {
                let text = String::from_utf8_lossy(&seen).into_owned();
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("only {text:?} came")));
            }
            self.read_some(&mut seen)?;
        }
        Ok(seen)
    }

    /// Reads until nothing has come for `silence`, or something all the time for `limit`.
    pub fn read_until_quiet(&mut self, silence: Duration, limit: Duration) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + limit;
        let mut seen = Vec::new();
        while self.readable(silence)? && Instant::now() < deadline {
            if self.read_some(&mut seen).is_err() {
                break;
            }
        }
        Ok(seen)
    }

    /// Waits for the program's end; ends it when `limit` has passed.
    pub fn finish(mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            // A program that prints at its end must not block on a full terminal.
            if self.readable(Duration::from_millis(5))? && self.read_some(&mut Vec::new()).is_err() {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(None)
    }

    fn readable(&self, limit: Duration) -> io::Result<bool> {
        let millis = limit.as_millis().min(60_000) as u16;
        let mut fds = [PollFd::new(self.terminal.as_fd(), PollFlags::POLLIN)];
        Ok(poll(&mut fds, PollTimeout::from(millis))? > 0)
    }

    fn read_some(&mut self, seen: &mut Vec<u8>) -> io::Result<()> {
        let mut buf = [0; 4096];
        let count = self.terminal.read(&mut buf)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        seen.extend_from_slice(&buf[..count]);
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Ending what has ended already is an error, and of no interest.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_sees_a_terminal() {
        let mut command = Command::new("sh");
        command.args(["-c", "test -t 0 && echo yes; read line; echo got $line"]);
        let mut session = Session::start(&mut command).unwrap();
        session.read_until(b"yes", Duration::from_secs(10)).unwrap();
        session.send(b"word\n").unwrap();
        session.read_until(b"got word", Duration::from_secs(10)).unwrap();
        assert!(session.finish(Duration::from_secs(10)).unwrap().unwrap().success());
    }
}
