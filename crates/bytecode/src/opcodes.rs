//! The opcodes of bytecode v6: one table, from which everything else derives.
//!
//! [`for_each_opcode!`](crate::for_each_opcode) hands its rows to a macro of the caller's. A row is
//!
//! ```text
//! /// What it does.                                      [before] -> [after]
//! first byte * how many bytes  CamelName snake_name { operand: Kind, .. } pops (n) pushes (n);
//! ```
//!
//! A row of more than one byte keeps a number in the opcode itself: `byte - first` is that number.
//! `pops` and `pushes` speak of the path that falls through; they are expressions over the operands as
//! [`decode`](crate::decode::decode) gives them. The documentation says what the path that jumps does.
//! Bytes are frozen: a `.mpy` file holds them.

/// Calls `$with!` with every row of the opcode table.
#[macro_export]
macro_rules! for_each_opcode {
    ($with:ident) => {
        $with! {
    // ---- Constants.

    /// Push the interned string `name`.                          `[] -> [str]`
    0x10 * 1 LoadConstString load_const_string { name: Qstr } pops (0) pushes (1);
    /// Push a small int that does not fit into the opcode.       `[] -> [int]`
    0x22 * 1 LoadConstSmallInt load_const_small_int { value: VarInt } pops (0) pushes (1);
    /// Push entry `index` of the module's table of constants.    `[] -> [const]`
    0x23 * 1 LoadConstObj load_const_obj { index: Const } pops (0) pushes (1);
    /// Push False.                                               `[] -> [False]`
    0x50 * 1 LoadConstFalse load_const_false {} pops (0) pushes (1);
    /// Push None.                                                `[] -> [None]`
    0x51 * 1 LoadConstNone load_const_none {} pops (0) pushes (1);
    /// Push True.                                                `[] -> [True]`
    0x52 * 1 LoadConstTrue load_const_true {} pops (0) pushes (1);
    /// Push the null word, which is no object.                   `[] -> [null]`
    0x53 * 1 LoadNull load_null {} pops (0) pushes (1);
    /// Push the small int `byte - 0x80`, -16 to 47.              `[] -> [int]`
    0x70 * 64 LoadConstSmallIntMulti load_const_small_int_multi {} pops (0) pushes (1);

    // ---- Loads.

    /// Push a name of the class or module that runs, else a global, else a builtin.  `[] -> [value]`
    0x11 * 1 LoadName load_name { name: Qstr } pops (0) pushes (1);
    /// Push a global, else a builtin.                            `[] -> [value]`
    0x12 * 1 LoadGlobal load_global { name: Qstr } pops (0) pushes (1);
    /// Load an attribute.                                        `[base] -> [value]`
    0x13 * 1 LoadAttr load_attr { name: Qstr } pops (1) pushes (1);
    /// Load an attribute to be called; `self` may be null.       `[base] -> [fun, self]`
    0x14 * 1 LoadMethod load_method { name: Qstr } pops (1) pushes (2);
    /// Load a method of the base classes to be called.           `[super, class, self] -> [fun, self]`
    0x15 * 1 LoadSuperMethod load_super_method { name: Qstr } pops (3) pushes (2);
    /// Push local `n`.                                           `[] -> [value]`
    0x24 * 1 LoadFastN load_fast_n { n: VarUint } pops (0) pushes (1);
    /// Push what the cell in local `n` holds.                    `[] -> [value]`
    0x25 * 1 LoadDeref load_deref { n: VarUint } pops (0) pushes (1);
    /// Push the builtin `__build_class__`.                       `[] -> [fun]`
    0x54 * 1 LoadBuildClass load_build_class {} pops (0) pushes (1);
    /// Load an item.                                             `[base, index] -> [value]`
    0x55 * 1 LoadSubscr load_subscr {} pops (2) pushes (1);
    /// Push local `byte - 0xb0`.                                 `[] -> [value]`
    0xb0 * 16 LoadFastMulti load_fast_multi {} pops (0) pushes (1);

    // ---- Stores.

    /// Store a name in the class or module that runs.            `[value] -> []`
    0x16 * 1 StoreName store_name { name: Qstr } pops (1) pushes (0);
    /// Store a global.                                           `[value] -> []`
    0x17 * 1 StoreGlobal store_global { name: Qstr } pops (1) pushes (0);
    /// Store an attribute; a null value deletes it.              `[value, base] -> []`
    0x18 * 1 StoreAttr store_attr { name: Qstr } pops (2) pushes (0);
    /// Store in local `n`.                                       `[value] -> []`
    0x26 * 1 StoreFastN store_fast_n { n: VarUint } pops (1) pushes (0);
    /// Store in the cell that local `n` holds.                   `[value] -> []`
    0x27 * 1 StoreDeref store_deref { n: VarUint } pops (1) pushes (0);
    /// Store an item; a null value deletes it.                   `[value, base, index] -> []`
    0x56 * 1 StoreSubscr store_subscr {} pops (3) pushes (0);
    /// Store in local `byte - 0xc0`.                             `[value] -> []`
    0xc0 * 16 StoreFastMulti store_fast_multi {} pops (1) pushes (0);

    // ---- Deletes.

    /// Delete a name of the class or module that runs.           `[] -> []`
    0x19 * 1 DeleteName delete_name { name: Qstr } pops (0) pushes (0);
    /// Delete a global.                                          `[] -> []`
    0x1a * 1 DeleteGlobal delete_global { name: Qstr } pops (0) pushes (0);
    /// Delete local `n`.                                         `[] -> []`
    0x28 * 1 DeleteFast delete_fast { n: VarUint } pops (0) pushes (0);
    /// Empty the cell that local `n` holds.                      `[] -> []`
    0x29 * 1 DeleteDeref delete_deref { n: VarUint } pops (0) pushes (0);

    // ---- The stack itself.

    /// Push the top again.                                       `[a] -> [a, a]`
    0x57 * 1 DupTop dup_top {} pops (1) pushes (2);
    /// Push the upper two again.                                 `[a, b] -> [a, b, a, b]`
    0x58 * 1 DupTopTwo dup_top_two {} pops (2) pushes (4);
    /// Drop the top.                                             `[a] -> []`
    0x59 * 1 PopTop pop_top {} pops (1) pushes (0);
    /// Swap the upper two.                                       `[a, b] -> [b, a]`
    0x5a * 1 RotTwo rot_two {} pops (2) pushes (2);
    /// Move the top below the next two.                          `[a, b, c] -> [c, a, b]`
    0x5b * 1 RotThree rot_three {} pops (3) pushes (3);

    // ---- Imports.

    /// Import a module.                                          `[level, fromlist] -> [module]`
    0x1b * 1 ImportName import_name { name: Qstr } pops (2) pushes (1);
    /// Take a name from a module.                                `[module] -> [module, value]`
    0x1c * 1 ImportFrom import_from { name: Qstr } pops (1) pushes (2);
    /// Take all public names from a module.                      `[module] -> []`
    0x69 * 1 ImportStar import_star {} pops (1) pushes (0);

    // ---- Functions, calls.

    /// Make a function.                                          `[] -> [fun]`
    0x32 * 1 MakeFunction make_function { child: Child } pops (0) pushes (1);
    /// Make a function with defaults.                            `[tuple or null, dict or null] -> [fun]`
    0x33 * 1 MakeFunctionDefargs make_function_defargs { child: Child } pops (2) pushes (1);
    /// Make a function over `n_cells` cells.                     `[cells..] -> [fun]`
    0x20 * 1 MakeClosure make_closure { child: Child, n_cells: Byte } pops (n_cells) pushes (1);
    /// The same with defaults.                                   `[tuple or null, dict or null, cells..] -> [fun]`
    0x21 * 1 MakeClosureDefargs make_closure_defargs { child: Child, n_cells: Byte } pops (2 + n_cells) pushes (1);
    /// Call.                                                     `[fun, args.., (key, value)..] -> [result]`
    0x34 * 1 CallFunction call_function { args: CallArgs } pops (1 + (args & 0xff) + 2 * (args >> 8)) pushes (1);
    /// Call with stars; the small int tells which args have one. `[fun, args.., (key, value).., stars] -> [result]`
    0x35 * 1 CallFunctionVarKw call_function_var_kw { args: CallArgs } pops (2 + (args & 0xff) + 2 * (args >> 8)) pushes (1);
    /// Call what `load_method` gave.                             `[fun, self, args.., (key, value)..] -> [result]`
    0x36 * 1 CallMethod call_method { args: CallArgs } pops (2 + (args & 0xff) + 2 * (args >> 8)) pushes (1);
    /// The same with stars.                                      `[fun, self, args.., (key, value).., stars] -> [result]`
    0x37 * 1 CallMethodVarKw call_method_var_kw { args: CallArgs } pops (3 + (args & 0xff) + 2 * (args >> 8)) pushes (1);
    /// Return.                                                   `[value] -> gone`
    0x63 * 1 ReturnValue return_value {} pops (1) pushes (0);
    /// Yield, and be sent something.                             `[value] -> [sent]`
    0x67 * 1 YieldValue yield_value {} pops (1) pushes (1);
    /// Yield all that an iterator yields.                        `[iter, sent] -> [result]`
    0x68 * 1 YieldFrom yield_from {} pops (2) pushes (1);

    // ---- Containers.

    /// Build a tuple of `n`.                                     `[items..] -> [tuple]`
    0x2a * 1 BuildTuple build_tuple { n: VarUint } pops (n) pushes (1);
    /// Build a list of `n`.                                      `[items..] -> [list]`
    0x2b * 1 BuildList build_list { n: VarUint } pops (n) pushes (1);
    /// Build an empty dict with room for `n`.                    `[] -> [dict]`
    0x2c * 1 BuildMap build_map { n: VarUint } pops (0) pushes (1);
    /// Build a set of `n`.                                       `[items..] -> [set]`
    0x2d * 1 BuildSet build_set { n: VarUint } pops (n) pushes (1);
    /// Build a slice of 2 or 3.                                  `[start, stop, (step)] -> [slice]`
    0x2e * 1 BuildSlice build_slice { n: VarUint } pops (n) pushes (1);
    /// Add to the collection `n >> 2` below; `n & 3`: 0 list, 1 dict (key on top of value), 2 set.  `[item] -> []`
    0x2f * 1 StoreComp store_comp { n: VarUint } pops (if n & 3 == 1 { 2 } else { 1 }) pushes (0);
    /// Put a pair into the dict.                                 `[dict, value, key] -> [dict]`
    0x62 * 1 StoreMap store_map {} pops (3) pushes (1);
    /// Unpack exactly `n`; the first comes on top.               `[seq] -> [items..]`
    0x30 * 1 UnpackSequence unpack_sequence { n: VarUint } pops (1) pushes (n);
    /// Unpack `n & 255` before a list of the rest, `n >> 8` after it.  `[seq] -> [right.., list, left..]`
    0x31 * 1 UnpackEx unpack_ex { n: VarUint } pops (1) pushes (1 + (n & 0xff) + (n >> 8));

    // ---- Jumps and loops.

    /// Jump out of `depth & 127` exception blocks; bit 7 of it: drop the iterator of a `for` loop first.  `[] -> []`
    0x40 * 1 UnwindJump unwind_jump { to: SLabel, depth: Byte } pops (0) pushes (0);
    /// Jump.                                                     `[] -> []`
    0x42 * 1 Jump jump { to: SLabel } pops (0) pushes (0);
    /// Jump if true.                                             `[value] -> []`
    0x43 * 1 PopJumpIfTrue pop_jump_if_true { to: SLabel } pops (1) pushes (0);
    /// Jump if false.                                            `[value] -> []`
    0x44 * 1 PopJumpIfFalse pop_jump_if_false { to: SLabel } pops (1) pushes (0);
    /// Jump and keep the value if true, else drop it.            `[value] -> []`
    0x45 * 1 JumpIfTrueOrPop jump_if_true_or_pop { to: ULabel } pops (1) pushes (0);
    /// Jump and keep the value if false, else drop it.           `[value] -> []`
    0x46 * 1 JumpIfFalseOrPop jump_if_false_or_pop { to: ULabel } pops (1) pushes (0);
    /// Push the next item; at the end drop the iterator's four slots and jump.  `[iter * 4] -> [iter * 4, item]`
    0x4b * 1 ForIter for_iter { to: ULabel } pops (0) pushes (1);
    /// Get an iterator.                                          `[iterable] -> [iter]`
    0x5e * 1 GetIter get_iter {} pops (1) pushes (1);
    /// Get an iterator that may live in four slots of the stack. `[iterable] -> [iter * 4]`
    0x5f * 1 GetIterStack get_iter_stack {} pops (1) pushes (4);

    // ---- Exceptions.

    /// Enter a context manager.                                  `[ctx] -> [exit, ctx, value]`
    0x47 * 1 SetupWith setup_with { to: ULabel } pops (1) pushes (3);
    /// Begin a block whose exceptions are handled at `to`, with the exception on the stack.  `[] -> []`
    0x48 * 1 SetupExcept setup_except { to: ULabel } pops (0) pushes (0);
    /// Begin a block that is left through `to`, whatever happens. `[] -> []`
    0x49 * 1 SetupFinally setup_finally { to: ULabel } pops (0) pushes (0);
    /// End the innermost exception block and jump.               `[] -> []`
    0x4a * 1 PopExceptJump pop_except_jump { to: ULabel } pops (0) pushes (0);
    /// Leave a context manager; with None on top nothing was raised.  `[exit, ctx, reason] -> [reason]`
    0x5c * 1 WithCleanup with_cleanup {} pops (3) pushes (1);
    /// End a finally block: go on with what its reason says.     `[reason] -> []`
    0x5d * 1 EndFinally end_finally {} pops (1) pushes (0);
    /// Raise again what is being handled.                        `[] -> gone`
    0x64 * 1 RaiseLast raise_last {} pops (0) pushes (0);
    /// Raise.                                                    `[exc] -> gone`
    0x65 * 1 RaiseObj raise_obj {} pops (1) pushes (0);
    /// Raise with a cause.                                       `[exc, cause] -> gone`
    0x66 * 1 RaiseFrom raise_from {} pops (2) pushes (0);

    // ---- Operators.

    /// Do unary operation `byte - 0xd0` of `UnaryOp`.            `[value] -> [result]`
    0xd0 * 4 UnaryOpMulti unary_op_multi {} pops (1) pushes (1);
    /// Do binary operation `byte - 0xd7` of `BinaryOp`.          `[left, right] -> [result]`
    0xd7 * 35 BinaryOpMulti binary_op_multi {} pops (2) pushes (1);
        }
    };
}

