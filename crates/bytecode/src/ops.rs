//! Unary and binary operations: their numbers and their special methods.
//!
//! The first of each list stand in code (`unary_op_multi`, `binary_op_multi`), so their numbers are frozen;
//! the others exist only while a program runs.

macro_rules! operations {
    ($(#[$doc:meta])* $Enum:ident { $( $(#[$op_doc:meta])* $Name:ident = $number:literal $method:literal, )* }) => {
        $(#[$doc])*
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Enum { $( $(#[$op_doc])* $Name = $number, )* }

        impl $Enum {
            /// All operations by number.
            pub const ALL: &'static [$Enum] = &[$( $Enum::$Name ),*];

            /// The operation with this number.
            pub const fn from_number(number: u8) -> Option<$Enum> {
                match number { $( $number => Some($Enum::$Name), )* _ => None }
            }

            /// The special method that does it; empty if there is none.
            pub const fn method(self) -> &'static str {
                match self { $( $Enum::$Name => $method, )* }
            }
        }
    };
}

operations! {
    /// An operation on one value.
    UnaryOp {
        /// `+x`
        Positive = 0 "__pos__",
        /// `-x`
        Negative = 1 "__neg__",
        /// `~x`
        Invert = 2 "__invert__",
        /// `not x`; types never see it.
        Not = 3 "",
        /// `bool(x)`
        Bool = 4 "__bool__",
        /// `len(x)`
        Len = 5 "__len__",
        /// `hash(x)`
        Hash = 6 "__hash__",
        /// `abs(x)`
        Abs = 7 "__abs__",
        /// `int(x)`, if the type can.
        IntMaybe = 8 "__int__",
        /// `float(x)`, if the type can.
        FloatMaybe = 9 "__float__",
        /// `complex(x)`, if the type can.
        ComplexMaybe = 10 "__complex__",
        /// `sys.getsizeof(x)`
        SizeOf = 11 "__sizeof__",
    }
}

operations! {
    /// An operation on two values.
    BinaryOp {
        /// `a < b`
        Less = 0 "__lt__",
        /// `a > b`
        More = 1 "__gt__",
        /// `a == b`
        Equal = 2 "__eq__",
        /// `a <= b`
        LessEqual = 3 "__le__",
        /// `a >= b`
        MoreEqual = 4 "__ge__",
        /// `a != b`
        NotEqual = 5 "__ne__",
        /// `a in b`
        In = 6 "",
        /// `a is b`
        Is = 7 "",
        /// Whether exception `a` is one of the classes `b`.
        ExceptionMatch = 8 "",
        /// `a |= b`
        InplaceOr = 9 "__ior__",
        /// `a ^= b`
        InplaceXor = 10 "__ixor__",
        /// `a &= b`
        InplaceAnd = 11 "__iand__",
        /// `a <<= b`
        InplaceLshift = 12 "__ilshift__",
        /// `a >>= b`
        InplaceRshift = 13 "__irshift__",
        /// `a += b`
        InplaceAdd = 14 "__iadd__",
        /// `a -= b`
        InplaceSubtract = 15 "__isub__",
        /// `a *= b`
        InplaceMultiply = 16 "__imul__",
        /// `a @= b`
        InplaceMatMultiply = 17 "__imatmul__",
        /// `a //= b`
        InplaceFloorDivide = 18 "__ifloordiv__",
        /// `a /= b`
        InplaceTrueDivide = 19 "__itruediv__",
        /// `a %= b`
        InplaceModulo = 20 "__imod__",
        /// `a **= b`
        InplacePower = 21 "__ipow__",
        /// `a | b`
        Or = 22 "__or__",
        /// `a ^ b`
        Xor = 23 "__xor__",
        /// `a & b`
        And = 24 "__and__",
        /// `a << b`
        Lshift = 25 "__lshift__",
        /// `a >> b`
        Rshift = 26 "__rshift__",
        /// `a + b`
        Add = 27 "__add__",
        /// `a - b`
        Subtract = 28 "__sub__",
        /// `a * b`
        Multiply = 29 "__mul__",
        /// `a @ b`
        MatMultiply = 30 "__matmul__",
        /// `a // b`
        FloorDivide = 31 "__floordiv__",
        /// `a / b`
        TrueDivide = 32 "__truediv__",
        /// `a % b`
        Modulo = 33 "__mod__",
        /// `a ** b`
        Power = 34 "__pow__",
        /// `divmod(a, b)`
        Divmod = 35 "__divmod__",
        /// `b in a`: what a container implements for `In`.
        Contains = 36 "__contains__",
        /// `b | a` asked of `a`.
        ReverseOr = 37 "__ror__",
        /// `b ^ a` asked of `a`.
        ReverseXor = 38 "__rxor__",
        /// `b & a` asked of `a`.
        ReverseAnd = 39 "__rand__",
        /// `b << a` asked of `a`.
        ReverseLshift = 40 "__rlshift__",
        /// `b >> a` asked of `a`.
        ReverseRshift = 41 "__rrshift__",
        /// `b + a` asked of `a`.
        ReverseAdd = 42 "__radd__",
        /// `b - a` asked of `a`.
        ReverseSubtract = 43 "__rsub__",
        /// `b * a` asked of `a`.
        ReverseMultiply = 44 "__rmul__",
        /// `b @ a` asked of `a`.
        ReverseMatMultiply = 45 "__rmatmul__",
        /// `b // a` asked of `a`.
        ReverseFloorDivide = 46 "__rfloordiv__",
        /// `b / a` asked of `a`.
        ReverseTrueDivide = 47 "__rtruediv__",
        /// `b % a` asked of `a`.
        ReverseModulo = 48 "__rmod__",
        /// `b ** a` asked of `a`.
        ReversePower = 49 "__rpow__",
    }
}

impl UnaryOp {
    /// How many stand in code, from number 0 on.
    pub const N_BYTECODE: u8 = UnaryOp::Not as u8 + 1;
}

impl BinaryOp {
    /// How many stand in code, from number 0 on.
    pub const N_BYTECODE: u8 = BinaryOp::Power as u8 + 1;

    const ARITHMETIC: u8 = BinaryOp::Or as u8;
    const N_ARITHMETIC: u8 = BinaryOp::Power as u8 - BinaryOp::Or as u8 + 1;

    const fn shifted(self, from: u8, to: u8) -> Option<BinaryOp> {
        let number = self as u8;
        if number >= from && number < from + Self::N_ARITHMETIC {
            Self::from_number(number - from + to)
        } else {
            None
        }
    }

    /// The same operation as asked of the right operand: `Add` to `ReverseAdd`.
    pub const fn reverse(self) -> Option<BinaryOp> {
        self.shifted(Self::ARITHMETIC, BinaryOp::ReverseOr as u8)
    }

    /// The plain operation of one asked of the right operand: `ReverseAdd` to `Add`.
    pub const fn unreversed(self) -> Option<BinaryOp> {
        self.shifted(BinaryOp::ReverseOr as u8, Self::ARITHMETIC)
    }

    /// The in-place form: `Add` to `InplaceAdd`.
    pub const fn in_place(self) -> Option<BinaryOp> {
        self.shifted(Self::ARITHMETIC, BinaryOp::InplaceOr as u8)
    }

    /// The plain operation of an in-place one: `InplaceAdd` to `Add`.
    pub const fn not_in_place(self) -> Option<BinaryOp> {
        self.shifted(BinaryOp::InplaceOr as u8, Self::ARITHMETIC)
    }

    /// The comparison that gives the same answer with its operands swapped.
    pub const fn mirrored(self) -> Option<BinaryOp> {
        match self {
            BinaryOp::Less => Some(BinaryOp::More),
            BinaryOp::More => Some(BinaryOp::Less),
            BinaryOp::LessEqual => Some(BinaryOp::MoreEqual),
            BinaryOp::MoreEqual => Some(BinaryOp::LessEqual),
            BinaryOp::Equal => Some(BinaryOp::Equal),
            BinaryOp::NotEqual => Some(BinaryOp::NotEqual),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_match_by_method_name() {
        for &op in BinaryOp::ALL {
            if let Some(reverse) = op.reverse() {
                assert_eq!(reverse.unreversed(), Some(op));
                assert_eq!(reverse.method().replacen("__r", "__", 1), op.method());
            }
            if let Some(in_place) = op.in_place() {
                assert_eq!(in_place.not_in_place(), Some(op));
                assert_eq!(in_place.method().replacen("__i", "__", 1), op.method());
            }
        }
        assert_eq!(BinaryOp::Divmod.reverse(), None);
        assert_eq!((UnaryOp::N_BYTECODE, BinaryOp::N_BYTECODE), (4, 35));
    }
}
