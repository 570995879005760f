//! The bytes of one code: prelude, lines, instructions, labels.
//!
//! A code is emitted once, with room for the longest form of each jump; where labels, jumps and lines are is noted. At
//! the end it is found out which jumps are short, and the code is drawn together. A jump that turns out short moves
//! every label behind it, so that others may become short; it goes on until nothing moves.
//! Code that cannot be reached is written nowhere, but its names, constants and children are still numbered, as they
//! were in the first pass.

use micropyrite_bytecode::{Opcode, OperandKind, Packed, Prelude, line_info, varint};
use micropyrite_syntax::Workspace;

use crate::tape::{Bytes, Events, Kind, Place};
use crate::words::Words;

/// The passes over a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// Finds out what names are, and how many labels there are.
    Scope,
    /// Writes.
    Emit,
}

/// Labels that still move after so many rounds move for ever: then all jumps are long.
const ROUNDS_MAX: u32 = 500;

/// A place in the code that may be jumped to, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(pub u32);

/// The code that is being emitted.
pub struct Emitter<'p> {
    pub pass: Pass,
    /// Set while nothing is written: what follows cannot be reached, or the pass does not write.
    suppress: bool,
    stack: i32,
    stack_max: i32,
    last_line: u32,
    /// Where labels are, as far as that is known.
    labels: Words<'p>,
    /// What there is besides bytes: lines, labels, jumps.
    events: Events<'p>,
    /// Short jumps did not come to rest.
    all_long: bool,
    /// Names, lines and cells, and behind them the prelude's fixed part.
    info: Bytes<'p>,
    n_info: usize,
    n_info_cells: usize,
    code: Bytes<'p>,
    /// Code and events had room.
    had_room: bool,
    overflow: bool,
    /// How many children so far, and which.
    n_children: u32,
    children: Words<'p>,
}

impl<'p> Emitter<'p> {
    /// An emitter without memory.
    pub fn new() -> Self {
        Emitter {
            pass: Pass::Scope,
            suppress: true,
            stack: 0,
            stack_max: 0,
            last_line: 1,
            labels: Words::new(),
            events: Events::default(),
            all_long: false,
            info: Bytes::default(),
            n_info: 0,
            n_info_cells: 0,
            code: Bytes::default(),
            had_room: true,
            overflow: false,
            n_children: 0,
            children: Words::new(),
        }
    }

    /// Makes room for labels, and for some code.
    pub fn prepare(&mut self, ws: &mut dyn Workspace<'p>, n_labels: u32) -> Option<()> {
        self.labels.resize(ws, n_labels as usize)?;
        self.fit(ws).map(|_| ())
    }

    /// Makes room for what was written. Says whether it had room: if not, it is to be written again.
    pub fn fit(&mut self, ws: &mut dyn Workspace<'p>) -> Option<bool> {
        let had_room = self.had_room && self.info.had_room();
        self.code.fit(ws)?;
        self.events.bytes.fit(ws)?;
        self.info.fit(ws)?;
        Some(had_room)
    }

    /// Begins a pass; names follow.
    pub fn start(&mut self, pass: Pass) {
        self.pass = pass;
        self.suppress = pass == Pass::Scope;
        (self.stack, self.stack_max) = (0, 0);
        self.last_line = 1;
        self.events.clear();
        self.info.truncate(0);
        self.code.truncate(0);
        self.overflow = false;
        self.n_children = 0;
    }

    /// Adds the index of a name to the info.
    pub fn name(&mut self, index: u32) {
        varint::encode_uint(index as u64).as_bytes().iter().for_each(|&byte| self.info.push(byte));
    }

    /// Ends the instructions; cells follow.
    pub fn end(&mut self) {
        // What had no room has to be written again anyhow.
        self.had_room = self.code.had_room() && self.events.bytes.had_room();
        if self.had_room {
            let mut rounds = 0;
            self.all_long = false;
            while self.sweep(false) {
                rounds += 1;
                self.all_long = rounds > ROUNDS_MAX;
            }
            self.sweep(true);
        }
        self.n_info = self.info.len();
    }

    /// Adds the local of a cell.
    pub fn cell(&mut self, local: u32) {
        self.require(local <= 255);
        self.info.push(local as u8);
    }

    /// Writes the prelude's fixed part, last of all.
    pub fn finish(&mut self, mut prelude: Prelude) {
        self.n_info_cells = self.info.len();
        prelude.n_info = self.n_info as u32;
        prelude.n_cell = (self.n_info_cells - self.n_info) as u32;
        let mut put = |byte| self.info.push(byte);
        prelude.encode_signature(&mut put);
        prelude.encode_size(&mut put);
    }

    /// The bytes, in pieces.
    pub fn pieces(&self) -> [Packed<'_>; 3] {
        let (words, n) = (self.info.words(), self.n_info_cells);
        [
            Packed { words, start: n, len: self.info.len() - n },
            Packed { words, start: 0, len: n },
            Packed { words: self.code.words(), start: 0, len: self.code.len() },
        ]
    }

    /// The numbers of the children.
    pub fn children(&self) -> &[u32] {
        self.children.as_slice().get(..self.n_children as usize).unwrap_or(&[])
    }

    /// Remembers that a number does not fit its place.
    pub fn require(&mut self, fits: bool) {
        self.overflow |= !fits;
    }

