//! Simple statements: those that fit a line.

use super::expression::starts_test;
use super::{InputKind, Parsed, Parser};
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::Node;

impl Parser<'_, '_> {
    /// Small statements with semicolons between them, and the end of the line.
    pub(super) fn simple_statement(&mut self) -> Parsed {
        let line = self.line();
        let first = self.small_statement()?;
        if self.token() == Token::Newline {
            self.advance()?;
            return Ok(first);
        }
        let base = self.stack.len();
        self.push(first)?;
        while self.accept(Token::Semicolon)? && self.token() != Token::Newline {
            let next = self.small_statement()?;
            self.push(next)?;
        }
        self.expect(Token::Newline)?;
        self.make(Rule::SimpleStmt2, line, base)
    }

    fn small_statement(&mut self) -> Parsed {
        match self.token() {
            Token::KwDel => {
                let line = self.line();
                self.advance()?;
                let targets = self.exprlist()?;
                self.node(Rule::DelStmt, line, &[targets])
            }
            Token::KwPass => self.word(Rule::PassStmt),
            Token::KwBreak => self.word(Rule::BreakStmt),
            Token::KwContinue => self.word(Rule::ContinueStmt),
            Token::KwReturn => {
                let line = self.line();
                self.advance()?;
                let value = self.optional_testlist()?;
                self.node(Rule::ReturnStmt, line, &[value])
            }
            Token::KwRaise => self.raise_statement(),
            Token::KwYield => {
                let line = self.line();
                let value = self.yield_expr()?;
                self.node(Rule::YieldStmt, line, &[value])
            }
            Token::KwImport => {
                let line = self.line();
                self.advance()?;
                let names = self.separated(Rule::DottedAsNames, Token::Comma, Self::dotted_as_name)?;
                self.node(Rule::ImportName, line, &[names])
            }
            Token::KwFrom => self.import_from(),
            Token::KwGlobal => self.names(Rule::GlobalStmt),
            Token::KwNonlocal => self.names(Rule::NonlocalStmt),
            Token::KwAssert => self.assert_statement(),
            _ => self.expression_statement(),
        }
    }

    /// A statement that is one word.
    fn word(&mut self, rule: Rule) -> Parsed {
        let line = self.line();
        self.advance()?;
        self.node(rule, line, &[])
    }

    fn names(&mut self, rule: Rule) -> Parsed {
        let line = self.line();
        self.advance()?;
        let names = self.separated(Rule::NameList, Token::Comma, Self::name)?;
        self.node(rule, line, &[names])
    }

    fn raise_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let value_line = self.line();
        let mut value = self.optional_test()?;
        if !value.is_null() && self.accept(Token::KwFrom)? {
            let cause = self.test()?;
            value = self.node(Rule::RaiseStmtArg, value_line, &[value, cause])?;
        }
        self.node(Rule::RaiseStmt, line, &[value])
    }

    fn assert_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let condition = self.test()?;
        let message = if self.accept(Token::Comma)? { self.test()? } else { Node::NULL };
        self.node(Rule::AssertStmt, line, &[condition, message])
    }

    /// `name [as name]`, where the first may have dots.
    fn dotted_as_name(&mut self) -> Parsed {
        let line = self.line();
        let name = self.dotted_name()?;
        let alias = self.alias()?;
        if alias.is_null() { Ok(name) } else { self.node(Rule::DottedAsName, line, &[name, alias]) }
    }

    /// Names with dots between them.
    pub(super) fn dotted_name(&mut self) -> Parsed {
        self.separated(Rule::DottedName, Token::Period, Self::name)
    }

    /// `as name`, if it is there.
    pub(super) fn alias(&mut self) -> Parsed {
        if self.accept(Token::KwAs)? { self.name() } else { Ok(Node::NULL) }
    }

    fn import_from(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let module = if self.token() == Token::Name { self.dotted_name()? } else { self.relative_module()? };
        self.expect(Token::KwImport)?;
        let names = match self.token() {
            Token::Star => {
                self.advance()?;
                Node::token(Token::Star)
            }
            Token::ParenOpen => {
                self.advance()?;
                let names = self.import_as_names()?;
                self.expect(Token::ParenClose)?;
                names
            }
            _ => self.import_as_names()?,
        };
        self.node(Rule::ImportFrom, line, &[module, names])
    }

    /// Dots, and perhaps a name behind them.
    fn relative_module(&mut self) -> Parsed {
        let (line, base) = self.begin();
        while let token @ (Token::Period | Token::Ellipsis) = self.token() {
            self.advance()?;
            self.push(Node::token(token))?;
        }
        if self.stack.len() == base {
            return self.fail();
        }
        let dots = self.end_list(Rule::OneOrMorePeriodOrEllipsis, line, base)?;
        if self.token() != Token::Name {
            return Ok(dots);
        }
        let name = self.dotted_name()?;
        self.node(Rule::ImportFrom2b, line, &[dots, name])
    }

    fn import_as_names(&mut self) -> Parsed {
        self.list(Rule::ImportAsNames, |token| token == Token::Name, Self::import_as_name)
    }

    fn import_as_name(&mut self) -> Parsed {
        let line = self.line();
        let name = self.name()?;
        let alias = self.alias()?;
        self.node(Rule::ImportAsName, line, &[name, alias])
    }

    /// An expression, or an assignment of any kind.
    fn expression_statement(&mut self) -> Parsed {
        let line = self.line();
        let target = self.testlist_star_expr()?;
        let rest_line = self.line();
        let rest = match self.token() {
            Token::Colon => {
                self.advance()?;
                let annotation = self.test()?;
                let value = if self.accept(Token::Equal)? { self.assigned()? } else { Node::NULL };
                self.node(Rule::Annassign, rest_line, &[annotation, value])?
            }
            Token::Equal => {
                let base = self.stack.len();
                while self.accept(Token::Equal)? {
                    let value = self.assigned()?;
                    self.push(value)?;
                }
                self.end_list(Rule::ExprStmtAssignList, rest_line, base)?
            }
            token if token.is_augmented_assign() => {
                self.advance()?;
                let value = self.assigned()?;
                self.node(Rule::ExprStmtAugassign, rest_line, &[Node::token(token), value])?
            }
            _ => {
                let constant = target.is_leaf() && !target.is_id() || self.tree.is(target, Rule::ConstObject);
                // A constant alone does nothing, such as a doc string; only a prompt shows it.
                if constant && self.kind != InputKind::Single {
                    self.tree.drop_last(target);
                    return self.node(Rule::PassStmt, line, &[]);
                }
                Node::NULL
            }
        };
        self.node(Rule::ExprStmt, line, &[target, rest])
    }

    /// The right side of an assignment.
    fn assigned(&mut self) -> Parsed {
        if self.token() == Token::KwYield { self.yield_expr() } else { self.testlist_star_expr() }
    }

    /// Exceptions of a clause and the name they get, or nothing.
    pub(super) fn caught(&mut self) -> Parsed {
        if !starts_test(self.token()) {
            return Ok(Node::NULL);
        }
        let line = self.line();
        let class = self.test()?;
        let name = self.alias()?;
        if name.is_null() { Ok(class) } else { self.node(Rule::TryStmtAsName, line, &[class, name]) }
    }
}
