//! Which source line an instruction belongs to: steps of bytes and lines.
//!
//! ```text
//! 0b0LLBBBBB            up to 31 bytes and 3 lines
//! 0b1LLLBBBB LLLLLLLL   up to 15 bytes and 2047 lines; the second byte is the low part
//! ```
//!
//! Lines start at 1 with the first instruction.

/// One step: so many bytes further the line is so much higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Bytes of code.
    pub bytes: u32,
    /// Source lines.
    pub lines: u32,
}

/// Writes a step; each byte goes to `put`.
pub fn encode(mut bytes: u32, mut lines: u32, put: &mut dyn FnMut(u8)) {
    while bytes > 0 || lines > 0 {
        if lines <= 6 || bytes > 0xf {
            let b = bytes.min(0x1f);
            // No line is skipped before all bytes are.
            let l = if b < bytes { 0 } else { lines.min(3) };
            put((b | l << 5) as u8);
            (bytes, lines) = (bytes - b, lines - l);
        } else {
            let l = lines.min(0x7ff);
            put((0x80 | bytes | (l >> 4 & 0x70)) as u8);
            put(l as u8);
            (bytes, lines) = (0, lines - l);
        }
    }
}

/// The steps of a line info.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    info: &'a [u8],
}

/// Reads the steps of a line info.
pub fn steps(info: &[u8]) -> Steps<'_> {
    Steps { info }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        match *self.info {
            [first, ref rest @ ..] if first & 0x80 == 0 => {
                self.info = rest;
                Some(Step { bytes: (first & 0x1f) as u32, lines: (first >> 5) as u32 })
            }
            [first, second, ref rest @ ..] => {
                self.info = rest;
                let high = (first as u32) << 4 & 0x700;
                Some(Step { bytes: (first & 0xf) as u32, lines: high | second as u32 })
            }
            _ => None,
        }
    }
}

/// The source line of the instruction at `offset` (from the first instruction).
pub fn line_at(info: &[u8], offset: usize) -> u32 {
    let mut left = offset as u32;
    let mut line = 1u32;
    for step in steps(info) {
        if left < step.bytes {
            break;
        }
        left -= step.bytes;
        line = line.saturating_add(step.lines);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back() {
        let mut info = [0u8; 64];
        let mut n = 0;
        let mut put = |byte| {
            info[n] = byte;
            n += 1;
        };
        encode(0, 3, &mut put);
        encode(5, 100, &mut put);
        encode(40, 7, &mut put);
        encode(2, 5000, &mut put);
        let info = &info[..n];
        for (offset, line) in
            [(0, 4), (4, 4), (5, 104), (44, 104), (45, 111), (46, 111), (47, 5111), (900, 5111)]
        {
            assert_eq!(line_at(info, offset), line, "{offset}");
        }
        assert_eq!(line_at(&[0x80], 3), 1);
    }

    #[test]
    fn the_form_is_upstreams() {
        // From a dump: 4 bytes and 125 lines.
        assert_eq!(steps(&[0x84, 0x7d]).next(), Some(Step { bytes: 4, lines: 125 }));
    }
}
