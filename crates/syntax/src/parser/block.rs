//! Compound statements: those with blocks.

use super::{BLOCK, Parsed, Parser};
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::Node;

impl Parser<'_, '_> {
    /// Any statement.
    pub(super) fn statement(&mut self) -> Parsed {
        match self.token() {
            Token::KwIf => self.if_statement(),
            Token::KwWhile => self.while_statement(),
            Token::KwFor => self.for_statement(),
            Token::KwTry => self.try_statement(),
            Token::KwWith => self.with_statement(),
            Token::KwDef => self.function(),
            Token::KwClass => self.class(),
            Token::At => self.decorated(),
            Token::KwAsync => self.async_statement(),
            _ => self.simple_statement(),
        }
    }

    /// `: suite`
    fn suite(&mut self) -> Parsed {
        self.expect(Token::Colon)?;
        if self.token() != Token::Newline {
            return self.simple_statement();
        }
        self.advance()?;
        self.expect(Token::Indent)?;
        self.enter(BLOCK)?;
        let (line, base) = self.begin();
        loop {
            let statement = self.statement()?;
            self.push(statement)?;
            if self.token() == Token::Dedent {
                break;
            }
        }
        self.advance()?;
        self.leave(BLOCK);
        self.end_list(Rule::SuiteBlockStmts, line, base)
    }

    /// `else: suite`, if it is there.
    fn otherwise(&mut self) -> Parsed {
        if self.accept(Token::KwElse)? { self.suite() } else { Ok(Node::NULL) }
    }

    fn if_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let condition = self.namedexpr_test()?;
        let then = self.suite()?;
        let elifs = if self.token() == Token::KwElif { self.elifs()? } else { Node::NULL };
        let otherwise = self.otherwise()?;
        self.node(Rule::IfStmt, line, &[condition, then, elifs, otherwise])
    }

    fn elifs(&mut self) -> Parsed {
        let (line, base) = self.begin();
        while self.token() == Token::KwElif {
            let elif_line = self.line();
            self.advance()?;
            let condition = self.namedexpr_test()?;
            let then = self.suite()?;
            let elif = self.node(Rule::IfStmtElif, elif_line, &[condition, then])?;
            self.push(elif)?;
        }
        self.end_list(Rule::IfStmtElifList, line, base)
    }

    fn while_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let condition = self.namedexpr_test()?;
        let body = self.suite()?;
        let otherwise = self.otherwise()?;
        self.node(Rule::WhileStmt, line, &[condition, body, otherwise])
    }

    fn for_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let targets = self.exprlist()?;
        self.expect(Token::KwIn)?;
        let iterable = self.testlist()?;
        let body = self.suite()?;
        let otherwise = self.otherwise()?;
        self.node(Rule::ForStmt, line, &[targets, iterable, body, otherwise])
    }

    fn try_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let body = self.suite()?;
        let handlers = match self.token() {
            Token::KwExcept => self.handlers()?,
            Token::KwFinally => self.finally()?,
            _ => return self.fail(),
        };
        self.node(Rule::TryStmt, line, &[body, handlers])
    }

    /// `except` clauses, and `else` and `finally` behind them.
    fn handlers(&mut self) -> Parsed {
        let (line, base) = self.begin();
        while self.token() == Token::KwExcept {
            let except_line = self.line();
            self.advance()?;
            let caught = self.caught()?;
            let body = self.suite()?;
            let except = self.node(Rule::TryStmtExcept, except_line, &[caught, body])?;
            self.push(except)?;
        }
        let excepts = self.end_list(Rule::TryStmtExceptList, line, base)?;
        let otherwise = self.otherwise()?;
        let finally = if self.token() == Token::KwFinally { self.finally()? } else { Node::NULL };
        if otherwise.is_null() && finally.is_null() {
            return Ok(excepts);
        }
        self.node(Rule::TryStmtExceptAndMore, line, &[excepts, otherwise, finally])
    }

    fn finally(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let body = self.suite()?;
        self.node(Rule::TryStmtFinally, line, &[body])
    }

    fn with_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let items = self.separated(Rule::WithStmtList, Token::Comma, Self::with_item)?;
        let body = self.suite()?;
        self.node(Rule::WithStmt, line, &[items, body])
    }

    /// `test [as expr]`
    fn with_item(&mut self) -> Parsed {
        let line = self.line();
        let manager = self.test()?;
        if !self.accept(Token::KwAs)? {
            return Ok(manager);
        }
        let target = self.expr()?;
        self.node(Rule::WithItem, line, &[manager, target])
    }

    fn function(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let name = self.name()?;
        self.expect(Token::ParenOpen)?;
        let parameters = self.optional_typedargslist()?;
        self.expect(Token::ParenClose)?;
        let returns = if self.accept(Token::Arrow)? { self.test()? } else { Node::NULL };
        let body = self.suite()?;
        // The last child is for the compiler.
        self.node(Rule::Funcdef, line, &[name, parameters, returns, body, Node::NULL])
    }

    fn class(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let name = self.name()?;
        let bases = if self.token() == Token::ParenOpen { self.bases()? } else { Node::NULL };
        let body = self.suite()?;
        // The last child is for the compiler.
        self.node(Rule::Classdef, line, &[name, bases, body, Node::NULL])
    }

    /// `( [arglist] )` behind the name of a class.
    fn bases(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let bases = self.optional_arglist()?;
        self.expect(Token::ParenClose)?;
        if bases.is_null() { self.node(Rule::Classdef2, line, &[Node::NULL]) } else { Ok(bases) }
    }

    fn decorated(&mut self) -> Parsed {
        let (line, base) = self.begin();
        while self.token() == Token::At {
            let at_line = self.line();
            self.advance()?;
            let name = self.dotted_name()?;
            let arguments = if self.token() == Token::ParenOpen { self.trailer_paren()? } else { Node::NULL };
            self.expect(Token::Newline)?;
            let decorator = self.node(Rule::Decorator, at_line, &[name, arguments])?;
            self.push(decorator)?;
        }
        let decorators = self.end_list(Rule::Decorators, line, base)?;
        let body = match self.token() {
            Token::KwClass => self.class()?,
            Token::KwDef => self.function()?,
            Token::KwAsync => {
                let async_line = self.line();
                self.advance()?;
                if self.token() != Token::KwDef {
                    return self.fail();
                }
                let function = self.function()?;
                self.node(Rule::AsyncFuncdef, async_line, &[function])?
            }
            _ => return self.fail(),
        };
        self.node(Rule::Decorated, line, &[decorators, body])
    }

    fn async_statement(&mut self) -> Parsed {
        let line = self.line();
        self.advance()?;
        let statement = match self.token() {
            Token::KwDef => self.function()?,
            Token::KwWith => self.with_statement()?,
            Token::KwFor => self.for_statement()?,
            _ => return self.fail(),
        };
        self.node(Rule::AsyncStmt, line, &[statement])
    }
}