/// How an operand stands in the code.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandKind {
    /// Seven bits a byte, high part first, bit 7 on all but the last.
    VarUint = 1,
    /// The same, sign-extended from bit 6 of the first byte.
    VarInt,
    /// A `VarUint`: index into the module's table of names.
    Qstr,
    /// A `VarUint`: index into the module's table of constants.
    Const,
    /// A `VarUint`: index into the code's table of children.
    Child,
    /// A `VarUint`: positional arguments in the low byte, keyword arguments above.
    CallArgs,
    /// One or two bytes: how far to jump forward, from the end of the label.
    ULabel,
    /// One or two bytes: how far to jump either way, from the end of the label.
    SLabel,
    /// One plain byte.
    Byte,
}

/// The kinds by their numbers, from 1.
const KINDS: [OperandKind; 9] = [
    OperandKind::VarUint,
    OperandKind::VarInt,
    OperandKind::Qstr,
    OperandKind::Const,
    OperandKind::Child,
    OperandKind::CallArgs,
    OperandKind::ULabel,
    OperandKind::SLabel,
    OperandKind::Byte,
];
const _: () = {
    let mut i = 0;
    while i < KINDS.len() {
        assert!(KINDS[i] as usize == i + 1);
        i += 1;
    }
};

/// The kinds of an opcode's operands, in the order they follow: the number of each in four bits, the first lowest.
#[derive(Clone, Copy, Debug)]
pub struct Operands(u8);

