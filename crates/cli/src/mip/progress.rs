//! How far a download is: one line of a terminal that is written over.

use std::cell::Cell;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use micropyrite_mip::Progress;
use micropyrite_mip::error::shown;

/// Eyes do not see more.
const PAUSE: Duration = Duration::from_millis(80);

/// What terminals have at least.
const WIDTH: usize = 78;

/// The line.
#[derive(Default)]
pub struct Line {
    drawn: Cell<Option<Instant>>,
}

impl Line {
    /// One, where there is a terminal to show it.
    pub fn where_seen() -> Box<dyn Progress> {
        match stderr().is_terminal() {
            true => Box::new(Line::default()),
            false => Box::new(micropyrite_mip::Silent),
        }
    }
}

impl Progress for Line {
    fn fetching(&self, page: &str, bytes: u64, bytes_promised: Option<u64>) {
        if self.drawn.get().is_some_and(|drawn| drawn.elapsed() < PAUSE) {
            return;
        }
        self.drawn.set(Some(Instant::now()));
        let far = match bytes_promised {
            Some(promised) if promised > 0 => format!("{:3} %", bytes.saturating_mul(100) / promised),
            _ => format!("{} KiB", bytes / 1024),
        };
        let text: String = format!("{far}  {}", shown(page)).chars().take(WIDTH).collect();
        // Who looks away misses nothing.
        let _ = write!(stderr(), "\r{text:WIDTH$}").and_then(|()| stderr().flush());
    }

    fn finished(&self) {
        if self.drawn.take().is_some() {
            let _ = write!(stderr(), "\r{:WIDTH$}\r", "").and_then(|()| stderr().flush());
        }
    }
}