    /// Whether something did not fit the format.
    pub fn has_overflown(&self) -> bool {
        self.overflow
    }

    /// The deepest the stack has been in this pass.
    pub fn stack_max(&self) -> u32 {
        self.stack_max.max(0) as u32
    }

    /// Corrects the stack's depth where the order of instructions does not tell it.
    pub fn adjust_stack(&mut self, delta: i32) {
        if self.pass != Pass::Scope {
            self.stack = self.stack.saturating_add(delta);
            self.stack_max = self.stack_max.max(self.stack);
        }
    }

    /// Adds a byte to the code.
    #[inline]
    pub fn raw(&mut self, byte: u8) {
        if !self.suppress {
            self.code.push(byte);
        }
    }

    /// Adds an opcode's byte plus `n`, and changes the stack's depth.
    pub fn op_plus(&mut self, stack: i32, opcode: Opcode, n: u8) {
        self.adjust_stack(stack);
        self.raw(opcode.byte().wrapping_add(n));
    }

    /// Adds an instruction without operand.
    pub fn op(&mut self, stack: i32, opcode: Opcode) {
        self.op_plus(stack, opcode, 0);
    }

    /// Adds an instruction with an unsigned operand.
    pub fn op_uint(&mut self, stack: i32, opcode: Opcode, value: u32) {
        self.op(stack, opcode);
        if value < 0x80 {
            return self.raw(value as u8);
        }
        for &byte in varint::encode_uint(value as u64).as_bytes() {
            self.raw(byte);
        }
    }

    /// Adds an instruction with a signed operand.
    pub fn op_int(&mut self, stack: i32, opcode: Opcode, value: i64) {
        self.op(stack, opcode);
        for &byte in varint::encode_int(value).as_bytes() {
            self.raw(byte);
        }
    }

    /// Adds an instruction that makes a function of a child.
    pub fn op_child(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        stack: i32,
        opcode: Opcode,
        child: u32,
    ) -> Option<()> {
        let index = self.n_children;
        if self.children.len() <= index as usize {
            self.children.push(ws, child)?;
        } else {
            self.children.set(index as usize, child);
        }
        self.n_children += 1;
        self.op_uint(stack, opcode, index);
        Some(())
    }

    /// Adds an instruction that jumps.
    pub fn op_label(&mut self, stack: i32, opcode: Opcode, label: Label) {
        self.adjust_stack(stack);
        if self.suppress {
            return;
        }
        let signed = matches!(opcode.operands().next(), Some(OperandKind::SLabel));
        self.events.push(Kind::Jump, self.code.len(), label.0 << 1 | u32::from(signed));
        for byte in [opcode.byte(), 0, 0] {
            self.code.push(byte);
        }
    }

    /// What follows is reached only from a label.
    pub fn end_flow(&mut self) {
        self.suppress = true;
    }

    /// The label is here.
    pub fn place(&mut self, label: Label) {
        if self.pass == Pass::Emit {
            self.suppress = false;
            self.labels.set(label.0 as usize, self.code.len() as u32);
            self.events.push(Kind::Label, self.code.len(), label.0);
        }
    }

    /// What follows comes from this line.
    pub fn line(&mut self, line: u32) {
        if line > self.last_line && self.pass == Pass::Emit {
            self.events.push(Kind::Line, self.code.len(), line - self.last_line);
            self.last_line = line;
        }
    }

    /// Goes through all events with jumps as labels are now; says whether that has moved a label. If asked to, writes
    /// the steps of lines and where jumps go, and draws the code together.
    fn sweep(&mut self, write: bool) -> bool {
        let mut moved = false;
        // Each short jump takes one byte less than there was room for.
        let (mut n_short, mut from, mut to, mut last) = (0, 0, 0, 0);
        let mut place = Place::default();
        while let Some(event) = self.events.next(&mut place) {
            let at = event.at - n_short;
            match event.kind {
                Kind::Jump => {
                    // From behind its first two bytes.
                    let mut distance = self.labels.get(event.value as usize >> 1) as i32 - at as i32 - 2;
                    let least = if event.value & 1 != 0 { -0x40 } else { 0 };
                    let short = !self.all_long && (0..0x80).contains(&(distance - least));
                    n_short += usize::from(short);
                    if !write {
                        continue;
                    }
                    let operand = at + 1;
                    from = self.code.copy_down(from, to, operand - to) + 2;
                    to = operand + 1;
                    if short {
                        distance -= least;
                    } else {
                        distance -= (least << 8) + 1;
                        self.require((0..0x8000).contains(&distance));
                        self.code.set(to, (distance >> 7) as u8);
                        to += 1;
                        distance |= 0x80;
                    }
                    self.code.set(operand, distance as u8);
                }
                Kind::Label => {
                    if let Some(label) = self.labels.place(event.value as usize) {
                        moved |= *label != at as u32;
                        *label = at as u32;
                    }
                }
                _ if write => {
                    line_info::encode((at - last) as u32, event.value, &mut |byte| self.info.push(byte));
                    last = at;
                }
                _ => {}
            }
        }
        if write {
            let rest = self.code.len() - from;
            self.code.copy_down(from, to, rest);
            self.code.truncate(to + rest);
        }
        moved
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.labels.free(ws);
        self.events.bytes.free(ws);
        self.info.free(ws);
        self.code.free(ws);
        self.children.free(ws);
    }
}
