//! `Emulator`: how QEMU is called for a board.
//!
//! Whoever starts firmware starts it by this: for a person, a test, or a measurement.

use std::path::Path;
use std::process::Command;

use crate::{Outcome, repo};

/// A program that emulates a board.
pub struct Emulator {
    /// Its name.
    pub program: String,
    /// What it is told of the machine.
    pub arguments: Vec<String>,
}

/// Where the board's serial line goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Serial {
    /// To the streams of the emulator; Ctrl-C is for the program on the board.
    Streams,
    /// To a terminal of its own, whose name is printed.
    Terminal,
}

/// What has the emulator put a file into memory before it starts.
pub fn loader(file: &Path, address: u64) -> [String; 2] {
    ["-device".into(), format!("loader,file={},addr={address:#x},force-raw=on", file.display())]
}

impl Emulator {
    /// It is installed.
    pub fn is_there(&self) -> Outcome {
        if repo::has_program(&self.program) {
            return Ok(());
        }
        let package = if self.program.ends_with("-arm") { "qemu-system-arm" } else { "qemu-system-misc" };
        Err(format!("`apt-get install --no-install-recommends {package}` is missing"))
    }

    /// What starts an image, without window and monitor.
    pub fn command(&self, image: &Path, serial: Serial) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args(["-display", "none", "-monitor", "none"]);
        match serial {
            Serial::Streams => {
                command.args(["-chardev", "stdio,id=line,signal=off", "-serial", "chardev:line"])
            }
            Serial::Terminal => command.args(["-serial", "pty"]),
        };
        command.arg("-kernel").arg(image);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_comes_last() {
        let emulator = Emulator { program: "qemu".into(), arguments: vec!["-machine".into(), "m".into()] };
        let command = emulator.command(Path::new("image"), Serial::Terminal);
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        let expected = "-machine m -display none -monitor none -serial pty -kernel image";
        assert_eq!(words.join(" "), expected);
    }
}
