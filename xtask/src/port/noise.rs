//! Noise for a board's prompt: nothing that is typed leaves it deaf.
//!
//! A tool that dies in the middle of a protocol, a bad line, a person who leans on the keyboard: whatever came before,
//! Ctrl-C and Ctrl-B lead back to a prompt that answers. Each round is decided by its seed, so that one that has found
//! something can be run again alone.

use std::path::Path;
use std::time::{Duration, Instant};

use micropyrite_testkit::random::Random;

use super::smoke::Line;
use super::{Board, Effort, build, named};
use crate::{Outcome, arguments};

/// What `fuzz-port --help` prints.
pub const HELP: &str = "
usage: cargo xtask fuzz-port [--light] [--seed N] [--seconds N] BOARD

Builds firmware, starts it in QEMU, and types noise at it in rounds: random bytes, commands of the prompt, halves of
raw pastes, more than the window or the line holds, programs that never end or fill the heap, resets, Ctrl-C at any
byte. After each round the prompt must answer. It stops at the first round that fails, and says its seed.

  --light      as in build-port
  --seed N     the first round (0)
  --seconds N  how long (60); 0: that round alone

examples:
  cargo xtask fuzz-port VIRT_RV32
  cargo xtask fuzz-port --seed 1234 --seconds 0 MPS2_AN385
";

/// What noise is made of, besides single bytes: what changes the state of a prompt.
const PIECES: [&[u8]; 32] = [
    b"\x01",
    b"\x02",
    b"\x03",
    b"\x04",
    b"\x05",
    b"\x05A\x01",
    b"\x05Z\x01",
    b"\r",
    b"while 1: pass\r\r",
    b"while 1: pass\x04",
    b"def f(x):\r",
    b"'''",
    b"print(1)\x04",
    b"\x1b[A",
    b"sys.\t",
    b"[0] * 100000000\r",
    // A raw paste that ends in the middle, and one after the other.
    b"\x01\x05A\x01print('half",
    b"\x05A\x01x = 1\x04\x05A\x01",
    // A program in a paste that is not stopped by its end.
    b"\x05A\x01while 1: print(1)\x04",
    b"\x01while 1:\n  try:\n    while 1: pass\n  except KeyboardInterrupt: break\n\x04",
    b"\x05for i in range(9):\r  print(i)\r\x04",
    // The heap gets full, and is full when the next round begins.
    b"l = []\r",
    b"while 1: l.append([0])\r\r",
    b"l = [l]\r",
    b"try: 1 / 0\rfinally: 2 / 0\r\r",
    b"raise SystemExit\r",
    b"raise SystemExit\x04",
    b"import sys; sys.stdin.read(3)\r",
    b"input()\r",
    b"def g(): yield from g()\r\rlist(g())\r",
    b"\xc3",
    b"\x1b[",
];

/// Runs `fuzz-port`.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let (mut name, mut effort, mut seed, mut seconds) = (None, Effort::Full, 0, 60);
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("light") => effort = Effort::Light,
            lexopt::Arg::Long("seed") => seed = arguments::number(&mut options)?,
            lexopt::Arg::Long("seconds") => seconds = arguments::number(&mut options)?,
            lexopt::Arg::Value(value) if name.is_none() => name = Some(value.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    let board = named(name)?;
    board.emulator.is_there()?;
    let image = build(&board, effort)?;
    let n = fuzz(&board, &image, seed as u64, Duration::from_secs(seconds as u64))?;
    println!("{}: {n} rounds, and it answers", board.name);
    Ok(())
}

/// Rounds from a seed on, until the time is over; gives their number.
fn fuzz(board: &Board, image: &Path, seed: u64, time: Duration) -> Outcome<u64> {
    let deadline = Instant::now() + time;
    let mut line = Line::boot(board, image)?;
    line.answer(">>> ")?;
    for n in 0.. {
        round(&mut line, seed + n)?;
        if Instant::now() >= deadline {
            return Ok(n + 1);
        }
    }
    Ok(0)
}

/// Random bytes and pieces; after Ctrl-C the prompt answers.
pub fn round(line: &mut Line, seed: u64) -> Outcome {
    let mut random = Random::new(seed);
    for _ in 0..random.below(20) {
        let piece = match random.below(10) {
            0..4 => random.bytes(1),
            4..8 => PIECES[random.below(PIECES.len())].to_vec(),
            8 => {
                // Cut off at any byte, by Ctrl-C or by what comes next.
                let piece = PIECES[random.below(PIECES.len())];
                let mut cut = piece[..random.below(piece.len() + 1)].to_vec();
                cut.extend(random.one_in(2).then_some(3));
                cut
            }
            // More than a window of raw paste, or than the line keeps.
            _ => vec![b"x#\r\n"[random.below(4)]; random.below(700)],
        };
        line.send(&piece)?;
        if random.one_in(4) {
            line.hear()?;
        }
    }
    // Out of programs, pastes and lines, then out of raw mode.
    for ending in ["\x03", "\x03", "\x03", "\x03", "\x02"] {
        line.hear_out()?;
        line.send(ending.as_bytes())?;
    }
    line.hear_out()?;
    line.exchange(&format!("print({seed}, 'heard')\r"), &format!("\r\n{seed} heard\r\n>>> "))
        .map(drop)
        .map_err(|error| format!("noise {seed}: {error}"))
}
