//! The grammar's rules, with their numbers and names.
//!
//! The number of a rule is seen from outside: the dump of a tree prints it. So the order is fixed: first the
//! rules that the compiler has a function for, then the rule of literals, then those that only structure
//! the tree. Some of the rules choose between others and never stand in a tree themselves; they are here
//! because they take a number.

macro_rules! rules {
    ($($number:literal => $rule:ident, $name:literal;)*) => {
        /// A rule of the grammar.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Rule {
            $(#[doc = concat!("`", $name, "`")] $rule = $number,)*
        }

        /// All rules by number.
        const RULES: &[Rule] = &[$(Rule::$rule,)*];

        /// All names by number.
        const NAMES: &[&str] = &[$($name,)*];
    };
}

rules! {
    0 => FileInput, "file_input";
    1 => FileInput2, "file_input_2";
    2 => Decorated, "decorated";
    3 => Funcdef, "funcdef";
    4 => SimpleStmt2, "simple_stmt_2";
    5 => ExprStmt, "expr_stmt";
    6 => TestlistStarExpr, "testlist_star_expr";
    7 => DelStmt, "del_stmt";
    8 => PassStmt, "pass_stmt";
    9 => BreakStmt, "break_stmt";
    10 => ContinueStmt, "continue_stmt";
    11 => ReturnStmt, "return_stmt";
    12 => YieldStmt, "yield_stmt";
    13 => RaiseStmt, "raise_stmt";
    14 => ImportName, "import_name";
    15 => ImportFrom, "import_from";
    16 => GlobalStmt, "global_stmt";
    17 => NonlocalStmt, "nonlocal_stmt";
    18 => AssertStmt, "assert_stmt";
    19 => AsyncStmt, "async_stmt";
    20 => IfStmt, "if_stmt";
    21 => WhileStmt, "while_stmt";
    22 => ForStmt, "for_stmt";
    23 => TryStmt, "try_stmt";
    24 => WithStmt, "with_stmt";
    25 => SuiteBlockStmts, "suite_block_stmts";
    26 => NamedexprTest, "namedexpr_test";
    27 => TestIfExpr, "test_if_expr";
    28 => Lambdef, "lambdef";
    29 => LambdefNocond, "lambdef_nocond";
    30 => OrTest, "or_test";
    31 => AndTest, "and_test";
    32 => NotTest2, "not_test_2";
    33 => Comparison, "comparison";
    34 => StarExpr, "star_expr";
    35 => Expr, "expr";
    36 => XorExpr, "xor_expr";
    37 => AndExpr, "and_expr";
    38 => ShiftExpr, "shift_expr";
    39 => ArithExpr, "arith_expr";
    40 => Term, "term";
    41 => Factor2, "factor_2";
    42 => Power, "power";
    43 => AtomExprAwait, "atom_expr_await";
    44 => AtomExprNormal, "atom_expr_normal";
    45 => AtomParen, "atom_paren";
    46 => AtomBracket, "atom_bracket";
    47 => AtomBrace, "atom_brace";
    48 => TrailerParen, "trailer_paren";
    49 => TrailerBracket, "trailer_bracket";
    50 => TrailerPeriod, "trailer_period";
    51 => Subscriptlist, "subscriptlist";
    52 => Subscript2, "subscript_2";
    53 => Subscript3, "subscript_3";
    54 => Testlist, "testlist";
    55 => DictorsetmakerItem, "dictorsetmaker_item";
    56 => Classdef, "classdef";
    57 => YieldExpr, "yield_expr";
    58 => ConstObject, "";
    59 => GenericColonTest, "generic_colon_test";
    60 => GenericEqualTest, "generic_equal_test";
    61 => SingleInput, "single_input";
    62 => FileInput3, "file_input_3";
    63 => EvalInput, "eval_input";
    64 => EvalInput2, "eval_input_2";
    65 => Decorator, "decorator";
    66 => Decorators, "decorators";
    67 => DecoratedBody, "decorated_body";
    68 => AsyncFuncdef, "async_funcdef";
    69 => Funcdefrettype, "funcdefrettype";
    70 => Typedargslist, "typedargslist";
    71 => TypedargslistItem, "typedargslist_item";
    72 => TypedargslistName, "typedargslist_name";
    73 => TypedargslistStar, "typedargslist_star";
    74 => TypedargslistDblStar, "typedargslist_dbl_star";
    75 => Tfpdef, "tfpdef";
    76 => Varargslist, "varargslist";
    77 => VarargslistItem, "varargslist_item";
    78 => VarargslistName, "varargslist_name";
    79 => VarargslistStar, "varargslist_star";
    80 => VarargslistDblStar, "varargslist_dbl_star";
    81 => Vfpdef, "vfpdef";
    82 => Stmt, "stmt";
    83 => SimpleStmt, "simple_stmt";
    84 => SmallStmt, "small_stmt";
    85 => ExprStmt2, "expr_stmt_2";
    86 => ExprStmtAugassign, "expr_stmt_augassign";
    87 => ExprStmtAssignList, "expr_stmt_assign_list";
    88 => ExprStmtAssign, "expr_stmt_assign";
    89 => ExprStmt6, "expr_stmt_6";
    90 => TestlistStarExpr2, "testlist_star_expr_2";
    91 => Annassign, "annassign";
    92 => Augassign, "augassign";
    93 => FlowStmt, "flow_stmt";
    94 => RaiseStmtArg, "raise_stmt_arg";
    95 => RaiseStmtFrom, "raise_stmt_from";
    96 => ImportStmt, "import_stmt";
    97 => ImportFrom2, "import_from_2";
    98 => ImportFrom2b, "import_from_2b";
    99 => ImportFrom3, "import_from_3";
    100 => ImportAsNamesParen, "import_as_names_paren";
    101 => OneOrMorePeriodOrEllipsis, "one_or_more_period_or_ellipsis";
    102 => PeriodOrEllipsis, "period_or_ellipsis";
    103 => ImportAsName, "import_as_name";
    104 => DottedAsName, "dotted_as_name";
    105 => AsName, "as_name";
    106 => ImportAsNames, "import_as_names";
    107 => DottedAsNames, "dotted_as_names";
    108 => DottedName, "dotted_name";
    109 => NameList, "name_list";
    110 => AssertStmtExtra, "assert_stmt_extra";
    111 => CompoundStmt, "compound_stmt";
    112 => AsyncStmt2, "async_stmt_2";
    113 => IfStmtElifList, "if_stmt_elif_list";
    114 => IfStmtElif, "if_stmt_elif";
    115 => TryStmt2, "try_stmt_2";
    116 => TryStmtExceptAndMore, "try_stmt_except_and_more";
    117 => TryStmtExcept, "try_stmt_except";
    118 => TryStmtAsName, "try_stmt_as_name";
    119 => TryStmtExceptList, "try_stmt_except_list";
    120 => TryStmtFinally, "try_stmt_finally";
    121 => ElseStmt, "else_stmt";
    122 => WithStmtList, "with_stmt_list";
    123 => WithItem, "with_item";
    124 => WithItemAs, "with_item_as";
    125 => Suite, "suite";
    126 => SuiteBlock, "suite_block";
    127 => NamedexprTest2, "namedexpr_test_2";
    128 => Test, "test";
    129 => TestIfElse, "test_if_else";
    130 => TestNocond, "test_nocond";
    131 => NotTest, "not_test";
    132 => CompOp, "comp_op";
    133 => CompOpNotIn, "comp_op_not_in";
    134 => CompOpIs, "comp_op_is";
    135 => CompOpIsNot, "comp_op_is_not";
    136 => ShiftOp, "shift_op";
    137 => ArithOp, "arith_op";
    138 => TermOp, "term_op";
    139 => Factor, "factor";
    140 => FactorOp, "factor_op";
    141 => AtomExpr, "atom_expr";
    142 => AtomExprTrailers, "atom_expr_trailers";
    143 => PowerDblStar, "power_dbl_star";
    144 => Atom, "atom";
    145 => Atom2b, "atom_2b";
    146 => TestlistComp, "testlist_comp";
    147 => TestlistComp2, "testlist_comp_2";
    148 => TestlistComp3, "testlist_comp_3";
    149 => TestlistComp3b, "testlist_comp_3b";
    150 => TestlistComp3c, "testlist_comp_3c";
    151 => Trailer, "trailer";
    152 => Subscript, "subscript";
    153 => Subscript3b, "subscript_3b";
    154 => Subscript3c, "subscript_3c";
    155 => Subscript3d, "subscript_3d";
    156 => Sliceop, "sliceop";
    157 => Exprlist, "exprlist";
    158 => Exprlist2, "exprlist_2";
    159 => Dictorsetmaker, "dictorsetmaker";
    160 => DictorsetmakerTail, "dictorsetmaker_tail";
    161 => DictorsetmakerList, "dictorsetmaker_list";
    162 => DictorsetmakerList2, "dictorsetmaker_list2";
    163 => Classdef2, "classdef_2";
    164 => Arglist, "arglist";
    165 => Arglist2, "arglist_2";
    166 => ArglistStar, "arglist_star";
    167 => ArglistDblStar, "arglist_dbl_star";
    168 => Argument, "argument";
    169 => Argument2, "argument_2";
    170 => Argument3, "argument_3";
    171 => CompIter, "comp_iter";
    172 => CompFor, "comp_for";
    173 => CompIf, "comp_if";
    174 => YieldArg, "yield_arg";
    175 => YieldArgFrom, "yield_arg_from";
}

impl Rule {
    /// The rule with this number.
    pub fn from_number(number: u8) -> Option<Rule> {
        RULES.get(usize::from(number)).copied()
    }

    /// The rule's number in dumps.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The rule's name in dumps.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self as u8)]
    }
}
