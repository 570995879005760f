//! f-strings and t-strings: a literal becomes a call.
//!
//! `f"a{x!r:>5}b"` is lexed as `"a{!r:>5}b"` followed by the pushed back text `.format((x),)`, so that
//! neither parser nor compiler know of it. What stands in the braces is taken as text, by counting brackets; it is
//! not lexed until it is pushed back. Because of that a string in the braces with a bracket or colon in it
//! is misread.
//!
//! `t"a{x!r:>5}b"` becomes `__template__(("a","b",),(x),"x","r",">5",)`: the texts between the fields, and of
//! each field the value, the expression, the conversion and the format.

use super::Lexer;
use super::class::{self, SPACE};
use super::string::Literal;
use crate::error::ErrorKind;
use crate::token::Token;
use crate::words::Bytes;
use crate::workspace::Workspace;

/// The most arguments that a call can have; a template with more gets its fields in a tuple.
const ARGUMENTS_MAX: usize = 255;

/// What a t-string has seen.
#[derive(Default)]
struct Template {
    n_fields: usize,
    /// Open braces of the field whose format is being read; 0 outside.
    depth: usize,
    /// Where that format starts in the text.
    start: usize,
    /// Whether it has fields of its own.
    nested: bool,
}

impl<'p> Lexer<'p> {
    /// A brace of an f-string at the current byte. Adds what goes into the format string, and goes to what
    /// stands behind the expression.
    pub(super) fn replacement_field(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        self.source.skip(ws, 1)?;
        if self.source.current() == b'{' {
            self.source.skip(ws, 1)?;
            return self.text.extend(ws, b"{{");
        }
        let start = self.expression(ws)?;
        if self.arguments.len() == start {
            self.kind = Token::MalformedFString;
        }
        self.arguments.extend(ws, b"),")?;
        self.text.push(ws, b'{')
    }

    /// Takes an expression up to its conversion, format or closing brace, with `(` in front of it, into the
    /// arguments. One that ends in `=` also goes into the text. Says where it starts.
    fn expression(&mut self, ws: &mut dyn Workspace<'p>) -> Result<usize, ErrorKind> {
        self.arguments.push(ws, b'(')?;
        let start = self.arguments.len();
        // Wraps: a bracket too many on the closing side makes the rest of the text part of the expression.
        let mut nesting = 0u32;
        loop {
            let byte = self.source.current();
            match byte {
                0 => break,
                b':' | b'}' if nesting == 0 => break,
                b'!' if nesting == 0
                    && matches!(self.source.ahead(1), b'r' | b's')
                    && matches!(self.source.ahead(2), b':' | b'}') =>
                {
                    break;
                }
                b'[' | b'{' => nesting = nesting.wrapping_add(1),
                b']' | b'}' => nesting = nesting.wrapping_sub(1),
                _ => {}
            }
            self.arguments.push(ws, byte)?;
            self.source.bump(ws)?;
        }
        if self.last_argument_byte() == b'=' {
            self.text.extend_from(ws, &self.arguments, start)?;
            self.arguments.truncate(self.arguments.len() - 1);
        }
        Ok(start)
    }

    fn last_argument_byte(&self) -> u8 {
        self.arguments.get(self.arguments.len().wrapping_sub(1))
    }

    /// Adds the quotes of a literal to its text.
    fn quotes(&mut self, ws: &mut dyn Workspace<'p>, literal: Literal) -> Result<(), ErrorKind> {
        for _ in 0..literal.n_quotes {
            self.text.push(ws, literal.quote)?;
        }
        Ok(())
    }

    /// A t-string behind its opening quotes. The text becomes the tuple of texts, as source.
    pub(super) fn template_literal(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        literal: Literal,
    ) -> Result<(), ErrorKind> {
        if self.arguments.len() == 0 {
            self.text.extend(ws, b"((")?;
            self.quotes(ws, literal)?;
        }
        let mut template = Template::default();
        let mut n_closing = 0;
        while n_closing < literal.n_quotes {
            let byte = self.source.current();
            if byte == 0 || byte == b'\n' && literal.n_quotes == 1 {
                break;
            }
            if byte == literal.quote {
                n_closing += 1;
                self.text.push(ws, byte)?;
            } else if byte == b'\n' {
                self.text.extend(ws, b"\\n")?;
            } else {
                n_closing = 0;
                if byte == b'{' && template.depth == 0 {
                    self.template_field(ws, literal, &mut template)?;
                    continue;
                }
                self.template_byte(ws, literal, &mut template, byte)?;
            }
            self.source.bump(ws)?;
        }
        if n_closing < literal.n_quotes {
            self.kind = Token::LonelyStringOpen;
        }
        if template.depth > 0 {
            self.kind = Token::MalformedFString;
        }
        if 1 + template.n_fields * 4 > ARGUMENTS_MAX {
            let mut all = Bytes::new();
            all.push(ws, b'(')?;
            self.arguments.insert(ws, 0, &all)?;
            all.free(ws);
            self.arguments.push(ws, b')')?;
        }
        Ok(())
    }

