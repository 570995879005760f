//! Tokens to tree.
//!
//! A parser by recursive descent, with precedence climbing for the operators. Each function takes the tokens
//! of one rule of the grammar and gives its node, simplified as [`crate::tree`] says. The line of a node is
//! that of the first token of its rule. The next token always decides, so nothing is ever taken back, and
//! an error is always about the current token.
//!
//! Children wait on a stack of words until their number is known. Every way in which a rule can contain
//! itself goes through [`Parser::enter`], which bounds the native stack.

mod arguments;
mod atom;
mod block;
mod expression;
mod literal;
mod statement;

use crate::error::{Error, ErrorKind};
use crate::lexer::Lexer;
use crate::rules::Rule;
use crate::token::Token;
use crate::tree::{Node, Tree};
use crate::words::Words;
use crate::workspace::Workspace;

/// How deep rules may nest at most, in steps; where a host knows its native stack, [`Workspace::has_stack`] may end
/// them sooner. A step takes about 230 bytes of it in a debug build, so that all of them stay below 64 KB.
pub const DEPTH: u32 = 280;
/// What brackets cost in steps, with the expression in them: one less than all.
const BRACKETS: u32 = 2;
/// What a block costs.
const BLOCK: u32 = 2;

/// What parsing a rule gives.
type Parsed<T = Node> = Result<T, ErrorKind>;

/// What a text is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputKind {
    /// One statement, typed at a prompt.
    Single,
    /// A module.
    File,
    /// An expression.
    Eval,
}

/// Reads a text from the host and gives its tree. `debug` is the value of `__debug__`.
///
/// Names and short strings are interned in the order in which they stand in the text.
pub fn parse<'p>(ws: &mut dyn Workspace<'p>, kind: InputKind, debug: bool) -> Result<Tree<'p>, Error> {
    let mut tree = Tree::new();
    parse_into(ws, &mut tree, kind, debug, DEPTH)?;
    Ok(tree)
}

/// The same into an empty tree, with another number of steps of nesting than [`DEPTH`]. After an error it is empty.
#[inline(never)]
pub fn parse_into<'p>(
    ws: &mut dyn Workspace<'p>,
    tree: &mut Tree<'p>,
    kind: InputKind,
    debug: bool,
    depth: u32,
) -> Result<(), Error> {
    let mut parser = Parser { ws, lexer: Lexer::new(debug), tree, stack: Words::new(), depth, kind };
    let result = match parser.unit() {
        Ok(root) => {
            parser.tree.set_root(root);
            Ok(())
        }
        Err(kind) => {
            parser.tree.free(parser.ws);
            let mut error = Error::new(kind, parser.lexer.line, parser.lexer.column);
            if let ErrorKind::InvalidInteger { .. } = kind {
                error = error.with_quote(parser.lexer.integer_digits());
            }
            Err(error)
        }
    };
    parser.stack.free(parser.ws);
    parser.lexer.free(parser.ws);
    result
}

/// The parser between two tokens.
struct Parser<'a, 'p> {
    ws: &'a mut dyn Workspace<'p>,
    lexer: Lexer<'p>,
    tree: &'a mut Tree<'p>,
    /// Children of rules that are not complete yet.
    stack: Words<'p>,
    /// Steps of nesting that are left.
    depth: u32,
    kind: InputKind,
}

