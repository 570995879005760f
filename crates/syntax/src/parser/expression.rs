//! Expressions: from conditional ones down to powers.
//!
//! The binary operators are taken by precedence climbing. Operators of one level make one flat node with
//! all their operands; where the operators of a level differ they stand between the operands.

use super::{Parsed, Parser};
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::Node;

/// Levels of precedence, the loosest first; 0 is no operator.
const OR: u8 = 1;
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const BIT_OR: u8 = 5;
const SHIFT: u8 = 8;

/// The rules of the levels.
const RULES: [Rule; 11] = [
    Rule::Testlist,
    Rule::OrTest,
    Rule::AndTest,
    Rule::NotTest2,
    Rule::Comparison,
    Rule::Expr,
    Rule::XorExpr,
    Rule::AndExpr,
    Rule::ShiftExpr,
    Rule::ArithExpr,
    Rule::Term,
];

/// The level of each token as a binary operator.
static LEVELS: [u8; 96] = {
    let mut table = [0; 96];
    let operators = [
        (Token::KwOr, OR),
        (Token::KwAnd, 2),
        (Token::KwNot, COMPARISON),
        (Token::KwIn, COMPARISON),
        (Token::KwIs, COMPARISON),
        (Token::Less, COMPARISON),
        (Token::More, COMPARISON),
        (Token::EqualEqual, COMPARISON),
        (Token::LessEqual, COMPARISON),
        (Token::MoreEqual, COMPARISON),
        (Token::NotEqual, COMPARISON),
        (Token::Pipe, BIT_OR),
        (Token::Caret, 6),
        (Token::Ampersand, 7),
        (Token::ShiftLeft, SHIFT),
        (Token::ShiftRight, SHIFT),
        (Token::Plus, 9),
        (Token::Minus, 9),
        (Token::Star, 10),
        (Token::At, 10),
        (Token::Slash, 10),
        (Token::Percent, 10),
        (Token::SlashSlash, 10),
    ];
    let mut i = 0;
    while i < operators.len() {
        table[operators[i].0 as usize] = operators[i].1;
        i += 1;
    }
    table
};

#[inline]
fn level_of(token: Token) -> u8 {
    LEVELS[token as usize]
}

/// Whether a token can start an expression without lambda and condition.
pub(super) fn starts_expression(token: Token) -> bool {
    matches!(
        token,
        Token::Name
            | Token::Integer
            | Token::FloatOrImag
            | Token::String
            | Token::Bytes
            | Token::Ellipsis
            | Token::KwNone
            | Token::KwTrue
            | Token::KwFalse
            | Token::ParenOpen
            | Token::BracketOpen
            | Token::BraceOpen
            | Token::Plus
            | Token::Minus
            | Token::Tilde
            | Token::KwAwait
    )
}

/// Whether a token can start any expression.
pub(super) fn starts_test(token: Token) -> bool {
    starts_expression(token) || matches!(token, Token::KwNot | Token::KwLambda)
}

/// Whether a token can start an expression or a starred one.
pub(super) fn starts_item(token: Token) -> bool {
    starts_test(token) || token == Token::Star
}

impl Parser<'_, '_> {
    /// Tests with commas between them.
    pub(super) fn testlist(&mut self) -> Parsed {
        self.list(Rule::Testlist, starts_test, Self::test)
    }

    /// A testlist, if one starts here.
    pub(super) fn optional_testlist(&mut self) -> Parsed {
        if starts_test(self.token()) { self.testlist() } else { Ok(Node::NULL) }
    }

    /// A test, if one starts here.
    pub(super) fn optional_test(&mut self) -> Parsed {
        if starts_test(self.token()) { self.test() } else { Ok(Node::NULL) }
    }

    /// Tests and starred expressions with commas between them.
    pub(super) fn testlist_star_expr(&mut self) -> Parsed {
        self.list(Rule::TestlistStarExpr, starts_item, Self::test_or_star)
    }

    fn test_or_star(&mut self) -> Parsed {
        if self.token() == Token::Star { self.star_expr() } else { self.test() }
    }

    /// Targets with commas between them: no comparisons, for an `in` may follow.
    pub(super) fn exprlist(&mut self) -> Parsed {
        let starts = |token| starts_expression(token) || token == Token::Star;
        self.list(Rule::Exprlist, starts, Self::expr_or_star)
    }

    fn expr_or_star(&mut self) -> Parsed {
        if self.token() == Token::Star { self.star_expr() } else { self.expr() }
    }

    /// `* expr`
    pub(super) fn star_expr(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let value = self.expr()?;
        self.node(Rule::StarExpr, line, &[value])
    }