    /// A byte of a t-string that is neither quote nor line end, nor starts a field. Ends at the byte.
    fn template_byte(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        literal: Literal,
        template: &mut Template,
        byte: u8,
    ) -> Result<(), ErrorKind> {
        match byte {
            // The text is source and will be lexed again, so escapes stay.
            b'\\' => {
                self.text.push(ws, b'\\')?;
                if literal.raw {
                    return self.text.push(ws, b'\\');
                }
                self.source.skip(ws, 1)?;
                self.text.push(ws, self.source.current())
            }
            b'{' => {
                template.depth += 1;
                self.text.push(ws, byte)
            }
            b'}' if template.depth > 1 => {
                template.depth -= 1;
                template.nested = true;
                self.text.push(ws, byte)
            }
            b'}' if template.depth == 1 => self.end_field(ws, literal, template),
            b'}' => {
                self.text.push(ws, byte)?;
                if self.source.ahead(1) == b'}' {
                    self.source.skip(ws, 1)
                } else {
                    self.kind = Token::MalformedFString;
                    Ok(())
                }
            }
            _ => self.text.push(ws, byte),
        }
    }

    /// A brace of a t-string at the current byte: takes the field up to its format.
    fn template_field(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        literal: Literal,
        template: &mut Template,
    ) -> Result<(), ErrorKind> {
        self.source.skip(ws, 1)?;
        if self.source.current() == b'{' {
            self.source.skip(ws, 1)?;
            return self.text.push(ws, b'{');
        }
        let text_length = self.text.len();
        let start = self.expression(ws)?;
        let debugs = self.text.len() > text_length;
        while class::is(self.last_argument_byte(), SPACE) {
            self.arguments.truncate(self.arguments.len() - 1);
        }
        let end = self.arguments.len();
        if end == start {
            self.kind = Token::MalformedFString;
        }
        self.arguments.extend(ws, b"),")?;
        // The expression once more, as a string.
        let quote = literal.quote;
        self.arguments.push(ws, quote)?;
        for i in start..end {
            let byte = self.arguments.get(i);
            if byte == quote || byte == b'\\' {
                self.arguments.push(ws, b'\\')?;
            }
            self.arguments.push(ws, byte)?;
        }
        self.arguments.extend(ws, &[quote, b','])?;
        // The next text starts.
        self.quotes(ws, literal)?;
        self.text.push(ws, b',')?;
        self.quotes(ws, literal)?;
        if self.source.current() == b'!' {
            self.source.skip(ws, 1)?;
            let conversion = self.source.current();
            self.source.bump(ws)?;
            self.arguments.extend(ws, &[quote, conversion, quote, b','])?;
        } else if debugs && self.source.current() != b':' {
            self.arguments.extend(ws, b"'r',")?;
        } else {
            self.arguments.extend(ws, b"None,")?;
        }
        if self.source.current() == b':' {
            self.source.skip(ws, 1)?;
        }
        template.depth = 1;
        template.start = self.text.len();
        // Stands for the brace, so that a closing quote in a format is not mistaken for the text's.
        self.text.push(ws, b'{')
    }

    /// The brace that closes a field of a t-string: moves its format from the text to the arguments.
    fn end_field(
        &mut self,
        ws: &mut dyn Workspace<'p>,
        literal: Literal,
        template: &mut Template,
    ) -> Result<(), ErrorKind> {
        template.depth = 0;
        template.n_fields += 1;
        if core::mem::take(&mut template.nested) {
            self.arguments.push(ws, b'f')?;
        }
        self.arguments.push(ws, literal.quote)?;
        self.arguments.extend_from(ws, &self.text, template.start + 1)?;
        self.text.truncate(template.start);
        self.arguments.extend(ws, &[literal.quote, b','])
    }

    /// Behind literals one of which was a t-string: the token becomes the name of the function, and the texts
    /// the first argument.
    pub(super) fn finish_template(&mut self, ws: &mut dyn Workspace<'p>) -> Result<(), ErrorKind> {
        self.text.extend(ws, b",),")?;
        self.arguments.insert(ws, 0, &self.text)?;
        if self.kind > Token::MalformedFString {
            self.kind = Token::Name;
            self.text.clear();
            let name = ws.intern(b"__template__").ok_or(ErrorKind::NoMemory)?;
            self.node = crate::tree::Node::id(name);
        }
        Ok(())
    }
}
