//! `LineEditor`: one line, typed and changed on a terminal, a byte at a time.
//!
//! The line is the end of a buffer that may hold earlier lines before it; only
//! what lies behind `start` can be edited.  The editor never redraws more than a
//! key has changed: it steps the cursor back, writes the tail again, erases what is
//! left over and steps back, in exactly upstream's sequence of bytes.  It does not
//! write prompts and does not know completions: on Tab it asks its owner.

use crate::key::{CTRL_A, CTRL_B, CTRL_C, CTRL_D, Key, KeyDecoder};
use crate::width::{columns, next, previous};
use crate::{History, LineBuffer, Terminal};

const INDENT: &[u8] = b"    ";

/// What became of a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The line goes on.
    More,
    /// Enter: the line is done.
    Line,
    /// Ctrl-A to Ctrl-E on an empty line, or Ctrl-C on any.
    Control(u8),
    /// Tab behind a word: complete it, then `insert` or `redraw`.
    Complete,
}

/// What a key has changed and the terminal does not show yet.
#[derive(Default)]
struct Change {
    /// The cursor first goes to this byte, which is so many columns to the left.
    back: Option<(usize, usize)>,
    /// The text from there on is new.
    is_tail_new: bool,
    /// The cursor then goes this many bytes to the right.
    forward: usize,
}

/// The state of the line being edited.
#[derive(Default)]
pub struct LineEditor {
    keys: KeyDecoder,
    start: usize,
    cursor: usize,
    /// Age of the line of history that is shown, counted from 1; 0 for the new one.
    recalled: usize,
    is_indenting: bool,
    is_fresh_indent: bool,
}

impl LineEditor {
    /// Starts a line at the end of `buffer`, whose prompt has been written.
    ///
    /// Indents it as the lines before it suggest.
    pub fn begin(&mut self, buffer: &mut dyn LineBuffer, terminal: &mut dyn Terminal) {
        self.keys.restart();
        self.start = buffer.bytes().len();
        self.cursor = self.start;
        self.recalled = 0;
        self.is_fresh_indent = false;
        if self.start == 0 {
            self.is_indenting = true;
        }
        if self.is_indenting {
            for _ in 0..indent_levels(buffer.bytes()) {
                if buffer.insert(self.cursor, INDENT) {
                    terminal.write(INDENT);
                    self.cursor += INDENT.len();
                    self.is_fresh_indent = true;
                }
            }
        }
    }