    /// `test [:= test]`
    pub(super) fn namedexpr_test(&mut self) -> Parsed {
        let line = self.line();
        let target = self.test()?;
        if !self.accept(Token::Walrus)? {
            return Ok(target);
        }
        let value = self.test()?;
        self.node(Rule::NamedexprTest, line, &[target, value])
    }

    /// Any expression: a lambda, or an expression with or without a condition.
    pub(super) fn test(&mut self) -> Parsed {
        if self.token() == Token::KwLambda {
            return self.lambda(Rule::Lambdef);
        }
        let line = self.line();
        let value = self.binary(OR)?;
        if self.token() != Token::KwIf {
            return Ok(value);
        }
        self.condition(line, value)
    }

    /// `if or_test else test` behind a value.
    fn condition(&mut self, line: u32, value: Node) -> Parsed {
        let if_line = self.line();
        self.advance()?;
        let condition = self.binary(OR)?;
        self.expect(Token::KwElse)?;
        self.enter(1)?;
        let otherwise = self.test()?;
        self.leave(1);
        let if_else = self.node(Rule::TestIfElse, if_line, &[condition, otherwise])?;
        self.node(Rule::TestIfExpr, line, &[value, if_else])
    }

    /// A test without a condition, as in the `if` of a comprehension.
    pub(super) fn test_nocond(&mut self) -> Parsed {
        if self.token() == Token::KwLambda { self.lambda(Rule::LambdefNocond) } else { self.or_test() }
    }

    /// `or_test`, the loosest of the binary operators.
    pub(super) fn or_test(&mut self) -> Parsed {
        self.binary(OR)
    }

    /// `expr`, without comparisons and what is looser.
    pub(super) fn expr(&mut self) -> Parsed {
        self.binary(BIT_OR)
    }

    /// `lambda arguments: body`
    fn lambda(&mut self, rule: Rule) -> Parsed {
        let line = self.line();
        self.enter(1)?;
        self.advance()?;
        let arguments = self.optional_varargslist()?;
        self.expect(Token::Colon)?;
        let body = if rule == Rule::Lambdef { self.test()? } else { self.test_nocond()? };
        self.leave(1);
        // The last child is for the compiler.
        self.node(rule, line, &[arguments, body, Node::NULL])
    }

    /// Operands with binary operators of at least this level.
    fn binary(&mut self, least: u8) -> Parsed {
        self.enter(1)?;
        let line = self.line();
        let mut left =
            if self.token() == Token::KwNot && least <= NOT { self.not_test()? } else { self.unary()? };
        loop {
            let level = level_of(self.token());
            if level < least || level == 0 {
                break;
            }
            let base = self.stack.len();
            self.push(left)?;
            while level_of(self.token()) == level {
                self.operator(level)?;
                let right = self.binary(level + 1)?;
                self.push(right)?;
            }
            left = self.make(RULES[usize::from(level)], line, base)?;
        }
        self.leave(1);
        Ok(left)
    }

    /// Takes a binary operator. Where those of its level differ it becomes a child.
    fn operator(&mut self, level: u8) -> Parsed<()> {
        let token = self.token();
        let line = self.line();
        self.advance()?;
        let node = match token {
            Token::KwNot => {
                self.expect(Token::KwIn)?;
                self.node(Rule::CompOpNotIn, line, &[])?
            }
            Token::KwIs => {
                let not_line = self.line();
                let not = if self.accept(Token::KwNot)? {
                    self.node(Rule::CompOpIsNot, not_line, &[])?
                } else {
                    Node::NULL
                };
                self.node(Rule::CompOpIs, line, &[not])?
            }
            _ if level == COMPARISON || level >= SHIFT => Node::token(token),
            _ => return Ok(()),
        };
        self.push(node)
    }

    /// `not not_test`
    fn not_test(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let value = self.binary(NOT)?;
        self.node(Rule::NotTest2, line, &[value])
    }

    /// `+`, `-` or `~` in front of a factor, or a power.
    fn unary(&mut self) -> Parsed {
        let token = self.token();
        if matches!(token, Token::Plus | Token::Minus | Token::Tilde) {
            let line = self.line();
            self.advance()?;
            self.enter(1)?;
            let value = self.unary()?;
            self.leave(1);
            return self.node(Rule::Factor2, line, &[Node::token(token), value]);
        }
        let line = self.line();
        let value = self.atom_expr()?;
        if self.token() != Token::StarStar {
            return Ok(value);
        }
        self.advance()?;
        self.enter(1)?;
        let exponent = self.unary()?;
        self.leave(1);
        self.node(Rule::Power, line, &[value, exponent])
    }
}
