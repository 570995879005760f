//! The bytes of one code: prelude, lines, instructions, labels.
//!
//! A code is emitted several times. The first passes only count; the last one writes, again and again until
//! the sizes stay the same, for a jump that turns out short moves every label behind it. Sizes only shrink.
//! Code that cannot be reached is counted nowhere and written nowhere, but its names, constants and children
//! are still numbered, as they were in the first pass.

use micropyrite_bytecode::{Opcode, OperandKind, Prelude, line_info, varint};
use micropyrite_syntax::Workspace;

use crate::words::Words;

/// The passes over a scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pass {
    /// Finds out what names are, and how many labels there are.
    Scope,
    /// Finds the stack's size and about where labels are.
    Stack,
    /// Finds the code's size.
    Size,
    /// Writes.
    Emit,
}

/// A place in the code that may be jumped to, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(pub u32);

/// The code that is being emitted.
pub struct Emitter<'p> {
    pub pass: Pass,
    /// Set while what follows cannot be reached.
    suppress: bool,
    stack: i32,
    stack_max: i32,
    last_line: u32,
    last_line_offset: u32,
    labels: Words<'p>,
    /// Bytes of prelude and info so far, and how many there will be.
    info_offset: u32,
    info_size: u32,
    code_offset: u32,
    code_size: u32,
    /// The bytes themselves, packed.
    bytes: Words<'p>,
    overflow: bool,
    n_info: u32,
    n_cell: u32,
    /// How many children so far, and which.
    n_children: u32,
    children: Words<'p>,
}

impl<'p> Emitter<'p> {
    /// An emitter without memory.
    pub fn new() -> Self {
        Emitter {
            pass: Pass::Scope,
            suppress: false,
            stack: 0,
            stack_max: 0,
            last_line: 1,
            last_line_offset: 0,
            labels: Words::new(),
            info_offset: 0,
            info_size: 0,
            code_offset: 0,
            code_size: 0,
            bytes: Words::new(),
            overflow: false,
            n_info: 0,
            n_cell: 0,
            n_children: 0,
            children: Words::new(),
        }
    }

    /// Makes room for labels.
    pub fn set_n_labels(&mut self, ws: &mut dyn Workspace<'p>, n: u32) -> Option<()> {
        self.labels.resize(ws, n as usize)
    }

    /// Begins a pass with the fixed part of the prelude; names follow.
    pub fn start(&mut self, pass: Pass, mut prelude: Prelude) {
        self.pass = pass;
        self.suppress = false;
        (self.stack, self.stack_max) = (0, 0);
        (self.last_line, self.last_line_offset) = (1, 0);
        (self.info_offset, self.code_offset) = (0, 0);
        self.overflow = false;
        self.n_children = 0;
        prelude.encode_signature(&mut |byte| self.put_info(byte));
        if pass >= Pass::Size {
            (prelude.n_info, prelude.n_cell) = (self.n_info, self.n_cell);
            prelude.encode_size(&mut |byte| self.put_info(byte));
        }
        self.n_info = self.info_offset;
        self.n_cell = 0;
    }

    /// Ends the info; cells follow.
    pub fn end_info(&mut self) {
        self.n_info = self.info_offset - self.n_info;
    }

    /// Adds the local of a cell.
    pub fn cell(&mut self, local: u32) {
        self.require(local <= 255);
        self.put_info(local as u8);
        self.n_cell += 1;
    }

    /// Ends a pass. Says whether the code is final, or `None` for no memory.
    pub fn end(&mut self, ws: &mut dyn Workspace<'p>) -> Option<bool> {
        let same = (self.info_size, self.code_size) == (self.info_offset, self.code_offset);
        match self.pass {
            Pass::Scope | Pass::Stack => return Some(true),
            Pass::Size => self.bytes.clear(),
            Pass::Emit if same => return Some(true),
            Pass::Emit => {}
        }
        (self.info_size, self.code_size) = (self.info_offset, self.code_offset);
        self.bytes.resize(ws, self.len().div_ceil(4))?;
        Some(false)
    }

    /// How many bytes the code has.
    pub fn len(&self) -> usize {
        self.info_size as usize + self.code_size as usize
    }

    /// The bytes, packed into words.
    pub fn words(&self) -> &[u32] {
        self.bytes.as_slice()
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

    /// Adds a byte to the info.
    fn put_info(&mut self, byte: u8) {
        if self.pass == Pass::Emit && self.info_offset < self.info_size {
            self.bytes.set_byte(self.info_offset as usize, byte);
        }
        self.info_offset += 1;
    }

    /// Adds a number to the info.
    pub fn info_uint(&mut self, value: u32) {
        for &byte in varint::encode_uint(value as u64).as_bytes() {
            self.put_info(byte);
        }
    }

    /// Adds a byte to the code.
    pub fn raw(&mut self, byte: u8) {
        if self.suppress {
            return;
        }
        if self.pass == Pass::Emit && self.code_offset < self.code_size {
            self.bytes.set_byte((self.info_size + self.code_offset) as usize, byte);
        }
        self.code_offset += 1;
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

    /// Adds an instruction that jumps. Its label takes one byte if that is known to be enough.
    pub fn op_label(&mut self, stack: i32, opcode: Opcode, label: Label) {
        self.adjust_stack(stack);
        if self.suppress {
            return;
        }
        let signed = matches!(opcode.operands().next(), Some(OperandKind::SLabel));
        let mut distance = 0;
        let mut short = false;
        if self.pass >= Pass::Size {
            // From the end of the instruction, if it takes two bytes.
            distance = self.labels.get(label.0 as usize) as i64 - self.code_offset as i64 - 2;
            short = if signed { (-64..=63).contains(&distance) } else { (0..=127).contains(&distance) };
        }
        self.raw(opcode.byte());
        if short {
            self.raw((distance + if signed { 0x40 } else { 0 }) as u8);
            return;
        }
        distance += if signed { 0x4000 } else { 0 } - 1;
        self.require(self.pass != Pass::Emit || (0..=0x7fff).contains(&distance));
        self.raw(0x80 | (distance & 0x7f) as u8);
        self.raw((distance >> 7) as u8);
    }

    /// What follows is reached only from a label.
    pub fn end_flow(&mut self) {
        self.suppress = true;
    }

    /// The label is here.
    pub fn place(&mut self, label: Label) {
        self.suppress = false;
        if self.pass != Pass::Scope {
            self.labels.set(label.0 as usize, self.code_offset);
        }
    }

    /// What follows comes from this line.
    pub fn line(&mut self, line: u32) {
        if line > self.last_line {
            let bytes = self.code_offset - self.last_line_offset;
            let lines = line - self.last_line;
            line_info::encode(bytes, lines, &mut |byte| self.put_info(byte));
            self.last_line_offset = self.code_offset;
            self.last_line = line;
        }
    }

    /// Gives the memory back.
    pub fn free(&mut self, ws: &mut dyn Workspace<'p>) {
        self.labels.free(ws);
        self.bytes.free(ws);
        self.children.free(ws);
    }
}