impl<'p> Parser<'_, 'p> {
    /// The whole text.
    fn unit(&mut self) -> Parsed {
        self.lexer.start(self.ws)?;
        let root = match self.kind {
            InputKind::Single => self.single_input()?,
            InputKind::File => self.file_input()?,
            InputKind::Eval => self.eval_input()?,
        };
        if self.token() != Token::End {
            return self.fail();
        }
        Ok(root)
    }

    fn single_input(&mut self) -> Parsed {
        if self.token() == Token::Newline {
            self.advance()?;
            return Ok(Node::token(Token::Newline));
        }
        self.statement()
    }

    fn file_input(&mut self) -> Parsed {
        let (line, base) = self.begin();
        while self.token() != Token::End {
            let node = if self.token() == Token::Newline {
                self.advance()?;
                Node::token(Token::Newline)
            } else {
                self.statement()?
            };
            self.push(node)?;
        }
        if self.stack.len() == base {
            return self.node(Rule::FileInput, line, &[Node::NULL]);
        }
        self.end_list(Rule::FileInput2, line, base)
    }

    fn eval_input(&mut self) -> Parsed {
        let line = self.line();
        let value = self.testlist()?;
        if self.token() != Token::Newline {
            return Ok(value);
        }
        let end_line = self.line();
        self.advance()?;
        let end = self.node(Rule::EvalInput2, end_line, &[])?;
        self.node(Rule::EvalInput, line, &[value, end])
    }

    /// The current token.
    #[inline]
    fn token(&self) -> Token {
        self.lexer.kind
    }

    /// The line of the current token.
    #[inline]
    fn line(&self) -> u32 {
        self.lexer.line
    }

    /// Goes to the next token.
    #[inline]
    fn advance(&mut self) -> Parsed<()> {
        self.lexer.advance(self.ws)
    }

    /// The error that the current token does not fit.
    #[cold]
    fn fail<T>(&self) -> Parsed<T> {
        Err(match self.token() {
            Token::Indent => ErrorKind::UnexpectedIndent,
            Token::DedentMismatch => ErrorKind::UnindentMismatch,
            Token::MalformedFString => ErrorKind::MalformedFString,
            _ => ErrorKind::Syntax,
        })
    }

    /// Goes past this token, if it is the current one. Says whether it was.
    #[inline]
    fn accept(&mut self, token: Token) -> Parsed<bool> {
        if self.token() != token {
            return Ok(false);
        }
        self.advance()?;
        Ok(true)
    }

    /// Goes past this token, which must be the current one.
    #[inline]
    fn expect(&mut self, token: Token) -> Parsed<()> {
        if self.token() != token {
            return self.fail();
        }
        self.advance()
    }

    /// A name.
    fn name(&mut self) -> Parsed {
        if self.token() != Token::Name {
            return self.fail();
        }
        let node = self.lexer.node;
        self.advance()?;
        Ok(node)
    }

    /// A rule inside of itself starts; it costs so many steps.
    #[inline]
    fn enter(&mut self, steps: u32) -> Parsed<()> {
        if self.depth < steps || !self.ws.has_stack() {
            return Err(ErrorKind::TooDeep);
        }
        self.depth -= steps;
        Ok(())
    }

    /// And ends.
    #[inline]
    fn leave(&mut self, steps: u32) {
        self.depth += steps;
    }

    /// Line and stack where a list starts.
    #[inline]
    fn begin(&self) -> (u32, usize) {
        (self.line(), self.stack.len())
    }

    /// Adds a child of the rule that is being taken.
    #[inline]
    fn push(&mut self, node: Node) -> Parsed<()> {
        self.stack.push(self.ws, node.word())
    }

    /// A node of a rule with these children.
    #[inline]
    fn node(&mut self, rule: Rule, line: u32, children: &[Node]) -> Parsed {
        self.tree.new_rule(self.ws, rule, line, children).ok_or(ErrorKind::NoMemory)
    }

    /// A node of a rule with the children on the stack from `base` on.
    fn make(&mut self, rule: Rule, line: u32, base: usize) -> Parsed {
        let children = self.stack.tail(base);
        let node = self.tree.new_rule_of_words(self.ws, rule, line, children);
        self.stack.truncate(base);
        node.ok_or(ErrorKind::NoMemory)
    }

    /// The same; a single child is left alone.
    fn end_list(&mut self, rule: Rule, line: u32, base: usize) -> Parsed {
        if let &[only] = self.stack.tail(base) {
            self.stack.truncate(base);
            return Ok(Node::from_word(only));
        }
        self.make(rule, line, base)
    }

    /// Items with commas between them. A comma may end them too; then even one item makes a list.
    #[inline]
    fn list(&mut self, rule: Rule, starts: fn(Token) -> bool, item: fn(&mut Self) -> Parsed) -> Parsed {
        let line = self.line();
        let first = item(self)?;
        if self.token() != Token::Comma {
            return Ok(first);
        }
        self.list_from(rule, line, first, starts, item)
    }

    /// The rest of such a list, at its first comma.
    fn list_from(
        &mut self,
        rule: Rule,
        line: u32,
        first: Node,
        starts: fn(Token) -> bool,
        item: fn(&mut Self) -> Parsed,
    ) -> Parsed {
        let base = self.stack.len();
        self.push(first)?;
        while self.accept(Token::Comma)? {
            if !starts(self.token()) {
                return self.make(rule, line, base);
            }
            let item = item(self)?;
            self.push(item)?;
        }
        self.end_list(rule, line, base)
    }

    /// Items with this separator between them, which may not end them.
    fn separated(&mut self, rule: Rule, separator: Token, item: fn(&mut Self) -> Parsed) -> Parsed {
        let line = self.line();
        let first = item(self)?;
        if self.token() != separator {
            return Ok(first);
        }
        let base = self.stack.len();
        self.push(first)?;
        while self.accept(separator)? {
            let item = item(self)?;
            self.push(item)?;
        }
        self.make(rule, line, base)
    }
}