    /// The text of the line up to the cursor.
    pub fn before_cursor<'a>(&self, buffer: &'a dyn LineBuffer) -> &'a [u8] {
        buffer.bytes().get(self.start..self.cursor).unwrap_or_default()
    }

    /// Nothing has been typed, and no indent made.
    pub fn is_empty(&self, buffer: &dyn LineBuffer) -> bool {
        buffer.bytes().len() == self.start
    }

    /// Takes one byte from the terminal.
    pub fn process(
        &mut self,
        byte: u8,
        buffer: &mut dyn LineBuffer,
        history: &mut dyn History,
        terminal: &mut dyn Terminal,
    ) -> Step {
        let key = self.keys.decode(byte);
        let before = self.line_columns(buffer);
        let change = match key {
            Key::None => Change::default(),
            Key::Control(char) => {
                if char == CTRL_C || self.is_empty(buffer) {
                    return Step::Control(char);
                }
                self.control(char, buffer)
            }
            Key::Enter => {
                terminal.write(b"\r\n");
                history.push(buffer.bytes().get(self.start..).unwrap_or_default());
                return Step::Line;
            }
            Key::Tab if self.is_fresh_indent => {
                self.is_indenting = false;
                Change::default()
            }
            Key::Tab => {
                let at_space = self
                    .cursor
                    .checked_sub(1)
                    .and_then(|last| buffer.bytes().get(last))
                    .is_some_and(is_space);
                if !at_space {
                    self.is_fresh_indent = false;
                    return Step::Complete;
                }
                self.put(INDENT, buffer)
            }
            Key::Char([b' ', ..], _) if self.is_fresh_indent => {
                // The space that the user wanted for an indent replaces ours.
                self.is_indenting = false;
                let end = buffer.bytes().len();
                buffer.remove(end.saturating_sub(3), end);
                Change { back: Some((self.cursor.saturating_sub(3), 3)), ..Change::default() }
            }
            Key::Char(bytes, len) => self.put(bytes.get(..usize::from(len)).unwrap_or_default(), buffer),
            Key::Up | Key::Down => self.recall(key == Key::Up, buffer, history),
            _ => self.edit(key, buffer),
        };
        self.show(change, before, buffer, terminal);
        self.is_fresh_indent = false;
        Step::More
    }

    /// Puts `text` at the cursor, as if it had been typed.
    pub fn insert(&mut self, text: &[u8], buffer: &mut dyn LineBuffer, terminal: &mut dyn Terminal) {
        let before = self.line_columns(buffer);
        let change = self.put(text, buffer);
        self.show(change, before, buffer, terminal);
    }

    /// Writes the line again, behind a prompt that has just been written.
    pub fn redraw(&mut self, buffer: &mut dyn LineBuffer, terminal: &mut dyn Terminal) {
        terminal.write(self.before_cursor(buffer));
        let before = self.line_columns(buffer);
        self.show(Change { is_tail_new: true, ..Change::default() }, before, buffer, terminal);
    }

    fn line_columns(&self, buffer: &dyn LineBuffer) -> usize {
        columns(buffer.bytes().get(self.start..).unwrap_or_default())
    }

    /// The cursor goes left to the byte `to`.
    fn back_to(&self, to: usize, buffer: &dyn LineBuffer) -> Option<(usize, usize)> {
        Some((to, columns(buffer.bytes().get(to..self.cursor).unwrap_or_default())))
    }

    fn put(&mut self, text: &[u8], buffer: &mut dyn LineBuffer) -> Change {
        if !buffer.insert(self.cursor, text) {
            return Change::default();
        }
        Change { back: None, is_tail_new: true, forward: text.len() }
    }

    /// Takes out the text from `from` to `to`, one of which is the cursor.
    fn cut(&mut self, from: usize, to: usize, buffer: &mut dyn LineBuffer) -> Change {
        let back = if from < self.cursor { self.back_to(from, buffer) } else { None };
        buffer.remove(from, to);
        Change { back, is_tail_new: true, forward: 0 }
    }

    fn control(&mut self, char: u8, buffer: &mut dyn LineBuffer) -> Change {
        match char {
            CTRL_A => self.edit(Key::Home, buffer),
            CTRL_B => self.edit(Key::Left, buffer),
            CTRL_D => self.edit(Key::Delete, buffer),
            _ => self.edit(Key::End, buffer),
        }
    }

    fn edit(&mut self, key: Key, buffer: &mut dyn LineBuffer) -> Change {
        let (cursor, end) = (self.cursor, buffer.bytes().len());
        match key {
            Key::Left => Change { back: self.back_to(self.left(buffer), buffer), ..Change::default() },
            Key::Right => Change { forward: next(buffer.bytes(), cursor) - cursor, ..Change::default() },
            Key::Home => Change { back: self.back_to(self.start, buffer), ..Change::default() },
            Key::End => Change { forward: end.saturating_sub(cursor), ..Change::default() },
            Key::WordLeft => {
                Change { back: self.back_to(self.word_left(buffer), buffer), ..Change::default() }
            }
            Key::WordRight => Change { forward: self.word_right(buffer) - cursor, ..Change::default() },
            Key::Backspace if cursor > self.start => self.cut(self.indent_left(buffer), cursor, buffer),
            Key::Delete if cursor < end => self.cut(cursor, next(buffer.bytes(), cursor), buffer),
            Key::KillWordLeft => self.cut(self.word_left(buffer), cursor, buffer),
            Key::KillWordRight => self.cut(cursor, self.word_right(buffer), buffer),
            Key::KillToEnd => self.cut(cursor, end, buffer),
            Key::KillToStart => self.cut(self.start, cursor, buffer),
            _ => Change::default(),
        }
    }

    fn recall(&mut self, is_older: bool, buffer: &mut dyn LineBuffer, history: &dyn History) -> Change {
        let age = match (is_older, self.recalled) {
            (true, age) if history.get(age).is_some() => age + 1,
            (false, age @ 1..) => age - 1,
            _ => return Change::default(),
        };
        let back = self.back_to(self.start, buffer);
        self.recalled = age;
        buffer.set_len(self.start);
        if let Some(line) = age.checked_sub(1).and_then(|age| history.get(age)) {
            buffer.insert(self.start, line);
        }
        Change { back, is_tail_new: true, forward: buffer.bytes().len() - self.start }
    }

    fn left(&self, buffer: &dyn LineBuffer) -> usize {
        previous(buffer.bytes(), self.cursor, self.start)
    }

    /// Where Backspace deletes to: one character, or a level of a blank indent.
    fn indent_left(&self, buffer: &dyn LineBuffer) -> usize {
        let text = self.before_cursor(buffer);
        if text.len() >= INDENT.len() && text.iter().all(|byte| *byte == b' ') {
            self.cursor - INDENT.len()
        } else {
            self.left(buffer)
        }
    }

    /// Start of the word at or before the cursor.
    fn word_left(&self, buffer: &dyn LineBuffer) -> usize {
        let text = self.before_cursor(buffer);
        let word_end = text.iter().rposition(is_word).map_or(0, |last| last + 1);
        let word = text.get(..word_end).unwrap_or_default();
        self.start + word.iter().rposition(|byte| !is_word(byte)).map_or(0, |gap| gap + 1)
    }

    /// End of the word at or after the cursor.
    fn word_right(&self, buffer: &dyn LineBuffer) -> usize {
        let text = buffer.bytes();
        let rest = text.get(self.cursor..).unwrap_or_default();
        let gap = rest.iter().position(is_word).unwrap_or(rest.len());
        let word = rest.iter().skip(gap).position(|byte| !is_word(byte));
        word.map_or(text.len(), |len| self.cursor + gap + len)
    }

    /// Brings the terminal up to date; the line took `before` columns.
    fn show(&mut self, change: Change, before: usize, buffer: &dyn LineBuffer, terminal: &mut dyn Terminal) {
        if let Some((cursor, back)) = change.back {
            step_back(back, terminal);
            self.cursor = cursor;
        }
        let target = self.cursor + change.forward;
        let tail = buffer.bytes().get(self.cursor..).unwrap_or_default();
        if change.is_tail_new {
            if self.line_columns(buffer) < before {
                terminal.write(b"\x1b[K");
            }
            if !tail.is_empty() {
                terminal.write(tail);
            }
            step_back(columns(buffer.bytes().get(target..).unwrap_or_default()), terminal);
        } else if change.forward > 0 {
            terminal.write(tail.get(..change.forward).unwrap_or_default());
        }
        self.cursor = target;
    }
}

