//! `History`: the lines typed before, the newest first.
//!
//! `HistoryBuffer` keeps them in one fixed piece of memory, each ended by `\n`
//! (which no line can hold), the newest at the front.  A new line pushes the
//! oldest out whole.

/// Lines that can be recalled.
pub trait History {
    /// A line, 0 the newest.
    fn get(&self, age: usize) -> Option<&[u8]>;

    /// Adds a line; one that is empty or equals the newest is not worth it.
    fn push(&mut self, line: &[u8]);
}

/// History in a fixed piece of memory.
pub struct HistoryBuffer<'a> {
    memory: &'a mut [u8],
    len: usize,
    lines_max: usize,
}

impl<'a> HistoryBuffer<'a> {
    /// An empty history of up to `lines_max` lines that together fit `memory`.
    pub fn new(memory: &'a mut [u8], lines_max: usize) -> HistoryBuffer<'a> {
        HistoryBuffer { memory, len: 0, lines_max }
    }

    /// The lines, the newest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        let text = self.memory.get(..self.len).unwrap_or_default();
        text.strip_suffix(b"\n").map(|text| text.split(|byte| *byte == b'\n')).into_iter().flatten()
    }
}

impl History for HistoryBuffer<'_> {
    fn get(&self, age: usize) -> Option<&[u8]> {
        self.lines().nth(age)
    }

    fn push(&mut self, line: &[u8]) {
        let needed = line.len().saturating_add(1);
        let unfit = line.is_empty() || line.contains(&b'\n') || needed > self.memory.len();
        if unfit || self.get(0) == Some(line) || self.lines_max == 0 {
            return;
        }
        // Of the old lines, those are kept that fit behind the new one.
        let room = self.memory.len() - needed;
        let mut kept = 0;
        for old in self.lines().take(self.lines_max - 1) {
            if kept + old.len() + 1 > room {
                break;
            }
            kept += old.len() + 1;
        }
        self.memory.copy_within(..kept, needed);
        if let Some((front, end)) =
            self.memory.get_mut(..needed).and_then(|new| new.split_at_mut_checked(line.len()))
        {
            front.copy_from_slice(line);
            end.fill(b'\n');
        }
        self.len = needed + kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_lines_go_first() {
        let mut memory = [0; 12];
        let mut history = HistoryBuffer::new(&mut memory, 3);
        for line in ["a", "bb", "bb", "", "ccc"] {
            history.push(line.as_bytes());
        }
        assert!(history.lines().eq([&b"ccc"[..], b"bb", b"a"]));
        history.push(b"d");
        assert!(history.lines().eq([&b"d"[..], b"ccc", b"bb"]));
        history.push(b"0123456789");
        assert!(history.lines().eq([&b"0123456789"[..]]) && history.get(1).is_none());
        history.push(b"0123456789ab");
        history.push(b"0123456789a");
        assert!(history.lines().eq([&b"0123456789a"[..]]));
    }
}