impl Operands {
    const fn new(kinds: &[OperandKind]) -> Operands {
        let mut packed = 0;
        let mut i = kinds.len();
        while i > 0 {
            i -= 1;
            packed = packed << 4 | kinds[i] as u8;
        }
        Operands(packed)
    }
}

impl Iterator for Operands {
    type Item = OperandKind;

    #[inline]
    fn next(&mut self) -> Option<OperandKind> {
        let number = self.0 & 15;
        self.0 >>= 4;
        KINDS.get((number as usize).wrapping_sub(1)).copied()
    }
}

macro_rules! define_opcode {
    ($( $(#[$doc:meta])* $byte:literal * $count:literal $Name:ident $name:ident
        { $($operand:ident : $kind:ident),* } pops $pops:tt pushes $pushes:tt; )*) => {
        /// An opcode; its number is the (first) byte that stands for it.
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Opcode { $( $(#[$doc])* $Name = $byte ),* }

        const BY_BYTE: [Option<Opcode>; 256] = {
            let mut table = [None; 256];
            $( let mut i = 0; while i < $count { table[$byte + i] = Some(Opcode::$Name); i += 1; } )*
            table
        };

        const BY_FIRST_BYTE: [Operands; 256] = {
            let mut table = [Operands(0); 256];
            $( table[$byte] = Operands::new(&[$(OperandKind::$kind),*]); )*
            table
        };

        impl Opcode {
            /// All opcodes in the order of the table.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$Name),*];

            /// How many bytes, from the first on, stand for this opcode.
            pub const fn count(self) -> u8 { match self { $( Self::$Name => $count ),* } }

            /// Its name in small letters.
            pub const fn name(self) -> &'static str { match self { $( Self::$Name => stringify!($name) ),* } }

            /// The kinds of its operands in the order they follow.
            #[inline]
            pub fn operands(self) -> Operands {
                BY_FIRST_BYTE[self as usize]
            }

            /// How many values it takes from the stack and how many it leaves, by its operands.
            #[allow(unused_variables, unused_parens)]
            pub const fn stack_effect(self, operands: [u32; 2]) -> (u32, u32) {
                match self { $( Self::$Name => {
                    let [$($operand,)* ..] = operands;
                    (($pops), ($pushes))
                } ),* }
            }
        }
    };
}
for_each_opcode!(define_opcode);

impl Opcode {
    /// The opcode that a byte stands for.
    #[inline]
    pub const fn from_byte(byte: u8) -> Option<Opcode> {
        BY_BYTE[byte as usize]
    }

    /// The byte for this opcode.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The kind of its first operand.
    pub const fn first_operand(self) -> Option<OperandKind> {
        match BY_FIRST_BYTE[self as usize].0 & 15 {
            0 => None,
            number => Some(KINDS[number as usize - 1]),
        }
    }

    /// Whether it may go on elsewhere.
    pub const fn jumps(self) -> bool {
        matches!(self.first_operand(), Some(OperandKind::ULabel | OperandKind::SLabel))
    }

    /// Whether what follows is reached only by a jump.
    pub const fn ends_flow(self) -> bool {
        use Opcode::*;
        matches!(self, Jump | UnwindJump | PopExceptJump | ReturnValue | RaiseLast | RaiseObj | RaiseFrom)
    }
}

/// What is subtracted from the bytes of `LoadConstSmallIntMulti`, beyond the first, to give the number.
pub const SMALL_INT_MULTI_EXCESS: i32 = 16;
/// How many slots of the stack an iterator takes that lives there.
pub const ITER_SLOTS: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_disjoint_and_in_upstreams_groups() {
        let mut n = 0;
        for &op in Opcode::ALL {
            for i in 0..op.count() {
                assert_eq!(Opcode::from_byte(op.byte() + i), Some(op));
                n += 1;
            }
        }
        assert_eq!((0..=255).filter(|&b| Opcode::from_byte(b).is_some()).count(), n);
    }

    #[test]
    fn effects_count_operands() {
        assert_eq!(Opcode::CallFunction.stack_effect([0x0203, 0]), (1 + 3 + 4, 1));
        assert_eq!(Opcode::MakeClosureDefargs.stack_effect([9, 2]), (4, 1));
        assert_eq!(Opcode::LoadSubscr.stack_effect([0, 0]), (2, 1));
    }
}