/// Moves the terminal's cursor to the left.
fn step_back(columns: usize, terminal: &mut dyn Terminal) {
    if columns <= 4 {
        terminal.write(b"\x08\x08\x08\x08".get(..columns).unwrap_or_default());
        return;
    }
    let mut sequence = [0; 24];
    let (mut at, mut rest) = (sequence.len() - 1, columns);
    if let Some(last) = sequence.last_mut() {
        *last = b'D';
    }
    while rest > 0 && at > 2 {
        at -= 1;
        if let Some(place) = sequence.get_mut(at) {
            // A digit, so it fits.
            *place = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
    }
    terminal.write(b"\x1b[");
    terminal.write(sequence.get(at..).unwrap_or_default());
}

/// How many levels the line after `text` is to be indented.
fn indent_levels(text: &[u8]) -> usize {
    let Some((b'\n', body)) = text.split_last() else {
        return 0;
    };
    let Some(last) = body.last() else {
        return 0;
    };
    let mut lines = body.rsplit(|byte| *byte == b'\n');
    let line = lines.next().unwrap_or_default();
    let spaces = line.iter().take_while(|byte| **byte == b' ').count();
    if spaces == line.len() {
        // Two blank lines in a row, the first line not counted, end the indent.
        let above = lines.next();
        let is_first = lines.next().is_none();
        if above.is_some_and(|above| !is_first && above.iter().all(|byte| *byte == b' ')) {
            return 0;
        }
    }
    spaces / INDENT.len() + usize::from(*last == b':')
}

fn is_space(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || *byte == 0x0b
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte >= 0x80
}
