//! A child process that is run to its end: output, status, time spent.
//!
//! Every run has a time limit, so that a program that hangs fails one test and not the whole run. Time is
//! processor time where it is used to compare, since that does not grow when the machine is busy.

use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// What a finished child left behind.
#[derive(Debug)]
pub struct Finished {
    /// How it ended; `None` when the time limit ended it.
    pub status: Option<ExitStatus>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

impl Finished {
    /// Did it end by itself with status 0?
    pub fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// Standard output as text, with replacement characters where it is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// How it ended, in words.
    pub fn ending(&self) -> String {
        match self.status {
            None => "ran out of time".to_string(),
            Some(status) => status.to_string(),
        }
    }
}

/// Runs `command` with `input` on standard input, for `limit` at most.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> io::Result<Finished> {
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let writer = child.stdin.take().map(|mut pipe| {
        let input = input.to_vec();
        // A child that ends without reading closes the pipe; that is its right.
        thread::spawn(move || drop(pipe.write_all(&input)))
    });
    let start = Instant::now();
    let mut nap = Duration::from_micros(200);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(10));
    };
    if let Some(writer) = writer {
        drop(writer.join());
    }
    Ok(Finished {
        status,
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
    })
}

/// As [`run`], with the processor time (user and system) that the child took.
///
/// The operating system counts all children together: run one at a time.
pub fn run_timed(command: &mut Command, input: &[u8], limit: Duration) -> io::Result<(Finished, Duration)> {
    let before = children_time()?;
    let finished = run(command, input, limit)?;
    Ok((finished, children_time()?.saturating_sub(before)))
}

fn children_time() -> io::Result<Duration> {
    let usage: Usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(micros.try_into().unwrap_or(0)))
}

fn drain<R: Read + Send + 'static>(pipe: Option<R>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error still counts.
            drop(pipe.read_to_end(&mut bytes));
        }
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_input_and_status_arrive() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; echo err >&2; exit 3"]);
        let finished = run(&mut command, b"text", Duration::from_secs(10)).unwrap();
        assert_eq!(finished.stdout, b"text");
        assert_eq!(finished.stderr, b"err\n");
        assert_eq!(finished.status.and_then(|status| status.code()), Some(3));
    }

    #[test]
    fn a_child_that_hangs_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("100");
        let finished = run(&mut command, b"", Duration::from_millis(50)).unwrap();
        assert!(finished.status.is_none());
        assert_eq!(finished.ending(), "ran out of time");
    }
}
